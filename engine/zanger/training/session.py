"""A session of training as a value: what was asked for, what was answered, and what the next line of the learner does.

A session is pure: moments, exercises and the reading of articles come from the caller. It can be written down after
every line (`to_dict`) and gone on with from there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from ..decision import Part
from ..messages import message
from ..question import Unfit
from .exercise import Exercise, Hint, Kind
from .marking import Mark, mark
from .reply import GIVEN_UP, read_reply
from .result import Result
from .tally import Answered

Reader = Callable[[str], tuple[str, ...]]
"""Reads an article as one writes it, as locators; raises `Unfit` for what names none."""
Stage = Literal["next", "answer", "article", "over"]
"""What is awaited: an exercise, an answer to it, the article that it rests on, or nothing more."""
HINT, STOP = "?", ("q", "quit")
COUNT = 10
"""So many exercises make a session."""


class Plan(Part):
    """What a session is to be about: a topic, kinds and a level, so many exercises, from a seed.

    `due` poses only what is due; without it, and without a topic, what is due comes first and then anything.
    """

    topic: str | None = None
    kinds: tuple[Kind, ...] = ()
    level: str | None = None
    count: int = COUNT
    seed: int = 1
    due: bool = False


class Session(Part):
    """A session as it stands. `given` is the answer that still lacks its article, `hints` the number of those taken."""

    plan: Plan
    learner: str
    done: tuple[Answered, ...] = ()
    stage: Stage = "next"
    exercise: Exercise | None = None
    given: tuple[str, ...] | None = None
    hints: int = 0

    @property
    def number(self) -> int:
        """The number of the exercise that is posed, or comes next, from 1."""
        return len(self.done) + 1


class Hinted(Part):
    """A hint was given."""

    hint: Hint


class WantsArticle(Part):
    """The answer is taken; its article is asked for."""


class Marked(Part):
    """An exercise was answered, with the articles `cited`; an `answer` of None is "I do not know"."""

    exercise: Exercise
    answer: tuple[str, ...] | None
    cited: tuple[str, ...]
    mark: Mark
    answered: Answered


class Refused(Part):
    """The line does not fit: a message with its places."""

    told: str
    places: dict[str, object] = {}


class Stopped(Part):
    """The learner wants to stop."""


Event = Hinted | WantsArticle | Marked | Refused | Stopped
"""What a line of the learner has brought about."""


def posed(session: Session, exercise: Exercise) -> Session:
    """The session with its next exercise."""
    return session.replaced(stage="answer", exercise=exercise, given=None, hints=0)


def ended(session: Session) -> Session:
    """The session with nothing more to ask."""
    return session.replaced(stage="over", exercise=None, given=None, hints=0)


def taken(session: Session, line: str | None, read: Reader, when: str) -> tuple[Session, Event]:
    """The session after a line of the learner, and what came of it; None is the end of the input.

    `when` is the moment of the answer (UTC, `2026-03-01T09:30:00Z`). A line that does not fit changes nothing.
    """
    exercise = session.exercise
    assert exercise is not None, "no exercise is posed"
    text = None if line is None else line.strip()
    if text is None or text.lower() in STOP:
        return session, Stopped()
    if text == HINT:
        return _hinted(session, exercise)
    try:
        if session.stage == "article":
            cited = () if text.lower() in GIVEN_UP else read(text)
            return _marked(session, exercise, session.given, cited, when)
        answer = read_reply(exercise, text)
        if answer is None:
            return _marked(session, exercise, None, (), when)
        if exercise.form == "short":
            return _marked(session, exercise, answer, read(text), when)
    except Unfit as error:
        return session, Refused(told=error.message, places=error.places)
    return session.replaced(stage="article", given=answer), WantsArticle()


def _hinted(session: Session, exercise: Exercise) -> tuple[Session, Event]:
    if session.hints >= len(exercise.hints):
        return session, Refused(told=message("there is no other hint"))
    hint = exercise.hints[session.hints]
    return session.replaced(hints=session.hints + 1), Hinted(hint=hint)


def _marked(
    session: Session, exercise: Exercise, answer: tuple[str, ...] | None, cited: tuple[str, ...], when: str
) -> tuple[Session, Event]:
    found = mark(exercise, answer, cited, session.hints)
    result = Result(
        learner=session.learner,
        exercise=exercise.id,
        kind=exercise.kind,
        articles=exercise.articles,
        procedures=exercise.procedures,
        when=when,
        answer=answer or (),
        cited=cited,
        points=found.share,
        right=found.right,
        misconceptions=found.misconceptions,
        hints=session.hints,
    )
    answered = Answered(result=result, faced=exercise.misconceptions, reasoned=found.reasoning)
    done = (*session.done, answered)
    stage: Stage = "over" if len(done) >= session.plan.count else "next"
    after = session.replaced(done=done, stage=stage, exercise=None, given=None, hints=0)
    return after, Marked(exercise=exercise, answer=answer, cited=cited, mark=found, answered=answered)
