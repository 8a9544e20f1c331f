"""What can stand where in a program: the fields of each kind, those that may be missing, the sorts of values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .errors import EngineFailure
from .program import Arg, Fact, OneOf, Program, Rule, Value, Var


class Shape(NamedTuple):
    """How atoms of a kind are written: their fields in order, those that may be missing, whether a step follows."""

    fields: tuple[str, ...]
    missing: frozenset[str]
    varying: bool


def shapes(program: Program, facts: Iterable[Fact], varying: Iterable[str] = ()) -> dict[str, Shape]:
    """The shape of every kind that the rules or the facts have."""
    fields: dict[str, set[str]] = {}
    stated: set[tuple[str, frozenset[str]]] = {(f.kind, frozenset(n for n, _ in f.fields)) for f in facts}
    for rule in program.rules:
        stated.add((rule.head.kind, frozenset(n for n, _ in rule.head.args)))
        for atom in rule.atoms:
            fields.setdefault(atom.kind, set()).update(n for n, _ in atom.args)
        for tally in rule.tallies:
            counted = {n for n, _ in tally.atom.args} | ({tally.distinct} if tally.distinct is not None else set())
            fields.setdefault(tally.atom.kind, set()).update(counted)
    for kind, names in stated:
        fields.setdefault(kind, set()).update(names)
    missing: dict[str, set[str]] = {}
    for kind, name in program.optional:
        missing.setdefault(kind, set()).add(name)
    for kind, names in stated:
        missing.setdefault(kind, set()).update(fields[kind] - names)
    changing = _changing(program, varying)
    return {
        kind: Shape(tuple(sorted(names)), frozenset(missing.get(kind, ())) & names, kind in changing)
        for kind, names in fields.items()
    }


def _changing(program: Program, varying: Iterable[str]) -> frozenset[str]:
    """The kinds that differ from step to step: those named, and all that follows from one."""
    found = set(varying)
    waiting = list(found)
    while waiting:
        for rule in program.openers.get(waiting.pop(), ()):
            if rule.head.kind not in found:
                found.add(rule.head.kind)
                waiting.append(rule.head.kind)
    return frozenset(found)


Spot = tuple[str, str, str]
"""A field of a kind, or a variable of a rule or of one of its counts."""


class Sorts:
    """Which sorts of values, text, number or truth, can stand where: spots that share a variable share them."""

    def __init__(self, program: Program, facts: Iterable[Fact]) -> None:
        self._above: dict[Spot, Spot] = {}
        self._found: dict[Spot, set[str]] = {}
        seen: set[tuple[Spot, str]] = {((f.kind, n, "field"), _sort(v)) for f in facts for n, v in f.fields}
        for spot, arg, scope in (found for rule in program.rules for found in _arguments(rule)):
            if isinstance(arg, Var):
                self._join(spot, (scope, arg.name, "variable"))
            else:
                seen |= {(spot, _sort(v)) for v in (arg.values if isinstance(arg, OneOf) else (arg,))}
        for spot, sort in seen:
            self._found.setdefault(self._top(spot), set()).add(sort)
        for spot, _ in sorted(seen):
            if {"number", "truth"} <= self._found[self._top(spot)]:
                raise EngineFailure(f"the field `{spot[1]}` of `{spot[0]}` meets both numbers and truth values")

    def of(self, rule: Rule, term: Var | Value) -> str:
        """The sort of a side of a test. Raises `EngineFailure` if it may be a text or a number."""
        if not isinstance(term, Var):
            return _sort(term)
        found = self._found.get(self._top((rule.id, term.name, "variable")), {"number"})
        if len(found) > 1:
            raise EngineFailure(f"the rule `{rule.id}` compares `{term.name}`, which may be a text or a number")
        return next(iter(found))

    def _top(self, spot: Spot) -> Spot:
        while (above := self._above.get(spot)) is not None:
            self._above[spot] = self._above.get(above, above)  # halves the way for the next
            spot = above
        return spot

    def _join(self, one: Spot, other: Spot) -> None:
        first, second = self._top(one), self._top(other)
        if first != second:
            self._above[first] = second


def _sort(item: Value) -> str:
    return "truth" if isinstance(item, bool) else "number" if isinstance(item, int) else "text"


def _arguments(rule: Rule) -> Iterator[tuple[Spot, Arg, str]]:
    """Every field that a rule speaks of, with its term and where a variable of it is known: the rule or one count."""
    known = bound(rule)
    for atom in (rule.head, *rule.atoms):
        yield from (((atom.kind, name, "field"), arg, rule.id) for name, arg in atom.args)
    for n, tally in enumerate(rule.tallies):
        for name, arg in tally.atom.args:
            inside = isinstance(arg, Var) and arg.name not in known
            yield (tally.atom.kind, name, "field"), arg, f"{rule.id} {n}" if inside else rule.id


def bound(rule: Rule) -> frozenset[str]:
    """The variables that the patterns of a rule bind."""
    return frozenset(name for atom in rule.atoms for name in atom.variables())


def constants(program: Program, facts: Iterable[Fact]) -> Iterator[int]:
    """Every number that can be the value of a variable."""
    for item in facts:
        yield from (v for _, v in item.fields if isinstance(v, int))
    for rule in program.rules:
        for atom in (rule.head, *rule.atoms, *(t.atom for t in rule.tallies)):
            for _, arg in atom.args:
                yield from (v for v in (arg.values if isinstance(arg, OneOf) else (arg,)) if isinstance(v, int))
