"""A case to start from, and the kinds it may use, written from a pack's vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from .errors import Code, Diagnostic, InputError, Place, nearest
from .load import LawPack
from .messages import SOURCE, message
from .schema import DIALECT, Json, case_schema
from .vocabulary import ActionKind, FieldType, Kind
from .words import Words

TYPES = {
    "id": message("a name of your own, used once"),
    "ref": message("the id of {kinds}"),
    "enum": message("one of {values}"),
    "int": message("a whole number from {min} to {max}"),
    "date": message("a date"),
    "bool": message("true or false"),
    "ratio": message("a ratio such as 2/3"),
}

DEFS = "#/$defs/"


def case_template(pack: LawPack, lang: str = SOURCE) -> str:
    """A commented YAML case of a pack: the pack's own template if it has one, then all its kinds."""
    vocabulary, words = pack.vocabulary, Words(pack, lang)
    lines = [
        pack.head.template.rstrip()
        if pack.head.template
        else f"title: ...\npack: {pack.head.id}\nas_of: 2001-06-30\nfacts: []"
    ]
    lines += ["", "# " + words.say("All facts (see `zanger new case --kind NAME` for their fields):")]
    lines += [f"#   {name}: {words.text(kind.label)}" for name, kind in vocabulary.facts.items()]
    lines += ["# " + words.say("All actions, for `history` and `ask`:")]
    lines += [f"#   {name}: {words.text(kind.label)}" for name, kind in vocabulary.actions.items()]
    return "\n".join(lines) + "\n"


def kind_lines(pack: LawPack, names: Iterable[str], lang: str = SOURCE) -> Iterator[str]:
    """The fields of some kinds, as a line to copy and a comment for each field.

    Raises `InputError` for a name that is no fact or action.
    """
    vocabulary, words = pack.vocabulary, Words(pack, lang)
    known: dict[str, Kind] = {**vocabulary.facts, **vocabulary.actions}
    for name in names:
        if name not in known:
            message = f"there is no fact or action `{name}`"
            raise InputError([Diagnostic(Code.UNKNOWN_KIND, message, Place(name, 1, 1), help=nearest(name, known))])
        kind = known[name]
        required = {f: spec for f, spec in kind.fields.items() if not spec.optional}
        stated = ", ".join(f"{f}: {_example(spec)}" for f, spec in required.items())
        on = ", on: 2001-06-30" if isinstance(kind, ActionKind) else ""
        yield f"  - {name}: {{{stated}{on}}}"
        yield f"    # {words.text(kind.label)}"
        for field, spec in kind.fields.items():
            yield f"    #   {field}: {_describe(spec, words)}"
        if isinstance(kind, ActionKind) and len(kind.by) > 1:
            by = words.say("{bodies} (the first if left out)", bodies=", ".join(kind.by))
            yield f"    #   by: {by}"


def kind_schema(pack: LawPack, name: str) -> Json:
    """The JSON Schema of the fields of one fact or action, with only the definitions that it needs.

    Raises `KeyError` for a name that is no fact or action.
    """
    defs: Json = case_schema(pack)["$defs"]
    first = f"{'fact' if name in pack.vocabulary.facts else 'action'}.{name}"
    needed, waiting = dict[str, Json](), [first]
    while waiting:
        key = waiting.pop()
        if key not in needed:
            needed[key] = defs[key]
            waiting += [unquote(ref.removeprefix(DEFS)) for ref in _references(defs[key])]
    return {"$schema": DIALECT, **needed.pop(first), "$defs": needed}


def _references(schema: Any) -> Iterator[str]:
    """Every reference below a schema."""
    if isinstance(schema, dict):
        if isinstance(to := schema.get("$ref"), str):
            yield to
        yield from (to for value in schema.values() for to in _references(value))
    elif isinstance(schema, list):
        yield from (to for value in schema for to in _references(value))


def _example(spec: FieldType) -> str:
    match spec.type:
        case "id":
            return "my-id"
        case "ref":
            return "some-id"
        case "enum":
            return spec.values[0]
        case "int":
            return str(max(spec.min, 0))
        case "date":
            return "2001-06-30"
        case "bool":
            return "true"
        case "ratio":
            return "2/3"


def _describe(spec: FieldType, words: Words) -> str:
    places = {
        "kinds": words.either(spec.to) if spec.to else "",
        "values": ", ".join(spec.values),
        "min": spec.min,
        "max": spec.max,
    }
    what = words.say(TYPES[spec.type], **places)
    if spec.label is not None:
        what = f"{words.text(spec.label)}; {what}"
    return words.say("{field} (may be left out)", field=what) if spec.optional else what
