"""What authors of packs run on every change: the hooks and the workflow of the manual name commands that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from zanger_cli.app import COMMANDS, app

ROOT = Path(__file__).parents[2]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
MANUAL = (ROOT / "docs/continuous.md").read_text(encoding="utf-8")
WORKFLOW, USE = (yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", MANUAL, re.DOTALL))


def commands() -> Iterator[str]:
    """Every command line that the manual and the hooks run."""
    for step in WORKFLOW["jobs"]["law"]["steps"]:
        if str(step.get("run", "")).startswith("zanger "):
            yield step["run"]
    for hook in USE["repos"][0]["hooks"]:
        entry = next(h["entry"] for h in HOOKS if h["id"] == hook["id"])
        yield " ".join([entry, *hook["args"]])
    yield from re.findall(r"`(zanger [^`]+)`", MANUAL)


def test_there_is_a_hook_for_the_pack_and_one_for_its_cases() -> None:
    assert [h["id"] for h in HOOKS] == ["zanger-lint", "zanger-test"]
    for hook in HOOKS:
        assert hook["language"] == "python"
        assert hook["pass_filenames"] is False  # the pack is one thing, however many files have changed
        assert {"name", "description", "types"} <= hook.keys()


@pytest.mark.parametrize("line", list(dict.fromkeys(commands())))
def test_every_command_exists_with_its_options(line: str) -> None:
    _, name, *args = line.split()
    assert name in COMMANDS
    command = app.get_command(click.Context(app), name)
    assert command is not None
    options = {text for param in command.params for text in (*param.opts, *param.secondary_opts)}
    assert {arg for arg in args if arg.startswith("--")} <= options


def test_the_workflow_lints_tests_audits_and_shows_the_findings() -> None:
    runs = " ".join(str(step.get("run", step.get("uses"))) for step in WORKFLOW["jobs"]["law"]["steps"])
    order = [runs.index(part) for part in ("checkout", "pip install", "lint", "zanger test", "sarif", "upload-sarif")]
    assert order == sorted(order)
    assert WORKFLOW["permissions"]["security-events"] == "write"


def test_the_extras_that_are_installed_exist() -> None:
    import tomllib

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    (named,) = re.findall(r"zanger\[([a-z,]+)\]", str(WORKFLOW))
    assert {*named.split(",")} <= extras.keys()
