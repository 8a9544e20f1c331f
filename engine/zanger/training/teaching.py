"""What a session needs of a law: an exercise of a sort, articles as people write them, the names of misconceptions."""

from __future__ import annotations

from functools import cached_property

from ..law import Law
from ..messages import message
from ..question import Unfit
from .exercise import KINDS, Exercise, Kind
from .following import Wanted
from .generating import Trainer
from .materials import load
from .misconceptions import FILE, Misconception, Misconceptions
from .naming import Articles, NamedArticle
from .reply import EXPECTED, LONGEST, shown

SEEDS = 8
"""So many exercises about the article that refutes a misconception are made to find one that offers it."""
APART = 1_000_000_007
"""Between the seeds of these."""


class Teacher:
    """Makes and names what a session asks for. Reads of the law's pack only what is asked for."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.trainer = Trainer(law)
        self._vain: set[tuple[str, tuple[Kind, ...], str | None]] = set()

    @cached_property
    def _misconceptions(self) -> dict[str, Misconception]:
        return {m.id: m for m in load(self.law.pack, FILE, Misconceptions).misconceptions}

    @cached_property
    def _articles(self) -> Articles:
        return Articles(self.law.pack)

    def make(self, wanted: Wanted) -> Exercise | None:
        """An exercise; None where there is none of that sort. Raises `InputError` for a topic that is not there."""
        if wanted.misconception is None:
            return self._made(wanted, wanted.topic, wanted.seed)
        mistake = self._misconceptions.get(wanted.misconception)
        sort = (wanted.misconception, wanted.kinds, wanted.level)
        if mistake is None or sort in self._vain:
            return None
        article = _article(mistake.refuted_by)
        made = (self._made(wanted, article, wanted.seed + n * APART) for n in range(SEEDS))
        fitting = next((found for found in made if found is not None and mistake.id in found.misconceptions), None)
        if fitting is None:
            self._vain.add(sort)
        return fitting

    def _made(self, wanted: Wanted, topic: str | None, seed: int) -> Exercise | None:
        try:
            return self.trainer.generate(topic, level=wanted.level, kinds=wanted.kinds or KINDS, seed=seed)
        except LookupError:
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
            raise Unfit(told, given=shown(text), near=found.suggestion)
        raise Unfit(EXPECTED["short"], given=shown(text))

    def name(self, misconception: str, lang: str) -> str:
        """The name of a misconception; its id, if the law has none of that id any more."""
        found = self._misconceptions.get(misconception)
        return misconception if found is None else (found.title.get(lang) or found.title["en"])


def _article(provision: str) -> str:
    """`kz.l148.24.1` as `l148.24`."""
    return ".".join(provision.split(".")[1:3])
