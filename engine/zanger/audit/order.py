"""What goes in circles, and what an earlier or lower text still says although another prevails over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..provision import Count, Days, Provision, conditions
from .epoch import Epoch, circles
from .finding import Finding
from .record import Recorder


def order(epochs: Iterable[Epoch], record: Recorder) -> Iterator[Finding]:
    """Circles and unfinished successions."""
    for epoch in epochs:
        yield from _unfounded(epoch, record)
        yield from _endless(epoch, record)
        yield from _succession(epoch, record)


def _unfounded(epoch: Epoch, record: Recorder) -> Iterator[Finding]:
    """Actions and statuses each of which needs another of them first, so that none can ever come about."""
    vain = {k for p in epoch.texts if p.conclusion[0] in ("permits", "defines") for k in _given(epoch, p)}
    vain -= epoch.founded
    edges = {k: {r for p in epoch.givers(k) for r in epoch.reads(p) if r in vain} for k in vain}
    for group in circles(edges):
        texts = [p for k in group for p in epoch.givers(k) if set(group) & set(epoch.reads(p))]
        yield record.finding(
            "loop", "error", group[0], texts, days=[epoch.span], values={"what": "rules", "length": len(group)}
        )


def _given(epoch: Epoch, p: Provision) -> tuple[str, ...]:
    kind = p.conclusion[1].kind
    return epoch.vocabulary.members(kind) or (kind,)


def _endless(epoch: Epoch, record: Recorder) -> Iterator[Finding]:
    """Steps each of which opens the next, and the last the first again: nothing counts the rounds or sets a day."""
    edges: dict[str, set[str]] = {}
    through: dict[tuple[str, str], list[Provision]] = {}
    actions = epoch.vocabulary.actions
    for p in epoch.texts:
        if p.conclusion[0] != "permits" or _bounded(epoch, p):
            continue
        for before in epoch.needs(p) & actions.keys():
            for after in _given(epoch, p):
                if before != after and before in epoch.founded and after in epoch.founded:
                    edges.setdefault(before, set()).add(after)
                    through.setdefault((before, after), []).append(p)
    for group in circles(edges):
        texts = {p.id: p for (a, b), found in through.items() if a in group and b in group for p in found}
        yield record.finding(
            "loop", "note", group[0], texts.values(), days=[epoch.span],
            values={"what": "steps", "length": len(group)},
        )  # fmt: skip


def _bounded(epoch: Epoch, p: Provision) -> bool:
    """Whether a power counts something or sets days, itself or in all texts that give a status that it needs."""
    if _counts(p):
        return True
    statuses = (k for k in epoch.reads(p) if k in epoch.vocabulary.statuses)
    return any((texts := epoch.givers(k)) and all(map(_counts, texts)) for k in statuses)


def _counts(p: Provision) -> bool:
    return any(isinstance(c, Count | Days) for c in conditions((*p.when, *p.unless, *p.provided)))


def _succession(epoch: Epoch, record: Recorder) -> Iterator[Finding]:
    """Texts that another instrument prevails over, of higher rank or later, and that were not brought into line."""
    pack = epoch.law.pack
    there = {p.id: p for p in epoch.texts}
    found: dict[str, list[Provision]] = {}
    for p in epoch.texts:
        for name in p.overrides:
            q = there.get(name)
            if q is not None and q.instrument != p.instrument:
                found.setdefault(name, []).append(p)
    for name, stronger in found.items():
        q = there[name]
        own = pack.instrument[q.instrument]
        ranks = [pack.instrument[p.instrument] for p in stronger]
        rank = any(i.rank < own.rank for i in ranks)
        later = any(p.in_force.first > q.in_force.first for p in stronger)
        yield record.finding(
            "succession", "warning", q.conclusion[1].kind, [q], stronger, days=[epoch.span],
            values={"by": "rank" if rank else "date" if later else "said"},
        )  # fmt: skip
