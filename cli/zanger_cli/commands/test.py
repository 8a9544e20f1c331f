"""`zanger test`: run worked cases."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import options
from ..coverage_table import show_coverage, write_coverage
from ..terminal import case_files, guarded, in_language, print_plain, shelf

if TYPE_CHECKING:
    from zanger.coverage import Coverage
    from zanger.engines import EngineName
    from zanger.law import Law
    from zanger.replay import Watch


@click.command("test")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option("--pack", metavar="PACK", help="The law pack to use in place of the one that the cases name.")
@options.engine("durable", "reference", "clingo", default="durable")
@click.option("--junit", type=click.Path(dir_okay=False), metavar="FILE", help="Write the results as JUnit XML.")
@click.option("--coverage", is_flag=True, help="Show how the cases cover the law, and what they leave out.")
@click.option("--coverage-json", type=click.Path(dir_okay=False), metavar="FILE", help="Write the coverage as JSON.")
@click.option(
    "--fail-under", type=click.FloatRange(0, 100), metavar="N", help="Exit 1 if less than N percent is covered."
)
@click.option("-v", "--verbose", is_flag=True, help="Name every case.")
@in_language
@guarded
def command(
    paths: tuple[str, ...],
    pack: str | None,
    engine: EngineName,
    junit: str | None,
    coverage: bool,
    coverage_json: str | None,
    fail_under: float | None,
    verbose: bool,
    lang: str,
) -> None:
    """Run the cases that carry `expect` and show where the answer differs.

    PATH is a case or a folder; without one, the cases that come with the law are run.
    Exit 1 if one fails.

    \b
    Example:
      zanger test
      zanger test my-cases/ --junit results.xml
      zanger test --coverage --fail-under 100
    """
    from zanger.errors import visible
    from zanger.load import bundled_packs
    from zanger.messages import Messages
    from zanger.trial import junit_xml, run

    folders = paths or tuple(str(p) for p in sorted(bundled_packs().glob("*/cases")))
    measured = coverage or coverage_json is not None or fail_under is not None
    found: dict[int, Coverage] = {}
    watch = (lambda law: _watch(law, found)) if measured else None
    results = list(run(case_files(folders), engine, pack, None if measured else shelf(), watch))
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
    if coverage_json:
        write_coverage(coverage_json, found.values())
    low = show_coverage(found.values(), whole=coverage, fail_under=fail_under) if measured else False
    if failed or low:
        sys.exit(1)


def _watch(law: Law, found: dict[int, Coverage]) -> Watch:
    """The watch of a law; a shelved pack knows no places, so none is taken from the shelf here."""
    from zanger.coverage import Coverage

    return found.setdefault(id(law), Coverage(law)).watch
