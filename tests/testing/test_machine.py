"""A machine does what the engine permits, and what it finds shrinks to a short history."""

from __future__ import annotations

import unittest
from collections.abc import Iterable
from pathlib import Path

import pytest
from club import ASK, CHANGED, DECIDE, MEET, SOUND, write_club

from zanger import Law, load_case
from zanger.testing import Breach, Failure, LawMachine, Situation, law_property
from zanger.testing.machine import LawStateMachine
from zanger.testing.properties import no_dead_end


def run(machine: type[LawStateMachine]) -> None:
    test: unittest.TestCase = machine.TestCase("runTest")
    test.runTest()  # type: ignore[attr-defined]


def test_there_is_a_rule_for_every_action_of_every_body(tmp_path: Path) -> None:
    machine = LawMachine(write_club(tmp_path / "club", SOUND))
    rules = {name for name in vars(machine) if "_may_" in name}
    assert rules == {"members_may_ask", "board_may_decide", "members_may_decide", "board_may_meet"}


def test_a_procedure_has_the_rules_of_its_own_actions(law: Law) -> None:
    rules = {name for name in vars(LawMachine(law, "SM4")) if "_may_" in name}
    assert {"maslikhat_may_express_no_confidence", "president_may_dismiss_akim"} <= rules
    assert not any("decide_change" in name for name in rules)


def test_all_that_is_done_is_lawful_and_all_bodies_act(tmp_path: Path) -> None:
    law = Law.load(write_club(tmp_path / "club", SOUND))
    done: set[tuple[str, str]] = set()

    @law_property("whatever a machine does has effect")
    def has_effect(s: Situation) -> Iterable[Breach]:
        done.update((e.kind, str(e.fields["by"])) for e in s.effective())
        if len(s.effective()) < len(s.docket.history):
            yield Breach("something is void")

    start, _ = load_case(tmp_path / "club" / "play" / "S1.yaml")
    run(LawMachine(law, start=start, properties=(has_effect,), examples=30, folder=tmp_path / "failures"))
    assert done == {("ask", "members"), ("decide", "board"), ("meet", "board")}


def test_a_dead_end_shrinks_to_the_step_that_leads_into_it(tmp_path: Path) -> None:
    once = ASK.replace("when: [{club: {id: $club}}]", "when: [{club: {id: $club}}, {none: {ask: {club: $club}}}]")
    broken = (once, DECIDE.replace("{hall: {club: $club}}", "{flood: {club: $club}}"), CHANGED, MEET)
    law = Law.load(write_club(tmp_path / "club", broken))
    machine = LawMachine(law, "S1", properties=(no_dead_end,), folder=tmp_path / "failures")
    with pytest.raises(Failure, match="nobody can act any more, after ask") as caught:
        run(machine)
    assert [i.kind for i in caught.value.situation.case.history] == ["ask"]
    assert caught.value.path == tmp_path / "failures" / "club-no-dead-end.yaml"
    assert caught.value.path.is_file()


def test_the_sound_law_keeps_its_properties_from_any_start(tmp_path: Path) -> None:
    run(LawMachine(write_club(tmp_path / "club", SOUND), examples=20, folder=tmp_path / "failures"))
    assert not (tmp_path / "failures").exists()


@pytest.mark.parametrize("procedure", ["SM1", "SM4", "SM6"])
def test_procedures_of_the_bundled_law_keep_their_properties(law: Law, procedure: str, tmp_path: Path) -> None:
    run(LawMachine(law, procedure, examples=5, steps=5, folder=tmp_path / "failures"))
    assert not (tmp_path / "failures").exists()


def test_a_procedure_that_is_not_there_is_an_error(law: Law) -> None:
    with pytest.raises(ValueError, match="no procedure `SM99`"):
        LawMachine(law, "SM99")
