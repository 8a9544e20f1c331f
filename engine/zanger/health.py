"""What works on this machine: the findings of `zanger doctor`."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from . import durable, solver
from .engines import EngineName, Reference, make_engine
from .errors import EngineFailure, EngineUnavailable, InputError
from .law import Law
from .load import bundled_packs
from .program import Atom, Program, Rule, Var, fact


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `grave` is 1 if zanger cannot answer because of it."""

    what: str
    detail: str
    sound: bool = True
    grave: int = 0


def examine(terminal: bool, encoding: str) -> Iterator[Finding]:
    """Look at Python, the libraries, the engines, the packs and the terminal."""
    yield Finding("python", f"{platform.python_version()} on {platform.system()}")
    for name in ("zanger", "pydantic", "PyYAML", "rich", "click", "durable-rules"):
        try:
            yield Finding(name, version(name))
        except PackageNotFoundError:
            yield Finding(name, "not installed", sound=False)
    yield _durable()
    yield _clingo()
    for path in sorted(bundled_packs().glob("*/pack.yaml")):
        try:
            law = Law.load(path.parent)
            yield Finding(f"pack {law.pack.head.id}", f"{len(law.pack.provisions)} provisions, at {path.parent}")
        except InputError as error:
            count = len(error.diagnostics)
            yield Finding(f"pack {path.parent.name}", f"{count} errors; see `zanger lint {path.parent}`", False, 1)
    if not encoding.lower().replace("-", "").startswith("utf8"):
        yield Finding("terminal", f"encoding {encoding}: other letters are lost; set PYTHONUTF8=1", sound=False)
    else:
        yield Finding("terminal", f"{'terminal' if terminal else 'no terminal, no colours'}, {encoding}")


def _durable() -> Finding:
    """Run one rule on durable-rules, in its child process, and compare."""
    reason = durable.available()
    if reason is not None:
        return Finding("engine durable", f"{reason}; the reference engine answers instead", sound=False)
    if (wrong := _wrong("durable")) is not None:
        return Finding("engine durable", wrong, sound=False)
    return Finding("engine durable", "works, in a process of its own; the reference stands behind it")


def _clingo() -> Finding:
    """The same on clingo, which need not be there."""
    try:
        solver.load()
    except EngineUnavailable:
        return Finding("engine clingo", "not installed; only `--engine clingo` needs it: pip install 'zanger[solver]'")
    if (wrong := _wrong("clingo")) is not None:
        return Finding("engine clingo", wrong, sound=False)
    return Finding("engine clingo", "works, in a process of its own")


def _wrong(name: EngineName) -> str | None:
    """What an engine does wrong with one rule, if anything."""
    rule = Rule("r", Atom("q", (("x", Var("x")),)), (Atom("p", (("x", Var("x")),)),), provision="r")
    program, facts = Program((rule,), name="doctor"), [fact("p", {"x": "ә"})]
    with make_engine(name) as engine:
        try:
            same = engine.evaluate(program, facts) == Reference().evaluate(program, facts)
        except EngineFailure as error:
            return str(error)
        return "; ".join(engine.remarks) or (None if same else "gives a wrong answer")
