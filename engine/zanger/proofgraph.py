"""The proof of an answer as a picture: the text of a Mermaid diagram, or SVG."""

from __future__ import annotations

import textwrap
from importlib.util import find_spec
from typing import Literal

from .account import Explanation
from .decision import Proof, Step
from .errors import ZangerError
from .tree import below, conditions, located
from .words import Words, capital

Form = Literal["mermaid", "svg"]
Sort = Literal["fact", "reading", "derived", "goal"]
WRAP = 42
"""About how many characters a line of a Mermaid node has."""
INIT = '%%{init: {"flowchart": {"wrappingWidth": 480}}}%%'
"""Room for such a line in Cyrillic, so that Mermaid does not wrap it again, within a date or a citation."""
COLOURS: dict[Sort, tuple[str, str]] = {
    "fact": ("#e8f1fb", "#2b5f9e"),
    "reading": ("#fdf3d8", "#8a6100"),
    "derived": ("#ffffff", "#555555"),
    "goal": ("#e6f4e6", "#1f6b2c"),
}
"""Of each sort of step: its ground and its line."""


def drawn(explanation: Explanation, words: Words, form: Form) -> str:
    """The proof of an answer, drawn: the conclusion at the top, what it rests on below.

    Raises `ZangerError` where there is no proof, and for SVG where the extra `book` is not installed.
    """
    proof = explanation.proof
    if proof is None:
        raise ZangerError(f"there is no proof of `{explanation.asked}` to draw; `zanger why-not` tells what is missing")
    if form == "mermaid":
        return mermaid(proof, words, title(explanation, words), explanation.day)
    if find_spec("fast_sugiyama") is None:
        raise ZangerError("SVG needs one more package; install it with: pip install 'zanger[book]'")
    from .book.proofs import svg

    return svg(proof, words, title(explanation, words), explanation.day)


def title(explanation: Explanation, words: Words) -> str:
    """What the picture shows, in a few words."""
    if explanation.judgement is not None:
        return capital(words.done(explanation.judgement.action))
    if explanation.possibility is not None:
        p = explanation.possibility
        return f"{capital(words.body(p.by))}: {words.possibility(p)}"
    assert explanation.status is not None
    return capital(words.status(explanation.status))


def description(proof: Proof, words: Words) -> str:
    """What a picture holds, for those who do not see it."""
    facts = sum(1 for s in proof.steps if sort_of(s, proof) == "fact")
    return words.say(
        "A proof of {steps} steps: the conclusion at the top, below it what it rests on, down to {facts} facts.",
        steps=len(proof.steps),
        facts=facts,
    )


def sort_of(step: Step, proof: Proof) -> Sort:
    """What a step is drawn as; the conclusion is the last one."""
    if step.n == proof.steps[-1].n:
        return "goal"
    return "reading" if step.how == "reading" else "derived" if step.how == "derived" else "fact"


def lines(step: Step, words: Words, day: str) -> list[str]:
    """The text of a step and of its conditions, by the law of a day (ISO); a number stays with its sign."""
    return [text.replace("№ ", "№\u00a0") for text in (located(step, words), *conditions(step, words, day))]


def mermaid(proof: Proof, words: Words, title: str, day: str) -> str:
    """The proof, by the law of a day (ISO), as a Mermaid flowchart. Source: Mermaid 11, syntax of flowcharts."""
    found = [
        INIT,
        "flowchart BT",
        f"  accTitle: {_single(title)}",
        f"  accDescr: {_single(description(proof, words))}",
    ]
    for step in proof.steps:
        shown = [part for text in lines(step, words, day) for part in textwrap.wrap(text, WRAP, break_on_hyphens=False)]
        label = "<br/>".join(_escaped(part) for part in shown)
        found.append(f'  s{step.n}["{label}"]:::{sort_of(step, proof)}')
    found += [f"  s{n} --> s{step.n}" for step in proof.steps for n in below(step)]
    for sort, (ground, line) in COLOURS.items():
        found.append(f"  classDef {sort} fill:{ground},stroke:{line},color:#111111")
    return "\n".join(found)


def _escaped(text: str) -> str:
    """Text inside a quoted label: what Mermaid could read as its own is written by its number."""
    return "".join(f"#{ord(c)};" if c in '#&<>"`;{}|\\' else c for c in text)


def _single(text: str) -> str:
    return " ".join(_escaped(text).split())
