"""What is asked of a slice, as rules that mark a situation: a provision applies, decides, clashes with another.

The marks are rules of the same language as the law, so that all engines give them the same meaning; those that
compare two provisions are written for the solver on top of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from ..asp import Translation
from ..compile import ACT, COVERS, OPEN, expand
from ..gringo import constant, quoted
from ..program import Atom, Program, Rule, Var
from ..provision import Compare, Provision, Share
from ..vocabulary import Vocabulary
from ..words import capital

APPLIES, GIVES, TOUCHES, MEETS = "applies:", "gives:", "touches:", "meets:"
"""Kinds of mark: all conditions of a definition hold; and nothing stronger prevails; a power, duty or prohibition
is open for what is tried; and its manner is met, whatever prevails."""


class Mark(NamedTuple):
    """A thing that a situation can show, of one provision or of two."""

    name: str
    first: str
    second: str = ""


HEADLINES = {
    "both": "permitted and forbidden at once",
    "bound": "two texts set different bounds",
    "differ": "two texts answer otherwise",
    "values": "two texts give different numbers",
    "open": "a duty that cannot be fulfilled",
    "lives": "lawful, and nothing is said of what follows",
    "gives": "it holds, and nothing is said of what follows",
}


def headline(mark: Mark, subject: str, vocabulary: Vocabulary) -> str:
    """The title of a case that shows a mark."""
    label = vocabulary.kinds[subject][1].label["en"]
    return f"{capital(label)}: {HEADLINES[mark.name]}"


def marked(program: Program, modal: Iterable[Provision], defined: Iterable[Provision]) -> Program:
    """The program with a rule for each mark that needs one."""
    rules = [*program.rules]
    by_provision: dict[str, list[Rule]] = {}
    for rule in program.rules:
        by_provision.setdefault(rule.provision, []).append(rule)
    for p in defined:
        for rule in by_provision.get(p.id, ()):
            if rule.id.endswith("!"):
                continue
            free = tuple(t for t in rule.tallies if t.origin[:1] != ("overrides",))
            rules.append(replace(rule, id=f"{rule.id}?", head=Atom(APPLIES + p.id, ()), tallies=free))
            rules.append(replace(rule, id=f"{rule.id}=", head=replace(rule.head, kind=GIVES + p.id)))
    for p in modal:
        for rule in by_provision.get(p.id, ()):
            if not rule.head.kind.startswith(COVERS):
                continue
            free = tuple(t for t in rule.tallies if t.origin[:1] != ("overrides",))
            rules.append(replace(rule, id=f"{rule.id}?", head=replace(rule.head, kind=MEETS + p.id), tallies=free))
            attempt, opening = rule.atoms[:2]
            known = {*opening.variables(), ACT + ":"}
            settled = tuple((f, a) for f, a in attempt.args if not isinstance(a, Var) or a.name in known)
            touched = replace(rule.head, kind=TOUCHES + p.id)
            rules.append(Rule(f"{rule.id}~", touched, (replace(attempt, args=settled), opening), provision=p.id))
    unique = tuple({rule.id: rule for rule in rules}.values())
    return Program(unique, program.optional, program.name)


def marks(
    law: Translation, subject: str, modal: Iterable[Provision], defined: Iterable[Provision], vocabulary: Vocabulary
) -> Iterator[str]:
    """The marks for the solver, each as `_m(name,first,second)`; `_w(p,x)` tells that x does not give what p does."""
    modal, defined = list(modal), list(defined)
    yield "#show _m/3."
    yield "#defined _m/3."
    yield "#defined _hit/0."
    yield "#defined _denied/0."
    yield "#defined _w/2."
    yield "#defined _read/2."
    for p in defined:
        yield from _say(law, "applies", p.id, APPLIES)
        yield from _say(law, "gives", p.id, GIVES)
    yield from _alone(law, defined)
    yield from _values(law, defined, vocabulary)
    for p in modal:
        yield from _say(law, "open", p.id, OPEN)
        yield from _say(law, "touches", p.id, TOUCHES)
        yield from _say(law, "meets", p.id, MEETS)
        yield from _say(law, "covers", p.id, COVERS)
    powers = [p for p in modal if p.conclusion[0] == "permits"]
    duties = [p for p in modal if p.conclusion[0] == "requires"]
    bans = [p for p in modal if p.conclusion[0] == "forbids"]
    for q in bans:
        yield f'{"_denied" if q.breach == "no-power" else "_hit"} :- _m("covers",{quoted(q.id)},"").'
    for p in powers:
        name = quoted(p.id)
        yield f'_power :- _m("covers",{name},"").'
        yield f'_m("lives",{name},"") :- _m("covers",{name},""), not _hit, not _denied.'
        yield f'_m("undenied",{name},"") :- _m("covers",{name},""), not _denied.'
        yield from _only(p, [x for x in powers if x.id != p.id])
    for q in bans:
        yield f'_m("bites",{quoted(q.id)},"") :- _m("covers",{quoted(q.id)},""), _power.'
        yield from _only(q, [x for x in bans if x.id != q.id and (x.breach == q.breach)])
    for d in duties:
        yield from _only(d, [x for x in duties if x.id != d.id])
        yield f'_m("owed",{quoted(d.id)},"") :- _m("covers",{quoted(d.id)},""), _power, not _hit, not _denied.'
        for p in powers:
            yield from _joint(law, subject, "able", d, p, vocabulary)
        for q in bans:
            if not q.provided and d.id not in q.overrides and q.id not in d.overrides:
                yield from _joint(law, subject, "bound", d, q, vocabulary, whole=True)
    for p in (*powers, *duties):
        for q in bans:
            if q.breach != "no-power" and p.id not in q.overrides and q.id not in p.overrides:
                a, b = quoted(p.id), quoted(q.id)
                yield f'_m("both",{a},{b}) :- _m("covers",{a},""), _m("covers",{b},""), not _denied.'
                yield f'_m("spared",{a},{b}) :- _m("covers",{a},""), not _m("covers",{b},"").'
    for one, other in pairs(modal):
        if comparable(one, other):
            for p, q in ((one, other), (other, one)):
                a, b = quoted(p.id), quoted(q.id)
                power = ""
                if p.conclusion[0] == "forbids":  # so that the verdict hangs on it alone
                    rest = (f'not _m("covers",{quoted(x.id)},"")' for x in bans if x.id != p.id)
                    power = "".join(f"{text}, " for text in ("_power", *rest))
                met = f'_m("meets",{a},""), _m("touches",{b},""), not _m("meets",{b},"")'
                yield f'_m("differ",{a},{b}) :- {power}{met}.'
                both = "".join(f", {text}" for text in (*_chosen(p), *_chosen(q)))
                yield f'_m("strays",{a},{b}) :- _m("touches",{a},""), not _m("touches",{b},""){both}.'
    yield "#defined _power/0."


def _chosen(p: Provision) -> list[str]:
    """That the readings are followed under which a provision holds."""
    return [
        f"1 {{ {'; '.join(f'_read({quoted(q)},{quoted(a)})' for a in answers)} }}" for q, answers in p.under.items()
    ]


def pairs(provisions: list[Provision]) -> Iterator[tuple[Provision, Provision]]:
    """Each two provisions with the same kind of conclusion, neither of which prevails over the other."""
    for n, p in enumerate(provisions):
        for q in provisions[n + 1 :]:
            same = p.conclusion[0] == q.conclusion[0] and p.conclusion[1].kind == q.conclusion[1].kind
            if same and p.id != q.id and q.id not in p.overrides and p.id not in q.overrides:
                yield p, q


def comparable(p: Provision, q: Provision) -> bool:
    """Whether both set a bound of one direction for the same fields of the action, and ask for nothing else of it."""
    mine, theirs = bounded(p), bounded(q)
    return bool(mine) and mine == theirs


def bounded(p: Provision) -> frozenset[tuple[str, str]] | None:
    """The fields of the action that its manner bounds by a number, with the direction; None if it asks for more."""
    field_of = {str(t): f for f, t in p.conclusion[1].fields.items()}
    found = set()
    for variant in expand("provided", p.provided):
        for _, item in variant:
            match item:
                case Share():
                    term, bound = item.share.of, item.share.bound[0]
                case Compare():
                    term, bound = item.compare.left, item.compare.bound[0]
                case _:
                    return None
            if str(term) not in field_of:
                return None
            found.add((field_of[str(term)], _side(bound)))
    return frozenset(found)


def _side(bound: str) -> str:
    return {"at_least": "low", "more_than": "low", "at_most": "high", "less_than": "high"}.get(bound, bound)


def _say(law: Translation, name: str, provision: str, kind: str) -> Iterator[str]:
    if kind + provision in law.shapes:
        yield f'_m("{name}",{quoted(provision)},"") :- {law.atom(kind + provision, {})}.'


def _only(p: Provision, others: list[Provision]) -> Iterator[str]:
    """That nothing else of the kind covers what is tried."""
    none = "".join(f', not _m("covers",{quoted(x.id)},"")' for x in others)
    yield f'_m("alone",{quoted(p.id)},"") :- _m("covers",{quoted(p.id)},""){none}.'
    for x in others:
        yield (
            f'_w({quoted(p.id)},{quoted(x.id)}) :- _m("covers",{quoted(p.id)},""), not _m("covers",{quoted(x.id)},"").'
        )


def _alone(law: Translation, defined: list[Provision]) -> Iterator[str]:
    """That a definition gives what no other one gives."""
    for p in defined:
        kind = GIVES + p.id
        if kind not in law.shapes:
            continue
        fields = law.shapes[kind].fields
        terms = {f: f"A{n}" for n, f in enumerate(fields)}
        others = [
            x
            for x in defined
            if x.id != p.id
            and x.conclusion[1].kind == p.conclusion[1].kind
            and GIVES + x.id in law.shapes
            and law.shapes[GIVES + x.id].fields == fields
        ]
        none = "".join(f", not {law.atom(GIVES + x.id, terms)}" for x in others)
        yield f'_m("alone",{quoted(p.id)},"") :- {law.atom(kind, terms)}{none}.'
        for x in others:
            yield (
                f"_w({quoted(p.id)},{quoted(x.id)}) :- {law.atom(kind, terms)}, not {law.atom(GIVES + x.id, terms)}."
            )


def _values(law: Translation, defined: list[Provision], vocabulary: Vocabulary) -> Iterator[str]:
    """That two definitions give one thing different numbers."""
    for p, q in pairs(defined):
        specs = vocabulary.fields(p.conclusion[1].kind)
        numbers = [f for f in p.conclusion[1].fields if specs[f].type == "int"]
        one, other = GIVES + p.id, GIVES + q.id
        if len(numbers) != 1 or one not in law.shapes or other not in law.shapes:
            continue
        shared = {f: f"A{n}" for n, f in enumerate(law.shapes[one].fields) if f in law.shapes[other].fields}
        if numbers[0] not in shared:
            continue
        yield (
            f'_m("values",{quoted(p.id)},{quoted(q.id)}) :- {law.atom(one, {**shared, numbers[0]: "N"})}, '
            f"{law.atom(other, {**shared, numbers[0]: 'M'})}, N != M."
        )


def _joint(
    law: Translation,
    subject: str,
    name: str,
    duty: Provision,
    other: Provision,
    vocabulary: Vocabulary,
    *,
    whole: bool = False,
) -> Iterator[str]:
    """That a duty and another provision are open for one action; with `whole`, for every manner of it."""
    if OPEN + duty.id not in law.shapes or OPEN + other.id not in law.shapes:
        return
    mine, theirs = duty.conclusion[1], other.conclusion[1]
    spec = vocabulary.actions[subject]
    left, right = (
        {**({"by": spec.by[0]} if c.kind == subject else {}), **spec.is_.get(c.kind, {}), **c.fields}
        for c in (mine, theirs)
    )
    terms_left = {v: f"L{n}" for n, v in enumerate(law.shapes[OPEN + duty.id].fields)}
    terms_right = {v: f"R{n}" for n, v in enumerate(law.shapes[OPEN + other.id].fields)}
    conditions: list[str] = []
    for field, b in right.items():
        a = left.get(field)
        one, two = _open_term(a, terms_left), _open_term(b, terms_right)
        if two is None:
            if whole:
                return
            continue
        if one is None:
            if whole:
                return
            continue
        conditions.append(f"{one} = {two}")
    body = [law.atom(OPEN + duty.id, terms_left), law.atom(OPEN + other.id, terms_right), *conditions]
    yield f"_m({quoted(name)},{quoted(duty.id)},{quoted(other.id)}) :- {', '.join(body)}."


def _open_term(term: object, known: Mapping[str, str]) -> str | None:
    """A term of a conclusion as the solver knows it once the provision is open; None where it is left open."""
    if isinstance(term, str) and term.startswith("$"):
        return known.get(term[1:])
    return constant(term) if isinstance(term, str | int | bool) else None
