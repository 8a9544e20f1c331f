"""Progress on the disk: what was confirmed stays, older files are brought up, unfit files are told and left alone."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from zanger.training.database import STEPS, VERSION, ProgressError
from zanger.training.due import review
from zanger.training.progress import Kept, Progress
from zanger.training.result import Result
from zanger.training.tally import Answered

HERE = Path(__file__).parent
OLDER = HERE / "progress-version-1.sql"
"""A file of the first version, with two results of one profile: `sqlite3 FILE .dump` gave its text."""


def answered(n: int, **changes: Any) -> Answered:
    common: dict[str, Any] = {
        "learner": "d-07",
        "exercise": f"votes-{n}",
        "kind": "votes",
        "articles": ("l148.24",),
        "when": f"2026-03-01T{9 + n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z",
        "answer": ("34",),
        "cited": ("l148.24.1",),
        "points": 1.0,
        "right": True,
    }
    return Answered(result=Result(**{**common, **changes}), faced=("half-for-two-thirds",), reasoned=1.0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "training.db"


def filled(file: Path, count: int = 3, profile: str = "default") -> None:
    with Progress.open(file) as progress:
        progress.learner(profile, "d-07")
        for n in range(count):
            progress.record(profile, answered(n), None, review)


def older(file: Path) -> None:
    file.parent.mkdir(parents=True)
    with closing(sqlite3.connect(file)) as c:
        c.executescript(OLDER.read_text(encoding="utf-8"))


# What is kept.


def test_a_note_is_there_until_it_is_taken_away(file: Path) -> None:
    with Progress.open(file) as progress:
        progress.learner("default", "d-07")
        progress.learner("other", "d-08")
        for body in ("60", "90"):
            progress.remark("default", "result:two-reports", body)
        progress.remark("default", "lesson:reports", "read")
    with Progress.open(file) as progress:
        assert progress.notes("default") == {"lesson:reports": "read", "result:two-reports": "90"}
        assert progress.note("other", "lesson:reports") is None
        progress.remark("default", "lesson:reports", None)
        assert progress.note("default", "lesson:reports") is None


def test_what_was_recorded_is_there_when_the_file_is_opened_again(file: Path) -> None:
    filled(file)
    with Progress.open(file) as progress:
        assert progress.answered("default") == tuple(answered(n) for n in range(3))
        assert set(progress.cards("default")) == {"article:l148.24", "misconception:half-for-two-thirds"}
        assert progress.profiles() == (Kept(name="default", results=3, session=False),)


def test_profiles_do_not_see_each_other(file: Path) -> None:
    filled(file, 3, "Әсет")
    filled(file, 1, "b'; DROP TABLE result; --")
    with Progress.open(file) as progress:
        assert [(k.name, k.results) for k in progress.profiles()] == [("b'; DROP TABLE result; --", 1), ("Әсет", 3)]
        assert progress.answered("another") == ()
        assert progress.cards("another") == {}


def test_a_profile_keeps_the_pseudonym_that_it_was_given_first(file: Path) -> None:
    with Progress.open(file) as progress:
        assert progress.learner("default", "d-1") == "d-1"
        assert progress.learner("default", "d-2") == "d-1"


def test_a_session_is_kept_replaced_and_ended(file: Path) -> None:
    filled(file, 0)
    for text in ("one", "two", None):
        with Progress.open(file) as progress:
            progress.keep("default", text)
        with Progress.open(file) as progress:
            assert progress.session("default") == text
    with Progress.open(file) as progress:
        progress.record("default", answered(0), "after one")
        assert progress.session("default") == "after one"


def test_cards_that_waited_are_reviewed_in_the_order_of_the_answers(file: Path, tmp_path: Path) -> None:
    filled(file)
    waiting = tmp_path / "waiting.db"
    with Progress.open(waiting) as progress:
        progress.learner("default", "d-07")
        for n in range(3):
            progress.record("default", answered(n), None)
        assert progress.cards("default") == {}
        progress.catch_up("default", review)
        with Progress.open(file) as other:
            assert progress.cards("default") == other.cards("default")


def test_only_its_owner_may_read_the_file(file: Path) -> None:
    filled(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


# What is deleted.


def test_nothing_of_a_deleted_profile_stays_in_the_files(file: Path) -> None:
    with Progress.open(file) as progress:
        for name in ("leaves", "stays"):
            progress.learner(name, f"learner-{name}")
            progress.record(name, answered(1, exercise=f"exercise-{name}"), f"session-{name}", review)
        assert progress.delete("leaves")
        kept = b"".join(p.read_bytes() for p in file.parent.iterdir())
        assert [word for word in (b"leaves", b"exercise-leaves", b"session-leaves") if word in kept] == []
        assert b"exercise-stays" in kept
        assert [k.name for k in progress.profiles()] == ["stays"]
        assert not progress.delete("leaves")


def test_a_profile_deleted_while_it_trains_is_told(file: Path) -> None:
    filled(file)
    with Progress.open(file) as training, Progress.open(file) as other:
        other.delete("default")
        with pytest.raises(ProgressError, match="it was deleted while it was in use"):
            training.record("default", answered(4), None, review)


# Versions.


def test_a_file_of_the_first_version_is_brought_up_with_all_it_has(file: Path) -> None:
    older(file)
    with Progress.open(file) as progress:
        found = progress.answered("deputy-7")
        assert [(a.result.exercise, a.result.right, a.faced, a.reasoned) for a in found] == [
            ("votes-3f9a21c0", False, (), None),
            ("competent-77aa01be", True, (), None),
        ]
        assert progress.session("deputy-7") is None
        assert progress.cards("deputy-7") == {}
        progress.catch_up("deputy-7", review)
        assert set(progress.cards("deputy-7")) == {
            "article:l148.24",
            "article:constitution.87",
            "misconception:half-for-two-thirds",
        }
    with closing(sqlite3.connect(file)) as c:
        assert c.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_file_brought_up_has_the_same_tables_as_a_new_one(file: Path, tmp_path: Path) -> None:
    older(file)
    Progress.open(file).close()
    new = tmp_path / "new.db"
    Progress.open(new).close()
    schemas = []
    for path in (file, new):
        with closing(sqlite3.connect(path)) as c:
            tables = [name for (name,) in c.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
            schemas.append({t: c.execute(f"PRAGMA table_info({t})").fetchall() for t in tables})
    assert schemas[0] == schemas[1]


def test_a_step_that_fails_leaves_the_older_file_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older(file)
    monkeypatch.setattr("zanger.training.database.STEPS", (STEPS[0], (*STEPS[1], "CREATE TABLE result (id INTEGER)")))
    with pytest.raises(ProgressError, match="table result already exists"):
        Progress.open(file)
    monkeypatch.undo()
    with closing(sqlite3.connect(file)) as c:
        assert c.execute("PRAGMA user_version").fetchone() == (1,)
        assert c.execute("SELECT count(*) FROM sqlite_master WHERE name = 'card'").fetchone() == (0,)
    with Progress.open(file) as progress:
        assert len(progress.answered("deputy-7")) == 2


# Files that are not fit.


def refused(file: Path) -> str:
    """What is told of a file; it must be the same, byte by byte, afterwards."""
    before = file.read_bytes()
    with pytest.raises(ProgressError) as error:
        Progress.open(file)
    assert file.read_bytes() == before
    return str(error.value)


def test_a_file_of_a_later_version_is_told_and_left_alone(file: Path) -> None:
    filled(file)
    with closing(sqlite3.connect(file)) as c:
        c.execute("PRAGMA journal_mode = DELETE")
        c.execute(f"PRAGMA user_version = {VERSION + 1}")
    told = refused(file)
    assert f"was written by a later zanger (its version is {VERSION + 1}, this one knows up to {VERSION})" in told
    assert "install the later one, or name another file with --db FILE" in told


def test_a_database_of_another_program_is_told_and_left_alone(file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as c:
        c.execute("CREATE TABLE card (id INTEGER)")
        c.commit()
    assert "is a database of another program; name another file" in refused(file)


def test_a_file_that_is_no_database_is_told_and_left_alone(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("минуты заседания\n" * 100, encoding="utf-8")
    assert "is damaged" in (told := refused(file))
    assert "put back an older copy" in told


def test_damage_in_the_middle_is_told_and_left_alone(file: Path) -> None:
    filled(file, 60)
    content = bytearray(file.read_bytes())
    for page in range(4096, len(content) - 4096, 4096):
        content[page + 5 : page + 200] = b"\xff" * 195
    file.write_bytes(content)
    for suffix in ("-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    assert "is damaged" in refused(file)


@pytest.mark.parametrize("length", [1, 15, 16, 99, 100, 4096, 5000])
def test_a_file_cut_short_is_told_and_left_alone(length: int, file: Path) -> None:
    filled(file, 60)
    file.write_bytes(file.read_bytes()[:length])
    assert "the progress file" in refused(file)


def test_an_empty_file_beside_a_log_of_writes_is_damage(file: Path, tmp_path: Path) -> None:
    """A new file has no log; to take it for one would throw the log away."""
    with Progress.open(file) as progress:
        progress.learner("default", "d-07")
        shutil.copytree(file.parent, tmp_path / "left")
    left = tmp_path / "left" / "training.db"
    left.write_bytes(b"")
    log = left.with_name("training.db-wal").read_bytes()
    assert "is damaged" in refused(left)
    assert left.with_name("training.db-wal").read_bytes() == log != b""


def test_an_empty_file_is_a_new_one(file: Path) -> None:
    file.parent.mkdir()
    file.touch()
    filled(file, 1)


def test_a_result_that_cannot_be_read_is_damage(file: Path) -> None:
    filled(file)
    with closing(sqlite3.connect(file)) as c:
        c.execute("UPDATE result SET body = '{' WHERE id = 2")
        c.commit()
    with Progress.open(file) as progress, pytest.raises(ProgressError, match="is damaged"):
        progress.answered("default")


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProgressError, match=r"cannot write the progress file .* is a directory"):
        Progress.open(tmp_path)


def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ProgressError, match="cannot write the progress file"):
        Progress.open(tmp_path / "file" / "training.db")


def test_a_file_that_another_program_holds_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(file)
    monkeypatch.setattr("zanger.training.database.PATIENCE", 0.05)
    with Progress.open(file) as progress, closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProgressError, match="is in use by another program; try again"):
            progress.record("default", answered(4), None, review)
        other.execute("ROLLBACK")
        progress.record("default", answered(4), None, review)
        assert len(progress.answered("default")) == 4


def test_a_full_disk_is_told_and_loses_nothing(file: Path) -> None:
    filled(file)
    with Progress.open(file) as progress:
        pages = progress._connection.execute("PRAGMA page_count").fetchone()[0]
        progress._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(ProgressError, match="there is no room for the progress file"):
            _fill(progress)
    with Progress.open(file) as progress:
        found = progress.answered("default")
        assert found[:3] == tuple(answered(n) for n in range(3))
        assert [a.result.exercise for a in found] == [f"votes-{n}" for n in range(len(found))]


def _fill(progress: Progress) -> None:
    for n in range(3, 400):
        progress.record("default", answered(n), "session " * 999, review)


# A process that dies.

WRITER = """
import sys
from pathlib import Path
from test_progress import answered
from zanger.training.due import review
from zanger.training.progress import Progress
with Progress.open(Path(sys.argv[1])) as progress:
    progress.learner("default", "d-07")
    n = len(progress.answered("default"))
    while True:
        progress.record("default", answered(n), f"session after {n}", review)
        print(n, flush=True)
        n += 1
