"""How the worked cases cover the law: each provision applied and withheld, each condition met, failing, deciding.

`Coverage` watches decisions: of every evaluation that a decision makes it works out what the rules
then show (`sighting`), and adds it up by edition of each provision. `docs/coverage.md` defines the terms.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from .compile import COVERS, OPEN, PREVAILS, READING, epochs
from .entailment import entailed
from .law import Law
from .load import LawPack
from .plain import condition
from .program import Fact, Origin, Program, Rule
from .provision import AllOf, AnyCondition, AnyOf, Provision
from .reference import evaluate
from .replay import Evaluation
from .sighting import MARKS, SECTIONS, WHOLE, Mark, Sight, Sighting, is_condition, origins
from .source import step
from .spot import spot
from .words import Words

Edition = tuple[str, str]
"""A provision's id, and where this edition of it is written. What a parameter makes of one text counts once."""
Seen = dict[Edition, set[Sighting]]
"""What was seen of each edition."""
Goals = frozenset[str] | None
"""The kinds that an evaluation is about; None for all."""


def edition(provision: Provision) -> Edition:
    """The edition that a provision is."""
    first = provision.in_force.first.isoformat()
    return provision.id, str(provision.at.place) if provision.at is not None else first


def leaves(section: str, items: Iterable[AnyCondition]) -> Iterator[tuple[Origin, AnyCondition]]:
    """The plain conditions of a section with their places, those inside `any` and `all` included."""
    for n, item in enumerate(items):
        yield from _leaves((section, n), item)


def _leaves(origin: Origin, item: AnyCondition) -> Iterator[tuple[Origin, AnyCondition]]:
    match item:
        case AnyOf():
            for b, branch in enumerate(item.any):
                for n, inner in enumerate(branch):
                    yield from _leaves((*origin, "any", b, n), inner)
        case AllOf():
            for n, inner in enumerate(item.all):
                yield from _leaves((*origin, "all", n), inner)
        case _:
            yield origin, item


@dataclass(frozen=True)
class _Watched:
    """A rule, its edition, and the inputs on which all that it shows depends."""

    rule: Rule
    edition: Edition
    inputs: tuple[str, ...]


