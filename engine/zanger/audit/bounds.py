"""The bounds of an audit: how many things, numbers, days and steps the space of situations has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Bounds:
    """How large the space is that is searched completely.

    `things` sets how many of a kind there can be, else there are as many as a rule needs, up to `most`; `numbers`
    is how many values a number, `days` how many a date can have at most. `seconds` are for all searches together,
    `slice_seconds` for one; `processes` search at the same time.
    """

    things: Mapping[str, int] = field(default_factory=dict)
    most: int = 6
    numbers: int = 16
    days: int = 8
    seconds: float = 300.0
    slice_seconds: float = 120.0
    processes: int = 2
