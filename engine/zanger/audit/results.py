"""What the searches of all slices have come to, put together for each edition of a provision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from ..provision import Provision
from .marks import Mark
from .record import Days
from .search import Found
from .slices import Piece

Edition = tuple[str, date]
"""A provision by its id and the first day of the edition."""


@dataclass
class Seen:
    """What was seen of one edition of a provision, over all slices that have it."""

    provision: Provision
    names: set[str] = field(default_factory=set)
    always: set[str] | None = None
    days: list[Days] = field(default_factory=list)
    where: dict[str, int] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    complete: bool = True


@dataclass
class Results:
    """Slices with what was found in each; `found` has None where the search was cut.

    `unsure` are editions of which it was not settled whether they ever apply.
    """

    pieces: list[Piece]
    found: list[Found | None]
    unsure: set[Edition] = field(default_factory=set)

    def editions(self) -> dict[Edition, Seen]:
        """What was seen of each edition: a mark that some slice shows counts for it."""
        made: dict[Edition, Seen] = {}
        for n, (piece, found) in enumerate(zip(self.pieces, self.found, strict=True)):
            own = (*piece.modal, *piece.defined)
            for p in own:
                seen = made.setdefault((p.id, p.in_force.first), Seen(p))
                seen.days += piece.epochs
                seen.kinds.add(piece.subject)
                if found is None:
                    seen.complete = False
                    continue
                for mark in found.shown:
                    if mark.first == p.id and not mark.second:
                        seen.names.add(mark.name)
                        seen.where.setdefault(mark.name, n)
                if p.id in found.always:
                    others = set(found.always[p.id])
                    seen.always = others if seen.always is None else seen.always & others
        for edition in self.unsure & made.keys():
            made[edition].complete = False
        return made

    def pairs(self, name: str, *, freely: bool = False) -> Iterator[tuple[int, Mark]]:
        """The marks of a name that speak of two provisions, with the number of the slice."""
        for n, found in enumerate(self.found):
            if found is not None:
                marks = found.shown | found.read_freely if freely else found.shown
                yield from ((n, m) for m in sorted(marks) if m.name == name and m.second)

    def shows(self, n: int, mark: Mark, *, freely: bool = False) -> bool:
        """Whether some situation of a slice shows a mark, in one reading; `freely`, with all readings at once."""
        found = self.found[n]
        return found is not None and mark in (found.read_freely if freely else found.shown)

    def provision(self, n: int, name: str) -> Provision:
        """A provision of a slice."""
        piece = self.pieces[n]
        return next(p for p in (*piece.modal, *piece.defined) if p.id == name)
