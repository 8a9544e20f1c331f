"""The validator of one provision: its conclusion, kinds, fields, values, variables, readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .compile import MAX_VARIANTS, TODAY_NAME, Placed, expand, is_variable
from .errors import Code, Diagnostic, Place, an, nearest
from .load import LawPack
from .model import Mirror
from .provision import (
    Absent,
    After,
    AllOf,
    AnyCondition,
    AnyOf,
    Before,
    Compare,
    Count,
    Days,
    Pattern,
    Provision,
    Share,
    conditions,
)
from .spot import field_value, trouble
from .vocabulary import FieldType, is_id

MAX_ATOMS = 16


def check_provisions(pack: LawPack) -> Iterator[Diagnostic]:
    """Each provision: its conclusion, kinds, fields, values, variables, readings."""
    for p in pack.provisions:
        yield from _Single(pack, p).run()


@dataclass
class _Single:
    """The checks of one provision."""

    pack: LawPack
    p: Provision

    def run(self) -> Iterator[Diagnostic]:
        p, vocabulary = self.p, self.pack.vocabulary
        given = p.conclusions
        if len(given) != 1:
            names = " and ".join(f"`{name}`" for name, _ in given) or "no conclusion"
            keep = "keep one, and give each other its own provision"
            yield trouble(
                Code.CONCLUSION_COUNT, f"`{p.id}` has {names}; a provision has exactly one conclusion", p, "id",
                help=keep if given else "add one of `defines`, `permits`, `requires`, `forbids`",
            )  # fmt: skip
            return
        name, conclusion = given[0]
        yield from self._readings()
        for section in ("when", "unless", "provided"):
            for n, item in enumerate(getattr(p, section)):
                yield from self._kinds(item, (section, n), section)
        yield from self._pattern(conclusion, (name,), wanted="status" if name == "defines" else "action")
        if not p.when and name in ("defines", "requires"):
            yield trouble(
                Code.EMPTY_WHEN, f"`{p.id}` {name} something, but has no `when`", p, name,
                help="say when it holds; without conditions it would hold of everything",
            )  # fmt: skip
        for key, allowed, what in (
            ("provided", name != "defines", "an action"),
            ("within", name == "requires", "a duty (`requires`)"),
            ("breach", name == "forbids", "a prohibition (`forbids`)"),
        ):
            if getattr(p, key) and not allowed:
                yield trouble(
                    Code.MISPLACED_KEY, f"`{key}` belongs to {what}, not to `{name}`", p, key, help=f"remove `{key}`"
                )
        if name == "forbids":
            yield from self._breach()
        if any(len(expand(s, getattr(p, s))) > MAX_VARIANTS for s in ("when", "provided")):
            yield trouble(
                Code.RULE_TOO_LARGE,
                f"`any` gives `{p.id}` more than {MAX_VARIANTS} combinations",
                p,
                "id",
                help="split the provision",
            )
            return
        if all(vocabulary.sort(k) for k in self._used_kinds()):
            found: dict[tuple[Place, Code, str], Diagnostic] = {}
            for variant in expand("when", p.when):
                for manner in expand("provided", p.provided):
                    for d in self._variables(variant, manner):
                        found.setdefault((d.place, d.code, d.message), d)
            yield from found.values()
            yield from self._everywhere()

    def _everywhere(self) -> Iterator[Diagnostic]:
        """What the action names and an alternative of `when` binds is bound by every alternative."""
        name, conclusion = self.p.conclusion
        if name == "defines":  # there every variable is bound, as is checked of each alternative
            return
        bound = [
            {v for _, item in variant if isinstance(item, Pattern) for v in _variables_of(item)}
            for variant in expand("when", self.p.when)
        ]
        everywhere = bound[0].intersection(*bound)
        for field, term in conclusion.fields.items():
            if is_variable(term) and any(str(term)[1:] in some for some in bound) and str(term)[1:] not in everywhere:
                yield trouble(
                    Code.UNBOUND_VARIABLE, f"only some alternatives of `any` bind `{term}`", conclusion,
                    conclusion.kind, field, help="bind it in every alternative, or write a provision for each",
                )  # fmt: skip

    def _used_kinds(self) -> Iterator[str]:
        for item in conditions((*self.p.when, *self.p.unless, *self.p.provided)):
            match item:
                case Pattern():
                    yield item.kind
                case Count():
                    yield item.count.of.kind
                case Absent():
                    yield item.none.kind
        for _, conclusion in self.p.conclusions:
            yield conclusion.kind

    def _readings(self) -> Iterator[Diagnostic]:
        for name, values in self.p.under.items():
            reading = self.pack.reading.get(name)
            if reading is None:
                yield trouble(
                    Code.UNKNOWN_READING, f"there is no reading `{name}`", self.p, "under", name,
                    help=nearest(name, self.pack.reading),
                )  # fmt: skip
                continue
            for n, value in enumerate(values):
                if value not in reading.readings:
                    yield trouble(
                        Code.UNKNOWN_READING, f"`{value}` is not a reading of {name}", self.p, "under", name, n,
                        help=nearest(value, reading.readings), value=True,
                    )  # fmt: skip

    def _breach(self) -> Iterator[Diagnostic]:
        p = self.p
        if p.breach is None:
            yield trouble(
                Code.MISSING_KEY, f"`{p.id}` forbids, but does not say what a breach has", p, "forbids",
                help="add `breach: void`, `breach: stands`, or `breach: {G10: {reading: void, ...}}`",
            )  # fmt: skip
        elif isinstance(p.breach, dict):
            if len(p.breach) != 1:
                yield trouble(Code.WRONG_SHAPE, "expected exactly one reading under `breach`", p, "breach")
            for name, effects in p.breach.items():
                reading = self.pack.reading.get(name)
                if reading is None:
                    yield trouble(
                        Code.UNKNOWN_READING, f"there is no reading `{name}`", p, "breach", name,
                        help=nearest(name, self.pack.reading),
                    )  # fmt: skip
                elif set(effects) != set(reading.readings):
                    odd = sorted(set(effects) ^ set(reading.readings))[0]
                    yield trouble(
                        Code.UNKNOWN_READING, f"`breach` and {name} differ in `{odd}`; every reading needs its effect",
                        p, "breach", name, help="list " + ", ".join(f"`{r}`" for r in reading.readings),
                    )  # fmt: skip

    def _kinds(self, item: AnyCondition, way: tuple[str | int, ...], section: str) -> Iterator[Diagnostic]:
        match item:
            case Pattern():
                yield from self._pattern(item, way, wanted="any")
            case Count():
                yield from self._pattern(item.count.of, (*way, "count", "of"), wanted="any")
                fields = self._fields(item.count.of.kind)
                if item.count.distinct is not None and fields and item.count.distinct not in fields:
                    yield trouble(
                        Code.UNKNOWN_FIELD, f"`{item.count.of.kind}` has no field `{item.count.distinct}`",
                        item.count, "distinct", help=nearest(item.count.distinct, fields), value=True,
                    )  # fmt: skip
            case Absent():
                if section == "unless":
                    yield trouble(
                        Code.MISPLACED_KEY, "`none` does not stand in `unless`", item, "none",
                        help="move the pattern to `when`",
                    )  # fmt: skip
                yield from self._pattern(item.none, (*way, "none"), wanted="any")
            case AnyOf():
                if section == "unless":
                    yield trouble(
                        Code.MISPLACED_KEY,
                        "`any` does not stand in `unless`",
                        item,
                        "any",
                        help="list its parts one by one",
                    )
                for b, branch in enumerate(item.any):
                    for n, inner in enumerate(branch):
                        yield from self._kinds(inner, (*way, "any", b, n), section)
            case AllOf():
                if section == "unless":
                    yield trouble(
                        Code.MISPLACED_KEY,
                        "`all` does not stand in `unless`",
                        item,
                        "all",
                        help="define a status for it",
                    )
                for n, inner in enumerate(item.all):
                    yield from self._kinds(inner, (*way, "all", n), section)

    def _fields(self, kind: str) -> dict[str, FieldType]:
        return self.pack.vocabulary.fields(kind) if self.pack.vocabulary.sort(kind) else {}

    def _pattern(self, pattern: Pattern, way: tuple[str | int, ...], wanted: str) -> Iterator[Diagnostic]:
        vocabulary = self.pack.vocabulary
        sort = vocabulary.sort(pattern.kind)
        fits = {
            "any": sort is not None,
            "status": sort == "status",
            "action": sort in ("action", "class"),
        }[wanted]
        if not fits:
            known = {
                "any": list(vocabulary.kinds),
                "status": list(vocabulary.statuses),
                "action": [*vocabulary.actions, *vocabulary.classes],
            }[wanted]
            what = {"any": "kind", "status": "status", "action": "action or class"}[wanted]
            message, help = f"there is no {what} `{pattern.kind}`", nearest(pattern.kind, known)
            if sort is not None:
                message = f"`{pattern.kind}` is {an(sort)}; expected {an(what)}"
                help = "`defines` takes a status; `permits`, `requires` and `forbids` an action or a class"
            yield trouble(Code.UNKNOWN_KIND, message, pattern, pattern.kind, help=help)
            return
        fields = vocabulary.fields(pattern.kind)
        for name, term in pattern.fields.items():
            if name not in fields:
                yield trouble(
                    Code.UNKNOWN_FIELD, f"`{pattern.kind}` has no field `{name}`", pattern, pattern.kind, name,
                    help=nearest(name, fields),
                )  # fmt: skip
                continue
            if isinstance(term, tuple) and wanted != "any":
                yield trouble(
                    Code.WRONG_SHAPE, "a conclusion takes one term, not a list", pattern, pattern.kind, name,
                    help="write one provision for each", value=True,
                )  # fmt: skip
            for n, raw in enumerate(term if isinstance(term, tuple) else (term,)):
                at = (pattern.kind, name, n) if isinstance(term, tuple) else (pattern.kind, name)
                if is_variable(raw):
                    if isinstance(term, tuple):
                        yield trouble(
                            Code.WRONG_SHAPE, f"a list holds constants; `{raw}` is a variable", pattern, *at,
                            help="list the values that are meant, or use `any` with a list of conditions for each",
                            value=True,
                        )  # fmt: skip
                elif wrong := field_value(fields[name], raw, pattern.kind, name):
                    yield trouble(wrong[0], wrong[1], pattern, *at, help=wrong[2])
        if wanted == "status":
            for name, spec in fields.items():
                if name not in pattern.fields and not spec.optional:
                    yield trouble(
                        Code.MISSING_FIELD, f"the status `{pattern.kind}` needs `{name}`", pattern, pattern.kind,
                        help=f"add `{name}: $...`",
                    )  # fmt: skip
        by = pattern.fields.get("by")
        if (
            wanted == "action"
            and isinstance(by, str)
            and not is_variable(by)
            and by not in vocabulary.actors(pattern.kind)
        ):
            actors = vocabulary.actors(pattern.kind)
            yield trouble(
                Code.UNKNOWN_BODY, f"`{by}` cannot be the actor of `{pattern.kind}`", pattern, pattern.kind, "by",
                help=nearest(by, actors),
            )  # fmt: skip

    def _variables(self, variant: list[Placed], manner: list[Placed]) -> Iterator[Diagnostic]:
        """Every variable is bound where it must be, and keeps one type."""
        p = self.p
        name, conclusion = p.conclusion
        types: dict[str, FieldType] = {TODAY_NAME: FieldType(type="date")}
        yield from self._bind(types, [item for _, item in variant])
        own = set(types)
        for item in (*[i for _, i in variant], *p.unless):
            yield from self._uses(item, types, own)
        if name == "defines":
            yield from self._conclusion(conclusion, types, bound_only=True)
            return
        if len([1 for _, i in variant if isinstance(i, Pattern)]) > MAX_ATOMS:
            yield trouble(
                Code.RULE_TOO_LARGE,
                f"`{p.id}` has more than {MAX_ATOMS} patterns",
                p,
                "id",
                help="define a status for a part of them",
            )
        yield from self._conclusion(conclusion, types, bound_only=False)
        manners = set(types)
        for item in p.unless:
            for used in _variables_of(item):
                if used in manners and used not in own:
                    yield trouble(
                        Code.UNBOUND_VARIABLE, f"`${used}` belongs to the action and is not known in `unless`", item,
                        *_first_key(item), help="test it under `provided`, or bind it in `when`",
                    )  # fmt: skip
        yield from self._bind(types, [item for _, item in manner])
        known = set(types)
        for _, item in manner:
            yield from self._uses(item, types, known)
        if p.within is not None:
            term = p.within.from_
            if not is_variable(term) or term[1:] not in own:
                yield trouble(
                    Code.UNBOUND_VARIABLE, f"`{term}` is not a variable that `when` binds", p.within, "from",
                    help=nearest(term, ("$" + v for v in own)),
                )  # fmt: skip
            elif types[term[1:]].type != "date":
                yield trouble(Code.VARIABLE_TYPE, f"`{term}` is not a date", p.within, "from")

    def _conclusion(self, pattern: Pattern, types: dict[str, FieldType], *, bound_only: bool) -> Iterator[Diagnostic]:
        fields = self._fields(pattern.kind)
        for field, term in pattern.fields.items():
            if not is_variable(term) or field not in fields:
                continue
            variable = str(term)[1:]
            if variable not in types:
                if bound_only:
                    yield trouble(
                        Code.UNBOUND_VARIABLE, f"nothing binds `${variable}`", pattern, pattern.kind, field,
                        help=nearest("$" + variable, ("$" + v for v in types if v != TODAY_NAME))
                        or "name it in a pattern under `when`; `count` and `none` bind nothing",
                    )  # fmt: skip
                types[variable] = fields[field]
            else:
                yield from _same_type(types[variable], fields[field], variable, pattern, field)

    def _bind(self, types: dict[str, FieldType], items: list[AnyCondition]) -> Iterator[Diagnostic]:
        for item in items:
            if isinstance(item, Pattern):
                yield from self._take(types, item, bind=True)

    def _take(self, types: dict[str, FieldType], pattern: Pattern, *, bind: bool) -> Iterator[Diagnostic]:
        fields = self._fields(pattern.kind)
        for field, term in pattern.fields.items():
            if not is_variable(term) or field not in fields:
                continue
            variable = str(term)[1:]
            if not is_id(variable):
                yield trouble(
                    Code.WRONG_VALUE, f"`{term}` is not a variable: `$` and a name", pattern, pattern.kind, field
                )
            elif variable in types:
                yield from _same_type(types[variable], fields[field], variable, pattern, field)
            elif bind:
                types[variable] = fields[field]

    def _uses(self, item: AnyCondition, types: dict[str, FieldType], bound: set[str]) -> Iterator[Diagnostic]:
        match item:
            case Count():
                yield from self._take(dict(types), item.count.of, bind=True)
            case Absent():
                yield from self._take(dict(types), item.none, bind=True)
            case Pattern():
                yield from self._take(dict(types), item, bind=True)
            case Share():
                terms = ((("of",), item.share.of), (("in",), item.share.in_))
                yield from self._terms(item.share, terms, types, bound, ("int",), "whole number")
            case Days():
                terms = ((("from",), item.days.from_), (("to",), item.days.to))
                yield from self._terms(item.days, terms, types, bound, ("date",), "date")
            case Before() | After():
                pair = item.before if isinstance(item, Before) else item.after
                key = _first_key(item)
                yield from self._terms(
                    item, [((*key, n), term) for n, term in enumerate(pair)], types, bound, ("date", "int"), "date"
                )
                if {types[t[1:]].type for t in pair if t[1:] in types} == {"date", "int"}:
                    yield trouble(Code.VARIABLE_TYPE, "a date is set against a number", item, *_first_key(item))
            case Compare():
                yield from self._compare(item, types, bound)

    def _terms(
        self,
        spec: Mirror,
        terms: Iterable[tuple[tuple[str | int, ...], object]],
        types: dict[str, FieldType],
        bound: set[str],
        sorts: tuple[str, ...],
        what: str,
    ) -> Iterator[Diagnostic]:
        for way, term in terms:
            if is_variable(term):
                variable = str(term)[1:]
                if variable not in bound:
                    yield trouble(
                        Code.UNBOUND_VARIABLE, f"nothing binds `${variable}`", spec, *way,
                        help=nearest("$" + variable, ("$" + v for v in bound)),
                    )  # fmt: skip
                elif types[variable].type not in sorts:
                    yield trouble(
                        Code.VARIABLE_TYPE,
                        f"`${variable}` is of type {types[variable].type}; expected a {what}",
                        spec,
                        *way,
                    )
            elif "int" in sorts and "date" not in sorts:
                if not isinstance(term, int) or isinstance(term, bool):
                    message = f"`{term}` is neither a whole number nor a variable"
                    yield trouble(Code.WRONG_VALUE, message, spec, *way, help=_meant(term, bound))
            elif wrong := field_value(FieldType(type="date"), term, "condition", "date"):
                help = wrong[2] or _meant(term, bound)
                yield trouble(Code.WRONG_VALUE, f"`{term}` is neither a date nor a variable", spec, *way, help=help)

    def _compare(self, item: Compare, types: dict[str, FieldType], bound: set[str]) -> Iterator[Diagnostic]:
        name, other = item.compare.bound
        sides = {"left": item.compare.left, name: other}
        for key, term in sides.items():
            if is_variable(term) and str(term)[1:] not in bound:
                yield trouble(
                    Code.UNBOUND_VARIABLE, f"nothing binds `{term}`", item.compare, key,
                    help=nearest(str(term), ("$" + v for v in bound)),
                )  # fmt: skip
                return
        fields = [types[str(t)[1:]] for t in sides.values() if is_variable(t)]
        if not fields:
            yield trouble(Code.UNBOUND_VARIABLE, "a comparison needs a variable", item.compare, "left")
            return
        if len({f.comparable for f in fields}) > 1:
            message = f"`{item.compare.left}` is of type {fields[0].type}, but `{other}` is of type {fields[1].type}"
            yield trouble(Code.VARIABLE_TYPE, message, item.compare, name)
        for key, term in sides.items():
            if not is_variable(term) and (wrong := field_value(fields[0], term, "the other side", fields[0].type)):
                message = f"`{term}` does not fit: {wrong[1].split(': ', 1)[-1]}"
                yield trouble(wrong[0], message, item.compare, key, help=wrong[2])
        if name not in ("is", "is_not") and fields[0].type not in ("int", "date"):
            first = next(t for t in sides.values() if is_variable(t))
            yield trouble(
                Code.VARIABLE_TYPE, f"only numbers and dates have an order; `{first}` is of type {fields[0].type}",
                item.compare, "left", help="use `is` or `is_not`",
            )  # fmt: skip


def _same_type(
    first: FieldType, second: FieldType, variable: str, pattern: Pattern, field: str
) -> Iterator[Diagnostic]:
    if first.comparable != second.comparable:
        yield trouble(
            Code.VARIABLE_TYPE, f"`${variable}` is of type {first.type} elsewhere and {second.type} here", pattern,
            pattern.kind, field, help="use two variables",
        )  # fmt: skip


def _meant(term: object, bound: set[str]) -> str:
    """A help line if a variable was meant and its `$` forgotten."""
    near = nearest(f"${term}", ("$" + v for v in bound))
    return near if near.startswith("did") else ""


def _first_key(item: Mirror) -> tuple[str, ...]:
    return tuple(k for k in getattr(item.at, "entries", {}) if k != "words")[:1]


def _variables_of(item: AnyCondition) -> Iterator[str]:
    match item:
        case Pattern():
            terms: tuple[object, ...] = tuple(item.fields.values())
        case Count():
            terms = tuple(item.count.of.fields.values())
        case _:
            terms = ()
    for term in terms:
        if is_variable(term):
            yield str(term)[1:]
