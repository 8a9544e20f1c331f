"""What a comparison of two laws finds: for whom which answer changes, with a smallest case, and what is alike."""

from __future__ import annotations

from typing import Literal

from ..decision import Citation, Part
from .finding import Cut

FORMAT = "1"
LAWFUL = ("permitted", "required")

Effect = Literal["gains", "loses", "obliged", "freed", "otherwise"]
"""What a change is for the body: a power more or less, a duty more or less, or another reason for not being allowed."""


class Side(Part):
    """One of the two laws: a pack and the day (ISO) of which its law is taken."""

    pack: str
    pack_version: str
    day: str


class Change(Part):
    """An answer that is other under the second law.

    `body` is None for a status. `before` and `after` are verdicts, of a status `true` or `false`. `case` is a
    smallest case as `zanger check` takes it (YAML), decided under both laws if `confirmed`; `relies` and `relies_after`
    are the provisions on which each answer rests.
    """

    subject: str
    sort: Literal["action", "status"]
    body: str | None
    before: str
    after: str
    case: str
    confirmed: bool
    relies: tuple[Citation, ...] = ()
    relies_after: tuple[Citation, ...] = ()

    @property
    def effect(self) -> Effect:
        """What the change is for the body."""
        if (self.after in LAWFUL) != (self.before in LAWFUL):
            return "gains" if self.after in LAWFUL else "loses"
        if "required" in (self.before, self.after):
            return "obliged" if self.after == "required" else "freed"
        return "otherwise"


class Comparison(Part):
    """The whole answer.

    `searched` are the actions and statuses whose rules differ, `same` those whose rules are the same; what is
    searched, not cut, and has no change gives the same answers in every situation within the bounds.
    """

    one: Side
    other: Side
    changes: tuple[Change, ...]
    searched: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    cut: tuple[Cut, ...] = ()
    seconds: float = 0.0
    format: str = FORMAT

    @property
    def alike(self) -> tuple[str, ...]:
        """What was searched completely and has no change."""
        other = {c.subject for c in self.changes} | {c.subject for c in self.cut}
        return tuple(s for s in self.searched if s not in other)
