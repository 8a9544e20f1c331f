"""`zanger doctor`: what works here."""

from __future__ import annotations

import sys

import click

from ..terminal import guarded, print_plain


@click.command("doctor")
@guarded
def command() -> None:
    """Tell what works here and what does not: Python, engines, packs, terminal.

    \b
    Example:
      zanger doctor
    """
    from zanger.health import examine

    worst = 0
    for finding in examine(sys.stdout.isatty(), sys.stdout.encoding or ""):
        print_plain(f"{'ok  ' if finding.sound else 'note'}  {finding.what}: {finding.detail}")
        worst = max(worst, finding.grave)
    sys.exit(worst)
