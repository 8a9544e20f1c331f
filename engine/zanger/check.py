"""The validators of a pack: small functions `(pack) -> diagnostics`, all run, all errors reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from .compile import (
    MAX_VARIANTS,
    TODAY_NAME,
    Compiler,
    expand,
    in_force,
    is_variable,
)
from .errors import Code, Diagnostic, InputError, Place, an, nearest
from .load import LawPack
from .model import Mirror
from .program import NegativeCycle, Program
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
    Instrument,
    Pattern,
    Provision,
    Share,
    conditions,
)
from .source import Document, Mapping, Node, Sequence, step
from .vocabulary import MAX_INT, FieldType, Kind, Sort, Vocabulary, is_id, read_value

PROVISION_ID = re.compile(r"[a-z0-9]+(\.[a-z0-9]+)(\.[0-9]+(-[0-9]+)?)(\.[0-9]+(-[0-9]+)?)*(-[a-z][a-z0-9]*)*\Z")
MAX_ATOMS = 16
SECTIONS: dict[Sort, str] = {"fact": "facts", "class": "classes", "action": "actions", "status": "statuses"}
Validator = Callable[[LawPack], Iterable[Diagnostic]]


def spot(model: Mirror, *way: str | int) -> tuple[Document, Place]:
    """The document and place of a key or item below a model; the model's own place if it is not there."""
    found = _follow(model, way)
    return found.document, found.key


def value_spot(model: Mirror, *way: str | int) -> tuple[Document, Place]:
    """Like `spot`, but the place of the value where a key leads to one."""
    found = _follow(model, way)
    return found.document, found.node.place if found.node is not None else found.key


@dataclass(frozen=True)
class _Found:
    """What stands below a model: the place of its key, its node and its path; no node if made in Python."""

    document: Document
    key: Place
    node: Node | None = None
    path: str = ""


def _follow(model: Mirror, way: tuple[str | int, ...]) -> _Found:
    node: Node | None = model.at
    if not isinstance(node, Mapping):
        return _Found(Document("<python>", ()), Place("<python>", 0, 0))
    document, place, path = node.document, node.place, node.document.path_to(node)
    for part in way:
        if isinstance(node, Mapping) and isinstance(part, str) and part in node.entries:
            place, node = node.keys[part], node.entries[part]
        elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
            place = node.place
        else:
            break
        path = step(path, part)
    return _Found(document, place, node, path)


def trouble(
    code: Code, message: str, model: Mirror, *way: str | int, help: str = "", value: bool = False
) -> Diagnostic:
    """A diagnostic at a key below a model; with `value`, or a code of `OF_VALUES`, at its value."""
    found = _follow(model, way)
    place = found.key
    if (value or code in OF_VALUES) and found.node is not None and not isinstance(found.node, Mapping):
        place = found.node.place
    return found.document.error(code, message, place, help=help, path=found.path)


OF_VALUES = (
    Code.WRONG_VALUE,
    Code.OUT_OF_BOUNDS,
    Code.UNBOUND_VARIABLE,
    Code.VARIABLE_TYPE,
    Code.UNKNOWN_BODY,
    Code.UNKNOWN_INSTRUMENT,
    Code.UNKNOWN_PROVISION,
    Code.MISSING_CITATION,
    Code.DUPLICATE_ID,
    Code.REVERSED_DATES,
    Code.DANGLING_REFERENCE,
    Code.ACTION_AFTER_AS_OF,
)
"""What is wrong with a value, so that the caret stands under it and not under its key."""


def field_value(field: FieldType, raw: object, kind: str, name: str) -> tuple[Code, str, str] | None:
    """What is wrong with a constant for a field, as code, message and help; None if nothing is."""
    try:
        value = read_value(field, raw)
    except ValueError as error:
        shown = str(raw).lower() if isinstance(raw, bool) else str(raw)
        help = nearest(shown, field.values) if field.type == "enum" else ""
        if isinstance(raw, int) and (shown in field.values or (field.type in ("id", "ref") and is_id(shown))):
            help = f'write it in quotes: `"{shown}"`'
        return Code.WRONG_VALUE, f"`{_short(shown)}` does not fit `{kind}.{name}`: {error}", help
    if field.type == "int" and isinstance(value, int) and not field.min <= value <= field.max:
        message = f"`{raw}` is out of bounds for `{kind}.{name}`: expected {field.min:,} to {field.max:,}"
        return Code.OUT_OF_BOUNDS, message, ""
    return None


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


