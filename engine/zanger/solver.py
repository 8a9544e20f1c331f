"""Answer-set solving with clingo, within bounds of time and memory.

clingo is asked for by the extra `solver` and imported where it is first used. Grounding cannot be
broken off within a process, so a `Solver` has a child process, which it ends when the time is
over; the system refuses the child more memory than it may have.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from .asp import Translation
from .child import Child, Closing
from .errors import EngineCrash, EngineFailure, EngineLimit, EngineUnavailable
from .gringo import Compound, Symbol
from .program import Fact, Model, Program, Support

SECONDS = 60.0
MEGABYTES = 2048
QUIET = "--warn=no-operation-undefined"
"""The one thing not told: that a missing value is no number, as a rule that asks for one does not hold of it."""


class Answer(NamedTuple):
    """The last answer set found, which is the best if the text asks for one, with its cost; None if there is none.

    `atoms` are those that the text shows: all, if it has no `#show`.
    """

    atoms: tuple[Compound, ...] | None
    cost: tuple[int, ...] = ()


Solve = Callable[[str], Answer]


def load() -> Any:
    """The module clingo. Raises `EngineUnavailable` with the remedy."""
    try:
        import clingo as module
    except ImportError as error:
        raise EngineUnavailable(
            f"clingo cannot be imported ({error}); install it with: pip install 'zanger[solver]'"
        ) from None
    return module


def run(text: str, more: Iterable[str] = ()) -> Answer:
    """Solve a text in this process, with constraints added to it.

    Raises `EngineUnavailable`, `EngineFailure` if clingo finds anything amiss.
    """
    return Session(text).solve(tuple(more))


class Session:
    """A text that was read once and can be solved again with more constraints."""

    def __init__(self, text: str) -> None:
        clingo = load()
        self.text = text
        self._told: list[str] = []
        self._added: list[str] = []
        self._control = clingo.Control([QUIET], logger=lambda _, message: self._told.append(message.strip()))
        self._ground("base", text)

    def fits(self, text: str, more: tuple[str, ...]) -> bool:
        """Whether these can be answered from what is there: nothing that was added can be taken back."""
        return text == self.text and {*self._added} <= {*more}

    def solve(self, more: tuple[str, ...]) -> Answer:
        """The answer with constraints added."""
        for line in more:
            if line not in self._added:
                self._added.append(line)
                self._ground(f"more{len(self._added)}", line)
        best: tuple[list[Any], list[int]] | None = None
        try:
            with self._control.solve(yield_=True) as handle:
                for model in handle:
                    best = model.symbols(shown=True), model.cost
        except RuntimeError as error:
            self._told.append(str(error))
        self._check()
        return Answer(tuple(map(_plain, best[0])), tuple(best[1])) if best else Answer(None)

    def _ground(self, name: str, text: str) -> None:
        try:
            self._control.add(name, [], text)
            self._control.ground([(name, [])])
        except RuntimeError as error:
            self._told.append(str(error))
        self._check()

    def _check(self) -> None:
        if self._told:
            raise EngineFailure(f"clingo did not take the rules: {self._told[0]}")


def _plain(symbol: Any) -> Any:
    """A term of clingo as plain values."""
    kinds = type(symbol.type)
    match symbol.type:
        case kinds.Number:
            return symbol.number
        case kinds.String:
            return symbol.string
        case kinds.Function:
            return Compound(symbol.name, tuple(map(_plain, symbol.arguments)))
        case _:
            raise EngineFailure(f"clingo gave the term `{symbol}`, which stands for no value")


# A process of its own


def _serve(connection: Connection, megabytes: int) -> None:
    """The child: takes texts, sends back answers or the error; ends with its parent."""
    load()
    bound_memory(megabytes)
    session: Session | None = None
    while True:
        try:
            text, more = connection.recv()
        except EOFError:
            return
        try:
            if session is None or not session.fits(text, more):
                session = None  # which lets its memory go before the next is made
                session = Session(text)
            connection.send(session.solve(more))
        except EngineFailure as error:
            session = None
            connection.send(error)
        except MemoryError:
            connection.send(None)
            return


def bound_memory(megabytes: int) -> None:
    """Let this process take so much more memory than it has; where the system knows no such bound, any."""
    if sys.platform == "win32":
        return
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        pages = 0
    bound = pages * resource.getpagesize() + megabytes * (1 << 20)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or bound < hard:
        resource.setrlimit(resource.RLIMIT_AS, (bound, hard))


class Solver(Closing):
    """clingo in a child process, which takes at most so much memory, and so many seconds a text.

    With `whole` all texts together have these seconds. The child is started when it is first needed
    and again after it was ended. Raises `EngineUnavailable` if clingo is not there.
    """

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES, *, whole: bool = False) -> None:
        load()
        self.seconds = seconds
        self._whole = whole
        self._used = 0.0
        self.megabytes = megabytes
        self._child: Child | None = None

    def solve(self, text: str, more: Iterable[str] = ()) -> Answer:
        """The answer to a text with constraints added; to the same text as before, with more of them, it is quicker.

        Raises `EngineLimit` if a bound is passed, `EngineCrash` if the child is gone, `EngineFailure` if clingo does
        not take the text.
        """
        if self._child is None:
            self._child = Child(_serve, self.megabytes)
        start = time.monotonic()
        try:
            found: Answer | EngineFailure | None = self._child.ask(
                (text, tuple(more)), max(0.0, self.seconds - self._used)
            )
            self._used += time.monotonic() - start if self._whole else 0.0
        except TimeoutError:
            self.close()
            raise EngineLimit(f"the solver was ended after {self.seconds:g} s, its bound of time") from None
        except (EOFError, OSError):
            self.close()
            raise EngineCrash("the solver's process crashed") from None
        if found is None:
            self.close()
            raise EngineLimit(f"the solver was ended at {self.megabytes} MB, its bound of memory", "memory")
        if isinstance(found, EngineFailure):
            raise found
        return found

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.end()
            self._child = None


# Models


def evaluate(program: Program, facts: Iterable[Fact], solve: Solve = run) -> Model:
    """All that follows from `facts`: the same model, supports included, as `reference.evaluate` gives.

    Raises what `Translation` and `solve` raise.
    """
    stated = frozenset(facts)
    made = Translation(program, stated)
    atoms = solve(made.rules(ways=True) + made.facts(stated)).atoms
    if atoms is None:
        raise EngineFailure("clingo found no model of rules that always have one")
    return _model(made, stated, atoms)


def _model(made: Translation, stated: frozenset[Fact], atoms: Iterable[Compound]) -> Model:
    facts: dict[Symbol, Fact] = {}
    ways: list[tuple[Symbol, ...]] = []
    counted: dict[tuple[Symbol, ...], list[Fact]] = {}

    def read(symbol: Symbol) -> Fact:
        if symbol not in facts:
            found = made.read(symbol)
            assert found is not None
            facts[symbol] = found[0]
        return facts[symbol]

    derived: dict[Fact, list[Support]] = {}
    for atom in atoms:
        if atom.name == "_way":
            ways.append(atom.arguments)
        elif atom.name == "_counted":
            *key, item = atom.arguments
            counted.setdefault(tuple(key), []).append(read(item))
        elif not atom.name.startswith("_") and read(atom) not in stated:
            derived[read(atom)] = []
    for rule, conclusion, premises in ways:
        if read(conclusion) not in stated:
            assert isinstance(rule, str)
            assert isinstance(premises, Compound)
            found = tuple(
                tuple(sorted(counted.get((rule, n, conclusion, premises), ())))
                for n in range(len(made.program.rule[rule].tallies))
            )
            derived[read(conclusion)].append(Support(rule, tuple(map(read, premises.arguments)), found))
    return Model(stated, {item: tuple(sorted(supports)) for item, supports in derived.items()})
