"""From the powers, duties and prohibitions that are open to what a body may, must or must not do, in one world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from .case import EffectName, VerdictName
from .cite import Citer
from .decision import Limit, Requirement
from .judge import breach_effect
from .possible import Opening, applies_to, negate, yields
from .program import Fact, Value
from .vocabulary import Vocabulary
from .worlds import World

Key = tuple[str, str, tuple[tuple[str, Value], ...]]
"""An action, its actor and its settled fields."""


@dataclass(frozen=True)
class Now:
    """What one action is open to in one world: compared by verdict, requirements and time."""

    verdict: VerdictName
    requirements: tuple[tuple[Requirement, ...], ...]
    limits: tuple[Limit, ...]
    conditions: tuple[str, ...]
    free: tuple[str, ...]
    due: str | None
    openings: tuple[Opening, ...]

    @cached_property
    def answer(self) -> tuple[VerdictName, tuple[tuple[tuple[str, str, object], ...], ...]]:
        """The part that worlds are compared by."""
        return self.verdict, tuple(
            tuple((r.field, r.bound, r.value if r.value is not None else r.against) for r in alternative)
            for alternative in self.requirements
        )


@dataclass(frozen=True)
class Options:
    """Weighs what is open: a duty binds where there is a power, a prohibition limits or takes it away."""

    vocabulary: Vocabulary
    citer: Citer

    def of(self, kind: str, found: Iterable[Opening], world: World) -> Iterator[tuple[Key, Now]]:
        """The answer for each action of a kind, from all openings that speak of it."""
        permits: list[Opening] = []
        duties: list[Opening] = []
        prohibitions: list[Opening] = []
        default = self.vocabulary.actions[kind].by[0]
        for item in found:
            match item.provision.conclusion[0]:
                case "permits":
                    same = item.kind == kind and item.by is not None
                    permits.append(item if same else replace(item, kind=kind, by=item.by or default))
                case "requires":
                    duties.append(item)
                case _:
                    prohibitions.append(item)
        powers: dict[Key, list[Opening]] = {}
        stronger = [power for power in permits if power.provision.overrides]
        for power in permits:
            if not any(yields(power, other, self.vocabulary) for other in stronger):
                powers.setdefault((kind, str(power.by), power.fields), []).append(power)
        owed: set[Fact] = set()
        for key, group in powers.items():
            made = self._one(key, group, duties, prohibitions, world, owed)
            if made is not None:
                yield key, made
        for duty in duties:
            if duty.fact not in owed:
                yield (kind, duty.by or default, duty.fields), self._bare(duty, "required")
        for item in prohibitions:
            whole = not item.provision.provided and not item.opened and item.kind == kind
            if whole and not any(applies_to(item, g, self.vocabulary) for group in powers.values() for g in group):
                yield (kind, item.by or default, item.fields), self._bare(item, "forbidden")

    def _bare(self, item: Opening, verdict: VerdictName) -> Now:
        due = item.due.isoformat() if item.due else None
        return Now(verdict, item.requirements, (), item.conditions, (), due, (item,))

    def _one(
        self,
        key: Key,
        group: list[Opening],
        duties: list[Opening],
        prohibitions: list[Opening],
        world: World,
        owed: set[Fact],
    ) -> Now | None:
        """The answer for one action; None where a prohibition denies the power itself."""
        kind, by, _ = key
        vocabulary = self.vocabulary
        limits: list[Limit] = []
        hits: list[Opening] = []
        power = group[0]
        for item in prohibitions:
            verdict = applies_to(item, power, vocabulary)
            if verdict is False or any(item.provision.id in g.provision.overrides for g in group):
                continue
            if verdict is True:
                hits.append(item)
            else:
                limits.append(self._limit(item, power, world))
        bound: list[Opening] = []
        settled = dict(power.fields)
        for duty in duties:
            concerns = kind in vocabulary.members(duty.kind) and duty.by in (None, by)
            if concerns and all(settled.get(f, v) == v for f, v in duty.fields):
                bound.append(duty)
                owed.add(duty.fact)
        due = min((duty.due.isoformat() for duty in bound if duty.due), default=None)
        opened = {f for g in group for f, _ in g.opened}
        kind_fields = vocabulary.actions[kind].fields
        free = tuple(f for f, spec in kind_fields.items() if f not in settled and (not spec.optional or f in opened))
        alternatives = [a for g in group for a in (g.requirements or ((),))]
        requirements = () if () in alternatives else _distinct(alternatives)
        if any(breach_effect(h.provision, world) == "no-power" for h in hits):
            return None
        verdict_name: VerdictName = "forbidden" if hits else "required" if bound else "permitted"
        conditions = tuple(dict.fromkeys(c for g in group for c in g.conditions))
        return Now(
            verdict_name,
            requirements,
            tuple(x for n, x in enumerate(limits) if x not in limits[:n]),
            conditions,
            free,
            due,
            (*hits, *bound, *group),
        )

    def _limit(self, item: Opening, power: Opening, world: World) -> Limit:
        settled = dict(power.fields)
        when = {f: v for f, v in item.fields if f not in settled and f not in self._fixed(item, power)}
        alternatives = item.requirements
        negated = (
            tuple(negate(r) for r in alternatives[0]) if len(alternatives) == 1 and len(alternatives[0]) == 1 else ()
        )
        effect: EffectName = "effective" if breach_effect(item.provision, world) == "stands" else "void"
        return Limit(citation=self.citer.cite(item.provision), when=when, requirements=negated, effect=effect)

    def _fixed(self, item: Opening, power: Opening) -> Mapping[str, Value]:
        return self.vocabulary.actions[power.kind].is_.get(item.kind, {})


def _distinct(alternatives: Iterable[tuple[Requirement, ...]]) -> tuple[tuple[Requirement, ...], ...]:
    """Alternatives that ask the same once, sorted."""
    found = {tuple((r.field, r.bound, r.value, r.against) for r in a): a for a in alternatives}
    return tuple(found[key] for key in sorted(found, key=str))
