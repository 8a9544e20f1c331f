"""Routes through the bundled law: what a worked case does lawfully can be reached again, and every route is lawful.

A case is taken without its history. The last thing that was done in it is the goal: the history was a lawful
way, so a route is found that is no longer. What is found is judged anew, as a case with a longer history, by
the engine and by the checker, which knows nothing of either.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zanger import Case, Law, decide, load_case, routes, verify
from zanger.case import Item
from zanger.engines import Reference
from zanger.itinerary import Route

pytest.importorskip("clingo")

CASES = Path(__file__).parents[2] / "rules" / "kz" / "cases"
WORKED = [
    "deputy-akims/complete-road-26-of-50",  # SM1
    "deputy-akims/rayon-complete-road",
    "deputy-akims/member-by-name",
    "deputy-akims/dismissal-agreed",
    "akims/new-president-and-an-appointed-rayon-akim",
    "akims/whole-road-acting",  # SM2
    "budget/oblast-from-draft-to-approval",  # SM3
    "budget/rayon-from-draft-to-approval",
    "akims/whole-road-request-declined",  # SM4
    "early-end/senate-20-of-39",  # SM5
    "positive-conclusion",  # SM6
    "territory/rayon-abolished-complete-road",  # SM7
    "sessions/invited-officials-appear",
    "scheme",  # SM8
    "maslikhat/no-longer-a-deputy",
    "maslikhat/pay-of-deputies",
]
ENDS = ["express-no-confidence", "end-maslikhat", "dismiss-akim", "appoint-deputy"]
"""Goals from a case that names an oblast, its maslikhat and akim, and the Senate alone."""


def path_of(name: str) -> Path:
    found = CASES / f"{name}.yaml"
    return found if found.exists() else max((CASES / name).glob("*.yaml"), key=lambda p: (_length(p), p.name))


def _length(path: Path) -> int:
    length = len(load_case(path)[0].history)
    return length if length <= 6 else 0


def without_history(case: Case, law: Law) -> Case:
    """The case with the facts that speak of nothing that was done."""
    made = {item.fields["id"] for item in case.history if "id" in item.fields}
    facts = tuple(f for f in case.facts if not _refers(f, made, law))
    return case.model_copy(update={"facts": facts, "history": (), "ask": (), "expect": ()})


def _refers(item: Item, made: set[str | int | bool], law: Law) -> bool:
    refs = {n for n, spec in law.pack.vocabulary.fields(item.kind).items() if spec.type == "ref"}
    return any(item.fields.get(name) in made for name in refs)


def carried_out(case: Case, route: Route) -> Case:
    """The case in which a route was gone."""
    facts = tuple(Item(kind=kind, fields=dict(fields)) for kind, fields in route.given)
    done = tuple(Item(kind=s.action, fields={**s.fields, "by": s.by, "on": s.on}) for s in route.steps)
    day = date.fromisoformat(route.steps[-1].on)
    update = {"facts": (*case.facts, *facts), "history": (*case.history, *done), "as_of": day}
    return case.model_copy(update=update)


def check_lawful(law: Law, case: Case, route: Route) -> None:
    longer = carried_out(case, route)
    decision = decide(law, longer, engine=Reference())
    assert {(j.verdict in ("permitted", "required"), j.effect) for j in decision.history} == {(True, "effective")}
    assert verify(law, longer, decision) == []


@pytest.mark.parametrize("name", WORKED)
def test_what_was_done_lawfully_can_be_reached_again_and_lawfully(name: str, law: Law) -> None:
    case, _ = load_case(path_of(name))
    done = decide(law, case, engine=Reference()).history
    assert all(j.effect == "effective" for j in done)
    start = without_history(case, law)
    answer = routes(law, start, done[-1].action.kind, steps=len(done), most=2, engine=Reference(), seconds=60)
    assert (answer.unconfirmed, answer.limit) == (0, None)
    assert len(answer.found[0].steps) <= len(done)
    for route in answer.found:
        check_lawful(law, start, route)


@pytest.mark.parametrize("goal", ENDS)
def test_a_procedure_is_gone_from_nothing_and_lawfully(goal: str, law: Law) -> None:
    facts = (
        Item(kind="unit", fields={"id": "pavlodar", "level": "oblast"}),
        Item(kind="maslikhat", fields={"unit": "pavlodar", "seats": 50, "elected": 50}),
        Item(kind="akim", fields={"id": "akim-1", "unit": "pavlodar"}),
        Item(kind="senate", fields={"seats": 39}),
    )
    case = Case(title="", pack="kz", as_of=date(2002, 6, 1), facts=facts)
    answer = routes(law, case, goal, most=2, engine=Reference(), seconds=60)
    assert (answer.unconfirmed, answer.limit) == (0, None)
    assert answer.found
    for route in answer.found:
        check_lawful(law, case, route)


def bare(day: date, *facts: Item) -> Case:
    return Case(title="", pack="kz", as_of=day, facts=facts)


def test_the_budget_of_a_year_is_submitted_and_approved_within_a_month(law: Law) -> None:
    """BSL 18-3(1): the maslikhat decides within a month of the submission; more than half of 50 is 26."""
    case = bare(
        date(2003, 1, 5),
        Item(kind="unit", fields={"id": "kostanay", "level": "oblast"}),
        Item(kind="maslikhat", fields={"unit": "kostanay", "seats": 50, "elected": 50}),
        Item(kind="akim", fields={"id": "akim-1", "unit": "kostanay"}),
        Item(kind="republican-budget", fields={"year": 2003, "in_force": "2003-01-01"}),
    )
    answer = routes(law, case, "budget-approved(unit=kostanay, year=2003)", most=1, engine=Reference(), seconds=60)
    (route,) = answer.found
    assert [(s.by, s.action) for s in route.steps] == [("akimat", "submit-document"), ("maslikhat", "approve-document")]
    assert (route.steps[0].fields["year"], route.steps[1].fields["in_favour"]) == (2003, 26)
    assert {(d.by, d.due, d.citations[0].provision) for d in route.steps[0].duties} == {
        ("maslikhat", "2003-02-05", "kz.bsl.18-3.1-decide")
    }
    check_lawful(law, case, route)


def test_a_day_that_the_case_names_is_waited_for(law: Law) -> None:
    """SM7: the decision of the President has effect from 1 June; then there is the ground for ending the maslikhat."""
    case, _ = load_case(path_of("territory/rayon-abolished-complete-road"))
    goal = "submit-dissolution(unit=tarbagatay, ground=unit-changed)"
    answer = routes(law, case, goal, as_of=date(2002, 5, 1), most=1, engine=Reference(), seconds=60)
    assert [[(s.action, s.on) for s in r.steps] for r in answer.found] == [[("submit-dissolution", "2002-06-01")]]
    assert (answer.unconfirmed, answer.limit) == (0, None)
