"""JSON Schemas of case files and article files, made from a pack's words, so that an editor can check them.

They say what can be seen in one file alone. Whether an id exists, a date follows another or a variable
is bound is left to `docket` and `check`, whose word is final.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, Literal, get_args
from urllib.parse import quote

from .case import NOT_CODED, UNKNOWN, EffectName, VerdictName
from .load import LawPack
from .provision import CONCLUSIONS, GRADES, Effect, Reading
from .vocabulary import FieldType, Kind, Vocabulary

Json = dict[str, Any]
Form = Literal["", "-or-unknown", "-term"]
"""What may stand in a field: a constant; or `unknown`; or a variable or a list."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = r"[^\x00-/:-@\[-`{-\x7f\s][^\x00-,/:-@\[-^`{-\x7f\s]{0,63}"
"""Like `is_id`, but any sign outside ASCII passes: engines differ on what a letter is."""
NUMBER, SUFFIX = r"\.[0-9]+(-[0-9]+)?", "-[a-z][a-z0-9]*"
DAY = "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))"
STRING: Json = {"type": "string"}
TYPES: dict[str, Json] = {
    "bool": {"type": "boolean"},
    "date": STRING | {"format": "date", "pattern": f"^(?!0000)[0-9]{{4}}-{DAY}$"},
    "id": STRING | {"description": "letters, digits, hyphens", "pattern": f"^(?!{UNKNOWN}$){ID}$"},
    "ratio": STRING | {"pattern": r"^\s*[0-9]{1,6}\s*/\s*(?!0+\s*$)[0-9]{1,6}\s*$"},
    "scalar": {"type": ["string", "integer", "boolean"]},
    "unknown": {"description": "stated as not known", "const": UNKNOWN},
    "variable": STRING | {"description": "a variable: `$unit`; `$today` is the day", "pattern": rf"^\${ID}$"},
}
BOUNDS = ("at_least", "more_than", "at_most", "less_than")


def case_schema(pack: LawPack) -> Json:
    """The JSON Schema (draft 2020-12) of the case files of a pack."""
    words, defs = pack.vocabulary, _shared(pack)
    for name, kind in words.facts.items():
        fields = {"from": _ref("date"), "until": _ref("date"), "holds": {"enum": [UNKNOWN, True]}}
        defs[f"fact.{name}"] = _stated(name, kind, fields, defs)
    for name, action in words.actions.items():
        fields = {"by": _bodies(words, action.by, defs), "on": _ref("date")}
        defs[f"action.{name}"] = _stated(name, action, fields, defs)
    defs["fact"] = _one({name: _ref(f"fact.{name}") for name in words.facts})
    defs["action"] = _one({name: _ref(f"action.{name}") for name in words.actions})
    dated = {"additionalProperties": {"type": "object", "required": ["on"]}}
    defs["done"] = {"description": "`on` tells the day", "allOf": [_ref("action"), dated]}
    defs["expectation"] = {"oneOf": _expectations(pack, defs)}
    properties = {
        "title": STRING,
        "teaches": _ref("text", "the rule that this case teaches, in one sentence"),
        "pack": {"description": "the law pack", "const": pack.head.id},
        "as_of": _ref("date", "the day on which the questions are asked"),
        "facts": _list(_ref("fact"), "what holds; with `from` and `until` only between these days"),
        "history": _list(_ref("done"), "what was done, in order"),
        "ask": _list(_ref("action"), "may this be done? `on` is `as_of` unless stated"),
        "under": _object({r.id: _reading(r) for r in pack.readings}, description="readings chosen here"),
        "expect": _list(_ref("expectation"), "expected answers: they make the case a test"),
    }
    return _document(f"case of the pack {pack.head.id}", _object(properties, ["pack", "as_of"]), defs)


def provision_schema(pack: LawPack) -> Json:
    """The JSON Schema (draft 2020-12) of the article files of a pack."""
    words, defs = pack.vocabulary, _shared(pack)
    defs["parameter"] = STRING | {"description": "a quantity that changes over time", "pattern": rf"^@{ID}$"}
    source = {"grade": {"enum": list(GRADES)}, "ref": STRING | {"minLength": 1}}
    defs["citation"] = STRING | {"pattern": f"^{_instruments(pack)}({NUMBER})+({SUFFIX})*$"}
    flags = {"new": {"type": "boolean"}, "ended": {"type": "boolean"}}
    defs["period"] = _object({"from": _ref("date"), "until": _ref("date")} | flags, ["from"])
    defs["source"] = _object(source, list(source))
    for name, (_, kind) in words.kinds.items():
        fields = _matched(words, name, "-term", defs)
        defs[f"pattern.{name}"] = _object(fields, **_label(kind), type=["object", "null"])
    kinds = {name: _ref(f"pattern.{name}") for name in words.kinds}
    conditions = _condition_words()
    defeats = {word: schema for word, schema in conditions.items() if word not in ("none", "any", "all")}
    defs["pattern"] = _condition(kinds)
    defs["condition"] = _condition(conditions | kinds)
    defs["defeat"] = _condition(defeats | kinds)
    defs["defines"] = _conclusion({name: _needed(kind) for name, kind in words.statuses.items()})
    defs["acts"] = _conclusion(dict.fromkeys([*words.actions, *words.classes], ()))
    defs["provision"] = _provision(pack)
    properties = {
        "article": {"type": ["integer", "string"], "minimum": 0, "pattern": f"^{NUMBER[2:]}$"},
        "instrument": _enum({i.id: i.short["en"] for i in pack.instruments}),
        "title": _ref("text"),
        "provisions": _list(_ref("provision")),
    }
    return _document(f"article of the pack {pack.head.id}", _object(properties, list(properties)), defs)


def _provision(pack: LawPack) -> Json:
    effect: Json = {"enum": list(get_args(Effect))}
    under: Json = {r.id: {"anyOf": _or_list(_reading(r))} for r in pack.readings}
    by_reading = {r.id: _object(dict.fromkeys(r.readings, effect), r.readings) for r in pack.readings}
    days: Json = {"anyOf": [_ref("parameter"), {"type": "integer", "minimum": 0, "maximum": 10_000}]}
    within = _object({"days": days, "from": _ref("variable"), "words": STRING}, ["days", "from"])
    properties: Json = {
        "id": _ref("citation", "pack.instrument.article.paragraph[.sub-paragraph][-suffix]"),
        "marks": _list(STRING, "numbers of the dossier"),
        "in_force": _ref("period", "both days included; `new`, `ended`: there was, there is no such rule beyond"),
        "says": _ref("text", "the words of the law"),
        "note": _ref("text"),
        "source": _ref("source"),
        "also": _list(_ref("citation"), "the same rule stands there too"),
        "under": _object(under, description="holds only under these readings"),
        "when": _list(_ref("condition"), "all of these hold"),
        "unless": _list(_ref("defeat"), "any one of these defeats the provision"),
        "provided": _list(_ref("condition"), "conditions on the manner of the action"),
        "overrides": _list(_ref("citation"), "where both apply to the same thing, this one prevails"),
        "defines": _ref("defines", "the status holds"),
        "permits": _ref("acts", "the power to act"),
        "requires": _ref("acts", "the duty to act"),
        "forbids": _ref("acts", "a prohibition"),
        "within": within | {"description": "the time for a duty"},
        "breach": {"description": "what a forbidden act has", "anyOf": [effect, _one(by_reading)]},
    }
    needs = {"forbids": "breach", "breach": "forbids", "within": "requires"}
    some, none = {"minItems": 1}, {"maxItems": 0}
    return _object(properties, ["id", "in_force", "says", "source"]) | {
        "oneOf": [{"required": [name]} for name in CONCLUSIONS],
        "dependentRequired": {key: [needed] for key, needed in needs.items()},
        "dependentSchemas": {
            "defines": {"required": ["when"], "properties": {"when": some, "provided": none}},
            "requires": {"required": ["when"], "properties": {"when": some}},
        },
    }


def _condition_words() -> dict[str, Json]:
    """The closed list of conditions beside patterns, each word with the schema of what stands under it."""
    number: Json = {"anyOf": [_ref("variable"), _ref("parameter"), {"type": "integer"}]}
    day: Json = {"anyOf": [_ref("variable"), _ref("date")]}
    times: Json = {"anyOf": [_ref("parameter"), {"type": "integer", "minimum": 0, "maximum": 1_000_000}]}
    span: Json = {"anyOf": [_ref("parameter"), {"type": "integer", "minimum": -100_000, "maximum": 100_000}]}
    ratio: Json = {"anyOf": [_ref("parameter"), _ref("ratio")]}
    branch: Json = {"anyOf": _or_list(_ref("condition"))}
    two, some = {"minItems": 2, "maxItems": 2}, {"minItems": 1}
    left, equal = {"left": _ref("scalar")}, ("is", "is_not")
    count = _bounded({"of": _ref("pattern")}, (*BOUNDS, "exactly"), times, "how many such facts")
    count["properties"]["distinct"] = STRING | {"description": "count the different values of this field"}
    return {
        "count": count,
        "share": _bounded({"of": number, "in": number}, BOUNDS, ratio, "an exact share"),
        "compare": _bounded(left, (*BOUNDS, *equal), _ref("scalar"), "one value against another"),
        "days": _bounded({"from": day, "to": day}, (*BOUNDS, "exactly"), span, "calendar days between dates"),
        "before": _list(day, "the first of two dates is earlier") | two,
        "after": _list(day, "the first of two dates is later") | two,
        "none": _ref("pattern", "there is no such fact"),
        "any": _list(branch, "one of the lists holds") | some,
        "all": _list(_ref("condition"), "all hold") | some,
    }


def _bounded(fields: Json, bounds: Iterable[str], value: Json, text: str) -> Json:
    """What is measured, against exactly one of the bounds."""
    one = {"oneOf": [{"required": [bound]} for bound in bounds]}
    return {"description": text} | _object(fields | dict.fromkeys(bounds, value), fields) | one


def _condition(choices: Mapping[str, Json]) -> Json:
    """One of the choices, with the words of the text that it codes beside it."""
    words = STRING | {"description": "the words of the text that this codes"}
    sizes = [{"minProperties": n, "maxProperties": n} for n in (1, 2)]
    return _object({**choices, "words": words}) | {
        "if": {"required": ["words"]}, "then": sizes[1], "else": sizes[0],
    }  # fmt: skip


def _conclusion(needed: Mapping[str, Iterable[str]]) -> Json:
    """A pattern of one of the kinds, with the fields it needs; its terms are no lists."""
    whole = {name: {"type": "object", "required": [*fields]} for name, fields in needed.items() if fields}
    single = {"additionalProperties": {"additionalProperties": _ref("scalar")}}
    choice = _one({name: _ref(f"pattern.{name}") for name in needed})
    return choice | {"allOf": [single, {"properties": whole}]}


def _expectations(pack: LawPack, defs: Json) -> list[Json]:
    """The four subjects of an expected answer, each with what may be told of it."""
    words = pack.vocabulary
    number: Json = {"type": "integer", "minimum": 1}
    questions: list[Json] = [{"enum": [r.id for r in pack.readings]}, STRING | {"pattern": f"^{UNKNOWN}"}]
    names, left_open = {"anyOf": questions}, {"anyOf": [*questions, {"const": NOT_CODED}]}
    cited = STRING | {"pattern": f"^{_instruments(pack)}({NUMBER})*({SUFFIX})*$"}
    match: Json = {"with": {"type": "object", "description": "where the fields have these values"}}
    bounds = {"type": "object", "additionalProperties": _ref("scalar"), "description": "least and greatest"}
    why: Json = {
        "cites": _list(cited, "provisions that must be cited"),
        "turns_on": _list(names, "readings on which the answer turns; none: it is robust"),
        "open": _list(left_open, "open questions that make the answer undetermined"),
    }
    verdict: Json = {"verdict": {"enum": list(get_args(VerdictName))}, "requires": bounds} | why
    judged: Json = {"effect": {"enum": list(get_args(EffectName))}} | verdict
    action = _enum({name: kind.label["en"] for name, kind in words.actions.items()})
    status = _enum({name: kind.label["en"] for name, kind in words.statuses.items()})
    holds: Json = {"holds": {"enum": [True, False, "undetermined"]}}
    due = _ref("date", "the last day of a duty that has a time")
    then: dict[str, Json] = {}
    for name in (*words.actions, *words.statuses):
        defs[f"expected.{name}"] = _object(_matched(words, name, "", defs))
        then[name] = {"with": _ref(f"expected.{name}")}
        if name in words.actions:
            then[name] |= {"requires": then[name]["with"], "by": _bodies(words, words.actors(name), defs)}

    def each(subject: str, kinds: Iterable[str]) -> Json:
        tests = {name: {"properties": {subject: {"const": name}}} for name in kinds}
        return {"allOf": [{"if": test, "then": {"properties": then[name]}} for name, test in tests.items()]}

    return [
        _object({"ask": number | {"description": "which question"}} | judged, ["ask"]),
        _object({"history": number | {"description": "which line of `history`"}} | judged, ["history"]),
        _object({"action": action, "by": STRING, "due": due} | match | verdict, ["action"])
        | each("action", words.actions),
        _object({"status": status} | match | holds | why, ["status", "holds"]) | each("status", words.statuses),
    ]


def _stated(name: str, kind: Kind, implicit: Json, defs: Json) -> Json:
    """A fact or an action as a case states it; nothing need stand where no field must."""
    needed, nothing = _needed(kind), {"type": ["object", "null"]}
    fields = _fields(name, kind.fields, "-or-unknown", defs) | implicit
    return _object(fields, needed, **_label(kind)) | ({} if needed else nothing)


def _matched(words: Vocabulary, name: str, form: Form, defs: Json) -> Json:
    """The fields of a kind by which it is picked out, those that every action has included."""
    fields = words.fields(name)
    if words.sort(name) not in ("action", "class"):
        return _fields(name, fields, form, defs)
    by = _bodies(words, words.actors(name), defs)
    rest = _fields(name, {field: spec for field, spec in fields.items() if field != "by"}, form, defs)
    return {"by": by if form == "" else {"anyOf": [_ref("variable"), *_or_list(by)]}} | rest


def _fields(kind: str, fields: Mapping[str, FieldType], form: Form, defs: Json) -> Json:
    """Each field with its title and a reference to its type, which is put into `defs`."""
    found: Json = {}
    for name, spec in fields.items():
        base, constant = _type(kind, name, spec)
        defs[base] = constant
        type_name = base if spec.type == "id" and form == "-or-unknown" else base + form
        if type_name != base:
            also = [_ref("unknown")] if form == "-or-unknown" else [_or_list(_ref(base))[1], _ref("variable")]
            defs[type_name] = {"anyOf": [_ref(base), *also]}
        of = "id of: " + ", ".join(spec.to) if spec.type == "ref" else ""
        found[name] = ({"title": spec.label["en"]} if spec.label else {}) | _ref(type_name, of)
    return found


def _type(kind: str, name: str, spec: FieldType) -> tuple[str, Json]:
    """The name of a field's type among the definitions, and the schema of its constants."""
    match spec.type:
        case "ref":
            return "id", TYPES["id"]
        case "int":
            return f"int.{spec.min}.{spec.max}", {"type": "integer", "minimum": spec.min, "maximum": spec.max}
        case "enum":
            labels = {value: spec.labels.get(value, {"en": ""})["en"] for value in spec.values}
            return f"enum.{kind}.{name}", _enum(labels)
        case simple:
            return simple, TYPES[simple]


def _shared(pack: LawPack) -> Json:
    texts = dict.fromkeys(("en", *pack.head.languages), STRING) | {"en": STRING | {"pattern": r"\S"}}
    return TYPES | {"text": _object(texts, ["en"], description="a text by language; English is needed")}


def _bodies(words: Vocabulary, names: Iterable[str], defs: Json) -> Json:
    name = "by." + ".".join(names)
    defs[name] = _enum({body: words.bodies[body].label["en"] for body in names})
    return _ref(name)


def _reading(reading: Reading) -> Json:
    labels = {name: text["en"] for name, text in reading.readings.items()}
    return {"title": reading.question["en"], "description": f"default: {reading.default}"} | _enum(labels)


def _instruments(pack: LawPack) -> str:
    return rf"{re.escape(pack.head.id)}\.({'|'.join(re.escape(i.id) for i in pack.instruments)})"


def _label(kind: Kind) -> Json:
    return {"title": kind.label["en"]} | ({"description": kind.phrase["en"]} if kind.phrase else {})


def _needed(kind: Kind) -> list[str]:
    return [name for name, spec in kind.fields.items() if not spec.optional]


def _enum(labels: Mapping[str, str]) -> Json:
    """One of some words; `enumDescriptions` is what editors show beside each."""
    shown = {"enumDescriptions": list(labels.values())} if any(labels.values()) else {}
    return {"enum": list(labels)} | shown


def _one(choices: Mapping[str, Json]) -> Json:
    return _object(choices, minProperties=1, maxProperties=1)


def _or_list(schema: Json) -> list[Json]:
    return [schema, _list(schema) | {"minItems": 1}]


def _list(items: Json, description: str = "") -> Json:
    return ({"description": description} if description else {}) | {"type": "array", "items": items}


def _object(properties: Mapping[str, Json], required: Iterable[str] = (), **more: Any) -> Json:
    needed = {"required": [*required]} if required else {}
    return {"type": "object"} | more | needed | {"additionalProperties": False, "properties": {**properties}}


def _ref(name: str, description: str = "") -> Json:
    return ({"description": description} if description else {}) | {"$ref": f"#/$defs/{quote(name)}"}


def _document(title: str, schema: Json, defs: Json) -> Json:
    head = {"$schema": DIALECT, "title": f"Zanger: {title}"}
    return deepcopy(head | schema | {"$defs": dict(sorted(defs.items()))})
