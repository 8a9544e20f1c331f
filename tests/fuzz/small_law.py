"""Laws of a few provisions, written for one test: a town with a mayor, a council, and what they may do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zanger import Law

INSTRUMENTS = (("charter", 1, "1999-01-01"), ("law", 2, "2000-01-01"), ("other", 2, "2001-01-01"))
VOCABULARY: dict[str, Any] = {
    "bodies": {"council": {}, "mayor": {}, "court": {}},
    "facts": {
        "town": {"id": {"type": "id"}, "size": {"type": "int", "min": 0, "max": 9}},
        "closed": {"town": {"type": "ref", "to": ["town"]}},
        "feast": {"town": {"type": "ref", "to": ["town"]}},
    },
    "actions": {
        "meet": {"by": ["council"], "fields": {"town": {"type": "ref", "to": ["town"]}}},
        "build": {
            "by": ["mayor", "council"],
            "fields": {
                "town": {"type": "ref", "to": ["town"]},
                "votes": {"type": "int", "min": 0, "max": 9, "optional": True},
            },
        },
        "stop": {"by": ["court"], "fields": {"town": {"type": "ref", "to": ["town"]}}},
    },
    "statuses": {"quiet": {"town": {"type": "ref", "to": ["town"]}}, "loud": {"town": {"type": "ref", "to": ["town"]}}},
}


def small_law(
    folder: Path, *provisions: Mapping[str, Any], readings: Mapping[str, tuple[str, ...]] | None = None
) -> Law:
    """The law of these provisions; `id` is `instrument.article.number`, dates and texts are filled in."""
    articles: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for given in provisions:
        instrument, article, _ = str(given["id"]).split(".", 2)
        full = {"in_force": {"from": "2002-01-01"}, "says": {"en": "Said."}, "source": SOURCE, **given}
        articles.setdefault((instrument, article), []).append({**full, "id": f"small.{given['id']}"})
    _write(folder / "pack.yaml", {
        "id": "small", "version": "1.0", "title": {"en": "Small"}, "languages": ["en"],
        "closing_principle": {"en": "Nothing else."},
    })  # fmt: skip
    _write(folder / "instruments.yaml", {"instruments": [
        {"id": i, "rank": rank, "title": {"en": i}, "short": {"en": i}, "adopted": day, "in_force": {"from": day},
         "source": SOURCE}
        for i, rank, day in INSTRUMENTS
    ]})  # fmt: skip
    _write(folder / "readings.yaml", {"readings": [
        {"id": name, "question": {"en": "Which?"}, "readings": {a: {"en": a} for a in answers}, "default": answers[0],
         "source": SOURCE}
        for name, answers in (readings or {}).items()
    ]})  # fmt: skip
    _write(folder / "vocabulary.yaml", {
        "bodies": {name: _label(name) for name in VOCABULARY["bodies"]},
        "facts": {name: {**_label(name), "fields": fields} for name, fields in VOCABULARY["facts"].items()},
        "actions": {name: {**_label(name), **spec} for name, spec in VOCABULARY["actions"].items()},
        "statuses": {name: {**_label(name), "fields": fields} for name, fields in VOCABULARY["statuses"].items()},
    })  # fmt: skip
    for (instrument, article), found in articles.items():
        path = folder / instrument / f"art-{article}.yaml"
        path.parent.mkdir(exist_ok=True)
        _write(path, {"article": article, "instrument": instrument, "title": {"en": "All"}, "provisions": found})
    return Law.load(folder)


SOURCE = {"grade": "primary", "ref": "invented"}


def _label(name: str) -> dict[str, Any]:
    return {"label": {"en": name}}


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
