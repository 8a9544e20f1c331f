"""For an unknown number or date: the values that stand for all others.

Rules only copy values and compare them. So an unknown matters only where some test sets it
against another value, or some join asks for equality; between two such points nothing changes,
and one value of each interval, with the points themselves, stands for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .program import Arg, OneOf, Program, Rule, Test, Var

Column = tuple[str, str]
"""A kind and a field."""


@dataclass
class Flow:
    """Where values come from and what they are set against, over some programs."""

    sources: dict[Column, set[Column]] = field(default_factory=dict)
    tests: list[tuple[set[Column], set[Column], Test]] = field(default_factory=list)
    joins: list[set[Column]] = field(default_factory=list)
    constants: list[tuple[set[Column], int]] = field(default_factory=list)

    @classmethod
    def of(cls, programs: Iterable[Program]) -> Flow:
        """The flow of all rules of some programs."""
        flow = cls()
        rules = [rule for program in {id(p): p for p in programs}.values() for rule in program.rules]
        heads = {rule.head.kind for rule in rules}
        flow.sources = _sources(rules, heads)
        for rule in rules:
            columns = flow._variables((*rule.atoms, *(t.atom for t in rule.tallies)), heads)
            flow.joins += [found for found in columns.values() if len(found) > 1]
            for test in rule.tests:
                sides = [columns.get(s.name, set()) if isinstance(s, Var) else set() for s in (test.left, test.right)]
                flow.tests.append((sides[0], sides[1], test))
            for atom in (*rule.atoms, *(t.atom for t in rule.tallies)):
                for name, arg in atom.args:
                    for value in _constants(arg):
                        flow.constants.append((flow._column(atom.kind, name, heads), value))
        return flow

    def _column(self, kind: str, name: str, heads: set[str]) -> set[Column]:
        if kind in heads:
            return self.sources.get((kind, name), set())
        return {(kind, name)}

    def _variables(self, atoms: Iterable[object], heads: set[str]) -> dict[str, set[Column]]:
        found: dict[str, set[Column]] = {}
        for atom in atoms:
            for name, arg in atom.args:  # type: ignore[attr-defined]
                if isinstance(arg, Var):
                    found.setdefault(arg.name, set()).update(self._column(atom.kind, name, heads))  # type: ignore[attr-defined]
        return found

    def points(self, columns: set[Column], values: Mapping[Column, set[int]]) -> set[int]:
        """The points at which some test or join could change its mind about a value of `columns`, and their neighbours.

        `values` holds the numbers that the case has in each column.
        """
        edges: set[int] = set()
        for left, right, test in self.tests:
            if left & columns and test.times:
                for value in _known(right, test.right, values):
                    edges |= _beside(test.by * value + test.plus, test.times)
            if right & columns and test.by:
                for value in _known(left, test.left, values):
                    edges |= _beside(test.times * value - test.plus, test.by)
        for column in {column for join in self.joins if join & columns for column in join}:
            edges |= values.get(column, set())
        edges |= {value for where, value in self.constants if where & columns}
        return {edge + step for edge in edges for step in (-1, 0, 1)}


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


def _known(columns: set[Column], side: object, values: Mapping[Column, set[int]]) -> set[int]:
    if isinstance(side, int):
        return {side}
    return {value for column in columns for value in values.get(column, ())}


def _beside(number: int, divisor: int) -> set[int]:
    """The whole numbers next to a quotient, below and above."""
    return {number // divisor, -(-number // divisor)}
