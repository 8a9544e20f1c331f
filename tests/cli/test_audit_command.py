"""`zanger audit`: what it prints and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import ROOT, Run

pytest.importorskip("clingo")
GATE = str(ROOT / "tests/property/packs/gate")


def test_it_says_what_was_covered(run: Run) -> None:
    result = run("audit", GATE)
    assert result.exit_code == 0
    assert result.output.startswith("gate 0.1.0: 4 parts of the law searched")
    assert result.output.endswith("all of it was covered within the bounds\n")


def test_a_finding_has_a_line_with_its_place_and_the_texts_on_both_sides(run: Run, tmp_path: Path) -> None:
    text = (ROOT / "tests/property/packs/gate/law/art-1.yaml").read_text(encoding="utf-8")
    for path in (ROOT / "tests/property/packs/gate").glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "law").mkdir()
    (tmp_path / "law/art-1.yaml").write_text(
        text
        + """
  - id: gate.law.1.9
    in_force: {from: 2000-01-01}
    says: {en: "Nobody travels."}
    source: {grade: primary, ref: invented}
    when: [{road: {id: $road}}]
    forbids: {travel: {road: $road}}
    breach: void
""",
        encoding="utf-8",
    )
    result = run("audit", str(tmp_path))
    assert "error: conflict: travel: the Law, art. 1(" in result.output
    assert "/ the Law, art. 1(9) (2000-01-01 to now); confirmed" in result.output


def test_json_has_the_whole_audit(run: Run) -> None:
    found = json.loads(run("audit", GATE, "--format", "json", "--scope", "road=2").output)
    assert found["pack"] == "gate"
    assert all(part["things"]["road"] == 2 for part in found["covered"]["slices"])


def test_a_day_on_which_there_is_no_law_has_nothing_to_search(run: Run) -> None:
    assert "0 parts of the law searched" in run("audit", GATE, "--as-of", "1990-01-01").output


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--as-of", "1990", "expected a date such as `2002-06-01`"),
        ("--scope", "road", "such as `unit=3`"),
        ("--scope", "raod=2", "did you mean `road`?"),
    ],
)
def test_a_wrong_option_is_told(run: Run, option: str, value: str, told: str) -> None:
    result = run("audit", GATE, option, value)
    assert result.exit_code == 2
    assert told in " ".join(result.output.split())
