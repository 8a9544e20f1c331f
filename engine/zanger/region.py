"""Unknown numbers: one choice of them stands for all that no test or join of the rules can tell from it.

Every test on unknown numbers is linear, so it parts their choices at a boundary. A region is a set of choices
that all boundaries put on the same side. Numbers that are set against each other, such as votes and seats, are
taken together: the regions of a group are found by fixing one number after another, until the others are no
longer linked; then each of these is parted into intervals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise, product
from math import gcd, lcm

from .program import Op

Interval = tuple[int, int]
Point = tuple[int, ...]
Box = tuple[Interval, ...]
Choice = dict[str, int]
EVERY = 1_000
"""A number with so many values is fixed at each of them; of one with more, the values near where boundaries cross."""
MOST_BOXES = 100_000


class TooLinked(Exception):
    """So many numbers are set against each other that their regions are not found in reasonable time."""


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


@dataclass(frozen=True, slots=True)
class Region:
    """Choices of the numbers of a group that no boundary parts: the first, and those with the ends of each number."""

    points: tuple[Point, ...]


class Group:
    """Numbers that are set against each other, each by name with its least and its greatest value, and their regions.

    `boundaries` tell which rules draw each. Raises `TooLinked`.
    """

    def __init__(
        self, names: tuple[str, ...], ranges: tuple[Interval, ...], boundaries: Mapping[Boundary, Collection[str]]
    ) -> None:
        if len(names) > 2 and any(high - low >= EVERY for low, high in ranges):
            raise TooLinked
        self.names = names
        self.ranges = ranges
        self.boundaries = tuple(sorted(boundaries, key=lambda b: (b.factors, b.plus, b.equal)))
        self._rules = [frozenset(boundaries[b]) for b in self.boundaries]
        self._number: dict[tuple[bool, ...], int] = {}
        self._at: dict[tuple[tuple[str, int], ...], frozenset[int]] = {}
        self.regions = self._regions()

    def _regions(self) -> tuple[Region, ...]:
        found: list[list[Point]] = []
        for box in self._boxes({}):
            first, last = tuple(i[0] for i in box), tuple(i[1] for i in box)
            n = self._number.setdefault(self._side(first), len(found))
            if n == len(found):
                found.append([first, *(p for _ in box for p in (first, last))])
                continue
            ends = found[n]
            for place, (low, high) in enumerate(box):
                if low < ends[1 + 2 * place][place]:
                    ends[1 + 2 * place] = first
                if high > ends[2 + 2 * place][place]:
                    ends[2 + 2 * place] = last
        return tuple(Region(tuple(dict.fromkeys(points))) for points in found)

    def _side(self, point: Point) -> tuple[bool, ...]:
        return tuple([b.holds(point) for b in self.boundaries])

    def at(self, fixed: Mapping[str, int]) -> frozenset[int]:
        """The places of the regions that have choices with these values of some of the numbers."""
        key = tuple(sorted(fixed.items()))
        if key not in self._at:
            places = {self.names.index(name): value for name, value in fixed.items()}
            boxes = self._boxes(places)
            self._at[key] = frozenset(self._number[self._side(tuple(i[0] for i in box))] for box in boxes)
        return self._at[key]

    @cached_property
    def _slices(self) -> dict[str, tuple[tuple[int, int, frozenset[int]], ...]]:
        return {}

    def slices(self, name: str) -> tuple[tuple[int, int, frozenset[int]], ...]:
        """The intervals of a number within which the same regions can be: first, last, places of the regions."""
        if name not in self._slices:
            place = self.names.index(name)
            found: list[tuple[int, int, frozenset[int]]] = []
            for first, here in self._at_each(place):
                if not found or found[-1][2] != here:
                    found.append((first, 0, here))
            ends = [first - 1 for first, _, _ in found[1:]] + [self.ranges[place][1]]
            self._slices[name] = tuple((first, end, here) for (first, _, here), end in zip(found, ends, strict=True))
        return self._slices[name]

    def _at_each(self, place: int) -> Iterator[tuple[int, frozenset[int]]]:
        """The regions at each value of a number from which on they may be others."""
        if len(self.names) <= 2:
            one = len(self.names) == 1
            values = self._starts(place, self.boundaries) if one else self._worth_fixing(place, self.boundaries)
            yield from ((value, self.at({self.names[place]: value})) for value in values)
            return
        there: Counter[int] = Counter()
        changes: dict[int, Counter[int]] = {}
        for box in self._boxes({}):
            region = self._number[self._side(tuple(i[0] for i in box))]
            changes.setdefault(box[place][0], Counter())[region] += 1
            changes.setdefault(box[place][1] + 1, Counter())[region] -= 1
        for value in sorted(v for v in changes if v <= self.ranges[place][1]):
            there.update(changes[value])
            yield value, frozenset(region for region, times in there.items() if times)

    def values(self, name: str) -> tuple[int, ...]:
        """Values of a number: of one set against no other, the ends of all intervals; else those of the points."""
        if len(self.names) == 1:
            return tuple(sorted({end for first, last, _ in self.slices(name) for end in (first, last)}))
        place = self.names.index(name)
        return tuple(sorted({point[place] for region in self.regions for point in region.points}))

    def choices(
        self,
        names: frozenset[str],
        fixed: Mapping[str, int],
        spread: frozenset[str] = frozenset(),
        rules: frozenset[str] | None = None,
    ) -> tuple[Choice, ...]:
        """Values of the numbers of these names that stand for all, with those fixed, for some rules if not for all.

        Numbers in `spread` are given with both ends: something besides the boundaries grows with them.
        """
        key = (names, tuple(sorted(fixed.items())), spread, rules)
        if key not in self._choices:
            self._choices[key] = tuple(self._choose(names.union(fixed), fixed, spread, rules))
        return self._choices[key]

    @cached_property
    def _choices(self) -> dict[tuple[object, ...], tuple[Choice, ...]]:
        return {}

    def _choose(
        self, names: frozenset[str], fixed: Mapping[str, int], spread: frozenset[str], rules: frozenset[str] | None
    ) -> Iterator[Choice]:
        if len(self.names) == 1 and fixed and spread:
            yield dict(fixed)
            return
        told = [n for n, name in enumerate(self.names) if name in names]
        among = self.at(fixed) if fixed else None
        for like in self.alike(names, rules):
            if among is not None and not among.intersection(like):
                continue
            points = [point for n in like for point in self.regions[n].points]
            as_fixed = [p for p in points if all(p[self.names.index(name)] == v for name, v in fixed.items())]
            points = (as_fixed or points) if spread else points
            kept = [points[0]]
            for place in told:
                if self.names[place] in spread:
                    by_place = sorted(points, key=lambda p: p[place])
                    kept += [by_place[0], by_place[-1]]
            for values in dict.fromkeys(tuple(p[n] for n in told) for p in kept):
                yield {self.names[n]: value for n, value in zip(told, values, strict=True)}

    def alike(self, names: frozenset[str], rules: frozenset[str] | None = None) -> tuple[tuple[int, ...], ...]:
        """Regions put together that no boundary parts which is drawn by some rules between numbers of these names."""
        if rules is None and len(names) == len(self.names):
            return tuple((n,) for n in range(len(self.regions)))
        if (names, rules) not in self._alike:
            places = {n for n, name in enumerate(self.names) if name in names}
            own = [
                b
                for b, drawn in zip(self.boundaries, self._rules, strict=True)
                if (rules is None or drawn & rules) and all(place in places for place, _ in b.factors)
            ]
            found: dict[tuple[bool, ...], list[int]] = {}
            for n, region in enumerate(self.regions):
                found.setdefault(tuple([b.holds(region.points[0]) for b in own]), []).append(n)
            self._alike[names, rules] = tuple(map(tuple, found.values()))
        return self._alike[names, rules]

    @cached_property
    def _alike(self) -> dict[tuple[frozenset[str], frozenset[str] | None], tuple[tuple[int, ...], ...]]:
        return {}

    def region(self, point: Mapping[str, int]) -> int:
        """The place of the region in which a choice of all numbers is."""
        return self._number[self._side(tuple(point[name] for name in self.names))]

    def fibres(self, name: str) -> tuple[frozenset[int], ...]:
        """The sets of regions that the values of a number lead through, for each choice of the others.

        Raises `TooLinked`.
        """
        if name not in self._fibres:
            place = self.names.index(name)
            found: dict[frozenset[int], None] = {}
            for box in self._boxes({}, last=place):
                found[self.at({self.names[n]: i[0] for n, i in enumerate(box) if n != place})] = None
            self._fibres[name] = tuple(found)
        return self._fibres[name]

    @cached_property
    def _fibres(self) -> dict[str, tuple[frozenset[int], ...]]:
        return {}

    def _boxes(self, fixed: Mapping[int, int], last: int | None = None) -> Iterator[Box]:
        """Boxes that hold every choice with these values, each within one region; `last` is fixed last if at all.

        With `last`, a box says nothing of that number: it is one for every choice of the others.
        """
        for n, box in enumerate(self._parted(dict(fixed), self.boundaries, last)):
            if n >= MOST_BOXES:
                raise TooLinked
            yield box

    def _parted(self, fixed: dict[int, int], boundaries: Iterable[Boundary], last: int | None) -> Iterator[Box]:
        left = [b for b in dict.fromkeys(b.fixed(fixed) for b in boundaries) if b.factors]
        linked = [place for b in left if len(b.factors) > 1 for place, _ in b.factors if place != last]
        if linked:
            centre = max(sorted(set(linked)), key=lambda p: (linked.count(p), self.ranges[p][0] - self.ranges[p][1]))
            for value in self._worth_fixing(centre, left):
                yield from self._parted({**fixed, centre: value}, left, last)
            return
        parts: list[list[Interval]] = []
        for place in range(len(self.names)):
            if place in fixed:
                parts.append([(fixed[place], fixed[place])])
            elif place == last:
                parts.append([self.ranges[place]])
            else:
                starts = self._starts(place, left)
                ends = [n - 1 for n in starts[1:]] + [self.ranges[place][1]]
                parts.append(list(zip(starts, ends, strict=True)))
        yield from product(*parts)

    def _starts(self, place: int, boundaries: Iterable[Boundary]) -> list[int]:
        """Where the intervals of a number begin that is linked to no other any more."""
        low, high = self.ranges[place]
        own = (b for b in boundaries if len(b.factors) == 1 and b.factors[0][0] == place)
        return sorted({low, *(cut for b in own for cut in b.cuts() if low < cut <= high)})

    def _worth_fixing(self, centre: int, boundaries: Iterable[Boundary]) -> Iterable[int]:
        """The values at which a number is fixed: all, or those near which something can change for another.

        Between two places where boundaries cross, what can be of another number is the same for every value with
        the same remainder by the factors: if there is a whole number between two boundaries at all, there is one
        near either end. So the values within one such period of each crossing stand for all. Raises `TooLinked`
        where the others are linked among themselves.
        """
        low, high = self.ranges[centre]
        if high - low < EVERY:
            return range(low, high + 1)
        lines: dict[int, set[tuple[int, int, int]]] = {}
        crossings: set[tuple[int, int]] = {(low, 1), (high, 1)}
        for b in boundaries:
            factors = dict(b.factors)
            others = [p for p in factors if p != centre]
            if len(others) > 1:
                raise TooLinked
            if len(others) == 1:
                lines.setdefault(others[0], set()).add((factors.get(centre, 0), factors[others[0]], b.plus))
            elif centre in factors:
                crossings.add((-b.plus, factors[centre]))
        period = 1
        for other, found in lines.items():
            found |= {(0, 1, -self.ranges[other][0]), (0, 1, -self.ranges[other][1])}
            period = lcm(period, *(factor for _, factor, _ in found))
            for (a, by, c), (d, e, f) in product(found, found):
                if a * e != by * d:
                    crossings.add((by * f - c * e, a * e - by * d))
        near = (
            range(max(low, top // bottom - period), min(high, -(-top // bottom) + period) + 1)
            for top, bottom in crossings
        )
        return sorted(set(chain.from_iterable(near)))


def groups(
    names: tuple[str, ...], ranges: tuple[Interval, ...], boundaries: Mapping[Boundary, Collection[str]]
) -> Iterator[tuple[tuple[str, ...], tuple[Interval, ...], dict[Boundary, Collection[str]]]]:
    """The numbers in groups that no boundary links, each with its boundaries, the places told anew."""
    group_of = list(range(len(names)))
    for b in boundaries:
        for (one, _), (other, _) in pairwise(b.factors):
            old, new = group_of[other], group_of[one]
            group_of = [new if g == old else g for g in group_of]
    for g in dict.fromkeys(group_of):
        yield part(names, ranges, boundaries, [n for n, own in enumerate(group_of) if own == g])


def part(
    names: tuple[str, ...],
    ranges: tuple[Interval, ...],
    boundaries: Mapping[Boundary, Collection[str]],
    places: list[int],
) -> tuple[tuple[str, ...], tuple[Interval, ...], dict[Boundary, Collection[str]]]:
    """Some of the numbers, with the boundaries between them alone."""
    moved = {place: n for n, place in enumerate(places)}
    own = {
        Boundary(tuple((moved[p], factor) for p, factor in b.factors), b.plus, b.equal): rules
        for b, rules in boundaries.items()
        if all(p in moved for p, _ in b.factors)
    }
    return tuple(names[p] for p in places), tuple(ranges[p] for p in places), own