# Heads of the pack


def check_ids(pack: LawPack) -> Iterator[Diagnostic]:
    """Instruments, readings and kinds have well-formed ids that occur once."""
    for what, items in (("instrument", pack.instruments), ("reading", pack.readings)):
        seen: set[str] = set()
        for item in items:
            if item.id in seen:
                yield trouble(Code.DUPLICATE_ID, f"{what} `{item.id}` is declared twice", item, "id", help="keep one of them")
            if not is_id(item.id):
                yield trouble(Code.WRONG_VALUE, f"`{item.id}` is not an id: letters, digits and hyphens", item, "id")
            seen.add(item.id)
    names: dict[str, str] = {}
    for sort, kinds in pack.vocabulary.sorts():
        for name in kinds:
            place = (pack.vocabulary, SECTIONS[sort], name)
            if name in names:
                message = f"`{name}` is {an(names[name])} and {an(sort)}; a kind has one sort"
                yield trouble(Code.DUPLICATE_ID, message, *place, help="choose another name for one of them")
            if name in ("words", "count", "share", "compare", "days", "before", "after", "none", "any", "all") or not is_id(name):
                yield trouble(Code.WRONG_VALUE, f"`{name}` cannot name a kind", *place, help="choose another name")
            names[name] = sort


def check_readings(pack: LawPack) -> Iterator[Diagnostic]:
    """The default of a reading is one of its readings, or `open`."""
    for reading in pack.readings:
        if not reading.is_open and reading.default not in reading.readings:
            yield trouble(
                Code.UNKNOWN_READING, f"`{reading.default}` is not a reading of {reading.id}", reading, "default",
                help=nearest(reading.default, [*reading.readings, "open"]), value=True,
            )  # fmt: skip
        if "open" in reading.readings:
            yield trouble(Code.WRONG_VALUE, "`open` cannot name a reading", reading, "readings", "open")


def check_vocabulary(pack: LawPack) -> Iterator[Diagnostic]:
    """Fields are well-formed; bodies, classes and references exist; phrases name real fields."""
    vocabulary = pack.vocabulary
    targets = {*vocabulary.facts, *vocabulary.actions}
    for sort, kinds in vocabulary.sorts():
        for name, kind in kinds.items():
            ids = [f for f, spec in kind.fields.items() if spec.type == "id"]
            if len(ids) > 1:
                yield trouble(Code.DUPLICATE_ID, f"`{name}` has two fields of type `id`", kind, "fields", ids[1])
            for field, spec in kind.fields.items():
                yield from _field(name, kind, field, spec, sort, targets)
            for language, phrase in (kind.phrase or {}).items():
                for used in re.findall(r"\{([^}]*)\}", phrase):
                    if used not in vocabulary.fields(name):
                        yield trouble(
                            Code.UNKNOWN_FIELD, f"the phrase names `{used}`, which is no field of `{name}`", kind,
                            "phrase", language, help=nearest(used, vocabulary.fields(name)), value=True,
                        )  # fmt: skip
    for name, action in vocabulary.actions.items():
        for n, body in enumerate(action.by):
            if body not in vocabulary.bodies:
                yield trouble(
                    Code.UNKNOWN_BODY, f"there is no body `{body}`", action, "by", n, help=nearest(body, vocabulary.bodies)
                )
        for group, fixed in action.is_.items():
            if group not in vocabulary.classes:
                yield trouble(
                    Code.UNKNOWN_KIND, f"there is no class `{group}`", action, "is", group,
                    help=nearest(group, vocabulary.classes),
                )  # fmt: skip
                continue
            fields = vocabulary.classes[group].fields
            for field, raw in fixed.items():
                if field not in fields:
                    yield trouble(
                        Code.UNKNOWN_FIELD, f"`{group}` has no field `{field}`", action, "is", group, field,
                        help=nearest(field, fields),
                    )  # fmt: skip
                elif wrong := field_value(fields[field], raw, group, field):
                    yield trouble(wrong[0], wrong[1], action, "is", group, field, help=wrong[2])
            for field, spec in fields.items():
                own = action.fields.get(field)
                if own is None and field not in fixed and not spec.optional:
                    message = f"`{name}` is a `{group}`, but has no field `{field}`"
                    yield trouble(Code.MISSING_FIELD, message, action, "is", group, help="add the field, or fix it here")
                elif own is not None and own.comparable != spec.comparable:
                    message = f"`{name}.{field}` is {own.type}, but `{group}.{field}` is {spec.type}"
                    yield trouble(Code.VARIABLE_TYPE, message, action, "fields", field)
        if action.ends is not None and (action.ends not in action.fields or action.fields[action.ends].type != "ref"):
            yield trouble(
                Code.UNKNOWN_FIELD, f"`{action.ends}` is no reference field of `{name}`", action, "ends",
                help=nearest(action.ends, (f for f, s in action.fields.items() if s.type == "ref")), value=True,
            )  # fmt: skip


