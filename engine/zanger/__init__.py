"""Zanger: which body may, must or must not act, by which article, and why.

    >>> import zanger
    >>> law = zanger.Law.load("kz")
    >>> case, _ = zanger.load_case("case.yaml")
    >>> decision = zanger.decide(law, case)

The names below are the whole public surface. They are imported when first used, so that
`import zanger` costs little. No module has the name of a function: it would take its place.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .asking import Interview, interview
    from .case import Case
    from .deciding import decide
    from .decision import Citation, Decision, Judgement, Possibility, Proof, StatusAnswer
    from .engines import Engine, make_engine
    from .errors import Code, Diagnostic, EngineFailure, EngineUnavailable, InputError, Place, ZangerError
    from .expect import Difference, differences
    from .law import Law
    from .load import load_case, load_pack, parse_case
    from .reporting import report
    from .route import Routes, routes
    from .schema import case_schema, provision_schema
    from .verification import verify
    from .words import Words

_HOME = {
    "Case": "case",
    "Citation": "decision",
    "Code": "errors",
    "Decision": "decision",
    "Diagnostic": "errors",
    "Difference": "expect",
    "Engine": "engines",
    "EngineFailure": "errors",
    "EngineUnavailable": "errors",
    "InputError": "errors",
    "Interview": "asking",
    "Judgement": "decision",
    "Law": "law",
    "Place": "errors",
    "Possibility": "decision",
    "Proof": "decision",
    "Routes": "route",
    "StatusAnswer": "decision",
    "Words": "words",
    "ZangerError": "errors",
    "case_schema": "schema",
    "decide": "deciding",
    "differences": "expect",
    "interview": "asking",
    "load_case": "load",
    "load_pack": "load",
    "make_engine": "engines",
    "parse_case": "load",
    "provision_schema": "schema",
    "report": "reporting",
    "routes": "route",
    "verify": "verification",
}

__all__ = [
    "Case",
    "Citation",
    "Code",
    "Decision",
    "Diagnostic",
    "Difference",
    "Engine",
    "EngineFailure",
    "EngineUnavailable",
    "InputError",
    "Interview",
    "Judgement",
    "Law",
    "Place",
    "Possibility",
    "Proof",
    "Routes",
    "StatusAnswer",
    "Words",
    "ZangerError",
    "case_schema",
    "decide",
    "differences",
    "interview",
    "load_case",
    "load_pack",
    "make_engine",
    "parse_case",
    "provision_schema",
    "report",
    "routes",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(import_module(f".{_HOME[name]}", __name__), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
