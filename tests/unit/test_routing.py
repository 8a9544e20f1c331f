"""Routes: what is told where a search was ended, where a question is open, and where there is none."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

import pytest

from zanger import Case, Law, parse_case, routes
from zanger.confirming import Confirmer, Refused
from zanger.engines import Reference
from zanger.errors import EngineCrash, EngineFailure, EngineLimit, InputError
from zanger.itinerary import Routes
from zanger.planning import Planner
from zanger.program import Atom, Program, Rule, Var, fact
from zanger.program import Test as Comparison
from zanger.solver import Answer, Solver
from zanger.thresholds import Thresholds

pytest.importorskip("clingo")

PACKS = Path(__file__).parents[1] / "property" / "packs"
POST = "pack: post\nas_of: 2001-06-01\nfacts:\n  - seat: {id: s}\n"
BOARD = "pack: board\nas_of: 2001-06-01\nfacts:\n  - board: {id: x, seats: 6}\n"
GATE = "pack: gate\nas_of: 2001-06-01\nfacts:\n  - road: {id: a}\n  - closed: {road: a}\n"


def found(name: str, text: str, goal: str, *, steps: int = 6, most: int = 3) -> Routes:
    return routes(Law.load(PACKS / name), case_of(text), goal, steps=steps, most=most, engine=Reference())


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


def test_a_reading_is_chosen_by_the_caller_above_the_case() -> None:
    law, case = Law.load(PACKS / "post"), case_of(POST + "under: {Q2: first}\n")
    answer = routes(law, case, "close", under={"Q1": "council", "Q2": "free"}, engine=Reference())
    assert (actions(answer), answer.readings) == ([["close"]], {"Q1": "council", "Q2": "free"})


@pytest.mark.parametrize(
    ("under", "message"),
    [({"Q2": "fre"}, "`fre` is not a reading of Q2"), ({"Q9": "free"}, "there is no reading `Q9`")],
)
def test_a_reading_that_is_not_there_is_refused(under: Mapping[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        routes(Law.load(PACKS / "post"), case_of(POST), "close", under=under, engine=Reference())


def test_a_route_sets_out_from_the_day_that_is_given() -> None:
    law, case = Law.load(PACKS / "post"), case_of(POST)
    answer = routes(law, case, "settle", as_of=date(2001, 7, 2), engine=Reference())
    assert (answer.as_of, [s.on for r in answer.found for s in r.steps]) == ("2001-07-02", ["2001-07-02"])


def test_what_was_found_before_the_time_was_over_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    solve, calls = Solver.solve, [0]

    def once(self: Solver, text: str, more: Iterable[str] = ()) -> Answer:
        calls[0] += 1
        if calls[0] > 1:
            raise EngineLimit("over", "time")
        return solve(self, text, more)

    monkeypatch.setattr(Solver, "solve", once)
    answer = found("gate", GATE, "travel")
    assert (actions(answer), answer.limit) == ([["inspect", "open-road", "travel"]], "time")


@pytest.mark.parametrize("error", [EngineLimit("full", "memory"), EngineCrash("gone")], ids=["memory", "crash"])
def test_what_was_found_before_the_solver_was_ended_stands(
    error: EngineFailure, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    solve = Solver.solve

    def once(self: Solver, text: str, more: Iterable[str] = ()) -> Answer:
        monkeypatch.setattr(Solver, "solve", ended)
        return solve(self, text, more)

    def ended(self: Solver, text: str, more: Iterable[str] = ()) -> Answer:
        raise error

    monkeypatch.setattr(Solver, "solve", once)
    answer = found("gate", GATE, "travel")
    limit = request.node.callspec.id
    assert (actions(answer), answer.limit, answer.shortest) == ([["inspect", "open-road", "travel"]], limit, False)


SHORT_OF_MEMORY = """
import json, sys
from zanger import Law, parse_case, route
from zanger.engines import Reference
from zanger.solver import Solver

