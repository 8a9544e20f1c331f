"""A bar on a terminal that tells how far a long search has come."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from zanger.messages import Messages, message

STEPS = {
    "search": message("searching the law"),
    "deeper": message("looking again for what was not seen to apply"),
    "witness": message("looking for cases"),
    "compare": message("comparing the two laws"),
    "exercises": message("making exercises"),
}


@contextmanager
def bar(lang: str) -> Iterator[Callable[[str, int, int], None] | None]:
    """Shows a bar on standard error while it lasts, where that is a terminal.

    Gives what is to be told of each step: its name, how much of it is done, and how much there is.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    say = Messages(lang)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None)

        def told(step: str, done: int, whole: int) -> None:
            shown.update(task, description=say(STEPS[step]), completed=done, total=whole)

        yield told
