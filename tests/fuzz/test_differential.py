"""The engines against each other: random programs as whole models, random cases as whole answers."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from differential import Tally, run
from million import Worker
from random_cases import random_case, worked_cases
from random_programs import FEATURES, SETS, activations, features, trial

from zanger import Law, reference
from zanger.case import Case
from zanger.deciding import decide
from zanger.decision import Decision
from zanger.engines import DurableInProcess, Reference
from zanger.increment import again

PROGRAMS, CHUNK = 100, 10
CASES, CASES_CHUNK = 120, 20
RULES = Path(__file__).parents[2] / "rules"


# Programs


@pytest.fixture(scope="module")
def module() -> Any:
    return pytest.importorskip("durable_rules_engine")


@pytest.mark.parametrize("start", range(0, PROGRAMS, CHUNK))
def test_all_engines_give_the_same_model(start: int, module: Any) -> None:
    tally = run(range(start, start + CHUNK), module, folder=None, clingo=True)
    assert (tally.trials, tally.different) == (CHUNK * SETS, [])


def test_a_run_has_two_thousand_trials() -> None:
    assert PROGRAMS * SETS >= 2000


@pytest.mark.parametrize("seed", range(50))
def test_the_order_of_facts_and_rules_does_not_change_the_model(seed: int) -> None:
    made = trial(seed)
    rng = random.Random(seed)
    for case in made.cases:
        shuffled = rng.sample(case.facts, len(case.facts))
        assert reference.evaluate(made.program, case.facts) == reference.evaluate(made.shuffled, shuffled)


@pytest.mark.parametrize("start", range(0, 200, 20))
def test_a_model_worked_out_again_is_the_model_of_the_new_facts(start: int) -> None:
    for seed in range(start, start + 20):
        made = trial(seed)
        for n, before in enumerate(made.cases):
            known = reference.evaluate(made.program, before.facts)
            facts = frozenset(made.cases[n - 1].facts if n else before.facts[::2])
            assert again(made.program, known, facts) == reference.evaluate(made.program, facts)


def test_every_feature_occurs_in_rules_that_fire_and_facts_are_dense() -> None:
    fired: Counter[str] = Counter()
    trials = number = 0
    for seed in range(300):
        made = trial(seed)
        for case in made.cases:
            part = made.program if case.only is None else made.program.only(case.only)
            model = reference.evaluate(part, case.facts)
            fired += features(case, part, model)
            trials += 1
            number += activations(model)
    assert {name: fired[name] for name in FEATURES if fired[name] < 100} == {}
    assert number / trials >= 3


def test_a_seed_gives_the_same_trial_again() -> None:
    assert [(t.program.rules, t.cases) for t in map(trial, range(20))] == [
        (t.program.rules, t.cases) for t in map(trial, range(20))
    ]


def test_a_difference_of_clingo_alone_is_found(module: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zanger.asp.LARGEST", 1)
    monkeypatch.setattr("zanger.asp.bound_of", lambda times, op, right: right)
    assert run(range(4), module, folder=None, clingo=True).different
    assert run(range(4), module, folder=None).different == []


def test_a_difference_is_found_and_written(module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zanger.durable.holds", lambda test, binding: True)
    tally = run(range(5000, 5010), module, tmp_path)
    assert tally.different
    assert {p.name for p in tmp_path.iterdir()} == {f"found-{seed}-{n}.yaml" for seed, n in tally.different}


# The workers of the long run


def _end_of(worker: Worker) -> Tally | str:
    while (result := worker.result()) is None:
        time.sleep(0.01)
    return result


def _crash(start: int, stop: int, connection: Connection) -> None:
    os._exit(11)


def _hang(start: int, stop: int, connection: Connection) -> None:
    time.sleep(60)


def test_a_worker_brings_its_tally(module: Any) -> None:
    result = _end_of(Worker(range(3)))
    assert isinstance(result, Tally)
    assert (result.programs, result.trials, result.different) == (3, 3 * SETS, [])


@pytest.mark.parametrize(("target", "told"), [(_crash, "ended with 11"), (_hang, "did not end within 0.2 s")])
def test_a_worker_that_fails_is_told(target: Callable[..., None], told: str) -> None:
    assert _end_of(Worker(range(3), target, patience=0.2)) == told


# Cases of the bundled pack


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load("kz")


@pytest.fixture(scope="module")
def worked() -> list[dict[str, Any]]:
    return worked_cases(RULES / "kz" / "cases")


@pytest.fixture(scope="module")
def durable(module: Any) -> DurableInProcess:
    return DurableInProcess()


@pytest.mark.parametrize(
    "start", [0, *(pytest.param(n, marks=pytest.mark.thorough) for n in range(CASES_CHUNK, CASES, CASES_CHUNK))]
)
def test_both_engines_give_the_same_answer(
    start: int, law: Law, worked: list[dict[str, Any]], durable: DurableInProcess
) -> None:
    for seed in range(start, start + CASES_CHUNK):
        case = random_case(seed, law.pack, worked)
        found, expected = decide(law, case, engine=durable), decide(law, case, engine=Reference())
        assert (found.engine, expected.engine) == ("durable", "reference")
        assert _plain(found) == _plain(expected), f"seed {seed}"


def test_random_cases_have_every_verdict(law: Law, worked: list[dict[str, Any]]) -> None:
    verdicts: Counter[str] = Counter()
    for seed in range(160):  # prohibitions are rare among woven cases: one action of a hundred
        decision = decide(law, random_case(seed, law.pack, worked), engine=Reference())
        verdicts.update(j.verdict for j in (*decision.history, *decision.asked))
    assert set(verdicts) == {"permitted", "required", "forbidden", "not-empowered", "undetermined"}


@pytest.mark.parametrize("seed", range(1000, 1020))
def test_the_order_of_fact_lines_does_not_change_the_answer(seed: int, law: Law, worked: list[dict[str, Any]]) -> None:
    case = random_case(seed, law.pack, worked)
    turned = case.model_copy(update={"facts": case.facts[::-1]})
    assert _answers(law, turned) == _answers(law, case)


def _plain(decision: Decision) -> dict[str, Any]:
    plain = decision.to_dict()
    del plain["engine"]
    return plain


def _answers(law: Law, case: Case) -> dict[str, Any]:
    """The answers of a decision, without the lines of the file that they rest on."""
    decision = decide(law, case, engine=Reference())
    return {
        "history": [(j.verdict, j.effect, j.grade, set(j.citations)) for j in decision.history],
        "asked": [(j.verdict, j.effect, j.grade, set(j.citations)) for j in decision.asked],
        "now": [(p.kind, p.by, p.fields, p.verdict, p.robust, set(p.requirements), p.due) for p in decision.now],
        "statuses": [(s.status, s.fields, s.holds, s.robust) for s in decision.statuses],
    }
