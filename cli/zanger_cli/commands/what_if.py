"""`zanger what-if`: a case with some facts changed, beside the case as it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import options
from ..terminal import guarded, in_language, print_json, print_lines, read_case, shelf

if TYPE_CHECKING:
    from zanger.case import Case, VerdictName
    from zanger.engines import EngineName


VERDICTS = ("permitted", "required", "forbidden", "not-empowered", "undetermined")


def write_case(case: Case, path: Path) -> None:
    """Write a case as YAML. Raises `InputError` if it cannot be written."""
    from zanger.errors import Code, Diagnostic, InputError, Place
    from zanger.writing import case_yaml

    try:
        path.write_text(case_yaml(case), encoding="utf-8")
    except OSError as error:
        message = f"cannot write this file: {(error.strerror or str(error)).lower()}"
        raise InputError([Diagnostic(Code.FILE_UNREADABLE, message, Place(str(path), 0, 0))]) from None


@click.command("what-if")
@click.argument("case", type=click.Path(allow_dash=True), metavar="CASE")
@click.option("--add", multiple=True, metavar="ITEM", help="A fact, or an action done; repeatable.")
@click.option("--drop", multiple=True, metavar="SELECTOR", help="Leave an item out; repeatable.")
@click.option("--set", "settings", multiple=True, metavar="SELECTOR.FIELD=VALUE", help="Change a field; repeatable.")
@click.option("--ask", multiple=True, metavar="ACTION", help="One more question; repeatable.")
@options.under
@options.as_of
@click.option("--turn", metavar="ACTION", help="Find the smallest changes that turn the verdict on an action.")
@click.option("--to", type=click.Choice(VERDICTS), help="The verdict to turn it to; else what it is not.")
@click.option("--most", type=click.IntRange(1, 3), default=3, show_default=True, help="So many changes together.")
@click.option(
    "--write", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the changed case."
)
@options.form("text", "json")
@options.engine("durable", "reference", default="reference")
@options.pack
@click.option("--all", "everything", is_flag=True, help="Tell steps on the way too.")
@in_language
@guarded
def command(
    case: str,
    add: tuple[str, ...],
    drop: tuple[str, ...],
    settings: tuple[str, ...],
    ask: tuple[str, ...],
    under: dict[str, str],
    as_of: date | None,
    turn: str | None,
    to: VerdictName | None,
    most: int,
    write: Path | None,
    form: str,
    engine: EngineName,
    pack: str | None,
    everything: bool,
    lang: str,
) -> None:
    """Change a case, not its file, and tell only the answers that differ; or find what turns a verdict.

    ITEM is a fact or an action on one line. An action is done, on the day of
    the answer unless it says `on`; `--ask` only asks about it. SELECTOR is an
    id, a place such as `history[2]`, or a kind with some of its fields. It
    means the case as it is in the file.

    \b
    Example:
      zanger what-if case.yaml --set "history[4].in_favour=30"
      zanger what-if case.yaml --drop "refuse-report(report=r-2001)"
      zanger what-if case.yaml --add "deputy(id=d-9, unit=pavlodar)"
      zanger what-if case.yaml --turn "express-no-confidence(in_favour=33)"
    """
    from zanger.answer import law_for
    from zanger.supposed import supposed, turned
    from zanger.supposing import suppose, what_if
    from zanger.turning import minimal_changes
    from zanger.words import Words

    read, _ = read_case(case)
    law = law_for(read, pack, {}, shelf())
    words = Words(law.pack, lang)
    changed = suppose(law, read, add=add, drop=drop, set=settings, ask=ask, under=under, as_of=as_of).case
    if write is not None:
        write_case(changed, write)
    if turn is not None:
        turning = minimal_changes(law, changed, turn, to=to, most=most, engine=engine)
        print_json(turning.to_dict()) if form == "json" else print_lines(turned(turning, words))
        return
    found = what_if(law, read, add=add, drop=drop, set=settings, ask=ask, under=under, as_of=as_of, engine=engine)
    print_json(found.to_dict()) if form == "json" else print_lines(supposed(found, words, everything=everything))