"""


def test_a_process_killed_while_it_writes_loses_nothing_that_was_confirmed(file: Path) -> None:
    """Five processes one after another are killed at a moment drawn at random; each goes on where the last one was."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])}
    chance = random.Random(7)
    confirmed = -1
    for _ in range(5):
        command = [sys.executable, "-c", WRITER, str(file)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == f"{confirmed + 1}\n"
            time.sleep(chance.uniform(0.0, 0.08))
            process.send_signal(signal.SIGKILL)
            told = process.stdout.read().split()
        confirmed = int(told[-1]) if told else confirmed + 1
        with Progress.open(file) as progress:
            found = progress.answered("default")
            assert len(found) - 1 in (confirmed, confirmed + 1), "one may have been written and not yet confirmed"
            assert found == tuple(answered(n) for n in range(len(found)))
            assert progress.session("default") == f"session after {len(found) - 1}"
            cards = progress.cards("default")
        confirmed = len(found) - 1
    assert cards == _cards(len(found)), "each answer is in the cards, and none twice"
    assert confirmed > 5


def _cards(count: int) -> dict[str, Any]:
    cards: dict[str, Any] = {}
    for n in range(count):
        item = answered(n)
        cards |= review(cards, item.result, item.faced)
    return cards


def test_a_log_left_by_a_dead_process_is_taken_up(file: Path, tmp_path: Path) -> None:
    """The files as they lie while a process has them open are what its death leaves."""
    with Progress.open(file) as progress:
        progress.learner("default", "d-07")
        progress.record("default", answered(0), None, review)
        left = tmp_path / "left"
        shutil.copytree(file.parent, left)
    (left / "training.db-shm").unlink(missing_ok=True)
    with Progress.open(left / "training.db") as again:
        assert again.answered("default") == (answered(0),)
