"""What a scenario that was played was worth: the steps taken against those of the shortest lawful route.

Points go from 100 down: what an unlawful try, a step too many, a time limit missed and a goal not reached cost stands
below. The other bodies' choices cost nothing: days in which one waits for them are no steps.
"""

from __future__ import annotations

from ..decision import Citation, Judgement, Part
from ..itinerary import Route
from ..law import Law
from ..route import routes
from .feedback import against
from .scenario import Scenario, bare
from .unfolding import Game, Missed, Outcome

TRY, STEP, LIMIT, GOAL = 10, 5, 10, 30
"""Points that an unlawful try, a step more than needed, a time limit missed and a goal not reached cost."""
WHOLE = 100


class Assessment(Part):
    """How a scenario was played. `needed` and `route` are there if the shortest lawful route is known.

    `articles` are those to read again: of what was tried without being lawful, and of time limits missed.
    """

    scenario: str
    outcome: Outcome
    steps: int
    needed: int | None
    points: int
    tried: tuple[Judgement, ...] = ()
    missed: tuple[Missed, ...] = ()
    route: Route | None = None
    articles: tuple[Citation, ...] = ()


def shortest(law: Law, scenario: Scenario) -> Route | None:
    """The shortest lawful route from the opening to the goal; None if there is none within the bounds of the search.

    Raises `EngineUnavailable` if the solver is not installed.
    """
    found = routes(law, bare(scenario.opening), scenario.goal, most=1).found
    return found[0] if found else None


def assessed(game: Game, route: Route | None) -> Assessment:
    """The assessment of a game that has ended; one that has not counts as given up."""
    outcome: Outcome = game.outcome or "given-up"
    needed = None if route is None else sum(step.by == game.scenario.plays for step in route.steps)
    more = 0 if needed is None else max(0, game.own - needed)
    lost = TRY * len(game.tried) + STEP * more + LIMIT * len(game.missed) + (GOAL if outcome != "reached" else 0)
    return Assessment(
        scenario=game.scenario.id,
        outcome=outcome,
        steps=game.own,
        needed=needed,
        points=max(0, WHOLE - lost),
        tried=game.tried,
        missed=game.missed,
        route=route,
        articles=_articles(game),
    )


def _articles(game: Game) -> tuple[Citation, ...]:
    found: dict[str, Citation] = {}
    for judged in game.tried:
        for citation in against(judged):
            found.setdefault(citation.provision, citation)
    for missed in game.missed:
        for citation in missed.citations[:1]:
            found.setdefault(citation.provision, citation)
    return tuple(found.values())
