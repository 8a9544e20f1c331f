"""From provisions to rules: each condition to the element that decides it, nothing added.

A provision that defines a status becomes a rule for it. One that permits, requires or forbids
becomes two: `open:<id>` holds for the things to which it applies, `covers:<id>` for an attempted
action that meets it in manner too. Readings and the day are facts like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from .program import Arg, Atom, OneOf, Op, Origin, Program, Rule, Tally, Term, Test, Var
from .provision import (
    Absent,
    After,
    AllOf,
    AnyCondition,
    AnyOf,
    Before,
    Bound,
    Compare,
    Constant,
    Count,
    Days,
    Pattern,
    Provision,
    Share,
    conditions,
)
from .vocabulary import FieldType, Vocabulary, read_ratio, read_value

READING = "reading:"
TODAY = "today:"
TRY = "try:"
OPEN = "open:"
COVERS = "covers:"
PREVAILS = "prevails:"
ACT = "act"
TODAY_NAME = "today"
MAX_VARIANTS = 64

OPS: dict[Bound, Op] = {
    "at_least": ">=",
    "more_than": ">",
    "at_most": "<=",
    "less_than": "<",
    "is": "==",
    "is_not": "!=",
}
NEGATED: dict[Op, Op] = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "==": "!=", "!=": "=="}

Placed = tuple[Origin, AnyCondition]
Body = tuple[tuple[Atom, ...], tuple[Test, ...], tuple[Tally, ...]]
"""The atoms, tests and tallies of a rule."""


def is_variable(term: object) -> bool:
    """Whether a term of a file is a variable, `$name`."""
    return isinstance(term, str) and term.startswith("$")


def expand(section: str, items: Iterable[AnyCondition]) -> list[list[Placed]]:
    """The lists of plain conditions of which one must hold: `any` and `all` multiplied out."""
    return _product([((section, n), item) for n, item in enumerate(items)])


def _product(items: list[Placed]) -> list[list[Placed]]:
    variants: list[list[Placed]] = [[]]
    for origin, item in items:
        match item:
            case AllOf():
                choices = _product([((*origin, "all", n), inner) for n, inner in enumerate(item.all)])
            case AnyOf():
                choices = [
                    choice
                    for b, branch in enumerate(item.any)
                    for choice in _product([((*origin, "any", b, n), inner) for n, inner in enumerate(branch)])
                ]
            case _:
                choices = [[(origin, item)]]
        variants = [[*before, *choice] for before in variants for choice in choices]
        if len(variants) > MAX_VARIANTS:
            return variants[: MAX_VARIANTS + 1]
    return variants


@cache
def _date_field() -> FieldType:
    return FieldType(type="date")


def variable_types(provision: Provision, vocabulary: Vocabulary) -> dict[str, FieldType]:
    """The field from which each variable of a provision takes its type: the first that binds it."""
    types: dict[str, FieldType] = {TODAY_NAME: _date_field()}
    patterns: list[Pattern] = [p for _, p in provision.conclusions]
    for section in (provision.when, provision.provided, provision.unless):
        for item in conditions(section):
            match item:
                case Pattern():
                    patterns.append(item)
                case Count():
                    patterns.append(item.count.of)
                case Absent():
                    patterns.append(item.none)
    for pattern in patterns:
        if vocabulary.sort(pattern.kind) is None:
            continue
        fields = vocabulary.fields(pattern.kind)
        for name, term in pattern.fields.items():
            if is_variable(term) and name in fields:
                types.setdefault(str(term)[1:], fields[name])
    return types


class Compiler:
    """Compiles the provisions in force on one day."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def program(self, provisions: Iterable[Provision], name: str) -> Program:
        """The program of these provisions; they must have passed `check`."""
        provisions = tuple(provisions)
        present = {p.id for p in provisions}
        overridden: dict[str, list[Provision]] = {}
        for p in provisions:
            for weaker in p.overrides:
                if weaker in present:
                    overridden.setdefault(weaker, []).append(p)
        rules = [rule for p in provisions for rule in self.rules(p, overridden.get(p.id, []))]
        optional = {
            (prefix + kind, field)
            for kind in self.vocabulary.kinds
            for field, spec in self.vocabulary.fields(kind).items()
            for prefix in ("", TRY)
            if spec.optional or self.vocabulary.sort(kind) == "class"
        }
        return Program(tuple(rules), frozenset(optional), name)

    def rules(self, provision: Provision, stronger: list[Provision]) -> Iterator[Rule]:
        """The rules of one provision, those that prevail over it given."""
        types = variable_types(provision, self.vocabulary)
        name, conclusion = provision.conclusion
        manners = [self.elements(variant, types) for variant in expand("provided", provision.provided)]
        today = _uses_today(provision, manners)
        bodies = [self._body(provision, variant, types, today) for variant in expand("when", provision.when)]
        if name == "defines":
            head = self._atom(conclusion, ("defines",))
            beaten = tuple(
                Tally(replace(head, kind=PREVAILS + s.id), "==", 0, origin=("overrides", s.id)) for s in stronger
            )
            for n, body in enumerate(bodies):
                yield Rule(f"{provision.id}/{n}", head, *_with(body, beaten), provision.id)
                if provision.overrides:
                    mark = replace(head, kind=PREVAILS + provision.id)
                    yield Rule(f"{provision.id}/{n}!", mark, *body, provision.id)
            return
        attempt = self._atom(conclusion, (name,), TRY)
        bound = {v for atoms, _, _ in bodies for a in atoms for v in a.variables()}
        used = set(attempt.variables()).union(*map(_variables, manners))
        if provision.within is not None:
            used.add(provision.within.from_[1:])
        exported = tuple((v, Var(v)) for v in sorted(used & bound))
        opening = Atom(OPEN + provision.id, exported, ("when",))
        done: tuple[Tally, ...] = ()
        if name == "requires" and not self._tells_discharge(provision):
            args = tuple((f, a) for f, a in attempt.args if not isinstance(a, Var) or a.name in bound)
            done = (Tally(Atom(conclusion.kind, args, ("requires",)), "==", 0, origin=("requires",)),)
        for n, body in enumerate(bodies):
            yield Rule(f"{provision.id}/{n}", opening, *_with(body, done), provision.id)
        if "by" not in dict(attempt.args) and conclusion.kind in self.vocabulary.actions:
            by = self.vocabulary.actions[conclusion.kind].by[0]
            attempt = replace(attempt, args=(*attempt.args, ("by", by)))
        attempt = replace(attempt, args=(*attempt.args, (ACT, Var(ACT + ":"))))
        covered = Atom(COVERS + provision.id, ((ACT, Var(ACT + ":")),), (name,))
        if provision.overrides and name == "permits":
            settled = tuple((f, a) for f, a in attempt.args if not isinstance(a, Var) or a.name in (*bound, ACT + ":"))
            mark = replace(covered, kind=PREVAILS + provision.id)
            yield Rule(f"{provision.id}/act!", mark, (replace(attempt, args=settled), opening), (), (), provision.id)
        beaten = tuple(
            Tally(replace(covered, kind=_prevailing(s, name) + s.id), "==", 0, origin=("overrides", s.id))
            for s in stronger
        )
        for n, (atoms, tests, tallies) in enumerate(manners):
            yield Rule(
                f"{provision.id}/act{n}", covered, (attempt, opening, *atoms), tests, (*tallies, *beaten), provision.id
            )

    def _tells_discharge(self, provision: Provision) -> bool:
        """Whether the exceptions of a duty name its action, or one of its class: they then say what discharges it."""
        acts = {provision.conclusion[1].kind, *self.vocabulary.members(provision.conclusion[1].kind)}
        return any(isinstance(item, Pattern) and item.kind in acts for item in conditions(provision.unless))

    def _body(
        self, provision: Provision, variant: list[Placed], types: Mapping[str, FieldType], uses_today: bool
    ) -> Body:
        readings = tuple(
            Atom(READING, (("id", g), ("is", OneOf(values) if len(values) > 1 else values[0])), ("under", g))
            for g, values in provision.under.items()
        )
        atoms, tests, tallies = self.elements(variant, types)
        for origin, item in ((("unless", n), item) for n, item in enumerate(provision.unless)):
            match item:
                case Pattern():
                    tallies += (Tally(self._atom(item, origin), "==", 0, origin=origin, negated=True),)
                case Count():
                    tally = self._tally(item, origin)
                    tallies += (replace(tally, op=NEGATED[tally.op], negated=True),)
                case _:
                    test = self._test(item, types, origin)
                    tests += (replace(test, op=NEGATED[test.op], negated=True),)
        today: tuple[Atom, ...] = ()
        if uses_today or TODAY_NAME in _variables((atoms, tests, tallies)):
            today = (Atom(TODAY, (("date", Var(TODAY_NAME)),), ("today",)),)
        return (*readings, *today, *atoms), tests, tallies

    def elements(self, variant: list[Placed], types: Mapping[str, FieldType]) -> Body:
        """The atoms, tests and tallies of plain conditions."""
        atoms: list[Atom] = []
        tests: list[Test] = []
        tallies: list[Tally] = []
        for origin, item in variant:
            match item:
                case Pattern():
                    atoms.append(self._atom(item, origin))
                case Count():
                    tallies.append(self._tally(item, origin))
                case Absent():
                    tallies.append(Tally(self._atom(item.none, origin), "==", 0, origin=origin))
                case _:
                    tests.append(self._test(item, types, origin))
        return tuple(atoms), tuple(tests), tuple(tallies)

    def terms(self, pattern: Pattern) -> Iterator[tuple[str, Arg]]:
        """The fields of a pattern with their terms, constants typed."""
        fields = self.vocabulary.fields(pattern.kind)
        for name, term in pattern.fields.items():
            if is_variable(term):
                yield name, Var(str(term)[1:])
            elif isinstance(term, tuple):
                yield name, OneOf(tuple(read_value(fields[name], t) for t in term))
            else:
                yield name, read_value(fields[name], term)

    def _atom(self, pattern: Pattern, origin: Origin, prefix: str = "") -> Atom:
        return Atom(prefix + pattern.kind, tuple(self.terms(pattern)), origin)

    def _tally(self, item: Count, origin: Origin) -> Tally:
        bound, number = item.count.bound
        return Tally(self._atom(item.count.of, origin), OPS[bound], number, item.count.distinct, origin)

    def _test(self, item: AnyCondition, types: Mapping[str, FieldType], origin: Origin) -> Test:
        match item:
            case Share():
                share, raw = item.share.bound
                ratio = read_ratio(raw)
                left, right = _term(item.share.of), _term(item.share.in_)
                return Test(left, OPS[share], right, ratio.denominator, ratio.numerator, origin=origin)
            case Compare():
                bound, other = item.compare.bound
                field = next(
                    (types[str(t)[1:]] for t in (item.compare.left, other) if is_variable(t) and str(t)[1:] in types),
                    None,
                )
                return Test(_term(item.compare.left, field), OPS[bound], _term(other, field), origin=origin)
            case Days():
                bound, days = item.days.bound
                end, start = _term(item.days.to, _date_field()), _term(item.days.from_, _date_field())
                return Test(end, OPS[bound], start, plus=days, origin=origin)
            case Before():
                first, second = (_term(day, _date_field()) for day in item.before)
                return Test(first, "<", second, origin=origin)
            case After():
                first, second = (_term(day, _date_field()) for day in item.after)
                return Test(first, ">", second, origin=origin)
            case _:
                raise AssertionError(f"{type(item).__name__} is not a test")


