"""A case changed in its model, never in its file: items dropped, fields set, items added."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from .case import UNKNOWN, Case, Item
from .decision import Fields, Part, Place, Value
from .errors import Code, InputError, nearest
from .errors import Place as Position
from .load import LawPack
from .selection import SECTIONS, Section, Spot, item_at, items, own_id, select
from .shorthand import SHOWN, Completed, Setting, complete, read_item, read_setting
from .source import Document
from .spot import field_value, value_spot
from .vocabulary import FieldType

_DATE = FieldType(type="date")


class Change(Part):
    """One change of a case.

    `how`: add or drop an item, set a `field` of one, choose a `reading`, or move `as_of`. `section`
    and `line` tell where the item stands: for what is added in the changed case, else in the case as
    it was. `chosen` are fields that the case left no choice about, `unknown` those not known.
    """

    how: Literal["add", "drop", "set", "reading", "as-of"]
    section: Section | None = None
    line: int | None = None
    kind: str | None = None
    fields: Fields = {}
    place: Place | None = None
    field: str | None = None
    before: Value | None = None
    after: Value | None = None
    chosen: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edit:
    """A change of one item: `item` is what stands at `spot` afterwards, nothing if it is dropped.

    Without a line, an item is added at the end of the section.
    """

    section: Section
    line: int = 0
    item: Item | None = None
    field: str | None = None

    @property
    def spot(self) -> Spot:
        """Where the changed item stands in the case as it was."""
        return Spot(self.section, self.line)


@dataclass(frozen=True)
class Edited:
    """A changed case; `lines` leads from places in the case as it was to those that they have now."""

    case: Case
    lines: Mapping[Spot, Spot] = field(default_factory=dict)
    added: tuple[Spot, ...] = ()


def apply(case: Case, edits: Iterable[Edit]) -> Edited:
    """The case with its items dropped, exchanged and added. What it expects of its answer is left out."""
    edits = tuple(edits)
    replaced: dict[Spot, Item] = {}
    dropped: set[Spot] = set()
    for edit in edits:
        if edit.line and edit.item is None:
            dropped.add(edit.spot)
        elif edit.line and edit.item is not None and edit.field is not None:
            base = replaced.get(edit.spot) or item_at(case, edit.spot)
            value = edit.item.fields.get(edit.field)
            fields = {**base.fields} if value is None else {**base.fields, edit.field: value}
            replaced[edit.spot] = edit.item.model_copy(update={"fields": fields})
    lines: dict[Spot, Spot] = {}
    added: list[Spot] = []
    update: dict[str, tuple[Item, ...]] = {}
    for section in SECTIONS:
        kept: list[Item] = []
        for n, item in enumerate(getattr(case, section)):
            spot = Spot(section, n + 1)
            if spot not in dropped:
                kept.append(replaced.get(spot, item))
                lines[spot] = Spot(section, len(kept))
        for edit in edits:
            if edit.section == section and not edit.line and edit.item is not None:
                kept.append(edit.item)
                added.append(Spot(section, len(kept)))
        update[section] = tuple(kept)
    return Edited(case.model_copy(update={**update, "expect": ()}), lines, tuple(added))


def dropping(text: str, pack: LawPack, case: Case) -> Edit:
    """The edit of `--drop SELECTOR`. Raises `InputError`."""
    spot = select(text, pack, case)
    return Edit(spot.section, spot.line)


def orphaned(texts: Iterable[str], case: Case, edited: Case, pack: LawPack) -> None:
    """Raises `InputError` where something that is left out is still referred to."""
    found = []
    for text in texts:
        name = own_id(item_at(case, select(text, pack, case)), pack)
        if name is None or any(own_id(item, pack) == name for _, item in items(edited)):
            continue
        users = [spot for spot, item in items(case) if _refers(item, name, pack)]
        left = [spot for spot in users if any(item_at(case, spot) == item for _, item in items(edited))]
        if left:
            told = ", ".join(f"`{spot}`" for spot in left)
            message = f"`{text.strip()}` cannot be left out alone: {told} refer{'s' if len(left) == 1 else ''} to it"
            help = "leave out too: " + " ".join(f'--drop "{spot}"' for spot in left)
            document = Document(SHOWN, (text,))
            found.append(document.error(Code.DANGLING_REFERENCE, message, Position(SHOWN, 1, 1), help=help))
    if found:
        raise InputError(found)


def _refers(item: Item, name: str, pack: LawPack) -> bool:
    fields = pack.vocabulary.fields(item.kind) if pack.vocabulary.sort(item.kind) else {}
    return any(
        value == name and field in fields and fields[field].type == "ref" for field, value in item.fields.items()
    )


def setting(text: str, pack: LawPack, case: Case, more: Collection[str] = ()) -> Edit:
    """The edit of `--set SELECTOR.field=value`. Raises `InputError` for a field or a value that does not fit.

    `more` are ids beside those of the case to which a reference may lead.
    """
    read = read_setting(text)
    spot = select(read.selector, pack, case)
    item = item_at(case, spot)
    spec = spec_of(item, spot.section, read.field, pack, read)
    _fitting(read, spec, item)
    assert read.value is not None
    if spec.type == "ref" and read.value != UNKNOWN:
        known = {own_id(other, pack) for _, other in items(case) if other.kind in spec.to}
        if read.value not in (*known, *more):
            message = f"nothing in this case that `{item.kind}.{read.field}` can refer to has the id `{read.value}`"
            help = nearest(str(read.value), {name for name in known if name})
            raise InputError([read.document.error(Code.DANGLING_REFERENCE, message, read.value_at, help=help)])
    return changed(spot, item, read.field, read.value)


def changed(spot: Spot, item: Item, name: str, value: str | int | bool) -> Edit:
    """The edit that gives a field a value."""
    made = item.model_copy(update={"fields": {**item.fields, name: value}})
    return Edit(spot.section, spot.line, made, name)


def spec_of(item: Item, section: Section, name: str, pack: LawPack, read: Setting) -> FieldType:
    """The type of a field that a case may state. Raises `InputError` for any other name."""
    vocabulary = pack.vocabulary
    kind = vocabulary.kinds.get(item.kind)
    known = dict(kind[1].fields) if kind else {}
    if section == "facts":
        known |= {"from": _DATE, "until": _DATE, "holds": FieldType(type="bool")}
    elif item.kind in vocabulary.actions:
        known |= {"by": FieldType(type="enum", values=vocabulary.actions[item.kind].by), "on": _DATE}
    if name not in known:
        message = f"`{item.kind}` has no field `{name}`"
        help = nearest(name, known)
        raise InputError([read.document.error(Code.UNKNOWN_FIELD, message, read.field_at, help=help)])
    return known[name]


def _fitting(read: Setting, spec: FieldType, item: Item) -> None:
    if read.value == UNKNOWN and spec.type != "id":
        return
    if wrong := field_value(spec, read.value, item.kind, read.field):
        code, message, help = wrong
        raise InputError([read.document.error(code, message, read.value_at, help=help)])


def adding(given: str | Item, pack: LawPack, case: Case, *, asked: bool = False) -> tuple[Edit, Completed]:
    """The edit of `--add ITEM`, or `--ask ITEM`, with what the case leaves no choice about.

    A fact goes to the facts, an action to the history; an action without a day is done on the day
    of the answer. Raises `InputError`.
    """
    made = complete(read_item(given) if isinstance(given, str) else given, pack, case)
    item = made.item
    if pack.vocabulary.sort(item.kind) == "fact":
        if asked:
            document, place = value_spot(item)
            message = f"`{item.kind}` is a fact; only an action can be asked about"
            raise InputError([document.error(Code.UNKNOWN_KIND, message, place, help="add it with `--add`")])
        return Edit("facts", 0, item), made
    if asked:
        return Edit("ask", 0, item), made
    if "on" not in item.fields:
        item = item.model_copy(update={"fields": {**item.fields, "on": case.as_of.isoformat()}})
        made = Completed(item, (*made.chosen, "on"), made.unknown)
    return Edit("history", 0, item), made


def described(edit: Edit, case: Case, spot: Spot, pack: LawPack, made: Completed | None = None) -> Change:
    """The change that an edit makes to a case; `spot` is where the item stands."""
    old = item_at(case, edit.spot) if edit.line else None
    item = old or edit.item
    assert item is not None
    place = value_spot(item)[1]
    told = Change(
        how="add" if old is None else "drop" if edit.item is None else "set",
        section=edit.section,
        line=spot.line,
        kind=item.kind,
        fields=dict(item.fields),
        place=Place(file=place.file, line=place.line, column=place.column) if old is not None else None,
    )
    if old is not None and edit.item is not None and edit.field is not None:
        before = old.fields.get(edit.field)
        if before is None and edit.field == "by":
            before = pack.vocabulary.actions[old.kind].by[0]
        told = told.replaced(field=edit.field, before=before, after=edit.item.fields.get(edit.field))
    return told.replaced(chosen=made.chosen, unknown=made.unknown) if made else told


def moved(case: Case, as_of: date) -> Case:
    """The case answered for another day."""
    return case.model_copy(update={"as_of": as_of})
