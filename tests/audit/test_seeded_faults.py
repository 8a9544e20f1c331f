"""Laws with one fault each: the audit finds it, and finds nothing in the laws without it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_law import Fault, faults, faulty_law, sound_law

from zanger.audit import audit
from zanger.faults import KINDS

pytest.importorskip("clingo")

FAULTS = list(faults())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.name)
def test_a_fault_is_found_with_its_provisions(fault: Fault, tmp_path: Path) -> None:
    made = audit(faulty_law(tmp_path, fault))
    assert not made.covered.cut
    assert len(fault.shown(made)) == 1, [f.id for f in made.findings]


@pytest.mark.parametrize("name", ["guild", "town"])
def test_a_sound_law_has_no_finding(name: str, tmp_path: Path) -> None:
    made = audit(sound_law(tmp_path, name))
    assert not made.covered.cut
    assert [f.id for f in made.findings] == []


def test_every_kind_of_finding_has_faults() -> None:
    assert {f.kind for f in FAULTS} == set(KINDS)
    assert len(FAULTS) >= 40
