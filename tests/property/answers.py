"""Answers stripped of what may differ between two ways of stating the same case."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from zanger.decision import Decision

LINES = frozenset({"line", "place"})
ASIDE = frozenset({"proof", "engine", "remarks", "title"})
"""Proofs number their steps; `verify` checks them, and nothing here compares them."""


def answers(
    decision: Decision, without: Collection[str] = (), rename: Callable[[str], str] = lambda text: text
) -> dict[str, Any]:
    """A decision as nested tuples and sets: the order of its lists does not count, `without` names keys left out."""
    plain = decision.to_dict()
    dropped = ASIDE | set(without)
    return {key: unordered(value, dropped, rename) for key, value in plain.items() if key not in dropped}


def unordered(value: Any, dropped: Collection[str], rename: Callable[[str], str] = lambda text: text) -> Any:
    """Plain data with lists as sets, so that only what they hold is compared."""
    match value:
        case dict():
            return frozenset(
                (key, unordered(item, dropped, rename)) for key, item in value.items() if key not in dropped
            )
        case list():
            return frozenset(unordered(item, dropped, rename) for item in value)
        case str():
            return rename(value)
        case _:
            return value
