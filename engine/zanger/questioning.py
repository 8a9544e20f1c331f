"""The questions of an interview in words: what is asked, the answers to choose from, and why it is asked."""

from __future__ import annotations

from collections.abc import Iterator

from .asking import Interview
from .case import UNKNOWN
from .errors import InputError
from .messages import message
from .question import NEW, Question, Reason
from .reporting import Line, judgement_lines
from .words import Words, capital

KEYS = message("?  not known    <  one answer back    =  the answer so far    w  why in full    !  no more questions")


def question_lines(question: Question, words: Words, day: str) -> Iterator[Line]:
    """A question with its numbered answers, and why it is asked: the articles in force on `day`."""
    yield Line(_asked(question, words), role="head")
    if (about := _about(question, words)) is not None:
        yield Line(about, 1, "note")
    if question.because:
        reason = next((r for r in question.because if r.words), question.because[0])
        yield Line(words.say("asked because of {reason}", reason=_reason(reason, words, day)), 1, "cite")
    yield from _options(question, words)


def why_lines(question: Question, words: Words, day: str) -> Iterator[Line]:
    """Why a question is asked, from the condition that needs the answer up to the article on the goal."""
    if not question.because:
        yield Line(words.say("every case needs this"), 1, "note")
    for reason in question.because:
        yield Line(_reason(reason, words, day), 1, "cite", "-")
        says = words.says(reason.citation.provision, day)
        if reason.words and words.lang == "en":
            yield Line(says, 2, "note")
    if question.bits is not None:
        yield Line(
            words.say("of what was tried, this divides the answers most: {bits} bits", bits=f"{question.bits:.2f}"),
            1,
            "note",
        )


def verdict_lines(state: Interview, words: Words) -> Iterator[Line]:
    """The answer to the goal as far as it is known, and what it would be with acts of which nobody knows."""
    try:
        found = state.verdict()
    except InputError as error:
        for diagnostic in error.diagnostics:
            yield Line(f"{diagnostic.message}; {diagnostic.help}", 1, "open", "?")
        return
    if found is None:
        yield Line(words.say("nothing has been asked about yet"), 1, "note")
        return
    yield from judgement_lines(found, words)
    by_verdict: dict[str, list[str]] = {}
    for kind, judged in state.doubts():
        by_verdict.setdefault(words.judgement(judged), []).append(words.label(kind))
    for verdict, kinds in by_verdict.items():
        named = "; ".join(kinds)
        one = message("if this was done, of which nothing is known: {action}: {verdict}")
        one_of = message("if one of these was done, of which nothing is known: {action}: {verdict}")
        told = words.say(one if len(kinds) == 1 else one_of, action=named, verdict=verdict)
        yield Line(told, 3, "note", "~")


def _reason(reason: Reason, words: Words, day: str) -> str:
    """`Law No. 148, art. 24(1): "two thirds of the votes"`; the rule in our words where there is no quotation."""
    place = words.cite(reason.citation.provision)
    if reason.words and words.lang == "en":
        return f'{place}: "{reason.words}"'
    return f"{place}: {words.says(reason.citation.provision, day)}"


def _asked(question: Question, words: Words) -> str:
    say = words.say
    match question.sort:
        case "day":
            return say("On which day is this to be judged?")
        case "goal":
            return say("What is to be done?")
        case "actor":
            return say("Who is to do this: {action}?", action=words.label(question.kind))
        case "thing" if len(question.options) > 1:
            return say("Was one of these done, or is one of them there?")
        case "thing" if words.is_action(question.kind):
            return say("Was this done: {action}?", action=words.label(question.kind))
        case "thing":
            return say("Is this in the case: {thing}?", thing=words.label(question.kind))
        case "which":
            return say("Which one: {field}?", field=words.field(question.kind, question.field))
        case "field" if question.field == "on":
            return say("On which day was this done: {action}?", action=words.label(question.kind))
        case "field":
            return capital(say("{field}?", field=words.field(question.kind, question.field)))


def _about(question: Question, words: Words) -> str | None:
    """The fact or action of which a field is asked for, as far as it is known."""
    if not question.shown or question.sort not in ("field", "which"):
        return None
    known = {k: v for k, v in question.shown.items() if v != UNKNOWN and k not in ("holds", "by")}
    return words.say("about: {thing}", thing=words.phrase(question.kind, known))


def _options(question: Question, words: Words) -> Iterator[Line]:
    say = words.say
    if question.type == "choice":
        for n, option in enumerate(question.options, 1):
            yield Line(_option(option, question, words), 1, mark=f"{n} ")
    elif question.type == "int":
        yield Line(say("a whole number from {min} to {max}", min=question.low, max=question.high), 1, "note")
    elif question.type == "date":
        yield Line(say("a day such as 2001-06-30"), 1, "note")
    if question.default is not None:
        yield Line(say("an empty line: {default}", default=question.default), 1, "note")
    if question.none and question.sort == "field":
        yield Line("0  " + say("leave it out"), 1)
    elif question.none:
        yield Line("0  " + say("none of these"), 1)
    if question.open:
        yield Line("?  " + say("not known"), 1)


def _option(option: str, question: Question, words: Words) -> str:
    if option == NEW:
        return words.say("another one, not named yet")
    match question.sort:
        case "goal" | "thing":
            return words.label(option)
        case "actor":
            return words.body(option)
    spec = words.spec(question.kind, question.field)
    if spec is not None and spec.type == "bool":
        return words.say("yes") if option == "true" else words.say("no")
    return words.value(spec, option)
