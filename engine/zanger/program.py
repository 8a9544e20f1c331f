"""The compiled rules: all that the engines see.

A program is Datalog over typed finite facts with linear tests on integers, stratified negation
and counting. Dates are ordinals, ratios are multiplied out; no float appears anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

Value = str | int | bool
Op = Literal["<", "<=", ">", ">=", "==", "!="]
Origin = tuple[str | int, ...]
"""The path within a provision that an element codes, such as `("when", 1)`."""


class Fact(NamedTuple):
    """A kind and its fields, sorted by name. Hashable and ordered."""

    kind: str
    fields: tuple[tuple[str, Value], ...]

    def get(self, name: str) -> Value | None:
        """The value of a field, None if it is not stated."""
        for key, value in self.fields:
            if key == name:
                return value
        return None

    def __str__(self) -> str:
        return f"{self.kind}({', '.join(f'{k}={v}' for k, v in self.fields)})"


def fact(kind: str, fields: Mapping[str, Value]) -> Fact:
    """A fact from a mapping of its fields."""
    return Fact(kind, tuple(sorted(fields.items())))


@dataclass(frozen=True, slots=True)
class Var:
    """A variable of a rule."""

    name: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """Any of several constants."""

    values: tuple[Value, ...]


Term = Var | Value
Arg = Var | OneOf | Value
Binding = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Atom:
    """Facts of `kind` whose named fields are stated and equal to `args`."""

    kind: str
    args: tuple[tuple[str, Arg], ...]
    origin: Origin = ()

    def variables(self) -> Iterator[str]:
        """Names of the variables, in order, repetitions included."""
        for _, arg in self.args:
            if isinstance(arg, Var):
                yield arg.name


@dataclass(frozen=True, slots=True)
class Test:
    """`times * left op by * right + plus`; over strings only `==` and `!=` with the factors 1, 1, 0."""

    left: Term
    op: Op
    right: Term
    times: int = 1
    by: int = 1
    plus: int = 0
    origin: Origin = ()
    negated: bool = False  # for wording only: stands in `unless`


@dataclass(frozen=True, slots=True)
class Tally:
    """The number of facts that match `atom`, or of their values of `distinct`, compared with `number`.

    Variables of the atom that no positive atom of the rule binds mean "any". Absence is `== 0`.
    """

    atom: Atom
    op: Op
    number: int
    distinct: str | None = None
    origin: Origin = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """`head` holds for every binding under which all atoms match and all tests and tallies hold."""

    id: str
    head: Atom
    atoms: tuple[Atom, ...]
    tests: tuple[Test, ...] = ()
    tallies: tuple[Tally, ...] = ()
    provision: str = ""

    def needs(self) -> Iterator[tuple[str, bool]]:
        """Kinds that the rule reads; True where it reads their absence or number."""
        for atom in self.atoms:
            yield atom.kind, False
        for tally in self.tallies:
            yield tally.atom.kind, True


class NegativeCycle(ValueError):
    """Negation or counting goes round in a circle; `cycle` lists the kinds, the first again at the end."""

    def __init__(self, cycle: tuple[str, ...]) -> None:
        self.cycle = cycle
        super().__init__(" -> ".join(cycle))


@dataclass(frozen=True, eq=False)
class Program:
    """Rules in strata: a stratum reads absence and number only of what earlier strata conclude."""

    rules: tuple[Rule, ...]
    optional: frozenset[tuple[str, str]] = frozenset()
    name: str = "program"

    def __reduce__(self) -> tuple[object, ...]:
        return Program, (self.rules, self.optional, self.name)

    @cached_property
    def by_head(self) -> dict[str, tuple[Rule, ...]]:
        """The rules that conclude each kind."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            found.setdefault(rule.head.kind, []).append(rule)
        return {kind: tuple(rules) for kind, rules in found.items()}

    @cached_property
    def by_provision(self) -> dict[str, tuple[Rule, ...]]:
        """The rules of each provision."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            found.setdefault(rule.provision, []).append(rule)
        return {name: tuple(rules) for name, rules in found.items()}

    @cached_property
    def level(self) -> dict[str, int]:
        """The number of the stratum in which each kind is concluded."""
        return {rule.head.kind: n for n, stratum in enumerate(self.strata) for rule in stratum}

    @cached_property
    def openers(self) -> dict[str, tuple[Rule, ...]]:
        """The rules whose conclusion tells that there is something of a kind: a pattern, or what they count."""
        found: dict[str, dict[str, Rule]] = {}
        for rule in self.rules:
            for kind, _ in rule.needs():
                found.setdefault(kind, {})[rule.id] = rule
        return {kind: tuple(rules.values()) for kind, rules in found.items()}

    @cached_property
    def readers(self) -> dict[str, tuple[tuple[Value | None, Rule], ...]]:
        """The rules that read each kind, with the `id` that they read it for, if it is a constant."""
        found: dict[str, list[tuple[Value | None, Rule]]] = {}
        for rule in self.rules:
            for atom in (*rule.atoms, *(tally.atom for tally in rule.tallies)):
                name = dict(atom.args).get("id")
                found.setdefault(atom.kind, []).append((name if isinstance(name, str | int) else None, rule))
        return {kind: tuple(rules) for kind, rules in found.items()}

    @cached_property
    def ordered(self) -> dict[str, tuple[tuple[Atom, ...], tuple[Atom, ...]]]:
        """For each rule, its atoms over what no rule concludes, and the others."""
        return {
            rule.id: (
                tuple(atom for atom in rule.atoms if atom.kind not in self.by_head),
                tuple(atom for atom in rule.atoms if atom.kind in self.by_head),
            )
            for rule in self.rules
        }

    def towards(self, kinds: Iterable[str]) -> frozenset[str]:
        """The ids of all rules on a way to some kinds."""
        found: dict[str, None] = {}
        waiting = list(kinds)
        seen = set(waiting)
        while waiting:
            for rule in self.by_head.get(waiting.pop(), ()):
                found[rule.id] = None
                below = {kind for kind, _ in rule.needs()} - seen
                seen |= below
                waiting += below
        return frozenset(found)

    @cached_property
    def strata(self) -> tuple[tuple[Rule, ...], ...]:
        """The rules by stratum. Raises `NegativeCycle`."""
        level = stratify(self.rules)
        height = max(level.values(), default=0)
        return tuple(
            tuple(r for r in self.rules if level[r.head.kind] == n)
            for n in range(height + 1)
            if any(level[r.head.kind] == n for r in self.rules)
        )

    def only(self, ids: frozenset[str]) -> Program:
        """The program with these rules alone, each in its stratum; made once and kept."""
        made = self._parts.get(ids)
        if made is None:
            made = Program(tuple(r for r in self.rules if r.id in ids), self.optional, self.name)
            strata = (tuple(r for r in stratum if r.id in ids) for stratum in self.strata)
            made.__dict__["strata"] = tuple(s for s in strata if s)
            made.__dict__["whole"] = self
            self._parts[ids] = made
        return made

    @cached_property
    def whole(self) -> Program:
        """The program of which this is a part; itself if it is none."""
        return self

    @cached_property
    def _parts(self) -> dict[frozenset[str], Program]:
        return {}

    @cached_property
    def positive(self) -> dict[str, frozenset[str]]:
        """For each rule, the kinds that must be present for it to give anything."""
        return {rule.id: frozenset(atom.kind for atom in rule.atoms) for rule in self.rules}

    @cached_property
    def rule(self) -> dict[str, Rule]:
        """Rules by id."""
        return {rule.id: rule for rule in self.rules}


def stratify(rules: Iterable[Rule]) -> dict[str, int]:
    """The stratum of each concluded kind: the least numbering in which negation goes down.

    Raises `NegativeCycle` if there is none.
    Source: Apt, Blair, Walker, Towards a theory of declarative knowledge (1988).
    """
    rules = tuple(rules)
    heads = {rule.head.kind for rule in rules}
    edges = {(kind, rule.head.kind, negative) for rule in rules for kind, negative in rule.needs() if kind in heads}
    level = dict.fromkeys(heads, 0)
    for _ in range(len(heads) + 1):
        changed = False
        for below, above, negative in edges:
            if level[above] < level[below] + negative:
                level[above] = level[below] + negative
                changed = True
        if not changed:
            return level
    raise NegativeCycle(_cycle(edges))


def _cycle(edges: set[tuple[str, str, bool]]) -> tuple[str, ...]:
    """A shortest circle through a negative edge."""
    after: dict[str, list[str]] = {}
    for below, above, _ in sorted(edges):
        after.setdefault(below, []).append(above)
    best: tuple[str, ...] = ()
    for below, above, negative in sorted(edges):
        if not negative:
            continue
        paths: dict[str, tuple[str, ...]] = {above: (above,)}
        queue = [above]
        for node in queue:
            for following in after.get(node, ()):
                if following not in paths:
                    paths[following] = (*paths[node], following)
                    queue.append(following)
        if below in paths:
            found = (*paths[below], above)
            best = found if not best or len(found) < len(best) else best
    return best


class Support(NamedTuple):
    """One way in which a rule gives a fact.

    `premises` stand in the order of the rule's atoms; `counted` holds, for each tally, the facts
    that matched, sorted.
    """

    rule: str
    premises: tuple[Fact, ...]
    counted: tuple[tuple[Fact, ...], ...]


@dataclass(frozen=True)
class Model:
    """What follows: the stated facts, and each derived fact with all its supports, sorted.

    `shortest` is filled by `proof.shortest` when it is first asked for.
    """

    stated: frozenset[Fact]
    derived: dict[Fact, tuple[Support, ...]]
    shortest: dict[Fact, Support] = field(default_factory=dict, repr=False, compare=False)

    def of(self, kind: str) -> list[Fact]:
        """All facts of a kind, sorted."""
        return sorted(f for f in (*self.stated, *self.derived) if f.kind == kind)

    def __contains__(self, item: object) -> bool:
        return item in self.derived or item in self.stated


def holds(test: Test, binding: Mapping[str, Value]) -> bool:
    """Whether a test holds; its variables must be bound."""
    left = binding[test.left.name] if isinstance(test.left, Var) else test.left
    right = binding[test.right.name] if isinstance(test.right, Var) else test.right
    if isinstance(left, str) or isinstance(right, str):
        return (left == right) is (test.op == "==")
    return compare(test.times * left, test.op, test.by * right + test.plus)


def compare(left: int, op: Op, right: int) -> bool:
    """`left op right`."""
    match op:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case "==":
            return left == right
        case "!=":
            return left != right


def unify(atom: Atom, candidate: Fact, binding: Binding) -> Binding | None:
    """`binding` extended so that `atom` is `candidate`; None if they do not fit."""
    extended = binding
    fields = dict(candidate.fields)
    for name, arg in atom.args:
        value = fields.get(name)
        if value is None:
            return None
        if isinstance(arg, Var):
            known = extended.get(arg.name)
            if known is None:
                extended = extended if extended is not binding else dict(binding)
                extended[arg.name] = value
            elif known != value:
                return None
        elif isinstance(arg, OneOf):
            if value not in arg.values:
                return None
        elif arg != value:
            return None
    return extended if extended is not binding else dict(binding)


def ground(atom: Atom, binding: Mapping[str, Value]) -> Fact:
    """The fact that `atom` is under `binding`."""
    fields = {name: binding[arg.name] if isinstance(arg, Var) else arg for name, arg in atom.args}
    assert not any(isinstance(v, OneOf) for v in fields.values())
    return fact(atom.kind, fields)  # type: ignore[arg-type]
