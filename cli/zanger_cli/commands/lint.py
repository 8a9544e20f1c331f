"""`zanger lint`: check a law pack."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from ..terminal import guarded, print_plain, show_errors

if TYPE_CHECKING:
    from zanger.law import Law


@click.command("lint")
@click.argument("packs", nargs=-1, metavar="[PACK]...")
@click.option("--advice", is_flag=True, help="Also warn of what is no error, yet unlikely to be meant.")
@click.option("--strict", is_flag=True, help="Like --advice, and exit 1 if there is a warning.")
@guarded
def command(packs: tuple[str, ...], advice: bool, strict: bool) -> None:
    """Check law packs: every error of every file, with its place and what to do.

    PACK is an id or a folder; without one, the law that comes with zanger. Exit 1 if there are errors.

    \b
    Example:
      zanger lint
      zanger lint my-law/
      zanger lint --advice
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
        if (advice or strict) and _warned(law):
            failed = failed or strict
    if failed:
        sys.exit(1)


def _warned(law: Law) -> bool:
    """Print the warnings about a pack, the cases it comes with looked at too; whether there are any."""
    from zanger.advice import warnings

    found = warnings(law)
    for warning in found:
        print_plain(warning.render())
    counts = Counter(str(w.code) for w in found)
    listed = ", ".join(f"{number} {code}" for code, number in sorted(counts.items()))
    print_plain(
        f"{law.pack.head.id}: {len(found)} warning{'s' if len(found) != 1 else ''}" + (f" ({listed})" if listed else "")
    )
    return bool(found)
