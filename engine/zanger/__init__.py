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
    from .account import Explanation, Freedom, Refusal
    from .asking import Interview, interview
    from .case import Case
    from .deciding import decide
    from .decision import Citation, Decision, Judgement, Possibility, Proof, StatusAnswer
    from .engines import Engine, make_engine
    from .errors import Code, Diagnostic, EngineFailure, EngineUnavailable, InputError, Place, ZangerError
    from .expect import Difference, differences
    from .freedom import why_not_required
    from .grounds import why
    from .itinerary import Routes
    from .law import Law
    from .load import load_case, load_pack, parse_case
    from .minutes import Minutes, review
    from .refusal import why_not
    from .reporting import report
    from .route import routes
    from .schema import case_schema, provision_schema
    from .supposing import Supposition, what_if
    from .turning import Turning, minimal_changes
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
    "Explanation": "account",
    "Freedom": "account",
    "InputError": "errors",
    "Interview": "asking",
    "Judgement": "decision",
    "Law": "law",
    "Minutes": "minutes",
    "Place": "errors",
    "Possibility": "decision",
    "Proof": "decision",
    "Refusal": "account",
    "Routes": "itinerary",
    "StatusAnswer": "decision",
    "Supposition": "supposing",
    "Turning": "turning",
    "Words": "words",
    "ZangerError": "errors",
    "case_schema": "schema",
    "decide": "deciding",
    "differences": "expect",
    "interview": "asking",
    "load_case": "load",
    "load_pack": "load",
    "make_engine": "engines",
    "minimal_changes": "turning",
    "parse_case": "load",
    "provision_schema": "schema",
    "report": "reporting",
    "review": "minutes",
    "routes": "route",
    "verify": "verification",
    "what_if": "supposing",
    "why": "grounds",
    "why_not": "refusal",
    "why_not_required": "freedom",
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
    "Explanation",
    "Freedom",
    "InputError",
    "Interview",
    "Judgement",
    "Law",
    "Minutes",
    "Place",
    "Possibility",
    "Proof",
    "Refusal",
    "Routes",
    "StatusAnswer",
    "Supposition",
    "Turning",
    "Words",
    "ZangerError",
    "case_schema",
    "decide",
    "differences",
    "interview",
    "load_case",
    "load_pack",
    "make_engine",
    "minimal_changes",
    "parse_case",
    "provision_schema",
    "report",
    "review",
    "routes",
    "verify",
    "what_if",
    "why",
    "why_not",
    "why_not_required",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(import_module(f".{_HOME[name]}", __name__), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
