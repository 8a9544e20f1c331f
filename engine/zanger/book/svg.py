"""A diagram as SVG: nodes and labels that lead to the pages of the book, without scripts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from ..cite import Locator
from ..messages import SOURCE
from ..provision import ConclusionName, Provision
from ..words import Words
from . import addresses
from .diagram import named
from .layout import LINE, PAD, WIDTH, Drawing, Point

MOST_LABELS = 2
"""So many citations stand beside an edge; the list of steps has them all."""
MARKS: dict[ConclusionName, str] = {"permits": "may", "requires": "must", "forbids": "not", "defines": "is"}


def svg(drawing: Drawing, words: Words, title: str, description: str, here: str, ident: str) -> str:
    """The drawing as an SVG element."""
    width, height = f"{drawing.width:.0f}", f"{drawing.height:.0f}"
    head = (
        f'<svg class="diagram" id="{ident}" role="group" aria-labelledby="{ident}-title" '
        f'aria-describedby="{ident}-desc" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="{ident}-title">{escape(title)}</title>'
        f'<desc id="{ident}-desc">{escape(description)}</desc><defs>'
    )
    heads = (
        f'<marker id="{ident}-{mark}" class="head {mark}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" '
        'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z"/></marker>'
        for mark in MARKS.values()
    )
    edges = (
        f'<path class="edge {MARKS[way.edge.effect]}{" negative" if way.edge.negative else ""}" '
        f'd="{curve(way.points)}" marker-end="url(#{ident}-{MARKS[way.edge.effect]})"/>'
        for way in drawing.ways
    )
    citations = (f'<text class="label" x="{x:.0f}" y="{y:.0f}">{escape(text)}</text>' for x, y, text in labels(drawing))
    return "".join([head, *heads, "</defs>", *edges, *_nodes(drawing, words, here), *citations, "</svg>"])


def _nodes(drawing: Drawing, words: Words, here: str) -> Iterable[str]:
    for node, box in drawing.boxes.items():
        link = quoteattr(addresses.relative(here, addresses.TERMS, node.kind))
        sort, corner = ("action", 4) if node.bodies else ("status", 14)
        known = words.vocabulary.kinds[node.kind][1].label.get(words.lang)
        yield (
            f"<a href={link} aria-label={quoteattr(named(node, words))}>"
            f'<rect class="node {sort}" x="{box.x:.0f}" y="{box.y:.0f}" width="{WIDTH}" height="{box.height:.0f}" '
            f'rx="{corner}"/>'
        )
        for i, (part, line) in enumerate(box.lines):
            foreign = "" if known or part != "name" else f' lang="{SOURCE}"'
            y = box.y + PAD + LINE * i + 12
            yield f'<text class="{part}"{foreign} x="{box.middle:.0f}" y="{y:.0f}">{escape(line)}</text>'
        yield "</a>"


def labels(drawing: Drawing) -> list[tuple[float, float, str]]:
    """The citations beside the edges, each with the middle of its base line."""
    boxes = [(b.x, b.y, b.height) for b in drawing.boxes.values()]
    written: list[tuple[float, float, float]] = []
    found = []
    for way in drawing.ways:
        text = cited(way.edge.provisions)
        x, y = _free(way.points, text, written, boxes)
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
    way: tuple[Point, ...],
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


def _along(way: tuple[Point, ...], share: float) -> tuple[float, float]:
    lengths = [((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for a, b in itertools.pairwise(way)]
    left = sum(lengths) * share
    for (a, b), length in zip(itertools.pairwise(way), lengths, strict=True):
        if left <= length and length:
            return a[0] + (b[0] - a[0]) * left / length, a[1] + (b[1] - a[1]) * left / length
        left -= length
    return way[-1]


def curve(way: tuple[Point, ...]) -> str:
    """The points as a smooth line that leaves and enters upright."""
    path = f"M{way[0][0]:.0f} {way[0][1]:.0f}"
    for (x, y), (u, v) in itertools.pairwise(way):
        if abs(x - u) < 1 or abs(y - v) < 1:
            path += f"L{u:.0f} {v:.0f}"
        else:
            middle = (y + v) / 2
            path += f"C{x:.0f} {middle:.0f} {u:.0f} {middle:.0f} {u:.0f} {v:.0f}"
    return path
