"""What results tell: how hard each exercise is, how well it tells learners apart, which article is misread, and
which mistake attracts.

An answer counts where it is the learner's first to that exercise: later ones were given after the key was seen.
Difficulty is the share of right answers. Discrimination is reckoned in two ways, both against the share of right
answers that the learner gave to the other exercises: the point-biserial correlation, and the difference between the
upper and the lower 27 % of learners (Kelley 1939). Learners with equal scores at a border are counted in parts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import fsum, sqrt

from ..decision import Part
from .exercise import Exercise, Kind
from .gathering import Gathered, Tallied
from .result import Result

GROUP = 0.27
FEW = 30
"""Below so many answers a difficulty or a discrimination says little."""


class ItemStatistics(Part):
    """One exercise: `answers` first answers, `right` the share of right ones (0 to 1), `points` their mean.

    `point_biserial` is from -1 to 1, `upper_lower` too; `None` where it cannot be reckoned, as when all were right.
    `unanswered` answers were left empty and count as wrong. `few` answers say little.
    """

    exercise: str
    kind: Kind | None
    articles: tuple[str, ...]
    answers: int
    right: float | None
    points: float | None
    unanswered: int
    point_biserial: float | None
    upper_lower: float | None
    few: bool
    reckoned_by: str = "zanger"


class ArticleStatistics(Part):
    """One article: `answers` to the exercises about it, `wrong` of them; `cited_instead` are articles that were named
    as the reason where the exercise turns on this one, with how often.
    """

    article: str
    answers: int
    wrong: int
    share_wrong: float
    learners: int
    cited_instead: dict[str, int]


class MisconceptionStatistics(Part):
    """One mistake: how often it was `chosen`, by how many `learners`, in which exercises.

    `offered` is the number of answers to exercises in which it could have been chosen, where the key of them is known;
    else that of the exercises in which it was chosen by anyone. `attracts` is the share.
    """

    misconception: str
    chosen: int
    offered: int
    attracts: float
    learners: int
    exercises: tuple[str, ...]


class Statistics(Part):
    """What results tell. `repeated` answers were left out; `tallied` items were reckoned by Moodle."""

    learners: int
    answers: int
    repeated: int
    right: float | None
    items: tuple[ItemStatistics, ...]
    articles: tuple[ArticleStatistics, ...]
    misconceptions: tuple[MisconceptionStatistics, ...]


def statistics(found: Gathered, key: Mapping[str, Exercise]) -> Statistics:
    """Count results; `key` has the exercises by id, as far as they are known."""
    first = first_answers(found.results)
    items = [*_items(first), *(_of_moodle(t, key) for t in found.tallied)]
    return Statistics(
        learners=len({r.learner for r in first}),
        answers=len(first),
        repeated=len(found.results) - len(first),
        right=_mean([float(r.right) for r in first]),
        items=tuple(sorted(items, key=_hardest_first)),
        articles=tuple(_articles(first)),
        misconceptions=tuple(_misconceptions(first, key)),
    )


def _hardest_first(item: ItemStatistics) -> tuple[float, str]:
    share = item.points if item.right is None else item.right
    return (1.0 if share is None else share, item.exercise)


def first_answers(results: Iterable[Result]) -> list[Result]:
    """Of each learner the first answer to each exercise, by their moments, else as they stand."""
    found: dict[tuple[str, str], Result] = {}
    for result in sorted(results, key=lambda r: r.when):
        found.setdefault((result.learner, result.exercise), result)
    return list(found.values())


def point_biserial(rights: Sequence[bool], scores: Sequence[float]) -> float | None:
    """The correlation of right and wrong with a score; `None` where one of them does not vary."""
    mean_right, mean_score = fsum(rights) / len(rights), fsum(scores) / len(scores)
    spread = sqrt(fsum((s - mean_score) ** 2 for s in scores) * fsum((r - mean_right) ** 2 for r in rights))
    if spread < 1e-12:
        return None
    return fsum((r - mean_right) * (s - mean_score) for r, s in zip(rights, scores, strict=True)) / spread


def upper_lower(rights: Sequence[bool], scores: Sequence[float]) -> float | None:
    """The share of right answers in the upper 27 % by score less that in the lower; `None` of fewer than two."""
    if len(rights) < 2:
        return None
    size = max(1.0, GROUP * len(rights))
    return (_weighed(rights, scores, size) - _weighed(rights, [-s for s in scores], size)) / size


def _weighed(rights: Sequence[bool], scores: Sequence[float], size: float) -> float:
    """Right answers among the `size` with the highest scores; those at the border count in parts."""
    groups: dict[float, list[bool]] = defaultdict(list)
    for right, score in zip(rights, scores, strict=True):
        groups[round(score, 12)].append(right)
    counted, left = 0.0, size
    for score in sorted(groups, reverse=True):
        part = min(1.0, left / len(groups[score]))
        counted += part * sum(groups[score])
        left -= part * len(groups[score])
        if left <= 1e-12:
            break
    return counted


def _items(first: Sequence[Result]) -> Iterable[ItemStatistics]:
    of_learner: dict[str, list[Result]] = defaultdict(list)
    of_exercise: dict[str, list[Result]] = defaultdict(list)
    for r in first:
        of_learner[r.learner].append(r)
        of_exercise[r.exercise].append(r)
    sums = {learner: (sum(r.right for r in given), len(given)) for learner, given in of_learner.items()}
    for exercise, given in of_exercise.items():
        rest = [
            (r.right, (sums[r.learner][0] - r.right) / (sums[r.learner][1] - 1))
            for r in given
            if sums[r.learner][1] > 1
        ]
        rights, scores = [right for right, _ in rest], [score for _, score in rest]
        yield ItemStatistics(
            exercise=exercise,
            kind=given[0].kind,
            articles=given[0].articles,
            answers=len(given),
            right=sum(r.right for r in given) / len(given),
            points=_mean([r.points for r in given]),
            unanswered=sum(not r.answer for r in given),
            point_biserial=point_biserial(rights, scores) if rest else None,
            upper_lower=upper_lower(rights, scores),
            few=len(given) < FEW,
        )


def _of_moodle(tallied: Tallied, key: Mapping[str, Exercise]) -> ItemStatistics:
    exercise = key.get(tallied.exercise)
    return ItemStatistics(
        exercise=tallied.exercise,
        kind=exercise.kind if exercise else None,
        articles=exercise.articles if exercise else (),
        answers=tallied.answers,
        right=None,
        points=tallied.facility,
        unanswered=0,
        point_biserial=tallied.discrimination,
        upper_lower=None,
        few=tallied.answers < FEW,
        reckoned_by="moodle",
    )


def _articles(first: Sequence[Result]) -> Iterable[ArticleStatistics]:
    of_article: dict[str, list[Result]] = defaultdict(list)
    for r in first:
        for article in r.articles:
            of_article[article].append(r)
    found = []
    for article, given in of_article.items():
        wrong = sum(not r.right for r in given)
        instead = Counter(c for r in given for c in set(r.cited) if not any(within(c, a) for a in r.articles))
        found.append(
            ArticleStatistics(
                article=article,
                answers=len(given),
                wrong=wrong,
                share_wrong=wrong / len(given),
                learners=len({r.learner for r in given}),
                cited_instead=dict(sorted(instead.items(), key=lambda item: (-item[1], item[0]))),
            )
        )
    return sorted(found, key=lambda a: (-a.share_wrong, -a.answers, a.article))


def within(place: str, article: str) -> bool:
    """Whether a place such as `l148.24.1` stands in an article such as `l148.24`."""
    return place == article or place.startswith(f"{article}.")


def _misconceptions(first: Sequence[Result], key: Mapping[str, Exercise]) -> Iterable[MisconceptionStatistics]:
    chosen: dict[str, list[Result]] = defaultdict(list)
    seen: dict[str, set[str]] = defaultdict(set)
    for r in first:
        seen[r.exercise].update(r.misconceptions)
        for misconception in r.misconceptions:
            chosen[misconception].append(r)
    offered: Counter[str] = Counter()
    for exercise, number in Counter(r.exercise for r in first).items():
        for misconception in seen[exercise].union(key[exercise].misconceptions if exercise in key else ()):
            offered[misconception] += number
    found = [
        MisconceptionStatistics(
            misconception=misconception,
            chosen=len(chosen[misconception]),
            offered=number,
            attracts=len(chosen[misconception]) / number,
            learners=len({r.learner for r in chosen[misconception]}),
            exercises=tuple(sorted({r.exercise for r in chosen[misconception]})),
        )
        for misconception, number in offered.items()
    ]
    return sorted(found, key=lambda m: (-m.attracts, -m.chosen, m.misconception))


def _mean(values: Sequence[float]) -> float | None:
    return fsum(values) / len(values) if values else None
