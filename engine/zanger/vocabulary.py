"""The words of a law pack: bodies, facts, classes, actions and statuses, with typed fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field as Schema

from .model import Mirror, Open, Text

Sort = Literal["fact", "class", "action", "status"]
Value = str | int | bool
"""What a field of a fact holds; a date is its proleptic Gregorian ordinal, a ratio its text `n/d`."""

MAX_INT = 1_000_000_000
IMPLICIT_ACTION = ("by", "on", "order")
IMPLICIT_CLASS = ("by", "on", "order", "act")
IMPLICIT_FACT = ("from", "until", "holds")


class FieldType(Mirror):
    """A typed, bounded field.

    `values` belongs to enums, `min` and `max` (inclusive) to ints, `to` (kinds) to references.
    """

    type: Literal["id", "ref", "enum", "int", "date", "bool", "ratio"]
    values: tuple[str, ...] = ()
    labels: Annotated[dict[str, Text], Open] = {}
    min: int = -MAX_INT
    max: int = MAX_INT
    to: tuple[str, ...] = ()
    optional: bool = False
    label: Text | None = None

    @property
    def comparable(self) -> str:
        """Fields with the same answer may share a variable: ids and references go together."""
        return "id" if self.type in ("id", "ref") else self.type


class Kind(Mirror):
    """A kind of fact, class or status: its fields, a label and a sentence with `{field}` in it.

    A `minor` status is a step on the way, and a `minor` action a routine power: reports leave the
    one out and tell the other by its label; JSON holds both.
    """

    label: Text
    phrase: Text | None = None
    minor: bool = False
    fields: Annotated[dict[str, FieldType], Open] = {}

    @cached_property
    def id_field(self) -> str | None:
        """The name of the field that names such a thing, if it has one."""
        return next((name for name, f in self.fields.items() if f.type == "id"), None)


class ActionKind(Kind):
    """A kind of action.

    `by` lists the bodies that can appear as its actor, the default first; `is_` the classes it
    belongs to, each with the class fields that this kind fixes; `ends` the field that names the
    earlier action whose effect this one ends.
    """

    by: tuple[str, ...] = Schema(min_length=1)
    is_: Annotated[dict[str, Annotated[dict[str, str | int | bool], Open]], Open] = Schema(default={}, alias="is")
    ends: str | None = None


class Body(Mirror):
    """A public body that acts."""

    label: Text


class Vocabulary(Mirror):
    """All kinds of a pack. Names are unique over facts, classes, actions and statuses.

    `labels` are those of fields that carry none of their own, by the name of the field.
    """

    bodies: Annotated[dict[str, Body], Open] = {}
    labels: Annotated[dict[str, Text], Open] = {}
    facts: Annotated[dict[str, Kind], Open] = {}
    classes: Annotated[dict[str, Kind], Open] = {}
    actions: Annotated[dict[str, ActionKind], Open] = {}
    statuses: Annotated[dict[str, Kind], Open] = {}

    def sorts(self) -> Iterator[tuple[Sort, dict[str, Kind]]]:
        """The four sections, each with its sort."""
        yield "fact", self.facts
        yield "class", self.classes
        yield "action", dict(self.actions)
        yield "status", self.statuses

    @cached_property
    def kinds(self) -> dict[str, tuple[Sort, Kind]]:
        """Every kind by name, with its sort."""
        return {name: (sort, kind) for sort, kinds in self.sorts() for name, kind in kinds.items()}

    @cached_property
    def _fields(self) -> dict[str, dict[str, FieldType]]:
        order = FieldType(type="int", min=1, max=MAX_INT)
        by = FieldType(type="enum", values=tuple(self.bodies))
        on = FieldType(type="date")
        found: dict[str, dict[str, FieldType]] = {}
        for name, (sort, kind) in self.kinds.items():
            fields = dict(kind.fields)
            if sort in ("action", "class"):
                fields |= {"by": by, "on": on, "order": order}
            if sort == "class":
                fields["act"] = order
            found[name] = fields
        return found

    def fields(self, kind: str) -> dict[str, FieldType]:
        """The fields of `kind`, those that every action has included."""
        return self._fields[kind]

    def sort(self, kind: str) -> Sort | None:
        """Whether `kind` is a fact, a class, an action or a status; None if it is no kind."""
        found = self.kinds.get(kind)
        return found[0] if found else None

    @cached_property
    def _members(self) -> dict[str, tuple[str, ...]]:
        groups = {c: tuple(a for a, kind in self.actions.items() if c in kind.is_) for c in self.classes}
        return {**groups, **{a: (a,) for a in self.actions}}

    def members(self, name: str) -> tuple[str, ...]:
        """The actions of a class, or the action itself; nothing for an unknown name."""
        return self._members.get(name, ())

    @cached_property
    def _dates(self) -> dict[str, frozenset[str]]:
        return {
            name: frozenset(f for f, spec in self.fields(name).items() if spec.type == "date") for name in self.kinds
        }

    def dates(self, kind: str) -> frozenset[str]:
        """The fields of a kind that hold dates; none for an unknown kind."""
        return self._dates.get(kind, frozenset())

    def actors(self, name: str) -> tuple[str, ...]:
        """The bodies that can be the actor of an action or of any action of a class."""
        return tuple(dict.fromkeys(b for member in self.members(name) for b in self.actions[member].by))


def read_value(field: FieldType, raw: object) -> Value | str:
    """`raw` from a file as a value of `field`; raises `ValueError` that says what was expected."""
    match field.type:
        case "id" | "ref":
            if isinstance(raw, str) and is_id(raw):
                return raw
            raise ValueError("expected an id: letters, digits and hyphens, such as `unit-1`")
        case "enum":
            if isinstance(raw, str) and raw in field.values:
                return raw
            raise ValueError("expected one of " + ", ".join(f"`{v}`" for v in field.values))
        case "int":
            if isinstance(raw, int) and not isinstance(raw, bool):
                return raw
            raise ValueError("expected a whole number")
        case "bool":
            if isinstance(raw, bool):
                return raw
            raise ValueError("expected `true` or `false`")
        case "date":
            try:
                return read_date(raw).toordinal()
            except ValueError:
                raise ValueError("expected a date such as `2001-06-30`") from None
        case "ratio":
            return ratio_text(read_ratio(raw))


def read_date(raw: object) -> date:
    """`2001-06-30` as a date; raises `ValueError` for all else, weeks and times included."""
    if not isinstance(raw, str) or len(raw) != 10 or raw[4:5] + raw[7:8] != "--":
        raise ValueError("expected a date such as `2001-06-30`")
    return date.fromisoformat(raw)


def is_id(text: str) -> bool:
    """Whether `text` can name a thing.

    1 to 64 letters (of any alphabet), digits, `-`, `_`, `.`, with a letter or digit first.
    """
    return 0 < len(text) <= 64 and text[0].isalnum() and all(c.isalnum() or c in "-_." for c in text)


def read_ratio(raw: object) -> Fraction:
    """`2/3` as an exact fraction; raises `ValueError` that says what was expected."""
    message = "expected a ratio such as `2/3`"
    if not isinstance(raw, str):
        raise ValueError(message)
    over, slash, under = raw.partition("/")
    parts = (over.strip(), under.strip())
    if not slash or not all(p.isascii() and p.isdigit() and len(p) <= 6 for p in parts) or int(parts[1]) == 0:
        raise ValueError(message)
    return Fraction(int(parts[0]), int(parts[1]))


def ratio_text(ratio: Fraction) -> str:
    """The canonical text of a ratio, `2/3`."""
    return f"{ratio.numerator}/{ratio.denominator}"
