"""What can be in the situations of a slice: how many things of each kind, and which values each of their fields has.

Each kind has slots; a slot is used or not, and each of its fields that some rule speaks of has one of a few values,
such that no rule tells another value apart from all of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from ..compile import TODAY, TRY
from ..mentions import fields_used, most_counted
from ..program import OneOf, Program, Value, Var, fact
from ..roles import Levels
from ..thresholds import Thresholds
from ..vocabulary import FieldType, Vocabulary
from .bounds import Bounds
from .columns import Columns
from .unfolding import Unfolding

ATTEMPT = 900
"""The order of the action that is tried: after all that was done."""
RANK = 100
"""What a rank in time counts; the number of its slot tells apart what is done at one."""
RANKS = 4
SAMPLES = (12, 9)
"""What a number is that rules only compare with others: two sizes, of which a share can differ."""
DAYS = 3
"""How many days in a row there are at least, so that one thing can come between two others."""
ROUNDS, MANY = 3, 200
"""How often numbers that are compared with each other are looked at again, and how many there may be."""
TRIED = "try"
"""The slot of the attempt."""
SELDOM = 3
"""How many slots in all a class may have that rules only see as a class."""


Pinned = Mapping[tuple[str, int | None], Mapping[str, Value]]
"""What is already settled of some slots: of a kind and a number, or of the attempt."""


class Values:
    """The slots and values that the rules of a program can tell apart.

    `kind` is the action that is tried, None where only what holds is asked about; `doable` are the kinds of
    action that can have been done, `readings` the questions of the pack with their answers.
    """

    def __init__(
        self,
        program: Program,
        vocabulary: Vocabulary,
        readings: Mapping[str, tuple[str, ...]],
        day: int,
        kind: str | None,
        doable: frozenset[str],
        bounds: Bounds,
        *,
        wide: bool = False,
        pinned: Pinned | None = None,
        levels: Levels | None = None,
    ) -> None:
        """With `wide` there are as many things as the greediest rule needs, unfolded, else as a rule names itself.

        `pinned` are slots that are used, with the values that their fields have; the attempt is the slot None.
        Of situations that are as small, those are found in which units lie within each other as `levels` has it.
        """
        self.program = program
        self.vocabulary = vocabulary
        self.readings = readings
        self.day = day
        self.kind = kind
        self.doable = doable
        self.bounds = bounds
        self.wide = wide
        self.pinned: Pinned = pinned or {}
        self.levels = levels
        self.used = fields_used(program.rules)
        self.columns = Columns(program.rules, vocabulary)

    # Slots

    @cached_property
    def slots(self) -> dict[str, int]:
        """How many there can be of each kind of fact, and of each action that was done; what is pinned among them."""
        found = self._open_slots()
        for kind, slot in self.pinned:
            if kind in found and slot is not None:
                found[kind] = max(found[kind], slot + 1)
        return found

    def _open_slots(self) -> dict[str, int]:
        needed = most_counted(self.program, self.vocabulary)
        wide = Unfolding(self.program, self.vocabulary).most() if self.wide else {}
        needed = {k: max(needed.get(k, 0), min(wide.get(k, 0), self.bounds.most)) for k in (*needed, *wide)}
        joined = self._joined()
        found: dict[str, int] = {}
        waiting = [k for rule in self.program.rules for k, _ in rule.needs()]
        while waiting:
            kind = waiting.pop()
            sort = self.vocabulary.sort(kind)
            for one in self._members(kind) if sort == "class" else (kind,):
                if one in found or (sort == "action" and one not in self.doable) or sort in (None, "status"):
                    continue
                number = max(1, needed.get(one, 0), needed.get(kind, 0), joined.get(one, 0), joined.get(kind, 0))
                found[one] = self.bounds.things.get(one, number)
                waiting += self._needed(one)
        if self.kind is not None:
            for one in self._needed(self.kind, tried=True):
                if one not in found:
                    found[one] = self.bounds.things.get(one, 1)
                    waiting += self._needed(one)
            while waiting:
                one = waiting.pop()
                if one not in found:
                    found[one] = self.bounds.things.get(one, 1)
                    waiting += self._needed(one)
        return found

    def _joined(self) -> dict[str, int]:
        """How often a rule speaks of a kind; twice for what refers to its own kind."""
        found: dict[str, int] = {}
        for rule in self.program.rules:
            kinds = [a.kind for a in rule.atoms]
            others = {t.atom.kind for t in rule.tallies}
            for kind in {*kinds, *others}:
                found[kind] = max(found.get(kind, 0), kinds.count(kind) + (kind in others))
        for kind, spec in self.vocabulary.facts.items():
            if any(kind in f.to and n in self.used.get(kind, ()) for n, f in spec.fields.items()):
                found[kind] = max(found.get(kind, 0), 2)
        return found

    def _members(self, group: str) -> Iterator[str]:
        """The actions that rules can see as one of a class, by the fields that these fix."""
        atoms = [
            a for rule in self.program.rules for a in (*rule.atoms, *(t.atom for t in rule.tallies)) if a.kind == group
        ]
        own = {k for rule in self.program.rules for k, _ in rule.needs()}
        others = 0
        for action in self.vocabulary.members(group):
            fixed = self.vocabulary.actions[action].is_[group]
            fits = any(
                all(n not in fixed or isinstance(a, Var) or _fits(a, fixed[n]) for n, a in atom.args) for atom in atoms
            )
            if fits and action in self.doable:
                others += action not in own
                if action in own or others <= SELDOM:
                    yield action

    def _needed(self, kind: str, *, tried: bool = False) -> Iterator[str]:
        """A kind of thing for each reference that rules look at, where there is none yet."""
        names = self.fields_of(kind, tried=tried)
        for name, spec in self.vocabulary.kinds[kind][1].fields.items():
            if name in names and spec.type == "ref":
                there = {k for rule in self.program.rules for k, _ in rule.needs()} & {*spec.to}
                facts = [k for k in spec.to if k in self.vocabulary.facts]
                done = [k for k in spec.to if k in self.doable]
                if not there and (some := [*facts, *done]):
                    yield some[0]

    # Fields and their values

    def views(self, kind: str) -> Iterator[tuple[str, Mapping[str, Value]]]:
        """The kind itself; an action also as each class that it belongs to, with the fields this fixes."""
        yield kind, {}
        if kind in self.vocabulary.actions:
            yield from self.vocabulary.actions[kind].is_.items()

    def fields_of(self, kind: str, *, tried: bool = False) -> dict[str, FieldType]:
        """The fields of a kind that rules look at, or that must be there for others to refer to."""
        prefix = TRY if tried else ""
        used = {n for view, _ in self.views(kind) for n in self.used.get(prefix + view, ())}
        specs = dict(self.vocabulary.kinds[kind][1].fields)
        if kind in self.vocabulary.actions:
            specs["by"] = FieldType(type="enum", values=self.vocabulary.actions[kind].by)
            specs["on"] = FieldType(type="date")
            specs["order"] = FieldType(type="int", min=1)
            if "act" in used:
                used.add("order")
            if not tried and (ends := self.vocabulary.actions[kind].ends):
                used.add(ends)
        return {n: spec for n, spec in specs.items() if n in used}

    @cached_property
    def _edges(self) -> dict[tuple[str, str], set[int]]:
        present = [fact(kind, {"_": n, **self._sizes(kind, n)}) for kind in self.slots for n in range(len(SAMPLES))]
        present += [fact(kind, {"_": n, **fields}) for n, ((kind, _), fields) in enumerate(self.pinned.items())]
        found: dict[tuple[str, str], set[int]] = {}
        for _ in range(ROUNDS):  # what is compared with a number that has edges has edges for each of them
            found = Thresholds(self.program, present, self.vocabulary).edges
            more = [
                fact(kind, {"_": -1, name: number})
                for kind in self.slots
                for name, spec in self.fields_of(kind).items()
                if spec.type == "int" and name != "order"
                for number in self._near(found, [v for v, _ in self.views(kind)], name, spec)
            ]
            if len(more) > MANY or set(more) <= set(present):
                break
            present = [*dict.fromkeys([*present, *more])]
        return found

    def _near(
        self, edges: Mapping[tuple[str, str], set[int]], views: Iterable[str], name: str, spec: FieldType
    ) -> set[int]:
        """The numbers at which a comparison of a field changes, and those just below."""
        near = {n for view in views for k in (view, TRY + view) for n in edges.get((k, name), ())}
        return {n for edge in near for n in (edge - 1, edge) if spec.min <= n <= spec.max}

    def _sizes(self, kind: str, n: int) -> dict[str, Value]:
        """Sizes that the numbers of a fact may have which rules only compare with others."""
        return {
            name: max(spec.min, min(SAMPLES[n], spec.max))
            for name, spec in self.fields_of(kind).items()
            if spec.type == "int" and self.columns.tested(kind, name)
        }

    @cached_property
    def days(self) -> tuple[int, ...]:
        """The days on which something can have been: today, the day before, and the ends of each time."""
        spans = sorted({abs(t.plus) for rule in self.program.rules for t in rule.tests if t.plus and t.times == t.by})
        named = {v for (k, n) in self._dates() for v in self.columns.constants(k, n) if isinstance(v, int)}
        near = [self.day - n for n in range(DAYS)]
        near += [v + more for v in sorted(named) for more in (0, -1, 1)]
        near += [self.day - span - more for span in spans for more in (0, 1)]
        return tuple(sorted(dict.fromkeys(d for d in near if 0 < d <= self.day), reverse=True)[: self.bounds.days])

    @cached_property
    def coming(self) -> tuple[int, ...]:
        """Days for which something can be set: those, and the ends of each time from today on."""
        spans = sorted({abs(t.plus) for rule in self.program.rules for t in rule.tests if t.plus and t.times == t.by})
        later = [self.day + span + more for span in spans for more in (0, 1)][: self.bounds.days]
        return (*later, *(d for d in self.days if d not in later))

    def _dates(self) -> Iterator[tuple[str, str]]:
        yield TODAY, "date"
        for kind in self.slots:
            yield from ((kind, name) for name, spec in self.fields_of(kind).items() if spec.type == "date")

    def values(self, kind: str, name: str, spec: FieldType, slot: int = 0, *, tried: bool = False) -> list[Value]:
        """The values that a field may have; that it may be left out is not among them."""
        known = self.pinned.get((kind, None if tried else slot), {})
        if name in known:
            return [known[name]]
        views = [view for view, _ in self.views(kind)]
        constants = set[Value]().union(*(self.columns.constants(view, name) for view in views))
        match spec.type:
            case "ref":
                return [
                    self.name(one, n)
                    for one in spec.to
                    if one in self.slots and self.vocabulary.kinds[one][1].id_field
                    for n in range(self.slots[one])
                    if one != kind or n < slot
                ]
            case "enum":
                spoken = [v for v in spec.values if v in constants]
                return [*spoken, *[v for v in spec.values if v not in constants][:1]]
            case "bool":
                return [True, False]
            case "date":
                if name == "on":
                    return [self.day] if tried else list(self.days)
                return list(self.coming)
            case "int" if name == "order":
                return self._orders(kind, slot, tried=tried)
            case "int":
                return list(self._numbers(views, kind, name, spec, constants))
            case "ratio":
                return sorted(str(c) for c in constants) or ["1/2"]
            case _:
                return []

    def _numbers(
        self, views: list[str], kind: str, name: str, spec: FieldType, constants: set[Value]
    ) -> Iterable[Value]:
        near = self._near(self._edges, views, name, spec)
        named = {c for c in constants if isinstance(c, int) and not isinstance(c, bool)}
        near |= {n for c in named for n in (c - 1, c)}
        if any(self.columns.tested(view, name) for view in views):
            near |= {max(spec.min, min(n, spec.max)) for n in SAMPLES}
        near |= {spec.min} if near else set()
        found = sorted(n for n in near if spec.min <= n <= spec.max)
        if not found:
            first = max(spec.min, min(SAMPLES[0], spec.max))
            return [first, *([first - 1] if first > spec.min else [])]
        if len(found) > self.bounds.numbers:
            found = [found[n * (len(found) - 1) // (self.bounds.numbers - 1)] for n in range(self.bounds.numbers)]
        return found

    def _orders(self, kind: str, slot: int, *, tried: bool) -> list[Value]:
        if tried:
            return [ATTEMPT]
        own = [k for k in self.slots if k in self.vocabulary.actions]
        number = 1 + sum(self.slots[k] for k in own[: own.index(kind)]) + slot
        return [RANK * rank + number for rank in range(1, self.ranks + 1)] if self.ordered(kind) else [RANK + number]

    @cached_property
    def ranks(self) -> int:
        """How many places in time what was done can have."""
        return min(RANKS, sum(n for k, n in self.slots.items() if k in self.vocabulary.actions and self.ordered(k)))

    def ordered(self, kind: str) -> bool:
        """Whether some rule looks at the order of such actions."""
        return any(self.columns.tested(v, f) for v, _ in self.views(kind) for f in ("order", "act"))

    def name(self, kind: str, slot: int) -> str:
        """The id of the thing in a slot."""
        return f"{kind}-{slot + 1}"


def _fits(wanted: object, fixed: Value) -> bool:
    return fixed in wanted.values if isinstance(wanted, OneOf) else wanted == fixed
