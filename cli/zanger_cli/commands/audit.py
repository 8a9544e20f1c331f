"""`zanger audit`: whether the law is consistent."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from zanger.audit.choosing import FailOn
from zanger.audit.finding import Kind

from .. import options
from ..progress import bar
from ..terminal import (
    guarded,
    in_language,
    json_text,
    plain_lines,
    print_json,
    print_lines,
    print_plain,
    write_text,
)

if TYPE_CHECKING:
    from zanger.audit import Audit, Bounds
    from zanger.law import Law
    from zanger.reporting import Line


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
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(get_args(Kind)), metavar="KIND", help="Only findings of it."
)
@click.option("--known/--new", default=None, help="Only findings that the law's list of questions has, or has not.")
@click.option(
    "--compare", nargs=2, metavar="LAW LAW", help="Compare the law of two days, or two packs; see the manual."
)
@click.option(
    "--fail-on",
    type=click.Choice(get_args(FailOn)),
    default="error",
    show_default=True,
    help="Exit 1 if a finding that is not known is as grave as this.",
)
@click.option("--witnesses", type=click.Path(file_okay=False), metavar="DIR", help="Write the cases here.")
@click.option("--out", type=click.Path(dir_okay=False), metavar="FILE", help="Write the answer to this file.")
@click.option("--mutate", is_flag=True, help="Change the law in one place after another: which cases notice?")
@click.option(
    "--article", "articles", multiple=True, metavar="ARTICLE", help="With --mutate: this article alone, as 24."
)
@click.option(
    "--results", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="With --mutate: keep what is found here; a run that was ended goes on.",
)  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="With --mutate: so many processes.")
@options.form("text", "json", "sarif", "html")
@in_language
@guarded
def command(
    pack: str,
    as_of: list[date],
    scope: dict[str, int],
    seconds: float,
    kinds: tuple[str, ...],
    known: bool | None,
    compare: tuple[str, str] | None,
    fail_on: FailOn,
    witnesses: str | None,
    out: str | None,
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

    Exit 1 if there is a finding that is as grave as --fail-on and not known to the law's list of questions.

    \b
    Example:
      zanger audit
      zanger audit my-law/ --as-of 2002-06-01 --scope unit=3
      zanger audit --format html --out audit.html --witnesses cases/
      zanger audit --compare 2005-01-01 2024-01-01
      zanger audit --mutate --article 24 --results found.jsonl
    """
    from zanger.audit import Bounds, audit
    from zanger.audit.choosing import chosen, failing, write_witnesses
    from zanger.law import Law

    if not mutate and (articles or results or jobs):
        raise click.UsageError("`--article`, `--results` and `--jobs` go with `--mutate`")
    law = Law.load(pack)  # not from the shelf, which keeps no places in files
    if mutate:
        from ..mutation import show

        if form not in ("text", "json"):
            raise click.BadParameter("a mutation score is told as text or json", param_hint="'--format'")
        show(law, articles, results, jobs, form, out, lang)
        return
    _known_kinds(law, scope)
    bounds = Bounds(things=scope, seconds=seconds)
    if compare:
        _compare(law, compare, bounds, form, out, lang)
        return
    with bar(lang) as progress:
        found = chosen(audit(law, as_of or None, bounds, progress), kinds, known=known)
    if witnesses is not None:
        write_witnesses(found, Path(witnesses))
    _print(found, law, "" if pack == law.pack.head.id else pack, witnesses or "", form, out, lang)
    if failing(found, fail_on):
        sys.exit(1)


def _known_kinds(law: Law, scope: dict[str, int]) -> None:
    if unknown := next((kind for kind in scope if kind not in law.pack.vocabulary.kinds), None):
        from zanger.errors import nearest

        message = f"there is no fact or action `{unknown}`; {nearest(unknown, law.pack.vocabulary.kinds)}"
        raise click.BadParameter(message, param_hint="'--scope'")


def _print(found: Audit, law: Law, pack: str, folder: str, form: str, out: str | None, lang: str) -> None:
    from zanger.audit.telling import report
    from zanger.words import Words

    words = Words(law.pack, lang)
    match form:
        case "json":
            _write_json(found.to_dict(), out)
        case "sarif":
            from zanger.audit.sarif import sarif

            _write_json(sarif(found, words), out)
        case "html":
            from zanger.audit.page import page

            link = Path(os.path.relpath(folder, Path(out).parent)).as_posix() if folder and out else None
            text = page(found, law, lang, pack=pack, folder=folder, link=link)
            if out is None:
                print_plain(text)
            else:
                write_text(out, text)
        case _:
            _write_lines(report(found, words, pack=pack, folder=folder), out)


def _compare(law: Law, sides: tuple[str, str], bounds: Bounds, form: str, out: str | None, lang: str) -> None:
    from zanger.audit.comparing import compare, sides_of
    from zanger.audit.telling_differences import differences
    from zanger.words import Words

    if form not in ("text", "json"):
        raise click.BadParameter("a comparison is told as text or json", param_hint="'--format'")
    one, other = sides_of(law, *sides)
    with bar(lang) as progress:
        found = compare(one, other, bounds, progress)
    if form == "json":
        _write_json(found.to_dict(), out)
        return
    _write_lines(differences(found, Words(one.pack, lang), Words(other.pack, lang)), out)


def _write_json(value: dict[str, Any], out: str | None) -> None:
    if out is None:
        print_json(value)
    else:
        write_text(out, json_text(value))


def _write_lines(lines: Iterable[Line], out: str | None) -> None:
    if out is None:
        print_lines(lines)
    else:
        write_text(out, plain_lines(lines))
