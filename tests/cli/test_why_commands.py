"""`zanger why` and `zanger why-not`: forms, languages, exit codes."""

from __future__ import annotations

import json

import pytest

from conftest import Run
from zanger import Explanation, Freedom, Refusal


def test_why_tells_the_requirement_the_readings_and_the_lines(run: Run, demo: str) -> None:
    result = run("why", demo, "express-no-confidence")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "needs at least 34 of 50 votes in favour (two thirds)" in result.stdout
    assert "[two-refused-reports.yaml:14]" in result.stdout
    assert result.stdout.index("Readings of the law") < result.stdout.index("\nWhy\n")
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_depth_cuts_the_tree(run: Run, demo: str) -> None:
    whole, cut = (run("why", demo, "express-no-confidence", *more).stdout for more in ((), ("--depth", "1")))
    assert "more steps below" in cut
    assert len(cut) < len(whole)


def test_why_as_json_reads_back(run: Run, demo: str) -> None:
    found = Explanation.from_dict(json.loads(run("why", demo, "no-confidence-ground", "--format", "json").stdout))
    assert found.status is not None


def test_why_draws(run: Run, demo: str) -> None:
    assert run("why", demo, "express-no-confidence", "--graph", "mermaid").stdout.splitlines()[1] == "flowchart BT"
    assert run("why", demo, "express-no-confidence", "--graph", "svg").stdout.startswith("<svg ")


def test_why_not_tells_what_was_needed_and_found(run: Run, demo: str) -> None:
    result = run("why-not", demo, "express-no-confidence(in_favour=33)")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "votes in favour: 33; needed: at least 34 of 50 (two" in result.stdout


def test_why_not_speaks_russian_and_kazakh(run: Run, demo: str) -> None:
    russian, kazakh = (run("why-not", demo, "express-no-confidence", "--lang", lang).stdout for lang in ("ru", "kk"))
    assert "требуется: не менее 34 из 50" in " ".join(russian.split())
    assert "қажеті: кемінде 34" in " ".join(kazakh.split())


def test_why_not_points_to_why_where_nothing_is_against_it(run: Run, demo: str) -> None:
    assert "zanger why CASE" in run("why-not", demo, "express-no-confidence(in_favour=34)").stdout


def test_why_not_required_tells_that_the_law_sets_no_duty(run: Run, demo: str) -> None:
    result = run("why-not", demo, "dismiss-akim", "--required")
    assert "Where the law sets no duty and no time" in result.stdout
    found = run("why-not", demo, "--body", "president", "--format", "json").stdout
    assert Freedom.from_dict(json.loads(found)).required == ()


def test_why_not_as_json_reads_back(run: Run, demo: str) -> None:
    found = Refusal.from_dict(json.loads(run("why-not", demo, "express-no-confidence", "--format", "json").stdout))
    assert not found.permitted


def test_a_wrong_action_is_no_answer(run: Run, demo: str) -> None:
    result = run("why", demo, "express-no-confidense")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean `express-no-confidence`?" in result.stderr


def test_why_not_without_action_or_body_is_wrong_use(run: Run, demo: str) -> None:
    assert run("why-not", demo).exit_code == 2


@pytest.mark.parametrize("more", [("--depth", "1"), ("--format", "json")])
def test_a_picture_takes_nothing_that_it_would_drop(run: Run, demo: str, more: tuple[str, str]) -> None:
    found = run("why", demo, "express-no-confidence", "--graph", "mermaid", *more)
    assert found.exit_code == 2
    assert "--graph draws the whole proof" in found.stderr
