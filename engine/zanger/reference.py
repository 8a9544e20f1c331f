"""What a rule means: the definition that every other engine is measured against.

A rule gives its head for every binding of its variables under which each atom matches a known
fact, each test holds and each tally compares as it says. Strata are closed one after another,
each until nothing new follows; a stratum's tallies look only at strata already closed, so the
result does not depend on the order of rules or facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, KeysView

from .program import (
    Atom,
    Binding,
    Fact,
    Model,
    Program,
    Rule,
    Support,
    Tally,
    Value,
    Var,
    compare,
    ground,
    holds,
    unify,
)

FEW = 4
"""So many facts are sooner read through than looked up by their values."""


class Index:
    """Facts by kind, and if they are more than a few by field and value: a lookup reads little else than matches."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self.facts: set[Fact] = set()
        self._by_kind: dict[str, list[Fact]] = {}
        self._by_value: dict[str, dict[tuple[str, Value], list[Fact]]] = {}
        self._counted: dict[tuple[Tally, tuple[Value | None, ...]], tuple[Fact, ...]] = {}
        for item in facts:
            self.add(item)

    def add(self, item: Fact) -> bool:
        """Take in a fact; False if it was known."""
        if item in self.facts:
            return False
        self.facts.add(item)
        self._by_kind.setdefault(item.kind, []).append(item)
        if item.kind in self._by_value:
            _enter(item, self._by_value[item.kind])
        return True

    def kinds(self) -> KeysView[str]:
        """The kinds of which a fact is known."""
        return self._by_kind.keys()

    def of(self, kind: str) -> list[Fact]:
        """The facts of a kind, in the order of arrival."""
        return self._by_kind.get(kind, [])

    def candidates(self, atom: Atom, binding: Binding) -> list[Fact]:
        """A short list that holds every fact that can match `atom` under `binding`."""
        best = self._by_kind.get(atom.kind, [])
        if len(best) <= FEW:
            return best
        by_value = self._by_value.get(atom.kind)
        if by_value is None:
            by_value = self._by_value[atom.kind] = {}
            for item in best:
                _enter(item, by_value)
        for name, arg in atom.args:
            value = binding.get(arg.name) if isinstance(arg, Var) else arg
            if isinstance(value, str | int):
                found = by_value.get((name, value), [])
                if len(found) < len(best):
                    best = found
        return best

    def matches(self, atom: Atom, binding: Binding) -> Iterator[tuple[Fact, Binding]]:
        """Facts that match `atom` under `binding`, each with the binding it leads to."""
        for item in self.candidates(atom, binding):
            if (extended := unify(atom, item, binding)) is not None:
                yield item, extended

    def counted(self, tally: Tally, binding: Binding) -> tuple[Fact, ...] | None:
        """The facts that `tally` counts, sorted, if their number compares as it says; else None.

        Each group is counted once a stratum: what is counted is closed by then.
        """
        key = (tally, tuple(binding.get(name) for name in tally.atom.variables()))
        found = self._counted.get(key)
        if found is None:
            found = tuple(sorted(item for item, _ in self.matches(tally.atom, binding)))
            self._counted[key] = found
        return found if compare(number(tally, found), tally.op, tally.number) else None

    def next_stratum(self) -> None:
        """Forget what was counted."""
        self._counted.clear()


def _enter(item: Fact, by_value: dict[tuple[str, Value], list[Fact]]) -> None:
    for field in item.fields:
        by_value.setdefault(field, []).append(item)


def number(tally: Tally, found: Iterable[Fact]) -> int:
    """How many facts, or how many different values of the tally's `distinct` field."""
    if tally.distinct is None:
        return len(tuple(found))
    return len({item.get(tally.distinct) for item in found} - {None})


def joins(atoms: tuple[Atom, ...], index: Index, binding: Binding) -> Iterator[tuple[tuple[Fact, ...], Binding]]:
    """Every way to match `atoms` with known facts, with the binding it leads to."""
    if not atoms:
        yield (), binding
        return
    for item, extended in index.matches(atoms[0], binding):
        for rest, final in joins(atoms[1:], index, extended):
            yield (item, *rest), final


def consequences(rule: Rule, index: Index) -> Iterator[tuple[Fact, Support]]:
    """What `rule` gives from the known facts, with the support of each."""
    for premises, binding in joins(rule.atoms, index, {}):
        if not all(holds(test, binding) for test in rule.tests):
            continue
        counted: list[tuple[Fact, ...]] = []
        for tally in rule.tallies:
            found = index.counted(tally, binding)
            if found is None:
                break
            counted.append(found)
        else:
            yield ground(rule.head, binding), Support(rule.id, premises, tuple(counted))


def evaluate(program: Program, facts: Iterable[Fact]) -> Model:
    """All that follows from `facts`, with every support of every derived fact.

    Raises `NegativeCycle` if the program has no strata.
    """
    index = Index(facts)
    stated = frozenset(index.facts)
    supports: dict[Fact, set[Support]] = {}
    for stratum in program.strata:
        index.next_stratum()
        changed: set[str] | None = None
        while changed is None or changed:
            fresh: set[str] = set()
            for rule in stratum:
                kinds = program.positive[rule.id]
                if not kinds <= index.kinds() or (changed is not None and not kinds & (changed | fresh)):
                    continue
                for conclusion, support in list(consequences(rule, index)):
                    if conclusion in stated:
                        continue
                    supports.setdefault(conclusion, set()).add(support)
                    if index.add(conclusion):
                        fresh.add(conclusion.kind)
            changed = fresh
    return Model(stated, {item: tuple(sorted(ways)) for item, ways in supports.items()})
