"""The library of properties: what a consistent law keeps in every case, each one line to use.

from zanger.testing import properties
test_duties = properties.ought_implies_can.test("kz")
"""

from __future__ import annotations

from .comparing import irrelevance, level_symmetry, more_votes_never_lose, order_of_facts, requests_decide_nothing
from .going import no_dead_end, separation_of_powers
from .property import Property
from .standing_law import (
    defeats_are_named,
    later_law_wins,
    never_required_and_forbidden,
    ought_implies_can,
    permissions_have_bodies,
)

ALL: tuple[Property, ...] = (
    never_required_and_forbidden,
    ought_implies_can,
    permissions_have_bodies,
    requests_decide_nothing,
    more_votes_never_lose,
    irrelevance,
    order_of_facts,
    defeats_are_named,
    no_dead_end,
    separation_of_powers,
    level_symmetry,
    later_law_wins,
)
"""Every property of the library."""

__all__ = [
    "ALL",
    "defeats_are_named",
    "irrelevance",
    "later_law_wins",
    "level_symmetry",
    "more_votes_never_lose",
    "never_required_and_forbidden",
    "no_dead_end",
    "order_of_facts",
    "ought_implies_can",
    "permissions_have_bodies",
    "requests_decide_nothing",
    "separation_of_powers",
]
