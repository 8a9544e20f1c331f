"""An audit as lines of text: the findings by kind, the map in short, what was covered and what was cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ..decision import Citation
from ..messages import message, messages
from ..reporting import Line, Role, headed
from ..words import Words, capital
from .finding import Audit, Covered, Finding, Grave
from .wording import (
    MODAL,
    SIGNS,
    file_name,
    kind_of,
    known,
    meaning,
    named,
    of_id,
    other_side,
    quoted,
    span,
    story,
    tally,
    told,
)

ROLES: dict[Grave, Role] = {"error": "bad", "warning": "open", "note": "note"}
PARTS = messages("{count} part of the law searched", "{count} parts of the law searched")
QUESTIONS = messages("{count} question asked of the solver", "{count} questions asked of the solver")
LONG = 240
"""How many characters of a text are shown in a terminal."""
CUT = {
    "all": message("everything"),
    "dead": message("whether it ever applies"),
    "witness": message("a case that shows it"),
}
BOUNDS = {"time": message("time"), "memory": message("memory"), "crash": message("the solver crashed")}


def report(found: Audit, words: Words, *, pack: str = "", folder: str = "") -> Iterator[Line]:
    """The whole report.

    `pack` is how the law was named, where the commands must name it too; `folder` is where the witnesses were
    written, so that each can be run.
    """
    say = words.say
    yield Line(say("Is the law consistent? {law}", law=words.text(words.pack.head.title)), role="title")
    yield Line(capital(tally(found, words)), role="plain")
    yield from _recognised(found, words)
    for _, group in groupby(found.findings, key=lambda f: (f.grave, f.kind)):
        findings = tuple(group)
        yield from headed(f"{kind_of(findings[0], words)} ({len(findings)})")
        said = ""
        for finding in findings:
            sentence = meaning(finding, words)
            yield from finding_lines(
                finding, words, pack=pack, folder=folder, sentence="" if sentence == said else sentence
            )
            said = sentence
    yield from _map(found, words)
    yield from covered(found.covered, words)


def finding_lines(
    finding: Finding, words: Words, *, pack: str = "", folder: str = "", sentence: str = ""
) -> Iterator[Line]:
    """One finding: what it is about, what it means, the texts of both sides, the case that shows it."""
    say, role = words.say, ROLES[finding.grave]
    subject = named(finding.subject, words)
    if finding.body is not None:
        subject = f"{named(finding.body, words)}: {subject}"
    yield Line(subject, 1, role, SIGNS[finding.grave])
    if sentence:
        yield Line(sentence, 3, "plain")
    day = finding.last or finding.first
    yield from _texts(finding.side, words, day)
    if finding.against:
        yield Line(say(other_side(finding)), 3, "note")
        yield from _texts(finding.against, words, day)
    if days := span(finding, words):
        yield Line(days, 3, "note")
    if finding.places:
        yield Line(f"{finding.places[0].file}:{finding.places[0].line}", 3, "cite")
    for name in finding.known:
        yield Line(say("known: {question}", question=known(name, words)), 3, "note", "~")
    yield from _witness(finding, words, pack, folder)


def _texts(citations: Iterable[Citation], words: Words, day: str | None) -> Iterator[Line]:
    for cited, texts in quoted(citations, words, day):
        text = " ".join(words.text(texts).split()) if texts else ""
        shown = text if len(text) <= LONG else text[:LONG].rsplit(" ", 1)[0] + " ..."
        yield Line(cited + (f": {shown}" if shown else ""), 3, "detail", "-")


def _witness(finding: Finding, words: Words, pack: str, folder: str) -> Iterator[Line]:
    witness = finding.witness
    if witness is None:
        return
    say = words.say
    head = (
        say("a case that shows it:")
        if witness.confirmed
        else say("a situation that shows it; no lawful history that leads to it was found:")
    )
    yield Line(head, 3, "note")
    for text in story(witness, words):
        yield Line(text, 4, "detail")
    for answer in witness.answer:
        yield Line(say("the answer: {answer}", answer=told(answer, words)), 4, "plain", "=")
    if folder:
        yield Line(command(finding, folder, pack), 4, "cite")


def command(finding: Finding, folder: str, pack: str = "") -> str:
    """How to run the case of a finding."""
    return f"zanger check {folder.rstrip('/')}/{file_name(finding)}" + (f" --pack {pack}" if pack else "")


def _recognised(found: Audit, words: Words) -> Iterator[Line]:
    new = [f for f in found.findings if not f.known]
    if len(new) < len(found.findings):
        number = len(found.findings) - len(new)
        yield Line(words.say("known: {known}; new: {new}", known=number, new=len(new)))
    if found.recognised:
        seen = [r.id for r in found.recognised if r.findings]
        missed = [r.id for r in found.recognised if not r.findings]
        yield Line(
            words.say(
                "known questions found without being told: {number} of {whole} ({ids})",
                number=len(seen),
                whole=len(found.recognised),
                ids=", ".join(seen),
            )
        )
        if missed:
            yield Line(words.say("not found: {ids}", ids=", ".join(missed)), role="note")


def _map(found: Audit, words: Words) -> Iterator[Line]:
    """The map in short: how often the law says what, and the situations in which it is silent."""
    if not found.map:
        return
    say = words.say
    yield from headed(say("The map"))
    situations = {cell.situation for cell in found.map}
    bodies = {cell.body for cell in found.map if cell.body}
    yield Line(say("situations: {number}; bodies: {bodies}", number=len(situations), bodies=len(bodies)), 1)
    counts = {name: sum(name in cell.says for cell in found.map) for name in MODAL}
    yield Line("; ".join(f"{say(MODAL[name])}: {number}" for name, number in counts.items()), 1)
    silent = [named(cell.situation, words) for cell in found.map if "silent" in cell.says]
    if silent:
        yield Line(say("nobody is told anything after: {situations}", situations="; ".join(silent)), 1, "note")


def covered(found: Covered, words: Words) -> Iterator[Line]:
    """What was covered within which bounds, and what was not."""
    say = words.say
    yield from headed(say("What was covered"))
    asked = sum(part.searches for part in found.slices)
    yield Line(
        "; ".join(
            (
                say.plural(*PARTS, len(found.slices), count=len(found.slices)),
                say.plural(*QUESTIONS, asked, count=asked),
                say("{seconds} s", seconds=f"{found.seconds:.0f}"),
            )
        ),
        1,
    )
    if found.days:
        days = say(
            "the law of {number} days from {first} to {last}",
            number=len(found.days),
            first=found.days[0],
            last=found.days[-1],
        )
        yield Line(days, 1)
    things = max((n for part in found.slices for n in part.things.values()), default=0)
    numbers = max((part.numbers for part in found.slices), default=0)
    if found.slices:
        yield Line(say("up to {things} things of a kind and {numbers} numbers", things=things, numbers=numbers), 1)
    if not found.cut:
        yield Line(say("All of it was covered within these bounds."), 1, "good", "+")
    for cut in found.cut:
        text = say(
            "not covered: {subject} on {date}: {question} (ended by: {bound})",
            subject=of_id(cut.subject, words),
            date=cut.day,
            question=say(CUT.get(cut.question, cut.question)),
            bound=say(BOUNDS.get(cut.bound, cut.bound)),
        )
        yield Line(text, 1, "open", "?")
