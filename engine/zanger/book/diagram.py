"""A procedure as a graph of its rules: what each reads, and what it gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..amendments import bodies
from ..load import LawPack
from ..provision import Absent, AnyCondition, ConclusionName, Count, Pattern, Provision, conditions
from ..words import Words, capital

MOST_ARROWS = 3
"""A status that is read in more places is told in each of them, without an arrow."""


@dataclass(frozen=True, order=True)
class Node:
    """An action with the bodies that may take it, or a status (no body)."""

    kind: str
    bodies: tuple[str, ...] = ()


@dataclass
class Edge:
    """What a rule reads and what it gives. `negative`: it is read that it is not so."""

    source: Node
    target: Node
    effect: ConclusionName
    negative: bool
    provisions: list[Provision] = field(default_factory=list)


@dataclass
class Graph:
    """The nodes with the provisions that give them, and the edges."""

    nodes: dict[Node, list[Provision]]
    edges: list[Edge]

    @property
    def told(self) -> set[Node]:
        """The statuses without arrows: those read in many places, and those that no provision here gives."""
        places = Counter(e.source for e in self.edges)
        return {n for n, given in self.nodes.items() if not n.bodies and (not given or places[n] > MOST_ARROWS)}

    @property
    def drawn(self) -> list[Node]:
        """The nodes that have a place in the diagram."""
        told = self.told
        return sorted(n for n, given in self.nodes.items() if given or n not in told)

    @property
    def arrows(self) -> list[Edge]:
        """The edges that are drawn."""
        told = self.told
        return [e for e in self.edges if e.source not in told]


def graph(pack: LawPack, provisions: Iterable[Provision]) -> Graph:
    """What the provisions read and give: an edge from each action and status that a rule reads to what it gives."""
    listed = list(provisions)
    nodes: dict[Node, list[Provision]] = {}
    for p in listed:
        for node in _given(pack, p):
            _add(nodes.setdefault(node, []), [p])
    edges: dict[tuple[Node, Node, ConclusionName, bool], Edge] = {}
    for p in listed:
        for pattern, negative in _read(p):
            if pack.vocabulary.sort(pattern.kind) in (None, "fact"):
                continue
            for source in _sources(pack, pattern, list(nodes)):
                nodes.setdefault(source, [])
                for target in _given(pack, p):
                    key = (source, target, p.conclusion[0], negative)
                    _add(edges.setdefault(key, Edge(*key)).provisions, [p])
    return _joined(Graph(nodes, list(edges.values())))


def _joined(graph: Graph) -> Graph:
    """The graph with those bodies in one node whose rules on an action read the same and are read in the same way."""
    alike: dict[tuple[object, ...], list[Node]] = {}
    for node in graph.nodes:
        reads = frozenset((e.source.kind, e.effect, e.negative) for e in graph.edges if e.target == node)
        read = frozenset((e.target.kind, e.effect, e.negative) for e in graph.edges if e.source == node)
        alike.setdefault((node.kind, bool(node.bodies), bool(graph.nodes[node]), reads, read), []).append(node)
    one = {n: Node(n.kind, tuple(b for m in nodes for b in m.bodies)) for nodes in alike.values() for n in nodes}
    nodes: dict[Node, list[Provision]] = {}
    for node, given in graph.nodes.items():
        _add(nodes.setdefault(one[node], []), given)
    edges: dict[tuple[Node, Node, ConclusionName, bool], Edge] = {}
    for e in graph.edges:
        key = (one[e.source], one[e.target], e.effect, e.negative)
        _add(edges.setdefault(key, Edge(*key)).provisions, e.provisions)
    return Graph(nodes, list(edges.values()))


def _add(known: list[Provision], more: Iterable[Provision]) -> None:
    """Add the provisions whose ids are not yet there."""
    for p in more:
        if p.id not in {k.id for k in known}:
            known.append(p)


def _given(pack: LawPack, p: Provision) -> list[Node]:
    kind = p.conclusion[1].kind
    if pack.vocabulary.sort(kind) == "class":
        return [Node(kind)]
    return [Node(kind, (body,)) for body in bodies(pack, p)] or [Node(kind)]


def _read(p: Provision) -> Iterator[tuple[Pattern, bool]]:
    for items, negated in ((p.when, False), (p.unless, True), (p.provided, False)):
        for item in conditions(items):
            if (found := _pattern(item)) is not None:
                yield found, negated != isinstance(item, Absent)


def _pattern(item: AnyCondition) -> Pattern | None:
    match item:
        case Pattern():
            return item
        case Count():
            return item.count.of
        case Absent():
            return item.none
    return None


def _sources(pack: LawPack, pattern: Pattern, known: list[Node]) -> list[Node]:
    """The nodes that a pattern reads: those known of its kind, else one of its own."""
    words = pack.vocabulary
    if words.sort(pattern.kind) == "status":
        return [Node(pattern.kind)]
    by = pattern.fields.get("by")
    named = by if isinstance(by, tuple) else (by,) if isinstance(by, str) and not by.startswith("$") else None
    kinds = words.members(pattern.kind)
    found = [n for n in known if n.kind in kinds and (named is None or set(n.bodies) & set(named))]
    if found:
        return found
    if words.sort(pattern.kind) == "class":
        return [Node(pattern.kind)]
    return [Node(pattern.kind, (str((named or words.actors(pattern.kind))[0]),))]


def who(node: Node, words: Words) -> str:
    """The bodies of a node, or nothing."""
    return capital(", ".join(words.body(b) for b in node.bodies))


def named(node: Node, words: Words) -> str:
    """The name of a node with its bodies."""
    return f"{who(node, words)}: {words.label(node.kind)}" if node.bodies else words.label(node.kind)
