"""`zanger train`: exercises made from the law; each of its commands is a module of its own."""

from __future__ import annotations

import click

from ..lazy import Lazy

COMMANDS: dict[str, str] = {
    "export": "write exercises for an LMS, for flashcards or for paper",
    "stats": "count results: which article is misread, which mistake attracts",
}
"""Each `name` is the `command` of the module `train_name`, told with this line."""


@click.group("train", cls=Lazy, lazy=COMMANDS, module=".commands.train_", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Exercises made from the law, with a key that the engine has worked out.

    \b
    Example:
      zanger train export --format moodle-xml --topic 24 --count 20 > quiz.xml
      zanger train stats responses.csv --key key.jsonl
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
