"""`zanger train`: a session from a pipe and on a terminal, kept at every step; progress and data of a profile."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import msgspec
import pytest

from conftest import Run
from zanger import Law, Words
from zanger.training.exercise import Exercise
from zanger.training.progress import Progress
from zanger.training.result import Result
from zanger.training.session import Session
from zanger.training.telling import place

DB = "training.db"
PATIENCE = 20
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
ANSWERED = "-\n"
"""An answer that fits every exercise: "I do not know"."""


@pytest.fixture(autouse=True)
def own_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is kept in the folder of the test, and never where the user keeps it."""
    monkeypatch.setenv("ZANGER_TRAINING_DB", DB)
    monkeypatch.delenv("ZANGER_PROFILE", raising=False)


def session(profile: str = "default") -> Session | None:
    with Progress.open(Path(DB)) as progress:
        text = progress.session(profile)
    return None if text is None else msgspec.json.decode(text, type=Session)


def posed(profile: str = "default") -> Exercise:
    """The exercise that waits for an answer."""
    found = session(profile)
    assert found is not None
    assert found.exercise is not None
    return found.exercise


def right(exercise: Exercise, words: Words) -> str:
    """The lines that answer an exercise rightly, with its article as the program cites it."""
    keys = [option.key for option in exercise.options]
    cited = place(exercise.accepted[0], words)
    match exercise.form:
        case "number":
            return f"{exercise.number}\n{cited}\n"
        case "short":
            return f"{cited}\n"
        case _:
            return " ".join(str(keys.index(key) + 1) for key in exercise.key) + f"\n{cited}\n"


def results(profile: str = "default") -> tuple[Result, ...]:
    with Progress.open(Path(DB)) as progress:
        return tuple(item.result for item in progress.answered(profile))


# A session.


def test_a_session_is_posed_marked_and_summed_up(run: Run) -> None:
    result = run("train", "--count", "2", "--seed", "1", stdin=ANSWERED * 2)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.count("\nExercise ") == 2
    assert result.stdout.count("Not answered. Points: 0 of 3") == 2
    assert "Answered: 2; right: 0; points: 0 of 6\nBy article\n" in result.stdout
    assert session() is None
    assert len(results()) == 2


def test_a_right_answer_with_its_article_has_all_points(run: Run, law: Law) -> None:
    run("train", "--count", "3", "--seed", "1", stdin="")
    for n in range(3):
        out = run("train", stdin=right(posed(), Words(law.pack))).stdout
        assert "+ Right. Points: 3 of 3" in out, f"exercise {n + 1}: {out}"
    assert [result.points for result in results()] == [1.0] * 3
    assert session() is None


def test_it_goes_on_with_the_exercise_at_which_it_was_stopped(run: Run) -> None:
    first = run("train", "--count", "3", "--seed", "4", stdin=f"{ANSWERED}?\nq\n").stdout
    assert "All answers are kept; `zanger train` goes on from here." in first
    before = session()
    again = run("train", stdin="").stdout
    assert session() == before
    assert "Going on: answered 1 of 3" in again
    question = first.split("\n\nExercise 2 of 3")[1].split("\n> ")[0]
    assert question in again
    assert (before.hints if before else 0) == min(1, len(posed().hints))


@pytest.mark.parametrize("end", ["", "q\n", "quit\n"])
def test_each_answer_is_kept_before_the_next_question(end: str, run: Run) -> None:
    for n in range(3):
        run("train", *(["--count", "5", "--seed", "2"] if not n else []), stdin=ANSWERED + end)
        assert len(results()) == n + 1


def test_the_same_seed_poses_the_same_exercises(run: Run) -> None:
    pages = [
        run("train", "--profile", f"p{n}", "--seed", "9", "--count", "3", stdin=ANSWERED * 3).stdout for n in (1, 2)
    ]
    assert pages[0] == pages[1]
    assert run("train", "--profile", "p3", "--seed", "10", "--count", "3", stdin=ANSWERED * 3).stdout != pages[0]


