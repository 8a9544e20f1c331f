"""Where texts contradict each other: permitted or required and forbidden, different conditions, vain duties.

A prohibition that leaves a power alive elsewhere is its exception, unless it stands in another text that does not
prevail: then nothing says which of the two yields. One that hits every use of a power takes it away, wherever it
stands. The criteria are argued in `docs/consistency.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..law import Law
from ..provision import Provision
from .finding import Finding
from .marks import Mark
from .record import Days, Recorder
from .results import Results


@dataclass(frozen=True)
class Lead:
    """A finding, and the mark by which a situation shows it: in the slice `piece`, in one reading or `freely`."""

    finding: Finding
    piece: int | None = None
    mark: Mark | None = None
    freely: bool = False


def conflicts(law: Law, results: Results) -> Iterator[Lead]:
    """All contradictions."""
    record = Recorder(law)
    yield from _both(law, results, record)
    yield from _differ(results, record)
    yield from _vain(results, record)


def _both(law: Law, results: Results, record: Recorder) -> Iterator[Lead]:
    """An action that one text gives or asks for and another forbids; one finding for each prohibition."""
    found: dict[tuple[str, str], list[int]] = {}
    for n, mark in (*results.pairs("both"), *results.pairs("bound")):
        where = found.setdefault((mark.first, mark.second), [])
        where += [n] if n not in where else []
    groups: dict[tuple[str, bool], list[tuple[str, list[int]]]] = {}
    for (first, second), where in found.items():
        p, q = results.provision(where[0], first), results.provision(where[0], second)
        whole = [n for n in where if not results.shows(n, Mark("spared", first, second))]
        if whole or not is_exception(law, p, q):
            groups.setdefault((second, bool(whole)), []).append((first, whole or where))
    for (second, always), pairs in groups.items():
        first, where = pairs[0]
        n = where[0]
        side = [results.provision(w[0], name) for name, w in pairs]
        name = "both" if results.shows(n, Mark("both", first, second)) else "bound"
        yield Lead(
            record.finding(
                "conflict",
                "error" if always else "warning",
                side[0].conclusion[1].kind,
                side,
                [results.provision(n, second)],
                days=_days(results, [n for _, w in pairs for n in w]),
                values={"required": any(p.conclusion[0] == "requires" for p in side), "always": always},
            ),
            n,
            Mark(name, first, second),
        )


def is_exception(law: Law, power: Provision, ban: Provision) -> bool:
    """Whether a prohibition that leaves a power or duty alive elsewhere is an exception to it, or prevails over it.

    It is where it only regulates the manner, within one instrument, whose articles are read together, and from a
    text of higher rank. Another text of the same or of lower rank that takes the power away in some situations,
    and of which nothing says that it yields or prevails, contradicts.
    """
    if ban.provided or power.instrument == ban.instrument:
        return True
    pack = law.pack
    return pack.instrument[ban.instrument].rank < pack.instrument[power.instrument].rank


def _differ(results: Results, record: Recorder) -> Iterator[Lead]:
    """Two texts that set different bounds or numbers for one thing; those that hang together are one finding."""
    groups: dict[tuple[str, str], list[tuple[int, Mark]]] = {}
    for name in ("differ", "values"):
        for n, mark in results.pairs(name, freely=True):
            if _is_special(results, n, mark):
                continue
            groups.setdefault((results.provision(n, mark.first).conclusion[1].kind, name), []).append((n, mark))
    for (kind, name), found in groups.items():
        for names in _connected([(m.first, m.second) for _, m in found]):
            own = [(n, m) for n, m in found if m.first in names]
            freely = not any(results.shows(n, m) for n, m in own)
            n, mark = next((n, m) for n, m in own if freely or results.shows(n, m))
            p = results.provision(n, mark.first)
            others = [results.provision(k, x) for x in sorted(names - {p.id}) for k in _with(own, x)]
            where = list(dict.fromkeys(n for n, _ in own))
            yield Lead(
                record.finding(
                    "contradiction",
                    "warning" if freely else "error",
                    kind,
                    [p],
                    list({o.id: o for o in others}.values()),
                    days=_days(results, where),
                    values={"about": "manner" if name == "differ" else "value"},
                ),
                n,
                mark,
                freely,
            )


def _is_special(results: Results, n: int, mark: Mark) -> bool:
    """Whether one of two texts of an instrument is open only in some situations of the other: a special rule."""
    p, q = (results.provision(n, name) for name in (mark.first, mark.second))
    strays = [Mark("strays", mark.first, mark.second), Mark("strays", mark.second, mark.first)]
    found = results.found[n]
    freely = found is not None and mark in found.read_freely
    return p.instrument == q.instrument and any(results.shows(n, m, freely=freely) for m in strays)


def _with(found: list[tuple[int, Mark]], name: str) -> list[int]:
    return [n for n, m in found if name in (m.first, m.second)][:1]


def _connected(pairs: list[tuple[str, str]]) -> list[set[str]]:
    """The groups of names that pairs connect."""
    groups: list[set[str]] = []
    for pair in pairs:
        touched = [g for g in groups if g & {*pair}]
        groups = [g for g in groups if g not in touched] + [set(pair).union(*touched)]
    return groups


def _vain(results: Results, record: Recorder) -> Iterator[Lead]:
    """Duties that no situation lets anybody fulfil."""
    for seen in results.editions().values():
        p = seen.provision
        if p.conclusion[0] == "requires" and seen.complete and "open" in seen.names and "owed" not in seen.names:
            n = seen.where["open"]
            yield Lead(
                record.finding("impossible-duty", "error", results.pieces[n].subject, [p], days=seen.days),
                n,
                Mark("open", p.id),
            )


def _days(results: Results, where: list[int]) -> list[Days]:
    return [span for n in where for span in results.pieces[n].epochs]
