"""The entry point: the plain `zanger --help` is answered from a file, all else by click."""

from __future__ import annotations

import atexit
import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` costs start-up time
    from collections.abc import Callable
    from typing import NoReturn, TypeVar

    R = TypeVar("R")

INTERRUPTED, READER_LEFT, NOT_WRITTEN = 130, 141, 2
"""Exit codes of a command that could not end: as shells have them for SIGINT and SIGPIPE; as for any error."""


def main() -> None:
    """Run the command line."""
    sys.stderr = sys.stderr or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")  # None where the caller has closed it
    if sys.stdout is None:
        _leave(NOT_WRITTEN, "error: standard output is closed")
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # what a terminal cannot show is no error
    quietly(_run)


def _run() -> None:
    if sys.argv[1:] in ([], ["--help"], ["-h"]) and "_ZANGER_COMPLETE" not in os.environ:
        here = os.path.dirname(os.path.abspath(__file__))
        with open(os.path.join(here, "help.txt"), encoding="utf-8") as text:
            sys.stdout.write(text.read())
        return
    gc.disable()  # a command ends before garbage matters
    atexit.register(gc.freeze)  # nor need it be looked for on leaving
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for them costs start-up time
    from .app import app

    app(prog_name="zanger")


def quietly(run: Callable[[], R]) -> R:
    """Run, and leave without a traceback if interrupted, or if what is written has no reader or no room."""
    try:
        try:
            return run()
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        _leave(INTERRUPTED, "interrupted")
    except BrokenPipeError:
        _leave(READER_LEFT)
    except OSError as error:
        where = f": {error.filename!r}" if error.filename else ""
        _leave(NOT_WRITTEN, f"error: {(error.strerror or str(error)).lower()}{where}")


def _leave(code: int, message: str = "") -> NoReturn:
    """Exit with a last word, and write nothing more to streams that may be broken."""
    try:
        sys.stderr.write(message + "\n" if message else "")
        sys.stderr.flush()
    except OSError:
        pass
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    sys.exit(code)


if __name__ == "__main__":
    main()
