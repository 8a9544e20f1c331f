"""The plugin: worked cases and properties as tests, with the article in the name; nothing without its option."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from club import ASK, CHANGED, DECIDE, SOUND, START, write_club
from test_library import MUST_MEET

EXPECT = """
ask:
  - meet: {club: club-1}
expect:
  - {ask: 1, verdict: VERDICT, cites: [club.old.3.1]}
"""


def pack(folder: Path, provisions: tuple[str, ...] = SOUND, verdict: str = "permitted") -> Path:
    root = write_club(folder / "club", provisions)
    (root / "cases").mkdir()
    (root / "cases" / "meeting.yaml").write_text(START + EXPECT.replace("VERDICT", verdict), encoding="utf-8")
    return root


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_sound_pack_passes_its_cases_and_its_properties(tmp_path: Path) -> None:
    done = run(tmp_path, "--zanger-pack", str(pack(tmp_path)), "-v", "-p", "xdist", "-n", "2")
    assert done.returncode == 0, done.stdout
    assert "meeting[old.3.1]" in done.stdout
    assert "more-votes-never-lose[old.2]" in done.stdout
    assert "failed" not in done.stdout


@pytest.mark.deep
def test_cases_alone_and_properties_alone(tmp_path: Path) -> None:
    root = str(pack(tmp_path))
    cases = run(tmp_path, "--zanger-pack", root, "--zanger-cases")
    assert "1 passed" in cases.stdout
    chosen = run(tmp_path, "--zanger-pack", root, "--zanger-properties", "-v", "-k", "old.2 and votes")
    assert "1 passed" in chosen.stdout
    assert "meeting" not in chosen.stdout


def test_a_worked_case_with_another_answer_fails_and_says_what_differs(tmp_path: Path) -> None:
    done = run(tmp_path, "--zanger-pack", str(pack(tmp_path, verdict="forbidden")), "--zanger-cases")
    assert done.returncode == 1
    assert "forbidden" in done.stdout
    assert "meeting.yaml" in done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.deep
def test_a_property_that_fails_names_the_article_and_writes_the_case(tmp_path: Path) -> None:
    root = pack(tmp_path, (ASK, DECIDE, CHANGED, MUST_MEET))
    done = run(tmp_path, "--zanger-pack", str(root), "--zanger-properties", "--zanger-examples", "40")
    assert "ought-implies-can[old.4]" in done.stdout
    assert "board must meet, and nothing gives it the power [club.old.4.1]" in done.stdout
    assert (tmp_path / "zanger-failures" / "old.4" / "club-ought-implies-can.yaml").is_file()
    assert "Traceback" not in done.stdout


def test_a_pack_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    done = run(tmp_path, "--zanger-pack", "kx")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "there is no law pack `kx`" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_without_its_option_nothing_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(
        "import sys\n\n"
        "def test_one():\n"
        "    loaded = [m for m in sys.modules if m.startswith('zanger.') and 'testing' not in m]\n"
        "    assert loaded == [] and 'zanger.testing.properties' not in sys.modules\n",
        encoding="utf-8",
    )
    done = run(tmp_path)
    assert "1 passed" in done.stdout
