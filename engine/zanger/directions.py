"""Routes in words: who acts, when, with what votes at least, what is another body's free choice, what is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .decision import Done
from .reporting import Line
from .route import Route, Routes, Step
from .words import Words, capital


def directions(answer: Routes, words: Words) -> Iterator[Line]:
    """The whole answer to the question how a goal is reached."""
    say = words.say
    goal = capital(words.phrase(answer.goal, answer.fields))
    yield Line(goal, role="title")
    if answer.bodies:
        yield Line(say("by these alone: {bodies}", bodies=_list(answer.bodies, words)), role="note")
    if answer.already:
        yield Line(say("This is so already."), role="good", mark="+")
    for n, route in enumerate(answer.found):
        size = len(route.steps)
        head = say.plural(
            "The shortest lawful way: {number} step", "The shortest lawful way: {number} steps", size, number=size
        )
        if n:
            head = say.plural(
                "Another way, of another kind: {number} step",
                "Another way, of another kind: {number} steps",
                size,
                number=size,
            )
        yield from _route(route, head, answer, words)
    if not answer.found and not answer.already:
        yield from _none(answer, words)
    if answer.unconfirmed:
        text = say.plural(
            "The solver found {number} more way that the engine does not confirm; it is not shown.",
            "The solver found {number} more ways that the engine does not confirm; they are not shown.",
            answer.unconfirmed,
            number=answer.unconfirmed,
        )
        yield Line(text, role="note")


def _none(answer: Routes, words: Words) -> Iterator[Line]:
    say = words.say
    if answer.limit is None:
        text = say.plural(
            "There is no lawful way of {number} step.",
            "There is no lawful way of up to {number} steps.",
            answer.bound,
            number=answer.bound,
        )
        yield Line(text, role="bad", mark="x")
    if answer.tried:
        tried = "; ".join(words.label(kind) for kind in answer.tried)
        yield Line(say("Tried, with what the case names and what they create: {actions}.", actions=tried), 1, "note")
    elif answer.limit is None:
        yield Line(say("No action of the law that is coded leads there from this case."), 1, "note")
    if answer.limit is not None:
        yield Line(say("Not everything was tried: {reason}.", reason=answer.limit), 1, "open", "?")
    for route in answer.others:
        text = say(
            "They cannot bring this about alone; these must act too: {bodies}.", bodies=_list(answer.alone, words)
        )
        yield Line(text, 1, "detail")
        yield from _route(route, say("With them it takes:"), answer, words)


def _route(route: Route, head: str, answer: Routes, words: Words) -> Iterator[Line]:
    yield Line("")
    yield Line(head, role="head")
    for kind, fields in route.given:
        text = words.say("provided that this is so: {statement}", statement=words.phrase(kind, fields))
        yield Line(text, 1, "detail", "-")
    for step in route.steps:
        yield from _step(step, answer, words)


def _step(step: Step, answer: Routes, words: Words) -> Iterator[Line]:
    say = words.say
    done = Done(kind=step.action, by=step.by, on=step.on, fields=step.fields)
    yield Line(f"{step.n}. {step.on}  {words.done(done)}", 1, "good")
    if any(step.requirements):
        yield Line(words.needs(step.action, step.requirements), 3, "detail", "-")
    if not step.free:
        yield Line(say("a duty: the body must do it"), 3, "detail", "-")
    elif answer.bodies and not step.own:
        yield Line(
            say("depends on the free decision of another body: {body}", body=words.body(step.by)), 3, "open", "?"
        )
    for duty in step.duties:
        what = f"{words.body(duty.by)}: {words.label(duty.action)}"
        text = say("from then a duty: {action}", action=what)
        if duty.due:
            text = say("from then a duty, until {date}: {action}", date=duty.due, action=what)
        yield Line(text, 3, "detail", "-")
    if step.turns_on:
        yield Line(say("turns on {readings}", readings=", ".join(step.turns_on)), 3, "note", "~")
    if cited := words.citations(step.citations):
        yield Line(f"[{cited}]", 3, "cite")


def _list(bodies: Iterable[str], words: Words) -> str:
    return ", ".join(words.body(b) for b in bodies)
