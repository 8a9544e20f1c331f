"""A supposition as lines of text: what was changed, and the answers that differ, each with what it was before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from .case import UNKNOWN
from .decision import Done, NearMiss, Value
from .editing import Change
from .reasons import miss
from .reporting import MARKS, ROLE_OF, Line, headed, judgement_lines, outlined, possibility_lines, status_lines
from .supposing import Act, Lapse, Power, Status, Supposition
from .turning import Searched, Turning
from .words import VERDICTS, Words, capital


def supposed(found: Supposition, words: Words, *, everything: bool = False) -> Iterator[Line]:
    """The supposition in the language of `words`; statuses that are steps on the way only if `everything` is asked."""
    say = words.say
    yield Line(found.title or say("Case"), role="title")
    yield Line(say("{law}, as of {date}", law=words.text(words.pack.head.title), date=found.as_of), role="note")
    if found.changes:
        yield from headed(say("What is supposed"))
        yield from changes(found.changes, words)
    if not found.differs:
        yield Line("")
        yield Line(say("No answer changes."), role="note")
        return
    for title, acts in ((say("What was done"), found.history), (say("Your questions"), found.asked)):
        if acts:
            yield from headed(title)
            yield from (line for act in acts for line in _act(act, words))
    if found.now:
        yield from headed(say("What is possible now"))
        yield from _powers(found, words)
    shown = [s for s in found.statuses if everything or not _minor(s, words)]
    if shown:
        yield from headed(say("What holds"))
        yield from (line for status in shown for line in _status(status, words))
    yield Line("")
    yield Line(say("Every other answer stays as it was."), role="note")


def turned(found: Turning, words: Words) -> Iterator[Line]:
    """What turns a verdict, in the language of `words`: each way with the answer that it leads to."""
    say = words.say
    yield Line(found.title or say("Case"), role="title")
    yield Line(say("{law}, as of {date}", law=words.text(words.pack.head.title), date=found.as_of), role="note")
    yield from headed(say("The answer now"))
    yield from judgement_lines(found.before, words, False)
    wanted = words.either(say(VERDICTS[verdict]) for verdict in found.to)
    yield from headed(say("The smallest changes after which it is: {verdict}", verdict=wanted))
    if found.before.verdict in found.to:
        yield Line(say("It is so already."), 1)
        return
    for turn in found.turns:
        yield from changes(turn.changes, words)
        yield Line(words.judgement(turn.after), 3, ROLE_OF[turn.after.verdict], MARKS[ROLE_OF[turn.after.verdict]])
        yield Line(f"[{words.citations(turn.after.citations)}]", 3, "cite")
    yield from _searched(found, words)


def _searched(found: Turning, words: Words) -> Iterator[Line]:
    """What was searched, and what the answer is therefore worth."""
    say = words.say
    if not found.turns:
        if found.most == 1:
            none = say("None was found, of one change alone.")
        else:
            none = say("None was found, of up to {most} changes together.", most=found.most)
        yield Line(none, 1, "open")
    if found.untold:
        yield Line(say("More that were found and are not told: {number}.", number=found.untold), 1, "note")
    yield Line("")
    yield Line(
        say(
            "Tried: numbers and values set otherwise, days moved, things left out, what is missing added. What things "
            "are called and what they belong to was kept."
        ),
        role="note",
    )
    for part in found.searched:
        yield Line(_covered(part, words), 1, "note" if part.tried == part.number else "open", "-")
    if found.beyond:
        text = say("Beyond these, changed cases that seemed nearest: {number}.", number=found.beyond)
        yield Line(text, 1, "note", "-")
    if not found.complete:
        yield Line(say("Not everything was tried: there may be others."), role="open")


def _covered(part: Searched, words: Words) -> str:
    """How far the single changes, or the pairs of them, were tried."""
    say = words.say
    number, tried = part.number, part.tried
    match part.size == 1, part.tried == part.number:
        case True, True:
            return say("Single changes: all {number} were tried.", number=number)
        case False, True:
            return say("Pairs of them: all {number} were tried.", number=number)
        case True, False:
            return say("Single changes: {tried} of {number} were tried.", tried=tried, number=number)
        case _:
            return say("Pairs of them: {tried} of {number} were tried.", tried=tried, number=number)


def changes(found: Iterable[Change], words: Words, indent: int = 1) -> Iterator[Line]:
    """The changes of a case, a line each."""
    for change in found:
        mark = {"add": "+", "drop": "-"}.get(change.how, "~")
        first, *more = told(change, words)
        yield Line(first, indent, "plain", mark)
        yield from (Line(text, indent + 2, "detail", "-") for text in more)
        if change.chosen:
            fields = ", ".join(_valued(change, name, words) for name in change.chosen)
            yield Line(words.say("filled in from the case: {fields}", fields=fields), indent + 2, "note", "-")
        if change.unknown:
            fields = ", ".join(words.field(change.kind or "", name) for name in change.unknown)
            yield Line(words.say("not stated, so taken as not known: {fields}", fields=fields), indent + 2, "note", "-")


def told(change: Change, words: Words) -> tuple[str, ...]:
    """A change as a sentence, and where a field is set, what it was set to below the thing that it is of."""
    say = words.say
    match change.how:
        case "as-of":
            return (say("the day of the answer: {after}; before: {before}", after=change.after, before=change.before),)
        case "reading":
            before = say("left open") if change.before is None else change.before
            text = say("reading of {id}: {after}; before: {before}", id=change.field, after=change.after, before=before)
            return (text,)
        case "add":
            return (say("added: {thing}", thing=_thing(change, words)),)
        case "drop":
            return (say("left out: {thing}", thing=_thing(change, words)),)
        case "set":
            kind, field = change.kind or "", change.field or ""
            after, before = (_value(kind, field, value, words) for value in (change.after, change.before))
            label = words.field(kind, field)
            text = say("{field}: {after}; before: {before}", field=label, after=after, before=before)
            return _thing(change, words), text


def _value(kind: str, name: str, value: Value | None, words: Words) -> str:
    if value is None:
        return words.say("not stated")
    return words.say("not known") if value == UNKNOWN else words.value(words.spec(kind, name), value)


def _thing(change: Change, words: Words) -> str:
    """What is changed, with its day or its line of the case file."""
    assert change.kind is not None
    shown = {k: v for k, v in change.fields.items() if v != UNKNOWN}
    if words.is_action(change.kind):
        by = str(shown.get("by", words.vocabulary.actions[change.kind].by[0]))
        text = words.done(Done(kind=change.kind, by=by, on=str(shown.get("on", "")), fields=shown))
        if change.section == "history":
            text = f"{shown.get('on', '')}  {text}"
        elif change.section == "ask":
            text = words.say("the question: {action}", action=text)
    else:
        text = words.phrase(change.kind, shown)
    line = change.place.line if change.place else 0
    return words.say("{step} (line {line})", step=text, line=line) if line else text


def _valued(change: Change, name: str, words: Words) -> str:
    kind = change.kind or ""
    value = _value(kind, name, change.fields[name], words)
    return words.say("{field}: {amount}", field=words.field(kind, name), amount=value)


def _act(act: Act, words: Words) -> Iterator[Line]:
    assert act.after is not None
    yield from judgement_lines(act.after, words, False, act.before)


def _powers(found: Supposition, words: Words) -> Iterator[Line]:
    for body, group in groupby(found.now, key=_body):
        yield Line(capital(words.body(body)), 1, "head")
        for power in group:
            yield from _power(power, found, words)


def _body(power: Power) -> str:
    told = power.after or power.before
    assert told is not None
    return told.by


def _power(power: Power, found: Supposition, words: Words) -> Iterator[Line]:
    say = words.say
    if power.after is None:
        assert power.before is not None
        yield Line(say("no longer: {answer}", answer=words.possibility(power.before)), 2, "bad", "x")
        yield from _gone(power.reason, power.before.kind, words, 4)
        yield from _lapsed(power.lapse, words, 4)
        yield Line(f"[{words.citations(power.before.citations)}]", 4, "cite")
        return
    lines = possibility_lines(power.after, found.as_of, words, False)
    first = next(lines)
    text = say("new: {answer}", answer=first.text) if power.how == "appeared" else first.text
    yield Line(text, first.indent, first.role, first.mark)
    for before in _before(power, found, words):
        yield Line(say("before: {answer}", answer=before), 4, "note", "-")
    yield from lines


def _before(power: Power, found: Supposition, words: Words) -> Iterator[str]:
    """What differs of a power, as it was."""
    was, say = power.before, words.say
    if was is None:
        return
    for what in power.what:
        match what:
            case "verdict":
                yield words.possibility(was)
            case "requirements":
                yield words.needs(was.kind, was.requirements) if was.requirements else say("any")
            case "due":
                yield say("by {date}", date=was.due) if was.due else say("no last day")
            case "limits":
                limits = "; ".join(words.limit(was.kind, limit, found.was_as_of) for limit in was.limits)
                yield limits or say("no limits")


def _gone(reason: NearMiss | None, kind: str, words: Words, indent: int) -> Iterator[Line]:
    if reason is not None:
        yield from outlined(miss(reason, kind, words), indent, "detail")


def _lapsed(lapse: Lapse | None, words: Words, indent: int) -> Iterator[Line]:
    say = words.say
    match lapse:
        case "not-coded":
            yield Line(say("the law is not coded for that date"), indent, "open", "?")
        case "not-in-force":
            yield Line(say("what gave it is not in force on that date"), indent, "detail", "-")


def _minor(status: Status, words: Words) -> bool:
    answer = status.after or status.before
    return answer is not None and words.vocabulary.statuses[answer.status].minor


def _status(status: Status, words: Words) -> Iterator[Line]:
    say = words.say
    if status.after is None:
        assert status.before is not None
        yield Line(say("no longer: {answer}", answer=words.status(status.before)), 1, "bad", "x")
        yield from _gone(status.reason, status.before.status, words, 3)
        yield from _lapsed(status.lapse, words, 3)
        yield Line(f"[{words.citations(status.before.citations)}]", 3, "cite")
        return
    lines = status_lines(status.after, words)
    first = next(lines)
    text = say("new: {answer}", answer=first.text) if status.how == "appeared" else first.text
    yield Line(text, first.indent, first.role, first.mark)
    if status.before is not None:
        yield Line(say("before: {answer}", answer=words.status(status.before)), 3, "note", "-")
    yield from lines
