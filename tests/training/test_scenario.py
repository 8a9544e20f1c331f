"""Scenarios: data whole in three languages, games that follow from their seed, and what an unlawful try costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from zanger.decision import Judgement
from zanger.errors import Diagnostic, InputError
from zanger.itinerary import Route
from zanger.law import Law
from zanger.load import build
from zanger.messages import LANGUAGES
from zanger.model import Mirror
from zanger.source import read
from zanger.table import LAWFUL
from zanger.training.assessing import GOAL, LIMIT, STEP, TRY, assessed, shortest
from zanger.training.feedback import against
from zanger.training.keeping import kept, taken_up
from zanger.training.recounting import Recounter
from zanger.training.scenario import Scenario, Scenarios, faults
from zanger.training.unfolding import (
    UNLAWFUL,
    Choice,
    Game,
    begun,
    chosen,
    filled,
    given_up,
    passed,
    replied,
)
from zanger.words import Words

NAMES = (
    "apparatus", "consent-to-akim", "costly-draft", "deputy-akim", "mandate", "oblast-budget", "rayon-boundary",
    "self-dissolution", "two-reports",
)  # fmt: skip
SEEDS = (1, 2, 3)


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load("kz")


@pytest.fixture(scope="module")
def scenarios(law: Law) -> Scenarios:
    return Scenarios(law)


@pytest.fixture(scope="module")
def routed(law: Law, scenarios: Scenarios) -> dict[str, Route]:
    """The shortest lawful route of each scenario."""
    found = {s.id: shortest(law, s) for s in scenarios.all}
    return {name: route for name, route in found.items() if route is not None}


def texts(model: object) -> Iterator[dict[str, str]]:
    """Every text by language in a model."""
    match model:
        case Mirror():
            for name in type(model).model_fields:
                if name != "at":
                    yield from texts(getattr(model, name))
        case dict():
            if "en" in model:
                yield model
        case tuple():
            for item in model:
                yield from texts(item)


def answer(game: Game, choice: Choice, route: Route) -> dict[str, str | int | bool]:
    """What the route settles for a choice; where it says nothing, the bound of the law."""
    step = next(s for s in route.steps if s.action == choice.item.kind and s.by == game.scenario.plays)
    bounds = {name: value for name, value, _ in choice.bounds}
    found: dict[str, str | int | bool] = {}
    for blank in choice.blanks:
        value = step.fields[blank.field] if blank.field in step.fields else bounds[blank.field]
        assert isinstance(value, str | int | bool)
        found[blank.field] = value
    return found


def wanted(game: Game, route: Route) -> Choice | None:
    """The next own step of the route that is lawful now and not yet taken as often as the route takes it."""
    own = [s.action for s in route.steps if s.by == game.scenario.plays]
    done = [i.kind for i in game.done if game.by(i) == game.scenario.plays]
    for choice in game.choices:
        kind = choice.item.kind
        if choice.possible is not None and done.count(kind) < own.count(kind):
            return choice
    return None


def played(law: Law, scenario: Scenario, seed: int, route: Route) -> Game:
    """A game in which one takes the steps of the route as soon as they are lawful, and else waits."""
    game = begun(law, scenario, seed)
    for _ in range(60):
        if game.outcome is not None:
            return game
        choice = wanted(game, route)
        if choice is None:
            game = passed(game)
        else:
            game, judged = chosen(game, filled(choice, answer(game, choice, route)))
            assert judged.verdict in LAWFUL, (scenario.id, seed, choice.item)
        if game.outcome is None:
            game, _ = replied(game)
    raise AssertionError(f"{scenario.id} does not end with seed {seed}")


def test_these_scenarios_ship(scenarios: Scenarios) -> None:
    assert scenarios.names == NAMES


def test_every_procedure_in_which_a_dispute_unfolds_has_one(law: Law, scenarios: Scenarios) -> None:
    """The class of a post (SM9) follows from the law without anybody's move: nothing unfolds there."""
    assert {s.procedure for s in scenarios.all} - {None} == {p.id for p in law.pack.procedures} - {"SM9"}


def test_every_text_is_there_in_three_languages(scenarios: Scenarios) -> None:
    for scenario in scenarios.all:
        for text in texts(scenario):
            assert sorted(text) == sorted(LANGUAGES), (scenario.id, text)
            assert all(t.strip() for t in text.values()), (scenario.id, text)


