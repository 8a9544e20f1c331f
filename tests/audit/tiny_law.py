"""Tiny laws for the audit: a sound one as a file, and faults as what is changed of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from zanger import Law
from zanger.audit import Audit, Finding

HERE = Path(__file__).parent
SOURCE = {"grade": "primary", "ref": "made up"}
LANGUAGES = ("en", "ru")


@dataclass(frozen=True)
class Fault:
    """One fault: what is changed of a sound law, and the finding that must come of it.

    `add`, `change` (a key without a value is taken away) and `drop` are provisions; `vocabulary` and `readings` are
    laid over those of the law. `subject` and `provisions` are what the finding is about.
    """

    name: str
    fault: str
    law: str
    kind: str
    subject: str
    provisions: tuple[str, ...] = ()
    add: tuple[dict[str, Any], ...] = ()
    change: dict[str, dict[str, Any]] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    vocabulary: dict[str, Any] = field(default_factory=dict)
    readings: dict[str, list[str]] = field(default_factory=dict)

    def shown(self, audit: Audit) -> list[Finding]:
        """The findings of the right kind about the right subject and provisions."""
        return [f for f in audit.findings if f.kind == self.kind and self._meant(f)]

    def _meant(self, found: Finding) -> bool:
        names = {c.provision for c in (*found.side, *found.against)}
        return found.subject == self.subject and {f"tiny.{p}" for p in self.provisions} <= names


def faults() -> Iterator[Fault]:
    """All of them."""
    for path in sorted((HERE / "faults").glob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        yield Fault(path.stem, **_typed(content))


def sound_law(folder: Path, name: str) -> Law:
    """A sound law."""
    return _law(folder, _sound(name))


def faulty_law(folder: Path, fault: Fault) -> Law:
    """The law with one fault."""
    content = _sound(fault.law)
    provisions: list[dict[str, Any]] = []
    for given in content["provisions"]:
        if given["id"] in fault.drop:
            continue
        changed = {**given, **fault.change.get(given["id"], {})}
        provisions.append({key: value for key, value in changed.items() if value not in (None, "")})
    unknown = {*fault.drop, *fault.change} - {p["id"] for p in content["provisions"]}
    assert not unknown, f"{fault.name} changes what is not there: {unknown}"
    vocabulary = _laid(content["vocabulary"], fault.vocabulary)
    readings = {**content.get("readings", {}), **fault.readings}
    return _law(
        folder,
        {**content, "provisions": [*provisions, *fault.add], "vocabulary": vocabulary, "readings": readings},
    )


def _sound(name: str) -> dict[str, Any]:
    text = (HERE / "sound" / f"{name}.yaml").read_text(encoding="utf-8")
    return dict(_typed(yaml.load(text, yaml.BaseLoader)))


def _typed(node: Any) -> Any:
    """Whole numbers and truth as such, all else as text: what the engine's own reader does with these files."""
    if isinstance(node, dict):
        return {key: _typed(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_typed(value) for value in node]
    if node in ("true", "false"):
        return node == "true"
    return int(node) if node.isdigit() else node


def _laid(below: Any, above: Any) -> Any:
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    merged = {key: _laid(below[key], above[key]) if key in below and key in above else value
              for key, value in {**below, **above}.items()}  # fmt: skip
    return {key: value for key, value in merged.items() if value != ""}


def _law(folder: Path, content: dict[str, Any]) -> Law:
    articles: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for given in content["provisions"]:
        instrument, article, *_ = str(given["id"]).split(".")
        article = article.split("-")[0]
        filled = {"in_force": {"from": "2002-01-01"}, "says": said("Said."), "source": SOURCE, **given}
        for key in ("overrides", "also"):
            if key in filled:
                filled[key] = [f"tiny.{name}" for name in filled[key]]
        articles.setdefault((instrument, article), []).append({**filled, "id": f"tiny.{given['id']}"})
    write(folder / "pack.yaml", {
        "id": "tiny", "version": "1.0", "title": said("Tiny"), "languages": list(LANGUAGES),
        "closing_principle": said("Nothing else."),
    })  # fmt: skip
    write(folder / "instruments.yaml", {"instruments": [
        {"id": name, "rank": rank, "title": said(name), "short": said(name), "adopted": day,
         "in_force": {"from": day}, "source": SOURCE}
        for name, rank, day in (("charter", 1, "1999-01-01"), ("law", 2, "2000-01-01"), ("other", 2, "2001-01-01"))
    ]})  # fmt: skip
    write(folder / "readings.yaml", {"readings": [
        {"id": name, "question": said("Which?"), "readings": {a: said(a) for a in answers}, "default": answers[0],
         "source": SOURCE}
        for name, answers in content.get("readings", {}).items()
    ]})  # fmt: skip
    if "roles" in content:
        write(folder / "roles.yaml", content["roles"])
    words = content["vocabulary"]
    write(folder / "vocabulary.yaml", {
        section: {name: {"label": said(name), **(kind or {})} for name, kind in words[section].items()}
        for section in ("bodies", "facts", "actions", "statuses")
    })  # fmt: skip
    for (instrument, article), found in articles.items():
        path = folder / instrument / f"art-{article}.yaml"
        path.parent.mkdir(exist_ok=True)
        write(path, {"article": article, "instrument": instrument, "title": said("All"), "provisions": found})
    return Law.load(folder)


def said(text: str) -> dict[str, str]:
    """A text in every language of a tiny law."""
    return dict.fromkeys(LANGUAGES, text)


def write(path: Path, content: Any) -> None:
    """A file of a pack; JSON is YAML too."""
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