def test_another_session_is_begun_where_the_command_asks_for_one(run: Run) -> None:
    run("train", "--seed", "1", stdin=ANSWERED)
    out = run("train", "--new", stdin="").stdout
    assert "Exercise 1 of 10" in out
    assert len(results()) == 1


def test_a_topic_is_kept_to(run: Run) -> None:
    run("train", "--topic", "24", "--count", "4", "--seed", "1", stdin=ANSWERED * 4)
    assert [result.exercise for result in results() if "l148.24" not in result.articles] == []
    assert len(results()) == 4


def test_a_kind_is_kept_to(run: Run) -> None:
    run("train", "--kind", "votes", "--count", "2", "--seed", "1", stdin=ANSWERED * 2)
    assert [result.kind for result in results()] == ["votes", "votes"]


def test_a_topic_that_is_not_there_is_refused(run: Run) -> None:
    result = run("train", "--topic", "maslihat", stdin="")
    assert result.exit_code == 2
    assert "did you mean `maslikhat`?" in result.stderr
    assert not Path(DB).exists() or session() is None


@pytest.mark.parametrize("line", ["", "12345678", "x" * 5000, "\x1b[2J", "\x00", "١", "🙂", "1 1 1 1"])
def test_what_does_not_fit_is_told_and_asked_again(line: str, run: Run) -> None:
    out = run("train", "--seed", "3", "--count", "1", "--kind", "competent", stdin=f"{line}\nq\n").stdout
    assert "  x expected one number from 1 to " in out or "stands there twice" in out
    assert "\x1b" not in out.replace(line, "")
    assert results() == ()


def test_hints_are_given_and_their_price_told(run: Run) -> None:
    run("train", "--seed", "1", stdin="")
    costs = [round(100 * hint.cost) for hint in posed().hints]
    out = run("train", stdin="?\n" * (len(costs) + 1)).stdout
    assert [int(found) for found in re.findall(r"\? hint, for (\d+) % of the points: ", out)] == costs
    assert "there is no other hint" in out


def test_an_input_that_is_no_text_stops_the_session(run: Run) -> None:
    result = run("train", "--seed", "1", stdin=b"\xff\xfe\xfd\n")
    assert (result.exit_code, "All answers are kept" in result.stdout) == (0, True)


@pytest.mark.parametrize(
    ("lang", "exercise", "article"),
    [
        ("ru", "Задание 1 из 10: ", "Все ответы сохранены; `zanger train` продолжит с этого места."),
        ("kk", "1-тапсырма (барлығы 10): ", "Барлық жауап сақталды; `zanger train` осы жерден жалғастырады."),
    ],
)
def test_it_trains_in_russian_and_kazakh(lang: str, exercise: str, article: str, run: Run) -> None:
    out = run("train", "--lang", lang, "--seed", "1", stdin="").stdout
    assert exercise in out
    assert article in out
    assert [t for t in posed().story[lang] if t.split()[0] not in out] == []  # type: ignore[index]


def test_a_session_goes_on_in_another_language(run: Run) -> None:
    run("train", "--seed", "1", stdin=ANSWERED)
    assert "2-тапсырма (барлығы 10): " in run("train", "--lang", "kk", stdin="").stdout


# What is due.


def test_nothing_is_due_at_first_and_no_session_is_lost_by_asking(run: Run) -> None:
    assert "Nothing is due." in run("train", "--due", stdin="").stdout
    run("train", "--seed", "1", stdin=ANSWERED)
    before = session()
    assert "Nothing is due; next, on " in run("train", "--due", stdin="").stdout
    assert session() == before


def test_what_went_badly_is_posed_again_when_it_is_due(run: Run) -> None:
    run("train", "--topic", "24", "--count", "1", "--seed", "1", stdin=ANSWERED)
    _an_hour_later()
    run("train", "--due", stdin="")
    assert set(posed().articles) & set(results()[0].articles)
    assert "Due now; `zanger train --due` poses it" in run("train", "progress").stdout


