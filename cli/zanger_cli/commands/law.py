"""`zanger law`: read the law, as it stands and in other orders; `zanger law book` writes it as a site."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from .. import options
from ..terminal import guarded, in_language, print_json, print_lines, shelf

if TYPE_CHECKING:
    from zanger.digest import Worked
    from zanger.engines import EngineName
    from zanger.law import Law
    from zanger.load import LawPack
    from zanger.reporting import Line
    from zanger.words import Words

P = ParamSpec("P")
R = TypeVar("R")
READ = "show"


class ByPlace(click.Group):
    """A group whose first argument, where it names no command, is a place in the law."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the name of the command first: one that is named after options, or `show`."""
        at = 0
        while at < len(args) and args[at].startswith("-") and args[at] not in ctx.help_option_names:
            at += 1 if "=" in args[at] else 2
        named = at < len(args) and (args[at] in self.commands or args[at] in ctx.help_option_names)
        if not ctx.resilient_parsing:
            args = [args[at], *args[:at], *args[at + 1 :]] if named else [READ, *args]
        return super().parse_args(ctx, args)


def of_pack(command: Callable[P, R]) -> Callable[P, R]:
    """Give a command the options `--pack` and `--format`."""
    form = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
    pack = click.option("--pack", default="kz", show_default=True, help="The law pack: an id or a folder.")
    return pack(form(command))


def opened(pack: str, lang: str) -> tuple[Law, Words]:
    """A checked pack, and words to speak of it."""
    from zanger.law import Law
    from zanger.words import Words

    law = Law.load(pack, shelf())
    return law, Words(law.pack, lang)


def told(form: str, values: Callable[[], Any], lines: Callable[[], Any]) -> None:
    """Print plain values as JSON, or lines as text."""
    if form == "json":
        print_json(values())
    else:
        found: list[Line] = list(lines())
        print_lines(found)


@click.group("law", cls=ByPlace)
def command() -> None:
    """Read the law: what a provision says, and in plain words what is coded of it.

    `zanger law 24` is short for `zanger law show 24`; `zanger law` lists all articles.

    \b
    Example:
      zanger law
      zanger law 24
      zanger law kz.l148.24.1
      zanger law --body maslikhat
    """


@command.command(READ)
@click.argument("place", required=False, metavar="[ARTICLE|PROVISION]")
@click.option("--instrument", metavar="ID", help="Only this instrument, such as `l148`.")
@click.option("--body", metavar="BODY", help="What this body may, must and must not do.")
@of_pack
@in_language
@guarded
def show(place: str | None, instrument: str | None, body: str | None, pack: str, form: str, lang: str) -> None:
    """Show the provisions of a place; without one, list all articles.

    A place is an article (`24`), an article of an instrument (`l148.24`), a paragraph (`24.1`)
    or the id of a provision.

    \b
    Example:
      zanger law show 24
      zanger law 24
      zanger law --instrument l148
      zanger law --body maslikhat
    """
    from zanger.lawbook import contents, find, provision_lines

    if body is not None:
        if place is not None:
            raise click.UsageError("give a place or `--body`, not both")
        _body(body, pack, form, lang)
        return
    law, words = opened(pack, lang)
    if place is None and form == "text":
        print_lines(contents(law.pack, words, instrument))
        return
    provisions = find(law.pack, law.pack.head.id if place is None else place, instrument)
    told(
        form,
        lambda: [p.model_dump(mode="json", exclude_none=True) for p in provisions],
        lambda: provision_lines(provisions, law.pack, words),
    )


def _body(name: str, pack: str, form: str, lang: str) -> None:
    from zanger.digest import body_lines, body_values, known_body

    law, words = opened(pack, lang)
    known = known_body(law.pack, name)
    told(form, lambda: body_values(law.pack, known, words), lambda: body_lines(law.pack, known, words))


@command.command("body")
@click.argument("name", metavar="BODY")
@of_pack
@in_language
@guarded
def body(name: str, pack: str, form: str, lang: str) -> None:
    """Tell what a body may, must and must not do; the same as `zanger law --body BODY`.

    \b
    Example:
      zanger law body maslikhat
      zanger law body akim --format json
    """
    _body(name, pack, form, lang)


