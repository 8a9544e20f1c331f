"""From files to models: reads packs and cases, and turns every misfit into a diagnostic with its place."""

from __future__ import annotations

import os
import re
import select
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, BinaryIO, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .case import Case
from .errors import Code, Diagnostic, InputError, Place, nearest
from .model import AT, Mirror, plain
from .parameters import applied, unknown
from .provision import _WORDS as CONDITION_MODELS
from .provision import (
    Article,
    Difference,
    Differences,
    Instrument,
    Instruments,
    Pack,
    Parameter,
    Parameters,
    Pattern,
    Procedure,
    Procedures,
    Provision,
    Reading,
    Readings,
    Remark,
    Remarks,
)
from .roles import Roles
from .source import MAX_BYTES, Document, Mapping, Node, Scalar, Sequence, read, step
from .spot import date_help
from .vocabulary import Vocabulary

M = TypeVar("M", bound=Mirror)
PIPE_PATIENCE = 1.0
"""Seconds that a pipe may stay without a writer."""
HEAD_FILES = ("pack.yaml", "instruments.yaml", "vocabulary.yaml", "readings.yaml")
PLAY = "play"
"""The folder of a pack with a case for each procedure, from which it is played."""
MORE_FILES = ("parameters.yaml", "differences.yaml", "procedures.yaml", "roles.yaml")
"""Files that a pack may have."""
PRACTICE, VOCABULARY = "practice", "vocabulary"
"""The folders of remarks, and of more vocabulary."""
TRAINING = "training"
"""The folder of a pack with what its exercises are made from, which is no law."""


