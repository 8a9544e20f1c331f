"""One action judged in many cases that differ in a few items: only what reads a difference is worked out again.

A case that was checked once is not checked again, nothing is proved, and what an action comes to is
remembered by the facts that its rules read. So a changed case takes a fraction of a replay (see
`replay`), which gives the same verdict. Where something that matters is not known, it is `Unsure`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from math import prod
from typing import NamedTuple

from .case import VerdictName
from .compile import COVERS, READING, TODAY, TRY
from .deciding import joint
from .docket import Docket, Entry
from .explain import Why
from .grid import Flow
from .increment import again
from .judge import Outcome, judge
from .law import Law
from .program import Fact, Model, Program, Value, fact
from .reader import Reader, Reads
from .reference import Index, evaluate
from .selection import Section, Spot
from .worlds import World, Worlds

MOST_WAYS = 64
MOST_FORKS = 6


class Unsure(Exception):
    """The verdict needs a whole replay."""


class _Fork(Exception):
    """An action for which a power may lie in what is not coded: whether it was there must be chosen."""

    def __init__(self, order: int) -> None:
        self.order = order


class Alternative(NamedTuple):
    """One way in which a case could be otherwise: what stands at a spot then, nothing if it is left out.

    `field` is the field that differs, if one does; what is added stands at a spot after all others.
    """

    spot: Spot
    entry: Entry | None
    field: str | None = None


class Variation:
    """One action of a case: the only question, or the action of the history at `spot`."""

    def __init__(self, law: Law, base: Docket, spot: Spot, worlds: Worlds, more: Iterable[Entry] = ()) -> None:
        """`more` are entries that alternatives may bring; a kind that neither has cannot be read."""
        self.law = law
        self.spot = spot
        self.vocabulary = law.pack.vocabulary
        self.as_of = base.as_of
        self._base: dict[Spot, Entry] = {}
        sections: tuple[tuple[Section, tuple[Entry, ...]], ...] = (
            ("facts", base.facts),
            ("history", base.history),
            ("ask", base.questions),
        )
        for section, entries in sections:
            self._base |= {Spot(section, e.line): e for e in entries}
        self._chosen = {g: {v} for g, v in worlds.chosen().items()}
        for reading in law.pack.readings:
            self._chosen.setdefault(reading.id, set(reading.readings))
        self.reader = Reader(law, (*self._base.values(), *more), self._chosen)
        self._facts: dict[tuple[int, int, int, bool], tuple[Fact, ...]] = {}
        self._merged: dict[tuple[Alternative, ...], Entry] = {}
        self._models: dict[int, Model] = {}
        self._outcomes: dict[tuple[str, int, frozenset[Fact]], Outcome] = {}

    def flow(self, more: Iterable[Entry]) -> Flow:
        """Where values come from and what they are set against, by the rules that can matter to the action.

        `more` are actions that alternatives may bring.
        """
        _, history, target = self._laid(())
        history += more
        found: dict[int, Program] = {}
        waiting, seen = [target], {id(target)}
        while waiting:
            reads = self.reader.reads(waiting.pop())
            found[id(reads.program)] = reads.program
            for entry in history:
                if id(entry) not in seen and self._viewed(entry) & reads.fields.keys():
                    seen.add(id(entry))
                    waiting.append(entry)
        return Flow.of(found.values())

    def _viewed(self, entry: Entry) -> set[str]:
        action = self.vocabulary.actions.get(entry.kind)
        return {entry.kind, *(action.is_ if action else ())}

    # The changed case

    def _laid(self, alternatives: tuple[Alternative, ...]) -> tuple[list[Entry], list[Entry], Entry]:
        """Facts, the history in its order, and the action that is judged."""
        standing: dict[Spot, Entry | None] = dict(self._base)
        for one in alternatives:
            standing[one.spot] = one.entry
        if len({a.spot for a in alternatives}) < len(alternatives):
            for spot in {a.spot for a in alternatives}:
                here = tuple(a for a in alternatives if a.spot == spot)
                if len(here) > 1:
                    standing[spot] = self._together(here)
        facts = [e for spot, e in standing.items() if e is not None and spot.section == "facts"]
        history = [
            (e.first, spot.line, e) for spot, e in standing.items() if e is not None and spot.section == "history"
        ]
        target = standing[self.spot]
        assert target is not None
        return facts, [e for _, _, e in sorted(history, key=lambda h: h[:2])], target

    def _together(self, here: tuple[Alternative, ...]) -> Entry:
        """Several fields of one entry changed at once."""
        if here not in self._merged:
            base = self._base[here[0].spot]
            fields, first, last = dict(base.fields), base.first, base.last
            for one in here:
                assert one.entry is not None
                if one.field is not None and one.field in one.entry.fields:
                    fields[one.field] = one.entry.fields[one.field]
                first = one.entry.first if one.entry.first != base.first else first
                last = one.entry.last if one.entry.last != base.last else last
            self._merged[here] = replace(base, fields=fields, first=first, last=last)
        return self._merged[here]

    def verdict(self, alternatives: tuple[Alternative, ...]) -> VerdictName:
        """The verdict if these alternatives hold together. Raises `Unsure`."""
        facts, history, target = self._laid(alternatives)
        worlds = self._worlds(history, target)
        return joint([o for world in worlds for o in self._ways(facts, history, target, world, {})])[0]

    def _ways(
        self, facts: list[Entry], history: list[Entry], target: Entry, world: World, empowered: Mapping[int, bool]
    ) -> list[Outcome]:
        """What the action comes to in a world, whether or not powers that are not coded were there."""
        try:
            return [_Course(self, facts, history, world, empowered).outcome(target)]
        except _Fork as fork:
            if len(empowered) >= MOST_FORKS:
                raise Unsure from None
            both = ({**empowered, fork.order: there} for there in (False, True))
            return [o for way in both for o in self._ways(facts, history, target, world, way)]

    def misses(self, alternatives: tuple[Alternative, ...]) -> tuple[frozenset[Fact], int]:
        """The facts that decide, and how many conditions the nearest power lacks. Raises `Unsure`."""
        facts, history, target = self._laid(alternatives)
        course = _Course(self, facts, history, next(self._worlds(history, target)), {})
        try:
            present, reads = course.facts(target), self.reader.reads(target)
        except _Fork:
            raise Unsure from None
        model = evaluate(reads.program, sorted(present))
        index = Index(sorted((*model.stated, *model.derived)))
        day, law = target.on, self.law
        why = Why(reads.program, index, law.provisions(day), law.citer, law.dates(day), self.vocabulary)
        names = [p.id for p in reads.concerns if p.conclusion[0] == "permits"]
        found = why.misses(names, {f.kind: f for f in present if f.kind.startswith(TRY)})
        return present, min((m.missing for m in found), default=99)

    def _worlds(self, history: list[Entry], target: Entry) -> Iterator[World]:
        """The base world, with every combination of the open questions that are read anywhere."""
        readings = frozenset().union(*(self.reader.reads(e).readings for e in (*history, target)))
        names = sorted(g for g in readings if len(self._chosen[g]) > 1)
        choices = [sorted(self._chosen[g]) for g in names]
        if prod(map(len, choices)) > MOST_WAYS:
            raise Unsure
        base = {g: min(values) for g, values in self._chosen.items()}
        return ({**base, **dict(zip(names, values, strict=True))} for values in product(*choices))

    def stated(self, entry: Entry, order: int, reads: Reads, *, tried: bool) -> tuple[Fact, ...]:
        """The facts that an entry is, as far as some rules read them. Raises `Unsure` if part of it is not known."""
        key = (id(entry), order, id(reads), tried)
        if key not in self._facts:
            found: list[Fact] = []
            for kind, stated in self.reader.seen(entry, order):
                view = TRY + kind if tried else kind
                if view in reads.fields:
                    if entry.unknown or entry.maybe:
                        raise Unsure
                    own = {**stated, "act": order} if tried else stated
                    found.append(fact(view, {k: v for k, v in own.items() if k in reads.fields[view]}))
            self._facts[key] = tuple(found)
        return self._facts[key]

    def weighed(
        self, entry: Entry, present: frozenset[Fact], order: int, world: World, empowered: Mapping[int, bool]
    ) -> Outcome:
        """What an action comes to, by the facts that its rules read. Raises `_Fork` where a power may not be coded."""
        key = (entry.kind, entry.first, present)
        found = self._outcomes.get(key)
        if found is None:
            reads = self.reader.reads(entry)
            before = self._models.get(id(reads))
            model = again(reads.program, before, present) if before else evaluate(reads.program, present)
            self._models.setdefault(id(reads), model)
            derived = model.derived
            hits: dict[str, tuple[str, ...]] = {"permits": (), "requires": (), "forbids": ()}
            for p in reads.concerns:
                if fact(COVERS + p.id, {"act": order}) in derived:
                    hits[p.conclusion[0]] += (p.id,)
            provisions = self.law.provisions(entry.on)
            found = judge(hits["permits"], hits["requires"], hits["forbids"], provisions, world)
            self._outcomes[key] = found
        if found.verdict == "not-empowered" and not found.denials and self.law.gap(entry.kind, entry.on).powers:
            if order not in empowered:
                raise _Fork(order)
            return Outcome("permitted", "effective", coded=False) if empowered[order] else found
        return found

    def reading_facts(self, reads: Reads, world: World) -> Iterator[Fact]:
        """The readings of a world that some rule asks for, or the effect of a breach turns on."""
        return (fact(READING, {"id": g, "is": world[g]}) for g in reads.readings)


class _Course:
    """One history in one world, as far as it is asked for."""

    def __init__(
        self,
        variation: Variation,
        facts: list[Entry],
        history: list[Entry],
        world: World,
        empowered: Mapping[int, bool],
    ) -> None:
        self.v = variation
        self.stated = facts
        self.history = history
        self.world = world
        self.empowered = empowered
        self.orders = {id(e): n + 1 for n, e in enumerate(history)}
        self._outcomes: dict[int, Outcome] = {}

    def outcome(self, entry: Entry) -> Outcome:
        """What an action comes to at its date."""
        found = self._outcomes.get(id(entry))
        if found is None:
            order = self._order(entry)
            found = self._outcomes[id(entry)] = self.v.weighed(
                entry, self.facts(entry), order, self.world, self.empowered
            )
        return found

    def _order(self, entry: Entry) -> int:
        return self.orders.get(id(entry), len(self.history) + 1)

    def facts(self, entry: Entry) -> frozenset[Fact]:
        """What holds when an action is judged, of what its rules read."""
        reads, order, v = self.v.reader.reads(entry), self._order(entry), self.v
        found = [fact(TODAY, {"date": entry.first}), *v.reading_facts(reads, self.world)]
        for other in self.stated:
            if other.kind in reads.fields and other.first <= entry.first <= other.last:
                found += v.stated(other, 0, reads, tried=False)
        for n, other in enumerate(self.history[: order - 1]):
            views = v.stated(other, n + 1, reads, tried=False)
            if views and self._stands(other, n + 1, order):
                found += views
        found += v.stated(entry, order, reads, tried=True)
        return frozenset(found)

    def _stands(self, entry: Entry, order: int, before: int) -> bool:
        """Whether an action had effect and none before `before` has ended it."""
        if self.outcome(entry).effect != "effective":
            return False
        own = self.v.vocabulary.actions[entry.kind].id_field
        name = entry.fields.get(own) if own else None
        if name is None:
            return True
        return not any(
            self._ends(other, name) and self.outcome(other).effect == "effective"
            for other in self.history[order : before - 1]
        )

    def _ends(self, ender: Entry, name: Value) -> bool:
        field = self.v.vocabulary.actions[ender.kind].ends
        if field is not None and field in ender.unknown:
            raise Unsure
        return field is not None and ender.fields.get(field) == name
