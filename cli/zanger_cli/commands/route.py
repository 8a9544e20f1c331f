"""`zanger route`: the lawful way to a goal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from .. import options
from ..terminal import guarded, in_language, print_json, print_lines, read_case, shelf

if TYPE_CHECKING:
    from zanger.engines import EngineName


@click.command("route")
@click.argument("case", type=click.Path(allow_dash=True))
@click.argument("goal")
@click.option("--for", "bodies", multiple=True, metavar="BODY", help="Only this body may act; repeatable.")
@click.option("--steps", type=click.IntRange(1, 12), default=6, show_default=True, help="The most steps to try.")
@click.option("--routes", "most", type=click.IntRange(1, 10), default=3, show_default=True, help="The most routes.")
@click.option("--seconds", type=click.FloatRange(0.1), default=20.0, show_default=True, help="The solver's time.")
@options.under
@options.as_of
@options.form("text", "json")
@options.engine("durable", "reference", default="reference")
@options.pack
@in_language
@guarded
def command(
    case: str,
    goal: str,
    bodies: tuple[str, ...],
    steps: int,
    most: int,
    seconds: float,
    under: dict[str, str],
    as_of: date | None,
    form: str,
    engine: EngineName,
    pack: str | None,
    lang: str,
) -> None:
    """Find the shortest lawful way from a case to a goal: an action that has effect, or a status that holds.

    Every way that is shown has been judged by the engine, step by step. Needs the solver clingo:
    pip install 'zanger[solver]'.

    \b
    Example:
      zanger route case.yaml express-no-confidence
      zanger route case.yaml "end-maslikhat(unit=pavlodar)" --for maslikhat
    """
    from zanger.answer import law_for
    from zanger.directions import directions
    from zanger.route import routes
    from zanger.words import Words

    read, _ = read_case(case)
    law = law_for(read, pack, {}, shelf())
    answer = routes(
        law,
        read,
        goal,
        bodies=bodies,
        steps=steps,
        most=most,
        under=under,
        as_of=as_of,
        engine=engine,
        seconds=seconds,
    )
    if form == "json":
        print_json(answer.to_dict())
    else:
        print_lines(directions(answer, Words(law.pack, lang)))
