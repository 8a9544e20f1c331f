"""Plans judged by the engine: each becomes the case with a longer history, and a route if every step of it is lawful.

A number is the least that the law asks for at its step, as the engine says beforehand; the whole is then judged again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from .case import Case, Item
from .compile import OPEN
from .deciding import Judges
from .decision import Fields, Judgement, Possibility
from .docket import docket
from .engines import Engine
from .itinerary import Limited, Route, Step
from .law import Law
from .now import Present, Weighed
from .planning import Move, Plan
from .replay import Replay
from .scope import Goal
from .worlds import World


class Refused(NamedTuple):
    """A plan that is not lawful: the number of its steps up to the one that fails, and a way in which it does.

    The way settles what the case leaves open, as a world does; None where the plan fails in the way too in which it
    was sought, which is a fault of the search.
    """

    steps: int
    world: World | None


class Confirmer:
    """Judges plans for one goal from where a case stands. `now` is the replay of the case as it is."""

    def __init__(self, law: Law, case: Case, goal: Goal, engine: Engine) -> None:
        self.law = law
        self.case = case
        self.goal = goal
        self.engine = engine
        self._weighed = Weighed()
        self.now = self._replay(case)

    def _replay(self, case: Case) -> Replay:
        return Replay(self.law, docket(self.law.pack, case), self.engine)

    @cached_property
    def already(self) -> bool:
        """Whether the goal is a status that holds now."""
        return not self.goal.is_action and self._reached(self.now)

    def route(self, plan: Plan, bodies: frozenset[str], world: World) -> Route | Refused:
        """The route of a plan for some bodies, or where the engine does not confirm it.

        `world` is the way in which the plan was sought.
        """
        planned = tuple(self._item(move) for move in plan.moves)
        run = _Run(self, plan, planned)
        moves = tuple(self._least(item, run.power(n)) for n, item in enumerate(planned))
        if moves != planned and (better := _Run(self, plan, moves)).lawful:
            run = better
        if run.lawful:
            return run.route(bodies)
        return run.failing(world)

    def _item(self, move: Move) -> Item:
        on = date.fromordinal(move.day).isoformat()
        return Item(kind=move.kind, fields={**self.shown(move.kind, move.fields), "on": on})

    def shown(self, kind: str, fields: Mapping[str, str | int | bool]) -> Fields:
        """Fields with their days as the case has them."""
        specs = self.law.pack.vocabulary.fields(kind)
        return {
            n: date.fromordinal(v).isoformat() if n in specs and specs[n].type == "date" and isinstance(v, int) else v
            for n, v in fields.items()
        }

    def _least(self, item: Item, possibility: Possibility | None) -> Item:
        """A step with the least numbers that the law asks for."""
        fields = item.fields
        for alternative in possibility.requirements if possibility else ():
            wanted = {r.field: r.value for r in alternative if r.bound == "at_least" and isinstance(r.value, int)}
            rest = [r for r in alternative if r.field not in wanted]
            if all(r.bound == "is" and fields.get(r.field) == r.value for r in rest):
                least = {n: v for n, v in wanted.items() if isinstance(fields.get(n), int) and v is not None}
                return Item(kind=item.kind, fields={**fields, **least})
        return item

    def _reached(self, replay: Replay) -> bool:
        return not any(True for _ in self._missed(replay))

    def _missed(self, replay: Replay) -> Iterator[World]:
        """The ways in which the case could be and the status that is the goal does not hold."""
        holding = Present(replay, self.law.citer, (self.goal.kind,), weighed=self._weighed).holding
        wanted = self.goal.fields.items()
        if self.goal.kind not in holding.facts:
            yield replay.ways.base
            return
        for world in holding.worlds_of((self.goal.kind,)):
            if not any(wanted <= dict(f.fields).items() for f in holding.of(self.goal.kind, world)):
                yield world

    def _duties_after(self, kind: str, day: date) -> frozenset[str]:
        """The kinds of action that the rules may require because one of a kind was done."""
        vocabulary, program = self.law.pack.vocabulary, self.law.program(day)
        done = {kind}
        if (ends := vocabulary.actions[kind].ends) is not None:
            done |= {to for to in vocabulary.actions[kind].fields[ends].to if to in vocabulary.actions}
        waiting = [view for act in done for view in (act, *vocabulary.actions[act].is_)]
        seen = set(waiting)
        while waiting:
            for rule in program.openers.get(waiting.pop(), ()):
                if rule.head.kind not in seen:
                    seen.add(rule.head.kind)
                    waiting.append(rule.head.kind)
        return frozenset(
            other
            for other in vocabulary.actions
            if any(p.conclusion[0] == "requires" and OPEN + p.id in seen for p in self.law.about(other, day))
        )


class _Run:
    """The case with a plan carried out, its moves as items."""

    def __init__(self, confirmer: Confirmer, plan: Plan, moves: Sequence[Item]) -> None:
        self.c = confirmer
        self.plan = plan
        self.moves = moves
        self.given = tuple(Item(kind=f.kind, fields=self.c.shown(f.kind, dict(f.fields))) for f in plan.given)
        case = confirmer.case
        longer = {
            "facts": (*case.facts, *self.given),
            "history": (*case.history, *moves),
            "as_of": date.fromordinal(plan.moves[-1].day),
        }
        self.replay = confirmer._replay(case.model_copy(update=longer))
        self.orders = sorted(self.replay.entries)[-len(moves) :]
        self._looks: dict[tuple[date, int, frozenset[str]], tuple[Possibility, ...]] = {}

    @cached_property
    def judged(self) -> tuple[Judgement, ...]:
        """Each step judged at its date."""
        judges = Judges(self.replay, self.c.law.citer)
        return tuple(judges.judgement(self.replay.entries[order], "history") for order in self.orders)

    @cached_property
    def lawful(self) -> bool:
        """Whether each step is lawful, and the goal is reached."""
        return all(map(_lawful, self.judged)) and (self.c.goal.is_action or self.c._reached(self.replay))

    def failing(self, sought: World) -> Refused:
        """Where the plan fails first."""
        for n, order in enumerate(self.orders):
            ways = self.replay.ways.over(self.replay.dims[order], {})
            failed = [w for w in ways if self.replay.outcome(order, w).effect != "effective"]
            if failed:
                return Refused(n + 1, self._other(failed, sought, self.replay.dims[order]))
        missed = [] if self.c.goal.is_action else list(self.c._missed(self.replay))
        return Refused(len(self.orders), self._other(missed, sought, self.replay.ways.base))

    def _other(self, failed: Sequence[World], sought: World, dims: Iterable[str]) -> World | None:
        """A way in which a plan fails, if it does not in that in which it was sought."""
        dims = [d for d in dims if d in sought]
        if not failed or any(all(w[d] == sought[d] for d in dims) for w in failed):
            return None
        return {name: failed[0].get(name, value) for name, value in self.c.now.ways.base.items()}

    def _look(self, n: int, kinds: frozenset[str], *, after: bool = False) -> tuple[Possibility, ...]:
        """What is possible of some kinds of action on the day of step `n`, before it or after."""
        at = (date.fromordinal(self.plan.moves[n].day), self.orders[n] + after)
        key = (*at, kinds)
        if key not in self._looks:
            present = Present(self.replay, self.c.law.citer, kinds, at=at, weighed=self.c._weighed)
            self._looks[key] = present.possibilities(kinds)
        return self._looks[key]

    def power(self, n: int) -> Possibility | None:
        """What the engine says before step `n` of such an action."""
        item = self.moves[n]
        for p in self._look(n, frozenset({item.kind})):
            if p.verdict in ("permitted", "required") and {**p.fields, "by": p.by}.items() <= item.fields.items():
                return p
        return None

    def _duties(self, n: int) -> Iterator[Limited]:
        """The duties that step `n` gives rise to."""
        day = date.fromordinal(self.plan.moves[n].day)
        kinds = self.c._duties_after(self.moves[n].kind, day)
        known = {(p.kind, p.by, str(p.fields)) for p in self._look(n, kinds) if p.verdict == "required"}
        for p in self._look(n, kinds, after=True):
            if p.verdict == "required" and (p.kind, p.by, str(p.fields)) not in known:
                provisions = self.c.law.provisions(day)
                asks = tuple(c for c in p.citations if provisions[c.provision].conclusion[0] == "requires")
                yield Limited(by=p.by, action=p.kind, due=p.due, citations=asks)

    def route(self, bodies: frozenset[str]) -> Route:
        """The route that this is."""
        steps = tuple(self._step(n, bodies) for n in range(len(self.moves)))
        return Route(steps=steps, given=tuple((g.kind, dict(g.fields)) for g in self.given))

    def _step(self, n: int, bodies: frozenset[str]) -> Step:
        judgement, power = self.judged[n], self.power(n)
        return Step(
            n=n + 1,
            by=judgement.action.by,
            action=judgement.action.kind,
            on=judgement.action.on,
            fields={k: v for k, v in judgement.action.fields.items() if k not in ("by", "on", "order")},
            free=judgement.verdict != "required",
            own=not bodies or judgement.action.by in bodies,
            requirements=power.requirements if power else (),
            duties=tuple(dict.fromkeys(self._duties(n))),
            citations=judgement.citations,
            turns_on=judgement.turns_on,
        )


def _lawful(judgement: Judgement) -> bool:
    return judgement.verdict in ("permitted", "required") and judgement.effect == "effective"
