"""The lawful way from where a case stands to a goal: found by the solver, confirmed by the engine.

The solver looks for the shortest plan of at most so many steps (see `planning`): first among the actions
that lead from the goal to what is lacking, then, to prove that nothing is shorter, among all that the
rules connect with it. The engine judges each plan (see `confirming`). One that it does not confirm is
never shown: the search goes on without it, and the answer says that there was one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from .account import Refusal
from .case import UNKNOWN, Case, Item
from .confirming import Confirmer
from .docket import docket
from .editing import moved
from .engines import Engine, EngineName, make_engine
from .errors import Code, EngineCrash, EngineLimit, InputError, nearest
from .itinerary import Route, Routes, Stopped
from .law import Law
from .planning import Plan, Planner
from .refusal import against
from .scope import Goal
from .shorthand import read_item
from .solver import Solver
from .spot import field_value, trouble
from .worlds import World

STEPS, MOST = 6, 3
"""How many steps are tried, and how many routes that differ in kind are shown, unless the caller says."""
SECONDS = 20.0
TRIES = 8
"""How many plans the engine may refuse before a search is given up."""
OPEN = "?"
"""What stands for the answer to a question that is left out: no reading has this name."""


def routes(
    law: Law,
    case: Case,
    goal: str | Item,
    *,
    bodies: Iterable[str] = (),
    steps: int = STEPS,
    most: int = MOST,
    under: Mapping[str, str] | None = None,
    as_of: date | None = None,
    engine: EngineName | Engine = "reference",
    seconds: float = SECONDS,
) -> Routes:
    """The shortest lawful routes to a goal, an action or a status, by `zanger.read_item` or on one line.

    `bodies` are those that may act, none for all; `steps` the most steps that are tried; `most` the
    number of routes that differ in what is done. `under` chooses readings beyond those that the case
    chooses, `as_of` another day to set out from. Raises `InputError` if the case or the goal is wrong,
    `EngineUnavailable` if the solver is not installed. What exceeds `seconds` is told under `limit`.
    """
    if isinstance(engine, str):
        with make_engine(engine) as made:
            return routes(
                law, case, goal, bodies=bodies, steps=steps, most=most, under=under, as_of=as_of, engine=made,
                seconds=seconds,
            )  # fmt: skip
    start = moved(case, as_of or case.as_of).model_copy(update={"ask": (), "expect": ()})
    docket(law.pack, start, under)
    start = start.model_copy(update={"under": {**case.under, **(under or {})}})
    item = _checked(read_item(goal) if isinstance(goal, str) else goal, law, start)
    for body in (bodies := tuple(bodies)):
        _body(law, body)
    with Solver(seconds, whole=True) as solver:
        return _Search(law, start, item, engine, solver, steps).answer(frozenset(bodies), most)


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
    """What a search has come to: routes, and how many plans were refused."""

    routes: list[Route] = field(default_factory=list)
    refused: int = 0
    tried: tuple[str, ...] = ()
    proven: bool = False

    def put_before(self, other: _Found, most: int) -> None:
        """Take in a shorter route, which leaves of the others those that differ in kind and are not much longer."""
        self.refused += other.refused
        for shorter in other.routes:
            kinds = {s.action for s in shorter.steps}
            longest = len(shorter.steps) + 1
            kept = [r for r in self.routes if len(r.steps) <= longest and not kinds <= {s.action for s in r.steps}]
            self.routes = [shorter, *kept][:most]


class _Search:
    """One goal, looked for from one case."""

    def __init__(self, law: Law, case: Case, item: Item, engine: Engine, solver: Solver, steps: int) -> None:
        self.law = law
        self.case = case
        self.item = item
        self.engine = engine
        self.solver = solver
        self.steps = steps
        self.goal = Goal.of(item, law.pack.vocabulary)
        self.confirmer = Confirmer(law, case, self.goal, engine)

    def answer(self, bodies: frozenset[str], most: int) -> Routes:
        """Routes by these bodies; where there is none, those by all."""
        empty = Routes(
            goal=self.goal.kind,
            fields=self.confirmer.shown(self.goal.kind, self.goal.fields),
            as_of=self.confirmer.now.docket.as_of.isoformat(),
            readings=dict(self.case.under),
            bodies=tuple(sorted(bodies)),
            bound=self.steps,
        )
        if self.confirmer.already:
            return empty.replaced(already=True)
        limit: Stopped | None = None
        found, others = _Found(), _Found()
        try:
            self._find(bodies, most, found)
            if not found.routes and bodies:
                self._find(frozenset(), 1, others)
        except EngineLimit as error:
            limit = error.bound
        except EngineCrash:
            limit = "crash"
        own = {step.by for route in others.routes for step in route.steps} - bodies
        given_up = not found.routes and not found.proven
        return empty.replaced(
            found=tuple(found.routes),
            others=tuple(_for(r, bodies) for r in others.routes),
            alone=tuple(b for b in self.law.pack.vocabulary.bodies if b in own),
            tried=found.tried,
            shortest=found.proven,
            limit=limit or ("refused" if given_up else None),
            unconfirmed=found.refused + others.refused,
            why=None if found.routes or others.routes else self._why(),
        )

    def _find(self, bodies: frozenset[str], most: int, found: _Found) -> None:
        """Fill `found`: the shortest route, others in kind, at most a step longer; and prove that none is shorter."""
        near, wide = (_Planners(self, bodies, wide=wide) for wide in (False, True))
        found.tried = near.planner.kinds
        bound = longest = self.steps
        for bound in sorted({(self.steps + 1) // 2, self.steps}):  # half of them take less than half the time
            self._search(near, bound, bound, bodies, 1, found)
            if found.routes:
                break
        if found.routes and most > 1:
            longest = min(self.steps, len(found.routes[0].steps) + 1)
            self._search(near, max(bound, longest), longest, bodies, most, found)
        wide.world, wide.mixed = near.world, near.mixed
        shorter = len(found.routes[0].steps) - 1 if found.routes else self.steps
        if shorter and {*wide.planner.kinds} != {*near.planner.kinds}:
            if not found.routes:
                found.tried = tuple(dict.fromkeys((*near.planner.kinds, *wide.planner.kinds)))
            aside = _Found()
            self._search(wide, shorter, shorter, bodies, 1, aside)
            found.put_before(aside, most)
        found.proven = found.refused == 0 and not near.mixed and not wide.mixed

    def _search(
        self, planners: _Planners, bound: int, longest: int, bodies: frozenset[str], most: int, found: _Found
    ) -> None:
        """Add the shortest routes of up to `longest` steps until there are `most`; the text is made for `bound`."""
        while planners.planner.kinds and len(found.routes) < most and found.refused < TRIES:
            planner = planners.planner
            without = [planner.unlike({s.action for s in route.steps}) for route in found.routes]
            excluded = [planner.unless(*plan) for plan in planners.refused]
            atoms = self.solver.solve(planner.text(bound), [*excluded, planner.at_most(longest), *without]).atoms
            if atoms is None:
                return
            plan = planner.plan(atoms)
            route = self.confirmer.route(plan, bodies, planners.world)
            if isinstance(route, Route):
                found.routes.append(route)
            elif not planners.move_to(route.world):
                found.refused += 1
                planners.refused.append((plan, route.steps))

    def _why(self) -> Refusal | None:
        """What the law says of the goal today."""
        found = against(self.law, self.case, self.item, engine=self.engine)
        return None if found.permitted else found


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
        self.world: World = dict(search.confirmer.now.ways.base)
        self.mixed = False
        self._made: dict[str, Planner] = {}
        self._refused: dict[str, list[tuple[Plan, int]]] = {}

    @property
    def planner(self) -> Planner:
        """The planner for `world`."""
        if self._name not in self._made:
            s = self.search
            self._made[self._name] = Planner(
                s.law, s.confirmer.now, s.goal, s.steps, self.bodies or None, wide=self.wide, world=self.world
            )
        return self._made[self._name]

    @property
    def refused(self) -> list[tuple[Plan, int]]:
        """The plans for `world` that the engine does not confirm, each with its steps up to the one that fails."""
        return self._refused.setdefault(self._name, [])

    @property
    def _name(self) -> str:
        return str(sorted(self.world.items()))

    def move_to(self, world: World | None) -> bool:
        """Go over to another way, in which the last plan failed; False if there is none that was not looked at."""
        if world is None or self.mixed or len(self._made) > TRIES:
            return False
        if str(sorted(world.items())) in self._made:
            self.mixed = True
            world = {name: value if world[name] == value else OPEN for name, value in self.world.items()}
        self.world = world
        return True
