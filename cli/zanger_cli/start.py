"""The entry point: the plain `zanger --help` is answered from a file, all else by click."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] in ([], ["--help"], ["-h"]) and "_ZANGER_COMPLETE" not in os.environ:
        here = os.path.dirname(os.path.abspath(__file__))
        with open(os.path.join(here, "help.txt"), encoding="utf-8") as text:
            sys.stdout.write(text.read())
        return
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for them costs start-up time
    from .app import app

    app(prog_name="zanger")


if __name__ == "__main__":
    main()
