"""The mark of an answer: how much of it is right, how well it was reasoned, which mistakes it shows.

An answer is worth two points and the article that it rests on one; where the article is all that is asked, it is worth
all three. Each hint takes its share of both.
"""

from __future__ import annotations

from itertools import combinations, zip_longest

from ..decision import Part
from .exercise import Exercise, Option, WrongNumber
from .result import mistakes

ANSWER, REASONING = 2.0, 1.0
"""Points for the answer and for the article."""
NEAR = 0.5
"""The share for the right article with another paragraph, or with none where one is needed."""


class Mark(Part):
    """What an answer is worth, and why.

    `answer` and `reasoning` are the shares, from 0 to 1, of what is right in them; `reasoning` is None where no
    article is asked for beside the answer. `kept` is what hints leave. `wrong` are the wrong options that were chosen,
    `missed` the right ones that were not, or that stand too late or too early; `number` is the wrong number, where the
    mistake that gives it is known. `misconceptions` are the ids of the mistakes that the answer shows.
    """

    answer: float
    reasoning: float | None
    kept: float
    wrong: tuple[Option, ...] = ()
    missed: tuple[Option, ...] = ()
    number: WrongNumber | None = None
    misconceptions: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether the answer itself is right, whatever the hints."""
        return self.answer == 1.0

    @property
    def for_answer(self) -> float:
        """Points for the answer, before hints."""
        return self.answer * (ANSWER if self.reasoning is not None else ANSWER + REASONING)

    @property
    def for_reasoning(self) -> float:
        """Points for the article, before hints."""
        return (self.reasoning or 0.0) * REASONING

    @property
    def points(self) -> float:
        """All points, of `ANSWER + REASONING`, hints counted in."""
        return (self.for_answer + self.for_reasoning) * self.kept

    @property
    def share(self) -> float:
        """All points as a share from 0 to 1, as results have them."""
        return round(self.points / (ANSWER + REASONING), 4)


def mark(exercise: Exercise, answer: tuple[str, ...] | None, cited: tuple[str, ...], hints: int) -> Mark:
    """The mark of an answer to an exercise.

    `answer` has keys of options, of an order in the order given, or a number in digits, or the words that name an
    article; None is "I do not know", and nothing at all, of several options, "none of these". `cited` are the
    articles named, as locators; `hints` the number of hints taken.
    """
    kept = max(0.0, 1.0 - sum(hint.cost for hint in exercise.hints[:hints]))
    reasoning = None if exercise.form == "short" else cited_share(exercise.accepted, cited)
    if answer is None:
        missed = tuple(o for o in exercise.options if o.key in exercise.key)
        return Mark(answer=0.0, reasoning=reasoning, kept=kept, missed=missed)
    match exercise.form:
        case "number":
            share = float(answer == (str(exercise.number),))
        case "short":
            share = cited_share(exercise.accepted, cited)
        case "order":
            share = _order(exercise, answer)
        case "one" | "many":
            share = _chosen(exercise, answer)
    return Mark(
        answer=share,
        reasoning=reasoning,
        kept=kept,
        wrong=tuple(o for o in exercise.options if o.key in answer and o.key not in exercise.key),
        missed=_missed(exercise, answer),
        number=next((w for w in exercise.wrong_numbers if answer == (str(w.value),)), None),
        misconceptions=mistakes(exercise, answer),
    )


def cited_share(accepted: tuple[str, ...], cited: tuple[str, ...]) -> float:
    """How well the articles named fit those that are accepted, from 0 to 1.

    The place itself, or one within it, is right; its article with another place, or alone, is near. Articles that
    have nothing to do with it take their part, so that naming many is no way to be right.
    """
    fits = [max((_fit(place, right, accepted) for right in accepted), default=0.0) for place in cited]
    found = [fit for fit in fits if fit]
    return max(found) * len(found) / len(fits) if found else 0.0


def _fit(place: str, right: str, accepted: tuple[str, ...]) -> float:
    if place == right:
        return 1.0
    nested = any(other.startswith(f"{right}.") for other in accepted)
    if place.startswith(f"{right}.") and not nested:
        return 1.0
    return NEAR if place.split(".")[:2] == right.split(".")[:2] else 0.0


def _chosen(exercise: Exercise, answer: tuple[str, ...]) -> float:
    """Each right option counts for it, each wrong one against it: who chooses all has gained nothing."""
    right, chosen = set(exercise.key), set(answer)
    if exercise.form == "one" or not right:
        return float(chosen == right)
    others = len(exercise.options) - len(right)
    return max(0.0, len(chosen & right) / len(right) - (len(chosen - right) / others if others else 0.0))


def _order(exercise: Exercise, answer: tuple[str, ...]) -> float:
    """Kendall's tau over the steps of the key, less what does not belong there; 0 where chance does as well.

    Source: M. G. Kendall, A New Measure of Rank Correlation, Biometrika 30 (1938).
    """
    place = {key: n for n, key in enumerate(answer)}
    foreign = len(place.keys() - set(exercise.key))
    if len(exercise.key) < 2:
        return float(answer == exercise.key)
    pairs = list(combinations(exercise.key, 2))
    both = [(place[a], place[b]) for a, b in pairs if a in place and b in place]
    agreed = sum(1 if first < second else -1 for first, second in both)
    others = len(exercise.options) - len(exercise.key)
    return max(0.0, agreed / len(pairs) - (foreign / others if others else 0.0))


def _missed(exercise: Exercise, answer: tuple[str, ...]) -> tuple[Option, ...]:
    if exercise.form == "order":
        out = {right for right, given in zip_longest(exercise.key, answer) if right != given}
    else:
        out = set(exercise.key) - set(answer)
    return tuple(option for option in exercise.options if option.key in out)
