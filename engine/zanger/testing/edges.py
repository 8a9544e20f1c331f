"""Values put where a test of a rule changes its answer: at the boundary, one below, one above."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ..comparison import TURNED
from ..docket import EARLIEST, LATEST
from ..possible import solve
from ..program import Test, Var, compare
from ..vocabulary import Value
from .thread import Binding, Cell, Line

Choose = Callable[[int], int]
"""A number from 0 to below the given one."""


class Edges:
    """Changes the values that may still be changed."""

    choose: Choose

    def _settle(self, cell: Cell, value: Value) -> bool:
        """Give a cell that may be changed another value, within its bounds."""
        if not cell.soft or cell.spec.type == "id":
            return False
        if cell.spec.type == "enum" and value not in cell.spec.values:
            return False
        if cell.spec.type == "int" and not (isinstance(value, int) and cell.spec.min <= value <= cell.spec.max):
            return False
        if cell.spec.type == "date" and cell.owner is not None:
            self._move(cell.owner, int(value) - int(cell.value))
        cell.value = value
        cell.fresh = False
        return True

    def _move(self, line: Line, by: int) -> None:
        """Move what an action rests on along with it."""
        if by >= 0:
            return
        for other in line.needs:
            cell = other.cells["on"]
            if cell.soft and EARLIEST < int(cell.value) + by < LATEST:
                self._move(other, by)
                cell.value = int(cell.value) + by

    def _beside(self) -> int:
        """0 mostly; -1 and 1 where a boundary is passed."""
        return (0, 0, 0, 0, 0, 0, 1, -1)[self.choose(8)]

    def _meet(self, test: Test, binding: Binding, day: int) -> bool:
        """Make a test hold at its boundary, by a value that nothing else has settled."""
        left = binding.get(test.left.name) if isinstance(test.left, Var) else None
        right = binding.get(test.right.name) if isinstance(test.right, Var) else None
        if (isinstance(test.left, Var) and left is None) or (isinstance(test.right, Var) and right is None):
            return False
        a = left.value if left else test.left
        b = right.value if right else test.right
        assert not isinstance(a, Var)
        assert not isinstance(b, Var)
        if isinstance(a, str) or isinstance(b, str):
            return self._alike(test, left, right, a, b)
        holds = compare(test.times * a, test.op, test.by * b + test.plus)
        if left is not None and left.soft and (left.fresh or not holds) and test.times > 0:
            return self._edge(left, solve(Fraction(test.by * b + test.plus, test.times), test.op))
        if holds and not (right is not None and right.soft and right.fresh and self.choose(2) == 1):
            return True
        if right is not None and right.soft and test.by > 0:
            return self._edge(right, solve(Fraction(test.times * a - test.plus, test.by), TURNED[test.op]))
        return False

    def _edge(self, cell: Cell, bound: tuple[str, int]) -> bool:
        how, number = bound
        if how == "is_not":
            number += 1
        beside = self._beside()
        inward = beside if how != "at_most" else -beside
        value = number + inward
        spec = cell.spec
        if spec.type == "date":
            value = min(max(value, EARLIEST + 1), LATEST)
        elif spec.type == "int":
            value = min(max(value, spec.min), spec.max)
        else:
            value = int(bool(number))
        done = self._settle(cell, bool(value) if spec.type == "bool" else value)
        return done and beside >= 0

    def _alike(self, test: Test, left: Cell | None, right: Cell | None, a: Value, b: Value) -> bool:
        if (a == b) is (test.op == "=="):
            return True
        for cell, other in ((left, b), (right, a)):
            if cell is None or not cell.soft:
                continue
            if test.op == "==":
                return self._settle(cell, other)
            others = [v for v in cell.spec.values if v != other]
            if others:
                return self._settle(cell, others[self.choose(len(others))])
        return False
