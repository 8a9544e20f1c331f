"""Shares and limits of the law as whole numbers: how many of 50 are two thirds, computed exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..load import LawPack
from ..provision import AllOf, AnyCondition, AnyOf, Bound, Compare, Constant, Edition, Provision, Share, conditions
from ..vocabulary import read_ratio

FEWEST, MOST = 15, 50
GREATEST = 200
"""A limit is looked for among so many."""


@dataclass(frozen=True)
class Part:
    """A share that the law asks for: `ratio` of a whole or, if `strict`, more than that."""

    ratio: Fraction
    strict: bool

    def least(self, whole: int) -> int:
        """The least number that reaches it."""
        over, under = self.ratio.numerator, self.ratio.denominator
        return whole * over // under + 1 if self.strict else -(-whole * over // under)


@dataclass(frozen=True)
class Limit:
    """How many a prohibition leaves: the greatest number that it does not forbid, for each whole."""

    provisions: tuple[Provision, ...]
    period: Edition
    numbers: tuple[int, ...]


def parts(provisions: Iterable[Provision]) -> dict[Part, list[Provision]]:
    """The shares that conditions ask of a number of votes or members, the smallest first, with their provisions.

    What a rule asks where it speaks of less than a share is that share; a limit from above is no such share.
    """
    found: dict[Part, list[Provision]] = {}
    for p in provisions:
        if is_limit(p):
            continue
        for item in conditions((*p.when, *p.unless, *p.provided)):
            if isinstance(item, Share) and isinstance(item.share.of, str) and isinstance(item.share.in_, str):
                bound, ratio = item.share.bound
                part = Part(read_ratio(ratio), bound in ("more_than", "at_most"))
                listed = found.setdefault(part, [])
                if p.id not in {known.id for known in listed}:
                    listed.append(p)
    return dict(sorted(found.items(), key=lambda item: (item[0].ratio, item[0].strict)))


def limits(pack: LawPack, wholes: Iterable[int]) -> list[Limit]:
    """What prohibitions leave that limit a number by a share; those that leave the same on the same days together."""
    found: dict[tuple[Edition, tuple[int, ...]], list[Provision]] = {}
    wholes = tuple(wholes)
    for p in pack.provisions:
        if is_limit(p):
            numbers = tuple(_greatest(p, whole) for whole in wholes)
            found.setdefault((p.in_force, numbers), []).append(p)
    ordered = sorted(found.items(), key=lambda item: item[0][0].first)
    return [Limit(tuple(listed), period, numbers) for (period, numbers), listed in ordered]


def is_limit(p: Provision) -> bool:
    """Whether a prohibition hits every number above some share of a whole and none below."""
    if p.conclusion[0] != "forbids" or not p.provided:
        return False
    inside = list(conditions(p.provided))
    wholes = {i.share.in_ for i in inside if isinstance(i, Share)}
    parts: set[Constant] = {i.share.of for i in inside if isinstance(i, Share) and isinstance(i.share.of, str)}
    parts |= {i.compare.left for i in inside if isinstance(i, Compare)}
    plain = all(isinstance(i, Share | Compare | AnyOf | AllOf) for i in inside)
    numbers = all(isinstance(i.compare.bound[1], int) for i in inside if isinstance(i, Compare))
    if not plain or not numbers or len(wholes) != 1 or len(parts) != 1 or not isinstance(next(iter(wholes)), str):
        return False
    return not _forbidden(p, 0, MOST) and _forbidden(p, GREATEST, MOST)


def _greatest(p: Provision, whole: int) -> int:
    return next(number for number in range(GREATEST + 1) if _forbidden(p, number + 1, whole))


def _forbidden(p: Provision, number: int, whole: int) -> bool:
    return all(_holds(item, number, whole) for item in p.provided)


def _holds(item: AnyCondition, number: int, whole: int) -> bool:
    match item:
        case Share():
            bound, ratio = item.share.bound
            part = read_ratio(ratio)
            of = item.share.of if isinstance(item.share.of, int) else number
            return _compared(bound, of * part.denominator, whole * part.numerator)
        case Compare():
            bound, other = item.compare.bound
            return _compared(bound, number, other)
        case AnyOf():
            return any(all(_holds(i, number, whole) for i in branch) for branch in item.any)
        case AllOf():
            return all(_holds(i, number, whole) for i in item.all)
    raise AssertionError("a limit is made of shares and comparisons")


def _compared(bound: Bound, left: int, right: Constant) -> bool:
    assert isinstance(right, int)
    match bound:
        case "at_least":
            return left >= right
        case "more_than":
            return left > right
        case "at_most":
            return left <= right
        case "less_than":
            return left < right
        case "is":
            return left == right
        case "is_not":
            return left != right


def wholes() -> Iterator[int]:
    """The numbers of deputies that the table shows, the greatest first."""
    yield from range(MOST, FEWEST - 1, -1)
