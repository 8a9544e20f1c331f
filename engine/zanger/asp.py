"""A program as text for an answer-set solver: the same rules and facts in the language of gringo.

A kind is a predicate, its fields stand in alphabetical order, a field that is not stated is
`missing`. A kind with a colon keeps what follows as a text, so that `open:kz.a.1` reads

    open'("kz.a.1",Draft) :-
        draft(_,Draft),
        #count { _F1 : report(_F1,Draft) } >= 2.

Everything is told apart that the rules tell apart: texts are quoted, numbers stand as they are,
truth values are `true` and `false`, names are spelled so that no two look alike. Names of our own
begin with `_`, which no kind does. gringo counts modulo 2^32 and says nothing, so each product is
made only where it cannot grow past that; else exact bounds are worked out here and written as a
table. What the language cannot say is refused with `EngineFailure`.

**Planning.** The kinds in `varying`, and all that follows from one, have a step as their last
argument; the rest is said once. A planner says which steps there are, lets the solver choose an
attempt a step, and carries facts over, in atoms that `Translation.atom` writes:

    law = Translation(program, facts, varying=kinds, numbers=days)
    text = law.rules() + law.facts(facts, at=0) + '''
    _step(0..n).
    { <attempt A at T> : _possible(A) } 1 :- _step(T).
    <action A at T+1> :- <attempt A at T>, <some power covers A at T>, _step(T+1).
    <action A at T+1> :- <action A at T>, _step(T+1).
    :- not <goal at n>.
    '''

`facts` hold all that may be stated at any step, `numbers` what numbers the planner may add besides. Of
a kind in `single` there is at most one atom a step. It is told field by field, `_one(kind,step)` and
`_of(kind,field,value,step)`, so that a rule is grounded with the fields alone of which it speaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from .comparison import TURNED, bound_of, sign, summed
from .gringo import LARGEST, MISSING, Compound, Symbol, constant, predicate, quoted, shown, value, variable
from .program import Arg, Atom, Fact, OneOf, Op, Program, Rule, Tally, Test, Value, Var, compare, fact
from .sorts import Sorts, bound, constants, shapes

STEP = "_T"
"""The variable that is the step of what varies."""


def to_asp(
    program: Program,
    facts: Iterable[Fact] = (),
    *,
    varying: Iterable[str] = (),
    numbers: Iterable[int] = (),
    ways: bool = False,
) -> str:
    """The program and the facts, those that vary at step 0, as one text to be read or run.

    See `Translation` for the parameters and errors, `Translation.rules` for `ways`.
    """
    facts = tuple(facts)
    made = Translation(program, facts, varying=varying, numbers=numbers)
    return made.rules(ways=ways) + "\n" + made.facts(facts)


class Translation:
    """A program and its words.

    `facts` are all that will ever be stated: with the rules they tell which fields and values there are.
    The kinds in `varying` and all that follows from them have a step; those in `single`, which must be
    among them, at most one atom a step, unless one is counted. `numbers` may be added later.
    Raises `EngineFailure` for what the solver cannot hold or tell apart, `NegativeCycle` if the
    program has no strata.
    """

    def __init__(
        self,
        program: Program,
        facts: Iterable[Fact] = (),
        *,
        varying: Iterable[str] = (),
        numbers: Iterable[int] = (),
        single: Iterable[str] = (),
    ) -> None:
        self._facts = frozenset(facts)
        self.program = program
        self.strata = program.strata
        self.shapes = shapes(program, self._facts, varying)
        self.sorts = Sorts(program, self._facts)
        self.single = frozenset(single) - {t.atom.kind for rule in program.rules for t in rule.tallies}
        self.numbers = sorted({0, 1, *map(int, numbers), *map(int, constants(program, self._facts))})
        self.largest = max(map(abs, self.numbers))
        constant(self.largest)
        self._kinds = {predicate(kind): kind for kind in self.shapes}
        self._tables: dict[tuple[str, ...], str] = {}

    def rules(self, *, ways: bool = False) -> str:
        """The rules, stratum by stratum, and the tables that they use.

        With `ways` there are rules too that tell every way to a conclusion, `_way(rule,conclusion,premises)`,
        and what was counted in it, `_counted(rule,number of the count,conclusion,premises,fact)`.
        """
        self._tables.clear()
        lines = ["% Predicates: the fields of each in their order.", *self._legend(), *self._defined()]
        for n, stratum in enumerate(self.strata):
            lines += ["", f"% Stratum {n}.", *(_Writer(self, rule).rule() for rule in stratum)]
        if ways:
            lines += ["", "% Every way to each conclusion."]
            lines += [line for stratum in self.strata for rule in stratum for line in _Writer(self, rule).way()]
        for (_, *rows), name in self._tables.items():
            lines += ["", *(f"{name}({row})." for row in rows)]
        return "\n".join(lines) + "\n"

    def facts(self, facts: Iterable[Fact], at: int = 0) -> str:
        """Facts, one a line; those that vary at the step `at`. Raises `ValueError` for one that was not told of."""
        lines = []
        for item in sorted(facts, key=str):
            if item not in self._facts:
                raise ValueError(f"the translation was not made for {item}")
            lines.append(self.atom(item.kind, {n: constant(v) for n, v in item.fields}, str(at), MISSING) + ".")
        return "\n".join(lines) + "\n"

    def atom(self, kind: str, fields: Mapping[str, str], at: str = "", other: str = "_") -> str:
        """An atom with its fields as terms of the solver; `at` is its step, if it varies, `other` any other field."""
        shape = self.shapes[kind]
        name, first = predicate(kind)
        step = (at,) if shape.varying else ()
        return _call(name, (*first, *(fields.get(f, other) for f in shape.fields), *step))

    def apart(self, kind: str, fields: Mapping[str, str], at: str) -> Iterator[str]:
        """An atom of a kind that is single, field by field: that there is one, then its fields."""
        yield f"_one({quoted(kind)},{at})"
        for name, term in fields.items():
            yield f"_of({quoted(kind)},{quoted(name)},{term},{at})"

    def read(self, symbol: Symbol) -> tuple[Fact, int | None] | None:
        """The fact that an atom of the solver stands for, with its step; None for an atom of another's making."""
        if not isinstance(symbol, Compound) or symbol.name.startswith("_"):
            return None
        arguments = symbol.arguments
        first: tuple[str, ...] = ()
        if symbol.name.endswith("'") and not symbol.name.endswith("''"):
            first, arguments = (quoted(str(arguments[0])),), arguments[1:]
        kind = self._kinds.get((symbol.name, first))
        if kind is None:
            return None
        shape = self.shapes[kind]
        step = arguments[-1] if shape.varying else None
        values = zip(shape.fields, map(value, arguments[: len(shape.fields)]), strict=True)
        assert step is None or isinstance(step, int)
        return fact(kind, {n: v for n, v in values if v is not None}), step

    def table(self, name: str, rows: tuple[str, ...]) -> str:
        """The predicate that holds for these rows alone; the same for the same rows."""
        key = (name, *rows)
        return self._tables.setdefault(key, f"_{name}{sum(k[0] == name for k in self._tables) + 1}")

    def _legend(self) -> Iterator[str]:
        for kind, shape in sorted(self.shapes.items()):
            name, first = predicate(kind)
            yield "% " + _call(name, (*first, *map(shown, shape.fields), *(["step"] if shape.varying else [])))

    def _defined(self) -> Iterator[str]:
        """What is known of from outside: no rule concludes it, which is no mistake."""
        sizes = {("_step", 1)} if any(shape.varying for shape in self.shapes.values()) else set()
        sizes |= {("_one", 2), ("_of", 4)} if self.single else set()
        for kind, shape in self.shapes.items():
            name, first = predicate(kind)
            sizes.add((name, len(first) + len(shape.fields) + shape.varying))
        return (f"#defined {name}/{size}." for name, size in sorted(sizes))


