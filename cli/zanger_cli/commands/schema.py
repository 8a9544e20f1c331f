"""`zanger schema`: print the JSON Schema of cases or of article files."""

from __future__ import annotations

import click

from ..terminal import guarded, print_json


@click.command("schema")
@click.argument("of", type=click.Choice(["case", "provision"]), metavar="case|provision")
@click.option("--pack", metavar="PACK", default="kz", show_default=True, help="The law pack, by id or path.")
@guarded
def command(of: str, pack: str) -> None:
    """Print the JSON Schema (draft 2020-12) of cases, or of article files with their provisions.

    An editor that knows it completes kinds, fields and values, and marks
    what does not fit, while you write.

    \b
    Example:
      zanger schema case > case.schema.json
      zanger schema provision --pack ./my-pack > provision.schema.json

    \b
    Then begin a case with the line
      # yaml-language-server: $schema=case.schema.json
    """
    from zanger.load import load_pack
    from zanger.schema import case_schema, provision_schema

    schema = {"case": case_schema, "provision": provision_schema}[of](load_pack(pack))
    print_json(schema)
