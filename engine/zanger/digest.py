"""The law by another order than its own: by body, by procedure, by reading, and between two days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .amendments import Change, ChangeName, Turned, bodies, changes
from .case import Case
from .cite import Locator
from .docket import cites
from .errors import Code, Diagnostic, InputError, Place, nearest
from .law import Law
from .load import LawPack, load_case
from .messages import SOURCE, message
from .plain import rule
from .provision import ConclusionName, Procedure, Provision, Reading
from .reporting import Line, outlined
from .vocabulary import read_date
from .words import Words, capital

SECTIONS: dict[ConclusionName, str] = {
    "requires": message("must"),
    "permits": message("may"),
    "forbids": message("must not"),
    "defines": message("when a status holds"),
}
"""What a provision does to a body, duties first."""
CHANGES: dict[ChangeName, str] = {
    "new": message("new"),
    "changed": message("changed"),
    "ended": message("ended"),
    "not-coded": message("not coded for the later day"),
    "not-coded-before": message("not coded for the earlier day"),
}
CHANGE_MARKS: dict[ChangeName, str] = {
    "new": "+",
    "changed": "~",
    "ended": "-",
    "not-coded": "?",
    "not-coded-before": "?",
}


@dataclass(frozen=True)
class Worked:
    """A worked case of a pack: its place below the folder of cases, without the suffix, and its file's text."""

    name: str
    case: Case
    text: str

    @property
    def topic(self) -> str:
        """The folder in which the case stands."""
        return self.name.rpartition("/")[0]

    def names(self) -> set[str]:
        """The provisions that its expected answers cite."""
        return {name for e in self.case.expect for name in e.cites or ()}

    def turns(self) -> set[str]:
        """The questions of reading on which it shows that something turns."""
        named = {g for e in self.case.expect for g in (*(e.turns_on or ()), *(e.open or ()))}
        return named | set(self.case.under)


def worked_cases(pack: LawPack) -> tuple[Worked, ...]:
    """The worked cases in a pack's folder, in the order of their names. Raises `InputError`."""
    root = Path(pack.root) / "cases"
    found = []
    for path in sorted(root.rglob("*.yaml")):
        case, _ = load_case(path)
        name = path.relative_to(root).with_suffix("").as_posix()
        found.append(Worked(name, case, path.read_text(encoding="utf-8")))
    return tuple(found)


def separating(question: str, cases: Iterable[Worked]) -> list[Worked]:
    """The cases that separate the readings of a question: those that turn on it before those that choose one."""
    found = [c for c in cases if question in c.turns()]
    return sorted(found, key=lambda c: question in c.case.under)


def touched(provision: Provision) -> tuple[str, ...]:
    """The questions of reading on which a provision depends."""
    breach = provision.breach if isinstance(provision.breach, dict) else {}
    return tuple(dict.fromkeys((*provision.under, *breach)))


def touching(question: str, pack: LawPack) -> list[Provision]:
    """The provisions that depend on a question, one edition of each."""
    return once(p for p in pack.provisions if question in touched(p))


def once(provisions: Iterable[Provision]) -> list[Provision]:
    """The first edition of each provision."""
    found: dict[str, Provision] = {}
    for p in provisions:
        found.setdefault(p.id, p)
    return list(found.values())


def of_body(pack: LawPack, body: str) -> dict[ConclusionName, list[Provision]]:
    """The duties, powers and prohibitions of a body, each by its first edition."""
    return _by_section(p for p in once(pack.provisions) if body in bodies(pack, p))


def told_once(sections: Mapping[ConclusionName, list[Provision]]) -> dict[ConclusionName, list[Provision]]:
    """Provisions of which those that one place codes apart, with the same action and words, stand once.

    What tells them apart are their conditions: the page of the article has all of them.
    """
    found: dict[ConclusionName, list[Provision]] = {}
    for name, listed in sections.items():
        alike = {
            (p.id.split(".")[1], Locator.of(p.id).numbers, p.conclusion[1].kind, p.says[SOURCE]): p
            for p in reversed(listed)
        }
        found[name] = list(reversed(alike.values()))
    return found


def of_procedure(pack: LawPack, procedure: str) -> list[Provision]:
    """All editions of the provisions that make up a procedure."""
    return [p for p in pack.provisions if procedure in p.marks]


