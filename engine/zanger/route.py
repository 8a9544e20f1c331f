"""The lawful way from where a case stands to a goal: found by the solver, confirmed by the engine.

The solver looks for the shortest plan of at most so many steps (see `planning`): first among the actions
that lead from the goal to what is lacking, then, to prove that nothing is shorter, among all that the
rules connect with it. Each plan becomes a case with a longer history, which the engine judges as it
judges any; the numbers are then set to the least that the law asks for. A plan that the engine does not
confirm is never shown: the search goes on, and the answer says that there was one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from .case import UNKNOWN, Case, Item
from .deciding import decide, judge
from .decision import Decision, Fields, Judgement, Possibility
from .docket import docket
from .engines import Engine, EngineName, make_engine
from .errors import Code, EngineLimit, InputError, nearest
from .itinerary import Limited, Route, Routes, Step, Stopped
from .law import Law
from .planning import Move, Plan, Planner
from .replay import Replay
from .scope import Goal
from .shorthand import complete, read_item
from .solver import Solver
from .spot import field_value, trouble
from .worlds import World

STEPS, MOST = 6, 3
"""How many steps are tried, and how many routes that differ in kind are shown, unless the caller says."""
SECONDS = 20.0
TRIES = 5
"""How many plans the engine may refuse before a search is given up."""


def routes(
    law: Law,
    case: Case,
    goal: str | Item,
    *,
    bodies: Iterable[str] = (),
    steps: int = STEPS,
    most: int = MOST,
    engine: EngineName | Engine = "reference",
    seconds: float = SECONDS,
) -> Routes:
    """The shortest lawful routes to a goal, an action or a status, by `zanger.read_item` or on one line.

    `bodies` are those that may act, none for all; `steps` the most steps that are tried; `most` the
    number of routes that differ in what is done. Raises `InputError` if the case or the goal is wrong,
    `EngineUnavailable` if the solver is not installed. What exceeds `seconds` is told under `limit`.
    """
    if isinstance(engine, str):
        with make_engine(engine) as made:
            return routes(law, case, goal, bodies=bodies, steps=steps, most=most, engine=made, seconds=seconds)
    start = case.model_copy(update={"ask": (), "expect": ()})
    item = _checked(read_item(goal) if isinstance(goal, str) else goal, law, start)
    with Solver(seconds, whole=True) as solver:
        search = _Search(law, start, item, engine, solver, steps)
        for body in (bodies := tuple(bodies)):
            _body(law, body)
        return search.answer(frozenset(bodies), most)


def _body(law: Law, body: str) -> None:
    if body not in law.pack.vocabulary.bodies:
        item = read_item(body, "--for")
        message, help = f"there is no body `{body}`", nearest(body, law.pack.vocabulary.bodies)
        raise InputError([trouble(Code.UNKNOWN_BODY, message, item, help=help)])


def _checked(item: Item, law: Law, case: Case) -> Item:
    """The goal with its fields known to fit; references name things of the case."""
    vocabulary = law.pack.vocabulary
    if item.kind not in vocabulary.actions and item.kind not in vocabulary.statuses:
        known = (*vocabulary.actions, *vocabulary.statuses)
        message = f"there is no action or status `{item.kind}`"
        raise InputError([trouble(Code.UNKNOWN_KIND, message, item, item.kind, help=nearest(item.kind, known))])
    named = {str(i.fields["id"]) for i in (*case.facts, *case.history) if "id" in i.fields}
    found = []
    fields = vocabulary.fields(item.kind)
    for name, raw in item.fields.items():
        if name not in fields or name in ("on", "order"):
            message, help = f"`{item.kind}` has no field `{name}`", nearest(name, fields)
            found.append(trouble(Code.UNKNOWN_FIELD, message, item, item.kind, name, help=help))
        elif raw != UNKNOWN and (wrong := field_value(fields[name], raw, item.kind, name)):
            found.append(trouble(wrong[0], wrong[1], item, item.kind, name, help=wrong[2]))
        elif fields[name].type == "ref" and raw != UNKNOWN and raw not in named:
            message, help = f"nothing in this case has the id `{raw}`", nearest(str(raw), named)
            found.append(trouble(Code.DANGLING_REFERENCE, message, item, item.kind, name, help=help))
    if found:
        raise InputError(found)
    return item


@dataclass
class _Found:
    """What a search has come to: routes, how many plans were refused, and the kinds that no further plan may repeat."""

    routes: list[Route] = field(default_factory=list)
    refused: int = 0
    without: list[list[str]] = field(default_factory=list)
    tried: tuple[str, ...] = ()
    proven: bool = False

    def take(self, other: _Found) -> None:
        """Put what another search found before this."""
        self.routes = [*other.routes, *self.routes]
        self.without = [*other.without, *self.without]
        self.refused += other.refused


class _Search:
    """One goal, looked for from one case."""

    def __init__(self, law: Law, case: Case, item: Item, engine: Engine, solver: Solver, steps: int) -> None:
        self.law = law
        self.case = case
        self.engine = engine
        self.solver = solver
        self.steps = steps
        self.item = item
        self.goal = Goal.of(item, law.pack.vocabulary)
        self.replay = Replay(law, docket(law.pack, case), engine)
        self.before = decide(law, case, engine=engine)

    def answer(self, bodies: frozenset[str], most: int) -> Routes:
        """Routes by these bodies; where there is none, those by all."""
        empty = Routes(
            goal=self.goal.kind, fields=dict(self.goal.fields), bodies=tuple(sorted(bodies)), bound=self.steps
        )
        if not self.goal.is_action and self._holds(self.before):
            return empty.replaced(already=True)
        limit: Stopped | None = None
        found, others = _Found(), _Found()
        try:
            self._find(bodies, most, found)
            if not found.routes and bodies:
                self._find(frozenset(), 1, others)
        except EngineLimit as error:
            limit = error.bound
        own = {step.by for route in others.routes for step in route.steps} - bodies
        return empty.replaced(
            found=tuple(found.routes), others=tuple(_for(r, bodies) for r in others.routes), alone=tuple(sorted(own)),
            tried=found.tried, shortest=found.proven,
            limit=limit or ("refused" if not found.routes and not found.proven else None),
            unconfirmed=found.refused + others.refused,
            why=None if found.routes or others.routes else self._why(),
        )  # fmt: skip

    def _find(self, bodies: frozenset[str], most: int, found: _Found) -> None:
        """Fill `found`: the shortest route, the proof that it is, then others in kind, one step longer at most."""
        near, wide = (_Planners(self, bodies, wide=wide) for wide in (False, True))
        found.tried = near.planner.kinds
        for steps in sorted({(self.steps + 1) // 2, self.steps}):  # half of them take less than half the time
            self._search(near, steps, bodies, 1, found)
        shorter = len(found.routes[0].steps) - 1 if found.routes else self.steps
        wide.world, wide.mixed = near.world, near.mixed
        if shorter and {*wide.planner.kinds} != {*near.planner.kinds}:
            if not found.routes:
                found.tried = tuple(dict.fromkeys((*near.planner.kinds, *wide.planner.kinds)))
            aside = _Found(tried=found.tried)
            self._search(wide, shorter, bodies, 1, aside)
            found.take(aside)
        found.proven = found.refused == 0 and not near.mixed and not wide.mixed
        if found.routes and most > 1:
            longest = min(self.steps, len(found.routes[0].steps) + 1)
            self._search(near, longest, bodies, most, found)

    def _search(self, planners: _Planners, steps: int, bodies: frozenset[str], most: int, found: _Found) -> None:
        """Add the shortest routes of up to so many steps until there are `most`."""
        while planners.planner.kinds and len(found.routes) < most and found.refused < TRIES:
            planner = planners.planner
            atoms = self.solver.solve(planner.text(steps, planner.rules, found.without, least=1)).atoms
            if atoms is None:
                return
            plan = planner.plan(atoms)
            route = self._confirmed(plan, bodies)
            if route is None and planners.move_to(self._failing(plan)):
                continue
            if route is None:
                found.refused += 1
            else:
                found.routes.append(route)
            found.without.append([m.kind for m in plan.moves])

    def _failing(self, plan: Plan) -> World | None:
        """A way in which what the case leaves open could be, and in which a step of the plan is not lawful."""
        replay = Replay(self.law, docket(self.law.pack, self._longer(plan)), self.engine)
        known = self.replay.ways.base
        for order in sorted(replay.entries)[-len(plan.moves) :]:
            for world in replay.ways.over(replay.dims[order], {}):
                if replay.outcome(order, world).effect != "effective":
                    return {name: world.get(name, value) for name, value in known.items()}
        return None

    def _longer(self, plan: Plan) -> Case:
        """The case with a plan carried out as the solver gave it."""
        moves = tuple(
            Item(kind=m.kind, fields={**self._shown(m.kind, dict(m.fields)), "on": date.fromordinal(m.day).isoformat()})
            for m in plan.moves
        )
        facts = (Item(kind=f.kind, fields=self._shown(f.kind, dict(f.fields))) for f in plan.given)
        last = date.fromordinal(plan.moves[-1].day)
        return self.case.model_copy(
            update={"facts": (*self.case.facts, *facts), "history": (*self.case.history, *moves), "as_of": last}
        )

    def _why(self) -> Judgement | None:
        """What the law says of the action that is the goal, today; None where the case leaves its fields open."""
        if not self.goal.is_action:
            return None
        try:
            asked = complete(self.item, self.law.pack, self.case).item
            (found,) = judge(self.law, self.case.model_copy(update={"ask": (asked,)}), engine=self.engine)
        except InputError:
            return None
        return found if found.verdict in ("not-empowered", "forbidden") else None

    def _confirmed(self, plan: Plan, bodies: frozenset[str]) -> Route | None:
        """The route of a plan if each step is lawful at its date and the goal is reached; None if not."""
        given = [Item(kind=f.kind, fields=self._shown(f.kind, dict(f.fields))) for f in plan.given]
        case, decision = self.case, self.before
        told: list[tuple[Item, Possibility | None, Decision, Decision]] = []
        for move in plan.moves:
            facts = [g for g in given if g not in case.facts and self._named(g, case)]
            if facts or move.day != date.fromisoformat(decision.as_of).toordinal():
                case = case.model_copy(update={"as_of": date.fromordinal(move.day), "facts": (*case.facts, *facts)})
                decision = decide(self.law, case, engine=self.engine)
            possibility = self._possibility(decision, move)
            made = Item(kind=move.kind, fields=self._least(move, possibility))
            case = case.model_copy(update={"history": (*case.history, made)})
            after = decide(self.law, case, engine=self.engine)
            told.append((made, possibility, decision, after))
            decision = after
        mine = decision.history[-len(plan.moves) :]
        if not all(map(_lawful, mine)) or not (self.goal.is_action or self._holds(decision)):
            return None
        steps = tuple(self._step(n, *found, mine[n], bodies) for n, found in enumerate(told))
        return Route(steps=steps, given=tuple((g.kind, dict(g.fields)) for g in given))

    def _named(self, item: Item, case: Case) -> bool:
        """Whether all that a fact speaks of is there."""
        specs = self.law.pack.vocabulary.fields(item.kind)
        named = {i.fields.get("id") for i in (*case.facts, *case.history)}
        return all(value in named for name, value in item.fields.items() if specs[name].type == "ref")

    def _shown(self, kind: str, fields: Fields) -> Fields:
        specs = self.law.pack.vocabulary.fields(kind)
        return {
            n: date.fromordinal(v).isoformat() if specs[n].type == "date" and isinstance(v, int) else v
            for n, v in fields.items()
        }

    def _possibility(self, decision: Decision, move: Move) -> Possibility | None:
        """What the engine says beforehand of such an action."""
        fields = self._shown(move.kind, dict(move.fields))
        return next(
            (
                p for p in decision.now
                if p.kind == move.kind and p.by == move.fields.get("by") and p.verdict in ("permitted", "required")
                and all(fields.get(n) == v for n, v in p.fields.items())
            ),
            None,
        )  # fmt: skip

    def _least(self, move: Move, possibility: Possibility | None) -> Fields:
        """The fields of a step, with the least numbers that the law asks for."""
        fields = self._shown(move.kind, dict(move.fields))
        for alternative in possibility.requirements if possibility else ():
            wanted = {r.field: r.value for r in alternative if r.bound == "at_least" and isinstance(r.value, int)}
            rest = [r for r in alternative if r.field not in wanted]
            if all(r.bound == "is" and fields.get(r.field) == r.value for r in rest):
                fields |= {n: v for n, v in wanted.items() if isinstance(fields.get(n), int) and v is not None}
                break
        return {**fields, "on": date.fromordinal(move.day).isoformat()}

    def _step(
        self,
        n: int,
        item: Item,
        possibility: Possibility | None,
        before: Decision,
        after: Decision,
        judgement: Judgement,
        bodies: frozenset[str],
    ) -> Step:
        known = {(p.kind, p.by, str(p.fields)) for p in before.now if p.verdict == "required"}
        duties = tuple(
            Limited(by=p.by, action=p.kind, due=p.due)
            for p in after.now
            if p.verdict == "required" and (p.kind, p.by, str(p.fields)) not in known
        )
        return Step(
            n=n + 1,
            by=judgement.action.by,
            action=item.kind,
            on=judgement.action.on,
            fields={k: v for k, v in judgement.action.fields.items() if k not in ("by", "on", "order")},
            free=judgement.verdict != "required",
            own=not bodies or judgement.action.by in bodies,
            requirements=possibility.requirements if possibility else (),
            duties=duties,
            citations=judgement.citations,
            turns_on=judgement.turns_on,
        )

    def _holds(self, decision: Decision) -> bool:
        wanted = self._shown(self.goal.kind, dict(self.goal.fields))
        return any(
            s.status == self.goal.kind and s.holds == "true" and all(s.fields.get(n) == v for n, v in wanted.items())
            for s in decision.statuses
        )


def _lawful(judgement: Judgement) -> bool:
    return judgement.verdict in ("permitted", "required") and judgement.effect == "effective"


def _for(route: Route, bodies: frozenset[str]) -> Route:
    return route.replaced(steps=tuple(s.replaced(own=s.by in bodies) for s in route.steps))


class _Planners:
    """The planner for the way in which the case is looked at, and those for ways in which a plan has failed.

    What is lawful whatever the open questions come to is lawful in each way; so a plan that is the shortest in one and
    lawful in all is the shortest. Where the plans of each way fail in another, what is open is left out (`mixed`).
    """

    def __init__(self, search: _Search, bodies: frozenset[str], *, wide: bool) -> None:
        self.search = search
        self.bodies = bodies
        self.wide = wide
        self.world: World = dict(search.replay.ways.base)
        self.mixed = False
        self._made: dict[str, Planner] = {}

    @property
    def planner(self) -> Planner:
        """The planner for `world`."""
        name = str(sorted(self.world.items()))
        if name not in self._made:
            s = self.search
            self._made[name] = Planner(
                s.law, s.replay, s.goal, s.steps, self.bodies or None, wide=self.wide, world=self.world
            )
        return self._made[name]

    def move_to(self, world: World | None) -> bool:
        """Go over to another way, in which the last plan failed; False if there is none that was not looked at."""
        if world is None or self.mixed or len(self._made) > TRIES:
            return False
        if str(sorted(world.items())) in self._made:
            self.mixed = True
            world = {name: value if world[name] == value else OPEN for name, value in self.world.items()}
        self.world = world
        return True


OPEN = "?"
"""What stands for the answer to a question that is left out: no reading has this name."""
