"""Several processes that make exercises, in the order in which one would make them."""

from __future__ import annotations

import gc
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
"""The trainer of a process that makes exercises for another one; a forked one has that of its parent."""


class Order(NamedTuple):
    """What exercises are wanted, as `Trainer.generate` takes it."""

    topic: str | None
    level: str | None
    difficulty: tuple[float, float]
    kinds: tuple[Kind, ...]


def in_processes(trainer: Trainer, order: Order, seeds: Iterator[int], jobs: int, count: int) -> Iterator[Exercise]:
    """A trainer's exercises for seeds, in their order; about `count` of them will be taken."""
    from concurrent.futures import ProcessPoolExecutor

    global _trainer
    _trainer = trainer
    batch = max(1, min(CHUNK, count // jobs // 2))
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(trainer.law.pack.root,)) as pool:
        waiting = deque(pool.submit(_several, order, tuple(islice(seeds, batch))) for _ in range(jobs * 2))
        try:
            while waiting:
                yield from waiting.popleft().result()
                if few := tuple(islice(seeds, batch)):
                    waiting.append(pool.submit(_several, order, few))
        finally:
            _trainer = None
            for future in waiting:
                future.cancel()


def _begin(root: str) -> None:
    global _trainer
    if _trainer is None:
        from ..law import Law
        from .generating import Trainer

        _trainer = Trainer(Law.load(root))
    gc.collect()
    gc.freeze()  # a whole law stays in memory all the while, and to search it again and again takes long
    gc.set_threshold(200_000, 50, 50)


def _several(order: Order, seeds: tuple[int, ...]) -> list[Exercise]:
    assert _trainer is not None
    topic, level, difficulty, kinds = order
    return [_trainer.generate(topic, level=level, difficulty=difficulty, kinds=kinds, seed=seed) for seed in seeds]
