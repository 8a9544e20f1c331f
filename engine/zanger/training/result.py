"""A result: what one learner answered to one exercise, as it is kept, handed on and counted.

A file of results has one on each line, as JSON. `docs/training-results.md` documents the form; `RESULT_FORM` changes
when a reader of the old form would misread the new one.
"""

from __future__ import annotations

from typing import Literal

from ..decision import Part
from .exercise import Exercise, Kind

RESULT_FORM: Literal["1"] = "1"


class Result(Part):
    """One answer of one learner.

    `learner` is a pseudonym: nothing else says who it was. `exercise` is the id of the exercise, `kind`, `articles`
    and `procedures` are what it was about, so that results can be counted without it. `when` is the moment of the
    answer in UTC: `2026-03-01T09:30:00Z`. `answer` has the keys of the options that were chosen, of an order all in
    the order given, a number in digits, or a few words as they were written; it is empty where none was given.
    `cited` are the articles that the learner named as the reason, as locators: `l148.24.1`. `points` are from 0 to
    1, what hints took and what reasoning gave counted in; `right` is whether the answer itself is right.
    `misconceptions` are the ids of the mistakes that the answer shows; `hints` the number of hints taken.
    """

    form: Literal["1"] = RESULT_FORM
    learner: str
    exercise: str
    kind: Kind
    articles: tuple[str, ...]
    procedures: tuple[str, ...] = ()
    when: str
    answer: tuple[str, ...]
    cited: tuple[str, ...] = ()
    points: float
    right: bool
    misconceptions: tuple[str, ...] = ()
    hints: int = 0


def mistakes(exercise: Exercise, answer: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the misconceptions that an answer shows: those of the wrong options chosen, or of the wrong number."""
    match exercise.form:
        case "number":
            found = [w.misconception for w in exercise.wrong_numbers if answer == (str(w.value),)]
        case "one" | "many":
            found = [o.misconception for o in exercise.options if o.key in answer and not o.right]
        case _:
            found = []
    return tuple(dict.fromkeys(m for m in found if m is not None))
