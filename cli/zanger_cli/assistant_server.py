"""The tools of a desk as a server of the Model Context Protocol (https://modelcontextprotocol.io)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any

from mcp.server import MCPServer
from mcp.types import CallToolResult, TextContent, ToolAnnotations

from zanger.assistant import INSTRUCTIONS, TOOLS, Desk, Reply, wrong
from zanger.errors import InputError, ZangerError, harmless

SAFE = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


def make_server(desk: Desk, version: str = "") -> MCPServer[Any]:
    """A server with every tool of a desk, which answers one question at a time."""
    server: MCPServer[Any] = MCPServer("zanger", instructions=INSTRUCTIONS, version=version, log_level="WARNING")
    busy = Lock()
    for name in TOOLS:
        server.add_tool(_answering(getattr(desk, name), busy), annotations=SAFE, structured_output=False)
    return server


def _answering(tool: Callable[..., Reply], busy: Lock) -> Callable[..., CallToolResult]:
    """The tool with its answer, or what is wrong in the question, as the protocol has it."""

    @wraps(tool)
    def answer(**asked: Any) -> CallToolResult:
        try:
            with busy:
                text, values = tool(**asked)
        except InputError as error:
            return _result(str(error), wrong(error), is_error=True)
        except ZangerError as error:
            return _result(f"error: {error}", {"errors": [{"message": str(error)}]}, is_error=True)
        return _result(text, values)

    return answer


def _result(text: str, values: dict[str, Any], is_error: bool = False) -> CallToolResult:
    said = TextContent(type="text", text=harmless(text))
    return CallToolResult(content=[said], structured_content=values, is_error=is_error)
