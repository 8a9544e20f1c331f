"""Situations: a worked case with other places, numbers and days, so that no two stories are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Annotated, Any

from ..case import UNKNOWN, Case, Item
from ..law import Law
from ..load import parse_case, read_file
from ..model import Mirror, Open
from .materials import Place, Places

UNIT = "unit"
_SPECIAL = re.compile(r"^under:|: unknown\b|[{,] ?(?:from|until): ", re.M)
MOST_DEEDS = 12
"""Steps that a story tells at most."""
MOST_SHIFT = 500
"""Days by which a story is moved at most."""


class Total(Mirror):
    """The fact that tells how many seats there are in a unit, and how many of them are filled."""

    kind: str
    unit: str
    field: str
    filled: str


class Votes(Mirror):
    """The fields of a vote; `all` is the field of the total that tells how many can vote."""

    favour: str
    against: str
    present: str
    all: str
    tie: str


class Variation(Mirror):
    """What may be varied in a case (see `variation.yaml` of a pack)."""

    total: Total
    range: Annotated[dict[str, tuple[int, ...]], Open]
    moving: tuple[str, ...]
    shares: tuple[str, ...]
    years: tuple[str, ...]
    alike: tuple[tuple[str, ...], ...]
    always: tuple[str, ...] = ()
    votes: Votes


class Template:
    """A worked case of the pack, read when it is first needed."""

    def __init__(self, path: Path, root: Path) -> None:
        self.path = path
        self.name = path.relative_to(root).as_posix()
        self._file = (root.name / path.relative_to(root)).as_posix()

    @cached_property
    def text(self) -> str:
        """The text of its file."""
        return read_file(self.path).decode()

    @cached_property
    def case(self) -> Case:
        """The case, without expected answers and title."""
        return parse_case(self.text.encode(), self._file)[0].model_copy(
            update={"expect": (), "title": "", "teaches": None}
        )

    @cached_property
    def plain(self) -> bool:
        """Whether it leaves nothing unknown, chooses no reading, has no fact for a time alone, and is not long.

        It is looked at as text, since to read all worked cases would take longer than to make an exercise.
        """
        history = re.search(r"^history:\n((?:[ #].*\n)*)", self.text, re.M)
        deeds = len(re.findall(r"^  - ", history[1], re.M)) if history else 0
        return deeds <= MOST_DEEDS and not _SPECIAL.search(self.text)


@dataclass(frozen=True)
class Situation:
    """A case with the real places after which its units are named."""

    template: str
    case: Case
    places: Mapping[str, Place]


def templates(root: Path) -> tuple[Template, ...]:
    """The worked cases of a pack, in the order of their paths."""
    cases = root / "cases"
    return tuple(Template(path, cases) for path in sorted(cases.rglob("*.yaml")))


class Varying:
    """Makes situations from worked cases."""

    def __init__(self, law: Law, places: Places, variation: Variation) -> None:
        self.law = law
        self.vocabulary = law.pack.vocabulary
        self.variation = variation
        self.places = places
        self._below: dict[str | None, list[Place]] = {}
        for place in places.places:
            self._below.setdefault(place.within, []).append(place)
        self._steps = {level: group for group in variation.alike for level in group}

    def situation(self, template: Template, rng: Random) -> Situation | None:
        """A varied case; None where no places fit it."""
        case = self._dated(_asked_today(template.case), rng)
        days = [case.as_of, *self._days(case)]
        case = self._levelled(case, rng)
        chosen = self._placed(case, rng, min(days), max(days))
        if chosen is None:
            return None
        case = self._numbered(self._named(case, chosen), rng)
        return Situation(template.name, case, {p.id: p for p in chosen.values()})

    # Days

    def _days(self, case: Case) -> Iterator[date]:
        for item in (*case.facts, *case.history, *case.ask):
            dates = {*self.vocabulary.dates(item.kind), "on", "from", "until"}
            yield from (date.fromisoformat(str(v)) for k, v in item.fields.items() if k in dates and v != UNKNOWN)

    def _dated(self, case: Case, rng: Random) -> Case:
        """The case on other days, the same days apart, in the life of the same editions of the law."""
        low, high = -MOST_SHIFT, MOST_SHIFT
        years = any(k in self.variation.years for i in (*case.facts, *case.history, *case.ask) for k in i.fields)
        for day in {case.as_of, *self._days(case)}:
            first, last = date.min, date.max
            for turn in self.law.turning_days(day, 1):
                first, last = (turn, last) if turn <= day else (first, min(last, turn - timedelta(1)))
            if years:
                first, last = max(first, date(day.year, 1, 1)), min(last, date(day.year, 12, 31))
            low, high = max(low, (first - day).days), min(high, (last - day).days)
        shift = timedelta(rng.randint(low, high))

        def moved(item: Item) -> Item:
            dates = {*self.vocabulary.dates(item.kind), "on", "from", "until"}
            fields = {
                k: (date.fromisoformat(str(v)) + shift).isoformat() if k in dates and v != UNKNOWN else v
                for k, v in item.fields.items()
            }
            return Item(kind=item.kind, fields=fields)

        return _mapped(case, moved).model_copy(update={"as_of": case.as_of + shift})

    # Places

    def _levelled(self, case: Case, rng: Random) -> Case:
        """The case with another level on the same step, for a unit that nothing lies in."""
        parents = {i.fields.get("within") for i in case.facts if i.kind == UNIT}
        free = [
            n for n, i in enumerate(case.facts)
            if i.kind == UNIT and i.fields["id"] not in parents and i.fields.get("level") in self._steps
        ]  # fmt: skip
        if not free or rng.random() < 0.7:
            return case
        n = rng.choice(free)
        item = case.facts[n]
        others = [level for level in self._steps[str(item.fields["level"])] if level != item.fields["level"]]
        changed = Item(kind=UNIT, fields={**item.fields, "level": rng.choice(others)})
        return case.model_copy(update={"facts": (*case.facts[:n], changed, *case.facts[n + 1 :])})

    def _placed(self, case: Case, rng: Random, first: date, last: date) -> dict[str, Place] | None:
        """A place for each unit of a case, each within that of the unit in which it lies."""
        units = [i for i in case.facts if i.kind == UNIT]
        for _ in range(12):
            chosen: dict[str, Place] = {}
            for item in units:
                within, level = item.fields.get("within"), str(item.fields.get("level"))
                known = within is not None and str(within) in chosen
                fitting = [
                    p for p in self._candidates(chosen[str(within)].id if known else None, known)
                    if p.level == level and p not in chosen.values() and p.fits(first, last)
                ]  # fmt: skip
                if not fitting:
                    break
                chosen[str(item.fields["id"])] = rng.choice(fitting)
            else:
                return chosen
        return None

    def _candidates(self, within: str | None, known: bool) -> Sequence[Place]:
        return [*self._below.get(within, ()), *self._below.get(None, ())] if known else self.places.places

    def _named(self, case: Case, chosen: Mapping[str, Place]) -> Case:
        """The case with units named after their places, and other things numbered anew."""
        names: dict[str, str] = {old: place.id for old, place in chosen.items()}
        counted: dict[str, int] = {}
        kinds = self.vocabulary.kinds
        for item in (*case.facts, *case.history, *case.ask):
            own = kinds[item.kind][1].id_field
            name = item.fields.get(own) if own else None
            if isinstance(name, str) and name not in names and name != UNKNOWN:
                stem = re.sub(r"[-_.]?\d+$", "", name) or item.kind
                counted[stem] = counted.get(stem, 0) + 1
                names[name] = f"{stem}-{counted[stem]}"

        def renamed(item: Item) -> Item:
            specs = self.vocabulary.fields(item.kind)
            fields: dict[str, Any] = {
                k: names.get(str(v), v) if k in specs and specs[k].type in ("id", "ref") else v
                for k, v in item.fields.items()
            }
            return Item(kind=item.kind, fields=fields)

        return _mapped(case, renamed)

    # Numbers

    def _numbered(self, case: Case, rng: Random) -> Case:
        """The case with another total number, and votes that stand to it as they did; on a question, near to it."""
        total, levels = self.variation.total, {i.fields["id"]: i.fields["level"] for i in case.facts if i.kind == UNIT}
        scale: dict[str, tuple[int, int]] = {}
        facts = []
        for item in case.facts:
            if item.kind == total.kind and isinstance(seats := item.fields.get(total.field), int):
                unit = str(item.fields[total.unit])
                bounds = self.variation.range.get(str(levels.get(unit)))
                filled = item.fields.get(total.filled)
                if bounds and isinstance(filled, int) and unit not in scale:
                    gap = seats - filled
                    made = rng.randint(*bounds)
                    if made - gap > made // 2:
                        scale[unit] = (seats, made)
                        fields = {**item.fields, total.field: made, total.filled: made - gap}
                        item = Item(kind=item.kind, fields=fields)
            facts.append(item)
        history = tuple(self._voted(i, scale, None) for i in case.history)
        ask = tuple(self._voted(i, scale, rng) for i in case.ask)
        made_case = case.model_copy(update={"facts": tuple(facts), "history": history, "ask": ask})
        return made_case if self._possible(made_case) else case

    def _voted(self, item: Item, scale: Mapping[str, tuple[int, int]], rng: Random | None) -> Item:
        """An action with the votes of another total; for a question, with `rng`, a vote more or less."""
        unit = str(item.fields.get(self.variation.total.unit))
        if unit not in scale:
            return item
        old, new = scale[unit]
        votes = self.variation.votes
        fields = dict(item.fields)
        for name in self.variation.moving:
            value = fields.get(name)
            if isinstance(value, int) and not isinstance(value, bool):
                fields[name] = self._scaled(value, old, new)
        was = item.fields
        known = all(isinstance(was.get(f), int) for f in (votes.favour, votes.against))
        if known and votes.tie in was:
            fields[votes.against] = fields[votes.favour]
        elif known:
            cast = int(was.get(votes.present, int(was[votes.favour]) + int(was[votes.against])))
            idle = cast - int(was[votes.favour]) - int(was[votes.against])
            if rng is not None:
                fields[votes.favour] = max(0, int(fields[votes.favour]) + rng.choice((-1, 0, 0, 1)))
            present = int(fields.get(votes.present, self._scaled(cast, old, new)))
            fields[votes.against] = max(0, present - int(fields[votes.favour]) - idle)
        elif rng is not None and isinstance(fields.get(votes.favour), int):
            fields[votes.favour] = max(0, int(fields[votes.favour]) + rng.choice((-1, 0, 0, 1)))
        return Item(kind=item.kind, fields=fields)

    def _scaled(self, value: int, old: int, new: int) -> int:
        """A number as far from the nearest share of the new total as it was from that share of the old."""

        def least(share: Fraction, whole: int) -> int:
            return -(-whole * share.numerator // share.denominator)

        share = min((Fraction(s) for s in self.variation.shares), key=lambda s: abs(value - least(s, old)))
        offset = value - least(share, old)
        if abs(offset) > 2:
            return max(0, min(new, round(value * new / old)))
        return max(0, least(share, new) + offset)

    def _possible(self, case: Case) -> bool:
        """Whether no more vote than there are, and the parts of a vote do not exceed the whole."""
        total, votes = self.variation.total, self.variation.votes
        filled = {str(i.fields[total.unit]): i.fields.get(total.filled) for i in case.facts if i.kind == total.kind}
        for item in (*case.history, *case.ask):
            most = filled.get(str(item.fields.get(total.unit)))
            if not isinstance(most, int):
                continue
            present = item.fields.get(votes.present, most)
            cast = [item.fields.get(f, 0) for f in (votes.favour, votes.against)]
            known = isinstance(present, int) and all(isinstance(c, int) for c in cast)
            if known and (int(present) > most or sum(map(int, cast)) > int(present)):
                return False
        return True


def _asked_today(case: Case) -> Case:
    """The case with its questions asked about its day, which a story tells anyway."""
    ask = tuple(Item(kind=i.kind, fields={k: v for k, v in i.fields.items() if k != "on"}) for i in case.ask)
    return case.model_copy(update={"ask": ask})


def _mapped(case: Case, change: Any) -> Case:
    return case.model_copy(
        update={
            "facts": tuple(map(change, case.facts)),
            "history": tuple(map(change, case.history)),
            "ask": tuple(map(change, case.ask)),
        }
    )
