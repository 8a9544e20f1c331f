"""The smallest changes of a case that turn a verdict, both ways; each is replayed before it is told.

All single changes (see `alternatives`) are judged, then all pairs of them, as far as the bound goes (see
`variation`). From there on, and for what only a change makes worth adding, the search goes on from the
nearest. How much was tried is part of the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

from .alternatives import Single, Singles
from .candidates import Candidates
from .case import Case, Item, VerdictName
from .decision import FORMAT, Judgement, Part
from .docket import docket
from .editing import Change, Edit, adding, apply, described
from .engines import Engine, EngineName, make_engine
from .errors import Code, InputError, Place
from .law import Law
from .program import Fact
from .rehearsal import ALLOWED, Rehearsal, State, shape
from .selection import Spot, item_at, select
from .shorthand import SHOWN
from .source import Document
from .variation import Unsure, Variation

MOST = 3
REPLAYS = 100
JUDGED = 8_000
"""So many changed cases are judged at most, and so many replayed whole."""
WIDTH = 4
"""So many changes that do not yet turn the verdict are followed further, of each size."""
TOLD = 40
"""So many ways are told at most, the nearest first."""


class Turn(Part):
    """Changes that together turn the verdict, and none of which can be left out; `after` is the answer then."""

    changes: tuple[Change, ...]
    after: Judgement


class Searched(Part):
    """How many of the single changes (`size` 1) or of the pairs of them (2) were tried."""

    size: int
    number: int
    tried: int


class Turning(Part):
    """What turns a verdict. `turns` are all of the smallest size that were found, at most `most` changes.

    `searched` tells how far single changes and pairs were tried, `beyond` how many changed cases more, that
    seemed nearest; `untold` counts ways that were found and left out. `complete` tells that every set of
    changes up to the size found was tried: no smaller one turns the verdict among these candidates.
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
    untold: int = 0
    searched: tuple[Searched, ...] = ()
    beyond: int = 0
    complete: bool


def minimal_changes(
    law: Law,
    case: Case,
    action: str | Item,
    *,
    to: VerdictName | None = None,
    most: int = MOST,
    replays: int = REPLAYS,
    judged: int = JUDGED,
    engine: EngineName | Engine = "reference",
) -> Turning:
    """The smallest changes after which the verdict on an action is `to`.

    `action` selects an action of the history or a question of the case, or is a new question. Without
    `to`, what is permitted or required is turned into what is forbidden or not empowered, and the other
    way round. At most
    `most` changes are made together, `judged` changed cases tried, and `replays` of them where only a whole
    replay tells the verdict. Raises `InputError`.
    """
    if isinstance(engine, str):
        with make_engine(engine) as made:
            return minimal_changes(law, case, action, to=to, most=most, replays=replays, judged=judged, engine=made)
    case, spot = target(law, case, action)
    docket(law.pack, case)
    asked = (item_at(case, spot),) if spot.section == "ask" else ()
    alone = case.model_copy(update={"ask": asked, "expect": ()})
    here = Spot("ask", 1) if asked else spot
    return _Search(Rehearsal(law, alone, here, engine, replays), judged, spot).turning(to, most)


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


Places = tuple[tuple[int, ...], ...]
"""Where the numbers of several changes stand among the values that were tried."""


