"""Which fields of kinds share their values, because some rule copies or joins them: they need the same values."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from ..compile import TRY
from ..program import Arg, OneOf, Rule, Value, Var
from ..vocabulary import Vocabulary

Column = tuple[str, str]
"""A kind, done or tried alike, and one of its fields."""


class Columns:
    """Columns in groups, with the constants that rules name in each, and whether a test or a join looks at them."""

    def __init__(self, rules: Iterable[Rule], vocabulary: Vocabulary) -> None:
        self._above: dict[Column, Column] = {}
        self._constants: dict[Column, set[Value]] = {}
        tested: set[Column] = set()
        named: list[tuple[Column, Arg]] = []
        for rule in rules:
            places: dict[str, list[Column]] = {}
            for atom in (rule.head, *rule.atoms, *(t.atom for t in rule.tallies)):
                kind = atom.kind.removeprefix(TRY)
                for name, arg in atom.args:
                    if isinstance(arg, Var):
                        places.setdefault(arg.name, []).append((kind, name))
                    else:
                        named.append(((kind, name), arg))
            for first, *others in places.values():
                for other in others:
                    self._join(first, other)
            for test in rule.tests:
                sides = [s for s in (test.left, test.right) if isinstance(s, Var)]
                tested |= {column for side in sides for column in places.get(side.name, ())}
                values = [s for s in (test.left, test.right) if not isinstance(s, Var)]
                named += [(column, v) for side in sides for column in places.get(side.name, ()) for v in values]
                for one, two in pairwise(sides):
                    if (test.times, test.by, test.plus) == (1, 1, 0) and test.op in ("==", "!="):
                        for left, right in zip(places.get(one.name, ()), places.get(two.name, ()), strict=False):
                            self._join(left, right)
        for action, spec in vocabulary.actions.items():
            for group in spec.is_:
                for name in (*spec.fields, "by", "on", "order"):
                    if (action, name) in self._above or (group, name) in self._above:
                        self._join((action, name), (group, name))
        for column, arg in named:
            values = list(arg.values) if isinstance(arg, OneOf) else [arg] if not isinstance(arg, Var) else []
            self._constants.setdefault(self._top(column), set()).update(values)
        self._tested = {self._top(column) for column in tested}

    def _top(self, column: Column) -> Column:
        while (above := self._above.get(column, column)) != column:
            column = above
        return column

    def _join(self, one: Column, other: Column) -> None:
        first, second = self._top(one), self._top(other)
        self._above.setdefault(first, first)
        self._above.setdefault(second, second)
        self._above[first] = second

    def constants(self, kind: str, name: str) -> set[Value]:
        """The values that rules name for a field, or for one that shares its values."""
        return self._constants.get(self._top((kind, name)), set())

    def tested(self, kind: str, name: str) -> bool:
        """Whether some test looks at the values of a field."""
        return self._top((kind, name)) in self._tested
