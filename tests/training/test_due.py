"""What is due: the cards that results change, and what comes first, at moments that the tests set."""

from __future__ import annotations

import builtins
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zanger.training.due import Card, Missing, coming, due, grades, moment, review
from zanger.training.result import Result

START = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def result(when: datetime = START, **changes: Any) -> Result:
    common: dict[str, Any] = {
        "learner": "d-07",
        "exercise": "votes-1",
        "kind": "votes",
        "articles": ("l148.24",),
        "when": moment(when),
        "answer": ("34",),
        "points": 1.0,
        "right": True,
    }
    return Result(**{**common, **changes})


def learnt(*results: Result, faced: tuple[str, ...] = ()) -> dict[str, Card]:
    cards: dict[str, Card] = {}
    for item in results:
        cards |= review(cards, item, faced)
    return cards


def test_each_article_and_each_misconception_has_a_card() -> None:
    cards = learnt(result(articles=("l148.24", "constitution.87")), faced=("half-for-two-thirds",))
    assert set(cards) == {"article:l148.24", "article:constitution.87", "misconception:half-for-two-thirds"}


@pytest.mark.parametrize(
    ("points", "grade"),
    [(0.0, "again"), (0.49, "again"), (0.5, "hard"), (2 / 3, "hard"), (0.79, "hard"), (0.8, "good"), (1.0, "good")],
)
def test_an_article_goes_by_the_points(points: float, grade: str) -> None:
    assert grades(result(points=points), ())["article:l148.24"] == grade


def test_a_misconception_that_the_answer_shows_comes_again_and_the_others_were_resisted() -> None:
    wrong = result(points=0.3, right=False, misconceptions=("half",))
    assert grades(wrong, ("half", "present")) == {
        "article:l148.24": "again",
        "misconception:half": "again",
        "misconception:present": "hard",
    }
    assert grades(result(), ("half",))["misconception:half"] == "good"


def test_what_went_badly_is_due_before_what_went_well() -> None:
    well = learnt(result(articles=("l148.24",)), result(START + DAY, articles=("l148.24",)))
    badly = learnt(result(articles=("l148.11",), points=0.0), result(START + DAY, articles=("l148.11",), points=0.0))
    cards = {**well, **badly}
    assert cards["article:l148.11"].due < cards["article:l148.24"].due
    assert due(cards, START + DAY + timedelta(hours=1)) == ("article:l148.11",)
    assert due(cards, START + 400 * DAY)[0] == "article:l148.11"


def test_each_time_that_it_goes_well_it_comes_back_later() -> None:
    cards: dict[str, Card] = {}
    now, gaps = START, []
    for _ in range(6):
        cards |= review(cards, result(now), ())
        after = datetime.fromisoformat(cards["article:l148.24"].due)
        gaps.append(after - now)
        now = after
    assert gaps == sorted(gaps)
    assert gaps[-1] > 30 * DAY


def test_nothing_is_due_before_its_moment_and_the_next_is_told() -> None:
    cards = learnt(result())
    when = datetime.fromisoformat(cards["article:l148.24"].due)
    assert due(cards, when - timedelta(seconds=1)) == ()
    assert coming(cards, when - timedelta(seconds=1)) == ("article:l148.24", moment(when))
    assert due(cards, when) == ("article:l148.24",)
    assert coming(cards, when) is None
    assert due({}, START) == ()


@given(st.lists(st.tuples(st.integers(0, 50_000), st.floats(0, 1)), max_size=12), st.integers(0, 10**6))
def test_the_same_results_give_the_same_cards_whatever_the_clock_says(
    history: list[tuple[int, float]], minutes: int
) -> None:
    at = sorted(history)
    results = [result(START + timedelta(minutes=m), points=p, articles=("l148.24", f"l148.{m % 5}")) for m, p in at]
    first, again = learnt(*results, faced=("half",)), learnt(*results, faced=("half",))
    now = START + timedelta(minutes=minutes)
    assert first == again
    assert due(first, now) == due(dict(reversed(again.items())), now)


def test_without_the_scheduler_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    true_import = builtins.__import__

    def refused(name: str, *rest: Any, **more: Any) -> Any:
        if name == "fsrs":
            raise ImportError(name)
        return true_import(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refused)
    with pytest.raises(Missing, match=r"pip install 'zanger\[training\]'"):
        review({}, result(), ())
    assert due({}, START) == ()
