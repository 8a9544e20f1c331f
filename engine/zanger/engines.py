"""The engines behind one interface, and the containment of the one that may crash.

durable-rules runs in a child process. If its C code crashes, hangs or refuses, the evaluation is
made again by the reference, and the engine says so in `remarks`: no case is lost. clingo has a child
process too, for its bounds of time and memory.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Literal, Protocol, Self

from . import durable, reference
from .child import Child, Closing
from .errors import EngineFailure, EngineUnavailable
from .program import Fact, Model, Program

EngineName = Literal["reference", "durable", "clingo"]
ENGINES: tuple[EngineName, ...] = ("durable", "reference", "clingo")
PATIENCE = 20.0
"""Seconds after which an evaluation of the C engine counts as hanging."""
FIRST = 0
"""The number of the program that the child is born with."""


class Engine(Protocol):
    """Evaluates programs. `remarks` tells, in plain words, what did not go as asked."""

    name: EngineName
    remarks: list[str]

    def evaluate(self, program: Program, facts: Iterable[Fact]) -> Model:
        """All that follows from `facts`."""
        ...

    def close(self) -> None:
        """Let go of processes and memory."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Reference(Closing):
    """The reference interpreter."""

    name: EngineName = "reference"

    def __init__(self) -> None:
        self.remarks: list[str] = []

    def evaluate(self, program: Program, facts: Iterable[Fact]) -> Model:
        """See `reference.evaluate`."""
        return reference.evaluate(program, facts)


class DurableInProcess(Closing):
    """durable-rules in this process: fast, and a crash of its C code ends the process."""

    name: EngineName = "durable"

    def __init__(self) -> None:
        self.remarks: list[str] = []
        self._module = durable.load()
        self._compiled: dict[int, tuple[Program, durable.Compiled]] = {}
        durable.calm_malloc()

    def evaluate(self, program: Program, facts: Iterable[Fact]) -> Model:
        """See `durable.evaluate`."""
        whole = program.whole
        found = self._compiled.get(id(whole))
        if found is None:
            found = self._compiled[id(whole)] = (whole, durable.Compiled(whole, self._module))
        return durable.evaluate(found[1], facts, None if whole is program else frozenset(program.rule))


def _serve(connection: Connection, make: Callable[[], DurableInProcess], first: Program) -> None:
    """The child: takes programs and facts, sends back models or the reason why not; ends with its parent."""
    engine = make()
    programs: dict[int, Program] = {FIRST: first}
    while True:
        try:
            number, program, only, facts = connection.recv()
        except EOFError:
            return
        if program is not None:
            programs[number] = program
        try:
            whole = programs[number]
            model = engine.evaluate(whole if only is None else whole.only(only), facts)
            connection.send((model, ""))
        except (EngineFailure, engine_error()) as error:
            connection.send((None, str(error)))


def engine_error() -> type[Exception]:
    """The exception of the C module."""
    error: type[Exception] = durable.load().error
    return error


class Durable(Closing):
    """durable-rules in a child process, with the reference behind it."""

    name: EngineName = "durable"

    def __init__(self, make: Callable[[], DurableInProcess] = DurableInProcess, patience: float = PATIENCE) -> None:
        durable.load()
        self.remarks: list[str] = []
        self._make = make
        self._patience = patience
        self._fallback: Reference | None = None
        self._child: Child | None = None
        self._numbers: dict[int, tuple[int, Program]] = {}
        self._count = itertools.count(FIRST + 1)

    def evaluate(self, program: Program, facts: Iterable[Fact]) -> Model:
        """The model from the child; from the reference once the child has failed."""
        facts = tuple(facts)
        if self._fallback is None:
            model, reason = self._ask(program, facts)
            if model is not None:
                return model
            self.close()
            self._fallback = Reference()
            self.remarks.append(f"durable-rules {reason}; the reference engine answers instead")
        return self._fallback.evaluate(program, facts)

    def _ask(self, program: Program, facts: tuple[Fact, ...]) -> tuple[Model | None, str]:
        whole = program.whole
        if self._child is None:
            self._start(whole)
        assert self._child is not None
        known = self._numbers.get(id(whole))
        number = known[0] if known else next(self._count)
        self._numbers[id(whole)] = (number, whole)
        only = None if whole is program else frozenset(program.rule)
        try:
            model, reason = self._child.ask((number, None if known else whole, only, facts), self._patience)
        except TimeoutError as error:
            return None, str(error)
        except (EOFError, OSError):
            return None, "crashed"
        return model, f"refused the rules ({reason})"

    def _start(self, first: Program) -> None:
        """Start the child; it inherits the first program, and is sent others when they are needed."""
        self._child = Child(_serve, self._make, first)
        self._count = itertools.count(FIRST + 1)
        self._numbers = {id(first): (FIRST, first)}

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.end()
            self._child = None
        self._numbers.clear()


class Clingo(Closing):
    """clingo, in a child process with bounds, or in this one."""

    name: EngineName = "clingo"

    def __init__(self, *, contained: bool = True) -> None:
        from . import solver  # most runs start without

        solver.load()
        self.remarks: list[str] = []
        self._module = solver
        self._solver = solver.Solver() if contained else None

    def evaluate(self, program: Program, facts: Iterable[Fact]) -> Model:
        """See `solver.evaluate`."""
        return self._module.evaluate(program, facts, self._solver.solve if self._solver else self._module.run)

    def close(self) -> None:
        """End the child."""
        if self._solver is not None:
            self._solver.close()


def make_engine(name: EngineName = "durable", *, contained: bool = True) -> Engine:
    """The engine of that name; where durable-rules cannot be imported, the reference with a remark.

    With `contained` False the engine runs in this process: for benchmarks and random tests. Raises
    `EngineUnavailable` if clingo is asked for and is not there.
    """
    if name == "reference":
        return Reference()
    if name == "clingo":
        return Clingo(contained=contained)
    try:
        return Durable() if contained else DurableInProcess()
    except EngineUnavailable as error:
        engine = Reference()
        engine.remarks.append(f"{error}; the reference engine answers instead")
        return engine
