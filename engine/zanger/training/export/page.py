"""Paper: one page of HTML that prints well on A4, with exercises, an answer sheet, and the key apart from both."""

from __future__ import annotations

from pathlib import Path

from .handout import Handout
from .markup import inline

TEMPLATES = Path(__file__).parent / "templates"
BOXES = 5
"""So many boxes stand in a row of the answer sheet, where no exercise needs more."""


def page(handout: Handout, *, with_exercises: bool = True, with_key: bool = True) -> str:
    """The handout as HTML: exercises and answer sheet, the key, or all of it. Needs the package `jinja2`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["t"] = lambda text: Markup(inline(text))
    most = max([BOXES, *(len(told.options) for told in handout.told)])
    return environment.get_template("page.html").render(
        handout=handout,
        say=handout.say,
        letters="ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:most],
        with_exercises=with_exercises,
        with_key=with_key,
        css=Markup((TEMPLATES / "page.css").read_text(encoding="utf-8")),
    )