@dataclass(frozen=True)
class LawPack:
    """A law pack as read: models, not yet checked against each other."""

    root: str
    head: Pack
    instruments: tuple[Instrument, ...]
    vocabulary: Vocabulary
    readings: tuple[Reading, ...]
    articles: tuple[tuple[str, Article], ...]
    parameters: tuple[Parameter, ...] = ()
    remarks: tuple[Remark, ...] = ()
    differences: tuple[Difference, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    roles: Roles | None = None
    documents: dict[str, Document] = field(repr=False, default_factory=dict)

    @cached_property
    def provisions(self) -> tuple[Provision, ...]:
        """All editions of all provisions, in the order of files and lines."""
        return tuple(p for _, article in self.articles for p in article.provisions)

    @cached_property
    def instrument(self) -> dict[str, Instrument]:
        """Instruments by id."""
        return {i.id: i for i in self.instruments}

    @cached_property
    def reading(self) -> dict[str, Reading]:
        """Readings by id."""
        return {r.id: r for r in self.readings}


def bundled_packs() -> Path:
    """The folder of the packs that come with zanger: beside the installed package, else in the checkout."""
    here = Path(__file__).resolve().parent
    installed = here / "packs"
    return installed if installed.is_dir() else here.parent.parent / "rules"


def find_pack(name: str) -> Path:
    """The folder of a pack by its id or path.

    Looks at paths, the bundled packs, then the entry points of group `zanger.packs`, whose value
    names a package that holds the pack's files. Raises `InputError` if there is none.
    """
    path = Path(name)
    if _is(Path.is_dir, path) and ("/" in name or (path / "pack.yaml").exists()):
        return path
    bundled = bundled_packs()
    known = sorted(p.parent.name for p in bundled.glob("*/pack.yaml"))
    if name in known:
        return bundled / name
    from importlib.metadata import entry_points  # costs start-up time

    others = {e.name: e for e in entry_points(group="zanger.packs")}
    if name in others:
        module = others[name].load()
        return Path(module.__file__).parent if hasattr(module, "__file__") else Path(module)
    message = f"there is no law pack `{name}`"
    help = nearest(name, [*known, *others])
    raise InputError([Diagnostic(Code.UNKNOWN_PACK, message, Place(name, 0, 0), help=help)])


def _is(test: Callable[[Path], bool], path: Path) -> bool:
    """Whether a path is there; False too where the name cannot be one (too long, with a NUL)."""
    try:
        return test(path)
    except (OSError, ValueError):
        return False


def read_file(path: Path, shown: str | None = None, help: str = "", most: int = MAX_BYTES) -> bytes:
    """The bytes of a file, at most one more than may be read, which is `most`. Raises `InputError`.

    `shown` is the name for messages, `help` what to do if the file is missing.
    """
    name = shown or str(path)
    try:
        with _open(path) as stream:
            return stream.read(most + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        if _is(Path.is_dir, path):
            reason, help = "it is a folder", "give the path of a file, such as `case.yaml`"
        elif not help and not _is(Path.exists, path.parent):
            help = f"there is no folder `{path.parent}`"
        elif not help and not _is(Path.exists, path):
            near = nearest(path.name, _neighbours(path))
            help = near if near.startswith("did") else ""
        message = f"cannot read `{name}`: {reason}"
        raise InputError([Diagnostic(Code.FILE_UNREADABLE, message, Place(name, 0, 0), help=help)]) from None


def _open(path: Path) -> BinaryIO:
    """A file to read. A pipe that nothing writes to is empty: waiting for a writer might never end."""
    if not path.is_fifo():
        return path.open("rb")
    stream = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")
    select.select([stream], [], [], PIPE_PATIENCE)
    os.set_blocking(stream.fileno(), True)
    return stream


def _neighbours(path: Path) -> list[str]:
    """The case files, and those of its own sort, that stand where `path` should."""
    sorts = (".yaml", ".yml", ".json", path.suffix)
    try:
        return [p.name for p in path.parent.iterdir() if p.suffix in sorts and p.name != path.name]
    except (OSError, ValueError):
        return []


def load_pack(name: str | Path) -> LawPack:
    """Read a pack by id or path. Raises `InputError` with every error of every file.

    Checks each file against its model; `check.check_pack` checks them against each other.
    """
    root = find_pack(str(name))
    diagnostics: list[Diagnostic] = []
    documents: dict[str, Document] = {}

    def model(path: Path, shape: type[M], change: Callable[[Node, Document], Node] | None = None) -> M | None:
        shown = _shown(path)
        try:
            help = "a law pack has the files " + ", ".join(f"`{name}`" for name in HEAD_FILES)
            document, node = read(read_file(path, shown, help if path.parent == root else ""), shown)
            documents[shown] = document
            return build(shape, change(node, document) if change else node, document)
        except InputError as error:
            diagnostics.extend(error.diagnostics)
            return None

    head = model(root / "pack.yaml", Pack)
    instruments = model(root / "instruments.yaml", Instruments)
    words = [model(path, Vocabulary) for path in vocabulary_files(root)]
    parts = [part for part in words if part is not None]
    vocabulary, twice = joined(parts)
    diagnostics += twice
    readings = model(root / "readings.yaml", Readings)
    parameters: tuple[Parameter, ...] = ()
    differences: tuple[Difference, ...] = ()
    if _is(Path.is_file, root / "parameters.yaml"):
        declared = model(root / "parameters.yaml", Parameters)
        parameters = declared.parameters if declared else ()
    if _is(Path.is_file, root / "differences.yaml"):
        listed = model(root / "differences.yaml", Differences)
        differences = listed.differences if listed else ()
    procedures: tuple[Procedure, ...] = ()
    if _is(Path.is_file, root / "procedures.yaml"):
        steps = model(root / "procedures.yaml", Procedures)
        procedures = steps.procedures if steps else ()
    roles = model(root / "roles.yaml", Roles) if _is(Path.is_file, root / "roles.yaml") else None
    remarks: list[Remark] = []
    for path in practice_files(root):
        told = model(path, Remarks)
        remarks += told.remarks if told else ()

    def with_values(node: Node, document: Document) -> Node:
        if wrong := unknown(node, parameters, document):
            raise InputError(wrong)
        return applied(node, parameters)

    articles: list[tuple[str, Article]] = []
    for path in article_files(root) if _is(Path.is_file, root / "pack.yaml") else []:
        article = model(path, Article, with_values)
        if article is not None:
            articles.append((_shown(path), article))
    if diagnostics or head is None or instruments is None or readings is None:
        raise InputError(diagnostics)
    return LawPack(
        str(root), head, instruments.instruments, vocabulary, readings.readings, tuple(articles),
        parameters, tuple(remarks), differences, procedures, roles, documents,
    )  # fmt: skip


def article_files(root: Path) -> list[Path]:
    """The article files of a pack, sorted by instrument and article number."""
    others = {"cases", PLAY, PRACTICE, TRAINING, VOCABULARY}
    folders = sorted(p for p in root.iterdir() if p.name not in others and p.is_dir())
    files = [p for folder in folders for p in folder.rglob("*.yaml") if not others & set(p.relative_to(root).parts)]
    files = [p for p in files if not p.is_dir()]
    return sorted(files, key=lambda p: (str(p.parent), [int(n) for n in re.findall(r"\d+", p.stem)], p.stem))


def vocabulary_files(root: Path) -> list[Path]:
    """The file of the vocabulary, and those of the folder of that name."""
    return [root / f"{VOCABULARY}.yaml", *sorted(p for p in (root / VOCABULARY).glob("*.yaml") if not p.is_dir())]


def joined(parts: Iterable[Vocabulary]) -> tuple[Vocabulary, list[Diagnostic]]:
    """One vocabulary of several files, and what stands in more than one of them."""
    whole: dict[str, dict[str, Any]] = {}
    nodes: dict[str, Mapping] = {}
    found: list[Diagnostic] = []
    first: Mapping | None = None
    for part in parts:
        first = first or part.at
        for section, node in part.at.entries.items():
            known = nodes.setdefault(section, Mapping({}, {}, node.place, node.document))
            for name, item in getattr(part, section).items():
                place = node.keys[name]
                if name in known.entries:
                    message = f"`{name}` stands twice; the first is at {known.keys[name]}"
                    found.append(node.document.error(Code.DUPLICATE_KEY, message, place, help="keep one of them"))
                    continue
                known.entries[name], known.keys[name] = node.entries[name], place
                whole.setdefault(section, {})[name] = item
    vocabulary = Vocabulary()
    if first is not None:
        keys = {section: node.place for section, node in nodes.items()}
        at = Mapping({**nodes}, keys, first.place, first.document)
        first.document.stands_for(at, first)
        vocabulary = vocabulary.model_copy(update={**whole, "at": at})
    return vocabulary, found


def practice_files(root: Path) -> list[Path]:
    """The files of remarks of a pack."""
    return sorted(p for p in (root / PRACTICE).glob("*.yaml") if not p.is_dir())


def pack_files(root: Path) -> Iterator[Path]:
    """Every file of a pack but its cases; the head files first, so that a folder that is no pack is noticed at once."""
    yield from (root / name for name in HEAD_FILES)
    yield from (path for name in MORE_FILES if _is(Path.is_file, path := root / name))
    yield from vocabulary_files(root)[1:]
    yield from practice_files(root)
    yield from article_files(root)


def load_case(path: str | Path) -> tuple[Case, Document]:
    """Read a case file, YAML or JSON. Raises `InputError`."""
    shown = str(path)
    return parse_case(read_file(Path(path), shown), shown)


def parse_case(data: bytes, name: str) -> tuple[Case, Document]:
    """Read a case from bytes; `name` stands for the file in messages. Raises `InputError`."""
    document, node = read(data, name)
    return build(Case, node, document), document


def build(shape: type[M], node: Node, document: Document) -> M:
    """The model of a node. Raises `InputError` with every misfit."""
    try:
        return shape.model_validate(plain(node))
    except ValidationError as error:
        raise InputError(_diagnostics(shape, node, document, error.errors(include_url=False))) from None


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _diagnostics(
    shape: type[Mirror], root: Node, document: Document, errors: Iterable[ErrorDetails]
) -> list[Diagnostic]:
    """The diagnostics of pydantic's errors; those of the alternatives of one value become one."""
    found: dict[tuple[str, Code, str], Diagnostic] = {}
    alternatives: dict[str, list[str]] = {}
    misfits = [(error, _explain(shape, root, error)) for error in errors]
    meant = {(error["loc"][:-1], misfit.help) for error, misfit in misfits if misfit.code is Code.UNKNOWN_KEY}
    for error, misfit in misfits:
        if misfit.code is Code.MISSING_KEY and (error["loc"][:-1], f"did you mean `{error['loc'][-1]}`?") in meant:
            continue  # told already: the key is there, misspelt
        code, message, help = misfit.code, misfit.message, misfit.help
        if misfit.wanted:
            wanted = alternatives.setdefault(misfit.path, [])
            wanted += [w for w in misfit.wanted if w not in wanted]
            given = _name(misfit.node)
            if all(w.startswith("`") for w in wanted) and isinstance(misfit.node, Scalar):
                code, message = Code.WRONG_VALUE, f"{given} is not one of {_or(wanted)}"
                near = nearest(misfit.node.text, (w.strip("`") for w in wanted))
                help = near if near.startswith("did") else ""
            else:
                code, message = Code.WRONG_SHAPE, f"expected {_or(wanted)}, found {given}"
                help = _reshaping(wanted, misfit)
        key = (misfit.path, code, "" if misfit.wanted else message)
        if misfit.wanted:
            found.pop((misfit.path, Code.WRONG_VALUE, ""), None)
        found[key] = document.error(code, message, misfit.place, help=help, path=misfit.path)
    return list(found.values())


def _or(names: list[str]) -> str:
    return " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


def _reshaping(wanted: list[str], misfit: _Misfit) -> str:
    """What to do where something else was wanted than what stands there."""
    match misfit.node:
        case Scalar(value=None) if re.search(r":[^.\]]*\Z", misfit.path):
            return "write a space after the `:`"
        case Scalar(value=None):
            return "write a value after the key"
        case Scalar(value=int(), text=text) if "text" in wanted:
            return f'write it in quotes: `"{text}"`'
        case Scalar() if "a mapping of `key: value`" in wanted:
            return "write its parts in braces: `{key: value, key: value}`"
        case Mapping() if "a list" in wanted:
            return "begin each item with `- `"
    return ""


_EXPECTED = {
    "string_type": ("text",),
    "int_type": ("a whole number",),
    "int_from_float": ("a whole number",),
    "bool_type": ("`true`", "`false`"),
    "tuple_type": ("a list",),
    "dict_type": ("a mapping of `key: value`",),
    "model_type": ("a mapping of `key: value`",),
    "model_attributes_type": ("a mapping of `key: value`",),
    "date_type": ("a date such as `2001-06-30`",),
}


@dataclass(frozen=True)
class _Misfit:
    """One of pydantic's errors in our terms: either a message, or what was `wanted` instead of the node."""

    code: Code
    message: str
    node: Node
    place: Place
    path: str
    help: str = ""
    wanted: tuple[str, ...] = ()


def _explain(shape: type[Mirror], root: Node, error: ErrorDetails) -> _Misfit:
    kind, loc, context = error["type"], error["loc"], error.get("ctx", {})
    node, path = _descend(root, loc)

    def misfit(code: Code, message: str, help: str = "") -> _Misfit:
        return _Misfit(code, message, node, node.place, path, help)

    match kind:
        case "extra_forbidden":
            key = str(loc[-1])
            parent, above = _descend(root, loc[:-1])
            place = parent.keys.get(key, node.place) if isinstance(parent, Mapping) else node.place
            help = nearest(key, keys_at(shape, loc[:-1]))
            return _Misfit(Code.UNKNOWN_KEY, f"unknown key `{key}`", node, place, step(above, key), help)
        case "missing" if isinstance(loc[-1], int):
            size = len(node.items) if isinstance(node, Sequence) else 0
            return misfit(Code.OUT_OF_BOUNDS, f"expected 2 items, found {size}")  # the only lists of a fixed length
        case "missing":
            return misfit(Code.MISSING_KEY, f"the key `{loc[-1]}` is missing", f"add `{loc[-1]}: ...` here")
        case "missing_english":
            return misfit(Code.MISSING_ENGLISH, "the English text is missing", "add `en: ...`")
        case "literal_error":
            names = re.findall(r"'([^']*)'", str(context.get("expected", "")))
            return _Misfit(Code.WRONG_VALUE, "", node, node.place, path, wanted=tuple(f"`{n}`" for n in names))
        case "greater_than_equal" | "less_than_equal" | "too_short" | "too_long" | "string_too_short":
            return misfit(Code.OUT_OF_BOUNDS, _bounds(kind, context, node))
        case "one_item" | "one_kind" | "one_bound":
            keys = [key for key in node.entries if key != "words"] if isinstance(node, Mapping) else []
            if kind == "one_bound":
                keys = [key for key in keys if f"`{key}`" in error["msg"]]
            listed = ", ".join(f"`{key}`" for key in keys) if isinstance(node, Mapping) else _name(node)
            help = ""
            if kind != "one_bound":
                help = "begin each with its own `- `, and indent its fields further than its name" if keys else ""
            message = f"{error['msg'].split(', found')[0]}, found {listed or 'none'}"
            return misfit(Code.WRONG_SHAPE, message, help)
        case "bad_date" | "bad_ratio":
            help = date_help(node.text) if kind == "bad_date" and isinstance(node, Scalar) else ""
            return misfit(Code.WRONG_VALUE, f"{error['msg']}, found {_name(node)}", help)
    if kind in _EXPECTED:
        return _Misfit(Code.WRONG_SHAPE, "", node, node.place, path, wanted=_EXPECTED[kind])
    return misfit(Code.WRONG_SHAPE, error["msg"])


def _bounds(kind: str, context: MappingABC[str, Any], node: Node) -> str:
    match kind:
        case "greater_than_equal":
            return f"expected at least {context['ge']}, found {_name(node)}"
        case "less_than_equal":
            return f"expected at most {context['le']}, found {_name(node)}"
        case "too_long":
            return f"expected at most {context['max_length']} items, found {_size(node)}"
        case "string_too_short":
            return "expected some text, found none"
        case _:
            least = context["min_length"]
            return f"expected at least {least} item{'s' if least > 1 else ''}, found {_size(node) or 'none'}"


def _size(node: Node) -> int:
    match node:
        case Mapping():
            return len(node.entries)
        case Sequence():
            return len(node.items)
        case Scalar(text=text):
            return len(text)


def _name(node: Node) -> str:
    match node:
        case Mapping():
            return "a mapping"
        case Sequence():
            return "a list"
        case Scalar(value=None):
            return "nothing"
        case Scalar(text=text):
            return f"`{text if len(text) <= 40 else text[:37] + '...'}`"


def _descend(root: Node, loc: tuple[int | str, ...]) -> tuple[Node, str]:
    """The node that `loc` leads to and the way to it; parts that are only pydantic's own are passed over."""
    node, path = root, ""
    for part in loc:
        match node:
            case Mapping() if part in node.entries:
                node, path = node.entries[str(part)], step(path, part)
            case Mapping() if part == "fields":
                kinds = [key for key in node.entries if key != "words"]
                if len(kinds) == 1:
                    node, path = node.entries[kinds[0]], step(path, kinds[0])
            case Sequence() if isinstance(part, int) and part < len(node.items):
                node, path = node.items[part], step(path, part)
    return node, path


def keys_at(shape: type[Mirror], loc: tuple[int | str, ...]) -> list[str]:
    """The keys that a mapping at `loc` may have, for a "did you mean"."""
    types: list[Any] = [shape]
    for part in loc:
        types = [step for t in types for step in _step(t, part)]
    return [f.alias or name for t in types if _is_mirror(t) for name, f in t.model_fields.items() if f.alias != AT]


def _is_mirror(candidate: Any) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, Mirror)


def _step(candidate: Any, part: int | str) -> list[Any]:
    """The types that lie below a type at a part of a pydantic location."""
    if _is_mirror(candidate):
        if part in ("pattern", *CONDITION_MODELS) and candidate in (Pattern, *CONDITION_MODELS.values()):
            fields = [f for n, f in candidate.model_fields.items() if (f.alias or n) == part]
            return [candidate] if not fields else [*_flatten(fields[0].annotation), candidate]
        return [t for n, f in candidate.model_fields.items() if (f.alias or n) == part for t in _flatten(f.annotation)]
    origin = get_origin(candidate)
    if origin is tuple and isinstance(part, int):
        return _flatten(get_args(candidate)[0])
    if origin is dict:
        return _flatten(get_args(candidate)[1])
    return [candidate] if not isinstance(part, int) else []


def _flatten(annotation: Any) -> list[Any]:
    """A type without `Annotated` and unions."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _flatten(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [t for arg in get_args(annotation) for t in _flatten(arg)]
    return [annotation]
