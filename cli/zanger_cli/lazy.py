"""A group whose commands are modules of `commands`, each imported when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class Lazy(click.Group):
    """Commands by name, with the line that tells of each; `module` has the modules that hold them.

    The command `what-if` of `.commands.` is the `command` of `.commands.what_if`.
    """

    def __init__(
        self, *args: Any, lazy: Mapping[str, str] | None = None, module: str = ".commands.", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy or {}
        self.module = module

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in their order."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in self.lazy:
            return None
        command: click.Command = import_module(f"{self.module}{cmd_name.replace('-', '_')}", __package__).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Like click, with a "did you mean" for an unknown command."""
        if args and args[0] not in self.lazy and not args[0].startswith("-"):
            from zanger.errors import nearest

            ctx.fail(f"there is no command `{args[0]}`; {nearest(args[0], self.lazy, len(self.lazy))}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        if self.lazy:
            with formatter.section("Commands"):
                formatter.write_dl(list(self.lazy.items()))
