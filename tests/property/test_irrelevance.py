"""What does not concern a unit changes nothing of its answers, nor what is done later what was done before."""

from __future__ import annotations

from typing import Any

import pytest
from answers import LINES, answers, unordered
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_cases import random_case

from zanger import Judgement, Law, decide, parse_case
from zanger.case import UNKNOWN, Case, Item
from zanger.engines import Reference

SEEDS = st.integers(0, 9_999)
NEW = ("zz-unit", "zz-akim", "zz-deputy", "zz-report")

NEIGHBOUR = b"""
title: a unit that the case does not speak of
pack: kz
as_of: 2002-06-01
facts:
  - unit: {id: zz-unit, level: LEVEL}
  - maslikhat: {unit: zz-unit, seats: 30, elected: 29}
  - akim: {id: zz-akim, unit: zz-unit, appointed: 1999-05-05}
  - deputy: {id: zz-deputy, unit: zz-unit}
history:
  - submit-report: {id: zz-report, unit: zz-unit, akim: zz-akim, subject: budget, on: 2001-03-01}
  - refuse-report:
      {report: zz-report, unit: zz-unit, akim: zz-akim, in_favour: 0, against: 29, present: 29, on: 2001-03-01}
"""
LEVELS = st.sampled_from((b"oblast", b"rayon", b"capital", b"village"))


@given(SEEDS, LEVELS)
def test_another_unit_with_its_maslikhat_and_akim_changes_no_answer(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int, level: bytes
) -> None:
    case = random_case(seed, law.pack, worked)
    assume(not _refers_to_the_unknown(law, case))
    neighbour, _ = parse_case(NEIGHBOUR.replace(b"LEVEL", level), "neighbour.yaml")
    more = case.model_copy(update={"facts": (*case.facts, *neighbour.facts)})
    found, expected = decide(law, more, engine=engine), decide(law, case, engine=engine)
    if _numbers_are_known(law, case):
        assert _own(answers(found, {*LINES, "nearest"})) == _own(answers(expected, {*LINES, "nearest"}))
    assert [_verdict(j) for j in (*found.history, *found.asked)] == [
        _verdict(j) for j in (*expected.history, *expected.asked)
    ]


@given(SEEDS)
def test_what_another_maslikhat_does_changes_no_verdict(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int
) -> None:
    case = random_case(seed, law.pack, worked)
    assume(not _refers_to_the_unknown(law, case) and case.as_of.isoformat() >= "2001-03-01")
    neighbour, _ = parse_case(NEIGHBOUR.replace(b"LEVEL", b"rayon"), "neighbour.yaml")
    more = case.model_copy(
        update={"facts": (*case.facts, *neighbour.facts), "history": (*case.history, *neighbour.history)}
    )
    found, expected = decide(law, more, engine=engine), decide(law, case, engine=engine)
    own = [j for j in found.history if j.line <= len(case.history)]
    assert [_verdict(j) for j in (*own, *found.asked)] == [_verdict(j) for j in (*expected.history, *expected.asked)]


@pytest.mark.parametrize("unknown", [False, pytest.param(True, marks=pytest.mark.thorough)])
@given(SEEDS, st.data())
def test_what_is_done_later_changes_no_earlier_verdict(
    law: Law, worked: list[dict[str, Any]], engine: Reference, unknown: bool, seed: int, data: st.DataObject
) -> None:
    case = random_case(seed, law.pack, worked)
    assume(unknown or not any(UNKNOWN in item.fields.values() for item in (*case.facts, *case.history)))
    history = sorted(case.history, key=lambda item: str(item.fields["on"]))
    assume(len(history) > 1)
    kept = data.draw(st.integers(1, len(history) - 1))
    whole = case.model_copy(update={"history": tuple(history), "ask": ()})
    cut = whole.model_copy(update={"history": tuple(history[:kept])})
    assume(not _refers_ahead(law, cut, {str(item.fields.get("id")) for item in history[kept:]}))
    found, expected = decide(law, cut, engine=engine), decide(law, whole, engine=engine)
    assert [_verdict(j) for j in found.history] == [_verdict(j) for j in expected.history[:kept]]


@settings(max_examples=40)
@given(SEEDS)
def test_a_question_changes_no_answer_to_another(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int
) -> None:
    case = random_case(seed, law.pack, worked)
    assume(case.ask)
    found = decide(law, case.model_copy(update={"ask": case.ask[:1]}), engine=engine)
    expected = decide(law, case, engine=engine)
    one, other = answers(found), answers(expected)
    assert (one["history"], one["now"], one["statuses"]) == (other["history"], other["now"], other["statuses"])
    assert [_verdict(j) for j in found.asked] == [_verdict(j) for j in expected.asked[:1]]


def _verdict(judgement: Judgement) -> Any:
    """A judgement without its place, its number, the values tried of what it hangs on and what may still be done."""
    aside = {*LINES, "proof", "order", "undone_by", "nearest", "hangs_on"}
    return unordered(judgement.to_dict(), aside), {h.on for h in judgement.hangs_on}


def _own(found: dict[str, Any]) -> dict[str, Any]:
    """Answers that do not speak of the new unit."""
    return {
        key: frozenset(item for item in value if not any(name in repr(item) for name in NEW))
        if isinstance(value, frozenset)
        else value
        for key, value in found.items()
    }


def _items(case: Case) -> tuple[Item, ...]:
    return (*case.facts, *case.history, *case.ask)


def _unknown(law: Law, case: Case) -> set[str]:
    """The types of the fields that are not known."""
    return {
        law.pack.vocabulary.fields(item.kind)[name].type
        for item in _items(case)
        for name, value in item.fields.items()
        if name != "holds" and value == "unknown"
    }


def _refers_to_the_unknown(law: Law, case: Case) -> bool:
    """Whether some reference is unknown, and so might lead to a thing that is added."""
    return "ref" in _unknown(law, case)


def _numbers_are_known(law: Law, case: Case) -> bool:
    """Whether no number stands for others: which ones do depends on all numbers that the case states."""
    return _unknown(law, case).isdisjoint({"int", "date"})


def _refers_ahead(law: Law, case: Case, names: set[str]) -> bool:
    """Whether a case names what is cut off, or might: a reference that is not known."""
    refers = any(value in names and name != "id" for item in _items(case) for name, value in item.fields.items())
    return refers or _refers_to_the_unknown(law, case)