def _an_hour_later() -> None:
    """Make all cards due an hour before they were."""
    import sqlite3

    with sqlite3.connect(DB) as c:
        for rowid, body in c.execute("SELECT subject, body FROM card").fetchall():
            card = json.loads(body)
            card["due"] = card["last"] = "2026-01-01T00:00:00Z"
            c.execute("UPDATE card SET body = ? WHERE subject = ?", (json.dumps(card), rowid))


# Progress and data.


def test_progress_is_told_by_article_and_by_misconception(run: Run) -> None:
    assert "Nothing was answered." in run("train", "progress").stdout
    run("train", "--topic", "24", "--count", "2", "--seed", "1", stdin=ANSWERED * 2)
    text = run("train", "progress").stdout
    assert "By article" in text
    assert "Law No. 148, art. 24: right 0 of 2" in text
    told = json.loads(run("train", "progress", "--format", "json").stdout)
    assert told["answered"] == 2
    (article,) = [t for t in told["by_article"] if t["article"] == "l148.24"]
    assert (article["count"], article["right"]) == (2, 0)


def test_profiles_are_apart(run: Run) -> None:
    run("train", "--profile", "Әсел", "--seed", "1", stdin=ANSWERED)
    run("train", "--seed", "1", stdin=ANSWERED * 2)
    assert (len(results("Әсел")), len(results())) == (1, 2)
    listed = run("train", "data", "list").stdout
    assert listed.startswith(f"{DB}\n")
    assert "  default: answers kept: 2; a session to go on with\n" in listed
    assert "  Әсел: answers kept: 1; a session to go on with\n" in listed


