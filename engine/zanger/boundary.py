"""A boundary between choices of unknown numbers: where a linear test on them changes its mind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import gcd

from .program import Op

Point = tuple[int, ...]
"""A value for each number, by its place."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """`sum of factor * number + plus` is at least 0 (or `equal` to 0): on one side of it or on the other.

    `factors` are (place of the number, factor), without zeros, the first factor positive, no common divisor.
    """

    factors: tuple[tuple[int, int], ...]
    plus: int
    equal: bool = False

    def holds(self, point: Point) -> bool:
        """On which side a choice of all numbers is."""
        found = self.plus
        for place, factor in self.factors:
            found += factor * point[place]
        return found == 0 if self.equal else found >= 0

    def fixed(self, numbers: Mapping[int, int]) -> Boundary:
        """The boundary where some numbers are known."""
        left = tuple(f for f in self.factors if f[0] not in numbers)
        plus = self.plus + sum(factor * numbers[place] for place, factor in self.factors if place in numbers)
        return Boundary(left, plus, self.equal)

    def cuts(self) -> tuple[int, ...]:
        """Of a boundary of one number: where an interval begins."""
        ((_, factor),) = self.factors
        if not self.equal:
            edge = -(self.plus // factor) if factor > 0 else self.plus // -factor + 1
            return (edge,)
        value, rest = divmod(-self.plus, factor)
        return () if rest else (value, value + 1)


def boundary(factors: Mapping[int, int], plus: int, op: Op) -> Boundary | None:
    """The boundary at which `sum of factors + plus op 0` changes its mind; None if it never does."""
    left = sorted((place, factor) for place, factor in factors.items() if factor)
    if not left:
        return None
    divisor = gcd(*(factor for _, factor in left))
    equal = op in ("==", "!=")
    if equal and plus % divisor:
        return None
    if op in (">", "<="):
        plus -= 1
    plus //= divisor
    left = [(place, factor // divisor) for place, factor in left]
    if left[0][1] < 0:
        left, plus = [(place, -factor) for place, factor in left], -plus if equal else -plus - 1
    return Boundary(tuple(left), plus, equal)
