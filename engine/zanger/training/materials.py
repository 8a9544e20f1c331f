"""What a pack brings for its exercises: places, sentences for stories; read from its `training` folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Field

from ..errors import Code, Diagnostic, InputError
from ..errors import Place as At
from ..load import TRAINING, LawPack, build, read_file
from ..model import Mirror, Open, Text
from ..provision import Day
from ..source import read

M = TypeVar("M", bound=Mirror)


def _forms(value: object) -> object:
    return {"nom": value} if isinstance(value, str) else value


Forms = Annotated[dict[str, str], Open, BeforeValidator(_forms)]
"""A name by grammatical case: one text where all are the same; a case that is not told is that of `nom`."""


class LevelNames(Mirror):
    """How a unit of a level is named; `told` where its name does not tell the level."""

    en: str
    ru: Forms
    kk: str
    told: bool = False


class Place(Mirror):
    """A real territorial unit; it may stand in a story between `first` and `last`."""

    id: str
    level: str
    within: str | None = None
    en: str
    ru: Forms
    kk: str
    first: Day | None = Field(default=None, alias="from")
    last: Day | None = Field(default=None, alias="until")

    def fits(self, first: date, last: date) -> bool:
        """Whether it has this name and level on all of these days."""
        return (self.first is None or self.first <= first) and (self.last is None or last <= self.last)


class Places(Mirror):
    """All places, and how the levels are named."""

    levels: Annotated[dict[str, LevelNames], Open]
    places: tuple[Place, ...]


class Named(Mirror):
    """Forms of a name in three languages; `gender` (m, f, n, pl) is that of the Russian one."""

    en: Forms
    ru: Forms
    kk: Forms
    gender: Literal["m", "f", "n", "pl"] = "m"


class Actor(Named):
    """A body; where `field` of an action tells which one acts, it is named by what that field holds."""

    field: str | None = None


class Thing(Named):
    """What things of a kind are called; a `person` is told apart by a letter, another thing by a number.

    Things with another value of the field `of` are told apart by that already.
    """

    person: bool = False
    of: str | None = None


class Stories(Mirror):
    """Sentences: facts as they stand, actions as an infinitive of which the marked verb is put into the past."""

    bodies: Annotated[dict[str, Actor], Open]
    things: Annotated[dict[str, Thing], Open]
    values: Annotated[dict[str, Annotated[dict[str, Named], Open]], Open] = {}
    details: Annotated[dict[str, Text], Open] = {}
    facts: Annotated[dict[str, Text], Open]
    actions: Annotated[dict[str, Text], Open]
    statuses: Annotated[dict[str, Text], Open] = {}


def folder(pack: LawPack) -> Path:
    """Where a pack keeps what its exercises need. Raises `InputError` if it has none."""
    found = Path(pack.root) / TRAINING
    if not found.is_dir():
        message = f"the law pack `{pack.head.id}` has nothing to make exercises from: there is no folder `{found}`"
        raise InputError([Diagnostic(Code.FILE_UNREADABLE, message, At(str(found), 0, 0))])
    return found


def load(pack: LawPack, name: str, shape: type[M]) -> M:
    """A file of the folder. Raises `InputError`."""
    path = folder(pack) / name
    document, node = read(read_file(path, str(path)), str(path))
    return build(shape, node, document)


def form(forms: Mapping[str, str], case: str) -> str:
    """A name in a case, else as it is told."""
    return forms.get(case) or forms["nom"]
