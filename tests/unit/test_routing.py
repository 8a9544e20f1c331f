"""Routes: what is told where a search was ended, where a question is open, and where there is none."""

from __future__ import annotations

from collections import deque
from pathlib import Path

import pytest

from zanger import Case, Law, parse_case, routes
from zanger.domains import new_id
from zanger.engines import Reference
from zanger.errors import EngineLimit, InputError
from zanger.itinerary import Routes
from zanger.program import Atom, Program, Rule, Var, fact
from zanger.program import Test as Comparison
from zanger.solver import Answer, Solver
from zanger.thresholds import Thresholds

pytest.importorskip("clingo")

PACKS = Path(__file__).parents[1] / "property" / "packs"
POST = "pack: post\nas_of: 2001-06-01\nfacts:\n  - seat: {id: s}\n"
GATE = "pack: gate\nas_of: 2001-06-01\nfacts:\n  - road: {id: a}\n  - closed: {road: a}\n"


def found(name: str, text: str, goal: str, **options: int) -> Routes:
    return routes(Law.load(PACKS / name), case_of(text), goal, engine=Reference(), **options)


def case_of(text: str) -> Case:
    return parse_case(text.encode(), "case")[0]


def actions(answer: Routes) -> list[list[str]]:
    return [[step.action for step in route.steps] for route in answer.found]


def test_a_route_is_lawful_whatever_the_open_question_comes_to() -> None:
    """Who fills the seat is open until the president settles it: one step would do under each reading alone."""
    answer = found("post", POST, "fill")
    assert (actions(answer)[0], answer.found[0].steps[1].by) == (["settle", "fill"], "president")
    assert (answer.unconfirmed, answer.limit) == (0, None)


def test_what_one_reading_asks_for_is_done_where_the_question_is_open() -> None:
    answer = found("post", POST, "close")
    assert (actions(answer), answer.shortest) == ([["confer", "close"]], True)


def test_a_chosen_reading_makes_the_way_shorter() -> None:
    assert actions(found("post", POST + "under: {Q1: council, Q2: free}\n", "close")) == [["close"]]


def test_what_was_found_before_the_time_was_over_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    solve, calls = Solver.solve, [0]

    def once(self: Solver, text: str) -> Answer:
        calls[0] += 1
        if calls[0] > 1:
            raise EngineLimit("over", "time")
        return solve(self, text)

    monkeypatch.setattr(Solver, "solve", once)
    answer = found("gate", GATE, "travel")
    assert (actions(answer), answer.limit) == ([["inspect", "open-road", "travel"]], "time")


def test_all_searches_together_have_the_time() -> None:
    with Solver(0.5, whole=True) as solver, pytest.raises(EngineLimit, match="its bound of time"):
        deque((solver.solve("p(1..50000).") for _ in range(1000)), maxlen=0)


def test_where_there_is_no_route_the_prohibition_is_told() -> None:
    answer = found("gate", GATE + "  - sealed: {road: a}\n", "travel")
    assert (answer.found, answer.shortest) == ((), True)
    assert answer.why is not None
    assert (answer.why.verdict, [c.provision for c in answer.why.prohibitions]) == ("forbidden", ["gate.law.1.4"])


def test_an_answer_survives_json() -> None:
    for answer in (found("gate", GATE, "travel"), found("gate", GATE + "  - sealed: {road: a}\n", "travel")):
        assert Routes.from_dict(answer.to_dict()) == answer


def test_the_steps_are_the_most_that_are_tried() -> None:
    assert actions(found("gate", GATE, "travel", steps=2)) == []
    assert actions(found("gate", GATE, "travel", steps=3)) == [["inspect", "open-road", "travel"]]


def test_another_route_differs_in_what_is_done() -> None:
    kinds = [sorted(set(route)) for route in actions(found("post", POST, "fill", most=3))]
    assert len({tuple(k) for k in kinds}) == len(kinds)


def test_a_body_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean `driver`"):
        routes(Law.load(PACKS / "gate"), case_of(GATE), "travel", bodies=["diver"], engine=Reference())


def test_new_things_are_numbered() -> None:
    assert new_id("submit-report", 0) == "new-submit-report-1"


def test_two_thirds_of_fifty_are_thirty_four(law: Law) -> None:
    """And fifty itself, with which the field is compared."""
    vote = Atom("try:express-no-confidence", (("in_favour", Var("votes")),))
    seats = Atom("maslikhat", (("seats", Var("seats")),))
    test = Comparison(Var("votes"), ">=", Var("seats"), times=3, by=2)
    rule = Rule("r", Atom("enough", ()), (vote, seats), (test,))
    thresholds = Thresholds(Program((rule,)), [fact("maslikhat", {"seats": 50})], law.pack.vocabulary)
    assert thresholds.edges["try:express-no-confidence", "in_favour"] == {34, 50}
