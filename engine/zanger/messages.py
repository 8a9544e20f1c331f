"""Messages: the sentences of the program, in the language that was asked for.

English is the source: a message is its own key. The others come from `locale/<language>`, which
`make messages` makes with Babel; reading them takes the standard library alone, and only the
language that is asked for is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from gettext import NullTranslations

Lang = Literal["en", "ru", "kk"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
SOURCE: Lang = "en"
DOMAIN = "zanger"


def message(text: str) -> str:
    """Marks a message that stands in a table, for those who collect messages; it is translated where it is used."""
    return text


def messages(one: str, many: str) -> tuple[str, str]:
    """Marks the two English forms of a message that goes with a number."""
    return one, many


class Messages:
    """Says messages in one language, their `{places}` filled in by name."""

    def __init__(self, lang: str = SOURCE, catalogue: NullTranslations | None = None) -> None:
        """`catalogue` stands in for the one of the language. Raises `ValueError` for a language that is not there."""
        if lang not in LANGUAGES:
            raise ValueError(f"expected one of {', '.join(LANGUAGES)}, found `{lang}`")
        self.lang = lang
        self._catalogue = catalogue or (None if lang == SOURCE else _catalogue(lang))

    def __call__(self, text: str, /, **places: object) -> str:
        """A message with its places filled in."""
        return (self._catalogue.gettext(text) if self._catalogue else text).format(**places)

    def plural(self, one: str, many: str, number: int, /, **places: object) -> str:
        """The form of a message that goes with a number."""
        if self._catalogue:
            return self._catalogue.ngettext(one, many, number).format(**places)
        return (one if number == 1 else many).format(**places)


def _catalogue(lang: str) -> NullTranslations:
    from gettext import translation
    from pathlib import Path

    return translation(DOMAIN, Path(__file__).parent / "locale", [lang])
