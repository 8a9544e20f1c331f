"""Advice for authors of law: what is no error, yet unlikely to be meant. Small functions `(pack) -> diagnostics`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from .coverage import Coverage, PackCover
from .errors import Code, Diagnostic
from .law import Law
from .load import LawPack
from .model import Mirror
from .provision import Absent, AllOf, AnyCondition, AnyOf, Compare, Count, Pattern, Provision, conditions
from .spot import trouble
from .trial import run

Adviser = Callable[[LawPack], Iterable[Diagnostic]]
_MARK = re.compile(r"([A-Za-z]+)([0-9]+)(.*)\Z")


def advise_words(pack: LawPack) -> Iterator[Diagnostic]:
    """Each condition carries the words of the text that it codes; a group needs none."""
    for p in pack.provisions:
        for section in ("when", "unless", "provided"):
            for way, item in _each((section,), getattr(p, section)):
                if not item.words:
                    yield trouble(
                        Code.MISSING_WORDS, f"this condition of `{p.id}` does not say which words it codes", p, *way,
                        help='add `words: "..."`, the words of the text that it codes',
                    )  # fmt: skip


def _each(
    way: tuple[str | int, ...], items: Iterable[AnyCondition]
) -> Iterator[tuple[tuple[str | int, ...], AnyCondition]]:
    """The plain conditions with their places; those in a group that carries words are passed over."""
    for n, item in enumerate(items):
        here = (*way, n)
        match item:
            case AnyOf() if not item.words:
                for b, branch in enumerate(item.any):
                    yield from _each((*here, "any", b), branch)
            case AllOf() if not item.words:
                yield from _each((*here, "all"), item.all)
            case _:
                yield here, item


def advise_translations(pack: LawPack) -> Iterator[Diagnostic]:
    """Each text stands in every language of the pack."""
    wanted = pack.head.languages
    parts: tuple[Mirror, ...] = (
        pack.head, *pack.instruments, pack.vocabulary, *pack.readings, *(a for _, a in pack.articles),
        *pack.parameters, *pack.remarks, *pack.differences, *pack.procedures,
    )  # fmt: skip
    for part in parts:
        for model, way, text in _texts(part):
            if missing := [language for language in wanted if not text.get(language, "").strip()]:
                listed = " and ".join(f"`{language}`" for language in missing)
                yield trouble(
                    Code.MISSING_TRANSLATION, f"this text is not there in {listed}", model, *way,
                    help="add " + ", ".join(f"`{language}: ...`" for language in missing),
                )  # fmt: skip


def _texts(model: Mirror) -> Iterator[tuple[Mirror, tuple[str | int, ...], dict[str, str]]]:
    """Every text by language below a model: the model it belongs to, and the way to it."""
    for name in type(model).model_fields:
        if name != "at":
            yield from _texts_at(model, (name,), getattr(model, name))


def _texts_at(
    model: Mirror, way: tuple[str | int, ...], value: object
) -> Iterator[tuple[Mirror, tuple[str | int, ...], dict[str, str]]]:
    match value:
        case Mirror():
            yield from _texts(value)
        case tuple():
            for n, item in enumerate(value):
                yield from _texts_at(model, (*way, n), item)
        case dict() if "en" in value and all(isinstance(v, str) for v in value.values()):
            yield model, way, value
        case dict():
            for key, item in value.items():
                yield from _texts_at(model, (*way, key), item)


def advise_order(pack: LawPack) -> Iterator[Diagnostic]:
    """Provisions stand in the order of their paragraphs, marks of one letter in that of their numbers."""
    for _, article in pack.articles:
        for before, p in pairwise(article.provisions):
            if _paragraph(p) < _paragraph(before):
                yield trouble(
                    Code.UNSORTED_LIST, f"`{p.id}` stands after `{before.id}`", p, "id",
                    help="put the provisions of an article in the order of its paragraphs",
                )  # fmt: skip
        for p in article.provisions:
            last: dict[str, tuple[int, str]] = {}
            for n, mark in enumerate(p.marks):
                found = _MARK.match(mark)
                if found is None:
                    continue
                place = (int(found[2]), found[3])
                if place < last.get(found[1], place):
                    help = "put the marks of one letter in the order of their numbers"
                    yield trouble(
                        Code.UNSORTED_LIST, f"`{mark}` stands after `{p.marks[n - 1]}`", p, "marks", n, help=help
                    )
                last[found[1]] = place


def _paragraph(p: Provision) -> tuple[tuple[int, ...], ...]:
    """The numbers of a provision's place in its article."""
    return tuple(
        tuple(int(n) for n in re.findall(r"\d+", re.split(r"-[a-z]", part)[0])) for part in p.id.split(".")[3:]
    )


def advise_repetition(pack: LawPack) -> Iterator[Diagnostic]:
    """Nothing stands twice among marks, further citations, and provisions overridden."""
    for p in pack.provisions:
        for key in ("marks", "also", "overrides"):
            seen: set[str] = set()
            for n, item in enumerate(getattr(p, key)):
                if item in seen:
                    yield trouble(
                        Code.REPEATED_ITEM, f"`{item}` stands twice in `{key}` of `{p.id}`", p, key, n,
                        help="take one of them out",
                    )  # fmt: skip
                seen.add(item)


