"""Proofs in words: each step with what it rests on, and each condition with its values."""

from __future__ import annotations

from collections.abc import Iterable

from .compile import COVERS, OPEN, TRY, is_variable, variable_types
from .decision import Proof, Step, Tested
from .messages import SOURCE
from .provision import After, Before, Compare, Constant, Days
from .shorthand import SHOWN
from .vocabulary import FieldType
from .words import Outline, Words


def proof_outline(proof: Proof, words: Words, day: str) -> Outline:
    """A proof by the law of a day (ISO), step by step, the values of each condition below it."""
    yield 0, words.say("proof")
    for item in proof.steps:
        basis = f" <- {', '.join(map(str, item.premises))}" if item.premises else ""
        yield 1, f"{item.n}. {step(item, words)}{basis}"
        yield from ((2, text) for text in conditions_met(item, words, day))


def step(step: Step, words: Words) -> str:
    """A step of a proof in words, with its line in the case."""
    text = said(step, words)
    return words.say("{step} (line {line})", step=text, line=step.place.line) if step.place else text


def said(step: Step, words: Words) -> str:
    """A step of a proof in words, without its line."""
    say = words.say
    match step.how:
        case "reading":
            return say("reading of {id}: {reading}", id=step.fields["id"], reading=step.fields["is"])
        case "today":
            return say("the day is {date}", date=step.fields["date"])
        case "tried":
            return say("judged: {action}", action=words.phrase(step.kind.removeprefix(TRY), step.fields))
        case "stated":
            return words.phrase(step.kind, step.fields)
        case "done":
            return say("done: {action}", action=words.phrase(step.kind, step.fields))
        case "derived":
            citation = words.cite(step.provision or "")
            if words.vocabulary.sort(step.kind) is not None:
                return f"{words.phrase(step.kind, step.fields)} - {citation}"
            if step.kind.startswith(OPEN):
                return say("{citation} applies", citation=citation)
            return say("{citation} covers the action", citation=citation)


def conditions_met(step: Step, words: Words, day: str) -> Iterable[str]:
    """The tests and counts of a step with their values, and in English the words of the law that they code."""
    for t in step.tests:
        yield test_met(step, t, words, day)
    for c in step.counts:
        quoted = _quoted(condition_at(step, c.origin, words, day), words)
        yield f"{counted(c.kind, words)}: {c.number} ({c.op} {c.bound})" + quoted


def test_met(step: Step, test: Tested, words: Words, day: str) -> str:
    """A test of a step with its values, and in English the words of the law that it codes."""
    condition = condition_at(step, test.origin, words, day)
    spec = _type(step, condition, words, day)
    left, right = words.value(spec, test.left), words.value(spec, test.right)
    times, by = (f" x {n}" if n != 1 else "" for n in (test.times, test.by))
    plus = f" + {test.plus}" if test.plus else ""
    return f"{left}{times} {test.op} {right}{by}{plus}" + _quoted(condition, words)


def counted(kind: str, words: Words) -> str:
    """What is counted, in words: things of a kind, or whether a provision applies or covers the action."""
    if words.vocabulary.sort(kind) is not None:
        return words.label(kind)
    prefix, _, provision = kind.partition(":")
    citation = words.cite(provision)
    if prefix + ":" == COVERS:
        return words.say("{citation} covers the action", citation=citation)
    return words.say("{citation} applies", citation=citation)


def condition_at(step: Step, origin: Iterable[str | int], words: Words, day: str) -> object:
    """The condition of the step's provision, in its edition of a day, at `origin`; None if it was not written."""
    item: object = words.edition(step.provision, day) if step.provision else None
    for part in origin:
        if isinstance(part, int):
            item = item[part] if isinstance(item, tuple) and part < len(item) else None
        else:
            item = getattr(item, part, None)
    return item


def _type(step: Step, condition: object, words: Words, day: str) -> FieldType | None:
    """The type of the values that a test compares, by which they are named; None of plain numbers."""
    terms: tuple[Constant, ...] = ()
    match condition:
        case Days():
            return FieldType(type="date")
        case Before():
            terms = condition.before
        case After():
            terms = condition.after
        case Compare():
            terms = (condition.compare.left, condition.compare.bound[1])
    types = variable_types(words.edition(step.provision or "", day), words.vocabulary) if terms else {}
    return next((types[str(t)[1:]] for t in terms if is_variable(t)), None)


def _quoted(condition: object, words: Words) -> str:
    """The words of the law that a condition codes: the pack gives them in English."""
    quoted = getattr(condition, "words", None) if words.lang == SOURCE else None
    return f" - {quoted}" if quoted else ""


def lines_used(proof: Proof | None, words: Words) -> str:
    """The lines of the case file on which a proof rests, not what was added to it: `case lines 6, 7, 10`."""
    places = [s.place for s in proof.steps if s.place is not None and s.place.file != SHOWN] if proof else []
    lines = sorted({place.line for place in places})
    listed = ", ".join(map(str, lines))
    several = min(len(lines), 2)  # the number is not said, so only one or more matters
    return words.say.plural("case line {lines}", "case lines {lines}", several, lines=listed) if lines else ""
