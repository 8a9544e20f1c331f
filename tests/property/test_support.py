"""A permission does not outlive what it rests on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from random_cases import random_case

from zanger import InputError, Law, Proof, decide, load_case, verify
from zanger.case import Case, Item
from zanger.engines import Reference

Spot = tuple[int, int]
SEEDS = st.integers(0, 9_999)
HELD = ("permitted", "required")
CASES = Path(__file__).parents[2] / "rules" / "kz" / "cases"
ONE_WAY = (
    "no-confidence/34-of-50",  # two refusals, where two are needed
    "no-confidence/same-report-twice",
    "no-confidence/rayon-request-to-higher-akim",
    "early-end/budget-refused-twice",
    "deputy-akims/rayon-13-of-25",
    "positive-conclusion/raises-spending-with-conclusion",
    "sessions/chair-secret-ballot",
)
"""Worked cases whose first question is permitted, in one way only."""


@given(SEEDS, st.data())
def test_a_permission_without_a_line_of_its_proof_is_gone_or_rests_on_others(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int, data: st.DataObject
) -> None:
    case = random_case(seed, law.pack, worked).model_copy(update={"ask": ()})
    held = [p for p in decide(law, case, engine=engine).now if p.verdict in HELD]
    assume(held)
    power = data.draw(st.sampled_from(held))
    smaller, gone = without(law, case, data.draw(st.sampled_from(sorted(rests_on(power.proof)))))
    found = decide(law, smaller, engine=engine)
    assert verify(law, smaller, found) == []
    for other in found.now:
        if (other.kind, other.by, other.fields) == (power.kind, power.by, power.fields) and other.verdict in HELD:
            assert rests_on(other.proof).isdisjoint(gone)


@pytest.mark.parametrize("name", ONE_WAY)
def test_a_permission_that_holds_in_one_way_needs_every_line_of_its_proof(
    law: Law, engine: Reference, name: str
) -> None:
    read, _ = load_case(CASES / f"{name}.yaml")
    case = read.model_copy(update={"expect": ()})
    permission = decide(law, case, engine=engine).asked[0]
    assert permission.verdict in HELD
    asked = 0
    for line in sorted(rests_on(permission.proof) - {spot(case.ask[0])}):
        smaller, _ = without(law, case, line)
        try:
            found = decide(law, smaller, engine=engine).asked[0]
        except InputError:  # the question itself names what is taken away
            continue
        asked += 1
        assert found.verdict not in HELD, line
    assert asked


def spot(item: Item) -> Spot:
    """Line and column of a fact or an action."""
    return item.at.place.line, item.at.place.column


def rests_on(proof: Proof | None) -> set[Spot]:
    """The lines of the case that a proof cites."""
    assert proof is not None
    return {(step.place.line, step.place.column) for step in proof.steps if step.place}


def without(law: Law, case: Case, line: Spot) -> tuple[Case, set[Spot]]:
    """The case without a line and without whatever names what the line names, and the lines so gone."""
    kinds = law.pack.vocabulary.kinds
    gone = {line}
    while True:
        left = [item for item in (*case.facts, *case.history) if spot(item) not in gone]
        named = {item.fields.get(kinds[item.kind][1].id_field or "") for item in left} | {"unknown"}
        astray = {
            spot(item)
            for item in left
            for name, field in kinds[item.kind][1].fields.items()
            if field.type == "ref" and name in item.fields and item.fields[name] not in named
        }
        if not astray:
            facts, history = (tuple(i for i in items if spot(i) not in gone) for items in (case.facts, case.history))
            return case.model_copy(update={"facts": facts, "history": history}), gone
        gone |= astray
