"""Cases that are drawn from a pack: valid, small when they shrink, and at the boundaries where answers change."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest
from club import SOUND, provision, write_club
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from zanger import Law
from zanger.case import Case, Item
from zanger.docket import docket
from zanger.engines import Reference
from zanger.judge import Outcome
from zanger.replay import Replay
from zanger.testing import cases, facts, histories
from zanger.testing.strategies import History, Weaver, wanted

QUICK = settings(
    max_examples=100, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
FIND = settings(
    max_examples=3000, deadline=None, database=None, derandomize=True, phases=(Phase.generate, Phase.shrink)
)


def woven(law: Law, seeds: range, disturbed: bool = True) -> list[Case]:
    weaver = Weaver(law, wanted(law.pack, None), disturbed=disturbed, unknowns=disturbed)
    return [weaver.case(Random(seed).randrange) for seed in seeds]


def outcomes(law: Law, case: Case) -> list[tuple[str, Outcome]]:
    replay = Replay(law, docket(law.pack, case), Reference())
    return [(e.kind, o) for e in replay.docket.history for o in [replay.outcome(e.order, replay.ways.base)]]


@QUICK
@given(data=st.data())
def test_every_case_of_the_bundled_law_is_valid(law: Law, data: st.DataObject) -> None:
    docket(law.pack, data.draw(cases(law)))


def test_most_actions_have_effect_and_many_provisions_decide(law: Law) -> None:
    found = [pair for case in woven(law, range(400), disturbed=False) for pair in outcomes(law, case)]
    effects = Counter(o.effect for _, o in found)
    assert effects["effective"] > 0.6 * sum(effects.values())
    modal = {p.id for p in law.pack.provisions if not p.defines}
    assert len({p for _, o in found for p in o.decisive}) > 0.3 * len(modal)


def test_votes_stand_at_the_majority_and_one_below_and_above_it(tmp_path: Path) -> None:
    law = Law.load(write_club(tmp_path / "club", SOUND))
    beyond: Counter[int] = Counter()
    for case in woven(law, range(600)):
        seats = {i.fields["club"]: i.fields["number"] for i in case.facts if i.kind == "seats"}
        for item in (*case.history, *case.ask):
            whole, votes = seats.get(item.fields["club"]), item.fields.get("in_favour")
            if isinstance(whole, int) and isinstance(votes, int):
                beyond[votes - (whole // 2 + 1)] += 1
    assert min(beyond[n] for n in (-1, 0, 1)) >= 10


def test_days_stand_at_the_end_of_a_time_limit_and_beside_it(tmp_path: Path) -> None:
    limit = provision(
        "4.1", "The board may meet within ten days of a request.",
        "when:\n  - ask: {club: $club, on: $asked}\n  - days: {from: $asked, to: $today, at_most: 10}\n"
        "permits: {meet: {club: $club}}",
    )  # fmt: skip
    law = Law.load(write_club(tmp_path / "club", (SOUND[0], limit)))
    apart: Counter[int] = Counter()
    for case in woven(law, range(1500)):
        asked = [date.fromisoformat(str(i.fields["on"])) for i in case.history if i.kind == "ask"]
        met = [date.fromisoformat(str(i.fields["on"])) for i in case.history if i.kind == "meet"]
        apart.update((m - a).days for a in asked for m in met)
    assert min(apart[n] for n in (9, 10, 11)) >= 3


def test_the_day_of_the_answer_is_the_last_of_an_edition_or_the_day_after(tmp_path: Path) -> None:
    ended = provision("4.1", "A club may meet.", "when: [{club: {id: $club}}]\npermits: {meet: {club: $club}}")
    text = ended.replace("{from: 2000-01-01}", "{from: 2000-01-01, until: 2003-12-31}")
    law = Law.load(write_club(tmp_path / "club", (SOUND[0], text)))
    days = Counter(case.as_of.isoformat() for case in woven(law, range(400)))
    assert days["2003-12-31"] >= 10
    assert days["2004-01-01"] >= 5


def test_a_case_shrinks_to_what_a_vote_of_no_confidence_rests_on(law: Law) -> None:
    def voted(case: Case) -> bool:
        return any(kind == "express-no-confidence" and o.effect == "effective" for kind, o in outcomes(law, case))

    found = find(cases(law, about=["kz.l148.24"], unknowns=False), voted, settings=FIND)
    assert len(found.facts) + len(found.history) <= 10


@QUICK
@given(data=st.data())
def test_facts_can_stand_in_a_case_alone(law: Law, data: st.DataObject) -> None:
    drawn: tuple[Item, ...] = data.draw(facts(law))
    case = Case(pack="kz", as_of="2002-06-01", facts=drawn)  # type: ignore[arg-type]
    assert drawn
    assert docket(law.pack, case).facts


@QUICK
@given(data=st.data())
def test_histories_run_forwards_and_come_with_their_facts(law: Law, data: st.DataObject) -> None:
    drawn: History = data.draw(histories(law))
    days = [str(item.fields["on"]) for item in drawn.history]
    assert days == sorted(days)
    case = Case(pack="kz", as_of="2100-01-01", facts=drawn.facts, history=drawn.history)  # type: ignore[arg-type]
    assert len(docket(law.pack, case).history) == len(drawn.history) > 0


@QUICK
@given(data=st.data())
def test_nothing_is_unknown_where_that_is_not_wanted(law: Law, data: st.DataObject) -> None:
    case = data.draw(cases(law, unknowns=False, questions=False))
    assert not any(value == "unknown" for item in (*case.facts, *case.history) for value in item.fields.values())
    assert case.ask == ()


def test_a_place_at_which_nothing_is_coded_is_an_error(law: Law) -> None:
    with pytest.raises(ValueError, match=r"no provision at kz\.l148\.999"):
        cases(law, about=["kz.l148.999"])
