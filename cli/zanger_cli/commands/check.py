"""`zanger check`: answer cases."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from .. import options
from ..terminal import guarded, in_language, print_json, print_lines, read_case, shelf

if TYPE_CHECKING:
    from zanger.case import Case
    from zanger.engines import EngineName
    from zanger.errors import Diagnostic
    from zanger.source import Document


def once(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """The paths of cases, with standard input among them at most once."""
    if value.count("-") > 1:
        raise click.BadParameter("`-` stands twice; standard input can be read once")
    return value


@click.command("check")
@click.argument("cases", nargs=-1, required=True, type=click.Path(allow_dash=True), callback=once, metavar="CASE...")
@options.form("text", "json")
@options.engine("durable", "reference", "clingo", default="durable")
@options.under
@options.pack
@click.option("--proof", is_flag=True, help="Print every step of every proof.")
@click.option("--all", "everything", is_flag=True, help="List routine powers and steps on the way in full.")
@click.option("--strict", is_flag=True, help="Exit 1 if the history holds an unlawful action.")
@in_language
@guarded
def command(
    cases: tuple[str, ...],
    form: str,
    engine: EngineName,
    under: dict[str, str],
    pack: str | None,
    proof: bool,
    everything: bool,
    strict: bool,
    lang: str,
) -> None:
    """Answer cases: judge what was done, answer what was asked, list what every body may, must or must not do now.

    CASE is a YAML or JSON file; `-` reads standard input.

    \b
    Example:
      zanger check case.yaml
      zanger check case.yaml --under G03=same-report --format json
    """
    from zanger.answer import answer_all
    from zanger.reporting import Line, report, routine
    from zanger.words import Words

    read, wrong = _all(cases)
    answers = answer_all(read, engine, under, pack, shelf(), wrong)
    if form == "json":
        payload = [decision.to_dict() for _, decision in answers]
        print_json(payload[0] if len(payload) == 1 else payload)
    else:
        for n, (law, decision) in enumerate(answers):
            if n:
                click.echo()
            words = Words(law.pack, lang)
            print_lines(report(decision, words, proofs=proof, everything=everything))
            if not (proof or everything) and routine(decision, words):
                print_lines([Line(""), Line(words.say("Routine powers are told by name; --all shows them in full."))])
    if strict and any(decision.unlawful for _, decision in answers):
        sys.exit(1)


def _all(paths: tuple[str, ...]) -> tuple[list[tuple[Case, Document]], list[Diagnostic]]:
    """Every case that can be read, and the errors of the others."""
    from zanger.errors import InputError

    read: list[tuple[Case, Document]] = []
    wrong: list[Diagnostic] = []
    for path in paths:
        try:
            read.append(read_case(path))
        except InputError as error:
            wrong += error.diagnostics
    return read, wrong
