"""From a case to its answer: the history judged, questions answered, what is possible now.

Each action is judged at its own date, by the provisions in force that day, on the facts and on
the actions that had effect before it. Where a reading is open or a fact unknown, every way is
followed; where the ways part, the answer is undetermined and names what it hangs on. Then each
reading that matters is exchanged for each of its alternatives, one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from .case import Case, EffectName, VerdictName
from .cite import Citer, weakest
from .compile import COVERS, TRY
from .decision import (
    Citation,
    Decision,
    Done,
    Judgement,
    NearMiss,
    Place,
    Possibility,
    Precedence,
    Proof,
    TurnsOn,
    Under,
    Undoing,
)
from .docket import Docket, Entry, docket
from .engines import Engine, EngineName, make_engine
from .explain import DEPTH, Why
from .judge import Outcome
from .law import Law
from .now import Present
from .program import Value, fact
from .proof import Prover, shown_fields
from .reference import Index
from .replay import Replay, Watch
from .ways import shown
from .worlds import World


def decide(
    law: Law,
    case: Case,
    *,
    engine: EngineName | Engine = "durable",
    under: Mapping[str, str] | None = None,
    watch: Watch | None = None,
    kinds: frozenset[str] | None = None,
) -> Decision:
    """The answer to a case.

    `engine` is a name or an engine that the caller keeps; `under` chooses readings beyond those
    that the case chooses; `watch` is told of every evaluation (see `coverage`). With
    `kinds`, what is possible and what holds is sought of these actions and statuses alone. Raises
    `InputError` with every error of the case.
    """
    checked = docket(law.pack, case, under)
    if not isinstance(engine, str):
        return _decision(law, checked, engine, watch, kinds)
    with make_engine(engine) as made:
        return _decision(law, checked, made, watch, kinds)


def judge(
    law: Law, case: Case, *, engine: EngineName | Engine = "durable", under: Mapping[str, str] | None = None
) -> tuple[Judgement, ...]:
    """The answers to a case's questions alone, as `decide` has them under `asked`; what else is possible is not sought.

    Raises `InputError` with every error of the case.
    """
    checked = docket(law.pack, case, under)
    if isinstance(engine, str):
        with make_engine(engine) as made:
            return judge(law, case, engine=made, under=under)
    judges = Judges(Replay(law, checked, engine, judged=True), law.citer)
    return tuple(judges.judgement(e, "ask") for e in checked.questions)


def _decision(law: Law, checked: Docket, engine: Engine, watch: Watch | None, kinds: frozenset[str] | None) -> Decision:
    replay = Replay(law, checked, engine, watch)
    judges = Judges(replay, law.citer)
    now = Present(replay, judges.citer, kinds)
    history = tuple(judges.judgement(e, "history") for e in sorted(checked.history, key=lambda e: e.line))
    possibilities, statuses = now.possibilities(kinds), now.statuses(kinds)
    asked = tuple(judges.judgement(e, "ask") for e in checked.questions)
    return Decision(
        pack=law.pack.head.id,
        pack_version=law.pack.head.version,
        title=checked.case.title,
        as_of=checked.as_of.isoformat(),
        engine=engine.name,
        remarks=tuple(engine.remarks),
        readings=dict(checked.under),
        history=tuple(judges.with_undoing(j, possibilities) for j in history),
        asked=asked,
        now=possibilities,
        statuses=statuses,
        not_coded=now.not_coded(),
    )


class Judges:
    """Judges the actions of a case, done or asked about."""

    def __init__(self, replay: Replay, citer: Citer) -> None:
        self.r = replay
        self.citer = citer

    def judgement(self, entry: Entry, subject: Literal["history", "ask"]) -> Judgement:
        """The verdict on one action, over all ways in which the case could be."""
        order = entry.order
        dims = self.r.dims[order]
        ways = self.r.worlds_of(order)
        outcomes = [self.r.outcome(order, world) for world in ways]
        verdict, effect = joint(outcomes)
        first, world = outcomes[0], ways[0]
        proof: Proof | None = None
        nearest: tuple[NearMiss, ...] = ()
        if verdict != "undetermined" and first.decisive and (verdict != "not-empowered" or first.denials):
            proof = self._proof(entry, world, first.decisive, dims)
            citations = self._cited(proof, first.decisive, entry)
        elif verdict == "not-empowered":
            nearest = self.nearest(entry, world)
            citations = _chain(nearest)
        else:
            citations = tuple(
                dict.fromkeys(c for w, o in zip(ways, outcomes, strict=True) for c in self._way(entry, w, o))
            )
        told = tuple(self.citer.cite(self.r.law.provisions(entry.on)[p]) for p in (*first.denials, *first.prohibitions))
        return Judgement(
            verdict=verdict,
            effect=effect,
            citations=citations,
            grade=weakest(citations),
            turns_on=(turns := self._turns(entry, dims, (verdict, effect))),
            robust=not turns and verdict != "undetermined",
            hangs_on=self.r.ways.hangs(
                dims,
                ways,
                [o.answer for o in outcomes],
                lambda fixed: self._under(entry, fixed),
                self.r.reach[order],
            )
            if verdict == "undetermined" or effect == "undetermined"
            else (),
            proof=proof,
            prevails=self._prevails(entry, outcomes, proof, nearest),
            subject=subject,
            line=entry.line,
            order=order,
            place=Place(file=entry.place.file, line=entry.place.line, column=entry.place.column),
            action=self._done(entry),
            breach=bool(first.prohibitions and first.permits),
            prohibitions=told,
            beside=self.citer.beside((*citations, *told)),
            nearest=nearest,
            not_coded=tuple(self.citer.cite(p) for p in self.r.law.gap(entry.kind, entry.on).all),
        )

    def _prevails(
        self, entry: Entry, outcomes: Iterable[Outcome], proof: Proof | None, nearest: Iterable[NearMiss]
    ) -> tuple[Precedence, ...]:
        """What prevails of that on which a judgement rests; not of what applies only under another reading."""
        names = [p for o in outcomes for p in o.decisive]
        names += [s.provision for s in reversed(proof.steps) if s.provision] if proof else []
        names += [m.citation.provision for m in nearest if m.failed.what != "reading"]
        return self.citer.prevails(names, self.r.law.provisions(entry.on))

    def _way(self, entry: Entry, world: World, outcome: Outcome) -> tuple[Citation, ...]:
        if not outcome.coded:
            return ()
        if not outcome.decisive:
            return _chain(self.nearest(entry, world)[:1])
        return self._cited(
            self._proof(entry, world, outcome.decisive, self.r.dims[entry.order]), outcome.decisive, entry
        )

    def _done(self, entry: Entry) -> Done:
        fields = {k: v for k, v in entry.fields.items() if k != "by"}
        return Done(
            kind=entry.kind,
            by=str(entry.fields["by"]),
            on=entry.on.isoformat(),
            unknown=entry.unknown,
            fields=shown_fields(entry.kind, fields.items(), self.r.dates(entry.on)),
        )

    def _under(self, entry: Entry, fixed: Mapping[str, Value]) -> Under:
        ((_, value),) = fixed.items()
        verdict, effect = joint(self.r.outcome(entry.order, w) for w in self.r.worlds_of(entry.order, fixed))
        return Under(reading=shown(value), verdict=verdict, effect=effect)

    def _turns(self, entry: Entry, dims: Iterable[str], base: tuple[VerdictName, EffectName]) -> tuple[TurnsOn, ...]:
        found = []
        for name in self.r.ways.exchangeable(dims):
            others = [
                self._under(entry, {name: value})
                for value in self.r.worlds.dimensions[name].values
                if value != self.r.ways.base[name]
            ]
            others = [u for u in others if (u.verdict, u.effect) != base]
            if others:
                found.append(TurnsOn(question=name, chosen=str(self.r.ways.base[name]), others=tuple(others)))
        return tuple(found)

    def _proof(self, entry: Entry, world: World, decisive: Iterable[str], dims: Iterable[str]) -> Proof:
        program = self.r.law.program(entry.on)
        facts = self.r.present(self.r.demands[entry.order], entry.first, entry.order, world, entry.order)
        goals = [fact(COVERS + p, {"act": entry.order}) for p in decisive]
        model = self.r.model(program, self.r.rules[entry.order], facts, world)
        prover = Prover(model, program, self.r.worlds.entries, self.r.dates(entry.on))
        return prover.proof(goals, {d: world[d] for d in dims})

    def _cited(self, proof: Proof, first: Iterable[str], entry: Entry) -> tuple[Citation, ...]:
        provisions = self.r.law.provisions(entry.on)
        return self.citer.cite_proof(proof, first, provisions)

    def nearest(self, entry: Entry, world: World, depth: int = DEPTH) -> tuple[NearMiss, ...]:
        """The powers that do not cover an action, nearest first; why is followed so many statuses deep."""
        program = self.r.law.program(entry.on)
        facts = self.r.present(self.r.worlds.presence, entry.first, entry.order, world, entry.order)
        names = [p.id for p in self.r.concerns(entry) if p.conclusion[0] == "permits"]
        model = self.r.model(program, program.towards(COVERS + name for name in names), facts, world)
        index = Index(sorted((*model.stated, *model.derived)))
        provisions = self.r.law.provisions(entry.on)
        why = Why(program, index, provisions, self.citer, self.r.dates(entry.on), self.r.vocabulary, depth)
        attempt = {f.kind: f for f in facts if f.kind.startswith(TRY)}
        return why.misses(names, attempt)

    def with_undoing(self, judgement: Judgement, possibilities: tuple[Possibility, ...]) -> Judgement:
        """The judgement with the bodies that can still end the effect of its action."""
        own = self.r.vocabulary.actions[judgement.action.kind].id_field
        name = judgement.action.fields.get(own) if own else None
        if name is None or judgement.effect == "void":
            return judgement
        found = tuple(
            Undoing(by=p.by, action=p.kind, citations=p.citations)
            for p in possibilities
            if p.verdict in ("permitted", "required")
            and (ends := self.r.vocabulary.actions[p.kind].ends) is not None
            and p.fields.get(ends) == name
        )
        return judgement.replaced(undone_by=found) if found else judgement


def joint(outcomes: Iterable[Outcome]) -> tuple[VerdictName, EffectName]:
    """The verdict and effect that outcomes share; undetermined where they part."""
    answers = {o.answer for o in outcomes}
    if len(answers) == 1:
        return answers.pop()
    effects = {effect for _, effect in answers}
    return "undetermined", effects.pop() if len(effects) == 1 else "undetermined"


def _chain(misses: Iterable[NearMiss]) -> tuple[Citation, ...]:
    found: dict[Citation, None] = {}
    for miss in misses:
        item: NearMiss | None = miss
        while item is not None:
            found[item.citation] = None
            item = item.failed.within
    return tuple(found)
