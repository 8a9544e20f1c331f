"""The parts in which a law is searched: one action or status, once for all days on which its rules are the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ..compile import COVERS, OPEN
from ..law import Law
from ..program import Program
from ..provision import Provision


@dataclass(frozen=True, eq=False)
class Piece:
    """A slice: its rules, the provisions about its subject, and the epochs in which they are in force.

    `epochs` are pairs of the first day and the last (None while it goes on); `day` is the one that is searched.
    """

    subject: str
    action: bool
    program: Program
    modal: tuple[Provision, ...]
    defined: tuple[Provision, ...]
    doable: frozenset[str]
    epochs: tuple[tuple[date, date | None], ...]
    day: date

    @property
    def first(self) -> date:
        """The first day on which these are the rules."""
        return self.epochs[0][0]

    @property
    def last(self) -> date | None:
        """The last day on which these are the rules; None while they go on."""
        return self.epochs[-1][1]


Key = tuple[str, bool, frozenset[int], frozenset[str], frozenset[tuple[str, str]]]
"""What makes a slice: its subject, whether it is an action, its rules, what was never possible, what breaches have."""


def pieces(law: Law, days: Iterable[date] | None = None) -> list[Piece]:
    """The slices of a law, on its epochs or on some days."""
    spans = _spans(law, days)
    found: dict[Key, list[tuple[date, date | None]]] = {}
    kept: dict[Key, tuple[date, frozenset[str]]] = {}
    numbers: dict[object, int] = {}
    for first, last in spans:
        program = law.program(first)
        of_rule = {r.id: numbers.setdefault(r, len(numbers)) for r in program.rules}
        powers = _doable(law, last)
        for subject, action, targets in _subjects(law, first, program):
            rules = program.towards(targets)
            read = {k for r in rules for k, _ in program.rule[r].needs()}
            doable = frozenset(a for k in read for a in law.pack.vocabulary.members(k) if a in powers)
            gone = frozenset(a for k in read for a in law.pack.vocabulary.members(k)) - doable
            breach = frozenset((p.id, str(p.breach)) for p in law.about(subject, first)) if action else frozenset()
            key: Key = (subject, action, frozenset(of_rule[r] for r in rules), gone, breach)
            found.setdefault(key, []).append((first, last))
            kept.setdefault(key, (first, frozenset(powers)))
    made = []
    for key, epochs in found.items():
        subject, action = key[:2]
        start, doable = kept[key]
        program = law.program(start)
        targets = next(t for s, a, t in _subjects(law, start, program) if (s, a) == (subject, action))
        part = program.only(program.towards(targets))
        provisions = law.provisions(start)
        modal = law.about(subject, start) if action else ()
        defined = tuple(
            p for p in provisions.values() if p.conclusion[0] == "defines" and p.conclusion[1].kind == subject
        )
        made.append(Piece(subject, action, part, modal, () if action else defined, doable, tuple(epochs), _day(epochs)))
    return made


def piece_at(law: Law, action: str, day: date) -> Piece:
    """The slice of one action on one day."""
    program = law.program(day)
    about = law.about(action, day)
    part = program.only(program.towards(k + p.id for p in about for k in (COVERS, OPEN)))
    return Piece(action, True, part, about, (), frozenset(_doable(law, day)), ((day, day),), day)


def _spans(law: Law, days: Iterable[date] | None) -> list[tuple[date, date | None]]:
    starts = law._epochs
    ends: list[date | None] = [d - timedelta(days=1) for d in starts[1:]]
    spans = list(zip(starts, [*ends, None], strict=True))
    if days is None:
        return spans
    wanted = sorted(days)
    return [(day, day) for day in wanted if any(a <= day and (b is None or day <= b) for a, b in spans)]


def _subjects(law: Law, day: date, program: Program) -> list[tuple[str, bool, tuple[str, ...]]]:
    vocabulary = law.pack.vocabulary
    found: list[tuple[str, bool, tuple[str, ...]]] = []
    for kind in vocabulary.actions:
        if about := law.about(kind, day):
            found.append((kind, True, tuple(k + p.id for p in about for k in (COVERS, OPEN))))
    found += [(kind, False, (kind,)) for kind in vocabulary.statuses if kind in program.by_head]
    return found


def _doable(law: Law, last: date | None) -> set[str]:
    """The actions for which some text up to a day gives a power."""
    given = {
        p.conclusion[1].kind
        for p in law.pack.provisions
        if p.conclusion[0] == "permits" and (last is None or p.in_force.first <= last)
    }
    return {action for kind in given for action in law.pack.vocabulary.members(kind)}


def _day(epochs: list[tuple[date, date | None]]) -> date:
    """The day to search: late in the longest run of days, so that what came before it came under the same rules."""
    runs: list[tuple[date, date | None]] = []
    for first, last in epochs:
        if runs and runs[-1][1] is not None and runs[-1][1] + timedelta(days=1) == first:
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    first, last = max(runs, key=lambda run: ((run[1] or run[0] + timedelta(days=3000)) - run[0]).days)
    return last if last is not None else first + timedelta(days=1000)
