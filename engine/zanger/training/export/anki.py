"""Anki: a package of cards, a note for each exercise, with the key and every feedback on the back.

What Anki goes by when a package is imported again - the ids of notes, of the note type and of decks - comes from
the ids of the exercises, so that a later package updates its notes and doubles none. Of two editions of a note
Anki keeps the one with the later `stamp`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .archive import zipped
from .handout import Handout, Told
from .markup import inline, paragraphs

NOTE_TYPE = 1_604_912_345
"""The id of the note type: never another one, or learners' cards would be lost on an update."""
FIELDS = ("Id", "Title", "Story", "Question", "Options", "Hints", "Key", "Feedback", "Explanation", "Law")
FRONT = """\
<div class="title">{{Title}}</div>
<div class="story">{{Story}}</div>
<div class="question">{{Question}}</div>
{{Options}}
{{#Hints}}<details class="hints"><summary>?</summary>{{Hints}}</details>{{/Hints}}"""
BACK = """\
{{FrontSide}}
<hr id="answer">
<div class="key">{{Key}}</div>
{{Feedback}}
<div class="explanation">{{Explanation}}</div>
<div class="law">{{Law}}</div>
<div class="id">{{Id}}</div>"""
CSS = """\
.card { font: 18px/1.4 "Noto Sans", "DejaVu Sans", Arial, sans-serif; text-align: left; }
.title { font-weight: bold; }
.question { font-weight: bold; margin: 0.6em 0; }
ol.options { list-style-type: upper-alpha; }
.key { font-weight: bold; font-size: 1.2em; margin: 0.4em 0; }
.right { color: #1a6b2f; }
.wrong { color: #9b1c1c; }
.nightMode .right { color: #7fd99a; }
.nightMode .wrong { color: #ff9a9a; }
.law { font-style: italic; }
.id { color: #777; font-size: 0.7em; }
"""
FIRST_ID = 1 << 30


def anki(handout: Handout) -> bytes:
    """The exercises as an `.apkg`. Needs the package `genanki`."""
    import genanki

    model = genanki.Model(
        NOTE_TYPE,
        "Zanger",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Zanger", "qfmt": FRONT, "afmt": BACK}],
        css=CSS,
        sort_field_index=0,
    )
    decks = []
    for kind, told in handout.by_kind():
        name = "::".join(("Zanger", _one_deck(handout.title), _one_deck(kind)))
        deck = genanki.Deck(stable(f"deck:{handout.lang}:{name}"), name)
        for exercise in told:
            deck.add_note(_note(genanki, model, exercise))
        decks.append(deck)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made.apkg"
        genanki.Package(decks).write_to_file(str(path), timestamp=handout.stamp)
        made = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return zipped((name, archive.read(name)) for name in archive.namelist())


def stable(name: str) -> int:
    """A number for a name, the same for ever, that Anki takes for an id."""
    return FIRST_ID + int.from_bytes(sha256(name.encode()).digest()[:4]) % FIRST_ID


def guid(told: Told) -> str:
    """The id of a note: that of the exercise in its language."""
    return f"zanger-{told.handout.lang}-{told.id}"


def _one_deck(name: str) -> str:
    return name.replace("::", ": ").replace('"', "'")


def _note(genanki: Any, model: Any, told: Told) -> Any:
    fields = (
        inline(told.id),
        inline(told.title),
        paragraphs(told.story),
        inline(told.question),
        _options(told),
        paragraphs(told.hints),
        inline(told.key_text),
        "".join(_feedback(told)),
        paragraphs(told.explanation),
        inline(told.law),
    )
    return genanki.Note(model, list(fields), guid=guid(told), tags=[f"zanger::{t}" for t in told.tags])


def _options(told: Told) -> str:
    if not told.options:
        return ""
    return '<ol class="options">' + "".join(f"<li>{inline(o.text)}</li>" for o in told.options) + "</ol>"


def _feedback(told: Told) -> Iterator[str]:
    for answered in (*(told.ordered if told.exercise.form == "order" else told.options), *told.numbers):
        role = "right" if answered.right else "wrong"
        name = answered.key.upper() if told.options else answered.text
        yield f'<p class="{role}"><b>{name}</b> {inline(answered.feedback)}</p>'
