"""The ways in which a case could be: open questions and unknowns followed together, and what an answer hangs on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, product
from math import prod
from typing import Literal

from .decision import Hangs, Under
from .docket import Docket, Entry
from .errors import Code, Diagnostic, InputError
from .program import Value
from .region import Group, TooLinked
from .worlds import UNCODED, Dimension, World, Worlds

MAX_WORLDS = 2_000


class Ways:
    """The worlds of a case that must be told apart.

    `base` is the world that is followed: the reading chosen for each question, the first value of
    whatever is open. `open` names what is open: questions that the law leaves open, and unknowns.
    With `exchanging` False it is not asked what would be under readings that are not followed.
    """

    exchanging = True

    def __init__(self, worlds: Worlds, docket: Docket) -> None:
        self.worlds = worlds
        self.docket = docket
        chosen = worlds.chosen()
        self.open = {name for name in worlds.dimensions if name not in chosen}
        self.base: dict[str, Value] = {name: chosen.get(name, dim.values[0]) for name, dim in worlds.dimensions.items()}

    def leave_open(self, dimension: Dimension) -> None:
        """Follow every value of one more dimension."""
        self.worlds.dimensions[dimension.name] = dimension
        self.open.add(dimension.name)
        self.base[dimension.name] = dimension.values[0]

    def followed(self, world: World) -> bool:
        """Whether a world keeps to the chosen readings."""
        return all(world[d] == v for d, v in self.base.items() if d not in self.open)

    def over(
        self,
        dims: Iterable[str],
        fixed: Mapping[str, Value],
        *,
        spread: bool = False,
        rules: frozenset[str] | None = None,
    ) -> list[World]:
        """The base world, `fixed` set, with what stands for every combination of the open dimensions among `dims`.

        Numbers have one choice for each region, or with `spread` its ends too; with `rules`, only what these rules
        tell apart is apart (see `numbers`). A number fixed at a value may have another one of the same region.
        """
        dims = tuple(dims)
        choices = self._choices(dims, fixed, spread, rules)
        if prod(len(c) for c in choices) > MAX_WORLDS:
            self._too_many(choices)
        return [dict(chain(self.base.items(), fixed.items(), *(c.items() for c in way))) for way in product(*choices)]

    def number(
        self, dims: Iterable[str], rules: frozenset[str] | None = None, fixed: Mapping[str, Value] | None = None
    ) -> int:
        """How many worlds `over` gives for these; more than can be followed where the numbers are tangled."""
        fixed = fixed or {}
        if self.worlds.numbers.tangled(self.open.intersection({*dims, *fixed})):
            return MAX_WORLDS + 1
        return prod(len(c) for c in self._choices(dims, fixed, False, rules))

    def _choices(
        self, dims: Iterable[str], fixed: Mapping[str, Value], spread: bool, rules: frozenset[str] | None
    ) -> list[Sequence[Mapping[str, Value]]]:
        open_ = set(dims) & self.open
        numbers = self.worlds.numbers
        if tangled := numbers.tangled(open_):
            self._tangled(tangled)
        plain = [name for name in sorted(open_ - fixed.keys()) if name not in numbers]
        choices: list[Sequence[Mapping[str, Value]]] = [
            [{name: value} for value in self.worlds.dimensions[name].values] for name in plain
        ]
        fixed_numbers = {name: value for name, value in fixed.items() if name in numbers}
        return [*choices, *numbers.choices(open_ - fixed.keys(), fixed_numbers, spread=spread, rules=rules)]

    def _too_many(self, choices: Sequence[Sequence[Mapping[str, Value]]]) -> None:
        most = sorted(choices, key=len, reverse=True)
        named = sorted({name for choice in most for name in choice[0]} & self.open, key=self._entry_place)
        ways = f"the case could be in {prod(len(c) for c in choices):,} ways, and at most {MAX_WORLDS:,} are followed"
        worst = next((c for c in most if self._entry(next(iter(c[0]))) is not None), None)
        help = "choose readings for the open questions under `under`"
        if worst is not None:
            told = " or ".join(self._told(name) for name in worst[0])
            many = f"{len(worst)} values" if len(worst[0]) == 1 else f"together {len(worst)} values"
            more = f"; or {help}" if any(self._entry(name) is None for name in named) else ""
            help = f"state {told}: {many} make a difference" + more
        self._refuse(f"too much is unknown at once: {ways}", named, help)

    def _tangled(self, names: Iterable[str]) -> None:
        told = [self._told(name) for name in sorted(names, key=self._entry_place)]
        listed = f"{', '.join(told[:-1])} and {told[-1]}"
        message = f"too much is unknown at once: {listed} are compared with each other, and none is known"
        self._refuse(
            message, list(names), f"state {', '.join(told[:-1])} or {told[-1]}; two that are not known can be followed"
        )

    def _entry(self, name: str) -> Entry | None:
        return self.worlds.dimensions[name].entry

    def _entry_place(self, name: str) -> tuple[bool, object]:
        entry = self._entry(name)
        return (True, name) if entry is None else (False, (entry.place, name))

    def _told(self, name: str) -> str:
        """An unknown as a message names it: "`seats` (line 7)"."""
        entry = self._entry(name)
        if entry is None:
            return f"`{name}`"
        field = name.partition(".")[2]
        return f"`{field or entry.kind}` (line {entry.place.line})"

    def _refuse(self, message: str, names: Sequence[str], help: str) -> None:
        unknown = [entry for name in names if (entry := self._entry(name)) is not None]
        place = min(entry.place for entry in unknown) if unknown else self.docket.case.at.place
        document = self.docket.case.at.document
        diagnostic: Diagnostic = document.error(Code.TOO_MANY_UNKNOWNS, message, place, help=help)
        raise InputError([diagnostic])

    def exchangeable(self, dims: Iterable[str]) -> list[str]:
        """The questions among `dims` on which one reading is followed."""
        return sorted(set(dims) - self.open) if self.exchanging else []

    def hangs(
        self,
        dims: Iterable[str],
        ways: list[World],
        answers: list[object],
        under: Callable[[Mapping[str, Value]], Under],
        rules: frozenset[str] | None = None,
    ) -> tuple[Hangs, ...]:
        """The open dimensions in which two ways of the case that differ in nothing else part.

        `ways` are those of `over` with the same `rules`, each with its answer; `under` answers with a value fixed.
        """
        linked = self._linked(dims)
        found = []
        for name in self.parting(dims, ways, answers, rules):
            entry = self._entry(name)
            of, field = (entry.kind, name.partition(".")[2] or None) if entry else (None, None)
            choices = self._under(name, linked.get(name), under)
            found.append(Hangs(on=name, kind=self._kind(name), of=of, field=field, choices=choices))
        return tuple(found)

    def parting(
        self, dims: Iterable[str], ways: list[World], answers: list[object], rules: frozenset[str] | None = None
    ) -> Iterator[str]:
        """The names of the open dimensions in which two ways of the case that differ in nothing else part."""
        open_ = frozenset(dims) & self.open
        linked = self._linked(dims)
        for name in sorted(open_):
            aside = open_.intersection(linked[name].names) if name in linked else frozenset((name,))
            groups: dict[tuple[Value, ...], list[tuple[World, object]]] = {}
            others = sorted(open_ - aside)
            for world, answer in zip(ways, answers, strict=True):
                groups.setdefault(values(world, others), []).append((world, answer))
            if name in linked:
                if any(self._parts(name, linked[name], aside, group, rules) for group in groups.values()):
                    yield name
            elif any(len({answer for _, answer in group}) > 1 for group in groups.values()):
                yield name

    def _linked(self, dims: Iterable[str]) -> dict[str, Group]:
        """The open numbers among `dims` that are set against another of these, each with its group."""
        together = self.worlds.numbers.together(self.open.intersection(dims))
        return {name: group for group, names in together for name in names if len(names) > 1}

    def _parts(
        self,
        name: str,
        group: Group,
        among: frozenset[str],
        found: list[tuple[World, object]],
        rules: frozenset[str] | None,
    ) -> bool:
        """Whether answers part in one number of a group, the others being the same; where that is too much to find
        out, whether they part at all.
        """
        if len({answer for _, answer in found}) == 1:
            return False
        if len(among) < len(group.names):
            return True
        like = {n: same for same in group.alike(among, rules) for n in same}
        by_region: dict[tuple[int, ...], set[object]] = {}
        for world, answer in found:
            point = {n: int(world[n]) for n in group.names}
            by_region.setdefault(like[group.region(point)], set()).add(answer)
        if name in self.worlds.numbers.shown and any(len(some) > 1 for some in by_region.values()):
            return True
        try:
            fibres = group.fibres(name)
        except TooLinked:
            return True
        return any(len(set().union(*(by_region.get(like[n], set()) for n in fibre))) > 1 for fibre in fibres)

    def _kind(self, name: str) -> Literal["open-question", "unknown", "not-coded"]:
        if name.startswith(UNCODED):
            return "not-coded"
        return "unknown" if self.worlds.dimensions[name].entry is not None else "open-question"

    def _under(
        self, name: str, linked: Group | None, under: Callable[[Mapping[str, Value]], Under]
    ) -> tuple[Under, ...]:
        """What the answer would be for each value, those of a number in intervals: `0 to 37`."""
        dimension = self.worlds.dimensions[name]
        if name not in self.worlds.numbers:
            return tuple(under({name: value}) for value in dimension.values)
        is_date = self.worlds.is_date(dimension)
        if linked is None:
            intervals = [(value, value) for value in self.worlds.numbers.values(name)]
        else:
            intervals = [(first, last) for first, last, _ in linked.slices(name)]
        found: list[tuple[int, int, Under]] = []
        for first, last in intervals:
            choice = under({name: first})
            same = found and found[-1][2].replaced(reading="") == choice.replaced(reading="")
            found.append((found.pop()[0], last, choice) if same else (first, last, choice))
        return tuple(_ranged(first, last, choice, is_date) for first, last, choice in found)


def _ranged(first: int, last: int, choice: Under, is_date: bool) -> Under:
    low, high = ((date.fromordinal(n).isoformat() if is_date else str(n)) for n in (first, last))
    if first == last:
        return choice.replaced(reading=low)
    return choice.replaced(reading=f"{low} to {high}", first=low, last=high)


def values(world: World, dims: Iterable[str]) -> tuple[Value, ...]:
    """The values that a world gives to `dims`, in their order."""
    return tuple([world[d] for d in dims])


def shown(value: Value) -> str:
    """A reading or a value of an unknown, for an answer."""
    return str(value).lower() if isinstance(value, bool) else str(value)
