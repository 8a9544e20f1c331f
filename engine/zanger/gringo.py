"""Names and values in the letters of gringo, the language of the solver: what differs stays different."""

from __future__ import annotations

from typing import NamedTuple

from .errors import EngineFailure
from .program import Value

LARGEST = (1 << 31) - 2
"""The largest number that is written. gringo has 32 bits, and one more number is kept as "beyond all"."""
MISSING = "missing"


class Compound(NamedTuple):
    """A term of the solver with a name: a constant, an atom or a tuple (which has no name)."""

    name: str
    arguments: tuple[Symbol, ...] = ()


Symbol = Compound | str | int


def spelled(name: str) -> str:
    """A name in the letters of an identifier: `-` is `_`, `:` is `'`, others their number between X and Z."""
    return "".join(
        c if c.isascii() and (c.islower() or c.isdigit()) else {"-": "_", ":": "'"}.get(c, f"X{ord(c):x}Z")
        for c in name
    )


def predicate(kind: str) -> tuple[str, tuple[str, ...]]:
    """The predicate of a kind, and the text that every atom of it begins with, if its name has a colon."""
    first, colon, rest = kind.partition(":")
    name = spelled(first)
    if not name[:1].islower() or name == "not":
        name = "kK" + name
    return (name + "'", (quoted(rest),)) if rest else (name + "''" * bool(colon), ())


def variable(name: str) -> str:
    """A variable: its name with a capital letter."""
    word = spelled(name)
    return word[0].upper() + word[1:] if word[:1].islower() else "VV" + word


def quoted(text: str) -> str:
    """A text as a constant. Raises `EngineFailure` for what no text of the solver can hold."""
    if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise EngineFailure(f"the solver cannot hold the text {text!r}: it has a zero byte or half a surrogate pair")
    text = text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
    return f'"{text}"'


def constant(value: Value) -> str:
    """A value as a constant. Raises `EngineFailure` if the solver cannot hold it."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            if abs(value) > LARGEST:
                raise EngineFailure(f"the solver cannot hold the number {value}: it counts to {LARGEST}")
            return str(value)
        case _:
            return quoted(value)


def value(symbol: Symbol) -> Value | None:
    """The value that a constant stands for; None for a missing one."""
    if isinstance(symbol, Compound):
        return {"true": True, "false": False, MISSING: None}[symbol.name]
    return symbol


def shown(name: str) -> str:
    """A name for a comment, as it is unless it would end the line."""
    return name if name.isprintable() else spelled(name)
