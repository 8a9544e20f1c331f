"""How a finding is written down: its provisions cited, their places, the days on which it holds, an id that stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from ..decision import Citation, Place
from ..law import Law
from ..provision import Provision
from ..spot import spot
from .finding import Finding, Grave, Kind

Days = tuple[date, date | None]
"""A first day and a last; None while it goes on."""


class Recorder:
    """Writes findings about one law."""

    def __init__(self, law: Law) -> None:
        self._law = law

    def finding(
        self,
        kind: Kind,
        grave: Grave,
        subject: str,
        side: Iterable[Provision],
        against: Iterable[Provision] = (),
        *,
        days: Iterable[Days] = (),
        body: str | None = None,
        level: str | None = None,
        values: Mapping[str, str | int | bool] | None = None,
    ) -> Finding:
        """A finding, with what can be told of its provisions."""
        side, against = list(side), list(against)
        spans = sorted(days, key=lambda span: span[0])
        own = ",".join(sorted({p.id for p in (*side, *against)}))
        lasts = [last for _, last in spans]
        last = None if None in lasts else max((x for x in lasts if x), default=None)
        return Finding(
            id="/".join(part for part in (kind, subject, body or "", own) if part),
            kind=kind,
            grave=grave,
            subject=subject,
            side=self._cited(side),
            against=self._cited(against),
            body=body,
            level=level,
            places=tuple(dict.fromkeys(map(place, (*side, *against)))),
            first=spans[0][0].isoformat() if spans else None,
            last=last.isoformat() if last else None,
            values=dict(values or {}),
        )

    def _cited(self, provisions: Iterable[Provision]) -> tuple[Citation, ...]:
        return tuple({p.id: self._law.citer.cite(p) for p in provisions}.values())


def place(provision: Provision) -> Place:
    """Where a provision is written."""
    _, at = spot(provision, "id")
    return Place(file=at.file, line=at.line, column=at.column)
