"""An audit in a few plain lines: what was covered, then one line a finding with the texts on both sides."""

from __future__ import annotations

from collections.abc import Iterator

from .finding import Audit, Finding


def summary(audit: Audit) -> Iterator[str]:
    """The lines."""
    covered = audit.covered
    searches = sum(part.searches for part in covered.slices)
    yield (
        f"{audit.pack} {audit.pack_version}: {len(covered.slices)} parts of the law searched, {searches} questions, "
        f"in {covered.seconds:.0f} s; {len(audit.findings)} findings"
    )
    for finding in audit.findings:
        yield _line(finding)
    yield from (f"not covered: {cut.subject} on {cut.day}, {cut.question} ({cut.bound})" for cut in covered.cut)
    if not covered.cut:
        yield "all of it was covered within the bounds"


def _line(finding: Finding) -> str:
    sides = [", ".join(c.short for c in side) for side in (finding.side, finding.against) if side]
    place = f"{finding.places[0].file}:{finding.places[0].line}: " if finding.places else ""
    shown = {None: "", True: "; confirmed", False: "; not confirmed"}[
        finding.witness.confirmed if finding.witness else None
    ]
    days = f" ({finding.first} to {finding.last or 'now'})" if finding.first else ""
    return f"{place}{finding.grave}: {finding.kind}: {finding.subject}: {' / '.join(sides)}{days}{shown}"
