"""What the commands share at the edge: printing, reading, and errors of input."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TextIO, TypeVar

import click

from zanger.messages import LANGUAGES, SOURCE

from .start import quietly

if TYPE_CHECKING:
    from zanger.case import Case
    from zanger.errors import InputError
    from zanger.reporting import Line
    from zanger.source import Document

P = ParamSpec("P")
R = TypeVar("R")
PLAIN_WIDTH = 80
STDIN = "<stdin>"
NO_BREAK = "\N{NO-BREAK SPACE}"
TOGETHER = re.compile(r"(?<=[.№]) (?=\d)")
"""A space at which no line ends: that of `art. 24`, `№ 148`."""
SUFFIXES = (".yaml", ".yml", ".json")
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


def language() -> str:
    """The language of the environment, as the C library finds it, where answers are given in it; else English."""
    locale = next((found for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (found := os.environ.get(name))), "")
    code = locale.partition(".")[0].partition("_")[0].lower()
    return code if code in LANGUAGES else SOURCE


def in_language(command: Callable[P, R]) -> Callable[P, R]:
    """Give a command the option `--lang`; ZANGER_LANG wins over the locale."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        envvar="ZANGER_LANG",
        default=language,
        help="Language of the words; else that of ZANGER_LANG, then of the locale, then English.",
    )(command)


def shelf() -> Path | None:
    """Where checked packs are kept between runs; nowhere with ZANGER_NO_CACHE."""
    if os.environ.get("ZANGER_NO_CACHE"):
        return None
    from platformdirs import user_cache_path

    return user_cache_path("zanger") / "packs"


def coloured(stream: TextIO) -> bool:
    """Whether to write in colours: on a terminal, and not with NO_COLOR."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def print_lines(lines: Iterable[Line]) -> None:
    """Print a report, wrapped with hanging indents to the terminal, or to 80 columns where there is none."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else PLAIN_WIDTH
    if not coloured(sys.stdout):
        sys.stdout.writelines(text + "\n" for line in lines for text in wrapped(line, width))
        return
    from rich.console import Console
    from rich.text import Text

    page = Text("\n").join(Text(text, STYLES[line.role]) for line in lines for text in wrapped(line, width))
    Console(highlight=False).print(page, soft_wrap=True)


def json_text(value: Any) -> str:
    """A value as JSON, with what could steer a terminal escaped, and a line end."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return "".join(c if c == "\n" or c.isprintable() else json.dumps(c)[1:-1] for c in text) + "\n"


def print_json(value: Any) -> None:
    """Print as JSON, with what could steer a terminal escaped, or all but ASCII where it knows no more."""
    last = chr(sys.maxunicode) if (sys.stdout.encoding or "").lower().startswith("utf") else "~"
    click.echo("".join(c if c == "\n" or c <= last else json.dumps(c)[1:-1] for c in json_text(value)), nl=False)


def plain_lines(lines: Iterable[Line]) -> str:
    """A report as text of 80 columns."""
    return "".join(text + "\n" for line in lines for text in wrapped(line, PLAIN_WIDTH))


def write_text(file: str, text: str) -> None:
    """Write a text into a file. Raises `OSError` where that cannot be."""
    Path(file).write_text(text, encoding="utf-8", newline="\n")


def print_plain(text: str) -> None:
    """Print lines as they are, without what could steer a terminal."""
    from zanger.errors import harmless

    click.echo(harmless(text))


def wrapped(line: Line, width: int) -> list[str]:
    """The line as lines of at most `width` characters, the mark hanging before them."""
    from zanger.errors import harmless

    first = " " * (2 * line.indent) + (line.mark + " " if line.mark else "")
    found = textwrap.wrap(
        TOGETHER.sub(NO_BREAK, harmless(line.text)),
        max(width, 20),
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_on_hyphens=False,
    )
    return [text.replace(NO_BREAK, " ") for text in found] or [""]


def guarded(command: Callable[P, R]) -> Callable[P, R]:
    """Turn errors of input into diagnostics on standard error and exit code 2."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return quietly(lambda: _diagnosed(partial(command, *args, **kwargs)))

    return run


def _diagnosed(command: Callable[[], R]) -> R:
    from zanger.errors import InputError, ZangerError, visible

    try:
        return command()
    except InputError as error:
        show_errors(error)
        sys.exit(2)
    except ZangerError as error:
        click.echo(f"error: {visible(str(error))}", err=True)
        sys.exit(2)


def show_errors(error: InputError) -> None:
    """Print every diagnostic on standard error."""
    count = len(error.diagnostics)
    last = f"{count} error{'s' if count != 1 else ''}; no answer was given"
    if not coloured(sys.stderr):
        click.echo(f"{error}\n{last}", err=True)
        return
    from rich.console import Console
    from rich.text import Text

    page = Text(f"{error}\n")
    page.highlight_regex(r"(?m)error\[[a-z0-9-]+\]", "bold red")
    page.highlight_regex(r"(?m)^  help:", "cyan")
    page.append(last, "bold")
    Console(stderr=True, highlight=False).print(page, soft_wrap=True)


def read_case(path: str) -> tuple[Case, Document]:
    """Read a case file; `-` is standard input. Raises `InputError`."""
    from zanger.errors import Code, Diagnostic, InputError, Place
    from zanger.load import load_case, parse_case
    from zanger.source import MAX_BYTES

    if path != "-":
        return load_case(path)
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""
    except OSError as error:
        message = f"cannot read the standard input: {(error.strerror or str(error)).lower()}"
        raise InputError([Diagnostic(Code.FILE_UNREADABLE, message, Place(STDIN, 0, 0))]) from None
    return parse_case(data, STDIN)


def case_files(paths: tuple[str, ...]) -> list[Path]:
    """The case files at some paths: files as they are, folders searched for *.yaml and *.json.

    Raises `InputError` for a folder that holds none.
    """
    from zanger.errors import Code, Diagnostic, InputError, Place

    files: list[Path] = []
    empty: list[Diagnostic] = []
    for name in paths:
        path = Path(name)
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES and not p.is_dir())
            files += found
            if not found:
                message = f"there is no case in the folder `{name}`"
                help = "cases are files that end in " + ", ".join(f"`{s}`" for s in SUFFIXES)
                empty.append(Diagnostic(Code.FILE_UNREADABLE, message, Place(name, 0, 0), help=help))
        else:
            files.append(path)
    if empty:
        raise InputError(empty)
    return files
