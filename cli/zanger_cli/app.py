"""The group of commands, each imported when it is called."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "check": "answer a case: what was lawful, what is possible now",
    "why": "tell why an answer is as it is: its proof as a tree, or drawn",
    "why-not": "tell what stands against an action, or why nothing is required",
    "route": "find the shortest lawful way to a goal",
    "what-if": "change a case and tell which answers differ",
    "review": "the minutes of a history: what each action was and what it caused",
    "ask": "build a case by answering questions, only those that matter",
    "play": "play a procedure move by move, several bodies at a table",
    "law": "read the law: an article, a provision, or the list of all",
    "test": "run worked cases against what they expect",
    "lint": "check a law pack",
    "audit": "search a law for contradictions, silence and vain provisions",
    "new": "write a new file to start from",
    "schema": "print the JSON Schema of cases or of provisions",
    "mcp": "serve an assistant that speaks the Model Context Protocol",
    "doctor": "tell what works here and what does not",
}


class Lazy(click.Group):
    """A group whose commands are modules of this package, imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f".commands.{cmd_name.replace('-', '_')}", __package__).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Like click, with a "did you mean" for an unknown command."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from zanger.errors import nearest

            ctx.fail(f"there is no command `{args[0]}`; {nearest(args[0], COMMANDS, len(COMMANDS))}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(package_name="zanger", prog_name="zanger")
def app() -> None:
    """Which body may, must or must not act, by which article, and why.

    \b
    Start here:
      zanger new case > case.yaml    a case to fill in
      zanger check case.yaml         its answer, with citations
      zanger law 24                  what article 24 says

    Exit codes: 0 answered; 1 a test or lint failed, or with --strict an
    unlawful action; 2 bad input.

    \b
    Shell completion: eval "$(_ZANGER_COMPLETE=bash_source zanger)"
    """
