"""The score of a small law against one computed by brute force; what the screen drops; a run that goes on."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from zanger import Law, decide, differences, load_case
from zanger.case import Case
from zanger.engines import Reference
from zanger.mutation.altered import Altered
from zanger.mutation.expecting import Worked, notices
from zanger.mutation.mutants import Mutant, mutants
from zanger.mutation.score import mutation_score
from zanger.mutation.screen import Screen
from zanger.mutation.store import Store

COUNCIL = Path(__file__).parent / "council"
KZ = Path(__file__).parents[2] / "rules" / "kz"
CASES = sorted((COUNCIL / "cases").glob("*.yaml"))


@pytest.fixture(scope="module")
def council() -> Law:
    return Law.load(str(COUNCIL))


def noticed(law: Law, case: Case) -> bool:
    """Whether a case notices, by everything that a decision takes."""
    return bool(differences(case.expect, decide(law, case, engine=Reference())))


def brute(law: Law, mutant: Mutant, cases: list[Case]) -> bool:
    """Whether a case notices a mutant, by compiling the changed law anew and deciding every case."""
    fresh = Law(Altered(law, mutant.editions).pack, checked=True)
    return any(noticed(fresh, case) for case in cases)


def test_the_score_is_that_of_brute_force(council: Law) -> None:
    cases = [load_case(path)[0] for path in CASES]
    score = mutation_score(council, jobs=1)
    all_ = mutants(council.pack).all
    survivors = {m.id for m in all_ if not brute(council, m, cases)}
    assert {s.id for s in score.survivors} == survivors
    assert (score.mutants, score.noticed) == (len(all_), len(all_) - len(survivors))
    assert 0 < len(survivors) < len(all_)


def test_more_processes_give_the_same(council: Law) -> None:
    one, two = (mutation_score(council, jobs=jobs) for jobs in (1, 2))
    assert one.replaced(seconds=0.0) == two.replaced(seconds=0.0)


def test_a_survivor_says_who_gives_the_same(council: Law) -> None:
    found = {s.id: s for s in mutation_score(council, jobs=1).survivors}
    port = found["council.law.2.8@2000-01-01 when[0] constant: level: port"]
    assert port.alike == ("council.law.2.5",)
    assert found["council.law.1.2@2000-01-01 when[0] constant: level: village > level: port"].alike == ()


@pytest.mark.deep
def test_the_screen_drops_no_case_that_notices(law: Law, engine: Reference) -> None:
    choose = random.Random(20_260_701)
    paths = choose.sample(sorted((KZ / "cases").rglob("*.yaml")), 20)
    worked = [Worked.of(path.name, load_case(path)[0], law.pack) for path in paths]
    screen = Screen(law, worked, engine)
    compared = 0
    for mutant in choose.sample(mutants(law.pack).all, 5):
        altered = Altered(law, mutant.editions)
        kept = {s.case for s in screen.suspects(mutant, altered)}
        for n in choose.sample(sorted(set(range(len(worked))) - kept), 3):
            assert not noticed(altered, worked[n].case), (mutant.id, worked[n].name)
            compared += 1
    assert compared == 15


@pytest.mark.deep
def test_what_is_expected_is_answered_as_by_a_decision(law: Law, engine: Reference) -> None:
    choose = random.Random(19_950_830)
    all_ = mutants(law.pack).all
    answers = set()
    for path in choose.sample(sorted((KZ / "cases").rglob("*.yaml")), 4):
        case, _ = load_case(path)
        worked = Worked.of(path.name, case, law.pack)
        screen = Screen(law, [worked], engine)
        concerned = (m for m in choose.sample(all_, 1_500) if screen.suspects(m, Altered(law, m.editions)))
        for mutant in [m for m, _ in zip(concerned, range(3), strict=False)]:
            altered = Altered(law, mutant.editions)
            answers.add(notices(altered, worked, engine))
            assert notices(altered, worked, engine) == noticed(altered, case), (mutant.id, path.name)
    assert answers == {True, False}


def test_days_that_had_one_law_part_where_a_text_begins_a_day_earlier(law: Law, engine: Reference) -> None:
    case, _ = load_case(path := KZ / "cases" / "time" / "law-148-days-lower-akims.yaml")
    name = "kz.l148.32@2001-01-23 date: 2001-01-23 > 2001-01-22"
    (mutant,) = [m for m in mutants(law.pack, ["l148.32"]).all if m.id == name]
    assert law.program(date(2001, 1, 10)) is law.program(
        date(2001, 1, 22)
    )  # an act of one day, a question of the other
    assert brute(law, mutant, [case])
    assert notices(Altered(law, mutant.editions), Worked.of(path.name, case, law.pack), engine)


# A run that goes on


def test_results_are_kept_and_not_sought_again(council: Law, tmp_path: Path) -> None:
    kept = tmp_path / "results.jsonl"
    first = mutation_score(council, results=kept, jobs=1)
    lines = kept.read_text().splitlines()
    assert len(lines) == first.mutants
    again = mutation_score(council, results=kept, jobs=1)
    assert again.resumed == first.mutants
    assert again.survivors == first.survivors
    assert kept.read_text().splitlines() == lines


def test_a_line_cut_short_is_sought_again(council: Law, tmp_path: Path) -> None:
    kept = tmp_path / "results.jsonl"
    whole = mutation_score(council, results=kept, jobs=1)
    kept.write_bytes(kept.read_bytes()[:-20])
    again = mutation_score(council, results=kept, jobs=1)
    assert again.resumed == whole.mutants - 1
    assert again.survivors == whole.survivors
    assert all(json.loads(line) for line in kept.read_text().splitlines()[whole.mutants :])


def test_results_of_other_cases_are_passed_over(council: Law, tmp_path: Path) -> None:
    kept = tmp_path / "results.jsonl"
    mutation_score(council, results=kept, jobs=1)
    assert mutation_score(council, results=kept, cases=CASES[:1], jobs=1).resumed == 0
    assert Store(kept, "another").known == {}


SLOWLY = """
import sys, time
from pathlib import Path
from zanger import Law
from zanger.mutation.score import mutation_score
mutation_score(Law.load(sys.argv[1]), results=Path(sys.argv[2]), jobs=2, progress=lambda done, of: time.sleep(0.2))
"""


def test_a_run_that_was_killed_goes_on(council: Law, tmp_path: Path) -> None:
    kept = tmp_path / "results.jsonl"
    run = subprocess.Popen([sys.executable, "-c", SLOWLY, str(COUNCIL), str(kept)], start_new_session=True)
    until = time.monotonic() + 60
    while not (kept.exists() and kept.read_bytes().count(b"\n") > 5) and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    score = mutation_score(council, results=kept, jobs=1)
    assert 5 < score.resumed < score.mutants
    assert score.survivors == mutation_score(council, jobs=1).survivors
