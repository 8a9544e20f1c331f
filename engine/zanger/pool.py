"""Searches on several processes, each with a bound of time and memory; what passes a bound is told, never dropped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from math import inf
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, NamedTuple, Self

from .child import Child
from .solver import bound_memory

Work = Callable[[Any], Any]
MEGABYTES = 400
"""What one process may take beyond what it starts with."""


class Stopped(NamedTuple):
    """What a task comes to that passed a bound: `time`, `memory`, or that the process crashed."""

    bound: str


def _serve(connection: Connection, work: Work, megabytes: int) -> None:
    bound_memory(megabytes)
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
    """Processes that do one kind of work; one that was ended is started again."""

    def __init__(
        self, work: Work, processes: int, seconds: float = inf, until: float = inf, megabytes: int = MEGABYTES
    ) -> None:
        """`seconds` are for one task, `until` is the moment (of `time.monotonic`) at which all ends."""
        self._work = work
        self._seconds = seconds
        self._until = until
        self._megabytes = megabytes
        self._children = [self._started() for _ in range(max(1, processes))]

    def _started(self) -> Child:
        return Child(_serve, self._work, self._megabytes)

    def run(self, tasks: Sequence[Any], done: Callable[[int], None] | None = None) -> list[Any]:
        """The answers in the order of the tasks; `Stopped` for one that passed a bound.

        `done` is told how many have been answered. Raises what the work raised.
        """
        answers: list[Any] = [Stopped("time")] * len(tasks)
        for finished, (task, answer) in enumerate(self.each(tasks), 1):
            answers[task] = answer
            if done is not None:
                done(finished)
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
        return answers

    def each(self, tasks: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        """The number of each task with its answer, as they come: `Stopped`, or the error that the work raised, too.

        What had not begun when the time was over is not among them.
        """
        waiting = list(reversed(range(len(tasks))))
        busy: dict[int, tuple[int, float]] = {}
        while waiting or busy:
            now = time.monotonic()
            for n in range(len(self._children)):
                if n not in busy and waiting and now < self._until:
                    task = waiting.pop()
                    self._children[n].send(tasks[task])
                    busy[n] = (task, min(now + self._seconds, self._until))
            if not busy:
                break  # the time is over: what waits stays stopped
            first = min(deadline for _, deadline in busy.values())
            ready = wait([self._children[n].connection for n in busy], None if first == inf else max(0.0, first - now))
            for n, (task, deadline) in list(busy.items()):
                if self._children[n].connection in ready:
                    answer = self._received(n)
                elif time.monotonic() >= deadline:
                    self._replace(n)
                    answer = Stopped("time")
                else:
                    continue
                del busy[n]
                yield task, answer

    def _received(self, n: int) -> Any:
        try:
            answer = self._children[n].connection.recv()
        except (EOFError, OSError):
            answer = Stopped("crash")
        if isinstance(answer, Stopped):
            self._replace(n)
        return answer

    def _replace(self, n: int) -> None:
        self._children[n].end()
        self._children[n] = self._started()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self._children:
            child.end()
