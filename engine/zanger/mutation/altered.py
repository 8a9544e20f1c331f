"""A law with some texts exchanged: its programs are those of the law as it is, patched in the rules concerned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace
from datetime import date, timedelta

from ..compile import Compiler, epochs, in_force
from ..gaps import Gap, Gaps, reads
from ..law import Law
from ..load import LawPack
from ..program import Program, Rule
from ..provision import Provision

DAY = timedelta(1)


class Altered(Law):
    """A law in which provisions are exchanged for others. The law that it was made from must outlive it."""

    def __init__(self, base: Law, editions: Iterable[tuple[Provision, Provision]]) -> None:
        self.base = base
        self.new = {id(old): new for old, new in editions}
        self.old = [old for old, _ in editions]
        super().__init__(_exchanged(base.pack, self.new), checked=True)
        self._forms = {name: form for name, form in base._forms.items() if name not in self.new}
        self._compiler = Compiler(base.pack.vocabulary)
        citer = copy(base.citer)
        citer._made = dict(citer._made)
        citer.pack = self.pack
        self.__dict__["citer"] = citer
        self.same_days = all(old.in_force == self.new[id(old)].in_force for old in self.old)
        self.same_gaps = self.same_days and all(_alike(old, self.new[id(old)]) for old in self.old)
        self.__dict__["_epochs"] = base._epochs if self.same_days else epochs(self.pack.provisions)

    def _at(self, day: date) -> tuple[Program, dict[str, Provision]]:
        number = self._number(day)
        found = self._programs.get(number)
        if found is None:
            found = self._programs[number] = self._patched(day, number)
        return found

    def _patched(self, day: date, number: int) -> tuple[Program, dict[str, Provision]]:
        program, provisions = self.base._at(day)
        rules = self.rules(day)
        if not rules:
            return program, provisions
        now = self._now(day)
        return patched(program, list(now), rules, f"{program.name}.{number}"), now

    @property
    def moved_days(self) -> set[date]:
        """The days on which a text is in force that was not, or is no longer."""
        moved: set[date] = set()
        for old in self.old:
            a, b = old.in_force, self.new[id(old)].in_force
            for one, other in ((a.first, b.first), (a.last and a.last + DAY, b.last and b.last + DAY)):
                if one is not None and other is not None:
                    first, last = sorted((one, other))
                    moved |= {first + n * DAY for n in range((last - first).days)}
        return moved

    def _now(self, day: date) -> dict[str, Provision]:
        if self.same_days:
            return {name: self.new.get(id(p), p) for name, p in self.base._at(day)[1].items()}
        return {p.id: p for p in in_force(self.pack.provisions, day)}

    def rules(self, day: date) -> dict[str, tuple[Rule, ...]]:
        """The rules on a day of each provision whose rules may be others than before; none if it has none any more."""
        moved = [p for p in (*self.old, *self.new.values()) if p.in_force.covers(day)]
        touched = dict.fromkeys(p.id for p in moved) | dict.fromkeys(w for p in moved for w in p.overrides)
        if not touched:
            return {}
        now = self._now(day)
        found: dict[str, tuple[Rule, ...]] = {}
        for name in touched:
            stronger = [p for p in now.values() if name in p.overrides]
            found[name] = tuple(self._compiler.rules(now[name], stronger)) if name in now else ()
        return found

    def gap(self, kind: str, day: date) -> Gap:
        """What is not coded for a day of the rules about an action or a status."""
        return self.base.gap(kind, day) if self.same_gaps else super().gap(kind, day)

    def gaps(self, day: date) -> Gaps:
        """What is not coded for a day."""
        return self.base.gaps(day) if self.same_gaps else super().gaps(day)


def _exchanged(pack: LawPack, new: Mapping[int, Provision]) -> LawPack:
    articles = []
    for file, article in pack.articles:
        if any(id(p) in new for p in article.provisions):
            own = tuple(new.get(id(p), p) for p in article.provisions)
            article = article.model_copy(update={"provisions": own})
        articles.append((file, article))
    return replace(pack, articles=tuple(articles))


def _alike(old: Provision, new: Provision) -> bool:
    """Whether two texts leave the same gap where they are not coded."""
    return (
        old.conclusion[1].kind == new.conclusion[1].kind
        and all(set(reads(old, positive=p)) == set(reads(new, positive=p)) for p in (True, False))
        and (old.conclusion[0] in ("permits", "defines")) == (new.conclusion[0] in ("permits", "defines"))
    )


def patched(program: Program, order: Iterable[str], rules: Mapping[str, tuple[Rule, ...]], name: str) -> Program:
    """A program with other rules for some provisions; `order` is that of the provisions that have any.

    `name` must be no other program's in the same law: what a case keeps of a program it keeps by its name, and days
    that had one program may part where a text begins or ends on another day. What a program works out of its rules is
    taken over where the rules of a kind are the same.
    """
    by_provision = program.by_provision
    gone = [rule for name in rules for rule in by_provision.get(name, ())]
    come = [rule for found in rules.values() for rule in found]
    whole = tuple(rule for name in order for rule in rules.get(name, by_provision.get(name, ())))
    made = Program(whole, program.optional, name)
    out = {rule.id for rule in gone}
    position = {rule.id: n for n, rule in enumerate(whole)}
    by_head = dict(program.by_head)
    for kind in {rule.head.kind for rule in (*gone, *come)}:
        kept = [r for r in by_head.pop(kind, ()) if r.id not in out] + [r for r in come if r.head.kind == kind]
        if kept:
            by_head[kind] = tuple(sorted(kept, key=lambda r: position[r.id]))
    made.__dict__["by_head"] = by_head
    if by_head.keys() == program.by_head.keys():
        ordered = {name: found for name, found in program.ordered.items() if name not in out}
        for rule in come:
            base = tuple(a for a in rule.atoms if a.kind not in by_head)
            ordered[rule.id] = (base, tuple(a for a in rule.atoms if a.kind in by_head))
        made.__dict__["ordered"] = ordered
    positive = {name: kinds for name, kinds in program.positive.items() if name not in out}
    made.__dict__["positive"] = positive | {r.id: frozenset(a.kind for a in r.atoms) for r in come}
    if all(_fits(rule, by_head, program.level) for rule in come):
        strata = [[r for r in stratum if r.id not in out] for stratum in program.strata]
        for rule in come:
            strata[program.level[rule.head.kind]].append(rule)
        made.__dict__["strata"] = tuple(tuple(stratum) for stratum in strata if stratum)
    return made


def _fits(rule: Rule, by_head: Mapping[str, object], level: Mapping[str, int]) -> bool:
    """Whether a rule can stand in the stratum of what it concludes."""
    own = level.get(rule.head.kind)
    return own is not None and all(
        kind not in by_head or (kind in level and level[kind] + negative <= own) for kind, negative in rule.needs()
    )
