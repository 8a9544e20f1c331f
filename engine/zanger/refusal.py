"""Why not: what could have permitted an action, or given a status, and the first condition of each that fails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .account import Refusal
from .case import Case, Item
from .decision import Judgement, NearMiss, StatusAnswer, TurnsOn
from .engines import Engine, EngineName
from .explain import Why
from .grounds import asked_of
from .inquiry import POSITIVE, Inquiry, opened
from .law import Law
from .proof import inner_fact
from .reference import Index
from .shorthand import Completed


def why_not(
    law: Law,
    case: Case,
    asked: Item | str,
    *,
    engine: EngineName | Engine = "durable",
    under: Mapping[str, str] | None = None,
) -> Refusal:
    """Why an action is not permitted, or a status not established.

    `asked` is read as by `why`; of what fits, that which may not be done is explained first. Where
    nothing is against it, `permitted` says so. Raises `InputError` where nothing or too much fits.
    """
    with opened(engine) as made:
        inquiry = Inquiry(law, case, asked, made, under)
        return _of_status(inquiry) if inquiry.is_status else _of_action(inquiry)


def _of_action(inquiry: Inquiry) -> Refusal:
    judged = inquiry.judged()
    refused = [j for j in judged if j.verdict not in POSITIVE]
    found = refused or judged
    if len(found) > 1:
        raise inquiry.ambiguous(found)
    if found:
        return _refused(inquiry, None, found[0])
    return _refused(*inquiry.imagined())


def _refused(inquiry: Inquiry, completed: Completed | None, judgement: Judgement) -> Refusal:
    return Refusal(
        **asked_of(inquiry, completed),
        kind=judgement.action.kind,
        fields=judgement.action.fields,
        judgement=judgement,
        powers=_powers(inquiry, judgement),
        passes_under=_passing(judgement.turns_on),
    )


def _powers(inquiry: Inquiry, judgement: Judgement) -> tuple[NearMiss, ...]:
    """The powers that do not cover an action, in the first way the case could be in which it is not permitted."""
    if judgement.verdict in POSITIVE:
        return ()
    if judgement.nearest:
        return judgement.nearest
    replay = inquiry.replay
    entry = replay.entries[judgement.order]
    for world in replay.ways.over(replay.dims[entry.order], {}):
        if replay.outcome(entry.order, world).verdict not in POSITIVE:
            return inquiry.judges.nearest(entry, world)
    return ()


def _passing(turns: Iterable[TurnsOn]) -> tuple[TurnsOn, ...]:
    """The readings under which it would pass, of all on which it turns."""
    found = ((t, tuple(u for u in t.others if u.verdict in POSITIVE)) for t in turns)
    return tuple(turn.replaced(others=others) for turn, others in found if others)


def _of_status(inquiry: Inquiry) -> Refusal:
    held = sorted(inquiry.held(), key=lambda s: ("true", "undetermined", "false").index(s.holds))
    status: StatusAnswer | None = held[0] if held else None
    settled = status is not None and status.holds == "true"
    return Refusal(
        **asked_of(inquiry, None),
        kind=inquiry.kind,
        fields=dict(inquiry.item.fields),
        status=status,
        powers=() if settled else _definitions(inquiry),
        passes_under=_passing(status.turns_on) if status is not None and not settled else (),
    )


def _definitions(inquiry: Inquiry) -> tuple[NearMiss, ...]:
    """The provisions that could give a status, and why they do not."""
    dates = inquiry.replay.dates(inquiry.docket.as_of)
    wanted = inner_fact(inquiry.kind, inquiry.item.fields, dates)
    return present_why(inquiry, [inquiry.kind]).unestablished(inquiry.kind, dict(wanted.fields))


def present_why(inquiry: Inquiry, goals: Iterable[str]) -> Why:
    """Looks for near misses on the day of the answer among the rules that lead to some goals."""
    replay, day = inquiry.replay, inquiry.docket.as_of
    program = replay.law.program(day)
    world, before = replay.ways.base, len(inquiry.docket.history) + 1
    facts = replay.present(replay.worlds.presence, day.toordinal(), 0, world, before)
    model = replay.model(program, program.towards(goals), facts, world)
    index = Index(sorted((*model.stated, *model.derived)))
    return Why(program, index, replay.law.provisions(day), replay.law.citer, replay.dates(day), replay.vocabulary)


