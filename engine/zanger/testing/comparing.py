"""Properties that set two cases beside each other: one thing changed, and what the law then says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ..case import Case, Item
from ..casefile import made
from ..compile import OPEN
from ..docket import Entry
from ..errors import InputError
from ..law import Law
from ..program import OneOf, Program
from ..provision import Pattern, Provision, conditions
from ..vocabulary import Vocabulary
from .failure import Breach
from .property import about_actions, law_property
from .situation import LAWFUL, Answers, Situation

STRANGE = "other-"
"""Begins the ids of things that have nothing to do with the case."""
MORE = (1, 10)
"""How many votes more are tried."""


def _requests(law: Law) -> tuple[str, ...]:
    return about_actions(law, law.pack.roles.requests if law.pack.roles else ())


@law_property(
    "a request never has the effect of the decision requested",
    applies=lambda law: bool(law.pack.roles and law.pack.roles.requests),
    concerns=_requests,
)
def requests_decide_nothing(s: Situation) -> Iterator[Breach]:
    """A status that follows from the decision follows from the request alone (`requests` of `roles.yaml`)."""
    program, vocabulary = s.program, s.law.pack.vocabulary
    for n, item in enumerate(s.case.history):
        decisions = s.roles.requests.get(item.kind, ())
        if not decisions or any(i.kind in decisions for i in s.case.history):
            continue
        less = (*s.case.history[:n], *s.case.history[n + 1 :])
        without = s.other(s.case.model_copy(update={"history": less, "ask": (), "expect": ()}))
        if any(_refers(i, item, vocabulary) for i in (*s.case.facts, *less)):
            continue
        views = {view for d in decisions for view in (d, *vocabulary.actions[d].is_)}
        for status in sorted(_brought_about(program, views) & vocabulary.statuses.keys()):
            new = s.holding(status) - without.holding(status)
            if new:
                own = {item.kind, *vocabulary.actions[item.kind].is_}
                by = tuple(
                    dict.fromkeys(
                        r.provision for r in program.by_head.get(status, ()) if own & {k for k, _ in r.needs()}
                    )
                )
                yield Breach(f"{item.kind} alone brings about {status}, as {' or '.join(decisions)} would", by)


def _brought_about(program: Program, kinds: set[str]) -> set[str]:
    """What rules conclude from actions of some kinds."""
    return {rule.head.kind for rule in program.rules if any(atom.kind in kinds for atom in rule.atoms)}


def _refers(item: Item, to: Item, vocabulary: Vocabulary) -> bool:
    own = vocabulary.kinds[to.kind][1].id_field
    return own is not None and item is not to and to.fields.get(own) in item.fields.values()


@law_property(
    "more votes in favour never lose a vote",
    applies=lambda law: bool(law.pack.roles and law.pack.roles.votes),
    concerns=lambda law: about_actions(
        law,
        (
            kind
            for kind, spec in law.pack.vocabulary.actions.items()
            if law.pack.roles and law.pack.roles.votes and law.pack.roles.votes.field in spec.fields
        ),
    ),
)
def more_votes_never_lose(s: Situation) -> Iterator[Breach]:
    """An action that is lawful with some votes in favour, and is not with more; of a refusal, with fewer."""
    votes = s.roles.votes
    assert votes is not None
    for entry in s.docket.items:
        number = entry.fields.get(votes.field)
        if not isinstance(number, int) or (votes.tie is not None and votes.tie in entry.fields):
            continue
        if entry.kind not in s.law.pack.vocabulary.actions or entry.unknown:
            continue
        spec = s.law.pack.vocabulary.fields(entry.kind)[votes.field]
        case = _until(s, entry)
        item = _item_of(s.case, entry)
        base = _lawful(s.other(case), item)
        for more in MORE:
            if number + more > spec.max:
                continue
            with_more = made(item.kind, {**item.fields, votes.field: number + more})
            other = _lawful(s.other(case), with_more)
            if None in (base, other):
                continue
            won, lost = (other, base) if entry.kind in votes.refusals else (base, other)
            if won and not lost:
                fewer = f"{entry.kind} is lawful with {number} votes in favour and not with {number + more}"
                if entry.kind in votes.refusals:
                    fewer = f"{entry.kind} is lawful with {number + more} votes in favour and not with {number}"
                yield Breach(fewer, _permitting(s, entry))


def _until(s: Situation, entry: Entry) -> Case:
    """The case as it stood when an action was done or asked about."""
    before = [s.case.history[e.line - 1] for e in s.docket.history if e.order < entry.order]
    return s.case.model_copy(update={"history": tuple(before), "as_of": entry.on, "ask": (), "expect": ()})


def _item_of(case: Case, entry: Entry) -> Item:
    return (case.history if entry.order <= len(case.history) else case.ask)[entry.line - 1]


def _lawful(s: Situation, item: Item) -> bool | None:
    """Whether an action would be lawful now; None where that is open, or where it speaks of what comes later."""
    try:
        verdicts = {o.verdict in LAWFUL for o in s.asked(item)}
    except InputError:
        return None
    return verdicts.pop() if len(verdicts) == 1 else None


def _permitting(s: Situation, entry: Entry) -> tuple[str, ...]:
    about = s.law.about(entry.kind, entry.on)
    field = s.roles.votes.field if s.roles.votes else ""
    return tuple(dict.fromkeys(p.id for p in about if field in p.conclusion[1].fields))


@law_property("a fact that has nothing to do with a case changes nothing in it")
def irrelevance(s: Situation) -> Iterator[Breach]:
    """The facts of the case, once more about other things, change an answer about the things of the case."""
    copied = _strangers(s)
    if not copied:
        return
    more = s.other(s.case.model_copy(update={"facts": (*s.case.facts, *copied)}))
    for before, after in zip(s.answers, more.answers, strict=True):
        changed = before ^ frozenset(a for a in after if STRANGE not in repr(a))
        if changed:
            kinds = _kinds_of(changed)
            yield Breach(f"facts about other things change {', '.join(sorted(kinds))}", _counting(s, kinds))


def _strangers(s: Situation) -> list[Item]:
    """The facts of the case about things that it does not speak of; facts that are about nothing are left out."""
    fields, found = s.law.pack.vocabulary.fields, []
    for item in s.case.facts:
        values = {
            n: f"{STRANGE}{v}"[:64] if n in (spec := fields(item.kind)) and spec[n].type in ("id", "ref") else v
            for n, v in item.fields.items()
        }
        if values != item.fields and not any(v == f"{STRANGE}unknown" for v in values.values()):
            found.append(made(item.kind, values))
    done = {v for i in s.case.history for n, v in i.fields.items() if fields(i.kind).get(n) and n == "id"}
    return [i for i in found if not any(str(v).removeprefix(STRANGE) in done for v in i.fields.values())]


def _kinds_of(answers: frozenset[object]) -> set[str]:
    """The actions and statuses of which answers speak."""
    kinds: set[str] = set()
    for answer in answers:
        first = answer[0] if isinstance(answer, tuple) else answer
        while isinstance(first, tuple):
            first = first[0]
        kinds.add(str(first))
    return kinds


def _counting(s: Situation, kinds: set[str]) -> tuple[str, ...]:
    """The provisions on the way to some kinds that look for a number or an absence."""
    program, rules = s.program, _towards(s, kinds)
    found = [program.rule[r] for r in sorted(rules)]
    return tuple(
        dict.fromkeys(r.provision for r in found if any(not t.negated and t.origin[0] == "when" for t in r.tallies))
    )


def _towards(s: Situation, kinds: set[str]) -> frozenset[str]:
    goals = [k for k in kinds if k in s.law.pack.vocabulary.statuses]
    goals += [OPEN + p.id for k in kinds if k in s.law.pack.vocabulary.actions for p in s.law.about(k, s.day)]
    return s.program.towards(goals)


@law_property("the order in which facts are stated never matters")
def order_of_facts(s: Situation) -> Iterator[Breach]:
    """The same facts, the last first, give another answer."""
    turned = s.other(s.case.model_copy(update={"facts": tuple(reversed(s.case.facts))}))
    for one, other in zip(s.answers, turned.answers, strict=True):
        if one != other:
            yield Breach(f"the order of the facts changes {', '.join(sorted(_kinds_of(one ^ other)))}")


@law_property(
    "what differs between levels differs because an article says so",
    applies=lambda law: bool(law.pack.roles and law.pack.roles.levels),
)
def level_symmetry(s: Situation) -> Iterator[Breach]:
    """The same case at another level has another answer, and no provision between them speaks of a level.

    A provision speaks of it in its words (`says`, or `words` of a condition), or is about what does.
    """
    levels = s.roles.levels
    assert levels is not None
    spec = s.law.pack.vocabulary.facts[levels.fact].fields[levels.field]
    for n, item in enumerate(s.case.facts):
        own = item.fields.get(levels.field)
        if item.kind != levels.fact or own not in spec.values:
            continue
        for level in spec.values:
            if level == own:
                continue
            facts = list(s.case.facts)
            facts[n] = made(item.kind, {**item.fields, levels.field: level})
            other = s.other(s.case.model_copy(update={"facts": tuple(facts)}))
            kinds = _kinds_of(_apart(s.answers, other.answers))
            told = _telling(s, kinds, str(own), level)
            if told and not any(speaks_of_level(s.law, s.provisions[p]) for p in told):
                yield Breach(f"{', '.join(sorted(kinds))} differs between {own} and {level}, and no words say so", told)
        return


def _apart(one: Answers, other: Answers) -> frozenset[object]:
    """The parts in which two answers differ."""
    return frozenset[object]().union(*(a ^ b for a, b in zip(one, other, strict=True)))


def _telling(s: Situation, kinds: set[str], one: str, other: str) -> tuple[str, ...]:
    """The provisions on the way to some kinds that tell two levels apart."""
    levels = s.roles.levels
    assert levels is not None
    found: dict[str, None] = {}
    for name in sorted(_towards(s, kinds)):
        rule = s.program.rule[name]
        for atom in (*rule.atoms, *(t.atom for t in rule.tallies)):
            if atom.kind != levels.fact:
                continue
            wanted = dict(atom.args).get(levels.field)
            values = wanted.values if isinstance(wanted, OneOf) else (wanted,)
            if (one in values) != (other in values):
                found[rule.provision] = None
    return tuple(found)


@cache
def _level_words(law: Law) -> frozenset[str]:
    """The words by which the pack calls its levels, in English, lower case."""
    levels = law.pack.roles.levels if law.pack.roles else None
    assert levels is not None
    spec = law.pack.vocabulary.facts[levels.fact].fields[levels.field]
    labels = [spec.labels[v]["en"] if v in spec.labels else v.replace("-", " ") for v in spec.values]
    return frozenset(w for text in labels for w in text.lower().split() if len(w) > 3) | {"level"}


def speaks_of_level(law: Law, provision: Provision) -> bool:
    """Whether the words of a provision, or of one of its conditions, name a level."""
    texts = [provision.says["en"], provision.note["en"] if provision.note else ""]
    for section in (provision.when, provision.unless, provision.provided):
        for item in conditions(section):
            texts.append((item.words or "") if isinstance(item, Pattern) else (getattr(item, "words", None) or ""))
    whole = " ".join(texts).lower()
    return any(word in whole for word in _level_words(law))
