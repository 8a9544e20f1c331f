"""Measure the making of exercises: python bench/training.py [--count 1000] [--jobs 2] [--variety 0].

Tells the time from a cold start, the time of the first exercise, how many kinds, structures and misconceptions there
are among those made, and, with `--variety N`, how many of N exercises differ, counted by id and by structure.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter

from zanger import Law
from zanger.training.generating import Trainer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--variety", type=int, default=0)
    chosen = parser.parse_args()

    start = time.perf_counter()
    trainer = Trainer(Law.load("kz"))
    loaded = time.perf_counter()
    trainer.generate("SM4", seed=1)
    first = time.perf_counter()
    print(f"law {loaded - start:.2f} s, first exercise {first - loaded:.2f} s")

    start = time.perf_counter()
    made = list(trainer.exercises(count=chosen.count, seed=chosen.seed, jobs=chosen.jobs))
    spent = time.perf_counter() - start
    used = sum(resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{len(made)} exercises, {chosen.jobs} jobs: {spent:.1f} s ({1000 * spent / len(made):.0f} ms each)")
    print(f"processor time of all processes: {used:.1f} s")
    print("kinds", dict(Counter(e.kind for e in made).most_common()))
    print("structures", len({e.structure for e in made}))
    print("misconceptions", dict(Counter(m for e in made for m in e.misconceptions).most_common()))
    print("difficulty", *(f"{sorted(e.difficulty for e in made)[len(made) * q // 10]:.2f}" for q in (0, 1, 5, 9)))

    if chosen.variety:
        ids: set[str] = set()
        structures: set[str] = set()
        for exercise in trainer.exercises(count=chosen.variety, seed=1, jobs=chosen.jobs):
            ids.add(exercise.id)
            structures.add(exercise.structure)
        print(f"of {chosen.variety}: {len(ids)} different exercises, {len(structures)} different structures")


if __name__ == "__main__":
    main()
