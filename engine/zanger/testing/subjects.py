"""What is tested: a pack by its name, its folder, its models or its law."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ..law import Law
from ..load import LawPack

Pack = str | Path | LawPack | Law
"""A pack as a test names it."""


def law_of(pack: Pack) -> Law:
    """The law of a pack; one that is named is loaded once. Raises `InputError`."""
    if isinstance(pack, Law):
        return pack
    return Law(pack) if isinstance(pack, LawPack) else _loaded(str(pack))


@lru_cache(maxsize=8)
def _loaded(name: str) -> Law:
    return Law.load(name)
