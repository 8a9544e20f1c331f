"""What rules speak of: which fields of each kind, and how many things of a kind they ask for."""

from __future__ import annotations

from collections.abc import Iterable

from .program import Program, Rule
from .vocabulary import Vocabulary


def fields_used(rules: Iterable[Rule]) -> dict[str, set[str]]:
    """The fields of each kind that a rule speaks of, with `order` where it tells apart what is done twice."""
    found: dict[str, set[str]] = {}
    for rule in rules:
        for atom in (rule.head, *rule.atoms, *(t.atom for t in rule.tallies)):
            found.setdefault(atom.kind, set()).update(n for n, _ in atom.args)
        for tally in rule.tallies:
            found[tally.atom.kind].update([tally.distinct] if tally.distinct else [])
            if tally.distinct is None and (tally.op, tally.number) != ("==", 0):
                found[tally.atom.kind].add("order")
    return found


def most_counted(program: Program, vocabulary: Vocabulary) -> dict[str, int]:
    """How many things of a kind the rules ask for at most, where they count what follows from it."""
    found: dict[str, int] = {}
    for tally in (t for rule in program.rules for t in rule.tallies if t.op in (">=", ">", "==") and t.number):
        for kind in under(tally.atom.kind, program, vocabulary):
            found[kind] = max(found.get(kind, 0), tally.number + (tally.op == ">"))
    return found


def under(kind: str, program: Program, vocabulary: Vocabulary) -> set[str]:
    """The kinds from which one follows, itself among them, a class with its actions."""
    seen: set[str] = set()
    waiting = [kind]
    while waiting:
        if (found := waiting.pop()) not in seen:
            seen.add(found)
            waiting += vocabulary.members(found)
            waiting += [a.kind for rule in program.by_head.get(found, ()) for a in rule.atoms]
    return seen
