"""Routes in words: who acts, when, with what votes at least, what is another body's free choice, what is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from .decision import Citation, Done, Requirement
from .itinerary import Route, Routes, Step, Stopped
from .messages import message
from .reporting import Line
from .telling import misses
from .words import Words, capital

STOPPED: dict[Stopped, str] = {
    "time": message("Not everything was tried: the time for the search was over."),
    "memory": message("Not everything was tried: the memory for the search was full."),
    "crash": message("Not everything was tried: the process of the solver ended by itself."),
    "refused": message("Not everything was tried: the engine did not confirm what the solver found."),
}
MISSES, TOLD = 3, 8
"""How many of the powers that do not cover the goal are told, and how many of the kinds of action that were tried."""


def directions(answer: Routes, words: Words) -> Iterator[Line]:
    """The whole answer to the question how a goal is reached."""
    say = words.say
    yield Line(capital(words.phrase(answer.goal, answer.fields)), role="title")
    if answer.bodies:
        yield Line(say("by these alone: {bodies}", bodies=_list(answer.bodies, words)), role="note")
    if answer.already:
        yield Line(say("This is so already."), role="good", mark="+")
        return
    for n, route in enumerate(answer.found):
        yield from _route(route, _head(route, first=not n, answer=answer, words=words), answer, words)
    if not answer.found:
        yield from _none(answer, words)
    elif answer.limit is not None:
        yield Line(say(STOPPED[answer.limit]), 1, "open", "?")
    if answer.unconfirmed:
        text = say.plural(
            "The solver found {number} more way that the engine does not confirm; it is not shown.",
            "The solver found {number} more ways that the engine does not confirm; they are not shown.",
            answer.unconfirmed,
            number=answer.unconfirmed,
        )
        yield Line(text, role="note")


def _head(route: Route, *, first: bool, answer: Routes, words: Words) -> str:
    size = len(route.steps)
    if not first:
        return words.say.plural(
            "Another way, of another kind: {number} step",
            "Another way, of another kind: {number} steps",
            size,
            number=size,
        )
    if not answer.shortest:
        return words.say.plural("A lawful way: {number} step", "A lawful way: {number} steps", size, number=size)
    return words.say.plural(
        "The shortest lawful way: {number} step", "The shortest lawful way: {number} steps", size, number=size
    )


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
    else:
        yield Line(say("No lawful way was found."), role="open", mark="?")
        yield Line(say(STOPPED[answer.limit]), 1, "open")
    yield from _why(answer, words)
    if answer.limit is None:
        yield _tried(answer, words)
    for route in answer.others:
        told = message("They cannot bring this about alone; these must act too: {bodies}.")
        if not any(step.own for step in route.steps):
            told = message("They cannot bring this about, and need not act; it is for these: {bodies}.")
        yield Line(say(told, bodies=_list(answer.alone, words)), 1, "detail")
        yield from _route(route, say("With them it takes:"), answer, words)


def _tried(answer: Routes, words: Words) -> Line:
    """What was tried in vain."""
    say = words.say
    if not answer.tried and answer.bodies:
        return Line(say("Nothing that these alone may do leads there."), 1, "note")
    if not answer.tried:
        return Line(say("No action of the law that is coded leads there from this case."), 1, "note")
    tried = "; ".join(words.label(kind) for kind in answer.tried[:TOLD])
    text = say("Tried, with what the case names and what they create: {actions}.", actions=tried)
    if more := len(answer.tried[TOLD:]):
        text = say.plural(
            "Tried, with what the case names and what they create: {actions}; and {number} more.",
            "Tried, with what the case names and what they create: {actions}; and {number} more.",
            more,
            actions=tried,
            number=more,
        )
    return Line(text, 1, "note")


def _why(answer: Routes, words: Words) -> Iterator[Line]:
    """What stands in the way of the goal today."""
    if (found := answer.why) is None:
        return
    say = words.say
    yield Line(say("As the case stands, {date}:", date=answer.as_of), 1, "detail")
    if (judged := found.judgement) is not None:
        yield Line(words.done(judged.action), 2, "plain", "x")
        yield Line(words.judgement(judged), 4, "bad")
    else:
        yield Line(words.phrase(found.kind, found.fields), 2, "plain", "x")
        yield Line(say("not established"), 4, "bad")
    yield from (replace(line, indent=line.indent + 3) for line in misses(found.powers[:MISSES], found.kind, words))
    for citation in judged.prohibitions if judged else ():
        yield Line(
            f"{words.cite(citation.provision)}: {words.says(citation.provision, answer.as_of)}", 4, "detail", "-"
        )


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
    yield Line(f"{step.on}  {words.done(done)}", 1, "good", f"{step.n}.")
    if any(wanted := tuple(_unsaid(way, step.action, words) for way in step.requirements)):
        yield Line(words.needs(step.action, wanted), 3, "detail", "-")
    if not step.free:
        yield Line(say("a duty: the body must do it"), 3, "detail", "-")
    elif answer.bodies and not step.own:
        yield Line(
            say("depends on the free decision of another body: {body}", body=words.body(step.by)), 3, "open", "?"
        )
    for (by, due, provisions), kinds in _duties(step):
        what = f"{words.body(by)}: {words.either(map(words.label, kinds))}"
        text = say("from then a duty: {action}", action=what)
        if due:
            text = say("from then a duty, until {date}: {action}", date=due, action=what)
        yield Line(f"{text} [{words.citations(provisions)}]" if provisions else text, 3, "detail", "-")
    if step.turns_on:
        yield Line(words.turns(step.turns_on, step.action), 3, "note", "~")
    if cited := words.citations(step.citations):
        yield Line(f"[{cited}]", 3, "cite")


def _unsaid(way: tuple[Requirement, ...], kind: str, words: Words) -> tuple[Requirement, ...]:
    """What a way of doing an action asks for beyond what the action is told to be."""
    found = words.vocabulary.actions[kind].phrase
    told = words.text(found) if found else ""
    return tuple(r for r in way if r.bound in ("at_least", "at_most") or f"{{{r.field}}}" not in told)


def _duties(step: Step) -> Iterator[tuple[tuple[str, str | None, tuple[Citation, ...]], list[str]]]:
    """The duties that a step gives rise to, each with the actions of which any will do."""
    found: dict[tuple[str, str | None, tuple[Citation, ...]], list[str]] = {}
    for duty in step.duties:
        found.setdefault((duty.by, duty.due, duty.citations), []).append(duty.action)
    yield from found.items()


def _list(bodies: Iterable[str], words: Words) -> str:
    return ", ".join(words.body(b) for b in bodies)
