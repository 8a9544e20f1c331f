"""Where things stand in the book: the path of a page below its language, and anchors on it."""

from __future__ import annotations

import posixpath

from ..cite import Locator
from ..provision import Provision

INDEX = "index.html"
TERMS = "terms.html"
READINGS = "readings.html"
DIFFERENCES = "differences.html"
PRACTICE = "practice.html"
PARAMETERS = "parameters.html"
THRESHOLDS = "thresholds.html"
CASES = "cases.html"
PROCEDURES = "procedures.html"
BODIES = "bodies.html"
ABOUT = "about.html"


def article(instrument: str, number: str) -> str:
    """The page of an article."""
    return f"articles/{instrument}-{number}.html"


def provision(p: Provision) -> tuple[str, str]:
    """The page and the anchor of a provision."""
    return article(p.instrument, Locator.of(p.id).numbers[0]), p.id


def body(name: str) -> str:
    """The page of a body."""
    return f"bodies/{name}.html"


def procedure(name: str) -> str:
    """The page of a procedure."""
    return f"procedures/{name}.html"


def case(name: str) -> str:
    """The page of a worked case."""
    return f"cases/{name}.html"


def relative(here: str, there: str, anchor: str = "") -> str:
    """The link from one page to another of the same language."""
    path = posixpath.relpath(there, posixpath.dirname(here) or ".")
    return f"{path}#{anchor}" if anchor else path
