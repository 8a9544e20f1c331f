"""Where texts contradict each other: permitted or required and forbidden, different conditions for one thing, vain duties.

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
    """An action that one text gives or asks for and another forbids."""
    merged: dict[tuple[str, str], list[int]] = {}
    partly: dict[tuple[str, str], bool] = {}
    for n, mark in (*results.pairs("both"), *results.pairs("bound")):
        pair = (mark.first, mark.second)
        if n not in merged.setdefault(pair, []):
            merged[pair].append(n)
        spared = results.shows(n, Mark("spared", *pair))
        partly[pair] = partly.get(pair, True) and spared
    for (first, second), where in merged.items():
        p, q = results.provision(where[0], first), results.provision(where[0], second)
        if partly[first, second] and is_exception(law, p, q):
            continue
        n = next((n for n in where if not results.shows(n, Mark("spared", first, second))), where[0])
        name = "both" if results.shows(n, Mark("both", first, second)) else "bound"
        yield Lead(
            record.finding(
                "conflict",
                "warning" if partly[first, second] else "error",
                results.pieces[n].subject,
                [p],
                [q],
                days=_days(results, where),
                values={"required": p.conclusion[0] == "requires", "always": not partly[first, second]},
            ),
            n,
            Mark(name, first, second),
        )


def is_exception(law: Law, power: Provision, ban: Provision) -> bool:
    """Whether a prohibition that leaves a power or duty alive elsewhere is an exception to it, or prevails over it.

    It is within one instrument, whose articles are read together, and from a text of higher rank. Another
    text of the same or of lower rank, whose author did not say that it yields or prevails, contradicts.
    """
    if power.instrument == ban.instrument:
        return True
    pack = law.pack
    return pack.instrument[ban.instrument].rank < pack.instrument[power.instrument].rank


def _differ(results: Results, record: Recorder) -> Iterator[Lead]:
    """Two texts that set different bounds or numbers for one thing; those that hang together are one finding."""
    groups: dict[tuple[str, str], list[tuple[int, Mark]]] = {}
    for name in ("differ", "values"):
        for n, mark in results.pairs(name, freely=True):
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


def tied(p: Provision, q: Provision) -> bool:
    """Whether two provisions give different answers to one question of reading."""
    return any(g in q.under and not set(p.under[g]) & set(q.under[g]) for g in p.under)
