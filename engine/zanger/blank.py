"""The fields of a case that were not asked for, and values that stand for all of theirs, the likely one first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from .case import UNKNOWN, Case, Item
from .casefile import made
from .decision import Value
from .vocabulary import FieldType, Vocabulary

MANY = 100
"""The number that is tried where the case has none."""
LONG_AGO_AND_AHEAD = ("1900-01-01", "2100-01-01")
"""Days that are tried besides the day of the case."""
HOLDS = "holds"
"""Stands among values tried where facts of which nobody knows whether they are there are left so."""
VOTES = ("in_favour", "against", "present")
SECTIONS = ("facts", "history", "ask")


@dataclass(frozen=True)
class Blank:
    """A field of the case that was not asked for: `facts[3].seats`."""

    section: str
    line: int
    kind: str
    field: str
    spec: FieldType

    @property
    def key(self) -> str:
        """Its name."""
        return f"{self.section}[{self.line}].{self.field}"


class Blanks:
    """The fields of a case stated as unknown. `by_key` has them by name, facts first.

    `favour` holds values found to favour the goal, by name: each is the favourite of its field.
    """

    def __init__(self, case: Case, vocabulary: Vocabulary, favour: Mapping[str, Value]) -> None:
        self.case = case
        self.vocabulary = vocabulary
        self.by_key = {b.key: b for b in self._blanks()}
        self.favour = {key: value for key, value in favour.items() if key in self.by_key}

    def _blanks(self) -> Iterator[Blank]:
        """Every field stated as unknown, facts first."""
        for section in SECTIONS:
            for line, item in enumerate(getattr(self.case, section), 1):
                specs = self.vocabulary.fields(item.kind)
                for field, value in item.fields.items():
                    if value == UNKNOWN and field in specs:
                        yield Blank(section, line, item.kind, field, specs[field])

    def filled(self, values: Mapping[str, Value]) -> Case:
        """The case with these values, and all else that is not known as it favours the goal.

        Facts of which nobody knows whether they are there are there, unless `values` has `HOLDS`.
        """
        update = {
            s: tuple(self._filled(s, n, i, values) for n, i in enumerate(getattr(self.case, s), 1)) for s in SECTIONS
        }
        return self.case.model_copy(update=update)

    def _filled(self, section: str, line: int, item: Item, values: Mapping[str, Value]) -> Item:
        if UNKNOWN not in item.fields.values():
            return item
        fields: dict[str, Value] = {}
        for name, value in item.fields.items():
            key = f"{section}[{line}].{name}"
            if key in self.by_key and name != "holds":
                fields[name] = values.get(key, self.favourite(self.by_key[key]))
            elif name != "holds" or values.get(HOLDS) == UNKNOWN:
                fields[name] = value
        return made(item.kind, fields)

    def favourite(self, blank: Blank) -> Value:
        """The value that favours the goal, as far as is known."""
        return self.favour.get(blank.key, next(iter(self.values(blank)), UNKNOWN))

    def values(self, blank: Blank) -> tuple[Value, ...]:
        """Values that stand for all, the likely one first."""
        match blank.spec.type:
            case "enum":
                return blank.spec.values
            case "bool":
                return (True, False)
            case "int":
                return tuple(dict.fromkeys((self._likely(blank), blank.spec.max, blank.spec.min)))
            case "date":
                return tuple(dict.fromkeys((self.case.as_of.isoformat(), *LONG_AGO_AND_AHEAD)))
            case "ref":
                return tuple(self.things(blank.spec))
        return ()

    def _likely(self, blank: Blank) -> int:
        """A number as it stands elsewhere in the case: in a field of that name, else the greatest that fits.

        So all deputies are elected, and all of them vote in favour, until something else is said.
        """
        spec = blank.spec
        fits = [(name, n) for name, n in self._numbers if spec.min <= n <= spec.max]
        same = [n for name, n in fits if name == blank.field]
        return max(same or [n for _, n in fits] or [min(spec.max, max(spec.min, MANY))])

    @cached_property
    def _numbers(self) -> list[tuple[str, int]]:
        """The numbers of the case, by field; votes cast are parts of a whole and tell nothing of it."""
        stated = (pair for s in SECTIONS for item in getattr(self.case, s) for pair in item.fields.items())
        return [(k, v) for k, v in stated if isinstance(v, int) and not isinstance(v, bool) and k not in VOTES]

    def things(self, spec: FieldType) -> list[str]:
        """The ids of the things that a reference can mean."""
        named = (t.fields.get("id") for t in (*self.case.facts, *self.case.history) if t.kind in spec.to)
        return list(dict.fromkeys(n for n in named if isinstance(n, str)))

    def other(self, start: str) -> Iterator[tuple[str, Value]]:
        """The further values of the blanks whose key begins so."""
        for key, blank in self.by_key.items():
            if key.startswith(start):
                yield from ((key, value) for value in self.values(blank)[1:])
