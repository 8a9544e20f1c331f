"""What a session needs of a law: an exercise of a sort, articles as people write them, the names of misconceptions."""

from __future__ import annotations

from functools import cached_property

from ..law import Law
from ..messages import message
from ..question import Unfit
from ..words import Words
from .exercise import KINDS, Exercise, Kind
from .following import Wanted
from .generating import Trainer
from .materials import load
from .misconceptions import FILE, Misconception, Misconceptions
from .naming import Articles, NamedArticle
from .reply import EXPECTED, LONGEST, shown
from .telling import place


class Teacher:
    """Makes and names what a session asks for. Reads of the law's pack only what is asked for."""

    def __init__(self, law: Law, words: Words) -> None:
        self.law, self.words = law, words
        self.trainer = Trainer(law)
        self._vain: set[tuple[str | None, tuple[Kind, ...], str | None]] = set()

    @cached_property
    def _misconceptions(self) -> dict[str, Misconception]:
        return {m.id: m for m in load(self.law.pack, FILE, Misconceptions).misconceptions}

    @cached_property
    def _articles(self) -> Articles:
        return Articles(self.law.pack)

    def make(self, wanted: Wanted) -> Exercise | None:
        """An exercise; None where there is none of that sort. Raises `InputError` for a topic that is not there."""
        kinds, misconception = wanted.kinds or KINDS, wanted.misconception
        sort = (misconception, wanted.kinds, wanted.level)
        if sort in self._vain:
            return None
        try:
            if misconception is None:
                return self.trainer.generate(wanted.topic, level=wanted.level, kinds=kinds, seed=wanted.seed)
            return self.trainer.luring(misconception, level=wanted.level, kinds=kinds, seed=wanted.seed)
        except LookupError as error:
            if type(error) is not LookupError:  # a KeyError is no answer
                raise
            if misconception is not None:
                self._vain.add(sort)  # to look again for each exercise would hold up the session
            return None

    def read(self, text: str) -> tuple[str, ...]:
        """The article that a text names, or several with `;` between them, as locators.

        Raises `Unfit` for what names none, with the nearest that there is.
        """
        parts = [part for part in text.split(";") if part.strip()] or [text]
        return tuple(dict.fromkeys(self._one(part) for part in parts))

    def _one(self, text: str) -> str:
        fits = len(text) <= LONGEST and text.isprintable()
        found = self._articles.read(text) if fits else NamedArticle()
        if found.locator is not None:
            return found.locator
        if found.suggestion is not None:
            told = message("there is no such article: `{given}`; did you mean `{near}`?")
            raise Unfit(told, given=shown(text), near=place(found.suggestion, self.words))
        raise Unfit(EXPECTED["short"], given=shown(text))

    def name(self, misconception: str) -> str:
        """The name of a misconception; its id, if the law has none of that id any more."""
        found = self._misconceptions.get(misconception)
        return misconception if found is None else self.words.text(found.title)
