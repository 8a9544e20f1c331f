"""`zanger law`: read the law."""

from __future__ import annotations

import click

from ..terminal import guarded, in_language, print_json, print_lines, shelf


@click.command("law")
@click.argument("place", required=False, metavar="[ARTICLE|PROVISION]")
@click.option("--pack", default="kz", show_default=True, help="The law pack: an id or a folder.")
@click.option("--instrument", metavar="ID", help="Only this instrument, such as `l148`.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@in_language
@guarded
def command(place: str | None, pack: str, instrument: str | None, form: str, lang: str) -> None:
    """Read the law: what a provision says, and in plain words what is coded of it.

    Without a place, lists all articles. A place is an article (`24`), an article of an
    instrument (`l148.24`), a paragraph (`24.1`) or the id of a provision.

    \b
    Example:
      zanger law
      zanger law 24
      zanger law kz.l148.24.1
    """
    from zanger.law import Law
    from zanger.lawbook import contents, find, provision_lines
    from zanger.words import Words

    law = Law.load(pack, shelf())
    words = Words(law.pack, lang)
    if place is None and form == "text":
        print_lines(contents(law.pack, words, instrument))
        return
    provisions = find(law.pack, law.pack.head.id if place is None else place, instrument)
    if form == "json":
        print_json([p.model_dump(mode="json", exclude_none=True) for p in provisions])
    else:
        print_lines(provision_lines(provisions, law.pack, words))
