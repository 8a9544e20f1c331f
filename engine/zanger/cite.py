"""Citations: from a provision's id to what a lawyer writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .decision import Citation, Proof
from .load import LawPack
from .provision import GRADES, Difference, Grade, Provision, Remark, beginnings

_NUMBER = re.compile(r"\d+(?:-\d+)*(?![^-])")


def locator(name: str) -> str:
    """`kz.l148.23.2.5-budget` to `art. 23(2)(5)`, `kz.bsl.8.2-1-draw` to `art. 8(2-1)`."""
    parts = name.split(".")[2:]
    numbers = [m.group() if (m := _NUMBER.match(part)) else part.split("-")[0] for part in parts]
    return f"art. {numbers[0]}" + "".join(f"({n})" for n in numbers[1:])


class Citer:
    """Makes citations with the names that a pack gives its instruments."""

    def __init__(self, pack: LawPack, language: str = "en") -> None:
        self.pack = pack
        self.language = language
        self._made: dict[int, Citation] = {}
        self._all_beside: tuple[Difference | Remark, ...] = (*pack.differences, *pack.remarks)
        self._concerns: dict[str, list[int]] = {}
        for n, item in enumerate(self._all_beside):
            for begun in item.concerns:
                self._concerns.setdefault(begun, []).append(n)
        self._beside: dict[str, set[int]] = {}

    def short(self, name: str) -> str:
        """`Law No. 148, art. 24(1)`, of a provision's id or a place in an instrument."""
        instrument = self.pack.instrument[name.split(".")[1]]
        return f"{instrument.short.get(self.language, instrument.short['en'])}, {locator(name)}"

    def cite(self, provision: Provision) -> Citation:
        """The citation of a provision."""
        found = self._made.get(id(provision))
        if found is None:
            found = self._made[id(provision)] = self._cite(provision)
        return found

    def cite_proof(
        self, proof: Proof, first: Iterable[str], provisions: Mapping[str, Provision]
    ) -> tuple[Citation, ...]:
        """The provisions of a proof, those that decide first, then from the conclusion down."""
        names = dict.fromkeys([*first, *(s.provision for s in reversed(proof.steps) if s.provision)])
        return tuple(self.cite(provisions[n]) for n in names if n)

    def beside(self, citations: Iterable[Citation]) -> tuple[str, ...]:
        """The ids of the differences and remarks that concern what is cited, in the order of the pack."""
        if not self._concerns:
            return ()
        names = {name for c in citations for name in (c.provision, *c.also)}
        for name in names - self._beside.keys():
            self._beside[name] = {n for begun in beginnings(name) for n in self._concerns.get(begun, ())}
        found = sorted(set[int]().union(*(self._beside[name] for name in names)))
        return tuple(self._all_beside[n].id for n in found)

    def _cite(self, provision: Provision) -> Citation:
        assert provision.source is not None
        return Citation(
            provision=provision.id,
            instrument=provision.instrument,
            locator=locator(provision.id),
            short=self.short(provision.id),
            grade=provision.source.grade,
            also=provision.also,
        )


def weakest(citations: Iterable[Citation]) -> Grade | None:
    """The grade of the weakest source; None of none."""
    grades = {c.grade for c in citations}
    return next((g for g in reversed(GRADES) if g in grades), None)
