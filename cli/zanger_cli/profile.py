"""Whose progress, and in which file: the options that the commands of the training share."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from zanger.training.progress import Progress

F = TypeVar("F", bound=Callable[..., Any])
DEFAULT = "default"
LONGEST = 60


def named(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """The name of a profile."""
    name = unicodedata.normalize("NFC", value).strip()
    if not name or len(name) > LONGEST or not name.isprintable():
        raise click.BadParameter(f"expected a name of at most {LONGEST} letters, such as `group-2`")
    return name


def profile(command: F) -> F:
    """`--profile`: one of several learners at one machine."""
    return click.option(
        "--profile",
        default=DEFAULT,
        show_default=True,
        envvar="ZANGER_PROFILE",
        callback=named,
        metavar="NAME",
        help="Whose progress.",
    )(command)


def file(command: F) -> F:
    """`--db`: the file of the progress."""
    return click.option(
        "--db",
        type=click.Path(path_type=Path),
        envvar="ZANGER_TRAINING_DB",
        metavar="FILE",
        help="The file of the progress; else ZANGER_TRAINING_DB, else one in the user's folder for data.",
    )(command)


def place(db: Path | None) -> Path:
    """Where progress is kept."""
    if db is not None:
        return db
    from platformdirs import user_data_path

    return user_data_path("zanger") / "training.db"


def opened(db: Path | None) -> Progress:
    """The file of the progress, open. Raises `ProgressError`."""
    from zanger.training.progress import Progress

    return Progress.open(place(db))


def there(db: Path | None) -> Progress | None:
    """The file of the progress, open; None if nothing has been kept yet. Raises `ProgressError`."""
    return opened(db) if place(db).exists() else None


def pseudonym() -> str:
    """A name for the results of a profile that says nothing of who it is."""
    return f"d-{secrets.token_hex(4)}"
