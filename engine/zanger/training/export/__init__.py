"""Exercises written down for a learning system, for flashcards, or for paper: an exercise goes in, bytes come out."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import Literal, assert_never, get_args

import msgspec

from ...errors import ZangerError
from ..exercise import Exercise
from .handout import Handout

Format = Literal["moodle-xml", "gift", "anki", "qti", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)
BINARY: tuple[Format, ...] = ("anki", "qti")
"""Formats that are no text."""
NEEDED: dict[Format, str] = {"anki": "genanki", "html": "jinja2"}
"""The package that a format cannot do without."""


def written(handout: Handout, form: Format, *, with_key: bool = True) -> bytes:
    """The handout in a format; on paper the key is its last part, `with_key`.

    Raises `ZangerError` where the extra `training` is not installed.
    """
    if form in NEEDED and find_spec(NEEDED[form]) is None:
        raise ZangerError(f"the format {form} needs `{NEEDED[form]}`; install it with: pip install 'zanger[training]'")
    match form:
        case "moodle-xml":
            from .moodle import moodle

            return moodle(handout)
        case "gift":
            from .gift import gift

            return gift(handout).encode()
        case "anki":
            from .anki import anki

            return anki(handout)
        case "qti":
            from .qti import qti

            return qti(handout)
        case "html":
            from .page import page

            return page(handout, with_key=with_key).encode()
        case _:
            assert_never(form)


def key_page(handout: Handout) -> bytes:
    """The key as a page of its own, to print. Raises `ZangerError` where the extra `training` is not installed."""
    if find_spec(NEEDED["html"]) is None:
        raise ZangerError("the key on paper needs `jinja2`; install it with: pip install 'zanger[training]'")
    from .page import page

    return page(handout, with_exercises=False).encode()


def as_lines(exercises: Iterable[Exercise]) -> bytes:
    """Exercises as JSON, one on each line: their key as data, by which results are counted later."""
    encoder = msgspec.json.Encoder()
    return b"".join(encoder.encode(exercise) + b"\n" for exercise in exercises)


__all__ = ["BINARY", "FORMATS", "Format", "Handout", "as_lines", "key_page", "written"]
