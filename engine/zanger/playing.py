"""A game in words: the day, whose move it is, each lawful move with its requirement and article, and what was tried."""

from __future__ import annotations

from collections.abc import Iterator

from .decision import Judgement, Possibility
from .messages import message
from .reporting import ROLE_OF, Line, judgement_lines, manner_lines
from .table import Move, Table
from .words import Words, capital

KEYS = (
    message("a number: that move    name(field=value): a move by name    !name(...): all the same"),
    message("2001-06-30 or +30: another day    <: one move back    m: minutes    q: stop"),
)


def table_lines(table: Table, words: Words, own: str | None = None) -> Iterator[Line]:
    """The table: its day and the lawful moves, numbered; with `own`, those of one body, and who else can move."""
    say = words.say
    title, day = words.text(table.procedure.title), table.day.isoformat()
    yield Line(say("{procedure}: {title}. {day}", procedure=table.procedure.id, title=title, day=day), role="title")
    moves = offered(table, own)
    body = ""
    for n, move in enumerate(moves, 1):
        if move.by != body:
            body = move.by
            yield Line(capital(words.body(body)), 1, "head")
        yield from _move(n, move.possible, words, day)
    if not moves:
        yield Line(say("No lawful move of this procedure is open on this day."), 1, "note")
    others = dict.fromkeys(words.body(m.by) for m in table.moves if own is not None and m.by != own)
    if others:
        yield Line(say("others who can move: {bodies}", bodies=", ".join(others)), 1, "note")


def offered(table: Table, own: str | None = None) -> tuple[Move, ...]:
    """The lawful moves in the order in which they are numbered."""
    return tuple(m for m in table.moves if own in (None, m.by))


def _move(n: int, p: Possibility, words: Words, day: str) -> Iterator[Line]:
    yield Line(words.possibility(p), 2, ROLE_OF[p.verdict], f"{n} ")
    yield from manner_lines(p, day, words)
    yield Line(f"[{words.citations(p.citations[:2])}]", 4, "cite")


def refused_lines(judgement: Judgement, words: Words) -> Iterator[Line]:
    """Why a move that was tried is not lawful."""
    yield from judgement_lines(judgement.replaced(beside=()), words)
    yield Line(words.say("Not done. With ! before it, it is done all the same and recorded as what it is."), 1, "note")


def made_lines(judgement: Judgement, words: Words) -> Iterator[Line]:
    """A move as it was made."""
    done = judgement.replaced(subject="history")
    cited = words.citations((*done.citations[:2], *(c for c in done.prohibitions if c not in done.citations[:2])))
    yield Line(f"{done.action.on}  {words.done(done.action)}", 1, "plain", "*")
    yield Line(words.judgement(done) + (f" [{cited}]" if cited else ""), 3, ROLE_OF[done.verdict])
