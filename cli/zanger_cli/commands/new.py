"""`zanger new`: a file to start from."""

from __future__ import annotations

import click

from ..terminal import guarded, in_language, print_plain, shelf


@click.group("new")
def command() -> None:
    """Write a new file to start from.

    \b
    Example:
      zanger new case > case.yaml
    """


@command.command("case")
@click.option("--pack", default="kz", show_default=True, help="The law pack: an id or a folder.")
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help="Show the fields of this fact or action; repeatable."
)
@in_language
@guarded
def case(pack: str, kinds: tuple[str, ...], lang: str) -> None:
    """Write a case with explanations, and a list of all facts and actions that may be used.

    \b
    Example:
      zanger new case > case.yaml
      zanger new case --kind refuse-report
    """
    from zanger.law import Law
    from zanger.template import case_template, kind_lines

    law = Law.load(pack, shelf())
    print_plain("\n".join(kind_lines(law.pack, kinds, lang)) if kinds else case_template(law.pack, lang).rstrip("\n"))
