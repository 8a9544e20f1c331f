"""A checked law pack, with its program for each day."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path

from .cite import Citer
from .compile import COVERS, Compiler, epochs, in_force
from .errors import InputError
from .gaps import Gap, Gaps
from .grid import Flow
from .load import LawPack, find_pack, load_pack
from .possible import Form
from .program import Program
from .proof import Dates
from .provision import Provision
from .shelf import key as shelf_key
from .shelf import put, take


class Law:
    """A pack that has passed every check. Programs are compiled once an epoch and kept."""

    def __init__(self, pack: LawPack, *, checked: bool = False, frozen: date | None = None) -> None:
        """Raises `InputError` with every error of the pack, unless it was `checked` before.

        With `frozen`, the law of that day is taken for the law of every day.
        """
        if not checked:
            from .check import require_sound

            require_sound(pack)
        self.pack = pack
        self._frozen = frozen
        self._programs: dict[int, tuple[Program, dict[str, Provision]]] = {}
        self._forms: dict[int, Form] = {}
        self._dates: dict[int, Dates] = {}
        self._flows: dict[tuple[frozenset[int], frozenset[str] | None], Flow] = {}
        self._gaps: dict[int, Gaps] = {}
        self._about_gaps: dict[tuple[int, str], Gap] = {}
        self._modal: dict[tuple[int, str], tuple[Provision, ...]] = {}
        self._by_kind: dict[int, dict[str, list[tuple[int, Provision]]]] = {}

    @classmethod
    def load(cls, name: str | Path, shelf: Path | None = None) -> Law:
        """Load a pack by id or path and check it. Raises `InputError`.

        `shelf` is a folder that keeps checked packs between runs (see `shelf`).
        """
        if shelf is None:
            return cls(load_pack(name))
        root = find_pack(str(name))
        try:
            key = shelf_key(root)
        except (OSError, InputError):  # reading the pack tells what is wrong with which file
            return cls(load_pack(root))
        if (kept := take(shelf, key)) is not None:
            return cls(kept, checked=True)
        law = cls(load_pack(root))
        with suppress(
            OSError, InputError
        ):  # a shelf that cannot be written costs time only; `zanger doctor` tells of it
            if shelf_key(root) == key:  # nobody has changed the pack while it was read
                put(shelf, key, law.pack)
        return law

    @cached_property
    def citer(self) -> Citer:
        """Makes citations; each is made once."""
        return Citer(self.pack)

    @cached_property
    def _epochs(self) -> list[date]:
        return epochs(self.pack.provisions)

    def frozen(self, day: date) -> Law:
        """The law of that day, taken for the law of every day."""
        return Law(self.pack, checked=True, frozen=day)

    def _number(self, day: date) -> int:
        return bisect_right(self._epochs, self._frozen or day)

    def _at(self, day: date) -> tuple[Program, dict[str, Provision]]:
        number = self._number(day)
        found = self._programs.get(number)
        if found is None:
            editions = in_force(self.pack.provisions, self._frozen or day)
            program = Compiler(self.pack.vocabulary).program(editions, f"{self.pack.head.id}-{number}")
            found = self._programs[number] = (program, {p.id: p for p in editions})
        return found

    def program(self, day: date) -> Program:
        """The rules in force on a day."""
        return self._at(day)[0]

    def flow(self, days: Iterable[date], kinds: frozenset[str] | None = None) -> Flow:
        """Where values come from and what they are set against, by the rules in force on some days.

        With `kinds`, only by the rules by which actions of these kinds are judged.
        """
        first = {self._number(day): day for day in sorted(days, reverse=True)}
        key = (frozenset(first), kinds)
        if key not in self._flows:
            self._flows[key] = Flow.of(self._towards(first[number], kinds) for number in sorted(first))
        return self._flows[key]

    def _towards(self, day: date, kinds: frozenset[str] | None) -> Program:
        program = self.program(day)
        if kinds is None:
            return program
        return program.only(program.towards(COVERS + p.id for kind in sorted(kinds) for p in self.about(kind, day)))

    def provisions(self, day: date) -> dict[str, Provision]:
        """The editions in force on a day, by id."""
        return self._at(day)[1]

    def dates(self, day: date) -> Dates:
        """The date fields of the kinds in force on a day."""
        number = self._number(day)
        if number not in self._dates:
            self._dates[number] = Dates(self.pack.vocabulary, self.provisions(day))
        return self._dates[number]

    def changes(self, day: date, other: date) -> frozenset[str]:
        """The kinds of statuses, actions and classes about which a provision is in force on one of two days alone."""
        if self._number(day) == self._number(other):
            return frozenset()
        one, two = ({id(p): p for p in in_force(self.pack.provisions, at)} for at in (day, other))
        return frozenset(p.conclusion[1].kind for p in (one | two).values() if (id(p) in one) != (id(p) in two))

    def about(self, kind: str, day: date) -> tuple[Provision, ...]:
        """The powers, duties and prohibitions in force on a day that speak of an action or one of its classes."""
        key = (self._number(day), kind)
        if key not in self._modal:
            kinds = {kind, *self.pack.vocabulary.actions[kind].is_}
            modal = self._modal_by_kind(day)
            self._modal[key] = tuple(p for _, p in sorted(numbered for k in kinds for numbered in modal.get(k, ())))
        return self._modal[key]

    def _modal_by_kind(self, day: date) -> dict[str, list[tuple[int, Provision]]]:
        """The powers, duties and prohibitions in force on a day by what they speak of, each with its number."""
        number = self._number(day)
        if number not in self._by_kind:
            found = self._by_kind[number] = defaultdict(list)
            for n, p in enumerate(self.provisions(day).values()):
                if p.conclusion[0] != "defines":
                    found[p.conclusion[1].kind].append((n, p))
        return self._by_kind[number]

    def turning_days(self, day: date, most: int = 3) -> tuple[date, ...]:
        """The days next to this one on which the law changes, at most so many before and after it."""
        number = bisect_right(self._epochs, day)
        return tuple(self._epochs[max(0, number - most) : number + most])

    def gaps(self, day: date) -> Gaps:
        """What is not coded for a day."""
        number = self._number(day)
        if number not in self._gaps:
            self._gaps[number] = Gaps(self.pack, self._frozen or day)
        return self._gaps[number]

    def gap(self, kind: str, day: date) -> Gap:
        """What is not coded for a day of the rules about an action or a status."""
        key = (self._number(day), kind)
        if key not in self._about_gaps:
            self._about_gaps[key] = self.gaps(day).about(kind)
        return self._about_gaps[key]

    def form(self, provision: Provision) -> Form:
        """The parts of a power, duty or prohibition from which requirements are resolved."""
        found = self._forms.get(id(provision))
        if found is None:
            found = self._forms[id(provision)] = Form.of(provision, self.pack.vocabulary)
        return found
