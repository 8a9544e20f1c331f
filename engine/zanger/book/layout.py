"""Where the nodes and edges of a diagram stand: the parts of its graph in layers, one beside or below another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..messages import message
from ..words import Words
from .diagram import Edge, Graph, Node, who

WIDTH, LINE, PAD = 190, 16, 9
"""Of a node, in pixels: its width, the height of a line of text, and the space around the text."""
GAP, BETWEEN = 22, 76
"""Pixels between nodes side by side, and between the layers."""
APART = 40
"""Pixels between parts of the graph that no edge joins."""
ACROSS = 1100
"""A part that would reach beyond so many pixels begins a new row."""
STUB = 10
"""Pixels that an edge runs upright before its arrow."""
LOOP = 40
"""Pixels to the right of a node that reads itself."""
NARROW, OTHER, BROAD, SPACE = 4.7, 8.1, 11.7, 4.2
"""About how broad letters are, in pixels."""
NARROW_LETTERS, BROAD_LETTERS = set("fijlrtI.,:;'()-іІ"), set("mwMWжшщюыфЖШЩЮЫФ—")
BOLD, SMALL = 1.14, 0.86
"""How much broader and narrower letters in bold and in small print are."""
UNIT, LANE = 100.0, 0.2
"""Of the layout: the room of a node, and what an edge takes of it that passes by."""

CONDITIONS = {
    (False, False): message("after:"),
    (False, True): message("if not:"),
    (True, False): message("prohibited after:"),
    (True, True): message("prohibited if not:"),
}
STATES = {
    (False, False): message("where:"),
    (False, True): message("where not:"),
    (True, False): message("prohibited where:"),
    (True, True): message("prohibited where not:"),
}
"""What is said of an action and of a status that are read: whether by a prohibition, and whether that it is not so."""

Sort = Literal["who", "name", "note"]
Point = tuple[float, float]
SIZES: dict[Sort, float] = {"who": BOLD, "name": 1, "note": SMALL}


@dataclass(frozen=True)
class Box:
    """Where a node stands: its upper left corner and its height, with the lines of its text."""

    x: float
    y: float
    height: float
    lines: tuple[tuple[Sort, str], ...]

    @property
    def middle(self) -> float:
        """The middle from left to right."""
        return self.x + WIDTH / 2


@dataclass(frozen=True)
class Way:
    """An edge with its points."""

    edge: Edge
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Drawing:
    """A graph with its places: a box a node, from top to bottom, the ways of its edges, and the size of all."""

    boxes: dict[Node, Box]
    ways: tuple[Way, ...]
    width: float
    height: float


@dataclass(frozen=True)
class Part:
    """Nodes that edges join, by number, with a place for each in layers and for each point that an edge passes.

    The points have the numbers after those of the nodes; `follow` joins numbers that are next to one another.
    """

    places: dict[int, Point]
    follow: tuple[tuple[int, int], ...] = ()


def drawing(graph: Graph, words: Words) -> Drawing:
    """The places of nodes and edges, from top to bottom; an edge to its own node goes round the node's right side."""
    nodes = graph.drawn
    return placed(nodes, graph.arrows, {node: lines(node, graph, words) for node in nodes})


def placed(nodes: list[Node], edges: list[Edge], text: dict[Node, tuple[tuple[Sort, str], ...]]) -> Drawing:
    """The places of sorted nodes with these texts, and of the edges between them."""
    return _packed([_Laid(part, nodes, edges, text).drawing() for part in _parts(nodes, edges)])


def _parts(nodes: list[Node], edges: list[Edge]) -> list[Part]:
    """The parts of a graph that no edge joins, the greatest first, and last the nodes without edges."""
    from fast_sugiyama import from_edges

    number = {node: n for n, node in enumerate(nodes)}
    pairs = sorted({(number[e.source], number[e.target]) for e in edges if e.source != e.target})
    found = []
    if pairs:
        for positions, _, _, listed in from_edges(
            pairs,
            minimum_length=1,
            vertex_spacing=UNIT,
            dummy_vertices=True,
            dummy_size=LANE,
            ranking_type="minimize",
            crossing_minimization="barycenter",
            check_layout=False,
        ):
            places = {int(n): (x / UNIT, y) for n, (x, y) in positions}
            flip = _downwards([p for p in pairs if p[0] in places], places)
            left = min(x for x, _ in places.values())
            places = {n: (x - left, y * flip) for n, (x, y) in places.items()}
            found.append(Part(places, tuple((int(a), int(b)) for a, b in (listed or ()))))
    found.sort(key=lambda part: -len(part.places))
    joined = {n for pair in pairs for n in pair}
    return [*found, *(Part({n: (0.0, 0.0)}) for n in range(len(nodes)) if n not in joined)]


