"""`zanger mcp`: tools for an assistant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .. import options
from ..terminal import guarded, in_language, shelf

if TYPE_CHECKING:
    from zanger.engines import EngineName
    from zanger.messages import Lang


@click.command("mcp")
@click.option("--pack", default="kz", show_default=True, help="The law pack that answers: an id or a folder.")
@options.engine("durable", "reference", "clingo", default="reference")
@in_language
@guarded
def command(pack: str, engine: EngineName, lang: Lang) -> None:
    """Serve an assistant over standard input and output, by the Model Context Protocol.

    Gives it tools to check, explain and route a case and to read the law, so that it can cite instead of guess.
    It reads no file but the law pack and writes none. Needs the extra `mcp`: pip install 'zanger[mcp]'

    \b
    Example:
      zanger mcp
    and in the configuration of a client:
      {"mcpServers": {"zanger": {"command": "zanger", "args": ["mcp"]}}}
    """
    from importlib.metadata import version

    from zanger.assistant import Desk
    from zanger.engines import make_engine
    from zanger.errors import EngineUnavailable
    from zanger.law import Law

    try:
        from ..assistant_server import make_server
    except ImportError as error:
        if (error.name or "").partition(".")[0] != "mcp":
            raise
        reason = f"the MCP Python SDK cannot be imported ({error}); install it with: pip install 'zanger[mcp]'"
        raise EngineUnavailable(reason) from None
    with make_engine(engine) as made:
        make_server(Desk(Law.load(pack, shelf()), lang, made), version("zanger")).run()
