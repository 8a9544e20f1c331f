"""YAML text to nodes that know their place; what could be a trap is refused before composing.

Anchors, aliases, tags, several documents, duplicate keys, depth over 32, over 20,000 nodes
and over 1 MiB are errors. Scalars follow the core schema of YAML 1.2 without floats: a plain
`true`, `12`, `null` is what it looks like; `on`, `no` and `2001-03-01` are text. JSON is read
by the same reader.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import msgspec
import yaml

from .errors import Code, Diagnostic, InputError, Place

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
MAX_NODES = 20_000
MAX_DIGITS = 18

NODE_KEY = "@"
"""A key that no file may use: under it a mapping carries its own node (see `model.AT`)."""
_TOO_DEEP = "exceeded maximum nesting depth"
_OPENING = re.compile(r"(?:[\[{]|-(?=\s))\s*")
_BREAK = re.compile(r"\r\n|\r|\n")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_WORDS: dict[str, bool | None] = {
    "true": True, "True": True, "false": False, "False": False, "null": None, "~": None, "": None,
}  # fmt: skip
_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_LOADER = getattr(yaml, "CLoader", yaml.Loader)

_INDENT = "check the indentation: the keys of one mapping stand in one column, indented with spaces"
_QUOTE = "put the text in quotes if it holds `: `, ` #` or begins with a special sign"
_SPACE = "write `: `, a colon and a space, between a key and its value"
_DASHES = "check the indentation: the items of one list begin with `- ` in one column, indented with spaces"
_TAB = "a tab stands where the indentation should be"
_PROBLEMS = {
    "mapping values are not allowed in this context": ("a `:` where no key can stand", _QUOTE),
    "could not find expected ':'": ("this line has no `:` after its key", _SPACE),
    "did not find expected key": ("expected a key in the column of the keys above", _INDENT),
    "did not find expected '-' indicator": ("expected `-`, the next item of the list above", _DASHES),
    "did not find expected ',' or '}'": (
        "expected `,` or `}`",
        "put a `,` before it, or close the mapping that begins <begin>",
    ),
    "did not find expected ',' or ']'": (
        "expected `,` or `]`",
        "put a `,` before it, or close the list that begins <begin>",
    ),
    "found unexpected end of stream": ("the quotes that begin here are not closed", "close the quotes"),
    "found unexpected document indicator": ("`---` or `...` inside a text in quotes", "close the quotes"),
    "found unknown escape character": (
        "an unknown sign after `\\` in a text in quotes",
        "write `\\\\` for a `\\`",
    ),
    "found character that cannot start any token": (
        "a value cannot begin with this sign",
        "put the text in quotes",
    ),
    "did not find expected alphabetic or numeric character": (
        "a value cannot begin with this sign",
        "put the text in quotes",
    ),
    "did not find expected hexdecimal number": (
        "an unknown sign after `\\` in a text in quotes",
        "write `\\\\` for a `\\`",
    ),
    "did not find expected node content": ("a value is missing before this", "write the value, or take this sign out"),
    "did not find expected comment or line break": (
        "this does not belong after `|` or `>`",
        "begin the text on the next line",
    ),
    _TAB: ("a tab stands here", "indent with spaces"),
    "did not find expected <document start>": ("expected the end of the file", "take out what follows"),
    "block sequence entries are not allowed in this context": (
        "a list cannot begin here",
        "begin the list on the next line",
    ),
}

_FROM_BEGIN = (
    "could not find expected ':'",
    "found unexpected end of stream",
    "did not find expected alphabetic or numeric character",
)
"""Problems that are noticed far behind the place where they arose."""
_AT_TAB = ("found character that cannot start any token", "found a tab character that violates indentation")
_UNCLOSED = {"did not find expected ',' or '}'": "}", "did not find expected ',' or ']'": "]"}

Plain = str | int | bool | None


class Scalar(msgspec.Struct, frozen=True):
    """A single value; `text` is what stands in the file."""

    value: Plain
    text: str
    place: Place


class Sequence(msgspec.Struct, frozen=True):
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


class Mapping(msgspec.Struct, frozen=True, eq=False):
    """Keys, each with its place, and their nodes, in the order of the file."""

    entries: dict[str, Node]
    keys: dict[str, Place]
    place: Place
    document: Document


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """A file's name and lines, so that a diagnostic can show the line it speaks of."""

    file: str
    lines: tuple[str, ...] = field(repr=False, compare=False)
    root: list[Node] = field(default_factory=list, repr=False, compare=False)
    _at_place: dict[Place, str] = field(default_factory=dict, repr=False, compare=False)
    _to_node: dict[int, str] = field(default_factory=dict, repr=False, compare=False)

    def error(self, code: Code, message: str, place: Place, *, help: str = "", path: str | None = None) -> Diagnostic:
        """A diagnostic at `place` of this file, with the line shown, and its path unless `path` tells it."""
        line = self.lines[place.line - 1] if 0 < place.line <= len(self.lines) else ""
        return Diagnostic(code, message, place, self.path(place) if path is None else path, help, line)

    def path(self, place: Place) -> str:
        """The way to the key or value that stands at `place`, such as `provisions[0].when[1]`.

        Where a mapping and its first key stand at one place, the way to the key.
        """
        self._index()
        return self._at_place.get(place, "")

    def path_to(self, node: Node) -> str:
        """The way to a node of this file."""
        self._index()
        return self._to_node.get(id(node), "")

    def stands_for(self, copy: Node, original: Node) -> None:
        """Let a node made by the program be told of as the node of this file that it was made from."""
        self._to_node[id(copy)] = self.path_to(original)

    def _index(self) -> None:
        if not self._to_node and self.root:
            for path, node, place in _ways(self.root[0], "", self.root[0].place):
                self._to_node[id(node)] = path
                for at in (node.place, place):
                    self._at_place.setdefault(at, path)


