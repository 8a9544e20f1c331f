"""Mutants that no case can notice, each with the reason: the file `survivors.yaml` of a pack."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from ..load import LawPack, build, read_file
from ..model import Mirror, Text
from ..source import read

FILE = "survivors.yaml"


class Reason(Mirror):
    """Why some mutants say nothing else than the law does, or nothing that an answer shows."""

    because: Text
    mutants: tuple[str, ...] = Field(min_length=1)


class Survivors(Mirror):
    """The file survivors.yaml."""

    survivors: tuple[Reason, ...]


@dataclass(frozen=True)
class Explained:
    """The reason of each mutant that was explained."""

    because: dict[str, dict[str, str]] = field(default_factory=dict)


def explained(pack: LawPack) -> Explained:
    """What a pack explains. Raises `InputError` if the file is wrong."""
    path = Path(pack.root) / FILE
    if not path.is_file():
        return Explained()
    document, node = read(read_file(path), str(path))
    listed = build(Survivors, node, document)
    return Explained({name: reason.because for reason in listed.survivors for name in reason.mutants})
