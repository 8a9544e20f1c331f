"""What the commands share at the edge: printing, reading, and errors of input."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import Console

    from zanger.case import Case
    from zanger.report import Line
    from zanger.source import Document

P = ParamSpec("P")
R = TypeVar("R")
PLAIN_WIDTH = 80
STYLES = {
    "title": "bold",
    "head": "bold",
    "good": "green",
    "bad": "red",
    "open": "yellow",
    "detail": "",
    "cite": "cyan",
    "note": "dim",
    "plain": "",
}


def shelf() -> Path | None:
    """Where checked packs are kept between runs; nowhere with ZANGER_NO_CACHE."""
    if os.environ.get("ZANGER_NO_CACHE"):
        return None
    from platformdirs import user_cache_path

    return user_cache_path("zanger") / "packs"


def console(*, stderr: bool = False) -> Console:
    """A rich console: no colour when not a terminal or with NO_COLOR; 80 columns when not a terminal."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, highlight=False, soft_wrap=False, width=None if stream.isatty() else PLAIN_WIDTH)


def print_lines(lines: Iterable[Line]) -> None:
    """Print a report, wrapped with hanging indents; in colours on a terminal, plain anywhere else."""
    if not sys.stdout.isatty():
        sys.stdout.writelines(text + "\n" for line in lines for text in wrapped(line, PLAIN_WIDTH))
        return
    from rich.text import Text

    screen = console()
    page = Text("\n").join(
        Text(text, style=STYLES[line.role]) for line in lines for text in wrapped(line, screen.width)
    )
    screen.print(page, soft_wrap=True)


def wrapped(line: Line, width: int) -> list[str]:
    """The line as lines of at most `width` characters, the mark hanging before them."""
    first = " " * (2 * line.indent) + (line.mark + " " if line.mark else "")
    return textwrap.wrap(
        line.text, max(width, 20), initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False
    ) or [""]


def guarded(command: Callable[P, R]) -> Callable[P, R]:
    """Turn errors of input into diagnostics on standard error and exit code 2."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from zanger.errors import InputError, ZangerError

        try:
            return command(*args, **kwargs)
        except InputError as error:
            show_errors(error)
            sys.exit(2)
        except ZangerError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(2)

    return run


def show_errors(error: Exception) -> None:
    """Print every diagnostic of an `InputError` on standard error."""
    from rich.text import Text

    from zanger.errors import InputError

    assert isinstance(error, InputError)
    screen = console(stderr=True)
    for diagnostic in error.diagnostics:
        text = Text(diagnostic.render())
        text.highlight_regex(r"error\[[a-z-]+\]", "bold red")
        text.highlight_regex(r"(?m)^  help:", "cyan")
        screen.print(text, soft_wrap=True)
    count = len(error.diagnostics)
    screen.print(Text(f"{count} error{'s' if count != 1 else ''}; no answer was given", "bold"))


def read_case(path: str) -> tuple[Case, Document]:
    """Read a case file; `-` is standard input. Raises `InputError`."""
    from zanger.load import load_case, parse_case
    from zanger.source import MAX_BYTES

    if path == "-":
        return parse_case(sys.stdin.buffer.read(MAX_BYTES + 1), "<stdin>")
    return load_case(path)


def case_files(paths: tuple[str, ...]) -> list[Path]:
    """The case files at some paths: files as they are, folders searched for *.yaml and *.json."""
    files: list[Path] = []
    for name in paths:
        path = Path(name)
        if path.is_dir():
            files += sorted(p for p in path.rglob("*") if p.suffix in (".yaml", ".yml", ".json"))
        else:
            files.append(path)
    return files
