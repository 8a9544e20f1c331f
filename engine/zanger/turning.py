"""The smallest changes of a case that turn a verdict, both ways; each is replayed before it is told.

Changes are searched by their number. What is left open in a candidate is followed through every
value that can make a difference (see `grid`), so that a number is moved just as far as needed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import combinations, product
from math import prod
from typing import NamedTuple

from .candidates import Candidates
from .case import UNKNOWN, Case, Item, VerdictName
from .deciding import Judges, joint
from .decision import FORMAT, Judgement, NearMiss, Part, Value
from .docket import Entry, docket
from .editing import Change, Edit, adding, apply, described
from .engines import Engine, EngineName, make_engine
from .errors import Code, InputError, Place
from .law import Law
from .replay import Replay
from .selection import Spot, item_at, select
from .shorthand import SHOWN
from .source import Document
from .standing import verdict
from .ways import MAX_WORLDS
from .worlds import ELSEWHERE, World, dimension_name

ALLOWED: tuple[VerdictName, ...] = ("permitted", "required")
MOST = 3
REPLAYS = 400
MOST_WORLDS = 240
"""Candidates that leave open more than so many combinations of values are not followed."""
MOST_OPEN = 2
"""Nor those that leave open more numbers than that: each multiplies the values at which something changes."""
WORLDS_A_REPLAY = 20
"""So many combinations count as one more changed case."""
WIDTH = 12
"""So many changes that do not yet turn the verdict are followed further, of each size."""


class Turn(Part):
    """Changes that together turn the verdict, and none of which can be left out; `after` is the answer then."""

    changes: tuple[Change, ...]
    after: Judgement


class Turning(Part):
    """What turns a verdict. `turns` are all of the smallest size that were found, at most `most` changes.

    `tried` counts the changed cases that were replayed; `complete` tells that no candidate was left
    when the search ended, so that there is no smaller change, or none at all, among the candidates.
    """

    format: str = FORMAT
    pack: str
    pack_version: str
    title: str
    as_of: str
    before: Judgement
    to: tuple[VerdictName, ...]
    most: int
    turns: tuple[Turn, ...] = ()
    tried: int
    complete: bool


def minimal_changes(
    law: Law,
    case: Case,
    action: str | Item,
    *,
    to: VerdictName | None = None,
    most: int = MOST,
    replays: int = REPLAYS,
    engine: EngineName | Engine = "reference",
) -> Turning:
    """The smallest changes after which the verdict on an action is `to`.

    `action` selects an action of the history or a question of the case, or is a new question. Without
    `to`, what is permitted or required is turned into what is forbidden or not empowered, and the other
    way round. At most
    `most` changes are made together, and `replays` changed cases tried. Raises `InputError`.
    """
    case, spot = target(law, case, action)
    if not isinstance(engine, str):
        return _Search(law, case, spot, engine, replays).turning(to, most)
    with make_engine(engine) as made:
        return _Search(law, case, spot, made, replays).turning(to, most)


def target(law: Law, case: Case, action: str | Item) -> tuple[Case, Spot]:
    """The case with the action among its questions or its history, and where. Raises `InputError`."""
    text = action if isinstance(action, str) else None
    if text is not None:
        try:
            spot = select(text, law.pack, case)
        except InputError as error:
            if error.diagnostics[0].code is not Code.DANGLING_REFERENCE:
                raise
        else:
            if spot.section == "facts":
                message = f"`{text.strip()}` is a fact; a verdict is about an action"
                document = Document(SHOWN, (text,))
                raise InputError([document.error(Code.UNKNOWN_KIND, message, Place(SHOWN, 1, 1))])
            return case, spot
    edit, _ = adding(action, law.pack, case, asked=True)
    edited = apply(case, [edit])
    return edited.case, edited.added[0]


class _State(NamedTuple):
    """A changed case, replayed."""

    case: Case
    replay: Replay
    entry: Entry
    spots: tuple[Spot | None, ...]
    """For each edit, where its item stands now."""


class _Search:
    def __init__(self, law: Law, case: Case, spot: Spot, engine: Engine, replays: int) -> None:
        self.law = law
        self.original = case
        self.case = case
        self.spot = spot
        self.engine = engine
        self.left = replays
        self.tried = 0
        self.short = False
        self._known: dict[tuple[object, ...], VerdictName | None] = {}

    def turning(self, to: VerdictName | None, most: int) -> Turning:
        docket(self.law.pack, self.case)
        base = self._state(())
        assert base is not None
        before = self._judgement(base)
        wanted = self._wanted(before.verdict, to)
        turns: tuple[Turn, ...] = ()
        if before.verdict not in wanted:
            turns = self._search(base, wanted, most)
        return Turning(
            pack=self.law.pack.head.id,
            pack_version=self.law.pack.head.version,
            title=self.case.title,
            as_of=self.case.as_of.isoformat(),
            before=before,
            to=wanted,
            most=most,
            turns=turns,
            tried=self.tried,
            complete=not self.short,
        )

    def _wanted(self, verdict: VerdictName, to: VerdictName | None) -> tuple[VerdictName, ...]:
        if to is not None:
            return ALLOWED if to == "permitted" and verdict not in ALLOWED else (to,)
        return ("not-empowered", "forbidden") if verdict in ALLOWED else ALLOWED

    def _search(self, base: _State, wanted: tuple[VerdictName, ...], most: int) -> tuple[Turn, ...]:
        frontier: list[tuple[tuple[Edit, ...], _State]] = [((), base)]
        for size in range(1, most + 1):
            found: dict[tuple[object, ...], tuple[Edit, ...]] = {}
            beyond: list[tuple[tuple[Edit, ...], _State]] = []
            seen: set[frozenset[object]] = set()
            for edits, state in frontier:
                for more in self._more(edits, state, days=size == 1):
                    together = (*edits, more)
                    name = frozenset(_shape(e) for e in together)
                    if len(name) < size or name in seen:
                        continue
                    seen.add(name)
                    if self.left <= 0:
                        self.short = True
                        break
                    if self._open_numbers(together) > MOST_OPEN:
                        self.short = True
                        continue
                    next_ = self._state(together)
                    if next_ is None:
                        continue
                    for full in self._turned(together, next_, wanted):
                        if self._minimal(full, wanted):
                            found.setdefault(tuple(sorted(map(str, map(_shape, full)))), full)
                    beyond.append((together, next_))
            if found:
                kept = self._nearest_days(list(found.values()))
                return tuple(t for full in kept if (t := self._turn(full, wanted)) is not None)
            if size < most:
                frontier = self._promising(beyond)
                self.short = self.short or len(frontier) < len(beyond)
        return ()

    def _open_numbers(self, edits: tuple[Edit, ...]) -> int:
        """How many numbers the edits leave open."""
        vocabulary = self.law.pack.vocabulary
        stated = ((e.item, n) for e in edits if e.item for n in ([e.field] if e.field else e.item.fields))
        return sum(i.fields.get(n) == UNKNOWN and vocabulary.fields(i.kind)[n].type == "int" for i, n in stated)

    def _nearest_days(self, found: list[tuple[Edit, ...]]) -> list[tuple[Edit, ...]]:
        """Of several days to which a thing could be moved alone, the nearest before and the nearest after."""
        best: dict[object, tuple[int, tuple[Edit, ...]]] = {}
        for n, edits in enumerate(found):
            edit = edits[0]
            key: object = n
            far = 0
            if len(edits) == 1 and edit.item is not None and _is_day(edit.item.fields.get(edit.field or "")):
                new = date.fromisoformat(str(edit.item.fields[edit.field or ""])).toordinal()
                stated = item_at(self.case, edit.spot).fields.get(edit.field or "")
                old = date.fromisoformat(str(stated)) if _is_day(stated) else self.case.as_of
                far = abs(new - old.toordinal())
                key = (edit.spot, edit.field, new > old.toordinal())
            if key not in best or far < best[key][0]:
                best[key] = (far, edits)
        return [edits for _, edits in best.values()]

    def _more(self, edits: tuple[Edit, ...], state: _State, *, days: bool) -> Iterator[Edit]:
        """The candidates of a changed case, as edits of the case as it was; what was added is not changed again."""
        back = {now: old for old, now in apply(self.case, edits).lines.items()}
        taken = {e.spot for e in edits if e.line}
        for edit in Candidates(state.replay, state.case, state.entry, self._judgement(state)).all(days=days):
            if not edit.line:
                yield edit
            elif (spot := back.get(edit.spot)) is not None and (spot not in taken or edit.field is not None):
                yield Edit(spot.section, spot.line, edit.item, edit.field)

    def _promising(self, beyond: list[tuple[tuple[Edit, ...], _State]]) -> list[tuple[tuple[Edit, ...], _State]]:
        """The changed cases from which to go on, nearest first; few of those that meet the same obstacle."""
        by_sign: dict[object, list[tuple[tuple[Edit, ...], _State]]] = {}
        for item in beyond:
            by_sign.setdefault(self._sign(item[1]), []).append(item)
        kept = [item for group in by_sign.values() for item in group[:3]]
        return sorted(kept, key=lambda item: self._far(item[1]))[:WIDTH]

    def _misses(self, state: _State) -> tuple[NearMiss, ...]:
        replay, entry = state.replay, state.entry
        if verdict(replay, entry.order)[0] in ALLOWED:
            return ()
        world = replay.ways.over(replay.dims[entry.order], {})[0]
        return Judges(replay, self.law.citer).nearest(entry, world)

    def _sign(self, state: _State) -> object:
        """What stands in the way: the first failing conditions, or what the verdict rests on."""
        misses = self._misses(state)
        if misses:
            return str([(m.citation.provision, m.missing, _leaf(m)) for m in misses])
        facts = state.replay.present(
            state.replay.demands[state.entry.order], 0, 0, state.replay.ways.base, state.entry.order
        )
        return frozenset((f.kind, f.fields) for f in facts)

    def _far(self, state: _State) -> int:
        """How many conditions the nearest power still lacks."""
        return min((m.missing for m in self._misses(state)), default=99)

    def _state(self, edits: tuple[Edit, ...]) -> _State | None:
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
        state = _State(case, replay, entry, places)
        return state if self._bounded(state) else None

    def _bounded(self, state: _State) -> bool:
        """Whether a changed case can be answered at all: it is not where too much is unknown at once."""
        replay = state.replay
        sizes = (
            len(replay.worlds.dimensions[d].values) for d in replay.dims[state.entry.order] if d in replay.ways.open
        )
        if prod(sizes) <= MAX_WORLDS:
            return True
        self.short = True
        return False

    def _judgement(self, state: _State) -> Judgement:
        asked = state.entry.order > len(state.replay.docket.history)
        return Judges(state.replay, self.law.citer).judgement(state.entry, "ask" if asked else "history")

    def _turned(
        self, edits: tuple[Edit, ...], state: _State, wanted: Collection[VerdictName | None]
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
        unsure = [replay.worlds.dimensions[d].values for d in dims if d in replay.ways.open and d not in fixed_dims]
        size = prod(len(values) for values in (*choices, *unsure))
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

    def _entry(self, state: _State, spot: Spot) -> Entry:
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

    def _minimal(self, edits: tuple[Edit, ...], wanted: Collection[VerdictName | None]) -> bool:
        """Whether the edits turn the verdict, and no part of them does."""
        if self._verdict(edits) not in wanted:
            return False
        parts = (part for size in range(1, len(edits)) for part in combinations(edits, size))
        return all(self._verdict(part) not in wanted for part in parts)

    def _verdict(self, edits: tuple[Edit, ...]) -> VerdictName | None:
        key = tuple(sorted(map(str, map(_shape, edits))))
        if key not in self._known:
            state = self._state(edits)
            self._known[key] = verdict(state.replay, state.entry.order)[0] if state else None
        return self._known[key]

    def _turn(self, edits: tuple[Edit, ...], wanted: Collection[VerdictName | None]) -> Turn | None:
        state = self._state(edits)
        if state is None:
            return None
        after = self._judgement(state)
        edited = apply(self.case, edits)
        added = iter(edited.added)
        spots = [e.spot if e.line else next(added) for e in edits]
        changes = tuple(described(e, self.case, spot, self.law.pack) for e, spot in zip(edits, spots, strict=True))
        return Turn(changes=changes, after=after) if after.verdict in wanted else None


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


def _shape(edit: Edit) -> object:
    """What tells edits apart."""
    if edit.item is None:
        return edit.section, edit.line
    if edit.field is not None:
        return edit.section, edit.line, edit.field, edit.item.fields.get(edit.field)
    return edit.section, edit.item.kind, tuple(sorted((k, str(v)) for k, v in edit.item.fields.items()))


def _is_day(value: object) -> bool:
    return isinstance(value, str) and len(value) == 10 and value[4] == "-"
