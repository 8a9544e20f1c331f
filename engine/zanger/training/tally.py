"""What was answered, summed up by article and by misconception."""

from __future__ import annotations

from collections.abc import Iterable

from ..decision import Part
from .result import Result


class Answered(Part):
    """An exercise that was answered: its result, the misconceptions that it offered, the share for the article named.

    `reasoned` is None where no article was asked for beside the answer.
    """

    result: Result
    faced: tuple[str, ...] = ()
    reasoned: float | None = None


class OfArticle(Part):
    """How an article went: exercises about it, right answers, where its article was asked for, and was named rightly.

    `points` is the mean, from 0 to 1.
    """

    article: str
    count: int
    right: int
    asked: int
    named: int
    points: float


class OfMisconception(Part):
    """How often a misconception was offered, and how often an answer showed it."""

    misconception: str
    faced: int
    shown: int


def by_article(answered: Iterable[Answered]) -> tuple[OfArticle, ...]:
    """How each article went, those with the fewest points first."""
    found: dict[str, list[Answered]] = {}
    for item in answered:
        for article in item.result.articles:
            found.setdefault(article, []).append(item)
    tallies = (
        OfArticle(
            article=article,
            count=len(items),
            right=sum(item.result.right for item in items),
            asked=sum(item.reasoned is not None for item in items),
            named=sum(item.reasoned == 1.0 for item in items),
            points=sum(item.result.points for item in items) / len(items),
        )
        for article, items in found.items()
    )
    return tuple(sorted(tallies, key=lambda t: (t.points, t.article)))


def by_misconception(answered: Iterable[Answered]) -> tuple[OfMisconception, ...]:
    """How each misconception went, those shown most often first."""
    found: dict[str, list[bool]] = {}
    for item in answered:
        for name in dict.fromkeys((*item.result.misconceptions, *item.faced)):
            found.setdefault(name, []).append(name in item.result.misconceptions)
    tallies = (OfMisconception(misconception=n, faced=len(s), shown=sum(s)) for n, s in found.items())
    return tuple(sorted(tallies, key=lambda t: (-t.shown, -t.faced, t.misconception)))
