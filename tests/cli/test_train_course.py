"""`zanger train course` and `zanger train scenario` from a pipe: lessons, their exercises, games kept at every move."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import Run
from zanger import Law
from zanger.training.course import Course
from zanger.training.progress import Progress

DB = "training.db"
UNKNOWN = "-\n"
"""An answer that fits every exercise: "I do not know"."""


@pytest.fixture(autouse=True)
def own_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is kept in the folder of the test."""
    monkeypatch.setenv("ZANGER_TRAINING_DB", DB)
    monkeypatch.delenv("ZANGER_PROFILE", raising=False)


def notes(profile: str = "default") -> dict[str, str]:
    with Progress.open(Path(DB)) as progress:
        return progress.notes(profile)


def number(told: str, option: str) -> str:
    """The number under which an option stands when it was offered last."""
    found = re.findall(rf"^  (\d) {re.escape(option)}", told, re.MULTILINE)
    assert found, told
    return str(found[-1])


# The course.


def test_the_course_lists_its_lessons(run: Run) -> None:
    result = run("train", "course")
    assert (result.exit_code, result.stderr) == (0, "")
    assert " 1 Who is who: maslikhat, akim, akimat, apparatus\n" in result.stdout
    assert "15 The same question in 2023: what has changed\n" in result.stdout
    assert not Path(DB).exists()


def test_a_lesson_is_shown_and_noted_as_read(run: Run) -> None:
    result = run("train", "course", "territory", stdin="")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Lesson 12: Changing territorial units\n")
    assert "[Territorial Structure Law, arts. 9(1), 9, 10(1)]" in result.stdout
    assert notes() == {"lesson:territory": "read"}
    assert "12 Changing territorial units\n    territory - read\n" in run("train", "course").stdout


@pytest.mark.parametrize(
    ("lang", "start"), [("ru", "Урок 9. Недоверие акиму\n"), ("kk", "9-сабақ. Әкімге сенімсіздік")]
)
def test_a_lesson_is_told_in_other_languages(run: Run, lang: str, start: str) -> None:
    result = run("train", "course", "9", "--lang", lang, stdin="q\n")
    assert result.stdout.startswith(start)
    assert max(map(len, result.stdout.splitlines())) <= 80
    latin = {w for w in re.findall(r"[A-Za-z]+", result.stdout) if len(w) > 1}
    assert latin == {"Enter", "two", "reports"}


def test_a_lesson_goes_on_to_its_exercises_and_its_scenario(run: Run) -> None:
    count = Course(Law.load("kz")).get("positive-conclusion")[1].exercises.count
    result = run("train", "course", "7", stdin=f"\n{UNKNOWN * count}\nend\n")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "A bus for the villages" in result.stdout
    assert "Given up before the goal was reached." in result.stdout
    assert notes() == {
        "exercises:positive-conclusion": str(count),
        "lesson:positive-conclusion": "read",
        "result:costly-draft": "70",
    }
    listed = run("train", "course").stdout
    assert f"    positive-conclusion - read, exercises {count} of {count}, scenario 70 points\n" in listed


def test_the_exercises_of_a_lesson_go_on_where_they_were_stopped(run: Run) -> None:
    run("train", "course", "13", stdin=f"\n{UNKNOWN}q\nq\n")
    assert notes()["exercises:apparatus"] == "1"
    again = run("train", "course", "13", stdin=f"\n{UNKNOWN}q\nq\n")
    assert "Going on: answered 1 of 5" in again.stdout
    assert notes()["exercises:apparatus"] == "2"


def test_the_scenario_of_a_lesson_can_be_gone_to_at_once(run: Run) -> None:
    result = run("train", "course", "7", stdin="s\nq\n")
    assert "A bus for the villages" in result.stdout
    assert "exercises:positive-conclusion" not in notes()


def test_a_lesson_as_markdown_asks_nothing(run: Run) -> None:
    result = run("train", "course", "3", "--format", "markdown")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("# Lesson 3: Deputy akims and the composition of the akimat\n")
    assert not Path(DB).exists()


def test_the_whole_course_as_markdown(run: Run) -> None:
    result = run("train", "course", "--format", "markdown", "--lang", "kk")
    assert result.exit_code == 0
    assert len(re.findall("^# ", result.stdout, re.MULTILINE)) == 15


