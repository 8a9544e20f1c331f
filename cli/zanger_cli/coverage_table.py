"""How the worked cases cover a law, for the terminal: a table by article, then what is missing."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .terminal import coloured, print_plain

if TYPE_CHECKING:
    from rich.table import Table

    from zanger.coverage import Coverage, PackCover, ProvisionCover, Score


def write_coverage(file: str, found: Iterable[Coverage]) -> None:
    """Write the coverage of each pack as JSON."""
    from zanger.coverage import as_json

    text = json.dumps([as_json(c.result()) for c in found], ensure_ascii=False, indent=2)
    Path(file).write_text(text + "\n", encoding="utf-8")


def show_coverage(found: Iterable[Coverage], *, whole: bool, fail_under: float | None) -> bool:
    """Print the coverage of each pack, `whole` or in one line; whether one is below `fail_under` percent."""
    from rich.console import Console

    from zanger.coverage import gaps
    from zanger.words import Words

    low = False
    for coverage in found:
        result = coverage.result()
        if whole:
            width = None if sys.stdout.isatty() else 120
            console = Console(highlight=False, no_color=not coloured(sys.stdout), width=width)
            click.echo()
            console.print(_table(result))
            listed = list(gaps(result, Words(coverage.law.pack)))
            if listed:
                click.echo("\nNot seen in any case:")
            for gap in listed:
                print_plain(str(gap))
            click.echo()
        score = result.score
        click.echo(f"{result.pack}: {score.percent:.2f} % covered ({score.seen} of {score.of})")
        if fail_under is not None and score.percent < fail_under:
            click.echo(f"{result.pack}: less than {fail_under:g} %")
            low = True
    return low


def _table(result: PackCover) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    root = os.path.commonpath([str(Path(a.file).parent) for a in result.articles] or ["."]) or "."
    table.add_column("article", no_wrap=True, min_width=24)
    for name in ("provisions", "applied", "withheld", "conditions", "met", "failing", "deciding", "percent"):
        table.add_column(name, justify="right")
    for article in result.articles:
        name = os.path.relpath(article.file, root)
        table.add_row(name, *_cells(article.provisions, article.score))
    table.add_section()
    table.add_row(result.pack, *_cells(result.provisions, result.score), style="bold")
    return table


def _cells(provisions: Iterable[ProvisionCover], score: Score) -> tuple[str, ...]:
    provisions = tuple(provisions)
    conditions = [c for p in provisions for c in p.conditions]
    return (
        str(len(provisions)),
        str(sum(p.applied for p in provisions)),
        str(sum(p.withheld is not False for p in provisions)),
        str(len(conditions)),
        *(str(sum(mark in c.seen for c in conditions)) for mark in ("met", "failed", "decided")),
        f"{score.percent:.1f}",
    )
