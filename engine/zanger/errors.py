"""Diagnostics: what is wrong, where, what was expected, and the nearest right name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from heapq import nlargest
from typing import Literal
from unicodedata import category

import msgspec

MAX_SHOWN = 1_000
MAX_COMPARED = 8
LONGEST_NAME = 100


class Code(StrEnum):
    """The closed list of diagnostics. Each has a page `docs/errors/<code>.md`."""

    FILE_UNREADABLE = "file-unreadable"
    NOT_UTF8 = "not-utf8"
    YAML_SYNTAX = "yaml-syntax"
    YAML_FEATURE = "yaml-feature"
    YAML_LIMIT = "yaml-limit"
    DUPLICATE_KEY = "duplicate-key"
    UNKNOWN_KEY = "unknown-key"
    MISSING_KEY = "missing-key"
    WRONG_SHAPE = "wrong-shape"
    WRONG_VALUE = "wrong-value"
    OUT_OF_BOUNDS = "out-of-bounds"
    UNKNOWN_PACK = "unknown-pack"
    UNKNOWN_KIND = "unknown-kind"
    UNKNOWN_FIELD = "unknown-field"
    UNKNOWN_BODY = "unknown-body"
    UNKNOWN_READING = "unknown-reading"
    UNKNOWN_INSTRUMENT = "unknown-instrument"
    UNKNOWN_PARAMETER = "unknown-parameter"
    UNKNOWN_PROVISION = "unknown-provision"
    MISSING_FIELD = "missing-field"
    DANGLING_REFERENCE = "dangling-reference"
    DUPLICATE_ID = "duplicate-id"
    ACTION_AFTER_AS_OF = "action-after-as-of"
    TOO_MANY_UNKNOWNS = "too-many-unknowns"
    UNBOUND_VARIABLE = "unbound-variable"
    VARIABLE_TYPE = "variable-type"
    EMPTY_WHEN = "empty-when"
    CONCLUSION_COUNT = "conclusion-count"
    MISPLACED_KEY = "misplaced-key"
    REVERSED_DATES = "reversed-dates"
    OVERLAPPING_EDITIONS = "overlapping-editions"
    NEGATIVE_CYCLE = "negative-cycle"
    OVERRIDES_CYCLE = "overrides-cycle"
    OVERRIDES_RANK = "overrides-rank"
    OVERRIDES_MISMATCH = "overrides-mismatch"
    MISSING_CITATION = "missing-citation"
    MISSING_ENGLISH = "missing-english"
    RULE_TOO_LARGE = "rule-too-large"
    MISSING_WORDS = "missing-words"
    MISSING_TRANSLATION = "missing-translation"
    UNSORTED_LIST = "unsorted-list"
    REPEATED_ITEM = "repeated-item"
    UNUSED_WORD = "unused-word"
    UNUSED_READING = "unused-reading"
    NEVER_APPLIED = "never-applied"


WARNINGS = frozenset({
    Code.MISSING_WORDS, Code.MISSING_TRANSLATION, Code.UNSORTED_LIST, Code.REPEATED_ITEM, Code.UNUSED_WORD,
    Code.UNUSED_READING, Code.NEVER_APPLIED,
})  # fmt: skip
"""Codes of advice (`zanger lint --advice`): nothing is refused for them."""


class Place(msgspec.Struct, frozen=True, order=True):
    """A position in a file. Lines and columns count from 1; column counts characters.

    Line 0 stands for the file as a whole.
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that is wrong in a file.

    `message` begins in lower case, has no full stop, and quotes what the user wrote in
    backticks. `path` is the way to the node (`provisions[0].when[1]`), `source` the line of
    the file, `help` what to do, with the nearest right name where there is one.
    """

    code: Code
    message: str
    place: Place
    path: str = ""
    help: str = ""
    source: str = ""

    def render(self) -> str:
        """The diagnostic as text of a few lines, for a terminal."""
        what = "warning" if self.code in WARNINGS else "error"
        lines = [f"{visible(str(self.place))}: {what}[{self.code}]: {visible(self.message)}"]
        if self.path:
            lines.append(f"  at {visible(self.path)}")
        if self.source:
            source, column = clip(self.source, self.place.column)
            lines += [f"  | {visible(source)}", f"  | {' ' * (column - 1)}^"]
        if self.help:
            lines.append(f"  help: {visible(self.help)}")
        return "\n".join(lines)


def visible(text: str) -> str:
    """The text on one line, at most `MAX_SHOWN` characters, without what could steer a terminal."""
    shown = text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 3] + "..."
    return harmless(shown, keep="")


def harmless(text: str, keep: str = "\t\n") -> str:
    """The text without what could steer a terminal, turn the direction of writing, or break XML.

    Controls, formats, half surrogates and what is no character become U+FFFD, save those in `keep`.
    """
    if text.isprintable():
        return text
    return "".join("\ufffd" if _steers(c) and c not in keep else c for c in text)


def _steers(c: str) -> bool:
    kind = category(c)
    return kind[0] == "C" or kind in ("Zl", "Zp")


def clip(line: str, column: int, width: int = 72) -> tuple[str, int]:
    """At most `width` characters of `line` around `column`, and the column within them."""
    line = line.replace("\t", " ")
    start = max(0, min(column - width // 2, len(line) - width)) if len(line) > width else 0
    return line[start : start + width], column - start


class ZangerError(Exception):
    """Everything that zanger raises on purpose.

    ZangerError
     +-- InputError        a pack, a case or a question is wrong; carries diagnostics
     +-- EngineUnavailable the asked engine cannot run here
     +-- EngineFailure     an engine broke while it ran; no answer was lost
          +-- EngineLimit  it was ended at its bound of time or memory
    """


class InputError(ZangerError):
    """The input is wrong. `diagnostics` holds every error found, in file order."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(sorted(diagnostics, key=lambda d: (d.place, d.code)))
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        return "\n".join(d.render() for d in self.diagnostics)


