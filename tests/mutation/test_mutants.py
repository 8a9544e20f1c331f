"""Each way of changing a law, on a small one: what becomes of its texts, and what is no change."""

from __future__ import annotations

from pathlib import Path

import pytest

from zanger import Law
from zanger.mutation.altered import Altered
from zanger.mutation.mutants import Mutant, mutants

COUNCIL = Path(__file__).parent / "council"


@pytest.fixture(scope="module")
def council() -> Law:
    return Law.load(str(COUNCIL))


@pytest.fixture(scope="module")
def made(council: Law) -> dict[str, Mutant]:
    return {m.id.removeprefix("council.law."): m for m in mutants(council.pack).all}


@pytest.mark.parametrize(
    "name",
    [
        "1.3@2000-01-01 provided[0] share: at_least: 2/3 > at_least: 1/2",
        "1.3@2000-01-01 provided[0] share: at_least: 2/3 > at_least: 3/4",
        "1.3@2000-01-01 provided[0] bound: at_least: 2/3 > more_than: 2/3",
        "1.3@2000-01-01 provided[0] condition: share: at_least: 2/3",
        "1.1@2000-01-01 permits request: request > grant",
        "1.3@2000-01-01 unless[0] exception: refuse",
        "2.5@2000-01-01 when[0] request: grant > request",
        "2.1@2000-01-01 when[1] count: at_least: 2 > at_least: 1",
        "2.1@2000-01-01 when[1] count: at_least: 2 > at_least: 3",
        "2.1@2000-01-01 when[1] distinct: distinct: request",
        "2.2@2000-01-01 when[0] condition: ground",
        "2.2@2000-01-01 when[1].any[0][1] days: at_least: 30 > at_least: 29",
        "2.2@2000-01-01 when[1].any[1] alternative: any",
        "2.2@2000-01-01 when[1] any-all: any > all",
        "2.2@2000-01-01 permits body: by: governor > by: mayor",
        "2.2@2000-01-01 permits mode: permits > requires",
        "2.3@2000-01-01 requires mode: requires > permits",
        "2.3@2000-01-01 within days: days: 10 > days: 11",
        "2.7@2000-01-01 overrides[0] precedence: council.law.2.6",
        "1.2@2000-01-01 under.Q1 reading: Q1: own",
        "1.1@2000-01-01 when[0] constant: level: port",
        "1.2@2000-01-01 when[0] constant: level: village > level: port",
        "1@2005-01-01 date: 2005-01-01 > 2005-01-02",
        "1@2005-01-01 date: 2005-01-01 > 2004-12-31",
    ],
)
def test_a_law_is_changed_in_each_way(made: dict[str, Mutant], name: str) -> None:
    assert name in made


def test_what_the_checker_refuses_is_no_mutant(council: Law) -> None:
    found = mutants(council.pack)
    assert "council.law.1.1@2000-01-01 when[0] condition: town" in {m.id for m in found.all}  # $town is left open then
    assert "council.law.2.4@2000-01-01 when[0] condition: town" in {m.id for m in found.all}
    assert not any(m.provision == "council.law.2.1" and m.path == "when[0]" for m in found.all)  # binds the status
    assert found.refused > 0


def test_a_mutant_stands_where_its_condition_is_written(made: dict[str, Mutant]) -> None:
    mutant = made["2.1@2000-01-01 when[1] count: at_least: 2 > at_least: 1"]
    line = Path(mutant.place.file).read_text().splitlines()[mutant.place.line - 1]
    assert line.strip().startswith("- count: {of: {refuse")
    assert (mutant.article, mutant.provision) == ("law 2", "council.law.2.1")


def test_an_article_alone_can_be_changed(council: Law) -> None:
    all_ = mutants(council.pack).all
    for name in ("2", "law.2", "council.law.2"):
        assert mutants(council.pack, [name]).all == tuple(m for m in all_ if m.article == "law 2")
    assert mutants(council.pack, ["3"]).all == ()


def test_one_text_changes_and_no_other(council: Law, made: dict[str, Mutant]) -> None:
    for mutant in made.values():
        before, after = council.pack.provisions, Altered(council, mutant.editions).pack.provisions
        changed = [old for old, new in zip(before, after, strict=True) if old != new]
        assert changed == [old for old, _ in mutant.editions]


def test_a_changed_law_compiles_to_what_its_texts_compile_to(council: Law, made: dict[str, Mutant]) -> None:
    for mutant in made.values():
        altered = Altered(council, mutant.editions)
        fresh = Law(altered.pack, checked=True)
        for day in fresh._epochs:
            mine, theirs = altered.program(day), fresh.program(day)
            assert mine.rules == theirs.rules
            assert mine.by_head == theirs.by_head
            assert mine.ordered == theirs.ordered
            assert mine.positive == theirs.positive
            assert {r.id for s in mine.strata for r in s} == {r.id for r in theirs.rules}
            assert list(altered.provisions(day)) == list(fresh.provisions(day))
