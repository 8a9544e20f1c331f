"""Testing a law: strategies for Hypothesis, a machine of its procedures, and properties that a consistent law has.

It needs Hypothesis: `pip install "zanger[testing]"`. Names are imported when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .failure import Breach, Failure
    from .machine import LawMachine
    from .property import Property, law_property
    from .situation import Situation
    from .strategies import cases, facts, histories

_HOME = {
    "Breach": "failure",
    "Failure": "failure",
    "LawMachine": "machine",
    "Property": "property",
    "Situation": "situation",
    "cases": "strategies",
    "facts": "strategies",
    "histories": "strategies",
    "law_property": "property",
}

__all__ = [
    "Breach",
    "Failure",
    "LawMachine",
    "Property",
    "Situation",
    "cases",
    "facts",
    "histories",
    "law_property",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(import_module(f".{_HOME[name]}", __name__), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
