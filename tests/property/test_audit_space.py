"""What the search of an audit shows, against brute force: every situation of a small law, worked out by the reference.

The laws are random: facts of a town, a number of it, what was done there, conditions on presence, absence, number and
share, several texts for one thing. Brute force knows nothing of the solver and of boundary values: it tries each set of
facts, every number, every reading and every attempt.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from small_law import small_law

from zanger import Law
from zanger.audit import Bounds
from zanger.audit.marks import APPLIES, GIVES, MEETS, Mark, marked
from zanger.audit.search import found_of
from zanger.audit.slices import Piece, pieces
from zanger.compile import COVERS, OPEN, READING, TRY
from zanger.program import Fact, fact
from zanger.reference import evaluate

pytest.importorskip("clingo")

SIZES = range(10)
READINGS = {"G1": ("yes", "no")}
TOWN, DONE = "town-1", 101


def provision(rng: random.Random, n: int) -> dict[str, Any]:
    """One random provision about building, meeting or a quiet town."""
    when: list[Any] = [{"town": {"id": "$town", "size": "$size"}}]
    unless: list[Any] = []
    for kind in ("closed", "feast", "stop", "loud"):
        pattern = {kind: {"town": "$town"}}
        match rng.random():
            case x if x < 0.22:
                when.append(pattern)
            case x if x < 0.40:
                unless.append(pattern)
            case x if x < 0.46:
                when.append({"count": {"of": pattern, "at_least": 1}})
            case _:
                pass
    if rng.random() < 0.4:
        bound = rng.choice(("at_least", "more_than", "at_most", "less_than", "is"))
        when.append({"compare": {"left": "$size", bound: rng.randrange(10)}})
    found: dict[str, Any] = {"id": f"{rng.choice(('law', 'other'))}.{n}.1", "when": when, "unless": unless}
    if rng.random() < 0.25:
        found["under"] = {"G1": rng.choice(("yes", "no"))}
    sort = rng.choice(("defines", "permits", "permits", "forbids", "requires"))
    if sort == "defines":
        when[:] = [w for w in when if "loud" not in w and "loud" not in str(w)]
        found["unless"] = [u for u in unless if "loud" not in u]
        return found | {sort: {rng.choice(("quiet", "loud")): {"town": "$town"}}}
    act: dict[str, Any] = {"town": "$town"}
    if sort != "requires" and rng.random() < 0.5:
        act["votes"] = "$votes"
        bound = rng.choice(("at_least", "more_than", "less_than", "at_most"))
        found["provided"] = [{"share": {"of": "$votes", "in": "$size", bound: rng.choice(("1/2", "2/3", "1/1"))}}]
    return found | {sort: {"build": act}} | ({"breach": "stands"} if sort == "forbids" else {})


def random_law(seed: int, folder: Path) -> Law:
    """The law of a seed."""
    rng = random.Random(seed)
    court = {"id": "law.90.1", "when": [{"town": {"id": "$town"}}], "permits": {"stop": {"town": "$town"}}}
    return small_law(folder, court, *(provision(rng, n + 1) for n in range(rng.choice((2, 4, 6)))), readings=READINGS)


def situations(piece: Piece) -> Iterator[list[Fact]]:
    """Every situation of a town, with every attempt if the slice is about an action."""
    day = piece.day.toordinal()
    town = {"town": TOWN}
    done = fact("stop", {**town, "by": "court", "on": day, "order": DONE})
    facts = [fact("closed", town), fact("feast", town), done]
    attempts: list[list[Fact]] = [[]]
    if piece.action:
        common = {**town, "on": day, "order": 900, "act": 900}
        bodies = ("mayor", "council") if piece.subject == "build" else ("court",)
        votes: tuple[dict[str, Any], ...] = ({},)
        if piece.subject == "build":
            votes = ({}, *({"votes": n} for n in SIZES))
        attempts = [[fact(TRY + piece.subject, {**common, "by": by, **v})] for by in bodies for v in votes]
    for size, chosen, reading in product(SIZES, product((False, True), repeat=len(facts)), READINGS["G1"]):
        base = [fact("town", {"id": TOWN, "size": size}), fact(READING, {"id": "G1", "is": reading})]
        base += [f for f, used in zip(facts, chosen, strict=True) if used]
        for attempt in attempts:
            yield [*base, *attempt]


def shown(piece: Piece) -> set[Mark]:
    """The marks that some situation shows, by brute force."""
    program = marked(piece.program, piece.modal, piece.defined)
    found: set[Mark] = set()
    powers = [p.id for p in piece.modal if p.conclusion[0] == "permits"]
    duties = [p.id for p in piece.modal if p.conclusion[0] == "requires"]
    bans = [p.id for p in piece.modal if p.conclusion[0] == "forbids"]
    for facts in situations(piece):
        kinds = {f.kind for f in evaluate(program, facts).derived}
        for name, prefix in (
            ("applies", APPLIES),
            ("gives", GIVES),
            ("open", OPEN),
            ("meets", MEETS),
            ("covers", COVERS),
        ):
            found |= {Mark(name, k.removeprefix(prefix)) for k in kinds if k.startswith(prefix)}
        covering = {k.removeprefix(COVERS) for k in kinds if k.startswith(COVERS)}
        hit = covering & {*bans}
        found |= {Mark("lives", p) for p in covering & {*powers} if not hit}
        found |= {Mark("both", p, q) for p in covering & {*powers, *duties} for q in hit}
        found |= {Mark("bites", q) for q in hit if covering & {*powers}}
        found |= {Mark("spared", p, q) for p in covering & {*powers, *duties} for q in bans if q not in hit}
        found |= {Mark("owed", d) for d in covering & {*duties} if covering & {*powers} and not hit}
    return found


NAMES = {"applies", "gives", "open", "meets", "covers", "lives", "both", "bites", "spared", "owed"}


@pytest.mark.parametrize("seed", [*range(12), *(pytest.param(n, marks=pytest.mark.thorough) for n in range(12, 120))])
def test_the_search_shows_what_brute_force_shows(seed: int, tmp_path: Path) -> None:
    law = random_law(seed, tmp_path)
    for piece in pieces(law):
        found = found_of(piece, law.pack, Bounds())
        assert {m for m in found.shown if m.name in NAMES} == shown(piece), piece.subject