@pytest.mark.parametrize("name", NAMES)
def test_the_shortest_route_leads_to_the_goal(
    law: Law, scenarios: Scenarios, routed: dict[str, Route], name: str
) -> None:
    """Whatever the others do with these seeds: in as many own steps as the route has, each of them lawful."""
    scenario, route = scenarios.get(name), routed[name]
    for seed in SEEDS:
        found = assessed(played(law, scenario, seed, route), route)
        assert (found.outcome, found.steps, found.points) == ("reached", found.needed, 100), seed


def refusals(game: Game) -> Iterator[tuple[Game, Choice, Judgement]]:
    """What is offered today without being lawful, tried."""
    for choice in game.choices:
        if choice.possible is None and not choice.blanks:
            after, judged = chosen(game, choice.item)
            yield after, choice, judged


@pytest.mark.parametrize("name", NAMES)
def test_every_temptation_is_explained_and_costs(
    law: Law, scenarios: Scenarios, routed: dict[str, Route], name: str
) -> None:
    """Along games of one who acts and of one who waits, in every language with the article."""
    scenario, route = scenarios.get(name), routed[name]
    tellers = [Recounter(law, Words(law.pack, lang)) for lang in LANGUAGES]
    seen = set()
    for acts in (True, False):
        game = begun(law, scenario, 1)
        for _ in range(12):
            if game.outcome is not None:
                break
            for after, choice, judged in refusals(game):
                assert judged.verdict in UNLAWFUL
                assert after.tried[:-1] == game.tried
                assert after.table is game.table
                assert assessed(after, route).points == assessed(game, route).points - TRY
                place = against(judged)[0].provision
                for teller in tellers:
                    told = " ".join(line.text for line in teller.refused(after, choice.item, judged))
                    assert teller.words.cite(place) in told
                seen.add((choice.item.kind, str(choice.item.fields.get("in_favour"))))
            found = wanted(game, route) if acts else None
            game = passed(game) if found is None else chosen(game, filled(found, answer(game, found, route)))[0]
            if game.outcome is None:
                game, _ = replied(game)
    assert seen == {(t.do.kind, str(t.do.fields.get("in_favour"))) for t in scenario.temptations}


def test_the_same_seed_gives_the_same_game(law: Law, scenarios: Scenarios, routed: dict[str, Route]) -> None:
    scenario = scenarios.get("two-reports")
    first, again, other = (kept(played(law, scenario, seed, routed["two-reports"])) for seed in (4, 4, 5))
    assert first == again
    assert first != other


def test_a_game_is_taken_up_as_it_was_left(law: Law, scenarios: Scenarios, routed: dict[str, Route]) -> None:
    scenario, route = scenarios.get("self-dissolution"), routed["self-dissolution"]
    game = begun(law, scenario, 3)
    for _, choice, _ in [*refusals(game)][:1]:
        game, _ = chosen(game, choice.item)
    for _ in range(4):
        text = kept(game)
        again = taken_up(law, scenario, text)
        assert again is not None
        assert kept(again) == text
        assert [c.item for c in again.choices] == [c.item for c in game.choices]
        found = wanted(again, route)
        game = passed(again) if found is None else chosen(again, filled(found, answer(again, found, route)))[0]
        game, _ = replied(game)
    assert len(game.tried) == 1


def test_a_game_of_another_scenario_or_what_is_no_game_is_not_taken_up(law: Law, scenarios: Scenarios) -> None:
    text = kept(begun(law, scenarios.get("mandate"), 1))
    assert taken_up(law, scenarios.get("apparatus"), text) is None
    assert taken_up(law, scenarios.get("mandate"), text[:-5]) is None


def test_a_time_limit_that_passes_is_noted_once(law: Law, scenarios: Scenarios, routed: dict[str, Route]) -> None:
    """The maslikhat of an oblast decides on the budget within a month (Law on the Budget System, art. 18-3(1))."""
    game = begun(law, scenarios.get("oblast-budget"), 1)
    while game.outcome is None:
        game, _ = replied(passed(game))
    submitted = next(i for i in game.done if i.kind == "submit-document")
    assert [m.citations[0].provision for m in game.missed] == ["kz.bsl.18-3.1-decide"]
    assert date.fromisoformat(game.missed[0].due) - date.fromisoformat(str(submitted.fields["on"])) <= timedelta(31)
    found = assessed(game, routed["oblast-budget"])
    assert (found.outcome, found.points) == ("late", 100 - GOAL - LIMIT)


