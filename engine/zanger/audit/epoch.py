"""The texts in force together: which of them give what, and what each needs in whatever way it comes to apply.

No solver is asked. What a text needs is read from its conditions: of alternatives only what all of them need, of a
status only what all texts that give it need.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from ..law import Law
from ..provision import Absent, AllOf, AnyCondition, AnyOf, Count, Pattern, Provision, conditions
from ..vocabulary import Vocabulary
from .record import Days

Needs = frozenset[str]
"""Actions and statuses that are there whenever a text applies."""


@dataclass(frozen=True)
class Epoch:
    """The law from one change to the next."""

    law: Law
    first: date
    last: date | None
    _needs: dict[str, Needs] = field(default_factory=dict, compare=False)
    _reads: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)

    @property
    def span(self) -> Days:
        """Its first and last day."""
        return self.first, self.last

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the law."""
        return self.law.pack.vocabulary

    @cached_property
    def texts(self) -> list[Provision]:
        """All provisions in force."""
        return list(self.law.provisions(self.first).values())

    @cached_property
    def _given(self) -> dict[tuple[str, str], list[Provision]]:
        found: dict[tuple[str, str], list[Provision]] = {}
        for p in self.texts:
            sort, pattern = p.conclusion
            for kind in self.vocabulary.members(pattern.kind) or (pattern.kind,):
                found.setdefault((sort, kind), []).append(p)
        return found

    def about(self, sort: str, kind: str) -> list[Provision]:
        """What permits, requires or forbids an action, or defines a status."""
        return self._given.get((sort, kind), [])

    def givers(self, kind: str) -> list[Provision]:
        """What makes a status hold, or an action possible."""
        return self.about("permits" if kind in self.vocabulary.actions else "defines", kind)

    def actors(self, p: Provision) -> tuple[str, ...]:
        """The bodies of which a power, duty or prohibition speaks."""
        pattern = p.conclusion[1]
        by = pattern.fields.get("by")
        if isinstance(by, str) and by.startswith("$"):
            return self.vocabulary.actors(pattern.kind)
        if by is not None:
            return tuple(map(str, by)) if isinstance(by, tuple) else (str(by),)
        return tuple(dict.fromkeys(self.vocabulary.actions[k].by[0] for k in self.vocabulary.members(pattern.kind)))

    def needs(self, p: Provision) -> Needs:
        """What is there whenever a provision applies, what its manner needs included."""
        return self._all((*p.when, *p.provided), frozenset())

    @cached_property
    def waits(self) -> dict[str, list[Provision]]:
        """By action or status: the powers and duties that need it, the prohibitions that it lifts."""
        found: dict[str, list[Provision]] = {}
        for p in self.texts:
            if p.conclusion[0] != "defines":
                for kind in self.lifted_by(p) if p.conclusion[0] == "forbids" else self.needs(p):
                    found.setdefault(kind, []).append(p)
        return found

    def lifted_by(self, p: Provision) -> Needs:
        """What is there whenever a prohibition is lifted."""
        ways = [self._of(item, frozenset()) for item in p.unless]
        ways += [self._kind(item.none.kind, frozenset()) for item in p.when if isinstance(item, Absent)]
        return frozenset().union(*ways)

    def _all(self, items: Iterable[AnyCondition], above: Needs) -> Needs:
        return frozenset().union(*(self._of(item, above) for item in items))

    def _of(self, item: AnyCondition, above: Needs) -> Needs:
        match item:
            case Pattern():
                return self._kind(item.kind, above)
            case Count(count=spec) if spec.bound[0] in ("at_least", "more_than"):
                return self._kind(spec.of.kind, above) if spec.bound[1] or spec.bound[0] == "more_than" else frozenset()
            case AllOf():
                return self._all(item.all, above)
            case AnyOf():
                return frozenset.intersection(*(self._all(branch, above) for branch in item.any))
            case _:
                return frozenset()

    def _kind(self, kind: str, above: Needs) -> Needs:
        """What is there whenever a thing of a kind is: for an action only itself."""
        if kind in self.vocabulary.actions:
            return frozenset({kind})
        if kind not in self.vocabulary.statuses or kind in above:
            return frozenset({kind}) if kind in self.vocabulary.statuses else frozenset()
        if kind not in self._needs:
            ways = [self._all(p.when, above | {kind}) for p in self.givers(kind)]
            found = frozenset({kind}).union(frozenset.intersection(*ways) if ways else ())
            if above:  # cut short by a circle, so not to be kept
                return found
            self._needs[kind] = found
        return self._needs[kind]

    @cached_property
    def founded(self) -> frozenset[str]:
        """All actions and statuses that can come about step by step, from facts alone; absence is never in the way."""
        found: set[str] = set(self.vocabulary.facts)
        grown = True
        while grown:
            grown = False
            for (sort, kind), texts in self._given.items():
                if sort in ("permits", "defines") and kind not in found and any(self._stands(p, found) for p in texts):
                    found.add(kind)
                    grown = True
        return frozenset(found)

    def _stands(self, p: Provision, found: set[str]) -> bool:
        return all(self._met(item, found) for item in (*p.when, *p.provided))

    def _met(self, item: AnyCondition, found: set[str]) -> bool:
        match item:
            case Pattern():
                return bool(found & {item.kind, *self.vocabulary.members(item.kind)})
            case Count(count=spec) if spec.bound[0] in ("at_least", "more_than") and spec.bound[1]:
                return bool(found & {spec.of.kind, *self.vocabulary.members(spec.of.kind)})
            case AllOf():
                return all(self._met(one, found) for one in item.all)
            case AnyOf():
                return any(all(self._met(one, found) for one in branch) for branch in item.any)
            case _:
                return True

    def reads(self, p: Provision) -> frozenset[str]:
        """The kinds that the conditions of a provision name as there."""
        if p.id not in self._reads:
            self._reads[p.id] = frozenset(self._named(p))
        return self._reads[p.id]

    def _named(self, p: Provision) -> Iterator[str]:
        for item in conditions((*p.when, *p.provided)):
            if isinstance(item, Pattern):
                yield from self.vocabulary.members(item.kind) or (item.kind,)
            elif isinstance(item, Count):
                yield from self.vocabulary.members(item.count.of.kind) or (item.count.of.kind,)


def epochs_of(law: Law, days: Iterable[date] | None = None) -> list[Epoch]:
    """Every time in which the texts in force are the same; with `days`, only those with one of them."""
    firsts = law._epochs
    lasts = [day - timedelta(days=1) for day in firsts[1:]]
    made = [Epoch(law, first, last) for first, last in zip(firsts, [*lasts, None], strict=True)]
    if days is None:
        return made
    wanted = list(days)
    return [e for e in made if any(e.first <= d and (e.last is None or d <= e.last) for d in wanted)]


def circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """The groups of names that lead to each other, each sorted; a name that leads to itself is one."""
    below: dict[str, set[str]] = {}
    for start in edges:
        seen: set[str] = set()
        waiting = list(edges[start])
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += edges.get(name, ())
        below[start] = seen
    groups = {
        tuple(sorted({name, *(b for b in below[name] if name in below.get(b, ()))}))
        for name in edges
        if name in below[name]
    }
    return [list(group) for group in sorted(groups)]
