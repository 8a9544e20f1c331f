"""The file of the progress: how it is made, brought up to the present version, and what is told where it is unfit.

A file that is damaged, of another program or of a later version of this one is never written to.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from ..errors import ZangerError

APPLICATION = 0x5A4E4752
"""What marks the file as ours; see `PRAGMA application_id`."""
HEADER = b"SQLite format 3\0"
PATIENCE = 5.0
"""Seconds that another process may take to end its writing."""
ELSEWHERE = "name another file with --db FILE or ZANGER_TRAINING_DB"

STEPS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE profile (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, learner TEXT NOT NULL)",
        "CREATE TABLE result (id INTEGER PRIMARY KEY, body TEXT NOT NULL,"
        " profile INTEGER NOT NULL REFERENCES profile ON DELETE CASCADE)",
        "CREATE INDEX result_of ON result (profile, id)",
    ),
    (
        "ALTER TABLE result ADD COLUMN faced TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE result ADD COLUMN reasoned REAL",
        "ALTER TABLE result ADD COLUMN reviewed INTEGER NOT NULL DEFAULT 0",
        "CREATE TABLE card (profile INTEGER NOT NULL REFERENCES profile ON DELETE CASCADE, subject TEXT NOT NULL,"
        " body TEXT NOT NULL, PRIMARY KEY (profile, subject)) WITHOUT ROWID",
        "CREATE TABLE session (profile INTEGER PRIMARY KEY REFERENCES profile ON DELETE CASCADE, body TEXT NOT NULL)",
    ),
    (
        "CREATE TABLE note (profile INTEGER NOT NULL REFERENCES profile ON DELETE CASCADE, subject TEXT NOT NULL,"
        " body TEXT NOT NULL, PRIMARY KEY (profile, subject)) WITHOUT ROWID",
    ),
)
"""What makes each version of the file from the one before: first results alone, then cards and a session to resume,
then notes of lessons and scenarios."""
VERSION = len(STEPS)


class ProgressError(ZangerError):
    """The file cannot be used; the message says why, and what to do. Nothing in it was changed."""


def opened(path: Path) -> sqlite3.Connection:
    """The file at a path, made if it is not there, and brought up to this version. Raises `ProgressError`."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "rb") as file:
            start = file.read(len(HEADER))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ProgressError(f"cannot write the progress file `{path}`: {reason}; {ELSEWHERE}") from None
    if start != HEADER and (start or _log(path)):  # SQLite takes what is very short for a new file
        raise _damaged(path, "it does not begin as a database does")
    with told(path):
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        try:
            _examined(connection, path)
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
                connection.execute(f"PRAGMA {pragma}")
            _migrated(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _examined(connection: sqlite3.Connection, path: Path) -> None:
    """Raises `ProgressError` for a file that is not to be written to."""
    version, application, tables = (
        connection.execute(query).fetchone()[0]
        for query in ("PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
    )
    if application != APPLICATION and (application or version or tables):
        raise ProgressError(f"`{path}` is a database of another program; {ELSEWHERE}")
    if version > VERSION:
        raise ProgressError(
            f"the progress file `{path}` was written by a later zanger (its version is {version}, this one knows up to"
            f" {VERSION}): install the later one, or {ELSEWHERE}"
        )
    (sound,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if sound != "ok":
        raise _damaged(path, str(sound))


def _log(path: Path) -> bool:
    """Whether a log of writes lies beside the file."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _migrated(connection: sqlite3.Connection) -> None:
    """Bring the file up to this version, all steps in one transaction."""
    if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()  # another process may have been first
        for statements in STEPS[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns what SQLite says into a message that tells what to do."""
    try:
        yield
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _damaged(path, str(error)) from None
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            told = f"the progress file `{path}` is in use by another program; try again when that has ended"
        elif name.startswith("SQLITE_FULL"):
            told = f"there is no room for the progress file `{path}`; make room, or {ELSEWHERE}"
        elif name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or isinstance(error, sqlite3.ProgrammingError):
            raise _damaged(path, str(error)) from None
        else:
            told = f"cannot use the progress file `{path}`: {str(error).lower()}; {ELSEWHERE}"
        raise ProgressError(told) from None


def _damaged(path: Path, reason: str) -> ProgressError:
    first = reason.splitlines()[-1].lower() if reason else "it cannot be read"
    return ProgressError(
        f"the progress file `{path}` is damaged: {first}; nothing in it was changed. Keep a copy of it; then put back"
        f" an older copy, or save what can be read with `sqlite3 FILE .recover`, or move it away to begin anew"
    )
