"""Misconceptions: mistaken rules by name, each the law with a change, so that the engine tells what it would answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ..compile import COVERS
from ..law import Law
from ..load import LawPack
from ..model import Mirror, Text
from ..mutation.altered import Altered
from ..provision import Provision
from .materials import load
from .mistaking import Change, applied

FILE = "misconceptions.yaml"


class Misconception(Mirror):
    """A mistaken rule: what it is called, how it is explained away, and the provision that refutes it."""

    id: str
    title: Text
    explanation: Text
    refuted_by: str
    changes: tuple[Change, ...]


class Misconceptions(Mirror):
    """All misconceptions of a pack."""

    misconceptions: tuple[Misconception, ...]


@dataclass(frozen=True)
class Mistake:
    """A misconception with the law as it would be by it; `touches` are the provisions that it changes."""

    misconception: Misconception
    law: Altered
    touches: frozenset[str]
    kinds: frozenset[str]


class Mistakes:
    """The mistaken laws of a law; each is made when it is first asked for."""

    def __init__(self, law: Law, misconceptions: Iterable[Misconception]) -> None:
        self.law = law
        self.all = tuple(misconceptions)
        self._made: dict[str, Mistake] = {}
        self._ways: dict[tuple[str, str], frozenset[str]] = {}
        self._touch: dict[str, frozenset[str]] = {}

    @classmethod
    def of(cls, law: Law) -> Mistakes:
        """Those of the law's pack. Raises `InputError`, and `ValueError` for a change that changes nothing."""
        return cls(law, load(law.pack, FILE, Misconceptions).misconceptions)

    @cached_property
    def _of_id(self) -> dict[str, list[Provision]]:
        """The editions of each provision."""
        found: dict[str, list[Provision]] = {}
        for p in self.law.pack.provisions:
            found.setdefault(p.id, []).append(p)
        return found

    def _touching(self, provision: str) -> frozenset[str]:
        """The misconceptions that change a provision; looked at for those alone that are asked for."""
        if provision not in self._touch:
            editions = self._of_id.get(provision, ())
            self._touch[provision] = frozenset(
                m.id for m in self.all if any(mistaken(p, m, self.law.pack) is not p for p in editions)
            )
        return self._touch[provision]

    def mistake(self, name: str) -> Mistake:
        """A mistaken law by the id of its misconception."""
        if name not in self._made:
            (m,) = (m for m in self.all if m.id == name)
            editions = tuple(pairs(self.law.pack, m))
            if not editions:
                raise ValueError(f"misconception `{name}` changes nothing in the law")
            self._made[name] = Mistake(
                m,
                Altered(self.law, editions),
                frozenset(old.id for old, _ in editions),
                frozenset(new.conclusion[1].kind for _, new in editions),
            )
        return self._made[name]

    def about(self, provisions: Iterable[str]) -> list[str]:
        """The ids of the misconceptions that change one of these provisions."""
        found = {name for p in provisions for name in self._touching(p)}
        return [m.id for m in self.all if m.id in found]

    def behind(self, kind: str, day: date) -> frozenset[str]:
        """The provisions in force on a day that can matter to an action of a kind, at whatever depth."""
        program = self.law.program(day)
        key = (program.name, kind)
        if key not in self._ways:
            rules = program.towards(COVERS + p.id for p in self.law.about(kind, day))
            self._ways[key] = frozenset(r.provision for r in program.rules if r.id in rules)
        return self._ways[key]


def pairs(pack: LawPack, misconception: Misconception) -> Iterator[tuple[Provision, Provision]]:
    """The editions that a misconception changes, each with its changed form."""
    for p in pack.provisions:
        new = mistaken(p, misconception, pack)
        if new is not p:
            yield p, new


def mistaken(p: Provision, misconception: Misconception, pack: LawPack) -> Provision:
    """A provision as a misconception has it; the same object where it changes nothing."""
    for change in misconception.changes:
        if change.concerns(p):
            p = applied(p, change, pack)
    return p
