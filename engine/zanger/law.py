"""A checked law pack, with its program for each day."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import cached_property
from pathlib import Path

from .check import epochs, require_sound
from .compile import Compiler, in_force
from .load import LawPack, load_pack
from .program import Program
from .provision import Provision


class Law:
    """A pack that has passed every check. Programs are compiled once an epoch and kept."""

    def __init__(self, pack: LawPack) -> None:
        """Raises `InputError` with every error of the pack."""
        require_sound(pack)
        self.pack = pack
        self._programs: dict[int, tuple[Program, dict[str, Provision]]] = {}

    @classmethod
    def load(cls, name: str | Path) -> Law:
        """Load a pack by id or path and check it. Raises `InputError`."""
        return cls(load_pack(name))

    @cached_property
    def _epochs(self) -> list[date]:
        return epochs(self.pack)

    def _at(self, day: date) -> tuple[Program, dict[str, Provision]]:
        number = bisect_right(self._epochs, day)
        found = self._programs.get(number)
        if found is None:
            editions = in_force(self.pack.provisions, day)
            program = Compiler(self.pack.vocabulary).program(editions, f"{self.pack.head.id}-{number}")
            found = self._programs[number] = (program, {p.id: p for p in editions})
        return found

    def program(self, day: date) -> Program:
        """The rules in force on a day."""
        return self._at(day)[0]

    def provisions(self, day: date) -> dict[str, Provision]:
        """The editions in force on a day, by id."""
        return self._at(day)[1]