class _Search:
    """Looks for changes by their number."""

    def __init__(self, stage: Rehearsal, judged: int, spot: Spot) -> None:
        self.stage = stage
        self.law = stage.law
        self.case = stage.case
        self.spot = spot
        self.left = judged
        self.searched: list[Searched] = []
        self.beyond = 0
        self.untold = 0
        self.cut = False

    def turning(self, to: VerdictName | None, most: int) -> Turning:
        base = self.stage.unchanged()
        before = self._placed(self.stage.judgement(base))
        wanted = self._wanted(before.verdict, to)
        turns: tuple[Turn, ...] = ()
        if before.verdict not in wanted:
            turns = self._search(base, before, wanted, most)
        return Turning(
            pack=self.law.pack.head.id,
            pack_version=self.law.pack.head.version,
            title=self.case.title,
            as_of=self.case.as_of.isoformat(),
            before=before,
            to=wanted,
            most=most,
            turns=turns,
            untold=self.untold,
            searched=tuple(self.searched),
            beyond=self.beyond,
            complete=not self.cut and all(s.tried == s.number for s in self.searched),
        )

    def _placed(self, judgement: Judgement) -> Judgement:
        """With the line that a question has in the case."""
        return judgement.replaced(line=self.spot.line) if self.spot.section == "ask" else judgement

    def _wanted(self, verdict: VerdictName, to: VerdictName | None) -> tuple[VerdictName, ...]:
        if to is not None:
            return ALLOWED if to == "permitted" and verdict not in ALLOWED else (to,)
        return ("not-empowered", "forbidden") if verdict in ALLOWED else ALLOWED

    def _search(self, base: State, before: Judgement, wanted: tuple[VerdictName, ...], most: int) -> tuple[Turn, ...]:
        candidates = Candidates(base.replay, self.case, base.entry, before).all(days=True)
        variation, ones = self._singles(self.case, base, candidates)
        for size in range(1, min(most, 2) + 1):
            sets = sorted((s for s in combinations(ones, size) if together(s)), key=_days)  # days moved come last
            good = self._good(variation, sets, wanted)
            if turns := self._told([tuple(s.edit for s in found) for found in _nearest(good)], wanted):
                return turns
        self.cut = most > 2
        return self._further(variation, ones, wanted, most) if most > 1 else ()

    def _singles(self, case: Case, state: State, candidates: Iterable[Edit]) -> tuple[Variation, list[Single]]:
        spot = Spot(self.spot.section, state.entry.line)
        singles = Singles(self.law, case, state.replay.docket, spot)
        made = singles.of(candidates)
        self.cut = self.cut or singles.left_out
        return made

    def _good(
        self, variation: Variation, sets: list[tuple[Single, ...]], wanted: tuple[VerdictName, ...]
    ) -> list[tuple[Single, ...]]:
        """Those sets of changes that turn the verdict, as far as they may be tried."""
        good: list[tuple[Single, ...]] = []
        tried = 0
        for found in sets:
            if self.left <= 0:
                break
            self.left -= 1
            try:
                verdict: VerdictName | None = variation.verdict(tuple(s.alternative for s in found))
            except Unsure:
                if self.stage.left <= 0:
                    continue
                verdict = self.stage.verdict(tuple(s.edit for s in found))
            tried += 1
            if verdict in wanted:
                good.append(found)
        if sets:
            self.searched.append(Searched(size=len(sets[0]), number=len(sets), tried=tried))
        return good

    # Beyond all pairs

    def _further(
        self, variation: Variation, ones: list[Single], wanted: tuple[VerdictName, ...], most: int
    ) -> tuple[Turn, ...]:
        """From the nearest changes on: what only they make worth adding, and third changes."""
        known = {str(shape(s.edit)) for s in ones}
        frontier: list[tuple[Edit, ...]] = [(s.edit,) for s in self._promising(variation, ones)]
        for size in range(2, most + 1):
            found: dict[frozenset[str], tuple[Edit, ...]] = {}
            beyond: list[tuple[Edit, ...]] = []
            for edits in frontier:
                state = self.stage.state(edits) if self.stage.left > 0 else None
                if state is None:
                    continue
                candidates = Candidates(state.replay, state.case, state.entry, self.stage.judgement(state))
                changed, more = self._singles(state.case, state, candidates.all(days=False))
                back = {now: old for old, now in apply(self.case, edits).lines.items()}
                fresh = [(s, e) for s in more if (e := self._back(s, back, edits))]
                for single, edit in fresh:
                    if size == 2 and str(shape(edit)) in known:
                        continue
                    self.beyond += 1
                    if self._turned(changed, single, wanted):
                        full = (*edits, edit)
                        found.setdefault(frozenset(str(shape(e)) for e in full), full)
                places = {id(s): e for s, e in fresh}
                beyond += [(*edits, places[id(s)]) for s in self._promising(changed, [s for s, _ in fresh])]
            if turns := self._told(list(found.values()), wanted):
                return turns
            frontier = beyond[: 2 * WIDTH]
        return ()

    def _back(self, single: Single, back: dict[Spot, Spot], edits: tuple[Edit, ...]) -> Edit | None:
        """A change of a changed case as one of the case; None for what was added or is changed already."""
        edit = single.edit
        if not edit.line:
            return edit
        spot = back.get(edit.spot)
        taken = {(e.section, e.line, e.field) for e in edits if e.line}
        whole = {(e.section, e.line) for e in edits if e.line and e.item is None}
        if spot is None or (spot.section, spot.line, edit.field) in taken or (spot.section, spot.line) in whole:
            return None
        return Edit(spot.section, spot.line, edit.item, edit.field)

    def _turned(self, variation: Variation, single: Single, wanted: tuple[VerdictName, ...]) -> bool:
        try:
            return variation.verdict((single.alternative,)) in wanted
        except Unsure:
            return False

    def _promising(self, variation: Variation, ones: list[Single]) -> list[Single]:
        """The changes from which to go on: those that come nearest, one of each that come to the same."""
        nearest: dict[frozenset[Fact], tuple[int, int, Single]] = {}
        for n, single in enumerate(ones):
            try:
                present, far = variation.misses((single.alternative,))
            except Unsure:
                continue
            nearest.setdefault(present, (far, n, single))
        return [single for *_, single in sorted(nearest.values(), key=lambda s: s[:2])[:WIDTH]]

    # What is told

    def _told(self, found: list[tuple[Edit, ...]], wanted: tuple[VerdictName, ...]) -> tuple[Turn, ...]:
        """The changes that a replay confirms, and of which no part turns the verdict."""
        self.untold = len(found[TOLD:])
        return tuple(turn for edits in found[:TOLD] if (turn := self._turn(edits, wanted)) is not None)

    def _turn(self, edits: tuple[Edit, ...], wanted: tuple[VerdictName, ...]) -> Turn | None:
        parts = (part for size in range(1, len(edits)) for part in combinations(edits, size))
        if any(self.stage.verdict(part) in wanted for part in parts):
            return None
        state = self.stage.state(edits)
        after = self.stage.judgement(state) if state else None
        if after is None or after.verdict not in wanted:
            return None
        added = iter(apply(self.case, edits).added)
        spots = [e.spot if e.line else next(added) for e in edits]
        changes = (described(e, self.case, spot, self.law.pack) for e, spot in zip(edits, spots, strict=True))
        placed = (c.replaced(line=self.spot.line) if c.section == "ask" else c for c in changes)
        return Turn(changes=tuple(placed), after=self._placed(after))


