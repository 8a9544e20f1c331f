"""Measure a session of training: python bench/train.py [COUNT]. Seconds until the first question stands there.

Each of so many sessions, with seeds from 1 on, is a process of its own, with the law on the shelf, as a learner has it:
the clock, and the processor time, which other work on the machine does not lengthen as much. Below that, the time
from a marked answer to the next question within one process.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from zanger import Law
from zanger.training.following import Wanted
from zanger.training.teaching import Teacher
from zanger.words import Words

BAR = 0.7


def main() -> None:
    """Print the middle and the slowest first question, and the middle and the slowest of those after it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        first_question(folder, 0)  # puts the law on the shelf
        times = [first_question(folder, seed) for seed in range(1, count + 1)]
    for name, found in (("by the clock", [t[0] for t in times]), ("of processor time", [t[1] for t in times])):
        over = sum(t > BAR for t in found)
        print(f"first question, {name}: {told(found)}; over {BAR} s: {over} of {count}")
    print(f"next question, of processor time: {told(next_questions(count))}")


def first_question(folder: str, seed: int) -> tuple[float, float]:
    """Seconds by the clock and of the processor until a session has posed its first question and was stopped."""
    environment = {**os.environ, "XDG_CACHE_HOME": folder, "ZANGER_TRAINING_DB": str(Path(folder) / f"{seed}.db")}
    command = [sys.executable, "-m", "zanger_cli", "train", "--seed", str(seed)]
    used, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    took, now = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert "Exercise 1 of 10" in done.stdout
    return took, now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime


def next_questions(count: int) -> list[float]:
    """Processor time for each exercise after the first, about anything."""
    law = Law.load("kz")
    teacher, found = Teacher(law, Words(law.pack)), []
    for seed in range(count + 1):
        start = time.process_time()
        teacher.make(Wanted(seed=seed))
        found.append(time.process_time() - start)
    return found[1:]


def told(times: list[float]) -> str:
    """The middle one and the slowest."""
    return f"middle {sorted(times)[len(times) // 2]:.2f} s, slowest {max(times):.2f} s"


if __name__ == "__main__":
    main()
