"""A case set against a vocabulary: typed entries, resolved references, and every misfit reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .case import UNKNOWN, Case, Expectation, Item
from .check import field_value, value_spot
from .errors import Code, Diagnostic, InputError, Place, nearest
from .load import LawPack
from .model import Mirror
from .source import Document
from .vocabulary import ActionKind, FieldType, Kind, Value, read_value

EARLIEST, LATEST = date.min.toordinal(), date.max.toordinal()


@dataclass(frozen=True)
class Entry:
    """A fact, an action or a question of a case.

    `fields` holds what is stated and known, `unknown` the names of fields stated as not known;
    `maybe` tells that the whole fact is not known. A fact holds from `first` to `last`
    (ordinals, inclusive); an action happens on `first`. `order` numbers history and questions
    in the order of their dates; `line` is the number of the item in its list of the file, from 1.
    """

    kind: str
    fields: Mapping[str, Value]
    place: Place
    unknown: tuple[str, ...] = ()
    maybe: bool = False
    first: int = EARLIEST
    last: int = LATEST
    order: int = 0
    line: int = 0

    @property
    def on(self) -> date:
        """The day of an action."""
        return date.fromordinal(self.first)


@dataclass(frozen=True)
class Docket:
    """A checked case."""

    case: Case
    as_of: date
    facts: tuple[Entry, ...]
    history: tuple[Entry, ...]
    questions: tuple[Entry, ...]
    under: Mapping[str, str] = field(default_factory=dict)

    @property
    def items(self) -> tuple[Entry, ...]:
        """History, then questions, in order."""
        return (*self.history, *self.questions)


def docket(pack: LawPack, case: Case, under: Mapping[str, str] | None = None) -> Docket:
    """Check a case against its pack. Raises `InputError` with every error.

    `under` chooses readings, beyond and above those that the case chooses.
    """
    reader = _Reader(pack, case)
    made = reader.read({**case.under, **(under or {})})
    if reader.found:
        raise InputError(reader.found)
    return made


class _Reader:
    def __init__(self, pack: LawPack, case: Case) -> None:
        self.pack = pack
        self.case = case
        self.found: list[Diagnostic] = []
        self.ids: dict[str, tuple[str, Place, int, int]] = {}

    def _tell(self, code: Code, message: str, model: Mirror, *way: str | int, help: str = "") -> None:
        document, place = value_spot(model, *way)
        self.found.append(document.error(code, message, place, help=help))

    def read(self, under: Mapping[str, str]) -> Docket:
        case = self.case
        if case.pack != self.pack.head.id:
            self._tell(
                Code.UNKNOWN_PACK, f"the case belongs to the pack `{case.pack}`, not to `{self.pack.head.id}`", case, "pack",
                help=f"write `pack: {self.pack.head.id}`",
            )  # fmt: skip
        for name, value in under.items():
            reading = self.pack.reading.get(name)
            if reading is None:
                self._tell(Code.UNKNOWN_READING, f"there is no reading `{name}`", case, "under", name, help=nearest(name, self.pack.reading))
            elif value not in reading.readings:
                self._tell(
                    Code.UNKNOWN_READING, f"`{value}` is not a reading of {name}", case, "under", name,
                    help=nearest(value, reading.readings),
                )  # fmt: skip
        facts = [e for n, item in enumerate(case.facts) if (e := self._fact(item, n + 1))]
        history = [e for n, item in enumerate(case.history) if (e := self._action(item, n + 1, asked=False))]
        questions = [e for n, item in enumerate(case.ask) if (e := self._action(item, n + 1, asked=True))]
        for entry, item in self._pairs():
            self._references(entry, item)
        for n, expectation in enumerate(case.expect):
            self._expectation(expectation, n)
        history.sort(key=lambda e: (e.first, e.line))
        ordered = [_numbered(e, n + 1) for n, e in enumerate(history)]
        asked = [_numbered(e, len(ordered) + n + 1) for n, e in enumerate(questions)]
        return Docket(case, case.as_of, tuple(facts), tuple(ordered), tuple(asked), dict(under))

    def _pairs(self) -> Iterator[tuple[Mapping[str, FieldType], Item]]:
        vocabulary = self.pack.vocabulary
        for item in (*self.case.facts, *self.case.history, *self.case.ask):
            if vocabulary.sort(item.kind):
                yield vocabulary.fields(item.kind), item

    def _kind(self, item: Item, known: Mapping[str, Kind], what: str) -> bool:
        if item.kind in known:
            return True
        sort = self.pack.vocabulary.sort(item.kind)
        message = f"there is no {what} `{item.kind}`" if sort is None else f"`{item.kind}` is a {sort}; expected a {what}"
        document, _ = value_spot(item)
        place = item.at.keys[item.kind] if item.at is not None else Place("<python>", 1, 1)
        self.found.append(document.error(Code.UNKNOWN_KIND, message, place, help=nearest(item.kind, known)))
        return False

    def _key(self, item: Item, name: str) -> tuple[Document, Place]:
        document, place = value_spot(item, item.kind)
        node = getattr(item.at, "entries", {}).get(item.kind)
        return document, getattr(node, "keys", {}).get(name, place)

    def _fields(self, item: Item, fields: Mapping[str, FieldType], also: Iterable[str]) -> tuple[dict[str, Value], tuple[str, ...]]:
        values: dict[str, Value] = {}
        unknown: list[str] = []
        for name, raw in item.fields.items():
            if name in also:
                continue
            spec = fields.get(name)
            if spec is None:
                document, place = self._key(item, name)
                message = f"`{item.kind}` has no field `{name}`"
                self.found.append(document.error(Code.UNKNOWN_FIELD, message, place, help=nearest(name, [*fields, *also])))
            elif raw == UNKNOWN and spec.type != "id":
                unknown.append(name)
            elif wrong := field_value(spec, raw, item.kind, name):
                self._tell(wrong[0], wrong[1], item, item.kind, name, help=wrong[2])
            else:
                values[name] = read_value(spec, raw)
        for name, spec in fields.items():
            if not spec.optional and name not in item.fields:
                message = f"`{item.kind}` needs `{name}`"
                document, place = value_spot(item)
                place = item.at.keys[item.kind] if item.at is not None else place
                self.found.append(document.error(Code.MISSING_FIELD, message, place, help=f"add `{name}: ...`; write `{name}: unknown` if it is not known" if spec.type != "id" else f"add `{name}: ...`"))
        return values, tuple(unknown)

    def _day(self, item: Item, name: str, default: int) -> int:
        if name not in item.fields:
            return default
        raw = item.fields[name]
        if wrong := field_value(FieldType(type="date"), raw, item.kind, name):
            self._tell(wrong[0], wrong[1], item, item.kind, name)
            return default
        return int(read_value(FieldType(type="date"), raw))

    def _name(self, item: Item, kind: Kind, values: Mapping[str, Value], first: int, last: int) -> None:
        name = values.get(kind.id_field or "")
        if not isinstance(name, str):
            return
        _, place = value_spot(item, item.kind, kind.id_field or "")
        other = self.ids.get(name)
        if other is not None and (other[0] != item.kind or (first <= other[3] and other[2] <= last)):
            self._tell(
                Code.DUPLICATE_ID, f"the id `{name}` is taken; it names a {other[0]} at line {other[1].line}", item, item.kind,
                kind.id_field or "", help="give each thing an id of its own",
            )  # fmt: skip
        self.ids.setdefault(name, (item.kind, place, first, last))

    def _fact(self, item: Item, line: int) -> Entry | None:
        vocabulary = self.pack.vocabulary
        if not self._kind(item, vocabulary.facts, "fact"):
            return None
        kind = vocabulary.facts[item.kind]
        values, unknown = self._fields(item, kind.fields, ("from", "until", "holds"))
        first, last = self._day(item, "from", EARLIEST), self._day(item, "until", LATEST)
        if last < first:
            self._tell(Code.REVERSED_DATES, "`until` is before `from`", item, item.kind, "until", help="exchange the two dates")
        holds = item.fields.get("holds")
        if "holds" in item.fields and holds not in (UNKNOWN, True):
            self._tell(
                Code.WRONG_VALUE, "`holds` is `unknown` or left out", item, item.kind, "holds",
                help="leave the whole fact out if it does not hold",
            )  # fmt: skip
        self._name(item, kind, values, first, last)
        return Entry(item.kind, values, value_spot(item)[1], unknown, holds == UNKNOWN, first, last, 0, line)

    def _action(self, item: Item, line: int, *, asked: bool) -> Entry | None:
        vocabulary = self.pack.vocabulary
        if not self._kind(item, vocabulary.actions, "action"):
            return None
        kind: ActionKind = vocabulary.actions[item.kind]
        values, unknown = self._fields(item, kind.fields, ("by", "on"))
        as_of = self.case.as_of.toordinal()
        if not asked and "on" not in item.fields:
            document, place = value_spot(item)
            place = item.at.keys[item.kind] if item.at is not None else place
            self.found.append(document.error(Code.MISSING_FIELD, f"`{item.kind}` needs `on`, the day it was done", place, help="add `on: 2001-06-30`"))
        on = self._day(item, "on", as_of)
        if on > as_of and not asked:
            self._tell(
                Code.ACTION_AFTER_AS_OF, f"this was done on {date.fromordinal(on)}, after `as_of` {self.case.as_of}", item, item.kind, "on",
                help="move `as_of`, or ask about it under `ask`",
            )  # fmt: skip
        by = item.fields.get("by", kind.by[0])
        if not isinstance(by, str) or by not in kind.by:
            code = Code.UNKNOWN_BODY
            self._tell(code, f"`{by}` cannot be the actor of `{item.kind}` here", item, item.kind, "by", help=nearest(str(by), kind.by))
            by = kind.by[0]
        if not asked:
            self._name(item, kind, values, on, LATEST)
        return Entry(item.kind, {**values, "by": by}, value_spot(item)[1], unknown, False, on, on, 0, line)

    def _references(self, fields: Mapping[str, FieldType], item: Item) -> None:
        for name, raw in item.fields.items():
            spec = fields.get(name)
            if spec is None or spec.type != "ref" or not isinstance(raw, str) or raw == UNKNOWN:
                continue
            target = self.ids.get(raw)
            if target is None:
                known = [n for n, (kind, *_) in self.ids.items() if kind in spec.to]
                what = " or ".join(f"`{t}`" for t in spec.to[:4]) + (" ..." if len(spec.to) > 4 else "")
                self._tell(
                    Code.DANGLING_REFERENCE, f"nothing in this case has the id `{raw}`; expected the id of a {what}", item, item.kind,
                    name, help=nearest(raw, known),
                )  # fmt: skip
            elif target[0] not in spec.to:
                known = [n for n, (kind, *_) in self.ids.items() if kind in spec.to]
                self._tell(
                    Code.DANGLING_REFERENCE, f"`{raw}` is a {target[0]}; expected " + " or ".join(f"`{t}`" for t in spec.to), item,
                    item.kind, name, help=nearest(raw, known),
                )  # fmt: skip

    def _expectation(self, e: Expectation, n: int) -> None:
        vocabulary = self.pack.vocabulary
        subjects = [s for s in ("action", "ask", "history", "status") if getattr(e, s) is not None]
        if len(subjects) != 1:
            self._tell(Code.WRONG_SHAPE, "expected exactly one of `action`, `ask`, `history`, `status`", e)
            return
        subject = subjects[0]
        allowed = {
            "action": {"action", "by", "match", "verdict", "cites", "requires", "turns_on", "open"},
            "ask": {"ask", "verdict", "effect", "cites", "requires", "turns_on", "open"},
            "history": {"history", "verdict", "effect", "cites", "requires", "turns_on", "open"},
            "status": {"status", "match", "holds", "cites", "turns_on", "open"},
        }[subject]
        for name in e.model_fields_set - {"at"} - allowed:
            key = {"match": "with"}.get(name, name)
            self._tell(Code.MISPLACED_KEY, f"`{key}` does not go with `{subject}`", e, key, help="see docs/language.md, Cases")
        if subject == "status" and e.holds is None:
            self._tell(Code.MISSING_KEY, "the key `holds` is missing", e, help="add `holds: true`")
        for name, known in (("action", vocabulary.actions), ("status", vocabulary.statuses)):
            kind = getattr(e, name)
            if kind is None:
                continue
            if kind not in known:
                self._tell(Code.UNKNOWN_KIND, f"there is no {name} `{kind}`", e, name, help=nearest(kind, known))
                continue
            fields = vocabulary.fields(kind)
            for key, raw in e.match.items():
                self._expected_field(e, "with", key, raw, fields, kind)
            for key, raw in (e.requires or {}).items():
                self._expected_field(e, "requires", key, raw, fields, kind)
        for name, size in (("ask", len(self.case.ask)), ("history", len(self.case.history))):
            number = getattr(e, name)
            if number is not None and number > size:
                self._tell(Code.OUT_OF_BOUNDS, f"`{name}: {number}`, but the case has {size} there", e, name)
        for g in (*(e.turns_on or ()), *(e.open or ())):
            if g not in self.pack.reading and not g.startswith(UNKNOWN):
                self._tell(Code.UNKNOWN_READING, f"there is no reading `{g}`", e, help=nearest(g, self.pack.reading))
        for cited in e.cites or ():
            if not any(cites(p.id, cited) or cited in p.also for p in self.pack.provisions):
                self._tell(
                    Code.UNKNOWN_PROVISION, f"there is no provision `{cited}`", e, "cites",
                    help=nearest(cited, (p.id for p in self.pack.provisions)),
                )  # fmt: skip

    def _expected_field(self, e: Expectation, key: str, name: str, raw: Any, fields: Mapping[str, FieldType], kind: str) -> None:
        if name not in fields:
            self._tell(Code.UNKNOWN_FIELD, f"`{kind}` has no field `{name}`", e, key, name, help=nearest(name, fields))
        elif wrong := field_value(fields[name], raw, kind, name):
            self._tell(wrong[0], wrong[1], e, key, name, help=wrong[2])


def _numbered(entry: Entry, order: int) -> Entry:
    return Entry(
        entry.kind, entry.fields, entry.place, entry.unknown, entry.maybe, entry.first, entry.last, order, entry.line
    )


def cites(provision: str, cited: str) -> bool:
    """Whether `provision` is `cited` or stands below it: 23.2.5-budget is below 23.2."""
    return provision == cited or provision.startswith((cited + ".", cited + "-"))
