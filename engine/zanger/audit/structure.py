"""What the texts themselves show without a search: missing times and consequences, absent bodies, loose terms, circles.

Each check looks at the law of one epoch. What is found about one subject in several epochs is told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ..law import Law
from .bodies import bodies
from .deadlines import deadlines
from .epoch import epochs_of
from .finding import Finding
from .order import order
from .record import Recorder
from .terms import terms

CHECKS = (deadlines, bodies, terms, order)


def structure(law: Law, days: Iterable[date] | None = None) -> Iterator[Finding]:
    """All findings that need no solver; with `days`, of the law of these days alone."""
    record = Recorder(law)
    epochs = epochs_of(law, days)
    found: dict[tuple[object, ...], Finding] = {}
    for check in CHECKS:
        for finding in check(epochs, record):
            key = (finding.kind, finding.grave, finding.subject, finding.body, finding.values.get("what"))
            found[key] = joined(found[key], finding) if key in found else finding
    yield from found.values()


def joined(one: Finding, two: Finding) -> Finding:
    """Two findings about the same, from different epochs."""
    side, against = (
        tuple({c.provision: c for c in (*a, *b)}.values())
        for a, b in ((one.side, two.side), (one.against, two.against))
    )
    against = tuple(c for c in against if c.provision not in {s.provision for s in side})
    own = ",".join(sorted({c.provision for c in (*side, *against)}))
    lasts = [one.last, two.last]
    return one.replaced(
        id="/".join(part for part in (one.kind, one.subject, one.body or "", own) if part),
        side=side,
        against=against,
        places=tuple(dict.fromkeys((*one.places, *two.places))),
        first=min(d for d in (one.first, two.first) if d is not None),
        last=None if None in lasts else max(str(d) for d in lasts),
        values={**one.values, **({"waiting": len(against)} if "waiting" in one.values else {})},
    )
