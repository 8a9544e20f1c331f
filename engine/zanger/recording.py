"""The minutes of a history: each action at its date, what it came to, and by which article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .case import Case
from .deciding import decide
from .decision import Judgement
from .law import Law
from .reporting import ROLE_OF, Line
from .words import Words


def minutes(law: Law, case: Case) -> tuple[Judgement, ...]:
    """What each action of the history came to at its own date, in the order of the history.

    Raises `InputError` with every error of the case.
    """
    return decide(law, case, engine="reference").history


def minutes_lines(found: Iterable[Judgement], words: Words) -> Iterator[Line]:
    """The minutes in words, an action a paragraph."""
    empty = True
    for n, j in enumerate(found, 1):
        empty = False
        yield Line(f"{n}. {j.action.on}  {words.done(j.action)}", 1)
        cited = words.citations((*j.citations, *(c for c in j.prohibitions if c not in j.citations)))
        yield Line(words.judgement(j) + (f" [{cited}]" if cited else ""), 3, ROLE_OF[j.verdict])
    if empty:
        yield Line(words.say("nothing has been done"), 1, "note")
