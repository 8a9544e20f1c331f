"""`zanger route`: expected ways are worked out from the law by hand."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from conftest import CASE, Run

OBLAST = """\
title: An oblast
pack: kz
as_of: 2002-06-01
facts:
  - unit: {id: pavlodar, level: oblast}
  - maslikhat: {unit: pavlodar, seats: 50, elected: 50}
  - akim: {id: akim-1, unit: pavlodar}
  - senate: {seats: 39}
"""
"""Two thirds of 50 deputies are 34; more than half of 39 senators are 20."""


@pytest.fixture
def oblast(tmp_path: Path) -> str:
    (tmp_path / "oblast.yaml").write_text(OBLAST, encoding="utf-8")
    return "oblast.yaml"


def found(result: Result) -> dict[str, Any]:
    assert (result.exit_code, result.stderr) == (0, "")
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def kinds(route: dict[str, Any]) -> list[tuple[str, str]]:
    return [(step["by"], step["action"]) for step in route["steps"]]


def refused(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    return result.stderr


def test_no_confidence_from_nothing_takes_two_refused_reports_and_34_of_50_votes(run: Run, oblast: str) -> None:
    answer = found(run("route", oblast, "express-no-confidence", "--format", "json", "--routes", "1"))
    (route,) = answer["found"]
    submitted, refusal = ("akim", "submit-report"), ("maslikhat", "refuse-report")
    steps = kinds(route)
    assert sorted(steps[:4]) == sorted([submitted, refusal, submitted, refusal])
    assert steps[4] == ("maslikhat", "express-no-confidence")
    last = route["steps"][4]
    assert last["fields"]["in_favour"] == 34
    assert "kz.l148.24.1" in {c["provision"] for c in last["citations"]}
    assert (answer["shortest"], answer["unconfirmed"], answer["limit"]) == (True, 0, None)


def test_a_maslikhat_that_dissolves_itself_is_ended_in_three_steps(run: Run, oblast: str) -> None:
    answer = found(run("route", oblast, "end-maslikhat(unit=pavlodar)", "--format", "json", "--routes", "1"))
    assert kinds(answer["found"][0]) == [
        ("maslikhat", "self-dissolve"),
        ("prosecutor-general", "submit-dissolution"),
        ("senate", "end-maslikhat"),
    ]
    first, _, last = answer["found"][0]["steps"]
    assert (first["fields"]["in_favour"], last["fields"]["in_favour"]) == (34, 20)


def test_the_way_is_told_step_by_step_with_votes_and_citations(run: Run, oblast: str) -> None:
    result = run("route", oblast, "end-maslikhat(unit=pavlodar)", "--routes", "1")
    assert "The shortest lawful way: 3 steps" in result.stdout
    assert "needs at least 34 of 50 votes in favour (two thirds)" in result.stdout
    assert "needs at least 20 of 39 senators in favour (more than half)" in result.stdout
    assert "Law No. 148, arts. 23(2)" in result.stdout
    assert [line for line in result.stdout.splitlines() if len(line) > 80] == []


@pytest.mark.deep
def test_a_body_that_cannot_do_it_alone_is_told_who_must_act_too(run: Run, oblast: str) -> None:
    goal = ("route", oblast, "express-no-confidence", "--for", "maslikhat")
    answer = found(run(*goal, "--format", "json"))
    assert (answer["found"], answer["alone"]) == ([], ["akim"])
    assert {by for by, _ in kinds(answer["others"][0])} == {"akim", "maslikhat"}
    assert [step["own"] for step in answer["others"][0]["steps"]].count(False) == 2
    text = run(*goal).stdout
    assert "these must act too: akim" in text
    assert text.count("depends on the free decision of another body: akim") == 2


def test_a_goal_that_holds_already_needs_no_step(run: Run, demo: str) -> None:
    answer = found(run("route", demo, "no-confidence-ground(akim=akim-1)", "--format", "json"))
    assert (answer["already"], answer["found"]) == (True, [])
    assert "This is so already." in run("route", demo, "no-confidence-ground").stdout


def test_after_two_refused_reports_one_step_is_left(run: Run, demo: str) -> None:
    (route,) = found(run("route", demo, "express-no-confidence", "--format", "json", "--routes", "1"))["found"]
    assert kinds(route) == [("maslikhat", "express-no-confidence")]


def test_where_there_is_no_way_the_first_condition_that_fails_is_told(run: Run, oblast: str) -> None:
    result = run("route", oblast, "express-no-confidence", "--steps", "4")
    assert result.exit_code == 0
    assert "There is no lawful way of up to 4 steps." in result.stdout
    assert "Law No. 148, art. 24(1): not established:" in result.stdout
    assert found(run("route", oblast, "express-no-confidence", "--steps", "4", "--format", "json"))["found"] == []


def test_a_reading_and_a_day_are_chosen_on_the_command_line(run: Run, oblast: str) -> None:
    """Where both reports must be the same one, it is submitted, refused, submitted anew and refused again."""
    goal = ("route", oblast, "express-no-confidence", "--routes", "1")
    answer = found(run(*goal, "--under", "G03=same-report", "--as-of", "2002-07-01", "--format", "json"))
    assert (answer["readings"], answer["as_of"]) == ({"G03": "same-report"}, "2002-07-01")
    assert "resubmit-report" in {action for _, action in kinds(answer["found"][0])}
    assert answer["found"][0]["steps"][0]["on"] == "2002-07-01"
    assert "`same` is not a reading of G03" in refused(run(*goal, "--under", "G03=same"))


def test_where_no_way_leads_to_a_status_the_rule_is_told_with_what_it_lacks(run: Run, oblast: str) -> None:
    """Two reports must be submitted and refused for the ground: four steps."""
    result = run("route", oblast, "no-confidence-ground", "--steps", "3")
    assert "There is no lawful way of up to 3 steps." in result.stdout
    assert "not established" in result.stdout
    reason = "Law No. 148, art. 24(2): not established: the maslikhat of [unit] has twice not approved"
    assert reason in " ".join(result.stdout.split())


def test_what_no_action_brings_about_has_no_way(run: Run, tiny: str, case: str) -> None:
    result = run("route", case, "quiet-town", "--pack", tiny)
    assert "There is no lawful way" in result.stdout
    assert "No action of the law that is coded leads there from this case." in result.stdout


@pytest.mark.parametrize(
    ("goal", "code", "column", "help"),
    [
        ("express-no-confidense", "unknown-kind", 1, "did you mean `express-no-confidence`?"),
        ("express-no-confidence(akm=akim-1)", "unknown-field", 23, "did you mean `akim`?"),
        ("express-no-confidence(akim=akim-2)", "dangling-reference", 28, "did you mean `akim-1`?"),
        ("express-no-confidence(in_favour=many)", "wrong-value", 33, ""),
        ("express-no-confidence(akim=akim-1", "wrong-shape", 34, "write it like"),
    ],
)
def test_a_wrong_goal_is_told_at_its_column(
    goal: str, code: str, column: int, help: str, run: Run, oblast: str
) -> None:
    errors = refused(run("route", oblast, goal))
    assert errors.startswith(f"<command line>:1:{column}: error[{code}]")
    assert help in errors


def test_a_wrong_body_has_a_suggestion(run: Run, oblast: str) -> None:
    errors = refused(run("route", oblast, "express-no-confidence", "--for", "maslihat"))
    assert errors.startswith("--for:1:1: error[unknown-body]: there is no body `maslihat`")
    assert "did you mean `maslikhat`?" in errors


def test_without_the_solver_the_remedy_is_told(run: Run, oblast: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "clingo", None)
    errors = refused(run("route", oblast, "express-no-confidence"))
    assert "pip install 'zanger[solver]'" in errors


def test_a_search_that_was_ended_says_so(run: Run, oblast: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zanger.route.Planner.text", lambda *_, **__: "p(1..5000000).\nq(X,Y) :- p(X), p(Y).\n")
    result = run("route", oblast, "express-no-confidence", "--seconds", "0.1")
    assert result.exit_code == 0
    assert "Not everything was tried: the time for the search was over." in result.stdout
    assert "No lawful way was found." in result.stdout
    assert "There is no lawful way" not in result.stdout
    assert "Law No. 148, art. 24(1): not established:" in result.stdout


def test_a_way_of_the_small_pack(run: Run, tiny: str) -> None:
    """One more refusal, then two thirds of 30: 20."""
    history = CASE[: CASE.index("  - refuse-report: {town: t, mayor: m, in_favour: 4")]
    answer = found(run("route", "-", "dismiss-mayor", "--pack", tiny, "--format", "json", stdin=history))
    route = answer["found"][0]
    assert kinds(route) == [("council", "refuse-report"), ("council", "dismiss-mayor")]
    assert route["steps"][1]["fields"]["in_favour"] == 20
