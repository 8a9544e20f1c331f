"""Which worked cases could notice a mutant: those in which its rules, over what holds, say anything else.

Rules that give the same conclusions over the same closed facts give the same model; then the history is
judged alike, and so is all that is expected. A case is dropped only where that is certain.
`docs/mutation.md` says where it is not, and the case is run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ..compile import COVERS
from ..engines import Engine
from ..law import Law
from ..program import Fact, Program, Rule
from ..provision import Provision
from ..reference import Index, consequences
from .altered import Altered
from .expecting import Worked
from .looks import Album, Look, name, reads
from .mutants import Mutant

LIKELY, POSSIBLE = 2, 1


class Suspect(NamedTuple):
    """A case that could notice a mutant, and how likely that is: `LIKELY` where a conclusion differs."""

    case: int
    likely: int


class _Given(NamedTuple):
    """What some rules give: the conclusions, and these with what they rest on."""

    heads: frozenset[Fact]
    supports: frozenset[tuple[object, ...]]
    own: bool  # the text that is exchanged gives something


@dataclass(frozen=True)
class _Difference:
    """The rules that a mutant takes out and puts in on some days; what is the same in both is left out."""

    gone: tuple[Rule, ...]
    come: tuple[Rule, ...]
    own: frozenset[str]
    tokens: tuple[int, int]
    otherwise: bool
    """Whether the texts also differ in what is no rule: the mode, the manner, the time, what they override."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        return (*self.gone, *self.come)


