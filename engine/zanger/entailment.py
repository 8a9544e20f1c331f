"""Which patterns of a rule can never fail alone, because the others entail them.

The other patterns are taken as facts about unknown things. What a rule concludes holds only where
one of the rules that conclude it applies; so each is opened into the bodies of those rules, a few
levels deep. If in every way of doing so the pattern is found, or follows from what is found by a
rule without further conditions, it holds wherever the others do. A field that is not optional is
always stated. A "no" says nothing: the search is not complete.
Source: the containment of conjunctive queries, Chandra and Merlin (1977), with unfolding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from .compile import READING
from .program import Arg, Atom, OneOf, Program, Rule, Tally, Var

DEPTH = 3


@dataclass(frozen=True)
class Held:
    """A pattern taken as a fact; its variables stand for unknown things, each of its own name."""

    kind: str
    args: tuple[tuple[str, Arg], ...]

    def get(self, field: str) -> Arg | None:
        """What is known of a field; None if it need not be stated."""
        return dict(self.args).get(field)


def entailed(program: Program, rule: Rule, n: int) -> bool:
    """Whether pattern `n` of a rule holds wherever the rest of the rule does.

    What a count of the rule itself asks for once may be the very fact that is missing: it does not help.
    """
    others = [Held(a.kind, a.args) for i, a in enumerate(rule.atoms) if i != n]
    own = rule.atoms[n].kind
    others += [h for t in rule.tallies for h in _counted(t, 2 if t.atom.kind == own else 1)]
    shared = {v for a in (*rule.atoms[:n], *rule.atoms[n + 1 :]) for v in a.variables()}
    return _Search(program, rule.atoms[n], shared).found(others, frozenset(), DEPTH)


def _counted(tally: Tally, times: int = 1) -> Iterator[Held]:
    """What is there because it is counted at least so many times."""
    least = {">=": tally.number, ">": tally.number + 1, "==": tally.number}.get(tally.op, 0)
    if least >= times:
        yield Held(tally.atom.kind, tally.atom.args)


class _Search:
    """The search for one pattern; `shared` are the variables that it has in common with the others."""

    def __init__(self, program: Program, wanted: Atom, shared: set[str]) -> None:
        self.program = program
        self.wanted = wanted
        self.shared = shared
        self._names = count()

    def found(self, held: list[Held], opened: frozenset[Held], depth: int) -> bool:
        """Whether the pattern is among what is held, in every way of opening it."""
        if any(self._is(item) for item in held) or self._follows(held):
            return True
        if depth == 0:
            return False
        for item in held:
            rules = self.program.by_head.get(item.kind, ())
            if not rules or item in opened:
                continue
            bodies = [body for rule in rules if (body := self._open(item, rule, held)) is not None]
            if bodies and all(self.found([*held, *body], opened | {item}, depth - 1) for body in bodies):
                return True
        return False

    def _is(self, item: Held) -> bool:
        """Whether the pattern is surely matched by what is held."""
        if item.kind != self.wanted.kind:
            return False
        own: dict[str, Arg] = {}
        for field, arg in self.wanted.args:
            value = self._value(item, field)
            match arg:
                case _ if value is None:
                    return False
                case Var(name) if name in self.shared:
                    if value != arg:
                        return False
                case Var(name):
                    if own.setdefault(name, value) != value or (isinstance(value, OneOf) and _repeats(self.wanted)):
                        return False
                case _:
                    if not _values(value) or not _values(value) <= _values(arg):
                        return False
        return True

    def _value(self, item: Held, field: str) -> Arg | None:
        """What is known of a field: an unknown thing of its own if it must be stated, None if it need not."""
        value = item.get(field)
        if value is None and (item.kind, field) not in self.program.optional:
            return Var(f"{field}'{next(self._names)}")
        return value

    def _follows(self, held: list[Held]) -> bool:
        """Whether a rule that asks for nothing but patterns gives the pattern from what is held."""
        return any(
            known is not None and self._matched(rule.atoms, held, *known)
            for rule in self.program.by_head.get(self.wanted.kind, ())
            if not rule.tests and not rule.tallies
            for known in (self._for_wanted(rule),)
        )

    def _for_wanted(self, rule: Rule) -> tuple[dict[str, Arg], dict[str, set[str | int]]] | None:
        """What the variables of a rule must be, and among which constants, to give the pattern; None if it cannot."""
        known: dict[str, Arg] = {}
        among: dict[str, set[str | int]] = {}
        head = dict(rule.head.args)
        if _repeats(self.wanted):
            return None
        for field, arg in self.wanted.args:
            given = head.get(field)
            match arg, given:
                case _, None:
                    return None
                case Var(name), _ if name not in self.shared:
                    pass
                case Var(), Var(name):
                    if known.setdefault(name, arg) != arg:
                        return None
                case Var(), _:
                    return None
                case _, Var(name):
                    among[name] = among.get(name, _values(arg)) & _values(arg)
                case _:
                    if not _values(given) <= _values(arg):
                        return None
        return known, among

    def _matched(
        self, atoms: tuple[Atom, ...], held: list[Held], known: dict[str, Arg], among: dict[str, set[str | int]]
    ) -> bool:
        """Whether all patterns of a rule are surely matched by what is held, its variables the same throughout."""
        if not atoms:
            return True
        for item in held:
            if item.kind == atoms[0].kind:
                bound = self._bound(atoms[0], item, known, among)
                if bound is not None and self._matched(atoms[1:], held, bound, among):
                    return True
        return False

    def _bound(
        self, atom: Atom, item: Held, known: dict[str, Arg], among: dict[str, set[str | int]]
    ) -> dict[str, Arg] | None:
        """The variables once a pattern is matched by an item; None if that is not sure."""
        bound = dict(known)
        for field, arg in atom.args:
            value = self._value(item, field)
            if value is None:
                return None
            if isinstance(arg, Var):
                if arg.name in bound and (bound[arg.name] != value or isinstance(value, OneOf)):
                    return None
                if arg.name in among and (not _values(value) or not _values(value) <= among[arg.name]):
                    return None
                bound[arg.name] = value
            elif not _values(value) or not _values(value) <= _values(arg):
                return None
        return bound

    def _open(self, item: Held, rule: Rule, held: list[Held]) -> list[Held] | None:
        """The body of a rule that gives `item`; None if it cannot."""
        known: dict[str, Arg] = {}
        head = dict(rule.head.args)
        for field, value in item.args:
            arg = head.get(field)
            if arg is None:
                return None
            if isinstance(arg, Var):
                known.setdefault(arg.name, value)
            elif _values(value) and not _values(arg) & _values(value):
                return None
        tag = next(self._names)

        def renamed(args: tuple[tuple[str, Arg], ...]) -> tuple[tuple[str, Arg], ...]:
            return tuple(
                (f, known.setdefault(a.name, Var(f"{a.name}'{tag}")) if isinstance(a, Var) else a) for f, a in args
            )

        body = [Held(a.kind, renamed(a.args)) for a in rule.atoms]
        body += [Held(h.kind, renamed(h.args)) for t in rule.tallies for h in _counted(t)]
        return None if any(_clash(a, b) for a in body for b in held) else body


def _values(arg: Arg) -> set[str | int]:
    """The constants that a term can be; none for a variable, which can be anything."""
    match arg:
        case Var():
            return set()
        case OneOf(values):
            return set(values)
        case _:
            return {arg}


def _repeats(atom: Atom) -> bool:
    names = list(atom.variables())
    return len(set(names)) < len(names)


def _clash(one: Held, other: Held) -> bool:
    """Whether two patterns ask for different readings of one question."""
    if one.kind != READING or other.kind != READING or one.get("id") != other.get("id"):
        return False
    mine, theirs = one.get("is"), other.get("is")
    assert mine is not None
    assert theirs is not None
    return not _values(mine) & _values(theirs)
