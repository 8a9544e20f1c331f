"""Every conformance file, on every engine, with its facts and rules in both directions."""

from __future__ import annotations

from pathlib import Path

import pytest
from conformance_file import files, load, save
from random_programs import trial

from zanger import reference
from zanger.engines import Clingo, DurableInProcess, Reference
from zanger.program import Program

FILES = files()


@pytest.fixture(scope="module")
def durable() -> DurableInProcess:
    return DurableInProcess()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_reference_conforms(path: Path) -> None:
    case = load(path)
    assert case.differences(Reference().evaluate(case.part, case.facts)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_durable_conforms(path: Path, durable: DurableInProcess) -> None:
    case = load(path)
    assert case.differences(durable.evaluate(case.part, case.facts)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_clingo_conforms(path: Path) -> None:
    case = load(path)
    assert case.differences(Clingo(contained=False).evaluate(case.part, case.facts)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_order_of_facts_and_rules_does_not_matter(path: Path, durable: DurableInProcess) -> None:
    case = load(path)
    turned = Program(case.program.rules[::-1], case.program.optional, case.program.name + "-turned")
    part = turned if case.only is None else turned.only(case.only)
    for engine in (Reference(), durable, Clingo(contained=False)):
        assert case.differences(engine.evaluate(part, case.facts[::-1])) == [], engine.name


def test_there_are_enough_files() -> None:
    assert len(FILES) >= 25


@pytest.mark.parametrize("seed", range(40))
def test_a_written_file_is_read_back_as_the_same_case(seed: int, tmp_path: Path) -> None:
    made = trial(seed)
    case = made.cases[seed % len(made.cases)]
    part = made.program if case.only is None else made.program.only(case.only)
    model = reference.evaluate(part, case.facts)
    save(tmp_path / "found.yaml", "found", made.program, case.facts, model, case.only)
    read = load(tmp_path / "found.yaml")
    assert (read.program.rules, read.program.optional) == (
        tuple(made.program.rules),
        made.program.optional,
    )
    assert (read.facts, read.only, read.expected) == (case.facts, case.only, model.derived)
    assert read.differences(model) == []


def test_a_wrong_model_is_told() -> None:
    case = load(FILES[0].with_name("share-two-thirds.yaml"))
    empty = reference.evaluate(Program(()), case.facts)
    assert [d.split(":")[0] for d in case.differences(empty)] == ["missing"] * len(case.expected)
