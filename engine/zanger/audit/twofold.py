"""Two laws in one space of situations: what one concludes is named apart, what the answers of both are is marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..asp import Translation
from ..compile import COVERS
from ..gringo import quoted
from ..law import Law
from ..program import Atom, Program, Rule
from ..provision import Provision
from ..vocabulary import Vocabulary
from .bounds import Bounds
from .space import Space

OTHER = "other:"
"""Before the kinds that the second law concludes."""


@dataclass(frozen=True, eq=False)
class Half:
    """What one law has about a subject: its rules and its powers, duties and prohibitions."""

    program: Program
    modal: tuple[Provision, ...]

    def rules(self) -> frozenset[Rule]:
        """The rules, to tell whether another law has the same."""
        return frozenset(self.program.rules)

    def breaches(self) -> frozenset[tuple[str, str]]:
        """What breaking each prohibition has for its action."""
        return frozenset((p.id, str(p.breach)) for p in self.modal if p.conclusion[0] == "forbids")


@dataclass(frozen=True, eq=False)
class Pair:
    """A subject with what each law has about it, and the actions that one of them allows."""

    subject: str
    action: bool
    one: Half
    other: Half
    doable: frozenset[str]

    @property
    def same(self) -> bool:
        """Whether both laws have the same rules, so that there is nothing to search."""
        return self.one.rules() == self.other.rules() and self.one.breaches() == self.other.breaches()


def half(law: Law, program: Program, subject: str, *, action: bool) -> Half:
    """What the law of a day has about a subject; `law` is frozen, so that any day will do."""
    assert law._frozen is not None
    if not action or subject not in law.pack.vocabulary.actions:
        return Half(program.only(program.towards([subject])), ())
    about = law.about(subject, law._frozen)
    return Half(program.only(program.towards(COVERS + p.id for p in about)), about)


def space_of(pair: Pair, law: Law, day: int, bounds: Bounds) -> Space:
    """The situations that the rules of either law can tell apart."""
    second = _named_apart(pair.other.program, law.pack.vocabulary)
    optional = pair.one.program.optional | pair.other.program.optional
    program = Program((*pair.one.program.rules, *second), optional, pair.subject)
    readings = {
        r.id: ((r.default,) if not r.is_open else ()) + tuple(v for v in r.readings if v != r.default)
        for r in law.pack.readings
    }
    kind = pair.subject if pair.action else None
    levels = law.pack.roles.levels if law.pack.roles else None
    return Space(program, law.pack.vocabulary, readings, day, kind, pair.doable, bounds, levels=levels)


def _named_apart(program: Program, vocabulary: Vocabulary) -> Iterator[Rule]:
    own = {r.head.kind for r in program.rules if vocabulary.sort(r.head.kind) in (None, "status")}

    def apart(atom: Atom) -> Atom:
        return replace(atom, kind=OTHER + atom.kind) if atom.kind in own else atom

    for rule in program.rules:
        yield replace(
            rule,
            id=OTHER + rule.id,
            head=apart(rule.head),
            atoms=tuple(map(apart, rule.atoms)),
            tallies=tuple(replace(t, atom=apart(t.atom)) for t in rule.tallies),
        )


def marks(pair: Pair, space: Space) -> Iterator[str]:
    """The marks of a difference, each as `_m(body,before,after)`; of a status the body is empty."""
    yield "#show _m/3."
    yield "#defined _m/3."
    yield "#defined _read/2."
    if pair.action:
        yield from _answers(pair.one.modal, "one", "", space.law)
        yield from _answers(pair.other.modal, "two", OTHER, space.law)
        by = _body(pair.subject, space)
        yield f'_m(B,X,Y) :- _says("one",X), _says("two",Y), X != Y{by}.'
        return
    one, two = pair.subject, OTHER + pair.subject
    shapes = space.law.shapes
    fields = [set(shapes[kind].fields) for kind in (one, two) if kind in shapes]
    shared = sorted(set.intersection(*fields)) if fields else []
    terms = {name: f"A{n}" for n, name in enumerate(shared)}
    yield from _only(space.law, one, two, terms, '_m("","true","false")')
    yield from _only(space.law, two, one, terms, '_m("","false","true")')


def _body(subject: str, space: Space) -> str:
    """The body that acts: as tried where rules look at it, else the first that can."""
    if "by" in space.fields_of(subject, tried=True):
        return f', _f({quoted(subject)},try,"by",B)'
    return f", B = {quoted(space.vocabulary.actions[subject].by[0])}"


def _only(law: Translation, kind: str, other: str, terms: Mapping[str, str], head: str) -> Iterator[str]:
    if kind in law.shapes:
        absent = f", not {law.atom(other, terms)}" if other in law.shapes else ""
        yield f"{head} :- {law.atom(kind, terms)}{absent}."


def _answers(modal: Iterable[Provision], side: str, before: str, law: Translation) -> Iterator[str]:
    """What one law says of what is tried, as the engines judge it (see `judge`)."""
    s = quoted(side)
    yield from (f"#defined {name}/1." for name in ("_hit", "_denied", "_power", "_duty"))
    for p in modal:
        kind = before + COVERS + p.id
        if kind not in law.shapes:
            continue
        sort = p.conclusion[0]
        if sort == "forbids":
            name = "_denied" if p.breach == "no-power" else "_hit"
        else:
            name = "_power" if sort == "permits" else "_duty"
        yield f"{name}({s}) :- {law.atom(kind, {})}."
    yield f'_says({s},"forbidden") :- _hit({s}).'
    yield f'_says({s},"not-empowered") :- _denied({s}), not _hit({s}).'
    yield f'_says({s},"not-empowered") :- not _power({s}), not _denied({s}), not _hit({s}).'
    yield f'_says({s},"required") :- _power({s}), _duty({s}), not _denied({s}), not _hit({s}).'
    yield f'_says({s},"permitted") :- _power({s}), not _duty({s}), not _denied({s}), not _hit({s}).'
