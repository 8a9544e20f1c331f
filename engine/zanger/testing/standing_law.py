"""Properties of what the provisions in force say of one state: duties and bans, powers and bodies, precedence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..case import UNKNOWN
from ..casefile import made
from ..deciding import Judges
from ..decision import NearMiss, Value
from ..judge import breach_effect
from ..law import Law
from ..possible import Opening, applies_to
from ..program import Atom, Program, Rule, Tally
from ..provision import AnyCondition, Provision
from ..reference import evaluate
from ..roles import Standing
from ..things import new_id
from ..vocabulary import Vocabulary
from .failure import Breach
from .property import about_actions, law_property
from .situation import LAWFUL, Situation

BARE = "bare:"
"""Marks the conclusion of a rule without what defeats it."""


def _named(opening: Opening, kind: str, vocabulary: Vocabulary) -> Opening:
    """An opening as one about an action of a kind, by the body that it means."""
    return replace(opening, kind=kind, by=opening.by or vocabulary.actions[kind].by[0])


def _sort(opening: Opening) -> str:
    return opening.provision.conclusion[0]


def _duties(law: Law) -> tuple[str, ...]:
    """The provisions about the actions that are a duty."""
    members = law.pack.vocabulary.members
    due = {m for p in law.pack.provisions if p.requires for m in members(p.requires.kind)}
    return about_actions(law, due)


@law_property(
    "no action is required and forbidden",
    applies=lambda law: any(p.requires for p in law.pack.provisions),
    concerns=_duties,
)
def never_required_and_forbidden(s: Situation) -> Iterator[Breach]:
    """A duty to act, and a prohibition that hits the action in whatever manner, where neither prevails."""
    vocabulary = s.law.pack.vocabulary
    for kind, _, openings in s.open():
        duties = [_named(o, kind, vocabulary) for o in openings if _sort(o) == "requires"]
        for duty in duties:
            for ban in openings:
                if (
                    _sort(ban) == "forbids"
                    and applies_to(ban, duty, vocabulary) is True
                    and ban.provision.id not in duty.provision.overrides
                ):
                    told = f"{duty.by} must and must not {kind}"
                    yield Breach(told, (duty.provision.id, ban.provision.id))
    for entry, outcome in s.judged():
        if outcome.duties and outcome.prohibitions:
            told = f"{entry.fields['by']} must and must not {entry.kind} on {entry.on}"
            yield Breach(told, (*outcome.duties, *outcome.prohibitions))


@law_property(
    "what a body must do, it may do",
    applies=lambda law: any(p.requires for p in law.pack.provisions),
    concerns=_duties,
)
def ought_implies_can(s: Situation) -> Iterator[Breach]:
    """A duty for which no power is open; where a power may lie in what is not coded for the day, nothing is said."""
    vocabulary = s.law.pack.vocabulary
    seen: dict[Opening, bool] = {}
    for kind, world, openings in s.open():
        if not any(_sort(o) == "requires" for o in openings):
            continue
        unread = bool(s.law.gap(kind, s.day).powers)
        able = {
            o.fact
            for _, now in s.present.options.of(kind, openings, world)
            if any(_sort(o) == "permits" for o in now.openings) and now.verdict != "forbidden"
            for o in now.openings
        }
        for o in openings:
            if _sort(o) == "requires":
                seen[o] = seen.get(o, False) or unread or o.fact in able
    for duty, can in seen.items():
        by = duty.by or vocabulary.actors(duty.kind)[0]
        if not can and not any(_may_come(s, kind, by, duty) for kind in vocabulary.members(duty.kind)):
            yield Breach(f"{by} must {duty.kind}, and nothing gives it the power", (duty.provision.id,))


def _may_come(s: Situation, kind: str, by: str, duty: Opening) -> bool:
    """Whether a power only waits for what is not stated, or not yet done; then the duty is not in vain."""
    vocabulary = s.law.pack.vocabulary
    settled = dict(s.present.shown((kind, by, duty.fields)))
    fields = {n: UNKNOWN for n, spec in vocabulary.actions[kind].fields.items() if not spec.optional}
    own = vocabulary.actions[kind].id_field
    if own is not None:
        fields[own] = new_id(kind, s.case)
    known = {n: v for n, v in settled.items() if n in vocabulary.actions[kind].fields}
    item = made(kind, {"by": by, **fields, **known})
    other = s.other(s.case.model_copy(update={"ask": (item,), "expect": ()}))
    entry = other.docket.questions[0]
    misses = Judges(other.replay, s.law.citer).nearest(entry, other.replay.ways.base)
    return any(_waits(miss) for miss in misses)


def _waits(miss: NearMiss) -> bool:
    failed = miss.failed
    while failed.within is not None:
        failed = failed.within.failed
    return failed.what == "absent" and not failed.found


@law_property(
    "whatever a body may do, the body is there",
    applies=lambda law: bool(law.pack.roles and law.pack.roles.bodies),
    concerns=lambda law: about_actions(
        law,
        (
            kind
            for kind, spec in law.pack.vocabulary.actions.items()
            if law.pack.roles and set(spec.by) & law.pack.roles.bodies.keys()
        ),
    ),
)
def permissions_have_bodies(s: Situation) -> Iterator[Breach]:
    """A power of a body that by `bodies` of `roles.yaml` is not there, in the unit that the action names."""
    for (kind, by, fields), now in s.options():
        if now.verdict not in LAWFUL or by not in s.roles.bodies:
            continue
        powers = tuple(dict.fromkeys(o.provision.id for o in now.openings if _sort(o) == "permits"))
        units = {st.of: dict(fields).get(st.of) for st in s.roles.bodies[by]}
        if powers and None not in units.values() and _missing(s, s.roles.bodies[by], units):
            yield Breach(f"{by} may {kind}, and there is no {by} in {', '.join(map(str, set(units.values())))}", powers)


def _missing(s: Situation, standings: tuple[Standing, ...], units: dict[str, Value | None]) -> bool:
    """Whether a body is not there: nothing that makes it stands, and what excludes it holds, if anything can."""
    there = [st for st in standings if not st.gone]
    gone = [st for st in standings if st.gone]
    if any(_there(s, st.kind, st.of, units[st.of]) for st in there):
        return False
    return not gone or any(_there(s, st.kind, st.of, units[st.of]) for st in gone)


def _there(s: Situation, kind: str, of: str, unit: object) -> bool:
    """Whether a fact is stated, or a status holds, of a unit."""
    if kind in s.law.pack.vocabulary.statuses:
        return any(item.get(of) == unit for item in s.holding(kind))
    day = s.day.toordinal()
    return any(e.kind == kind and e.fields.get(of) == unit and e.first <= day <= e.last for e in s.docket.facts)


@law_property("whatever is defeated is defeated by a provision that can be named")
def defeats_are_named(s: Situation) -> Iterator[Breach]:
    """A provision that a bare fact defeats, without words of the law for it; or a verdict against that names none."""
    program = s.program
    suspects = [rule for rule in program.rules if any(_bare(s, rule, tally) for tally in rule.tallies)]
    if suspects:
        yield from _unnamed(s, program, suspects)
    for entry, outcome in s.judged():
        if outcome.permits and outcome.verdict not in LAWFUL and not (outcome.prohibitions or outcome.denials):
            yield Breach(f"{entry.kind} of {entry.on} is {outcome.verdict}, and nothing says why", outcome.permits)


def _bare(s: Situation, rule: Rule, tally: Tally) -> bool:
    """Whether what defeats a rule is a fact that is only stated, for which the provision has no words."""
    if not tally.negated or tally.atom.kind not in s.law.pack.vocabulary.facts:
        return False
    condition = _condition(s.provisions[rule.provision], tally)
    return condition is not None and condition.words is None


def _condition(provision: Provision, tally: Tally) -> AnyCondition | None:
    if len(tally.origin) == 2 and tally.origin[0] == "unless":
        return provision.unless[int(tally.origin[1])]
    return None


def _unnamed(s: Situation, program: Program, suspects: list[Rule]) -> Iterator[Breach]:
    """Those of the rules that would give something if what defeats them were away."""
    bare = [
        replace(
            rule,
            id=f"{BARE}{rule.id}",
            head=Atom(BARE + rule.head.kind, rule.head.args),
            tallies=tuple(t for t in rule.tallies if not _bare(s, rule, t)),
        )
        for rule in suspects
    ]
    r = s.replay
    facts = r.present(r.worlds.presence, s.day.toordinal(), 0, r.ways.base, len(r.docket.history) + 1)
    model = evaluate(Program((*program.rules, *bare), program.optional, "bare"), sorted(facts))
    for rule in suspects:
        for item in model.of(BARE + rule.head.kind):
            if item._replace(kind=rule.head.kind) not in model:
                kinds = sorted({t.atom.kind for t in rule.tallies if _bare(s, rule, t)})
                told = f"{' or '.join(kinds)} defeats {rule.provision}, and no words of the law say so"
                yield Breach(told, (rule.provision,))


@law_property(
    "the later law wins, or an article says that the older one stands",
    applies=lambda law: (
        len({p.instrument for p in law.pack.provisions}) > 1 and any(p.forbids for p in law.pack.provisions)
    ),
    concerns=lambda law: about_actions(
        law, (m for p in law.pack.provisions if p.forbids for m in law.pack.vocabulary.members(p.forbids.kind))
    ),
)
def later_law_wins(s: Situation) -> Iterator[Breach]:
    """A power or duty, and a prohibition of an instrument that must yield to it, without `overrides` on either side.

    An instrument of higher rank wins; of one rank, that which was adopted later. A prohibition that denies the power
    itself (a quorum) limits it, whenever it was made.
    """
    vocabulary = s.law.pack.vocabulary
    for kind, world, openings in s.open():
        for ban in openings:
            if _sort(ban) != "forbids" or breach_effect(ban.provision, world) == "no-power":
                continue
            for power in openings:
                if _sort(power) == "forbids" or applies_to(ban, _named(power, kind, vocabulary), vocabulary) is False:
                    continue
                if _yields(s, ban.provision, power.provision):
                    told = f"{power.provision.id} of the later or higher law lets {kind}, {ban.provision.id} forbids it"
                    yield Breach(told, (power.provision.id, ban.provision.id))


def _yields(s: Situation, ban: Provision, power: Provision) -> bool:
    """Whether a prohibition must yield to a power, and no article says which of them stands."""
    if ban.id in power.overrides or power.id in ban.overrides or ban.instrument == power.instrument:
        return False
    older, later = (s.law.pack.instrument[p.instrument] for p in (ban, power))
    return later.rank < older.rank or (later.rank == older.rank and later.adopted > older.adopted)
