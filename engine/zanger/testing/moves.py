"""What bodies can do next in a situation, and a move made: the least manner that the law asks for."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from ..case import Case, Item
from ..casefile import made
from ..decision import Requirement, Value
from ..errors import InputError
from ..law import Law
from ..load import PLAY, load_case
from ..modality import Now
from ..provision import Procedure
from ..things import new_id
from ..vocabulary import FieldType
from .situation import LAWFUL, Situation

Choose = Callable[[int], int]
FEW = 12
"""So many days later at most are looked at for a next move."""


@dataclass(frozen=True)
class Move:
    """What a body may or must do now: the settled fields, and how the law wants the rest."""

    kind: str
    by: str
    fields: tuple[tuple[str, Value], ...]
    now: Now


def moves(s: Situation, kinds: Container[str] | None = None) -> list[Move]:
    """The lawful moves of every body, of some kinds of actions or all."""
    return [
        Move(kind, by, tuple(s.present.shown((kind, by, fields)).items()), now)
        for (kind, by, fields), now in s.options()
        if now.verdict in LAWFUL and (kinds is None or kind in kinds)
    ]


def item_of(s: Situation, move: Move, choose: Choose) -> Item:
    """A move as an action of today. Numbers are the least or most that the law asks for, now and then one beside it."""
    spec = s.law.pack.vocabulary.actions[move.kind]
    fields: dict[str, Value] = {} if move.by == spec.by[0] else {"by": move.by}
    if spec.id_field is not None:
        fields[spec.id_field] = new_id(move.kind, s.case)
    fields |= dict(move.fields)
    asked = list(_asked(move.now))
    wanted = {r.field for r in asked}
    for name, field in spec.fields.items():
        if name in fields or field.type == "id" or (field.optional and name not in wanted):
            continue
        value = _value(s, field, [r for r in asked if r.field == name], choose)
        if value is not None:
            fields[name] = value
    return made(move.kind, {**fields, "on": s.day.isoformat()})


def _asked(now: Now) -> Iterator[Requirement]:
    yield from (r for way in now.requirements[:1] for r in way)
    yield from (r for limit in now.limits if not limit.when for r in limit.requirements)


def _value(s: Situation, field: FieldType, asked: list[Requirement], choose: Choose) -> Value | None:
    bounds = [r for r in asked if r.value is not None]
    match field.type:
        case "int":
            low = [int(r.value or 0) + (r.bound == "more_than") for r in bounds if r.bound in ("at_least", "more_than")]
            high = [int(r.value or 0) - (r.bound == "less_than") for r in bounds if r.bound in ("at_most", "less_than")]
            number = max(low) if low else min(high) if high else max(field.min, 0)
            number += (0, 0, 0, 1, -1)[choose(5)] if bounds else 0
            return min(max(number, field.min), field.max)
        case "ref":
            things = _things(s.case, field)
            return things[choose(len(things))] if things else None
        case "enum":
            options = [v for v in field.values if any(r.bound == "is" and r.value == v for r in bounds)]
            return options[0] if options else field.values[choose(len(field.values))]
        case "bool":
            named = [r.value for r in bounds if r.bound == "is"]
            return bool(named[0]) if named else choose(2) == 1
        case "date":
            return s.day.isoformat()
        case _:
            return "1/2"


def _things(case: Case, field: FieldType) -> list[str]:
    found = [t.fields["id"] for t in (*case.facts, *case.history) if t.kind in field.to and "id" in t.fields]
    return [str(name) for name in dict.fromkeys(found)]


def made_move(s: Situation, move: Move, choose: Choose) -> Situation | None:
    """The situation after a move, on the same day; None where the manner that was chosen is not lawful."""
    item = item_of(s, move, choose)
    try:
        outcomes = s.asked(item)
        if not all(o.verdict in LAWFUL and o.effect == "effective" for o in outcomes):
            return None
        return s.other(s.case.model_copy(update={"history": (*s.case.history, item)}))
    except InputError:
        return None


def later(s: Situation) -> list[date]:
    """The days after this one on which something can change: the ends of time limits, and the days after them."""
    spans = {abs(t.plus) for rule in s.program.rules for t in rule.tests if t.plus and (t.times, t.by) == (1, 1)}
    spans |= {p.within.days for p in s.provisions.values() if p.within}
    days = {s.day + timedelta(days=n) for n in (1, 400)}
    done = [date.fromisoformat(str(i.fields["on"])) for i in s.case.history]
    days |= {day + timedelta(days=span + more) for day in (s.day, *done[-1:]) for span in spans for more in (0, 1)}
    return sorted(d for d in days if d > s.day)


def actions_of(law: Law, procedure: str, start: Case | None = None) -> frozenset[str]:
    """The actions of a procedure: of which provisions with its mark speak, and those that its start names."""
    vocabulary = law.pack.vocabulary
    marked = {p.conclusion[1].kind for p in law.pack.provisions if procedure in p.marks}
    return frozenset(marked & vocabulary.actions.keys()) | {item.kind for item in (start.ask if start else ())}


def start_of(law: Law, procedure: str) -> Case | None:
    """The case from which the pack has a procedure played; None if it has none. Raises `InputError`."""
    path = Path(law.pack.root) / PLAY / f"{procedure}.yaml"
    return load_case(path)[0] if path.is_file() else None


def procedures(law: Law) -> tuple[Procedure, ...]:
    """The procedures that can be played, and whose ends the pack names."""
    ends = law.pack.roles.ends if law.pack.roles else {}
    return tuple(p for p in law.pack.procedures if p.id in ends and start_of(law, p.id) is not None)
