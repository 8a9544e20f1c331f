"""Conditions and values in the words of the files, short, as the names of mutants have them."""

from __future__ import annotations

from ..provision import (
    Absent,
    After,
    AllOf,
    AnyCondition,
    AnyOf,
    Before,
    Bound,
    Compare,
    Count,
    Days,
    Pattern,
    Share,
)


def said(item: AnyCondition) -> str:
    """A condition in the words of the files, short."""
    match item:
        case Pattern():
            return item.kind
        case Absent():
            return f"none: {item.none.kind}"
        case Count():
            bound, number = item.count.bound
            return f"count: {item.count.of.kind}, {written(bound, 'exactly')}: {number}"
        case Share():
            bound, share = item.share.bound
            return f"share: {bound}: {share}"
        case Compare():
            bound_, right = item.compare.bound
            return f"compare: {item.compare.left} {bound_}: {value_text(right)}"
        case Days():
            bound, number = item.days.bound
            return f"days: {written(bound, 'exactly')}: {number}"
        case Before():
            return f"before: {', '.join(item.before)}"
        case After():
            return f"after: {', '.join(item.after)}"
        case AnyOf():
            return "any"
        case AllOf():
            return "all"


def written(bound: Bound, exactly: str) -> str:
    """A bound; equality has a word of its own where things are counted."""
    return exactly if bound == "is" else bound


def value_text(value: object) -> str:
    """A value as a file has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
