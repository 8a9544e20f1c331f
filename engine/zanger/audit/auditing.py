"""The audit of a law: every slice searched completely within bounds, what was found written down, what was cut told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from ..case import Case
from ..deciding import decide
from ..decision import Decision
from ..engines import Reference
from ..errors import InputError
from ..law import Law
from ..pool import Pool, Stopped
from ..writing import case_yaml
from .bounds import Bounds
from .confirming import shows
from .conflicts import Lead, conflicts
from .draft import Draft
from .finding import Audit, Cell, Covered, Cut, Finding, Grave, Kind, Slice, Witness
from .known import recognised, with_known
from .marks import Mark, headline
from .reach import reach
from .realise import Realiser
from .results import Results
from .search import Found, deeper, found_of, situations
from .silence import cells, silences, survey
from .slices import Piece, pieces
from .structure import structure

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and how much there is."""
GRAVITY: tuple[Grave, ...] = ("error", "warning", "note")
TRIES = 3
"""In how many slices a provision is looked for again that has not been seen to apply."""


def audit(
    law: Law, days: Iterable[date] | None = None, bounds: Bounds | None = None, progress: Progress | None = None
) -> Audit:
    """Search a law for contradictions, for what it says in vain, and for what it does not speak of.

    `days` restrict the search to the law of these days; else every day is covered. Raises `EngineUnavailable`
    if clingo is not there.
    """
    from ..solver import load

    load()
    return _Auditor(law, days, bounds or Bounds(), progress).audit()