def cases_of(provisions: Iterable[Provision], cases: Iterable[Worked]) -> list[Worked]:
    """The worked cases that cite one of the provisions, or a place above it."""
    names = {p.id for p in provisions}
    return [c for c in cases if any(cites(name, cited) for cited in c.names() for name in names)]


def _by_section(provisions: Iterable[Provision]) -> dict[ConclusionName, list[Provision]]:
    found: dict[ConclusionName, list[Provision]] = {name: [] for name in SECTIONS}
    for p in provisions:
        found[p.conclusion[0]].append(p)
    return {name: listed for name, listed in found.items() if listed}


# Names as a user gives them


def known_body(pack: LawPack, name: str) -> str:
    """The id of a body. Raises `InputError` with the nearest one."""
    if name in pack.vocabulary.bodies:
        return name
    raise _unknown(Code.UNKNOWN_BODY, f"there is no body `{name}`", name, pack.vocabulary.bodies)


def known_procedure(pack: LawPack, name: str) -> Procedure:
    """A procedure by its id, in letters of either case. Raises `InputError` with the nearest one."""
    known = {p.id: p for p in pack.procedures}
    found = next((p for p in pack.procedures if p.id.casefold() == name.casefold()), None)
    if found is None:
        raise _unknown(Code.UNKNOWN_PROVISION, f"there is no procedure `{name}`", name, known)
    return found


def known_reading(pack: LawPack, name: str) -> Reading:
    """A question of reading by its id, in letters of either case. Raises `InputError` with the nearest one."""
    found = next((r for r in pack.readings if r.id.casefold() == name.casefold()), None)
    if found is None:
        raise _unknown(Code.UNKNOWN_READING, f"there is no question of reading `{name}`", name, pack.reading)
    return found


def known_day(text: str) -> date:
    """A day such as `2001-06-30`. Raises `InputError`."""
    try:
        return read_date(text)
    except ValueError:
        diagnostic = Diagnostic(
            Code.WRONG_VALUE, f"`{text}` is no date", Place(text, 0, 0), help="expected a date such as `2001-06-30`"
        )
        raise InputError([diagnostic]) from None


def _unknown(code: Code, message: str, name: str, known: Iterable[str]) -> InputError:
    return InputError([Diagnostic(code, message, Place(name, 0, 0), help=nearest(name, known))])


# As lines and as plain values


def body_lines(pack: LawPack, body: str, words: Words) -> Iterator[Line]:
    """What a body must, may and must not do."""
    yield Line(capital(words.body(body)), role="title")
    sections = of_body(pack, body)
    if not sections:
        yield Line(words.say("nothing that is coded speaks of this body"), 1, "note")
    yield from _sections(told_once(sections), words)


def procedure_lines(pack: LawPack, procedure: Procedure, cases: Iterable[Worked], words: Words) -> Iterator[Line]:
    """A procedure: what makes it up, and its worked cases."""
    yield Line(f"{procedure.id}  {words.text(procedure.title)}", role="title")
    yield Line(words.text(procedure.says), 1)
    provisions = of_procedure(pack, procedure.id)
    yield from _sections(_by_section(once(provisions)), words)
    found = cases_of(provisions, cases)
    if found:
        yield Line("")
        yield Line(words.say("worked cases"), role="head")
        yield from (Line(f"{c.name}: {c.case.title}", 1, "detail", "-") for c in found)


def procedures_lines(pack: LawPack, words: Words) -> Iterator[Line]:
    """All procedures, one a line."""
    for p in pack.procedures:
        yield Line(f"{p.id}  {words.text(p.title)}", role="head")
        yield Line(words.text(p.says), 1)


def _sections(sections: Mapping[ConclusionName, Sequence[Provision]], words: Words) -> Iterator[Line]:
    for name, provisions in sections.items():
        yield Line("")
        yield Line(capital(words.say(SECTIONS[name])), role="head")
        for p in provisions:
            yield Line(words.text(p.says), 1, "plain", "-")
            yield Line(f"[{words.cite(p.id)}]  {p.id}", 2, "cite")


def reading_lines(pack: LawPack, readings: Iterable[Reading], cases: Sequence[Worked], words: Words) -> Iterator[Line]:
    """Questions of reading: what is tenable, what is followed and why, what depends on it, and a case of each."""
    for reading in readings:
        yield from outlined(words.question(reading.id, reading.default), 0, "plain")
        if reading.is_open:
            yield Line(words.say("the law leaves this open: no reading is followed"), 1, "open", "?")
        if reading.because:
            yield Line(words.say("because: {reason}", reason=words.text(reading.because)), 1, "note")
        names = "; ".join(dict.fromkeys(words.cite(p.id) for p in touching(reading.id, pack)))
        if names:
            yield Line(f"[{names}]", 1, "cite")
        found = separating(reading.id, cases)
        if found:
            yield Line(words.say("worked case: {name}", name=f"{found[0].name}: {found[0].case.title}"), 1, "detail")
        yield Line("")


