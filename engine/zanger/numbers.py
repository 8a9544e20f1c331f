"""The unknown numbers and dates of a case, in groups that are set against each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from .grid import Column, Flow
from .region import Boundary, Choice, Group, Interval, Point, TooLinked, groups, part


class Number(NamedTuple):
    """An unknown number: the columns in which it stands, its least and its greatest value."""

    name: str
    columns: frozenset[Column]
    range: Interval


class Numbers:
    """Every unknown number of a case in its group; `shown` are those with which more than a verdict changes.

    Where many numbers are set against each other, their regions may be too many to be found: then each two of
    them are a group, and what depends on three is not answered (`tangled`).
    """

    def __init__(self, flow: Flow, stated: Mapping[Column, Collection[int]], numbers: Sequence[Number]) -> None:
        """`stated` are the known numbers of the case by column."""
        self.shown = frozenset(n.name for n in numbers if n.columns & flow.shown)
        self._group: dict[str, Group] = {}
        self._pairs: dict[frozenset[str], Group] = {}
        self._knots: dict[str, frozenset[str]] = {}
        boundaries = flow.boundaries([number.columns for number in numbers], stated)
        for whole in groups(tuple(n.name for n in numbers), tuple(n.range for n in numbers), boundaries):
            try:
                group = Group(*whole)
                self._group |= dict.fromkeys(group.names, group)
            except TooLinked:
                self._tie(*whole)

    def _tie(
        self, names: tuple[str, ...], ranges: tuple[Interval, ...], boundaries: Mapping[Boundary, Collection[str]]
    ) -> None:
        for place, name in enumerate(names):
            self._knots[name] = frozenset(names)
            self._group[name] = Group(*part(names, ranges, boundaries, [place]))
        for one, other in combinations(range(len(names)), 2):
            pair = Group(*part(names, ranges, boundaries, [one, other]))
            self._pairs[frozenset(pair.names)] = pair

    def __contains__(self, name: object) -> bool:
        return name in self._group

    def values(self, name: str) -> tuple[int, ...]:
        """The values of a number that are looked at in any way of the case."""
        found = set(self._group[name].values(name))
        for names, pair in self._pairs.items():
            if name in names:
                found.update(pair.values(name))
        return tuple(sorted(found))

    def each(self) -> Iterator[tuple[tuple[str, ...], tuple[Point, ...]]]:
        """Every number, with those that it is set against, and the choices of these that stand for all."""
        for group, _ in self.together(self._group):
            if len(group.names) == 1:
                yield group.names, tuple((value,) for value in self.values(group.names[0]))
            else:
                yield group.names, tuple(dict.fromkeys(p for region in group.regions for p in region.points))

    def ends(self, name: str) -> tuple[int, ...]:
        """The ends of the intervals of a number within which the same can be of those that it is set against."""
        return tuple(sorted({end for first, last, _ in self._group[name].slices(name) for end in (first, last)}))

    def tangled(self, dims: Collection[str]) -> frozenset[str]:
        """Numbers among the unknowns that are too many to be followed together; none if there are no such."""
        for name in dims:
            knot = self._knots.get(name, frozenset()).intersection(dims)
            if len(knot) > 2:
                return knot
        return frozenset()

    def together(self, dims: Collection[str]) -> Iterator[tuple[Group, frozenset[str]]]:
        """The groups of some of the unknowns, each with those of its numbers that are among them."""
        left = sorted(self._group.keys() & dims)
        while left:
            knot = self._knots.get(left[0], frozenset()).intersection(left)
            group = self._pairs[knot] if len(knot) == 2 else self._group[left[0]]
            yield group, frozenset(left).intersection(group.names)
            left = [name for name in left if name not in group.names]

    def choices(
        self, dims: Collection[str], fixed: Mapping[str, object], *, spread: bool, rules: frozenset[str] | None
    ) -> Iterator[tuple[Choice, ...]]:
        """For each group of some of the unknowns: the choices that stand for all, `fixed` kept to.

        With `spread`, those with which more than a verdict changes are given with both ends. With `rules`,
        choices are told apart only as far as these rules do.
        """
        for group, names in self.together({*dims, *fixed}):
            known = {name: value for name in names if isinstance(value := fixed.get(name), int)}
            ends = self.shown & names if spread else frozenset()
            yield group.choices(names, known, ends, rules)


NONE = Numbers(Flow(), {}, ())
"""Of a case in which every number is known."""
