"""What if: a case with some facts changed, answered beside the case as it is, and only what differs told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple, TypedDict, Unpack

from .case import Case, Item
from .decision import FORMAT, Judgement, NearMiss, Part, Possibility, StatusAnswer
from .docket import Entry, docket
from .editing import Change, adding, apply, described, dropping, moved, orphaned, setting
from .engines import Engine, EngineName, make_engine
from .law import Law
from .now import Weighed
from .parting import reached
from .selection import Section, Spot, own_id
from .shorthand import read_item
from .standing import Standing, differ

How = Literal["appeared", "vanished", "changed"]
Aspect = Literal["verdict", "requirements", "due", "limits"]
Lapse = Literal["not-coded", "not-in-force"]


class Act(Part):
    """An action done or asked about whose verdict or effect differs; `before` is missing for a new one."""

    how: How
    before: Judgement | None = None
    after: Judgement | None = None


class Power(Part):
    """What a body may, must or must not do, where that differs: the verdict, what it needs, or the last day.

    `reason` tells of what is possible no more the first condition that fails now; `lapse` that the day
    moved to one for which the law is not coded, or on which what gave the power is not in force.
    """

    how: How
    what: tuple[Aspect, ...] = ()
    before: Possibility | None = None
    after: Possibility | None = None
    reason: NearMiss | None = None
    lapse: Lapse | None = None


class Status(Part):
    """A status that began, ended, or became undetermined or certain; `reason` and `lapse` as of a power."""

    how: How
    before: StatusAnswer | None = None
    after: StatusAnswer | None = None
    reason: NearMiss | None = None
    lapse: Lapse | None = None


class Supposition(Part):
    """What a case would come to if it were changed: only what differs."""

    format: str = FORMAT
    pack: str
    pack_version: str
    title: str
    as_of: str
    was_as_of: str
    changes: tuple[Change, ...]
    readings: dict[str, str] = {}
    history: tuple[Act, ...] = ()
    asked: tuple[Act, ...] = ()
    now: tuple[Power, ...] = ()
    statuses: tuple[Status, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether any answer differs."""
        return bool(self.history or self.asked or self.now or self.statuses)


class Supposed(NamedTuple):
    """A changed case, its changes, and where the items of the case as it was now stand."""

    case: Case
    changes: tuple[Change, ...]
    lines: Mapping[Spot, Spot]


class Changes(TypedDict, total=False):
    """What is changed about a case.

    `add` and `ask` take facts, actions and questions on one line (`deputy(id=d-9, unit=pavlodar)`),
    `drop` takes selectors (an id, `history[2]`, `refuse-report(report=r-2001)`), `set` takes
    `SELECTOR.field=value`; `under` and `as_of` choose readings and another day for the changed case.
    Selectors mean the case as it was.
    """

    add: str | Item | Iterable[str | Item]
    drop: str | Iterable[str]
    set: str | Iterable[str]
    ask: str | Item | Iterable[str | Item]
    under: Mapping[str, str] | None
    as_of: date | None


def what_if(
    law: Law, case: Case, *, engine: EngineName | Engine = "reference", **changes: Unpack[Changes]
) -> Supposition:
    """What differs if a case is changed (see `Changes`). Raises `InputError` with every error found first."""
    changed, made, lines = suppose(law, case, **changes)
    if not isinstance(engine, str):
        return _compared(law, case, changed, made, lines, engine)
    with make_engine(engine) as started:
        return _compared(law, case, changed, made, lines, started)


def suppose(law: Law, case: Case, **given: Unpack[Changes]) -> Supposed:
    """The changed case (see `Changes`). Raises `InputError`."""
    under, as_of = given.get("under"), given.get("as_of")
    drop, settings = _texts(given.get("drop", ())), _texts(given.get("set", ()))
    pack = law.pack
    if wrong := given.keys() - Changes.__annotations__.keys():
        raise TypeError(f"unexpected keyword argument {min(wrong)!r}")
    docket(pack, case, under)
    added = [(item if isinstance(item, Item) else read_item(item)) for item in _items(given.get("add", ()))]
    new = {name for item in added if (name := own_id(item, pack))}
    edits = [dropping(text, pack, case) for text in drop]
    edits += [setting(text, pack, case, new) for text in settings]
    changes = [described(edit, case, edit.spot, pack) for edit in edits]
    edited = apply(case, edits)
    orphaned(drop, case, edited.case, pack)
    changed = edited.case
    if as_of is not None and as_of != case.as_of:
        changed = moved(changed, as_of)
        changes.append(Change(how="as-of", before=case.as_of.isoformat(), after=as_of.isoformat()))
    for reading, value in (under or {}).items():
        changes.append(Change(how="reading", field=reading, before=_followed(law, case, reading), after=value))
    changed = changed.model_copy(update={"under": {**changed.under, **(under or {})}})
    for item, asked in (*((g, False) for g in added), *((g, True) for g in _items(given.get("ask", ())))):
        edit, made = adding(item, pack, changed, asked=asked)
        step = apply(changed, [edit])
        changed = step.case
        changes.append(described(edit, changed, step.added[0], pack, made))
    return Supposed(changed, tuple(changes), edited.lines)


