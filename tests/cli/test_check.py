"""`zanger check`: every option, the exit codes, and that a wrong input gets no answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

from conftest import CASE, Run
from zanger.decision import Decision

SCHEMA = Draft202012Validator(Decision.json_schema())


def refused(result: Result) -> str:
    """The diagnostics of a command that gave no answer."""
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


def decisions(result: Result) -> Any:
    """The JSON of a command that gave an answer."""
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_the_answer_judges_the_questions(run: Run, case: str, tiny: str) -> None:
    result = run("check", case, "--pack", tiny)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Two refusals\n")
    assert "engine: durable" in result.stdout.splitlines()[1]
    for head in ("What was done", "Your questions", "What is possible now", "What holds", "The closing principle"):
        assert f"\n{head}\n" in result.stdout
    assert "the Law, art. 2(1)" in result.stdout


def test_json_holds_the_verdicts(run: Run, case: str, tiny: str) -> None:
    answer = decisions(run("check", case, "--pack", tiny, "--format", "json"))
    assert [j["verdict"] for j in answer["history"]] == ["permitted", "permitted"]
    assert [j["verdict"] for j in answer["asked"]] == ["not-empowered", "permitted"]
    assert answer["asked"][1]["citations"][0]["provision"] == "tiny.law.2.1"


def test_json_fits_the_schema_of_decisions(run: Run, case: str, tiny: str, demo: str) -> None:
    small = decisions(run("check", case, "--pack", tiny, "--format", "json"))
    bundled = decisions(run("check", demo, "--format", "json"))
    assert [e.message for answer in (small, bundled) for e in SCHEMA.iter_errors(answer)] == []


def test_json_reads_back_as_the_same_decision(run: Run, demo: str) -> None:
    answer = decisions(run("check", demo, "--format", "json"))
    assert Decision.from_dict(json.loads(json.dumps(answer))).to_dict() == answer


def test_33_of_50_votes_are_one_too_few(run: Run, demo: str) -> None:
    result = run("check", demo)
    assert result.exit_code == 0
    assert "votes in favour: 33; needed: at least 34 of 50 (two thirds)" in " ".join(result.stdout.split())
    assert "Law No. 148, art. 24(1)" in result.stdout


def test_several_cases_are_answered_one_after_another(run: Run, case: str, tiny: str) -> None:
    once = run("check", case, "--pack", tiny).stdout
    assert run("check", case, case, "--pack", tiny).stdout == f"{once}\n{once}"


def test_json_of_several_cases_is_a_list(run: Run, case: str, tiny: str) -> None:
    one = decisions(run("check", case, "--pack", tiny, "--format", "json"))
    assert decisions(run("check", case, case, "--pack", tiny, "--format", "json")) == [one, one]


def test_a_case_may_be_json(run: Run, case: str, tiny: str, tmp_path: Path) -> None:
    same = {
        "title": "Two refusals",
        "pack": "tiny",
        "as_of": "2001-06-01",
        "facts": [{"town": {"id": "t", "seats": 30}}, {"mayor": {"id": "m", "town": "t"}}],
    }
    (tmp_path / "case.json").write_text(json.dumps(same), encoding="utf-8")
    answer = decisions(run("check", "case.json", "--pack", tiny, "--format", "json"))
    assert [p["kind"] for p in answer["now"] if p["verdict"] == "permitted"] == ["refuse-report"]


def test_a_dash_reads_standard_input(run: Run, case: str, tiny: str) -> None:
    assert run("check", "-", "--pack", tiny, stdin=CASE).stdout == run("check", case, "--pack", tiny).stdout


def test_errors_of_standard_input_name_it(run: Run, tiny: str) -> None:
    errors = refused(run("check", "-", "--pack", tiny, stdin=CASE.replace("seats", "saets")))
    assert errors.startswith("<stdin>:5:")


def test_a_reading_is_chosen_with_under(run: Run, case: str, tiny: str) -> None:
    answer = decisions(run("check", case, "--pack", tiny, "--format", "json", "--under", "G01=secret-only"))
    assert answer["readings"] == {"G01": "secret-only"}
    assert [j["verdict"] for j in answer["asked"]] == ["not-empowered", "not-empowered"]


def test_a_reading_of_the_command_line_prevails_over_that_of_the_case(run: Run, tiny: str) -> None:
    text = CASE + "under: {G01: secret-only}\n"
    options = ("check", "-", "--pack", tiny, "--format", "json")
    assert decisions(run(*options, stdin=text))["asked"][1]["verdict"] == "not-empowered"
    assert decisions(run(*options, "--under", "G01=counts", stdin=text))["asked"][1]["verdict"] == "permitted"


def test_an_unknown_reading_has_a_suggestion(run: Run, case: str, tiny: str) -> None:
    errors = refused(run("check", case, "--pack", tiny, "--under", "G01=count"))
    assert "error[unknown-reading]" in errors
    assert "did you mean `counts`?" in errors


@pytest.mark.parametrize("engine", ["durable", "reference"])
def test_the_engine_is_chosen(engine: str, run: Run, case: str, tiny: str) -> None:
    answer = decisions(run("check", case, "--pack", tiny, "--format", "json", "--engine", engine))
    assert (answer["engine"], answer["remarks"]) == (engine, [])


def test_both_engines_give_the_same_answer(run: Run, demo: str) -> None:
    options = ("check", demo, "--format", "json", "--engine")
    durable, reference = (decisions(run(*options, engine)) for engine in ("durable", "reference"))
    assert durable == {**reference, "engine": "durable"}


def test_proofs_are_printed_on_demand(run: Run, case: str, tiny: str) -> None:
    short, long = (run("check", case, "--pack", tiny, *options).stdout for options in ((), ("--proof",)))
    assert "proof" not in [line.strip() for line in short.splitlines()]
    assert "proof" in [line.strip() for line in long.splitlines()]
    assert set(short.splitlines()) <= set(long.splitlines())


def test_a_lawful_history_passes_strict(run: Run, case: str, tiny: str) -> None:
    assert run("check", case, "--pack", tiny, "--strict").exit_code == 0


def test_an_unlawful_action_fails_strict_after_the_answer(run: Run, tiny: str) -> None:
    unlawful = CASE.replace("ask:\n", "  - dismiss-mayor: {town: t, mayor: m, in_favour: 19, on: 2001-03-01}\nask:\n")
    result = run("check", "-", "--pack", tiny, "--strict", stdin=unlawful)
    assert (result.exit_code, result.stdout.startswith("Two refusals\n")) == (1, True)
    assert run("check", "-", "--pack", tiny, stdin=unlawful).exit_code == 0


def test_a_pack_is_found_by_its_path(run: Run, case: str, tiny: str) -> None:
    assert run("check", case, "--pack", tiny).exit_code == 0


def test_a_pack_that_the_case_names_and_that_is_not_there_is_told_at_its_place(run: Run, case: str) -> None:
    assert refused(run("check", case)).startswith("case.yaml:2:7: error[unknown-pack]")


def test_a_pack_of_another_name_than_the_case_says_is_told(run: Run, demo: str, tiny: str) -> None:
    errors = refused(run("check", demo, "--pack", tiny))
    assert "error[unknown-pack]: the case belongs to the pack `kz`, not to `tiny`" in errors


def test_an_error_names_its_place_and_the_nearest_name(run: Run, broken: str, tiny: str) -> None:
    errors = refused(run("check", broken, "--pack", tiny))
    assert errors.startswith("broken.yaml:5:19: error[unknown-field]: `town` has no field `saets`\n")
    assert "  help: did you mean `seats`?\n" in errors
    assert errors.endswith("; no answer was given\n")


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("order", [("case.yaml", "broken.yaml"), ("broken.yaml", "case.yaml")])
def test_one_wrong_case_means_no_answer_to_any(
    form: str, order: tuple[str, str], run: Run, case: str, broken: str, tiny: str
) -> None:
    assert "broken.yaml:5:19" in refused(run("check", *order, "--pack", tiny, "--format", form))


def test_the_errors_of_all_cases_are_told(run: Run, broken: str, tiny: str) -> None:
    errors = refused(run("check", broken, "nowhere.yaml", "-", "--pack", tiny, stdin="- a\n"))
    assert {line.split(":")[0] for line in errors.splitlines() if "error[" in line} == {
        "broken.yaml",
        "nowhere.yaml",
        "<stdin>",
    }


def test_a_missing_case_has_a_suggestion(run: Run, case: str) -> None:
    assert "did you mean `case.yaml`?" in refused(run("check", "case.yml"))


def test_a_folder_is_no_case(run: Run) -> None:
    assert "it is a folder" in refused(run("check", "."))


def test_a_case_is_needed(run: Run) -> None:
    assert "CASE" in refused(run("check"))


def test_the_report_is_at_most_80_columns_wide(run: Run, demo: str) -> None:
    result = run("check", demo, "--proof")
    assert [line for line in result.stdout.splitlines() if len(line) > 80] == []