def _field(
    kind: str, declared: Kind, name: str, spec: FieldType, sort: str, targets: set[str]
) -> Iterator[Diagnostic]:
    reserved = {"action": ("by", "on", "order", "act"), "class": ("by", "on", "order", "act")}.get(
        sort, ("from", "until", "holds") if sort == "fact" else ()
    )
    if name in reserved:
        message = f"`{name}` is kept for the engine; `{kind}` cannot declare it"
        yield trouble(Code.WRONG_VALUE, message, declared, "fields", name, help="choose another name")
    if spec.type == "enum" and not spec.values:
        yield trouble(Code.MISSING_KEY, f"the enum `{kind}.{name}` has no `values`", spec, "type", help="add `values: [...]`")
    if spec.type == "ref":
        if not spec.to:
            yield trouble(Code.MISSING_KEY, f"the reference `{kind}.{name}` has no `to`", spec, "type", help="add `to: [kind]`")
        for n, target in enumerate(spec.to):
            if target not in targets:
                yield trouble(Code.UNKNOWN_KIND, f"there is no fact or action `{target}`", spec, "to", n, help=nearest(target, targets))
    if spec.min > spec.max or max(abs(spec.min), abs(spec.max)) > MAX_INT:
        yield trouble(Code.OUT_OF_BOUNDS, f"the bounds of `{kind}.{name}` are reversed or beyond {MAX_INT:,}", spec, "min")
    for language in spec.labels:
        if language not in spec.values:
            yield trouble(
                Code.WRONG_VALUE, f"`{language}` is not a value of `{kind}.{name}`", spec, "labels", language,
                help=nearest(language, spec.values),
            )  # fmt: skip


# Provisions, each for itself


def check_citations(pack: LawPack) -> Iterator[Diagnostic]:
    """Every provision can be cited: a well-formed id under its article's instrument, and a source."""
    for _, article in pack.articles:
        if article.instrument not in pack.instrument:
            yield trouble(
                Code.UNKNOWN_INSTRUMENT, f"there is no instrument `{article.instrument}`", article, "instrument",
                help=nearest(article.instrument, pack.instrument),
            )  # fmt: skip
        for p in article.provisions:
            wanted = f"{pack.head.id}.{article.instrument}.{article.article}"
            fits = p.id == wanted or p.id.startswith((wanted + ".", wanted + "-"))
            if not PROVISION_ID.match(p.id) or not fits:
                message = f"`{p.id}` does not cite a place in article {article.article} of `{article.instrument}`"
                yield trouble(
                    Code.MISSING_CITATION, message, p, "id", help=f"expected an id such as `{wanted}.1` or `{wanted}.1-name`"
                )
            if p.source is None:
                yield trouble(
                    Code.MISSING_CITATION, f"`{p.id}` has no source", p, "id",
                    help="add `source: {grade: primary, ref: ...}`",
                )  # fmt: skip
            for n, other in enumerate(p.also):
                parts = other.split(".")
                if len(parts) < 3 or parts[0] != pack.head.id or parts[1] not in pack.instrument:
                    known = (f"{pack.head.id}.{i}" for i in pack.instrument)
                    yield trouble(
                        Code.UNKNOWN_INSTRUMENT, f"`{other}` does not cite an instrument of this pack", p, "also", n,
                        help=nearest(".".join(parts[:2]), known),
                    )  # fmt: skip