def _texts(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _items(given: str | Item | Iterable[str | Item]) -> tuple[str | Item, ...]:
    return (given,) if isinstance(given, str | Item) else tuple(given)


def _followed(law: Law, case: Case, reading: str) -> str | None:
    """The reading that a case follows; None where the law leaves the question open."""
    if reading in case.under:
        return case.under[reading]
    known = law.pack.reading[reading]
    return None if known.is_open else known.default


def _compared(
    law: Law, case: Case, changed: Case, changes: tuple[Change, ...], lines: Mapping[Spot, Spot], engine: Engine
) -> Supposition:
    weighed = Weighed()
    old = Standing(law, docket(law.pack, case), engine, weighed)
    new = Standing(law, docket(law.pack, changed), engine, weighed)
    kinds = reached(old.replay, new.replay)
    old.look(kinds)
    new.look(kinds)
    acts = {s: _acts(old, new, s, lines) for s in ("history", "ask")}
    return Supposition(
        pack=law.pack.head.id,
        pack_version=law.pack.head.version,
        title=case.title,
        as_of=new.day,
        was_as_of=old.day,
        changes=changes,
        readings=dict(new.docket.under),
        history=acts["history"],
        asked=acts["ask"],
        now=_powers(old, new),
        statuses=_statuses(old, new),
    )


def _acts(old: Standing, new: Standing, section: Section, lines: Mapping[Spot, Spot]) -> tuple[Act, ...]:
    """The actions done, or the questions, whose verdict or effect differs, in the order of the changed case."""
    entries = {
        s: {e.line: e for e in (s.docket.history if section == "history" else s.docket.questions)} for s in (old, new)
    }
    was = {now.line: old_.line for old_, now in lines.items() if now.section == section}
    found: list[Act] = []
    for line, entry in sorted(entries[new].items()):
        before: Entry | None = entries[old].get(was[line]) if line in was else None
        if before is None:
            found.append(Act(how="appeared", after=new.judgement(entry)))
        elif old.verdict(before) != new.verdict(entry):
            found.append(Act(how="changed", before=old.judgement(before), after=new.judgement(entry)))
    return tuple(found)


def _powers(old: Standing, new: Standing) -> tuple[Power, ...]:
    """What is possible otherwise than before."""
    keys = dict.fromkeys((*old.options, *new.options))
    parted = [k for k in keys if differ(old.options.get(k), new.options.get(k))]
    before = old.possibilities([k for k in parted if k in old.options])
    after = new.possibilities([k for k in parted if k in new.options])
    gone = new.missed_powers([(k, old.options[k]) for k in parted if k not in new.options])
    found = [
        Power(
            how=_how(k in before, k in after),
            what=_what(before.get(k), after.get(k)),
            before=before.get(k),
            after=after.get(k),
            reason=gone.get(k),
            lapse=_lapse(new, k[0]) if k not in after and k not in gone else None,
        )
        for k in parted
    ]
    bodies = list(new.law.pack.vocabulary.bodies)
    return tuple(sorted(found, key=lambda p: _place(p, bodies)))


def _lapse(new: Standing, kind: str) -> Lapse:
    """Why nothing fails and still nothing gives it: the law of the day."""
    return "not-coded" if new.law.gap(kind, new.docket.as_of).powers else "not-in-force"


def _place(power: Power, bodies: list[str]) -> tuple[int, bool, str, str]:
    """By body; what is possible no more comes last."""
    told = power.after or power.before
    assert told is not None
    return bodies.index(told.by), power.after is None, told.kind, str(told.fields)


def _what(one: Possibility | None, other: Possibility | None) -> tuple[Aspect, ...]:
    if one is None or other is None:
        return ()
    parts: dict[Aspect, bool] = {
        "verdict": one.verdict != other.verdict,
        "requirements": (one.requirements, one.conditions) != (other.requirements, other.conditions),
        "due": one.due != other.due,
        "limits": one.limits != other.limits,
    }
    return tuple(name for name, parted in parts.items() if parted)


def _how(before: bool, after: bool) -> How:
    return "changed" if before and after else "appeared" if after else "vanished"


def _statuses(old: Standing, new: Standing) -> tuple[Status, ...]:
    """The statuses that hold otherwise than before."""
    items = dict.fromkeys((*old.statuses, *new.statuses))
    parted = [i for i in items if old.statuses.get(i) != new.statuses.get(i)]
    before = old.held([i for i in parted if i in old.statuses])
    after = new.held([i for i in parted if i in new.statuses])
    gone = new.missed_statuses([i for i in parted if i not in new.statuses])
    return tuple(
        Status(
            how=_how(i in before, i in after),
            before=before.get(i),
            after=after.get(i),
            reason=gone.get(i),
            lapse=_lapse(new, i.kind) if i not in after and i not in gone else None,
        )
        for i in sorted(parted)
    )
