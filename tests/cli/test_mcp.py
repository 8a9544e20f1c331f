"""`zanger mcp`: each tool over the protocol, in this process and over pipes, and what it says without its library."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult

from conftest import ROOT, Run
from zanger import Law
from zanger.assistant import TOOLS, Desk
from zanger_cli.assistant_server import make_server

CASE = (ROOT / "rules" / "kz" / "cases" / "demo" / "two-refused-reports.yaml").read_text(encoding="utf-8")
BROKEN = CASE.replace("seats", "saets")
SOUND: dict[str, tuple[dict[str, Any], str]] = {
    "check_case": ({"case": CASE}, "needed: at least 34 of 50"),
    "explain": (
        {"case": CASE, "action": "express-no-confidence(in_favour=33)", "question": "why-not"},
        "needed: at least 34 of 50",
    ),
    "review_case": ({"case": CASE}, "refuse the report r-2000"),
    "what_if": ({"case": CASE, "set": ["ask[1].in_favour=34"]}, "Every other answer stays as it was"),
    "route_case": ({"case": CASE, "goal": "express-no-confidence"}, "needs at least 34 of 50 votes"),
    "find_law": ({"place": "24.1"}, "kz.l148.24.1"),
    "case_schema": ({}, "pack: kz"),
}
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "check_case": ({"case": BROKEN}, "case:10:33: error[unknown-field]"),
    "explain": ({"case": CASE, "action": "express-no-confidense"}, "did you mean `express-no-confidence`?"),
    "review_case": ({"case": BROKEN}, "did you mean `seats`?"),
    "what_if": ({"case": CASE, "set": ["history[4].in_favor=30"]}, "did you mean `in_favour`?"),
    "route_case": ({"case": CASE, "goal": "express-no-confidense"}, "did you mean `express-no-confidence`?"),
    "find_law": ({"body": "maslihat"}, "did you mean `maslikhat`?"),
    "case_schema": ({"kinds": ["unti"]}, "did you mean `unit`?"),
}


def called(server: Any, name: str, asked: dict[str, Any]) -> CallToolResult:
    """What a client gets that calls one tool."""

    async def call() -> CallToolResult:
        async with Client(server) as client:
            return await client.call_tool(name, asked)

    return anyio.run(call)


def said(result: CallToolResult) -> str:
    (content,) = result.content
    assert content.type == "text"
    return content.text


@pytest.fixture(scope="module")
def server(law: Law) -> Any:
    return make_server(Desk(law))


def test_every_tool_has_an_example_here() -> None:
    assert set(SOUND) == set(WRONG) == set(TOOLS)


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_answers_as_text_and_as_data(server: Any, name: str) -> None:
    asked, part = SOUND[name]
    result = called(server, name, asked)
    assert not result.is_error
    assert part in said(result)
    assert isinstance(result.structured_content, dict)


@pytest.mark.parametrize("name", TOOLS)
def test_a_wrong_question_is_an_error_that_says_what_is_right(server: Any, name: str) -> None:
    asked, part = WRONG[name]
    result = called(server, name, asked)
    assert result.is_error
    assert part in said(result)
    assert "Traceback" not in said(result)
    assert result.structured_content["errors"][0]["message"]


def test_an_unknown_language_is_an_error(server: Any) -> None:
    result = called(server, "check_case", {"case": CASE, "language": "de"})
    assert result.is_error
    assert "'en', 'ru' or 'kk'" in said(result)


def test_tools_are_told_with_what_they_take_and_that_they_change_nothing(server: Any) -> None:
    async def listed() -> Any:
        async with Client(server) as client:
            return (await client.list_tools()).tools

    tools = anyio.run(listed)
    assert [t.name for t in tools] == list(TOOLS)
    for tool in tools:
        assert tool.description
        assert tool.annotations.read_only_hint
        assert all(field.get("description") for field in tool.input_schema["properties"].values())


def test_over_pipes_in_a_process_of_its_own(tmp_path: Path) -> None:
    async def asked() -> tuple[CallToolResult, ...]:
        started = StdioServerParameters(
            command=sys.executable,
            args=["-m", "zanger_cli", "mcp", "--lang", "ru"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            cwd=tmp_path,
        )
        async with Client(started) as client:
            calls = (
                (SOUND["check_case"], "check_case"),
                (WRONG["check_case"], "check_case"),
                (SOUND["route_case"], "route_case"),
            )
            return tuple([await client.call_tool(name, question) for (question, _), name in calls])

    sound, wrong, route = anyio.run(asked)
    assert "требуется: не менее 34 из 50" in said(sound)
    assert wrong.is_error
    assert "case:10:33" in said(wrong)
    assert "не менее 34 из 50" in said(route)


def test_without_the_library_the_remedy_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in sys.modules if n.partition(".")[0] == "mcp" or n == "zanger_cli.assistant_server"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    result = run("mcp")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "pip install 'zanger[mcp]'" in result.stderr
    assert "Traceback" not in result.stderr
