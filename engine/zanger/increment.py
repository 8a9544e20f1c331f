"""A model worked out again after some stated facts have changed: only what can follow from them anew.

What depends on nothing that changed is taken from the model before, with its supports; the rules of
every kind that could have changed are evaluated by the reference. The result is what `evaluate`
gives for the new facts.
"""

from __future__ import annotations

from collections.abc import Iterable

from .program import Fact, Model, Program
from .reference import evaluate


def again(program: Program, before: Model, facts: frozenset[Fact]) -> Model:
    """What follows from `facts` by a program, given what followed from other facts by the same program."""
    changed = before.stated ^ facts
    return _again(program, changed, before, facts) if changed else before


def _again(program: Program, changed: Iterable[Fact], before: Model, facts: frozenset[Fact]) -> Model:
    kinds = affected(program, changed)
    kept = {item: ways for item, ways in before.derived.items() if item.kind not in kinds}
    part = program.only(frozenset(rule.id for rule in program.rules if rule.head.kind in kinds))
    read = part.readers.keys() | kinds
    seen = [item for given in (facts, kept) for item in given if item.kind in read]
    return Model(facts, {**kept, **evaluate(part, seen).derived})


def part_again(part: Program, drawn: Iterable[Fact], before: Model, facts: frozenset[Fact]) -> Model:
    """What a part of a program says of its goals, given what the whole program said of other facts.

    `drawn` is all that the goals of the part can draw on. What the part says of other kinds is not to be used.
    """
    changed = before.stated.intersection(drawn) ^ facts
    return _again(part, changed, before, facts)


def affected(program: Program, changed: Iterable[Fact]) -> frozenset[str]:
    """The kinds that a program could conclude otherwise where these facts come or go."""
    found: set[str] = set()
    waiting: list[str] = []
    for kind, name in {(item.kind, item.get("id")) for item in changed}:
        heads = {rule.head.kind for wanted, rule in program.readers.get(kind, ()) if wanted in (None, name)}
        heads |= {kind} & program.by_head.keys()
        waiting += heads - found
        found |= heads
    while waiting:
        heads = {rule.head.kind for _, rule in program.readers.get(waiting.pop(), ())}
        waiting += heads - found
        found |= heads
    return frozenset(found)
