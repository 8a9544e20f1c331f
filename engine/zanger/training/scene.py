"""A scene: a situation with what is needed to ask about it - the engine, narrators, the mistakes that are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from random import Random

from ..case import Case, Item
from ..cite import Citer
from ..deciding import judge
from ..decision import Citation, Judgement, Possibility
from ..docket import docket
from ..engines import Engine
from ..law import Law
from ..now import Present
from ..replay import Replay
from ..words import Words
from .exercise import LANGS, Kind, Lang, Option, Texts, WrongNumber
from .materials import Places, Stories
from .misconceptions import Mistake, Mistakes
from .narrating import Names, Narrator
from .situations import Situation, Variation

POSITIVE = ("permitted", "required")
NEGATIVE = ("forbidden", "not-empowered")


@dataclass(frozen=True)
class Workshop:
    """What all scenes of a law share."""

    law: Law
    engine: Engine
    words: Mapping[Lang, Words]
    places: Places
    stories: Stories
    variation: Variation
    mistakes: Mistakes

    def judge(self, case: Case, law: Law | None = None) -> tuple[Judgement, ...]:
        """The answers to a case's questions, by the law or another one."""
        return judge(law or self.law, case, engine=self.engine)

    def possible(self, case: Case, kind: str, law: Law | None = None) -> tuple[Possibility, ...]:
        """What is possible of one kind of action on the day of a case, by the law or another one."""
        used = law or self.law
        replay = Replay(used, docket(used.pack, case), self.engine)
        return Present(replay, used.citer, (kind,)).possibilities((kind,))

    @property
    def citer(self) -> Citer:
        """Makes citations."""
        return self.law.citer


@dataclass
class Scene:
    """A situation, told and asked about."""

    shop: Workshop
    situation: Situation
    rng: Random

    @property
    def case(self) -> Case:
        """The case, with all that the worked case asks."""
        return self.situation.case

    @cached_property
    def tellers(self) -> dict[Lang, Narrator]:
        """A narrator for each language."""
        shop = self.shop
        kinds = {name: kind for name, (_, kind) in shop.law.pack.vocabulary.kinds.items()}
        names = Names(self.case, kinds, self.situation.places, shop.stories)
        return {lang: Narrator(words, names, shop.places) for lang, words in shop.words.items()}

    def texts(self, tell: Callable[[Narrator], str]) -> Texts:
        """What each narrator tells, by language."""
        return {lang: tell(self.tellers[lang]) for lang in LANGS}

    def with_asks(self, *items: Item, case: Case | None = None) -> Case:
        """The case with these questions in place of its own."""
        return (case or self.case).model_copy(update={"ask": items})

    def mistakes(self, judged: Judgement) -> Iterator[Mistake]:
        """The mistakes that change a provision on which an answer rests or by which it narrowly fails."""
        names = [c.provision for c in judged.citations]
        for miss in judged.nearest:
            names.append(miss.citation.provision)
        day = date.fromisoformat(judged.action.on)
        return self.shop.mistakes.about(names, judged.action.kind, day)

    def mistaken(self, case: Case, judged: Judgement, wanted: Iterable[str]) -> Mistake | None:
        """A mistake by which the one question of a case would have one of these verdicts."""
        found = list(self.mistakes(judged))
        self.rng.shuffle(found)
        for mistake in found:
            (other,) = self.shop.judge(case, mistake.law)
            if other.verdict in wanted:
                return mistake
        return None


@dataclass
class Draft:
    """An exercise before its id, structure, difficulty and hints are worked out."""

    kind: Kind
    case: Case
    question: Texts
    judged: tuple[Judgement, ...] = ()
    options: list[Option] = field(default_factory=list)
    key: tuple[str, ...] = ()
    number: int | None = None
    wrong_numbers: tuple[WrongNumber, ...] = ()
    accepted: tuple[str, ...] = ()
    explanation: dict[str, tuple[str, ...]] = field(default_factory=dict)
    citations: tuple[Citation, ...] = ()
    hints: tuple[Texts, ...] = ()
    rests_on: tuple[str, ...] = ()
    remarks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    story: dict[str, tuple[str, ...]] | None = None
    near: float = 0.0
    bodies: tuple[str, ...] = ()


KEYS = "abcdefghijkl"


def lettered(options: Iterable[Option]) -> list[Option]:
    """Options with their keys in the order in which they stand."""
    return [o.replaced(key=KEYS[n]) for n, o in enumerate(options)]
