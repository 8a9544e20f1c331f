"""Each property of the library fails on a law with the fault it is about, and holds for the law without it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from club import ASK, CHANGED, DECIDE, MEET, ROLES, SOUND, provision, write_club

from zanger import Law, decide, differences, load_case
from zanger.casefile import made
from zanger.docket import docket
from zanger.testing import Breach, Failure, Property, Situation, law_property
from zanger.testing import properties as library
from zanger.testing.property import Drawn, any_case

MUST_MEET = provision(
    "4.1", "The board meets once a request is there.", "when: [{ask: {club: $club}}]\nrequires: {meet: {club: $club}}"
)
NOT_MEET = provision(
    "4.2", "While a request is there, nobody meets.",
    "when: [{ask: {club: $club}}]\nforbids: {meet: {club: $club}}\nbreach: void",
)  # fmt: skip
BROKEN: dict[str, tuple[tuple[str, ...], tuple[str, ...], set[str]]] = {
    "never-required-and-forbidden": (
        (*SOUND, MUST_MEET, NOT_MEET),
        (
            *SOUND,
            MUST_MEET.replace("}}]\n", "}}, {hall: {club: $club}}]\n"),
            NOT_MEET.replace("breach: void", "breach: void\n    unless: [{hall: {club: $club}}]"),
        ),
        {"club.old.4.1", "club.old.4.2"},
    ),
    "ought-implies-can": (
        (ASK, DECIDE, CHANGED, MUST_MEET),
        (*SOUND, MUST_MEET),
        {"club.old.4.1"},
    ),
    "permissions-have-bodies": (
        (*SOUND, provision("4.1", "A club may meet.", "when: [{club: {id: $club}}]\npermits: {meet: {club: $club}}")),
        SOUND,
        {"club.old.4.1"},
    ),
    "requests-decide-nothing": (
        (
            *SOUND,
            provision("4.1", "It is so.", "when: [{ask: {club: $club}}]\ndefines: {changed: {club: $club}}"),
        ),
        (
            *SOUND,
            provision("4.1", "It is asked.", "when: [{ask: {club: $club}}]\ndefines: {asked: {club: $club}}"),
        ),
        {"club.old.4.1"},
    ),
    "more-votes-never-lose": (
        (ASK, DECIDE.replace("more_than: 1/2", "at_most: 1/2"), CHANGED, MEET),
        SOUND,
        {"club.old.2.1"},
    ),
    "irrelevance": (
        (
            *SOUND,
            provision(
                "4.1", "The only club is closed.",
                "when:\n  - hall: {club: $club}\n  - count: {of: {club: {}}, exactly: 1}\n"
                "defines: {closed: {club: $club}}",
            ),
        ),
        (
            *SOUND,
            provision(
                "4.1", "A club with one hall is closed.",
                "when:\n  - hall: {club: $club}\n  - count: {of: {hall: {club: $club}}, exactly: 1}\n"
                "defines: {closed: {club: $club}}",
            ),
        ),
        {"club.old.4.1"},
    ),
    "defeats-are-named": (
        (ASK, DECIDE, CHANGED, MEET.replace("    permits:", "    unless: [{flood: {club: $club}}]\n    permits:")),
        (
            ASK, DECIDE, CHANGED,
            MEET.replace(
                "    permits:", '    unless: [{flood: {club: $club}, words: "unless it is flooded"}]\n    permits:'
            ),
        ),
        {"club.old.3.1"},
    ),
    "no-dead-end": (
        (ASK.replace("    permits:", "      - none: {ask: {club: $club}}\n    permits:").replace(
            "when: [{club: {id: $club}}]", "when:\n      - club: {id: $club}"),
         DECIDE.replace("{hall: {club: $club}}", "{flood: {club: $club}}"), CHANGED, MEET),
        SOUND,
        set(),
    ),
    "separation-of-powers": (
        (ASK, DECIDE.replace("{decide: {club: $club", "{decide: {by: members, club: $club"), CHANGED, MEET),
        SOUND,
        {"club.old.2.1"},
    ),
    "level-symmetry": (
        (
            *SOUND,
            provision(
                "4.1", "A club is closed.",
                "when: [{club: {id: $club, level: village}}]\ndefines: {closed: {club: $club}}",
            ),
        ),
        (
            *SOUND,
            provision(
                "4.1", "A club in a village is closed.",
                "when: [{club: {id: $club, level: village}}]\ndefines: {closed: {club: $club}}",
            ),
        ),
        {"club.old.4.1"},
    ),
    "later-law-wins": (
        (
            *SOUND,
            provision("4.2", "A flooded club does not meet.",
                      "when: [{flood: {club: $club}}]\nforbids: {meet: {club: $club}}\nbreach: void"),
            provision("1.1", "A flooded club may meet.",
                      "when: [{flood: {club: $club}}]\npermits: {meet: {club: $club}}",
                      "2005-01-01", "new"),
        ),
        (
            *SOUND,
            provision("4.2", "A flooded club does not meet.",
                      "when: [{flood: {club: $club}}]\nforbids: {meet: {club: $club}}\nbreach: void"),
            provision("1.1", "A flooded club may meet.",
                      "when: [{flood: {club: $club}}]\npermits: {meet: {club: $club}}\noverrides: [club.old.4.2]",
                      "2005-01-01", "new"),
        ),
        {"club.new.1.1", "club.old.4.2"},
    ),
}  # fmt: skip
"""For each property a law without it, a law with it, and the provisions that the failure must name."""


def named(name: str) -> Property:
    return next(p for p in library.ALL if p.name == name)


def failure(test: Callable[[], None]) -> Failure:
    with pytest.raises(Failure) as caught:
        test()
    return caught.value


@pytest.mark.parametrize("name", BROKEN)
def test_a_property_fails_on_a_law_with_the_fault_it_is_about(name: str, tmp_path: Path) -> None:
    law = Law.load(write_club(tmp_path / "club", BROKEN[name][0]))
    found = failure(named(name).test(law, examples=200, folder=tmp_path / "failures"))
    assert BROKEN[name][2] <= {p for b in found.breaches for p in b.provisions}


@pytest.mark.parametrize("name", BROKEN)
def test_a_property_holds_for_a_law_without_the_fault(name: str, tmp_path: Path) -> None:
    law = Law.load(write_club(tmp_path / "club", BROKEN[name][1]))
    named(name).test(law, examples=200, folder=tmp_path / "failures")()
    assert not (tmp_path / "failures").exists()


def test_every_property_of_the_library_is_tried_on_a_fault() -> None:
    assert {p.name for p in library.ALL} == {*BROKEN, "order-of-facts"}


def test_an_answer_that_depends_on_the_order_of_facts_is_found(tmp_path: Path) -> None:
    law = Law.load(write_club(tmp_path / "club", SOUND))
    case, _ = load_case(tmp_path / "club" / "play" / "S1.yaml")
    sound = Situation(law, case)
    broken = Situation(law, case, answering=lambda s: (frozenset({s.case.facts[0].kind}), frozenset(), frozenset()))
    assert library.order_of_facts.breaches(sound) == ()
    assert library.order_of_facts.breaches(broken) == (Breach("the order of the facts changes club, seats"),)


@pytest.mark.parametrize("name", BROKEN)
def test_a_failure_is_a_small_case_file_that_is_a_test(name: str, tmp_path: Path) -> None:
    law = Law.load(write_club(tmp_path / "club", BROKEN[name][0]))
    found = failure(named(name).test(law, examples=200, folder=tmp_path / "failures"))
    assert found.path == tmp_path / "failures" / f"club-{name}.yaml"
    case, _ = load_case(found.path)
    docket(law.pack, case)
    assert case.title == f"{name}: {named(name).says}"
    assert case.expect
    assert differences(case.expect, decide(law, case, engine="reference")) == []
    text = found.path.read_text(encoding="utf-8")
    assert all(f"({p})" in text for b in found.breaches for p in b.provisions)
    assert len(case.facts) <= 3
    assert len(case.history) <= 2


def test_a_failure_that_the_pack_knows_of_is_no_failure(tmp_path: Path) -> None:
    more = """
