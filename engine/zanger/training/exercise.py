"""An exercise in three languages: what is told, what is asked, the key, and for every answer why, with the article.

Exercises are made by `generating` and read by everything else: the session in the terminal, the exports, the
course, the statistics. They carry all that these need, so that none of them asks the engine again.
"""

from __future__ import annotations

from typing import Literal, get_args

from ..decision import Citation, Part

Lang = Literal["en", "ru", "kk"]
LANGS: tuple[Lang, ...] = get_args(Lang)
Texts = dict[str, str]
"""The same text by language: `en`, `ru` and `kk`, all three always there."""

Kind = Literal[
    "permitted-now",
    "competent",
    "order",
    "votes",
    "may-they",
    "missing-fact",
    "unlawful-step",
    "article",
    "reading",
]
"""What is asked, one each: all that may be done now; which body; the order of the steps; how many votes of how many;
may they, may they not, or does the law leave it open; which fact is missing; which line of the minutes was unlawful;
which article; under which reading the answer is another one.
"""
KINDS: tuple[Kind, ...] = get_args(Kind)

Form = Literal["one", "many", "order", "number", "short"]
"""How an answer is given: one option, all that fit, all in their order, a whole number, a few words."""
FORM_OF: dict[Kind, Form] = {
    "permitted-now": "many",
    "competent": "one",
    "order": "order",
    "votes": "number",
    "may-they": "one",
    "missing-fact": "one",
    "unlawful-step": "one",
    "article": "short",
    "reading": "one",
}


class Option(Part):
    """One answer that can be chosen, or, of an `order`, one step.

    `key` is `a`, `b`, ... in the order in which they are shown. `feedback` tells why it is right or wrong, with the
    article that says so; `citations` are these articles. `misconception` is the id of the mistaken rule that gives
    this answer, as far as one is known.
    """

    key: str
    text: Texts
    right: bool
    feedback: Texts
    citations: tuple[Citation, ...]
    misconception: str | None = None


class WrongNumber(Part):
    """A number that a mistaken rule gives, with its feedback."""

    value: int
    feedback: Texts
    citations: tuple[Citation, ...]
    misconception: str | None = None


class Hint(Part):
    """A hint; the first says least. `cost` is the share of the points that it takes, above 0 and below 1."""

    text: Texts
    cost: float


class Exercise(Part):
    """One exercise. What it is about is told by ids: articles as `l148.24`, procedures as `SM4`, bodies, a level.

    `id` is the same for the same exercise in every run, and another for any other; `structure` is the same for those
    that differ in names, numbers and days alone. `story` is told paragraph by paragraph and has all facts that are
    needed; `question` asks. Of `options` (forms one, many, order) `key` lists the right ones, in their order where the
    order is asked. `number` is the right number (form number), with the numbers of known mistakes in `wrong_numbers`.
    `accepted` are the articles any of which is the right answer (form short) and, in every form, what the reasoning
    should cite: locators as `l148.24.1`, the most exact first; what a deputy writes is read by `naming`.
    `explanation` has the words of the law and the condition on which it turns, paragraph by paragraph, `citations`
    its articles. `rests_on` are questions of reading whose default the key rests on: then the story says which
    reading is followed. `difficulty` is from 0 (easy) to 1. `case` is the text of the case file from which the
    engine has worked out the key.
    """

    id: str
    kind: Kind
    form: Form
    seed: int
    articles: tuple[str, ...]
    procedures: tuple[str, ...]
    bodies: tuple[str, ...]
    level: str | None
    as_of: str
    title: Texts
    story: dict[str, tuple[str, ...]]
    question: Texts
    options: tuple[Option, ...] = ()
    key: tuple[str, ...] = ()
    number: int | None = None
    wrong_numbers: tuple[WrongNumber, ...] = ()
    accepted: tuple[str, ...] = ()
    hints: tuple[Hint, ...] = ()
    explanation: dict[str, tuple[str, ...]]
    citations: tuple[Citation, ...]
    rests_on: tuple[str, ...] = ()
    difficulty: float
    structure: str
    case: str

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """The ids of the mistakes that its wrong answers come from."""
        wrong: tuple[Option | WrongNumber, ...] = (*self.options, *self.wrong_numbers)
        return tuple(dict.fromkeys(w.misconception for w in wrong if w.misconception is not None))
