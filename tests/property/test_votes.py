"""More votes in favour never lose what needs a least number of them, nor win what a lack of them makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from random_cases import random_case

from zanger import Law, decide
from zanger.engines import Reference
from zanger.provision import AllOf, AnyOf, Compare, Share

SEEDS = st.integers(0, 9_999)
VOTES = "in_favour"
WON = ("permitted", "required")
SIGNS = {"at_least": 1, "more_than": 1, "at_most": -1, "less_than": -1}


@given(SEEDS, st.data(), st.sets(st.integers(0, 60), min_size=2, max_size=12))
def test_more_votes_only_ever_help_or_only_ever_hinder(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int, data: st.DataObject, votes: set[int]
) -> None:
    case = random_case(seed, law.pack, worked)
    cast = [item for item in (*case.ask, *case.history) if isinstance(item.fields.get(VOTES), int)]
    assume(cast)
    item = data.draw(st.sampled_from(cast))
    sign = direction(law, item.kind, item.fields)
    assume(sign)
    questions = [item.model_copy(update={"fields": {**item.fields, VOTES: n}}) for n in sorted(votes)]
    asked = decide(law, case.model_copy(update={"ask": tuple(questions)}), engine=engine).asked
    won = [j.verdict in WON for j in asked if j.verdict != "undetermined"]
    assert won == sorted(won, reverse=sign < 0)


@pytest.mark.parametrize(
    ("kind", "more", "sign"),
    [
        ("express-no-confidence", (), 1),
        ("end-maslikhat", (), 1),
        ("approve-report", (), 1),
        ("refuse-report", (), -1),  # `in_favour` counts the votes for approving the report
        ("approve-report", ("against", "deciding_vote"), 0),  # one vote more, and there is no tie to decide
    ],
)
def test_the_law_tells_in_which_direction_votes_work(law: Law, kind: str, more: tuple[str, ...], sign: int) -> None:
    stated = [name for name, field in law.pack.vocabulary.fields(kind).items() if not field.optional]
    assert direction(law, kind, (*stated, *more)) == sign


def direction(law: Law, kind: str, stated: Iterable[str]) -> int:
    """1 if all that is said of the votes for an action so stated is a least number, -1 if a greatest, else 0."""
    kinds = {kind, *law.pack.vocabulary.actions[kind].is_}
    known = {*stated, "by", "on", "order", "act", "matter"}
    signs: set[int] = set()
    for provision in law.pack.provisions:
        name, pattern = provision.conclusion
        if name in ("permits", "forbids") and pattern.kind in kinds and VOTES in pattern.fields.keys() <= known:
            own = 1 if name == "permits" else -1
            signs |= {own * sign for sign in _signs(provision.provided, pattern.fields[VOTES])}
    return signs.pop() if len(signs) == 1 else 0


def _signs(conditions: Iterable[Any], votes: Any) -> Iterator[int]:
    """For each condition on the votes: 1 for a least number, -1 for a greatest, 0 for any other."""
    for condition in conditions:
        match condition:
            case AllOf():
                yield from _signs(condition.all, votes)
            case AnyOf():
                for branch in condition.any:
                    yield from _signs(branch, votes)
            case Share() if votes in (condition.share.of, condition.share.in_):
                yield SIGNS[condition.share.bound[0]] * (1 if votes == condition.share.of else -1)
            case Compare() if votes in (condition.compare.left, condition.compare.bound[1]):
                yield SIGNS.get(condition.compare.bound[0], 0) * (1 if votes == condition.compare.left else -1)
