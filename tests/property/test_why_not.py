"""Every reason of a why-not is one: once its condition is made to hold, another is named, or the verdict turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

import pytest
from flips import Flip, flips, told
from hypothesis import assume, given
from hypothesis import strategies as st
from random_cases import random_case, text

from zanger import Law, parse_case, why, why_not
from zanger.case import Case, Item
from zanger.docket import docket
from zanger.engines import Reference
from zanger.errors import InputError
from zanger.replay import Replay

SEEDS = st.integers(0, 9_999)
EVERY = 20
"""One worked case in so many is looked at in the quick run."""


@given(SEEDS)
def test_a_condition_made_to_hold_is_named_no_more(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int
) -> None:
    case = random_case(seed, law.pack, worked)
    assume(case.ask)
    assert [flip for flip, changed in _flipped(law, engine, case) if not changed] == []


@given(SEEDS)
def test_a_condition_of_any_action_of_the_law_made_to_hold_is_named_no_more(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int
) -> None:
    case = random_case(seed, law.pack, worked)
    starts = tuple(_any_actions(law, engine, case, Random(seed)))
    assert [flip for flip, changed in _flipped(law, engine, case, starts) if not changed] == []


def test_the_conditions_of_worked_cases_are_flipped_in_every_way(
    law: Law, worked: list[dict[str, Any]], engine: Reference
) -> None:
    ways = _all(law, engine, worked[::EVERY])
    assert ways.keys() >= {"reading", "actor", "test", "fact", "dropped"}


@pytest.mark.thorough
def test_the_conditions_of_all_worked_cases_are_flipped(
    law: Law, worked: list[dict[str, Any]], engine: Reference
) -> None:
    ways = _all(law, engine, worked)
    assert ways.keys() >= {"reading", "actor", "field", "test", "test of a fact", "fact", "action", "dropped", "undone"}
    assert ways.total() > 1_000


@given(SEEDS)
def test_why_and_why_not_agree_with_each_other_and_tell_readings_that_turn_the_verdict(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int
) -> None:
    case = random_case(seed, law.pack, worked)
    for start in _questions(case):
        try:
            refusal = why_not(law, start.case, start.item, engine=engine)
        except InputError:
            continue
        assert refusal.permitted == why(law, start.case, start.item, engine=engine).positive
        for turn in refusal.passes_under:
            for under in turn.others:
                other = why_not(law, start.case, start.item, engine=engine, under={turn.question: under.reading})
                assert other.judgement is not None
                assert other.judgement.verdict == under.verdict


def _all(law: Law, engine: Reference, worked: list[dict[str, Any]]) -> Counter[str]:
    """How many conditions of worked cases were flipped in each way; none of them in vain."""
    ways: Counter[str] = Counter()
    for raw in worked:
        case, _ = parse_case(text(raw).encode(), "worked.yaml")
        for flip, changed in _flipped(law, engine, case):
            assert changed, flip
            ways[flip.how] += 1
    return ways


def _questions(case: Case) -> Iterator[Flip]:
    """Each question of a case, asked of the case without it."""
    for item in case.ask:
        day = {"on": item.fields.get("on", case.as_of.isoformat())}
        asked = item.model_copy(update={"fields": {**item.fields, **day}})
        yield Flip(case.model_copy(update={"ask": (), "expect": ()}), asked, {})


def _any_actions(law: Law, engine: Reference, case: Case, random: Random, most: int = 8) -> Iterator[Flip]:
    """Some actions of the whole vocabulary, each as the case completes it."""
    bare = case.model_copy(update={"ask": (), "expect": ()})
    for kind in random.sample(sorted(law.pack.vocabulary.actions), most):
        try:
            refusal = why_not(law, bare, kind, engine=engine)
        except InputError:  # more than one fits
            continue
        assert refusal.judgement is not None
        if refusal.unknown or refusal.judgement.subject == "history":
            continue
        done = refusal.judgement.action
        yield Flip(bare, Item(kind=kind, fields={**done.fields, "by": done.by, "on": done.on}), {})


def _flipped(
    law: Law, engine: Reference, case: Case, starts: Iterable[Flip] | None = None
) -> Iterator[tuple[Flip, bool]]:
    """Each condition that could be flipped, and whether it is then told no more."""
    for start in _questions(case) if starts is None else starts:
        try:
            refusal = why_not(law, start.case, start.item, engine=engine)
        except InputError:  # the same was done that day
            continue
        assert refusal.judgement is not None
        if refusal.permitted or refusal.judgement.verdict == "undetermined":
            continue
        for miss in refusal.powers:
            for flip in flips(law, start, miss):
                try:
                    after = why_not(law, flip.case, flip.item, engine=engine, under=flip.under)
                except InputError:  # the case is not sound any more
                    continue
                if flip.added and not _has_effect(law, engine, flip):
                    continue
                assert after.judgement is not None
                same = [m for m in after.powers if m.citation.provision == miss.citation.provision]
                turned = after.judgement.verdict != refusal.judgement.verdict
                yield flip, turned or not same or told(same[0]) != told(miss)


def _has_effect(law: Law, engine: Reference, flip: Flip) -> bool:
    """Whether the action that was added last is in order itself."""
    replay = Replay(law, docket(law.pack, flip.case, flip.under), engine)
    last = next(e for e in replay.docket.history if e.line == len(flip.case.history))
    return replay.outcome(last.order, replay.ways.base).effect == "effective"
