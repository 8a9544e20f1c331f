"""The search of one slice: which marks some situation shows, and a smallest situation for each that is wanted.

clingo grounds the slice once. That no situation shows a mark is proven, within the bounds; the marks that some
show are found together (brave consequences), each wanted one then with the fewest facts.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..errors import EngineFailure
from ..gringo import Compound, quoted
from ..load import LawPack
from ..solver import QUIET, _plain, load
from .bounds import Bounds
from .marks import Mark, marked, marks
from .slices import Piece
from .space import Space
from .values import Pinned

OPTIONS = [QUIET, "--opt-mode=ignore", "--configuration=trendy", "--sat-prepro=no"]
"""Measured on the slices that take longest: most of their time went into what the solver does before it searches."""
SITUATIONS = 8
"""How many situations of the same size are tried for a witness."""


@dataclass
class Found:
    """What the search of a slice has come to.

    `shown` are the marks that situations in one reading show, `read_freely` those where texts of several readings
    may may hold at once. `always` tells, for a provision that gives nothing of its own, the others that give all of it.
    """

    shown: frozenset[Mark] = frozenset()
    read_freely: frozenset[Mark] = frozenset()
    always: dict[str, tuple[str, ...]] = field(default_factory=dict)
    things: dict[str, int] = field(default_factory=dict)
    numbers: int = 0
    searches: int = 0
    seconds: float = 0.0


def space_of(piece: Piece, pack: LawPack, bounds: Bounds, *, wide: bool = False, pinned: Pinned | None = None) -> Space:
    """The situations of a slice."""
    program = marked(piece.program, piece.modal, piece.defined)
    readings = {
        r.id: ((r.default,) if not r.is_open else ()) + tuple(v for v in r.readings if v != r.default)
        for r in pack.readings
    }
    kind = piece.subject if piece.action else None
    levels = pack.roles.levels if pack.roles else None
    return Space(
        program, pack.vocabulary, readings, piece.day.toordinal(), kind, piece.doable, bounds,
        wide=wide, pinned=pinned, levels=levels,
    )  # fmt: skip


def found_of(piece: Piece, pack: LawPack, bounds: Bounds) -> Found:
    """Search one slice. Raises `EngineFailure` if the solver does not take it."""
    start = time.process_time()
    space, control, read = _grounded(piece, pack, bounds, wide=False)
    clingo = load()
    free = clingo.Function("_free")
    found = Found(things=dict(space.slots), numbers=len(space.law.numbers))
    found.shown = _brave(control, [(free, False)])
    found.searches = 1
    if read:
        found.read_freely = _brave(control, [(free, True)])
        found.searches += 1
    found.always = _always(control, piece, found, free)
    found.seconds = time.process_time() - start
    return found


def _always(control: Any, piece: Piece, found: Found, free: Any) -> dict[str, tuple[str, ...]]:
    """For each provision that is never alone, those that give whatever it gives."""
    clingo = load()
    told: dict[str, tuple[str, ...]] = {}
    control.configuration.solve.models = 1
    control.configuration.solve.enum_mode = "auto"
    own = (*piece.modal, *piece.defined)
    for p in own:
        given = "gives" if p.conclusion[0] == "defines" else "covers"
        if Mark(given, p.id) not in found.shown or Mark("alone", p.id) in found.shown:
            continue
        others = [
            x for x in own if x.id != p.id and x.conclusion[0] == p.conclusion[0] and Mark(given, x.id) in found.shown
        ]
        same = []
        for x in others:
            without = clingo.Function("_w", [clingo.String(p.id), clingo.String(x.id)])
            found.searches += 1
            if not control.solve(assumptions=[(free, False), (without, True)]).satisfiable:
                same.append(x.id)
        told[p.id] = tuple(same)
    return told


def _grounded(
    piece: Piece, pack: LawPack, bounds: Bounds, *, wide: bool, pinned: Pinned | None = None
) -> tuple[Space, Any, bool]:
    """The space of a slice, grounded, and whether questions of reading bear on it."""
    space = space_of(piece, pack, bounds, wide=wide, pinned=pinned)
    asked = marks(space.law, piece.subject, piece.modal, piece.defined, pack.vocabulary)
    text = "\n".join((space.text(), *asked, ""))
    return space, grounded(text), "_read(" in text


def grounded(text: str) -> Any:
    """The solver with this text. Raises `EngineFailure` if it does not take it."""
    told: list[str] = []
    control = load().Control(OPTIONS, logger=lambda _, message: told.append(message.strip()))
    control.add("base", [], text)
    control.ground([("base", [])])
    if told:
        raise EngineFailure(f"clingo did not take the rules: {told[0]}")
    return control


def deeper(piece: Piece, pack: LawPack, bounds: Bounds, name: str) -> tuple[frozenset[Mark], dict[str, int]]:
    """The marks of one provision that show when there may be as many things as its rule needs, unfolded.

    Only the rules that lead to it are looked at.
    """
    part = _alone_with(piece, name)
    names = ("applies", "gives") if part.defined else ("open", "touches", "meets", "covers")
    clingo = load()
    space, control, _ = _grounded(part, pack, bounds, wide=True)
    shown = set()
    for mark in (Mark(n, name) for n in names):
        symbol = clingo.Function("_m", [clingo.String(part) for part in mark])
        if control.solve(assumptions=[(clingo.Function("_free"), False), (symbol, True)]).satisfiable:
            shown.add(mark)
    if {
        Mark("gives", name),
        Mark("covers", name),
    } & shown:  # beside others it was not looked at: no fault is told of it
        shown |= {Mark(n, name) for n in ("alone", "lives", "undenied", "bites")}
    return frozenset(shown), dict(space.slots)


def _alone_with(piece: Piece, name: str) -> Piece:
    """The slice of one provision: the rules that lead to it, without others of the same conclusion beside it."""
    own = [r for r in piece.program.rules if r.provision == name]
    below = piece.program.towards(kind for r in own for kind, _ in r.needs())
    rules = {r.id for r in own} | below
    return replace(
        piece,
        program=piece.program.only(frozenset(rules)),
        modal=tuple(p for p in piece.modal if p.id == name),
        defined=tuple(p for p in piece.defined if p.id == name),
    )


def _brave(control: Any, assumptions: list[tuple[Any, bool]]) -> frozenset[Mark]:
    """The marks that some situation shows."""
    control.configuration.solve.models = 0
    control.configuration.solve.opt_mode = "ignore"
    control.configuration.solve.enum_mode = "brave"
    last: list[Any] = []
    with control.solve(assumptions=assumptions, yield_=True) as handle:
        for model in handle:
            last = model.symbols(shown=True)
    return frozenset(Mark(*(a.string for a in s.arguments)) for s in last if s.name == "_m")


def situations(
    piece: Piece, pack: LawPack, bounds: Bounds, mark: Mark, tied: frozenset[str] | None = None
) -> list[tuple[Compound, ...]]:
    """The atoms of some of the smallest situations that show a mark; none if none does.

    The questions in `tied` may be read in several ways at once; None where all are read in one.
    Where none does with as many things as rules name, there are as many as they need, unfolded.
    """
    clingo = load()
    symbol = clingo.Function("_m", [clingo.String(part) for part in mark])
    for wide in (False, True):
        space, control, read = _grounded(piece, pack, bounds, wide=wide)
        if read and tied is not None:
            others = [q for q in space.readings if q not in tied]
            control.add(
                "one", [], "\n".join(f":- 2 {{ _read({quoted(q)},V) : _read({quoted(q)},V) }}." for q in others)
            )
            control.ground([("one", [])])
        if found := _smallest(control, [(clingo.Function("_free"), tied is not None), (symbol, True)]):
            return found
    return []


def smallest(
    piece: Piece,
    pack: LawPack,
    bounds: Bounds,
    wanted: Iterable[Mark],
    pinned: Pinned,
    under: Mapping[str, str],
) -> tuple[Compound, ...] | None:
    """The atoms of a smallest situation beyond what is pinned that shows one of some marks; None if none does."""
    _, control, read = _grounded(piece, pack, bounds, wide=False, pinned=pinned)
    names = ", ".join(f"not {_atom(mark)}" for mark in wanted)
    more = [f":- {names}.", ":- _free."]
    if read:
        more += [f":- _read({quoted(q)},V), V != {quoted(a)}, _read({quoted(q)},_)." for q, a in under.items()]
    control.add("more", [], "\n".join(more))
    control.ground([("more", [])])
    return next(iter(_smallest(control, [], 1)), None)


def _atom(mark: Mark) -> str:
    return "_m({})".format(",".join(map(quoted, mark)))


def _smallest(control: Any, assumptions: list[tuple[Any, bool]], most: int = SITUATIONS) -> list[tuple[Compound, ...]]:
    """The atoms of the smallest situations that meet the assumptions, so many of them at most."""
    control.configuration.solve.models = 0
    control.configuration.solve.enum_mode = "auto"
    control.configuration.solve.opt_mode = "opt" if most == 1 else "optN"
    found: dict[tuple[Compound, ...], None] = {}
    with control.solve(assumptions=assumptions, yield_=True) as handle:
        for model in handle:
            atoms = tuple(_plain(s) for s in model.symbols(atoms=True) if s.name in ("_x", "_f", "_read"))
            if most == 1:
                found = {atoms: None}
            elif model.optimality_proven:
                found[atoms] = None
                if len(found) == most:
                    break
    return list(found)