route.Solver = lambda seconds, *, whole: Solver(seconds, int(sys.argv[1]), whole=whole)
case, _ = parse_case(sys.stdin.buffer.read(), "case")
answer = route.routes(Law.load("kz"), case, "express-no-confidence", engine=Reference())
print(json.dumps([answer.limit, bool(answer.found), bool(answer.why and answer.why.powers)]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="no bound of memory for a process here")
@pytest.mark.parametrize("megabytes", [1, 5, 10])
def test_a_search_beyond_its_memory_leaves_the_reason_standing(megabytes: int) -> None:
    """Where memory is short, a process may be ended by what it calls: that is told as well.

    The program runs anew, for in a process that has worked before there is memory that was freed.
    """
    facts = "  - unit: {id: u, level: oblast}\n  - maslikhat: {unit: u, seats: 50, elected: 50}\n"
    text = f"pack: kz\nas_of: 2002-06-01\nfacts:\n{facts}  - akim: {{id: a, unit: u}}\n"
    command = [sys.executable, "-c", SHORT_OF_MEMORY, str(megabytes)]
    output = subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
    limit, found_any, has_reason = json.loads(output)
    assert limit in ("memory", "crash")
    assert found_any or has_reason


def test_all_searches_together_have_the_time() -> None:
    with Solver(0.5, whole=True) as solver, pytest.raises(EngineLimit, match="its bound of time"):
        deque((solver.solve("p(1..50000).") for _ in range(1000)), maxlen=0)


def test_where_there_is_no_route_the_prohibition_is_told() -> None:
    answer = found("gate", GATE + "  - sealed: {road: a}\n", "travel")
    assert (answer.found, answer.shortest) == ((), True)
    assert answer.why is not None
    judged = answer.why.judgement
    assert judged is not None
    assert (judged.verdict, [c.provision for c in judged.prohibitions]) == ("forbidden", ["gate.law.1.4"])


def test_where_no_route_leads_to_a_status_the_nearest_rule_is_told_with_what_it_lacks() -> None:
    """To have travelled one must travel, and the sealed road lets nobody do it."""
    answer = found("gate", GATE + "  - sealed: {road: a}\n", "travelled(road=a)")
    assert (answer.found, answer.shortest, answer.why and answer.why.status) == ((), True, None)
    assert answer.why is not None
    assert [(m.conclusion, m.failed.what, m.failed.kind) for m in answer.why.powers] == [
        ("defines", "absent", "travel")
    ]


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


def test_a_new_thing_has_an_id_that_nothing_in_the_case_has() -> None:
    text = """
pack: permit
as_of: 2001-06-01
facts:
  - house: {id: new-apply-1, storeys: 2}
"""
    (route,) = found("permit", text, "apply", most=1).found
    assert route.steps[0].fields == {"id": "new-apply-2", "house": "new-apply-1"}


def test_a_plan_that_the_engine_refuses_is_left_out_alone_and_the_search_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the solver is not told of prohibitions, it sends one through the closed road first."""
    rules = Planner.__dict__["rules"].func
    blind = cached_property(lambda self: rules(self).replace(":- _do(_,_T), _hit(_T).", ""))
    blind.__set_name__(Planner, "rules")
    monkeypatch.setattr(Planner, "rules", blind)
    answer = found("gate", GATE, "travel", most=1)
    assert actions(answer) == [["inspect", "open-road", "travel"]]
    assert answer.unconfirmed > 0
    assert (answer.shortest, answer.limit) == (False, None)


def test_a_search_in_which_the_engine_refuses_too_many_plans_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Confirmer, "route", lambda self, plan, bodies, world: Refused(1, None))
    answer = found("board", BOARD, "elect")
    assert (answer.found, answer.limit, answer.shortest) == ((), "refused", False)
    assert answer.unconfirmed > 0


def test_two_thirds_of_fifty_are_thirty_four(law: Law) -> None:
    """And fifty itself, with which the field is compared."""
    vote = Atom("try:express-no-confidence", (("in_favour", Var("votes")),))
    seats = Atom("maslikhat", (("seats", Var("seats")),))
    test = Comparison(Var("votes"), ">=", Var("seats"), times=3, by=2)
    rule = Rule("r", Atom("enough", ()), (vote, seats), (test,))
    thresholds = Thresholds(Program((rule,)), [fact("maslikhat", {"seats": 50})], law.pack.vocabulary)
    assert thresholds.edges["try:express-no-confidence", "in_favour"] == {34, 50}


def test_numbers_that_are_compared_with_each_other_alone_are_found() -> None:
    """Article 87(4) of 2022 asks for more votes than any other candidate has, and for no number of them."""
    text = (
        "pack: kz\nas_of: 2023-06-01\nfacts:\n  - unit: {id: kostanay, level: oblast}\n"
        "  - maslikhat: {unit: kostanay, seats: 30, elected: 30}\n"
        "history:\n  - nominate-akim: {id: one, unit: kostanay, on: 2023-05-02}\n"
        "  - nominate-akim: {id: two, unit: kostanay, on: 2023-05-02}\n"
    )
    answer = routes(Law.load("kz"), case_of(text), "vote-on-akim-candidates", engine=Reference())
    assert actions(answer)[0] == ["vote-on-akim-candidates"]
    assert answer.unconfirmed == 0
