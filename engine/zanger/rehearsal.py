"""An action judged again and again, each time in the case with some of its items changed, by a whole replay."""

from __future__ import annotations

from typing import NamedTuple

from .case import Case, VerdictName
from .deciding import Judges
from .decision import Judgement
from .docket import Entry, docket
from .editing import Edit, apply
from .engines import Engine
from .errors import InputError
from .law import Law
from .replay import Replay
from .selection import Spot, item_at
from .standing import verdict

ALLOWED: tuple[VerdictName, ...] = ("permitted", "required")


class State(NamedTuple):
    """A changed case, replayed."""

    case: Case
    replay: Replay
    entry: Entry


class Rehearsal:
    """One action of a case, and at most so many changed cases in which it is judged.

    `left` counts down what may still be replayed.
    """

    def __init__(self, law: Law, case: Case, spot: Spot, engine: Engine, replays: int) -> None:
        self.law = law
        self.case = case
        self.spot = spot
        self.engine = engine
        self.left = replays
        self._known: dict[tuple[str, ...], VerdictName | None] = {}

    def unchanged(self) -> State:
        """The case as it is. Raises `InputError`, also where too much is unknown at once."""
        return self._replayed(self.case, self.spot)

    def state(self, edits: tuple[Edit, ...]) -> State | None:
        """The changed case, replayed; None where it is no case, the action is not in it, or too much is unknown."""
        self.left -= 1
        edited = apply(self.case, edits)
        spot = edited.lines.get(self.spot)
        if spot is None:
            return None
        try:
            return self._replayed(edited.case, spot)
        except InputError:
            return None

    def _replayed(self, case: Case, spot: Spot) -> State:
        if spot.section == "ask":
            case = case.model_copy(update={"ask": (item_at(case, spot),)})
            spot = Spot("ask", 1)
        else:
            case = case.model_copy(update={"ask": ()})
        checked = docket(self.law.pack, case)
        replay = Replay(self.law, checked, self.engine)
        entries = checked.history if spot.section == "history" else checked.questions
        entry = next(e for e in entries if e.line == spot.line)
        replay.worlds_of(entry.order)  # refuses what cannot be followed
        return State(case, replay, entry)

    def judgement(self, state: State) -> Judgement:
        """The whole answer about the action in a changed case."""
        asked = state.entry.order > len(state.replay.docket.history)
        return Judges(state.replay, self.law.citer).judgement(state.entry, "ask" if asked else "history")

    def verdict(self, edits: tuple[Edit, ...]) -> VerdictName | None:
        """The verdict in the changed case; None where it is no case."""
        key = named(edits)
        if key not in self._known:
            state = self.state(edits)
            self._known[key] = verdict(state.replay, state.entry.order)[0] if state else None
        return self._known[key]


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
