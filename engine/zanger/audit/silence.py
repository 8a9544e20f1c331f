"""What the law says to whom because of a situation, and the situations about which it says nothing to anybody.

A situation is a status that holds, an action that had effect, or one that could not be adopted. A provision speaks
of it if its conditions rest on it, directly or through statuses: because of it something is permitted, required or
forbidden, or no longer forbidden. What only takes powers away, and gives nobody anything to do, leaves a silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from ..compile import OPEN
from ..law import Law
from ..program import Program, Tally
from ..provision import Provision
from ..vocabulary import Vocabulary
from .conflicts import Lead
from .finding import Cell, Modal
from .marks import Mark, bounded
from .record import Days, Recorder
from .results import Results

SAYS: dict[str, Modal] = {"permits": "permitted", "requires": "required", "forbids": "forbidden"}
ORDER: tuple[Modal, ...] = ("conflict", "forbidden", "required", "permitted", "silent")


@dataclass
class Situation:
    """What rests on a situation: what it brings about, by body, what it takes away, the prohibitions that it lifts."""

    brings: dict[tuple[str, str], Provision] = field(default_factory=dict)
    takes: dict[str, Provision] = field(default_factory=dict)
    lifts: set[str] = field(default_factory=set)
    made_by: dict[str, Provision] = field(default_factory=dict)
    days: list[Days] = field(default_factory=list)
    where: tuple[int, Mark] | None = None


def survey(law: Law, results: Results) -> dict[str, Situation]:
    """Every situation that some history brings about, with what rests on it."""
    vocabulary = law.pack.vocabulary
    found: dict[str, Situation] = {}
    for n, (piece, searched) in enumerate(zip(results.pieces, results.found, strict=True)):
        if searched is None:
            continue
        for p in (*piece.modal, *piece.defined):
            mark = Mark("lives" if piece.action else "gives", p.id)
            if mark in searched.shown:
                own = found.setdefault(piece.subject, Situation())
                own.made_by[p.id] = p
                own.days += piece.epochs
                own.where = own.where or (n, mark)
        for p in piece.modal:
            if Mark("open", p.id) not in searched.shown:
                continue
            body = actor(p, piece.subject, vocabulary)
            for kind, sign in rests_on(piece.program, p, vocabulary).items():
                own = found.setdefault(kind, Situation())
                ban = p.conclusion[0] == "forbids"
                if sign >= 0 or ban:
                    own.brings[body, p.id] = p
                if sign < 0 and ban:
                    own.lifts.add(p.id)
                if sign <= 0 and not ban and piece.subject not in makers(law, kind, piece.day):
                    own.takes[p.id] = p
    return {kind: s for kind, s in found.items() if s.where is not None}


def makers(law: Law, kind: str, day: date) -> frozenset[str]:
    """The actions from which a situation comes about: that these are not done again is its natural end."""
    vocabulary = law.pack.vocabulary
    if kind in vocabulary.actions:
        return frozenset({kind})
    found = read_below(law.program(day), [(kind, True)])
    return frozenset(one for k, wanted in found if wanted for one in vocabulary.members(k))


def actor(p: Provision, subject: str, vocabulary: Vocabulary) -> str:
    """The body of which a provision speaks."""
    by = p.conclusion[1].fields.get("by")
    return by if isinstance(by, str) and not by.startswith("$") else vocabulary.actions[subject].by[0]


def rests_on(program: Program, p: Provision, vocabulary: Vocabulary) -> dict[str, int]:
    """The situations on which a provision rests: 1 where it needs one, -1 where it needs its absence, 0 for both."""
    found: dict[str, int] = {}
    for kind, wanted in read_below(program, [(OPEN + p.id, True)]):
        for one in vocabulary.members(kind) or (kind,):
            if one in vocabulary.actions or one in vocabulary.statuses:
                sign = 1 if wanted else -1
                found[one] = sign if found.get(one, sign) == sign else 0
    return found


def read_below(program: Program, start: list[tuple[str, bool]]) -> set[tuple[str, bool]]:
    """All kinds that the rules for some kinds read, each with whether it is wanted or must be absent."""
    seen: set[tuple[str, bool]] = set()
    waiting = list(start)
    while waiting:
        new = set(read_by(program, *waiting.pop())) - seen
        seen |= new
        waiting += new
    return seen


def read_by(program: Program, kind: str, wanted: bool) -> Iterator[tuple[str, bool]]:
    """The kinds that the rules for a kind read themselves, each with whether it is wanted or must be absent."""
    for rule in program.by_head.get(kind, ()):
        yield from ((a.kind, wanted) for a in rule.atoms)
        for tally in rule.tallies:
            if tally.origin[:1] not in (("requires",), ("overrides",)):
                yield tally.atom.kind, wanted if _asks(tally) else not wanted


def _asks(tally: Tally) -> bool:
    """Whether a count asks for facts, rather than for few or none."""
    return tally.op in (">=", ">") or (tally.op == "==" and tally.number > 0)


def cells(law: Law, situations: dict[str, Situation], troubled: Iterable[str]) -> Iterator[Cell]:
    """The map: for each situation and each body what the law says because of it; silent where it says nothing."""
    conflicting = set(troubled)
    vocabulary = law.pack.vocabulary
    for kind in sorted(situations):
        own = situations[kind]
        bodies: dict[str, list[Provision]] = {}
        for (body, _), p in own.brings.items():
            bodies.setdefault(body, []).append(p)
        for body, provisions in sorted(bodies.items()):
            says: set[Modal] = {"permitted" if p.id in own.lifts else SAYS[p.conclusion[0]] for p in provisions}
            says |= {"conflict"} if any(p.id in conflicting for p in provisions) else set()
            yield Cell(
                body=body,
                situation=kind,
                says=tuple(m for m in ORDER if m in says),
                actions=tuple(dict.fromkeys(p.conclusion[1].kind for p in provisions)),
                citations=tuple({p.id: law.citer.cite(p) for p in provisions}.values()),
            )
        if not bodies:
            actors = vocabulary.actions[kind].by[:1] if kind in vocabulary.actions else ("",)
            yield Cell(body=actors[0], situation=kind, says=("silent",))


def silences(law: Law, situations: dict[str, Situation]) -> Iterator[Lead]:
    """Situations after which nobody may, must or must not do anything because of them, the gravest first."""
    record = Recorder(law)
    vocabulary = law.pack.vocabulary
    for kind, own in situations.items():
        assert own.where is not None
        n, mark = own.where
        made = _first(own.made_by.values())
        if not own.brings and own.takes:
            ended = _first(own.takes.values())
            values: dict[str, str | int] = {"after": "ended", "ends": len(ended)}
            yield Lead(record.finding("silence", "warning", kind, made, ended, days=own.days, values=values), n, mark)
        elif kind in vocabulary.actions and own.brings and not own.takes and _others_wait(own, kind, vocabulary):
            voted = [p for p in made if bounded(p)]
            if voted:
                waits = _first(p for (body, _), p in own.brings.items() if body not in vocabulary.actions[kind].by)
                values = {"after": "not-adopted", "ends": len(waits)}
                yield Lead(record.finding("silence", "note", kind, voted, waits, days=own.days, values=values), n, mark)


def _others_wait(own: Situation, kind: str, vocabulary: Vocabulary) -> bool:
    """Whether another body than the one that decides waits for the outcome."""
    return any(body not in vocabulary.actions[kind].by for body, _ in own.brings)


def _first(provisions: Iterable[Provision]) -> list[Provision]:
    found: dict[str, Provision] = {}
    for p in provisions:
        found.setdefault(p.id, p)
    return list(found.values())
