"""Which exercise comes next: what is due, what the plan asks for, nothing twice while there is another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from by_hand import VOTES

from zanger.training.exercise import Exercise
from zanger.training.following import TRIES, Wanted, following
from zanger.training.session import Plan, Session, posed, taken

WHEN = "2026-03-01T09:30:00Z"


def session(**changes: Any) -> Session:
    return Session(plan=Plan(**{"seed": 5, **changes}), learner="d-07")


def maker(asked: list[Wanted], fits: Callable[[Wanted], bool] = lambda _: True, kinds: int = 10**9) -> Any:
    """Makes an exercise named by what it is about and its seed; only so many of a sort differ."""

    def make(wanted: Wanted) -> Exercise | None:
        asked.append(wanted)
        about = wanted.topic or wanted.misconception or "any"
        return VOTES.replaced(id=f"{about}-{wanted.seed % kinds}") if fits(wanted) else None

    return make


def answered(state: Session, exercise: Exercise) -> Session:
    return taken(posed(state, exercise), "-", lambda _: (), WHEN)[0]


def test_what_is_due_comes_first_and_the_most_urgent_of_it() -> None:
    begun = answered(session(), VOTES)
    found = following(begun, ("misconception:half", "article:l148.24"), maker(asked := []))
    assert [w.misconception for w in asked] == ["half"]
    assert found is not None
    following(begun, ("article:l148.24",), maker(asked := []))
    assert [(w.topic, w.misconception) for w in asked] == [("l148.24", None)]


def test_a_session_begins_with_an_article_since_looking_for_a_misconception_takes_longer() -> None:
    due = ("misconception:half", "article:l148.24", "article:l148.5")
    following(session(), due, maker(asked := []))
    assert [w.topic for w in asked] == ["l148.24"]
    following(session(due=True), due, maker(asked := []))
    assert [w.misconception for w in asked] == ["half"]
    begun = answered(session(), VOTES)
    following(begun, due, maker(asked := []))
    assert [w.misconception for w in asked] == ["half"]


def test_a_topic_leaves_what_is_due_aside_unless_only_that_is_asked_for() -> None:
    following(session(topic="SM4"), ("article:l148.24",), maker(asked := []))
    assert [w.topic for w in asked] == ["SM4"]
    following(session(due=True), ("article:l148.24",), maker(asked := []))
    assert [w.topic for w in asked] == ["l148.24"]


def test_kinds_and_level_hold_for_all() -> None:
    for due in ((), ("article:l148.24",), ("misconception:half",)):
        following(session(kinds=("votes",), level="oblast"), due, maker(asked := []))
        assert [(w.kinds, w.level) for w in asked] == [(("votes",), "oblast")]


def test_of_what_no_exercise_can_be_made_the_next_is_taken() -> None:
    def fits(wanted: Wanted) -> bool:
        return wanted.misconception is None

    found = following(session(due=True), ("misconception:a", "misconception:b", "article:l148.5"), maker([], fits))
    assert found is not None
    assert found.id.startswith("l148.5-")
    assert following(session(due=True), ("misconception:a",), maker([], fits)) is None
    new = following(session(), ("misconception:a", "misconception:b", "misconception:c"), maker([], fits))
    assert new is not None
    assert new.id.startswith("any-")


def test_nothing_new_is_posed_where_only_what_is_due_is_asked_for() -> None:
    assert following(session(due=True), (), maker([])) is None


def test_no_exercise_comes_twice_while_there_is_another() -> None:
    state, make = session(count=99), maker([], kinds=6)
    for n in range(6):
        exercise = following(state, (), make)
        assert exercise is not None
        state = answered(state, exercise)
        assert len({item.result.exercise for item in state.done}) == n + 1
    again = following(state, (), make)
    assert again is not None
    assert again.id == state.done[0].result.exercise


def test_the_same_plan_poses_the_same_exercises_and_another_seed_others() -> None:
    def ids(seed: int) -> list[str]:
        state, make = session(seed=seed, count=99), maker([])
        for _ in range(5):
            exercise = following(state, (), make)
            assert exercise is not None
            state = answered(state, exercise)
        return [item.result.exercise for item in state.done]

    assert ids(5) == ids(5)
    assert not set(ids(5)) & set(ids(6))
    assert TRIES > 1