def check_dates(pack: LawPack) -> Iterator[Diagnostic]:
    """Periods run forwards, and the editions of one provision do not overlap."""
    editions: dict[str, list[Provision]] = {}
    dated: tuple[Instrument | Provision, ...] = (*pack.instruments, *pack.provisions)
    for item in dated:
        period = item.in_force
        if period.last is not None and period.last < period.first:
            message = f"`{item.id}` ends on {period.last}, before it begins on {period.first}"
            yield trouble(Code.REVERSED_DATES, message, period, "until", help="exchange the two dates")
    for p in pack.provisions:
        editions.setdefault(p.id, []).append(p)
    for name, group in editions.items():
        for first, second in combinations(group, 2):
            if first.in_force.overlaps(second.in_force):
                where = spot(first, "id")[1]
                message = f"two editions of `{name}` are in force together; the other is at {where}"
                help = "end the earlier one the day before the later begins, or give one its own id with a suffix"
                yield trouble(Code.OVERLAPPING_EDITIONS, message, second, "in_force", help=help)


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
            names = " and ".join(f"`{name}`" for name, _ in given) or "none"
            yield trouble(
                Code.CONCLUSION_COUNT, f"`{p.id}` has {names}; a provision has exactly one conclusion", p, "id",
                help="keep one of `defines`, `permits`, `requires`, `forbids`; give the others a provision of their own",
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
                yield trouble(Code.MISPLACED_KEY, f"`{key}` belongs to {what}, not to `{name}`", p, key, help=f"remove `{key}`")
        if name == "forbids":
            yield from self._breach()
        if any(len(expand(s, getattr(p, s))) > MAX_VARIANTS for s in ("when", "provided")):
            yield trouble(Code.RULE_TOO_LARGE, f"`any` gives `{p.id}` more than {MAX_VARIANTS} combinations", p, "id", help="split the provision")
            return
        if all(vocabulary.sort(k) for k in self._used_kinds()):
            found: dict[tuple[Place, Code, str], Diagnostic] = {}
            for variant in expand("when", p.when):
                for manner in expand("provided", p.provided):
                    for d in self._variables(variant, manner):
                        found.setdefault((d.place, d.code, d.message), d)
            yield from found.values()

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
                        Code.UNKNOWN_READING, f"`breach` and {name} differ in `{odd}`; every reading of {name} needs its effect",
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
                    yield trouble(Code.MISPLACED_KEY, "`any` does not stand in `unless`", item, "any", help="list its parts one by one")
                for b, branch in enumerate(item.any):
                    for n, inner in enumerate(branch):
                        yield from self._kinds(inner, (*way, "any", b, n), section)
            case AllOf():
                if section == "unless":
                    yield trouble(Code.MISPLACED_KEY, "`all` does not stand in `unless`", item, "all", help="define a status for it")
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
            message = f"there is no {what} `{pattern.kind}`"
            if sort is not None:
                message = f"`{pattern.kind}` is {an(sort)}; expected {an(what)}"
            yield trouble(Code.UNKNOWN_KIND, message, pattern, pattern.kind, help=nearest(pattern.kind, known))
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
                    help="write one provision for each",
                )  # fmt: skip
            for raw in term if isinstance(term, tuple) else (term,):
                if is_variable(raw):
                    if isinstance(term, tuple):
                        yield trouble(Code.WRONG_SHAPE, "a list holds constants, not variables", pattern, pattern.kind, name)
                elif wrong := field_value(fields[name], raw, pattern.kind, name):
                    yield trouble(wrong[0], wrong[1], pattern, pattern.kind, name, help=wrong[2])
        if wanted == "status":
            for name, spec in fields.items():
                if name not in pattern.fields and not spec.optional:
                    yield trouble(
                        Code.MISSING_FIELD, f"the status `{pattern.kind}` needs `{name}`", pattern, pattern.kind,
                        help=f"add `{name}: $...`",
                    )  # fmt: skip
        by = pattern.fields.get("by")
        if wanted == "action" and isinstance(by, str) and not is_variable(by) and by not in vocabulary.actors(pattern.kind):
            actors = vocabulary.actors(pattern.kind)
            yield trouble(
                Code.UNKNOWN_BODY, f"`{by}` cannot be the actor of `{pattern.kind}`", pattern, pattern.kind, "by",
                help=nearest(by, actors),
            )  # fmt: skip

    def _variables(
        self, variant: list[tuple[tuple[Any, ...], AnyCondition]], manner: list[tuple[tuple[Any, ...], AnyCondition]]
    ) -> Iterator[Diagnostic]:
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
            yield trouble(Code.RULE_TOO_LARGE, f"`{p.id}` has more than {MAX_ATOMS} patterns", p, "id", help="define a status for a part of them")
        yield from self._conclusion(conclusion, types, bound_only=False)
        manners = set(types)
        for n, item in enumerate(p.unless):
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
                        help=nearest("$" + variable, ("$" + v for v in types if v != TODAY_NAME)),
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
                yield trouble(Code.WRONG_VALUE, f"`{term}` is not a variable: `$` and a name", pattern, pattern.kind, field)
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
                if len({types[t[1:]].type for t in pair if t[1:] in types}) > 1:
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
                        Code.VARIABLE_TYPE, f"`${variable}` is of type {types[variable].type}; expected a {what}", spec, *way
                    )
            elif "int" in sorts and "date" not in sorts:
                if not isinstance(term, int) or isinstance(term, bool):
                    yield trouble(Code.WRONG_VALUE, f"`{term}` is neither a whole number nor a variable", spec, *way)
            elif wrong := field_value(FieldType(type="date"), term, "condition", "date"):
                yield trouble(Code.WRONG_VALUE, f"`{term}` is neither a date nor a variable", spec, *way, help=wrong[2])

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
                yield trouble(Code.WRONG_VALUE, message, item.compare, key, help=wrong[2])
        if name not in ("is", "is_not") and fields[0].type not in ("int", "date"):
            first = next(t for t in sides.values() if is_variable(t))
            yield trouble(
                Code.VARIABLE_TYPE, f"only numbers and dates have an order; `{first}` is of type {fields[0].type}",
                item.compare, "left", help="use `is` or `is_not`",
            )  # fmt: skip


