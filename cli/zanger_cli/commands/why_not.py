"""`zanger why-not`: what stands against an action, or why nothing is required."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .. import options
from ..terminal import guarded, in_language, print_json, print_lines, read_case, shelf

if TYPE_CHECKING:
    from zanger.engines import EngineName


@click.command("why-not")
@click.argument("case", type=click.Path(allow_dash=True), metavar="CASE")
@click.argument("action", required=False, metavar="[ACTION]")
@click.option("--required", is_flag=True, help="Tell why ACTION is not required, permitted or not.")
@click.option("--body", metavar="BODY", help="Tell why nothing is required of BODY, such as `president`.")
@options.form("text", "json")
@options.engine("durable", "reference", "clingo", default="durable")
@options.under
@options.pack
@in_language
@guarded
def command(
    case: str,
    action: str | None,
    required: bool,
    body: str | None,
    form: str,
    engine: EngineName,
    under: dict[str, str],
    pack: str | None,
    lang: str,
) -> None:
    """Tell why an action is not permitted, a status not established, or nothing required.

    Every provision that could have permitted it is told, nearest first, each with its first condition that fails:
    what was needed, and what was found; then what forbids it, and the readings of the law under which it would pass.
    ACTION is written as for `zanger why`.

    \b
    Example:
      zanger why-not case.yaml "express-no-confidence(in_favour=33)"
      zanger why-not case.yaml dismiss-akim --required
      zanger why-not case.yaml --body president
    """
    from zanger.answer import law_for
    from zanger.freedom import why_not_required
    from zanger.refusal import why_not
    from zanger.telling import free, refused
    from zanger.words import Words

    if action is None and body is None:
        raise click.UsageError("expected an ACTION, or a body with --body")
    read, _ = read_case(case)
    law = law_for(read, pack, {}, shelf())
    words = Words(law.pack, lang)
    if required or body is not None or action is None:
        freedom = why_not_required(law, read, action, body=body, engine=engine, under=under)
        print_json(freedom.to_dict()) if form == "json" else print_lines(free(freedom, words))
    else:
        refusal = why_not(law, read, action, engine=engine, under=under)
        print_json(refusal.to_dict()) if form == "json" else print_lines(refused(refusal, words))
