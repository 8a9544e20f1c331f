"""The worked cases of the bundled law, on both engines: their answers were written from the law."""

from __future__ import annotations

from pathlib import Path

import pytest

from zanger import Law, decide, differences, load_case, verify
from zanger.engines import DurableInProcess, Engine, Reference

CASES = sorted((Path(__file__).parents[2] / "rules" / "kz" / "cases").rglob("*.yaml"))
ENGINES: list[type[Engine]] = [Reference, DurableInProcess]


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load("kz")


@pytest.mark.parametrize("make", ENGINES)
@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_the_answer_is_what_the_law_gives(path: Path, make: type[Engine], law: Law) -> None:
    case, _ = load_case(path)
    assert case.expect
    assert differences(case.expect, decide(law, case, engine=make())) == []


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_the_decision_verifies_without_the_engines(path: Path, law: Law) -> None:
    case, _ = load_case(path)
    assert verify(law, case, decide(law, case, engine=Reference())) == []


def test_every_case_says_what_it_teaches() -> None:
    assert [p.name for p in CASES if not load_case(p)[0].teaches] == []
    assert len(CASES) >= 20
