"""Misconceptions: mistaken rules by name, each the law with a change, so that the engine tells what it would answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any

from ..law import Law
from ..load import LawPack
from ..model import Mirror, Open, Text
from ..mutation.altered import Altered
from ..mutation.changes import changed, placed
from ..mutation.operators import Operator, changes
from ..provision import Pattern, Period, Provision, Share
from .materials import load

FILE = "misconceptions.yaml"


class Change(Mirror):
    """Which places of the law the mistake changes: `operator` where `was` stands, into `becomes`, of these provisions.

    A name without `becomes` drops the place. Beside the operators of `mutation` there are `whole` (a share of
    another number: the field of the action that `becomes` names), `kind` (the action `becomes` in place of `was`)
    and `until` (a rule that goes on to that day). A provision is named by the beginning of its id.
    """

    operator: str
    provisions: tuple[str, ...] = ()
    was: str | None = None
    becomes: str | None = None


class Misconception(Mirror):
    """A mistaken rule: what it is called, how it is explained away, and the provision that refutes it."""

    id: str
    title: Text
    explanation: Text
    refuted_by: str
    changes: tuple[Change, ...]
    about: Annotated[tuple[str, ...], Open] = ()


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

    @classmethod
    def of(cls, law: Law) -> Mistakes:
        """Those of the law's pack. Raises `InputError`, and `ValueError` for a change that changes nothing."""
        return cls(law, load(law.pack, FILE, Misconceptions).misconceptions)

    @cached_property
    def touched(self) -> dict[str, tuple[str, ...]]:
        """For each provision the misconceptions that change it."""
        found: dict[str, list[str]] = {}
        for m in self.all:
            for name in {p.id for p, _ in pairs(self.law.pack, m)}:
                found.setdefault(name, []).append(m.id)
        return {name: tuple(ids) for name, ids in found.items()}

    def mistake(self, name: str) -> Mistake:
        """A mistaken law by the id of its misconception."""
        if name not in self._made:
            (m,) = (m for m in self.all if m.id == name)
            editions = list(pairs(self.law.pack, m))
            if not editions:
                raise ValueError(f"misconception `{name}` changes nothing in the law")
            self._made[name] = Mistake(
                m,
                Altered(self.law, editions),
                frozenset(old.id for old, _ in editions),
                frozenset(new.conclusion[1].kind for _, new in editions),
            )
        return self._made[name]

    def about(self, provisions: Iterable[str], kind: str, day: date) -> Iterator[Mistake]:
        """The mistakes that change one of these provisions, or one in force that day that speaks of the kind."""
        wanted = {*provisions, *(p.id for p in self.law.about(kind, day))}
        names = dict.fromkeys(n for p in sorted(wanted) for n in self.touched.get(p, ()))
        for m in self.all:
            if m.id in names or kind in m.about:
                yield self.mistake(m.id)


def pairs(pack: LawPack, misconception: Misconception) -> Iterator[tuple[Provision, Provision]]:
    """The editions that a misconception changes, each with its changed form."""
    for p in pack.provisions:
        new = p
        for change in misconception.changes:
            if not change.provisions or any(p.id == n or p.id.startswith(f"{n}.") for n in change.provisions):
                new = _applied(new, change, pack)
        if new is not p:
            yield p, new


def _applied(p: Provision, change: Change, pack: LawPack) -> Provision:
    """A provision with a change made wherever it fits."""
    match change.operator:
        case "whole":
            return _whole(p, change)
        case "kind":
            return _kind(p, change)
        case "until":
            last = date.fromisoformat(change.becomes) if change.becomes else None
            return changed(p, in_force=Period.model_construct(first=p.in_force.first, last=last))
        case _:
            for _ in range(20):
                fitting = (
                    c for c in changes(p, pack.vocabulary)
                    if c.operator == change.operator
                    and (change.was is None or c.was == change.was)
                    and (change.becomes is None or c.becomes == change.becomes)
                )  # fmt: skip
                found = next(fitting, None)
                if found is None or found.provision == p:
                    return p
                p = found.provision
                if change.was is None or change.was == change.becomes:
                    return p
            return p


def _whole(p: Provision, change: Change) -> Provision:
    """The same shares of another number: of a field of the action, such as those present."""
    name, pattern = p.conclusion
    field = str(change.becomes)
    if not any(isinstance(c, Share) for c in p.provided):
        return p
    variable = pattern.fields.get(field)
    if variable is None:
        variable = f"${field}_whole"
        pattern = changed(pattern, fields={**pattern.fields, field: variable})
        p = changed(p, **{name: pattern})
    for n, item in enumerate(p.provided):
        if isinstance(item, Share) and item.share.in_ != variable:
            p = placed(p, ("provided", n), changed(item, share=changed(item.share, in_=variable)))
    return p


def _kind(p: Provision, change: Change) -> Provision:
    name, pattern = p.conclusion
    if pattern.kind != change.was:
        return p
    made: dict[str, Any] = {"kind": change.becomes}
    return changed(p, **{name: changed(pattern, **made)})


__all__ = ["Change", "Misconception", "Misconceptions", "Mistake", "Mistakes", "Operator", "Pattern", "pairs"]
