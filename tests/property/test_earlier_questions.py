"""A question about an earlier day is answered as if what was done later had not been done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from random_cases import random_case

from zanger import Law, decide, parse_case
from zanger.case import UNKNOWN
from zanger.casefile import made
from zanger.engines import Reference
from zanger.vocabulary import read_date

SEEDS = st.integers(0, 9_999)
SUBMITTED_LATER = b"""
pack: kz
as_of: 2002-06-01
facts:
  - unit: {id: atyrau, level: oblast}
  - maslikhat: {unit: atyrau, seats: 50, elected: 50}
  - akim: {id: akim-1, unit: atyrau}
history:
  - submit-report: {id: r1, unit: atyrau, akim: akim-1, subject: budget, on: 2002-03-01}
ask:
  - approve-report: {report: r1, unit: atyrau, akim: akim-1, in_favour: 40, on: 2002-02-28}
  - approve-report: {report: r1, unit: atyrau, akim: akim-1, in_favour: 40, on: 2002-03-01}
"""


def test_a_report_is_not_approved_before_it_is_submitted(law: Law, engine: Reference) -> None:
    case, _ = parse_case(SUBMITTED_LATER, "case.yaml")
    assert [j.verdict for j in decide(law, case, engine=engine).asked] == ["not-empowered", "permitted"]


@given(SEEDS, st.data())
def test_what_is_done_later_changes_no_answer_to_an_earlier_question(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int, data: st.DataObject
) -> None:
    case = random_case(seed, law.pack, worked)
    assume(case.ask and case.history)
    assume(not any(UNKNOWN in item.fields.values() for item in (*case.facts, *case.history)))
    days = sorted({read_date(str(item.fields["on"])) for item in case.history})
    day = data.draw(st.sampled_from(days)) + timedelta(days=data.draw(st.sampled_from((-1, 0))))
    asked = made(case.ask[0].kind, {**case.ask[0].fields, "on": day.isoformat()})
    whole = case.model_copy(update={"ask": (asked,)})
    cut = whole.model_copy(update={"history": tuple(i for i in case.history if read_date(str(i.fields["on"])) <= day)})
    created = {str(i.fields["id"]) for i in case.history if "id" in i.fields}
    left = {str(i.fields["id"]) for i in cut.history if "id" in i.fields}
    assume(not (created - left) & {str(v) for v in asked.fields.values()})  # it would refer to what is not there
    found, expected = (decide(law, c, engine=engine).asked[0] for c in (whole, cut))
    assert (found.verdict, found.effect) == (expected.verdict, expected.effect)
