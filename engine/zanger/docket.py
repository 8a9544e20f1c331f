"""A case set against a vocabulary: typed entries, resolved references, and every misfit reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .case import NOT_CODED, UNKNOWN, Case, Expectation, Item
from .errors import Code, Diagnostic, InputError, Place, an, nearest
from .load import LawPack
from .model import Mirror
from .spot import field_value, trouble, value_spot
from .vocabulary import ActionKind, FieldType, Kind, Sort, Value, is_id, read_value

EARLIEST, LATEST = date.min.toordinal(), date.max.toordinal()
RESERVED = (UNKNOWN, "elsewhere")
"""Ids that the engine uses for what is not known (see `worlds.ELSEWHERE`)."""
MANY = 100
"""Errors in one case after which the nearest right names are no longer looked for."""
_HOME: dict[Sort, str] = {
    "fact": "put it under `facts`",
    "action": "put it under `history` if it was done, under `ask` if it is a question",
    "class": "name one of its actions",
    "status": "leave it out: a status follows from the law and is never stated",
}

_EXPECTED: dict[Sort, str] = {
    "fact": "name an action or a status: a fact is stated, not concluded",
    "action": "write `action: {}`",
    "class": "name one of its actions",
    "status": "write `status: {}`",
}


@dataclass(frozen=True, eq=False)
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
        self.ids: dict[str, list[tuple[str, Place, int, int]]] = {}
        self.astray: set[str] = set()

    def _tell(self, code: Code, message: str, model: Mirror, *way: str | int, help: str = "") -> None:
        self.found.append(trouble(code, message, model, *way, help=help))

    def _near(self, name: str, known: Iterable[str]) -> str:
        """See `nearest`; nothing any more once there are many errors, for it takes time."""
        return nearest(name, known) if len(self.found) < MANY else ""

    def read(self, under: Mapping[str, str]) -> Docket:
        case = self.case
        if case.pack != self.pack.head.id:
            self._tell(
                Code.UNKNOWN_PACK,
                f"the case belongs to the pack `{case.pack}`, not to `{self.pack.head.id}`",
                case,
                "pack",
                help=f"write `pack: {self.pack.head.id}`",
            )
        for name, value in under.items():
            reading = self.pack.reading.get(name)
            if reading is None:
                message, help = f"there is no reading `{name}`", self._near(name, self.pack.reading)
            elif value not in reading.readings:
                message, help = f"`{value}` is not a reading of {name}", self._near(value, reading.readings)
            else:
                continue
            if case.under.get(name) == value:
                at_value = reading is not None
                self.found.append(
                    trouble(Code.UNKNOWN_READING, message, case, "under", name, help=help, value=at_value)
                )
            else:  # chosen by the caller: no line of the file is to blame
                whole = Place(value_spot(case)[1].file, 0, 0)
                self.found.append(Diagnostic(Code.UNKNOWN_READING, message, whole, help=help))
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
        if sort is None:
            message, help = f"there is no {what} `{item.kind}`", self._near(item.kind, known)
        else:
            message, help = f"`{item.kind}` is {an(sort)}; expected {an(what)}", _HOME[sort]
        self.astray |= {str(value) for value in item.fields.values()}
        self._tell(Code.UNKNOWN_KIND, message, item, item.kind, help=help)
        return False

    def _fields(
        self, item: Item, fields: Mapping[str, FieldType], also: Iterable[str]
    ) -> tuple[dict[str, Value], tuple[str, ...]]:
        values: dict[str, Value] = {}
        unknown: list[str] = []
        meant: set[str] = set()
        for name, raw in item.fields.items():
            if name in also:
                continue
            spec = fields.get(name)
            if spec is None:
                message = f"`{item.kind}` has no field `{name}`"
                help = self._near(name, [*fields, *also])
                meant |= {field for field in fields if help == f"did you mean `{field}`?"}
                self._tell(Code.UNKNOWN_FIELD, message, item, item.kind, name, help=help)
            elif raw == UNKNOWN and spec.type != "id":
                unknown.append(name)
            elif wrong := field_value(spec, raw, item.kind, name):
                self._tell(wrong[0], wrong[1], item, item.kind, name, help=wrong[2])
            elif spec.type == "id" and raw in RESERVED:
                message = f"`{raw}` cannot be the id of a thing; it stands for what is not known"
                self._tell(Code.WRONG_VALUE, message, item, item.kind, name, help="choose another id")
            else:
                values[name] = read_value(spec, raw)
        for name, spec in fields.items():
            if not spec.optional and name not in item.fields and name not in meant:
                help = f"add `{name}: ...`"
                if spec.type != "id":
                    help += f"; write `{name}: unknown` if it is not known"
                self._tell(Code.MISSING_FIELD, f"`{item.kind}` needs `{name}`", item, item.kind, help=help)
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
        taken = self.ids.setdefault(name, [])
        for other, at, start, end in taken:
            if other != item.kind or (first <= end and start <= last):
                self._tell(
                    Code.DUPLICATE_ID,
                    f"the id `{name}` is taken: it names `{other}` on line {at.line}",
                    item,
                    item.kind,
                    kind.id_field or "",
                    help="give each thing an id of its own",
                )
                break
        taken.append((item.kind, place, first, last))

    def _fact(self, item: Item, line: int) -> Entry | None:
        vocabulary = self.pack.vocabulary
        if not self._kind(item, vocabulary.facts, "fact"):
            return None
        kind = vocabulary.facts[item.kind]
        values, unknown = self._fields(item, kind.fields, ("from", "until", "holds"))
        first, last = self._day(item, "from", EARLIEST), self._day(item, "until", LATEST)
        if last < first:
            self._tell(
                Code.REVERSED_DATES, "`until` is before `from`", item, item.kind, "until", help="exchange the two dates"
            )
        holds = item.fields.get("holds")
        if "holds" in item.fields and holds not in (UNKNOWN, True):
            self._tell(
                Code.WRONG_VALUE,
                f"`holds: {str(holds).lower()}` cannot be stated: expected `holds: unknown`",
                item,
                item.kind,
                "holds",
                help="leave the whole fact out if it does not hold",
            )
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
            message = f"`{item.kind}` needs `on`, the day it was done"
            self._tell(Code.MISSING_FIELD, message, item, item.kind, help="add a date such as `on: 2001-06-30`")
        on = self._day(item, "on", as_of)
        if on > as_of and not asked:
            self._tell(
                Code.ACTION_AFTER_AS_OF,
                f"this was done on {date.fromordinal(on)}, after `as_of` {self.case.as_of}",
                item,
                item.kind,
                "on",
                help="move `as_of`, or ask about it under `ask`",
            )
        by = item.fields.get("by", kind.by[0])
        if not isinstance(by, str) or by not in kind.by:
            message = f"`{by}` cannot be the actor of `{item.kind}`"
            self._tell(Code.UNKNOWN_BODY, message, item, item.kind, "by", help=self._near(str(by), kind.by))
            by = kind.by[0]
        if not asked:
            self._name(item, kind, values, on, LATEST)
        return Entry(item.kind, {**values, "by": by}, value_spot(item)[1], unknown, False, on, on, 0, line)

    def _references(self, fields: Mapping[str, FieldType], item: Item) -> None:
        for name, raw in item.fields.items():
            spec = fields.get(name)
            if spec is None or spec.type != "ref" or not isinstance(raw, str) or raw == UNKNOWN:
                continue
            if not is_id(raw) or (raw not in self.ids and raw in self.astray):
                continue  # told already: a bad id, or the item that has it
            kinds = [kind for kind, *_ in self.ids.get(raw, ())]
            if any(kind in spec.to for kind in kinds):
                continue
            wanted = " or ".join(f"`{t}`" for t in spec.to[:4]) + (" ..." if len(spec.to) > 4 else "")
            message = f"nothing in this case has the id `{raw}`; expected the id of {wanted}"
            if kinds:
                message = f"`{raw}` is the id of `{kinds[0]}`; expected the id of {wanted}"
            known = [n for n, named in self.ids.items() if named[0][0] in spec.to]
            help = self._near(raw, known) if known else f"add {wanted} with this id"
            self._tell(Code.DANGLING_REFERENCE, message, item, item.kind, name, help=help)

    def _expectation(self, e: Expectation, n: int) -> None:
        vocabulary = self.pack.vocabulary
        subjects = [s for s in ("action", "ask", "history", "status") if getattr(e, s) is not None]
        if len(subjects) != 1:
            given = ", ".join(f"`{s}`" for s in subjects) or "none"
            message = f"expected exactly one of `action`, `ask`, `history`, `status`, found {given}"
            self._tell(Code.WRONG_SHAPE, message, e)
            return
        subject = subjects[0]
        allowed = {
            "action": ("action", "by", "match", "verdict", "cites", "requires", "due", "turns_on", "open"),
            "ask": ("ask", "verdict", "effect", "cites", "requires", "turns_on", "open"),
            "history": ("history", "verdict", "effect", "cites", "requires", "turns_on", "open"),
            "status": ("status", "match", "holds", "cites", "turns_on", "open"),
        }[subject]
        for name in e.model_fields_set - {"at", *allowed}:
            key = {"match": "with"}.get(name, name)
            fitting = ", ".join(f"`{n}`" for n in ("with" if a == "match" else a for a in allowed if a != subject))
            message, help = f"`{key}` does not go with `{subject}`", f"with `{subject}` go {fitting}"
            self._tell(Code.MISPLACED_KEY, message, e, key, help=help)
        if subject == "status" and e.holds is None:
            self._tell(Code.MISSING_KEY, "the key `holds` is missing", e, help="add `holds: true`")
        for name, known in (("action", vocabulary.actions), ("status", vocabulary.statuses)):
            kind = getattr(e, name)
            if kind is None:
                continue
            if kind not in known:
                message, help, sort = f"there is no {name} `{kind}`", self._near(kind, known), vocabulary.sort(kind)
                if sort is not None:
                    message, help = f"`{kind}` is {an(sort)}; expected {an(name)}", _EXPECTED[sort].format(kind)
                self.found.append(trouble(Code.UNKNOWN_KIND, message, e, name, help=help, value=True))
                continue
            fields = vocabulary.fields(kind)
            if name == "action" and e.by is not None and e.by not in (actors := vocabulary.actors(kind)):
                message = f"`{e.by}` cannot be the actor of `{kind}`"
                self._tell(Code.UNKNOWN_BODY, message, e, "by", help=self._near(e.by, actors))
            for key, raw in e.match.items():
                self._expected_field(e, "with", key, raw, fields, kind)
            for key, raw in (e.requires or {}).items():
                self._expected_field(e, "requires", key, raw, fields, kind)
        for name, size in (("ask", len(self.case.ask)), ("history", len(self.case.history))):
            number = getattr(e, name)
            if number is not None and number > size:
                message = f"there is no item {number} under `{name}`: it has {size or 'none'}"
                self._tell(Code.OUT_OF_BOUNDS, message, e, name)
            elif number is not None and vocabulary.sort(kind := getattr(self.case, name)[number - 1].kind):
                for key, raw in (e.requires or {}).items():
                    self._expected_field(e, "requires", key, raw, vocabulary.fields(kind), kind)
        for key, names in (("turns_on", e.turns_on), ("open", e.open)):
            for n, g in enumerate(names or ()):
                if g not in self.pack.reading and not g.startswith(UNKNOWN) and (key, g) != ("open", NOT_CODED):
                    message = f"there is no reading `{g}`"
                    self._tell(Code.UNKNOWN_READING, message, e, key, n, help=self._near(g, self.pack.reading))
        for n, cited in enumerate(e.cites or ()):
            if not any(cites(p.id, cited) or cited in p.also for p in self.pack.provisions):
                self._tell(
                    Code.UNKNOWN_PROVISION,
                    f"there is no provision `{cited}`",
                    e,
                    "cites",
                    n,
                    help=self._near(cited, (p.id for p in self.pack.provisions)),
                )

    def _expected_field(
        self, e: Expectation, key: str, name: str, raw: Any, fields: Mapping[str, FieldType], kind: str
    ) -> None:
        if name not in fields:
            message = f"`{kind}` has no field `{name}`"
            self._tell(Code.UNKNOWN_FIELD, message, e, key, name, help=self._near(name, fields))
        elif wrong := field_value(fields[name], raw, kind, name):
            self._tell(wrong[0], wrong[1], e, key, name, help=wrong[2])


def _numbered(entry: Entry, order: int) -> Entry:
    return Entry(
        entry.kind, entry.fields, entry.place, entry.unknown, entry.maybe, entry.first, entry.last, order, entry.line
    )


def cites(provision: str, cited: str) -> bool:
    """Whether `provision` is `cited` or stands below it: 23.2.5-budget is below 23.2."""
    return provision == cited or provision.startswith((cited + ".", cited + "-"))
