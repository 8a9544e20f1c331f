"""Which items of a case are meant: by an id, by a place such as `history[2]`, or by a pattern of fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from .case import Case, Item
from .errors import Code, InputError, Place, nearest
from .load import LawPack
from .shorthand import SHOWN, read_item
from .source import Document
from .vocabulary import is_id

Section = Literal["facts", "history", "ask"]
SECTIONS: tuple[Section, ...] = ("facts", "history", "ask")
_PLACE = re.compile(r"\s*(facts|history|ask)\[\s*(\d{1,6})\s*\]\s*\Z")
_SHOWN = 6


class Spot(NamedTuple):
    """Where an item stands in a case: its list, and its number in it, from 1."""

    section: Section
    line: int

    def __str__(self) -> str:
        return f"{self.section}[{self.line}]"


def items(case: Case) -> Iterator[tuple[Spot, Item]]:
    """All items of a case with their places."""
    for section in SECTIONS:
        for n, item in enumerate(getattr(case, section)):
            yield Spot(section, n + 1), item


def item_at(case: Case, spot: Spot) -> Item:
    """The item that stands there."""
    found: Item = getattr(case, spot.section)[spot.line - 1]
    return found


def select(text: str, pack: LawPack, case: Case, shown: str = SHOWN) -> Spot:
    """The one item that a selector means: `r-2001`, `refuse-report(report=r-2001)`, `history[2]`.

    Raises `InputError` with the column where nothing or more than one thing fits; `shown` stands
    for the file.
    """
    document = Document(shown, (text,))
    start = len(text) - len(text.lstrip())
    if place := _PLACE.match(text):
        return _placed(place, case, document, start)
    word = text.strip()
    found = _named(word, pack, case) if is_id(word) else []
    if not found:
        pattern = read_item(text, shown)
        _known(pattern, pack, case, document, start)
        found = [spot for spot, item in items(case) if _fits(item, pattern)]
    if len(found) == 1:
        return found[0]
    place_ = Place(shown, 1, start + 1)
    if not found:
        message = f"nothing in this case is `{word}`"
        raise InputError([document.error(Code.DANGLING_REFERENCE, message, place_, help=_kin(word, pack, case))])
    listed = ", ".join(f"`{spot}`" for spot in found[:_SHOWN]) + (" ..." if len(found) > _SHOWN else "")
    message = f"`{word}` can be {len(found)} things of the case: {listed}"
    help = f"say which, such as `{found[0]}`, or name more of its fields"
    raise InputError([document.error(Code.WRONG_VALUE, message, place_, help=help)])


def _placed(place: re.Match[str], case: Case, document: Document, start: int) -> Spot:
    section = next(s for s in SECTIONS if s == place[1])
    number, size = int(place[2]), len(getattr(case, section))
    if 1 <= number <= size:
        return Spot(section, number)
    held = f"`{section}` holds {size} item{'s' if size != 1 else ''}"
    help = f"the first is `{section}[1]`, the last `{section}[{size}]`" if size else ""
    at = Place(document.file, 1, start + 1)
    raise InputError([document.error(Code.OUT_OF_BOUNDS, f"there is no `{section}[{number}]`: {held}", at, help=help)])


def _named(word: str, pack: LawPack, case: Case) -> list[Spot]:
    return [spot for spot, item in items(case) if spot.section != "ask" and own_id(item, pack) == word]


def own_id(item: Item, pack: LawPack) -> str | None:
    """The id of a fact or an action that has one."""
    found = pack.vocabulary.kinds.get(item.kind)
    name = found[1].id_field if found else None
    value = item.fields.get(name) if name else None
    return value if isinstance(value, str) else None


def _fits(item: Item, pattern: Item) -> bool:
    return item.kind == pattern.kind and all(item.fields.get(f) == v for f, v in pattern.fields.items())


def _known(pattern: Item, pack: LawPack, case: Case, document: Document, start: int) -> None:
    """Raises `InputError` for a kind that is not in the case, or a field that the kind does not have."""
    if not any(item.kind == pattern.kind for _, item in items(case)):
        message = f"nothing in this case is called `{pattern.kind}`"
        help = _kin(pattern.kind, pack, case)
        at = Place(document.file, 1, start + 1)
        raise InputError([document.error(Code.DANGLING_REFERENCE, message, at, help=help)])
    fields = {**pack.vocabulary.fields(pattern.kind), "from": None, "until": None, "holds": None}
    for name in pattern.fields:
        if name not in fields:
            keys = pattern.at.entries[pattern.kind].keys
            message = f"`{pattern.kind}` has no field `{name}`"
            raise InputError([document.error(Code.UNKNOWN_FIELD, message, keys[name], help=nearest(name, fields))])


def _kin(word: str, pack: LawPack, case: Case) -> str:
    """The nearest id or kind of the case."""
    ids = {name for _, item in items(case) if (name := own_id(item, pack))}
    return nearest(word, ids | {item.kind for _, item in items(case)})
