"""The ways in which a case could be: open questions and unknowns followed together, and what an answer hangs on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import product
from math import prod
from typing import Literal

from .decision import Hangs, Under
from .docket import Docket
from .errors import Code, Diagnostic, InputError
from .program import Value
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

    def over(self, dims: Iterable[str], fixed: Mapping[str, Value]) -> list[World]:
        """The base world, `fixed` set, with every combination of the open dimensions among `dims`."""
        names = sorted(set(dims) & self.open - set(fixed))
        choices = [self.worlds.dimensions[n].values for n in names]
        if prod(len(c) for c in choices) > MAX_WORLDS:
            self._too_many(names)
        return [{**self.base, **fixed, **dict(zip(names, values, strict=True))} for values in product(*choices)]

    def _too_many(self, names: list[str]) -> None:
        unknown = [dim.entry for n in names if (dim := self.worlds.dimensions[n]).entry is not None]
        place = min(entry.place for entry in unknown) if unknown else self.docket.case.at.place
        document = self.docket.case.at.document
        message = f"too much is unknown at once: more than {MAX_WORLDS:,} ways in which the case could be"
        diagnostic: Diagnostic = document.error(
            Code.TOO_MANY_UNKNOWNS,
            message,
            place,
            help="state some of what is unknown, or choose readings for the open questions under `under`",
        )
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
    ) -> tuple[Hangs, ...]:
        """The open dimensions in which two worlds that differ in nothing else part."""
        found = []
        for name in sorted(set(dims) & self.open):
            groups: dict[tuple[tuple[str, Value], ...], set[object]] = {}
            for world, answer in zip(ways, answers, strict=True):
                rest = tuple((d, world[d]) for d in sorted(set(dims) & self.open) if d != name)
                groups.setdefault(rest, set()).add(answer)
            if any(len(g) > 1 for g in groups.values()):
                values = self.worlds.dimensions[name].values
                choices = self._ranges(name, [under({name: value}) for value in values])
                entry = self.worlds.dimensions[name].entry
                of, field = (entry.kind, name.partition(".")[2] or None) if entry else (None, None)
                found.append(Hangs(on=name, kind=self._kind(name), of=of, field=field, choices=choices))
        return tuple(found)

    def _kind(self, name: str) -> Literal["open-question", "unknown", "not-coded"]:
        if name.startswith(UNCODED):
            return "not-coded"
        return "unknown" if self.worlds.dimensions[name].entry is not None else "open-question"

    def _ranges(self, name: str, choices: list[Under]) -> tuple[Under, ...]:
        """Choices of an unknown number or date, neighbours with the same answer in one: `0 to 37`."""
        dimension = self.worlds.dimensions[name]
        if not all(isinstance(v, int) and not isinstance(v, bool) for v in dimension.values):
            return tuple(choices)
        is_date = self.worlds.is_date(dimension)
        shown = [date.fromordinal(int(v)).isoformat() if is_date else str(v) for v in dimension.values]
        found: list[tuple[str, str, Under]] = []
        for text, choice in zip(shown, choices, strict=True):
            same = found and found[-1][2].replaced(reading="") == choice.replaced(reading="")
            found.append((found.pop()[0], text, choice) if same else (text, text, choice))
        return tuple(
            u.replaced(reading=first)
            if first == last
            else u.replaced(reading=f"{first} to {last}", first=first, last=last)
            for first, last, u in found
        )


def values(world: World, dims: Iterable[str]) -> tuple[Value, ...]:
    """The values that a world gives to `dims`, in their order."""
    return tuple([world[d] for d in dims])


def shown(value: Value) -> str:
    """A reading or a value of an unknown, for an answer."""
    return str(value).lower() if isinstance(value, bool) else str(value)
