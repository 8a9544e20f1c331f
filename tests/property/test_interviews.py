"""An interview with anybody about anything comes to an end, keeps a case that can be judged, and loses nothing."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zanger import InputError, Law, parse_case
from zanger.asking import Interview, interview
from zanger.deciding import judge
from zanger.docket import docket
from zanger.question import Question, Unfit
from zanger.session import session_text, take_up

MOST = 80
"""No interview asks more questions of somebody who names every thing once."""
NUMBERS = (0, 1, 5, 10, 12, 25, 26, 33, 34, 50)


def answer(question: Question, random: Random) -> str:
    """Any answer, sensible or not."""
    if question.open and random.random() < 0.1:
        return "?"
    if question.none and random.random() < 0.5:
        return "0"
    match question.type:
        case "choice":
            return str(random.randint(1, max(1, len(question.options))))
        case "int":
            return str(random.choice(NUMBERS))
        case "date":
            start = date(2002, 6, 1) if question.sort == "day" else date(2001, 2, 1)
            return (start + timedelta(random.randint(0, 300))).isoformat()
        case _:
            return "1/2"


def held(law: Law, seed: int, *, knowing: bool = False) -> Interview:
    """A whole interview with random answers, of somebody `knowing` all that is asked for."""
    random = Random(seed)
    goals = [k for k in law.pack.vocabulary.actions if law.about(k, date(2002, 6, 1))]
    state = interview(law, None, random.choice(goals))
    for _ in range(MOST):
        if (question := state.next_question()) is None:
            return state
        try:
            text = answer(question, random)
            state = state.answer("1" if knowing and text == "?" and question.type == "choice" else text)
        except Unfit:
            continue
    raise AssertionError(f"more than {MOST} questions")


@given(st.integers(0, 9_999))
def test_it_ends_with_a_case_that_fits_the_vocabulary(law: Law, seed: int) -> None:
    state = held(law, seed)
    case, _ = parse_case(state.text().encode(), "case.yaml")
    docket(law.pack, case)


@given(st.integers(0, 9_999))
def test_it_is_taken_up_as_it_was_left(law: Law, seed: int) -> None:
    state = held(law, seed)
    again, same = take_up(law, session_text(state), "case.yaml")
    assert same
    assert again.answers == state.answers


@given(st.integers(0, 9_999))
def test_its_verdict_is_that_of_its_case(law: Law, seed: int) -> None:
    state = held(law, seed)
    case, _ = parse_case(state.text().encode(), "case.yaml")
    try:
        expected = judge(law, case, engine="reference")[0]
    except InputError:  # too much is unknown at once
        with pytest.raises(InputError):
            state.verdict()
        return
    found = state.verdict()
    assert found is not None
    assert (found.verdict, found.effect, found.citations) == (expected.verdict, expected.effect, expected.citations)


@given(st.integers(0, 9_999))
def test_at_its_end_nothing_that_was_not_asked_for_changes_the_verdict(law: Law, seed: int) -> None:
    state = held(law, seed, knowing=True)
    if state.settled or state.doubted:  # not known after all
        return
    found = state.verdict()
    assert found is not None
    assert [h.on for h in found.hangs_on if h.kind == "unknown"] == []
