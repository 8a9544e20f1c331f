"""Several processes that make exercises, in the order in which one would make them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from .exercise import Exercise, Kind

if TYPE_CHECKING:
    from .generating import Trainer

CHUNK = 8
"""Exercises that a process makes at a time."""
_trainer: Trainer | None = None
"""The trainer of this process, if it makes exercises for another one."""


class Order(NamedTuple):
    """What exercises are wanted, as `Trainer.generate` takes it."""

    topic: str | None
    level: str | None
    difficulty: tuple[float, float]
    kinds: tuple[Kind, ...]


def in_processes(root: str, order: Order, seeds: Iterator[int], jobs: int, count: int) -> Iterator[Exercise]:
    """Exercises of the pack at `root` for seeds, in their order; about `count` of them will be taken."""
    from concurrent.futures import ProcessPoolExecutor

    batch = max(1, min(CHUNK, count // jobs // 2))
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(root,)) as pool:
        waiting = deque(pool.submit(_several, order, tuple(islice(seeds, batch))) for _ in range(jobs * 2))
        try:
            while waiting:
                yield from waiting.popleft().result()
                if few := tuple(islice(seeds, batch)):
                    waiting.append(pool.submit(_several, order, few))
        finally:
            for future in waiting:
                future.cancel()


def _begin(root: str) -> None:
    from ..law import Law
    from .generating import Trainer

    global _trainer
    _trainer = Trainer(Law.load(root))


def _several(order: Order, seeds: tuple[int, ...]) -> list[Exercise]:
    assert _trainer is not None
    topic, level, difficulty, kinds = order
    return [_trainer.generate(topic, level=level, difficulty=difficulty, kinds=kinds, seed=seed) for seed in seeds]
