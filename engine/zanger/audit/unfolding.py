"""How many things of each kind a rule may need at once: its patterns, unfolded down to what can be stated or done."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from ..program import Arg, Atom, Program, Rule, Tally, Var
from ..vocabulary import Vocabulary

Key = tuple[str, tuple[tuple[str, object], ...]]
"""A kind and what is known of one thing of it: two patterns with the same key can be met by the same thing."""
Parts = dict[str, frozenset[Key]]

DEPTH = 12
MANY = 8
"""How many copies of a counted pattern are unfolded."""


class Unfolding:
    """Unfolds the rules of a program; what a rule needs is worked out once for each shape of its conclusion."""

    def __init__(self, program: Program, vocabulary: Vocabulary) -> None:
        self._program = program
        self._vocabulary = vocabulary
        self._names = count()

    def most(self) -> dict[str, int]:
        """The number of things of each kind that the greediest rule needs."""
        found: dict[str, int] = {}
        for rule in self._program.rules:
            for kind, keys in self._rule(rule, {}, ()).items():
                found[kind] = max(found.get(kind, 0), len(keys))
        return found

    def _rule(self, rule: Rule, known: Mapping[str, object], above: tuple[str, ...]) -> Parts:
        terms = dict(known)
        parts: Parts = {}
        for atom in rule.atoms:
            _join(parts, self._atom(atom, terms, above))
        for tally in rule.tallies:
            for _ in range(_copies(tally)):
                _join(parts, self._atom(tally.atom, dict(terms), above))
        return parts

    def _atom(self, atom: Atom, terms: dict[str, object], above: tuple[str, ...]) -> Parts:
        args = {name: self._term(arg, terms) for name, arg in atom.args}
        rules = self._program.by_head.get(atom.kind, ())
        if not rules:
            ids = self._vocabulary.kinds[atom.kind][1].id_field if atom.kind in self._vocabulary.kinds else None
            key = {ids: args.get(ids, next(self._names))} if ids else args
            parts: Parts = {atom.kind: frozenset({(atom.kind, tuple(sorted(key.items(), key=str)))})}
            for name, term in args.items():
                if (thing := self._referred(atom.kind, name)) is not None:
                    _join(parts, {thing[0]: frozenset({(thing[0], ((thing[1], term),))})})
            return parts
        if atom.kind in above or len(above) > DEPTH:
            return {}
        best: Parts = {}
        for rule in rules:
            heads = {a.name: args[n] for n, a in rule.head.args if isinstance(a, Var) and n in args}
            for kind, keys in self._rule(rule, heads, (*above, atom.kind)).items():
                if len(keys) > len(best.get(kind, ())):
                    best[kind] = keys
        return best

    def _referred(self, kind: str, field: str) -> tuple[str, str] | None:
        """The one kind of thing that a field refers to, with the name of its id."""
        if kind not in self._vocabulary.kinds:
            return None
        spec = self._vocabulary.fields(kind).get(field)
        if spec is None or spec.type != "ref" or len(spec.to) != 1:
            return None
        ids = self._vocabulary.kinds[spec.to[0]][1].id_field
        return (spec.to[0], ids) if ids else None

    def _term(self, arg: Arg, terms: dict[str, object]) -> object:
        if isinstance(arg, Var):
            return terms.setdefault(arg.name, next(self._names))
        return ("is", arg)


def _join(parts: Parts, more: Parts) -> None:
    for kind, keys in more.items():
        parts[kind] = parts.get(kind, frozenset()) | keys


def _copies(tally: Tally) -> int:
    """How many facts a count asks for, at least."""
    match tally.op:
        case ">=" | "==":
            return min(tally.number, MANY)
        case ">":
            return min(tally.number + 1, MANY)
        case _:
            return 0
