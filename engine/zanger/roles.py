"""The parts that words of a pack play in every law: what a level is, a vote, a request, an end, a goal of two bodies.

The engine decides without them. They tell the properties of consistency (`zanger.testing`) what they are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from .errors import Code, Diagnostic, nearest
from .model import Mirror, Open, Text
from .program import Value
from .spot import trouble

if TYPE_CHECKING:
    from .load import LawPack
    from .vocabulary import Kind


class Levels(Mirror):
    """The fact that states of what level a unit is, and its field.

    `within` is the field for the unit in which it lies, `under` tells for a level in units of which it can lie: none
    for the highest, of any where a level is not named.
    """

    fact: str
    field: str
    within: str | None = None
    under: Annotated[dict[str, tuple[str, ...]], Open] = {}

    def fits(self, level: Value, above: Value) -> bool:
        """Whether a unit of a level can lie in one of the other."""
        allowed = self.under.get(str(level))
        return allowed is None or above in allowed


class Votes(Mirror):
    """The field that counts the votes in favour, and the actions that more of them do not carry: refusals.

    `tie` is the field for a vote that decides a tie: where it is stated, there is a tie, and not a vote more.
    """

    field: str
    refusals: tuple[str, ...] = ()
    tie: str | None = None


class Size(Mirror):
    """A number of a fact that others do not pass: `parts` of the same fact, and `counts` of actions."""

    fact: str
    field: str
    parts: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()


class Standing(Mirror):
    """When a body is there: a fact or a status holds, `of` the unit in this field; `gone`: when it is not there.

    Where a pack says when a body is gone, one of which a case says nothing is not missed. One that `serves` other
    units too, as an akimat does a village without one, is not missed where it acts for them.
    """

    kind: str
    of: str
    gone: bool = False
    serves: bool = False


class Joint(Mirror):
    """A goal that the law wants several bodies for: an action or a status, and the bodies, each of which has a part."""

    goal: str
    bodies: tuple[str, ...] = Field(min_length=2)


class Known(Mirror):
    """A failure of a property that the pack knows of: by which provisions, and the question or difference it is."""

    property: str
    provisions: tuple[str, ...] = Field(min_length=1)
    question: str | None = None
    because: Text


class Roles(Mirror):
    """The file roles.yaml.

    `sizes` are heeded by cases that a program makes. `requests` lists for an action that asks for a decision the
    actions that are such decisions, `bodies` when a body is there, `ends` for a procedure the actions and statuses
    with which it is over, `joint` the goals that want several bodies, `known` the failures that are known.
    """

    levels: Levels | None = None
    votes: Votes | None = None
    sizes: tuple[Size, ...] = ()
    requests: Annotated[dict[str, tuple[str, ...]], Open] = {}
    bodies: Annotated[dict[str, tuple[Standing, ...]], Open] = {}
    ends: Annotated[dict[str, tuple[str, ...]], Open] = {}
    joint: tuple[Joint, ...] = ()
    known: tuple[Known, ...] = ()


def check_roles(pack: LawPack) -> Iterator[Diagnostic]:
    """Whatever the roles name is there, and is what they take it for."""
    roles, vocabulary = pack.roles, pack.vocabulary
    if roles is None:
        return
    numbered = [f for kind in vocabulary.actions.values() for f, spec in kind.fields.items() if spec.type == "int"]
    if (levels := roles.levels) is not None:
        yield from _named(Code.UNKNOWN_KIND, "fact", levels.fact, vocabulary.facts, levels, "fact")
        if levels.fact in vocabulary.facts:
            fields = [f for f, spec in vocabulary.facts[levels.fact].fields.items() if spec.type == "enum"]
            yield from _named(Code.UNKNOWN_FIELD, "field with `values`", levels.field, fields, levels, "field")
            yield from _check_nesting(levels, vocabulary.facts[levels.fact])
    if (votes := roles.votes) is not None:
        yield from _named(Code.UNKNOWN_FIELD, "number of an action", votes.field, numbered, votes, "field")
        if votes.tie is not None:
            every = {f for kind in vocabulary.actions.values() for f in kind.fields}
            yield from _named(Code.UNKNOWN_FIELD, "field of an action", votes.tie, every, votes, "tie")
        for n, kind in enumerate(votes.refusals):
            yield from _named(Code.UNKNOWN_KIND, "action", kind, vocabulary.actions, votes, "refusals", n)
    for size in roles.sizes:
        yield from _named(Code.UNKNOWN_KIND, "fact", size.fact, vocabulary.facts, size, "fact")
        if size.fact in vocabulary.facts:
            own = [f for f, spec in vocabulary.facts[size.fact].fields.items() if spec.type == "int"]
            yield from _named(Code.UNKNOWN_FIELD, "number", size.field, own, size, "field")
            for n, part in enumerate(size.parts):
                yield from _named(Code.UNKNOWN_FIELD, "number", part, own, size, "parts", n)
        for n, count in enumerate(size.counts):
            yield from _named(Code.UNKNOWN_FIELD, "number of an action", count, numbered, size, "counts", n)
    for kind, decisions in roles.requests.items():
        yield from _named(Code.UNKNOWN_KIND, "action", kind, vocabulary.actions, roles, "requests", kind)
        for n, decision in enumerate(decisions):
            yield from _named(Code.UNKNOWN_KIND, "action", decision, vocabulary.actions, roles, "requests", kind, n)
    for body, standings in roles.bodies.items():
        yield from _named(Code.UNKNOWN_BODY, "body", body, vocabulary.bodies, roles, "bodies", body)
        for standing in standings:
            there = {**vocabulary.facts, **vocabulary.statuses}
            yield from _named(Code.UNKNOWN_KIND, "fact or status", standing.kind, there, standing, "kind")
            if standing.kind in there:
                fields = [f for f, spec in there[standing.kind].fields.items() if spec.type in ("ref", "id")]
                yield from _named(Code.UNKNOWN_FIELD, "reference", standing.of, fields, standing, "of")
    goals = {**vocabulary.actions, **vocabulary.statuses}
    for procedure, ends in roles.ends.items():
        known = [p.id for p in pack.procedures]
        yield from _named(Code.UNKNOWN_PROVISION, "procedure", procedure, known, roles, "ends", procedure)
        for n, end in enumerate(ends):
            yield from _named(Code.UNKNOWN_KIND, "action or status", end, goals, roles, "ends", procedure, n)
    for joint in roles.joint:
        yield from _named(Code.UNKNOWN_KIND, "action or status", joint.goal, goals, joint, "goal")
        for n, body in enumerate(joint.bodies):
            yield from _named(Code.UNKNOWN_BODY, "body", body, vocabulary.bodies, joint, "bodies", n)
    questions = [*pack.reading, *(d.id for d in pack.differences)]
    for item in roles.known:
        for n, provision in enumerate(item.provisions):
            ids = {p.id for p in pack.provisions}
            yield from _named(Code.UNKNOWN_PROVISION, "provision", provision, ids, item, "provisions", n)
        if item.question is not None:
            yield from _named(Code.UNKNOWN_READING, "reading or difference", item.question, questions, item, "question")


def _check_nesting(levels: Levels, fact: Kind) -> Iterator[Diagnostic]:
    if levels.within is not None:
        own = [f for f, spec in fact.fields.items() if spec.type == "ref" and levels.fact in spec.to]
        yield from _named(Code.UNKNOWN_FIELD, "reference to such a unit", levels.within, own, levels, "within")
    known = fact.fields[levels.field].values if levels.field in fact.fields else ()
    for level, above in levels.under.items():
        yield from _named(Code.WRONG_VALUE, "level", level, known, levels, "under", level)
        for n, one in enumerate(above):
            yield from _named(Code.WRONG_VALUE, "level", one, known, levels, "under", level, n)


def _named(
    code: Code, what: str, name: str, known: Iterable[str], model: Mirror, *way: str | int
) -> Iterator[Diagnostic]:
    known = list(known)
    if name not in known:
        yield trouble(code, f"there is no {what} `{name}`", model, *way, help=nearest(name, known))
