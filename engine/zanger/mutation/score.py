"""The mutation score: every mutant of a law against every worked case, in parallel, and which were not noticed."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..decision import FORMAT, Part, Place
from ..engines import Engine, make_engine
from ..errors import EngineFailure
from ..law import Law
from ..load import load_case
from ..pool import Pool, Stopped
from .altered import Altered
from .expecting import Worked, notices
from .explained import Explained, explained
from .mutants import Mutant, Mutants, mutants
from .operators import Operator
from .screen import Screen
from .store import Result, Store, key

Progress = Callable[[int, int], None]
"""Is told how many mutants are done, of how many."""
MEGABYTES = 2000
"""What a process that judges mutants may take beyond what it starts with."""


class Survivor(Part):
    """A mutant that no case notices. `because` says why that is right, where it is; `alike` who gives the same.

    `suspects` is the number of cases in which its rules say something else, though nothing that is expected
    shows it; none: a case is missing.
    """

    id: str
    operator: Operator
    provision: str
    article: str
    place: Place
    was: str
    becomes: str
    suspects: int
    alike: tuple[str, ...] = ()
    because: dict[str, str] | None = None


class Share(Part):
    """How many mutants of an article, or made by one operator, were noticed and how many survived explained."""

    name: str
    mutants: int
    noticed: int
    explained: int


class Score(Part):
    """The mutation score of a law: `noticed` of `mutants`. What the checker refuses, or says the same, is none.

    `decided` counts the pairs of a mutant and a case that were decided, `run` those of them for which the case
    had to be run; `seconds` is the time of this run, `resumed` the number of mutants known from an earlier one.
    """

    pack: str
    pack_version: str
    mutants: int
    noticed: int
    refused: int
    same: int
    cases: int
    decided: int
    run: int
    seconds: float
    resumed: int
    articles: tuple[Share, ...]
    operators: tuple[Share, ...]
    survivors: tuple[Survivor, ...]
    outdated: tuple[str, ...] = ()
    format: str = FORMAT

    @property
    def percent(self) -> float:
        """The share in percent, rounded down to two decimals."""
        return 10_000 * self.noticed // self.mutants / 100 if self.mutants else 100.0


def mutation_score(
    law: Law,
    *,
    cases: Sequence[Path] | None = None,
    articles: Iterable[str] = (),
    results: Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Score:
    """The mutation score of a law by its worked cases.

    `articles` restricts it (`24`, `l148.24`), `results` is a file that keeps what is found, so that a run
    that was ended goes on, `jobs` the number of processes, as many as there are processors unless told.
    Raises `InputError` with the errors of the cases, `ValueError` with the name of one that expects
    something else than the law gives, `OSError` where the file of results cannot be used.
    """
    start = time.perf_counter()
    root = Path(law.pack.root)
    paths = sorted((root / "cases").rglob("*.yaml")) if cases is None else list(cases)
    made = mutants(law.pack, articles)
    store = Store(results, key(root, paths))
    resumed = sum(m.id in store.known for m in made.all)
    left = [m for m in made.all if m.id not in store.known]
    if left:
        worked = [Worked.of(_shown(path, root), load_case(path)[0], law.pack) for path in paths]
        done = resumed
        for found in _all(law, [w for w in worked if w.case.expect], left, jobs or os.cpu_count() or 1):
            store.add(found)
            done += len(found)
            if progress:
                progress(done, len(made.all))
    return _score(law, made, store, len(paths), time.perf_counter() - start, resumed, explained(law.pack))


def _shown(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


@dataclass
class _Workshop:
    """What a process needs to judge mutants; it is made before the processes part, and shared."""

    law: Law
    worked: list[Worked]
    screen: Screen
    engine: Engine

    def judged(self, group: list[Mutant]) -> list[Result]:
        """The results of the mutants of one text; the cases that noticed one of them are tried first."""
        found: list[Result] = []
        killers: dict[int, None] = {}
        for mutant in group:
            law = Altered(self.law, mutant.editions)
            suspects = self.screen.suspects(mutant, law)
            rank = {case: n for n, case in enumerate(reversed(killers))}
            order = sorted(suspects, key=lambda s: (-s.likely, rank.get(s.case, len(rank))))
            alike = tuple(sorted(self.screen.alike))
            tried = 0
            name: str | None = None
            for suspect in order:
                tried += 1
                if notices(law, self.worked[suspect.case], self.engine):
                    name = self.worked[suspect.case].name
                    killers.pop(suspect.case, None)
                    killers[suspect.case] = None
                    break
            found.append(Result(mutant.id, name, len(suspects), tried, alike))
        return found


def _all(law: Law, worked: list[Worked], left: list[Mutant], jobs: int) -> Iterator[list[Result]]:
    """The results of all mutants, those of one text together, as they come. Raises `EngineFailure`."""
    with make_engine("reference") as engine:
        shop = _Workshop(law, worked, Screen(law, worked, engine), engine)
        groups: dict[tuple[str, str], list[int]] = {}
        for n, mutant in enumerate(left):
            groups.setdefault((mutant.provision, str(mutant.editions[0][0].in_force.first)), []).append(n)
        if jobs == 1 or len(left) < 2 or "fork" not in multiprocessing.get_all_start_methods():
            for group in groups.values():
                yield shop.judged([left[n] for n in group])
            return
        with Pool(lambda group: shop.judged([left[n] for n in group]), jobs, megabytes=MEGABYTES) as pool:
            for _, answer in pool.each(list(groups.values())):
                match answer:
                    case Stopped(bound):
                        raise EngineFailure(f"a process that judges mutants was ended: {bound}")
                    case Exception():
                        raise answer
                yield answer


def _score(law: Law, made: Mutants, store: Store, cases: int, seconds: float, resumed: int, known: Explained) -> Score:
    survivors = []
    for m in made.all:
        result = store.known[m.id]
        if result.noticed_by is None:
            survivors.append(
                Survivor(
                    id=m.id, operator=m.operator, provision=m.provision, article=m.article, was=m.was,
                    becomes=m.becomes, suspects=result.suspects, alike=result.alike, because=known.because.get(m.id),
                    place=Place(file=m.place.file, line=m.place.line, column=m.place.column),
                )
            )  # fmt: skip
    alive = {s.id: s for s in survivors}
    return Score(
        pack=law.pack.head.id,
        pack_version=law.pack.head.version,
        mutants=len(made.all),
        noticed=len(made.all) - len(survivors),
        refused=made.refused,
        same=made.same,
        cases=cases,
        decided=len(made.all) * cases,
        run=sum(store.known[m.id].tried for m in made.all),
        seconds=seconds,
        resumed=resumed,
        articles=tuple(_shares(made.all, alive, [m.article for m in made.all])),
        operators=tuple(_shares(made.all, alive, [m.operator for m in made.all])),
        survivors=tuple(survivors),
        outdated=tuple(m.id for m in made.all if m.id in known.because and m.id not in alive),
    )


def _shares(all_: Sequence[Mutant], alive: dict[str, Survivor], names: Sequence[str]) -> Iterator[Share]:
    groups: dict[str, list[Mutant]] = {}
    for mutant, name in zip(all_, names, strict=True):
        groups.setdefault(name, []).append(mutant)
    for name, group in groups.items():
        left = [alive[m.id] for m in group if m.id in alive]
        explained_ = sum(s.because is not None for s in left)
        yield Share(name=name, mutants=len(group), noticed=len(group) - len(left), explained=explained_)