def read(data: bytes, file: str) -> tuple[Document, Node]:
    """Parse one YAML or JSON document.

    Raises `InputError` with the first thing that makes the text unreadable, and with all
    duplicate keys if there is nothing worse.
    """
    whole = Place(file, 0, 0)
    if len(data) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES:,} bytes, the most that is read"
        raise InputError([Diagnostic(Code.YAML_LIMIT, message, whole, help="split it into several files")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([_not_utf8(error, file)]) from None
    document = Document(file, tuple(_BREAK.split(text)))
    composer = _Composer(document, text)
    node = composer.compose()
    document.root.append(node)
    if composer.diagnostics:
        raise InputError(composer.diagnostics)
    return document, node


def _not_utf8(error: UnicodeDecodeError, file: str) -> Diagnostic:
    data, help = error.object, "save the file as UTF-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Diagnostic(Code.NOT_UTF8, "the file is in UTF-16, not in UTF-8", Place(file, 0, 0), help=help)
    before = data[: error.start].decode("utf-8", "replace")
    place = _Places(file, before).at(len(before))
    line = _BREAK.split(data.decode("utf-8", "replace"))[place.line - 1]
    message = f"the byte 0x{data[error.start]:02x} is not UTF-8 text"
    return Diagnostic(Code.NOT_UTF8, message, place, help=help, source=line)


def step(path: str, part: str | int) -> str:
    """The way to what stands under a key or at an index below `path`."""
    if isinstance(part, int):
        return f"{path}[{part}]"
    return f"{path}.{part}" if path else part


def _ways(node: Node, path: str, place: Place) -> Iterator[tuple[str, Node, Place]]:
    """Everything in the tree: the way to it, the node, the place of its key; parts before the whole."""
    match node:
        case Mapping():
            for key, child in node.entries.items():
                yield from _ways(child, step(path, key), node.keys[key])
        case Sequence():
            for n, child in enumerate(node.items):
                yield from _ways(child, step(path, n), child.place)
    yield path, node, place


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
    high, low = int(pair[2], 16), int(pair[3], 16)
    return f"{pair[1]}\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08x}"


class _Places:
    """Lines and columns of a text by the number of the character.

    The reader of YAML breaks lines at more characters than editors do, so its own lines are not used.
    `shortened` lists where, in the text that was parsed, two characters had been taken out before.
    """

    def __init__(self, file: str, text: str, shortened: tuple[int, ...] = ()) -> None:
        self.file = file
        self.starts = [0, *(m.end() for m in _BREAK.finditer(text))]
        self.shortened = shortened

    def at(self, index: int) -> Place:
        if self.shortened:
            index += 2 * bisect_right(self.shortened, index)
        line = bisect_right(self.starts, index)
        return Place(self.file, line, index - self.starts[line - 1] + 1)


class _Composer:
    """Turns libyaml's events into nodes, counting as it goes."""

    def __init__(self, document: Document, text: str) -> None:
        self.document = document
        self.text = text
        shortened: list[int] = []
        if text.lstrip()[:1] in ("{", "["):
            pairs = (m.end() for m in _SURROGATES.finditer(text))
            shortened = [end - 2 * (n + 1) for n, end in enumerate(pairs)]
            self.text = _SURROGATES.sub(_join_surrogates, text)
        self.places = _Places(document.file, text, tuple(shortened))
        self.way: list[str | int] = []
        self.count = 0
        self.diagnostics: list[Diagnostic] = []

    def compose(self) -> Node:
        self.events = self._events()
        next(self.events, None)  # stream start
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            raise self._stop(Code.WRONG_SHAPE, "the file is empty", Place(self.document.file, 0, 0))
        node = self._node(next(self.events), 1)
        next(self.events)  # document end
        event = next(self.events)
        if isinstance(event, yaml.DocumentStartEvent):
            raise self._stop(
                Code.YAML_FEATURE,
                "a second document begins here",
                self._place(event),
                "put it into a file of its own",
            )
        return node

    def _events(self) -> Iterator[yaml.Event]:
        read = 0
        try:
            parser = _LOADER(self.text)
            while (event := parser.get_event()) is not None:
                read = event.end_mark.index
                yield event
        except yaml.MarkedYAMLError as error:
            if error.problem == _TOO_DEEP:
                raise self._too_deep(self.places.at(self._depth_passed(read))) from None
            problem = error.problem or error.context or "it cannot be read"
            begin = self.places.at(_index(error.context_mark)) if error.context_mark else None
            index = _index(error.problem_mark)
            if problem in _AT_TAB and self.text[index : index + 1] == "\t":
                problem = _TAB
            message, help = _PROBLEMS.get(problem, (f"this is not YAML: {problem}", ""))
            if begin is not None and problem in _FROM_BEGIN:
                place = begin
            elif begin is not None and problem in _UNCLOSED and not self.text[index:].strip():
                opened = "{" if _UNCLOSED[problem] == "}" else "["
                place, message = begin, f"the `{opened}` that stands here is not closed"
                help = f"add `{_UNCLOSED[problem]}` where it ends"
            else:
                index, message, help = _nearer(self.text, index, problem, message, help)
                place = self.places.at(index)
            if begin is not None:
                help = help.replace("<begin>", f"on line {begin.line}")
            raise self._stop(Code.YAML_SYNTAX, message, place, help) from None
        except yaml.reader.ReaderError:
            found = next((i for i, c in enumerate(self.text) if not _printable(c)), 0)
            message = f"the character U+{ord(self.text[found]):04X} is not allowed"
            raise self._stop(Code.YAML_SYNTAX, message, self.places.at(found), "delete it") from None

    def _depth_passed(self, read: int) -> int:
        """Where the depth is passed, if the reader, which looks ahead, has given up before it came there.

        What it has not handed over, from `read` on, opens far more levels than are allowed.
        """
        next_depth = len(self.way) + 2 if self.count else 1
        openings = _OPENING.finditer(self.text, read)
        last = next(islice(openings, MAX_DEPTH - next_depth, None), None)
        return last.end() if last is not None else read

    def _too_deep(self, place: Place) -> InputError:
        message = f"lists and mappings within each other, more than {MAX_DEPTH} deep"
        return self._stop(Code.YAML_LIMIT, message, place, "look for a `[` or `{` too many")

    def _place(self, event: yaml.Event) -> Place:
        return self.places.at(_index(event.start_mark))

    def _stop(self, code: Code, message: str, place: Place, help: str = "") -> InputError:
        path = "" if code in (Code.YAML_SYNTAX, Code.YAML_LIMIT) else self._path()
        return InputError([*self.diagnostics, self.document.error(code, message, place, help=help, path=path)])

    def _path(self) -> str:
        path = ""
        for part in self.way:
            path = step(path, part)
        return path

    def _node(self, event: Any, depth: int) -> Node:
        place = self.places.at(event.start_mark.index)
        self.count += 1
        if self.count > MAX_NODES:
            message = f"more than {MAX_NODES:,} values in one file"
            raise self._stop(Code.YAML_LIMIT, message, place, "split it into several files")
        if depth > MAX_DEPTH:
            raise self._too_deep(place)
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None:
            return self._scalar(event, place)
        if isinstance(event, yaml.AliasEvent):
            message = f"`*{event.anchor}` is an alias; aliases are not used here"
            raise self._stop(Code.YAML_FEATURE, message, place, "write the value out")
        if event.anchor is not None:
            message = f"`&{event.anchor}` is an anchor; anchors are not used here"
            raise self._stop(Code.YAML_FEATURE, message, place, "write the value out wherever it is needed")
        if event.tag is not None:
            written = self.text[_index(event.start_mark) :].split(maxsplit=1)[0]
            message = f"`{written[:40]}` is a tag; tags are not used here"
            raise self._stop(Code.YAML_FEATURE, message, place, "leave it out")
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(child := next(self.events), yaml.SequenceEndEvent):
                self.way.append(len(items))
                items.append(self._node(child, depth + 1))
                self.way.pop()
            return Sequence(tuple(items), place)
        return self._mapping(place, depth)

    def _mapping(self, place: Place, depth: int) -> Mapping:
        entries: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            key_place = key.place
            if not isinstance(key, Scalar):
                raise self._stop(Code.WRONG_SHAPE, "a key must be a word, not a list or a mapping", key_place)
            self.way.append(key.text)
            if key.text == "<<" and not getattr(event, "style", None):
                message = "`<<` merges mappings; merging is not used here"
                raise self._stop(Code.YAML_FEATURE, message, key_place, "write the keys out")
            value = self._node(next(self.events), depth + 1)
            if key.text in entries:
                message = f"`{key.text}` stands twice; the first is on line {keys[key.text].line}"
                self._note(Code.DUPLICATE_KEY, message, key_place, "keep one of them")
            elif key.text == NODE_KEY:
                self._note(Code.UNKNOWN_KEY, f"unknown key `{key.text}`", key_place, "take it out")
            else:
                entries[key.text] = value
                keys[key.text] = key_place
            self.way.pop()
        return Mapping(entries, keys, place, self.document)

    def _note(self, code: Code, message: str, place: Place, help: str) -> None:
        self.diagnostics.append(self.document.error(code, message, place, help=help, path=self._path()))

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> Scalar:
        text: str = event.value
        if event.style or not event.implicit[0]:
            return Scalar(text, text, place)
        if text in _WORDS:
            return Scalar(_WORDS[text], text, place)
        if text[-1].isdigit() and _INT.match(text):
            if len(text) > MAX_DIGITS:
                message = f"a number of {len(text):,} digits; at most {MAX_DIGITS} are read"
                raise self._stop(Code.YAML_LIMIT, message, place, "put it in quotes if it is text")
            return Scalar(int(text), text, place)
        return Scalar(text, text, place)


def _nearer(text: str, index: int, problem: str, message: str, help: str) -> tuple[int, str, str]:
    """The place, message and help of a problem, from what stands on its line and before it."""
    start = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
    before, here = text[start:index], text[index : index + 1]
    match problem:
        case "mapping values are not allowed in this context" if not re.search(r":\s|- ", before):
            above = text[:start].rstrip()
            above_start = max(above.rfind("\n"), above.rfind("\r")) + 1
            if not re.search(r":(\s|\Z)|- ", above[above_start:]):
                return len(above) - len(above[above_start:].lstrip()), *_PROBLEMS["could not find expected ':'"]
            first = start + len(before) - len(before.lstrip())
            return first, "this key stands further in than the line above allows", _INDENT
        case (
            "did not find expected key"
            | "did not find expected '-' indicator"
            | "did not find expected <document start>"
        ):
            if not before.strip():
                if problem == "did not find expected <document start>":
                    return index, "this line does not fit what stands above", _INDENT
                if here == "-" and problem == "did not find expected key":
                    return index, "this `-` does not stand in the column of those above", _DASHES
            elif here in ("}", "]"):
                return index, f"a `{here}` too many", "take it out, or open it before"
            elif before.rstrip()[-1] in "'\"":
                used = before.rstrip()[-1]
                other = '"' if used == "'" else "'"
                help = f"put the whole text in quotes; around a text that holds `{used}` use `{other}`"
                return index, "the text in quotes has ended before this", help
            else:
                return index, "the value has ended before this", "put the whole value in quotes if it is a text"
    return index, message, help


def _index(mark: Any) -> int:
    """The number of the character at a mark of the parser, which may be missing."""
    return int(mark.index) if mark is not None else 0


def _printable(c: str) -> bool:
    n = ord(c)
    return (
        n in (0x9, 0xA, 0xD, 0x85)
        or 0x20 <= n <= 0x7E
        or 0xA0 <= n <= 0xD7FF
        or 0xE000 <= n <= 0xFFFD
        or 0x10000 <= n <= 0x10FFFF
    )
