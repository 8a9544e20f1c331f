"""A case to start from, and the kinds it may use, written from a pack's vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .errors import Code, Diagnostic, InputError, Place, nearest
from .load import LawPack
from .vocabulary import ActionKind, FieldType, Kind


def case_template(pack: LawPack) -> str:
    """A commented YAML case of a pack: the pack's own template if it has one, then all its kinds."""
    vocabulary = pack.vocabulary
    lines = [
        pack.head.template.rstrip()
        if pack.head.template
        else f"title: ...\npack: {pack.head.id}\nas_of: 2001-06-30\nfacts: []"
    ]
    lines += ["", "# All facts (see `zanger new case --kind NAME` for their fields):"]
    lines += [f"#   {name}: {kind.label['en']}" for name, kind in vocabulary.facts.items()]
    lines += ["# All actions, for `history` and `ask`:"]
    lines += [f"#   {name}: {kind.label['en']}" for name, kind in vocabulary.actions.items()]
    return "\n".join(lines) + "\n"


def kind_lines(pack: LawPack, names: Iterable[str]) -> Iterator[str]:
    """The fields of some kinds, as a line to copy and a comment for each field.

    Raises `InputError` for a name that is no fact or action.
    """
    vocabulary = pack.vocabulary
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
        yield f"    # {kind.label['en']}"
        for field, spec in kind.fields.items():
            yield f"    #   {field}: {_describe(spec)}"
        if isinstance(kind, ActionKind) and len(kind.by) > 1:
            yield f"    #   by: {', '.join(kind.by)} (the first if left out)"


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


def _describe(spec: FieldType) -> str:
    what = {
        "id": "a name of your own, used once",
        "ref": "the id of a " + " or ".join(spec.to),
        "enum": "one of " + ", ".join(spec.values),
        "int": f"a whole number from {spec.min} to {spec.max}",
        "date": "a date",
        "bool": "true or false",
        "ratio": "a ratio such as 2/3",
    }[spec.type]
    label = f"{spec.label['en']}; " if spec.label else ""
    return label + what + (" (may be left out)" if spec.optional else "")
