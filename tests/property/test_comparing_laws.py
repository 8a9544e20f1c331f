"""What a comparison of two laws finds, against brute force: every situation of two random laws, judged by hand."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from small_law import small_law
from test_audit_space import DONE, READINGS, SIZES, TOWN, random_law

from zanger import Law
from zanger.audit import Bounds
from zanger.audit.comparing import compare, sides_of
from zanger.audit.differing import Change, Comparison
from zanger.case import Case
from zanger.compile import COVERS, READING, TRY
from zanger.deciding import decide
from zanger.errors import ZangerError
from zanger.load import parse_case
from zanger.program import Fact, fact
from zanger.reference import evaluate

pytest.importorskip("clingo")
BOUNDS = Bounds(processes=1)


def last_of(seed: int, folder: Path) -> Law:
    """The random law of a seed, as its last edition has it."""
    (folder / str(seed)).mkdir()
    return frozen(random_law(seed, folder / str(seed)))


def frozen(law: Law) -> Law:
    return law.frozen(law._epochs[-1])


def verdict(law: Law, facts: list[Fact]) -> str:
    """What a law says of the attempt among the facts, by the four rules of the manual."""
    assert law._frozen
    kinds = {f.kind for f in evaluate(law.program(law._frozen), facts).derived}
    covering = [p for p in law.provisions(law._frozen).values() if COVERS + p.id in kinds]
    sorts = {p.conclusion[0] for p in covering}
    if "forbids" in sorts:
        return "forbidden"
    if "permits" not in sorts:
        return "not-empowered"
    return "required" if "requires" in sorts else "permitted"


def brute(one: Law, other: Law) -> set[tuple[str, str, str, str]]:
    """Every change of the answer to an attempt to build: subject, body, before, after."""
    assert one._frozen
    day = one._frozen.toordinal()
    town = {"town": TOWN}
    done = fact("stop", {**town, "by": "court", "on": day, "order": DONE})
    built = fact("build", {**town, "by": "mayor", "on": day, "order": DONE + 1})
    facts = [fact("closed", town), fact("feast", town), done, built]
    found = set()
    for size, chosen, reading in product(SIZES, product((False, True), repeat=len(facts)), READINGS["G1"]):
        base = [fact("town", {"id": TOWN, "size": size}), fact(READING, {"id": "G1", "is": reading})]
        base += [f for f, used in zip(facts, chosen, strict=True) if used]
        for by, votes in product(("mayor", "council"), (None, *SIZES)):
            stated: dict[str, Any] = {**town, "by": by, "on": day, "order": 900, "act": 900}
            attempt = fact(TRY + "build", stated | ({} if votes is None else {"votes": votes}))
            before, after = (verdict(law, [*base, attempt]) for law in (one, other))
            if before != after:
                found.add(("build", by, before, after))
    return found


def found_of(comparison: Comparison) -> set[tuple[str, str, str, str]]:
    return {(c.subject, str(c.body), c.before, c.after) for c in comparison.changes if c.subject == "build"}


@pytest.mark.parametrize("seed", range(12))
def test_a_comparison_finds_the_changes_that_brute_force_finds(seed: int, tmp_path: Path) -> None:
    one, other = (last_of(n, tmp_path) for n in (seed, seed + 100))
    comparison = compare(one, other, BOUNDS)
    assert not comparison.cut
    assert found_of(comparison) == brute(one, other)
    for change in comparison.changes:
        if change.sort == "action" and change.confirmed:
            assert [asked(law, change) for law in (one, other)] == [change.before, change.after]


def asked(law: Law, change: Change) -> str:
    case: Case = parse_case(change.case.encode(), "case")[0]
    return decide(law, case, engine="durable").asked[0].verdict


BUILD: dict[str, Any] = {
    "when": [{"town": {"id": "$town", "size": "$size"}}],
    "permits": {"build": {"town": "$town", "votes": "$votes"}},
}


def share(bound: str) -> list[Any]:
    return [{"share": {"of": "$votes", "in": "$size", bound: "1/2"}}]


def test_editions_that_say_the_same_in_other_words_agree(tmp_path: Path) -> None:
    law = small_law(
        tmp_path,
        {
            **BUILD,
            "id": "law.1.1",
            "in_force": {"from": "2002-01-01", "until": "2002-12-31"},
            "provided": share("more_than"),
        },
        {
            **BUILD,
            "id": "law.1.1",
            "in_force": {"from": "2003-01-01"},
            "when": [*BUILD["when"], {"compare": {"left": "$size", "at_least": 0}}],
            "provided": share("more_than"),
        },
    )
    comparison = compare(*sides_of(law, "2002-06-01", "2003-06-01"), BOUNDS)
    assert comparison.changes == ()
    assert comparison.alike == ("build",)


def test_a_majority_that_was_raised_is_told_with_the_vote_at_its_edge(tmp_path: Path) -> None:
    law = small_law(
        tmp_path,
        {
            **BUILD,
            "id": "law.1.1",
            "in_force": {"from": "2002-01-01", "until": "2002-12-31"},
            "provided": share("at_least"),
        },
        {**BUILD, "id": "law.1.1", "in_force": {"from": "2003-01-01"}, "provided": share("more_than")},
    )
    comparison = compare(*sides_of(law, "2002-06-01", "2003-06-01"), BOUNDS)
    (change,) = comparison.changes
    assert (change.body, change.before, change.after, change.effect) == ("mayor", "permitted", "not-empowered", "loses")
    case = parse_case(change.case.encode(), "case")[0]
    size, votes = case.facts[0].fields["size"], case.ask[0].fields["votes"]
    assert int(votes) * 2 == int(size)
    assert [c.provision for c in change.relies] == ["small.law.1.1"]


def test_the_same_day_twice_has_nothing_to_search(tmp_path: Path) -> None:
    law = random_law(3, tmp_path)
    comparison = compare(*sides_of(law, "2003-01-01", "2004-01-01"), BOUNDS)
    assert (comparison.changes, comparison.searched) == ((), ())
    assert "build" in comparison.same or not law.about("build", law._epochs[-1])


def test_a_search_that_passes_its_time_is_told_and_is_not_taken_for_agreement(tmp_path: Path) -> None:
    one, other = (last_of(n, tmp_path) for n in (1, 101))
    comparison = compare(one, other, Bounds(processes=1, seconds=0.0))
    assert comparison.searched
    assert {c.subject for c in comparison.cut} == {*comparison.searched}
    assert comparison.alike == ()


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [("2002-01-01", "kz", "two dates, or two packs"), ("1990-01-01", "2002-01-01", "there is no law on 1990-01-01")],
)
def test_sides_that_cannot_be_compared_are_refused(one: str, other: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(ZangerError, match=told):
        sides_of(random_law(1, tmp_path), one, other)
