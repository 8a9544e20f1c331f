"""What is handed out: exercises in one language, told as the formats need them.

The formats are other ways to write a handout down. They take every text from here, and none asks the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from ...decision import Citation
from ...messages import Messages, message
from ..exercise import KINDS, Exercise, Kind, Option
from .spelling import Instruments, cited, spellings

KIND_NAMES: dict[Kind, str] = {
    "permitted-now": message("What may be done now"),
    "competent": message("Who is competent"),
    "order": message("The order of the steps"),
    "votes": message("How many votes"),
    "may-they": message("May they?"),
    "missing-fact": message("Which fact is missing"),
    "unlawful-step": message("The unlawful step"),
    "article": message("Name the article"),
    "reading": message("Which reading changes the answer"),
}


@dataclass(frozen=True)
class Handout:
    """Exercises in one language: `en`, `ru` or `kk`. `title` stands above them.

    `stamp` is the moment of the handout in seconds since 1970: where an exercise that is already there is only
    replaced by a later one, this is what tells. `instruments` has their short names by language, for the articles that
    are accepted without being cited. The same handout is the same bytes.
    """

    title: str
    lang: str
    exercises: tuple[Exercise, ...]
    stamp: int = 0
    instruments: Instruments = field(default_factory=dict)

    @cached_property
    def say(self) -> Messages:
        """The program's sentences in the language."""
        return Messages(self.lang)

    def text(self, texts: dict[str, str]) -> str:
        """A text of an exercise in the language."""
        return texts[self.lang]

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """The exercises, told in the language."""
        return tuple(Told(self, exercise) for exercise in self.exercises)

    def by_kind(self) -> Iterator[tuple[str, list[Told]]]:
        """The exercises of each kind, with its name."""
        in_order = sorted(self.told, key=lambda told: KINDS.index(told.exercise.kind))
        for kind, told in groupby(in_order, key=lambda told: told.exercise.kind):
            yield self.say(KIND_NAMES[kind]), list(told)


@dataclass(frozen=True)
class Answered:
    """An answer with its feedback: an option, or a number; `right` where it belongs to the key."""

    key: str
    text: str
    right: bool
    feedback: str


@dataclass(frozen=True)
class Told:
    """One exercise in the language of its handout."""

    handout: Handout
    exercise: Exercise

    @property
    def id(self) -> str:
        """The id of the exercise, the same in every export."""
        return self.exercise.id

    @property
    def name(self) -> str:
        """The title with the id, by which reports of results name the exercise."""
        return f"{self.title} [{self.id}]"

    @property
    def title(self) -> str:
        """The title."""
        return self.handout.text(self.exercise.title)

    @property
    def story(self) -> tuple[str, ...]:
        """What is told, paragraph by paragraph."""
        return self.exercise.story[self.handout.lang]

    @property
    def question(self) -> str:
        """What is asked."""
        return self.handout.text(self.exercise.question)

    @cached_property
    def options(self) -> tuple[Answered, ...]:
        """What can be chosen, or the steps, as they are shown."""
        return tuple(
            Answered(o.key, self.handout.text(o.text), o.right, self.handout.text(o.feedback))
            for o in self.exercise.options
        )

    @cached_property
    def numbers(self) -> tuple[Answered, ...]:
        """The right number first, then those of known mistakes."""
        if self.exercise.number is None:
            return ()
        wrong = (
            Answered(f"n{w.value}", str(w.value), False, self.handout.text(w.feedback))
            for w in self.exercise.wrong_numbers
        )
        return (Answered(f"n{self.exercise.number}", str(self.exercise.number), True, self.right), *wrong)

    @property
    def right(self) -> str:
        """What is said of a right number or a right article."""
        return self.handout.say("Right: {law}.", law=self.key_text if self.exercise.form == "short" else self.law)

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """The usual ways to write each article that is accepted, the most exact first, in every language."""
        known = self.handout.instruments
        ways = (spellings(place, self.exercise, known) for place in self.exercise.accepted)
        return tuple(dict.fromkeys(way for place in ways for way in place))

    @cached_property
    def ordered(self) -> tuple[Answered, ...]:
        """The steps in their right order."""
        by_key = {o.key: o for o in self.options}
        return tuple(by_key[key] for key in self.exercise.key)

    def place_of(self, option: Option | Answered) -> int:
        """Where a step stands in the right order, from 1."""
        return self.exercise.key.index(option.key) + 1

    @property
    def explanation(self) -> tuple[str, ...]:
        """Why, paragraph by paragraph."""
        return self.exercise.explanation[self.handout.lang]

    @property
    def law(self) -> str:
        """The articles, one after the other."""
        return "; ".join(self.cited(self.exercise.citations))

    def cited(self, citations: Iterable[Citation]) -> list[str]:
        """Citations in the language, each once."""
        lang = self.handout.lang
        return list(dict.fromkeys(c.texts[lang].short if lang in c.texts else c.short for c in citations))

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints; the first says least."""
        return tuple(self.handout.text(h.text) for h in self.exercise.hints)

    @property
    def key_text(self) -> str:
        """The key in a few words, as it stands on paper: letters, a number, or an article."""
        match self.exercise.form:
            case "number":
                return str(self.exercise.number)
            case "short":
                return " / ".join(self._short(place) for place in self.exercise.accepted)
            case "order":
                return " - ".join(key.upper() for key in self.exercise.key)
            case _:
                return ", ".join(key.upper() for key in self.exercise.key)

    def _short(self, place: str) -> str:
        known = self.handout.instruments
        return cited(place, self.handout.lang, self.exercise, known) or spellings(place, self.exercise, known)[0]

    @property
    def tags(self) -> tuple[str, ...]:
        """What the exercise is about, by ids: its kind, articles, procedures, bodies."""
        e = self.exercise
        return (e.kind, *e.articles, *e.procedures, *e.bodies, *((e.level,) if e.level else ()))