class Coverage:
    """What the decisions about one law have shown of it. `seen` grows with every evaluation that is watched."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.seen: Seen = {edition(p): set() for p in law.pack.provisions}
        self._wanted: dict[Edition, int] = {edition(p): _wanted(p) for p in law.pack.provisions}
        self._looked: set[tuple[str, Goals, frozenset[Fact]]] = set()
        self._scopes: dict[tuple[str, Goals], tuple[_Watched, ...]] = {}
        self._inputs: dict[tuple[str, str], tuple[str, ...]] = {}
        self._extents: dict[frozenset[Fact], int] = {}
        self._shown: set[tuple[str, str, bool, tuple[int, ...]]] = set()

    def watch(self, evaluation: Evaluation) -> None:
        """Take in what an evaluation shows of the rules that it is about.

        What a rule shows follows from the stated facts on which it depends: the same are looked at once.
        """
        day, facts, tried = evaluation
        now = tried is None
        goals: Goals = None
        if tried is not None:
            goals = frozenset(COVERS + p.id for p in self.law.about(tried.kind, day))
        program = self.law.program(day)
        key = (program.name, goals, facts)
        if key in self._looked:
            return
        self._looked.add(key)
        extents = self._extent(facts)
        fresh = []
        for item in self._scope(day, program, goals):
            if len(self.seen[item.edition]) == self._wanted[item.edition]:
                continue
            given = (program.name, item.rule.id, now, tuple([extents.get(name, -1) for name in item.inputs]))
            if given not in self._shown:
                self._shown.add(given)
                fresh.append(item)
        if not fresh:
            return
        part = program.only(frozenset(relevant(program, {item.rule.head.kind for item in fresh})))
        sight = Sight.of(part, evaluate(part, sorted(facts)))
        fired = sight.fired()
        for item in fresh:
            known = self.seen[item.edition]
            known.update(shown(sight, item.rule, item.rule.id in fired, now, known))

    def _extent(self, facts: frozenset[Fact]) -> dict[str, int]:
        """A number for what is stated of each input; the same for the same facts."""
        by_input: dict[str, list[Fact]] = {}
        for item in facts:
            by_input.setdefault(_input(item.kind, item.get("id")), []).append(item)
        return {
            name: self._extents.setdefault(frozenset(items), len(self._extents)) for name, items in by_input.items()
        }

    def _scope(self, day: date, program: Program, goals: Goals) -> tuple[_Watched, ...]:
        """The rules that can matter to the goals."""
        found = self._scopes.get((program.name, goals))
        if found is None:
            provisions = self.law.provisions(day)
            names = program.rule if goals is None else dict.fromkeys(relevant(program, goals))
            found = self._scopes[program.name, goals] = tuple(
                _Watched(rule, edition(provisions[rule.provision]), self._inputs_of(program, rule.head.kind))
                for rule in map(program.rule.__getitem__, names)
                if not rule.head.kind.startswith(PREVAILS)
            )
        return found

    def _inputs_of(self, program: Program, kind: str) -> tuple[str, ...]:
        """What is stated of which all that is concluded of a kind depends."""
        found = self._inputs.get((program.name, kind))
        if found is None:
            elements = (
                atom
                for name in relevant(program, (kind,))
                for rule in (program.rule[name],)
                for atom in (*rule.atoms, *(t.atom for t in rule.tallies))
                if atom.kind not in program.by_head
            )
            found = tuple(dict.fromkeys(_input(a.kind, dict(a.args).get("id")) for a in elements))
            self._inputs[program.name, kind] = found
        return found

    def result(self) -> PackCover:
        """What has been covered so far."""
        return cover(self.law.pack, self.seen, self._sure())

    def _sure(self) -> set[tuple[Edition, Origin]]:
        """The patterns not seen to decide that never can, on any day on which the edition is in force."""
        sure: dict[tuple[Edition, Origin], bool] = {}
        readings = {r.id: tuple(r.readings) for r in self.law.pack.readings}
        for day in epochs(self.law.pack.provisions):
            program, provisions = self.law.program(day), self.law.provisions(day)
            for rule in program.rules:
                name = edition(provisions[rule.provision])
                for n, atom in enumerate(rule.atoms):
                    key = (name, atom.origin)
                    if not is_condition(atom.origin) or Sighting(atom.origin, "decided") in self.seen[name]:
                        continue
                    if sure.get(key, True):
                        sure[key] = entailed(program, rule, n, readings, self.law.pack.vocabulary.statuses)
        return {key for key, is_sure in sure.items() if is_sure}


def _input(kind: str, name: object) -> str:
    """What facts of a kind are an input of: each question of reading is one of its own."""
    return f"{kind}{name}" if kind == READING else kind


def relevant(program: Program, goals: Iterable[str]) -> Iterator[str]:
    """The ids of the rules on which the goals depend."""
    kinds = list(goals)
    known = set(kinds)
    for kind in kinds:
        for rule in program.by_head.get(kind, ()):
            yield rule.id
            for needed, _ in rule.needs():
                if needed not in known:
                    known.add(needed)
                    kinds.append(needed)


def shown(sight: Sight, rule: Rule, fired: bool, now: bool, known: set[Sighting]) -> set[Sighting]:
    """What an evaluation shows of one rule. A power is drawn where it covers an action, or is open `now`."""
    found = {Sighting(origin, "met") for origin in origins(rule)} if fired else set()
    if fired and (now or not rule.head.kind.startswith(OPEN)):
        found.add(Sighting(WHOLE, "met"))
    if now and rule.head.kind.startswith(COVERS):
        found.update(sight.asked(rule))
    found.update(sight.failures(rule, known))
    return found


def _wanted(p: Provision) -> int:
    """How many different sightings there can be of a provision."""
    return 2 + len(MARKS) * sum(1 for section in SECTIONS for _ in leaves(section, getattr(p, section)))


# What is covered, to be shown.


@dataclass(frozen=True)
class ConditionCover:
    """A plain condition: its place, the words it codes, and which marks of it were seen.

    `sure` says that the other conditions entail it: it cannot fail alone, and need only be met.
    """

    origin: Origin
    condition: AnyCondition
    place: str
    seen: frozenset[Mark]
    sure: bool = False

    @property
    def wanted(self) -> tuple[Mark, ...]:
        """What is to be seen of it."""
        return ("met",) if self.sure else MARKS

    @property
    def path(self) -> str:
        """Its place in the provision, such as `when[2].any[0][1]`."""
        path = ""
        for part in self.origin:
            path = step(path, part)
        return path

    @property
    def unseen(self) -> tuple[Mark, ...]:
        """What was not seen of it."""
        return tuple(mark for mark in self.wanted if mark not in self.seen)


@dataclass(frozen=True)
class ProvisionCover:
    """An edition of a provision: whether its conclusion was drawn, and withheld by one thing alone.

    `withheld` is None where nothing could: there are no conditions.
    """

    provision: Provision
    place: str
    applied: bool
    withheld: bool | None
    conditions: tuple[ConditionCover, ...]

    @property
    def dead(self) -> tuple[str, ...]:
        """The alternatives of `any` that never held in an application."""
        found: dict[str, bool] = {}
        for c in self.conditions:
            path = ""
            for n, part in enumerate(c.origin):
                path = step(path, part)
                if n > 0 and c.origin[n - 1] == "any":
                    found[path] = found.get(path, False) or "met" in c.seen
        return tuple(path for path, alive in found.items() if not alive)

    @property
    def score(self) -> Score:
        """The points that can be had, and those that are."""
        marks = [self.applied, *([] if self.withheld is None else [self.withheld])]
        unseen = marks.count(False) + sum(len(c.unseen) for c in self.conditions)
        total = len(marks) + sum(len(c.wanted) for c in self.conditions)
        return Score(total - unseen, total)


@dataclass(frozen=True)
class Score:
    """Points seen of those that there are."""

    seen: int
    of: int

    def __add__(self, other: Score) -> Score:
        return Score(self.seen + other.seen, self.of + other.of)

    @property
    def percent(self) -> float:
        """The share in percent, rounded down to two decimals: 100 says that all was seen."""
        return 10_000 * self.seen // self.of / 100 if self.of else 100.0


@dataclass(frozen=True)
class ArticleCover:
    """An article file: its editions of provisions."""

    file: str
    name: str
    provisions: tuple[ProvisionCover, ...]

    @cached_property
    def score(self) -> Score:
        """The points of its provisions together."""
        return sum((p.score for p in self.provisions), Score(0, 0))


@dataclass(frozen=True)
class PackCover:
    """A pack: its article files."""

    pack: str
    articles: tuple[ArticleCover, ...]

    @cached_property
    def score(self) -> Score:
        """The points of its articles together."""
        return sum((a.score for a in self.articles), Score(0, 0))

    @property
    def provisions(self) -> tuple[ProvisionCover, ...]:
        """All editions of all provisions."""
        return tuple(p for a in self.articles for p in a.provisions)


def cover(pack: LawPack, seen: Seen, sure: Container[tuple[Edition, Origin]] = ()) -> PackCover:
    """What was covered of a pack, by article file."""
    articles = []
    for file, article in pack.articles:
        written = {edition(p): p for p in reversed(article.provisions)}
        provisions = tuple(_provision(p, seen.get(name, set()), sure) for name, p in reversed(written.items()))
        articles.append(ArticleCover(file, f"{article.instrument} {article.article}", provisions))
    return PackCover(pack.head.id, tuple(articles))


def _provision(p: Provision, seen: set[Sighting], sure: Container[tuple[Edition, Origin]]) -> ProvisionCover:
    conditions = tuple(
        ConditionCover(
            origin,
            item,
            str(spot(p, *origin)[1]),
            frozenset(mark for mark in MARKS if Sighting(origin, mark) in seen),
            (edition(p), origin) in sure,
        )
        for section in SECTIONS
        for origin, item in leaves(section, getattr(p, section))
    )
    withheld = Sighting(WHOLE, "decided") in seen
    return ProvisionCover(
        p,
        str(spot(p, "id")[1]),
        Sighting(WHOLE, "met") in seen,
        withheld if withheld or conditions else None,
        conditions,
    )


SEEN_AS: dict[Mark, str] = {"met": "met", "failed": "failing", "decided": "deciding"}


@dataclass(frozen=True)
class Gap:
    """Something that no case shows: of a provision as a whole, or of one condition (`path` and `words`)."""

    place: str
    provision: str
    since: date
    missing: str
    path: str = ""
    words: str = ""

    def __str__(self) -> str:
        what = f" {self.path} ({self.words})" if self.path else ""
        return f"{self.place}: {self.provision} of {self.since}{what}: {self.missing}"


def gaps(found: PackCover, words: Words) -> Iterator[Gap]:
    """All that was not seen, in the order of the files."""
    for cover in found.provisions:
        p = cover.provision
        if not cover.applied:
            yield Gap(cover.place, p.id, p.in_force.first, "never applied")
        if cover.withheld is False:
            yield Gap(cover.place, p.id, p.in_force.first, "never withheld by one thing alone")
        for path in cover.dead:
            yield Gap(cover.place, p.id, p.in_force.first, f"the alternative `{path}` never held")
        for c in cover.conditions:
            if c.unseen:
                missing = "not seen " + ", ".join(SEEN_AS[mark] for mark in c.unseen)
                text = f'"{c.condition.words}"' if c.condition.words else condition(c.condition, p, words)
                yield Gap(c.place, p.id, p.in_force.first, missing, c.path, text)


def as_json(found: PackCover) -> dict[str, Any]:
    """What is covered, for machines: percentages, and of each provision and condition what was seen."""
    return {
        "pack": found.pack,
        "percent": found.score.percent,
        "articles": [
            {
                "file": article.file,
                "percent": article.score.percent,
                "provisions": [
                    {
                        "id": p.provision.id,
                        "from": p.provision.in_force.first.isoformat(),
                        "place": p.place,
                        "percent": p.score.percent,
                        "applied": p.applied,
                        "withheld": p.withheld,
                        "dead": list(p.dead),
                        "conditions": [
                            {"path": c.path, "words": c.condition.words, "place": c.place}
                            | {mark: mark in c.seen for mark in MARKS}
                            | {"entailed": c.sure}
                            for c in p.conditions
                        ],
                    }
                    for p in article.provisions
                ],
            }
            for article in found.articles
        ],
    }
