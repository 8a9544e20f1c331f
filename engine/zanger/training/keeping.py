"""A game as a text that can be kept, and gone on with from there."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from ..casefile import case_text
from ..decision import Judgement, Part
from ..errors import InputError
from ..law import Law
from ..load import parse_case
from ..table import seated
from .scenario import Scenario
from .unfolding import Game, Missed, begun


class Kept(Part):
    """A game as it is kept: the case as its text, and what the case does not tell."""

    scenario: str
    seed: int
    case: str
    turn: int
    tried: tuple[Judgement, ...]
    missed: tuple[Missed, ...]
    replies: tuple[int, ...]
    given_up: bool


def kept(game: Game) -> str:
    """A game as text."""
    return msgspec.json.encode(
        Kept(
            scenario=game.scenario.id,
            seed=game.seed,
            case=case_text(game.table.case),
            turn=game.turn,
            tried=game.tried,
            missed=game.missed,
            replies=game.replies,
            given_up=game.given_up,
        )
    ).decode()


def taken_up(law: Law, scenario: Scenario, text: str) -> Game | None:
    """The game that a text holds; None if it is of another scenario, or of another version of this one."""
    try:
        found = msgspec.json.decode(text, type=Kept)
        case, _ = parse_case(found.case.encode(), scenario.id)
        game = begun(law, scenario, found.seed)
        if found.scenario != scenario.id or case.facts != game.table.case.facts:
            return None
        table = replace(seated(law, game.table.procedure, case, game.table.begun), extra=game.table.extra)
    except (msgspec.DecodeError, InputError):
        return None
    return replace(
        game,
        table=table,
        turn=found.turn,
        tried=found.tried,
        missed=found.missed,
        replies=found.replies,
        given_up=found.given_up,
    )
