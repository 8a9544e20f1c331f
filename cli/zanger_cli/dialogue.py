"""Lines read from a person or a pipe, and files written at once and whole."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click


def read_line(prompt: str) -> str | None:
    """One line without its end; None where the input ends or is broken off (Ctrl-D, Ctrl-C)."""
    try:
        if sys.stdin.isatty() and sys.stdout.isatty():
            return input(prompt)
        click.echo(prompt, nl=False)
        line = sys.stdin.readline()
        click.echo(line.rstrip("\r\n"))
    except (EOFError, KeyboardInterrupt, UnicodeDecodeError):
        line = ""
    if not line:
        click.echo()
        return None
    return line.rstrip("\r\n")


def write_whole(path: Path, text: str) -> None:
    """Write a file so that there is always the old one or the new one, never a part. Raises `click.ClickException`."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise click.ClickException(f"cannot write `{path}`: {(error.strerror or str(error)).lower()}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
