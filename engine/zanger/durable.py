"""Forward chaining on durable-rules, inside the subset of it that is exact.

The compiler emits positive joins with linear tests only: every rule `all` with `dist` 0, at most
four patterns, the kind test first, a pad join at the end of each later pattern, one sentinel
rule a ruleset. What the C engine gets wrong is left to us: tallies are computed from the closed
lower strata when a match fires, and rules are kept in rulesets small enough for its limits.
`docs/engines.md` explains each choice.
"""

from __future__ import annotations

import ctypes
import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from .errors import EngineFailure, EngineUnavailable
from .program import Atom, Binding, Fact, Model, OneOf, Program, Rule, Support, Test, Var, ground, holds, unify
from .reference import Index

MAX_PATTERNS = 4
MAX_SIBLINGS = 48
MAX_PARTS = 100
PART = "part:"
START = "start:"
"""The kind of the sentinel; no kind of a pack has a colon in its name."""
MAX_INT64 = (1 << 63) - 1
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_OPS = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte", "==": None, "!=": "$neq"}


class Part(NamedTuple):
    """A rule as one to several durable rules: each joins up to four patterns, the last is the rule's end."""

    rule: Rule
    name: str
    atoms: tuple[Atom, ...]
    tests: tuple[Test, ...]
    keeps: tuple[str, ...] | None  # variables handed to the next part; None at the end


def load() -> Any:
    """The C module. Raises `EngineUnavailable` with the reason and the remedy."""
    try:
        import durable_rules_engine as module
    except ImportError as error:
        raise EngineUnavailable(
            f"durable-rules cannot be imported ({error}); on Python 3.13 and later it must be built with "
            'CPPFLAGS="-DPyEval_CallObject=PyObject_CallObject"'
        ) from None
    return module


def available() -> str | None:
    """None if the engine can run here, else the reason why not."""
    try:
        load()
    except EngineUnavailable as error:
        return str(error)
    return None


def calm_malloc() -> None:
    """Keep freed memory in the process: glibc would give it back and fault it in again each case."""
    try:
        libc = ctypes.CDLL(None)
        libc.mallopt(-3, 1 << 30)
        libc.mallopt(-1, 1 << 30)
    except (OSError, AttributeError):  # not glibc: nothing to calm
        return


def fnv1a(name: str) -> int:
    """The 32-bit hash by which durable-rules tells field names apart.

    Source: Fowler, Noll, Vo, FNV-1a.
    """
    h = 2166136261
    for byte in name.encode():
        h = ((h ^ byte) * 16777619) & 0xFFFFFFFF
    return h


def check_names(program: Program) -> None:
    """Raise `EngineFailure` if two field names of the program look alike to durable-rules."""
    names = {"k", "_", "_0", "id", "sid"}
    for rule in program.rules:
        for atom in (rule.head, *rule.atoms):
            names |= {"f_" + name for name, _ in atom.args}
    seen: dict[int, str] = {}
    for name in sorted(names):
        if (other := seen.setdefault(fnv1a(name), name)) != name:
            raise EngineFailure(
                f"durable-rules cannot tell the fields `{other[2:]}` and `{name[2:]}` apart; rename one"
            )


class Ruleset:
    """A handle of the C engine with the parts that it runs."""

    def __init__(self, module: Any, name: str, parts: tuple[Part, ...], optional: frozenset[tuple[str, str]]) -> None:
        self.module = module
        self.bare = tuple(part for part in parts if not part.atoms)
        parts = tuple(part for part in parts if part.atoms)
        self.parts = {part.name: part for part in parts}
        self.reads = {atom.kind for part in parts for atom in part.atoms}
        self.needs = [(part.rule.id, frozenset(atom.kind for atom in part.atoms)) for part in parts]
        definition: dict[str, Any] = {part.name: {"all": _patterns(part, optional), "dist": 0} for part in parts}
        definition[START] = {"all": [{"m0": {"k": START}}], "dist": 0}
        self.handle = module.create_ruleset(name, _encode(definition))


