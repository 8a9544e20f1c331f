"""The numbers that can make a difference to a field: with what the rules compare it, and where a comparison changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property

from .comparison import TURNED
from .compile import TRY
from .possible import solve
from .program import Fact, OneOf, Op, Program, Rule, Test, Value, Var
from .vocabulary import Vocabulary

Place = tuple[str, str]
"""A kind and one of its fields."""
FREE = 1
"""What stands for a number that rules compare with others which nobody has stated either."""


class Thresholds:
    """Numbers by kind and field, for rules and the facts that are there."""

    def __init__(self, program: Program, present: Iterable[Fact], vocabulary: Vocabulary) -> None:
        self._program = program
        self._vocabulary = vocabulary
        self._known: dict[Place, frozenset[int]] = {}
        self._by_kind: dict[str, list[Fact]] = {}
        for item in present:
            self._by_kind.setdefault(item.kind, []).append(item)

    @cached_property
    def edges(self) -> dict[Place, set[int]]:
        """By kind and field the numbers compared with it, and the least that meet a comparison or its opposite.

        Of a few bounds that can be met together, the greatest of the lower ones meets them all. Numbers that are
        compared with each other alone, as the votes of two candidates, can be any: one is taken, and its neighbours.
        """
        found: dict[Place, set[int]] = {}
        for _ in range(2):  # a field that is compared with another one that is open has the edges of that too
            known = {place: frozenset(numbers) for place, numbers in found.items()}
            for rule in self._program.rules:
                places = _places(rule)
                for test in rule.tests:
                    for side, times, op, other, by, plus in _sides(test):
                        if not isinstance(side, Var) or times <= 0:
                            continue
                        numbers = self._numbers(other, places, known) or {FREE}
                        least = {n for number in numbers for n in _lower(times, op, by * number + plus)}
                        for place in places.get(side.name, ()):
                            found.setdefault(place, set()).update(least, numbers)
        return found

    @cached_property
    def equals(self) -> dict[Place, set[int]]:
        """By kind and field the numbers that a pattern can ask for: its own, and those of what shares its variable."""
        found: dict[Place, set[int]] = {}
        for kind, facts in self._by_kind.items():
            for name, value in (field for item in facts for field in item.fields):
                if isinstance(value, int) and not isinstance(value, bool) and self._is_number(kind, name):
                    found.setdefault((kind, name), set()).add(value)
        shared: list[list[Place]] = []
        for rule in self._program.rules:
            places = _places(rule)
            for name, arg in rule.head.args:
                if isinstance(arg, Var):
                    places.setdefault(arg.name, []).append((rule.head.kind, name))
            shared += (together for together in places.values() if len(together) > 1)
            for atom in (*rule.atoms, *(t.atom for t in rule.tallies)):
                for name, arg in atom.args:
                    values = () if isinstance(arg, Var) else arg.values if isinstance(arg, OneOf) else (arg,)
                    numbers = {v for v in values if isinstance(v, int) and not isinstance(v, bool)}
                    found.setdefault((atom.kind, name), set()).update(numbers)
        size = -1
        while size != (size := sum(map(len, found.values()))):
            for together in shared:
                numbers = set().union(*(found.get(place, ()) for place in together))
                for place in together if numbers else ():
                    found.setdefault(place, set()).update(numbers)
        return found

    def _numbers(
        self, side: Var | Value, places: Mapping[str, list[Place]], known: Mapping[Place, frozenset[int]]
    ) -> set[int]:
        """The numbers that a side of a test can be."""
        if not isinstance(side, Var):
            return {side} if isinstance(side, int) else set()
        found: set[int] = set()
        for place in places.get(side.name, ()):
            found |= self._stated(place, frozenset())
            for kind in self._views_of(place[0]):
                found |= known.get((kind, place[1]), frozenset())
        return found

    def _views_of(self, kind: str) -> Iterator[str]:
        """All kinds under which the rules see the actions that they see under this one, done or tried."""
        for action in self._vocabulary.members(kind.removeprefix(TRY)):
            for view in (action, *self._vocabulary.actions[action].is_):
                yield from (view, TRY + view)

    def _stated(self, place: Place, below: frozenset[Place]) -> frozenset[int]:
        """The numbers that a field has in what the case states, or by the rules may have from there."""
        if place in below:
            return frozenset()
        if place not in self._known:
            kind, name = place
            self._known[place] = frozenset()
            found = {
                v for f in self._by_kind.get(kind, ()) for n, v in f.fields
                if n == name and isinstance(v, int) and not isinstance(v, bool) and self._is_number(kind, n)
            }  # fmt: skip
            for rule in self._program.by_head.get(kind, ()):
                arg = dict(rule.head.args).get(name)
                if isinstance(arg, Var):
                    for origin in _places(rule).get(arg.name, ()):
                        found |= self._stated(origin, below | {place})
                elif isinstance(arg, int) and not isinstance(arg, bool):
                    found.add(arg)
            self._known[place] = frozenset(found)
        return self._known[place]

    def _is_number(self, kind: str, name: str) -> bool:
        spec = self._vocabulary.fields(kind).get(name) if self._vocabulary.sort(kind) else None
        return spec is not None and spec.type == "int"


def _places(rule: Rule) -> dict[str, list[Place]]:
    """Where the variables of a rule stand."""
    found: dict[str, list[Place]] = {}
    for atom in (*rule.atoms, *(t.atom for t in rule.tallies)):
        for name, arg in atom.args:
            if isinstance(arg, Var):
                found.setdefault(arg.name, []).append((atom.kind, name))
    return found


def _sides(test: Test) -> tuple[tuple[Var | Value, int, Op, Var | Value, int, int], ...]:
    """A test as it is and turned round: `times * side op by * other + plus`."""
    return (
        (test.left, test.times, test.op, test.right, test.by, test.plus),
        (test.right, test.by, TURNED[test.op], test.left, test.times, -test.plus),
    )


def _lower(times: int, op: Op, right: int) -> tuple[int, ...]:
    """The least number that meets `times * x op right`, and the least that does not though less do or another does."""
    bound, number = solve(Fraction(right, times), op)
    match bound:
        case "at_least":
            return (number,)
        case "at_most":
            return (number + 1,)
        case _:
            return number, number + 1
