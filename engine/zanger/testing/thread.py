"""What a case is woven of: values that may still change, facts and actions made of them, and what rules cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..compile import OPEN, READING, TODAY, TRY
from ..law import Law
from ..program import Atom, Program
from ..vocabulary import FieldType, Value


@dataclass(eq=False, slots=True)
class Cell:
    """The value of a field of the case. `soft` may still be changed; `fresh` has been set against nothing yet."""

    value: Value
    spec: FieldType
    soft: bool = True
    fresh: bool = True
    owner: Line | None = None


@dataclass(eq=False, slots=True)
class Line:
    """A fact or an action of the case; `needs` are the actions that it rests on."""

    kind: str
    cells: dict[str, Cell]
    needs: list[Line] = field(default_factory=list)

    @property
    def day(self) -> int:
        """The day of an action."""
        return int(self.cells["on"].value)


Binding = dict[str, Cell]


class Costs:
    """How much each rule of a program needs at least: the facts to be stated and the actions to be done."""

    def __init__(self, law: Law) -> None:
        self._law = law
        self._known: dict[int, dict[str, int]] = {}

    def of(self, program: Program) -> dict[str, int]:
        """The cost of each rule, by its id."""
        if id(program) not in self._known:
            self._known[id(program)] = self._reckon(program)
        return self._known[id(program)]

    def _reckon(self, program: Program) -> dict[str, int]:
        vocabulary, pack = self._law.pack.vocabulary, self._law.pack
        openers = {p.id: p.conclusion[1].kind for p in pack.provisions if p.conclusion[0] == "permits"}
        found = {rule.id: UNREACHED for rule in program.rules}
        kinds: dict[str, int] = {}

        def atom(item: Atom) -> int:
            if item.kind.startswith(READING):
                return 0 if pack.reading[str(dict(item.args)["id"])].default == dict(item.args)["is"] else 2
            if item.kind.startswith((TODAY, TRY)):
                return 0
            if item.kind in vocabulary.facts:
                return 1
            if vocabulary.sort(item.kind) in ("action", "class"):
                return 3 + min((kinds.get(m, UNREACHED) for m in vocabulary.members(item.kind)), default=UNREACHED)
            return kinds.get(item.kind, UNREACHED)

        for _ in range(ROUNDS):
            for rule in program.rules:
                counted = sum(t.number * atom(t.atom) for t in rule.tallies if t.op in (">=", ">", "==") and t.number)
                cost = min(UNREACHED, sum(map(atom, rule.atoms)) + counted)
                if cost < found[rule.id]:
                    found[rule.id] = cost
                    kinds[rule.head.kind] = min(cost, kinds.get(rule.head.kind, UNREACHED))
                    if (power := openers.get(rule.head.kind.removeprefix(OPEN))) is not None:
                        for member in vocabulary.members(power):
                            kinds[member] = min(cost, kinds.get(member, UNREACHED))
        return found


UNREACHED = 10_000
"""The cost of what nothing brings about."""
ROUNDS = 8
"""How often costs are handed on from rule to rule."""
DATE = FieldType(type="date")


def lines(items: Iterable[Line]) -> list[Line]:
    """Actions in the order of their days."""
    return sorted(items, key=lambda line: line.day)