def _downwards(pairs: list[tuple[int, int]], places: dict[int, Point]) -> int:
    """1 if most edges run from less to greater y, else -1."""
    down = sum(1 if places[b][1] > places[a][1] else -1 for a, b in pairs)
    return 1 if down >= 0 else -1


def _packed(parts: list[Drawing]) -> Drawing:
    """Parts in rows, from left to right and from top to bottom."""
    boxes: dict[Node, Box] = {}
    ways: list[Way] = []
    x = y = tall = wide = 0.0
    for part in parts:
        if x and x + part.width > ACROSS:
            x, y, tall = 0.0, y + tall + APART, 0.0
        for node, box in part.boxes.items():
            boxes[node] = Box(box.x + x + PAD, box.y + y + PAD, box.height, box.lines)
        for way in part.ways:
            ways.append(Way(way.edge, tuple((u + x + PAD, v + y + PAD) for u, v in way.points)))
        wide, tall = max(wide, x + part.width), max(tall, part.height)
        x += part.width + APART
    return Drawing(boxes, tuple(ways), wide + 2 * PAD, y + tall + 2 * PAD)


class _Laid:
    """A part of a graph in pixels."""

    def __init__(
        self, part: Part, nodes: list[Node], edges: list[Edge], text: dict[Node, tuple[tuple[Sort, str], ...]]
    ) -> None:
        self.places = part.places
        self.number = {nodes[n]: n for n in part.places if n < len(nodes)}
        self.count = len(nodes)
        self.edges = [e for e in edges if e.source in self.number]
        self.rows = sorted({round(y, 3) for _, y in part.places.values()})
        self.after: dict[int, list[int]] = {}
        for one, other in part.follow:
            self.after.setdefault(one, []).append(other)
            self.after.setdefault(other, []).append(one)
        in_row = {row: [n for n in self.number if self._row(self.number[n]) == i] for i, row in enumerate(self.rows)}
        self.heights = [max((tall(text[n]) for n in listed), default=0.0) for listed in in_row.values()]
        self.tops = [sum(self.heights[:i]) + BETWEEN * i for i in range(len(self.rows))]
        self.boxes: dict[Node, Box] = {}
        for listed in in_row.values():
            for node in sorted(listed, key=lambda n: self.places[self.number[n]]):
                self.boxes[node] = self._box(node, text[node])

    def _row(self, n: int) -> int:
        return self.rows.index(round(self.places[n][1], 3))

    def _left(self, n: int) -> float:
        return self.places[n][0] * (WIDTH + GAP)

    def _box(self, node: Node, text: tuple[tuple[Sort, str], ...]) -> Box:
        n = self.number[node]
        row = self._row(n)
        return Box(self._left(n), self.tops[row] + (self.heights[row] - tall(text)) / 2, tall(text), text)

    def _bend(self, n: int) -> tuple[Point, Point]:
        """The upper and lower end of the layer, in the middle of a place."""
        middle, row = self._left(n) + WIDTH / 2, self._row(n)
        return (middle, self.tops[row]), (middle, self.tops[row] + self.heights[row])

    def drawing(self) -> Drawing:
        """The part, with its upper left corner at zero."""
        ways = tuple(self._ways())
        right = max(b.x + WIDTH for b in self.boxes.values())
        right = max([right, *(x + (LOOP if w.edge.source == w.edge.target else 0) for w in ways for x, _ in w.points)])
        return Drawing(self.boxes, ways, right, self.tops[-1] + self.heights[-1])

    def _ways(self) -> Iterable[Way]:
        """The points of each edge; edges between the same nodes run side by side."""
        used: dict[tuple[Node, Node], int] = {}
        out: dict[Node, list[Edge]] = {}
        into: dict[Node, list[Edge]] = {}
        for e in self.edges:
            if e.source != e.target:
                out.setdefault(e.source, []).append(e)
                into.setdefault(e.target, []).append(e)
        for leaving in out.values():
            leaving.sort(key=lambda e: self.boxes[e.target].middle)
        for entering in into.values():
            entering.sort(key=lambda e: self.boxes[e.source].middle)
        for e in self.edges:
            a, b = self.boxes[e.source], self.boxes[e.target]
            same = used[(e.source, e.target)] = used.get((e.source, e.target), -1) + 1
            if e.source == e.target:
                x, y, step = a.x + WIDTH, a.y + a.height / 2, 12 + 4 * same
                yield Way(e, ((x, y - 9), (x + step, y - 9), (x + step, y + 9), (x, y + 9)))
                continue
            from_x = _spread(a, out[e.source].index(e), len(out[e.source]))
            to_x = _spread(b, into[e.target].index(e), len(into[e.target]))
            yield Way(e, self._way(e, from_x, to_x, 8 * same))

    def _way(self, e: Edge, from_x: float, to_x: float, aside: float) -> tuple[Point, ...]:
        a, b = self.boxes[e.source], self.boxes[e.target]
        down = b.y >= a.y + a.height
        points = [p for n in self._between(self.number[e.source], self.number[e.target]) for p in self._bend(n)]
        points.sort(key=lambda p: p[1] if down else -p[1])
        (_, a_top), (_, a_bottom) = self._bend(self.number[e.source])
        (_, b_top), (_, b_bottom) = self._bend(self.number[e.target])
        start = (from_x, a.y + a.height if down else a.y), (from_x, a_bottom if down else a_top)
        last = min(b_top, b.y - STUB) if down else max(b_bottom, b.y + b.height + STUB)
        end = (to_x, last), (to_x, b.y if down else b.y + b.height)
        return *start, *((x + aside, y) for x, y in points), *end

    def _between(self, a: int, b: int) -> list[int]:
        """The points that the layout has put on the way from one node to another."""
        queue, came = [a], {a: a}
        while queue:
            n = queue.pop(0)
            if n == b:
                break
            for m in self.after.get(n, ()):
                if m not in came and (m >= self.count or m == b):
                    came[m] = n
                    queue.append(m)
        path, n = [], came.get(b, a)
        while n != a:
            path.append(n)
            n = came[n]
        return path[::-1]


