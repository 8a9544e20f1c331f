"""Citations: from a provision's id to what a lawyer writes, and to an identifier that machines share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from .decision import Citation, CitationText, Precedence, Proof
from .load import LawPack
from .messages import LANGUAGES, SOURCE, Messages, message
from .provision import GRADES, Difference, Grade, Instrument, Provision, Remark, beginnings

PLACES = {
    1: message("{article}"),
    2: message("{article}({paragraph})"),
    3: message("{article}({paragraph})({point})"),
    4: message("{article}({paragraph})({point})({part})"),
}
"""A place by its depth, to stand after the name of its instrument."""
SPELLED = {
    1: message("article {article}"),
    2: message("article {article}, paragraph {paragraph}"),
    3: message("article {article}, paragraph {paragraph}, sub-paragraph {point}"),
    4: message("article {article}, paragraph {paragraph}, sub-paragraph {point}, part {part}"),
}
"""The same in full words."""
LEVELS = ("article", "paragraph", "point", "part")
AKN_LEVELS = ("art", "para", "point", "indent")
"""Prefixes of element identifiers. Source: Akoma Ntoso Naming Convention 1.0 (OASIS, 2019), section 5."""


@dataclass(frozen=True)
class Locator:
    """A place in an instrument: the numbers of article, paragraph, point and part, as far as they are given."""

    numbers: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> Locator:
        """`kz.l148.23.2.5-budget` as article 23, paragraph 2, point 5; what follows a number is no part of it."""
        found = (re.match(r"\d+(?:-\d+)*(?![^-])|[^-]+", part) for part in name.split(".")[2:])
        return cls(tuple(match[0] for match in found if match)[: len(LEVELS)])

    def __str__(self) -> str:
        """`art. 23(2)(5)`, in no language's own form."""
        return f"art. {self.numbers[0]}" + "".join(f"({n})" for n in self.numbers[1:])

    @property
    def eid(self) -> str:
        """`art_23__para_2__point_5`, as Akoma Ntoso names elements."""
        return "__".join(f"{level}_{n}" for level, n in zip(AKN_LEVELS, self.numbers, strict=False))

    def short(self, say: Messages) -> str:
        """`23(2)(5)` in the words of a language, without the instrument."""
        return say(PLACES[len(self.numbers)], **dict(zip(LEVELS, self.numbers, strict=False)))

    def spelled(self, say: Messages) -> str:
        """`article 23, paragraph 2, sub-paragraph 5` in the words of a language."""
        return say(SPELLED[len(self.numbers)], **dict(zip(LEVELS, self.numbers, strict=False)))


def joined(say: Messages, instrument: str, places: Iterable[str]) -> str:
    """Places of one instrument: `Law No. 148, arts. 24(1), 11(3)`."""
    found = list(places)
    return say.plural(
        "{instrument}, art. {places}",
        "{instrument}, arts. {places}",
        min(len(found), 2),  # the number is not said, so only one or more matters
        instrument=instrument,
        places=", ".join(found),
    )


def in_full(say: Messages, title: str, provision: Provision) -> str:
    """A citation with the title of the instrument and the days on which this edition is in force."""
    place = Locator.of(provision.id).spelled(say)
    first, last = provision.in_force.first.isoformat(), provision.in_force.last
    if last is None:
        return say("{title}, {place} (edition in force from {first})", title=title, place=place, first=first)
    return say(
        "{title}, {place} (edition in force from {first} to {last})",
        title=title,
        place=place,
        first=first,
        last=last.isoformat(),
    )


def akn(instrument: Instrument, provision: Provision) -> str | None:
    """The Akoma Ntoso reference of the cited place, in the edition in force on the provision's first day.

    `und` leaves the language open; `:` before a day means the edition of that day, whichever
    amendment it dates from. Source: Akoma Ntoso Naming Convention 1.0, section 4 (virtual expressions).
    """
    if instrument.akn is None:
        return None
    return f"{instrument.akn}/und:{provision.in_force.first.isoformat()}#{Locator.of(provision.id).eid}"


class Citer:
    """Makes citations, in every language, with the names that a pack gives its instruments."""

    def __init__(self, pack: LawPack) -> None:
        self.pack = pack
        self._says = {lang: Messages(lang) for lang in LANGUAGES}
        self._made: dict[int, Citation] = {}
        self._all_beside: tuple[Difference | Remark, ...] = (*pack.differences, *pack.remarks)
        self._concerns: dict[str, list[int]] = {}
        for n, item in enumerate(self._all_beside):
            for begun in item.concerns:
                self._concerns.setdefault(begun, []).append(n)
        self._beside: dict[str, set[int]] = {}

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

    def prevails(self, names: Iterable[str], provisions: Mapping[str, Provision]) -> tuple[Precedence, ...]:
        """Which of the provisions named, as in force on a day, prevail over others in force that day, and by what."""
        return tuple(
            Precedence(
                prevailing=self.cite(provisions[name]),
                yielding=self.cite(provisions[weaker]),
                ground=precedence(self.pack, provisions[name], provisions[weaker]),
            )
            for name in dict.fromkeys(names)
            for weaker in provisions[name].overrides
            if weaker in provisions
        )

    def prevails_in(self, proof: Proof, provisions: Mapping[str, Provision]) -> tuple[Precedence, ...]:
        """Which of the provisions of a proof prevail over others, from the conclusion down."""
        return self.prevails((s.provision for s in reversed(proof.steps) if s.provision), provisions)

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
        instrument = self.pack.instrument[provision.instrument]
        place = Locator.of(provision.id)
        texts: dict[str, CitationText] = {
            lang: CitationText(
                short=joined(say, _text(instrument.short, lang), [place.short(say)]),
                full=in_full(say, _text(instrument.title, lang), provision),
            )
            for lang, say in self._says.items()
        }
        return Citation(
            provision=provision.id,
            instrument=provision.instrument,
            locator=str(place),
            short=texts[SOURCE].short,
            grade=provision.source.grade,
            also=provision.also,
            texts=texts,
            akn=akn(instrument, provision),
        )


def precedence(pack: LawPack, stronger: Provision, weaker: Provision) -> Literal["rank", "later", "special"]:
    """By what one provision prevails over another: the rank of its instrument, its later day, or as a special rule."""
    mine, theirs = pack.instrument[stronger.instrument], pack.instrument[weaker.instrument]
    if mine.rank != theirs.rank:
        return "rank"
    return "later" if mine.adopted > theirs.adopted else "special"


def _text(texts: Mapping[str, str], lang: str) -> str:
    return texts.get(lang) or texts[SOURCE]


def weakest(citations: Iterable[Citation]) -> Grade | None:
    """The grade of the weakest source; None of none."""
    grades = {c.grade for c in citations}
    return next((g for g in reversed(GRADES) if g in grades), None)
