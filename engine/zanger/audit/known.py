"""Recognising what was found: which questions and differences of the pack speak of the same texts.

The search knows nothing of them. Afterwards a finding is recognised by its provisions: their `marks`, the readings
that they depend on, and the provisions that a difference concerns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..judge import breach_reading
from ..load import LawPack
from ..provision import Difference, Procedure, Provision, Reading, concerned
from .finding import Finding, Recognised

Item = Reading | Difference | Procedure


def with_known(pack: LawPack, findings: Iterable[Finding]) -> list[Finding]:
    """The findings, each with the readings and differences that speak of it."""
    ties = _Ties(pack)
    items: tuple[Reading | Difference, ...] = (*pack.readings, *pack.differences)
    return [f.replaced(known=tuple(item.id for item in items if ties.binds(item, f))) for f in findings]


def recognised(pack: LawPack, findings: Iterable[Finding]) -> tuple[Recognised, ...]:
    """Each question of the pack that a machine can find, with the findings of the right kind that are tied to it."""
    ties = _Ties(pack)
    found = list(findings)
    items: tuple[Item, ...] = (*pack.readings, *pack.differences, *pack.procedures)
    return tuple(
        Recognised(id=item.id, findings=tuple(f.id for f in found if f.kind in item.machine and ties.binds(item, f)))
        for item in items
        if item.machine
    )


class _Ties:
    """What ties provisions to questions."""

    def __init__(self, pack: LawPack) -> None:
        self._editions: dict[str, list[Provision]] = {}
        for p in pack.provisions:
            self._editions.setdefault(p.id, []).append(p)

    def binds(self, item: Item, finding: Finding) -> bool:
        """Whether a question speaks of what was found."""
        if finding.subject == item.id or any(item.id in _named(p) for p in self._provisions(finding)):
            return True
        if not isinstance(item, Difference):
            return False
        places = item.concerns
        names = {c.provision for c in (*finding.side, *finding.against)}
        return any(concerned(places, name) for name in names) or any(
            concerned((finding.subject,), place) for place in places
        )

    def _provisions(self, finding: Finding) -> Iterator[Provision]:
        """The editions of its provisions on the days of a finding."""
        for cited in (*finding.side, *finding.against):
            for p in self._editions.get(cited.provision, ()):
                first, last = p.in_force.first.isoformat(), p.in_force.last
                ends = last is None or finding.first is None or last.isoformat() >= finding.first
                if ends and (finding.last is None or first <= finding.last):
                    yield p


def _named(p: Provision) -> set[str]:
    """The questions that a provision names."""
    return {*p.marks, *p.under, *filter(None, (breach_reading(p),))}