known:
  - property: ought-implies-can
    provisions: [club.old.4.1]
    question: G1
    because: {en: "The law of 2005 forgot the power."}
"""
    law = Law.load(write_club(tmp_path / "club", BROKEN["ought-implies-can"][0], ROLES + more))
    library.ought_implies_can.test(law, examples=100, folder=tmp_path / "failures")()
    case, _ = load_case(tmp_path / "club" / "play" / "S1.yaml")
    item = made("ask", {"id": "r-1", "club": "club-1", "on": "2001-02-01"})
    situation = Situation(law, case.model_copy(update={"history": (item,)}))
    assert library.ought_implies_can.breaches(situation) == ()
    assert [b.provisions for b in library.ought_implies_can.breaches(situation, known=True)] == [("club.old.4.1",)]


def test_an_author_adds_a_property_in_a_few_lines(tmp_path: Path) -> None:
    @law_property("nobody meets where there is a flood")
    def dry_feet(s: Situation) -> Iterable[Breach]:
        flooded = {e.fields["club"] for e in s.docket.facts if e.kind == "flood"}
        for entry in s.effective():
            if entry.kind == "meet" and entry.fields["club"] in flooded:
                yield Breach("a club met in a flood", ("club.old.3.1",))

    law = Law.load(write_club(tmp_path / "club", (*SOUND, provision("4.1", "A flooded club is closed.",
        "when: [{flood: {club: $club}}, {meet: {club: $club}}]\ndefines: {closed: {club: $club}}"))))  # fmt: skip
    assert dry_feet.name == "dry-feet"
    found = failure(dry_feet.test(law, examples=200, folder=tmp_path / "failures"))
    assert {i.kind for i in found.situation.case.facts} == {"club", "hall", "flood"}
    assert [i.kind for i in found.situation.case.history] == ["meet"]


def test_a_pack_that_does_not_say_enough_for_a_property_is_told_so(tmp_path: Path) -> None:
    law = Law.load(write_club(tmp_path / "club", SOUND, "levels: {fact: club, field: level}\n"))
    with pytest.raises(ValueError, match=r"does not say in roles\.yaml what `more-votes-never-lose` needs"):
        library.more_votes_never_lose.test(law)


def test_the_source_of_a_property_can_be_exchanged(tmp_path: Path) -> None:
    law = Law.load(write_club(tmp_path / "club", SOUND))
    seen: list[Drawn] = []

    def find(s: Situation) -> Iterable[Breach]:
        seen.append(Drawn(s.case))
        return ()

    kept = Property("looks", "it looks", find, source=lambda law, about: any_case(law, ("club.old.3",)))
    kept.test(law, examples=20, folder=tmp_path)()
    assert any(i.kind == "meet" for d in seen for i in (*d.case.history, *d.case.ask))