def _same_type(first: FieldType, second: FieldType, variable: str, pattern: Pattern, field: str) -> Iterator[Diagnostic]:
    if first.comparable != second.comparable:
        yield trouble(
            Code.VARIABLE_TYPE, f"`${variable}` is of type {first.type} elsewhere and {second.type} here", pattern,
            pattern.kind, field, help="use two variables",
        )  # fmt: skip


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


# Provisions together


def check_overrides(pack: LawPack) -> Iterator[Diagnostic]:
    """What overrides what: it exists, concludes about the same, is not of lower rank, and makes no circle."""
    by_id = {p.id: p for p in pack.provisions}
    for p in pack.provisions:
        for n, weaker in enumerate(p.overrides):
            other = by_id.get(weaker)
            if other is None:
                yield trouble(
                    Code.UNKNOWN_PROVISION, f"there is no provision `{weaker}`", p, "overrides", n,
                    help=nearest(weaker, by_id),
                )  # fmt: skip
                continue
            mine, theirs = (pack.instrument.get([*q.id.split("."), ""][1]) for q in (p, other))
            if mine and theirs and mine.rank > theirs.rank:
                message = f"`{p.id}` (rank {mine.rank}) cannot override `{weaker}` (rank {theirs.rank})"
                yield trouble(
                    Code.OVERRIDES_RANK, message, p, "overrides", n, help="a lower instrument yields to a higher one"
                )
            if len(p.conclusions) == len(other.conclusions) == 1 and not _same_target(pack, p, other):
                message = f"`{p.id}` and `{weaker}` conclude about different things"
                yield trouble(
                    Code.OVERRIDES_MISMATCH, message, p, "overrides", n,
                    help="a provision overrides one about the same status or the same action",
                )  # fmt: skip
    edges = {p.id: [w for w in p.overrides if w in by_id] for p in pack.provisions}
    seen: set[frozenset[str]] = set()
    for start in edges:
        cycle = _circle(start, edges)
        if cycle and frozenset(cycle) not in seen:
            seen.add(frozenset(cycle))
            yield trouble(
                Code.OVERRIDES_CYCLE, "`overrides` goes round in a circle: " + " -> ".join((*cycle, cycle[0])),
                by_id[start], "overrides", help="take one of them out",
            )  # fmt: skip


