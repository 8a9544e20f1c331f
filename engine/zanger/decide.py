"""From a case to its answer: the history replayed, questions judged, what is possible now.

Each action is judged at its own date, by the provisions in force that day, on the facts and on
the actions that had effect before it. Where a reading is open or a fact unknown, every way is
followed; where the ways part, the answer is undetermined and names what it hangs on. Then each
reading that matters is exchanged for each of its alternatives, one at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import product
from math import prod

from .case import Case, EffectName, VerdictName
from .cite import Citer, weakest
from .compile import COVERS, OPEN, TRY
from .decision import (
    Citation,
    Decision,
    Done,
    Hangs,
    Judgement,
    Limit,
    NearMiss,
    Place,
    Possibility,
    Proof,
    Requirement,
    StatusAnswer,
    TurnsOn,
    Under,
    Undoing,
)
from .demand import Demand
from .docket import Docket, Entry, docket
from .engines import Engine, EngineName, Reference, make_engine
from .errors import Code, Diagnostic, InputError
from .explain import Why
from .law import Law
from .possible import Opening, applies_to, negate, opening
from .program import Fact, Model, Program, Value, fact
from .proof import Dates, build, shown_fields
from .provision import Provision
from .reference import Index
from .worlds import World, Worlds

MAX_WORLDS = 2_000
Key = tuple[str, str, tuple[tuple[str, Value], ...]]


def decide(
    law: Law,
    case: Case,
    *,
    engine: EngineName | Engine = "durable",
    under: Mapping[str, str] | None = None,
) -> Decision:
    """The answer to a case.

    `engine` is a name or an engine that the caller keeps; `under` chooses readings beyond those
    that the case chooses. Raises `InputError` with every error of the case.
    """
    checked = docket(law.pack, case, under)
    if not isinstance(engine, str):
        return _Decider(law, checked, engine).decision()
    with make_engine(engine) as made:
        return _Decider(law, checked, made).decision()


@dataclass(frozen=True)
class Outcome:
    """What one action comes to in one world, with the provisions that decide it."""

    verdict: VerdictName
    effect: EffectName
    permits: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    prohibitions: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()

    @property
    def answer(self) -> tuple[VerdictName, EffectName]:
        """The part that worlds are compared by."""
        return self.verdict, self.effect

    @property
    def decisive(self) -> tuple[str, ...]:
        """The provisions that the verdict rests on."""
        return (*self.denials, *self.prohibitions, *self.duties, *self.permits)


@dataclass(frozen=True)
class Now:
    """What one action is open to in one world: compared by verdict, requirements and time."""

    verdict: VerdictName
    requirements: tuple[tuple[Requirement, ...], ...]
    limits: tuple[Limit, ...]
    conditions: tuple[str, ...]
    free: tuple[str, ...]
    due: str | None
    openings: tuple[Opening, ...]

    @property
    def answer(self) -> tuple[VerdictName, tuple[tuple[tuple[str, str, object], ...], ...]]:
        """The part that worlds are compared by."""
        return self.verdict, tuple(
            tuple((r.field, r.bound, r.value if r.value is not None else r.compared) for r in alternative)
            for alternative in self.requirements
        )


def judge(
    permits: tuple[str, ...],
    duties: tuple[str, ...],
    prohibitions: tuple[str, ...],
    provisions: Mapping[str, Provision],
    world: World,
) -> Outcome:
    """The verdict and effect that the provisions covering an action give it.

    A prohibition with `breach: no-power` denies the power: what it hits is not empowered.
    `docs/meaning.md` says why each rule is as it is.
    """
    denials = tuple(p for p in prohibitions if _breach(provisions[p], world) == "no-power")
    prohibitions = tuple(p for p in prohibitions if p not in denials)
    if denials and not prohibitions:
        return Outcome("not-empowered", "void", denials=denials)
    if denials:
        permits = ()
    if prohibitions:
        effects = {_breach(provisions[p], world) for p in prohibitions}
        effect: EffectName = "effective" if permits and effects == {"stands"} else "void"
        return Outcome("forbidden", effect, permits, duties, prohibitions)
    if permits:
        return Outcome("required" if duties else "permitted", "effective", permits, duties)
    return Outcome("not-empowered", "void", (), duties)


def _breach(provision: Provision, world: World) -> str:
    breach = provision.breach
    if isinstance(breach, str):
        return breach
    assert breach is not None
    ((reading, effects),) = breach.items()
    return effects[str(world[reading])]


def breach_reading(provision: Provision) -> str | None:
    """The reading on which the effect of a breach turns, if it does."""
    return next(iter(provision.breach)) if isinstance(provision.breach, dict) else None


class _Decider:
    """One run over one case."""

    def __init__(self, law: Law, checked: Docket, engine: Engine) -> None:
        self.law = law
        self.docket = checked
        self.engine = engine
        self.vocabulary = law.pack.vocabulary
        self.worlds = Worlds(law, checked)
        self.citer = Citer(law.pack)
        chosen = self.worlds.chosen()
        self.open_dims = {name for name in self.worlds.dimensions if name not in chosen}
        self.base: dict[str, Value] = {
            name: chosen.get(name, dim.values[0]) for name, dim in self.worlds.dimensions.items()
        }
        self.entries = {e.order: e for e in checked.items}
        self._demands: dict[int, tuple[Fact, ...]] = {}
        self._rules: dict[int, frozenset[str]] = {}
        self._dims: dict[int, frozenset[str]] = {}
        self._outcomes: dict[tuple[int, tuple[tuple[str, Value], ...]], Outcome] = {}
        self._models: dict[tuple[str, frozenset[str], frozenset[Fact]], Model] = {}
        self._aside = Reference()
        self._known_dates: dict[int, Dates] = {}
        self._enders = self._all_enders()
        for order in sorted(self.entries):
            self._draw(order)

    def dates(self, day: date) -> Dates:
        """The date fields of the kinds in force on a day."""
        provisions = self.law.provisions(day)
        if id(provisions) not in self._known_dates:
            self._known_dates[id(provisions)] = Dates(self.vocabulary, provisions)
        return self._known_dates[id(provisions)]

    # What can matter to what

    def _concerns(self, entry: Entry) -> tuple[Provision, ...]:
        """The modal provisions in force on the day of an action that speak of its kind."""
        return self.law.about(entry.kind, entry.on)

    def _draw(self, order: int) -> None:
        entry = self.entries[order]
        demand = Demand(self.law.program(entry.on), self.worlds.index)
        dims: set[str] = set()
        for p in self._concerns(entry):
            if demand.visit(COVERS + p.id, [("act", order)]) and (reading := breach_reading(p)):
                dims.add(reading)
        self._demands[order] = tuple(demand.facts)
        self._rules[order] = frozenset(demand.rules)
        self._dims[order] = frozenset(dims | self._dims_of(demand.facts, order))

    def _dims_of(self, facts: Iterable[Fact], before: int) -> set[str]:
        """The dimensions on which these facts depend, through the actions that they need to have had effect."""
        dims: set[str] = set()
        for item in facts:
            for presence in self.worlds.presence[item]:
                dims |= {name for name, _ in presence.dims}
                if 0 < presence.done < before:
                    dims |= self._dims[presence.done]
                    for ender in self._enders.get(presence.done, ()):
                        if ender < before:
                            dims |= self._dims[ender]
        return dims

    def _all_enders(self) -> dict[int, list[int]]:
        """For each action, the later ones that could end its effect."""
        named: dict[str, int] = {}
        for entry in self.docket.history:
            kind = self.vocabulary.actions[entry.kind]
            if kind.id_field and kind.id_field in entry.fields:
                named[str(entry.fields[kind.id_field])] = entry.order
        found: dict[int, list[int]] = {}
        for entry in self.docket.history:
            ends = self.vocabulary.actions[entry.kind].ends
            if ends is None:
                continue
            if ends in entry.fields:
                target = named.get(str(entry.fields[ends]))
                if target is not None:
                    found.setdefault(target, []).append(entry.order)
            elif ends in entry.unknown:
                for target in named.values():
                    found.setdefault(target, []).append(entry.order)
        return found

    # One world

    def _restrict(self, world: World, dims: Iterable[str]) -> tuple[tuple[str, Value], ...]:
        return tuple((d, world[d]) for d in sorted(dims))

    def outcome(self, order: int, world: World) -> Outcome:
        """What action `order` comes to in a world."""
        key = (order, self._restrict(world, self._dims[order]))
        found = self._outcomes.get(key)
        if found is None:
            entry = self.entries[order]
            facts = self._present(self._demands[order], entry.first, order, world, order)
            model = self._model(self.law.program(entry.on), self._rules[order], facts, world)
            hits: dict[str, list[str]] = {"permits": [], "requires": [], "forbids": []}
            for p in self._concerns(entry):
                if fact(COVERS + p.id, {"act": order}) in model.derived:
                    hits[p.conclusion[0]].append(p.id)
            found = judge(
                tuple(hits["permits"]),
                tuple(hits["requires"]),
                tuple(hits["forbids"]),
                self.law.provisions(entry.on),
                world,
            )
            self._outcomes[key] = found
        return found

    def _present(self, facts: Iterable[Fact], day: int, tried: int, world: World, before: int) -> frozenset[Fact]:
        """Those of the facts that hold in a world on a day, before action `before`."""
        facts = tuple(facts)
        done = {p.done for item in facts for p in self.worlds.presence[item] if 0 < p.done < before}
        effective = frozenset(order for order in sorted(done) if self.stands(order, world, before))
        return frozenset(f for f in facts if self.worlds.holds(f, world, day, tried, effective))

    def stands(self, order: int, world: World, before: int) -> bool:
        """Whether an action had effect and no action before `before` has ended it."""
        if self.outcome(order, world).effect != "effective":
            return False
        for ender in self._enders.get(order, ()):
            if (
                order < ender < before
                and self._names(ender, order, world)
                and self.outcome(ender, world).effect == "effective"
            ):
                return False
        return True

    def _names(self, ender: int, order: int, world: World) -> bool:
        entry, target = self.entries[ender], self.entries[order]
        ends = self.vocabulary.actions[entry.kind].ends
        own = self.vocabulary.actions[target.kind].id_field
        assert ends is not None
        value = entry.fields.get(ends)
        if value is None:
            value = next((world[d] for d in world if d.endswith(f"[{entry.line}].{ends}")), None)
        return own is not None and value == target.fields.get(own)

    def _model(self, program: Program, rules: frozenset[str], facts: frozenset[Fact], world: World) -> Model:
        """What follows from the facts by those rules that can matter.

        The chosen engine answers for the worlds that are followed. What would be under readings
        that are not followed is only compared, and comes from the reference.
        """
        key = (program.name, rules, facts)
        found = self._models.get(key)
        if found is None:
            followed = all(world[d] == v for d, v in self.base.items() if d not in self.open_dims)
            part = program.only(rules)
            engine = self.engine if followed else self._aside
            found = self._models[key] = engine.evaluate(part, sorted(facts))
        return found

    # Worlds together

    def _ways(self, dims: Iterable[str], fixed: Mapping[str, Value]) -> list[World]:
        """The base world with every combination of the open dimensions among `dims`."""
        names = sorted(set(dims) & self.open_dims - set(fixed))
        choices = [self.worlds.dimensions[n].values for n in names]
        if prod(len(c) for c in choices) > MAX_WORLDS:
            self._too_many(names)
        return [{**self.base, **fixed, **dict(zip(names, values, strict=True))} for values in product(*choices)]

    def _too_many(self, names: list[str]) -> None:
        unknown = [dim.entry for n in names if (dim := self.worlds.dimensions[n]).entry is not None]
        place = unknown[0].place if unknown else self.docket.case.at.place
        document = self.docket.case.at.document
        message = f"too much is unknown at once: more than {MAX_WORLDS:,} ways in which the case could be"
        diagnostic: Diagnostic = document.error(
            Code.TOO_MANY_UNKNOWNS,
            message,
            place,
            help="state some of what is unknown, or choose readings for the open questions under `under`",
        )
        raise InputError([diagnostic])

    def decision(self) -> Decision:
        """The whole answer."""
        now = _Present(self)
        history = tuple(self._judgement(e, "history") for e in sorted(self.docket.history, key=lambda e: e.line))
        possibilities = now.possibilities()
        history = tuple(self._with_undoing(j, possibilities) for j in history)
        asked = tuple(self._judgement(e, "ask") for e in self.docket.questions)
        head = self.law.pack.head
        return Decision(
            pack=head.id,
            pack_version=head.version,
            title=self.docket.case.title,
            as_of=self.docket.as_of.isoformat(),
            engine=self.engine.name,
            remarks=tuple(self.engine.remarks),
            readings=dict(self.docket.under),
            history=history,
            asked=asked,
            now=possibilities,
            statuses=now.statuses(),
        )

    def _joint(self, outcomes: Iterable[Outcome]) -> tuple[VerdictName, EffectName]:
        answers = {o.answer for o in outcomes}
        if len(answers) == 1:
            return answers.pop()
        effects = {effect for _, effect in answers}
        return "undetermined", effects.pop() if len(effects) == 1 else "undetermined"

    def _judgement(self, entry: Entry, subject: str) -> Judgement:
        order = entry.order
        dims = self._dims[order]
        ways = self._ways(dims, {})
        outcomes = [self.outcome(order, world) for world in ways]
        verdict, effect = self._joint(outcomes)
        first, world = outcomes[0], ways[0]
        proof: Proof | None = None
        nearest: tuple[NearMiss, ...] = ()
        if verdict != "undetermined" and first.decisive and (verdict != "not-empowered" or first.denials):
            proof = self._proof(entry, world, first.decisive, dims)
            citations = self._cited(proof, first.decisive, entry)
        elif verdict == "not-empowered":
            nearest = self._nearest(entry, world)
            citations = _chain(nearest)
        else:
            citations = tuple(
                dict.fromkeys(c for w, o in zip(ways, outcomes, strict=True) for c in self._way(entry, w, o))
            )
        return Judgement(
            verdict=verdict,
            effect=effect,
            citations=citations,
            grade=weakest(citations),
            turns_on=(turns := self._turns(entry, dims, (verdict, effect))),
            robust=not turns and verdict != "undetermined",
            hangs_on=self._hangs(
                dims, ways, [o.answer for o in outcomes], lambda fixed: self._under(entry, dims, fixed)
            )
            if verdict == "undetermined" or effect == "undetermined"
            else (),
            proof=proof,
            subject=subject,
            line=entry.line,
            order=order,
            place=Place(file=entry.place.file, line=entry.place.line, column=entry.place.column),
            action=self._done(entry),
            breach=bool(first.prohibitions and first.permits),
            prohibitions=tuple(
                self.citer.cite(self.law.provisions(entry.on)[p]) for p in (*first.denials, *first.prohibitions)
            ),
            nearest=nearest,
        )

    def _way(self, entry: Entry, world: World, outcome: Outcome) -> tuple[Citation, ...]:
        if not outcome.decisive:
            return _chain(self._nearest(entry, world)[:1])
        return self._cited(
            self._proof(entry, world, outcome.decisive, self._dims[entry.order]), outcome.decisive, entry
        )

    def _done(self, entry: Entry) -> Done:
        fields = {k: v for k, v in entry.fields.items() if k != "by"}
        return Done(
            kind=entry.kind,
            by=str(entry.fields["by"]),
            on=entry.on.isoformat(),
            unknown=entry.unknown,
            fields=shown_fields(entry.kind, fields.items(), self.dates(entry.on)),
        )

    def _under(self, entry: Entry, dims: Iterable[str], fixed: Mapping[str, Value]) -> Under:
        (name, value), *_ = fixed.items()
        verdict, effect = self._joint(self.outcome(entry.order, w) for w in self._ways(dims, fixed))
        return Under(reading=_shown(value), verdict=verdict, effect=effect)

    def _turns(self, entry: Entry, dims: Iterable[str], base: tuple[VerdictName, EffectName]) -> tuple[TurnsOn, ...]:
        found = []
        for name in self._exchangeable(dims):
            others = [
                self._under(entry, dims, {name: value})
                for value in self.worlds.dimensions[name].values
                if value != self.base[name]
            ]
            others = [u for u in others if (u.verdict, u.effect) != base]
            if others:
                found.append(TurnsOn(question=name, chosen=str(self.base[name]), others=tuple(others)))
        return tuple(found)

    def _exchangeable(self, dims: Iterable[str]) -> list[str]:
        return sorted(set(dims) - self.open_dims)

    def _ranges(self, name: str, choices: list[Under]) -> tuple[Under, ...]:
        """Choices of an unknown number or date, neighbours with the same answer in one: `0 to 37`."""
        dimension = self.worlds.dimensions[name]
        if not all(isinstance(v, int) and not isinstance(v, bool) for v in dimension.values):
            return tuple(choices)
        is_date = self.worlds.is_date(dimension)
        shown = [date.fromordinal(int(v)).isoformat() if is_date else str(v) for v in dimension.values]
        found: list[tuple[str, str, Under]] = []
        for text, choice in zip(shown, choices, strict=True):
            same = found and found[-1][2].model_copy(update={"reading": ""}) == choice.model_copy(
                update={"reading": ""}
            )
            found.append((found.pop()[0], text, choice) if same else (text, text, choice))
        return tuple(
            u.model_copy(update={"reading": first if first == last else f"{first} to {last}"})
            for first, last, u in found
        )

    def _hangs(
        self,
        dims: Iterable[str],
        ways: list[World],
        answers: list[object],
        under: Callable[[Mapping[str, Value]], Under],
    ) -> tuple[Hangs, ...]:
        """The open dimensions in which two worlds that differ in nothing else part."""
        found = []
        for name in sorted(set(dims) & self.open_dims):
            groups: dict[tuple[tuple[str, Value], ...], set[object]] = {}
            for world, answer in zip(ways, answers, strict=True):
                rest = tuple((d, world[d]) for d in sorted(set(dims) & self.open_dims) if d != name)
                groups.setdefault(rest, set()).add(answer)
            if any(len(g) > 1 for g in groups.values()):
                values = self.worlds.dimensions[name].values
                choices = self._ranges(name, [under({name: value}) for value in values])
                kind = "unknown" if self.worlds.dimensions[name].entry is not None else "open-question"
                found.append(Hangs(on=name, kind=kind, choices=choices))
        return tuple(found)

    def _proof(self, entry: Entry, world: World, decisive: Iterable[str], dims: Iterable[str]) -> Proof:
        program = self.law.program(entry.on)
        facts = self._present(self._demands[entry.order], entry.first, entry.order, world, entry.order)
        goals = [fact(COVERS + p, {"act": entry.order}) for p in decisive]
        return build(
            goals,
            self._model(program, self._rules[entry.order], facts, world),
            program,
            self.worlds.entries,
            dict(self._restrict(world, dims)),
            self.dates(entry.on),
        )

    def _cited(self, proof: Proof, first: Iterable[str], entry: Entry) -> tuple[Citation, ...]:
        provisions = self.law.provisions(entry.on)
        return self.cite_proof(proof, first, provisions)

    def cite_proof(
        self, proof: Proof, first: Iterable[str], provisions: Mapping[str, Provision]
    ) -> tuple[Citation, ...]:
        """The provisions of a proof, those that decide first, then from the conclusion down."""
        names = dict.fromkeys([*first, *(s.provision for s in reversed(proof.steps) if s.provision)])
        return tuple(self.citer.cite(provisions[n]) for n in names if n)

    def _nearest(self, entry: Entry, world: World) -> tuple[NearMiss, ...]:
        """The powers that do not cover an action, nearest first."""
        program = self.law.program(entry.on)
        facts = self._present(self.worlds.presence, entry.first, entry.order, world, entry.order)
        model = self._model(program, frozenset(program.rule), facts, world)
        index = Index((*model.stated, *model.derived))
        why = Why(program, index, self.law.provisions(entry.on), self.citer, self.dates(entry.on))
        attempt = {f.kind: f for f in facts if f.kind.startswith(TRY)}
        names = [p.id for p in self._concerns(entry) if p.conclusion[0] == "permits"]
        return why.misses(names, attempt)

    def _with_undoing(self, judgement: Judgement, possibilities: tuple[Possibility, ...]) -> Judgement:
        own = self.vocabulary.actions[judgement.action.kind].id_field
        name = judgement.action.fields.get(own) if own else None
        if name is None or judgement.effect == "void":
            return judgement
        found = tuple(
            Undoing(by=p.by, action=p.kind, citations=p.citations)
            for p in possibilities
            if p.verdict in ("permitted", "required")
            and (ends := self.vocabulary.actions[p.kind].ends) is not None
            and p.fields.get(ends) == name
        )
        return judgement.model_copy(update={"undone_by": found}) if found else judgement


def _chain(misses: Iterable[NearMiss]) -> tuple[Citation, ...]:
    found: dict[Citation, None] = {}
    for miss in misses:
        item: NearMiss | None = miss
        while item is not None:
            found[item.citation] = None
            item = item.failed.within
    return tuple(found)


def _distinct(alternatives: Iterable[tuple[Requirement, ...]]) -> tuple[tuple[Requirement, ...], ...]:
    """Alternatives that ask the same once, sorted."""
    found = {tuple((r.field, r.bound, r.value, r.compared) for r in a): a for a in alternatives}
    return tuple(found[key] for key in sorted(found, key=str))


def _shown(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Present:
    """What is possible on the day of the answer, and which statuses hold."""

    def __init__(self, decider: _Decider) -> None:
        self.d = decider
        self.day = decider.docket.as_of
        self.program = decider.law.program(self.day)
        self.provisions = decider.law.provisions(self.day)
        self.before = len(decider.docket.history) + 1
        self.facts: dict[str, tuple[Fact, ...]] = {}
        self.rules: dict[str, frozenset[str]] = {}
        self.dims: dict[str, frozenset[str]] = {}
        goals = [OPEN + p.id for p in self.provisions.values() if p.conclusion[0] != "defines"]
        for goal in (*goals, *decider.vocabulary.statuses):
            demand = Demand(self.program, decider.worlds.index)
            if demand.visit(goal):
                self.facts[goal] = tuple(demand.facts)
                self.rules[goal] = frozenset(demand.rules)
                self.dims[goal] = frozenset(decider._dims_of(demand.facts, self.before))
        self.all_dims = frozenset().union(*self.dims.values()) if self.dims else frozenset()
        self._openings: dict[Fact, Opening] = {}
        self._wholes: dict[tuple[tuple[str, Value], ...], Model] = {}
        self._derived: dict[tuple[tuple[str, Value], ...], dict[str, list[Fact]]] = {}
        self._possible: dict[tuple[str, frozenset[Fact], tuple[tuple[str, Value], ...]], dict[Key, Now]] = {}
        self._breaches = sorted({g for p in self.provisions.values() if (g := breach_reading(p))})

    def _model(self, goals: Iterable[str], world: World) -> Model:
        goals = tuple(goals)
        facts = {f: None for g in goals for f in self.facts[g]}
        rules = frozenset().union(*(self.rules[g] for g in goals))
        present = self.d._present(facts, self.day.toordinal(), 0, world, self.before)
        return self.d._model(self.program, rules, present, world)

    def _whole(self, world: World) -> Model:
        """The model of all goals in a world."""
        key = self.d._restrict(world, self.all_dims)
        if key not in self._wholes:
            self._wholes[key] = self._model(self.facts, world)
        return self._wholes[key]

    def derived(self, world: World) -> dict[str, list[Fact]]:
        """What each goal has in a world; goals that the world does not touch are taken from the base."""
        key = self.d._restrict(world, self.all_dims)
        if key not in self._derived:
            self._derived[key] = self._derive(world)
        return self._derived[key]

    def _derive(self, world: World) -> dict[str, list[Fact]]:
        changed = {d for d in self.all_dims if world[d] != self.d.base[d]}
        touched = [g for g in self.facts if self.dims[g] & changed]
        found = dict(self.base) if changed else {}
        goals = touched if changed else list(self.facts)
        if goals:
            model = self._model(goals, world)
            by_kind: dict[str, list[Fact]] = {g: [] for g in goals}
            for item in model.derived:
                if item.kind in by_kind:
                    by_kind[item.kind].append(item)
            found.update(by_kind)
        return found

    @property
    def base(self) -> dict[str, list[Fact]]:
        """What each goal has in the base world."""
        return self.derived(self.d.base)

    def possible(self, kind: str, world: World) -> dict[Key, Now]:
        """What is possible of one kind of action in a world, by action, actor and settled fields."""
        derived = self.derived(world)
        opens = frozenset(f for g in self._goals(kind) for f in derived[g])
        key = (kind, opens, self.d._restrict(world, self._breaches))
        if key not in self._possible:
            self._possible[key] = dict(self._gather(kind, [self._opening(f) for f in sorted(opens)], world))
        return self._possible[key]

    def _goals(self, kind: str) -> tuple[str, ...]:
        """The open powers, duties and prohibitions about an action or one of its classes that can arise here."""
        return tuple(g for p in self.d.law.about(kind, self.day) if (g := OPEN + p.id) in self.facts)

    def _opening(self, item: Fact) -> Opening:
        if item not in self._openings:
            provision = self.provisions[item.kind.removeprefix(OPEN)]
            self._openings[item] = opening(provision, self.d.law.form(provision), self.d.vocabulary, item)
        return self._openings[item]

    def _gather(self, kind: str, found: list[Opening], world: World) -> Iterator[tuple[Key, Now]]:
        powers: dict[Key, list[Opening]] = {}
        duties: list[Opening] = []
        prohibitions: list[Opening] = []
        default = self.d.vocabulary.actions[kind].by[0]
        for item in found:
            match item.provision.conclusion[0]:
                case "permits":
                    powers.setdefault((kind, item.by or default, item.fields), []).append(item)
                case "requires":
                    duties.append(item)
                case _:
                    prohibitions.append(item)
        owed: set[Fact] = set()
        for key, group in powers.items():
            made = self._one(key, group, duties, prohibitions, world, owed)
            if made is not None:
                yield key, made
        for duty in duties:
            if duty.fact not in owed:
                yield (kind, duty.by or default, duty.fields), self._bare(duty, "required")
        for item in prohibitions:
            if not item.provision.provided and not item.opened and item.kind == kind:
                if not any(applies_to(item, g, self.d.vocabulary) for group in powers.values() for g in group):
                    yield (kind, item.by or default, item.fields), self._bare(item, "forbidden")

    def _bare(self, item: Opening, verdict: VerdictName) -> Now:
        due = item.due.isoformat() if item.due else None
        return Now(verdict, item.requirements, (), item.conditions, (), due, (item,))

    def _one(
        self,
        key: Key,
        group: list[Opening],
        duties: list[Opening],
        prohibitions: list[Opening],
        world: World,
        owed: set[Fact],
    ) -> Now | None:
        """The answer for one action; None where a prohibition denies the power itself."""
        kind, by, _ = key
        vocabulary = self.d.vocabulary
        limits: list[Limit] = []
        hits: list[Opening] = []
        power = Opening(**{**group[0].__dict__, "kind": kind, "by": by})
        for item in prohibitions:
            verdict = applies_to(item, power, vocabulary)
            if verdict is False or any(item.provision.id in g.provision.overrides for g in group):
                continue
            if verdict is True:
                hits.append(item)
            else:
                limits.append(self._limit(item, power, world))
        due: str | None = None
        bound: list[Opening] = []
        settled = dict(power.fields)
        for duty in duties:
            if kind in vocabulary.members(duty.kind) and (duty.by is None or duty.by == by):
                if all(settled.get(f, v) == v for f, v in duty.fields):
                    bound.append(duty)
                    owed.add(duty.fact)
                    if duty.due and (due is None or duty.due.isoformat() < due):
                        due = duty.due.isoformat()
        opened = {f for g in group for f, _ in g.opened}
        kind_fields = vocabulary.actions[kind].fields
        free = tuple(f for f, spec in kind_fields.items() if f not in settled and (not spec.optional or f in opened))
        alternatives = [a for g in group for a in (g.requirements or ((),))]
        requirements = () if () in alternatives else _distinct(alternatives)
        if any(_breach(h.provision, world) == "no-power" for h in hits):
            return None
        verdict_name: VerdictName = "forbidden" if hits else "required" if bound else "permitted"
        conditions = tuple(dict.fromkeys(c for g in group for c in g.conditions))
        return Now(
            verdict_name,
            requirements,
            tuple(x for n, x in enumerate(limits) if x not in limits[:n]),
            conditions,
            free,
            due,
            (*hits, *bound, *group),
        )

    def _limit(self, item: Opening, power: Opening, world: World) -> Limit:
        settled = dict(power.fields)
        when = {f: v for f, v in item.fields if f not in settled and f not in self._fixed(item, power)}
        alternatives = item.requirements
        negated = (
            tuple(negate(r) for r in alternatives[0]) if len(alternatives) == 1 and len(alternatives[0]) == 1 else ()
        )
        effect: EffectName = "effective" if _breach(item.provision, world) == "stands" else "void"
        return Limit(citation=self.d.citer.cite(item.provision), when=when, requirements=negated, effect=effect)

    def _fixed(self, item: Opening, power: Opening) -> Mapping[str, Value]:
        return self.d.vocabulary.actions[power.kind].is_.get(item.kind, {})

    def possibilities(self) -> tuple[Possibility, ...]:
        """What is possible, over all worlds, with what each entry turns on."""
        d = self.d
        answers: list[Possibility] = []
        for kind in d.vocabulary.actions:
            goals = self._goals(kind)
            if goals:
                answers += self._of_kind(kind, frozenset().union(*(self.dims[g] for g in goals)))
        order = list(d.vocabulary.bodies)
        rank = {"required": 0, "permitted": 1, "undetermined": 2, "forbidden": 3, "not-empowered": 4}
        return tuple(
            sorted(
                answers, key=lambda p: (order.index(p.by), rank[p.verdict], p.kind, sorted(map(str, p.fields.items())))
            )
        )

    def _of_kind(self, kind: str, dims: frozenset[str]) -> Iterator[Possibility]:
        """What is possible of one kind of action, which depends on `dims`."""
        d = self.d

        def among(fixed: Mapping[str, Value]) -> list[dict[Key, Now]]:
            return [self.possible(kind, w) for w in d._ways(dims, fixed)]

        worlds = among({})
        base = self._combined(worlds)
        changed: dict[Key, list[TurnsOn]] = {}
        extra: dict[Key, Now] = {}
        for name in d._exchangeable(dims):
            others: dict[Key, list[Under]] = {}
            for value in d.worlds.dimensions[name].values:
                if value == d.base[name]:
                    continue
                combined = self._combined(among({name: value}))
                for key in {**base, **combined}:
                    mine, theirs = base.get(key), combined.get(key)
                    if (mine.answer if mine else None) == (theirs.answer if theirs else None):
                        continue
                    if mine is None and theirs is not None:
                        extra.setdefault(key, theirs)
                    verdict: VerdictName = theirs.verdict if theirs else "not-empowered"
                    requirements = theirs.requirements if theirs else ()
                    others.setdefault(key, []).append(
                        Under(reading=_shown(value), verdict=verdict, requirements=requirements)
                    )
            for key, found in others.items():
                changed.setdefault(key, []).append(
                    TurnsOn(question=name, chosen=_shown(d.base[name]), others=tuple(found))
                )
        ways = d._ways(dims, {})
        for key, now in base.items():
            yield self._answer(key, now, worlds, ways, changed.get(key, []), dims)
        for key, now in extra.items():
            yield self._only_elsewhere(key, now, changed[key])

    def _combined(self, worlds: list[dict[Key, Now]]) -> dict[Key, Now]:
        """Worlds in one: an entry that differs between them is undetermined."""
        found: dict[Key, Now] = {}
        for key in dict.fromkeys(k for w in worlds for k in w):
            first = next(w[key] for w in worlds if key in w)
            answers = {w[key].answer if key in w else None for w in worlds}
            if len(answers) > 1:
                first = Now(
                    "undetermined",
                    first.requirements,
                    first.limits,
                    first.conditions,
                    first.free,
                    first.due,
                    first.openings,
                )
            found[key] = first
        return found

    def _fields(self, key: Key) -> dict[str, Value]:
        return shown_fields(key[0], key[2], self.d.dates(self.day))

    def _answer(
        self,
        key: Key,
        now: Now,
        worlds: list[dict[Key, Now]],
        ways: list[World],
        turns: list[TurnsOn],
        scope: frozenset[str],
    ) -> Possibility:
        d = self.d
        n = next(i for i, w in enumerate(worlds) if key in w)
        own = worlds[n][key]
        goals = [o.fact for o in own.openings]
        used = {g for g in self.facts if g in {f.kind for f in goals}}
        dims = frozenset().union(*(self.dims[g] for g in used))
        proof = build(
            goals,
            self._whole(ways[n]),
            self.program,
            d.worlds.entries,
            dict(d._restrict(ways[n], dims)),
            d.dates(self.day),
        )
        citations = d.cite_proof(proof, [o.provision.id for o in own.openings], self.provisions)
        citations = tuple(dict.fromkeys((*citations, *(limit.citation for limit in own.limits))))
        hangs: tuple[Hangs, ...] = ()
        if now.verdict == "undetermined":
            answers = [w[key].answer if key in w else None for w in worlds]
            hangs = d._hangs(scope, ways, list(answers), lambda fixed: self._under(key, fixed, scope))
        return Possibility(
            verdict=now.verdict,
            citations=citations,
            grade=weakest(citations),
            robust=not turns and now.verdict != "undetermined",
            turns_on=tuple(turns),
            hangs_on=hangs,
            proof=proof if now.verdict != "undetermined" else None,
            kind=key[0],
            by=key[1],
            fields=self._fields(key),
            free=now.free,
            requirements=now.requirements,
            conditions=now.conditions,
            limits=now.limits,
            due=now.due,
            overdue=now.due is not None and now.verdict == "required" and now.due < self.day.isoformat(),
        )

    def _under(self, key: Key, fixed: Mapping[str, Value], scope: frozenset[str]) -> Under:
        ((_, value),) = fixed.items()
        combined = self._combined([self.possible(key[0], w) for w in self.d._ways(scope, fixed)])
        now = combined.get(key)
        return Under(
            reading=_shown(value),
            verdict=now.verdict if now else "not-empowered",
            requirements=now.requirements if now else (),
        )

    def _only_elsewhere(self, key: Key, now: Now, turns: list[TurnsOn]) -> Possibility:
        citations = tuple(dict.fromkeys(self.d.citer.cite(o.provision) for o in now.openings))
        return Possibility(
            verdict="not-empowered",
            citations=citations,
            grade=weakest(citations),
            robust=False,
            turns_on=tuple(turns),
            kind=key[0],
            by=key[1],
            fields=self._fields(key),
            free=now.free,
            requirements=now.requirements,
            conditions=now.conditions,
            limits=now.limits,
            due=now.due,
        )

    def statuses(self) -> tuple[StatusAnswer, ...]:
        """The statuses that hold, or may."""
        return tuple(
            answer
            for kind in sorted(self.d.vocabulary.statuses)
            if kind in self.facts
            for answer in self._of_status(kind, self.dims[kind])
        )

    def _of_status(self, kind: str, dims: frozenset[str]) -> Iterator[StatusAnswer]:
        d = self.d
        ways = d._ways(dims, {})
        worlds = [set(self.derived(w)[kind]) for w in ways]
        alternatives = {
            name: {
                value: [set(self.derived(w)[kind]) for w in d._ways(dims, {name: value})]
                for value in d.worlds.dimensions[name].values
                if value != d.base[name]
            }
            for name in d._exchangeable(dims)
        }
        for item in sorted({f for w in worlds for f in w}):
            everywhere = all(item in w for w in worlds)
            n = next(i for i, w in enumerate(worlds) if item in w)
            proof = build(
                [item],
                self._whole(ways[n]),
                self.program,
                d.worlds.entries,
                dict(d._restrict(ways[n], dims)),
                d.dates(self.day),
            )
            citations = d.cite_proof(proof, (), self.provisions)
            turns = tuple(
                TurnsOn(question=name, chosen=_shown(d.base[name]), others=others)
                for name, by_value in alternatives.items()
                if (
                    others := tuple(
                        Under(reading=_shown(v), verdict=_held([item in w for w in held]))
                        for v, held in by_value.items()
                        if all(item in w for w in held) != everywhere
                    )
                )
            )
            hangs: tuple[Hangs, ...] = ()
            if not everywhere:
                hangs = d._hangs(dims, ways, [item in w for w in worlds], partial(self._status_under, item, dims))
            yield StatusAnswer(
                status=item.kind,
                fields=shown_fields(item.kind, item.fields, d.dates(self.day)),
                holds="true" if everywhere else "undetermined",
                citations=citations,
                grade=weakest(citations),
                robust=everywhere and not turns,
                turns_on=turns,
                hangs_on=hangs,
                proof=proof if everywhere else None,
            )

    def _status_under(self, item: Fact, dims: frozenset[str], fixed: Mapping[str, Value]) -> Under:
        ((_, value),) = fixed.items()
        held = [item in self.derived(w)[item.kind] for w in self.d._ways(dims, fixed)]
        return Under(reading=_shown(value), verdict=_held(held))


def _held(held: list[bool]) -> VerdictName:
    """Whether a status holds in some worlds, in the words of a verdict."""
    return "permitted" if all(held) else "undetermined" if any(held) else "not-empowered"