class EngineUnavailable(ZangerError):
    """The asked engine cannot be imported here; the message says why and what to do."""


class EngineFailure(ZangerError):
    """An engine broke on this program; the message names the stage."""


class EngineLimit(EngineFailure):
    """An engine was ended at its bound of time or memory, which the message names."""

    def __init__(self, message: str, bound: Literal["time", "memory"] = "time") -> None:
        super().__init__(message)
        self.bound = bound


class EngineCrash(EngineFailure):
    """The process of an engine ended by itself, as it may where the machine has no more memory for it."""


def nearest(name: str, known: Iterable[str], most: int = 12) -> str:
    """A help line: the known name nearest to `name`, else the known names, `most` of them."""
    names = sorted(set(known))
    start = name[:LONGEST_NAME]
    if close := get_close_matches(start, _most_alike(start, names), n=1, cutoff=0.6):
        return f"did you mean `{close[0]}`?"
    if len(start) > 2 and len(begun := [n for n in names if n.startswith(start)]) == 1:
        return f"did you mean `{begun[0]}`?"
    if not names:
        return ""
    shown = ", ".join(f"`{n}`" for n in names[:most])
    return f"known: {shown}" + (f" and {len(names) - most} more" if len(names) > most else "")


def _most_alike(name: str, names: list[str]) -> list[str]:
    """The few names that share most letters with `name`: to compare all in full would take long."""
    letters = Counter(name)

    def shared(other: str) -> float:
        return sum(min(n, other.count(c)) for c, n in letters.items()) / (len(name) + len(other) + 1)

    return names if len(names) <= MAX_COMPARED else nlargest(MAX_COMPARED, names, key=shared)


def an(noun: str) -> str:
    """`noun` with its article: a fact, an action."""
    return f"{'an' if noun[:1] in 'aeio' else 'a'} {noun}"
