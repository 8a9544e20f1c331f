"""What the bundled law leaves open is found without being told, and recognised afterwards."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from tiny_law import Fault, faults, faulty_law

from zanger import Law
from zanger.audit import Finding, audit
from zanger.audit.known import recognised, with_known
from zanger.audit.structure import structure
from zanger.load import LawPack


@cache
def bundled() -> tuple[Law, list[Finding]]:
    """The bundled law, and what its texts show."""
    law = Law.load("kz")
    return law, list(structure(law))


def untold(pack: LawPack) -> Law:
    """The law of a pack whose questions have no words, and that lists no differences, remarks or procedures."""
    readings = tuple(
        r.model_copy(
            update={
                "question": {"en": "-"},
                "readings": {answer: {"en": "-"} for answer in r.readings},
                "because": None,
                "silence": False,
                "machine": (),
            }
        )
        for r in pack.readings
    )
    return Law(replace(pack, readings=readings, differences=(), remarks=(), procedures=()), checked=True)


@pytest.mark.deep
def test_the_texts_of_readings_and_the_differences_are_not_read_to_find_anything() -> None:
    law, found = bundled()
    assert found
    assert list(structure(untold(law.pack))) == found


TOLD = [f for f in faults() if f.readings]


@pytest.mark.parametrize("fault", TOLD, ids=lambda f: f.name)
def test_nor_does_the_search_read_them(fault: Fault, tmp_path: Path) -> None:
    pytest.importorskip("clingo")
    law = faulty_law(tmp_path, fault)
    told, not_told = audit(law), audit(untold(law.pack))
    assert [f.id for f in told.findings] == [f.id for f in not_told.findings]


FOUND_IN_TEXTS = {
    "D13": "no-such-body",
    "D18": "same-words",
    "D19": "no-paragraph",
    "G07": "no-such-body",
    "G20": "undefined-term",
    "G21": "no-such-body",
    "G29": "succession",
    "G33": "undefined-term",
    "SM1": "no-time-limit",
    "SM4": "no-time-limit",
    "SM5": "no-time-limit",
    "SM6": "no-time-limit",
}
"""Which questions a machine ought to find, and as what. Source: dossier, end of section C."""


def test_what_a_machine_ought_to_find_in_the_texts_is_found() -> None:
    law, found = bundled()
    kinds = {f.id: f.kind for f in found}
    seen = {r.id: {kinds[name] for name in r.findings} for r in recognised(law.pack, found) if r.findings}
    assert seen == {name: {kind} for name, kind in FOUND_IN_TEXTS.items()}


def test_what_is_not_found_is_told_too() -> None:
    law, _ = bundled()
    assert {r.id for r in recognised(law.pack, [])} == {*FOUND_IN_TEXTS, "G17", "G18", "D1", "D6", "D9"}
    assert all(not r.findings for r in recognised(law.pack, []))


def test_a_finding_is_recognised_by_the_readings_that_its_provisions_depend_on() -> None:
    law, found = bundled()
    known = {f.subject: f.known for f in with_known(law.pack, found) if f.kind == "undefined-term"}
    assert "G20" in known["refuse-report"]
    assert "G14" in known["total-number"]
    assert known["presidents-list"] == ()


def test_a_finding_of_another_kind_does_not_count_as_found() -> None:
    law, found = bundled()
    others = [f for f in found if f.kind != "undefined-term"]
    assert not next(r for r in recognised(law.pack, others) if r.id == "G20").findings


def test_a_finding_without_a_tie_is_not_recognised(tmp_path: Path) -> None:
    pytest.importorskip("clingo")
    fault = next(f for f in faults() if f.name == "dead-beyond-the-bounds")
    assert [f.known for f in audit(faulty_law(tmp_path, fault)).findings] == [()]
