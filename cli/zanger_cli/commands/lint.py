"""`zanger lint`: check a law pack."""

from __future__ import annotations

import sys

import click

from ..terminal import guarded, print_plain, show_errors


@click.command("lint")
@click.argument("packs", nargs=-1, metavar="[PACK]...")
@guarded
def command(packs: tuple[str, ...]) -> None:
    """Check law packs: every error of every file, with its place and what to do.

    PACK is an id or a folder; without one, the law that comes with zanger. Exit 1 if there are errors.

    \b
    Example:
      zanger lint
      zanger lint my-law/
    """
    from zanger.errors import Code, InputError
    from zanger.law import Law

    failed = False
    for name in packs or ("kz",):
        try:
            law = Law.load(name)
        except InputError as error:
            if any(d.code is Code.UNKNOWN_PACK for d in error.diagnostics):
                raise
            show_errors(error)
            failed = True
            continue
        pack = law.pack
        print_plain(
            f"{pack.head.id}: {len(pack.provisions)} provisions in {len(pack.articles)} articles, "
            f"{len(pack.readings)} readings: no errors"
        )
    if failed:
        sys.exit(1)