class _Auditor:
    def __init__(self, law: Law, days: Iterable[date] | None, bounds: Bounds, progress: Progress | None) -> None:
        self.law = law
        self.days = sorted(days) if days is not None else None
        self.bounds = bounds
        self.progress = progress
        self.start = time.monotonic()
        self.pieces = pieces(law, self.days)
        self.results = Results(self.pieces, [None] * len(self.pieces))
        self.cut: list[Cut] = []

    def audit(self) -> Audit:
        with Pool(
            self._work, self.bounds.processes, self.bounds.slice_seconds, self.start + self.bounds.seconds
        ) as pool:
            self._search(pool)
            self._deepen(pool)
            leads = [*conflicts(self.law, self.results), *reach(self.law, self.results, whole=self.days is None)]
            situations = survey(self.law, self.results)
            leads += silences(self.law, situations)
            leads += [Lead(finding) for finding in structure(self.law, self.days)]
            findings = with_known(self.law.pack, _merged(self._witnessed(pool, leads)))
        troubled = {c.provision for f in findings if f.kind == "conflict" for c in (*f.side, *f.against)}
        silent = {f.subject: f.id for f in findings if f.kind == "silence"}
        grid = tuple(_linked(cell, silent) for cell in cells(self.law, situations, troubled))
        return Audit(
            pack=self.law.pack.head.id,
            pack_version=self.law.pack.head.version,
            findings=tuple(sorted(findings, key=_gravity)),
            covered=self._covered(),
            map=grid,
            recognised=recognised(self.law.pack, findings),
        )

    def _work(self, task: tuple[Any, ...]) -> Any:
        """One task, in a process of the pool."""
        match task:
            case ("search", int(n)):
                return found_of(self.pieces[n], self.law.pack, self.bounds)
            case ("deeper", int(n), str(name)):
                return deeper(self.pieces[n], self.law.pack, self.bounds, name)
            case ("witness", int(n), mark, freely):
                return self._witness(n, Mark(*mark), freely=bool(freely))
            case _:
                raise AssertionError(task)

    def _run(self, pool: Pool, name: str, tasks: list[tuple[Any, ...]]) -> list[Any]:
        progress = self.progress
        return pool.run(tasks, (lambda n: progress(name, n, len(tasks))) if progress is not None else None)

    def _search(self, pool: Pool) -> None:
        for n, found in enumerate(self._run(pool, "search", [("search", n) for n in range(len(self.pieces))])):
            if isinstance(found, Found):
                self.results.found[n] = found
            else:
                self._cut(self.pieces[n], self.pieces[n].subject, "all", found)

    def _deepen(self, pool: Pool) -> None:
        """Look once more for provisions that have not been seen to apply, with as many things as they may need."""
        waiting = {
            edition: [n for n, piece in enumerate(self.pieces) if seen.provision in (*piece.modal, *piece.defined)]
            for edition, seen in self.results.editions().items()
            if seen.complete and not {"covers", "gives"} & seen.names
        }
        for k in range(TRIES):
            tasks = [("deeper", where[k], name) for (name, _), where in waiting.items() if k < len(where)]
            editions = [edition for edition, where in waiting.items() if k < len(where)]
            for edition, task, answer in zip(editions, tasks, self._run(pool, "deeper", tasks), strict=True):
                n = int(task[1])
                if isinstance(answer, Stopped):
                    self.results.unsure.add(edition)
                    self._cut(self.pieces[n], edition[0], "dead", answer)
                    waiting[edition] = []
                    continue
                marks, things = answer
                found = self.results.found[n]
                assert found is not None
                found.shown |= marks
                found.things = {kind: max(things.get(kind, 0), number) for kind, number in found.things.items()}
                if any(m.name in ("covers", "gives") for m in marks):
                    waiting[edition] = []

    def _cut(self, piece: Piece, subject: str, question: str, stopped: Stopped) -> None:
        self.cut.append(Cut(subject=subject, day=piece.day.isoformat(), question=question, bound=stopped.bound))

    def _witnessed(self, pool: Pool, leads: list[Lead]) -> list[Finding]:
        """The findings, each that a situation can show with its witness."""
        asked = [lead for lead in leads if lead.piece is not None and lead.mark is not None]
        tasks = [("witness", lead.piece, tuple(lead.mark or ()), lead.freely) for lead in asked]
        made: dict[str, Witness] = {}
        for lead, answer in zip(asked, self._run(pool, "witness", tasks), strict=True):
            if isinstance(answer, Witness):
                made[lead.finding.id] = answer
            elif isinstance(answer, Stopped):
                assert lead.piece is not None
                self._cut(self.pieces[lead.piece], lead.finding.id, "witness", answer)
        return [lead.finding.replaced(witness=made.get(lead.finding.id)) for lead in leads]

    def _witness(self, n: int, mark: Mark, *, freely: bool) -> Witness | None:
        piece = self.pieces[n]
        own = {p.id: p for p in (*piece.modal, *piece.defined)}
        tied = frozenset(q for name in (mark.first, mark.second) if name in own for q in own[name].under)
        engine = Reference()
        test = shows(self.law, engine, mark, piece.subject, own[mark.first], own.get(mark.second))
        title = headline(mark, piece.subject, self.law.pack.vocabulary)
        first: Case | None = None
        for atoms in situations(piece, self.law.pack, self.bounds, mark, tied if freely else None):
            draft = Draft.read(atoms, self.law.pack, piece.day.toordinal())
            if freely:  # the test looks at each reading in turn
                draft = replace(draft, under={q: a for q, a in draft.under.items() if q not in tied})
            case, confirmed = Realiser(self.law, self.bounds, piece.subject, engine).witness(draft, title, test)
            if confirmed:
                break
            first = case = first or case
        else:
            if first is None:
                return None
        try:
            lines = _answer(decide(self.law, case, engine=engine, kinds=frozenset((piece.subject,))), piece.subject)
        except InputError as error:
            lines = tuple(d.message for d in error.diagnostics)
        return Witness(title=title, case=case_yaml(case), answer=lines, confirmed=confirmed)

    def _covered(self) -> Covered:
        slices = tuple(
            Slice(
                subject=piece.subject,
                first=piece.first.isoformat(),
                last=piece.last.isoformat() if piece.last else None,
                rules=len(piece.program.rules),
                things=found.things,
                numbers=found.numbers,
                steps=0,
                searches=found.searches,
                seconds=round(found.seconds, 3),
            )
            for piece, found in zip(self.pieces, self.results.found, strict=True)
            if found is not None
        )
        days = self.days if self.days is not None else self.law._epochs
        return Covered(
            days=tuple(day.isoformat() for day in days),
            slices=slices,
            cut=tuple(self.cut),
            seconds=round(time.monotonic() - self.start, 3),
        )


def _answer(decision: Decision, subject: str) -> tuple[str, ...]:
    """What the engine says of a witness, in lines: of what is asked, else of the status."""
    if decision.asked:
        return tuple(f"{j.verdict}: {j.action.kind}" for j in decision.asked)
    return tuple(dict.fromkeys(f"{s.holds}: {s.status}" for s in decision.statuses if s.status == subject))


def _linked(cell: Cell, silent: dict[str, str]) -> Cell:
    return cell.replaced(finding=silent.get(cell.situation)) if cell.says == ("silent",) else cell


def _gravity(finding: Finding) -> tuple[int, int, str, str]:
    kinds: tuple[str, ...] = Kind.__args__  # type: ignore[attr-defined]
    return GRAVITY.index(finding.grave), kinds.index(finding.kind), finding.subject, finding.id


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each id: editions of one provision with the same fault are told together."""
    found: dict[str, Finding] = {}
    for item in findings:
        known = found.get(item.id)
        if known is None:
            found[item.id] = item
            continue
        firsts = [d for d in (known.first, item.first) if d is not None]
        lasts = [known.last, item.last]
        found[item.id] = known.replaced(
            first=min(firsts, default=None),
            last=None if None in lasts else max(str(d) for d in lasts),
            places=tuple(dict.fromkeys((*known.places, *item.places))),
            witness=max((known.witness, item.witness), key=lambda w: w is not None and 1 + w.confirmed),
        )
    return list(found.values())
