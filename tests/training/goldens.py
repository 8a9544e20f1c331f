"""The golden files of the exports; `python tests/training/goldens.py` writes them anew.

They hold the exercises of `samples` in every language. What is no text is kept as the texts that are in it: of QTI
the files of the archive one after another, of Anki the notes as its own library reads them.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import samples

from zanger.training.exercise import LANGS
from zanger.training.export import Format, Handout, written

FOLDER = Path(__file__).parents[1] / "golden" / "training"
TITLES = {"en": "Law No. 148: «votes»", "ru": "Закон № 148: «голоса»", "kk": "№ 148 Заң: «дауыстар»"}
SUFFIXES: dict[Format, str] = {"moodle-xml": "moodle.xml", "gift": "gift.txt", "qti": "qti.txt", "html": "page.html"}
STAMP = 1_700_000_000


def handout(lang: str) -> Handout:
    return Handout(TITLES[lang], lang, samples.ALL, STAMP)


def opened(archive: bytes) -> Iterator[tuple[str, str]]:
    """The names and texts of the files of a zip."""
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        for name in files.namelist():
            yield name, files.read(name).decode()


def text(form: Format, lang: str) -> str:
    """What a golden file holds."""
    made = written(handout(lang), form)
    if form == "qti":
        return "".join(f"=== {name}\n{content}" for name, content in opened(made))
    return made.decode()


def path(form: Format, lang: str) -> Path:
    return FOLDER / f"{lang}.{SUFFIXES[form]}"


if __name__ == "__main__":
    for form in SUFFIXES:
        for lang in LANGS:
            path(form, lang).write_text(text(form, lang), encoding="utf-8", newline="\n")
