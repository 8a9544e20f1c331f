"""`zanger audit`: whether the law is consistent."""

from __future__ import annotations

from datetime import date

import click

from .. import options
from ..terminal import guarded, print_json, print_plain


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
@options.form("text", "json")
@guarded
def command(pack: str, as_of: list[date], scope: dict[str, int], seconds: float, form: str) -> None:
    """Search a law for contradictions, silence and vain provisions, completely within bounds.

    PACK is an id or a folder; without one, the law that comes with zanger. What a bound of time has cut off is
    told. Needs the solver clingo: pip install 'zanger[solver]'.

    \b
    Example:
      zanger audit
      zanger audit my-law/ --as-of 2002-06-01 --scope unit=3
    """
    from zanger.audit import Bounds, audit, summary
    from zanger.law import Law

    law = Law.load(pack)
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
