"""Marks: what each answer is worth, worked out by hand from the rules that docs/training-session.md gives."""

from __future__ import annotations

import pytest
from by_hand import ARTICLE, ORDER, PERMITTED, VOTES, WHO, option

from zanger.training.marking import cited_share, mark

RIGHT = ("l148.24.1",)


def test_a_right_answer_with_its_article_has_two_points_and_one() -> None:
    found = mark(VOTES, ("34",), RIGHT, 0)
    assert (found.right, found.for_answer, found.for_reasoning, found.points, found.share) == (True, 2.0, 1.0, 3.0, 1.0)
    assert found.misconceptions == ()


def test_a_right_answer_without_its_article_keeps_its_two_points() -> None:
    found = mark(VOTES, ("34",), (), 0)
    assert (found.right, found.reasoning, found.points) == (True, 0.0, 2.0)
    assert found.share == pytest.approx(2 / 3, abs=1e-4)


def test_the_right_article_counts_beside_a_wrong_answer() -> None:
    found = mark(VOTES, ("26",), RIGHT, 0)
    assert (found.right, found.points) == (False, 1.0)


def test_a_known_wrong_number_shows_its_misconception_and_has_its_feedback() -> None:
    found = mark(VOTES, ("26",), (), 0)
    assert found.misconceptions == ("half-for-two-thirds",)
    assert found.number is not None
    assert found.number.feedback["en"] == "Half is not enough: the law says two thirds."


def test_another_wrong_number_shows_no_misconception() -> None:
    found = mark(VOTES, ("33",), (), 0)
    assert (found.points, found.misconceptions, found.number) == (0.0, (), None)


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        (("a", "c"), 1.0),
        (("c", "a"), 1.0),
        (("a",), 0.5),
        (("a", "b"), 0.0),
        (("a", "c", "b"), 0.5),
        (("a", "b", "c", "d"), 0.0),
        (("b", "d"), 0.0),
        ((), 0.0),
    ],
)
def test_of_several_each_right_one_counts_for_and_each_wrong_one_against(answer: tuple[str, ...], share: float) -> None:
    assert mark(PERMITTED, answer, (), 0).answer == share


def test_what_was_chosen_wrongly_and_what_was_missed_is_told_with_its_feedback() -> None:
    found = mark(PERMITTED, ("a", "b"), (), 0)
    assert [(o.key, o.misconception, o.feedback["en"]) for o in found.wrong] == [
        ("b", "decides-for-requests", "Because of 24.1.")
    ]
    assert [o.key for o in found.missed] == ["c"]
    assert found.misconceptions == ("decides-for-requests",)


def test_none_of_these_is_right_where_nothing_fits() -> None:
    nothing = PERMITTED.replaced(key=(), options=(option("a", False, "x", "x", "x"), option("b", False, "y", "y", "y")))
    assert mark(nothing, (), (), 0).right
    assert mark(nothing, ("a",), (), 0).answer == 0.0
    assert not mark(nothing, None, (), 0).right


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        ("bdca", 1.0),
        ("dbca", (5 - 1) / 6),
        ("bdac", (5 - 1) / 6),
        ("bcda", (5 - 1) / 6),
        ("dbac", (4 - 2) / 6),
        ("abdc", 0.0),
        ("acdb", 0.0),
    ],
)
def test_an_order_counts_the_pairs_that_stand_rightly(answer: str, share: float) -> None:
    """Of the six pairs of four steps; `abdc` has three of them wrong, which chance does as well."""
    assert mark(ORDER, tuple(answer), (), 0).answer == pytest.approx(share)


def test_steps_that_stand_in_another_place_are_told() -> None:
    assert [o.key for o in mark(ORDER, tuple("dbca"), (), 0).missed] == ["b", "d"]


def test_a_step_that_does_not_belong_takes_its_part() -> None:
    more = ORDER.replaced(
        options=(*ORDER.options, option("e", False, "x", "x", "x"), option("f", False, "y", "y", "y"))
    )
    assert mark(more, tuple("bdca"), (), 0).answer == 1.0
    assert mark(more, tuple("bdcae"), (), 0).answer == 0.5
    assert mark(more, tuple("bdc"), (), 0).answer == 0.5
    assert [o.key for o in mark(more, tuple("bdcae"), (), 0).wrong] == ["e"]


def test_of_one_only_the_right_one_counts() -> None:
    assert mark(WHO, ("b",), (), 0).answer == 1.0
    found = mark(WHO, ("c",), (), 0)
    assert (found.answer, found.misconceptions) == (0.0, ("wrong-addressee",))


@pytest.mark.parametrize(
    ("hints", "points"),
    [(0, 3.0), (1, 3.0 * 0.75), (2, 3.0 * 0.25)],
)
def test_each_hint_takes_its_share(hints: int, points: float) -> None:
    found = mark(VOTES, ("34",), RIGHT, hints)
    assert (found.points, found.right) == (points, True)


def test_hints_take_no_more_than_all() -> None:
    dear = VOTES.replaced(hints=tuple(h.replaced(cost=0.8) for h in VOTES.hints))
    assert mark(dear, ("34",), RIGHT, 2).points == 0.0


def test_who_does_not_know_has_no_points_and_shows_no_misconception() -> None:
    for exercise in (VOTES, PERMITTED, ORDER, WHO, ARTICLE):
        found = mark(exercise, None, (), 0)
        assert (found.points, found.misconceptions, found.right) == (0.0, (), False)


def test_where_the_article_is_all_that_is_asked_it_has_all_points() -> None:
    assert mark(ARTICLE, ("24(2)",), ("l148.24.2",), 0).points == 3.0
    near = mark(ARTICLE, ("24",), ("l148.24",), 0)
    assert (near.points, near.right, near.reasoning) == (1.5, False, None)


@pytest.mark.parametrize(
    ("accepted", "cited", "share"),
    [
        (("l148.24.1",), ("l148.24.1",), 1.0),
        (("l148.24.1",), ("l148.24.1.2",), 1.0),
        (("l148.24.1",), ("l148.24",), 0.5),
        (("l148.24.1",), ("l148.24.3",), 0.5),
        (("l148.24.1",), ("l148.24.12",), 0.5),
        (("l148.24.1",), ("l148.2.1",), 0.0),
        (("l148.24.1",), ("bsl.24.1",), 0.0),
        (("l148.24.1",), (), 0.0),
        (("l148.24.1", "l148.24"), ("l148.24",), 1.0),
        (("l148.24.1", "l148.24"), ("l148.24.3",), 0.5),
        (("l148.24",), ("l148.24.3",), 1.0),
        (("l148.24.1", "constitution.87.5"), ("constitution.87.5",), 1.0),
        (("l148.24.1", "constitution.87.5"), ("constitution.87.5", "l148.24.1"), 1.0),
        (("l148.24.1",), ("l148.24.1", "l148.5"), 0.5),
        (("l148.24.1",), ("l148.5", "l148.6", "l148.7", "l148.24.1"), 0.25),
        ((), ("l148.24.1",), 0.0),
    ],
)
def test_an_article_is_right_near_or_not_there(accepted: tuple[str, ...], cited: tuple[str, ...], share: float) -> None:
    assert cited_share(accepted, cited) == share
