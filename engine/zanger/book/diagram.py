"""A procedure as a graph of its rules, laid out in layers and drawn as SVG."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from ..amendments import bodies
from ..cite import Locator
from ..load import LawPack
from ..messages import SOURCE
from ..provision import Absent, AnyCondition, ConclusionName, Count, Pattern, Provision, conditions
from ..words import Words, capital
from . import addresses

WIDTH, LINE, PAD = 190, 16, 9
"""Of a node, in pixels: its width, the height of a line of text, and the space around the text."""
GAP, BETWEEN = 22, 84
"""Pixels between nodes side by side, and between the layers."""
STUB = 10
"""Pixels that an edge runs upright before its arrow."""
LATIN, OTHER, SPACE, BOLD = 6.9, 8.1, 4.4, 1.12
"""About how broad letters are, in pixels, and how much broader in bold."""
MOST_LABELS = 2
"""So many citations stand beside an edge; the list of steps has them all."""
UNIT = 100.0


@dataclass(frozen=True, order=True)
class Node:
    """An action of a body (a status has no body), or several actions that are spoken of together."""

    kind: str
    body: str = ""


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


@dataclass(frozen=True)
class Box:
    """Where a node stands: its upper left corner and its size, with the lines of its text."""

    x: float
    y: float
    height: float
    lines: tuple[str, ...]
    layer: int = 0

    @property
    def middle(self) -> float:
        """The middle from left to right."""
        return self.x + WIDTH / 2


@dataclass(frozen=True)
class Drawing:
    """A graph with its places: a box a node, the points of each edge, and the size of all."""

    boxes: dict[Node, Box]
    ways: list[tuple[Edge, tuple[tuple[float, float], ...]]]
    width: float
    height: float


def graph(pack: LawPack, provisions: Iterable[Provision]) -> Graph:
    """What the provisions read and give: an edge from each action and status that a rule reads to what it gives."""
    listed = list(provisions)
    nodes: dict[Node, list[Provision]] = {}
    for p in listed:
        for node in _given(pack, p):
            given = nodes.setdefault(node, [])
            if p.id not in {known.id for known in given}:
                given.append(p)
    edges: dict[tuple[Node, Node, ConclusionName, bool], Edge] = {}
    for p in listed:
        for pattern, negative in _read(p):
            if pack.vocabulary.sort(pattern.kind) in (None, "fact"):
                continue
            for source in _sources(pack, pattern, list(nodes)):
                nodes.setdefault(source, [])
                for target in _given(pack, p):
                    key = (source, target, p.conclusion[0], negative)
                    edge = edges.setdefault(key, Edge(*key))
                    if p.id not in {known.id for known in edge.provisions}:
                        edge.provisions.append(p)
    return Graph(nodes, list(edges.values()))


def _given(pack: LawPack, p: Provision) -> list[Node]:
    kind = p.conclusion[1].kind
    if pack.vocabulary.sort(kind) == "class":
        return [Node(kind)]
    return [Node(kind, body) for body in bodies(pack, p)] or [Node(kind)]


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
    found = [n for n in known if n.kind in kinds and (named is None or n.body in named)]
    if found:
        return found
    if words.sort(pattern.kind) == "class":
        return [Node(pattern.kind)]
    return [Node(pattern.kind, str((named or words.actors(pattern.kind))[0]))]


# Layout


def drawing(graph: Graph, words: Words, lines: Mapping[Node, tuple[str, ...]] | None = None) -> Drawing:
    """The places of nodes and edges, from top to bottom; a loop goes round its node's right side.

    `lines` are the texts of the nodes; else their bodies and labels.
    """
    from fast_sugiyama import from_edges

    nodes = sorted(graph.nodes)
    number = {node: n for n, node in enumerate(nodes)}
    pairs = sorted({(number[e.source], number[e.target]) for e in graph.edges if e.source != e.target})
    text = lines or {node: _lines(node, graph, words) for node in nodes}
    place: dict[int, tuple[float, float]] = {}
    follow: list[tuple[int, int]] = []
    left = 0.0
    joined = {n for pair in pairs for n in pair}
    base = len(nodes)
    if pairs:
        for positions, _, _, listed in from_edges(
            pairs,
            minimum_length=1,
            vertex_spacing=UNIT,
            dummy_vertices=True,
            dummy_size=0.4,
            ranking_type="minimize",
            crossing_minimization="barycenter",
            check_layout=False,
        ):
            # the points on the way of an edge are numbered anew in each part of the graph
            new = {int(n): int(n) if int(n) < len(nodes) else base + i for i, (n, _) in enumerate(positions)}
            base += len(positions)
            edge = min(x for _, (x, _) in positions)
            for n, (x, y) in positions:
                place[new[int(n)]] = ((x - edge) / UNIT + left, y)
            left = max(place[n][0] for n in new.values()) + 1.25
            follow += [(new[int(a)], new[int(b)]) for a, b in (listed or ())]
    flip = _downwards(pairs, place)
    place = {n: (x, y * flip) for n, (x, y) in place.items()}
    top = min((y for _, y in place.values()), default=0.0)
    for i, n in enumerate(n for n in range(len(nodes)) if n not in joined):
        place[n] = (left + i % 2 * 1.15, top + i // 2 * UNIT)
    rows = sorted({round(y, 3) for _, y in place.values()})
    heights = [
        max(
            (_height(text[nodes[n]]) for n, (_, y) in place.items() if n < len(nodes) and round(y, 3) == row), default=0
        )
        for row in rows
    ]
    tops = [PAD + sum(heights[:i]) + BETWEEN * i for i in range(len(rows))]
    boxes = {}
    for node in nodes:
        x, y = place[number[node]]
        row = rows.index(round(y, 3))
        height = _height(text[node])
        boxes[node] = Box(x * (WIDTH + GAP) + PAD, tops[row] + (heights[row] - height) / 2, height, text[node], row)

    def bend(n: int) -> list[tuple[float, float]]:
        x, y = place[n]
        row = rows.index(round(y, 3))
        middle = x * (WIDTH + GAP) + PAD + WIDTH / 2
        return [(middle, tops[row]), (middle, tops[row] + heights[row])]

    ways = _ways(graph, boxes, number, follow, bend)
    right = max((b.x + WIDTH for b in boxes.values()), default=0.0)
    right = max([right, *(x for _, way in ways for x, _ in way)])
    bottom = tops[-1] + heights[-1] if rows else 0.0
    return Drawing(boxes, ways, right + 2 * PAD, bottom + PAD)


def _downwards(pairs: list[tuple[int, int]], place: dict[int, tuple[float, float]]) -> int:
    """1 if most edges run from less to greater y, else -1."""
    down = sum(1 if place[b][1] > place[a][1] else -1 for a, b in pairs)
    return 1 if down >= 0 else -1


def _ways(
    graph: Graph,
    boxes: dict[Node, Box],
    number: dict[Node, int],
    follow: list[tuple[int, int]],
    bend: Callable[[int], list[tuple[float, float]]],
) -> list[tuple[Edge, tuple[tuple[float, float], ...]]]:
    """The points of each edge; edges between the same nodes run side by side."""
    count = len(number)
    after: dict[int, list[int]] = {}
    for one, other in follow:
        after.setdefault(one, []).append(other)
        after.setdefault(other, []).append(one)
    ways: list[tuple[Edge, tuple[tuple[float, float], ...]]] = []
    used: dict[tuple[Node, Node], int] = {}
    out: dict[Node, list[Edge]] = {}
    into: dict[Node, list[Edge]] = {}
    for e in graph.edges:
        if e.source != e.target:
            out.setdefault(e.source, []).append(e)
            into.setdefault(e.target, []).append(e)
    for leaving in out.values():
        leaving.sort(key=lambda e: boxes[e.target].middle)
    for entering in into.values():
        entering.sort(key=lambda e: boxes[e.source].middle)
    for e in graph.edges:
        a, b = boxes[e.source], boxes[e.target]
        same = used[(e.source, e.target)] = used.get((e.source, e.target), -1) + 1
        if e.source == e.target:
            x, y, step = a.x + WIDTH, a.y + a.height / 2, 12 + 4 * same
            ways.append((e, ((x, y - 9), (x + step, y - 9), (x + step, y + 9), (x, y + 9))))
            continue
        points = [p for n in _between(number[e.source], number[e.target], after, count) for p in bend(n)]
        from_x = _spread(a, out[e.source].index(e), len(out[e.source]))
        to_x = _spread(b, into[e.target].index(e), len(into[e.target]))
        down = b.y >= a.y + a.height
        points.sort(key=lambda p: p[1] if down else -p[1])
        (_, a_top), (_, a_bottom) = bend(number[e.source])
        (_, b_top), (_, b_bottom) = bend(number[e.target])
        start = (from_x, a.y + a.height if down else a.y), (from_x, a_bottom if down else a_top)
        last = min(b_top, b.y - STUB) if down else max(b_bottom, b.y + b.height + STUB)
        end = (to_x, last), (to_x, b.y if down else b.y + b.height)
        ways.append((e, (*start, *((x + 8 * same, y) for x, y in points), *end)))
    return ways


def _between(a: int, b: int, after: dict[int, list[int]], count: int) -> list[int]:
    """The points that the layout has put on the way from one node to another."""
    queue, came = [a], {a: a}
    while queue:
        n = queue.pop(0)
        if n == b:
            break
        for m in after.get(n, ()):
            if m not in came and (m >= count or m == b):
                came[m] = n
                queue.append(m)
    path, n = [], came.get(b, a)
    while n != a:
        path.append(n)
        n = came[n]
    return path[::-1]


def _spread(box: Box, at: int, of: int) -> float:
    return box.x + WIDTH * (at + 1) / (of + 1)


def _height(lines: tuple[str, ...]) -> float:
    return len(lines) * LINE + 2 * PAD


def _lines(node: Node, graph: Graph, words: Words) -> tuple[str, ...]:
    found = wrapped(label(node, words))
    return (*_who(node, words), *found)


def _who(node: Node, words: Words) -> list[str]:
    return wrapped(capital(words.body(node.body)), BOLD) if node.body else []


def wrapped(text: str, weight: float = 1) -> list[str]:
    """The text in lines that fit into a node; a word that is too long is parted at its hyphens."""
    room = (WIDTH - PAD) / weight
    lines: list[str] = []
    for word in text.split():
        parts = [word] if breadth(word) <= room else re.split(r"(?<=-)", word)
        for n, part in enumerate(parts):
            glue = "" if n else " "
            if lines and breadth(lines[-1] + glue + part) <= room:
                lines[-1] += glue + part
            else:
                lines.append(part)
    return lines


def breadth(text: str) -> float:
    """About how many pixels a text takes in a node."""
    return sum(SPACE if c == " " else LATIN if c.isascii() else OTHER for c in text)


def label(node: Node, words: Words) -> str:
    """The name of a node, without its body."""
    return words.label(node.kind)


def named(node: Node, words: Words) -> str:
    """The name of a node with its body."""
    return f"{capital(words.body(node.body))}: {label(node, words)}" if node.body else label(node, words)


# SVG


def svg(drawing: Drawing, words: Words, title: str, description: str, here: str, ident: str) -> str:
    """The drawing as an SVG element without scripts; nodes and labels lead to the articles."""
    marks = {"permits": "may", "requires": "must", "forbids": "not", "defines": "is"}
    parts = [
        f'<svg class="diagram" id="{ident}" role="img" aria-labelledby="{ident}-title {ident}-desc" '
        f'width="{drawing.width:.0f}" height="{drawing.height:.0f}" '
        f'viewBox="0 0 {drawing.width:.0f} {drawing.height:.0f}" xmlns="http://www.w3.org/2000/svg">',
        f'<title id="{ident}-title">{escape(title)}</title><desc id="{ident}-desc">{escape(description)}</desc><defs>',
    ]
    for mark in marks.values():
        parts.append(
            f'<marker id="{ident}-{mark}" class="head {mark}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" '
            'markerHeight="7" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z"/></marker>'
        )
    parts.append("</defs>")
    for edge, way in drawing.ways:
        mark = marks[edge.effect]
        shape = "edge " + mark + (" negative" if edge.negative else "")
        parts.append(f'<path class="{shape}" d="{curve(way)}" marker-end="url(#{ident}-{mark})"/>')
    for node, box in drawing.boxes.items():
        sort = "action" if node.body else "status"
        parts.append(
            f"<a href={quoteattr(addresses.relative(here, addresses.TERMS, node.kind))}>"
            f'<rect class="node {sort}" x="{box.x:.0f}" y="{box.y:.0f}" width="{WIDTH}" height="{box.height:.0f}" '
            f'rx="{4 if node.body else 14}"/>'
        )
        head = len(_who(node, words))
        known = words.vocabulary.kinds[node.kind][1].label.get(words.lang)
        foreign = "" if known else f' lang="{SOURCE}"'
        for i, line in enumerate(box.lines):
            bold = ' class="who"' if i < head else foreign
            y = box.y + PAD + LINE * i + 12
            parts.append(f'<text{bold} x="{box.middle:.0f}" y="{y:.0f}">{escape(line)}</text>')
        parts.append("</a>")
    for x, y, text in labels(drawing):
        parts.append(f'<text class="label" x="{x:.0f}" y="{y:.0f}">{escape(text)}</text>')
    return "".join([*parts, "</svg>"])


def labels(drawing: Drawing) -> list[tuple[float, float, str]]:
    """The citations beside the edges, each with the middle of its base line."""
    boxes = [(b.x, b.y, b.height) for b in drawing.boxes.values()]
    written: list[tuple[float, float, float]] = []
    found = []
    for edge, way in drawing.ways:
        text = cited(edge.provisions)
        x, y = _free(way, text, written, boxes)
        written.append((x, y, broad(text)))
        found.append((x, y, text))
    return found


def broad(text: str) -> float:
    """About how many pixels a label takes."""
    return 6.2 * len(text) + 6


def cited(provisions: Iterable[Provision]) -> str:
    """The first places of the provisions as bare numbers, `24(1)`, with `...` for more."""
    found = list(dict.fromkeys(str(Locator.of(p.id)).partition(" ")[2] for p in provisions))
    return ", ".join(found[:MOST_LABELS]) + (" ..." if len(found) > MOST_LABELS else "")


def _free(
    way: tuple[tuple[float, float], ...],
    text: str,
    written: list[tuple[float, float, float]],
    boxes: list[tuple[float, float, float]],
) -> tuple[float, float]:
    """A place along an edge for its label that covers neither a node nor another label."""
    wide = broad(text)
    places = [_along(way, t / 40) for t in (20, *(20 + sign * n for n in range(1, 19) for sign in (1, -1)))]
    sideways = (0, 30, -30, 60, -60, 90, -90, 120, -120)
    moved = [(dx, dy) for dy in (0, -40, 46, -60, 66, -80, 86) for dx in sideways if dx or dy]
    places += [(x + dx, y + dy) for dx, dy in moved for x, y in places]
    free = None
    for x, y in places:
        clear = all(abs(y - v) > 13 or abs(x - u) > (wide + w) / 2 for u, v, w in written)
        off = all(
            x + wide / 2 < bx or x - wide / 2 > bx + WIDTH or y < by or y - 12 > by + height for bx, by, height in boxes
        )
        if clear and off:
            return x, y
        if off and free is None:
            free = x, y
    return free or places[0]


def _along(way: tuple[tuple[float, float], ...], share: float) -> tuple[float, float]:
    lengths = [((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for a, b in itertools.pairwise(way)]
    left = sum(lengths) * share
    for (a, b), length in zip(itertools.pairwise(way), lengths, strict=True):
        if left <= length and length:
            return a[0] + (b[0] - a[0]) * left / length, a[1] + (b[1] - a[1]) * left / length
        left -= length
    return way[-1]


def curve(way: tuple[tuple[float, float], ...]) -> str:
    """The points as a smooth line that leaves and enters upright."""
    path = f"M{way[0][0]:.0f} {way[0][1]:.0f}"
    for (x, y), (u, v) in itertools.pairwise(way):
        if abs(x - u) < 1 or abs(y - v) < 1:
            path += f"L{u:.0f} {v:.0f}"
        else:
            middle = (y + v) / 2
            path += f"C{x:.0f} {middle:.0f} {u:.0f} {middle:.0f} {u:.0f} {v:.0f}"
    return path
