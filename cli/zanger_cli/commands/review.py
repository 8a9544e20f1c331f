"""`zanger review`: the minutes of a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .. import options
from ..terminal import guarded, in_language, print_json, print_lines, print_plain, read_case, shelf

if TYPE_CHECKING:
    from zanger.engines import EngineName


@click.command("review")
@click.argument("case", type=click.Path(allow_dash=True), metavar="CASE")
@options.form("text", "markdown", "json")
@options.under
@options.engine("durable", "reference", default="reference")
@options.pack
@click.option("--all", "everything", is_flag=True, help="Tell routine powers and steps on the way in full.")
@in_language
@guarded
def command(
    case: str, form: str, under: dict[str, str], engine: EngineName, pack: str | None, everything: bool, lang: str
) -> None:
    """Take the minutes of a history: each action lawful, in breach or void at its date, and what came of it.

    Actions stand in the order of their dates. Below each: what holds and what
    is possible from then on, what is so no longer, which later actions would
    have come out otherwise without it, and who can still undo it.

    \b
    Example:
      zanger review case.yaml
      zanger review case.yaml --format markdown > minutes.md
    """
    from zanger.answer import law_for
    from zanger.minuted import minuted
    from zanger.minutes import review
    from zanger.words import Words

    read, _ = read_case(case)
    law = law_for(read, pack, {}, shelf())
    found = review(law, read, under=under, engine=engine)
    if form == "json":
        print_json(found.to_dict())
        return
    lines = minuted(found, Words(law.pack, lang), everything=everything)
    if form == "text":
        print_lines(lines)
        return
    from zanger.markdown import as_markdown

    print_plain(as_markdown(lines).rstrip("\n"))
