"""From a model to a proof: for each conclusion its shortest support, down to the case and the readings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from .compile import COVERS, OPEN, PREVAILS, READING, TODAY, TRY, variable_types
from .decision import Counted, Place, Proof, Step, Tested
from .docket import Entry
from .program import Binding, Fact, Model, Program, Rule, Support, Test, Value, Var, fact, unify
from .provision import Provision
from .reference import number
from .vocabulary import Vocabulary


def shown_fields(
    kind: str, fields: Iterable[tuple[str, Value]], vocabulary: Vocabulary, provisions: Mapping[str, Provision]
) -> dict[str, Value]:
    """Fields for an answer: dates as ISO text."""
    dates = date_fields(kind, vocabulary, provisions)
    return {k: date.fromordinal(int(v)).isoformat() if k in dates else v for k, v in fields}


def inner_fact(
    kind: str, fields: Mapping[str, Value], vocabulary: Vocabulary, provisions: Mapping[str, Provision]
) -> Fact:
    """The fact that an answer's kind and fields stand for: ISO dates as ordinals."""
    dates = date_fields(kind, vocabulary, provisions)
    return fact(kind, {k: date.fromisoformat(str(v)).toordinal() if k in dates else v for k, v in fields.items()})


def date_fields(kind: str, vocabulary: Vocabulary, provisions: Mapping[str, Provision]) -> set[str]:
    """Names of the fields of a kind, an internal one included, that hold dates."""
    if kind == TODAY:
        return {"date"}
    for prefix in (OPEN, COVERS, PREVAILS):
        if kind.startswith(prefix):
            provision = provisions[kind.removeprefix(prefix)]
            if prefix == PREVAILS:
                return date_fields(provision.conclusion[1].kind, vocabulary, provisions)
            types = variable_types(provision, vocabulary)
            return {name for name, field in types.items() if field.type == "date"}
    kind = kind.removeprefix(TRY)
    if vocabulary.sort(kind) is None:
        return set()
    return {name for name, field in vocabulary.fields(kind).items() if field.type == "date"}


def shortest(model: Model, goals: Iterable[Fact]) -> dict[Fact, Support]:
    """For each derived fact that the goals rest on, a support that leads down without a circle.

    The support of least height, the first in order among equals.
    """
    needed: list[Fact] = []
    seen: set[Fact] = set()
    queue = list(goals)
    while queue:
        item = queue.pop()
        if item in seen or item not in model.derived:
            continue
        seen.add(item)
        needed.append(item)
        for way in model.derived[item]:
            queue += [*way.premises, *(f for group in way.counted for f in group)]
    height: dict[Fact, int] = {}
    best: dict[Fact, Support] = {}
    changed = True
    while changed:
        changed = False
        for item in needed:
            for way in model.derived[item]:
                below = [f for f in (*way.premises, *(f for g in way.counted for f in g)) if f in model.derived]
                if all(f in height for f in below):
                    tall = 1 + max((height[f] for f in below), default=0)
                    if tall < height.get(item, tall + 1):
                        height[item], best[item] = tall, way
                        changed = True
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
    return Tested(
        origin=test.origin, left=left, op=test.op, right=right, times=test.times, by=test.by, plus=test.plus
    )


def build(
    goals: Iterable[Fact],
    model: Model,
    program: Program,
    entries: Mapping[Fact, Entry],
    world: Mapping[str, Value],
    vocabulary: Vocabulary,
    provisions: Mapping[str, Provision],
) -> Proof:
    """The proof of the goals: steps from what is given to the last goal."""
    goals = tuple(goals)
    ways = shortest(model, goals)
    numbers: dict[Fact, int] = {}
    steps: list[Step] = []

    def visit(item: Fact) -> int:
        if item in numbers:
            return numbers[item]
        way = ways.get(item)
        fields = shown_fields(item.kind, item.fields, vocabulary, provisions)
        if way is None:
            entry = entries.get(item)
            place = Place(file=entry.place.file, line=entry.place.line, column=entry.place.column) if entry else None
            how = {READING: "reading", TODAY: "today"}.get(item.kind)
            if how is None:
                how = "tried" if item.kind.startswith(TRY) else "done" if entry and entry.order else "stated"
            step = Step(n=len(steps) + 1, kind=item.kind, fields=fields, how=how, place=place)  # type: ignore[arg-type]
        else:
            rule = program.rule[way.rule]
            premises = tuple(visit(p) for p in way.premises)
            binding = bind(rule, way.premises)
            counts = tuple(
                Counted(
                    origin=tally.origin, kind=tally.atom.kind, number=number(tally, found), op=tally.op,
                    bound=tally.number, facts=tuple(visit(f) for f in found),
                )
                for tally, found in zip(rule.tallies, way.counted, strict=True)
            )  # fmt: skip
            step = Step(
                n=len(steps) + 1, kind=item.kind, fields=fields, how="derived", rule=rule.id, provision=rule.provision,
                premises=premises, tests=tuple(tested(t, binding) for t in rule.tests), counts=counts,
            )  # fmt: skip
        numbers[item] = step.n
        steps.append(step)
        return step.n

    for goal in goals:
        visit(goal)
    return Proof(world=dict(world), steps=tuple(steps))
