"""Which facts can matter to a goal: what lets a replay look at little and stay exact.

From a goal the rules are followed backwards with the constants known so far. A rule that lacks
any fact for one of its patterns is dead and passed over. Whatever else the case holds cannot
change the goal, because no rule on the way to it can match it.
Source: the idea of magic sets, Bancilhon, Maier, Sagiv, Ullman (1986), used here on facts only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from .program import Atom, Binding, Fact, Program, Rule, Value, Var, unify
from .reference import Index

Goal = tuple[str, tuple[tuple[str, Value], ...]]
"""A kind, and the fields of it that are known."""


class Need(NamedTuple):
    """All that some goals can draw on: the facts, and the ids of the rules that can give anything."""

    facts: tuple[Fact, ...]
    rules: frozenset[str]


@dataclass
class _Node:
    """What one goal draws on by itself, and the goals below it; `alive` if anything could derive it."""

    alive: bool = True  # as long as it is not known: a recursive goal may be derivable
    facts: list[Fact] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    below: list[Goal] = field(default_factory=list)


class Demand:
    """Follows goals backwards through a program; what they share is followed once."""

    def __init__(self, program: Program, index: Index) -> None:
        self.program = program
        self.index = index
        self._nodes: dict[Goal, _Node] = {}

    def need(self, kind: str, known: Iterable[tuple[str, Value]] = ()) -> Need | None:
        """What a goal can draw on; None if nothing could derive it."""
        goal: Goal = (kind, tuple(sorted(known)))
        if not self._node(goal).alive:
            return None
        facts: dict[Fact, None] = {}
        rules: set[str] = set()
        seen = {goal}
        waiting = [goal]
        while waiting:
            node = self._nodes[waiting.pop()]
            facts.update(dict.fromkeys(node.facts))
            rules.update(node.rules)
            for below in node.below:
                if below not in seen:
                    seen.add(below)
                    waiting.append(below)
        return Need(tuple(facts), frozenset(rules))

    def _node(self, goal: Goal) -> _Node:
        node = self._nodes.get(goal)
        if node is None:
            node = self._nodes[goal] = _Node()
            known = dict(goal[1])
            alive = [self._rule(rule, known, node) for rule in self.program.by_head.get(goal[0], ())]
            node.alive = any(alive)
        return node

    def _rule(self, rule: Rule, known: dict[str, Value], node: _Node) -> bool:
        """Follow one rule of a goal; whether it could give it."""
        binding: Binding = {}
        for name, arg in rule.head.args:
            if name not in known:
                continue
            if isinstance(arg, Var):
                if binding.setdefault(arg.name, known[name]) != known[name]:
                    return False
            elif arg != known[name]:
                return False
        base, derived = self.program.ordered[rule.id]
        kinds = self.index.kinds()
        if not all(atom.kind in kinds for atom in base):
            return False
        by_head = self.program.by_head
        drawn: list[Fact] = []
        below: list[Goal] = []
        for atom in base:
            matching = [item for item, _ in self.index.matches(atom, binding)]
            if not matching:
                return False
            drawn += matching
            if len(matching) == 1:
                binding = unify(atom, matching[0], binding) or binding
        for atom in derived:
            goal = _goal(atom, binding)
            if not self._node(goal).alive:
                return False
            below.append(goal)
        for tally in rule.tallies:
            if tally.atom.kind in by_head:
                goal = _goal(tally.atom, binding)
                if self._node(goal).alive:
                    below.append(goal)
            else:
                drawn += [item for item, _ in self.index.matches(tally.atom, binding)]
        node.facts += drawn
        node.rules.append(rule.id)
        node.below += below
        return True


def _goal(atom: Atom, binding: Binding) -> Goal:
    known: list[tuple[str, Value]] = []
    for name, arg in atom.args:
        if isinstance(arg, Var):
            if arg.name in binding:
                known.append((name, binding[arg.name]))
        elif isinstance(arg, str | int):
            known.append((name, arg))
    return atom.kind, tuple(sorted(known))