def test_the_copy_of_ones_data_is_lines_of_results_under_a_pseudonym(run: Run) -> None:
    run("train", "--profile", "Әсел", "--seed", "1", "--count", "2", stdin=ANSWERED * 2)
    result = run("train", "data", "export", "--profile", "Әсел")
    found = [msgspec.json.decode(line, type=Result) for line in result.stdout.splitlines()]
    assert tuple(found) == results("Әсел")
    assert "Әсел" not in result.stdout
    assert re.fullmatch(r"d-[0-9a-f]{8}", found[0].learner)
    run("train", "data", "export", "--profile", "Әсел", "--as", "d-07", "--out", "copy.jsonl")
    lines = Path("copy.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["learner"] for line in lines] == ["d-07", "d-07"]


def test_a_profile_is_deleted_only_by_its_name(run: Run) -> None:
    run("train", "--profile", "group-2", "--seed", "1", stdin=ANSWERED)
    kept = run("train", "data", "delete", "--profile", "group-2", stdin="yes\n")
    assert "Nothing was deleted." in kept.stdout
    assert len(results("group-2")) == 1
    gone = run("train", "data", "delete", "--profile", "group-2", stdin="group-2\n")
    assert (gone.exit_code, "Deleted: group-2" in gone.stdout) == (0, True)
    assert b"group-2" not in b"".join(path.read_bytes() for path in Path().iterdir())


@pytest.mark.parametrize("command", ["export", "delete"])
def test_a_profile_that_is_not_there_is_told_with_the_nearest(command: str, run: Run) -> None:
    nothing = run("train", "data", command, "--profile", "group-1")
    assert (nothing.exit_code, nothing.stdout) == (2, "")
    assert f"there is no profile `group-1`; nothing is kept in `{DB}`" in nothing.stderr
    assert not Path(DB).exists()
    run("train", "--profile", "group-2", "--seed", "1", stdin="")
    result = run("train", "data", command, "--profile", "grup-2")
    assert result.exit_code == 2
    assert "there is no profile `grup-2`; did you mean `group-2`?" in result.stderr


@pytest.mark.parametrize("arguments", [[], ["progress"], ["data", "list"], ["data", "export"], ["data", "delete"]])
def test_a_file_that_is_damaged_is_told_by_every_command(arguments: list[str], run: Run) -> None:
    Path(DB).write_bytes(b"nonsense" * 1000)
    result = run("train", *arguments, stdin="")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: the progress file `{DB}` is damaged")
    assert "Traceback" not in result.stderr
    assert Path(DB).read_bytes() == b"nonsense" * 1000


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\x1b[2Jb", "a\nb"])
def test_a_name_that_is_none_is_refused(name: str, run: Run) -> None:
    result = run("train", "--profile", name, stdin="")
    assert result.exit_code == 2
    assert "expected a name of at most 60 letters" in result.stderr


def test_options_of_a_session_before_a_command_are_refused(run: Run) -> None:
    result = run("train", "--profile", "group-2", "progress")
    assert result.exit_code == 2
    assert "put it behind, `zanger train progress --profile ...`" in result.stderr


# On a terminal.


class Terminal:
    """A session on a terminal of 80 columns, with what it has written so far."""

    def __init__(self, *arguments: str) -> None:
        self.ours, theirs = pty.openpty()
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zanger_cli", "train", *arguments],
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that Ctrl-C reaches it
        )
        os.close(theirs)
        self.written = b""

    def until(self, text: str) -> str:
        """All that was written, once that has been."""
        end = time.monotonic() + PATIENCE
        while text not in self.text:
            assert time.monotonic() < end, f"`{text}` was not written: {self.text}"
            if select.select([self.ours], [], [], 0.1)[0]:
                try:
                    self.written += os.read(self.ours, 65_536)
                except OSError:
                    break
        assert text in self.text
        return self.text

    @property
    def text(self) -> str:
        return ESCAPE.sub("", self.written.decode("utf-8", "replace")).replace("\r\n", "\n")

    def type(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def end(self) -> int:
        code = self.process.wait(timeout=PATIENCE)
        os.close(self.ours)
        return code


@pytest.fixture
def terminal(run: Run) -> type[Terminal]:
    return Terminal


def test_a_session_on_a_terminal(terminal: type[Terminal]) -> None:
    shown = terminal("--seed", "1", "--count", "2")
    shown.until("\n> ")
    shown.type("-\n")
    assert "Not answered." in shown.until("Exercise 2 of 2")
    shown.type("-\n")
    shown.until("Answered: 2")
    assert shown.end() == 0
    assert len(results()) == 2


@pytest.mark.parametrize("key", ["\x04", "\x03", "q\n"], ids=["ctrl-d", "ctrl-c", "q"])
def test_a_session_on_a_terminal_is_stopped_at_any_moment(key: str, terminal: type[Terminal]) -> None:
    shown = terminal("--seed", "1", "--count", "3")
    shown.until("\n> ")
    shown.type("-\n")
    shown.until("Exercise 2 of 3")
    time.sleep(0.2)
    shown.type(key)
    shown.until("goes on from here.")
    assert shown.end() == 0
    assert "Traceback" not in shown.text
    assert len(results()) == 1
    assert posed()


def test_a_terminal_that_is_closed_or_killed_loses_no_answer(terminal: type[Terminal]) -> None:
    for n, way in enumerate((signal.SIGKILL, signal.SIGHUP, signal.SIGTERM), 1):
        shown = terminal(*(("--seed", "1", "--count", "9") if n == 1 else ()))
        shown.until("\n> ")
        shown.type("-\n")
        shown.until(f"Exercise {n + 1} of 9")
        shown.process.send_signal(way)
        shown.end()
        assert len(results()) == n


def test_no_line_is_wider_than_the_terminal(terminal: type[Terminal]) -> None:
    shown = terminal("--seed", "5", "--count", "1", "--lang", "kk")
    shown.until("\n> ")
    shown.type("-\n")
    assert shown.end() == 0 if shown.until("бойынша\n") else False
    assert [line for line in shown.text.splitlines() if len(line) > 80] == []