def _product(factor: int, operand: Any) -> Any:
    return operand if factor == 1 else {"$mul": {"$l": operand, "$r": factor}}


def _patterns(part: Part, optional: frozenset[tuple[str, str]]) -> list[dict[str, Any]]:
    """The patterns of a part. Joins refer to earlier aliases only; a test stands where both sides are known."""
    bound: dict[str, tuple[int, str]] = {}
    patterns: list[dict[str, Any]] = []
    for n, atom in enumerate(part.atoms):
        tests: list[dict[str, Any]] = [{"k": atom.kind}]
        for name, arg in atom.args:
            column = "f_" + name
            if (atom.kind, name) in optional:
                tests.append({"$ex": {column: 1}})
            if isinstance(arg, OneOf):
                continue  # tested when the match fires
            if not isinstance(arg, Var):
                tests.append({column: arg})
            elif (known := bound.get(arg.name)) is None:
                bound[arg.name] = (n, column)
            elif known[0] < n:
                tests.append({column: {f"m{known[0]}": known[1]}})
        tests += _linear(part.tests, bound, n)
        if n:
            tests.append({"_": {"m0": "_"}})
        patterns.append({f"m{n}": tests[0] if len(tests) == 1 else {"$and": tests}})
    return patterns


def _linear(tests: tuple[Test, ...], bound: dict[str, tuple[int, str]], n: int) -> list[dict[str, Any]]:
    """The integer tests of the form `field op factor * earlier + constant` that pattern `n` can make.

    They only spare activations: every test is made again when the match fires.
    """
    emitted: list[dict[str, Any]] = []
    for test in tests:
        sides = [side for side in (test.left, test.right) if isinstance(side, Var)]
        where = [bound.get(side.name) for side in sides]
        if None in where or isinstance(test.right, str | bool) or test.op == "!=" or test.times != 1:
            continue
        if not isinstance(test.left, Var) or [place[0] == n for place in where if place].count(True) != 1:
            continue
        if bound[test.left.name][0] != n:
            continue
        if isinstance(test.right, Var):
            alias, column = bound[test.right.name]
            right: Any = _product(test.by, {f"m{alias}": column})
            if test.plus:
                right = {"$add": {"$l": right, "$r": test.plus}}
        else:
            right = test.by * int(test.right) + test.plus
            if abs(right) > MAX_INT64:
                continue
        column = bound[test.left.name][1]
        op = _OPS[test.op]
        emitted.append({column: right} if op is None else {op: {column: right}})
    return emitted


def _turn(test: Test) -> Test:
    """The same test with its sides exchanged."""
    opposite = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
    if test.by < 0 or (test.times != 1 and test.by != 1) or (test.plus and test.times != 1):
        return test
    return Test(test.right, opposite[test.op], test.left, test.by, test.times, -test.plus, test.origin)  # type: ignore[arg-type]


def split(rule: Rule, number: int) -> list[Part]:
    """A rule as parts of at most four patterns, joined by facts of our own between them."""
    atoms = rule.atoms
    parts: list[Part] = []
    needed = set(rule.head.variables())
    for test in rule.tests:
        needed |= {side.name for side in (test.left, test.right) if isinstance(side, Var)}
    for tally in rule.tallies:
        needed |= set(tally.atom.variables())
    while len(atoms) > MAX_PATTERNS:
        taken, atoms = atoms[:MAX_PATTERNS], atoms[MAX_PATTERNS:]
        later = needed | {v for atom in atoms for v in atom.variables()}
        keeps = tuple(sorted({v for atom in taken for v in atom.variables()} & later))
        name = f"r{number}p{len(parts)}"
        parts.append(Part(rule, name, taken, (), keeps))
        atoms = (Atom(PART + name, tuple(("v_" + v, Var(v)) for v in keeps)), *atoms)
    parts.append(Part(rule, f"r{number}", atoms, (*rule.tests, *map(_turn, rule.tests)), None))
    return parts


