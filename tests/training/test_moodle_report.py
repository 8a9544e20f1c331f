"""Moodle's reports on a quiz: responses and statistics, in English and Russian, as Moodle writes them."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest
import samples

from zanger.errors import Code, InputError
from zanger.training.exercise import LANGS, Exercise
from zanger.training.gathering import by_id, gathered
from zanger.training.moodle_report import cells, number, pseudonym
from zanger.training.stats import statistics
from zanger.training.summaries import answer_of, is_right, share

KEY = by_id(samples.ALL)
HERE = Path(__file__).parent / "reports"


def read(name: str, key: dict[str, Exercise] = KEY) -> object:
    return gathered(name, (HERE / name).read_bytes(), key)


def answers(name: str) -> list[tuple[str, tuple[str, ...], bool, tuple[str, ...]]]:
    found = gathered(name, (HERE / name).read_bytes(), KEY).results
    return [(r.exercise.split("-")[0], r.answer, r.right, r.misconceptions) for r in found]


EXPECTED = [
    ("may", ("b",), True, ()),
    ("permitted", ("a", "b", "d"), False, ("decides-for-requests",)),
    ("order", ("c", "a", "b"), True, ()),
    ("votes", ("26",), False, ("half",)),
    ("article", ("ст. 24 п. 1",), True, ()),
    ("may", ("a",), False, ("half",)),
    ("permitted", ("a", "c", "d"), True, ()),
    ("order", ("a", "c", "b"), False, ()),
    ("votes", ("34",), True, ()),
    ("article", (), False, ()),
]
"""What the two learners of each report have answered."""


@pytest.mark.parametrize("name", ["responses-en.csv", "responses-ru.csv"])
def test_responses_are_read_back_into_answers(name: str) -> None:
    assert answers(name) == EXPECTED


def test_an_attempt_that_is_not_finished_is_left_out() -> None:
    text = (HERE / "responses-en.csv").read_text(encoding="utf-8")
    assert "In progress" in text
    assert len({r.learner for r in gathered("r.csv", text.encode(), KEY).results}) == 2


@pytest.mark.parametrize(("state", "learners"), [("Never submitted", 1), ("Overdue", 1), ("Submitted", 2)])
def test_only_attempts_that_may_still_change_are_left_out(state: str, learners: int) -> None:
    text = (HERE / "responses-en.csv").read_text(encoding="utf-8").replace("Finished", state, 1)
    assert len({r.learner for r in gathered("r.csv", text.encode(), KEY).results}) == learners


def test_no_name_of_a_learner_is_kept() -> None:
    found = gathered("r.csv", (HERE / "responses-ru.csv").read_bytes(), KEY).results
    assert {r.learner[:2] for r in found} == {"m-"}
    assert len({r.learner for r in found}) == 2
    assert pseudonym(["a", "b"]) != pseudonym(["ab", ""])


@pytest.mark.parametrize("name", ["statistics-en.csv", "statistics-ru.csv"])
def test_the_analysis_of_items_is_read(name: str) -> None:
    items = {i.exercise: i for i in statistics(gathered(name, (HERE / name).read_bytes(), KEY), KEY).items}
    one, votes = items[samples.ONE.id], items[samples.NUMBER.id]
    assert (one.answers, one.points, one.point_biserial, one.reckoned_by) == (41, 0.6585, 0.4312, "moodle")
    assert (votes.points, votes.point_biserial) == (0.2439, None)
    assert set(items) == {samples.ONE.id, samples.NUMBER.id}


# Answers, whatever signs are in them.
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("chosen", [("a",), ("d",), ("a", "d"), ("b", "c", "d", "e"), ("a", "c", "d")])
def test_several_options_are_found_in_their_summary(chosen: tuple[str, ...], lang: str) -> None:
    by_key = {o.key: o.text[lang] for o in samples.MANY.options}
    for order in (chosen, chosen[::-1]):
        assert answer_of(samples.MANY, "; ".join(by_key[k] for k in order)) == chosen


def test_an_option_with_a_semicolon_is_not_taken_for_two() -> None:
    options = [
        o.replaced(text=samples.same(t))
        for o, t in zip(samples.MANY.options, ["x", "x; y", "y", "z", "w"], strict=True)
    ]
    exercise = samples.MANY.replaced(options=tuple(options))
    assert answer_of(exercise, "x; y; z") == ("b", "d")
    assert answer_of(exercise, "y; x") == ("a", "c")


def test_steps_that_were_given_the_same_place_are_not_right() -> None:
    first, second, third = (o.text["en"] for o in samples.ORDER.options)
    answer = answer_of(samples.ORDER, f"{first} -> 1; {second} -> 3; {third} -> 1")
    assert answer == ("b",)
    assert not is_right(samples.ORDER, answer)


@pytest.mark.parametrize(
    ("given", "points"), [(("a", "c", "d"), 1), (("a",), 1 / 3), (("a", "b", "c", "d"), 0.5), (("b", "e"), 0)]
)
def test_parts_of_an_answer_count(given: tuple[str, ...], points: float) -> None:
    assert share(samples.MANY, given) == pytest.approx(points)


@pytest.mark.parametrize("written", ["24(1)", "СТ. 24 П. 1", "24-баптың 1-тармағы", "ст.24  п.1"])
def test_an_article_is_right_in_every_usual_way(written: str) -> None:
    assert is_right(samples.SHORT, (written,))


@pytest.mark.parametrize("written", ["24", "241", "ст. 25 п. 1"])
def test_another_article_is_not(written: str) -> None:
    assert not is_right(samples.SHORT, (written,))


# Files that are wrong.
@pytest.mark.parametrize(
    ("change", "code", "place", "help"),
    [
        (lambda t: t.replace("Question 2", "Frage 2"), Code.MISSING_KEY, (1, 126), "question text"),
        (lambda t: t.replace("[votes-55556666]", "[votes-0]", 1), Code.DANGLING_REFERENCE, None, "--key"),
        (lambda t: t.replace("Yes = it may {surely}", "Perhaps"), Code.WRONG_VALUE, None, "edited in Moodle"),
        (lambda t: t.replace("Response", "Reply").replace("Question", "Asked"), Code.WRONG_SHAPE, (1, 1), "as CSV"),
    ],
)  # fmt: skip
def test_a_report_that_cannot_be_read_says_where_and_what_to_do(change, code, place, help) -> None:  # type: ignore[no-untyped-def]
    text = (HERE / "responses-en.csv").read_text(encoding="utf-8")
    with pytest.raises(InputError) as caught:
        gathered("r.csv", change(text).encode(), KEY)
    told = caught.value.diagnostics[0]
    assert (told.code, help in told.help) == (code, True)
    line, column = place or (told.place.line, told.place.column)
    assert (told.place.line, told.place.column) == (line, column)
    assert change(text).splitlines()[told.place.line - 1][told.place.column - 1 :]


def test_a_number_that_is_none_is_told_with_its_place() -> None:
    text = (HERE / "statistics-en.csv").read_text(encoding="utf-8").replace("24.39%", "few")
    with pytest.raises(InputError) as caught:
        gathered("s.csv", text.encode(), KEY)
    (told,) = caught.value.diagnostics
    line = text.splitlines()[told.place.line - 1]
    assert (told.code, line[told.place.column - 1 :][:3]) == (Code.WRONG_VALUE, "few")


def test_responses_without_their_key_ask_for_it() -> None:
    with pytest.raises(InputError, match="--key FILE"):
        gathered("r.csv", (HERE / "responses-en.csv").read_bytes(), {})


def test_a_number_of_moodle_may_have_a_comma_or_a_percent() -> None:
    assert [number(t) for t in ("66.67%", "66,67 %", "66,67\N{NO-BREAK SPACE}%", "-", "")] == [
        66.67,
        66.67,
        66.67,
        None,
        None,
    ]
    with pytest.raises(ValueError, match="could not convert"):
        number("many")


@pytest.mark.deep
def test_csv_is_read_as_the_standard_library_reads_it_and_every_field_has_its_place() -> None:
    chance = random.Random(1)
    for _ in range(3_000):
        rows = [
            ["".join(chance.choices('ab",;\n é"', k=chance.randrange(6))) for _ in range(chance.randrange(1, 5))]
            for _ in range(chance.randrange(1, 5))
        ]
        text = io.StringIO()
        quoting = chance.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
        csv.writer(text, lineterminator=chance.choice(["\n", "\r\n"]), quoting=quoting).writerows([["x", "y"], *rows])
        written = text.getvalue()
        read = list(cells(written))
        assert [[c.text for c in row] for row in read] == [
            r for r in csv.reader(io.StringIO(written, newline="")) if any(r)
        ]
        lines = written.split("\n")
        begins = [(lines[c.line - 1][c.column - 1 :][:1], c.text[:1]) for row in read for c in row if c.text]
        assert all(found in ('"', first) for found, first in begins)
