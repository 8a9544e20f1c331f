"""Progress: what each profile has answered, its cards and its session, in one SQLite file.

What a method has returned from is on the disk: each writes in one transaction, with a write-ahead log that is synced,
so that a process that dies in the middle leaves what was confirmed before, and no part of what was not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from ..decision import Part
from .database import ProgressError, opened, told
from .due import Card
from .result import Result
from .tally import Answered

Review = Callable[[Mapping[str, Card], Result, Iterable[str]], Mapping[str, Card]]
"""The cards that a result changes, of those there are (see `due.review`)."""
ANSWERED = "SELECT r.body, r.faced, r.reasoned FROM result r JOIN profile p ON p.id = r.profile"


class Kept(Part):
    """How much a profile has in the file."""

    name: str
    results: int
    session: bool


class Progress:
    """The file, open. Every method raises `ProgressError` where it cannot do what it says."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    @classmethod
    def open(cls, path: Path) -> Progress:
        """The file at a path, made if it is not there, and brought up to this version."""
        return cls(opened(path), path)

    def close(self) -> None:
        """Close the file."""
        with told(self.path):
            self._connection.close()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it, or nothing."""
        with told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with told(self.path):
            yield self._connection

    # Profiles

    def profiles(self) -> tuple[Kept, ...]:
        """What each profile has, by name."""
        query = (
            "SELECT name, (SELECT count(*) FROM result WHERE profile = p.id),"
            " EXISTS (SELECT 1 FROM session WHERE profile = p.id) FROM profile p ORDER BY name"
        )
        with self._reading() as c:
            return tuple(Kept(name=n, results=r, session=bool(s)) for n, r, s in c.execute(query))

    def learner(self, profile: str, pseudonym: str) -> str:
        """The pseudonym by which results of a profile name their learner: this one, if it has none yet."""
        with self._writing() as c:
            c.execute("INSERT OR IGNORE INTO profile (name, learner) VALUES (?, ?)", (profile, pseudonym))
            (found,) = c.execute("SELECT learner FROM profile WHERE name = ?", (profile,)).fetchone()
            return str(found)

    def delete(self, profile: str) -> bool:
        """Delete a profile with all that it has, so that none of it stays in the file; whether there was one."""
        with self._writing() as c:
            gone = c.execute("DELETE FROM profile WHERE name = ?", (profile,)).rowcount
        with self._reading() as c:
            c.execute("VACUUM")
            c.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(gone)

    # Results and cards

    def record(self, profile: str, answered: Answered, session: str | None, review: Review | None = None) -> None:
        """Keep what was answered, with the session as it stands after it; without `review` cards wait for `catch_up`.

        This is the moment at which an answer is safe.
        """
        with self._writing() as c:
            number = _number(c, profile)
            c.execute(
                "INSERT INTO result (profile, body, faced, reasoned) VALUES (?, ?, ?, ?)",
                (number, _text(answered.result), _text(answered.faced), answered.reasoned),
            )
            if review is not None:
                _catch_up(c, number, review)
            _keep(c, number, session)

    def catch_up(self, profile: str, review: Review) -> None:
        """Review the cards by what was answered and not reviewed yet, in its order."""
        with self._writing() as c:
            _catch_up(c, _number(c, profile), review)

    def cards(self, profile: str) -> dict[str, Card]:
        """The cards of a profile, by subject."""
        query = "SELECT subject, body FROM card JOIN profile p ON p.id = profile WHERE p.name = ? ORDER BY subject"
        with self._reading() as c:
            return {s: msgspec.json.decode(body, type=Card) for s, body in c.execute(query, (profile,))}

    def answered(self, profile: str) -> tuple[Answered, ...]:
        """All that a profile has answered, oldest first."""
        with self._reading() as c:
            return tuple(_answered(*row) for row in c.execute(f"{ANSWERED} WHERE p.name = ? ORDER BY r.id", (profile,)))

    # The session

    def session(self, profile: str) -> str | None:
        """The session that a profile has not ended, as it was kept."""
        query = "SELECT body FROM session JOIN profile p ON p.id = profile WHERE p.name = ?"
        with self._reading() as c:
            row = c.execute(query, (profile,)).fetchone()
        return None if row is None else str(row[0])

    def keep(self, profile: str, session: str | None) -> None:
        """Keep a session to be gone on with; None where it has ended."""
        with self._writing() as c:
            _keep(c, _number(c, profile), session)

    # Notes

    def note(self, profile: str, subject: str) -> str | None:
        """What was noted for a profile of a lesson or a scenario; None if nothing was."""
        query = "SELECT body FROM note JOIN profile p ON p.id = profile WHERE p.name = ? AND subject = ?"
        with self._reading() as c:
            row = c.execute(query, (profile, subject)).fetchone()
        return None if row is None else str(row[0])

    def notes(self, profile: str) -> dict[str, str]:
        """All that was noted for a profile, by subject."""
        query = "SELECT subject, body FROM note JOIN profile p ON p.id = profile WHERE p.name = ? ORDER BY subject"
        with self._reading() as c:
            return dict(c.execute(query, (profile,)))

    def remark(self, profile: str, subject: str, body: str | None) -> None:
        """Note something of a lesson or a scenario in place of what was noted before; None takes it away."""
        with self._writing() as c:
            number = _number(c, profile)
            if body is None:
                c.execute("DELETE FROM note WHERE profile = ? AND subject = ?", (number, subject))
            else:
                c.execute(
                    "INSERT OR REPLACE INTO note (profile, subject, body) VALUES (?, ?, ?)", (number, subject, body)
                )


def _number(c: sqlite3.Connection, profile: str) -> int:
    row = c.execute("SELECT id FROM profile WHERE name = ?", (profile,)).fetchone()
    if row is None:
        raise ProgressError(f"there is no profile `{profile}` any more: it was deleted while it was in use")
    return int(row[0])


def _catch_up(c: sqlite3.Connection, number: int, review: Review) -> None:
    """Review the cards by each result for which that has not been done."""
    query = f"{ANSWERED} WHERE p.id = ? AND NOT r.reviewed ORDER BY r.id"
    waiting = [_answered(*row) for row in c.execute(query, (number,))]
    if not waiting:
        return
    rows = c.execute("SELECT subject, body FROM card WHERE profile = ?", (number,))
    cards = {subject: msgspec.json.decode(body, type=Card) for subject, body in rows}
    changed: dict[str, Card] = {}
    for item in waiting:
        changed |= review({**cards, **changed}, item.result, item.faced)
    c.executemany(
        "INSERT OR REPLACE INTO card (profile, subject, body) VALUES (?, ?, ?)",
        [(number, subject, _text(card)) for subject, card in changed.items()],
    )
    c.execute("UPDATE result SET reviewed = 1 WHERE profile = ?", (number,))


def _keep(c: sqlite3.Connection, number: int, session: str | None) -> None:
    if session is None:
        c.execute("DELETE FROM session WHERE profile = ?", (number,))
    else:
        c.execute("INSERT OR REPLACE INTO session (profile, body) VALUES (?, ?)", (number, session))


def _answered(body: str, faced: str, reasoned: float | None) -> Answered:
    return Answered(
        result=msgspec.json.decode(body, type=Result),
        faced=msgspec.json.decode(faced, type=tuple[str, ...]),
        reasoned=reasoned,
    )


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
