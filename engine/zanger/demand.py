"""Which facts can matter to a goal: what lets a replay look at little and stay exact.

From a goal the rules are followed backwards with the constants known so far. A rule that lacks
any fact for one of its patterns is dead and passed over. Whatever else the case holds cannot
change the goal, because no rule on the way to it can match it.
Source: the idea of magic sets, Bancilhon, Maier, Sagiv, Ullman (1986), used here on facts only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .program import Atom, Binding, Fact, Program, Rule, Value, Var, unify
from .reference import Index

Goal = tuple[str, tuple[tuple[str, Value], ...]]


@dataclass
class Demand:
    """What a goal can draw on: the facts, and the rules that can give anything."""

    program: Program
    index: Index
    facts: dict[Fact, None] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    _seen: dict[Goal, bool] = field(default_factory=dict)

    def visit(self, kind: str, known: Iterable[tuple[str, Value]] = ()) -> bool:
        """Follow one goal; whether anything could derive it."""
        goal: Goal = (kind, tuple(sorted(known)))
        if goal in self._seen:
            return self._seen[goal]
        self._seen[goal] = True  # a recursive goal may be derivable
        alive = [self._rule(rule, dict(goal[1])) for rule in self.program.by_head.get(kind, ())]
        self._seen[goal] = any(alive)
        return self._seen[goal]

    def _rule(self, rule: Rule, known: dict[str, Value]) -> bool:
        binding: Binding = {}
        for name, arg in rule.head.args:
            if name not in known:
                continue
            if isinstance(arg, Var):
                if binding.setdefault(arg.name, known[name]) != known[name]:
                    return False
            elif arg != known[name]:
                return False
        drawn: list[Fact] = []
        for atom in sorted(rule.atoms, key=lambda a: a.kind in self.program.by_head):
            if atom.kind in self.program.by_head:
                if not self.visit(atom.kind, _known(atom, binding)):
                    return False
                continue
            matching = [item for item, _ in self.index.matches(atom, binding)]
            if not matching:
                return False
            drawn += matching
            if len(matching) == 1:
                binding = unify(atom, matching[0], binding) or binding
        for tally in rule.tallies:
            if tally.atom.kind in self.program.by_head:
                self.visit(tally.atom.kind, _known(tally.atom, binding))
            else:
                drawn += [item for item, _ in self.index.matches(tally.atom, binding)]
        self.facts.update(dict.fromkeys(drawn))
        self.rules.add(rule.id)
        return True


def _known(atom: Atom, binding: Binding) -> list[tuple[str, Value]]:
    known: list[tuple[str, Value]] = []
    for name, arg in atom.args:
        if isinstance(arg, Var):
            if arg.name in binding:
                known.append((name, binding[arg.name]))
        elif isinstance(arg, str | int):
            known.append((name, arg))
    return known
