"""YAML text to nodes that know their place; what could be a trap is refused before composing.

Anchors, aliases, tags, several documents, duplicate keys, depth over 32, over 20,000 nodes
and over 1 MiB are errors. Scalars follow the core schema of YAML 1.2 without floats: a plain
`true`, `12`, `null` is what it looks like; `on`, `no` and `2001-03-01` are text. JSON is read
by the same reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from .errors import Code, Diagnostic, InputError, Place

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
MAX_NODES = 20_000
MAX_DIGITS = 18

_INT = re.compile(r"[-+]?[0-9]+\Z")
_WORDS: dict[str, bool | None] = {
    "true": True, "True": True, "false": False, "False": False, "null": None, "~": None, "": None,
}  # fmt: skip
_SURROGATES = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_LOADER = getattr(yaml, "CLoader", yaml.Loader)

Plain = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value; `text` is what stands in the file."""

    value: Plain
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys, each with its place, and their nodes, in the order of the file."""

    entries: dict[str, Node]
    keys: dict[str, Place]
    place: Place
    document: Document = field(repr=False, compare=False)


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """A file's name and lines, so that a diagnostic can show the line it speaks of."""

    file: str
    lines: tuple[str, ...] = field(repr=False, compare=False)
    root: list[Node] = field(default_factory=list, repr=False, compare=False)

    def error(self, code: Code, message: str, place: Place, *, help: str = "") -> Diagnostic:
        """A diagnostic at `place` of this file, with its path and the line shown."""
        line = self.lines[place.line - 1] if 0 < place.line <= len(self.lines) else ""
        return Diagnostic(code, message, place, self.path(place), help, line)

    def path(self, place: Place) -> str:
        """The way to the key or value that stands at `place`, such as `provisions[0].when[1]`."""
        return _path(self.root[0], place) or "" if self.root else ""


