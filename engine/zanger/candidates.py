"""Changes of a case that could turn a verdict: what fails or is relied on, left out, set otherwise, or added.

A candidate may leave a value open (`unknown`): the search then follows every value that can make a
difference, and keeps those that turn the verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import product

from .case import UNKNOWN, Case, Item
from .decision import Failed, Judgement, NearMiss
from .docket import Entry
from .editing import Edit, changed
from .program import Program, Value
from .replay import Replay
from .selection import Spot, item_at
from .vocabulary import FieldType, Kind
from .worlds import DATES

OPEN_TYPES = ("int", "enum", "bool")
"""Types of fields that are left open. What a thing is called and what it belongs to stays; days are moved."""
MOST_REFERENCES = 12
MOST_DAYS = 8
DEPTH = 6


class Candidates:
    """What could be changed about one action of a case, in one state of the case."""

    def __init__(self, replay: Replay, case: Case, entry: Entry, judgement: Judgement) -> None:
        self.r = replay
        self.case = case
        self.entry = entry
        self.judgement = judgement
        self.vocabulary = replay.vocabulary
        self.relevant = tuple(self._relevant())

    def all(self, *, days: bool) -> Iterator[Edit]:
        """Every candidate once: what is added, what is set, what is left out, and moved days if asked for."""
        seen: set[object] = set()
        groups = [self._added(), self._set(), self._dropped()] + ([self._moved()] if days else [])
        for edit in (edit for group in groups for edit in group):
            value = edit.item.fields.get(edit.field) if edit.item and edit.field else None
            shape = tuple(sorted(map(str, edit.item.fields.items()))) if edit.item and not edit.line else None
            key = (edit.section, edit.line, edit.field, value, edit.item.kind if edit.item else None, shape)
            if key not in seen:
                seen.add(key)
                yield edit

    def spot(self, entry: Entry) -> Spot:
        """Where an entry stands in the case."""
        if not entry.order:
            return Spot("facts", entry.line)
        return Spot("history" if entry.order <= len(self.r.docket.history) else "ask", entry.line)

    def _relevant(self) -> Iterator[Entry]:
        """What the action can draw on: facts, actions, and what these can draw on; itself last."""
        found: dict[Entry, None] = {}
        waiting = [self.entry.order]
        while waiting:
            order = waiting.pop()
            for item in self.r.demands[order]:
                entry = self.r.worlds.entries.get(item)
                if entry is None or entry in found or entry.order == order:
                    continue
                found[entry] = None
                if entry.order:
                    waiting.append(entry.order)
        own = [e for e in self.r.docket.history if e.order < self.entry.order and e.kind in self._wanted_kinds()]
        yield from sorted({**found, **dict.fromkeys(own)}, key=lambda e: (e.order == 0, e.order, e.line))
        yield self.entry

    def _fields(self, entry: Entry) -> Mapping[str, FieldType]:
        return self.vocabulary.kinds[entry.kind][1].fields

    def _set(self) -> Iterator[Edit]:
        """Numbers, dates, truth values and enumerations, each left open; the actor of an action."""
        for entry in (self.entry, *self.relevant[:-1]):
            spot = self.spot(entry)
            item = item_at(self.case, spot)
            for name, spec in self._fields(entry).items():
                stated = name in item.fields
                if spec.type in OPEN_TYPES and (stated or entry is self.entry or name in self._missing()):
                    yield changed(spot, item, name, UNKNOWN)
            if entry.order and len(self.vocabulary.actions[entry.kind].by) > 1:
                for body in self.vocabulary.actions[entry.kind].by:
                    if body != entry.fields["by"]:
                        yield changed(spot, item, "by", body)

    def _dropped(self) -> Iterator[Edit]:
        for entry in self.relevant[:-1]:
            spot = self.spot(entry)
            yield Edit(spot.section, spot.line)

    def _moved(self) -> Iterator[Edit]:
        """Days moved across what they are set against, the next ones before and after."""
        for entry in self.relevant:
            spot = self.spot(entry)
            item = item_at(self.case, spot)
            names = [name for name, spec in self._fields(entry).items() if spec.type == "date"]
            for name in (*names, *(("on",) if entry.order else ("from", "until"))):
                if name in item.fields or (name == "on" and entry is self.entry):
                    for day in self._days(entry, name, item.fields.get(name)):
                        yield changed(spot, item, name, day.isoformat())

    def _days(self, entry: Entry, name: str, stated: Value | None) -> list[date]:
        """The days on which something could change next to the one stated."""
        base = entry.on if entry.order else self.r.docket.as_of
        if stated != UNKNOWN and isinstance(stated, str):
            base = date.fromisoformat(stated)
        spec = FieldType(type="date")
        points = self.r.worlds.standing_for_all(entry, name, spec)
        days = {date.fromordinal(int(v)) for v in points if v not in DATES}
        days |= {e.on + timedelta(n) for e in self.relevant if e.order for n in (-1, 0, 1)}
        turns = self.r.law.turning_days(base)
        days |= {*turns, *(d - timedelta(1) for d in turns if d > date.min)}
        before, after = sorted(d for d in days if d < base), sorted(d for d in days if d > base)
        return [*before[-MOST_DAYS:], *after[:MOST_DAYS]]

    # What is missing

    def _chain(self) -> Iterator[Failed]:
        """Every failing condition of the near misses, from the action's own down."""
        waiting = list(self.judgement.nearest)
        while waiting:
            miss: NearMiss = waiting.pop(0)
            yield miss.failed
            if miss.failed.within is not None:
                waiting.append(miss.failed.within)

    def _missing(self) -> set[str]:
        return {f.expected.field for f in self._chain() if f.expected is not None}

    def _wanted_kinds(self) -> set[str]:
        """The kinds of facts and actions from which a missing condition could follow."""
        program = self.r.law.program(self.entry.on)
        found: set[str] = set()
        for failure in self._chain():
            if failure.what in ("absent", "count") and failure.kind:
                found |= set(_sources(failure.kind, program, DEPTH))
        return {member for kind in found for member in (self.vocabulary.members(kind) or (kind,))}

    def _added(self) -> Iterator[Edit]:
        """A fact or an action that a missing condition asks for, or from which it could follow."""
        for failure in self._chain():
            if failure.what not in ("absent", "count") or failure.kind is None:
                continue
            fields = {**failure.fields, **{k: v[0] for k, v in failure.any_of.items()}}
            for kind in self._kinds(failure.kind):
                yield from self._new(kind, fields)
        for kind in sorted(self._wanted_kinds()):
            if any(item.kind == kind for item in (*self.case.facts, *self.case.history)):
                yield from self._new(kind, self._shared())

    def _kinds(self, kind: str) -> tuple[str, ...]:
        if self.vocabulary.sort(kind) == "fact":
            return (kind,)
        return self.vocabulary.members(kind)

    def _shared(self) -> dict[str, Value]:
        """What the action itself concerns, so that what is added concerns it too."""
        fields = self._fields(self.entry)
        return {k: v for k, v in self.entry.fields.items() if k in fields and fields[k].type == "ref"}

    def _new(self, kind: str, known: Mapping[str, Value]) -> Iterator[Edit]:
        """New items of a kind: known fields taken over, references to each thing of the case, the rest left open."""
        sort, found = self.vocabulary.kinds[kind]
        choices: list[list[tuple[str, Value]]] = []
        for name, spec in found.fields.items():
            if name in known:
                choices.append([(name, known[name])])
            elif spec.optional:
                continue
            elif spec.type == "id":
                choices.append([(name, self._free_id(kind))])
            elif spec.type == "ref":
                choices.append([(name, value) for value in self._referable(spec)])
            elif spec.type == "date":
                choices.append([(name, self.entry.on.isoformat())])
            else:
                choices.append([(name, UNKNOWN)])
        for n, combination in enumerate(product(*choices)):
            if n >= MOST_REFERENCES:
                return
            fields = dict(combination)
            if sort == "action":
                asked = self.entry.order > len(self.r.docket.history)
                fields["on"] = (self.entry.on - timedelta(days=0 if asked else 1)).isoformat()
                yield Edit("history", 0, Item(kind=kind, fields=fields))
            elif sort == "fact" and not self._there(kind, fields):
                yield Edit("facts", 0, Item(kind=kind, fields=fields))

    def _there(self, kind: str, fields: Mapping[str, Value]) -> bool:
        """Whether the case has such a thing already, of those of which there is one: a second maslikhat of a unit."""
        own = self.vocabulary.facts[kind]
        names = [name for name, spec in own.fields.items() if spec.type == "ref"]
        same = (i for i in self.case.facts if i.kind == kind and all(i.fields.get(n) == fields.get(n) for n in names))
        return own.id_field is None and any(same)

    def _referable(self, spec: FieldType) -> list[str]:
        ids = []
        for item in (*self.case.facts, *self.case.history):
            kind: Kind = self.vocabulary.kinds[item.kind][1]
            value = item.fields.get(kind.id_field or "")
            if item.kind in spec.to and isinstance(value, str):
                ids.append(value)
        return list(dict.fromkeys(ids))

    def _free_id(self, kind: str) -> str:
        taken = {str(value) for item in (*self.case.facts, *self.case.history) for value in item.fields.values()}
        n = 1
        while f"{kind}-{n}" in taken:
            n += 1
        return f"{kind}-{n}"


def _sources(kind: str, program: Program, depth: int) -> Iterable[str]:
    """The kinds that no rule concludes and from which a kind can follow."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    level = {kind}
    for _ in range(depth):
        below: set[str] = set()
        for name in level - seen:
            rules = program.by_head.get(name, ())
            if not rules:
                found[name] = None
            below |= {atom.kind for rule in rules for atom in rule.atoms}
        seen |= level
        level = below
    return found
