"""`zanger train export` and `zanger train stats`: what they write, where, and what they say of bad input."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import samples

from conftest import ROOT, Run
from zanger.training.exercise import Exercise
from zanger.training.export import as_lines
from zanger.training.result import Result
from zanger_cli.commands.train import COMMANDS

REPORTS = ROOT / "tests" / "training" / "reports"


@pytest.fixture
def key(tmp_path: Path) -> str:
    path = tmp_path / "samples.jsonl"
    path.write_bytes(as_lines(samples.ALL))
    return str(path)


# The group.
@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_has_an_example_and_fits_80_columns(command: str, run: Run) -> None:
    result = run("train", command, "--help")
    assert f"\n  Example:\n    zanger train {command}" in result.stdout
    assert [line for line in result.stdout.splitlines() if len(line) > 80] == []


def test_a_command_of_the_group_that_is_not_there_has_a_suggestion(run: Run) -> None:
    result = run("train", "exprot")
    assert (result.exit_code, "did you mean `export`?" in result.stderr) == (2, True)


# Making and writing.
def test_exercises_are_made_from_the_law_and_are_the_same_again(run: Run) -> None:
    asked = ("train", "export", "--format", "gift", "--topic", "24", "--count", "3", "--seed", "7", "--lang", "kk")
    first, again = run(*asked), run(*asked)
    assert first.exit_code == 0
    assert first.stdout_bytes == again.stdout_bytes
    assert first.stdout.count("\n// [id:") == 3
    assert "№ 148 Заң, 24-бап" in first.stdout


@pytest.mark.deep
def test_several_processes_make_the_same_file(run: Run) -> None:
    asked = ("train", "export", "--format", "gift", "--count", "12", "--seed", "5", "--jobs")
    assert run(*asked, "2").stdout_bytes == run(*asked, "1").stdout_bytes


def test_another_seed_gives_others(run: Run) -> None:
    asked = ("train", "export", "--format", "gift", "--topic", "24", "--count", "2", "--seed")
    assert set(ids(run(*asked, "1").stdout)).isdisjoint(ids(run(*asked, "2").stdout))


def test_only_exercises_of_the_kind_and_topic_are_made(run: Run) -> None:
    run("train", "export", "--format", "html", "--topic", "SM4", "--kind", "votes", "--count", "2", "--out", "p.html",
        "--key", "k.jsonl")  # fmt: skip
    made = [msgspec.json.decode(line, type=Exercise) for line in Path("k.jsonl").read_bytes().splitlines()]
    assert [(e.kind, "SM4" in e.procedures) for e in made] == [("votes", True)] * 2


def ids(text: str) -> list[str]:
    return re.findall(r"\[id:(\S+)\]", text)


def test_the_exercises_of_a_key_are_written_without_making_any(key: str, run: Run) -> None:
    assert set(ids(run("train", "export", "--format", "gift", "--from", key).stdout)) == {e.id for e in samples.ALL}


def test_what_was_handed_out_before_is_left_out(key: str, run: Run) -> None:
    Path("first.jsonl").write_bytes(as_lines(samples.ALL[:4]))
    result = run("train", "export", "--format", "gift", "--from", key, "--without", "first.jsonl")
    assert set(ids(result.stdout)) == {e.id for e in samples.ALL[4:]}


def test_archives_come_through_standard_output_whole(key: str, run: Run) -> None:
    Path("out.zip").write_bytes(run("train", "export", "--format", "qti", "--from", key).stdout_bytes)
    with zipfile.ZipFile("out.zip") as archive:
        assert archive.testzip() is None
        assert "imsmanifest.xml" in archive.namelist()


def test_a_key_on_paper_is_taken_out_of_the_page(key: str, run: Run) -> None:
    run("train", "export", "--format", "html", "--from", key, "--out", "page.html", "--key", "key.html", "--lang", "ru")
    page, solutions = Path("page.html").read_text(encoding="utf-8"), Path("key.html").read_text(encoding="utf-8")
    assert ("<h1>Ключ</h1>" in page, "<h1>Бланк ответов</h1>" in page) == (False, True)
    assert ("<h1>Ключ</h1>" in solutions, "<h1>Бланк ответов</h1>" in solutions) == (True, False)


def test_the_title_names_the_topic_in_the_language(key: str, run: Run) -> None:
    page = run("train", "export", "--format", "html", "--from", key, "--topic", "SM4", "--lang", "ru").stdout
    assert "<h1>Задания: Отчеты и недоверие акиму</h1>" in page
    assert (
        "<h1>Мой тест</h1>" in run("train", "export", "--format", "html", "--from", key, "--title", "Мой тест").stdout
    )


@pytest.mark.parametrize(
    ("topic", "about"), [("24", "Law No. 148, art. 24"), ("akim", "akim"), ("rayon", "Local government")]
)
def test_a_title_is_made_of_every_sort_of_topic(topic: str, about: str, key: str, run: Run) -> None:
    page = run("train", "export", "--format", "html", "--from", key, "--topic", topic, "--lang", "en").stdout
    assert f"<h1>Exercises: {about}" in page


def test_a_dated_edition_for_anki_has_that_day(key: str, run: Run) -> None:
    asked = ("train", "export", "--format", "anki", "--from", key)
    assert run(*asked, "--dated", "2027-01-01").stdout_bytes != run(*asked, "--dated", "2027-01-02").stdout_bytes


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--format", "gif"), "--format"),
        (("--format", "gift", "--topic", "no-such"), "there is no topic `no-such`"),
        (("--format", "gift", "--level", "galaxy"), "there is no level `galaxy`"),
        (("--format", "gift", "--key", "key.txt"), ".html or .jsonl"),
        (("--format", "gift", "--from", "nothing.jsonl"), "cannot read `nothing.jsonl`"),
        (("--format", "gift", "--dated", "soon"), "expected a date"),
        (("--format", "gift", "--count", "0"), "--count"),
        (("--format", "gift", "--pack", "no-pack"), "no-pack"),
    ],
)
def test_bad_input_is_told_without_a_traceback(arguments: tuple[str, ...], says: str, run: Run) -> None:
    result = run("train", "export", *arguments)
    assert (result.exit_code, result.stdout, says in result.stderr) == (2, "", True)
    assert "Traceback" not in result.stderr


def test_fewer_exercises_than_asked_for_are_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def few(*_: object, **__: object) -> Iterator[Exercise]:
        yield samples.ONE
        raise LookupError

    monkeypatch.setattr("zanger.training.generating.Trainer.exercises", few)
    result = run("train", "export", "--format", "gift", "--count", "5")
    assert (result.exit_code, result.stderr) == (0, "there are no more than 1 such exercises\n")


def test_a_binary_format_is_not_written_on_a_terminal(key: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zanger_cli.commands.train_export.on_terminal", lambda: True)
    result = run("train", "export", "--format", "qti", "--from", key)
    assert (result.exit_code, "give `--out FILE`" in result.stderr) == (2, True)


def test_a_kind_of_which_a_key_has_none_is_told(key: str, run: Run) -> None:
    result = run("train", "export", "--format", "gift", "--from", key, "--kind", "missing-fact")
    assert (result.exit_code, "there is no such exercise" in result.stderr) == (2, True)


def test_a_file_that_is_no_key_is_told_with_its_line(run: Run) -> None:
    Path("bad.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    result = run("train", "export", "--format", "gift", "--from", "bad.jsonl")
    assert (result.exit_code, "bad.jsonl:1:1: error[wrong-shape]" in result.stderr) == (2, True)


# Counting.
@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", ["Which article is misread", "Law No. 148, art. 24", "answers: 10, learners: 2"]),
        ("ru", ["Какую статью понимают неверно", "Закон № 148, ст. 24", "Какая ошибка притягивает"]),
        ("kk", ["Қай бап қате түсініледі", "№ 148 Заң, 24-бап", "Қай қателік жиі таңдалады"]),
    ],
)  # fmt: skip
def test_a_report_of_moodle_is_counted_in_three_languages(lang: str, says: list[str], key: str, run: Run) -> None:
    result = run("train", "stats", str(REPORTS / "responses-ru.csv"), "--key", key, "--lang", lang)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [text for text in says if text not in result.stdout] == []
    assert [line for line in result.stdout.splitlines() if len(line) > 80] == []


def test_counts_are_data_too(key: str, run: Run) -> None:
    told = json.loads(run("train", "stats", str(REPORTS / "responses-en.csv"), "--key", key, "--format", "json").stdout)
    assert (told["answers"], told["learners"], told["right"]) == (10, 2, 0.5)
    assert {i["exercise"]: i["right"] for i in told["items"]}[samples.ORDER.id] == 0.5


def test_rows_that_are_not_shown_are_told(key: str, run: Run) -> None:
    asked = ("train", "stats", str(REPORTS / "responses-en.csv"), "--key", key, "--rows", "2")
    assert "and 3 more; `--rows` shows them" in run(*asked).stdout


def test_a_file_that_is_too_large_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zanger_cli.commands.train_stats.LARGEST", 10)
    Path("large.jsonl").write_text(" " * 11, encoding="utf-8")
    result = run("train", "stats", "large.jsonl")
    assert (result.exit_code, "error[out-of-bounds]" in result.stderr) == (2, True)


def test_several_files_are_counted_together(key: str, run: Run) -> None:
    files = (str(REPORTS / "responses-en.csv"), str(REPORTS / "statistics-en.csv"))
    told = json.loads(run("train", "stats", *files, "--key", key, "--format", "json").stdout)
    assert sorted(i["reckoned_by"] for i in told["items"]) == ["moodle"] * 2 + ["zanger"] * 5


def test_results_may_come_from_standard_input(run: Run) -> None:
    one = Result(learner="d-1", exercise="x", kind="votes", articles=("l148.24",), when="2026-03-01T09:30:00Z",
                 answer=("34",), points=1.0, right=True)  # fmt: skip
    result = run("train", "stats", "-", stdin=msgspec.json.encode(one))
    assert (result.exit_code, "answers: 1, learners: 1" in result.stdout) == (0, True)


def test_what_a_result_says_does_not_steer_the_terminal(run: Run) -> None:
    one = Result(learner="d-1", exercise="x\x1b[2J[red]", kind="votes", articles=("l148.24",),
                 when="2026-03-01T09:30:00Z", answer=("1",), points=0.0, right=False)  # fmt: skip
    shown = run("train", "stats", "-", stdin=msgspec.json.encode(one)).stdout
    assert ("\x1b" in shown, "[red]" in shown) == (False, True)


def test_a_result_that_is_wrong_is_told_with_its_place(run: Run) -> None:
    result = run("train", "stats", "-", stdin='{"learner": "a", "exercise": "x", "kind": "vots"}')
    assert (result.exit_code, "<stdin>:1:" in result.stderr, "did you mean `votes`?" in result.stderr) == (
        2,
        True,
        True,
    )


def test_a_file_that_is_not_there_has_a_suggestion(run: Run) -> None:
    Path("results.jsonl").write_text("", encoding="utf-8")
    result = run("train", "stats", "result.jsonl")
    assert (result.exit_code, "did you mean `results.jsonl`?" in result.stderr) == (2, True)
