"""What an exercise may be wanted about: an article, a procedure, a body, a level of units."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ..cite import Locator
from ..errors import Code, Diagnostic, InputError, Place, nearest
from ..load import LawPack
from ..provision import Provision
from .exercise import Exercise

LEVELS = ("unit", "level")


@dataclass(frozen=True)
class About:
    """What an exercise is about, as `Exercise` has it."""

    articles: tuple[str, ...]
    procedures: tuple[str, ...]
    bodies: tuple[str, ...]
    level: str | None


@dataclass(frozen=True)
class Topic:
    """A topic as it was read.

    `names` are words of which one stands in every worked case that can be about it, `near` those of which one
    stands in a case that surely is.
    """

    sort: Literal["article", "procedure", "body", "level"]
    name: str
    names: frozenset[str]
    near: frozenset[str] = frozenset()

    def is_named_in(self, text: str) -> bool:
        """Whether a worked case with this text names it."""
        return not self.near or any(name in text for name in self.near)

    def may_be_in(self, text: str) -> bool:
        """Whether a worked case with this text can be about it."""
        return any(name in text for name in self.names)

    def concerns(self, exercise: About | Exercise) -> bool:
        """Whether an exercise is about it."""
        match self.sort:
            case "article":
                return self.name in exercise.articles
            case "procedure":
                return self.name in exercise.procedures
            case "body":
                return self.name in exercise.bodies
            case "level":
                return self.name == exercise.level


def read_topic(pack: LawPack, text: str | None, *, levels: bool = False) -> Topic | None:
    """The topic that a text names, `24` or `l148.24`, `SM4`, `maslikhat`, `oblast`; only levels with `levels`.

    Raises `InputError` with the nearest name.
    """
    if text is None:
        return None
    ranks = pack.vocabulary.fields(LEVELS[0])[LEVELS[1]].values if LEVELS[0] in pack.vocabulary.facts else ()
    if text in ranks:
        return Topic("level", text, frozenset((f"{LEVELS[1]}: {text}",)))
    if not levels:
        if procedure := next((p.id for p in pack.procedures if p.id.upper() == text.upper()), None):
            return Topic("procedure", procedure, *_words(pack, lambda p: procedure in p.marks))
        if text in pack.vocabulary.bodies:
            kinds = {k for k, a in pack.vocabulary.actions.items() if text in a.by}
            return Topic("body", text, frozenset(f"{k}:" for k in kinds))
        if name := _article(pack, text):
            return Topic("article", name, *_words(pack, lambda p: _name(p) == name))
    known = [*ranks] if levels else [
        *(p.id for p in pack.procedures), *pack.vocabulary.bodies, *ranks, *_articles(pack)
    ]  # fmt: skip
    what = "level" if levels else "topic"
    message = f"there is no {what} `{text}`"
    raise InputError([Diagnostic(Code.WRONG_VALUE, message, Place(text, 1, 1), help=nearest(text, known))])


def _name(provision: Provision) -> str:
    return f"{provision.instrument}.{Locator.of(provision.id).numbers[0]}"


def _articles(pack: LawPack) -> list[str]:
    return sorted({_name(p) for p in pack.provisions})


def _article(pack: LawPack, text: str) -> str | None:
    """The article that is meant; of a bare number that of the instrument that has most articles."""
    found = _articles(pack)
    text = text.removeprefix(f"{pack.head.id}.")
    if text in found:
        return text
    if re.fullmatch(r"\d+(-\d+)*", text):
        same = [name for name in found if name.split(".", 1)[1] == text]
        size = {name: sum(other.startswith(name.split(".")[0] + ".") for other in found) for name in same}
        return max(same, key=lambda n: size[n]) if same else None
    return None


def _words(pack: LawPack, wanted: Callable[[Provision], bool]) -> tuple[frozenset[str], frozenset[str]]:
    """The ids of some provisions with the kinds of actions that they speak of, and the ids alone."""
    ids = {p.id for p in pack.provisions if wanted(p)}
    kinds = {p.conclusion[1].kind for p in pack.provisions if wanted(p)}
    actions = {f"{member}:" for kind in kinds for member in pack.vocabulary.members(kind)}
    return frozenset(ids | actions), frozenset(ids)
