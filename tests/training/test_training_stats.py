"""What results tell: difficulty, discrimination, misread articles and mistakes that attract, worked out by hand."""

from __future__ import annotations

import random
from statistics import correlation

import msgspec
import pytest
import samples

from zanger.errors import Code, InputError
from zanger.training.gathering import Gathered, by_id, gathered
from zanger.training.result import Result, mistakes
from zanger.training.stats import point_biserial, statistics, upper_lower, within

KEY = by_id(samples.ALL)


def result(learner: str, exercise: str = samples.ONE.id, right: bool = True, **more: object) -> Result:
    of = KEY[exercise]
    wrong = next((o.key for o in of.options if not o.right), "1")
    answer = (of.key or ("34",)) if right else (wrong,)
    fields = {
        "learner": learner,
        "exercise": exercise,
        "kind": of.kind,
        "articles": of.articles,
        "when": "2026-03-01T09:30:00Z",
        "answer": answer,
        "points": float(right),
        "right": right,
        "misconceptions": mistakes(of, answer),
        **more,
    }
    return msgspec.convert(fields, Result)


def lines(*results: Result) -> bytes:
    return b"".join(msgspec.json.encode(r) + b"\n" for r in results)


# Difficulty and discrimination.
def test_difficulty_is_the_share_of_right_first_answers() -> None:
    given = [result("a"), result("b", right=False), result("c"), result("d", right=False)]
    (item,) = statistics(Gathered(tuple(given)), KEY).items
    assert (item.answers, item.right, item.few) == (4, 0.5, True)


def test_of_several_answers_of_one_learner_the_earliest_counts() -> None:
    early = result("a", right=False, when="2026-03-01T09:00:00Z")
    late = result("a", when="2026-03-02T09:00:00Z")
    told = statistics(Gathered((late, early)), KEY)
    assert (told.answers, told.repeated, told.right) == (1, 1, 0.0)


def test_point_biserial_is_the_correlation_of_right_and_score() -> None:
    rights = [True, True, False, True, False]
    scores = [0.9, 0.7, 0.5, 0.6, 0.1]
    assert point_biserial(rights, scores) == pytest.approx(correlation([float(r) for r in rights], scores))


def test_where_all_are_right_nothing_is_told_apart() -> None:
    assert point_biserial([True, True], [0.1, 0.9]) is None


def test_upper_less_lower_is_one_where_the_item_parts_them() -> None:
    rights = [True] * 5 + [False] * 5
    scores = [1.0 - n / 10 for n in range(10)]
    assert upper_lower(rights, scores) == pytest.approx(1)
    assert upper_lower(rights, scores[::-1]) == pytest.approx(-1)


def test_learners_with_equal_scores_count_in_parts() -> None:
    assert upper_lower([True, False, True, False], [0.5, 0.5, 0.5, 0.5]) == pytest.approx(0)
    # 27 % of four learners are 1.08: the best one, right, and 0.08 of the two in the middle, of whom one is right
    rights, scores = [True, True, False, False], [0.9, 0.5, 0.5, 0.1]
    assert upper_lower(rights, scores) == pytest.approx(((1 + 0.04) - 0.04) / 1.08)


def test_the_order_of_the_file_changes_nothing() -> None:
    chance = random.Random(5)
    chosen = (samples.ONE, samples.MANY, samples.READING)
    given = [result(f"d-{n}", e.id, chance.random() < n / 20) for n in range(20) for e in chosen]
    shuffled = chance.sample(given, len(given))
    assert statistics(Gathered(tuple(shuffled)), KEY) == statistics(Gathered(tuple(given)), KEY)


def test_discrimination_is_against_the_other_exercises_alone() -> None:
    given = []
    for n, (one, many) in enumerate([(True, True), (True, True), (False, False), (False, False), (True, False)]):
        given += [result(f"d-{n}", samples.ONE.id, one), result(f"d-{n}", samples.MANY.id, many)]
    item = next(i for i in statistics(Gathered(tuple(given)), KEY).items if i.exercise == samples.ONE.id)
    assert item.point_biserial == pytest.approx(correlation([1, 1, 0, 0, 1], [1, 1, 0, 0, 0]))


# Articles and mistakes.
def test_an_article_is_misread_as_often_as_its_exercises_are_answered_wrong() -> None:
    given = [
        result("a", samples.MANY.id, right=False, cited=["l148.24.1"]),
        result("b", samples.MANY.id, cited=["l148.11.3"]),
        result("a", samples.ONE.id, cited=["l148.11.3"]),
    ]
    articles = {a.article: a for a in statistics(Gathered(tuple(given)), KEY).articles}
    assert (articles["l148.5"].answers, articles["l148.5"].wrong, articles["l148.5"].share_wrong) == (2, 1, 0.5)
    assert (articles["l148.24"].answers, articles["l148.24"].learners) == (3, 2)
    assert articles["l148.24"].cited_instead == {"l148.11.3": 2}


