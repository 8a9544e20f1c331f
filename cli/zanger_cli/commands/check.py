"""`zanger check`: answer cases."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from ..terminal import guarded, print_lines, read_case, shelf

if TYPE_CHECKING:
    from zanger.case import Case
    from zanger.engines import EngineName
    from zanger.source import Document


def readings(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    """`G03=same-report` options as a mapping."""
    found: dict[str, str] = {}
    for item in value:
        name, equals, reading = item.partition("=")
        if not equals:
            raise click.BadParameter(f"expected a reading such as `G03=same-report`, found `{item}`")
        found[name] = reading
    return found


@click.command("check")
@click.argument("cases", nargs=-1, required=True, type=click.Path(allow_dash=True), metavar="CASE...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--engine", type=click.Choice(["durable", "reference"]), default="durable", show_default=True)
@click.option("--under", multiple=True, callback=readings, metavar="ID=READING", help="Choose a reading; repeatable.")
@click.option("--pack", metavar="PACK", help="The law pack to use in place of the one that the case names.")
@click.option("--proof", is_flag=True, help="Print every step of every proof.")
@click.option("--strict", is_flag=True, help="Exit 1 if the history holds an unlawful action.")
@guarded
def command(
    cases: tuple[str, ...],
    form: str,
    engine: EngineName,
    under: dict[str, str],
    pack: str | None,
    proof: bool,
    strict: bool,
) -> None:
    """Answer cases: judge what was done, answer what was asked, list what every body may, must or must not do now.

    CASE is a YAML or JSON file; `-` reads standard input.

    \b
    Example:
      zanger check case.yaml
      zanger check case.yaml --under G03=same-report --format json
    """
    from zanger.answer import answer_all
    from zanger.report import report
    from zanger.words import Words

    answers = answer_all(_all(cases), engine, under, pack, shelf())
    if form == "json":
        payload = [decision.model_dump(mode="json") for _, decision in answers]
        click.echo(json.dumps(payload[0] if len(payload) == 1 else payload, ensure_ascii=False, indent=2))
    else:
        for n, (law, decision) in enumerate(answers):
            if n:
                click.echo()
            print_lines(report(decision, Words(law.pack), proofs=proof))
    if strict and any(decision.unlawful for _, decision in answers):
        sys.exit(1)


def _all(paths: tuple[str, ...]) -> list[tuple[Case, Document]]:
    """Read every case, and report the errors of all of them."""
    from zanger.errors import Diagnostic, InputError

    found: list[Diagnostic] = []
    read = []
    for path in paths:
        try:
            read.append(read_case(path))
        except InputError as error:
            found += error.diagnostics
    if found:
        raise InputError(found)
    return read
