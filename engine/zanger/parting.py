"""Where two cases can part: the kinds of actions and statuses whose answers the difference of their facts can reach.

Whatever else the law says gives the same on both, because no rule on the way to it reads a fact that
differs (see `increment`).
"""

from __future__ import annotations

from collections.abc import Iterator

from .compile import OPEN, READING, TODAY
from .increment import affected
from .judge import breach_reading
from .program import Fact, fact
from .replay import Replay


def reached(one: Replay, other: Replay) -> frozenset[str] | None:
    """The kinds of actions and statuses whose answers can differ on the day of the answer; None for all."""
    law, day = one.law, one.docket.as_of
    if day != other.docket.as_of:
        return None
    provisions, vocabulary = law.provisions(day), law.pack.vocabulary
    kinds = affected(law.program(day), _changed(one, other))
    readings = set(_exchanged(one, other))
    spoken = {provisions[k.removeprefix(OPEN)].conclusion[1].kind for k in kinds if k.startswith(OPEN)}
    spoken |= {p.conclusion[1].kind for p in provisions.values() if breach_reading(p) in readings}
    actions = {member for kind in spoken for member in vocabulary.members(kind)}
    return frozenset(actions | (kinds & vocabulary.statuses.keys()))


def _changed(one: Replay, other: Replay) -> set[Fact]:
    """The facts that hold in one case and not in the other, or on other days, or in other worlds."""
    mine, theirs = one.worlds.presence, other.worlds.presence
    moved = _moved(one, other)
    found = {
        fact(READING, {"id": g, "is": v}) for g in _exchanged(one, other) for v in one.law.pack.reading[g].readings
    }
    for item in mine.keys() | theirs.keys():
        here, there = mine.get(item, []), theirs.get(item, [])
        if item.kind == TODAY or not any(p.tried == 0 for p in (*here, *there)):
            continue  # the day is the same, and nothing is tried on it
        if here != there or any(p.done in moved for p in here):
            found.add(item)
    return found


def _exchanged(one: Replay, other: Replay) -> Iterator[str]:
    """The questions on which the cases follow different readings."""
    chosen, others = one.worlds.chosen(), other.worlds.chosen()
    return (g for g in one.law.pack.reading if chosen.get(g) != others.get(g))


def _moved(one: Replay, other: Replay) -> set[int]:
    """The numbers of actions that differ, come to something else, or are ended by such a one."""
    apart = {e.order for r in (one, other) for e in r.docket.history if not _same(e.order, one, other)}
    ended = {target for r in (one, other) for target, enders in r.enders.items() if apart.intersection(enders)}
    return apart | ended


def _same(order: int, one: Replay, other: Replay) -> bool:
    """Whether an action is there in both cases and comes to the same in the same worlds."""
    a, b = one.entries.get(order), other.entries.get(order)
    if a is None or b is None or max(order - len(one.docket.history), order - len(other.docket.history)) > 0:
        return False
    if (a.kind, a.first, a.fields, a.unknown) != (b.kind, b.first, b.fields, b.unknown):
        return False
    return one.law.program(a.on) is other.law.program(a.on) and _outcomes(order, one) == _outcomes(order, other)


def _outcomes(order: int, replay: Replay) -> object:
    """What an action comes to in each world that is followed, by what the world chooses."""
    dims = replay.dims[order]
    chosen = [d for d in dims if d in replay.ways.open]
    worlds = replay.ways.over(dims, {})
    return {tuple((d, w[d]) for d in chosen): replay.outcome(order, w).answer for w in worlds}
