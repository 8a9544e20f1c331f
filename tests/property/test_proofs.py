"""Every answer is cited, and its proof verifies."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from random_cases import random_case

from zanger import Law, decide, verify
from zanger.engines import Reference

SEEDS = st.integers(0, 9_999)


@given(SEEDS)
def test_every_answer_is_cited_and_proved(law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int) -> None:
    case = random_case(seed, law.pack, worked)
    decision = decide(law, case, engine=engine)
    assert verify(law, case, decision) == []
    for answer in (*decision.now, *decision.statuses):
        assert answer.citations
        assert answer.grade
        assert answer.proof or answer.hangs_on or not answer.robust
    for judgement in (*decision.history, *decision.asked):
        day = date.fromisoformat(judgement.action.on)
        powers = [p for p in law.about(judgement.action.kind, day) if p.conclusion[0] == "permits"]
        match judgement.verdict:
            case "not-empowered":
                assert bool(judgement.citations) == bool(powers)
                assert judgement.proof or len(judgement.nearest) == len(powers)
            case "undetermined":
                assert judgement.hangs_on
            case _:
                assert judgement.citations
                assert judgement.proof
