"""A procedure played: from its first step to its last, what is offered, and what is refused."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from zanger import Judgement, Law, decide
from zanger.case import Case
from zanger.shorthand import read_item
from zanger.table import LAWFUL, Table, start, table_text, taken_up

PLAYS = {
    "SM1": ["agree-candidate", "agree-composition(in_favour=26)", "appoint-deputy"],
    "SM2": ["propose-akim", "appoint-akim", "dismiss-akim"],
    "SM3": [
        "form-budget-commission",
        "2002-07-01",
        "fix-forecast",
        "2003-01-10",
        "submit-document(subject=budget, year=2003)",
        "2003-01-30",
        "approve-document(in_favour=26)",
        "execute-quarter(year=2003, quarter=1, amount=2900)",
    ],
    "SM4": [
        "submit-report(by=akim, subject=budget)",
        "2001-03-20",
        "refuse-report(in_favour=12)",
        "2002-03-01",
        "submit-report(by=akim, subject=budget)",
        "2002-03-18",
        "refuse-report(report=submit-report-2, in_favour=9)",
        "express-no-confidence(in_favour=34)",
        "request-dismissal",
        "dismiss-akim",
    ],
    "SM5": [
        "submit-document(by=akimat, subject=budget)",
        "2002-01-25",
        "refuse-document(in_favour=10)",
        "2002-02-04",
        "submit-document(by=akimat, subject=budget)",
        "2002-02-12",
        "refuse-document(document=submit-document-2, in_favour=11)",
        "submit-dissolution",
        "end-maslikhat(in_favour=20)",
    ],
    "SM6": ["give-conclusion(outcome=positive)", "submit-draft", "adopt-decision(in_favour=26)"],
    "SM7": ["vote-change(in_favour=26)", "join-change", "submit-change", "decide-change(effective=2002-06-01)"],
    "SM8": ["approve-apparatus(civil_servants=7, in_favour=26)"],
    "SM9": ["submit-register", "approve-register"],
}
"""For each procedure a lawful way from its start to its end, as its worked cases have it."""


def made(table: Table, line: str) -> Table:
    """The table after a move that must be lawful and offered, or on another day."""
    if line[0] in "12":
        return table.on(date.fromisoformat(line))
    item, blanks = table.typed(read_item(line))
    assert not blanks
    assert table.tried(item).verdict in LAWFUL, line
    assert item.kind in {move.possible.kind for move in table.moves}, line
    return table.made(item)


def history(law: Law, case: Case) -> tuple[Judgement, ...]:
    return decide(law, case, engine="reference").history


def played(table: Table, script: list[str]) -> Table:
    for line in script:
        table = made(table, line)
    return table


@pytest.mark.parametrize("procedure", PLAYS)
def test_a_procedure_is_played_from_its_first_step_to_its_last(law: Law, procedure: str) -> None:
    table = played(start(law, procedure), PLAYS[procedure])
    found = history(law, table.case)
    assert {j.effect for j in found} == {"effective"}
    assert {j.verdict for j in found} <= set(LAWFUL)
    assert all(j.citations for j in found)


def test_every_procedure_of_the_pack_is_played_here(law: Law) -> None:
    assert [p.id for p in law.pack.procedures] == list(PLAYS)


def test_only_actions_of_the_procedure_are_offered(law: Law) -> None:
    table = start(law, "sm6")
    assert {move.possible.kind for move in table.moves} == {"give-conclusion"}
    assert len(table.decision.now) > len(table.moves)


def test_a_move_names_the_votes_that_it_needs(law: Law) -> None:
    table = played(start(law, "SM4"), PLAYS["SM4"][:7])
    (move,) = [m for m in table.moves if m.possible.kind == "express-no-confidence"]
    votes = {blank.field: blank.default for blank in move.blanks}
    assert votes["in_favour"] == "34"


def test_a_move_is_made_the_day_after_the_one_before(law: Law) -> None:
    table = made(start(law, "SM2"), "propose-akim")
    assert (table.case.history[-1].fields["on"], table.day) == ("2002-01-14", date(2002, 1, 15))


def test_an_unlawful_move_is_explained_and_made_only_as_what_it_is(law: Law) -> None:
    table = start(law, "SM4")
    item, _ = table.typed(read_item("express-no-confidence(in_favour=50)"))
    judged = table.tried(item)
    assert judged.verdict == "not-empowered"
    assert judged.nearest[0].citation.provision == "kz.l148.24.1"
    (recorded,) = history(law, table.made(item).case)
    assert (recorded.verdict, recorded.effect) == ("not-empowered", "void")


def test_a_move_in_breach_is_recorded_in_breach(law: Law) -> None:
    table = start(law, "SM6")
    item, _ = table.typed(read_item("adopt-decision(in_favour=35)"))
    (recorded,) = history(law, table.made(item).case)
    assert (recorded.verdict, recorded.effect) == ("forbidden", "effective")


def test_a_move_is_undone_to_its_day(law: Law) -> None:
    table = start(law, "SM2")
    again = made(table, "propose-akim").undone()
    assert (again.case, again.undone().case) == (table.case, table.case)


def test_no_move_before_the_last_one(law: Law) -> None:
    with pytest.raises(ValueError, match="2002-01-14"):
        made(start(law, "SM2"), "propose-akim").on(date(2002, 1, 1))


def test_a_game_is_taken_up_where_it_was_left(law: Law) -> None:
    table = played(start(law, "SM1"), PLAYS["SM1"][:2])
    again = taken_up(law, table_text(table), "game.yaml")
    assert again is not None
    assert (again.case, again.begun, again.actions) == (table.case, table.begun, table.actions)
    assert taken_up(law, "pack: kz\nas_of: 2002-06-01\n", "case.yaml") is None


def test_others_move_by_chance_lawfully_and_alike_for_one_seed(law: Law) -> None:
    table = start(law, "SM5")
    for n in range(4):
        item = table.by_chance("maslikhat", Random(n))
        assert item == table.by_chance("maslikhat", Random(n))
        assert item is not None
        assert table.tried(item).verdict in LAWFUL
        table = table.made(item)


def test_an_unknown_procedure_is_refused_with_the_known_ones(law: Law) -> None:
    with pytest.raises(ValueError, match="there is no procedure `SM10`"):
        start(law, "SM10")


def test_a_move_about_a_thing_that_is_not_there_is_explained(law: Law) -> None:
    table = start(law, "SM5")
    item, blanks = table.typed(read_item("end-maslikhat(in_favour=20)"))
    assert not blanks
    judged = table.tried(item)
    assert judged.verdict == "not-empowered"
    assert judged.nearest
