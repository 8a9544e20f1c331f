"""`zanger test`: run worked cases."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..terminal import case_files, guarded, in_language, print_plain, shelf

if TYPE_CHECKING:
    from zanger.engines import EngineName


@click.command("test")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option("--pack", metavar="PACK", help="The law pack to use in place of the one that the cases name.")
@click.option("--engine", type=click.Choice(["durable", "reference"]), default="durable", show_default=True)
@click.option("--junit", type=click.Path(dir_okay=False), metavar="FILE", help="Write the results as JUnit XML.")
@click.option("-v", "--verbose", is_flag=True, help="Name every case.")
@in_language
@guarded
def command(
    paths: tuple[str, ...], pack: str | None, engine: EngineName, junit: str | None, verbose: bool, lang: str
) -> None:
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
    from zanger.messages import Messages
    from zanger.trial import junit_xml, run

    folders = paths or tuple(str(p) for p in sorted(bundled_packs().glob("*/cases")))
    results = list(run(case_files(folders), engine, pack, shelf()))
    if junit:
        Path(junit).write_text(junit_xml(results), encoding="utf-8")
    say = Messages(lang)
    for result in results:
        case = f"{result.path}: {result.title}"
        if result.differences:
            print_plain(visible(say("FAIL {case}", case=case)))
        elif verbose:
            print_plain(visible(say("ok   {case}", case=case)))
        for difference in result.differences:
            print_plain(f"     {difference}")
    failed = sum(bool(r.differences) for r in results)
    skipped = sum(r.expected == 0 for r in results)
    count = {"passed": len(results) - failed, "failed": failed, "skipped": skipped}
    if skipped:
        click.echo(say("{passed} passed, {failed} failed, {skipped} without `expect`", **count))
    else:
        click.echo(say("{passed} passed, {failed} failed", **count))
    if failed:
        sys.exit(1)