def test_a_lesson_that_is_not_there(run: Run) -> None:
    result = run("train", "course", "teritory")
    assert result.exit_code == 2
    assert "there is no lesson `teritory`; did you mean `territory`?" in result.stderr


# Scenarios.


def test_the_scenarios_are_listed(run: Run) -> None:
    result = run("train", "scenario")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "two-reports: Twice not approved (SM4)\n" in result.stdout
    assert not Path(DB).exists()


def test_a_scenario_is_played_to_its_goal(run: Run) -> None:
    """The maslikhat approves 7 civil servants with 26 of 50; the program offers 8 and 10, which the law forbids."""
    start = run("train", "scenario", "apparatus", stdin="q\n").stdout
    lawful = re.search(r"^  (\d) Approve a structure of its apparatus with (?!\d)", start, re.MULTILINE)
    assert lawful is not None, start
    wrong = number(start, "Approve a structure of its apparatus with 8 civil servants")
    result = run("train", "scenario", "SM8", "--out", "end.yaml", stdin=f"{wrong}\n{lawful[1]}\n7\n26\n")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Law No. 148, art. 8(3)(4): The limit of civil servants of the apparatus" in result.stdout
    assert "The goal is reached." in result.stdout
    assert "Points: 90 of 100" in result.stdout
    assert "Own steps: 1; needed: 1" in result.stdout
    assert notes() == {"result:apparatus": "90"}
    kept = Path("end.yaml").read_text(encoding="utf-8")
    assert "approve-apparatus: {unit: pavlodar, civil_servants: 7, in_favour: 26, on: 2001-03-01}" in kept
    assert run("check", "end.yaml", "--strict").exit_code == 0


def test_a_scenario_goes_on_where_it_was_stopped(run: Run) -> None:
    first = run("train", "scenario", "costly-draft", "--seed", "5", stdin="\n\nq\n")
    day = re.findall(r"^Today is (.*)\.$", first.stdout, re.MULTILINE)[-1]
    again = run("train", "scenario", "costly-draft", stdin="q\n")
    assert "Going on where it was stopped; --new begins again." in again.stdout
    assert re.findall(r"^Today is (.*)\.$", again.stdout, re.MULTILINE) == [day]
    new = run("train", "scenario", "costly-draft", "--new", stdin="q\n")
    assert re.findall(r"^Today is (.*)\.$", new.stdout, re.MULTILINE) == ["3 September 2001"]


def test_the_same_seed_tells_the_same_story(run: Run) -> None:
    lines = "\n\n\n\nend\n"
    told = [run("train", "scenario", "two-reports", "--new", "--seed", "9", stdin=lines).stdout for _ in range(2)]
    assert told[0] == told[1]


def test_a_better_result_is_kept_and_a_worse_one_is_not(run: Run) -> None:
    run("train", "scenario", "costly-draft", stdin="end\n")
    assert notes()["result:costly-draft"] == "70"
    offered = run("train", "scenario", "costly-draft", stdin="q\n").stdout
    wrong = number(offered, "Adopt a decision on the draft decision (45 in favour)")
    run("train", "scenario", "costly-draft", "--new", stdin=f"{wrong}\nend\n")
    assert notes()["result:costly-draft"] == "70"
    run("train", "scenario", "mandate", stdin="\nq\n")
    listed = run("train", "scenario").stdout
    assert (
        "costly-draft: A bus for the villages (SM6)\n    the draft is lawfully adopted\n    best result: 70" in listed
    )
    assert listed.count("best result") == listed.count("begun, not yet ended") == 1


def test_what_is_kept_of_a_course_goes_with_its_profile(run: Run) -> None:
    run("train", "course", "1", "--profile", "group-2", stdin="")
    run("train", "scenario", "mandate", "--profile", "group-2", stdin="\nq\n")
    assert set(notes("group-2")) == {"lesson:who-is-who", "game:mandate"}
    run("train", "data", "delete", "--profile", "group-2", "--yes")
    assert notes("group-2") == {}


def test_wrong_answers_are_told_and_asked_again(run: Run) -> None:
    result = run("train", "scenario", "apparatus", stdin="99\nm\nq\n")
    assert "expected a number from 0 to 4, found 99" in result.stdout
    assert "Nothing was done." in result.stdout


def test_a_scenario_that_is_not_there(run: Run) -> None:
    result = run("train", "scenario", "two-report")
    assert result.exit_code == 2
    assert "there is no scenario `two-report`; did you mean `two-reports`?" in result.stderr
