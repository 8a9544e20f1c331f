"""The worked cases of the bundled law, on both engines: their answers were written from the law."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from both import Both, WithClingo
from pages import INTERNAL, seen
from stepped import at_steps
from tiers import some_first

from zanger import Law, Words, decide, differences, load_case, reference, report, verify
from zanger.case import Case
from zanger.decision import Decision
from zanger.engines import Reference
from zanger.replay import Evaluation
from zanger.vocabulary import read_date

CASES = sorted((Path(__file__).parents[2] / "rules" / "kz" / "cases").rglob("*.yaml"))


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load("kz")


@pytest.fixture(scope="module")
def both() -> Both:
    return Both()


@pytest.fixture(scope="module", params=some_first(CASES, 16, 8))
def decided(request: pytest.FixtureRequest, law: Law) -> tuple[Case, Decision]:
    """A case and what the reference makes of it."""
    case, _ = load_case(request.param)
    return case, decide(law, case, engine=Reference())


@pytest.mark.parametrize("path", some_first(CASES, 8, 4))
def test_both_engines_give_what_the_law_gives(path: Path, law: Law, both: Both) -> None:
    case, _ = load_case(path)
    before = both.compared
    decision = decide(law, case, engine=both)
    days = {case.as_of, *(read_date(str(item.fields["on"])) for item in case.history)}
    assert both.compared > before or not any(law.program(day).rules for day in days)  # before the first text
    assert case.expect
    assert differences(case.expect, decision) == []


@pytest.mark.parametrize("path", some_first(CASES, 80, 40))
def test_clingo_gives_what_the_law_gives(path: Path, law: Law) -> None:
    case, _ = load_case(path)
    engine = WithClingo()
    assert differences(case.expect, decide(law, case, engine=engine)) == []
    days = {case.as_of, *(read_date(str(item.fields["on"])) for item in case.history)}
    assert engine.compared or not any(law.program(day).rules for day in days)


def test_the_whole_law_with_steps_gives_at_each_what_it_gives_without(law: Law) -> None:
    case, _ = load_case(next(path for path in CASES if path.stem == "two-refused-reports"))
    looks: list[Evaluation] = []
    decide(law, case, engine=Reference(), watch=looks.append)
    day = looks[-1].day
    sets = [look.facts for look in looks if look.day == day]
    assert len(sets) > 1
    still = {f.kind for f in frozenset.intersection(*sets)} - {f.kind for s in sets for f in s ^ sets[0]}
    models = [reference.evaluate(law.program(day), facts) for facts in sets]
    assert at_steps(law.program(day), sets, still) == [{*model.stated, *model.derived} for model in models]


def test_the_decision_verifies_without_the_engines(decided: tuple[Case, Decision], law: Law) -> None:
    case, decision = decided
    assert verify(law, case, decision) == []


def test_an_answer_fits_80_columns_and_shows_nothing_internal(decided: tuple[Case, Decision], law: Law) -> None:
    case, decision = decided
    page = seen(report(decision, Words(law.pack)))
    assert [line for line in page if len(line) > 80 or line != line.rstrip() or INTERNAL.search(line)] == []
    assert page[0] == case.title[: len(page[0])]


def test_another_last_day_of_a_duty_than_the_expected_one_is_told(law: Law) -> None:
    case, _ = load_case(next(path for path in CASES if path.stem == "first-session-last-day"))
    decision = decide(law, case, engine=Reference())
    told = [
        [str(d) for d in differences([case.expect[0].model_copy(update=other)], decision)]
        for other in ({}, {"due": date(2003, 11, 6)}, {"action": "call-regular-session", "match": {}})
    ]
    assert told[0] == []
    assert told[1] == [
        "expect 1 (election-commission-chair: call-first-session unit=kostanay): "
        "due: expected 2003-11-06, got 2003-11-05"
    ]
    assert any("due: expected 2003-11-05, got nothing" in line for line in told[2])


def test_every_case_says_what_it_teaches() -> None:
    assert [p.name for p in CASES if not load_case(p)[0].teaches] == []
    assert len(CASES) >= 20
