"""The options that several commands have in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def readings(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    """`G03=same-report` options as a mapping."""
    found: dict[str, str] = {}
    for item in value:
        name, equals, reading = item.partition("=")
        if not equals:
            raise click.BadParameter(f"expected a reading such as `G03=same-report`, found `{item}`")
        if found.setdefault(name, reading) != reading:
            raise click.BadParameter(f"`{name}` is chosen twice, as `{found[name]}` and as `{reading}`")
    return found


def day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """A day such as `2002-06-01`."""
    from zanger.vocabulary import read_date

    try:
        return None if value is None else read_date(value)
    except ValueError:
        raise click.BadParameter(f"expected a date such as `2002-06-01`, found `{value}`") from None


def days(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> list[date]:
    """Days, as `day` reads each."""
    return [found for item in value if (found := day(ctx, param, item)) is not None]


def engine(*names: str, default: str) -> Callable[[F], F]:
    """`--engine`, one of these."""
    return click.option("--engine", type=click.Choice(names), default=default, show_default=True)


def form(*names: str) -> Callable[[F], F]:
    """`--format`, one of these, the first unless told."""
    return click.option("--format", "form", type=click.Choice(names), default=names[0], show_default=True)


def under(command: F) -> F:
    """`--under`: readings of the law."""
    return click.option(
        "--under", multiple=True, callback=readings, metavar="ID=READING", help="Choose a reading; repeatable."
    )(command)


def as_of(command: F) -> F:
    """`--as-of`: another day."""
    return click.option("--as-of", callback=day, metavar="DATE", help="Answer for another day.")(command)


def pack(command: F) -> F:
    """`--pack`: another law than the case names."""
    return click.option("--pack", metavar="PACK", help="The law pack to use in place of the one that the case names.")(
        command
    )
