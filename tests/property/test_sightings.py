"""What coverage says of random rules is so: against brute force, and by making true what is said to decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from random_programs import trial

from zanger.entailment import entailed
from zanger.program import Fact, Model, OneOf, Program, Rule, Tally, Var, compare, ground, holds, unify
from zanger.reference import evaluate, number
from zanger.sighting import Sight, Sighting, origins, stand_in

SEEDS = range(40)
FACTS = 5
"""Sets of facts looked at of each program."""
DOMAIN: tuple[str | int, ...] = ("a", "қала", "Өскемен-1", "b", "маслихат", "", "new", *range(-80, 45))


def placed(program: Program) -> Program:
    """The program with a provision a rule, and a place for each element of a rule."""
    rules = []
    for rule in program.rules:
        atoms = tuple(replace(a, origin=("when", n)) for n, a in enumerate(rule.atoms))
        tests = tuple(replace(t, origin=("when", 100 + n)) for n, t in enumerate(rule.tests))
        tallies = tuple(replace(t, origin=("unless", n)) for n, t in enumerate(rule.tallies))
        rules.append(replace(rule, atoms=atoms, tests=tests, tallies=tallies))
    return Program(tuple(rules), program.optional, program.name)


def sights(seed: int) -> Iterator[tuple[Program, Sight]]:
    made = trial(seed)
    program = placed(made.program)
    for case in made.cases[:FACTS]:
        model = evaluate(program, case.facts)
        if len(model.stated) + len(model.derived) <= 60:
            yield program, Sight.of(program, model)


def every(model: Model) -> list[Fact]:
    return [*model.stated, *model.derived]


def bindings(rule: Rule, without: int | None, facts: list[Fact]) -> Iterator[dict[str, str | int | bool]]:
    """Every way to match the patterns but one, by trying all facts."""
    found: list[dict[str, str | int | bool]] = [{}]
    for n, atom in enumerate(rule.atoms):
        if n != without:
            found = [e for b in found for f in facts if f.kind == atom.kind and (e := unify(atom, f, b)) is not None]
    yield from found


def concluded(rule: Rule, facts: list[Fact]) -> set[Fact]:
    """What a rule gives, by trying all facts."""
    return {
        ground(rule.head, b)
        for b in bindings(rule, None, facts)
        if all(holds(t, b) for t in rule.tests) and all(counts(t, b, facts) for t in rule.tallies)
    }


def counts(tally: Tally, binding: dict[str, str | int | bool], facts: list[Fact]) -> bool:
    matching = [f for f in facts if f.kind == tally.atom.kind and unify(tally.atom, f, binding) is not None]
    return compare(number(tally, matching), tally.op, tally.number)


def brute(rule: Rule, model: Model) -> set[Sighting]:
    """What is failed and deciding by the definition, with no index, no candidates and no early end.

    Values of what a missing pattern alone binds are tried from `DOMAIN`.
    """
    facts, found = every(model), set()
    for binding in bindings(rule, None, facts):
        broken = [t.origin for t in rule.tests if not holds(t, binding)]
        broken += [t.origin for t in rule.tallies if not counts(t, binding, facts)]
        found |= {Sighting(origin, "failed") for origin in broken}
        if len(broken) == 1 and not gives(rule, ground(rule.head, binding), model):
            found |= {Sighting(broken[0], "decided"), Sighting((), "decided")}
    for n, atom in enumerate(rule.atoms):
        for binding in bindings(rule, n, facts):
            if any(f.kind == atom.kind and unify(atom, f, binding) is not None for f in facts):
                continue
            found.add(Sighting(atom.origin, "failed"))
            free = sorted({v for v in atom.variables() if v not in binding})
            for values in product(DOMAIN, repeat=len(free)):
                full = {**binding, **dict(zip(free, values, strict=True))}
                if not all(_holds(t, full) for t in rule.tests):
                    continue
                added = [*facts, stand_in(atom, full)]
                if all(counts(t, full, added) for t in rule.tallies) and not gives(
                    rule, ground(rule.head, full), model
                ):
                    found |= {Sighting(atom.origin, "decided"), Sighting((), "decided")}
                    break
    return found


def _holds(test: object, binding: dict[str, str | int | bool]) -> bool:
    """Whether a test holds; numbers are not compared with texts."""
    sides = [binding[s.name] if isinstance(s, Var) else s for s in (test.left, test.right)]  # type: ignore[attr-defined]
    if isinstance(sides[0], str) != isinstance(sides[1], str) and test.op not in ("==", "!="):  # type: ignore[attr-defined]
        return False
    return holds(test, binding)  # type: ignore[arg-type]


def gives(rule: Rule, conclusion: Fact, model: Model) -> bool:
    return any(way.rule == rule.id for way in model.derived.get(conclusion, ()))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_failed_and_what_decided_is_what_brute_force_finds(seed: int) -> None:
    for program, sight in sights(seed):
        for rule in program.rules:
            free = max(len(set(a.variables()) - _elsewhere(rule, n)) for n, a in enumerate(rule.atoms))
            if free <= 2 and len(rule.atoms) <= 4:
                assert set(sight.failures(rule)) == brute(rule, sight.model), rule


def _elsewhere(rule: Rule, n: int) -> set[str]:
    return {v for m, a in enumerate(rule.atoms) if m != n for v in a.variables()}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pattern_that_decides_gives_the_conclusion_once_its_fact_is_there(seed: int) -> None:
    for program, sight in sights(seed):
        facts = every(sight.model)
        for rule in program.rules:
            for n, atom in enumerate(rule.atoms):
                for binding in bindings(rule, n, facts):
                    if any(sight.index.matches(atom, binding)):
                        continue
                    full = sight.completion(rule, atom, binding)
                    if full is None:
                        continue
                    conclusion = ground(rule.head, full)
                    assert conclusion in concluded(rule, [*facts, stand_in(atom, full)])
                    assert not gives(rule, conclusion, sight.model)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_test_or_count_that_decides_gives_more_once_it_is_left_out(seed: int) -> None:
    for program, sight in sights(seed):
        facts = every(sight.model)
        for rule in program.rules:
            decided = {s.origin for s in sight.failures(rule) if s.mark == "decided"}
            before = {f for f in sight.model.derived if gives(rule, f, sight.model)}
            for element in (*rule.tests, *rule.tallies):
                if element.origin in decided:
                    tests = tuple(t for t in rule.tests if t is not element)
                    tallies = tuple(t for t in rule.tallies if t is not element)
                    without = replace(rule, head=replace(rule.head, kind="more"), tests=tests, tallies=tallies)
                    after = evaluate(Program((without,)), facts).derived
                    assert {f.fields for f in after} > {f.fields for f in before}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_known_already_changes_nothing_else(seed: int) -> None:
    for program, sight in sights(seed):
        for rule in program.rules:
            whole = set(sight.failures(rule))
            for known in whole:
                assert set(sight.failures(rule, {known})) | {known} == whole


def test_rules_that_fire_and_elements_that_decide_occur() -> None:
    fired, decided, tried = set(), set(), 0
    for seed in SEEDS:
        for program, sight in sights(seed):
            tried += len(program.rules)
            fired |= {(seed, name) for name in sight.fired()}
            for rule in program.rules:
                decided |= {(seed, rule.id, s.origin) for s in sight.failures(rule) if s.mark == "decided" and s.origin}
                assert set(origins(rule)) >= {s.origin for s in sight.failures(rule) if s.origin}
    assert len(fired) > 40
    assert len(decided) > 100
    assert tried > 300


def test_a_list_of_constants_stands_in_by_its_first() -> None:
    from zanger.program import Atom

    assert stand_in(Atom("p", (("x", OneOf(("b", "a"))), ("n", Var("n")))), {"n": 3}) == Fact(
        "p", (("n", 3), ("x", "b"))
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pattern_that_the_others_entail_never_decides(seed: int) -> None:
    program = placed(trial(seed).program)
    sure = {(rule.id, n) for rule in program.rules for n in range(len(rule.atoms)) if entailed(program, rule, n)}
    for _, sight in sights(seed):
        for name, n in sure:
            assert Sighting(("when", n), "decided") not in set(sight.failures(program.rule[name]))


def test_entailed_patterns_occur() -> None:
    programs = [placed(trial(seed).program) for seed in range(200)]
    assert sum(entailed(p, r, n) for p in programs for r in p.rules for n in range(len(r.atoms))) > 50
