"""Results from files: our own, a line each, and the reports that Moodle writes as CSV.

What is wrong with a file is told with its line and column, all of it at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from ..errors import Code, Diagnostic, InputError, Place, nearest
from .exercise import KINDS, Exercise
from .result import Result

MOST_ERRORS = 50
"""So many errors of one file are told."""
FIELDS = msgspec.structs.fields(Result)
EXPECTED = {
    "form": '"1"',
    "learner": "a pseudonym, a text that is not empty",
    "exercise": "the id of an exercise, a text that is not empty",
    "kind": f"one of {', '.join(KINDS)}",
    "articles": 'a list of articles such as ["l148.24"]',
    "procedures": 'a list of procedures such as ["SM4"]',
    "when": "a moment such as 2026-03-01T09:30:00Z",
    "answer": 'a list of keys such as ["a", "c"]',
    "cited": 'a list of articles such as ["l148.24.1"]',
    "points": "a number from 0 to 1",
    "right": "true or false",
    "misconceptions": "a list of ids of misconceptions",
    "hints": "a whole number from 0",
}
"""What a field of a result holds."""


@dataclass(frozen=True)
class Tallied:
    """What Moodle has reckoned itself for one question: the number of attempts, the mean mark as a share, and how
    the mark goes with that of the other questions (from -1 to 1), as far as it tells.
    """

    exercise: str
    name: str
    answers: int
    facility: float | None
    discrimination: float | None


@dataclass(frozen=True)
class Gathered:
    """What some files hold: answers, and questions that Moodle has already counted."""

    results: tuple[Result, ...] = ()
    tallied: tuple[Tallied, ...] = ()

    def __add__(self, other: Gathered) -> Gathered:
        return Gathered(self.results + other.results, self.tallied + other.tallied)


def gathered(
    name: str, data: bytes, key: Mapping[str, Exercise], instruments: Mapping[str, Mapping[str, str]] | None = None
) -> Gathered:
    """The results in a file of that name; `key` has the exercises by id, as far as they are known.

    `instruments` has their short names by language, by which articles may have been cited.

    Raises `InputError` with every error.
    """
    text = decoded(name, data)
    if text.lstrip()[:1] in ("{", ""):
        return Gathered(tuple(result_lines(name, text)))
    from .moodle_report import report

    return report(name, text, key, instruments or {})


def decoded(name: str, data: bytes) -> str:
    """UTF-8, with or without a mark at its begin. Raises `InputError`."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        help = "write the file anew as UTF-8; in Moodle choose `Comma separated values (.csv)`"
        message = "expected text in UTF-8"
        raise InputError([Diagnostic(Code.NOT_UTF8, message, Place(name, line, column), help=help)]) from None


def result_lines(name: str, text: str) -> list[Result]:
    """Results of a file with one on each line. Raises `InputError`."""
    found: list[Result] = []
    wrong: list[Diagnostic] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        errors = list(_errors(name, number, line))
        wrong += errors
        if not errors:
            found.append(msgspec.json.decode(line, type=Result))
    if wrong:
        raise InputError(wrong[:MOST_ERRORS])
    return found


def exercise_lines(name: str, data: bytes) -> dict[str, Exercise]:
    """The exercises of a key file, by id. Raises `InputError`."""
    found: dict[str, Exercise] = {}
    wrong: list[Diagnostic] = []
    for number, line in enumerate(decoded(name, data).splitlines(), 1):
        if not line.strip():
            continue
        try:
            exercise = msgspec.json.decode(line, type=Exercise)
        except msgspec.DecodeError:
            message = "expected an exercise as JSON on each line"
            help = "write the key with `zanger train export ... --key FILE.jsonl`"
            wrong.append(Diagnostic(Code.WRONG_SHAPE, message, Place(name, number, 1), help=help))
        else:
            found[exercise.id] = exercise
    if wrong:
        raise InputError(wrong[:MOST_ERRORS])
    return found


def _errors(name: str, number: int, line: str) -> Iterator[Diagnostic]:
    """What is wrong with one line of results."""

    def wrong(code: Code, message: str, column: int, help: str = "", path: str = "") -> Diagnostic:
        return Diagnostic(code, message, Place(name, number, column), path=path, help=help, source=line)

    try:
        read: Any = json.loads(line)
    except json.JSONDecodeError as error:
        yield wrong(Code.WRONG_SHAPE, "expected a result as JSON on one line", error.colno, _form())
        return
    except RecursionError:
        yield wrong(Code.WRONG_SHAPE, "expected a result as JSON on one line, found lists within lists", 1, _form())
        return
    if not isinstance(read, dict):
        yield wrong(Code.WRONG_SHAPE, "expected a result, `{...}`", 1, _form())
        return
    names = [field.name for field in FIELDS]
    for key in read.keys() - set(names):
        yield wrong(Code.UNKNOWN_KEY, f"a result has no field `{key}`", _column(line, key), nearest(key, names, 20))
    for field in FIELDS:
        if field.name not in read:
            if field.required:
                yield wrong(Code.MISSING_KEY, f"the field `{field.name}` is missing", 1, _expected(field.name))
        elif not _fits(field.name, field.type, read[field.name]):
            message = f"expected {EXPECTED[field.name]}, found `{json.dumps(read[field.name], ensure_ascii=False)}`"
            help = nearest(read["kind"], KINDS) if field.name == "kind" and isinstance(read["kind"], str) else ""
            yield wrong(Code.WRONG_VALUE, message, _column(line, field.name), help, field.name)


def _form() -> str:
    return "docs/training-results.md has the form of results"


def _expected(name: str) -> str:
    return f"write {EXPECTED[name]}"


def _column(line: str, key: str) -> int:
    return line.find(json.dumps(key, ensure_ascii=False)) + 1 or 1


def _fits(name: str, type: Any, value: Any) -> bool:
    try:
        read = msgspec.convert(value, type, strict=True)
    except msgspec.ValidationError:
        return False
    match name:
        case "points":
            return 0 <= float(read) <= 1
        case "hints":
            return int(read) >= 0
        case "learner" | "exercise":
            return bool(str(read).strip())
        case "when":
            return _moment(str(read))
        case _:
            return True


def _moment(text: str) -> bool:
    from datetime import datetime

    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def by_id(exercises: Iterable[Exercise]) -> dict[str, Exercise]:
    """Exercises by id."""
    return {exercise.id: exercise for exercise in exercises}
