"""What the fields of an action that is tried can be: things, numbers and days that are told apart, few of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import count, islice

from .compile import TRY
from .gringo import MISSING, constant
from .mentions import most_counted
from .program import Value, fact
from .scope import Scope
from .thresholds import Thresholds
from .vocabulary import FieldType

MAX_DAYS = 8
"""The most days that a search tries."""
ALIKE, NEW = 2, 2
"""How many of several things that the case does not tell apart a search uses; how many new things of a kind.

More where the rules count more.
"""


class Domains(Scope):
    """The kinds of action of a search, with what their fields can be."""

    @cached_property
    def edges(self) -> dict[tuple[str, str], set[int]]:
        """By kind and field the numbers that can make a difference."""
        wanted = fact(self.goal.kind, self.goal.fields)
        thresholds = Thresholds(self.program, {*self.present, wanted}, self.vocabulary)
        places = {*thresholds.edges, *thresholds.equals}
        return {p: thresholds.edges.get(p, set()) | thresholds.equals.get(p, set()) for p in places}

    @cached_property
    def days(self) -> tuple[int, ...]:
        """The days on which a step may be taken: today, those that the case names, and those on which a limit ends.

        Each with the day after it, and only where the facts and the rules that matter are those of today.
        """
        today = self.today.toordinal()
        known = {today} | {
            v for f in self.present for n, v in f.fields if isinstance(v, int) and self._type(f.kind, n) == "date"
        }
        spans = {0} | {abs(t.plus) for t in self.tests if t.plus and (t.times, t.by) == (1, 1)}
        later = sorted({d for day in known for span in spans for d in (day + span, day + span + 1) if d > today})
        return (today, *islice(filter(self.as_today, later), MAX_DAYS - 1))

    def _type(self, kind: str, name: str) -> str:
        sort = self.vocabulary.sort(kind)
        spec = self.vocabulary.fields(kind).get(name) if sort else None
        return spec.type if spec else ""

    def values(self, kind: str, name: str, spec: FieldType) -> tuple[str, ...]:
        """The terms that a field of an action or a fact may have, `missing` among them if it may be left out."""
        if kind == self.goal.kind and name in self.goal.fields:
            return (constant(self.goal.fields[name]),)
        views = [kind] if kind in self.vocabulary.facts else list(self._seen_as(kind))
        used = any(name in self.used.get(k, ()) for k in views)
        if spec.optional and not used:
            return (MISSING,)
        found: Iterable[Value]
        match spec.type:
            case "ref":
                found = self._things(spec)
            case "enum":
                found = spec.values
            case "bool":
                found = (True, False)
            case "int":
                near = {n for view in views for n in self.edges.get((view, name), ())}
                found = [n for n in sorted({0, *near}) if spec.min <= n <= spec.max] or [spec.min]
            case "date":
                found = self.days
            case _:
                found = ()
        terms = tuple(constant(v) for v in found)
        return (*terms[: None if used else 1], *((MISSING,) if spec.optional else ()))

    def _seen_as(self, kind: str) -> Iterator[str]:
        for view in (kind, *self.vocabulary.actions[kind].is_):
            yield view
            yield TRY + view

    def _things(self, spec: FieldType) -> Iterator[str]:
        """The things that a reference can mean: those of the case, few of those that are alike, then new ones."""
        alike: dict[object, int] = {}
        for item in sorted(self.present):
            name = item.get("id")
            if item.kind in spec.to and isinstance(name, str):
                mark = name if name in self._referred else (item.kind, *(f for f in item.fields if f[0] != "id"))
                alike[mark] = alike.get(mark, 0) + 1
                if alike[mark] <= max(ALIKE, self.counted.get(item.kind, 0)):
                    yield name
        for kind in spec.to:
            if kind in self.kinds and self.vocabulary.actions[kind].id_field:
                yield from self._new_ids(kind)

    def _new_ids(self, kind: str) -> list[str]:
        """Ids for what a plan creates by a kind of action, none of which the case has."""
        number = min(self.steps, max(NEW, self.counted.get(kind, 0)))
        free = (name for n in count(1) if (name := f"new-{kind}-{n}") not in self.named)
        return list(islice(free, number))

    @cached_property
    def counted(self) -> dict[str, int]:
        """How many things of a kind the rules ask for at most, where they count what follows from it."""
        return most_counted(self.program, self.vocabulary)

    @cached_property
    def _referred(self) -> frozenset[str]:
        """Ids that some fact refers to, or the goal does."""
        found = {v for f in self.present for n, v in f.fields if n != "id" and isinstance(v, str)}
        return frozenset(found | {v for v in self.goal.fields.values() if isinstance(v, str)})

    def _specs(self, kind: str) -> dict[str, FieldType]:
        by = FieldType(type="enum", values=tuple(b for b in self.vocabulary.actions[kind].by if self._acts(b)))
        return {**self.vocabulary.actions[kind].fields, "by": by}

    def _acts(self, body: str) -> bool:
        return self.actors is None or body in self.actors
