"""What is not coded for a day: rules of which the text of that day was not read.

A provision has editions. A day outside them is a gap unless the editions beside it say that there
was no such rule. Where a power may lie in a gap, the answer is "not coded for that date", never an
old rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from .load import LawPack
from .provision import Absent, Count, Pattern, Provision, conditions


class Gap(NamedTuple):
    """The provisions about one kind that are not coded for a day.

    `powers` are those for lack of which a power, or a status it needs, may be missing; `others`
    could only forbid, require or defeat. Each stands for its id in the edition nearest before the day.
    """

    powers: tuple[Provision, ...]
    others: tuple[Provision, ...]

    @property
    def all(self) -> tuple[Provision, ...]:
        """Both."""
        return (*self.powers, *self.others)


class Gaps:
    """The gaps of a pack on one day."""

    def __init__(self, pack: LawPack, day: date) -> None:
        self.pack = pack
        editions: dict[str, list[Provision]] = {}
        for p in pack.provisions:
            editions.setdefault(p.id, []).append(p)
        self._known: list[Provision] = []
        self._missing: dict[str, Provision] = {}
        for name, group in editions.items():
            current = next((p for p in group if p.in_force.covers(day)), None)
            missing = None if current else _gap(group, day)
            if found := current or missing:
                self._known.append(found)
            if missing:
                self._missing[name] = missing
        self._about: dict[str, list[Provision]] = {}
        for p in self._known:
            self._about.setdefault(p.conclusion[1].kind, []).append(p)
        self._read: dict[tuple[str, bool], tuple[Provision, ...]] = {}

    def __bool__(self) -> bool:
        """Whether anything is not coded for the day."""
        return bool(self._missing)

    @property
    def missing(self) -> tuple[Provision, ...]:
        """Every provision that is not coded for the day, in the edition nearest before it."""
        return tuple(self._missing.values())

    def about(self, kind: str) -> Gap:
        """The gaps that concern an action or a status."""
        if not self._missing:
            return Gap((), ())
        action = self.pack.vocabulary.actions.get(kind)
        kinds = {kind, *(action.is_ if action else ())}
        concerned = [p for k in kinds for p in self._about.get(k, ())]
        powers = self._below([p for p in concerned if p.conclusion[0] in ("permits", "defines")], positive=True)
        others = self._below(concerned, positive=False)
        return Gap(tuple(powers.values()), tuple(p for name, p in others.items() if name not in powers))

    def leads(self, p: Provision) -> bool:
        """Whether a provision, or one in its place, is missing or rests on one that is."""
        if p.id in self._missing:
            return True
        needed = (q for kind in set(reads(p, positive=False)) for q in self._about.get(kind, ()))
        return bool(self._below([q for q in needed if q.conclusion[0] == "defines"], positive=False))

    def _below(self, start: Iterable[Provision], *, positive: bool) -> dict[str, Provision]:
        """The missing provisions among these and those that define what they read."""
        seen: dict[str, Provision] = {}
        waiting = list(start)
        while waiting:
            p = waiting.pop()
            if p.id in seen:
                continue
            seen[p.id] = p
            waiting += self._needed(p, positive)
        return {name: self._missing[name] for name in sorted(seen) if name in self._missing}

    def _needed(self, p: Provision, positive: bool) -> tuple[Provision, ...]:
        """The provisions that define what this one reads."""
        found = self._read.get((p.id, positive))
        if found is None:
            kinds = dict.fromkeys(reads(p, positive=positive))
            given = (q for kind in kinds for q in self._about.get(kind, ()) if q.conclusion[0] == "defines")
            found = self._read[p.id, positive] = tuple(given)
        return found


def _gap(editions: Iterable[Provision], day: date) -> Provision | None:
    """The edition nearest to a day outside all, unless it is told that there was no such rule then."""
    before = [p for p in editions if p.in_force.last is not None and p.in_force.last < day]
    after = [p for p in editions if p.in_force.first > day]
    earlier = max(before, key=lambda p: p.in_force.first, default=None)
    later = min(after, key=lambda p: p.in_force.first, default=None)
    if (earlier and earlier.in_force.ended) or (later and later.in_force.new):
        return None
    return earlier or later


def reads(p: Provision, *, positive: bool) -> Iterator[str]:
    """The kinds that a provision reads; with `positive` only those whose lack can keep it from applying."""
    sections = (*p.when, *p.provided) if positive else (*p.when, *p.provided, *p.unless)
    for item in conditions(sections):
        match item:
            case Pattern():
                yield item.kind
            case Count() if not positive or item.count.bound[0] in ("at_least", "more_than", "is"):
                yield item.count.of.kind
            case Absent() if not positive:
                yield item.none.kind