class Screen:
    """The looks of all cases, and what a mutant changes in them."""

    def __init__(self, law: Law, cases: Iterable[Worked], engine: Engine) -> None:
        """Raises `ValueError` with the name of a case that expects something else than the law gives."""
        self.law = law
        self.album = Album(law)
        self._by_kind: dict[tuple[int, str], list[Look]] = {}
        self._by_day: dict[date, list[Look]] = {}
        self._about: dict[tuple[int, str], list[Look]] = {}
        self._days: dict[int, date] = {}
        self._recursive: dict[tuple[int, str], bool] = {}
        self._given: dict[tuple[object, ...], _Given] = {}
        self._groups: dict[tuple[object, ...], dict[tuple[int, ...], list[Look]]] = {}
        self._tokens: dict[frozenset[Rule], int] = {}
        self._of: str = ""
        self.alike: set[str] = set()
        self.looks = 0
        for n, worked in enumerate(cases):
            for look in self.album.of(n, worked, engine):
                self.looks += 1
                self._days.setdefault(look.number, look.day)
                self._by_day.setdefault(look.day, []).append(look)
                for kind in look.about:
                    self._about.setdefault((look.number, kind), []).append(look)
                for kind in look.kinds:
                    self._by_kind.setdefault((look.number, kind), []).append(look)

    def suspects(self, mutant: Mutant, law: Altered) -> list[Suspect]:
        """The cases that could notice a mutant, the likely ones first.

        `alike` then names the provisions that give what the mutant no longer does.
        """
        self.alike.clear()
        if self._of != mutant.provision:
            self._of = mutant.provision
            self._given.clear()
            self._groups.clear()
            self._tokens.clear()
        found: dict[int, int] = {}
        for look, likely in self._touched(law):
            found[look.case] = max(found.get(look.case, 0), likely)
        return [Suspect(case, likely) for case, likely in sorted(found.items(), key=lambda item: (-item[1], item[0]))]

    def _touched(self, law: Altered) -> Iterator[tuple[Look, int]]:
        if not law.same_days:
            for day in law.moved_days:
                yield from ((look, POSSIBLE) for look in self._by_day.get(day, ()))
            return
        for number, day in self._days.items():
            difference = self._difference(law, day)
            if difference is not None:
                yield from self._differing(number, difference)
                yield from self._elsewhere(law, number, difference)
        if not law.same_gaps:
            yield from self._uncoded(law)

    def _difference(self, law: Altered, day: date) -> _Difference | None:
        """What a mutant changes on a day; None if nothing."""
        rules = law.rules(day)
        if not rules:
            return None
        before = {r for name_ in rules for r in self.law.program(day).by_provision.get(name_, ())}
        after = {r for found in rules.values() for r in found}
        otherwise = any(_manner(old) != _manner(law.new[id(old)]) for old in law.old if old.in_force.covers(day))
        own = frozenset(p.id for p in law.old)
        gone, come = before - after, after - before
        if otherwise:  # what its rules give must be known, though they be the same
            gone, come = (
                gone | {r for r in before if r.provision in own},
                come | {r for r in after if r.provision in own},
            )
        if not gone and not come:
            return None
        tokens = tuple(self._tokens.setdefault(frozenset(rules_), len(self._tokens)) for rules_ in (gone, come))
        return _Difference(tuple(gone), tuple(come), own, (tokens[0], tokens[1]), otherwise)

    def _differing(self, number: int, d: _Difference) -> Iterator[tuple[Look, int]]:
        """The looks, of those on days with one law, at which a difference shows."""
        heads = sorted({rule.head.kind for rule in d.rules})
        inputs = sorted({name(atom) for rule in d.rules for atom in reads(rule)} | set(heads))
        key = (number, tuple(heads), tuple(inputs))
        if key not in self._groups:
            groups = self._groups[key] = {}
            for look in {id(k): k for head in heads for k in self._by_kind.get((number, head), ())}.values():
                groups.setdefault(tuple([look.extents.get(i, -1) for i in inputs]), []).append(look)
        drawn = frozenset(name(atom) for rule in d.rules for atom in reads(rule))
        circular = any(self._circular(number, head) for head in heads)
        for extents, looks in self._groups[key].items():
            known = dict(zip(inputs, extents, strict=True))
            before = after = None
            for look in looks:
                if look.near:
                    yield look, POSSIBLE
                elif not look.unsettled.isdisjoint(drawn):
                    if any({a.kind for a in rule.atoms} <= look.possible for rule in d.rules):
                        yield look, POSSIBLE
                else:
                    if before is None or after is None:
                        before = self._gives(d, d.gone, d.tokens[0], known)
                        after = self._gives(d, d.come, d.tokens[1], known)
                    if likely := self._compared(look, d, before, after, known, circular):
                        yield look, likely

    def _compared(
        self, look: Look, d: _Difference, before: _Given, after: _Given, known: Mapping[str, int], circular: bool
    ) -> int:
        if before is after or before.supports == after.supports:
            return LIKELY if d.otherwise and (before.own or after.own) else 0
        if d.otherwise and (before.own or after.own):
            return LIKELY
        others = {rule.provision for rule in d.gone}
        missing = {f: look.twice.get(f, frozenset()) - others for f in before.heads - after.heads}
        lost = [f for f, also in missing.items() if not also]
        self.alike.update(name_ for also in missing.values() for name_ in also)
        self.alike.update(name_ for f in lost if f.kind.startswith(COVERS) for name_ in self._covering(look, f) - d.own)
        gained = [f for f in after.heads - before.heads if f not in self._facts(known, f.kind)]
        if lost or gained:
            return LIKELY
        return POSSIBLE if look.cited or circular else 0

    def _covering(self, look: Look, lost: Fact) -> frozenset[str]:
        """The provisions of the same mode that cover the same action at a look."""
        provisions = self.law.provisions(look.day)
        mode = provisions[lost.kind.removeprefix(COVERS)].conclusion[0]
        return frozenset(
            own
            for kind, number in look.extents.items()
            if kind.startswith(COVERS)
            and provisions[own := kind.removeprefix(COVERS)].conclusion[0] == mode
            and any(f.fields == lost.fields for f in self.album.facts[number])
        )

    def _facts(self, known: Mapping[str, int], kind: str) -> tuple[Fact, ...]:
        number = known.get(kind, -1)
        return self.album.facts[number] if number >= 0 else ()

    def _gives(self, d: _Difference, rules: tuple[Rule, ...], token: int, known: Mapping[str, int]) -> _Given:
        """What rules give over what holds of their inputs."""
        key = (token, tuple(known.items()))
        found = self._given.get(key)
        if found is None:
            heads: set[Fact] = set()
            supports: set[tuple[object, ...]] = set()
            own = False
            index: Index | None = None
            for rule in rules:
                if any(known.get(name(atom), -1) < 0 for atom in rule.atoms):
                    continue
                if index is None:
                    index = Index(f for number in known.values() if number >= 0 for f in self.album.facts[number])
                for head, support in consequences(rule, index):
                    heads.add(head)
                    supports.add((head, rule.provision, support.premises, support.counted))
                    own = own or rule.provision in d.own
            found = self._given[key] = _Given(frozenset(heads), frozenset(supports), own)
        return found

    def _circular(self, number: int, kind: str) -> bool:
        """Whether a kind can depend on itself."""
        key = (number, kind)
        if key not in self._recursive:
            program: Program = self.law.program(self._days[number])
            below = {k for rule in program.by_head.get(kind, ()) for k in _below(program, rule)}
            self._recursive[key] = kind in below
        return self._recursive[key]

    def _elsewhere(self, law: Altered, number: int, d: _Difference) -> Iterator[tuple[Look, int]]:
        """The looks at other actions than those of which the text spoke: of them it speaks now."""
        members = self.law.pack.vocabulary.members
        for old in law.old:
            new = law.new[id(old)]
            fresh = set(members(new.conclusion[1].kind)) - set(members(old.conclusion[1].kind))
            if not fresh or new.conclusion[0] == "defines":
                continue
            for look in (look for kind in fresh for look in self._about.get((number, kind), ())):
                if any({a.kind for a in rule.atoms} <= look.possible | _own(d) for rule in d.come):
                    yield look, LIKELY

    def _uncoded(self, law: Altered) -> Iterator[tuple[Look, int]]:
        """The looks at what is not coded for their day otherwise than before."""
        texts = (*law.old, *law.new.values())
        gapped = {n for n, day in self._days.items() if (gaps := self.law.gaps(day)) and any(map(gaps.leads, texts))}
        for (number, kind), looks in self._about.items():
            if number in gapped:
                day = self._days[number]
                if _ids(self.law.gap(kind, day)) != _ids(law.gap(kind, day)):
                    yield from ((look, POSSIBLE) for look in looks)


def _own(d: _Difference) -> frozenset[str]:
    """The kinds that the new rules themselves conclude."""
    return frozenset(rule.head.kind for rule in d.come)


def _ids(gap: Iterable[Iterable[Provision]]) -> list[list[str]]:
    return [[p.id for p in group] for group in gap]


def _below(program: Program, rule: Rule) -> Iterator[str]:
    """The kinds on which a rule depends."""
    seen: set[str] = set()
    waiting = [kind for kind, _ in rule.needs()]
    while waiting:
        kind = waiting.pop()
        if kind not in seen:
            seen.add(kind)
            yield kind
            waiting += [k for r in program.by_head.get(kind, ()) for k, _ in r.needs()]


def _manner(p: Provision) -> tuple[object, ...]:
    """What of a text an answer tells, beside what its rules give."""
    within = (p.within.days, p.within.from_) if p.within else None
    return p.conclusion, repr(p.breach), within, p.overrides, p.provided
