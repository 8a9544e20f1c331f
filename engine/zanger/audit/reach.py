"""What the law says in vain: dead, shadowed, redundant provisions, unreachable actions and statuses, idle questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ..judge import breach_reading
from ..law import Law
from ..provision import Provision
from .conflicts import Lead
from .record import Recorder
from .results import Results, Seen


def reach(law: Law, results: Results, *, whole: bool) -> Iterator[Lead]:
    """All that is never reached; with `whole`, the search was over all days that the law has."""
    record = Recorder(law)
    editions = list(results.editions().values())
    for seen in editions:
        if seen.complete:
            yield from _provision(seen, editions, record)
    yield from _kinds(law, results, editions, record, whole=whole)
    yield from _questions(law, editions, record, whole=whole)


def _provision(seen: Seen, editions: list[Seen], record: Recorder) -> Iterator[Lead]:
    """That a provision never applies, never decides, or gives nothing of its own."""
    p, names = seen.provision, seen.names
    sort = p.conclusion[0]
    applies, gives = ("applies", "gives") if sort == "defines" else ("meets", "covers")
    beside = [s for s in editions if s is not seen and s.kinds & seen.kinds and _together(p, s.provision)]
    if applies not in names:
        yield Lead(record.finding("dead", "warning", p.id, [p], days=seen.days))
    elif gives not in names:
        stronger = [s.provision for s in beside if p.id in s.provision.overrides]
        yield Lead(record.finding("shadowed", "warning", p.id, [p], stronger, days=seen.days))
    elif sort == "permits" and "undenied" not in names:
        deniers = [s.provision for s in beside if s.provision.breach == "no-power"]
        yield Lead(record.finding("shadowed", "warning", p.id, [p], deniers, days=seen.days))
    elif sort == "forbids" and "bites" not in names:
        yield Lead(record.finding("redundant", "note", p.id, [p], days=seen.days, values={"why": "no-power"}))
    elif "alone" not in names and seen.always is not None:
        same = [s for s in beside if s.provision.id in seen.always]
        if any("alone" not in s.names and s.provision.id < p.id for s in same):
            return  # told from the other side
        like = [s for s in beside if s.provision.conclusion[0] == sort and "alone" in s.names]
        others, why = (same, "same") if same else (like, "together")
        against = [s.provision for s in others]
        yield Lead(record.finding("redundant", "note", p.id, [p], against, days=seen.days, values={"why": why}))


def _together(p: Provision, q: Provision) -> bool:
    return p.id != q.id and p.in_force.overlaps(q.in_force)


def _kinds(law: Law, results: Results, editions: list[Seen], record: Recorder, *, whole: bool) -> Iterator[Lead]:
    """Actions that nothing makes lawful, and statuses that nothing brings about."""
    vocabulary = law.pack.vocabulary
    for kind in (*vocabulary.actions, *vocabulary.statuses):
        action = kind in vocabulary.actions
        own = [n for n, piece in enumerate(results.pieces) if piece.subject == kind]
        if any(results.found[n] is None for n in own) or (not own and not whole):
            continue
        shown = {m.name for n in own if (found := results.found[n]) is not None for m in found.shown}
        if ("lives" if action else "gives") in shown:
            continue
        about = [s.provision for s in editions if kind in s.kinds]
        powers = [p for p in about if p.conclusion[0] == "permits"]
        if action and about and not powers and not whole:
            continue
        days = [span for n in own for span in results.pieces[n].epochs]
        values = {"sort": "action" if action else "status", "power": bool(powers)}
        yield Lead(record.finding("unreachable", "warning", kind, _latest(powers or about), days=days, values=values))


def _latest(provisions: Iterable[Provision]) -> list[Provision]:
    """The last edition of each provision."""
    found: dict[str, Provision] = {}
    for p in provisions:
        if p.id not in found or found[p.id].in_force.first < p.in_force.first:
            found[p.id] = p
    return list(found.values())


def _questions(law: Law, editions: list[Seen], record: Recorder, *, whole: bool) -> Iterator[Lead]:
    """Questions of reading whose answers change nothing: each text of each reading is vain, or said elsewhere too."""
    of: dict[str, list[Seen]] = {r.id: [] for r in law.pack.readings}
    for seen in editions:
        names = [*seen.provision.under, *([g] if (g := breach_reading(seen.provision)) else [])]
        for name in names:
            of[name].append(seen)
    for question, own in of.items():
        if (own or whole) and not any(_matters(seen, question, editions) for seen in own):
            days: list[tuple[date, date | None]] = [span for seen in own for span in seen.days]
            yield Lead(record.finding("idle-reading", "note", question, [s.provision for s in own], days=days))


def _matters(seen: Seen, question: str, editions: list[Seen]) -> bool:
    """Whether a text may give something that depends on the question."""
    p = seen.provision
    if not seen.complete:
        return True
    if breach_reading(p) == question:
        return "bites" in seen.names
    gives = "gives" if p.conclusion[0] == "defines" else "covers"
    if gives not in seen.names:
        return False
    free = {s.provision.id for s in editions if question not in s.provision.under}
    return "alone" in seen.names or not (seen.always or set()) & free
