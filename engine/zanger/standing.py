"""How a case stands: verdicts, powers, duties and statuses under the readings that are followed, still without proofs.

Two such pictures tell what differs between two cases; only what differs is then answered in full.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import TypeVar

from .case import EffectName, VerdictName
from .compile import OPEN
from .deciding import Judges, joint
from .decision import Judgement, NearMiss, Possibility, StatusAnswer
from .docket import Docket, Entry
from .engines import Engine
from .explain import Why
from .law import Law
from .modality import Key, Now
from .now import Present, Weighed
from .program import Fact, Value, Var
from .proof import inner_fact
from .reference import Index
from .replay import Replay

K = TypeVar("K")


class Standing:
    """One case on one engine. `weighed` keeps between several pictures what the same open provisions come to."""

    def __init__(self, law: Law, docket: Docket, engine: Engine, weighed: Weighed | None = None) -> None:
        self.law = law
        self.docket = docket
        self.weighed = weighed if weighed is not None else Weighed()
        self.replay = Replay(law, docket, engine)
        self.judges = Judges(self.replay, law.citer)

    @property
    def day(self) -> str:
        """The day of the answer (ISO)."""
        return self.docket.as_of.isoformat()

    def look(self, kinds: Iterable[str] | None) -> None:
        """Look at these kinds of actions and statuses only, from now on."""
        self.present = Present(self.replay, self.law.citer, kinds, weighed=self.weighed)

    @cached_property
    def present(self) -> Present:
        """What is possible on the day of the answer."""
        return Present(self.replay, self.law.citer, weighed=self.weighed)

    def verdict(self, entry: Entry) -> tuple[VerdictName, EffectName]:
        """Verdict and effect of an action or a question, over all worlds that are followed."""
        return verdict(self.replay, entry.order)

    @cached_property
    def options(self) -> dict[Key, Now]:
        """What every body may, must or must not do."""
        return options(self.present, self.replay.vocabulary.actions)

    @cached_property
    def statuses(self) -> dict[Fact, bool]:
        """The statuses that hold in some world, each with whether it does in all."""
        return statuses(self.present, self.replay.vocabulary.statuses)

    def judgement(self, entry: Entry) -> Judgement:
        """The full answer about an action done or a question, without who can undo it."""
        asked = entry.order > len(self.docket.history)
        return self.judges.judgement(entry, "ask" if asked else "history")

    def possibilities(self, keys: Collection[Key]) -> dict[Key, Possibility]:
        """The full answers about some actions that are possible."""
        if not keys:
            return {}
        by_shown = {(key[0], key[1], _frozen(self.present.shown(key))): key for key in keys}
        answers = self.present.possibilities({key[0] for key in keys})
        return {by_shown[name]: p for p in answers if (name := (p.kind, p.by, _frozen(p.fields))) in by_shown}

    def held(self, items: Collection[Fact]) -> dict[Fact, StatusAnswer]:
        """The full answers about some statuses."""
        if not items:
            return {}
        dates = self.replay.dates(self.present.day)
        answers = self.present.statuses({item.kind for item in items})
        by_fact = {inner_fact(s.status, s.fields, dates): s for s in answers}
        return {item: by_fact[item] for item in items if item in by_fact}

    def missed_powers(self, gone: Iterable[tuple[Key, Now]]) -> dict[Key, NearMiss]:
        """Of actions that were possible elsewhere and are not here: the first condition that fails."""
        wanted: dict[Key, tuple[str, dict[str, Value]]] = {}
        for key, now in gone:
            provision = now.openings[-1].provision
            if provision.id in self.present.provisions:
                settled = dict(key[2])
                terms = self.law.form(provision).terms
                known = {arg.name: settled[f] for f, arg in terms if isinstance(arg, Var) and f in settled}
                wanted[key] = (OPEN + provision.id, known)
        return self._missed(wanted)

    def missed_statuses(self, gone: Iterable[Fact]) -> dict[Fact, NearMiss]:
        """Of statuses that hold elsewhere and not here: the first condition that fails."""
        return self._missed({item: (item.kind, dict(item.fields)) for item in gone})

    def _missed(self, wanted: Mapping[K, tuple[str, Mapping[str, Value]]]) -> dict[K, NearMiss]:
        if not wanted:
            return {}
        r, world = self.replay, self.replay.ways.base
        day, program = self.docket.as_of, self.present.program
        facts = r.present(r.worlds.presence, day.toordinal(), 0, world, self.present.before)
        model = r.model(program, program.towards({kind for kind, _ in wanted.values()}), facts, world)
        index = Index(sorted((*model.stated, *model.derived)))
        why = Why(program, index, self.present.provisions, self.law.citer, r.dates(day), r.vocabulary)
        found = {name: why.below(kind, known) for name, (kind, known) in wanted.items()}
        return {name: miss for name, miss in found.items() if miss is not None}


def verdict(replay: Replay, order: int) -> tuple[VerdictName, EffectName]:
    """Verdict and effect of an action by its number, over all worlds that are followed."""
    return joint(replay.outcome(order, world) for world in replay.ways.over(replay.dims[order], {}))


def options(present: Present, kinds: Iterable[str]) -> dict[Key, Now]:
    """What is possible of some kinds of actions."""
    return {key: now for kind in kinds for key, now in present.options_of(kind).items()}


def statuses(present: Present, kinds: Iterable[str]) -> dict[Fact, bool]:
    """The statuses of some kinds that hold, or may."""
    return {item: everywhere for kind in kinds for item, everywhere in present.held(kind).items()}


def differ(one: Now | None, other: Now | None) -> bool:
    """Whether two answers about what is possible differ in the verdict, the manner, the time or a limit."""
    if one is None or other is None:
        return one is not other
    return (one.answer, one.due, one.limits, one.conditions) != (
        other.answer,
        other.due,
        other.limits,
        other.conditions,
    )


def _frozen(fields: dict[str, str | int | bool]) -> tuple[tuple[str, str | int | bool], ...]:
    return tuple(sorted(fields.items()))