@pytest.mark.parametrize(("place", "inside"), [("l148.2", True), ("l148.2.1", True), ("l148.24", False)])
def test_a_place_is_within_its_own_article_alone(place: str, inside: bool) -> None:
    assert within(place, "l148.2") is inside


def test_a_mistake_attracts_by_the_answers_in_which_it_could_be_chosen() -> None:
    given = [result("a", right=False), result("b"), result("c", samples.NUMBER.id)]
    found = {m.misconception: m for m in statistics(Gathered(tuple(given)), KEY).misconceptions}
    assert (found["half"].chosen, found["half"].offered, found["half"].learners) == (1, 3, 1)
    assert (found["of-those-present"].chosen, found["of-those-present"].attracts) == (0, 0.0)


def test_without_the_key_a_mistake_is_known_where_someone_made_it() -> None:
    given = [result("a", right=False), result("b"), result("c", samples.NUMBER.id)]
    (half,) = statistics(Gathered(tuple(given)), {}).misconceptions
    assert (half.misconception, half.chosen, half.offered) == ("half", 1, 2)


def test_a_wrong_number_shows_its_mistake() -> None:
    assert mistakes(samples.NUMBER, ("26",)) == ("half",)
    assert mistakes(samples.NUMBER, ("34",)) == ()


# Our own results.
def test_results_are_read_line_by_line() -> None:
    given = (result("a"), result("б", right=False))
    assert gathered("r.jsonl", lines(*given) + b"\n", {}).results == given


@pytest.mark.parametrize(
    ("was", "becomes", "code", "says", "help"),
    [
        ('"kind":"may-they"', '"kind":"may-thay"', Code.WRONG_VALUE, "`\"may-thay\"`", "did you mean `may-they`?"),
        ('"points":1.0', '"points":7', Code.WRONG_VALUE, "a number from 0 to 1", ""),
        ('"points":1.0', '"points":"1"', Code.WRONG_VALUE, "a number from 0 to 1", ""),
        ('"learner":"a"', '"learner":" "', Code.WRONG_VALUE, "a pseudonym", ""),
        ('"hints":0', '"hints":-1', Code.WRONG_VALUE, "a whole number from 0", ""),
        ("2026-03-01T09:30:00Z", "1 March", Code.WRONG_VALUE, "a moment such as", ""),
        ('"right":', '"rigth":', Code.UNKNOWN_KEY, "no field `rigth`", "did you mean `right`?"),
        ('"answer":["b"],', "", Code.MISSING_KEY, "`answer` is missing", "write a list of keys"),
        ('{"form"', '{form', Code.WRONG_SHAPE, "as JSON on one line", "docs/training-results.md"),
    ],
)  # fmt: skip
def test_a_wrong_result_is_told_with_its_place(was: str, becomes: str, code: Code, says: str, help: str) -> None:
    wrong = msgspec.json.encode(result("a")).decode().replace(was, becomes)
    assert wrong != msgspec.json.encode(result("a")).decode()
    with pytest.raises(InputError) as caught:
        gathered("r.jsonl", lines(result("b")) + wrong.encode(), {})
    told = {d.code: d for d in caught.value.diagnostics}[code]
    assert (says in told.message, help in told.help, told.place.line) == (True, True, 2)
    name = becomes.split('"')[1] if code in (Code.WRONG_VALUE, Code.UNKNOWN_KEY) and ":" in becomes else ""
    assert wrong[told.place.column - 1 :].startswith(f'"{name}' if name else wrong[told.place.column - 1 :][:1])


@pytest.mark.parametrize("line", ['{"a": ["b"', '["a"]'])
def test_a_line_that_is_no_result_is_told(line: str) -> None:
    with pytest.raises(InputError) as caught:
        gathered("r.jsonl", lines(result("a")) + line.encode(), {})
    assert [(d.code, d.place.line) for d in caught.value.diagnostics] == [(Code.WRONG_SHAPE, 2)]


def test_lists_within_lists_are_no_traceback() -> None:
    with pytest.raises(InputError):
        gathered("r.jsonl", b'{"a":' + b"[" * 100_000, {})


def test_text_that_is_not_utf8_is_told_with_its_place() -> None:
    with pytest.raises(InputError) as caught:
        gathered("r.csv", b"a,b\nc,\xff", {})
    (told,) = caught.value.diagnostics
    assert (told.code, told.place.line, told.place.column) == (Code.NOT_UTF8, 2, 3)
