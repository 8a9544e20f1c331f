"""Random programs, each with many sets of facts, from a seed.

Every part of the language occurs: several strata, recursion, constants, lists of constants,
joins, linear tests with factors, counts (also of distinct values), absence, missing optional
fields, rules of more than four patterns, a variable twice in one pattern. Compiling a program
for durable-rules costs more than a case, so one seed gives a program and `SETS` sets of facts.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from zanger.program import Arg, Atom, Fact, Model, OneOf, Op, Program, Rule, Tally, Test, Value, Var, fact

SETS = 20
STRINGS = ("a", "қала", "Өскемен-1", "b", "маслихат", "")
COMMON = (0, 1, 2, 3)
RARE = (-2, 7, 33, 34, 50, 730_851, 1_000_000_000, -1_000_000_000)
BASE = {
    "p": {"x": "s", "y": "s", "n": "i"},
    "q-report": {"x": "s", "m": "i"},
    "try:r": {"y": "s", "b": "b", "n": "i"},
}
OPTIONAL = frozenset({("p", "n"), ("try:r", "b"), ("q-report", "x")})
LEVELS = 3
MAX_ATOMS = 7
OPS: tuple[Op, ...] = ("<", "<=", ">", ">=", "==", "!=")


@dataclass(frozen=True)
class Case:
    """One set of facts, and the rules that are asked about; None for all of them."""

    facts: tuple[Fact, ...]
    only: frozenset[str] | None


@dataclass(frozen=True)
class Trial:
    """A program, the same rules in another order, and cases."""

    seed: int
    program: Program
    shuffled: Program
    cases: tuple[Case, ...]


def trial(seed: int) -> Trial:
    """The trial of a seed: the same for the same seed, always."""
    rng = random.Random(seed)
    kinds = dict(BASE)
    level = dict.fromkeys(BASE, -1)
    for n in range(LEVELS):
        for name in ("d", "covers:e.")[: rng.randint(1, 2)]:
            kind = f"{name}{n}"
            fields = (("x", "s"), ("n", "i"), ("b", "b"))
            kinds[kind] = {f: s for f, s in fields if rng.random() < 0.55} or {"x": "s"}
            level[kind] = n
    heads = [kind for kind in kinds if level[kind] >= 0 for _ in range(rng.randint(1, 3))]
    rules = [_rule(rng, f"{head}/{n}", head, kinds, level) for n, head in enumerate(heads)]
    rng.shuffle(rules)
    other = list(rules)
    rng.shuffle(other)
    cases = []
    for n in range(SETS):
        only = frozenset(r.id for r in rules if rng.random() < 0.7) if n % 5 == 4 else None
        cases.append(Case(_facts(rng), only))
    return Trial(
        seed,
        Program(tuple(rules), OPTIONAL, f"trial{seed}"),
        Program(tuple(other), OPTIONAL, f"shuffled{seed}"),
        tuple(cases),
    )


def _value(rng: random.Random, sort: str) -> Value:
    match sort:
        case "s":
            return rng.choice(STRINGS[:3] if rng.random() < 0.75 else STRINGS)
        case "i":
            return rng.choice(COMMON if rng.random() < 0.8 else RARE)
        case _:
            return rng.random() < 0.5


def _facts(rng: random.Random) -> tuple[Fact, ...]:
    """None to eighteen facts, mostly about six, in any order."""
    found: dict[Fact, None] = {}
    for _ in range(rng.choice((0, 2, 4, 6, 6, 8, 10, 18))):
        kind = rng.choice(tuple(BASE))
        fields = {f: _value(rng, s) for f, s in BASE[kind].items() if (kind, f) not in OPTIONAL or rng.random() < 0.75}
        found[fact(kind, fields)] = None
    facts = list(found)
    rng.shuffle(facts)
    return tuple(facts)


def _rule(rng: random.Random, name: str, head: str, kinds: dict[str, dict[str, str]], level: dict[str, int]) -> Rule:
    own = level[head]
    bound: dict[str, str] = {}
    base = [k for k in kinds if level[k] < 0]
    readable = [k for k in kinds if level[k] <= own]
    atoms = []
    for n in range(rng.choice((1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, MAX_ATOMS))):
        kind = rng.choice(base if rng.random() < (0.5 if n < 3 else 0.9) else readable)
        atoms.append(_atom(rng, kind, kinds, bound, counted=False, tied=n > 0))
    args: list[tuple[str, Arg]] = []
    for field, sort in kinds[head].items():
        options = [v for v, s in bound.items() if s == sort]
        args.append((field, Var(rng.choice(options)) if options and rng.random() < 0.9 else _value(rng, sort)))
    tests = _tests(rng, bound)
    tallies = []
    lower = [k for k in kinds if level[k] < own]
    for _ in range(rng.choice((0, 0, 1, 2))):
        kind = rng.choice(lower)
        counted = _atom(rng, kind, kinds, dict(bound), counted=True, tied=False)
        distinct = rng.choice(tuple(kinds[kind])) if rng.random() < 0.4 else None
        tallies.append(Tally(counted, *_bound(rng), distinct))
    return Rule(name, Atom(head, tuple(args)), tuple(atoms), tuple(tests), tuple(tallies), name)


def _bound(rng: random.Random) -> tuple[Op, int]:
    """Mostly absence and "at least": the bounds that a law has."""
    if rng.random() < 0.6:
        return rng.choice((("==", 0), (">=", 1), (">=", 2), ("<=", 1)))
    return rng.choice(OPS), rng.choice((0, 1, 2))


def _tests(rng: random.Random, bound: dict[str, str]) -> list[Test]:
    tests = []
    numbers = [v for v, s in bound.items() if s == "i"]
    for _ in range(rng.choice((0, 0, 1, 2)) if numbers else 0):
        left: Var | int = Var(rng.choice(numbers)) if rng.random() < 0.9 else rng.choice((0, 2, 34))
        right: Var | int = Var(rng.choice(numbers)) if rng.random() < 0.6 else rng.choice((-1, 0, 2, 34))
        op = rng.choice(("<=", ">=", "!=", *OPS))
        factors = rng.choice((1, 1, 3, -1)), rng.choice((1, 1, 2, -2)), rng.choice((0, 0, 5, -3))
        tests.append(Test(left, op, right, *factors))
    texts = [v for v, s in bound.items() if s in "sb"]
    if texts and rng.random() < 0.2:
        first = rng.choice(texts)
        same = [v for v in texts if bound[v] == bound[first]]
        other: Var | Value = Var(rng.choice(same)) if rng.random() < 0.5 else _value(rng, bound[first])
        tests.append(Test(Var(first), rng.choice(("==", "!=", "!=")), other))
    return tests


def _atom(
    rng: random.Random,
    kind: str,
    kinds: dict[str, dict[str, str]],
    bound: dict[str, str],
    *,
    counted: bool,
    tied: bool,
) -> Atom:
    """A pattern of a kind. `tied`: with a variable known before, if one fits, so that joins stay small."""
    args: list[tuple[str, Arg]] = []
    before = dict(bound)
    fields = kinds[kind]
    fitting = [f for f, s in fields.items() if s in before.values()]
    tie = rng.choice(fitting) if tied and fitting and rng.random() < 0.93 else None
    for field, sort in fields.items():
        known = [v for v, s in bound.items() if s == sort]
        roll = rng.random()
        if field == tie:
            args.append((field, Var(rng.choice([v for v, s in before.items() if s == sort]))))
        elif roll < 0.35:
            continue
        elif roll < 0.5 and known:
            args.append((field, Var(rng.choice(known))))
        elif roll < 0.85:
            if counted and rng.random() < 0.6:
                continue
            name = f"v{len(bound)}"
            bound[name] = sort
            args.append((field, Var(name)))
        elif roll < 0.93:
            args.append((field, _value(rng, sort)))
        else:
            args.append((field, OneOf((_value(rng, sort), _value(rng, sort)))))
    rng.shuffle(args)
    return Atom(kind, tuple(args))


def activations(model: Model) -> int:
    """How many rules fired, each way in which one did counted."""
    return sum(len(ways) for ways in model.derived.values())


FEATURES = (
    "recursion", "absence", "count", "count of distinct values", "list of constants", "over four patterns",
    "optional field missing beside", "linear test with factors", "test of text", "variable twice in a pattern",
    "string", "truth value", "integer", "negative integer", "Cyrillic", "Kazakh", "empty string",
    "constant in a pattern", "free variable in absence", "several ways to one fact", "rules left out",
)  # fmt: skip


def features(case: Case, program: Program, model: Model) -> Counter[str]:
    """What the rules that fired make use of, each feature with the number of firings."""
    found: Counter[str] = Counter()
    levels = {r.id: n for n, stratum in enumerate(program.strata) for r in stratum}
    for conclusion, ways in model.derived.items():
        found["several ways to one fact"] += len(ways) > 1
        found["rules left out"] += case.only is not None
        for way in ways:
            rule = program.rule[way.rule]
            args = [(atom, arg) for atom in rule.atoms for _, arg in atom.args]
            values = [v for item in (conclusion, *way.premises) for _, v in item.fields]
            texts = "".join(v for v in values if isinstance(v, str))
            bound = {v for atom in rule.atoms for v in atom.variables()}
            found["recursion"] += any(_recursive(p.kind, rule, program, levels) for p in rule.atoms)
            found["absence"] += any(t.op == "==" and t.number == 0 for t in rule.tallies)
            found["count"] += any(
                t.number > 0 and counted for t, counted in zip(rule.tallies, way.counted, strict=True)
            )
            found["count of distinct values"] += any(
                t.distinct and counted for t, counted in zip(rule.tallies, way.counted, strict=True)
            )
            found["free variable in absence"] += any(
                t.op == "==" and t.number == 0 and set(t.atom.variables()) - bound for t in rule.tallies
            )
            found["list of constants"] += any(isinstance(arg, OneOf) for _, arg in args)
            found["constant in a pattern"] += any(not isinstance(arg, Var | OneOf) for _, arg in args)
            found["over four patterns"] += len(rule.atoms) > 4
            found["optional field missing beside"] += any(
                p.get(f) is None for p in way.premises for k, f in OPTIONAL if k == p.kind
            )
            found["linear test with factors"] += any((t.times, t.by, t.plus) != (1, 1, 0) for t in rule.tests)
            found["test of text"] += any(t.op in ("==", "!=") and isinstance(t.right, str) for t in rule.tests)
            found["variable twice in a pattern"] += any(
                len(set(a.variables())) < len(list(a.variables())) for a in rule.atoms
            )
            found["string"] += bool(texts)
            found["truth value"] += any(isinstance(v, bool) for v in values)
            found["integer"] += any(isinstance(v, int) and not isinstance(v, bool) for v in values)
            found["negative integer"] += any(isinstance(v, int) and v < 0 for v in values)
            found["Cyrillic"] += "маслихат" in texts
            found["Kazakh"] += "қала" in texts
            found["empty string"] += "" in values
    return found


def _recursive(kind: str, rule: Rule, program: Program, levels: dict[str, int]) -> bool:
    """Whether a rule reads a kind that is concluded in its own stratum from what the rule concludes."""
    seen = {kind}
    queue = [kind]
    for read in queue:
        for maker in program.by_head.get(read, ()):
            if levels[maker.id] == levels[rule.id]:
                queue += [a.kind for a in maker.atoms if a.kind not in seen]
                seen |= {a.kind for a in maker.atoms}
    return rule.head.kind in seen
