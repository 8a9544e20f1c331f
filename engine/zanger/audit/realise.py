"""From a situation of the solver to a case that the engine confirms: what was done is made lawful, the rest goes.

In the space of an audit what was done is taken to have had effect. A witness is a case with a real history: for an
action that would be void its own slice is asked for a smallest situation in which it is lawful, with all that the
case has so far; what this needs is done before, and so on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ..case import Case, Item
from ..casefile import made
from ..deciding import decide
from ..decision import Decision
from ..engines import Engine, Reference
from ..errors import InputError
from ..law import Law
from ..program import Value
from ..roles import Size
from .bounds import Bounds
from .confirming import Shows
from .draft import Act, Draft, Slot, merged
from .marks import Mark
from .search import smallest
from .slices import piece_at

TRIES = 12
"""How many actions are made lawful for one witness at most."""


class Realiser:
    """Makes witnesses of one law about one action or status."""

    def __init__(self, law: Law, bounds: Bounds, subject: str, engine: Engine | None = None) -> None:
        self.law = law
        self.kinds = frozenset((subject,))
        self.bounds = bounds
        self.engine = engine or Reference()

    def witness(self, draft: Draft, title: str, shows: Shows) -> tuple[Case, bool]:
        """The case of a draft, made real and as small as it can be, and whether the engine confirms it."""
        settled: set[Slot] = set()
        case = draft.case(self.law.pack, title)
        for _ in range(TRIES):
            case = draft.case(self.law.pack, title)
            decision = self._decide(case)
            if decision is None:
                return case, False
            if shows(case, decision) and not decision.unlawful:
                return self._likely(self._smaller(case, shows), shows), True
            void = [n for n in self._void(draft, case, decision) if draft.acts[n].slot not in settled]
            step = self._lawful(draft, void[-1]) if void else None
            if step is None:
                return (self._smaller(case, shows), True) if shows(case, decision) else (case, False)
            settled.add(draft.acts[void[-1]].slot)
            draft = step
        return case, False

    def _decide(self, case: Case) -> Decision | None:
        try:
            return decide(self.law, case, engine=self.engine, kinds=self.kinds)
        except InputError:
            return None

    def _void(self, draft: Draft, case: Case, decision: Decision) -> list[int]:
        """The numbers of the actions that have no effect."""
        found = []
        for n, act in enumerate(draft.acts):
            at = next((i for i, item in enumerate(case.history) if self._is(item, act)), None)
            if at is None or decision.history[at].effect != "effective":
                found.append(n)
        return found

    def _is(self, item: Item, act: Act) -> bool:
        if item.kind != act.slot[0]:
            return False
        own = self.law.pack.vocabulary.actions[item.kind].id_field
        return own is None or item.fields.get(own) in (None, act.name)

    def _lawful(self, draft: Draft, n: int) -> Draft | None:
        """The draft with what makes one of its actions lawful done before; None if nothing does."""
        act = draft.acts[n]
        day = int(act.fields.get("on", draft.day))
        kind = act.slot[0]
        piece = piece_at(self.law, kind, date.fromordinal(day))
        pinned: dict[tuple[str, int | None], dict[str, Value]] = {
            slot: dict(fields) for slot, fields in draft.facts.items()
        }
        for order, earlier in enumerate(draft.acts[:n]):
            pinned[earlier.slot] = {"on": day, **earlier.fields, "order": order + 1}
        pinned[kind, None] = {f: v for f, v in act.fields.items() if f not in ("order", "on", "act")}
        names = [Mark("lives", p.id) for p in piece.modal if p.conclusion[0] == "permits"]
        atoms = smallest(piece, self.law.pack, self.bounds, names, pinned, draft.under)
        if atoms is None:
            return None
        more = Draft.read(atoms, self.law.pack, day)
        settled = dict(more.tried[1]) if more.tried else {}
        own = Act(
            act.slot, {**{f: v for f, v in settled.items() if f not in ("order", "act")}, **act.fields, "on": day}
        )
        changed = replace(draft, acts=(*draft.acts[:n], own, *draft.acts[n + 1 :]))
        new = [a for a in more.acts if a.slot not in {x.slot for x in draft.acts}]
        taken = {x.slot for x in draft.acts[n:]}
        if any(a.slot in taken for a in new):
            return None
        days = tuple(Act(a.slot, {f: v for f, v in a.fields.items() if f != "order"}) for a in more.acts)
        return merged(changed, replace(more, acts=days), n)

    def _likely(self, case: Case, shows: Shows) -> Case:
        """The case with numbers that do not pass those that they cannot pass, as far as it still shows the same."""
        for size in self.law.pack.roles.sizes if self.law.pack.roles else ():
            for n, item in enumerate(case.facts):
                if item.kind == size.fact:
                    case = self._sized(case, n, size, shows)
        return case

    def _sized(self, case: Case, n: int, size: Size, shows: Shows) -> Case:
        item = case.facts[n]
        counted = [_number(i, f) for i in (*case.history, *case.ask) for f in size.counts]
        parts = {p: _number(item, p) for p in size.parts if p in item.fields}
        whole, most = _number(item, size.field), max([*counted, *parts.values()], default=0)
        if whole >= most:
            return case
        swapped = {p: whole for p, v in parts.items() if v == most}
        for fields in ({}, dict.fromkeys(parts, most), swapped):
            changed = made(item.kind, {**item.fields, size.field: most, **fields})
            other = case.model_copy(update={"facts": (*case.facts[:n], changed, *case.facts[n + 1 :])})
            found = self._decide(other)
            if found is not None and shows(other, found) and not found.unlawful:
                return other
        return case

    def _smaller(self, case: Case, shows: Shows) -> Case:
        """The case without what it can lack."""
        for name in ("history", "facts"):
            items = list(getattr(case, name))
            for item in reversed(items):
                left = tuple(i for i in getattr(case, name) if i is not item)
                less = case.model_copy(update={name: left})
                if (found := self._decide(less)) is not None and shows(less, found) and not found.unlawful:
                    case = less
        if case.under:
            for question in list(case.under):
                less = case.model_copy(update={"under": {q: a for q, a in case.under.items() if q != question}})
                if (found := self._decide(less)) is not None and shows(less, found):
                    case = less
        return case


def _number(item: Item, field: str) -> int:
    """A number that is stated, else 0."""
    value = item.fields.get(field)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