class Compiled:
    """A program as rulesets of the C engine, one list a stratum; a rule is compiled when it is first needed."""

    def __init__(self, program: Program, module: Any) -> None:
        check_names(program)
        self.module = module
        self.program = program
        self.strata: list[list[Ruleset]] = [[] for _ in program.strata]
        self._waiting: list[dict[str, tuple[int, Rule]]] = []
        self._ready: set[frozenset[str]] = set()
        number = 0
        for stratum in program.strata:
            self._waiting.append({rule.id: (number + n, rule) for n, rule in enumerate(stratum, 1)})
            number += len(stratum)
        self._count = itertools.count()

    def need(self, ids: frozenset[str]) -> None:
        """Compile those of the rules that are not compiled yet."""
        if ids in self._ready:
            return
        self._ready.add(ids)
        for rulesets, waiting in zip(self.strata, self._waiting, strict=True):
            fresh = [waiting.pop(name) for name in list(waiting) if name in ids]
            for group in _groups(part for number, rule in fresh for part in split(rule, number)):
                name = f"{self.program.name}-{next(self._count)}"
                rulesets.append(Ruleset(self.module, name, group, self.program.optional))


def _groups(parts: Iterable[Part]) -> Iterator[tuple[Part, ...]]:
    """Parts in groups that the C engine takes: not too many, and not too many patterns of one kind."""
    group: list[Part] = []
    siblings: Counter[str] = Counter()
    for part in parts:
        kinds = Counter(atom.kind for atom in part.atoms)
        if len(group) >= MAX_PARTS or any(siblings[kind] + n > MAX_SIBLINGS for kind, n in kinds.items()):
            yield tuple(group)
            group, siblings = [], Counter()
        group.append(part)
        siblings += kinds
    if group:
        yield tuple(group)


def evaluate(compiled: Compiled, facts: Iterable[Fact], only: frozenset[str] | None = None) -> Model:
    """All that follows from `facts`: the same model, supports included, as `reference.evaluate` gives.

    With `only`, the ids of some rules, the others are left out of account. Raises `EngineFailure`
    if the C engine refuses a batch.
    """
    compiled.need(frozenset(compiled.program.rule) if only is None else only)
    run = _Run(compiled, facts, only)
    for stratum in compiled.strata:
        run.close(stratum)
    return Model(run.stated, {item: tuple(sorted(run.spelled_out(ways))) for item, ways in run.supports.items()})


