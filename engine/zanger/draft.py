"""The part of an unfinished case that can be judged: without the things whose numbers are still to be asked for.

Two unknown numbers make more ways than can be followed (`too-many-unknowns`), so a case that is
being built would not be answered until both are known. What is left out stays in the file as a comment.
"""

from __future__ import annotations

from .case import UNKNOWN, Case, Item
from .casefile import case_text, item_text
from .vocabulary import Vocabulary

SECTIONS = ("facts", "history", "ask")


def settled_part(
    case: Case, vocabulary: Vocabulary, known: frozenset[str]
) -> tuple[Case, tuple[tuple[str, Item], ...]]:
    """The case without what cannot be followed yet, and what was left out, each with its section.

    `known` are the keys (`facts[3].seats`) of fields that were asked for and that nobody knows: they stay.
    """
    open_numbers = [place for place in _numbers(case, vocabulary) if f"{place[0]}[{place[1]}].{place[2]}" not in known]
    if not open_numbers or len(list(_numbers(case, vocabulary))) < 2:
        return case, ()
    needed = _named_by_goal(case)
    out = {(section, line) for section, line, _ in open_numbers if section != "ask"} - needed
    while True:
        names = {getattr(case, s)[n - 1].fields.get("id") for s, n in out} - {None}
        more = {
            (s, n)
            for s in SECTIONS
            for n, item in enumerate(getattr(case, s), 1)
            if s != "ask" and (s, n) not in out | needed and names & {v for f, v in item.fields.items() if f != "id"}
        }
        if not more:
            break
        out |= more
    left = tuple((s, getattr(case, s)[n - 1]) for s, n in sorted(out, key=lambda p: (SECTIONS.index(p[0]), p[1])))
    update = {s: tuple(i for n, i in enumerate(getattr(case, s), 1) if (s, n) not in out) for s in SECTIONS}
    return case.model_copy(update=update), left


def _named_by_goal(case: Case) -> set[tuple[str, int]]:
    """The items of the case that the questions name, and those that these name."""
    found: set[tuple[str, int]] = set()
    names = {v for item in case.ask for f, v in item.fields.items() if f != "id"}
    while True:
        more = {
            (s, n): item
            for s in SECTIONS[:2]
            for n, item in enumerate(getattr(case, s), 1)
            if (s, n) not in found and item.fields.get("id") in names
        }
        if not more:
            return found
        found |= set(more)
        names = {v for item in more.values() for f, v in item.fields.items() if f != "id"}


def draft_text(case: Case, vocabulary: Vocabulary, known: frozenset[str], remarks: tuple[str, ...] = ()) -> str:
    """The text of the case at this moment, taken by `zanger check`; what is left out follows as comments."""
    part, left = settled_part(case, vocabulary, known)
    return case_text(part, (*(f"not yet: {section}: {item_text(item)}" for section, item in left), *remarks))


def _numbers(case: Case, vocabulary: Vocabulary) -> list[tuple[str, int, str]]:
    """Every number or day that is stated as unknown: section, line, field."""
    return [
        (section, line, name)
        for section in SECTIONS
        for line, item in enumerate(getattr(case, section), 1)
        for name, value in item.fields.items()
        if value == UNKNOWN and (spec := vocabulary.fields(item.kind).get(name)) and spec.type in ("int", "date")
    ]
