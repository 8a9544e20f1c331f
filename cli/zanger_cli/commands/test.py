"""`zanger test`: run worked cases."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..terminal import case_files, guarded, print_plain, shelf

if TYPE_CHECKING:
    from zanger.engines import EngineName


@click.command("test")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option("--pack", metavar="PACK", help="The law pack to use in place of the one that the cases name.")
@click.option("--engine", type=click.Choice(["durable", "reference"]), default="durable", show_default=True)
@click.option("--junit", type=click.Path(dir_okay=False), metavar="FILE", help="Write the results as JUnit XML.")
@click.option("-v", "--verbose", is_flag=True, help="Name every case.")
@guarded
def command(paths: tuple[str, ...], pack: str | None, engine: EngineName, junit: str | None, verbose: bool) -> None:
    """Run the cases that carry `expect` and show where the answer differs.

    PATH is a case or a folder; without one, the cases that come with the law are run.
    Exit 1 if one fails.

    \b
    Example:
      zanger test
      zanger test my-cases/ --junit results.xml
    """
    from zanger.errors import visible
    from zanger.load import bundled_packs
    from zanger.trial import junit_xml, run

    folders = paths or tuple(str(p) for p in sorted(bundled_packs().glob("*/cases")))
    results = list(run(case_files(folders), engine, pack, shelf()))
    if junit:
        Path(junit).write_text(junit_xml(results), encoding="utf-8")
    for result in results:
        if result.differences or verbose:
            print_plain(visible(f"{'FAIL' if result.differences else 'ok  '} {result.path}: {result.title}"))
        for difference in result.differences:
            print_plain(f"     {difference}")
    failed = sum(bool(r.differences) for r in results)
    skipped = sum(r.expected == 0 for r in results)
    note = f", {skipped} without `expect`" if skipped else ""
    click.echo(f"{len(results) - failed} passed, {failed} failed{note}")
    if failed:
        sys.exit(1)
