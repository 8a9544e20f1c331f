"""Exercises made from a law: the same law, filters and seed give the same exercise, to the byte.

>>> from zanger.training.generating import Trainer
>>> trainer = Trainer(law)
>>> trainer.generate("l148.24", seed=1).question["kk"]
>>> for exercise in trainer.exercises("SM4", count=20, seed=1): ...
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from random import Random
from typing import NamedTuple

from ..cite import Locator
from ..engines import Engine, make_engine
from ..law import Law
from ..messages import LANGUAGES
from ..words import Words, capital
from ..writing import case_yaml
from . import choosing, counting, judging, minuting, missing
from .exercise import FORM_OF, KINDS, LANGS, Exercise, Kind
from .materials import Places, Stories, folder, load
from .misconceptions import Mistakes
from .narrating import story
from .processes import Order, in_processes
from .rating import difficulty as rated
from .rating import hints, structure
from .scene import Draft, Scene, Workshop
from .situations import UNIT, Template, Variation, Varying, templates
from .topics import About, Topic, read_topic

MAKERS: dict[Kind, Callable[[Scene], Draft | None]] = {
    "permitted-now": choosing.permitted_now,
    "competent": choosing.competent,
    "order": minuting.order,
    "votes": counting.votes,
    "may-they": judging.may_they,
    "missing-fact": missing.missing_fact,
    "unlawful-step": minuting.unlawful_step,
    "article": judging.article,
    "reading": judging.reading,
}
MOST_IDLE = 60
"""Exercises in a row that are known already, after which no more are looked for."""
ENOUGH = 12
"""Worked cases that name a topic, from which on no others are looked at for it."""
LURING: tuple[Kind, ...] = ("votes", "permitted-now", "may-they", "competent", "unlawful-step")
"""Kinds whose wrong answers come from misconceptions."""
MOST_LURES = 60
"""Situations that are tried for an exercise that offers a misconception."""
MOST_PICKS = 60
"""Worked cases that are looked at for one that has the form of a kind."""
MOST_TRIES, SAME_KIND = 600, 6
"""Situations that are tried for one exercise before it is given up, and for one kind before another is tried."""


class Wanted(NamedTuple):
    """What an exercise shall be about, at which level of units, and how hard."""

    topic: Topic | None
    level: Topic | None
    easiest: float
    hardest: float

    @property
    def topics(self) -> tuple[Topic, ...]:
        """What it shall be about, as far as anything is wanted."""
        return tuple(t for t in (self.topic, self.level) if t is not None)


class Trainer:
    """Makes exercises from the worked cases of a law's pack. Raises `InputError` if the pack has no training data."""

    def __init__(self, law: Law, engine: Engine | None = None) -> None:
        self.law = law
        self._engine = engine
        self._chains: dict[str, bool] = {}
        self._fits: dict[tuple[Topic, ...], list[Template]] = {}

    @cached_property
    def shop(self) -> Workshop:
        """What all exercises share, read when it is first needed."""
        pack = self.law.pack
        return Workshop(
            law=self.law,
            engine=self._engine or make_engine("reference"),
            words={lang: Words(pack, lang) for lang in LANGUAGES},
            places=load(pack, "places.yaml", Places),
            stories=load(pack, "stories.yaml", Stories),
            variation=load(pack, "variation.yaml", Variation),
            mistakes=Mistakes.of(self.law),
        )

    @cached_property
    def varying(self) -> Varying:
        """Makes situations."""
        return Varying(self.law, self.shop.places, self.shop.variation)

    @cached_property
    def templates(self) -> tuple[Template, ...]:
        """The worked cases of the pack."""
        return templates(Path(self.law.pack.root))

    def generate(
        self,
        topic: str | None = None,
        *,
        level: str | None = None,
        difficulty: tuple[float, float] = (0.0, 1.0),
        kinds: Iterable[Kind] = KINDS,
        seed: int = 0,
    ) -> Exercise:
        """One exercise about a topic: an article, a procedure, a body or a level; `level` narrows to such units.

        `difficulty` is the least and the greatest that is wanted, of 0 to 1.

        Raises `InputError` for a topic or level that there is not, and `LookupError` where the worked cases give
        no such exercise.
        """
        return self._made(self._wanted(topic, level, difficulty), tuple(kinds), seed)

    def _wanted(self, topic: str | None, level: str | None, difficulty: tuple[float, float]) -> Wanted:
        pack = self.law.pack
        folder(pack)  # tells of a pack that has nothing to make exercises from
        return Wanted(read_topic(pack, topic), read_topic(pack, level, levels=True), *difficulty)

    def exercises(
        self,
        topic: str | None = None,
        *,
        level: str | None = None,
        difficulty: tuple[float, float] = (0.0, 1.0),
        kinds: Iterable[Kind] = KINDS,
        count: int,
        seed: int = 0,
        jobs: int = 1,
    ) -> Iterator[Exercise]:
        """So many different exercises, fewer only where there are no more; each is `generate`'s for its own seed.

        With several `jobs` as many processes make them; they and their order stay the same.
        """
        wanted = self._wanted(topic, level, difficulty)
        chosen = tuple(kinds)
        seeds = (derived(seed, n) for n in range(count * 50))
        made = (
            (self._made(wanted, chosen, each) for each in seeds)
            if jobs == 1
            else in_processes(self, Order(topic, level, difficulty, chosen), seeds, jobs, count)
        )
        known: set[str] = set()
        idle = 0
        for exercise in made:
            idle += 1
            if exercise.id not in known:
                idle = 0
                known.add(exercise.id)
                yield exercise
            if len(known) == count or idle > MOST_IDLE:
                return

    def luring(
        self, misconception: str, *, level: str | None = None, kinds: Iterable[Kind] = KINDS, seed: int = 0
    ) -> Exercise:
        """One exercise that offers the answer of a misconception, by its id.

        Raises `InputError` for a level that there is not, and `LookupError` for a misconception that there is not, or
        of which no such exercise is found soon.
        """
        if all(m.id != misconception for m in self.shop.mistakes.all):
            raise LookupError(f"there is no misconception `{misconception}`")
        wanted = self._wanted(None, level, (0.0, 1.0))
        return self._made(wanted, tuple(k for k in kinds if k in LURING), seed, misconception)

    def _made(
        self,
        wanted: Wanted,
        kinds: tuple[Kind, ...],
        seed: int,
        lure: str | None = None,
    ) -> Exercise:
        rng = Random(f"exercise {seed}")
        order = [k for k in kinds if k in MAKERS]
        pools = [self._fitting(wanted)] if lure is None else self._touched(wanted, lure)
        if not order or not any(pools):
            raise LookupError("the worked cases give no such exercise")
        for n in range(MOST_TRIES if lure is None else MOST_LURES):
            if n % SAME_KIND == 0 or lure is not None:
                kind = rng.choice(order)
            pool = pools[n % len(pools)]
            picks = (rng.choice(pool) for _ in range(MOST_PICKS))
            template = next((t for t in picks if self._suits(kind, t)), None)
            situation = self.varying.situation(template, rng) if template is not None else None
            if situation is None:
                continue
            scene = Scene(self.shop, situation, Random(rng.random()), lure)
            draft = MAKERS[kind](scene)
            if draft is None:
                continue
            if lure is not None and lure not in draft.misconceptions:
                continue
            about = self._about(draft)
            fits = wanted.easiest <= rated(draft) <= wanted.hardest
            if fits and all(topic.concerns(about) for topic in wanted.topics):
                return self._finished(scene, draft, about, seed)
        raise LookupError("the worked cases give no such exercise")

    def _fitting(self, wanted: Wanted) -> list[Template]:
        """The worked cases that can be about what is wanted; those alone that name it, where these are enough."""
        key = wanted.topics
        if key not in self._fits:
            found = [t for t in self.templates if all(topic.may_be_in(t.text) for topic in wanted.topics)]
            near = [t for t in found if all(topic.is_named_in(t.text) for topic in wanted.topics)]
            self._fits[key] = [t for t in (near if len(near) >= ENOUGH else found) if t.plain]
        return self._fits[key]

    def _touched(self, wanted: Wanted, misconception: str) -> list[list[Template]]:
        """Where a misconception may matter: the worked cases that name what it changes, or its articles, and all."""
        fitting = self._fitting(wanted)
        touches = self.shop.mistakes.mistake(misconception).touches
        articles = {f"{name.split('.')[0]}.{_article(name, self.law.pack.head.id)}." for name in touches}
        named = ([t for t in fitting if any(name in t.text for name in names)] for names in (touches, articles))
        return [found for found in (*named, fitting) if found]

    def _suits(self, kind: Kind, template: Template) -> bool:
        """Whether a worked case can give an exercise of a kind at all, as far as its form tells."""
        case, actions = template.case, self.law.pack.vocabulary.actions
        match kind:
            case "unlawful-step":
                return len(case.history) >= minuting.LEAST_STEPS
            case "order":
                if template.name not in self._chains:
                    short = len(case.history) + bool(case.ask) <= minuting.MOST_LISTED
                    self._chains[template.name] = short and minuting.may_chain(self.shop, case)
                return self._chains[template.name]
            case "competent":
                return any(len(actions[i.kind].by) >= choosing.LEAST_BODIES for i in case.ask)
            case "votes":
                return any(self.shop.variation.votes.favour in i.fields for i in case.ask)
            case "permitted-now":
                return len(case.ask) + len(case.history) > 1
            case _:
                return bool(case.ask)

    def _about(self, draft: Draft) -> About:
        """What an exercise is about: the articles it cites, their procedures, who acts, the level of the first unit."""
        pack, case = self.law.pack, draft.case
        names = [c.provision for c in draft.citations]
        editions = self.shop.words["en"].editions
        marks = {m for n in names for p in editions.get(n, ()) for m in p.marks}
        actions = pack.vocabulary.actions
        acting = (str(i.fields.get("by") or actions[i.kind].by[0]) for i in (*case.ask, *case.history[-1:]))
        levels = [str(i.fields["level"]) for i in case.facts if i.kind == UNIT]
        return About(
            articles=tuple(dict.fromkeys(_article(n, pack.head.id) for n in names)),
            procedures=tuple(p.id for p in pack.procedures if p.id in marks),
            bodies=tuple(dict.fromkeys((*draft.bodies, *acting))),
            level=levels[0] if levels else None,
        )

    def _finished(self, scene: Scene, draft: Draft, about: About, seed: int) -> Exercise:
        case = draft.case
        texts: dict[str, tuple[str, ...]] = {
            lang: draft.story[lang] if draft.story else story(scene.tellers[lang], case, draft.remarks.get(lang, ()))
            for lang in LANGS
        }
        text = case_yaml(case.model_copy(update={"title": scene.tellers["en"].subject(case)}))
        content = repr((draft.kind, text, sorted(texts.items()), draft.question, draft.options, draft.number))
        return Exercise(
            id=hashlib.sha256(content.encode()).hexdigest()[:16],
            kind=draft.kind,
            form=FORM_OF[draft.kind],
            seed=seed,
            articles=about.articles,
            procedures=about.procedures,
            bodies=about.bodies,
            level=about.level,
            as_of=case.as_of.isoformat(),
            title=scene.texts(lambda t: capital(t.subject(case))),
            story=texts,
            question=draft.question,
            options=tuple(draft.options),
            key=draft.key,
            number=draft.number,
            wrong_numbers=draft.wrong_numbers,
            accepted=draft.accepted,
            hints=hints(scene, draft),
            explanation=draft.explanation,
            citations=draft.citations,
            rests_on=draft.rests_on,
            difficulty=rated(draft),
            structure=structure(scene, draft, texts["en"]),
            case=text,
        )


def derived(seed: int, n: int) -> int:
    """The seed of the exercise of that number in a series."""
    return int.from_bytes(hashlib.sha256(f"{seed} {n}".encode()).digest()[:6], "big")


def _article(provision: str, pack: str) -> str:
    """`kz.l148.24.1` as `l148.24`."""
    instrument = provision.removeprefix(f"{pack}.").split(".")[0]
    return f"{instrument}.{Locator.of(provision).numbers[0]}"
