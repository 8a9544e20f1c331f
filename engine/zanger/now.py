"""What is possible on the day of the answer for every body, and which statuses hold."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from .case import VerdictName
from .cite import Citer, weakest
from .compile import OPEN
from .decision import Citation, Hangs, NotCoded, Possibility, StatusAnswer, TurnsOn, Under
from .holding import Holding
from .judge import breach_reading
from .modality import Key, Now, Options
from .possible import Opening, opening
from .program import Fact, Value
from .proof import Prover, shown_fields
from .replay import Replay
from .ways import shown, values
from .worlds import World


@dataclass
class Weighed:
    """What has been made of open provisions, by program: the same provisions open in the same way give the same."""

    openings: dict[str, dict[Fact, Opening]] = field(default_factory=dict)
    possible: dict[str, dict[tuple[str, tuple[frozenset[Fact], ...], tuple[Value, ...]], dict[Key, Now]]] = field(
        default_factory=dict
    )


class Present:
    """What is possible on the day of the answer, and which statuses hold; with `kinds`, of these alone."""

    def __init__(
        self,
        replay: Replay,
        citer: Citer,
        kinds: Iterable[str] | None = None,
        at: tuple[date, int] | None = None,
        weighed: Weighed | None = None,
    ) -> None:
        """`kinds` are the actions and statuses that are looked at, if not all.

        `at` is another day, with the number of the first action not yet done by then; `weighed`
        keeps what has been made of open provisions between several looks at one law.
        """
        self.r = replay
        self.citer = citer
        self.options = Options(replay.vocabulary, citer)
        self.day, self.before = at or (replay.docket.as_of, len(replay.docket.history) + 1)
        self.program = replay.law.program(self.day)
        self.provisions = replay.law.provisions(self.day)
        self.holding = Holding(replay, self.day, self.before, self._wanted(kinds))
        self._goals_of: dict[str, tuple[str, ...]] = {}
        weighed = weighed if weighed is not None else Weighed()
        self._openings = weighed.openings.setdefault(self.program.name, {})
        self._provers: dict[tuple[Value, ...], Prover] = {}
        self._possible = weighed.possible.setdefault(self.program.name, {})
        replay.tell(self.day, None, replay.ways.base, self.before)  # be anything possible or not
        self._breaches = sorted({g for p in self.provisions.values() if (g := breach_reading(p))})

    def _wanted(self, kinds: Iterable[str] | None) -> Iterator[str]:
        """The goals that tell what is possible of some kinds of actions, and which statuses of some kinds hold."""
        if kinds is None:
            yield from (OPEN + p.id for p in self.provisions.values() if p.conclusion[0] != "defines")
            yield from self.r.vocabulary.statuses
            return
        kinds = tuple(dict.fromkeys(kinds))
        about = (p.id for kind in kinds if kind in self.r.vocabulary.actions for p in self.r.law.about(kind, self.day))
        yield from dict.fromkeys(OPEN + name for name in about)
        yield from (kind for kind in kinds if kind in self.r.vocabulary.statuses)

    def _prover(self, world: World) -> Prover:
        """Proofs from the model of all goals in a world."""
        key = values(world, self.holding.all_dims)
        if key not in self._provers:
            model = self.holding.model(world)
            self._provers[key] = Prover(model, self.program, self.r.worlds.entries, self.r.dates(self.day))
        return self._provers[key]

    def possible(self, kind: str, world: World) -> dict[Key, Now]:
        """What is possible of one kind of action in a world, by action, actor and settled fields."""
        opens = self.holding.each(self._goals(kind), world)
        key = (kind, opens, values(world, self._breaches))
        if key not in self._possible:
            found = [self._opening(f) for f in sorted(frozenset[Fact]().union(*opens))]
            self._possible[key] = dict(self.options.of(kind, found, world))
        return self._possible[key]

    def _goals(self, kind: str) -> tuple[str, ...]:
        """The open powers, duties and prohibitions about an action or one of its classes that can arise here."""
        if kind not in self._goals_of:
            about = self.r.law.about(kind, self.day)
            self._goals_of[kind] = tuple(g for p in about if (g := OPEN + p.id) in self.holding.facts)
        return self._goals_of[kind]

    def _opening(self, item: Fact) -> Opening:
        if item not in self._openings:
            provision = self.provisions[item.kind.removeprefix(OPEN)]
            self._openings[item] = opening(provision, self.r.law.form(provision), self.r.vocabulary, item)
        return self._openings[item]

    def openings_of(self, kind: str) -> Iterator[tuple[World, tuple[Opening, ...]]]:
        """The powers, duties and prohibitions about a kind of action that are open, in each world that is followed."""
        goals = self._goals(kind)
        for world in self.holding.worlds_of(goals) if goals else ():
            yield world, tuple(self._opening(f) for g in goals for f in sorted(self.holding.of(g, world)))

    def options_of(self, kind: str) -> dict[Key, Now]:
        """What is possible of one kind of action, over all worlds that are followed."""
        goals = self._goals(kind)
        if not goals:
            return {}
        return self._combined([self.possible(kind, w) for w in self.holding.worlds_of(goals)])

    def held(self, kind: str) -> dict[Fact, bool]:
        """The statuses of a kind that hold in some world that is followed, each with whether it does in all."""
        if kind not in self.holding.facts:
            return {}
        worlds = [self.holding.of(kind, w) for w in self.holding.worlds_of((kind,))]
        return {item: all(item in w for w in worlds) for item in sorted(frozenset[Fact]().union(*worlds))}

    def grounds(self, items: Iterable[Fact]) -> tuple[Citation, ...]:
        """The provisions on which some conclusions rest, in the first world in which they hold."""
        items = tuple(items)
        for world in self.holding.worlds_of(tuple(dict.fromkeys(item.kind for item in items))):
            if all(item in self.holding.of(item.kind, world) for item in items):
                proof = self._prover(world).proof(items, {})
                first = [i.kind.removeprefix(OPEN) for i in items if i.kind.startswith(OPEN)]
                return self.citer.cite_proof(proof, first, self.provisions)
        return ()

    def shown(self, key: Key) -> dict[str, Value]:
        """The settled fields of what is possible, for an answer."""
        return self._fields(key)

    def possibilities(self, kinds: Container[str] | None = None) -> tuple[Possibility, ...]:
        """What is possible, of these kinds of actions if not of all, over all worlds, with what each entry turns on."""
        r = self.r
        answers: list[Possibility] = []
        for kind in r.vocabulary.actions:
            if kinds is not None and kind not in kinds:
                continue
            goals = self._goals(kind)
            if goals:
                answers += self._of_kind(kind, goals)
        order = list(r.vocabulary.bodies)
        rank = {"required": 0, "permitted": 1, "undetermined": 2, "forbidden": 3, "not-empowered": 4}
        return tuple(
            sorted(
                answers, key=lambda p: (order.index(p.by), rank[p.verdict], p.kind, sorted(map(str, p.fields.items())))
            )
        )

    def _of_kind(self, kind: str, goals: tuple[str, ...]) -> Iterator[Possibility]:
        """What is possible of one kind of action, which depends on `goals`."""
        r, dims = self.r, self.holding.dims_of(goals)

        def among(fixed: Mapping[str, Value]) -> list[dict[Key, Now]]:
            return [self.possible(kind, w) for w in self.holding.worlds_of(goals, fixed)]

        worlds = among({})
        base = self._combined(worlds)
        changed: dict[Key, list[TurnsOn]] = {}
        extra: dict[Key, Now] = {}
        for name in r.ways.exchangeable(dims):
            others: dict[Key, list[Under]] = {}
            for value in r.worlds.dimensions[name].values:
                if value == r.ways.base[name]:
                    continue
                alternative = among({name: value})
                if len(alternative) == len(worlds) and all(a is b for a, b in zip(alternative, worlds, strict=True)):
                    continue
                combined = self._combined(alternative)
                for key in {**base, **combined}:
                    mine, theirs = base.get(key), combined.get(key)
                    if (mine.answer if mine else None) == (theirs.answer if theirs else None):
                        continue
                    if mine is None and theirs is not None:
                        extra.setdefault(key, theirs)
                    verdict: VerdictName = theirs.verdict if theirs else "not-empowered"
                    requirements = theirs.requirements if theirs else ()
                    others.setdefault(key, []).append(
                        Under(reading=shown(value), verdict=verdict, requirements=requirements)
                    )
            for key, found in others.items():
                changed.setdefault(key, []).append(
                    TurnsOn(question=name, chosen=shown(r.ways.base[name]), others=tuple(found))
                )
        ways = self.holding.worlds_of(goals)
        for key, now in base.items():
            yield self._answer(key, now, worlds, ways, changed.get(key, []), goals)
        for key, now in extra.items():
            yield self._only_elsewhere(key, now, changed[key])

    def _combined(self, worlds: list[dict[Key, Now]]) -> dict[Key, Now]:
        """Worlds in one: an entry whose verdict differs between them is undetermined.

        Where only the manner differs, the ways that are open in every world are kept.
        """
        found: dict[Key, Now] = {}
        for key in dict.fromkeys(k for w in worlds for k in w):
            mine = [w.get(key) for w in worlds]
            first = next(now for now in mine if now is not None)
            if len({now.answer if now else None for now in mine}) > 1:
                shared = [a for a in first.requirements if all(now and a in now.requirements for now in mine)]
                if shared and len({now.verdict for now in mine if now}) == 1:
                    always = set[Fact].intersection(*({o.fact for o in now.openings} for now in mine if now))
                    openings = tuple(o for o in first.openings if o.fact in always)
                    first = replace(first, requirements=tuple(shared), openings=openings or first.openings)
                else:
                    first = replace(first, verdict="undetermined")
            found[key] = first
        return found

    def _fields(self, key: Key) -> dict[str, Value]:
        return shown_fields(key[0], key[2], self.r.dates(self.day))

    def _answer(
        self,
        key: Key,
        now: Now,
        worlds: list[dict[Key, Now]],
        ways: list[World],
        turns: list[TurnsOn],
        scope: tuple[str, ...],
    ) -> Possibility:
        r = self.r
        n = next(i for i, w in enumerate(worlds) if key in w)
        own = worlds[n][key] if now.verdict == "undetermined" else now
        goals = [o.fact for o in own.openings]
        dims = self.holding.dims_of({f.kind for f in goals})
        proof = self._prover(ways[n]).proof(goals, {d: ways[n][d] for d in sorted(dims)})
        citations = self.citer.cite_proof(proof, [o.provision.id for o in own.openings], self.provisions)
        citations = tuple(dict.fromkeys((*citations, *(limit.citation for limit in own.limits))))
        hangs: tuple[Hangs, ...] = ()
        if now.verdict == "undetermined":
            answers = [w[key].answer if key in w else None for w in worlds]
            hangs = r.ways.hangs(
                self.holding.dims_of(scope),
                ways,
                list(answers),
                lambda fixed: self._under(key, fixed, scope),
                self.holding.reach(scope),
            )
        return Possibility(
            verdict=now.verdict,
            citations=citations,
            grade=weakest(citations),
            robust=not turns and now.verdict != "undetermined",
            turns_on=tuple(turns),
            hangs_on=hangs,
            proof=proof if now.verdict != "undetermined" else None,
            prevails=self.citer.prevails_in(proof, self.provisions),
            kind=key[0],
            by=key[1],
            fields=self._fields(key),
            free=now.free,
            requirements=now.requirements,
            conditions=now.conditions,
            limits=now.limits,
            due=now.due,
            overdue=now.due is not None and now.verdict == "required" and now.due < self.day.isoformat(),
            beside=self.citer.beside(citations),
        )

    def _under(self, key: Key, fixed: Mapping[str, Value], scope: tuple[str, ...]) -> Under:
        ((_, value),) = fixed.items()
        combined = self._combined([self.possible(key[0], w) for w in self.holding.worlds_of(scope, fixed)])
        now = combined.get(key)
        return Under(
            reading=shown(value),
            verdict=now.verdict if now else "not-empowered",
            requirements=now.requirements if now else (),
        )

    def _only_elsewhere(self, key: Key, now: Now, turns: list[TurnsOn]) -> Possibility:
        citations = tuple(dict.fromkeys(self.citer.cite(o.provision) for o in now.openings))
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
            beside=self.citer.beside(citations),
        )

    def not_coded(self) -> tuple[NotCoded, ...]:
        """The kinds of actions and statuses about which the law is not coded for the day."""
        vocabulary, law = self.r.vocabulary, self.r.law
        gaps = ((kind, law.gap(kind, self.day)) for kind in (*vocabulary.actions, *vocabulary.statuses))
        return tuple(
            NotCoded(kind=kind, power=bool(gap.powers), citations=tuple(self.citer.cite(p) for p in gap.all))
            for kind, gap in gaps
            if gap.all
        )

    def statuses(self, kinds: Container[str] | None = None) -> tuple[StatusAnswer, ...]:
        """The statuses that hold, or may, of these kinds if not of all."""
        return tuple(
            answer
            for kind in sorted(self.r.vocabulary.statuses)
            if kind in self.holding.facts and (kinds is None or kind in kinds)
            for answer in self._of_status(kind)
        )

    def _of_status(self, kind: str) -> Iterator[StatusAnswer]:
        r, dims = self.r, self.holding.dims[kind]
        ways = self.holding.worlds_of((kind,))
        worlds = [self.holding.of(kind, w) for w in ways]
        alternatives = {
            name: {
                value: [self.holding.of(kind, w) for w in self.holding.worlds_of((kind,), {name: value})]
                for value in r.worlds.dimensions[name].values
                if value != r.ways.base[name]
            }
            for name in r.ways.exchangeable(dims)
        }
        for item in sorted({f for w in worlds for f in w}):
            everywhere = all(item in w for w in worlds)
            n = next(i for i, w in enumerate(worlds) if item in w)
            proof = self._prover(ways[n]).proof([item], {d: ways[n][d] for d in sorted(dims)})
            citations = self.citer.cite_proof(proof, (), self.provisions)
            turns = tuple(
                TurnsOn(question=name, chosen=shown(r.ways.base[name]), others=others)
                for name, by_value in alternatives.items()
                if (
                    others := tuple(
                        Under(reading=shown(v), verdict=_held([item in w for w in held]))
                        for v, held in by_value.items()
                        if all(item in w for w in held) != everywhere
                    )
                )
            )
            hangs: tuple[Hangs, ...] = ()
            if not everywhere:
                held_in = [item in w for w in worlds]
                reach = self.holding.reach((kind,))
                hangs = r.ways.hangs(dims, ways, list(held_in), partial(self._status_under, item), reach)
            yield StatusAnswer(
                status=item.kind,
                fields=shown_fields(item.kind, item.fields, r.dates(self.day)),
                holds="true" if everywhere else "undetermined",
                citations=citations,
                grade=weakest(citations),
                robust=everywhere and not turns,
                turns_on=turns,
                hangs_on=hangs,
                proof=proof if everywhere else None,
                prevails=self.citer.prevails_in(proof, self.provisions),
                beside=self.citer.beside(citations),
            )
        yield from self._statuses_elsewhere(kind, {f for w in worlds for f in w}, alternatives)

    def _statuses_elsewhere(
        self,
        kind: str,
        known: set[Fact],
        alternatives: Mapping[str, Mapping[Value, list[frozenset[Fact]]]],
    ) -> Iterator[StatusAnswer]:
        """Statuses that hold only under a reading that is not followed."""
        r = self.r
        others = {f for by_value in alternatives.values() for held in by_value.values() for w in held for f in w}
        provers: dict[tuple[str, Value, int], Prover] = {}
        for item in sorted(others - known):
            turns: list[TurnsOn] = []
            citations: dict[Citation, None] = {}
            for name, by_value in alternatives.items():
                found = {v: [item in w for w in held] for v, held in by_value.items() if any(item in w for w in held)}
                for value, held in found.items():
                    way = (name, value, held.index(True))
                    if way not in provers:
                        model = self.holding.model_of(kind, self.holding.worlds_of((kind,), {name: value})[way[2]])
                        provers[way] = Prover(model, self.program, r.worlds.entries, r.dates(self.day))
                    proof = provers[way].proof([item], {})
                    citations.update(dict.fromkeys(self.citer.cite_proof(proof, (), self.provisions)))
                unders = tuple(Under(reading=shown(v), verdict=_held(held)) for v, held in found.items())
                if unders:
                    turns.append(TurnsOn(question=name, chosen=shown(r.ways.base[name]), others=unders))
            yield StatusAnswer(
                status=kind,
                fields=shown_fields(kind, item.fields, r.dates(self.day)),
                holds="false",
                citations=tuple(citations),
                grade=weakest(citations),
                robust=False,
                turns_on=tuple(turns),
                beside=self.citer.beside(citations),
            )

    def _status_under(self, item: Fact, fixed: Mapping[str, Value]) -> Under:
        ((_, value),) = fixed.items()
        held = [item in self.holding.of(item.kind, w) for w in self.holding.worlds_of((item.kind,), fixed)]
        return Under(reading=shown(value), verdict=_held(held))


def _held(held: list[bool]) -> VerdictName:
    """Whether a status holds in some worlds, in the words of a verdict."""
    return "permitted" if all(held) else "undetermined" if any(held) else "not-empowered"
