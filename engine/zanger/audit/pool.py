"""Searches on several processes, each with a bound of time and memory; what passes a bound is told, never dropped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import TracebackType
from typing import Any, NamedTuple, Self

from ..child import Child
from ..solver import _bound_memory

Work = Callable[[Any], Any]
MEGABYTES = 400
"""What one process may take beyond what it starts with."""


class Stopped(NamedTuple):
    """What a task comes to that passed a bound: `time`, `memory`, or that the process crashed."""

    bound: str


def _serve(connection: Connection, work: Work, megabytes: int) -> None:
    _bound_memory(megabytes)
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        try:
            connection.send(work(task))
        except MemoryError:
            connection.send(Stopped("memory"))
            return
        except Exception as error:  # a fault of ours, or what the solver did not take: the parent raises it
            connection.send(error)


class Pool:
    """Processes that do one kind of work; started when first needed, and again after one was ended."""

    def __init__(self, work: Work, processes: int, seconds: float, until: float) -> None:
        """`seconds` are for one task, `until` is the moment (of `time.monotonic`) at which all ends."""
        self._work = work
        self._seconds = seconds
        self._until = until
        self._free: SimpleQueue[list[Child]] = SimpleQueue()
        self._processes = max(1, processes)
        for _ in range(self._processes):
            self._free.put([])

    def run(self, tasks: Iterable[Any], done: Callable[[int], None] | None = None) -> list[Any]:
        """The answers in the order of the tasks; `Stopped` for one that passed a bound.

        `done` is told how many have been answered. Raises what the work raised.
        """
        finished = 0

        def one(task: Any) -> Any:
            nonlocal finished
            found = self._one(task)
            finished += 1
            if done is not None:
                done(finished)
            return found

        with ThreadPoolExecutor(self._processes) as threads:
            found = list(threads.map(one, tasks))
        for answer in found:
            if isinstance(answer, Exception):
                raise answer
        return found

    def _one(self, task: Any) -> Any:
        left = self._until - time.monotonic()
        if left <= 0:
            return Stopped("time")
        own = self._free.get()
        try:
            if not own:
                own.append(Child(_serve, self._work, MEGABYTES))
            found = own[0].ask(task, min(self._seconds, left))
            if found == Stopped("memory"):
                own.pop().end()
            return found
        except TimeoutError:
            own.pop().end()
            return Stopped("time")
        except (EOFError, OSError):
            own.pop().end()
            return Stopped("crash")
        finally:
            self._free.put(own)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _ in range(self._processes):
            for child in self._free.get():
                child.end()
