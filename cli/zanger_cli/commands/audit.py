"""`zanger audit`: whether the law is consistent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from .. import options
from ..terminal import guarded, in_language, print_json, print_plain


def scope(ctx: click.Context, param: click.Parameter, value: str) -> dict[str, int]:
    """`unit=3,akim=2` as a mapping."""
    found: dict[str, int] = {}
    for item in filter(None, value.split(",")):
        kind, _, number = item.partition("=")
        if not (number.isascii() and number.isdigit() and 0 < int(number) <= 20):
            raise click.BadParameter(f"expected a kind and a number from 1 to 20, such as `unit=3`, found `{item}`")
        found[kind.strip()] = int(number)
    return found


@click.command("audit")
@click.argument("pack", default="kz")
@click.option("--as-of", multiple=True, callback=options.days, metavar="DATE", help="Only the law of this day.")
@click.option("--scope", default="", callback=scope, metavar="KIND=N,...", help="How many things of a kind there are.")
@click.option("--seconds", type=click.FloatRange(1), default=300.0, show_default=True, help="The time for all of it.")
@click.option("--mutate", is_flag=True, help="Change the law in one place after another: which cases notice?")
@click.option(
    "--article", "articles", multiple=True, metavar="ARTICLE", help="With --mutate: this article alone, as 24."
)
@click.option(
    "--results", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="With --mutate: keep what is found here; a run that was ended goes on.",
)  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="With --mutate: so many processes.")
@options.form("text", "json")
@in_language
@guarded
def command(
    pack: str,
    as_of: list[date],
    scope: dict[str, int],
    seconds: float,
    mutate: bool,
    articles: tuple[str, ...],
    results: Path | None,
    jobs: int | None,
    form: str,
    lang: str,
) -> None:
    """Search a law for contradictions, silence and vain provisions, completely within bounds.

    PACK is an id or a folder; without one, the law that comes with zanger. What a bound of time has cut off is
    told. Needs the solver clingo: pip install 'zanger[solver]'.

    \b
    Example:
      zanger audit
      zanger audit my-law/ --as-of 2002-06-01 --scope unit=3
      zanger audit --mutate --article 24 --results found.jsonl
    """
    from zanger.law import Law

    if not mutate and (articles or results or jobs):
        raise click.UsageError("`--article`, `--results` and `--jobs` go with `--mutate`")
    law = Law.load(pack)
    if mutate:
        from ..mutation import show

        show(law, articles, results, jobs, form, lang)
        return
    from zanger.audit import Bounds, audit, summary

    if unknown := next((kind for kind in scope if kind not in law.pack.vocabulary.kinds), None):
        from zanger.errors import nearest

        message = f"there is no fact or action `{unknown}`; {nearest(unknown, law.pack.vocabulary.kinds)}"
        raise click.BadParameter(message, param_hint="'--scope'")
    found = audit(law, as_of or None, Bounds(things=scope, seconds=seconds))
    if form == "json":
        print_json(found.to_dict())
    else:
        for line in summary(found):
            print_plain(line)
