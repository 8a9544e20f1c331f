"""What one evaluation shows of a rule: which of its elements were met, which failed, which alone decided.

An element is *met* where the rule gives its conclusion. A pattern *fails* where the other patterns
of the rule match and it does not; a test or a count fails where all patterns match and it does not
hold. An element *decides* where all else in the rule holds, it alone does not, and its provision
does not give the conclusion in another way: had it held, the conclusion would have been drawn. For
a pattern this means that there is a fact which, added, gives it. `docs/coverage.md` says it at length.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Literal, NamedTuple

from .possible import requirement
from .program import (
    Arg,
    Atom,
    Binding,
    Fact,
    Model,
    OneOf,
    Origin,
    Program,
    Rule,
    Tally,
    Test,
    Value,
    Var,
    compare,
    ground,
    holds,
    unify,
)
from .reference import Index, joins, number

Mark = Literal["met", "failed", "decided"]
MARKS: tuple[Mark, ...] = ("met", "failed", "decided")
SECTIONS = ("when", "unless", "provided")
WHOLE: Origin = ()
"""The origin that stands for the provision as a whole: `met` where its conclusion was drawn, `decided`
where one thing alone kept it from being drawn."""
NEW = "\N{EM DASH}"
"""A value that no fact has: ids are letters, digits and hyphens."""
MAX_COMPLETIONS = 2_000


class Sighting(NamedTuple):
    """What was seen of an element of a provision."""

    origin: Origin
    mark: Mark


def is_condition(origin: Origin) -> bool:
    """Whether an element codes a condition of the text, not a reading, a day, or that the provision is open."""
    return len(origin) > 1 and origin[0] in SECTIONS


def origins(rule: Rule) -> Iterator[Origin]:
    """The conditions of a rule, by their places in the provision."""
    elements: tuple[Atom | Test | Tally, ...] = (*rule.atoms, *rule.tests, *rule.tallies)
    for element in elements:
        if is_condition(element.origin):
            yield element.origin


@dataclass(frozen=True)
class Sight:
    """One evaluation: a program, what follows, and the index of all that holds."""

    program: Program
    model: Model
    index: Index

    @classmethod
    def of(cls, program: Program, model: Model) -> Sight:
        """The sight of a model."""
        return cls(program, model, Index(sorted((*model.stated, *model.derived))))

    def fired(self) -> frozenset[str]:
        """The ids of the rules that gave something."""
        return frozenset(way.rule for ways in self.model.derived.values() for way in ways)

    def gives(self, rule: Rule, conclusion: Fact) -> bool:
        """Whether the provision of a rule gives a conclusion, by this rule or by another."""
        ways = self.model.derived.get(conclusion, ())
        return any(self.program.rule[way.rule].provision == rule.provision for way in ways)

    def failures(self, rule: Rule, known: Container[Sighting] = ()) -> Iterator[Sighting]:
        """The failed and deciding elements of a rule; what is `known` already need not be looked for."""
        yield from self._broken(rule, known)
        for n, atom in enumerate(rule.atoms):
            if is_condition(atom.origin) and not _all_known(atom.origin, known):
                yield from self._missing(rule, n, known)

    def _broken(self, rule: Rule, known: Container[Sighting]) -> Iterator[Sighting]:
        """Tests and counts, over every way in which all patterns match."""
        elements: tuple[Test | Tally, ...] = (*rule.tests, *rule.tallies)
        if all(_all_known(e.origin if is_condition(e.origin) else WHOLE, known) for e in elements):
            return
        found: set[Sighting] = set()
        for _, binding in joins(rule.atoms, self.index, {}):
            broken = [e for e in elements if not self._holds(e, binding)]
            marks = {Sighting(e.origin, "failed") for e in broken if is_condition(e.origin)}
            if len(broken) == 1 and not self.gives(rule, ground(rule.head, binding)):
                marks |= _deciding(broken[0].origin)
            yield from marks - found
            found |= marks

    def _missing(self, rule: Rule, n: int, known: Container[Sighting]) -> Iterator[Sighting]:
        """One pattern, over every way in which the others match and it does not."""
        atom = rule.atoms[n]
        others = (*rule.atoms[:n], *rule.atoms[n + 1 :])
        failed = False
        for _, binding in joins(others, self.index, {}):
            if any(self.index.matches(atom, binding)):
                continue
            if not failed:
                failed = True
                yield Sighting(atom.origin, "failed")
            full = self.completion(rule, atom, binding)
            if full is not None:
                yield from _deciding(atom.origin)
                return

    def _holds(self, element: Test | Tally, binding: Binding) -> bool:
        if isinstance(element, Test):
            return holds(element, binding)
        return self.index.counted(element, binding) is not None

    def completion(self, rule: Rule, atom: Atom, binding: Binding) -> Binding | None:
        """`binding` with values for the variables that only a missing pattern binds, so that all else holds.

        None if there are none, or if the provision gives what would follow in another way.
        """
        free = tuple(dict.fromkeys(v for v in atom.variables() if v not in binding))
        choices = Choices(rule, atom, binding, free, self.index).of()
        for values in islice(product(*choices), MAX_COMPLETIONS):
            full = {**binding, **dict(zip(free, values, strict=True))}
            if not all(holds(t, full) for t in rule.tests):
                continue
            added = stand_in(atom, full)
            if all(self._counts(t, full, added) for t in rule.tallies) and not self.gives(
                rule, ground(rule.head, full)
            ):
                return full
        return None

    def _counts(self, tally: Tally, binding: Binding, added: Fact) -> bool:
        """Whether a count is as it should be once a fact is added."""
        found = [item for item, _ in self.index.matches(tally.atom, binding)]
        if added.kind == tally.atom.kind and unify(tally.atom, added, binding) is not None:
            found.append(added)
        return compare(number(tally, found), tally.op, tally.number)

    def asked(self, rule: Rule) -> Iterator[Sighting]:
        """The tests of a `covers:` rule that an open power puts to fields not yet settled: some values would pass."""
        attempt, opening = rule.atoms[:2]
        for item in self.index.of(opening.kind):
            binding = unify(opening, item, {})
            if binding is None:
                continue
            field_of = {a.name: f for f, a in attempt.args if isinstance(a, Var) and a.name not in binding}
            for test in rule.tests:
                if requirement(test, binding, field_of) is not None:
                    yield Sighting(test.origin, "met")
                    yield Sighting(test.origin, "failed")


def stand_in(atom: Atom, binding: Binding) -> Fact:
    """The least fact that a pattern matches under a binding of all its variables."""
    fields: dict[str, Value] = {}
    for name, arg in atom.args:
        match arg:
            case Var(variable):
                fields[name] = binding[variable]
            case OneOf(values):
                fields[name] = values[0]
            case _:
                fields[name] = arg
    return Fact(atom.kind, tuple(sorted(fields.items())))


def _deciding(origin: Origin) -> set[Sighting]:
    """That one element alone decided: of the provision as a whole, and of the element if it is a condition."""
    marks = {Sighting(WHOLE, "decided")}
    if is_condition(origin):
        marks |= {Sighting(origin, "failed"), Sighting(origin, "decided")}
    return marks


def _all_known(origin: Origin, known: Container[Sighting]) -> bool:
    decided = Sighting(origin, "decided") in known
    return decided and (origin == WHOLE or Sighting(origin, "failed") in known)


@dataclass(frozen=True)
class Choices:
    """Values to try for the variables that a missing pattern alone binds.

    At and beside the bounds of the rule's tests, what its counts speak of, and a new one.
    """

    rule: Rule
    atom: Atom
    binding: Binding
    free: tuple[str, ...]
    index: Index

    def of(self) -> list[list[Value]]:
        """For each free variable, the values to try."""
        found: dict[str, dict[Value, None]] = {v: {} for v in self.free}
        for v in self.free:
            if not any(test.op not in ("==", "!=") and _names(test, v) for test in self.rule.tests):
                found[v][NEW] = None
            if any(_names(test, v) for test in self.rule.tests):
                found[v].update({0: None, 1: None})
            found[v].update(dict.fromkeys(self._counted(v)))
        for _ in range(len(self.free) + 1):
            for test in self.rule.tests:
                for side, other in ((test.left, test.right), (test.right, test.left)):
                    if isinstance(side, Var) and side.name in found:
                        for value in self._values(other, found):
                            found[side.name].update(dict.fromkeys(_beside(test, value, left=side == test.left)))
        return [list(values) for values in found.values()]

    def _values(self, term: object, found: dict[str, dict[Value, None]]) -> list[Value]:
        """The values that the other side of a test can have."""
        if isinstance(term, Var):
            if term.name in self.binding:
                return [self.binding[term.name]]
            return list(found.get(term.name, ()))[:20]
        assert isinstance(term, str | int)
        return [term]

    def _counted(self, variable: str) -> Iterator[Value]:
        """The variable's values among the facts that the rule counts, and those with which it would be counted."""
        for tally in self.rule.tallies:
            if tally.atom.kind == self.atom.kind:
                counted = dict(tally.atom.args)
                for field, arg in self.atom.args:
                    if arg == Var(variable):
                        yield from self._constants(counted.get(field))
            for field, arg in tally.atom.args:
                if arg == Var(variable):
                    for item in self.index.of(tally.atom.kind):
                        value = item.get(field)
                        if value is not None:
                            yield value

    def _constants(self, arg: Arg | None) -> Iterator[Value]:
        match arg:
            case None:
                return
            case Var(name):
                if name in self.binding:
                    yield self.binding[name]
            case OneOf(values):
                yield from values
            case _:
                yield arg


def _names(test: Test, variable: str) -> bool:
    return Var(variable) in (test.left, test.right)


def _beside(test: Test, value: Value, *, left: bool) -> Iterator[Value]:
    """The values of one side of a test at which its answer changes, the other side given."""
    if isinstance(value, str):
        if test.op in ("==", "!="):
            yield value
        return
    total, factor = (test.by * value + test.plus, test.times) if left else (test.times * value - test.plus, test.by)
    if factor == 0:
        yield value
        return
    middle = total // factor
    yield from (middle - 1, middle, middle + 1, middle + 2)