def _spread(box: Box, at: int, of: int) -> float:
    return box.x + WIDTH * (at + 1) / (of + 1)


# Text


def lines(node: Node, graph: Graph, words: Words) -> tuple[tuple[Sort, str], ...]:
    """The text of a node: its bodies, its name, and the statuses that its rules read without an arrow."""
    told = graph.told
    found: list[tuple[Sort, str]] = [("who", line) for line in wrapped(who(node, words), "who")]
    found += [("name", line) for line in wrapped(words.label(node.kind), "name")]
    read: dict[str, list[str]] = {head: [] for head in STATES.values()}
    for e in graph.edges:
        if e.target == node and e.source in told:
            read[condition(e)].append(words.label(e.source.kind))
    for head, labels in read.items():
        if labels:
            text = f"{words.say(head)} {'; '.join(dict.fromkeys(labels))}"
            found += [("note", line) for line in wrapped(text, "note")]
    return tuple(found)


def condition(edge: Edge) -> str:
    """The words before what a rule reads."""
    return (CONDITIONS if edge.source.bodies else STATES)[edge.effect == "forbids", edge.negative]


def wrapped(text: str, sort: Sort) -> list[str]:
    """The text in lines that fit into a node; a word that is too long is parted at its hyphens."""
    room = (WIDTH - PAD) / SIZES[sort]
    found: list[str] = []
    for word in text.split():
        parts = [word] if breadth(word) <= room else re.split(r"(?<=-)", word)
        for n, part in enumerate(parts):
            glue = "" if n else " "
            if found and breadth(found[-1] + glue + part) <= room:
                found[-1] += glue + part
            else:
                found.append(part)
    return found


def breadth(text: str) -> float:
    """About how many pixels a text takes in a node."""
    return sum(map(_letter, text))


def _letter(letter: str) -> float:
    if letter == " ":
        return SPACE
    return NARROW if letter in NARROW_LETTERS else BROAD if letter in BROAD_LETTERS else OTHER


def tall(text: tuple[tuple[Sort, str], ...]) -> float:
    """How many pixels a node takes from top to bottom."""
    return len(text) * LINE + 2 * PAD
