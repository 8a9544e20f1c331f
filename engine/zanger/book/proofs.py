"""A proof laid out in layers and drawn as SVG, to stand by itself."""

from __future__ import annotations

from xml.sax.saxutils import escape

from ..decision import Proof
from ..proofgraph import COLOURS, description, lines, sort_of
from ..tree import below
from ..words import Words
from .diagram import Edge, Node
from .layout import LINE, PAD, WIDTH, Drawing, Sort, placed, wrapped
from .svg import curve

STYLE = (
    "text{font:13px sans-serif;text-anchor:middle;fill:#111}"
    "path{fill:none;stroke:#888}.head{fill:#888}rect{stroke-width:1.2}"
    + "".join(f".{sort}{{fill:{ground};stroke:{line}}}" for sort, (ground, line) in COLOURS.items())
)


def svg(proof: Proof, words: Words, title: str, day: str) -> str:
    """The proof, by the law of a day (ISO), as SVG: the conclusion at the top, arrows to it from what it rests on."""
    nodes = {step.n: Node(f"{len(proof.steps) - step.n:05}") for step in proof.steps}
    edges = [Edge(nodes[s.n], nodes[n], "defines", False) for s in proof.steps for n in below(s)]
    text: dict[Node, tuple[tuple[Sort, str], ...]] = {
        nodes[s.n]: tuple(("name", part) for whole in lines(s, words, day) for part in wrapped(whole, "name"))
        for s in proof.steps
    }
    whole = placed(sorted(nodes.values()), edges, text)
    sorts = {nodes[step.n]: sort_of(step, proof) for step in proof.steps}
    width, height = f"{whole.width:.0f}", f"{whole.height:.0f}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" lang="{words.lang}" '
            f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="desc">{escape(description(proof, words))}</desc>',
            f"<style>{STYLE}</style>",
            '<defs><marker id="to" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" '
            'markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path class="head" d="M0 0L10 5L0 10z"/></marker>'
            "</defs>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            *(f'<path d="{curve(tuple(dict.fromkeys(way.points)))}" marker-start="url(#to)"/>' for way in whole.ways),
            *(part for node in whole.boxes for part in _box(whole, node, sorts[node])),
            "</svg>",
        ]
    )


def _box(drawing: Drawing, node: Node, sort: str) -> list[str]:
    box = drawing.boxes[node]
    return [
        f'<rect class="{sort}" x="{box.x:.0f}" y="{box.y:.0f}" width="{WIDTH}" height="{box.height:.0f}" rx="4"/>',
        *(
            f'<text x="{box.middle:.0f}" y="{box.y + PAD + LINE * i + 12:.0f}">{escape(line)}</text>'
            for i, (_, line) in enumerate(box.lines)
        ),
    ]
