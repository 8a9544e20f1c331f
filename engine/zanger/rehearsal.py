"""An action judged again and again, each time in the case with some of its items changed.

A change may leave a value open (`unknown`): then every value that can make a difference is followed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import product
from math import prod
from typing import NamedTuple

from .case import UNKNOWN, Case, VerdictName
from .deciding import Judges, joint
from .decision import Judgement, NearMiss, Value
from .docket import Entry, docket
from .editing import Edit, apply
from .engines import Engine
from .errors import InputError
from .law import Law
from .replay import Replay
from .selection import Spot, item_at
from .standing import verdict
from .ways import MAX_WORLDS
from .worlds import ELSEWHERE, World, dimension_name

MOST_WORLDS = 240
"""Changes that leave open more than so many combinations of values are not followed."""
MOST_OPEN = 2
"""Nor those that leave open more numbers than that: each multiplies the values at which something changes."""
ALLOWED: tuple[VerdictName, ...] = ("permitted", "required")
WORLDS_A_REPLAY = 20
"""So many combinations count as one more changed case."""


class State(NamedTuple):
    """A changed case, replayed."""

    case: Case
    replay: Replay
    entry: Entry
    spots: tuple[Spot | None, ...]
    """For each edit, where its item stands now."""


class Rehearsal:
    """One action of a case, and at most so many changed cases in which it is judged.

    `left` counts down what may still be tried; `short` tells that something was not followed.
    """

    def __init__(self, law: Law, case: Case, spot: Spot, engine: Engine, replays: int) -> None:
        self.law = law
        self.case = case
        self.spot = spot
        self.engine = engine
        self.left = replays
        self.tried = 0
        self.short = False
        self._known: dict[tuple[str, ...], VerdictName | None] = {}

    def followed(self, edits: tuple[Edit, ...]) -> bool:
        """Whether the edits leave open few enough numbers to be followed."""
        vocabulary = self.law.pack.vocabulary
        stated = ((e.item, n) for e in edits if e.item for n in ([e.field] if e.field else e.item.fields))
        numbers = (i.fields.get(n) == UNKNOWN and vocabulary.fields(i.kind)[n].type == "int" for i, n in stated)
        if sum(numbers) <= MOST_OPEN:
            return True
        self.short = True
        return False

    def state(self, edits: tuple[Edit, ...]) -> State | None:
        """The changed case, replayed; None where it is no case, or the action is not in it."""
        self.tried += 1
        self.left -= 1
        edited = apply(self.case, edits)
        spot = edited.lines.get(self.spot)
        if spot is None:
            return None
        case = edited.case
        if spot.section == "ask":
            case = case.model_copy(update={"ask": (item_at(case, spot),)})
            spot = Spot("ask", 1)
        else:
            case = case.model_copy(update={"ask": ()})
        try:
            checked = docket(self.law.pack, case)
            replay = Replay(self.law, checked, self.engine)
        except InputError:
            return None
        entries = checked.history if spot.section == "history" else checked.questions
        entry = next(e for e in entries if e.line == spot.line)
        added = iter(edited.added)
        spots = tuple(edited.lines.get(e.spot) if e.line else next(added) for e in edits)
        places = tuple(Spot("ask", 1) if s and s.section == "ask" else s for s in spots)
        state = State(case, replay, entry, places)
        return state if self._bounded(state) else None

    def _bounded(self, state: State) -> bool:
        """Whether a changed case can be answered at all: it is not where too much is unknown at once."""
        replay, order = state.replay, state.entry.order
        if replay.ways.number(replay.dims[order], replay.reach[order]) <= MAX_WORLDS:
            return True
        self.short = True
        return False

    def judgement(self, state: State) -> Judgement:
        """The whole answer about the action in a changed case."""
        asked = state.entry.order > len(state.replay.docket.history)
        return Judges(state.replay, self.law.citer).judgement(state.entry, "ask" if asked else "history")

    def filled(
        self, edits: tuple[Edit, ...], state: State, wanted: Collection[VerdictName | None]
    ) -> Iterator[tuple[Edit, ...]]:
        """The edits with values for what they leave open, where the verdict is one of those wanted."""
        open_: list[tuple[int, str, str]] = []
        for n, edit in enumerate(edits):
            place = state.spots[n]
            if edit.item is None or place is None:
                continue
            entry = self._entry(state, place)
            for name in [edit.field] if edit.field else list(edit.item.fields):
                if edit.item.fields.get(name) == UNKNOWN and name in entry.unknown:
                    open_.append((n, name, dimension_name(state.replay.docket, entry, name)))
        replay, order = state.replay, state.entry.order
        dims = replay.dims[order]
        if any(dim not in dims for n, _, dim in open_ if edits[n].line):
            return  # what does not matter need not be changed
        fixed_dims = {dim for _, _, dim in open_}
        choices = [replay.worlds.dimensions[dim].values if dim in dims else (None,) for _, _, dim in open_]
        unsure = replay.ways.number(set(dims) - fixed_dims, replay.reach[order])
        size = prod(len(values) for values in choices) * unsure
        if size > MOST_WORLDS:
            self.short = True
            return
        self.left -= size // WORLDS_A_REPLAY
        good: list[tuple[Value | None, ...]] = []
        for values in product(*choices):
            if ELSEWHERE in values:
                continue
            fixed: World = {dim: v for (_, _, dim), v in zip(open_, values, strict=True) if v is not None}
            answer, _effect = joint(replay.outcome(order, w) for w in replay.ways.over(dims, fixed))
            if answer in wanted:
                good.append(values)
        best: dict[tuple[object, ...], tuple[tuple[int, int], tuple[Edit, ...]]] = {}
        for values in good:
            full = edits
            far = inside = 0
            group: list[object] = []
            for i, ((n, name, _), value) in enumerate(zip(open_, values, strict=True)):
                text, distance, kind = self._written(full[n], name, value)
                if text is None:
                    break
                far += distance
                inside += not _on_edge(values, i, choices[i], good)
                group.append(kind)
                full = (*full[:n], _with(full[n], name, text), *full[n + 1 :])
            else:
                key, cost = tuple(group), (inside, far)
                if key not in best or cost < best[key][0]:
                    best[key] = (cost, full)
        yield from (full for _, full in best.values())

    def _entry(self, state: State, spot: Spot) -> Entry:
        checked = state.replay.docket
        entries = {"facts": checked.facts, "history": checked.history, "ask": checked.questions}[spot.section]
        return next(e for e in entries if e.line == spot.line)

    def _written(self, edit: Edit, name: str, value: Value | None) -> tuple[Value | None, int, object]:
        """A value as a case states it, how far it is from what was stated, and what it is told apart by.

        Of numbers and dates that do, the nearest is told; None where nothing is changed.
        """
        assert edit.item is not None
        spec = self.law.pack.vocabulary.fields(edit.item.kind)[name]
        was = item_at(self.case, edit.spot).fields.get(name) if edit.line else None
        if value is None:
            value = spec.values[0] if spec.type == "enum" else False if spec.type == "bool" else max(spec.min, 0)
        if value == was:
            return None, 0, None
        if spec.type == "int":
            return value, abs(int(value) - was) if isinstance(was, int) else int(value), "number"
        return value, 0, value

    def verdict(self, edits: tuple[Edit, ...]) -> VerdictName | None:
        """The verdict in the changed case; None where it is no case."""
        key = named(edits)
        if key not in self._known:
            state = self.state(edits)
            self._known[key] = verdict(state.replay, state.entry.order)[0] if state else None
        return self._known[key]

    def misses(self, state: State) -> tuple[NearMiss, ...]:
        """Why the action is not permitted, nearest first; nothing if it is."""
        replay, entry = state.replay, state.entry
        if verdict(replay, entry.order)[0] in ALLOWED:
            return ()
        world = replay.ways.over(replay.dims[entry.order], {})[0]
        return Judges(replay, self.law.citer).nearest(entry, world)

    def sign(self, state: State) -> object:
        """What stands in the way: the first failing conditions, or what the verdict rests on."""
        misses = self.misses(state)
        if misses:
            return str([(m.citation.provision, m.missing, _leaf(m)) for m in misses])
        facts = state.replay.present(
            state.replay.demands[state.entry.order], 0, 0, state.replay.ways.base, state.entry.order
        )
        return frozenset((f.kind, f.fields) for f in facts)

    def far(self, state: State) -> int:
        """How many conditions the nearest power still lacks."""
        return min((m.missing for m in self.misses(state)), default=99)


def _on_edge(
    values: tuple[Value | None, ...],
    place: int,
    choices: tuple[Value | None, ...],
    good: list[tuple[Value | None, ...]],
) -> bool:
    """Whether the next value to one of these, up or down, no longer does: where a number becomes enough."""
    at = choices.index(values[place])
    beside = [choices[n] for n in (at - 1, at + 1) if 0 <= n < len(choices)]
    return any((*values[:place], other, *values[place + 1 :]) not in good for other in beside)


def _with(edit: Edit, name: str, value: Value) -> Edit:
    assert edit.item is not None
    item = edit.item.model_copy(update={"fields": {**edit.item.fields, name: value}})
    return Edit(edit.section, edit.line, item, edit.field)


def _leaf(miss: NearMiss) -> object:
    """The condition at the bottom of a near miss."""
    while miss.failed.within is not None:
        miss = miss.failed.within
    return miss.citation.provision, miss.failed.origin, miss.failed.actual, sorted(map(str, miss.failed.fields.items()))


def named(edits: tuple[Edit, ...]) -> tuple[str, ...]:
    """What tells several edits together apart from others."""
    return tuple(sorted(str(shape(edit)) for edit in edits))


def shape(edit: Edit) -> object:
    """What tells edits apart."""
    if edit.item is None:
        return edit.section, edit.line
    if edit.field is not None:
        return edit.section, edit.line, edit.field, edit.item.fields.get(edit.field)
    return edit.section, edit.item.kind, tuple(sorted((k, str(v)) for k, v in edit.item.fields.items()))
