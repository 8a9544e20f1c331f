"""durable-rules may crash, hang, refuse or be missing: the case is answered all the same, and a remark says why."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from functools import partial

import pytest

from conftest import Run
from zanger import engines
from zanger.engines import Durable, DurableInProcess, Reference
from zanger.errors import EngineFailure
from zanger.program import Atom, Fact, Model, Program, Rule, Var, fact

PATIENCE = 20


class Crashing(DurableInProcess):
    """Ends its process, as a fault in the C code does."""

    def evaluate(self, program: Program, facts: Iterable[Fact]) -> Model:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


class Hanging(DurableInProcess):
    """Never answers."""

    def evaluate(self, program: Program, facts: Iterable[Fact]) -> Model:
        time.sleep(10 * PATIENCE)
        raise AssertionError


class Refusing(DurableInProcess):
    """Cannot take the rules."""

    def evaluate(self, program: Program, facts: Iterable[Fact]) -> Model:
        raise EngineFailure("two fields look alike")


BROKEN = [
    (Crashing, "durable-rules crashed"),
    (Hanging, "durable-rules did not answer within 0.2 s"),
    (Refusing, "durable-rules refused the rules (two fields look alike)"),
]


@pytest.mark.parametrize(("broken", "reason"), BROKEN, ids=["crash", "hang", "refusal"])
def test_the_case_is_answered_by_the_reference_with_a_remark(
    broken: type[DurableInProcess], reason: str, run: Run, case: str, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = json.loads(run("check", case, "--pack", tiny, "--format", "json", "--engine", "reference").stdout)
    monkeypatch.setattr(engines, "Durable", partial(Durable, make=broken, patience=0.2))
    text = run("check", case, "--pack", tiny)
    assert (text.exit_code, text.stderr) == (0, "")
    assert f"note: {reason}; the reference engine answers instead" in " ".join(text.stdout.split())
    answer = json.loads(run("check", case, "--pack", tiny, "--format", "json").stdout)
    assert answer.pop("remarks") == [f"{reason}; the reference engine answers instead"]
    assert answer == {name: value for name, value in sound.items() if name != "remarks"} | {"engine": "durable"}


def test_worked_cases_are_run_all_the_same(run: Run, case: str, tiny: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "Durable", partial(Durable, make=Crashing))
    result = run("test", case, case, "--pack", tiny)
    assert (result.exit_code, result.stdout) == (0, "2 passed, 0 failed\n")


def test_doctor_tells_of_an_engine_that_crashes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "Durable", partial(Durable, make=Crashing))
    lines = run("doctor").stdout.splitlines()
    assert "note  engine durable: durable-rules crashed; the reference engine answers instead" in lines


@pytest.fixture
def not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Importing the C module fails."""
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)


@pytest.mark.usefixtures("not_installed")
def test_doctor_says_why_durable_rules_cannot_be_imported(run: Run) -> None:
    result = run("doctor")
    (line,) = [line for line in result.stdout.splitlines() if "engine durable" in line]
    assert result.exit_code == 0
    assert line.startswith("note  engine durable: durable-rules cannot be imported (")
    assert 'CPPFLAGS="-DPyEval_CallObject=PyObject_CallObject"' in line
    assert line.endswith("; the reference engine answers instead")


@pytest.mark.usefixtures("not_installed")
def test_check_answers_without_durable_rules(run: Run, case: str, tiny: str) -> None:
    result = run("check", case, "--pack", tiny, "--format", "json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["engine"]) == (0, "reference")
    assert [j["verdict"] for j in answer["asked"]] == ["not-empowered", "permitted"]
    (remark,) = answer["remarks"]
    assert remark.startswith("durable-rules cannot be imported (")
    assert remark.endswith("; the reference engine answers instead")


@pytest.mark.usefixtures("not_installed")
def test_asking_for_the_reference_needs_no_durable_rules(run: Run, case: str, tiny: str) -> None:
    answer = json.loads(run("check", case, "--pack", tiny, "--format", "json", "--engine", "reference").stdout)
    assert answer["remarks"] == []


# The child process.
PROGRAM = Program(
    (Rule("r", Atom("q", (("x", Var("x")),)), (Atom("p", (("x", Var("x")),)),), provision="r"),), name="t"
)
FACTS = (fact("p", {"x": "a"}),)


def test_ctrl_c_does_not_reach_the_child() -> None:
    with Durable() as engine:
        first = engine.evaluate(PROGRAM, FACTS)
        assert engine._child is not None
        os.kill(engine._child.pid, signal.SIGINT)
        assert engine.evaluate(PROGRAM, FACTS) == first == Reference().evaluate(PROGRAM, FACTS)
        assert engine.remarks == []


def test_the_child_ends_with_a_parent_that_is_killed() -> None:
    script = (
        "from zanger.engines import Durable\n"
        "from zanger.program import Program\n"
        "engine = Durable()\n"
        "engine.evaluate(Program((), name='t'), ())\n"
        "print('ready', flush=True)\n"
        "input()\n"
    )
    reading, writing = os.pipe()
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[writing]
    )
    os.close(writing)  # from here on, parent and child alone hold it
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"ready\n"
    parent.kill()
    parent.communicate()
    ready, _, _ = select.select([reading], [], [], PATIENCE)
    assert ready, "the child goes on without its parent"
    assert os.read(reading, 1) == b""
    os.close(reading)


# clingo, which need not be there


def test_clingo_answers_as_the_reference(run: Run, case: str, tiny: str) -> None:
    found, sound = (
        json.loads(run("check", case, "--pack", tiny, "--format", "json", "--engine", name).stdout)
        for name in ("clingo", "reference")
    )
    assert found == sound | {"engine": "clingo"}


@pytest.fixture
def no_clingo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Importing clingo fails."""
    monkeypatch.setitem(sys.modules, "clingo", None)


@pytest.mark.usefixtures("no_clingo")
def test_asking_for_clingo_where_it_is_not_tells_how_to_install_it(run: Run, case: str, tiny: str) -> None:
    result = run("check", case, "--pack", tiny, "--engine", "clingo")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.rstrip().endswith("install it with: pip install 'zanger[solver]'")


@pytest.mark.usefixtures("no_clingo")
def test_doctor_says_that_clingo_is_not_installed(run: Run) -> None:
    (line,) = [line for line in run("doctor").stdout.splitlines() if "engine clingo" in line]
    assert line == ("ok    engine clingo: not installed; only `--engine clingo` needs it: pip install 'zanger[solver]'")


def test_doctor_tells_of_a_clingo_that_fails(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> None:
        raise EngineFailure("broken")

    monkeypatch.setattr("zanger.solver.Session", broken)
    assert "note  engine clingo: broken" in run("doctor").stdout.splitlines()