def _same_target(pack: LawPack, p: Provision, other: Provision) -> bool:
    (mine, a), (theirs, b) = p.conclusion, other.conclusion
    if (mine == "defines") != (theirs == "defines"):
        return False
    if mine == "defines":
        return a.kind == b.kind and a.fields.keys() == b.fields.keys()
    members = pack.vocabulary.members
    return bool(set(members(a.kind)) & set(members(b.kind)))


def _circle(start: str, edges: dict[str, list[str]]) -> tuple[str, ...]:
    paths: list[tuple[str, ...]] = [(start,)]
    visited: set[str] = set()
    for path in paths:
        for following in edges[path[-1]]:
            if following == start:
                return path
            if following not in visited:
                visited.add(following)
                paths.append((*path, following))
    return ()


def check_strata(pack: LawPack) -> Iterator[Diagnostic]:
    """On every day on which the law changes, negation and counting make no circle."""
    seen: set[tuple[str, ...]] = set()
    for day in epochs(pack):
        program = Compiler(pack.vocabulary).program(in_force(pack.provisions, day), "check")
        try:
            _ = program.strata
        except NegativeCycle as error:
            if error.cycle in seen:
                continue
            seen.add(error.cycle)
            by = _concluder(pack, program, error.cycle)
            message = "absence or number goes round in a circle: " + " -> ".join(error.cycle)
            yield trouble(
                Code.NEGATIVE_CYCLE, message, by, "id", help="a status may not depend on its own absence or number"
            )


def _concluder(pack: LawPack, program: Program, cycle: tuple[str, ...]) -> Provision:
    for rule in program.rules:
        if rule.head.kind in cycle and any(kind in cycle and negative for kind, negative in rule.needs()):
            return next(p for p in pack.provisions if p.id == rule.provision)
    raise AssertionError("a circle through absence has a rule that reads it")


def epochs(pack: LawPack) -> list[date]:
    """The days on which some provision begins, or has just ended."""
    days = {p.in_force.first for p in pack.provisions}
    days |= {p.in_force.last + timedelta(days=1) for p in pack.provisions if p.in_force.last and p.in_force.last < date.max}
    return sorted(days)


ALONE: tuple[Validator, ...] = (check_ids, check_readings, check_vocabulary, check_citations, check_dates, check_provisions)
TOGETHER: tuple[Validator, ...] = (check_overrides, check_strata)


def check_pack(pack: LawPack) -> list[Diagnostic]:
    """Every error of a pack, by file and line.

    The checks of provisions against each other run only when each is sound by itself.
    """
    found = [d for validator in ALONE for d in validator(pack)]
    found += [d for validator in TOGETHER if validator is not check_strata or not found for d in validator(pack)]
    return sorted(found, key=lambda d: (d.place, d.code))


def require_sound(pack: LawPack) -> None:
    """Raise `InputError` with every error of the pack, if it has any."""
    if found := check_pack(pack):
        raise InputError(found)


__all__ = ["Kind", "Vocabulary", "check_pack", "epochs", "require_sound"]
