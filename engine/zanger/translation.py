"""What a pack does not yet say in a language: texts without it, and fields and values without any label."""

from __future__ import annotations

from collections.abc import Iterator

from .load import LawPack
from .messages import LANGUAGES, SOURCE
from .model import Mirror


def lacking(pack: LawPack, lang: str) -> Iterator[tuple[str, str]]:
    """The texts that are not given in a language, as their place in the pack and their English."""
    parts = (pack.head, pack.instruments, pack.vocabulary, pack.readings, *(a for _, a in pack.articles))
    for part in (*parts, pack.remarks, pack.differences):
        for where, texts in _texts(part, ""):
            if not texts.get(lang, "").strip():
                yield where, texts[SOURCE]


def _texts(item: object, where: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every text below an object, with its place."""
    if isinstance(item, Mirror):
        own = getattr(item, "id", None) or getattr(item, "article", None)
        start = str(own) if own else where
        for name in type(item).model_fields:
            if name != "at":
                yield from _texts(getattr(item, name), f"{start}.{name}" if start else name)
    elif isinstance(item, tuple):
        for part in item:
            yield from _texts(part, where)
    elif isinstance(item, dict):
        if SOURCE in item and set(item) <= set(LANGUAGES):
            yield where, item
            return
        for name, part in item.items():
            yield from _texts(part, f"{where}.{name}")


def unlabelled(pack: LawPack) -> Iterator[str]:
    """The fields that no label names, `kind.field`, and the values of enumerations, `kind.field.value`."""
    for _, kinds in pack.vocabulary.sorts():
        for kind, spec in kinds.items():
            for name, field in spec.fields.items():
                if field.label is None and name not in pack.vocabulary.labels:
                    yield f"{kind}.{name}"
                yield from (f"{kind}.{name}.{value}" for value in field.values if value not in field.labels)
