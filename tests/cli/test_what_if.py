"""`zanger what-if` and `zanger review`: what they print, write and refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import CASE, Run


@pytest.fixture
def pack(tiny: str) -> tuple[str, str]:
    return "--pack", tiny


def test_only_what_differs_is_printed(run: Run, case: str, pack: tuple[str, str]) -> None:
    done = run("what-if", case, *pack, "--set", "ask[1].in_favour=20")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "Two refusals\nLaw of a town, as of 2001-06-01\n\n"
        "What is supposed\n"
        "  ~ the question: council: dismiss the mayor (town: t, mayor: m, in favour: 19)\n"
        "    (line 11)\n"
        "      - in favour: 20; before: 19\n\n"
        "Your questions\n"
        "  + council: dismiss the mayor (town: t, mayor: m, in favour: 20)\n"
        "      permitted\n"
        "      before: not empowered; it would have no effect\n"
        "      - in favour: 20 of 30; needed: at least 20\n"
        "      ~ not empowered under G01=secret-only\n"
        "      [the Law, arts. 2(1), 1(2)]  case lines 5, 6, 8, 9, 11\n\n"
        "Every other answer stays as it was.\n"
    )


def test_what_changes_nothing_says_so(run: Run, case: str, pack: tuple[str, str]) -> None:
    assert "No answer changes." in run("what-if", case, *pack, "--set", "ask[1].in_favour=18").stdout


def test_the_changed_case_is_written_and_read_again(run: Run, case: str, pack: tuple[str, str]) -> None:
    done = run(
        "what-if", case, *pack, "--drop", "history[2]", "--ask", "refuse-report(in_favour=1)", "--write", "new.yaml"
    )
    assert done.exit_code == 0
    assert Path("case.yaml").read_text(encoding="utf-8") == CASE
    text = Path("new.yaml").read_text(encoding="utf-8")
    assert text.count("refuse-report: {") == 2
    assert "  - refuse-report: {town: t, mayor: m, in_favour: 3, on: 2001-01-10}\n" in text
    assert run("check", "new.yaml", *pack).exit_code == 0


def test_a_file_that_cannot_be_written_is_told(run: Run, case: str, pack: tuple[str, str]) -> None:
    done = run("what-if", case, *pack, "--write", "nowhere/new.yaml")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "cannot write this file" in done.stderr


def test_the_smallest_changes_are_printed_with_the_article(run: Run, case: str, pack: tuple[str, str]) -> None:
    """19 votes of 30 are one too few; two thirds of 28 are 19, and of 29 20."""
    done = run("what-if", case, *pack, "--turn", "ask[1]")
    assert done.exit_code == 0
    assert "in favour: 20; before: 19" in done.stdout
    assert "seats: 28; before: 30" in done.stdout
    assert "[the Law, arts. 2(1), 1(2)]" in done.stdout


def test_where_nothing_turns_an_answer_that_is_said(run: Run, case: str, pack: tuple[str, str]) -> None:
    done = run("what-if", case, *pack, "--turn", "ask[1]", "--to", "forbidden", "--most", "1")
    assert "None was found, of one change alone." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--drop", "refuse-report"), "can be 2 things of the case"),
        (("--set", "m.until"), "expected a field and its new value at the end"),
        (("--add", "akim(id=a)"), "there is no fact or action `akim`"),
        (("--under", "G09=x"), "there is no reading `G09`"),
        (("--turn", "m"), "a verdict is about an action"),
        (("--as-of", "2001-02-01"), "after `as_of` 2001-02-01"),
    ],
)
def test_what_cannot_be_supposed_is_told(
    arguments: tuple[str, ...], error: str, run: Run, case: str, pack: tuple[str, str]
) -> None:
    done = run("what-if", case, *pack, *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert error in done.stderr
    assert "Traceback" not in done.stderr


def test_a_day_that_is_none_is_a_usage_error(run: Run, case: str) -> None:
    done = run("what-if", case, "--as-of", "tomorrow")
    assert done.exit_code == 2
    assert "expected a date such as `2002-06-01`" in done.stderr


def test_minutes_are_printed(run: Run, case: str, pack: tuple[str, str]) -> None:
    done = run("review", case, *pack)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "  + 1. 2001-01-10  council: refuse the report" in done.stdout
    assert done.stdout.count("      lawful\n") == 2
    assert "from then on: council: may dismiss the mayor" in done.stdout


def test_minutes_as_markdown_and_json(run: Run, case: str, pack: tuple[str, str]) -> None:
    page = run("review", case, *pack, "--format", "markdown").stdout
    assert page.startswith("# Two refusals\n")
    assert "\n- **1. 2001-01-10  council: refuse the report" in page
    found = json.loads(run("review", case, *pack, "--format", "json").stdout)
    assert [a["finding"] for a in found["actions"]] == ["lawful", "lawful"]
    supposed = json.loads(run("what-if", case, *pack, "--drop", "history[1]", "--format", "json").stdout)
    assert [c["how"] for c in supposed["changes"]] == ["drop"]
