"""A case brought to the point: without the facts that have nothing to do with what was done or is asked."""

from __future__ import annotations

from collections.abc import Collection

from ..case import Case, Item
from ..vocabulary import Vocabulary
from .situations import UNIT


def connected(case: Case, vocabulary: Vocabulary, always: Collection[str]) -> Case:
    """The case with those facts alone that are about what was done or is asked, so that the story is to the point.

    Facts of the kinds `always` are kept of every unit that is kept.
    """
    kept: set[object] = set()

    def told(item: Item) -> tuple[str | int | None, list[str | int]]:
        kind = vocabulary.kinds[item.kind][1]
        refs = [v for k, v in item.fields.items() if k in kind.fields and kind.fields[k].type == "ref"]
        return item.fields.get(kind.id_field) if kind.id_field else None, refs

    for item in (*case.history, *case.ask):
        own, refs = told(item)
        kept |= {own, *refs}
    units = {i.fields.get("id") for i in case.facts if i.kind == UNIT}
    chosen: list[Item] = []
    waiting = list(case.facts)
    while True:
        found = []
        for item in waiting:
            own, refs = told(item)
            whole = own is None or item.kind in always
            if (own is not None and own in kept) or (whole and all(r in kept for r in refs)):
                found.append(item)
        if not found:
            break
        for item in found:
            own, refs = told(item)
            kept |= {own, *(r for r in refs if r in units or own is not None)}
        chosen += found
        waiting = [i for i in waiting if not any(i is f for f in found)]
    facts = tuple(f for f in case.facts if any(f is c for c in chosen))
    return case if len(facts) == len(case.facts) else case.model_copy(update={"facts": facts})
