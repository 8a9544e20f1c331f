"""What a page of an answer must not show, and how its lines stand on it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zanger.reporting import Line
from zanger_cli.terminal import wrapped

INTERNAL = re.compile(
    r"\b(None|open:|covers:|prevails:|try:|reading:|today:|elsewhere\b)|\$\w|<\w+>|  +\S+ {2}$|\{\w*\}"
)
"""What belongs to the program and not to an answer."""


def seen(lines: Iterable[Line]) -> list[str]:
    """The lines as they stand on a page of 80 columns."""
    return [text for line in lines for text in wrapped(line, 80)]