def _prevailing(stronger: Provision, name: str) -> str:
    """What defeats a weaker provision on an action: a power, that the stronger is open for it, whatever its manner."""
    return PREVAILS if name == stronger.conclusion[0] == "permits" else COVERS


def _with(body: Body, more: tuple[Tally, ...]) -> Body:
    atoms, tests, tallies = body
    return atoms, tests, (*tallies, *more)


def _variables(body: Body) -> set[str]:
    atoms, tests, tallies = body
    found = {v for a in (*atoms, *(t.atom for t in tallies)) for v in a.variables()}
    return found | _compared(tests)


def _compared(tests: Iterable[Test]) -> set[str]:
    return {s.name for t in tests for s in (t.left, t.right) if isinstance(s, Var)}


def _uses_today(provision: Provision, manners: Iterable[Body]) -> bool:
    """Whether the conclusion of a provision, or a comparison of its manner, speaks of the day."""
    terms = [t for _, p in provision.conclusions for t in p.fields.values()]
    terms += [provision.within.from_] if provision.within else []
    return "$" + TODAY_NAME in terms or any(TODAY_NAME in _compared(tests) for _, tests, _ in manners)


def _term(raw: Constant, field: FieldType | None = None) -> Term:
    if is_variable(raw):
        return Var(str(raw)[1:])
    return raw if field is None else read_value(field, raw)


def in_force(provisions: Iterable[Provision], day: date) -> tuple[Provision, ...]:
    """The editions in force on a day."""
    return tuple(p for p in provisions if p.in_force.covers(day))


def epochs(provisions: Iterable[Provision]) -> list[date]:
    """The days on which some provision begins, or has just ended."""
    provisions = tuple(provisions)
    days = {p.in_force.first for p in provisions}
    days |= {p.in_force.last + timedelta(days=1) for p in provisions if p.in_force.last and p.in_force.last < date.max}
    return sorted(days)
