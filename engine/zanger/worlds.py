"""What may be the case: every fact that some reading or some value of an unknown could make true.

A world chooses one reading for each question and one value for each unknown. All worlds share one
index of facts; each fact knows in which worlds, on which days and after which actions it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product

from .boundary import Point
from .compile import READING, TODAY, TRY
from .docket import EARLIEST, LATEST, Docket, Entry
from .grid import Column, Flow
from .law import Law
from .numbers import NONE, Number, Numbers
from .program import Fact, Value, fact
from .reference import Index
from .region import MOST_BOXES
from .vocabulary import FieldType

World = Mapping[str, Value]
"""A reading for each question, a value for each unknown, by dimension."""
DATES = (date(1900, 1, 1).toordinal(), date(2100, 1, 1).toordinal())
Sighted = tuple[tuple[int, ...], Mapping[tuple[str, ...], Mapping[tuple[Value, ...], list[tuple[Fact, int]]]]]
"""The actions after which facts hold, and the facts by dimensions and values, each with the action or 0."""
ELSEWHERE = "elsewhere"
"""The id that stands for a thing not in the case, where a reference is not known."""


@dataclass(frozen=True, slots=True)
class Presence:
    """When a fact holds: on these days, in these worlds, after action `done` had effect, while `tried` is judged."""

    first: int = EARLIEST
    last: int = LATEST
    dims: tuple[tuple[str, Value], ...] = ()
    done: int = 0
    tried: int = 0


@dataclass(frozen=True)
class Dimension:
    """A question of reading or an unknown, with its possible values; `place` for messages."""

    name: str
    values: tuple[Value, ...]
    entry: Entry | None = None


class Worlds:
    """The possible facts of a case, and its dimensions.

    With `judged`, numbers are told apart as far as the verdicts on the actions of the case need it. Where that
    takes more than `boxes` (see `region`), only two of those that are set against each other can be followed.
    """

    def __init__(self, law: Law, docket: Docket, *, judged: bool = False, boxes: int = MOST_BOXES) -> None:
        self.law = law
        self._kinds_judged = frozenset(e.kind for e in docket.items) if judged else None
        self.docket = docket
        self._boxes = boxes
        self.vocabulary = law.pack.vocabulary
        self.presence: dict[Fact, list[Presence]] = {}
        self.entries: dict[Fact, Entry] = {}
        self.dimensions: dict[str, Dimension] = {}
        self.attempts: dict[int, Entry] = {e.order: e for e in docket.items}
        self._readings()
        days = {docket.as_of, *(e.on for e in docket.items)}
        for day in days:
            number = day.toordinal()
            self._add(fact(TODAY, {"date": number}), Presence(number, number))
        self._unknowns()
        for entry in docket.facts:
            self._statement(entry)
        for entry in docket.items:
            self._action(entry)
        self.index = Index(self.presence)

    def _add(self, item: Fact, presence: Presence, entry: Entry | None = None) -> None:
        self.presence.setdefault(item, []).append(presence)
        if entry is not None:
            self.entries.setdefault(item, entry)

    def _readings(self) -> None:
        for reading in self.law.pack.readings:
            values = tuple(reading.readings)
            self.dimensions[reading.id] = Dimension(reading.id, values)
            for value in values:
                self._add(fact(READING, {"id": reading.id, "is": value}), Presence(dims=((reading.id, value),)))

    def chosen(self) -> dict[str, Value]:
        """The reading followed for each question that is not open: the one asked for, else the default."""
        under = self.docket.under
        return {r.id: under.get(r.id, r.default) for r in self.law.pack.readings if r.id in under or not r.is_open}

    def _unknowns(self) -> None:
        entries = [e for e in (*self.docket.facts, *self.docket.items) if e.unknown or e.maybe]
        numbers = [
            (e, name, field)
            for e in entries
            for name in e.unknown
            if (field := self._field(e, name)).type in ("int", "date")
        ]
        self.numbers = NONE
        self._unknown_numbers = [self._number(*number) for number in numbers]
        if numbers:
            self.numbers = Numbers(self._flow, self._stated, self._unknown_numbers, self._boxes)
        for entry in entries:
            for name in entry.unknown:
                dim = dimension_name(self.docket, entry, name)
                number = dim in self.numbers
                values = self.numbers.values(dim) if number else self._values(self._field(entry, name))
                self.dimensions[dim] = Dimension(dim, values, entry)
            if entry.maybe:
                dim = dimension_name(self.docket, entry, None)
                self.dimensions[dim] = Dimension(dim, (True, False), entry)

    @cached_property
    def _flow(self) -> Flow:
        days = {self.docket.as_of, *(e.on for e in self.docket.items)}
        return self.law.flow(days, self._kinds_judged)

    @cached_property
    def _stated(self) -> dict[Column, set[int]]:
        """The numbers that the case has in each column, days as numbers."""
        days = {self.docket.as_of, *(e.on for e in self.docket.items)}
        values: dict[Column, set[int]] = {(TODAY, "date"): {day.toordinal() for day in days}}
        for entry in (*self.docket.facts, *self.docket.items):
            own = {"on": entry.first, "order": entry.order, "act": entry.order} if entry.order else {}
            for kind, fixed in self._kinds(entry).items():
                for name, value in {**entry.fields, **own, **fixed}.items():
                    if isinstance(value, int) and not isinstance(value, bool):
                        values.setdefault((kind, name), set()).add(value)
        return values

    def _number(self, entry: Entry, name: str, field: FieldType) -> Number:
        low, high = (field.min, field.max) if field.type == "int" else DATES
        columns = frozenset((kind, name) for kind in self._kinds(entry))
        return Number(dimension_name(self.docket, entry, name), columns, (low, high))

    def standing_for_all(self, entry: Entry, name: str, field: FieldType) -> tuple[Value, ...]:
        """Values of a number or a date of the case, among them the ends of each interval that makes a difference."""
        number = self._number(entry, name, field)
        return Numbers(self._flow, self._stated, [number]).values(number.name)

    def choices_of(
        self, entry: Entry, names: Iterable[str], flow: Flow, *, done: bool
    ) -> Iterator[tuple[tuple[str, ...], tuple[Point, ...]]]:
        """Numbers of an entry as if they were not known, and the choices that stand for all by the rules of `flow`.

        Those that are set against each other are taken together; of one alone, each other number that the case does
        not know is heeded. The entry need not be in the case; `done` tells whether it is an action of the history.
        """
        columns = self._seen_as(entry.kind, done=done)
        own: dict[str, Number] = {}
        for name in names:
            field = self._field(entry, name)
            number = dimension_name(self.docket, entry, name)
            own[number] = Number(number, frozenset((kind, name) for kind in columns), (field.min, field.max))
        for together, points in Numbers(flow, self._stated, list(own.values())).each():
            if len(together) == 1:
                one = own[together[0]]
                values = {value for (value,) in points}
                for other in self._unknown_numbers:
                    if other.name != one.name:
                        values.update(Numbers(flow, self._stated, [one, other]).ends(one.name))
                points = tuple((value,) for value in sorted(values))
            yield tuple(n.rpartition(".")[2] for n in together), points

    def _kinds(self, entry: Entry) -> dict[str, Mapping[str, Value]]:
        return self._seen_as(entry.kind, done=entry.order <= len(self.docket.history))

    def _seen_as(self, kind: str, *, done: bool) -> dict[str, Mapping[str, Value]]:
        """The kinds as which an entry is seen, each with what it fixes; rules look at what is tried apart from it."""
        action = self.vocabulary.actions.get(kind)
        if action is None:
            return {kind: {}}
        views: dict[str, Mapping[str, Value]] = {kind: {}, **action.is_}
        tried = {TRY + view: fixed for view, fixed in views.items()}
        return {**views, **tried} if done else tried

    def _field(self, entry: Entry, name: str) -> FieldType:
        return self.vocabulary.fields(entry.kind)[name]

    def _values(self, field: FieldType) -> tuple[Value, ...]:
        match field.type:
            case "enum":
                return field.values
            case "bool":
                return (True, False)
            case "ref":
                named = {
                    str(e.fields[kind.id_field])
                    for e in (*self.docket.facts, *self.docket.history)
                    if e.kind in field.to
                    and (kind := self.vocabulary.kinds[e.kind][1]).id_field is not None
                    and kind.id_field in e.fields
                }
                return (*sorted(named), ELSEWHERE)
        return (ELSEWHERE,)

    def _variants(self, entry: Entry) -> Iterator[tuple[dict[str, Value], tuple[tuple[str, Value], ...]]]:
        """The entry's fields under each value of its unknowns, with the world that takes."""
        names = [(name, self.dimensions[dimension_name(self.docket, entry, name)]) for name in entry.unknown]
        for values in product(*(dim.values for _, dim in names)):
            fields = dict(entry.fields)
            dims = []
            for (name, dim), value in zip(names, values, strict=True):
                fields[name] = value
                dims.append((dim.name, value))
            if entry.maybe:
                dims.append((dimension_name(self.docket, entry, None), True))
            yield fields, tuple(dims)

    def _statement(self, entry: Entry) -> None:
        for fields, dims in self._variants(entry):
            self._add(fact(entry.kind, fields), Presence(entry.first, entry.last, dims), entry)

    def _action(self, entry: Entry) -> None:
        done = entry.order <= len(self.docket.history)
        for fields, dims in self._variants(entry):
            full = {**fields, "on": entry.first, "order": entry.order}
            for view, stated in self._views(entry.kind, full):
                if done:
                    self._add(fact(view, stated), Presence(entry.first, dims=dims, done=entry.order), entry)
                attempt = fact(TRY + view, {**stated, "act": entry.order})
                self._add(attempt, Presence(dims=dims, tried=entry.order), entry)

    def _views(self, name: str, full: Mapping[str, Value]) -> Iterator[tuple[str, dict[str, Value]]]:
        """The action as itself, and as each class that it belongs to."""
        yield name, dict(full)
        for group, fixed in self.vocabulary.actions[name].is_.items():
            fields = self.vocabulary.classes[group].fields
            shared = {k: v for k, v in full.items() if k in fields or k in ("by", "on", "order")}
            yield group, {**shared, **fixed, "act": full["order"]}

    def sighted(self, facts: Iterable[Fact], day: int, tried: int) -> Sighted:
        """Which of the facts can hold on a day, while an action is judged, by what a world must choose for it."""
        groups: dict[tuple[str, ...], dict[tuple[Value, ...], list[tuple[Fact, int]]]] = {}
        for item in facts:
            for p in self.presence[item]:
                if p.first <= day <= p.last and p.tried in (0, tried):
                    names, chosen = (tuple(d for d, _ in p.dims), tuple(v for _, v in p.dims))
                    groups.setdefault(names, {}).setdefault(chosen, []).append((item, p.done))
        done = {order for group in groups.values() for found in group.values() for _, order in found}
        return tuple(sorted(done - {0})), groups

    def is_date(self, dimension: Dimension) -> bool:
        """Whether a dimension is an unknown date."""
        field = dimension.name.rpartition(".")[2]
        return dimension.entry is not None and self._field(dimension.entry, field).type == "date"


UNCODED = "not coded "
"""How the name of a dimension begins whose values tell whether an action that cannot be judged had effect."""


def uncoded_name(docket: Docket, entry: Entry) -> str:
    """`not coded history[3]`: whether an action on a day for which the law is not coded was empowered."""
    section = "history" if entry.order <= len(docket.history) else "ask"
    return f"{UNCODED}{section}[{entry.line}]"


def dimension_name(docket: Docket, entry: Entry, field: str | None) -> str:
    """`unknown facts[3].ballot`: the name of an unknown, by its place in the case."""
    if entry.order == 0:
        section = "facts"
    else:
        section = "history" if entry.order <= len(docket.history) else "ask"
    return f"unknown {section}[{entry.line}]" + (f".{field}" if field else "")
