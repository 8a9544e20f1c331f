"""Readings: the default chosen explicitly is the default, and what is told of another reading is so under it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from random_cases import random_case

from zanger import Decision, Judgement, Law, Possibility, decide, parse_case
from zanger.decision import Under
from zanger.engines import Reference

SEEDS = st.integers(0, 9_999)
GAP_UNDER_ANOTHER_READING = b"""
title: a vote that the Constitution alone allows; Law 148 was not read for its day
pack: kz
as_of: 2026-03-01
under: {G08: direct}
facts:
  - unit: {id: almaty-oblast, level: oblast}
  - unit: {id: talgar, level: rayon, within: almaty-oblast}
  - maslikhat: {unit: talgar, seats: 20, elected: 20}
  - akim: {id: akim-1, unit: talgar}
history:
  - initiate-no-confidence: {id: i-1, unit: talgar, akim: akim-1, supporters: 4, on: 2026-01-06}
  - express-no-confidence: {unit: talgar, akim: akim-1, in_favour: 11, on: 2026-01-10}
ask:
  - request-dismissal: {id: q-1, unit: talgar, akim: akim-1, addressee: higher-akim}
"""


@given(SEEDS, st.data())
def test_a_default_chosen_explicitly_changes_nothing(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int, data: st.DataObject
) -> None:
    case = random_case(seed, law.pack, worked)
    defaults = {r.id: r.default for r in law.pack.readings if not r.is_open and r.id not in case.under}
    chosen = data.draw(st.sets(st.sampled_from(sorted(defaults)), min_size=1))
    explicit = case.model_copy(update={"under": {**case.under, **{name: defaults[name] for name in chosen}}})
    found, expected = decide(law, explicit, engine=engine), decide(law, case, engine=engine)
    assert found.replaced(readings={}) == expected.replaced(readings={})


@given(SEEDS, st.data())
def test_what_is_told_of_another_reading_is_so_under_it(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int, data: st.DataObject
) -> None:
    case = random_case(seed, law.pack, worked)
    decision = decide(law, case, engine=engine)
    told = [(answer, question, under) for answer in _answers(decision) for question, under in _told(answer)]
    assume(told)
    answer, question, under = data.draw(st.sampled_from(told))
    other = decide(law, case, engine=engine, under={question: under.reading})
    found = [a for a in _answers(other) if _subject(a) == _subject(answer)]
    assert [a.verdict for a in found] in ([under.verdict], [] if under.verdict == "not-empowered" else None)
    if isinstance(answer, Judgement):
        assert [a.effect for a in found] == [under.effect]


def test_what_is_not_coded_under_another_reading_alone_is_told_of_it(law: Law, engine: Reference) -> None:
    case, _ = parse_case(GAP_UNDER_ANOTHER_READING, "case.yaml")
    decision = decide(law, case, engine=engine)
    vote, request = decision.history[1], decision.asked[0]
    assert (vote.verdict, request.verdict) == ("permitted", "permitted")
    for answer in (vote, request):
        assert ("G08", "exclusive", "undetermined") in {(q, u.reading, u.verdict) for q, u in _told(answer)}


def _answers(decision: Decision) -> tuple[Judgement | Possibility, ...]:
    return (*decision.history, *decision.asked, *decision.now)


def _subject(answer: Judgement | Possibility) -> Any:
    """What an answer is about."""
    return answer.order if isinstance(answer, Judgement) else (answer.kind, answer.by, answer.fields)


def _told(answer: Judgement | Possibility) -> Iterator[tuple[str, Under]]:
    """What an answer tells of other readings, by question."""
    for turn in answer.turns_on:
        yield from ((turn.question, under) for under in turn.others)
    for hang in answer.hangs_on:
        if hang.kind == "open-question":
            yield from ((hang.on, under) for under in hang.choices)
