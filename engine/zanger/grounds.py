"""Why: what an answer rests on, whether it was judged, is possible now, or holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from .account import Assumed, Explanation
from .case import Case, Item
from .compile import READING
from .decision import Judgement, Possibility, Proof, StatusAnswer, Value
from .engines import Engine, EngineName
from .law import Law
from .shorthand import Completed, written
from .subject import POSITIVE, Inquiry, opened


def why(
    law: Law,
    case: Case,
    asked: Item | str,
    *,
    engine: EngineName | Engine = "durable",
    under: Mapping[str, str] | None = None,
) -> Explanation:
    """Why an action may or must be done, or a status holds.

    `asked` is an item or a line, `express-no-confidence(unit=pavlodar)`: an action of the history or
    a question of the case that fits it, then what is possible now, a status, or else the action as
    if it were done on the day of the answer. Of what fits, that which may be done is explained
    before what may not. Raises `InputError` where nothing or too much fits.
    """
    with opened(engine) as made:
        return _why(Inquiry(law, case, asked, made, under))


def _why(inquiry: Inquiry) -> Explanation:
    if inquiry.is_status:
        held = sorted(inquiry.held(), key=lambda s: s.holds != "true")
        return _explained(inquiry, status=held[0] if held else None)
    judged = inquiry.judged()
    done = [j for j in judged if j.verdict in POSITIVE]
    if len(done) == 1:
        return _explained(inquiry, judgement=done[0])
    if len(done) > 1:
        raise inquiry.ambiguous(done)
    open_now = [p for p in inquiry.possible() if p.verdict in POSITIVE]
    if open_now:
        return _explained(inquiry, possibility=open_now[0])
    if len(judged) > 1:
        raise inquiry.ambiguous(judged)
    if judged:
        return _explained(inquiry, judgement=judged[0])
    imagined, completed, judgement = inquiry.imagined()
    return _explained(imagined, completed, judgement=judgement)


def _explained(
    inquiry: Inquiry,
    completed: Completed | None = None,
    *,
    judgement: Judgement | None = None,
    possibility: Possibility | None = None,
    status: StatusAnswer | None = None,
) -> Explanation:
    answer = judgement or possibility or status
    proof = answer.proof if answer else None
    return Explanation(
        **asked_of(inquiry, completed),
        judgement=judgement,
        possibility=possibility,
        status=status,
        readings=_readings(proof),
        assumed=assumed_in(inquiry, proof.world if proof else {}),
    )


def asked_of(inquiry: Inquiry, completed: Completed | None) -> dict[str, Any]:
    """What every answer says of its question."""
    item = completed.item if completed else inquiry.item
    return {
        "asked": written(item),
        "as_of": inquiry.docket.as_of.isoformat(),
        "chosen": {name: item.fields[name] for name in completed.chosen} if completed else {},
        "unknown": completed.unknown if completed else (),
    }


def _readings(proof: Proof | None) -> dict[str, str]:
    steps = proof.steps if proof else ()
    return {str(s.fields["id"]): str(s.fields["is"]) for s in steps if s.kind == READING}


def assumed_in(inquiry: Inquiry, world: Mapping[str, Value]) -> tuple[Assumed, ...]:
    """What is not known among the dimensions of a world, with the values that it gives."""
    found = []
    for name, value in world.items():
        dimension = inquiry.replay.worlds.dimensions[name]
        if dimension.entry is not None:
            is_date = inquiry.replay.worlds.is_date(dimension)
            told = date.fromordinal(int(value)).isoformat() if is_date else value
            found.append(Assumed(on=name, of=dimension.entry.kind, field=name.partition(".")[2] or None, value=told))
    return tuple(found)