def together(singles: tuple[Single, ...]) -> bool:
    """Whether changes can be made together: not one field twice, not of what is left out, no id twice."""
    for one, other in combinations(singles, 2):
        a, b = one.alternative, other.alternative
        if a.spot == b.spot and (a.field is None or b.field is None or a.field == b.field):
            return False
        if one.name is not None and one.name == other.name:
            return False
    return True


def _days(singles: tuple[Single, ...]) -> int:
    """How many days are moved."""
    return sum(single.is_day for single in singles)


def _nearest(good: list[tuple[Single, ...]]) -> list[tuple[Single, ...]]:
    """Of changes that differ only in numbers and days the nearest to what is stated: where it begins to be enough."""
    groups: dict[object, dict[Places, tuple[Single, ...]]] = {}
    for found in sorted(good, key=lambda found: -sum(s.far for s in found)):  # of days, the nearest stays
        groups.setdefault(tuple(s.group for s in found), {})[tuple(s.place for s in found)] = found
    best: list[tuple[Single, ...]] = []
    for group in groups.values():
        costs = {places: (_inside(places, group), sum(s.far for s in found)) for places, found in group.items()}
        best.append(group[min(costs, key=lambda places: costs[places])])
    return best


def _inside(places: Places, group: Mapping[Places, object]) -> int:
    """How many numbers could go on to the next value, up and down, and it would still be enough."""
    count = 0
    for i, place in enumerate(places):
        for j, at in enumerate(place):
            beside = ((*place[:j], near, *place[j + 1 :]) for near in (at - 1, at + 1) if near >= 0)
            count += all((*places[:i], other, *places[i + 1 :]) in group for other in beside)
    return count