class _Run:
    """The working memory of one evaluation."""

    def __init__(self, compiled: Compiled, facts: Iterable[Fact], only: frozenset[str] | None) -> None:
        self.module = compiled.module
        self.only = only
        self.index = Index(facts)
        self.stated = frozenset(self.index.facts)
        self.supports: dict[Fact, set[Support]] = {}
        self.names: dict[str, Fact] = {}
        self.ids: dict[Fact, str] = {}
        self.partial: dict[Fact, set[tuple[Fact, ...]]] = {}

    def _counts(self, rule: str) -> bool:
        return self.only is None or rule in self.only

    def _id(self, item: Fact) -> str:
        name = self.ids.get(item)
        if name is None:
            name = self.ids[item] = f"f{len(self.ids) + 1}"
            self.names[name] = item
        return name

    def _row(self, item: Fact) -> dict[str, Any]:
        row: dict[str, Any] = {"k": item.kind, "id": self._id(item), "sid": "1", "_": 1, "_0": 0}
        for name, value in item.fields:
            row["f_" + name] = value
        return row

    def close(self, rulesets: list[Ruleset]) -> None:
        """Run the rulesets of a stratum in turn until none gives anything new."""
        self.index.next_stratum()
        self._fire_without_patterns(rulesets)
        sent: list[set[Fact]] = [set() for _ in rulesets]
        live: set[int] = set()
        try:
            changed = True
            while changed:
                changed = False
                for n, ruleset in enumerate(rulesets):
                    kinds = self.index.kinds()
                    if not any(kinds >= needed and self._counts(rule) for rule, needed in ruleset.needs):
                        continue
                    batch = [f for kind in ruleset.reads for f in self.index.of(kind) if f not in sent[n]]
                    if n in live and not batch:
                        continue
                    rows = [self._row(item) for item in batch]
                    if n not in live:
                        rows.insert(0, {"k": START, "id": "f0", "sid": "1", "_": 1, "_0": 0})
                    live.add(n)
                    sent[n].update(batch)
                    changed |= self._chain(ruleset, rows, sent[n])
        finally:
            for n in live:
                self.module.delete_state(rulesets[n].handle, "1")

    def _fire_without_patterns(self, rulesets: list[Ruleset]) -> None:
        """Rules without patterns, which durable-rules cannot state: they look at counts of lower strata only."""
        for ruleset in rulesets:
            for part in ruleset.bare:
                if self._counts(part.rule.id):
                    self._fire(part, [])

    def _chain(self, ruleset: Ruleset, rows: list[dict[str, Any]], sent: set[Fact]) -> bool:
        """Assert `rows` and follow every activation; True if something new was concluded."""
        module, handle = self.module, ruleset.handle
        code, offset = module.assert_facts(handle, _encode(rows))
        if code == 2:
            raise EngineFailure("durable-rules was given a fact twice")
        new = False
        result = module.start_action_for_state(handle, offset)
        message = result[1] if result else None
        while message:
            ((name, match),) = json.loads(message).items()
            part = ruleset.parts.get(name)
            if part is not None and self._counts(part.rule.id):
                try:
                    conclusion = self._fire(part, [self.names[match[f"m{i}"]["id"]] for i in range(len(part.atoms))])
                    if conclusion is not None:
                        new = True
                        if conclusion.kind in ruleset.reads:
                            sent.add(conclusion)
                            module.assert_fact(handle, _encode(self._row(conclusion)))
                except Exception:
                    module.abandon_action(handle, offset)
                    raise
            message = module.complete_and_start_action(handle, offset)
        return new

    def _fire(self, part: Part, premises: list[Fact]) -> Fact | None:
        """Check what the C engine does not and conclude; the conclusion if it is new, else None."""
        binding: Binding = {}
        for atom, item in zip(part.atoms, premises, strict=True):
            extended = unify(atom, item, binding)
            if extended is None:  # a list of constants, or a variable twice in one pattern
                return None
            binding = extended
        if part.keeps is not None:
            conclusion = Fact(PART + part.name, tuple(("v_" + v, binding[v]) for v in part.keeps))
            self.partial.setdefault(conclusion, set()).add(tuple(premises))
            return conclusion if self.index.add(conclusion) else None
        rule = part.rule
        if not all(holds(test, binding) for test in rule.tests):
            return None
        counted: list[tuple[Fact, ...]] = []
        for tally in rule.tallies:
            found = self.index.counted(tally, binding)
            if found is None:
                return None
            counted.append(found)
        conclusion = ground(rule.head, binding)
        if conclusion in self.stated:
            return None
        self.supports.setdefault(conclusion, set()).add(Support(rule.id, tuple(premises), tuple(counted)))
        return conclusion if self.index.add(conclusion) else None

    def spelled_out(self, ways: set[Support]) -> set[Support]:
        """Supports with the premises of the rule as written, parts undone."""
        return {Support(way.rule, whole, way.counted) for way in ways for whole in self.whole(way.premises)}

    def whole(self, premises: tuple[Fact, ...]) -> list[tuple[Fact, ...]]:
        """The premises, each way of making an earlier part put in its place."""
        if premises and premises[0].kind.startswith(PART):
            return [(*before, *premises[1:]) for raw in self.partial[premises[0]] for before in self.whole(raw)]
        return [premises]
