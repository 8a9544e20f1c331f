"""Random programs and facts for the differential tests, from a seed.

Every part of the language occurs: several strata, recursion, constants, lists of constants,
joins, linear tests, counts (also of distinct values), absence, missing optional fields, rules
of more than four patterns, a variable twice in one pattern.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from zanger.program import Atom, Fact, OneOf, Program, Rule, Tally, Test, Var, fact

STRINGS = ("a", "b", "ә", "қала", "")
BASE = {"p": {"x": "s", "y": "s", "n": "i"}, "q": {"x": "s", "m": "i"}, "r": {"y": "s", "b": "b", "n": "i"}}
OPTIONAL = frozenset({("p", "n"), ("r", "b"), ("q", "x")})
LEVELS = 3
OPS = ("<", "<=", ">", ">=", "==", "!=")


@dataclass(frozen=True)
class Trial:
    """A program with facts."""

    program: Program
    facts: tuple[Fact, ...]


def value(rng: random.Random, sort: str) -> str | int | bool:
    match sort:
        case "s":
            return rng.choice(STRINGS)
        case "i":
            return rng.choice((-2, 0, 1, 2, 3, 7, 50, 1_000_000))
        case _:
            return rng.random() < 0.5


def trial(seed: int) -> Trial:
    """The trial of a seed: the same for the same seed, always."""
    rng = random.Random(seed)
    kinds = dict(BASE)
    level = dict.fromkeys(BASE, -1)
    for n in range(LEVELS):
        for name in ("d", "e")[: rng.randint(1, 2)]:
            kind = f"{name}{n}"
            kinds[kind] = {f: s for f, s in (("x", "s"), ("n", "i"), ("b", "b")) if rng.random() < 0.6} or {"x": "s"}
            level[kind] = n
    rules: list[Rule] = []
    for kind in list(kinds):
        if level[kind] >= 0:
            for n in range(rng.randint(1, 3)):
                if made := rule(rng, f"{kind}-{n}", kind, kinds, level):
                    rules.append(made)
    facts = []
    for _ in range(rng.randint(0, 12)):
        kind = rng.choice(tuple(BASE))
        fields = {
            f: value(rng, s)
            for f, s in BASE[kind].items()
            if (kind, f) not in OPTIONAL or rng.random() < 0.7
        }
        facts.append(fact(kind, fields))
    facts = list(dict.fromkeys(facts))
    rng.shuffle(facts)
    rng.shuffle(rules)
    return Trial(Program(tuple(rules), OPTIONAL, f"trial{seed}"), tuple(facts))


def rule(
    rng: random.Random, name: str, head: str, kinds: dict[str, dict[str, str]], level: dict[str, int]
) -> Rule | None:
    own = level[head]
    bound: dict[str, str] = {}
    atoms = []
    readable = [k for k in kinds if level[k] <= own]
    for _ in range(rng.choice((1, 1, 2, 2, 2, 3, 3, 4, 5, 6))):
        atoms.append(atom(rng, rng.choice(readable), kinds, bound, bind=True))
    args = []
    for field, sort in kinds[head].items():
        options = [v for v, s in bound.items() if s == sort]
        args.append((field, Var(rng.choice(options)) if options and rng.random() < 0.9 else value(rng, sort)))
    tests = []
    ints = [v for v, s in bound.items() if s == "i"]
    for _ in range(rng.choice((0, 0, 1, 2))):
        if ints:
            right = Var(rng.choice(ints)) if rng.random() < 0.6 else rng.choice((-1, 0, 2, 34))
            tests.append(
                Test(
                    Var(rng.choice(ints)), rng.choice(OPS), right, rng.choice((1, 1, 3, -1)), rng.choice((1, 1, 2, -2)),
                    rng.choice((0, 0, 5, -3)),
                )
            )  # fmt: skip
    strings = [v for v, s in bound.items() if s in "sb"]
    if strings and rng.random() < 0.2:
        first = rng.choice(strings)
        same = [v for v in strings if bound[v] == bound[first]]
        right = Var(rng.choice(same)) if rng.random() < 0.5 else value(rng, bound[first])
        tests.append(Test(Var(first), rng.choice(("==", "!=")), right))
    tallies = []
    lower = [k for k in kinds if level[k] < own]
    for _ in range(rng.choice((0, 0, 1, 2))):
        kind = rng.choice(lower)
        counted = atom(rng, kind, kinds, dict(bound), bind=rng.random() < 0.3)
        distinct = rng.choice(tuple(kinds[kind])) if rng.random() < 0.3 else None
        tallies.append(Tally(counted, rng.choice(OPS), rng.choice((0, 0, 1, 2)), distinct))
    return Rule(name, Atom(head, tuple(args)), tuple(atoms), tuple(tests), tuple(tallies), name)


def atom(
    rng: random.Random, kind: str, kinds: dict[str, dict[str, str]], bound: dict[str, str], *, bind: bool
) -> Atom:
    args: list[tuple[str, object]] = []
    for field, sort in kinds[kind].items():
        known = [v for v, s in bound.items() if s == sort]
        roll = rng.random()
        if roll < 0.3:
            continue
        if roll < 0.55 and known:
            args.append((field, Var(rng.choice(known))))
        elif roll < 0.85 and bind:
            name = f"v{len(bound)}"
            bound[name] = sort
            args.append((field, Var(name)))
        elif roll < 0.95:
            args.append((field, value(rng, sort)))
        else:
            args.append((field, OneOf((value(rng, sort), value(rng, sort)))))
    return Atom(kind, tuple(args))  # type: ignore[arg-type]
