"""Minutes as lines of text: each action in the order of dates, with its article and its consequences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .decision import Citation
from .messages import message
from .minutes import Began, Minute, Minutes, Opened
from .reporting import Line, headed, judgement_lines
from .words import MAY, Words

FROM_THEN = message("from then on: {answer}")
NO_LONGER = message("no longer: {answer}")


def minuted(found: Minutes, words: Words, *, everything: bool = False) -> Iterator[Line]:
    """The minutes in the language of `words`.

    Statuses that are steps on the way are left out, and routine powers told by name, unless
    `everything` is asked.
    """
    say = words.say
    yield Line(found.title or say("Case"), role="title")
    yield Line(
        say("Minutes; {law}, as of {date}", law=words.text(words.pack.head.title), date=found.as_of), role="note"
    )
    if found.readings:
        chosen = ", ".join(f"{g}={v}" for g, v in found.readings.items())
        yield Line(say("readings chosen: {readings}", readings=chosen), role="note")
    yield from headed(say("What was done"))
    if not found.actions:
        yield Line(say("Nothing was done."), 1)
    by_number = {minute.number: minute for minute in found.actions}
    for minute in found.actions:
        first, *rest = judgement_lines(minute.judgement, words, False)
        yield Line(f"{minute.number}. {first.text}", first.indent, first.role, first.mark)
        yield from rest
        yield from (Line(text, 3, "detail", ">") for text in _consequences(minute, by_number, words, everything))


def _consequences(minute: Minute, by_number: dict[int, Minute], words: Words, everything: bool) -> Iterator[str]:
    """What an action brought about and ended, what hung on it, and what became of it."""
    say = words.say
    for number in minute.ends:
        yield say("ended the effect of {action}", action=_named(by_number[number], words))
    for frame, statuses, powers in ((FROM_THEN, minute.began, minute.opened), (NO_LONGER, minute.ended, minute.closed)):
        told = [_status(s, words) for s in statuses if everything or not words.vocabulary.statuses[s.status].minor]
        routine = Counter(p.kind for p in powers if words.vocabulary.actions[p.kind].minor and not everything)
        told += [_power(p, words) for p in powers if p.kind not in routine]
        told += [words.routine(routine)] if routine else []
        yield from (say(frame, answer=text) for text in told)
    for later in minute.downstream:
        there = by_number[later.number]
        changed = there.judgement.replaced(verdict=later.without, effect=later.effect_without)
        text = say(
            "without this, {action} would be: {verdict}", action=_named(there, words), verdict=words.judgement(changed)
        )
        yield text
    for number in minute.ended_by:
        yield say("its effect was ended by {action}", action=_named(by_number[number], words))


def _named(minute: Minute, words: Words) -> str:
    return f"{minute.number}. {words.label(minute.judgement.action.kind)} ({minute.judgement.action.on})"


def _status(found: Began, words: Words) -> str:
    sentence = words.phrase(found.status, found.fields)
    told = sentence if found.certain else words.say("undetermined: {statement}", statement=sentence)
    return _cited(told, found.citations, words)


def _power(found: Opened, words: Words) -> str:
    say = words.say
    answer = say(MAY[found.verdict], action=words.phrase(found.kind, found.fields))
    told = f"{words.body(found.by)}: {answer}"
    if found.due is not None:
        told = f"{told}, {say('by {date}', date=found.due)}"
    return _cited(told, found.citations, words)


def _cited(text: str, citations: tuple[Citation, ...], words: Words) -> str:
    return f"{text} [{words.citations(citations[:2])}]" if citations else text
