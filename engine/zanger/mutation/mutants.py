"""The mutants of a law: every legal change of one place of it that still is a law and says something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from ..check import check_dates, check_overrides
from ..check_provision import check_provisions
from ..compile import Compiler, epochs, in_force
from ..coverage import Edition, edition
from ..errors import Place
from ..load import LawPack
from ..program import NegativeCycle, Rule, stratify
from ..provision import Article, Provision
from ..source import step
from ..spot import spot
from .operators import Change, Operator, changes, shifted

DAY = timedelta(1)


@dataclass(frozen=True)
class Mutant:
    """One legal change: its name, where it stands, and what takes the place of which editions.

    A text that a parameter makes into several editions is changed in all of them; the day on which an article
    changes is moved for all of its texts. `was` and `becomes` are
    in the words of the files; `becomes` is empty where something is dropped.
    """

    id: str
    operator: Operator
    provision: str
    article: str
    path: str
    place: Place
    was: str
    becomes: str
    editions: tuple[tuple[Provision, Provision], ...]


@dataclass(frozen=True)
class Mutants:
    """The mutants of a pack, and how many changes were none: refused by the checker, or without a change of meaning."""

    all: tuple[Mutant, ...]
    refused: int
    same: int


def mutants(pack: LawPack, articles: Iterable[str] = ()) -> Mutants:
    """Every mutant of a pack, or of these articles (`24`, `l148.24`, `kz.l148.24`), in the order of the files."""
    made = _Maker(pack)
    wanted = tuple(articles)
    groups: dict[Edition, list[Provision]] = {}
    for p in pack.provisions:
        if not wanted or any(belongs(made.file[edition(p)][1], pack, name) for name in wanted):
            groups.setdefault(edition(p), []).append(p)
    found = [m for group in groups.values() for m in made.of(group)]
    for name, article in pack.articles:
        found += made.dated(name, [p for p in article.provisions if edition(p) in groups])
    order = {name: n for n, (name, _) in enumerate(pack.articles)}
    found.sort(key=lambda m: (order[m.place.file], m.place.line))
    return Mutants(tuple(found), made.counts["refused"], made.counts["same"])


def belongs(article: Article, pack: LawPack, name: str) -> bool:
    """Whether an article is named so: by number, with its instrument, or in full."""
    return f".{article_name(article, pack)}".endswith(f".{name}")


class _Maker:
    """Makes the mutants of texts, and sorts out what is none."""

    def __init__(self, pack: LawPack) -> None:
        self.pack = pack
        self.compiler = Compiler(pack.vocabulary)
        self.counts: Counter[str] = Counter()
        self.file = {edition(p): (name, article) for name, article in pack.articles for p in article.provisions}
        self.by_id: dict[str, list[Provision]] = {}
        self.stronger: dict[str, list[Provision]] = {}
        for p in pack.provisions:
            self.by_id.setdefault(p.id, []).append(p)
            for weaker in p.overrides:
                self.stronger.setdefault(weaker, []).append(p)
        self.rules = self.compiler.program(pack.provisions, "all").rules
        self.heads = {rule.head.kind for rule in self.rules}
        try:
            self.levels: dict[str, int] | None = stratify(self.rules)
        except NegativeCycle:  # editions of different days: each day is looked at then
            self.levels = None

    def of(self, group: list[Provision]) -> Iterator[Mutant]:
        """The mutants of one text, given as its editions."""
        known = {meaning(p, self.compiler) for p in group[:1]}
        for changed in _together(group, self.pack):
            change = next(iter(changed.values()))
            editions = tuple((group[n], c.provision) for n, c in changed.items())
            if not all(self._sound(old, new) for old, new in editions):
                self.counts["refused"] += 1
                continue
            means = meaning(change.provision, self.compiler)
            if means in known:
                self.counts["same"] += 1
                continue
            known.add(means)
            yield self._mutant(group[0], change, editions)

    def dated(self, file: str, provisions: list[Provision]) -> Iterator[Mutant]:
        """For each day on which the text of an article changes, that it does so a day earlier or later."""
        firsts = {p.in_force.first for p in provisions}
        lasts = {p.in_force.last + DAY for p in provisions if p.in_force.last and p.in_force.last < date.max}
        for turn in sorted(firsts | lasts):
            for days in (-1, 1):
                if not date.min < turn < date.max - DAY:
                    continue
                editions = tuple(shifted(provisions, turn, days))
                article = self.file[edition(provisions[0])][1]
                moved = {id(old): new for old, new in editions}
                if any(check_dates(self._part(article, [moved.get(id(p), p) for p in provisions]))):
                    self.counts["refused"] += 1
                    continue
                first = next((p for p, _ in editions if p.in_force.first == turn), editions[0][0])
                key = "from" if first.in_force.first == turn else "until"
                yield Mutant(
                    id=f"{article_name(article, self.pack)}@{turn} date: {turn} > {turn + days * DAY}",
                    operator="date",
                    provision=first.id,
                    article=f"{article.instrument} {article.article}",
                    path="in_force",
                    place=spot(first, "in_force", key)[1],
                    was=turn.isoformat(),
                    becomes=(turn + days * DAY).isoformat(),
                    editions=editions,
                )

    def _mutant(self, p: Provision, change: Change, editions: tuple[tuple[Provision, Provision], ...]) -> Mutant:
        path = ""
        for part in change.origin:
            path = step(path, part)
        name = f"{p.id}@{p.in_force.first} {path} {change.operator}: {change.was}"
        if change.becomes:
            name += f" > {change.becomes}"
        article = self.file[edition(p)][1]
        return Mutant(
            id=name,
            operator=change.operator,
            provision=p.id,
            article=f"{article.instrument} {article.article}",
            path=path,
            place=spot(p, *change.origin)[1],
            was=change.was,
            becomes=change.becomes,
            editions=editions,
        )

    def _sound(self, old: Provision, new: Provision) -> bool:
        """Whether the checker takes the law with the new text."""
        article = self.file[edition(old)][1]
        if any(check_provisions(self._part(article, [new]))):
            return False
        if (new.overrides, new.conclusion) != (old.overrides, old.conclusion):
            about = [q for name in new.overrides for q in self.by_id[name]] + self.stronger.get(old.id, [])
            if any(check_overrides(self._part(article, [*about, new]))):
                return False
        return _bound(self.compiler.rules(new, [])) and self._stratified(old, new)

    def _part(self, article: Article, provisions: list[Provision]) -> LawPack:
        part = article.model_copy(update={"provisions": tuple(provisions)})
        return replace(self.pack, articles=(("", part),))

    def _stratified(self, old: Provision, new: Provision) -> bool:
        """Whether no status depends on its own absence or number; looked at again only where something new is read."""
        rules = tuple(self.compiler.rules(new, []))
        if self.levels is not None and _fits(rules, self.levels, self.heads):
            return True
        provisions = tuple(new if p is old else p for p in self.pack.provisions)
        try:
            stratify(self.compiler.program(provisions, "all").rules)
            return True
        except NegativeCycle:
            pass
        for day in epochs(provisions):
            try:
                stratify(self.compiler.program(in_force(provisions, day), "day").rules)
            except NegativeCycle:
                return False
        return True


def _bound(rules: Iterable[Rule]) -> bool:
    """Whether every rule binds all of which it concludes; an alternative that does not bind it says nothing."""
    return all({*rule.head.variables()} <= {name for atom in rule.atoms for name in atom.variables()} for rule in rules)


def _fits(rules: Iterable[Rule], levels: Mapping[str, int], heads: set[str]) -> bool:
    return all(
        kind not in heads or (r.head.kind in levels and levels[r.head.kind] >= levels[kind] + negative)
        for r in rules
        for kind, negative in r.needs()
    )


def _together(group: list[Provision], pack: LawPack) -> Iterator[dict[int, Change]]:
    """Each change as it is made in every edition of one text, by the number of the edition."""
    found: dict[tuple[object, ...], dict[int, Change]] = {}
    for n, p in enumerate(group):
        counted: Counter[tuple[object, ...]] = Counter()
        for change in changes(p, pack.vocabulary):
            key = (change.operator, change.origin)
            counted[key] += 1
            found.setdefault((*key, counted[key]), {})[n] = change
    yield from found.values()


def article_name(article: Article, pack: LawPack) -> str:
    """`kz.l148.24`."""
    return f"{pack.head.id}.{article.instrument}.{article.article}"


def meaning(p: Provision, compiler: Compiler) -> tuple[Any, ...]:
    """What a text comes to: equal where two texts compile to the same, at whatever place the parts stand."""
    rules = frozenset(
        (
            replace(r.head, origin=()),
            frozenset(replace(a, origin=()) for a in r.atoms),
            frozenset(replace(t, origin=(), negated=False) for t in r.tests),
            frozenset(replace(t, atom=replace(t.atom, origin=()), origin=(), negated=False) for t in r.tallies),
        )
        for r in compiler.rules(p, [])
    )
    breach = repr(p.breach)
    within = (p.within.days, p.within.from_) if p.within else None
    return rules, p.conclusion[0], breach, within, p.overrides
