"""The validators of a pack: small functions `(pack) -> diagnostics`, all run, all errors reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from .check_beside import check_parameters, check_remarks
from .check_provision import check_provisions
from .check_vocabulary import check_ids, check_readings, check_vocabulary
from .compile import Compiler, epochs, in_force
from .errors import Code, Diagnostic, InputError, nearest
from .load import LawPack
from .program import NegativeCycle, Program
from .provision import Instrument, Provision
from .roles import check_roles
from .spot import spot, trouble

PROVISION_ID = re.compile(r"[a-z0-9]+(\.[a-z0-9]+)(\.[0-9]+(-[0-9]+)?)(\.[0-9]+(-[0-9]+)?)*(-[a-z][a-z0-9]*)*\Z")
Validator = Callable[[LawPack], Iterable[Diagnostic]]


def check_citations(pack: LawPack) -> Iterator[Diagnostic]:
    """Every provision can be cited: a well-formed id under its article's instrument, and a source."""
    for _, article in pack.articles:
        if article.instrument not in pack.instrument:
            yield trouble(
                Code.UNKNOWN_INSTRUMENT, f"there is no instrument `{article.instrument}`", article, "instrument",
                help=nearest(article.instrument, pack.instrument),
            )  # fmt: skip
        for p in article.provisions:
            wanted = f"{pack.head.id}.{article.instrument}.{article.article}"
            fits = p.id == wanted or p.id.startswith((wanted + ".", wanted + "-"))
            if article.instrument in pack.instrument and not (fits and PROVISION_ID.match(p.id)):
                message = f"`{p.id}` does not cite a place in article {article.article} of `{article.instrument}`"
                yield trouble(
                    Code.MISSING_CITATION,
                    message,
                    p,
                    "id",
                    help=f"expected an id such as `{wanted}.1` or `{wanted}.1-name`",
                )
            if p.source is None:
                yield trouble(
                    Code.MISSING_CITATION, f"`{p.id}` has no source", p, "id",
                    help="add `source: {grade: primary, ref: ...}`",
                )  # fmt: skip
            for n, other in enumerate(p.also):
                parts = other.split(".")
                if len(parts) < 3 or parts[0] != pack.head.id or parts[1] not in pack.instrument:
                    known = (f"{pack.head.id}.{i}" for i in pack.instrument)
                    yield trouble(
                        Code.UNKNOWN_INSTRUMENT, f"`{other}` does not cite an instrument of this pack", p, "also", n,
                        help=nearest(".".join(parts[:2]), known),
                    )  # fmt: skip


def check_dates(pack: LawPack) -> Iterator[Diagnostic]:
    """Periods run forwards, and the editions of one provision do not overlap."""
    editions: dict[str, list[Provision]] = {}
    dated: tuple[Instrument | Provision, ...] = (*pack.instruments, *pack.provisions)
    for item in dated:
        period = item.in_force
        if period.last is not None and period.last < period.first:
            message = f"`{item.id}` ends on {period.last}, before it begins on {period.first}"
            yield trouble(Code.REVERSED_DATES, message, period, "until", help="exchange the two dates")
    for p in pack.provisions:
        editions.setdefault(p.id, []).append(p)
    for name, group in editions.items():
        for first, second in combinations(group, 2):
            if first.in_force.overlaps(second.in_force):
                where = spot(first, "id")[1]
                message = f"two editions of `{name}` are in force together; the other is at {where}"
                help = "end the earlier one the day before the later begins, or give one its own id with a suffix"
                yield trouble(Code.OVERLAPPING_EDITIONS, message, second, "in_force", help=help)


