"""Which findings are wanted, and whether one is grave enough to fail."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Literal, get_args

from .finding import Audit, Finding, Grave
from .wording import file_name

FailOn = Literal["error", "warning", "note", "never"]
"""From which gravity on a finding that is not known makes an audit fail."""
GRAVITY: tuple[Grave, ...] = get_args(Grave)


def chosen(found: Audit, kinds: Collection[str] = (), *, known: bool | None = None) -> Audit:
    """The audit with the findings of some kinds (with none named, of all); with `known`, those alone or the others.

    The map and what was covered stay whole.
    """
    kept = tuple(
        f for f in found.findings if (not kinds or f.kind in kinds) and (known is None or bool(f.known) == known)
    )
    return found.replaced(findings=kept)


def failing(found: Audit, fail_on: FailOn) -> tuple[Finding, ...]:
    """The findings that are not known and at least as grave as `fail_on`."""
    if fail_on == "never":
        return ()
    enough = GRAVITY[: GRAVITY.index(fail_on) + 1]
    return tuple(f for f in found.findings if not f.known and f.grave in enough)


def write_witnesses(found: Audit, folder: Path) -> list[Path]:
    """Write the case of each finding that has one into a folder, as `zanger check` takes it. Raises `OSError`."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for finding in found.findings:
        if finding.witness is not None:
            path = folder / file_name(finding)
            path.write_text(finding.witness.case, encoding="utf-8", newline="\n")
            written.append(path)
    return written