def read(data: bytes, file: str) -> tuple[Document, Node]:
    """Parse one YAML or JSON document.

    Raises `InputError` with the first thing that makes the text unreadable, and with all
    duplicate keys if there is nothing worse.
    """
    start = Place(file, 1, 1)
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes; at most {MAX_BYTES:,} are read"
        raise InputError([Diagnostic(Code.YAML_LIMIT, message, start, help="split it into several files")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        place = Place(file, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
        raise InputError(
            [Diagnostic(Code.NOT_UTF8, f"byte 0x{data[error.start]:02x} is not UTF-8", place, help="save the file as UTF-8")]
        ) from None
    document = Document(file, tuple(re.split(r"\r\n|\r|\n", text)))
    if text.lstrip()[:1] in ("{", "["):
        text = _SURROGATES.sub(_join_surrogates, text)
    composer = _Composer(document, text)
    node = composer.compose()
    document.root.append(node)
    if composer.diagnostics:
        raise InputError(composer.diagnostics)
    return document, node


def _path(node: Node, place: Place) -> str | None:
    """The way from `node` to the outermost key or value at `place`; None if nothing stands there."""
    match node:
        case Mapping():
            for key, child in node.entries.items():
                if node.keys[key] == place:
                    return key
                if (below := _path(child, place)) is not None:
                    return key + (below if below[:1] in ("[", "") else "." + below)
        case Sequence():
            for n, child in enumerate(node.items):
                if (below := _path(child, place)) is not None:
                    return f"[{n}]" + (below if below[:1] in ("[", "") else "." + below)
    return "" if node.place == place else None


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in the order of the file."""
    yield node
    match node:
        case Mapping():
            for child in node.entries.values():
                yield from walk(child)
        case Sequence():
            for child in node.items:
                yield from walk(child)


def _join_surrogates(pair: re.Match[str]) -> str:
    high, low = int(pair[1], 16), int(pair[2], 16)
    return f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08x}"


class _Composer:
    """Turns libyaml's events into nodes, counting as it goes."""

    def __init__(self, document: Document, text: str) -> None:
        self.document = document
        self.text = text
        self.count = 0
        self.diagnostics: list[Diagnostic] = []

    def compose(self) -> Node:
        self.events = self._events()
        next(self.events, None)  # stream start
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            raise self._stop(Code.WRONG_SHAPE, "the file is empty", Place(self.document.file, 1, 1))
        node = self._node(next(self.events), 1)
        next(self.events)  # document end
        event = next(self.events)
        if isinstance(event, yaml.DocumentStartEvent):
            raise self._stop(
                Code.YAML_FEATURE, "a second document begins here", self._place(event), "put it into a file of its own"
            )
        return node

    def _events(self) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(self.text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(self.document.file, mark.line + 1, mark.column + 1) if mark else Place(self.document.file, 1, 1)
            raise self._stop(Code.YAML_SYNTAX, f"this is not YAML: {error.problem or error.context}", place) from None
        except yaml.reader.ReaderError as error:
            before = self.text[: max(error.position, 0)]
            found = next((i for i, c in enumerate(self.text) if not _printable(c)), len(before))
            before = self.text[:found]
            place = Place(self.document.file, before.count("\n") + 1, found - (before.rfind("\n") + 1) + 1)
            code = ord(self.text[found]) if found < len(self.text) else 0
            message = f"the character U+{code:04X} is not allowed"
            raise self._stop(Code.YAML_SYNTAX, message, place, "delete it") from None

    def _place(self, event: yaml.Event) -> Place:
        return Place(self.document.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _stop(self, code: Code, message: str, place: Place, help: str = "") -> InputError:
        return InputError([*self.diagnostics, self.document.error(code, message, place, help=help)])

    def _node(self, event: yaml.Event, depth: int) -> Node:
        place = self._place(event)
        self.count += 1
        if self.count > MAX_NODES:
            raise self._stop(Code.YAML_LIMIT, f"more than {MAX_NODES:,} values in one file", place)
        if depth > MAX_DEPTH:
            raise self._stop(Code.YAML_LIMIT, f"nested more than {MAX_DEPTH} deep", place)
        if isinstance(event, yaml.AliasEvent):
            message = f"`*{event.anchor}` is an alias; aliases are not used here"
            raise self._stop(Code.YAML_FEATURE, message, place, "write the value out")
        if event.anchor is not None:
            message = f"`&{event.anchor}` is an anchor; anchors are not used here"
            raise self._stop(Code.YAML_FEATURE, message, place, "write the value out wherever it is needed")
        if event.tag is not None:
            message = f"`{event.tag}` is a tag; tags are not used here"
            raise self._stop(Code.YAML_FEATURE, message, place, "leave it out")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, place)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(child := next(self.events), yaml.SequenceEndEvent):
                items.append(self._node(child, depth + 1))
            return Sequence(tuple(items), place)
        return self._mapping(place, depth)

    def _mapping(self, place: Place, depth: int) -> Mapping:
        entries: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key_place = self._place(event)
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise self._stop(Code.WRONG_SHAPE, "a key must be a word, not a list or a mapping", key_place)
            value = self._node(next(self.events), depth + 1)
            if key.text in entries:
                first = keys[key.text]
                message = f"`{key.text}` stands twice; the first is on line {first.line}"
                self.diagnostics.append(
                    self.document.error(Code.DUPLICATE_KEY, message, key_place, help="keep one of them")
                )
            else:
                entries[key.text] = value
                keys[key.text] = key_place
        return Mapping(entries, keys, place, self.document)

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> Scalar:
        text: str = event.value
        if event.style or not event.implicit[0]:
            return Scalar(text, text, place)
        if text in _WORDS:
            return Scalar(_WORDS[text], text, place)
        if _INT.match(text):
            if len(text) > MAX_DIGITS:
                raise self._stop(Code.YAML_LIMIT, f"a number of {len(text)} digits; at most {MAX_DIGITS} are read", place)
            return Scalar(int(text), text, place)
        return Scalar(text, text, place)


def _printable(c: str) -> bool:
    n = ord(c)
    return (
        n in (0x9, 0xA, 0xD, 0x85)
        or 0x20 <= n <= 0x7E
        or 0xA0 <= n <= 0xD7FF
        or 0xE000 <= n <= 0xFFFD
        or 0x10000 <= n <= 0x10FFFF
    )
