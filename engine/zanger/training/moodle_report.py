"""Moodle's reports on a quiz, as it writes them to CSV: the responses, and the analysis of items.

Headings are those of Moodle in English and Russian, of its older and its newer versions. A question is known by the
id of its exercise, which the export writes at the end of its text and of its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ..errors import Code, Diagnostic, InputError, Place
from .exercise import Exercise
from .export.spelling import Instruments
from .gathering import MOST_ERRORS, Gathered, Tallied
from .result import Result, mistakes
from .summaries import answer_of, is_right, share

RESPONSE = re.compile(r"(?:response|ответ)\s*(\d+)", re.IGNORECASE)
QUESTION = re.compile(r"(?:question|вопрос)\s*(\d+)", re.IGNORECASE)
NOT_OF_LEARNER = re.compile(
    r"(?:state|status|состояние|статус|started|started on|тест начат|начато|grade/.*|оценка/.*)", re.IGNORECASE
)
"""The first column that no longer tells who the learner is."""
STATE = re.compile(r"(?:state|status|состояние|статус)", re.IGNORECASE)
UNFINISHED = re.compile(
    r"in progress|overdue|never submitted|not started|в процессе|просроч\w*|никогда.*|не нач\w*", re.IGNORECASE
)
"""States of attempts whose answers may still change, or never came."""
COLUMNS = {
    "name": ("question name", "название вопроса"),
    "attempts": ("attempts", "попытки"),
    "facility": ("facility index", "индекс легкости", "индекс лёгкости"),
    "discrimination": ("discrimination index", "индекс дискриминации"),
}
"""Columns of the analysis of items."""
ID = re.compile(r"\[([^\[\]\s]+)\]")


@dataclass(frozen=True)
class Cell:
    """One field of a CSV file, with the line and column on which it begins."""

    text: str
    line: int
    column: int


Row = Sequence[Cell]


def report(name: str, text: str, key: Mapping[str, Exercise], instruments: Instruments) -> Gathered:
    """What a report tells. Raises `InputError` where it is neither of the two, or a question is not in `key`."""
    rows = list(cells(text))
    for n, row in enumerate(rows):
        heads = [cell.text.strip() for cell in row]
        if any(RESPONSE.fullmatch(head) for head in heads):
            return Gathered(results=tuple(_responses(name, row, rows[n + 1 :], key, instruments)))
        lowered = [head.lower() for head in heads]
        if all(any(c in lowered for c in COLUMNS[column]) for column in ("name", "attempts")):
            return Gathered(tallied=tuple(_items(name, row, rows[n + 1 :])))
    first = rows[0][0] if rows and rows[0] else Cell("", 1, 1)
    message = "expected results, or Moodle's report `Responses` or `Statistics`"
    help = "in Moodle: Results, Responses, with `question text` and `response` shown; download as CSV"
    raise InputError([Diagnostic(Code.WRONG_SHAPE, message, Place(name, first.line, first.column), help=help)])


def cells(text: str) -> Iterator[list[Cell]]:
    """The rows of a CSV file (RFC 4180) that are not empty, with the delimiter of its first line."""
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    row: list[Cell] = []
    field: list[str] = []
    line = column = 1
    begin, quoted, closed = (1, 1), False, False
    for sign in (*text, "\n"):
        if quoted:
            quoted, closed = sign != '"', sign == '"'
            if quoted:
                field.append(sign)
        elif sign == '"' and (closed or not field):
            if closed:
                field.append(sign)
            quoted, closed = True, False
        elif sign in (delimiter, "\n"):
            row.append(Cell("".join(field).removesuffix("\r") if not closed else "".join(field), *begin))
            field, closed = [], False
        elif not (closed and sign == "\r"):
            field.append(sign)
        line, column = (line + 1, 1) if sign == "\n" else (line, column + 1)
        if not quoted and sign in (delimiter, "\n"):
            begin = (line, column)
            if sign == "\n":
                if any(cell.text for cell in row):
                    yield row
                row = []


def _responses(
    name: str, head: Row, rows: Iterable[Row], key: Mapping[str, Exercise], instruments: Instruments
) -> Iterator[Result]:
    """The answers of the report `Responses`."""
    responses = {int(m[1]): n for n, cell in enumerate(head) if (m := RESPONSE.fullmatch(cell.text.strip()))}
    questions = {int(m[1]): n for n, cell in enumerate(head) if (m := QUESTION.fullmatch(cell.text.strip()))}
    if not key:
        message = "Moodle's report of responses has to be read with the key of its exercises"
        help = "add `--key FILE.jsonl`, which `zanger train export ... --key FILE.jsonl` wrote"
        raise InputError([Diagnostic(Code.MISSING_KEY, message, Place(name, head[0].line, 1), help=help)])
    if missing := sorted(responses.keys() - questions.keys()):
        cell = head[responses[missing[0]]]
        message = f"the response {missing[0]} has no column with its question"
        help = "in Moodle tick `question text` under `Display options` before you download the report"
        raise InputError([Diagnostic(Code.MISSING_KEY, message, Place(name, cell.line, cell.column), help=help)])
    learner = next((n for n, c in enumerate(head) if NOT_OF_LEARNER.fullmatch(c.text.strip())), 0)
    state = next((n for n, c in enumerate(head) if STATE.fullmatch(c.text.strip())), None)
    found: list[Result] = []
    wrong: list[Diagnostic] = []
    for row in rows:
        if len(row) < len(head) or (state is not None and UNFINISHED.fullmatch(row[state].text.strip())):
            continue
        who = pseudonym(cell.text for cell in row[:learner])
        for slot, at in sorted(responses.items()):
            asked, given = row[questions[slot]], row[at]
            if asked.text.strip() in ("", "-"):
                continue
            exercise = next((key[i] for i in reversed(ID.findall(asked.text)) if i in key), None)
            if exercise is None:
                wrong.append(_unknown(name, asked))
                continue
            answer = answer_of(exercise, given.text)
            if answer is None:
                wrong.append(_strange(name, given, exercise))
                continue
            found.append(_result(who, exercise, answer, instruments))
    if wrong:
        raise InputError(wrong[:MOST_ERRORS])
    yield from found


def pseudonym(columns: Iterable[str]) -> str:
    """A name for a learner that tells nothing of who it is, the same for the same columns."""
    return "m-" + sha256("\x1f".join(columns).encode()).hexdigest()[:10]


def _result(learner: str, exercise: Exercise, answer: tuple[str, ...], instruments: Instruments) -> Result:
    return Result(
        learner=learner,
        exercise=exercise.id,
        kind=exercise.kind,
        articles=exercise.articles,
        procedures=exercise.procedures,
        when="",
        answer=answer,
        points=round(share(exercise, answer, instruments), 4),
        right=is_right(exercise, answer, instruments),
        misconceptions=mistakes(exercise, answer),
    )


def _unknown(name: str, cell: Cell) -> Diagnostic:
    named = ID.findall(cell.text)
    message = f"no exercise of the key is `{named[-1]}`" if named else "this question has no id of an exercise"
    help = "give the key of the export from which the quiz was made; `--key` may be given several times"
    return Diagnostic(Code.DANGLING_REFERENCE, message, Place(name, cell.line, cell.column), help=help)


def _strange(name: str, cell: Cell, exercise: Exercise) -> Diagnostic:
    shown = cell.text if len(cell.text) < 80 else f"{cell.text[:77]}..."
    message = f"`{shown}` is not an answer to `{exercise.id}`"
    help = "was the question edited in Moodle? leave its column out, or export it anew"
    return Diagnostic(Code.WRONG_VALUE, message, Place(name, cell.line, cell.column), help=help)


def _items(name: str, head: Row, rows: Iterable[Row]) -> Iterator[Tallied]:
    """The questions of the report `Statistics`, as far as they carry the id of an exercise."""
    lowered = [cell.text.strip().lower() for cell in head]
    at = {c: next((lowered.index(h) for h in names if h in lowered), None) for c, names in COLUMNS.items()}
    wrong: list[Diagnostic] = []
    found: list[Tallied] = []
    for row in rows:
        if len(row) < len(head):
            break
        named = ID.findall(row[at["name"] or 0].text)
        if not named:
            continue
        values: dict[str, float | None] = {}
        for column in ("attempts", "facility", "discrimination"):
            n = at[column]
            cell = row[n] if n is not None else Cell("", 1, 1)
            try:
                values[column] = number(cell.text)
            except ValueError:
                message = f"expected a number, found `{cell.text.strip()}`"
                wrong.append(Diagnostic(Code.WRONG_VALUE, message, Place(name, cell.line, cell.column)))
        if len(values) == 3:
            found.append(_tallied(named[-1], row[at["name"] or 0].text, values))
    if wrong:
        raise InputError(wrong[:MOST_ERRORS])
    yield from found


def _tallied(exercise: str, name: str, values: Mapping[str, float | None]) -> Tallied:
    facility, discrimination = values["facility"], values["discrimination"]
    return Tallied(
        exercise=exercise,
        name=" ".join(ID.sub("", name).split()),
        answers=int(values["attempts"] or 0),
        facility=None if facility is None else round(facility / 100, 6),
        discrimination=None if discrimination is None else round(discrimination / 100, 6),
    )


def number(text: str) -> float | None:
    """A number as Moodle writes it: `66.67%`, `66,67 %`; `None` of none. Raises `ValueError` for anything else."""
    plain = text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "").removesuffix("%").replace(",", ".")
    return None if plain in ("", "-") else float(plain)
