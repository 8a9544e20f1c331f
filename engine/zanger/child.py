"""A process of our own that answers over a pipe: what may crash, hang or eat memory does so there."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

Serve = Callable[..., None]
"""Takes a connection, then whatever `Child` was given for it; ends when the connection does."""


def _run(connection: Connection, other_end: Connection | None, serve: Serve, arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    if other_end is not None:  # inherited by the fork: left open, the parent's end would go unnoticed
        other_end.close()
    serve(connection, *arguments)


class Child:
    """A running child. Where the system forks, it inherits its arguments; else they are sent to it."""

    def __init__(self, serve: Serve, *arguments: Any) -> None:
        forks = "fork" in multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("fork" if forks else None)
        self._connection: Connection
        self._connection, theirs = context.Pipe()
        ours = self._connection if forks else None
        self._process = context.Process(target=_run, args=(theirs, ours, serve, arguments), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def connection(self) -> Connection:
        """The end of the pipe at which answers arrive."""
        return self._connection

    def send(self, question: object) -> None:
        """Put a question; its answer arrives at `connection`."""
        self._connection.send(question)

    def ask(self, question: object, seconds: float) -> Any:
        """The answer to a question.

        Raises `TimeoutError` if none comes within so many seconds, `EOFError` or `OSError` if the child is gone.
        """
        self.send(question)
        if not self._connection.poll(seconds):
            raise TimeoutError(f"did not answer within {seconds:g} s")
        return self._connection.recv()

    def end(self) -> None:
        """End the child, whatever it is doing."""
        self._connection.close()
        self._process.kill()
        self._process.join()


class Closing:
    """What may hold a child, as a context manager: it is closed on the way out."""

    def close(self) -> None:
        """Nothing to let go of."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