def check_overrides(pack: LawPack) -> Iterator[Diagnostic]:
    """What overrides what: it exists, concludes about the same, is not of lower rank, and makes no circle."""
    by_id = {p.id: p for p in pack.provisions}
    for p in pack.provisions:
        for n, weaker in enumerate(p.overrides):
            other = by_id.get(weaker)
            if other is None:
                yield trouble(
                    Code.UNKNOWN_PROVISION, f"there is no provision `{weaker}`", p, "overrides", n,
                    help=nearest(weaker, by_id),
                )  # fmt: skip
                continue
            mine, theirs = (pack.instrument.get([*q.id.split("."), ""][1]) for q in (p, other))
            if mine and theirs and mine.rank > theirs.rank:
                message = f"`{p.id}` (rank {mine.rank}) cannot override `{weaker}` (rank {theirs.rank})"
                yield trouble(
                    Code.OVERRIDES_RANK, message, p, "overrides", n, help="a lower instrument yields to a higher one"
                )
            if len(p.conclusions) == len(other.conclusions) == 1 and not _same_target(pack, p, other):
                message = f"`{p.id}` and `{weaker}` conclude about different things"
                yield trouble(
                    Code.OVERRIDES_MISMATCH, message, p, "overrides", n,
                    help="a provision overrides one about the same status or the same action",
                )  # fmt: skip
    edges = {p.id: [w for w in p.overrides if w in by_id] for p in pack.provisions}
    seen: set[frozenset[str]] = set()
    for start in edges:
        cycle = _circle(start, edges)
        if cycle and frozenset(cycle) not in seen:
            seen.add(frozenset(cycle))
            yield trouble(
                Code.OVERRIDES_CYCLE, "`overrides` goes round in a circle: " + " -> ".join((*cycle, cycle[0])),
                by_id[start], "overrides", help="take one of them out",
            )  # fmt: skip


def _same_target(pack: LawPack, p: Provision, other: Provision) -> bool:
    (mine, a), (theirs, b) = p.conclusion, other.conclusion
    if (mine == "defines") != (theirs == "defines"):
        return False
    if mine == "defines":
        return a.kind == b.kind and a.fields.keys() == b.fields.keys()
    members = pack.vocabulary.members
    return bool(set(members(a.kind)) & set(members(b.kind)))


def _circle(start: str, edges: dict[str, list[str]]) -> tuple[str, ...]:
    paths: list[tuple[str, ...]] = [(start,)]
    visited: set[str] = set()
    for path in paths:
        for following in edges[path[-1]]:
            if following == start:
                return path
            if following not in visited:
                visited.add(following)
                paths.append((*path, following))
    return ()


def check_strata(pack: LawPack) -> Iterator[Diagnostic]:
    """On every day on which the law changes, negation and counting make no circle.

    If all editions together make none, those of a day make none.
    """
    compiler = Compiler(pack.vocabulary)
    try:
        _ = compiler.program(pack.provisions, "check").strata
        return
    except NegativeCycle:
        pass
    seen: set[tuple[str, ...]] = set()
    for day in epochs(pack.provisions):
        program = compiler.program(in_force(pack.provisions, day), "check")
        try:
            _ = program.strata
        except NegativeCycle as error:
            if error.cycle in seen:
                continue
            seen.add(error.cycle)
            by = _concluder(pack, program, error.cycle)
            message = "absence or number goes round in a circle: " + " -> ".join(error.cycle)
            yield trouble(
                Code.NEGATIVE_CYCLE, message, by, "id", help="a status may not depend on its own absence or number"
            )


def _concluder(pack: LawPack, program: Program, cycle: tuple[str, ...]) -> Provision:
    for rule in program.rules:
        if rule.head.kind in cycle and any(kind in cycle and negative for kind, negative in rule.needs()):
            return next(p for p in pack.provisions if p.id == rule.provision)
    raise AssertionError("a circle through absence has a rule that reads it")


ALONE: tuple[Validator, ...] = (
    check_ids,
    check_readings,
    check_vocabulary,
    check_citations,
    check_dates,
    check_provisions,
    check_parameters,
    check_remarks,
    check_roles,
)
TOGETHER: tuple[Validator, ...] = (check_overrides, check_strata)


def check_pack(pack: LawPack) -> list[Diagnostic]:
    """Every error of a pack, by file and line.

    The checks of provisions against each other run only when each is sound by itself.
    """
    found = [d for validator in ALONE for d in validator(pack)]
    for validator in TOGETHER:
        if validator is not check_strata or not found:
            found += validator(pack)
    return sorted(found, key=lambda d: (d.place, d.code))


def require_sound(pack: LawPack) -> None:
    """Raise `InputError` with every error of the pack, if it has any."""
    if found := check_pack(pack):
        raise InputError(found)
