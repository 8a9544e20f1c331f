"""Which patterns of a rule can never fail alone, because the others entail them.

The other patterns are taken as facts about unknown things. What a rule concludes holds only where
one of the rules that conclude it applies; so each is opened into the bodies of those rules, towards
the pattern. If in every way of doing so the pattern is found, or some rule gives it, whichever
reading is chosen and whichever further fact is there or not, it holds wherever the others do.
A "no" says nothing: the search is not complete.
Source: the containment of conjunctive queries, Chandra and Merlin (1977), with unfolding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count, product

from .compile import READING
from .program import Arg, Atom, OneOf, Program, Rule, Tally, Value, Var

DEPTH = 6
"""How deep what is concluded is opened."""
BUDGET = 500
"""How many ways of opening are looked at."""
MAX_WORLDS = 64

Readings = Mapping[str, Collection[str]]
"""The readings of each question: one of them is always chosen."""
Literal = tuple[str, tuple[tuple[str, Arg | None], ...]]
"""That there is a fact with these fields; None is any value."""
Needs = dict[str | Literal, frozenset[Value]]
"""What a way of concluding something needs beside what is held: of a question one of these readings, of a literal
that it is so or not."""


@dataclass(frozen=True)
class Held:
    """A pattern taken as a fact; its variables stand for unknown things, each of its own name."""

    kind: str
    args: tuple[tuple[str, Arg], ...]
    depth: int = 0

    def get(self, field: str) -> Arg | None:
        """What is known of a field; None if it need not be stated."""
        return dict(self.args).get(field)


def entailed(
    program: Program, rule: Rule, n: int, readings: Readings | None = None, concluded: Collection[str] = ()
) -> bool:
    """Whether pattern `n` of a rule holds wherever the rest of the rule does.

    `concluded` are kinds that hold only where a rule gives them: beside one that no rule gives, all is entailed.

    What a count of the rule itself asks for once may be the very fact that is missing: it does not help.
    """
    others = [Held(a.kind, a.args) for i, a in enumerate(rule.atoms) if i != n]
    own = rule.atoms[n].kind
    others += [h for t in rule.tallies for h in _counted(t, 2 if t.atom.kind == own else 1)]
    shared = {v for a in (*rule.atoms[:n], *rule.atoms[n + 1 :]) for v in a.variables()}
    if any(h.kind in concluded and not program.by_head.get(h.kind) for h in others):
        return True
    return _Search(program, rule.atoms[n], shared, readings or {}).found(others, frozenset())


def _counted(tally: Tally, times: int = 1) -> Iterator[Held]:
    """What is there because it is counted at least so many times."""
    least = {">=": tally.number, ">": tally.number + 1, "==": tally.number}.get(tally.op, 0)
    if least >= times:
        yield Held(tally.atom.kind, tally.atom.args)


class _Search:
    """The search for one pattern; `shared` are the variables that it has in common with the others."""

    def __init__(self, program: Program, wanted: Atom, shared: set[str], readings: Readings) -> None:
        self.program = program
        self.wanted = wanted
        self.shared = shared
        self.readings = readings
        self.left = BUDGET
        self._names = count()

    def found(self, held: list[Held], opened: frozenset[Held]) -> bool:
        """Whether the pattern is among what is held, or follows from it, in every way of opening it.

        Opening takes nothing away, so that it does not matter what is opened first; the nearest is.
        """
        if any(self._is(item) for item in held) or self._follows(held):
            return True
        near = [i for i in held if i.kind in self.distance and i.depth < DEPTH and i not in opened]
        for item in sorted(near, key=lambda i: self.distance[i.kind]):
            rules = self.program.by_head[item.kind]
            bodies = [body for rule in rules if (body := self._open(item, rule, held)) is not None]
            self.left -= len(bodies)
            if bodies and self.left >= 0:
                return all(self.found([*held, *body], opened | {item}) for body in bodies)
        return False

    @cached_property
    def distance(self) -> dict[str, int]:
        """In how many steps of opening each kind can lead to the pattern, or to what a rule that gives it needs."""
        targets = {self.wanted.kind}
        targets |= {a.kind for r in self.program.by_head.get(self.wanted.kind, ()) for a in r.atoms}
        found = dict.fromkeys(targets - {READING}, 0)
        waiting = list(found)
        for kind in waiting:
            for rule in self.program.openers.get(kind, ()):
                if rule.head.kind not in found:
                    found[rule.head.kind] = found[kind] + 1
                    waiting.append(rule.head.kind)
        return {kind: steps for kind, steps in found.items() if kind in self.program.by_head}

    def _is(self, item: Held) -> bool:
        """Whether the pattern is surely matched by what is held."""
        if item.kind != self.wanted.kind:
            return False
        own: dict[str, Arg] = {}
        stated = item.kind not in self.program.by_head
        for field, arg in self.wanted.args:
            value = item.get(field)
            if value is None and stated and (item.kind, field) not in self.program.optional:
                value = Var(f"{field}'{next(self._names)}")  # it is stated, whatever it is
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

        below = item.depth + 1
        body = [Held(a.kind, renamed(a.args), below) for a in rule.atoms]
        body += [Held(h.kind, renamed(h.args), below) for t in rule.tallies for h in _counted(t)]
        return None if any(_clash(a, b) for a in body for b in held) else body

    # What follows from what is held.

    def _follows(self, held: list[Held]) -> bool:
        """Whether a rule gives the pattern, whatever is chosen of the readings and there of other facts."""
        if _repeats(self.wanted):
            return False
        ways = [n for r in self.program.by_head.get(self.wanted.kind, ()) if (n := self._needs(r, held)) is not None]
        domains: dict[str | Literal, list[Value]] = {}
        for key in dict.fromkeys(key for way in ways for key in way):
            if isinstance(key, str):
                known = [_values(v) for i in held if i.kind == READING and i.get("id") == key and (v := i.get("is"))]
                if key in self.readings:
                    known.append(set(self.readings[key]))
                if not known:
                    ways = [way for way in ways if key not in way]
                    continue
                domains[key] = sorted(set.intersection(*known), key=str)
            else:
                domains[key] = [False, True]
        size = 1
        for values in domains.values():
            size *= len(values)
        if not ways or size > MAX_WORLDS:
            return False
        worlds = (dict(zip(domains, values, strict=True)) for values in product(*domains.values()))
        return all(any(all(world[k] in way[k] for k in way) for way in ways) for world in worlds)

    def _needs(self, rule: Rule, held: list[Held]) -> Needs | None:
        """What a rule needs beside what is held to give the pattern; None if that cannot be told."""
        bound = self._head(rule)
        if bound is None or rule.tests:
            return None
        needs: Needs = {}
        free: list[Atom] = []
        for atom in rule.atoms:
            if atom.kind == READING:
                args = dict(atom.args)
                values = frozenset(_values(args["is"]))
                name = str(args["id"])
                needs[name] = needs.get(name, values) & values
            elif (match := next(self._matches(atom, held, bound), None)) is not None:
                bound = match
            else:
                free.append(atom)
        often = [v for a in rule.atoms for v in dict.fromkeys(a.variables())]
        for atom in free:
            if _repeats(atom) or any(v not in bound and often.count(v) > 1 for v in atom.variables()):
                return None
            key = _literal(atom, bound)
            needs[key] = needs.get(key, frozenset({True})) & {True}
        for tally in rule.tallies:
            if tally.op != "==" or tally.number or _repeats(tally.atom):
                return None
            if any(v not in bound and v in often for v in tally.atom.variables()):
                return None
            key = _literal(tally.atom, bound)
            needs[key] = needs.get(key, frozenset({False})) & {False}
        return needs

    def _head(self, rule: Rule) -> dict[str, Arg] | None:
        """What the variables of a rule must be for its head to be the pattern; None if it need not be."""
        bound: dict[str, Arg] = {}
        head = dict(rule.head.args)
        for field, arg in self.wanted.args:
            given = head.get(field)
            if given is None:
                return None
            if isinstance(arg, Var) and arg.name not in self.shared:
                continue
            if isinstance(given, Var):
                if isinstance(arg, OneOf) or bound.setdefault(given.name, arg) != arg:
                    return None
            elif isinstance(arg, Var) or not _values(given) <= _values(arg):
                return None
        return bound

    def _matches(self, atom: Atom, held: list[Held], bound: dict[str, Arg]) -> Iterator[dict[str, Arg]]:
        """The ways in which what is held surely matches a pattern, with its variables bound."""
        stated = atom.kind not in self.program.by_head
        for item in held:
            if item.kind != atom.kind:
                continue
            known = dict(bound)
            for field, arg in atom.args:
                value = item.get(field)
                if value is None and stated and (atom.kind, field) not in self.program.optional:
                    value = Var(f"{field}'{next(self._names)}")  # it is stated, whatever it is
                if value is None:
                    break
                if isinstance(arg, Var):
                    if isinstance(value, OneOf) or known.setdefault(arg.name, value) != value:
                        break
                elif not _values(value) or not _values(value) <= _values(arg):
                    break
            else:
                yield known


def _literal(atom: Atom, bound: Mapping[str, Arg]) -> Literal:
    """A pattern as a literal, its variables as they are bound."""
    return atom.kind, tuple(
        sorted(((f, bound.get(a.name) if isinstance(a, Var) else a) for f, a in atom.args), key=lambda p: p[0])
    )


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
