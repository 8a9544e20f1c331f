"""What some goals have in a world, on one day: each worked out once for each part of a world that can change it.

A goal is a kind that rules conclude. It depends on few of the questions and unknowns of a case, so two worlds
that agree in these give it the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from .program import Fact, Model, Value
from .replay import Replay
from .ways import values
from .worlds import World


class Holding:
    """Goals on a day, before the action of a number; those that nothing could derive are left out.

    `dims` tells for each goal what it can depend on.
    """

    def __init__(self, replay: Replay, day: date, before: int, goals: Iterable[str]) -> None:
        self.r = replay
        self.day, self.before = day, before
        self.program = replay.law.program(day)
        self.facts: dict[str, tuple[Fact, ...]] = {}
        self.rules: dict[str, frozenset[str]] = {}
        self.dims: dict[str, frozenset[str]] = {}
        self._reach: dict[str, frozenset[str]] = {}
        demand = replay.demand(self.program)
        for goal in goals:
            need = demand.need(goal)
            if need is not None:
                self.facts[goal] = need.facts
                self.rules[goal] = need.rules
                self.dims[goal] = frozenset(replay.dims_of(need.facts, before))
                self._reach[goal] = need.rules | replay.rules_of(need.facts, before)
        self._sorted = {goal: tuple(sorted(dims)) for goal, dims in self.dims.items()}
        self.all_dims = sorted(frozenset[str]().union(*self.dims.values()))
        self._known: dict[tuple[str, tuple[Value, ...]], frozenset[Fact]] = {}
        self._together: dict[tuple[tuple[str, ...], tuple[Value, ...]], tuple[frozenset[Fact], ...]] = {}
        self._dims_together: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._reaches: dict[tuple[str, ...], frozenset[str]] = {}
        self._told: set[tuple[Value, ...]] = set()
        self._parts: dict[tuple[str, ...], tuple[tuple[Fact, ...], frozenset[str]]] = {}

    def dims_of(self, goals: Iterable[str]) -> frozenset[str]:
        """What any of the goals can depend on."""
        return frozenset[str]().union(*(self.dims[g] for g in goals))

    def worlds_of(self, goals: tuple[str, ...], fixed: Mapping[str, Value] | None = None) -> list[World]:
        """What stands for every way in which these goals could be, `fixed` kept to."""
        return self.r.ways.over(self.dims_of(goals), fixed or {}, spread=True, rules=self.reach(goals))

    def reach(self, goals: tuple[str, ...]) -> frozenset[str]:
        """The rules on which these goals depend, those by which actions were judged among them."""
        if goals not in self._reaches:
            self._reaches[goals] = frozenset[str]().union(*(self._reach[g] for g in goals))
        return self._reaches[goals]

    def each(self, goals: tuple[str, ...], world: World) -> tuple[frozenset[Fact], ...]:
        """What each of some goals has in a world."""
        self._tell(world)
        if goals not in self._dims_together:
            self._dims_together[goals] = tuple(sorted(self.dims_of(goals)))
        key = (goals, values(world, self._dims_together[goals]))
        found = self._together.get(key)
        if found is None:
            found = self._together[key] = tuple([self.of(goal, world) for goal in goals])
        return found

    def of(self, goal: str, world: World) -> frozenset[Fact]:
        """What a goal has in a world."""
        self._tell(world)
        found = self._known.get((goal, values(world, self._sorted[goal])))
        if found is None:
            self._work_out(world)
            found = self._known[goal, values(world, self._sorted[goal])]
        return found

    def model(self, world: World) -> Model:
        """What follows for all goals in a world."""
        facts, rules = self._drawn(tuple(self.facts))
        return self.r.model(self.program, rules, self._present(facts, world), world)

    def model_of(self, goal: str, world: World) -> Model:
        """What follows for one goal in a world."""
        facts, rules = self._drawn((goal,))
        return self.r.model(self.program, rules, self._present(facts, world), world)

    def _tell(self, world: World) -> None:
        """Tell the watch of each world that is looked at, once."""
        if self.r.watch is not None and (key := values(world, self.all_dims)) not in self._told:
            self._told.add(key)
            self.r.tell(self.day, None, world, self.before)

    def _work_out(self, world: World) -> None:
        """Work out every goal of which the world tells something not known yet."""
        base = self.r.ways.base
        changed = {d for d in self.all_dims if world[d] != base[d]}
        missing = tuple(
            goal
            for goal, dims in self._sorted.items()
            if (not changed or self.dims[goal] & changed) and (goal, values(world, dims)) not in self._known
        )
        if not changed or len(missing) == len(self.facts):
            model = self.model(world)
        else:
            facts, rules = self._drawn(missing)
            model = self.r.part(self.program, rules, facts, self._present(facts, world), world, self.model(base))
        found: dict[str, list[Fact]] = {goal: [] for goal in missing}
        for item in model.derived:
            if item.kind in found:
                found[item.kind].append(item)
        for goal, items in found.items():
            self._known[goal, values(world, self._sorted[goal])] = frozenset(items)

    def _present(self, facts: tuple[Fact, ...], world: World) -> frozenset[Fact]:
        return self.r.present(facts, self.day.toordinal(), 0, world, self.before)

    def _drawn(self, goals: tuple[str, ...]) -> tuple[tuple[Fact, ...], frozenset[str]]:
        """What some goals together draw on."""
        if goals not in self._parts:
            facts = {f: None for g in goals for f in self.facts[g]}
            self._parts[goals] = tuple(facts), frozenset[str]().union(*(self.rules[g] for g in goals))
        return self._parts[goals]
