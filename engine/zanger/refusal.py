"""Why not: what could have permitted an action, or given a status, and the first condition of each that fails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .account import Refusal
from .case import Case, Item
from .decision import Citation, Judgement, NearMiss, StatusAnswer, TurnsOn
from .engines import Engine, EngineName
from .explain import Why
from .grounds import asked_of, assumed_in
from .law import Law
from .proof import inner_fact
from .reference import Index
from .shorthand import Completed, complete
from .subject import POSITIVE, Inquiry, opened
from .worlds import World


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


def against(law: Law, case: Case, asked: Item | str, *, engine: EngineName | Engine = "durable") -> Refusal:
    """What stands against an action on the day of the answer, whatever was done or asked before, or against a status.

    Of several things that a field of the action can mean, the first is taken.
    """
    with opened(engine) as made:
        inquiry = Inquiry(law, case, asked, made, None)
        if inquiry.is_status:
            return _of_status(inquiry)
        completed = complete(inquiry.item, law.pack, case, first=True)
        return _refused(*Inquiry(law, case, completed.item, made, None).imagined())


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
    powers, world = _powers(inquiry, judgement)
    return Refusal(
        **asked_of(inquiry, completed),
        kind=judgement.action.kind,
        fields=judgement.action.fields,
        judgement=judgement,
        powers=powers,
        covering=_covering(inquiry, judgement, world),
        assumed=assumed_in(inquiry, world),
        passes_under=_passing(judgement.turns_on, judgement.verdict),
    )


def _powers(inquiry: Inquiry, judgement: Judgement) -> tuple[tuple[NearMiss, ...], World]:
    """The powers that do not cover an action, in the first way the case could be in which it is not permitted."""
    if judgement.verdict in POSITIVE:
        return (), {}
    replay = inquiry.replay
    entry = replay.entries[judgement.order]
    dims = replay.dims[entry.order]
    for world in replay.ways.over(dims, {}):
        if replay.outcome(entry.order, world).verdict not in POSITIVE:
            return judgement.nearest or inquiry.judges.nearest(entry, world), {d: world[d] for d in dims}
    return (), {}


def _covering(inquiry: Inquiry, judgement: Judgement, shown: World) -> tuple[Citation, ...]:
    """The powers that cover an action although something forbids it."""
    if judgement.verdict in POSITIVE:
        return ()
    replay = inquiry.replay
    entry = replay.entries[judgement.order]
    outcome = replay.outcome(entry.order, {**replay.ways.base, **shown})
    return tuple(
        replay.law.citer.cite(replay.law.provisions(entry.on)[p]) for p in (outcome.covering or outcome.permits)
    )


def _passing(turns: Iterable[TurnsOn], verdict: str) -> tuple[TurnsOn, ...]:
    """The readings under which it would pass or be undetermined, of all on which it turns."""
    better = POSITIVE if verdict == "undetermined" else (*POSITIVE, "undetermined")
    found = ((t, tuple(u for u in t.others if u.verdict in better)) for t in turns)
    return tuple(turn.replaced(others=others) for turn, others in found if others)


def _of_status(inquiry: Inquiry) -> Refusal:
    held = sorted(inquiry.held(), key=lambda s: ("true", "undetermined", "false").index(s.holds))
    status: StatusAnswer | None = held[0] if held else None
    settled = status is not None and status.holds == "true"
    verdict = "undetermined" if status is not None and status.holds == "undetermined" else "not-empowered"
    return Refusal(
        **asked_of(inquiry, None),
        kind=inquiry.kind,
        fields=status.fields if status else dict(inquiry.item.fields),
        status=status,
        powers=() if settled else _definitions(inquiry),
        assumed=() if settled else assumed_in(inquiry, inquiry.replay.ways.base),
        passes_under=_passing(status.turns_on, verdict) if status is not None and not settled else (),
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