def diff_lines(pack: LawPack, found: Iterable[Change], turned: Iterable[Turned], words: Words) -> Iterator[Line]:
    """What changed, by article: the words of the law and, where a rule reads otherwise, the lines that differ."""
    article = ""
    none = True
    for change in found:
        none = False
        p = change.either
        here = f"{pack.head.id}.{p.instrument}.{Locator.of(p.id).numbers[0]}"
        if here != article:
            article = here
            yield Line("")
            yield Line(words.cite(here), role="head")
        whom = ", ".join(words.body(b) for b in change.bodies)
        head = f"{words.cite(p.id)}: {words.say(CHANGES[change.what])}" + (f" ({whom})" if whom else "")
        yield Line(head, 1, "plain", CHANGE_MARKS[change.what])
        yield Line(words.text(p.says), 2, "note")
        for mark, text in differing(change, words):
            yield Line(text, 2, "bad" if mark == "-" else "good", mark)
    if none:
        yield Line(words.say("nothing that is coded differs between the two days"))
    for number, case in enumerate(turned):
        if number == 0:
            yield Line("")
            yield Line(words.say("Worked cases that are decided otherwise"), role="head")
        yield Line(f"{case.path}: {case.title}", 1, "plain", "~")
        for what, before, after in case.answers:
            yield Line(f"{what}: {before} -> {after}", 2, "detail", "-")


def differing(change: Change, words: Words) -> list[tuple[str, str]]:
    """The lines of the rule in plain words that only one edition has: `-` the earlier, `+` the later."""
    if change.before is None or change.after is None:
        return []
    old, new = ([text for _, text in rule(p, words)] for p in (change.before, change.after))
    gone = [("-", text) for text in old if text not in new]
    return gone + [("+", text) for text in new if text not in old]


def change_values(change: Change, words: Words) -> dict[str, Any]:
    """A change as plain values, for JSON."""
    return {
        "id": change.id,
        "citation": words.cite(change.id),
        "what": change.what,
        "bodies": list(change.bodies),
        "says": words.text(change.either.says),
        "before": [text for m, text in differing(change, words) if m == "-"],
        "after": [text for m, text in differing(change, words) if m == "+"],
    }


def provision_values(p: Provision, words: Words) -> dict[str, Any]:
    """A provision in short, for JSON."""
    return {"id": p.id, "citation": words.cite(p.id), "conclusion": p.conclusion[0], "says": words.text(p.says)}


def body_values(pack: LawPack, body: str, words: Words) -> dict[str, Any]:
    """What a body must, may and must not do, for JSON."""
    sections = of_body(pack, body).values()
    return {
        "body": body,
        "name": words.body(body),
        "provisions": [provision_values(p, words) for listed in sections for p in listed],
    }


def procedure_values(pack: LawPack, procedure: Procedure, cases: Iterable[Worked], words: Words) -> dict[str, Any]:
    """A procedure for JSON."""
    provisions = of_procedure(pack, procedure.id)
    return {
        "id": procedure.id,
        "title": words.text(procedure.title),
        "says": words.text(procedure.says),
        "provisions": [provision_values(p, words) for p in once(provisions)],
        "cases": [c.name for c in cases_of(provisions, cases)],
    }


def reading_values(pack: LawPack, reading: Reading, cases: Iterable[Worked], words: Words) -> dict[str, Any]:
    """A question of reading for JSON."""
    return {
        "id": reading.id,
        "question": words.text(reading.question),
        "readings": {key: words.text(texts) for key, texts in reading.readings.items()},
        "followed": None if reading.is_open else reading.default,
        "because": words.text(reading.because) if reading.because else None,
        "provisions": [p.id for p in touching(reading.id, pack)],
        "cases": [c.name for c in separating(reading.id, cases)],
    }


def between(law: Law, first: str, second: str) -> tuple[date, date, list[Change]]:
    """What changed between two days as a user gives them. Raises `InputError`."""
    days = known_day(first), known_day(second)
    return (*days, changes(law, *days))
