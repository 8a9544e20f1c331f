"""For unknown numbers and dates: where something can change with them.

Rules only copy values, compare them, and count what is different. So an unknown number matters only
where some test sets it against another value, or where some join or count asks for equality: each
of these is a boundary, and between boundaries nothing changes (see `region`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from .compile import COVERS
from .program import Arg, Atom, OneOf, Op, Program, Rule, Test, Var
from .region import Boundary, boundary

Column = tuple[str, str]
"""A kind and a field."""


@dataclass
class Flow:
    """Where values come from and what they are set against, over some programs, and by which rules."""

    sources: dict[Column, set[Column]] = field(default_factory=dict)
    tests: list[tuple[set[Column], set[Column], Test, str]] = field(default_factory=list)
    joins: list[tuple[set[Column], set[str]]] = field(default_factory=list)
    counted: dict[str, set[str]] = field(default_factory=dict)
    shown: set[Column] = field(default_factory=set)
    constants: list[tuple[set[Column], int, str]] = field(default_factory=list)
    concluded: dict[Column, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, programs: Iterable[Program]) -> Flow:
        """The flow of all rules of some programs."""
        flow = cls()
        rules = [rule for program in {id(p): p for p in programs}.values() for rule in program.rules]
        heads = {rule.head.kind for rule in rules}
        flow.sources = _sources(rules, heads)
        for rule in rules:
            for name, arg in rule.head.args:
                if isinstance(arg, int) and not isinstance(arg, bool):
                    flow.concluded.setdefault((rule.head.kind, name), set()).add(arg)
        for column in flow.concluded:
            flow.sources.setdefault(column, set()).add(column)
        for rule in rules:
            columns, often = flow._variables((*rule.atoms, *(t.atom for t in rule.tallies)), heads)
            flow.joins += [(columns[name], {rule.id}) for name in sorted(often)]
            for tally in rule.tallies:
                if tally.number > 0:
                    flow.counted.setdefault(tally.atom.kind, set()).add(rule.id)
            for test in rule.tests:
                sides = [columns.get(s.name, set()) if isinstance(s, Var) else set() for s in (test.left, test.right)]
                flow.tests.append((sides[0], sides[1], test, rule.id))
            for atom in (*rule.atoms, *(t.atom for t in rule.tallies)):
                for name, arg in atom.args:
                    for value in _constants(arg):
                        flow.constants.append((flow._column(atom.kind, name, heads), value, rule.id))
        for (kind, _), found in flow.sources.items():
            if kind in flow.counted:
                flow.joins.append((found, flow.counted[kind]))
            if not kind.startswith(COVERS):
                flow.shown |= found
        return flow

    def _column(self, kind: str, name: str, heads: set[str]) -> set[Column]:
        if kind in heads:
            return self.sources.get((kind, name), set())
        return {(kind, name)}

    def _variables(self, atoms: Iterable[Atom], heads: set[str]) -> tuple[dict[str, set[Column]], set[str]]:
        """The columns that each variable is read from, and the variables read more than once."""
        found: dict[str, set[Column]] = {}
        often: set[str] = set()
        for atom in atoms:
            for name, arg in atom.args:
                if isinstance(arg, Var):
                    if arg.name in found:
                        often.add(arg.name)
                    found.setdefault(arg.name, set()).update(self._column(atom.kind, name, heads))
        return found, often

    def boundaries(
        self, unknowns: Sequence[Collection[Column]], values: Mapping[Column, Collection[int]]
    ) -> dict[Boundary, set[str]]:
        """What can be told of unknown numbers, each given by the columns in which it stands, and by which rules.

        `values` holds the numbers that the case has in each column.
        """
        values = {**values, **{c: {*values.get(c, ()), *found} for c, found in self.concluded.items()}}
        places: dict[Column, list[int]] = {}
        for place, columns in enumerate(unknowns):
            for column in columns:
                places.setdefault(column, []).append(place)
        found: dict[Boundary, set[str]] = {}

        def add(factors: Mapping[int, int], plus: int, op: Op, rules: Iterable[str]) -> None:
            if (made := boundary(factors, plus, op)) is not None:
                found.setdefault(made, set()).update(rules)

        for left, right, test, rule in self.tests:
            if left & places.keys() or right & places.keys():
                lefts, rights = _sides(left, test.left, places, values), _sides(right, test.right, places, values)
                for (one, known), (other, stated) in product(lefts, rights):
                    if one is not None or other is not None:
                        factors: dict[int, int] = {}
                        _add(factors, one, test.times)
                        _add(factors, other, -test.by)
                        add(factors, test.times * known - test.by * stated - test.plus, test.op, {rule})
        counted = [({c}, self.counted[c[0]]) for c in places if c[0] in self.counted]
        for join, rules in (*self.joins, *counted):
            here = sorted({place for column in join for place in places.get(column, ())})
            for place in here:
                for value in {value for column in join for value in values.get(column, ())}:
                    add({place: 1}, -value, "==", rules)
            for one, other in combinations(here, 2):
                add({one: 1, other: -1}, 0, "==", rules)
        for columns, value, rule in self.constants:
            for place in {p for column in columns for p in places.get(column, ())}:
                add({place: 1}, -value, "==", {rule})
        return found


def _sides(
    columns: set[Column], side: object, places: Mapping[Column, list[int]], values: Mapping[Column, Collection[int]]
) -> set[tuple[int | None, int]]:
    """What can stand on one side of a test: an unknown by its place, or a number that is stated."""
    if isinstance(side, int):
        return {(None, side)}
    known = {(None, value) for column in columns for value in values.get(column, ())}
    return known | {(place, 0) for column in columns for place in places.get(column, ())}


def _add(factors: dict[int, int], place: int | None, factor: int) -> None:
    if place is not None:
        factors[place] = factors.get(place, 0) + factor


def _sources(rules: Iterable[Rule], heads: set[str]) -> dict[Column, set[Column]]:
    """For each column of what is concluded, the columns of what is stated from which its values can come."""
    found: dict[Column, set[Column]] = {}
    above: dict[Column, set[Column]] = {}
    for rule in rules:
        given: dict[str, list[Column]] = {}
        for name, arg in rule.head.args:
            if isinstance(arg, Var):
                given.setdefault(arg.name, []).append((rule.head.kind, name))
                found.setdefault((rule.head.kind, name), set())
        for atom in rule.atoms:
            for name, arg in atom.args:
                if not isinstance(arg, Var) or arg.name not in given:
                    continue
                for column in given[arg.name]:
                    if atom.kind in heads:
                        above.setdefault((atom.kind, name), set()).add(column)
                    else:
                        found[column].add((atom.kind, name))
    waiting = [column for column, known in found.items() if known]
    while waiting:
        column = waiting.pop()
        for higher in above.get(column, ()):
            if not found[column] <= found[higher]:
                found[higher] |= found[column]
                waiting.append(higher)
    return found


def _constants(arg: Arg) -> list[int]:
    values = arg.values if isinstance(arg, OneOf) else (arg,)
    return [v for v in values if isinstance(v, int) and not isinstance(v, bool)]
