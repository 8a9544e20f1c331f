"""A comparison of two laws as lines of text: who gains and who loses a power, each with its case, and what agrees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..decision import Citation
from ..messages import message, messages
from ..reporting import Line, Role, headed
from ..words import VERDICTS, Words
from .differing import Change, Comparison, Effect, Side
from .finding import Witness
from .telling import BOUNDS
from .wording import HOLDS, named, story

EFFECTS: dict[Effect, str] = {
    "gains": message("Powers gained"),
    "loses": message("Powers lost"),
    "obliged": message("Duties added"),
    "freed": message("Duties ended"),
    "otherwise": message("Forbidden for another reason"),
}
HOLD = message("What holds differently")
UNSURE = message("Possible, but no lawful history that leads to it was found")
ROLES: dict[Effect, tuple[Role, str]] = {
    "gains": ("good", "+"),
    "loses": ("bad", "x"),
    "obliged": ("open", "!"),
    "freed": ("open", "-"),
    "otherwise": ("note", "~"),
}
BARS = {
    **BOUNDS,
    "vocabulary": message("the other vocabulary"),
    "not-coded": message("the law on it was not coded for one of the days"),
}
SAME = messages(
    "{count} action or status has the same rules on both sides.",
    "{count} actions and statuses have the same rules on both sides.",
)
ALIKE = messages(
    "{count} more has other rules and the same answer in every situation within the bounds: {names}",
    "{count} more have other rules and the same answers in every situation within the bounds: {names}",
)


def differences(found: Comparison, words: Words, other: Words | None = None) -> Iterator[Line]:
    """The whole answer; `other` cites the second law, where it is of another pack."""
    other = other or words
    say = words.say
    yield Line(
        say("Two laws compared: {one} and {other}", one=_side(found.one), other=_side(found.other)), role="title"
    )
    if not found.changes and not found.cut:
        yield Line(say("Within the bounds the two laws agree: no situation has another answer."), 0, "good", "+")
    sure = [c for c in found.changes if c.confirmed]
    for effect, title in EFFECTS.items():
        yield from _group(title, [c for c in sure if c.sort == "action" and c.effect == effect], words, other)
    yield from _group(HOLD, [c for c in sure if c.sort == "status"], words, other)
    yield from _group(UNSURE, [c for c in found.changes if not c.confirmed], words, other)
    yield from headed(say("What was covered"))
    yield Line(say.plural(*SAME, len(found.same), count=len(found.same)), 1)
    if found.alike:
        names = "; ".join(named(name, words) for name in found.alike)
        yield Line(say.plural(*ALIKE, len(found.alike), count=len(found.alike), names=names), 1, "good", "+")
    for cut in found.cut:
        bound = say(BARS.get(cut.bound, cut.bound))
        text = say("not compared: {subject} (ended by: {bound})", subject=named(cut.subject, words), bound=bound)
        yield Line(text, 1, "open", "?")


def _side(side: Side) -> str:
    return f"{side.pack} {side.pack_version} ({side.day})"


def _group(title: str, changes: list[Change], words: Words, other: Words) -> Iterator[Line]:
    if not changes:
        return
    yield from headed(f"{words.say(title)} ({len(changes)})")
    for change in changes:
        yield from change_lines(change, words, other)


def change_lines(change: Change, words: Words, other: Words) -> Iterator[Line]:
    """One change: whom it concerns, the two answers with their provisions, and the case."""
    say = words.say
    role, mark = ROLES[change.effect] if change.sort == "action" else ("plain", "=")
    subject = named(change.subject, words)
    yield Line(f"{named(change.body, words)}: {subject}" if change.body else subject, 1, role, mark)
    answers = VERDICTS if change.sort == "action" else HOLDS
    yield Line(_told(say("before: {answer}", answer=say(answers[change.before])), change.relies, words), 3)
    yield Line(_told(say("after: {answer}", answer=say(answers[change.after])), change.relies_after, other), 3)
    witness = Witness(title="", case=change.case, answer=(), confirmed=change.confirmed)
    for text in story(witness, words):
        yield Line(text, 4, "detail")


def _told(sentence: str, citations: Iterable[Citation], words: Words) -> str:
    cited = words.citations(citations)
    return f"{sentence}  [{cited}]" if cited else sentence
