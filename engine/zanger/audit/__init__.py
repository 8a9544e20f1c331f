"""Whether a law is consistent: conflicts, silence, dead rules and more, found completely within stated bounds."""

from .auditing import audit
from .bounds import Bounds
from .finding import Audit, Finding, Witness
from .plainly import summary

__all__ = ["Audit", "Bounds", "Finding", "Witness", "audit", "summary"]
