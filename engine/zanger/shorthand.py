"""Facts, actions and statuses on one line: `express-no-confidence(unit=pavlodar, in_favour=33)`.

The same errors, with the same help, as in a file: each at its column of the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .case import UNKNOWN, Case, Item
from .errors import Code, InputError, Place, nearest
from .load import LawPack
from .model import AT
from .source import MAX_DIGITS, Document, Mapping, Node, Plain, Scalar
from .spot import trouble
from .vocabulary import FieldType, is_id

SHOWN = "<command line>"
_TOKEN = re.compile(r"""\s*(?:(?P<sign>[(),=:])|"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<word>[^\s(),=:"']+))""")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_EXAMPLE = "write it like `express-no-confidence(unit=pavlodar, in_favour=33)`"


@dataclass(frozen=True)
class _Token:
    text: str
    column: int
    sign: bool = False
    quoted: bool = False


@dataclass(frozen=True)
class Completed:
    """An item with what the case leaves no choice about.

    `chosen` are the fields that were filled so; `unknown` those that are left as not known.
    """

    item: Item
    chosen: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def read_item(text: str, shown: str = SHOWN) -> Item:
    """A kind with its fields, `kind(field=value, ...)` or `kind`, whatever the kind may be.

    Values are read as in a file: `33` is a number, `true` a truth value, `"33"` a text. Raises
    `InputError` with the column of what cannot be read; `shown` stands for the file.
    """
    document = Document(shown, (text,))
    tokens = list(_tokens(text, document))
    kind, rest = tokens[0], tokens[1:]
    if kind.sign:
        raise _wrong(document, f"expected a kind, found `{kind.text}`", kind.column, _EXAMPLE)
    entries: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    for name, value in _fields(rest, document, text):
        if name.text in entries:
            message = f"`{name.text}` stands twice"
            raise InputError(
                [document.error(Code.DUPLICATE_KEY, message, _at(document, name), help="keep one of them")]
            )
        keys[name.text] = _at(document, name)
        entries[name.text] = Scalar(_plain(value), value.text, _at(document, value))
    place = _at(document, kind)
    fields = Mapping(entries, keys, place, document)
    node = Mapping({kind.text: fields}, {kind.text: place}, place, document)
    document.root.append(node)
    given = {name: entry.value for name, entry in entries.items() if isinstance(entry, Scalar)}
    return Item.model_validate({"kind": kind.text, "fields": given, AT: node})


@dataclass(frozen=True)
class Setting:
    """A field that is given a value: `refuse-report(report=r-2001).in_favour=30`.

    `field_at` and `value_at` are the places of the two on the line, which `document` holds.
    """

    selector: str
    field: str
    value: Plain
    document: Document
    field_at: Place
    value_at: Place


def read_setting(text: str, shown: str = SHOWN) -> Setting:
    """`SELECTOR.field=value`. Raises `InputError` with the column of what cannot be read."""
    document = Document(shown, (text,))
    tokens = list(_tokens(text, document))
    example = "write it like `r-2001.on=2002-03-01` or `refuse-report(report=r-2001).in_favour=30`"
    if len(tokens) < 3 or tokens[-1].sign or not (tokens[-2].sign and tokens[-2].text in "=:"):
        raise _wrong(document, "expected a field and its new value at the end", len(text.rstrip()) + 1, example)
    way, value = tokens[-3], tokens[-1]
    _, dot, field = way.text.rpartition(".")
    if way.sign or way.quoted or not dot or not field:
        raise _wrong(document, "expected `.` and the name of a field before the `=`", way.column, example)
    start = way.column + len(way.text) - len(field)
    selector = text[: start - 2]
    if not selector.strip():
        raise _wrong(document, "expected what is to be changed before the `.`", way.column, example)
    return Setting(selector, field, _plain(value), document, Place(shown, 1, start), _at(document, value))


def written(item: Item) -> str:
    """The line that `read_item` would read as the item."""
    fields = ", ".join(f"{name}={_written(value)}" for name, value in item.fields.items())
    return f"{item.kind}({fields})" if fields else item.kind


def complete(item: Item, pack: LawPack, case: Case, *, first: bool = False) -> Completed:
    """Fill the fields of a fact or an action that the line left out and that must be there.

    A reference is filled with the one thing of the case that it can mean, an id with a new one; what
    is left is stated as unknown. Raises `InputError` where a reference can mean several things, unless
    the `first` of them is to be taken, and where the kind is not there at all.
    """
    sort = pack.vocabulary.sort(item.kind)
    if sort not in ("fact", "action"):
        known = (*pack.vocabulary.actions, *pack.vocabulary.facts)
        message = f"there is no fact or action `{item.kind}`"
        raise InputError([trouble(Code.UNKNOWN_KIND, message, item, item.kind, help=nearest(item.kind, known))])
    kind = pack.vocabulary.kinds[item.kind][1]
    fields = dict(item.fields)
    chosen: list[str] = []
    unknown: list[str] = []
    for name, spec in kind.fields.items():
        if name in fields or spec.optional:
            continue
        value = _only(name, spec, fields, item, case, first=first)
        fields[name] = UNKNOWN if value is None else value
        (unknown if value is None else chosen).append(name)
    made = item.model_copy(update={"fields": fields})
    return Completed(made, tuple(chosen), tuple(unknown))


def _only(
    name: str, spec: FieldType, fields: dict[str, str | int | bool], item: Item, case: Case, *, first: bool
) -> str | None:
    """The one value that a field can have in the case, or the first; None if nothing speaks for any."""
    match spec.type:
        case "id":
            return _new_id(item.kind, case)
        case "enum" if len(spec.values) == 1:
            return spec.values[0]
        case "ref":
            found = sorted({i for i in _candidates(spec, fields, case) if is_id(i)})
            if len(found) > 1 and not first:
                listed = " or ".join(f"`{i}`" for i in found)
                message = f"`{name}` of `{item.kind}` can be {listed}"
                help = f"say which: `{item.kind}({name}={found[0]})`"
                raise InputError([trouble(Code.MISSING_FIELD, message, item, item.kind, help=help)])
            return found[0] if found else None
    return None


def _candidates(spec: FieldType, fields: dict[str, str | int | bool], case: Case) -> Iterator[str]:
    """The ids of things that a reference can mean and that agree with the other fields."""
    for thing in (*case.facts, *case.history):
        name = thing.fields.get("id")
        shared = {f: value for f, value in thing.fields.items() if f in fields and f not in _OWN}
        agrees = all(fields[f] in (value, UNKNOWN) for f, value in shared.items())
        if thing.kind in spec.to and isinstance(name, str) and agrees:
            yield name


_OWN = ("id", "on", "by", "in_favour", "against", "present", "session")
"""Fields that a thing and an action upon it have each for itself."""


def _new_id(kind: str, case: Case) -> str:
    taken = {item.fields.get("id") for item in (*case.facts, *case.history, *case.ask)}
    n = 1
    while (name := f"{kind}-{n}") in taken:
        n += 1
    return name


def _tokens(text: str, document: Document) -> Iterator[_Token]:
    end = len(text.rstrip())
    at = 0
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            column = at + len(text[at:]) - len(text[at:].lstrip()) + 1
            raise _wrong(document, "the quotes that begin here are not closed", column, "close the quotes")
        name = str(found.lastgroup)
        start = found.start(name) + 1 - (name in ("double", "single"))
        yield _Token(found[name], start, name == "sign", name in ("double", "single"))
        at = found.end()
    if not end:
        raise _wrong(document, "expected a kind, found nothing", 1, _EXAMPLE)


def _fields(tokens: list[_Token], document: Document, text: str) -> Iterator[tuple[_Token, _Token]]:
    """The pairs of `(name=value, ...)`; `:` may stand for `=`."""
    if not tokens:
        return
    rest = iter(tokens)
    end = _Token("the end of the line", len(text) + 1, True)

    def take(*signs: str) -> _Token:
        found = next(rest, end)
        if found.sign != bool(signs) or (signs and found.text not in signs):
            wanted = " or ".join(f"`{s}`" for s in signs) or "a name or a value"
            told = found.text if found is end else f"`{found.text}`"
            raise _wrong(document, f"expected {wanted}, found {told}", found.column, _EXAMPLE)
        return found

    take("(")
    if tokens[1:2] and tokens[1].text == ")" and tokens[1].sign:
        take(")")
    else:
        sign = ","
        while sign == ",":
            name = take()
            take("=", ":")
            yield name, take()
            sign = take(",", ")").text
    if (more := next(rest, None)) is not None:
        raise _wrong(document, f"`{more.text}` stands after the end", more.column, "take it out")


def _plain(token: _Token) -> Plain:
    if token.quoted:
        return token.text
    if token.text in ("true", "false"):
        return token.text == "true"
    if _INT.match(token.text) and len(token.text) <= MAX_DIGITS:
        return int(token.text)
    return token.text


def _written(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and (value in ("true", "false") or _INT.match(value) or not is_id(value)):
        return f'"{value}"'
    return str(value)


def _at(document: Document, token: _Token) -> Place:
    return Place(document.file, 1, token.column)


def _wrong(document: Document, message: str, column: int, help: str) -> InputError:
    return InputError([document.error(Code.WRONG_SHAPE, message, Place(document.file, 1, column), help=help)])