def test_steps_that_are_not_needed_cost(law: Law, scenarios: Scenarios, routed: dict[str, Route]) -> None:
    """To refuse the budget once, and approve it when it comes back, takes one step more than to approve it."""
    scenario, route = scenarios.get("oblast-budget"), routed["oblast-budget"]
    game = begun(law, scenario, 1)
    refused = False
    for _ in range(40):
        if game.outcome is not None:
            break
        kind = "approve-document" if refused else "refuse-document"
        found = next((c for c in game.choices if c.possible is not None and c.item.kind == kind), None)
        if found is None:
            game = passed(game)
        else:
            game, _ = chosen(game, filled(found, {"in_favour": 40 if refused else 10}))
            refused = True
        if game.outcome is None:
            game, _ = replied(game)
    told = assessed(game, route)
    assert (told.outcome, told.steps, told.needed) == ("reached", 2, 1)
    assert told.points == 100 - STEP - LIMIT * len(told.missed)


def test_to_give_up_costs_the_goal(law: Law, scenarios: Scenarios) -> None:
    game = given_up(begun(law, scenarios.get("costly-draft"), 1))
    assert (game.outcome, assessed(game, None).points) == ("given-up", 100 - GOAL)


def test_the_minutes_cite_what_was_done_and_tell_the_reading(
    law: Law, scenarios: Scenarios, routed: dict[str, Route]
) -> None:
    game = played(law, scenarios.get("two-reports"), 1, routed["two-reports"])
    recounter = Recounter(law, Words(law.pack, "en"))
    told = " ".join(line.text for line in recounter.minutes(game))
    assert "express no confidence in the akim of Pavlodar oblast" in told
    assert "34 of 50; needed: at least 34" in told
    assert "Law No. 148, art. 24(1)" in told
    assert "This story follows the reading" in told


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_identifier_is_shown(law: Law, scenarios: Scenarios, routed: dict[str, Route], name: str, lang: str) -> None:
    """Things are called by their names throughout a story."""
    scenario, route = scenarios.get(name), routed[name]
    game = played(law, scenario, 2, route)
    recounter = Recounter(law, Words(law.pack, lang))
    lines = [*recounter.intro(scenario), *recounter.turn(begun(law, scenario, 2)), *recounter.minutes(game)]
    lines += recounter.ending(game, assessed(game, route))
    ids = {str(i.fields["id"]) for i in (*scenario.opening.facts, *game.table.case.history) if "id" in i.fields}
    known = {name for name in ids if "-" in name and any(c.isdigit() for c in name)}
    told = " ".join(line.text for line in lines)
    assert [name for name in sorted(known) if name in told] == []


def written(law: Law, folder: Path, change: tuple[str, str]) -> Diagnostic:
    """What is told of a scenario with a change."""
    source = Path(law.pack.root) / "training" / "scenarios" / "costly-draft.yaml"
    text = source.read_text(encoding="utf-8")
    assert change[0] in text
    path = folder / "costly-draft.yaml"
    path.write_text(text.replace(*change), encoding="utf-8")
    document, node = read(path.read_bytes(), path.name)
    try:
        found = list(faults(law, build(Scenario, node, document), "costly-draft"))
    except InputError as error:
        found = list(error.diagnostics)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("change", "message", "help"),
    [
        (("plays: maslikhat", "plays: maslikat"), "there is no body `maslikat`", "did you mean `maslikhat`?"),
        (("procedure: SM6", "procedure: SM66"), "there is no procedure `SM66`", "did you mean `SM6`?"),
        (("goal: {adopt-decision", "goal: {adopt-decisoin"), "there is no action or status `adopt-decisoin`",
         "did you mean `adopt-decision`?"),
        (("outcome: positive", "outcom: positive"), "`give-conclusion` has no field `outcom`",
         "did you mean `outcome`?"),
        (("until: 2002-06-30", "until: 2001-06-30"),
         "the story ends on 2001-06-30, before it begins on 2001-09-03", ""),
        (("after: [7, 30]", "after: [30, 7]"), "the first number of days is the greater", ""),
        (("offers: [adopt-decision]", "offers: [adopt-decison]"), "there is no action `adopt-decison`",
         "did you mean `adopt-decision`?"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(
    law: Law, tmp_path: Path, change: tuple[str, str], message: str, help: str
) -> None:
    found = written(law, tmp_path, change)
    text = (tmp_path / "costly-draft.yaml").read_text(encoding="utf-8").splitlines()
    assert (found.message, found.help) == (message, help)
    assert change[1].split(":")[0].strip("{ ") in text[found.place.line - 1]
