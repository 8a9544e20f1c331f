"""A field of a case that was not asked for."""

from __future__ import annotations

from dataclasses import dataclass

from .vocabulary import FieldType


@dataclass(frozen=True)
class Blank:
    """A field of the case that was not asked for: `facts[3].seats`."""

    section: str
    line: int
    kind: str
    field: str
    spec: FieldType

    @property
    def key(self) -> str:
        """Its name."""
        return f"{self.section}[{self.line}].{self.field}"
