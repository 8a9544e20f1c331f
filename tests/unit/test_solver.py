"""clingo within its bounds: too long, too large, broken, not there; and then well again."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

import pytest

from zanger import make_engine, reference
from zanger.errors import EngineFailure, EngineLimit, EngineUnavailable
from zanger.gringo import Compound
from zanger.program import Atom, Program, Rule, Var, fact
from zanger.program import Test as Linear
from zanger.solver import Answer, Solver, evaluate, run

SMALL = "p(1). q(X) :- p(X)."
SMALL_ANSWER = Answer((Compound("p", (1,)), Compound("q", (1,))))
GROUNDS_LONG = "p(1..1000). q(X,Y,Z) :- p(X), p(Y), p(Z), X+Y = Z*1000."
SOLVES_LONG = "p(1..12). h(1..11). 1 { in(P,H) : h(H) } 1 :- p(P). :- in(P,H), in(Q,H), P < Q."
GROUNDS_LARGE = "p(1..1000). q(X,Y,Z) :- p(X), p(Y), p(Z)."


@pytest.fixture
def solver() -> Iterator[Solver]:
    with Solver() as made:
        yield made


def sorted_(answer: Answer) -> Answer:
    return Answer(None if answer.atoms is None else tuple(sorted(answer.atoms)), answer.cost)


def test_the_child_answers_as_this_process(solver: Solver) -> None:
    assert sorted_(solver.solve(SMALL)) == sorted_(run(SMALL)) == SMALL_ANSWER


@pytest.mark.parametrize("text", [GROUNDS_LONG, SOLVES_LONG], ids=["grounding", "solving"])
def test_what_takes_too_long_is_ended_and_the_next_is_answered(text: str) -> None:
    with Solver(seconds=0.3) as solver:
        with pytest.raises(EngineLimit, match=r"ended after 0\.3 s, its bound of time"):
            solver.solve(text)
        solver.seconds = 20
        assert sorted_(solver.solve(SMALL)) == SMALL_ANSWER


@pytest.mark.skipif(sys.platform != "linux", reason="no bound of memory for a process here")
def test_what_takes_too_much_memory_is_ended_and_the_next_is_answered() -> None:
    with Solver(megabytes=50) as solver:
        with pytest.raises(EngineLimit, match="ended at 50 MB, its bound of memory"):
            solver.solve(GROUNDS_LARGE)
        assert sorted_(solver.solve(SMALL)) == SMALL_ANSWER


def test_a_crash_is_told_and_the_next_is_answered(solver: Solver) -> None:
    solver.solve(SMALL)
    assert solver._child is not None
    os.kill(solver._child.pid, signal.SIGKILL)
    with pytest.raises(EngineFailure, match="crashed"):
        solver.solve(SMALL)
    assert sorted_(solver.solve(SMALL)) == SMALL_ANSWER


@pytest.mark.parametrize("text", ["p(", "q(X) :- not p(X).", "p :- q."], ids=["syntax", "unsafe", "undefined"])
def test_what_clingo_finds_amiss_is_told(text: str, solver: Solver) -> None:
    for solve in (run, solver.solve):
        with pytest.raises(EngineFailure, match="clingo did not take the rules"):
            solve(text)
    assert sorted_(solver.solve(SMALL)) == SMALL_ANSWER


def test_there_may_be_no_answer_set_or_a_best_one() -> None:
    assert run("p. :- p.") == Answer(None)
    assert run("1 { p(1..3) } 1. #minimize { X : p(X) }.") == Answer((Compound("p", (1,)),), (1,))


def test_a_term_that_is_no_value_is_refused() -> None:
    with pytest.raises(EngineFailure, match="`#inf`, which stands for no value"):
        run("p(#inf).")


def test_rules_without_a_model_are_a_failure() -> None:
    with pytest.raises(EngineFailure, match="no model"):
        evaluate(Program(()), [], lambda _: Answer(None))


def test_without_clingo_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "clingo", None)
    for ask in (lambda: make_engine("clingo"), Solver, lambda: run(SMALL)):
        with pytest.raises(EngineUnavailable, match=r"pip install 'zanger\[solver\]'"):
            ask()


def test_the_engine_in_its_child_gives_the_model_of_the_reference() -> None:
    body = (Atom("p", (("x", Var("x")),)),)
    program = Program((Rule("r", Atom("q", (("x", Var("x")),)), body, (Linear(Var("x"), ">", 1),)),))
    facts = [fact("p", {"x": n}) for n in range(4)]
    with make_engine("clingo") as engine:
        assert (engine.name, engine.remarks) == ("clingo", [])
        assert engine.evaluate(program, facts) == reference.evaluate(program, facts)
