"""The history replayed: what each action comes to at its own date, on the facts and on what had effect before it.

Only the facts and rules that can matter to an action are looked at (see `demand`), and what it
comes to is worked out once for each part of a world that can change it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import copy
from datetime import date
from typing import NamedTuple

from .compile import COVERS, OPEN, TRY
from .demand import Demand
from .docket import LATEST, Docket, Entry
from .engines import Engine, Reference
from .increment import again, part_again
from .judge import Outcome, breach_reading, judge
from .law import Law
from .program import Fact, Model, Program, Value, fact
from .proof import Dates
from .provision import Provision
from .region import MOST_BOXES
from .ways import Ways, values
from .worlds import Dimension, Sighted, World, Worlds, uncoded_name


class Evaluation(NamedTuple):
    """One look at the law: the day, all facts that hold, and the action judged; None for what is possible then."""

    day: date
    facts: frozenset[Fact]
    tried: Entry | None


VOID = Outcome("not-empowered", "void")
"""What an action is taken for that is looked away from."""
Watch = Callable[[Evaluation], None]
"""Is told of every evaluation, in each world that is followed or compared."""


class Replay:
    """One case on one engine.

    `dims` tells for each action by number what its outcome can depend on, `reach` by which rules, those of the
    earlier actions that it draws on among them.
    """

    def __init__(
        self,
        law: Law,
        docket: Docket,
        engine: Engine,
        watch: Watch | None = None,
        *,
        judged: bool = False,
        boxes: int = MOST_BOXES,
    ) -> None:
        """With `judged`, only verdicts on the actions of the case are wanted, not what is possible besides.

        `boxes` bounds how long the regions of unknown numbers are looked for (see `region`).
        """
        self.watch = watch
        self.law = law
        self.docket = docket
        self.engine = engine
        self.vocabulary = law.pack.vocabulary
        self.worlds = Worlds(law, docket, judged=judged, boxes=boxes)
        self.ways = Ways(self.worlds, docket)
        self.entries = {e.order: e for e in docket.items}
        self.demands: dict[int, tuple[Fact, ...]] = {}
        self.rules: dict[int, frozenset[str]] = {}
        self.dims: dict[int, tuple[str, ...]] = {}
        self.reach: dict[int, frozenset[str]] = {}
        self._untried: dict[int, tuple[tuple[Fact, ...], tuple[str, ...]]] = {}
        self._applied: dict[tuple[int, tuple[Value, ...]], bool] = {}
        self._outcomes: dict[tuple[int, tuple[Value, ...]], Outcome] = {}
        self._models: dict[tuple[str, frozenset[str], frozenset[Fact]], Model] = {}
        self._shares: dict[tuple[str, frozenset[str], frozenset[Fact]], Model] = {}
        self._followed: dict[tuple[str, frozenset[str]], Model] = {}
        self._aside = Reference()
        self._demand: dict[str, Demand] = {}
        self._sighted: dict[tuple[int, int, int], tuple[Collection[Fact], Sighted]] = {}
        self._void: frozenset[int] = frozenset()
        self.enders = self._all_enders()
        self.uncoded: dict[int, str] = {}
        for order in sorted(self.entries):
            self._draw(order)

    def dates(self, day: date) -> Dates:
        """The date fields of the kinds in force on a day."""
        return self.law.dates(day)

    def concerns(self, entry: Entry) -> tuple[Provision, ...]:
        """The modal provisions in force on the day of an action that speak of its kind."""
        return self.law.about(entry.kind, entry.on)

    def demand(self, program: Program) -> Demand:
        """Follows goals backwards through a program over all facts that could hold."""
        if program.name not in self._demand:
            self._demand[program.name] = Demand(program, self.worlds.index)
        return self._demand[program.name]

    def without(self, order: int) -> Replay:
        """The same case as if an action had been void, whatever it was."""
        other = copy(self)
        other._outcomes, other._applied = {}, {}
        other._void = self._void | {order}
        return other

    def _draw(self, order: int) -> None:
        entry = self.entries[order]
        demand = self.demand(self.law.program(entry.on))
        dims: set[str] = set()
        facts: dict[Fact, None] = {}
        rules: set[str] = set()
        for p in self.concerns(entry):
            need = demand.need(COVERS + p.id, [("act", order)])
            if need is not None:
                facts.update(dict.fromkeys(need.facts))
                rules |= need.rules
                if reading := breach_reading(p):
                    dims.add(reading)
        self.demands[order] = tuple(facts)
        self.rules[order] = frozenset(rules)
        self.dims[order] = tuple(sorted(dims | self.dims_of(facts, order)))
        self.reach[order] = self.rules[order] | self.rules_of(facts, order)
        if self.law.gap(entry.kind, entry.on).powers and any(
            _without_power(self.outcome(order, world)) for world in self._ways_told(order)
        ):
            self._leave_open(order)

    def _ways_told(self, order: int) -> Iterator[World]:
        """The ways in which an action's outcome is told: those that are followed, then those under another reading."""
        yield from self.worlds_of(order)
        for name in self.ways.exchangeable(self.dims[order]):
            for value in self.worlds.dimensions[name].values:
                if value != self.ways.base[name]:
                    yield from self.worlds_of(order, {name: value})

    def _leave_open(self, order: int) -> None:
        """Follow both ways of an action for which a power may lie in what is not coded for its day."""
        name = self.uncoded[order] = uncoded_name(self.docket, self.entries[order])
        self.ways.leave_open(Dimension(name, (False, True)))
        self.dims[order] = tuple(sorted((*self.dims[order], name)))
        self._outcomes.clear()

    def dims_of(self, facts: Iterable[Fact], before: int) -> set[str]:
        """The dimensions on which these facts depend, through the actions that they need to have had effect."""
        dims: set[str] = set()
        for item in facts:
            for presence in self.worlds.presence[item]:
                dims |= {name for name, _ in presence.dims}
                if 0 < presence.done < before:
                    dims.update(self.dims[presence.done])
                    for ender in self.enders.get(presence.done, ()):
                        if ender < before:
                            dims.update(self.dims[ender])
        return dims

    def rules_of(self, facts: Iterable[Fact], before: int) -> frozenset[str]:
        """The rules by which the actions that these facts need to have had effect are judged."""
        done = {p.done for item in facts for p in self.worlds.presence[item] if 0 < p.done < before}
        done |= {ender for order in done for ender in self.enders.get(order, ()) if ender < before}
        return frozenset[str]().union(*(self.reach[order] for order in done))

    def worlds_of(self, order: int, fixed: Mapping[str, Value] | None = None) -> list[World]:
        """What stands for every way in which an action's outcome could be, `fixed` kept to."""
        return self.ways.over(self.dims[order], fixed or {}, rules=self.reach[order])

    def _all_enders(self) -> dict[int, list[int]]:
        """For each action, the later ones that could end its effect."""
        named: dict[str, int] = {}
        for entry in self.docket.history:
            kind = self.vocabulary.actions[entry.kind]
            if kind.id_field and kind.id_field in entry.fields:
                named[str(entry.fields[kind.id_field])] = entry.order
        found: dict[int, list[int]] = {}
        for entry in self.docket.history:
            ends = self.vocabulary.actions[entry.kind].ends
            if ends is None:
                continue
            if ends in entry.fields:
                target = named.get(str(entry.fields[ends]))
                if target is not None:
                    found.setdefault(target, []).append(entry.order)
            elif ends in entry.unknown:
                for target in named.values():
                    found.setdefault(target, []).append(entry.order)
        return found

    def enders_of(self, order: int) -> tuple[int, ...]:
        """The earlier actions that an action could end."""
        return tuple(target for target, enders in self.enders.items() if order in enders and target < order)

    def outcome(self, order: int, world: World) -> Outcome:
        """What action `order` comes to in a world."""
        if order in self._void:
            return VOID
        key = (order, values(world, self.dims[order]))
        found = self._outcomes.get(key)
        if found is None:
            entry = self.entries[order]
            self.tell(entry.on, entry, world, order)
            hits: dict[str, list[str]] = {"permits": [], "requires": [], "forbids": []}
            for p in self._covering(entry, world):
                hits[p.conclusion[0]].append(p.id)
            found = judge(
                tuple(hits["permits"]),
                tuple(hits["requires"]),
                tuple(hits["forbids"]),
                self.law.provisions(entry.on),
                world,
            )
            if order in self.uncoded and _without_power(found):
                found = Outcome("permitted", "effective", coded=False) if world[self.uncoded[order]] else found
            self._outcomes[key] = found
        return found

    def _covering(self, entry: Entry, world: World) -> list[Provision]:
        """The provisions that cover an action in a world; none, however it is done, where none applies."""
        order = entry.order
        if entry.unknown and not self._applies(entry, world):
            return []
        facts = self.present(self.demands[order], entry.first, order, world, order)
        model = self.model(self.law.program(entry.on), self.rules[order], facts, world)
        return [p for p in self.concerns(entry) if fact(COVERS + p.id, {"act": order}) in model.derived]

    def _applies(self, entry: Entry, world: World) -> bool:
        """Whether any provision that speaks of an action applies in a world, whatever is not known of its manner."""
        order = entry.order
        if order not in self._untried:
            facts = tuple(f for f in self.demands[order] if not f.kind.startswith(TRY))
            self._untried[order] = (facts, tuple(sorted(self.dims_of(facts, order))))
        facts, dims = self._untried[order]
        key = (order, values(world, dims))
        if key not in self._applied:
            present = self.present(facts, entry.first, order, world, order)
            model = self.model(self.law.program(entry.on), self.rules[order], present, world)
            goals = {OPEN + p.id for p in self.concerns(entry)}
            self._applied[key] = any(item.kind in goals for item in model.derived)
        return self._applied[key]

    def tell(self, day: date, tried: Entry | None, world: World, before: int) -> None:
        """Tell the watch, if there is one, that the law is looked at."""
        if self.watch is not None:
            number = tried.order if tried else 0
            facts = self.present(self.worlds.presence, day.toordinal(), number, world, before)
            self.watch(Evaluation(day, facts, tried))

    def present(self, facts: Collection[Fact], day: int, tried: int, world: World, before: int) -> frozenset[Fact]:
        """Those of the facts that hold in a world on a day, before action `before`.

        The same collection is sorted out once a day; it must not change.
        """
        key = (id(facts), day, tried)
        sighted = self._sighted.get(key)
        if sighted is None:
            sighted = self._sighted[key] = (facts, self.worlds.sighted(facts, day, tried))
        done, groups = sighted[1]
        effective = {0, *(order for order in done if order < before and self.stands(order, world, before, day))}
        return frozenset(
            item
            for names, found in groups.items()
            for item, order in found.get(values(world, names), ())
            if order in effective
        )

    def stands(self, order: int, world: World, before: int, day: int = LATEST) -> bool:
        """Whether an action had effect and no action before `before`, done on that day or earlier, has ended it.

        A question may be about a day before the last actions: they have not been done then.
        """
        if self.outcome(order, world).effect != "effective":
            return False
        for ender in self.enders.get(order, ()):
            if (
                order < ender < before
                and self.entries[ender].first <= day
                and self._names(ender, order, world)
                and self.outcome(ender, world).effect == "effective"
            ):
                return False
        return True

    def _names(self, ender: int, order: int, world: World) -> bool:
        entry, target = self.entries[ender], self.entries[order]
        ends = self.vocabulary.actions[entry.kind].ends
        own = self.vocabulary.actions[target.kind].id_field
        assert ends is not None
        value = entry.fields.get(ends)
        if value is None:
            value = next((world[d] for d in world if d.endswith(f"[{entry.line}].{ends}")), None)
        return own is not None and value == target.fields.get(own)

    def model(self, program: Program, rules: frozenset[str], facts: frozenset[Fact], world: World) -> Model:
        """What follows from the facts by those rules that can matter.

        The chosen engine answers for the worlds that are followed. What would be under readings
        that are not followed is only compared, and comes from the reference.
        """
        key = (program.name, rules, facts)
        found = self._models.get(key)
        if found is None:
            part = program.only(rules)
            known = self._followed.get(key[:2])
            followed = self.ways.followed(world)
            if known is not None and (not followed or self.engine.name == "reference"):
                found = again(part, known, facts)
            elif followed:
                found = self._followed[key[:2]] = self.engine.evaluate(part, sorted(facts))
            else:
                found = self._aside.evaluate(part, sorted(facts))
            self._models[key] = found
        return found

    def part(
        self,
        program: Program,
        rules: frozenset[str],
        drawn: Iterable[Fact],
        facts: frozenset[Fact],
        world: World,
        whole: Model,
    ) -> Model:
        """What follows for goals that draw on `drawn` by `rules`, given what follows for more of them in the base.

        What the chosen engine is not asked for, or defines, is worked out from the difference (see `increment`).
        """
        if self.ways.followed(world) and not isinstance(self.engine, Reference):
            return self.model(program, rules, facts, world)
        key = (program.name, rules, facts)
        if key not in self._shares:
            self._shares[key] = part_again(program.only(rules), drawn, whole, facts)
        return self._shares[key]


def _without_power(outcome: Outcome) -> bool:
    return outcome.verdict == "not-empowered" and not outcome.denials
