"""Quantities that change over time: a provision that names one becomes an edition for each of its values.

A parameter has dated values, each with a citation. `@name` in a provision stands for the value in
force; inside a text, `{@name}`. What comes out are plain provisions: nothing after the loader knows
of parameters. On days for which a parameter has no value, the provision is not coded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from . import source
from .errors import Code, Diagnostic, nearest
from .provision import Parameter, ParameterValue
from .source import Document, Mapping, Node, Scalar
from .vocabulary import read_date

_ALONE = re.compile(r"@([^\W_][\w-]*)\Z")
_IN_TEXT = re.compile(r"\{@([^\W_][\w-]*)\}")


def names(node: Node) -> Iterator[tuple[str, Scalar]]:
    """The parameters that stand below a node, with where they do."""
    match node:
        case Scalar(value=str(text)):
            for found in (_ALONE.match(text), *_IN_TEXT.finditer(text)):
                if found:
                    yield found[1], node
        case source.Sequence():
            for item in node.items:
                yield from names(item)
        case Mapping():
            for item in node.entries.values():
                yield from names(item)


def _may_name(document: Document) -> bool:
    return any("@" in line for line in document.lines)


def unknown(article: Node, parameters: Sequence[Parameter], document: Document) -> list[Diagnostic]:
    """The parameters that an article names and nothing declares."""
    known = [p.id for p in parameters]
    if not _may_name(document):
        return []
    return [
        document.error(
            Code.UNKNOWN_PARAMETER, f"there is no parameter `{name}`", where.place, help=nearest(name, known)
        )
        for name, where in names(article)
        if name not in known
    ]


def applied(article: Node, parameters: Sequence[Parameter]) -> Node:
    """The article with every provision that names parameters as editions with their values."""
    if not isinstance(article, Mapping) or not _may_name(article.document):
        return article
    if not isinstance(listed := article.entries.get("provisions"), source.Sequence):
        return article
    items = [edition for item in listed.items for edition in _editions(item, parameters)]
    if len(items) == len(listed.items) and all(a is b for a, b in zip(items, listed.items, strict=True)):
        return article
    whole = source.Sequence(tuple(items), listed.place)
    copy = Mapping({**article.entries, "provisions": whole}, article.keys, article.place, article.document)
    article.document.stands_for(copy, article)
    return copy


def _editions(node: Node, parameters: Sequence[Parameter]) -> Iterator[Node]:
    """The provision itself if it names no parameter, else the provision once for each value of the first it names."""
    found = next((p for name, _ in names(node) for p in parameters if p.id == name), None)
    if found is None or not isinstance(node, Mapping):
        yield node
        return
    first, last = _period(node)
    for value in found.values:
        begin, end = max(first, value.first), min(last, value.last or date.max)
        if begin <= end:
            yield from _editions(_edition(node, found.id, value, begin, end), parameters)


def _period(node: Mapping) -> tuple[date, date]:
    """The days of a provision as written; all days where they are not written well: the model tells of that."""
    days = [date.min, date.max]
    if isinstance(period := node.entries.get("in_force"), Mapping):
        for n, key in enumerate(("from", "until")):
            if isinstance(day := period.entries.get(key), Scalar) and isinstance(day.value, str):
                try:
                    days[n] = read_date(day.value)
                except ValueError:
                    continue
    return days[0], days[1]


def _edition(node: Mapping, name: str, value: ParameterValue, begin: date, end: date) -> Mapping:
    copy = _with_value(node, name, value)
    assert isinstance(copy, Mapping)
    period = copy.entries.get("in_force")
    if isinstance(period, Mapping):
        first = Scalar(begin.isoformat(), begin.isoformat(), period.place)
        dated = {**period.entries, "from": first}
        if end < date.max:
            dated["until"] = Scalar(end.isoformat(), end.isoformat(), period.place)
        keys = {"until": period.place, **period.keys}
        copy.entries["in_force"] = Mapping(dated, keys, period.place, period.document)
        node.document.stands_for(copy.entries["in_force"], node.entries["in_force"])
    also = copy.entries.get("also")
    cited = Scalar(value.cite, value.cite, node.place)
    own = isinstance(id := node.entries.get("id"), Scalar) and id.text == value.cite
    listed = also.items if isinstance(also, source.Sequence) else ()
    if not own and value.cite not in [item.text for item in listed if isinstance(item, Scalar)]:
        copy.entries["also"] = source.Sequence((*listed, cited), also.place if also else node.place)
        copy.keys.setdefault("also", node.place)
    return copy


def _with_value(node: Node, name: str, value: ParameterValue) -> Node:
    match node:
        case Scalar(value=str(text)) if (alone := _ALONE.match(text)) and alone[1] == name:
            return Scalar(value.value, str(value.value), node.place)
        case Scalar(value=str(text)):
            filled = text.replace(f"{{@{name}}}", str(value.value))
            return node if filled == text else Scalar(filled, filled, node.place)
        case source.Sequence():
            return source.Sequence(tuple(_with_value(item, name, value) for item in node.items), node.place)
        case Mapping():
            entries = {key: _with_value(item, name, value) for key, item in node.entries.items()}
            copy = Mapping(entries, dict(node.keys), node.place, node.document)
            node.document.stands_for(copy, node)
            return copy
    return node
