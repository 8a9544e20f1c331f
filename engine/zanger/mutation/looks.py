"""Every look of a worked case at the law: the day, what it is about, and all that holds there, closed under the law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ..compile import COVERS, OPEN, READING
from ..engines import Engine
from ..law import Law
from ..program import Atom, Fact, Model, Program, Rule
from ..reference import evaluate
from ..replay import Evaluation, Replay
from .expecting import Run, Worked

Extents = dict[str, int]
"""For each input of which something holds, the number of the set of its facts."""


@dataclass(frozen=True, eq=False)
class Look:
    """One look of a case at the law.

    `about` are the actions and statuses that it is about, `kinds` all that it can draw on, `extents` what
    holds of each, `twice` what more than one provision gives, `possible` the kinds of which something holds
    in some world. `unsettled` are inputs of which more may hold in worlds that were not looked at. `near`
    tells that the nearest miss is told, `cited` that citations or requirements are expected.
    """

    case: int
    number: int
    day: date
    about: frozenset[str]
    kinds: frozenset[str]
    extents: Extents
    twice: Mapping[Fact, frozenset[str]]
    possible: frozenset[str]
    unsettled: frozenset[str]
    near: bool
    cited: bool


def name(atom: Atom) -> str:
    """What facts an atom reads: those of its kind; of readings, those of its question."""
    return input_name(atom.kind, dict(atom.args).get("id"))


def input_name(kind: str, own: object) -> str:
    """What facts of a kind are an input of: each question of reading is one of its own."""
    return f"{kind}{own}" if kind == READING else kind


def reads(rule: Rule) -> Iterable[Atom]:
    """The atoms of a rule, those that are counted included."""
    return (*rule.atoms, *(tally.atom for tally in rule.tallies))


class Album:
    """The looks of cases, what holds at them written once."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.facts: list[tuple[Fact, ...]] = []
        self._numbers: dict[tuple[Fact, ...], int] = {}
        self._closures: dict[tuple[int, frozenset[str]], tuple[frozenset[str], Program]] = {}
        self._models: dict[tuple[int, frozenset[str], frozenset[Fact]], tuple[Extents, Mapping[Fact, frozenset[str]]]]
        self._models = {}

    def of(self, n: int, worked: Worked, engine: Engine) -> list[Look]:
        """The looks that answering a case takes. Raises `ValueError` if the case does not expect what the law gives."""
        seen: dict[Evaluation, None] = {}
        run = Run(self.law, worked, engine, lambda evaluation: seen.setdefault(evaluation))
        if run.differ():
            raise ValueError(worked.name)
        for entry in worked.docket.history:  # what was done matters to what comes after
            for world in run.replay.ways.over(run.replay.dims[entry.order], {}):
                run.replay.outcome(entry.order, world)
        open_dims = self._open(run.replay)
        self._models.clear()
        looks: dict[tuple[object, ...], Look] = {}
        for evaluation in seen:
            look = self._look(n, worked, run, evaluation, open_dims)
            key = (look.number, look.about, look.near, look.unsettled, tuple(look.extents.items()))
            looks.setdefault((*key, look.day if self.law.gaps(look.day) else None), look)
        return list(looks.values())

    def _open(self, replay: Replay) -> dict[str, frozenset[str]]:
        """For each input, the dimensions that are followed on which its possible facts depend."""
        followed = set(replay.ways.base) if replay.ways.exchanging else replay.ways.open
        found: dict[str, set[str]] = {}
        for item in replay.worlds.presence:
            dims = replay.dims_of((item,), len(replay.entries) + 1) & followed
            found.setdefault(input_name(item.kind, item.get("id")), set()).update(dims)
        return {key: frozenset(dims) for key, dims in found.items()}

    def _look(
        self, n: int, worked: Worked, run: Run, evaluation: Evaluation, open_dims: Mapping[str, frozenset[str]]
    ) -> Look:
        day, facts, tried = evaluation
        if tried is None:
            about = worked.kinds
            dims = set(run.present.holding.all_dims) if run.present else set()
            near = False
        else:
            about = frozenset({tried.kind})
            dims = set(run.replay.dims[tried.order])
            near = (tried.order > len(worked.docket.history), tried.line) in worked.told
        number = self.law._number(day)
        kinds, part = self._closure(number, day, about, tried is None)
        possible = self._possible(part, run.replay.worlds.index.kinds())
        loose = frozenset(key for key, found in open_dims.items() if found - dims)
        if len(dims & run.replay.ways.open) > 1:  # which combinations are followed depends on the rules
            loose |= {key for key, found in open_dims.items() if found}
        if any(e.unknown or e.maybe for e in (*worked.docket.facts, *worked.docket.items)):
            loose = frozenset(open_dims)  # and so do the values that stand for all
        unsettled = _above(part, loose, possible) if loose else loose
        key = (number, about, facts)
        if key not in self._models:
            self._models[key] = self._extents(evaluate(part, facts))
        extents, twice = self._models[key]
        return Look(n, number, day, about, kinds, extents, twice, possible, unsettled, near, worked.cited)

    def _closure(self, number: int, day: date, about: frozenset[str], now: bool) -> tuple[frozenset[str], Program]:
        """The kinds on which what a look is about can depend, and the rules for them."""
        key = (number, about | {"now"} if now else about)
        if key not in self._closures:
            vocabulary, program = self.law.pack.vocabulary, self.law.program(day)
            actions = [kind for kind in about if kind in vocabulary.actions]
            prefix = OPEN if now else COVERS
            goals = {prefix + p.id for kind in actions for p in self.law.about(kind, day)} | (about - {*actions})
            rules = program.towards(goals)
            part = program.only(rules)
            kinds = goals | {rule.head.kind for rule in part.rules}
            self._closures[key] = (frozenset(kinds), part)
        return self._closures[key]

    def _possible(self, part: Program, stated: Iterable[str]) -> frozenset[str]:
        """The kinds of which something could hold: what is stated, and what rules over such kinds could give."""
        found = set(stated)
        growing = True
        while growing:
            growing = False
            for rule in part.rules:
                if rule.head.kind not in found and part.positive[rule.id] <= found:
                    found.add(rule.head.kind)
                    growing = True
        return frozenset(found)

    def _extents(self, model: Model) -> tuple[Extents, Mapping[Fact, frozenset[str]]]:
        groups: dict[str, list[Fact]] = {}
        for items in (model.stated, model.derived):
            for item in items:
                groups.setdefault(input_name(item.kind, item.get("id")), []).append(item)
        extents: Extents = {}
        for key in sorted(groups):
            items_ = tuple(sorted(groups[key]))
            if items_ not in self._numbers:
                self._numbers[items_] = len(self.facts)
                self.facts.append(items_)
            extents[key] = self._numbers[items_]
        twice = {}
        for item, ways in model.derived.items():
            if len(ways) > 1:
                provisions = frozenset(way.rule.partition("/")[0] for way in ways)
                if len(provisions) > 1:
                    twice[item] = provisions
        return extents, twice


def _above(part: Program, inputs: frozenset[str], possible: frozenset[str]) -> frozenset[str]:
    """The inputs, and the kinds that rules which could apply conclude from them."""
    found = set(inputs)
    growing = True
    while growing:
        growing = False
        for rule in part.rules:
            if rule.head.kind in found or not part.positive[rule.id] <= possible:
                continue
            if any(name(atom) in found for atom in reads(rule)):
                found.add(rule.head.kind)
                growing = True
    return frozenset(found)