def advise_readings(pack: LawPack) -> Iterator[Diagnostic]:
    """Some provision depends on each question of reading."""
    used = {name for p in pack.provisions for name in (*p.under, *(p.breach if isinstance(p.breach, dict) else ()))}
    for reading in pack.readings:
        if reading.id not in used:
            yield trouble(
                Code.UNUSED_READING, f"no provision depends on `{reading.id}`", reading, "id",
                help=f"write `under: {{{reading.id}: ...}}` in the provisions that depend on it, or take it out",
            )  # fmt: skip


def advise_vocabulary(pack: LawPack) -> Iterator[Diagnostic]:
    """Provisions use each kind, each of its fields, and the values of an enum among which they choose."""
    use = _Use(pack)
    for _, kinds in pack.vocabulary.sorts():
        for name, kind in kinds.items():
            if name not in use.kinds:
                yield trouble(
                    Code.UNUSED_WORD, f"no provision uses `{name}`", kind, help="use it in a provision, or take it out"
                )
                continue
            for field, spec in kind.fields.items():
                if spec.type != "id" and (name, field) not in use.fields:
                    yield trouble(
                        Code.UNUSED_WORD, f"no provision uses the field `{field}` of `{name}`", kind, "fields", field,
                        help="use it in a provision, or take it out",
                    )  # fmt: skip
                chosen = use.values.get((name, field), set()) | (use.compared & set(spec.values))
                rest = [value for value in spec.values if value not in chosen]
                if chosen and len(rest) > 1:  # one may well stand for all else
                    listed = ", ".join(f"`{value}`" for value in rest)
                    yield trouble(
                        Code.UNUSED_WORD, f"no provision tells apart {listed} of `{name}.{field}`", spec, "values",
                        help="name them in a provision, or make one value of them",
                    )  # fmt: skip


class _Use:
    """The kinds, fields and values that the provisions of a pack name, themselves or through a class."""

    def __init__(self, pack: LawPack) -> None:
        self.vocabulary = pack.vocabulary
        self.kinds: set[str] = set()
        self.fields: set[tuple[str, str]] = set()
        self.values: dict[tuple[str, str], set[str]] = {}
        self.compared: set[str] = set()
        for p in pack.provisions:
            for pattern in self._patterns(p):
                self._take(pattern)
        for name, action in pack.vocabulary.actions.items():
            for group, fixed in action.is_.items():
                if group in self.kinds:
                    self.kinds.add(name)
                for field, value in fixed.items():
                    self.values.setdefault((group, field), set()).add(str(value))
                for field in action.fields:
                    if (group, field) in self.fields:
                        self.fields.add((name, field))
                        self.values.setdefault((name, field), set()).update(self.values.get((group, field), ()))
            if action.ends is not None:
                self.fields.add((name, action.ends))

    def _patterns(self, p: Provision) -> Iterator[Pattern]:
        for item in conditions((*p.when, *p.unless, *p.provided)):
            match item:
                case Pattern():
                    yield item
                case Count():
                    yield item.count.of
                    if item.count.distinct is not None:
                        self.fields.add((item.count.of.kind, item.count.distinct))
                case Absent():
                    yield item.none
                case Compare():
                    self.compared |= {str(t) for t in (item.compare.left, item.compare.bound[1])}
        yield from (pattern for _, pattern in p.conclusions)

    def _take(self, pattern: Pattern) -> None:
        self.kinds.add(pattern.kind)
        for field, term in pattern.fields.items():
            self.fields.add((pattern.kind, field))
            named = term if isinstance(term, tuple) else (term,)
            constants = {str(t) for t in named if not str(t).startswith("$")}
            if constants:
                self.values.setdefault((pattern.kind, field), set()).update(constants)


ADVISERS: tuple[Adviser, ...] = (
    advise_words,
    advise_translations,
    advise_order,
    advise_repetition,
    advise_readings,
    advise_vocabulary,
)


def advise(pack: LawPack, covered: PackCover | None = None) -> list[Diagnostic]:
    """All advice on a pack, by file and line; with what its cases cover, also on what they never apply."""
    found = [d for adviser in ADVISERS for d in adviser(pack)]
    for p in covered.provisions if covered is not None else ():
        if not p.applied:
            found.append(
                trouble(
                    Code.NEVER_APPLIED,
                    f"no case of this pack applies `{p.provision.id}`",
                    p.provision,
                    "id",
                    help="add a case in which it holds and one in which one fact less keeps it from holding",
                )
            )
    once = {(d.place, d.code, d.message): d for d in found}
    return sorted(once.values(), key=lambda d: (d.place, d.code))


def warnings(law: Law) -> list[Diagnostic]:
    """All advice on a law, its own cases looked at if it has any. Raises `InputError` if one of them is wrong."""
    cases = sorted(p for p in (Path(law.pack.root) / "cases").rglob("*.yaml") if not p.is_dir())
    coverage = Coverage(law)
    run(cases, "reference", watch=lambda _: coverage.watch, law=law)
    return advise(law.pack, coverage.result() if cases else None)
