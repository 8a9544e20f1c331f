"""The worked cases of the bundled law, each decided once by each engine: their answers were written from the law."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import INTERNAL, seen

from zanger import Law, Words, decide, differences, load_case, make_engine, report, verify
from zanger.case import Case
from zanger.decision import Decision
from zanger.engines import Engine, Reference

CASES = sorted((Path(__file__).parents[2] / "rules" / "kz" / "cases").rglob("*.yaml"))


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load("kz")


@pytest.fixture(scope="module")
def durable() -> Iterator[Engine]:
    with make_engine("durable", contained=False) as engine:
        assert engine.name == "durable"
        yield engine


@pytest.fixture(scope="module", params=CASES, ids=lambda p: p.stem)
def decided(request: pytest.FixtureRequest, law: Law) -> tuple[Case, Decision]:
    """A case and what the reference makes of it."""
    case, _ = load_case(request.param)
    return case, decide(law, case, engine=Reference())


def test_the_answer_is_what_the_law_gives(decided: tuple[Case, Decision]) -> None:
    case, decision = decided
    assert case.expect
    assert differences(case.expect, decision) == []


def test_durable_rules_gives_the_same_answer(decided: tuple[Case, Decision], law: Law, durable: Engine) -> None:
    case, decision = decided
    assert decide(law, case, engine=durable).model_copy(update={"engine": "reference"}) == decision


def test_the_decision_verifies_without_the_engines(decided: tuple[Case, Decision], law: Law) -> None:
    case, decision = decided
    assert verify(law, case, decision) == []


def test_an_answer_fits_80_columns_and_shows_nothing_internal(decided: tuple[Case, Decision], law: Law) -> None:
    case, decision = decided
    page = seen(report(decision, Words(law.pack)))
    assert [line for line in page if len(line) > 80 or line != line.rstrip() or INTERNAL.search(line)] == []
    assert page[0] == case.title[: len(page[0])]


def test_every_case_says_what_it_teaches() -> None:
    assert [p.name for p in CASES if not load_case(p)[0].teaches] == []
    assert len(CASES) >= 20
