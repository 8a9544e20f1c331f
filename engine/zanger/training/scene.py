"""A scene: a situation with what is needed to ask about it - the engine, narrators, the mistakes that are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from random import Random

from ..case import Case, Item, VerdictName
from ..cite import Citer
from ..compile import COVERS
from ..deciding import Judges, joint, judge
from ..decision import Citation, Judgement, NearMiss, Possibility
from ..docket import docket
from ..engines import Engine
from ..law import Law
from ..now import Present
from ..replay import Replay
from ..words import Words
from .exercise import LANGS, Kind, Lang, Option, Texts, WrongNumber
from .materials import Places, Stories
from .misconceptions import Mistake, Mistakes
from .names import Names
from .narrating import Narrator
from .pointing import connected
from .situations import Situation, Variation

WIDE = 10
"""A mistake that changes more provisions than this is a general one, and is tried after those that are to the point."""
MOST_MISTAKES, MOST_LURES = 4, 2
"""Mistakes that are tried for one answer, or for all actions of one question; and those tried for one of these."""
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
    _reads: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def judge(self, case: Case, law: Law | None = None) -> tuple[Judgement, ...]:
        """The answers to a case's questions, by the law or another one."""
        return judge(law or self.law, case, engine=self.engine)

    def verdict(self, case: Case, law: Law | None = None) -> VerdictName:
        """The verdict on the one question of a case, without its proof and what it turns on."""
        (verdict,) = self.verdicts(case, law)
        return verdict

    def verdicts(self, case: Case, law: Law | None = None) -> tuple[VerdictName, ...]:
        """The verdicts on the questions of a case, without their proofs and what they turn on."""
        used = law or self.law
        replay = Replay(used, docket(used.pack, case), self.engine, judged=True)
        orders = [entry.order for entry in replay.docket.questions]
        return tuple(joint(replay.outcome(n, world) for world in replay.worlds_of(n))[0] for n in orders)

    def possible(self, case: Case, kind: str, law: Law | None = None) -> tuple[Possibility, ...]:
        """What is possible of one kind of action on the day of a case, by the law or another one."""
        used = law or self.law
        replay = Replay(used, docket(used.pack, case), self.engine)
        return Present(replay, used.citer, (kind,)).possibilities((kind,))

    def history(self, case: Case) -> tuple[Judgement, ...]:
        """The answers to what was done, in the order of the case."""
        replay = Replay(self.law, docket(self.law.pack, case), self.engine, judged=True)
        judges = Judges(replay, self.law.citer)
        return tuple(judges.judgement(e, "history") for e in sorted(replay.docket.history, key=lambda e: e.line))

    def reads(self, kind: str, day: date) -> frozenset[str]:
        """The facts, statuses and actions that can matter to whether an action of a kind may be done."""
        program, vocabulary = self.law.program(day), self.law.pack.vocabulary
        key = (program.name, kind)
        if key not in self._reads:
            rules = program.towards(COVERS + p.id for p in self.law.about(kind, day))
            needed = {needed for r in program.rules if r.id in rules for needed, _ in r.needs()}
            self._reads[key] = frozenset(needed | {a for name in needed for a in vocabulary.members(name)})
        return self._reads[key]

    @property
    def citer(self) -> Citer:
        """Makes citations."""
        return self.law.citer


@dataclass
class Scene:
    """A situation, told and asked about; of the mistakes that can matter, `lure` is tried first."""

    shop: Workshop
    situation: Situation
    rng: Random
    lure: str | None = None

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

    def focus(self, case: Case) -> Case:
        """Narrow the scene to a case, so that only what that has is told apart; call it before anything is told."""
        self.situation = replace(self.situation, case=case)
        self.__dict__.pop("tellers", None)
        return case

    def texts(self, tell: Callable[[Narrator], str]) -> Texts:
        """What each narrator tells, by language."""
        return {lang: tell(self.tellers[lang]) for lang in LANGS}

    def with_asks(self, *items: Item, case: Case | None = None) -> Case:
        """The case with these questions in place of its own."""
        return (case or self.case).model_copy(update={"ask": items})

    def pointed(self, case: Case) -> Case:
        """The case without facts that have nothing to do with what it asks and tells."""
        return connected(case, self.shop.law.pack.vocabulary, self.shop.variation.always)

    def mistakes(self, judged: Judgement, most: int = MOST_MISTAKES, *, near_only: bool = False) -> Iterator[Mistake]:
        """Mistakes that can matter to an answer, those that change what it rests on or narrowly fails by first."""
        mistakes, day = self.shop.mistakes, date.fromisoformat(judged.action.on)
        near = mistakes.about([c.provision for c in (*judged.citations, *judged.prohibitions)] + list(_missed(judged)))
        far = [n for n in mistakes.about(mistakes.behind(judged.action.kind, day)) if n not in near]
        self.rng.shuffle(near)
        self.rng.shuffle(far)
        near.sort(key=lambda name: len(mistakes.mistake(name).touches) > WIDE)
        names = near if near_only else near + far
        if self.lure in names:
            names.remove(self.lure)
            names.insert(0, self.lure)
        for name in names[:most]:
            yield mistakes.mistake(name)

    def lures(self, judged: Sequence[tuple[Item, Judgement]]) -> list[Mistake | None]:
        """For each action that may not be done, a mistake by which it might; None for the others."""
        wrong = [(n, item) for n, (item, j) in enumerate(judged) if j.verdict in NEGATIVE]
        found: list[Mistake | None] = [None] * len(judged)
        if not wrong:
            return found
        case = self.with_asks(*(item for _, item in wrong))
        tried = {m.misconception.id: m for n, _ in wrong for m in self.mistakes(judged[n][1], MOST_LURES)}
        for mistake in list(tried.values())[:MOST_MISTAKES]:
            verdicts = self.shop.verdicts(case, mistake.law)
            for (n, _), verdict in zip(wrong, verdicts, strict=True):
                if found[n] is None and verdict in POSITIVE:
                    found[n] = mistake
        return found

    def mistaken(self, case: Case, judged: Judgement, wanted: Iterable[str]) -> Mistake | None:
        """A mistake by which the one question of a case would have one of these verdicts."""
        for mistake in self.mistakes(judged):
            if self.shop.verdict(case, mistake.law) in wanted:
                return mistake
        return None


def _missed(judged: Judgement) -> Iterator[str]:
    """The provisions of the nearest misses, and of what they lack."""
    for near in judged.nearest[:3]:
        miss: NearMiss | None = near
        while miss is not None:
            yield miss.citation.provision
            miss = miss.failed.within


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

    @property
    def misconceptions(self) -> frozenset[str]:
        """The ids of the mistakes from which its wrong answers come."""
        wrong: tuple[Option | WrongNumber, ...] = (*self.options, *self.wrong_numbers)
        return frozenset(w.misconception for w in wrong if w.misconception is not None)


KEYS = "abcdefghijkl"


def lettered(options: Iterable[Option]) -> list[Option]:
    """Options with their keys in the order in which they stand."""
    return [o.replaced(key=KEYS[n]) for n, o in enumerate(options)]
