"""`zanger audit --mutate` from the shell: the score as text and JSON, one article, results kept, wrong use told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from zanger_cli.app import app

COUNCIL = str(Path(__file__).parent / "council")


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["audit", *args])
    return result.exit_code, result.output


def test_the_score_is_told_with_the_places_of_survivors() -> None:
    code, text = run(COUNCIL, "--mutate", "--jobs", "1")
    assert code == 0
    assert text.startswith("council: mutation score ")
    assert "law/art-2.yaml:" in text


def test_one_article_as_json_with_results_kept(tmp_path: Path) -> None:
    kept = tmp_path / "found.jsonl"
    args = (COUNCIL, "--mutate", "--article", "1", "--results", str(kept), "--format", "json")
    score = json.loads(run(*args)[1])
    assert {s["name"] for s in score["articles"]} == {"law 1"}
    assert len(kept.read_text().splitlines()) == score["mutants"]
    assert json.loads(run(*args)[1])["resumed"] == score["mutants"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_score_goes_to_a_file_as_it_goes_to_the_terminal(tmp_path: Path, form: str) -> None:
    found, file = tmp_path / "found.jsonl", tmp_path / "score"
    args = (COUNCIL, "--mutate", "--jobs", "1", "--results", str(found), "--format", form)
    run(*args)  # from here on all is known, and only the time is another
    printed = run(*args)[1]
    assert run(*args, "--out", str(file)) == (0, "")
    lines = [set(text.splitlines()) for text in (printed, file.read_text())]
    assert len(lines[0] ^ lines[1]) <= 2
    assert len(lines[0] & lines[1]) > 20


@pytest.mark.parametrize("option", [("--article", "1"), ("--jobs", "2")])
def test_options_of_mutation_without_it_are_refused(option: tuple[str, str]) -> None:
    code, text = run(COUNCIL, *option)
    assert code == 2
    assert "go with `--mutate`" in text


def test_results_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    code, text = run(COUNCIL, "--mutate", "--jobs", "1", "--results", str(tmp_path / "none" / "found.jsonl"))
    assert code != 0
    assert "cannot use" in text
    assert "Traceback" not in text


def test_an_article_that_is_not_there_is_told_with_the_nearest() -> None:
    code, text = run(COUNCIL, "--mutate", "--article", "law.11")
    assert code == 2
    assert "there is no article `law.11`; did you mean `law.1`?" in text
