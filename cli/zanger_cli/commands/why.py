"""`zanger why`: the proof of an answer in words, or as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .. import options
from ..terminal import guarded, in_language, print_json, print_lines, print_plain, read_case, shelf

if TYPE_CHECKING:
    from zanger.engines import EngineName
    from zanger.proofgraph import Form


@click.command("why")
@click.argument("case", type=click.Path(allow_dash=True), metavar="CASE")
@click.argument("action", metavar="ACTION")
@click.option("--depth", type=click.IntRange(min=0), metavar="N", help="Cut the tree N levels below the conclusion.")
@click.option("--graph", type=click.Choice(["mermaid", "svg"]), help="Draw the same proof in place of the words.")
@options.form("text", "json")
@options.engine("durable", "reference", "clingo", default="durable")
@options.under
@options.pack
@in_language
@guarded
def command(
    case: str,
    action: str,
    depth: int | None,
    graph: Form | None,
    form: str,
    engine: EngineName,
    under: dict[str, str],
    pack: str | None,
    lang: str,
) -> None:
    """Tell why an action may or must be done, or a status holds: the proof as a tree.

    ACTION is an action or a status on one line. It can be something in the history or under `ask`, something that
    is possible now, or an action only thought of; fields that the case leaves no choice about can be left out.

    \b
    Example:
      zanger why case.yaml express-no-confidence
      zanger why case.yaml "express-no-confidence(in_favour=34)" --depth 2
      zanger why case.yaml no-confidence-ground --graph svg > proof.svg
    """
    if graph is not None and (form == "json" or depth is not None):
        raise click.UsageError("--graph draws the whole proof; expected it without --depth and --format json")
    from zanger.answer import law_for
    from zanger.grounds import why
    from zanger.proofgraph import drawn
    from zanger.telling import explained
    from zanger.words import Words

    read, _ = read_case(case)
    law = law_for(read, pack, {}, shelf())
    explanation = why(law, read, action, engine=engine, under=under)
    words = Words(law.pack, lang)
    if graph is not None:
        print_plain(drawn(explanation, words, graph))
    elif form == "json":
        print_json(explanation.to_dict())
    else:
        print_lines(explained(explanation, words, depth))
