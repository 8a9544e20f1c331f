"""From a model to a proof: for each conclusion its shortest support, down to the case and the readings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from .compile import COVERS, OPEN, PREVAILS, READING, TODAY, TRY, variable_types
from .decision import Counted, Given, Place, Proof, Step, Tested
from .docket import Entry
from .program import Binding, Fact, Model, Program, Rule, Support, Test, Value, Var, fact, unify
from .provision import Provision
from .reference import number
from .vocabulary import Vocabulary


class Dates:
    """Tells which fields of a kind, an internal one included, hold dates."""

    def __init__(self, vocabulary: Vocabulary, provisions: Mapping[str, Provision]) -> None:
        self._vocabulary = vocabulary
        self._provisions = provisions
        self._known: dict[str, frozenset[str]] = {TODAY: frozenset({"date"})}

    def __call__(self, kind: str) -> frozenset[str]:
        """The names of the date fields of a kind."""
        found = self._known.get(kind)
        if found is None:
            found = self._known[kind] = self._find(kind)
        return found

    def _find(self, kind: str) -> frozenset[str]:
        prefix, colon, name = kind.partition(":")
        if prefix + colon == PREVAILS:
            return self(self._provisions[name].conclusion[1].kind)
        if prefix + colon in (OPEN, COVERS):
            types = variable_types(self._provisions[name], self._vocabulary)
            return frozenset(variable for variable, field in types.items() if field.type == "date")
        return self._vocabulary.dates(kind.removeprefix(TRY))


def shown_fields(kind: str, fields: Iterable[tuple[str, Value]], dates: Dates) -> dict[str, Value]:
    """Fields for an answer: dates as ISO text."""
    own = dates(kind)
    return {k: date.fromordinal(int(v)).isoformat() if k in own else v for k, v in fields}


def inner_fact(kind: str, fields: Mapping[str, Value], dates: Dates) -> Fact:
    """The fact that an answer's kind and fields stand for: ISO dates as ordinals."""
    own = dates(kind)
    return fact(kind, {k: date.fromisoformat(str(v)).toordinal() if k in own else v for k, v in fields.items()})


def shortest(model: Model) -> dict[Fact, Support]:
    """For each derived fact a support that leads down to what is given without a circle.

    The support of least height, the first in order among equals. Worked out once a model, by
    raising facts in the order of their height. Source: Knuth, A generalization of Dijkstra's
    algorithm (1977).
    """
    if model.shortest:
        return model.shortest
    best: dict[Fact, Support] = {}
    waiting = dict(model.derived)
    while waiting:
        level: dict[Fact, Support] = {}
        for item, ways in waiting.items():
            for way in ways:
                if not any(f in waiting for f in way.premises) and not any(
                    f in waiting for group in way.counted for f in group
                ):
                    level[item] = way
                    break
        assert level, "every derived fact has a support that leads down"
        best.update(level)
        for item in level:
            del waiting[item]
    model.shortest.update(best)
    return best


def bind(rule: Rule, premises: Iterable[Fact]) -> Binding:
    """The binding under which the rule's atoms are these premises."""
    binding: Binding = {}
    for atom, item in zip(rule.atoms, premises, strict=True):
        extended = unify(atom, item, binding)
        assert extended is not None, "a support matches its rule"
        binding = extended
    return binding


def tested(test: Test, binding: Binding) -> Tested:
    """A test with its values."""
    left = binding[test.left.name] if isinstance(test.left, Var) else test.left
    right = binding[test.right.name] if isinstance(test.right, Var) else test.right
    return Tested(origin=test.origin, left=left, op=test.op, right=right, times=test.times, by=test.by, plus=test.plus)


def _given(item: Fact, entry: Entry | None) -> Given:
    if item.kind == READING:
        return "reading"
    if item.kind == TODAY:
        return "today"
    if item.kind.startswith(TRY):
        return "tried"
    return "done" if entry and entry.order else "stated"


class Prover:
    """Makes proofs from one model. What a step says is worked out once, however many proofs it stands in."""

    def __init__(self, model: Model, program: Program, entries: Mapping[Fact, Entry], dates: Dates) -> None:
        self.model = model
        self._program = program
        self._entries = entries
        self._dates = dates
        self._ways = shortest(model)
        self._given: dict[Fact, Step] = {}
        self._derived: dict[Fact, tuple[Rule, dict[str, Value], tuple[Tested, ...]]] = {}

    def proof(self, goals: Iterable[Fact], world: Mapping[str, Value]) -> Proof:
        """The proof of the goals: steps from what is given to the last goal."""
        numbers: dict[Fact, int] = {}
        steps: list[Step] = []

        def visit(item: Fact) -> int:
            if item in numbers:
                return numbers[item]
            way = self._ways.get(item)
            if way is None:
                step = self._stated(item).replaced(n=len(steps) + 1)
            else:
                rule, fields, tests = self._conclusion(item, way)
                premises = tuple(visit(p) for p in way.premises)
                counts = tuple(
                    Counted(
                        origin=tally.origin,
                        kind=tally.atom.kind,
                        number=number(tally, found),
                        op=tally.op,
                        bound=tally.number,
                        facts=tuple(visit(f) for f in found),
                    )
                    for tally, found in zip(rule.tallies, way.counted, strict=True)
                )
                step = Step(
                    n=len(steps) + 1,
                    kind=item.kind,
                    fields=fields,
                    how="derived",
                    rule=rule.id,
                    provision=rule.provision,
                    premises=premises,
                    tests=tests,
                    counts=counts,
                )
            numbers[item] = step.n
            steps.append(step)
            return step.n

        for goal in goals:
            visit(goal)
        return Proof(world=dict(world), steps=tuple(steps))

    def _stated(self, item: Fact) -> Step:
        """A step for what is given, still without its number."""
        step = self._given.get(item)
        if step is None:
            entry = self._entries.get(item)
            place = Place(file=entry.place.file, line=entry.place.line, column=entry.place.column) if entry else None
            fields = shown_fields(item.kind, item.fields, self._dates)
            step = self._given[item] = Step(n=0, kind=item.kind, fields=fields, how=_given(item, entry), place=place)
        return step

    def _conclusion(self, item: Fact, way: Support) -> tuple[Rule, dict[str, Value], tuple[Tested, ...]]:
        """What a derived step says: its rule, its fields, and the tests with their values."""
        found = self._derived.get(item)
        if found is None:
            rule = self._program.rule[way.rule]
            binding = bind(rule, way.premises) if rule.tests else {}
            fields = shown_fields(item.kind, item.fields, self._dates)
            found = self._derived[item] = (rule, fields, tuple(tested(t, binding) for t in rule.tests))
        return found
