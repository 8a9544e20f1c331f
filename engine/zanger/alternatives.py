"""The single changes that a search tries: each candidate with every value that can make a difference.

A candidate may leave values open (`unknown`, see `candidates`). Here they are filled in: of a number the
ends of the intervals within which no rule that matters tells values apart, of numbers of one item that are
set against each other the ends of their regions (see `numbers`), of an enumeration all. A number that is set
against another one that the case does not know has the ends of the intervals that make a difference to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from math import prod
from typing import NamedTuple

from .case import Case
from .docket import Docket, Entry, docket
from .editing import Edit, apply
from .errors import InputError
from .grid import Flow
from .law import Law
from .program import Value
from .selection import Spot, item_at
from .variation import Alternative, Variation
from .vocabulary import FieldType
from .worlds import Worlds

MOST_VALUES = 240
"""A candidate that leaves open more than so many combinations of values is not tried."""
NEW = 1_000
"""What is added stands at lines from here on, so that it comes after all else of its day."""


class Single(NamedTuple):
    """One change of one item.

    `group` tells changes apart that are not only other numbers in the same place; of those the nearest
    is told. `far` is how far the numbers are from what was stated; `place` where they stand in `grid`.
    """

    edit: Edit
    alternative: Alternative
    group: tuple[object, ...]
    place: tuple[int, ...] = ()
    far: int = 0
    name: str | None = None
    """The id of what is added, if it has one."""
    is_day: bool = False


class Filled(NamedTuple):
    """A value put in for one left open; a number with its place among the values tried."""

    value: Value
    place: int | None = None


Fillings = tuple[dict[str, Filled], ...]
"""What some fields can be, each together with the others."""


class Singles:
    """Makes the single changes of a case from candidates.

    `left_out` tells that a candidate left too much open.
    """

    def __init__(self, law: Law, case: Case, base: Docket, spot: Spot) -> None:
        self.law = law
        self.case = case
        self.base = base
        self.spot = spot
        self.vocabulary = law.pack.vocabulary
        self.worlds = Worlds(law, base)
        self.left_out = False
        self._lines = NEW
        self._filled: dict[tuple[str, tuple[str, ...], bool, Spot | None], tuple[Fillings, ...]] = {}

    def of(self, edits: Iterable[Edit]) -> tuple[Variation, list[Single]]:
        """Every candidate with values, of those that leave a case, and what judges them."""
        fitting = [(edit, there[0]) for edit in edits if (there := self._entry(edit))]
        bare = [Alternative(self._spot(edit, n), entry, edit.field) for n, (edit, entry) in enumerate(fitting)]
        sketch = Variation(self.law, self.base, self.spot, self.worlds, [a.entry for a in bare if a.entry])
        flow = sketch.flow(a.entry for a in bare if a.entry and a.spot.section == "history")
        found: list[Single] = []
        for n, ((edit, _), one) in enumerate(zip(fitting, bare, strict=True)):
            found += self._valued(n, edit, one, flow)
        self._lines += len(fitting)
        entries = [s.alternative.entry for s in found if s.alternative.entry]
        return Variation(self.law, self.base, self.spot, self.worlds, entries), found

    def _spot(self, edit: Edit, n: int) -> Spot:
        return edit.spot if edit.line else Spot(edit.section, self._lines + n)

    def _entry(self, edit: Edit) -> tuple[Entry | None] | None:
        """The entry that stands there afterwards, if one does; None where that is no case."""
        edited = apply(self.case, [edit])
        if self.spot not in edited.lines:
            return None
        try:
            made = docket(self.law.pack, edited.case)
        except InputError:
            return None
        if edit.item is None:
            return (None,)
        spot = edited.lines[edit.spot] if edit.line else edited.added[0]
        entries = {"facts": made.facts, "history": made.history, "ask": made.questions}[spot.section]
        return (next(e for e in entries if e.line == spot.line),)

    def _valued(self, n: int, edit: Edit, one: Alternative, flow: Flow) -> Iterator[Single]:
        entry = one.entry
        added = None if edit.line or entry is None else self._id(entry)
        names = tuple(name for name in (entry.unknown if entry else ()) if edit.field in (None, name))
        if entry is None or not names:
            if edit.field is None or entry is None or edit.item is None:
                yield Single(edit, one, (n,), name=added)
            else:
                yield self._set(n, edit, one, edit.item.fields[edit.field])
            return
        was = item_at(self.case, edit.spot).fields if edit.line else {}
        fillings = self._fillings(edit, entry, names, flow)
        if prod(map(len, fillings)) > MOST_VALUES:
            self.left_out = True
            return
        for filled in product(*fillings):
            values = {name: found for part in filled for name, found in part.items()}
            if edit.line and any(was.get(name) == found.value for name, found in values.items()):
                continue
            yield self._single(n, edit, one, entry, values, added)

    def _set(self, n: int, edit: Edit, one: Alternative, value: Value) -> Single:
        """A field set to one value. Of days the next before and the next after what is stated are told."""
        assert edit.field is not None
        old = _day(item_at(self.case, edit.spot).fields.get(edit.field)) or self.case.as_of
        new = _day(value)
        if new is None:
            return Single(edit, one, (n, value))
        return Single(edit, one, (edit.spot, edit.field, new > old), far=abs((new - old).days), is_day=True)

    def _single(
        self, n: int, edit: Edit, one: Alternative, entry: Entry, found: dict[str, Filled], added: str | None
    ) -> Single:
        assert edit.item is not None
        values = {name: one.value for name, one in found.items()}
        numbers = [name for name, one in found.items() if one.place is not None]
        was = item_at(self.case, edit.spot).fields if edit.line else {}
        far = sum(abs(int(values[k]) - int(was[k] if isinstance(was.get(k), int) else 0)) for k in numbers)
        group = (n, *(v for k, v in values.items() if k not in numbers))
        item = edit.item.model_copy(update={"fields": {**edit.item.fields, **values}})
        left = tuple(u for u in entry.unknown if u not in values)
        full = replace(entry, fields={**entry.fields, **values}, unknown=left)
        marked = tuple(one.place for one in found.values() if one.place is not None)
        made = Edit(edit.section, edit.line, item, edit.field)
        return Single(made, Alternative(one.spot, full, one.field), group, marked, far, added)

    def _fillings(self, edit: Edit, entry: Entry, names: tuple[str, ...], flow: Flow) -> tuple[Fillings, ...]:
        """What some fields left open can be: for each, or for numbers that are set against each other together."""
        done = edit.section == "history"
        key = (entry.kind, names, done, edit.spot if edit.line else None)
        if key not in self._filled:
            specs = self.vocabulary.fields(entry.kind)
            numbers = [name for name in names if specs[name].type == "int"]
            found: list[Fillings] = [
                tuple({name: Filled(value)} for value in _plain(specs[name])) for name in names if name not in numbers
            ]
            for together, points in self.worlds.choices_of(entry, numbers, flow, done=done):
                ranks = [sorted({point[i] for point in points}) for i in range(len(together))]
                found.append(
                    tuple(
                        {
                            name: Filled(value, rank.index(value))
                            for name, value, rank in zip(together, point, ranks, strict=True)
                        }
                        for point in points
                    )
                )
            self._filled[key] = tuple(found)
        return self._filled[key]

    def _id(self, entry: Entry) -> str | None:
        own = self.vocabulary.kinds[entry.kind][1].id_field
        value = entry.fields.get(own) if own else None
        return value if isinstance(value, str) else None


def _plain(spec: FieldType) -> tuple[Value, ...]:
    """Every value of an enumeration or a truth value; none of what is not left open."""
    return spec.values if spec.type == "enum" else (True, False) if spec.type == "bool" else ()


def _day(value: Value | None) -> date | None:
    """A day as a case states it; None for any other value."""
    if not isinstance(value, str) or len(value) != 10 or value[4] != "-":
        return None
    return date.fromisoformat(value)
