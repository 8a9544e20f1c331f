"""Where a thing of a model stands in its file, and diagnostics at that place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .errors import Code, Diagnostic, Place, nearest
from .model import Mirror
from .source import Document, Mapping, Node, Sequence, step
from .vocabulary import FieldType, is_id, read_value


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
        document = node.document if isinstance(node, Mapping) else document
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
    Code.UNSORTED_LIST,
    Code.REPEATED_ITEM,
    Code.UNUSED_READING,
    Code.NEVER_APPLIED,
)
"""What is wrong with a value, so that the caret stands under it and not under its key."""


def field_value(field: FieldType, raw: object, kind: str, name: str) -> tuple[Code, str, str] | None:
    """What is wrong with a constant for a field, as code, message and help; None if nothing is."""
    try:
        value = read_value(field, raw)
    except ValueError as error:
        shown = str(raw).lower() if isinstance(raw, bool) else str(raw)
        help = nearest(shown, field.values) if field.type == "enum" else ""
        if not help.startswith("did"):  # the message has listed the values
            help = date_help(shown) if field.type == "date" else ""
        if isinstance(raw, int) and (shown in field.values or (field.type in ("id", "ref") and is_id(shown))):
            help = f'write it in quotes: `"{shown}"`'
        return Code.WRONG_VALUE, f"`{_short(shown)}` does not fit `{kind}.{name}`: {error}", help
    if field.type == "int" and isinstance(value, int) and not field.min <= value <= field.max:
        message = f"`{raw}` is out of bounds for `{kind}.{name}`: expected {field.min:,} to {field.max:,}"
        return Code.OUT_OF_BOUNDS, message, ""
    return None


def date_help(text: str) -> str:
    """A help line for what was meant as a date: the day in our order, or that there is none."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return "the calendar has no such day"
    if not (found := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", text)):
        return ""
    meant = f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}"
    try:
        date.fromisoformat(meant)
    except ValueError:
        return ""
    return f"did you mean `{meant}`?"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
