"""A scenario as it unfolds: a game and a choice give the next game, and what the others do follows from its seed.

Nothing here is by chance: the same scenario, seed and choices give the same game, to the byte. Only lawful moves are
made; what is tried without being lawful is kept in mind, with the judgement that says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from random import Random
from typing import Literal

from ..case import UNKNOWN, Item
from ..casefile import made
from ..decision import Citation, Fields, Judgement, NearMiss, Part, Possibility
from ..errors import InputError
from ..law import Law
from ..question import Question
from ..table import LAWFUL, Move, Table, seated
from .scenario import Scenario, Tendency, bare, procedure

Outcome = Literal["reached", "ended", "late", "given-up"]
"""The goal; an action of another body that ends the story; its last day passed; or one's own will."""
UNLAWFUL = ("forbidden", "not-empowered")


class Missed(Part):
    """A duty of the body for which one plays whose last day (ISO) has passed."""

    kind: str
    fields: Fields
    due: str
    citations: tuple[Citation, ...] = ()


class Told(Part):
    """What happened after a move: `number` of the history was done by others, or, without it, days passed."""

    until: str
    number: int | None = None
    tendency: int | None = None


@dataclass(frozen=True)
class Choice:
    """A move that is offered, lawful or not; `blanks` are what the body itself must settle.

    `bounds` tells of those that are numbers the one that the law sets, and whether it is the least or the most.
    """

    item: Item
    blanks: tuple[Question, ...] = ()
    bounds: tuple[tuple[str, int, Literal["least", "most"]], ...] = ()
    possible: Possibility | None = None


@dataclass(frozen=True)
class Game:
    """One state of a scenario that is played; `turn` counts what was chosen, `replies` what the others did."""

    scenario: Scenario
    seed: int
    table: Table
    turn: int = 0
    tried: tuple[Judgement, ...] = ()
    missed: tuple[Missed, ...] = ()
    replies: tuple[int, ...] = ()
    given_up: bool = False

    @property
    def law(self) -> Law:
        """The law by which it is played."""
        return self.table.law

    @property
    def done(self) -> tuple[Item, ...]:
        """What has been done since the story began."""
        return self.table.case.history[self.table.begun :]

    @property
    def own(self) -> int:
        """How many lawful steps were taken for the body that one plays."""
        return sum(self.by(item) == self.scenario.plays for item in self.done)

    def by(self, item: Item) -> str:
        """Whose action it is."""
        return str(item.fields.get("by") or self.law.pack.vocabulary.actions[item.kind].by[0])

    @cached_property
    def outcome(self) -> Outcome | None:
        """How it ended; None while it goes on."""
        if self._reached():
            return "reached"
        if any(item.kind in self.scenario.ends for item in self.done):
            return "ended"
        if self.given_up:
            return "given-up"
        return "late" if self.table.day > self.scenario.until else None

    def _reached(self) -> bool:
        goal = self.scenario.goal
        if goal.kind in self.law.pack.vocabulary.actions:
            return any(i.kind == goal.kind and goal.fields.items() <= i.fields.items() for i in self.done)
        return any(
            s.status == goal.kind and s.holds == "true" and goal.fields.items() <= s.fields.items()
            for s in self.table.decision.statuses
        )

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """What can be chosen: the lawful moves, and among them what one may be tempted to do."""
        scenario = self.scenario
        own = [m for m in self.table.moves if m.by == scenario.plays]
        offered = [m for m in own if not scenario.offers or m.possible.kind in scenario.offers]
        found = [_choice(self.table, m, scenario.asks) for m in offered]
        found += [c for t in scenario.temptations if (c := self._tempting(t.do, own)) is not None]
        _random(self, "choices").shuffle(found)
        return tuple(found)

    def _tempting(self, do: Item, own: list[Move]) -> Choice | None:
        """What one may be tempted to do, unless it is lawful, or what it speaks of is not there."""
        with suppress(InputError):
            item, blanks = self.table.typed(do)
            lawful = any(_is(m.possible, do) for m in own) if blanks else self.table.tried(item).verdict in LAWFUL
            if not lawful and UNKNOWN not in item.fields.values():
                return Choice(item, tuple(_plain(b) for b in blanks))
        return None


def begun(law: Law, scenario: Scenario, seed: int) -> Game:
    """A scenario at its beginning."""
    found = procedure(law.pack, scenario)
    kinds = [*scenario.offers, *(t.do.kind for t in scenario.others)]
    if scenario.goal.kind in law.pack.vocabulary.actions:
        kinds.append(scenario.goal.kind)
    table = seated(law, found, bare(scenario.opening))
    return Game(scenario, seed, replace(table, extra=frozenset(kinds)))


def _choice(table: Table, move: Move, asks: tuple[str, ...]) -> Choice:
    """A lawful move to choose: what must be stated is asked for, without telling the least that the law asks."""
    specs = table.law.pack.vocabulary.actions[move.possible.kind].fields
    stated = [b.replaced(none=False) for b in move.blanks if b.field in asks]
    asked = [*stated, *(b for b in move.blanks if not specs[b.field].optional and b.field not in asks)]
    bounds = tuple((b.field, int(b.default), _bound(move, b.field)) for b in asked if b.type == "int" and b.default)
    return Choice(table.item(move, {}), tuple(_plain(b) for b in asked), bounds, move.possible)


