"""A session as a state machine: what each line does, in three languages, and what does not fit."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import get_args

import pytest
from by_hand import ALL, ARTICLE, ORDER, PERMITTED, VOTES, WHO, option
from hypothesis import given
from hypothesis import strategies as st

from zanger import Law, Words
from zanger.messages import Lang
from zanger.question import Unfit
from zanger.training.due import Card
from zanger.training.exercise import Exercise
from zanger.training.reply import read_reply
from zanger.training.session import (
    Event,
    Hinted,
    Marked,
    Plan,
    Refused,
    Session,
    Stopped,
    WantsArticle,
    ended,
    posed,
    taken,
)
from zanger.training.tally import Answered
from zanger.training.telling import due_lines, event_lines, question_lines, sum_lines

WHEN = "2026-03-01T09:30:00Z"
HALF = {"en": "half for two thirds", "ru": "половина вместо двух третей", "kk": "үштен екінің орнына жартысы"}
"""The name of the misconception that the exercise about votes offers."""


def read(text: str) -> tuple[str, ...]:
    """Articles as the tests write them: `24.1` of Law No. 148."""
    if not text.replace(".", "").isdigit():
        raise Unfit("expected an article, such as `art. 24`, found `{given}`", given=text)
    return (f"l148.{text}",)


def fresh(exercise: Exercise, count: int = 3) -> Session:
    return posed(Session(plan=Plan(count=count), learner="d-07"), exercise)


def after(exercise: Exercise, *lines: str) -> tuple[Session, Event]:
    """The session after some lines, and what the last of them brought about."""
    session, event = fresh(exercise), None
    for line in lines:
        session, event = taken(session, line, read, WHEN)
    assert event is not None
    return session, event


def text(lines: object) -> str:
    return "\n".join(line.text for line in lines)  # type: ignore[attr-defined]


# The way of an exercise.


def test_an_answer_is_followed_by_the_question_for_its_article_and_then_by_its_mark() -> None:
    session, event = after(VOTES, "34")
    assert (session.stage, event) == ("article", WantsArticle())
    session, event = taken(session, "24.1", read, WHEN)
    assert isinstance(event, Marked)
    assert (event.mark.points, session.stage, session.number) == (3.0, "next", 2)
    assert session.done == (event.answered,)


def test_the_result_has_all_that_statistics_need() -> None:
    _, event = after(VOTES, "?", "26", "24.1")
    assert isinstance(event, Marked)
    assert event.answered.result.to_dict() == {
        "form": "1",
        "learner": "d-07",
        "exercise": "votes-1",
        "kind": "votes",
        "articles": ["l148.24"],
        "procedures": ["SM4"],
        "when": WHEN,
        "answer": ["26"],
        "cited": ["l148.24.1"],
        "points": 0.25,
        "right": False,
        "misconceptions": ["half-for-two-thirds"],
        "hints": 1,
    }
    assert (event.answered.faced, event.answered.reasoned) == (("half-for-two-thirds",), 1.0)


def test_the_last_exercise_ends_the_session() -> None:
    session, _ = taken(fresh(ARTICLE, count=1), "24.2", read, WHEN)
    assert (session.stage, session.exercise, len(session.done)) == ("over", None, 1)
    assert ended(fresh(VOTES)).stage == "over"


def test_where_the_article_is_the_question_it_is_not_asked_for_again() -> None:
    session, event = after(ARTICLE, "24.2")
    assert isinstance(event, Marked)
    assert (event.mark.right, event.mark.reasoning, session.stage) == (True, None, "next")


def test_who_does_not_know_sees_the_answer_at_once() -> None:
    for line in ("-", "не знаю", "Білмеймін"):
        session, event = after(VOTES, line)
        assert isinstance(event, Marked)
        assert (event.answer, event.mark.points, session.stage) == (None, 0.0, "next")


def test_who_does_not_know_the_article_keeps_the_points_of_the_answer() -> None:
    _, event = after(VOTES, "34", "-")
    assert isinstance(event, Marked)
    assert (event.mark.points, event.cited) == (2.0, ())


def test_hints_are_given_one_by_one_at_any_moment_and_cost_points() -> None:
    session, event = after(VOTES, "?")
    assert event == Hinted(hint=VOTES.hints[0])
    session, event = after(VOTES, "?", "34", "?")
    assert (event, session.hints, session.stage) == (Hinted(hint=VOTES.hints[1]), 2, "article")
    session, event = after(VOTES, "?", "?", "?")
    assert (event, session.hints) == (Refused(told="there is no other hint"), 2)
    _, event = after(VOTES, "?", "34", "24.1")
    assert isinstance(event, Marked)
    assert event.mark.points == 3.0 * 0.75


@pytest.mark.parametrize("before", [(), ("34",), ("?",), ("?", "34"), ("nonsense",)])
@pytest.mark.parametrize("stop", ["q", "Q", " quit ", None])
def test_stopping_changes_nothing_and_the_session_goes_on_as_it_was_written(
    before: tuple[str, ...], stop: str | None
) -> None:
    session = fresh(VOTES)
    for line in before:
        session, _ = taken(session, line, read, WHEN)
    assert taken(session, stop, read, WHEN) == (session, Stopped())
    assert Session.from_dict(session.to_dict()) == session


# What is typed.


@pytest.mark.parametrize(
    ("exercise", "line", "answer"),
    [
        (VOTES, "34", ("34",)),
        (VOTES, " 034 ", ("34",)),
        (VOTES, "34 голоса", ("34",)),
        (VOTES, "34 дауыс", ("34",)),
        (VOTES, "34 votes", ("34",)),
        (WHO, "2", ("b",)),
        (WHO, "b", ("b",)),
        (WHO, "B.", ("b",)),
        (WHO, "б", ("b",)),
        (WHO, "(2)", ("b",)),
        (PERMITTED, "1 3", ("a", "c")),
        (PERMITTED, "1,3", ("a", "c")),
        (PERMITTED, "13", ("a", "c")),
        (PERMITTED, "a and c", ("a", "c")),
        (PERMITTED, "ac", ("a", "c")),
        (PERMITTED, "1 и 3", ("a", "c")),
        (PERMITTED, "1 және 3", ("a", "c")),
        (PERMITTED, "а, в", ("a", "c")),
        (PERMITTED, "3", ("c",)),
        (PERMITTED, "0", ()),
        (PERMITTED, "жоқ", ()),
        (ORDER, "2 4 3 1", ("b", "d", "c", "a")),
        (ORDER, "2431", ("b", "d", "c", "a")),
        (ORDER, "2-4-3-1", ("b", "d", "c", "a")),
        (ORDER, "b > d > c > a", ("b", "d", "c", "a")),
    ],
)  # fmt: skip
def test_an_answer_is_read_as_people_write_it(exercise: Exercise, line: str, answer: tuple[str, ...]) -> None:
    assert read_reply(exercise, line) == answer


@pytest.mark.parametrize(
    ("exercise", "line", "told"),
    [
        (VOTES, "", "expected a whole number, such as 12, found ``"),
        (VOTES, "thirty four", "expected a whole number, such as 12, found `thirty four`"),
        (VOTES, "-34", "expected a whole number, such as 12, found `-34`"),
        (VOTES, "3.4", "expected a whole number, such as 12, found `3.4`"),
        (VOTES, "٣٤", "expected a whole number, such as 12, found `٣٤`"),
        (VOTES, "9" * 300, "expected a whole number, such as 12, found `" + "9" * 40 + "...`"),
        (VOTES, "\x1b[2J34", "expected a whole number, such as 12, found `\ufffd[2J34`"),
        (WHO, "", "expected one number from 1 to 3, found ``"),
        (WHO, "1 2", "expected one number from 1 to 3, found `1 2`"),
        (WHO, "0", "expected one number from 1 to 3, found `0`"),
        (WHO, "4", "expected one number from 1 to 3, found `4`"),
        (WHO, "d", "expected one number from 1 to 3, found `d`"),
        (WHO, "the President", "expected one number from 1 to 3, found `the President`"),
        (WHO, "\u202e2", "expected one number from 1 to 3, found `\ufffd2`"),
        (PERMITTED, "", "expected numbers from 1 to 4, such as `1 2`, or 0 for none, found ``"),
        (PERMITTED, "1 5", "expected numbers from 1 to 4, such as `1 2`, or 0 for none, found `1 5`"),
        (PERMITTED, "aa", "`1` stands there twice"),
        (PERMITTED, "1 3 1", "`1` stands there twice"),
        (PERMITTED, "a 1", "`1` stands there twice"),
        (PERMITTED, "\0", "expected numbers from 1 to 4, such as `1 2`, or 0 for none, found `\ufffd`"),
        (ORDER, "1 2", "expected all numbers from 1 to 4 in the right order, such as `2 1`, found `1 2`"),
        (ORDER, "2442", "`2` stands there twice"),
        (ORDER, "2431 2431", "`2` stands there twice"),
        (ARTICLE, "", "expected an article, such as `art. 24`, found ``"),
        (ARTICLE, "the first", "expected an article, such as `art. 24`, found `the first`"),
    ],
)
def test_what_does_not_fit_is_told_with_what_was_expected_and_asked_again(
    exercise: Exercise, line: str, told: str
) -> None:
    session, event = after(exercise, line)
    assert isinstance(event, Refused)
    assert event.told.format(**event.places) == told
    assert session == fresh(exercise)


def test_steps_that_do_not_belong_may_be_left_out_of_an_order() -> None:
    more = ORDER.replaced(options=(*ORDER.options, option("e", False, "x", "x", "x")))
    assert read_reply(more, "2 4 3 1") == ("b", "d", "c", "a")


def test_an_article_that_is_none_is_asked_for_again_and_the_answer_stays() -> None:
    session, event = after(VOTES, "34", "the constitution")
    assert isinstance(event, Refused)
    assert (session.stage, session.given) == ("article", ("34",))


def test_more_than_nine_options_are_told_apart() -> None:
    many = PERMITTED.replaced(
        options=tuple(option(chr(ord("a") + n), n == 10, "x", "x", "x") for n in range(12)), key=("k",)
    )
    assert read_reply(many, "11") == ("k",)
    assert read_reply(many, "1") == ("a",)
    assert read_reply(many, "1 11") == ("a", "k")


@given(st.sampled_from(ALL), st.lists(st.text(max_size=300), max_size=6))
def test_no_line_breaks_a_session(exercise: Exercise, lines: list[str]) -> None:
    session = fresh(exercise, count=1)
    for line in lines:
        session, event = taken(session, line, read, WHEN)
        assert isinstance(event, get_args(Event))
        if session.stage == "over":
            return
        assert session.exercise == exercise


# In words.


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.form)
def test_an_exercise_does_not_tell_its_key_before_it_is_answered(lang: Lang, exercise: Exercise, law: Law) -> None:
    words = Words(law.pack, lang)
    shown = text(question_lines(fresh(exercise), words)) + text(event_lines(WantsArticle(), words))
    assert exercise.question[lang] in shown
    assert [o.text[lang] for o in exercise.options if o.text[lang] not in shown] == []
    feedback = [o.feedback[lang] for o in exercise.options] + list(exercise.explanation[lang])
    assert [f for f in feedback if f in shown] == []
    assert "34" not in shown


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.form)
def test_every_answer_is_answered_with_the_law_and_its_article(lang: Lang, exercise: Exercise, law: Law) -> None:
    words = Words(law.pack, lang)
    _, event = taken(fresh(exercise), "-", read, WHEN)
    assert isinstance(event, Marked)
    shown = text(event_lines(event, words))
    assert exercise.explanation[lang][0] in shown
    assert exercise.citations[0].texts[lang].short in shown
    assert [o.feedback[lang] for o in exercise.options if o.feedback[lang] not in shown] == []


def test_the_mark_tells_points_for_answer_article_and_hints(law: Law) -> None:
    words = Words(law.pack, "en")
    assert "Right. Points: 3 of 3 (answer 2 of 2, article 1 of 1)" in _told(VOTES, words, "34", "24.1")
    assert "Not right. Points: 1 of 3 (answer 0 of 2, article 1 of 1)" in _told(VOTES, words, "26", "24.1")
    assert "Partly right. Points: 1 of 3 (answer 1 of 2, article 0 of 1)" in _told(PERMITTED, words, "1", "5")
    hinted = _told(VOTES, words, "?", "34", "24.1")
    assert "Points: 2.2 of 3 (answer 2 of 2, article 1 of 1; hints took 0.8)" in hinted
    assert "Half is not enough: the law says two thirds." in _told(VOTES, words, "26", "24.1")
    assert "You named Law No. 148, art. 24: near; the place is Law No. 148, art. 24(1)." in _told(
        VOTES, words, "34", "24"
    )
    assert "You named Law No. 148, art. 5: not there" in _told(VOTES, words, "34", "5")
    assert "The article is right: Law No. 148, art. 24(2)." in _told(ARTICLE, words, "24.2")


def _told(exercise: Exercise, words: Words, *lines: str) -> str:
    _, event = after(exercise, *lines)
    assert isinstance(event, Marked)
    return text(event_lines(event, words))


@pytest.mark.parametrize(
    ("lang", "right", "answered"),
    [
        ("en", "Right. Points: 3 of 3", "Answered: 2; right: 1; points: 4.5 of 6"),
        ("ru", "Верно. Баллы: 3 из 3", "Дано ответов: 2; верных: 1; баллы: 4,5 из 6"),
        ("kk", "Дұрыс. Ұпай: 3 (ең көбі 3)", "Жауап берілді: 2; дұрысы: 1; ұпай: 4,5 (ең көбі 6)"),
    ],
)
def test_mark_and_sum_are_told_in_each_language(lang: Lang, right: str, answered: str, law: Law) -> None:
    words = Words(law.pack, lang)
    assert right in _told(VOTES, words, "34", "24.1")
    session, first = after(VOTES, "34", "24.1")
    session, second = taken(posed(session, ARTICLE), "24", read, WHEN)
    assert isinstance(first, Marked)
    assert isinstance(second, Marked)
    shown = text(sum_lines(session.done, words, lambda _: HALF[lang]))
    assert answered in shown
    assert words.cite("kz.l148.24") in shown
    assert HALF[lang] in shown


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_no_word_of_a_session_is_left_in_latin_letters(lang: Lang, law: Law) -> None:
    words = Words(law.pack, lang)
    shown: list[str] = []
    done: list[Answered] = []
    for exercise in ALL:
        shown.append(text(question_lines(fresh(exercise), words)))
        for lines in (("?",), ("?", "?", "?"), ("",), ("1 1",), ("-",), *RIGHTLY[exercise.form]):
            _, event = after(exercise, *lines)
            if not isinstance(event, Stopped):
                shown.append(text(event_lines(event, words)))
            if isinstance(event, Marked):
                done.append(event.answered)
    cards = {"article:l148.24": Card(due=WHEN, state=1), "misconception:half-for-two-thirds": Card(due=WHEN, state=1)}
    now = datetime.fromisoformat(WHEN)
    shown.append(text(sum_lines(done, words, lambda _: HALF[lang])))
    for subjects, moment in (tuple(cards), now), ((), now), ((), now - timedelta(hours=1)), (None, now):
        shown.append(text(due_lines(cards, subjects, moment, words, lambda _: HALF[lang])))
    latin = {word for page in shown for word in re.findall(r"[A-Za-z]+", page)}
    assert latin - {"zanger", "train", "due", "UTC", "pip", "install", "training", "fsrs"} == set()
    assert len(done) > 10


RIGHTLY: dict[str, list[tuple[str, ...]]] = {
    "number": [("34", "24.1"), ("26", "24"), ("26", "24 или 25")],
    "many": [("1 3", "24.1"), ("1 2", "5"), ("2 4", "-")],
    "order": [("2 4 3 1", "24.1"), ("1 2 3 4", "24")],
    "one": [("2", "24.1"), ("3", "24")],
    "short": [("24.2",), ("24",), ("25",)],
}


def test_a_session_gone_on_with_tells_what_was_answered_and_asks_for_the_article(law: Law) -> None:
    session, _ = after(PERMITTED, "?", "1 3")
    shown = text(question_lines(Session.from_dict(session.to_dict()), Words(law.pack, "en")))
    assert "Your answer: 1, 3" in shown
    assert "Look at article 24." in shown
    assert shown.endswith("Which article says so?")
