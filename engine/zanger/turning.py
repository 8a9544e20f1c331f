"""The smallest changes of a case that turn a verdict, both ways; each is replayed before it is told.

Changes are searched by their number. What is left open in a candidate is followed through every
value that can make a difference (see `grid`), so that a number is moved just as far as needed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import combinations

from .candidates import Candidates
from .case import Case, Item, VerdictName
from .decision import FORMAT, Judgement, Part
from .docket import docket
from .editing import Change, Edit, adding, apply, described
from .engines import Engine, EngineName, make_engine
from .errors import Code, InputError, Place
from .law import Law
from .rehearsal import ALLOWED, Rehearsal, State, named, shape
from .selection import Spot, item_at, select
from .shorthand import SHOWN
from .source import Document

MOST = 3
REPLAYS = 400
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
        return _Search(Rehearsal(law, case, spot, engine, replays)).turning(to, most)
    with make_engine(engine) as made:
        return _Search(Rehearsal(law, case, spot, made, replays)).turning(to, most)


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


class _Search:
    """Looks for changes by their number."""

    def __init__(self, stage: Rehearsal) -> None:
        self.stage = stage
        self.law = stage.law
        self.case = stage.case

    def turning(self, to: VerdictName | None, most: int) -> Turning:
        docket(self.law.pack, self.case)
        base = self.stage.state(())
        assert base is not None
        before = self.stage.judgement(base)
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
            tried=self.stage.tried,
            complete=not self.stage.short,
        )

    def _wanted(self, verdict: VerdictName, to: VerdictName | None) -> tuple[VerdictName, ...]:
        if to is not None:
            return ALLOWED if to == "permitted" and verdict not in ALLOWED else (to,)
        return ("not-empowered", "forbidden") if verdict in ALLOWED else ALLOWED

    def _search(self, base: State, wanted: tuple[VerdictName, ...], most: int) -> tuple[Turn, ...]:
        frontier: list[tuple[tuple[Edit, ...], State]] = [((), base)]
        for size in range(1, most + 1):
            found: dict[tuple[object, ...], tuple[Edit, ...]] = {}
            beyond: list[tuple[tuple[Edit, ...], State]] = []
            seen: set[frozenset[object]] = set()
            for edits, state in frontier:
                for more in self._more(edits, state, days=size == 1):
                    together = (*edits, more)
                    name = frozenset(shape(e) for e in together)
                    if len(name) < size or name in seen:
                        continue
                    seen.add(name)
                    if self.stage.left <= 0:
                        self.stage.short = True
                        break
                    next_ = self.stage.state(together) if self.stage.followed(together) else None
                    if next_ is None:
                        continue
                    for full in self.stage.filled(together, next_, wanted):
                        if self._minimal(full, wanted):
                            found.setdefault(named(full), full)
                    beyond.append((together, next_))
            if found:
                kept = self._nearest_days(list(found.values()))
                return tuple(t for full in kept if (t := self._turn(full, wanted)) is not None)
            if size < most:
                frontier = self._promising(beyond)
                self.stage.short = self.stage.short or len(frontier) < len(beyond)
        return ()

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

    def _more(self, edits: tuple[Edit, ...], state: State, *, days: bool) -> Iterator[Edit]:
        """The candidates of a changed case, as edits of the case as it was; what was added is not changed again."""
        back = {now: old for old, now in apply(self.case, edits).lines.items()}
        taken = {e.spot for e in edits if e.line}
        for edit in Candidates(state.replay, state.case, state.entry, self.stage.judgement(state)).all(days=days):
            if not edit.line:
                yield edit
            elif (spot := back.get(edit.spot)) is not None and (spot not in taken or edit.field is not None):
                yield Edit(spot.section, spot.line, edit.item, edit.field)

    def _promising(self, beyond: list[tuple[tuple[Edit, ...], State]]) -> list[tuple[tuple[Edit, ...], State]]:
        """The changed cases from which to go on, nearest first; few of those that meet the same obstacle."""
        by_sign: dict[object, list[tuple[tuple[Edit, ...], State]]] = {}
        for item in beyond:
            by_sign.setdefault(self.stage.sign(item[1]), []).append(item)
        kept = [item for group in by_sign.values() for item in group[:3]]
        return sorted(kept, key=lambda item: self.stage.far(item[1]))[:WIDTH]

    def _minimal(self, edits: tuple[Edit, ...], wanted: Collection[VerdictName | None]) -> bool:
        """Whether the edits turn the verdict, and no part of them does."""
        if self.stage.verdict(edits) not in wanted:
            return False
        parts = (part for size in range(1, len(edits)) for part in combinations(edits, size))
        return all(self.stage.verdict(part) not in wanted for part in parts)

    def _turn(self, edits: tuple[Edit, ...], wanted: Collection[VerdictName | None]) -> Turn | None:
        state = self.stage.state(edits)
        if state is None:
            return None
        after = self.stage.judgement(state)
        edited = apply(self.case, edits)
        added = iter(edited.added)
        spots = [e.spot if e.line else next(added) for e in edits]
        changes = tuple(described(e, self.case, spot, self.law.pack) for e, spot in zip(edits, spots, strict=True))
        return Turn(changes=changes, after=after) if after.verdict in wanted else None


def _is_day(value: object) -> bool:
    return isinstance(value, str) and len(value) == 10 and value[4] == "-"
