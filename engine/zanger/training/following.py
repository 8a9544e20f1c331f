"""Which exercise comes next: first what is due, then what the plan asks for, and never one that was just answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from ..decision import Part
from .due import ARTICLE, MISCONCEPTION
from .exercise import Exercise, Kind
from .session import Plan, Session

TRIES = 12
"""So many seeds are tried for an exercise that was not answered in this session."""
MOST_IN_VAIN = 2
"""Of so many subjects that are due no exercise is found before something new is posed, where that may be."""
STRIDE = 7_919
"""Between the seeds of two exercises of a session, so that sessions with seeds near each other share none."""


class Wanted(Part):
    """What an exercise is to be about: a topic or a misconception, some kinds or any, a level or any, from a seed."""

    topic: str | None = None
    misconception: str | None = None
    kinds: tuple[Kind, ...] = ()
    level: str | None = None
    seed: int


QUICK: tuple[Kind, ...] = ("may-they", "article", "votes")
"""The kinds of which the first exercise is, where any will do: nearly every worked case gives one at once."""
Make = Callable[[Wanted], Exercise | None]
"""Makes an exercise; None where there is none of that sort."""


def following(session: Session, due: Iterable[str], make: Make) -> Exercise | None:
    """The next exercise of a session; None where there is none.

    `due` are subjects, the most urgent first (see `due.due`). A plan with a topic leaves them aside.
    """
    plan = session.plan
    if plan.topic is None or plan.due:
        for subject in due if plan.due else islice(_quick(session, due), MOST_IN_VAIN):
            if (found := _made(session, _about(subject, plan), make)) is not None:
                return found
    if plan.due:
        return None
    if not session.done and not plan.kinds:
        quick = Wanted(topic=plan.topic, kinds=QUICK, level=plan.level, seed=0)
        if (found := _made(session, quick, make)) is not None:
            return found
    return _made(session, Wanted(topic=plan.topic, kinds=plan.kinds, level=plan.level, seed=0), make)


def _quick(session: Session, due: Iterable[str]) -> Iterable[str]:
    """Before the first exercise the articles that are due come first, of which an exercise is made at once."""
    return due if session.done else sorted(due, key=lambda subject: not subject.startswith(ARTICLE))


def _about(subject: str, plan: Plan) -> Wanted:
    wanted = Wanted(kinds=plan.kinds, level=plan.level, seed=0)
    if subject.startswith(MISCONCEPTION):
        return wanted.replaced(misconception=subject.removeprefix(MISCONCEPTION))
    return wanted.replaced(topic=subject.removeprefix(ARTICLE))


def _made(session: Session, wanted: Wanted, make: Make) -> Exercise | None:
    """An exercise that was not answered in this session, or, where all seeds give such, one that was answered first."""
    answered = {item.result.exercise: n for n, item in enumerate(session.done)}
    again: Exercise | None = None
    first = session.plan.seed * STRIDE + session.number * TRIES
    for seed in range(first, first + TRIES):
        found = make(wanted.replaced(seed=seed))
        if found is None:
            return again
        if found.id not in answered:
            return found
        if again is None or answered[found.id] < answered[again.id]:
            again = found
    return again
