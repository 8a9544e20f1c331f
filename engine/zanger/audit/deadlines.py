"""Duties and steps without a time, and duties and prohibitions whose breach no text answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..compile import OPEN
from ..provision import AnyCondition, Compare, CompareSpec, Count, CountSpec, Days, Provision, conditions
from .epoch import Epoch
from .finding import Finding
from .record import Recorder
from .silence import read_by


def deadlines(epochs: Iterable[Epoch], record: Recorder) -> Iterator[Finding]:
    """All of them, one finding for each duty, prohibition or step in each epoch."""
    for epoch in epochs:
        yield from _duties(epoch, record)
        yield from _steps(epoch, record)
        yield from _unanswered(epoch, record)
        yield from _lasting(epoch, record)


def timed(p: Provision) -> bool:
    """Whether a duty says when: a time for it, days after which it comes up, or a number below which it comes again."""
    return p.within is not None or any(map(_times, conditions((*p.when, *p.provided))))


def _times(item: AnyCondition) -> bool:
    match item:
        case Days():
            return True
        case Count(count=CountSpec(bound=(name, _))) | Compare(compare=CompareSpec(bound=(name, _))):
            return name in ("less_than", "at_most")
        case _:
            return False


def _duties(epoch: Epoch, record: Recorder) -> Iterator[Finding]:
    """Duties that can be put off for ever."""
    for (kind, body), duties in _by_actor(epoch, "requires").items():
        if any(timed(p) for p in duties):
            continue
        waits = waiting(epoch, kind, {body})
        yield record.finding(
            "no-time-limit", "warning", kind, duties, waits, days=[epoch.span], body=body,
            values={"what": "duty", "waiting": len(waits)},
        )  # fmt: skip


def _by_actor(epoch: Epoch, sort: str) -> dict[tuple[str, str], list[Provision]]:
    """The texts of a sort by what they speak of and whom they address."""
    found: dict[tuple[str, str], list[Provision]] = {}
    for p in epoch.texts:
        if p.conclusion[0] == sort:
            found.setdefault((p.conclusion[1].kind, epoch.actors(p)[0]), []).append(p)
    return found


def _steps(epoch: Epoch, record: Recorder) -> Iterator[Finding]:
    """Steps that nobody must take, without which another body can go no further.

    A warning where the step answers one of another body, which has done its part; a note where it lifts a
    prohibition, as a consent does. That a procedure begins when somebody begins it keeps nobody waiting.
    """
    for kind in epoch.vocabulary.actions:
        powers = epoch.about("permits", kind)
        if not powers or epoch.about("requires", kind):
            continue
        bodies = {b for p in powers for b in epoch.actors(p)}
        waits = waiting(epoch, kind, bodies)
        answers = [p for p in powers if _asked(epoch, p, bodies)]
        waits = waits if answers else [q for q in waits if q.conclusion[0] == "forbids"]
        if not waits:
            continue
        own = answers or powers
        yield record.finding(
            "no-time-limit", "warning" if answers else "note", kind, own, waits, days=[epoch.span],
            body=epoch.actors(own[0])[0],
            values={"what": "answer" if answers else "consent", "waiting": len(waits)},
        )  # fmt: skip


def _asked(epoch: Epoch, p: Provision, bodies: set[str]) -> bool:
    """Whether a power needs that another body has acted."""
    actions = epoch.vocabulary.actions
    return any(k in actions and not bodies & set(actions[k].by) for k in epoch.needs(p))


def waiting(epoch: Epoch, kind: str, bodies: set[str]) -> list[Provision]:
    """What keeps other bodies waiting for an action: powers and duties that need it, prohibitions that it lifts."""
    return [
        q
        for q in epoch.waits.get(kind, ())
        if kind not in epoch.vocabulary.members(q.conclusion[1].kind) and not bodies & set(epoch.actors(q))
    ]


def _unanswered(epoch: Epoch, record: Recorder) -> Iterator[Finding]:
    """Duties such that nothing else depends on whether they were fulfilled."""
    if not any(p.conclusion[0] == "requires" for p in epoch.texts):
        return
    missed = _missed(epoch)
    for (subject, body), own in _by_actor(epoch, "requires").items():
        kinds = epoch.vocabulary.members(subject)
        if not any(missed.get(kind, set()) - {p.id for p in own} for kind in kinds):
            yield record.finding(
                "no-consequence", "note", subject, own, days=[epoch.span], body=body, values={"what": "duty"}
            )


def _missed(epoch: Epoch) -> dict[str, set[str]]:
    """For each action required: the powers, duties and prohibitions of other actions that rest on its being undone."""
    program = epoch.law.program(epoch.first)
    vocabulary = epoch.vocabulary
    readers: dict[tuple[str, bool], set[tuple[str, bool]]] = {}
    for kind in program.by_head:
        for wanted in (True, False):
            for read in read_by(program, kind, wanted):
                readers.setdefault(read, set()).add((kind, wanted))
    modal = {OPEN + q.id: q for q in epoch.texts if q.conclusion[0] != "defines"}
    missed: dict[str, set[str]] = {}
    for one in {
        k for p in epoch.texts if p.conclusion[0] == "requires" for k in vocabulary.members(p.conclusion[1].kind)
    }:
        waiting = [(name, False) for name in (one, *vocabulary.actions[one].is_)]
        seen = set(waiting)
        while waiting:
            new = readers.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        found = [modal[kind] for kind, wanted in seen if wanted and kind in modal]
        missed[one] = {q.id for q in found if one not in vocabulary.members(q.conclusion[1].kind)}
    return missed


def _lasting(epoch: Epoch, record: Recorder) -> Iterator[Finding]:
    """Prohibitions whose breach stands, with nobody who may undo what was done."""
    vocabulary = epoch.vocabulary
    undone = {
        target
        for name, action in vocabulary.actions.items()
        if action.ends is not None and epoch.about("permits", name)
        for to in action.fields[action.ends].to
        for target in vocabulary.members(to)
    }
    for (subject, body), own in _by_actor(epoch, "forbids").items():
        lasting = [p for p in own if p.breach == "stands"]
        if lasting and not undone & set(vocabulary.members(subject)):
            yield record.finding(
                "no-consequence", "warning", subject, lasting, days=[epoch.span], body=body,
                values={"what": "prohibition"},
            )  # fmt: skip
