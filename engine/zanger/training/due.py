"""What is due: a card for each article and each misconception, reviewed by results, with the scheduler FSRS.

Nothing here reads the clock: moments come in with the results and from the caller, and the same results give the
same cards. `fsrs` is imported when a card is reviewed, and not before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from ..decision import Part
from ..errors import ZangerError
from .result import Result

if TYPE_CHECKING:
    from fsrs import Card as FsrsCard
    from fsrs import Scheduler

Grade = Literal["again", "hard", "good"]
ARTICLE, MISCONCEPTION = "article:", "misconception:"
"""A subject is one of these and an id: `article:l148.24`, `misconception:half-for-two-thirds`."""
HALF, SURE = 0.5, 0.8
"""Below the one, an article comes again at once; from the other on, it was known."""


class Missing(ZangerError):
    """The scheduler is not installed."""


class Card(Part):
    """How well a subject is remembered, as FSRS has it; moments are in UTC, as `2026-03-01T09:30:00Z`."""

    due: str
    state: int
    step: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    last: str | None = None


def moment(when: datetime) -> str:
    """A moment as results and cards write it, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def grades(result: Result, faced: Iterable[str]) -> dict[str, Grade]:
    """How each subject of a result went; `faced` are the misconceptions that the exercise offered.

    An article goes by the points, hints and reasoning counted in; a misconception comes again if the answer shows it,
    and was resisted if the answer is right; what of an answer that is wrong in another way is between.
    """
    went: Grade = "again" if result.points < HALF else "hard" if result.points < SURE else "good"
    found: dict[str, Grade] = {f"{ARTICLE}{article}": went for article in result.articles}
    for name in dict.fromkeys((*result.misconceptions, *faced)):
        shown = name in result.misconceptions
        found[f"{MISCONCEPTION}{name}"] = "again" if shown else "good" if result.right else "hard"
    return found


def review(cards: Mapping[str, Card], result: Result, faced: Iterable[str]) -> dict[str, Card]:
    """The cards that a result changes, as they are after it. Raises `Missing` without `fsrs`."""
    scheduler = _scheduler()
    return {
        subject: _reviewed(scheduler, cards.get(subject), grade, _read(result.when))
        for subject, grade in grades(result, faced).items()
    }


def due(cards: Mapping[str, Card], now: datetime) -> tuple[str, ...]:
    """The subjects that are due, those most nearly forgotten first. Raises `Missing` without `fsrs`."""
    by_then = {subject: card for subject, card in cards.items() if card.due <= moment(now)}
    if not by_then:
        return ()
    scheduler = _scheduler()

    def order(subject: str) -> tuple[float, str, str]:
        card = by_then[subject]
        return scheduler.get_card_retrievability(_opened(card), now), card.due, subject

    return tuple(sorted(by_then, key=order))


def coming(cards: Mapping[str, Card], now: datetime) -> tuple[str, str] | None:
    """The subject that is due next after now, and when; None where there is none."""
    later = [(card.due, subject) for subject, card in cards.items() if card.due > moment(now)]
    if not later:
        return None
    when, subject = min(later)
    return subject, when


def _scheduler() -> Scheduler:
    try:
        from fsrs import Scheduler
    except ImportError:
        raise Missing("what is due needs the package fsrs: pip install 'zanger[training]'") from None
    return Scheduler(enable_fuzzing=False)


def _reviewed(scheduler: Scheduler, card: Card | None, grade: Grade, when: datetime) -> Card:
    from fsrs import Card as FsrsCard
    from fsrs import Rating

    before = _opened(card) if card is not None else FsrsCard(card_id=0, due=when)
    ratings = {"again": Rating.Again, "hard": Rating.Hard, "good": Rating.Good}
    after, _ = scheduler.review_card(before, ratings[grade], when)
    return Card(
        due=moment(after.due),
        state=after.state.value,
        step=after.step,
        stability=after.stability,
        difficulty=after.difficulty,
        last=None if after.last_review is None else moment(after.last_review),
    )


def _opened(card: Card) -> FsrsCard:
    from fsrs import Card as FsrsCard
    from fsrs import State

    return FsrsCard(
        card_id=0,
        state=State(card.state),
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        due=_read(card.due),
        last_review=None if card.last is None else _read(card.last),
    )


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
