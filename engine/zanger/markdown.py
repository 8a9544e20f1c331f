"""Lines of a report as Markdown: headings, and lists as deep as the lines stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .errors import harmless
from .reporting import Line

_SPECIAL = re.compile(r"([\\`*_<>\[\]|#~])")
_TELLING = ("?", "~", "!")
"""Marks that say what the words of their line do not."""
_BASE = 1
"""The indent of what stands first below a heading."""


def as_markdown(lines: Iterable[Line]) -> str:
    """The text of a Markdown file (CommonMark)."""
    return re.sub("\n{3,}", "\n\n", "\n".join(_lines(lines))).strip("\n") + "\n"


def _lines(lines: Iterable[Line]) -> Iterator[str]:
    depths: list[int] = []
    for line in lines:
        text = _SPECIAL.sub(r"\\\1", harmless(line.text, keep=""))
        if not text:
            continue
        if line.role in ("title", "head"):
            depths = []
            level = 1 if line.role == "title" else 2 if line.indent == 0 else 3
            yield from ("", f"{'#' * level} {text}", "")
        elif line.indent < _BASE:
            depths = []
            yield from ("", text)
        else:
            while depths and depths[-1] >= line.indent:
                depths.pop()
            mark = f"\\{line.mark} " if line.mark in _TELLING else ""
            yield f"{'  ' * len(depths)}- {mark}{f'**{text}**' if not depths else text}"
            depths.append(line.indent)
