"""The law as a book: static pages in each language, to read without a network."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from ..engines import EngineName
from ..errors import ZangerError
from ..law import Law
from ..messages import LANGUAGES

NEEDED = ("jinja2", "fast_sugiyama")


def write(law: Law, out: Path, languages: Iterable[str] = (), engine: EngineName = "reference", jobs: int = 1) -> int:
    """Write the book of a law into a folder and tell the number of files; with no `languages`, in all.

    So many `jobs` answer the worked cases at once; the bytes are the same. Raises `ZangerError` where the extra
    `book` is not installed, or for a language that is not there.
    """
    chosen = tuple(lang for lang in LANGUAGES if lang in languages) if (languages := tuple(languages)) else LANGUAGES
    unknown = [lang for lang in languages if lang not in LANGUAGES]
    if unknown:
        raise ZangerError(f"expected languages of {', '.join(LANGUAGES)}, found `{unknown[0]}`")
    if any(find_spec(name) is None for name in NEEDED):
        raise ZangerError("the book needs more packages; install them with: pip install 'zanger[book]'")
    from .site import files

    count = 0
    for name, text in files(law, chosen, engine, jobs):
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        count += 1
    return count


__all__ = ["write"]
