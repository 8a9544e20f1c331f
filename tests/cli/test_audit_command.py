"""`zanger audit`: what it prints and refuses."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from conftest import ROOT, Run
from zanger_cli.progress import bar

pytest.importorskip("clingo")
GATE = str(ROOT / "tests/property/packs/gate")


def test_it_says_what_was_covered(run: Run) -> None:
    result = run("audit", GATE)
    assert result.exit_code == 0
    assert "4 parts of the law searched" in result.output
    assert result.output.endswith("+ All of it was covered within these bounds.\n")


@pytest.fixture
def faulty(tmp_path: Path) -> str:
    """The law with a prohibition that hits every use of the power."""
    text = (ROOT / "tests/property/packs/gate/law/art-1.yaml").read_text(encoding="utf-8")
    pack = tmp_path / "pack"
    (pack / "law").mkdir(parents=True)
    for path in (ROOT / "tests/property/packs/gate").glob("*.yaml"):
        (pack / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (pack / "law/art-1.yaml").write_text(
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
    return str(pack)


def test_a_finding_is_told_with_its_place_the_texts_on_both_sides_and_its_case(run: Run, faulty: str) -> None:
    result = run("audit", faulty)
    assert result.exit_code == 1
    assert "Permitted and forbidden at once (1)" in result.output
    assert "- the Law, art. 1(9): Nobody travels." in result.output
    assert "since 2000-01-01" in result.output
    assert "a case that shows it:" in result.output
    assert max(map(len, result.output.splitlines())) <= 80


def test_the_cases_are_written_and_can_be_run(run: Run, faulty: str, tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    result = run("audit", faulty, "--witnesses", str(folder), "--fail-on", "never")
    assert result.exit_code == 0
    (case,) = folder.iterdir()
    answer = run("check", str(case), "--pack", faulty)
    assert answer.exit_code == 0
    assert "forbidden" in answer.output


def test_the_page_links_the_cases_from_where_it_stands(run: Run, faulty: str, tmp_path: Path) -> None:
    pytest.importorskip("jinja2")
    page, folder = tmp_path / "out/audit.html", tmp_path / "cases"
    page.parent.mkdir()
    args = ("--format", "html", "--out", str(page), "--witnesses", str(folder), "--fail-on", "never")
    assert run("audit", faulty, *args).exit_code == 0
    (case,) = folder.iterdir()
    assert f'href="../cases/{case.name}"' in page.read_text(encoding="utf-8")


def test_findings_of_another_kind_are_left_out_and_do_not_fail(run: Run, faulty: str) -> None:
    result = run("audit", faulty, "--kind", "dead")
    assert result.exit_code == 0
    assert "0 errors" in result.output


def test_the_answer_can_be_written_to_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "audit.txt"
    result = run("audit", GATE, "--out", str(file), "--lang", "kk")
    assert result.output == ""
    assert "Осы шекте бәрі қамтылды." in file.read_text(encoding="utf-8")


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


def test_two_packs_that_agree_are_said_to_agree(run: Run) -> None:
    result = run("audit", "--compare", GATE, GATE)
    assert result.exit_code == 0
    assert "Within the bounds the two laws agree" in result.output


def test_a_prohibition_that_was_added_takes_a_power_away(run: Run, faulty: str) -> None:
    result = run("audit", "--compare", GATE, faulty)
    assert "Powers lost (1)" in result.output
    assert "before: permitted  [the Law, art. 1(3)]" in result.output
    assert "after: forbidden" in result.output
    changes = json.loads(run("audit", "--compare", GATE, faulty, "--format", "json").output)["changes"]
    lost = [c for c in changes if c["sort"] == "action"]
    assert [(c["subject"], c["body"], c["after"], c["confirmed"]) for c in lost] == [
        ("travel", "driver", "forbidden", True)
    ]


def test_a_day_and_a_pack_cannot_be_compared(run: Run) -> None:
    result = run("audit", "--compare", "2001-01-01", GATE)
    assert result.exit_code == 2
    assert "expected two dates, or two packs" in result.output


def test_a_bar_on_a_terminal_tells_the_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", stream)
    with bar("ru") as told:
        assert told is not None
        told("search", 3, 7)
    assert "поиск по закону" in stream.getvalue()
    assert "3/7" in stream.getvalue()


def test_there_is_no_bar_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with bar("en") as told:
        assert told is None