@command.command("procedure")
@click.argument("name", required=False, metavar="[PROCEDURE]")
@of_pack
@in_language
@guarded
def procedure(name: str | None, pack: str, form: str, lang: str) -> None:
    """Show what makes up a procedure, with its worked cases; without one, list all.

    \b
    Example:
      zanger law procedure
      zanger law procedure SM4
    """
    from zanger.digest import known_procedure, procedure_lines, procedure_values, procedures_lines

    law, words = opened(pack, lang)
    if name is None and form == "text":
        print_lines(procedures_lines(law.pack, words))
        return
    chosen = [known_procedure(law.pack, name)] if name is not None else list(law.pack.procedures)
    _with_cases(
        form,
        law.pack,
        lambda cases: [procedure_values(law.pack, p, cases, words) for p in chosen],
        lambda cases: procedure_lines(law.pack, chosen[0], cases, words),
    )


def _with_cases(
    form: str,
    pack: LawPack,
    values: Callable[[tuple[Worked, ...]], Any],
    lines: Callable[[tuple[Worked, ...]], Iterable[Line]],
) -> None:
    """Print plain values or lines that need the worked cases of the pack."""
    from zanger.digest import worked_cases

    cases = worked_cases(pack)
    told(form, lambda: values(cases), lambda: lines(cases))


@command.command("readings")
@click.argument("name", required=False, metavar="[READING]")
@of_pack
@in_language
@guarded
def readings(name: str | None, pack: str, form: str, lang: str) -> None:
    """Show where the law can be read in more than one way, and a worked case that separates the readings.

    \b
    Example:
      zanger law readings
      zanger law readings G03
    """
    from zanger.digest import known_reading, reading_lines, reading_values

    law, words = opened(pack, lang)
    chosen = [known_reading(law.pack, name)] if name is not None else list(law.pack.readings)
    _with_cases(
        form,
        law.pack,
        lambda cases: [reading_values(law.pack, r, cases, words) for r in chosen],
        lambda cases: reading_lines(law.pack, chosen, cases, words),
    )


@command.command("diff")
@click.argument("first", metavar="DAY")
@click.argument("second", metavar="DAY")
@click.option("--cases", is_flag=True, help="Also tell which worked cases are decided otherwise (takes a while).")
@of_pack
@in_language
@guarded
def diff(first: str, second: str, cases: bool, pack: str, form: str, lang: str) -> None:
    """Tell what changed between two days: what is new, reads otherwise, ended, or is not coded, and for whom.

    \b
    Example:
      zanger law diff 2001-06-01 2007-11-01
      zanger law diff 2001-06-01 2007-11-01 --cases --format json
    """
    from dataclasses import asdict

    from zanger.amendments import turned
    from zanger.digest import between, change_values, diff_lines, worked_cases
    from zanger.engines import make_engine

    law, words = opened(pack, lang)
    earlier, later, found = between(law, first, second)
    with make_engine("reference") as engine:
        listed = ((c.name, c.case) for c in worked_cases(law.pack)) if cases else ()
        otherwise = list(turned(law, earlier, later, listed, engine))
    told(
        form,
        lambda: {
            "from": first,
            "to": second,
            "changes": [change_values(c, words) for c in found],
            **({"cases": [asdict(t) for t in otherwise]} if cases else {}),
        },
        lambda: diff_lines(law.pack, found, otherwise, words),
    )


@command.command("book")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to write into."
)
@click.option("--pack", default="kz", show_default=True, help="The law pack: an id or a folder.")
@click.option("--lang", "langs", multiple=True, metavar="LANG", help="A language; several times for several. [all]")
@options.engine("reference", "durable", default="reference")
@click.option("--jobs", type=click.IntRange(min=1), help="So many processes answer the cases.  [one a processor]")
@guarded
def book(out: Path, pack: str, langs: tuple[str, ...], engine: EngineName, jobs: int | None) -> None:
    """Write the law as a book: pages to read without a network, in each language.

    Answers every worked case, which takes about a minute. Needs the extra `book`: pip install 'zanger[book]'

    \b
    Example:
      zanger law book --out book
      zanger law book --out book --lang kk --lang ru
    """
    import os

    from zanger.book import write
    from zanger.law import Law

    count = write(Law.load(pack, shelf()), out, langs, engine, jobs or os.cpu_count() or 1)
    click.echo(f"{out / 'index.html'}: {count} files")
