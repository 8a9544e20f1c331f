"""A case varied without a replay is judged as a whole answer judges it, one change or two together."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_cases import random_case

from zanger import InputError, Law
from zanger.alternatives import Single, Singles
from zanger.candidates import Candidates
from zanger.deciding import judge
from zanger.editing import apply
from zanger.engines import Reference
from zanger.rehearsal import Rehearsal
from zanger.selection import Spot
from zanger.turning import together
from zanger.variation import Unsure, Variation

SEEDS = st.integers(0, 9_999)


def judged(variation: Variation, singles: tuple[Single, ...]) -> str | None:
    """The verdict; None where only a replay can tell it."""
    try:
        return variation.verdict(tuple(s.alternative for s in singles))
    except Unsure:
        return None


@settings(max_examples=25)
@given(SEEDS, st.data())
def test_a_varied_case_is_judged_as_the_whole_answer_judges_it(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int, data: st.DataObject
) -> None:
    case = random_case(seed, law.pack, worked).model_copy(update={"expect": ()})
    assume(case.ask)
    case = case.model_copy(update={"ask": (data.draw(st.sampled_from(case.ask)),)})
    stage = Rehearsal(law, case, Spot("ask", 1), engine, 1)
    state = stage.state(())
    assume(state is not None)
    assert state is not None
    candidates = Candidates(state.replay, case, state.entry, stage.judgement(state)).all(days=True)
    variation, ones = Singles(law, case, state.replay.docket, Spot("ask", 1)).of(candidates)
    assume(ones)
    sets = [(), *((one,) for one in ones), *combinations(ones, 2)]
    for singles in data.draw(st.lists(st.sampled_from(sets), min_size=6, max_size=6)):
        if not together(singles):
            continue
        try:
            whole = judge(law, apply(case, [s.edit for s in singles]).case, engine=engine)[0].verdict
        except InputError:
            continue
        assert judged(variation, singles) in (whole, None)
