"""An article as a deputy writes it: `24(1)`, `п. 1 ст. 24 Закона № 148`, `24-баптың 1-тармағы`, `Constitution 87`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Literal

from ..cite import Locator
from ..decision import Part
from ..load import LawPack
from ..provision import Instrument

How = Literal["exactly", "article", "no"]
"""Whether an article was named exactly, the article alone (or another part of it), or not."""

LEVELS = ("article", "paragraph", "point", "part")
_AFTER: dict[str, int] = {  # beginnings of words before a number, by the level that the number tells
    "art": 0, "ст": 0, "para": 1, "п": 1, "пункт": 1, "sub": 2, "point": 2, "подп": 2, "пп": 2, "подпункт": 2,
    "part": 3, "ч": 1, "част": 1, "абз": 3, "indent": 3, "§": 1,
}  # fmt: skip
_BEFORE: dict[str, int] = {
    "бап": 0,
    "баб": 0,
    "тармақша": 2,
    "тармағ": 1,
    "тармақ": 1,
    "бөліг": 3,
    "бөлік": 3,
    "абзац": 3,
}
_TOKEN = re.compile(r"\d+(?:-\d+)*|[^\W\d_]+|§")
SIGN = r"(?:№|\bno\b\.?|\bn\b\.?)\s*"
LAW = r"\b(?:law|закон|заң)"
_NUMBER = re.compile(SIGN + r"(\d+(?:-[ivxlc]+)?)(?!\d)", re.I)
_SMALL = 3
"""Words shorter than this say nothing of an instrument."""
_EMPTY = {"the", "года", "жылғы", "туралы"}
_STEM = 5
"""So many letters of a word stay the same whatever its ending."""


class NamedArticle(Part):
    """What was read: `locator` as `l148.24.1`; None, with the nearest that there is as `suggestion`, of no article."""

    locator: str | None = None
    suggestion: str | None = None


class Articles:
    """The articles of a pack, found by the ways in which they are written."""

    def __init__(self, pack: LawPack) -> None:
        self.pack = pack
        self.known = tuple(dict.fromkeys(f"{p.instrument}.{Locator.of(p.id).numbers[0]}" for p in pack.provisions))
        self._size = Counter(name.split(".")[0] for name in self.known)
        self._main = max(self._size, key=lambda i: self._size[i])
        self._instruments = [(i.id, _groups(i), _serials(i)) for i in pack.instruments]

    def read(self, text: str) -> NamedArticle:
        """The article that a text names in English, Russian or Kazakh.

        Without a name of a law it is that of the pack with most articles, else the only one that has such an article.
        """
        plain = text.strip().lower().replace("ё", "е").removeprefix(f"{self.pack.head.id}.")
        plain = re.sub(r"\bsub[- ]?para", "subpara", plain)
        for name in self.known:  # as the program itself writes it
            if re.fullmatch(rf"{re.escape(name)}(?:\.\d+(?:-\d+)*)*", plain):
                return NamedArticle(locator=plain)
        instrument, rest = self._instrument(plain)
        numbers = _numbers(rest)
        if not numbers:
            return NamedArticle(suggestion=self._nearest(instrument, "1") if instrument else None)
        for holder in [instrument] if instrument else self._holders(numbers[0]):
            if f"{holder}.{numbers[0]}" in self.known:
                return NamedArticle(locator=".".join((holder, *numbers)))
        return NamedArticle(suggestion=self._nearest(instrument, numbers[0]))

    def _instrument(self, text: str) -> tuple[str | None, str]:
        """The law that a text names, and the text without its name."""
        best: tuple[int, str] | None = None
        for name, groups, serials in self._instruments:
            for serial in serials:
                alone = rf"{re.escape(serial)}(?![\w-])"
                if re.search(SIGN + alone, text) or (re.search(LAW, text) and re.search(rf"(?<![\w-]){alone}", text)):
                    return name, re.sub(rf"(?:{SIGN})?(?<![\w-]){alone}", " ", text, count=1)
            for group in (*groups, (name,)):
                if group and all(re.search(rf"\b{re.escape(stem)}", text) for stem in group):
                    best = max(best or (0, ""), (len(group), name), key=lambda b: b[0])
        if best is None:
            return None, text
        return best[1], re.sub(rf"\b(?:(?:19|20)\d\d|{re.escape(best[1])})\b", " ", text)

    def _holders(self, number: str) -> list[str]:
        """The laws that are meant by a bare number: that with most articles, else the one that alone has such a one."""
        having = [i for i in self._size if f"{i}.{number}" in self.known]
        return [self._main] if self._main in having else having if len(having) == 1 else []

    def _nearest(self, instrument: str | None, number: str) -> str | None:
        """The nearest article that there is."""
        wanted = f"{instrument or self._main}.{number}"
        within = [a for a in self.known if instrument is None or a.startswith(f"{instrument}.")]
        close = get_close_matches(wanted, within, n=1, cutoff=0.0)
        return close[0] if close else None


def names(locator: str | None, accepted: Iterable[str]) -> How:
    """Whether a locator is one of those that are accepted."""
    accepted = tuple(accepted)
    if locator is None:
        return "no"
    if any(locator == a or (a.count(".") == 1 and locator.startswith(f"{a}.")) for a in accepted):
        return "exactly"
    return "article" if _article(locator) in map(_article, accepted) else "no"


def _article(locator: str) -> str:
    return ".".join(locator.split(".")[:2])


def _numbers(text: str) -> tuple[str, ...]:
    """The numbers of article, paragraph and so on, from the words beside them, else in their order."""
    tokens = _TOKEN.findall(text)
    levels: dict[int, str] = {}
    free: list[tuple[int, str]] = []
    used: set[int] = set()
    for n, token in enumerate(tokens):
        before = _level(token, _BEFORE)
        if before is not None and n > 0 and n - 1 not in used and tokens[n - 1][0].isdigit():
            levels.setdefault(before, tokens[n - 1])
            used |= {n - 1, n}
    for n, token in enumerate(tokens):
        after = _level(token, _AFTER)
        if after is None or used & {n, n + 1} or n + 1 == len(tokens) or not tokens[n + 1][0].isdigit():
            continue
        levels.setdefault(after, tokens[n + 1])
        used |= {n, n + 1}
    free = [(n, token) for n, token in enumerate(tokens) if token[0].isdigit() and n not in used]
    for _, token in free:
        levels[next(level for level in range(len(levels) + 1) if level not in levels)] = token
    found: list[str] = []
    for level in range(len(LEVELS)):
        if level not in levels:
            break
        found.append(levels[level])
    return tuple(found)


def _level(token: str, words: dict[str, int]) -> int | None:
    fits = [w for w in words if token == w or (len(w) > 2 and token.startswith(w)) or _abbreviated(token, w)]
    return words[max(fits, key=len)] if fits else None


def _abbreviated(token: str, word: str) -> bool:
    """Whether a token is a form of a word that is short itself: `ст`, `статья`, `статьи`."""
    return word == "ст" and token.startswith("стат")


def _groups(instrument: Instrument) -> tuple[tuple[str, ...], ...]:
    """The stems of the short names of a law; none of one that is named by its number."""
    if any(_NUMBER.search(text) for text in instrument.short.values()):
        return ()
    return tuple(tuple(dict.fromkeys(_stems(text))) for text in instrument.short.values())


def _serials(instrument: Instrument) -> tuple[str, ...]:
    """The numbers of a law."""
    texts = (*instrument.short.values(), *instrument.title.values())
    return tuple(dict.fromkeys(n.lower() for text in texts for n in _NUMBER.findall(text)))


def _stems(text: str) -> Iterator[str]:
    for word in re.findall(r"[^\W_]+", text.lower().replace("ё", "е")):
        if len(word) >= _SMALL and word not in _EMPTY:
            yield word[:_STEM]