def _call(name: str, arguments: tuple[str, ...]) -> str:
    return f"{name}({','.join(arguments)})" if arguments else name


class _Pattern(NamedTuple):
    """An atom as written, its fields that have a term, and what else must hold of them."""

    text: str
    fields: dict[str, str]
    conditions: list[str]


def _literals(patterns: list[_Pattern]) -> list[str]:
    return [*(p.text for p in patterns), *(c for p in patterns for c in p.conditions)]


class _Writer:
    """Writes one rule."""

    def __init__(self, translation: Translation, rule: Rule) -> None:
        self.t = translation
        self.r = rule
        self.bound = bound(rule)
        self._fresh = 0

    def rule(self) -> str:
        """The rule: its head wherever its body holds."""
        body = self._body([self._pattern(atom) for atom in self.r.atoms])
        return f"% {quoted(self.r.id)}\n{self._head()}" + (" :-\n    " + ",\n    ".join(body) if body else "") + "."

    def way(self) -> Iterator[str]:
        """The rules for its ways, and for what each count found in one."""
        patterns = [self._pattern(atom, whole=True) for atom in self.r.atoms]
        premises = ",".join(p.text for p in patterns) + ("," if len(patterns) == 1 else "")
        body = self._body(patterns)
        way = f"{self._head()},({premises})"
        yield f"_way({quoted(self.r.id)},{way})" + (f" :- {', '.join(body)}" if body else "") + "."
        for n, tally in enumerate(self.r.tallies):
            found = self._pattern(tally.atom, whole=True)
            body = [f"_way({quoted(self.r.id)},{way})", *_literals([found]), *self._stated((tally.atom,), self.bound)]
            yield f"_counted({quoted(self.r.id)},{n},{way},{found.text}) :- {', '.join(body)}."

    def _head(self) -> str:
        fields = {n: self._term(a) for n, a in self.r.head.args if not isinstance(a, OneOf)}
        assert len(fields) == len(self.r.head.args)
        return self.t.atom(self.r.head.kind, fields, STEP, MISSING)

    def _body(self, patterns: list[_Pattern]) -> list[str]:
        shapes = self.t.shapes
        timeless = shapes[self.r.head.kind].varying and not any(shapes[a.kind].varying for a in self.r.atoms)
        return [
            *([f"_step({STEP})"] if timeless else []),
            *_literals(patterns),
            *self._stated(self.r.atoms),
            *(text for test in self.r.tests for text in self._test(test)),
            *map(self._tally, self.r.tallies),
        ]

    def _name(self) -> str:
        self._fresh += 1
        return f"_F{self._fresh}"

    def _term(self, term: Var | Value) -> str:
        return variable(term.name) if isinstance(term, Var) else constant(term)

    def _pattern(self, atom: Atom, *, whole: bool = False, named: str | None = None) -> _Pattern:
        """An atom; a variable stands for the field `named`, and with `whole` for all that it does not speak of."""
        args: dict[str, Arg] = dict(atom.args)
        fields: dict[str, str] = {}
        conditions: list[str] = []
        for name in self.t.shapes[atom.kind].fields:
            arg = args.get(name)
            if isinstance(arg, OneOf):
                fields[name] = self._name()
                rows = tuple(dict.fromkeys(map(constant, arg.values)))
                conditions.append(f"{self.t.table('any', rows)}({fields[name]})")
            elif arg is not None:
                fields[name] = self._term(arg)
            elif whole or name == named:
                fields[name] = self._name()
        if atom.kind in self.t.single:
            one, *apart = self.t.apart(atom.kind, fields, STEP)
            return _Pattern(one, fields, [*apart, *conditions])
        return _Pattern(self.t.atom(atom.kind, fields, STEP), fields, conditions)

    def _stated(self, atoms: Iterable[Atom], known: frozenset[str] = frozenset()) -> list[str]:
        """That variables beyond the `known` stand for values, where all their fields may be missing."""
        doubtful: dict[str, bool] = {}
        for atom in atoms:
            for field, arg in atom.args:
                if isinstance(arg, Var) and arg.name not in known:
                    may_miss = field in self.t.shapes[atom.kind].missing
                    doubtful[arg.name] = doubtful.get(arg.name, True) and may_miss
        return [f"{variable(name)} != {MISSING}" for name, doubt in doubtful.items() if doubt]

    def _tally(self, tally: Tally) -> str:
        if (tally.op, tally.number, tally.distinct) == ("==", 0, None) and self._plain(tally.atom):
            args = tuple((n, a) for n, a in tally.atom.args if not self._free(a))
            return "not " + self._pattern(replace(tally.atom, args=args)).text
        pattern = self._pattern(tally.atom, whole=tally.distinct is None, named=tally.distinct)
        body = [*_literals([pattern]), *self._stated((tally.atom,), self.bound)]
        fixed = {n for n, a in tally.atom.args if not isinstance(a, OneOf) and not self._free(a)}
        counted = [f for f in pattern.fields if f not in fixed and tally.distinct in (None, f)]
        if tally.distinct in self.t.shapes[tally.atom.kind].missing:
            body.append(f"{pattern.fields[tally.distinct]} != {MISSING}")
        number = max(-1, min(tally.number, LARGEST))
        terms = ",".join(dict.fromkeys(pattern.fields[f] for f in counted)) or "1"
        return f"#count {{ {terms} : {', '.join(dict.fromkeys(body))} }} {sign(tally.op)} {number}"

    def _free(self, arg: Arg) -> bool:
        return isinstance(arg, Var) and arg.name not in self.bound

    def _plain(self, atom: Atom) -> bool:
        """Whether `not` says that there is none: no list, and no free variable twice or for what may be missing."""
        free = [(n, a) for n, a in atom.args if self._free(a)]
        return (
            len({a for _, a in free}) == len(free)
            and not self.t.shapes[atom.kind].missing & {n for n, _ in free}
            and not any(isinstance(a, OneOf) for _, a in atom.args)
        )

    def _test(self, test: Test) -> Iterator[str]:
        sorts = {self.t.sorts.of(self.r, side) for side in (test.left, test.right)}
        plain = (test.times, test.by, test.plus) == (1, 1, 0) and test.op in ("==", "!=")
        if "text" in sorts or (sorts == {"truth"} and plain):
            yield f"{self._term(test.left)} {'=' if test.op == '==' else '!='} {self._term(test.right)}"
            return
        (times, left, small), found = self._side(test.left, test.times, 0)
        yield from found
        (by, right, plus), found = self._side(test.right, test.by, test.plus)
        yield from found
        yield from self._linear(times, left, test.op, by, right, plus - small)

    def _side(self, term: Var | Value, times: int, plus: int) -> tuple[tuple[int, str, int], list[str]]:
        """A side as a factor, the variable if any, and a constant; with what makes a truth value a number."""
        if not isinstance(term, Var):
            assert isinstance(term, int)
            return (0, "", times * term + plus), []
        if times == 0:
            return (0, "", plus), []
        name = variable(term.name)
        if self.t.sorts.of(self.r, term) != "truth":
            return (times, name, plus), []
        number = self._name()
        return (times, number, plus), [f"{self.t.table('number', ('true,1', 'false,0'))}({name},{number})"]

    def _linear(self, times: int, left: str, op: Op, by: int, right: str, plus: int) -> Iterator[str]:
        """`times * left op by * right + plus`, exact whatever the numbers; a side without a variable has none."""
        most = self.t.largest
        if not left and not right:
            yield "#true" if compare(0, op, plus) else "#false"
            return
        if not left:
            times, left, op, by, right, plus = by, right, TURNED[op], 0, "", -plus
        if abs(times) * most <= LARGEST and abs(by) * most + abs(plus) <= LARGEST:
            yield f"{summed(times, left)} {sign(op)} {summed(by, right, plus) if right else plus}"
            return
        turned = op if times > 0 else TURNED[op]
        if not right:
            yield f"{left} {sign(turned)} {self._clamped(bound_of(times, op, plus))}"
            return
        limits = tuple(f"{y},{self._clamped(bound_of(times, op, by * y + plus))}" for y in self.t.numbers)
        limit = self._name()
        yield f"{self.t.table('bound', limits)}({right},{limit})"
        yield f"{left} {sign(turned)} {limit}"

    def _clamped(self, limit: int | None) -> int:
        beyond = self.t.largest + 1
        return beyond if limit is None else max(-beyond, min(limit, beyond))