def _bound(move: Move, field: str) -> Literal["least", "most"]:
    p = move.possible
    ways = [*p.requirements[:1], *(limit.requirements for limit in p.limits)]
    bounds = {r.bound for way in ways for r in way if r.field == field}
    return "most" if bounds & {"at_most", "less_than"} else "least"


def _plain(blank: Question) -> Question:
    """A question that does not tell its answer, unless there is only one."""
    return blank if blank.type == "date" or len(blank.options) == 1 else blank.replaced(default=None)


def _is(possible: Possibility, item: Item) -> bool:
    """Whether a lawful move is of the kind of a temptation, about the same things."""
    settled = {**possible.fields, "by": possible.by}
    return possible.kind == item.kind and all(settled.get(n, v) == v for n, v in item.fields.items())


def chosen(game: Game, item: Item) -> tuple[Game, Judgement]:
    """The game after an action was tried: made if it is lawful, else kept in mind. Raises `InputError`."""
    judged = game.table.tried(item)
    if judged.verdict in LAWFUL:
        return _watched(replace(game, table=game.table.made(item), turn=game.turn + 1)), judged
    if judged.verdict in UNLAWFUL:
        judged = judged.replaced(proof=None, nearest=tuple(_shorter(miss) for miss in judged.nearest))
        game = replace(game, tried=(*game.tried, judged))
    return game, judged


def _shorter(miss: NearMiss) -> NearMiss:
    """A miss with why what it needs is not there, and no further: what lies below are steps on the way."""
    within = miss.failed.within
    if within is None or within.failed.within is None:
        return miss
    within = within.replaced(failed=within.failed.replaced(within=None))
    return miss.replaced(failed=miss.failed.replaced(within=within))


def passed(game: Game) -> Game:
    """The game in which nothing was done."""
    return replace(game, turn=game.turn + 1)


def given_up(game: Game) -> Game:
    """The game ended before its goal."""
    return replace(game, given_up=True)


def replied(game: Game) -> tuple[Game, Told]:
    """The game after the others have done what they tend to do, or let days pass."""
    random = _random(game, "reply")
    left = [
        (n, t) for n, t in enumerate(game.scenario.others)
        if game.replies.count(n) < t.at_most and any(_does(m, t) for m in game.table.moves)
    ]  # fmt: skip
    while left:
        idle = game.scenario.idle.weight if not _must(game, left) else 0
        (found,) = random.choices((None, *left), weights=(idle, *(t.weight for _, t in left)))
        if found is None:
            break
        number, tendency = found
        days = random.randint(*tendency.after)
        if (table := _moved(game.table, tendency, days)) is not None:
            after = replace(game, table=table, replies=(*game.replies, number))
            told = Told(until=_last(table), number=len(table.case.history), tendency=number)
            return _watched(after), told
        left.remove(found)
    day = game.table.day + timedelta(days=max(1, random.randint(*game.scenario.idle.days)))
    return _watched(replace(game, table=game.table.on(day))), Told(until=day.isoformat())


def _must(game: Game, left: Iterable[tuple[int, Tendency]]) -> bool:
    """Whether one of them is a duty, which is not let lie."""
    required = [m for m in game.table.moves if m.possible.verdict == "required"]
    return any(_does(m, t) for m in required for _, t in left)


def _does(move: Move, tendency: Tendency) -> bool:
    return move.by == tendency.by and _is(move.possible, tendency.do)


def _moved(table: Table, tendency: Tendency, days: int) -> Table | None:
    """The table after another body has acted; None if that would not be lawful on its day."""
    table = table.on(table.day + timedelta(days=days))
    for move in table.moves:
        if not _does(move, tendency):
            continue
        least = {b.field: _least(b) for b in move.blanks if b.field not in tendency.do.fields}
        given = {**{n: v for n, v in least.items() if v is not None}, **tendency.do.fields}
        item = table.item(move, given)
        with suppress(InputError):
            if table.tried(item).verdict in LAWFUL:
                return table.made(item)
    return None


def _least(blank: Question) -> str | int | bool | None:
    text = blank.default
    if text is None:
        return None
    if blank.type == "int":
        return int(text)
    return text == "true" if set(blank.options) == {"true", "false"} else text


def _last(table: Table) -> str:
    return str(table.case.history[-1].fields["on"])


def _watched(game: Game) -> Game:
    """The game with the duties whose last day has passed noted, each once though several actions may fulfil it."""
    missed = list(game.missed)
    known = {_duty(m.citations, m.due) for m in missed}
    for p in game.table.decision.now:
        if p.by != game.scenario.plays or p.verdict != "required" or not p.overdue or p.due is None:
            continue
        if (duty := _duty(p.citations, p.due)) not in known:
            known.add(duty)
            missed.append(Missed(kind=p.kind, fields=p.fields, due=p.due, citations=p.citations))
    return replace(game, missed=tuple(missed)) if len(missed) > len(game.missed) else game


def _duty(citations: tuple[Citation, ...], due: str) -> tuple[str, str]:
    """What tells a duty from another: the provision that sets it, and its last day."""
    return (citations[0].provision if citations else "", due)


def _random(game: Game, use: str) -> Random:
    return Random(f"{game.scenario.id} {game.seed} {game.turn} {use}")


def filled(choice: Choice, values: dict[str, str | int | bool]) -> Item:
    """The action of a choice with what the body has settled."""
    return made(choice.item.kind, {**choice.item.fields, **values})
