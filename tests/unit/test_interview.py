"""An interview: what it asks for, in which order, and what becomes of the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from zanger import Law, parse_case
from zanger.asking import Interview, interview
from zanger.deciding import decide, judge
from zanger.question import Question, Unfit, read_answer
from zanger.session import is_session, session_text, take_up

DAYS = ("2001-03-01", "2001-03-20", "2002-03-01", "2002-03-18")
TWO_REFUSALS = {
    "day": "2002-06-01",
    "seats": "50",
    "elected": "50",
    "subject": "budget",
    "report": "new",
    "there is: maslikhat": "yes",
}
"""The facts of the case of the README, as answers by question or field."""


def answers(votes: str, refusals: int = 2) -> Callable[[Question], str]:
    """Answers of somebody who knows of some refused reports and asks about a vote."""
    days = iter(DAYS)
    left = [refusals]

    def given(question: Question) -> str:
        if question.field == "on":
            return next(days)
        if question.field == "in_favour":
            return "10" if question.kind == "refuse-report" else votes
        if question.sort == "thing" and "refuse-report" in question.options and left[0]:
            left[0] -= 1
            return "refuse-report"
        known = TWO_REFUSALS.get(question.key) or TWO_REFUSALS.get(question.field)
        return known if known is not None else "none"

    return given


def states(start: Interview, answer: Callable[[Question], str]) -> Iterable[Interview]:
    """The interview after each answer."""
    state = start
    while (question := state.next_question()) is not None:
        state = state.answer(answer(question))
        yield state


def last(start: Interview, answer: Callable[[Question], str]) -> Interview:
    return list(states(start, answer))[-1]


@pytest.fixture
def start(law: Law) -> Interview:
    return interview(law, None, "express-no-confidence")


@pytest.mark.parametrize(("votes", "verdict"), [("34", "permitted"), ("33", "not-empowered")])
def test_two_refusals_and_two_thirds_of_fifty_decide(start: Interview, votes: str, verdict: str) -> None:
    found = last(start, answers(votes)).verdict()
    assert found is not None
    assert found.verdict == verdict


def test_without_refusals_no_votes_are_asked_for(start: Interview) -> None:
    asked = [key for key, _ in last(start, answers("34", refusals=0)).answers]
    assert not [key for key in asked if "in_favour" in key or "seats" in key]


def test_the_level_of_the_unit_is_not_asked_for_where_it_does_not_matter(start: Interview) -> None:
    asked = [key for key, _ in last(start, answers("34")).answers]
    assert not [key for key in asked if key.endswith(".level")]


def test_votes_that_nobody_knows_make_the_answer_depend_on_them(start: Interview) -> None:
    found = last(start, answers("don't know")).verdict()
    assert found is not None
    assert found.verdict == "undetermined"
    (hangs,) = [h for h in found.hangs_on if h.kind == "unknown"]
    assert hangs.field == "in_favour"
    by_verdict = {u.verdict: (u.first or u.reading, u.last or u.reading) for u in hangs.choices}
    assert by_verdict["not-empowered"] == ("0", "33")
    assert by_verdict["permitted"][0] == "34"


def test_what_nobody_knows_and_does_not_matter_leaves_the_answer_firm(start: Interview) -> None:
    def given(question: Question) -> str:
        return "?" if question.field == "subject" else answer(question)

    answer = answers("0")
    found = last(start, given).verdict()
    assert found is not None
    assert found.verdict == "not-empowered"


def test_each_question_names_the_article_that_makes_it_matter(start: Interview) -> None:
    state = start
    for state in states(start, answers("34")):
        question = state.next_question()
        if question is not None and not state.pending:
            assert question.because, question.key
            assert all(reason.citation.provision.startswith("kz.") for reason in question.because)


def test_the_file_can_be_judged_after_every_answer(start: Interview, law: Law) -> None:
    for state in states(start, answers("34")):
        case, _ = parse_case(state.text().encode(), "case.yaml")
        judge(law, case, engine="reference")


@pytest.mark.thorough
def test_the_file_can_be_checked_after_every_answer(start: Interview, law: Law) -> None:
    for state in states(start, answers("34")):
        case, _ = parse_case(state.text().encode(), "case.yaml")
        decide(law, case, engine="reference")


def test_going_back_gives_the_state_before_the_answer(start: Interview) -> None:
    state = start.answer("2002-06-01")
    assert state.answer("yes").back() == state
    assert start.back() == start


def test_an_interview_is_taken_up_where_it_was_left(start: Interview, law: Law) -> None:
    for state in list(states(start, answers("34")))[::7]:
        text = session_text(state)
        assert is_session(text)
        again, same = take_up(law, text, "case.yaml")
        assert same
        assert again.next_question() == state.next_question()


def test_a_case_that_was_changed_by_hand_is_gone_on_with_as_it_stands(start: Interview, law: Law) -> None:
    state = last(start, answers("33"))
    again, same = take_up(law, session_text(state).replace("in_favour: 33", "in_favour: 34"), "case.yaml")
    assert not same
    found = again.verdict()
    assert found is not None
    assert found.verdict == "permitted"


def test_a_case_is_built_upon(law: Law) -> None:
    case, _ = parse_case(
        b"pack: kz\nas_of: 2002-06-01\nfacts:\n  - unit: {id: pavlodar, level: oblast}\n"
        b"  - maslikhat: {unit: pavlodar, seats: 50, elected: 50}\n",
        "case.yaml",
    )
    question = interview(law, case, "approve-apparatus").next_question()
    assert question is not None
    assert (question.section, question.field) == ("ask", "civil_servants")


def test_a_body_is_asked_what_it_is_to_do(law: Law) -> None:
    question = interview(law, None, None, "senate").answer("2002-06-01").next_question()
    assert question is not None
    assert question.sort == "goal"
    assert "end-maslikhat" in question.options
    assert "express-no-confidence" not in question.options


def test_a_goal_that_is_not_there_is_refused(law: Law) -> None:
    with pytest.raises(ValueError, match="there is no action `dance`"):
        interview(law, None, "dance")


def test_no_more_questions_ends_the_interview(start: Interview) -> None:
    assert start.answer("2002-06-01").enough().next_question() is None


NUMBER = Question(key="n", sort="field", type="int", low=0, high=50)
CHOICE = Question(key="c", sort="field", type="choice", options=("secret", "open"))
DAY = Question(key="d", sort="day", type="date", open=False)


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        (NUMBER, " 34 ", 34),
        (CHOICE, "2", "open"),
        (CHOICE, "secret", "secret"),
        (DAY, "2001-06-30", "2001-06-30"),
        (DAY, "30.6.2001", "2001-06-30"),
        (NUMBER, "не знаю", "unknown"),
        (NUMBER, "?", "unknown"),
    ],
)
def test_an_answer_is_read(question: Question, text: str, value: object) -> None:
    assert read_answer(question, text) == value


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        (NUMBER, "51", "expected a number from 0 to 50, found 51"),
        (NUMBER, "many", "expected a whole number, found `many`"),
        (CHOICE, "3", "expected a number from 1 to 2, found `3`"),
        (CHOICE, "secrt", "expected a number from 1 to 2, found `secrt`; did you mean `secret`?"),
        (DAY, "2001-02-30", "expected a day such as 2001-06-30, found `2001-02-30`"),
        (DAY, "?", "this cannot be left open; the nearest you can say will do, and can be changed later"),
        (DAY, "", "an answer is needed"),
    ],
)
def test_an_answer_that_does_not_fit_says_what_was_expected(question: Question, text: str, told: str) -> None:
    with pytest.raises(Unfit) as error:
        read_answer(question, text)
    assert str(error.value) == told


def test_an_answer_to_yes_or_no_is_told_as_such() -> None:
    question = Question(key="there is: unit", sort="thing", type="choice", options=("unit",), none=True)
    with pytest.raises(Unfit) as error:
        read_answer(question, "2")
    assert str(error.value) == "expected 1 or yes, 0 or no, or ?, found `2`"


def test_what_is_said_to_be_there_is_not_told_to_be_missing_at_the_end(start: Interview) -> None:
    """Four numbers not asked for are too much at once; the reason is the second refusal, not the maslikhat."""
    state = start
    for text in ("2002-06-01", "yes", "1", "1", "2001-03-01", "2001-03-20", "?"):
        state = state.answer(text)
    assert state.next_question() is None
    found = state.verdict()
    assert found is not None
    assert found.verdict == "not-empowered"
    miss = found.nearest[0]
    while miss.failed.within is not None:
        miss = miss.failed.within
    assert (miss.failed.what, miss.failed.actual) == ("count", 1)
