"""The answer to the question how a goal is reached: routes, their steps, and what is to be said where there is none."""

from __future__ import annotations

from typing import Literal

from .account import Refusal
from .decision import Citation, Fields, Part, Requirement, TurnsOn

Stopped = Literal["time", "memory", "crash", "refused"]
"""Why a search was ended before all was tried: a bound of the solver, its end, or too many plans that were refused."""


class Limited(Part):
    """A duty that a step gives rise to, by which provisions, and the last day for it (ISO), if there is one.

    Of duties by the same provisions until the same day, one body fulfils them all by any of the actions.
    """

    by: str
    action: str
    due: str | None
    citations: tuple[Citation, ...] = ()


class Step(Part):
    """One step of a route: an action, what the law asks of it, and what follows.

    `free`: the body need not do it. `own`: it is the body's for which the route was asked.
    `requirements` are the ways of doing it, of which `fields` take the first with the least numbers.
    """

    n: int
    by: str
    action: str
    on: str
    fields: Fields
    free: bool
    own: bool
    requirements: tuple[tuple[Requirement, ...], ...] = ()
    duties: tuple[Limited, ...] = ()
    citations: tuple[Citation, ...] = ()
    turns_on: tuple[TurnsOn, ...] = ()


class Route(Part):
    """Steps in their order; `given` are facts that must hold of what the steps create."""

    steps: tuple[Step, ...]
    given: tuple[tuple[str, Fields], ...] = ()


class Routes(Part):
    """The answer: routes, the shortest first, or that there is none, and within what bounds.

    `already`: the goal holds. `shortest`: it is proven that no route is shorter than the first, or that
    there is none. `limit`: the search was ended before it had tried all, and why.
    `alone`: the bodies that must act besides those for which a route was asked, where these cannot
    bring the goal about by themselves, and `others` how. `why`: what stands against the goal on the day
    from which it is sought, where there is no route; of several things that a field of it can mean, for
    the first. `as_of` is that day, `readings` are those that were chosen.
    `unconfirmed` counts plans that the engine did not confirm.
    """

    goal: str
    fields: Fields
    as_of: str
    readings: dict[str, str] = {}
    bodies: tuple[str, ...] = ()
    already: bool = False
    found: tuple[Route, ...] = ()
    alone: tuple[str, ...] = ()
    others: tuple[Route, ...] = ()
    bound: int = 0
    tried: tuple[str, ...] = ()
    shortest: bool = True
    limit: Stopped | None = None
    unconfirmed: int = 0
    why: Refusal | None = None
