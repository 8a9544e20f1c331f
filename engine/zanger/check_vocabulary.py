"""The validators of what a pack declares: ids, readings, bodies, kinds and their fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .errors import Code, Diagnostic, an, nearest
from .load import LawPack
from .spot import field_value, trouble
from .vocabulary import MAX_INT, FieldType, Kind, Sort, is_id

SECTIONS: dict[Sort, str] = {"fact": "facts", "class": "classes", "action": "actions", "status": "statuses"}


def check_ids(pack: LawPack) -> Iterator[Diagnostic]:
    """Instruments, readings and kinds have well-formed ids that occur once."""
    for what, items in (("instrument", pack.instruments), ("reading", pack.readings)):
        seen: set[str] = set()
        for item in items:
            if item.id in seen:
                yield trouble(
                    Code.DUPLICATE_ID, f"{what} `{item.id}` is declared twice", item, "id", help="keep one of them"
                )
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
            if name in (
                "words",
                "count",
                "share",
                "compare",
                "days",
                "before",
                "after",
                "none",
                "any",
                "all",
            ) or not is_id(name):
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
                    Code.UNKNOWN_BODY,
                    f"there is no body `{body}`",
                    action,
                    "by",
                    n,
                    help=nearest(body, vocabulary.bodies),
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
                    yield trouble(
                        Code.MISSING_FIELD, message, action, "is", group, help="add the field, or fix it here"
                    )
                elif own is not None and own.comparable != spec.comparable:
                    message = f"`{name}.{field}` is {own.type}, but `{group}.{field}` is {spec.type}"
                    yield trouble(Code.VARIABLE_TYPE, message, action, "fields", field)
        if action.ends is not None and (action.ends not in action.fields or action.fields[action.ends].type != "ref"):
            yield trouble(
                Code.UNKNOWN_FIELD, f"`{action.ends}` is no reference field of `{name}`", action, "ends",
                help=nearest(action.ends, (f for f, s in action.fields.items() if s.type == "ref")), value=True,
            )  # fmt: skip


def _field(kind: str, declared: Kind, name: str, spec: FieldType, sort: str, targets: set[str]) -> Iterator[Diagnostic]:
    reserved = {"action": ("by", "on", "order", "act"), "class": ("by", "on", "order", "act")}.get(
        sort, ("from", "until", "holds") if sort == "fact" else ()
    )
    if name in reserved:
        message = f"`{name}` is kept for the engine; `{kind}` cannot declare it"
        yield trouble(Code.WRONG_VALUE, message, declared, "fields", name, help="choose another name")
    if spec.type == "enum" and not spec.values:
        yield trouble(
            Code.MISSING_KEY, f"the enum `{kind}.{name}` has no `values`", spec, "type", help="add `values: [...]`"
        )
    if spec.type == "ref":
        if not spec.to:
            yield trouble(
                Code.MISSING_KEY, f"the reference `{kind}.{name}` has no `to`", spec, "type", help="add `to: [kind]`"
            )
        for n, target in enumerate(spec.to):
            if target not in targets:
                yield trouble(
                    Code.UNKNOWN_KIND,
                    f"there is no fact or action `{target}`",
                    spec,
                    "to",
                    n,
                    help=nearest(target, targets),
                )
    for key, bound in (("min", spec.min), ("max", spec.max)):
        if abs(bound) > MAX_INT:
            yield trouble(Code.OUT_OF_BOUNDS, f"`{key}` of `{kind}.{name}` lies beyond {MAX_INT:,}", spec, key)
    if spec.min > spec.max:
        message = f"`min` of `{kind}.{name}` is {spec.min:,}, more than `max`, {spec.max:,}"
        yield trouble(Code.OUT_OF_BOUNDS, message, spec, "min" if "min" in spec.model_fields_set else "max")
    for language in spec.labels:
        if language not in spec.values:
            yield trouble(
                Code.WRONG_VALUE, f"`{language}` is not a value of `{kind}.{name}`", spec, "labels", language,
                help=nearest(language, spec.values),
            )  # fmt: skip
