"""Random programs by the million: python tests/fuzz/million.py [COUNT] [--seed SEED] [--clingo].

A trial is one program with one set of facts: the reference evaluates it in one order of facts
and rules, durable-rules in another, and the whole models are compared, supports included; with
`--clingo` clingo evaluates it too, in some six milliseconds a trial. Each worker process runs some
hundred programs and ends, because the C engine does not free its memory; a worker that crashes or
hangs is reported with its seeds and counts as a failure. A difference is written as a file into
tests/conformance/. Exit code 1 if there is any.
"""

from __future__ import annotations

import argparse
import multiprocessing
import multiprocessing.connection
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "conformance")]

from differential import Tally, run  # noqa: E402 - found through the line above
from random_programs import SETS  # noqa: E402

from zanger import durable  # noqa: E402

PROGRAMS, PROGRAMS_WITH_CLINGO = 500, 100
PATIENCE = 600.0
"""Seconds after which a worker counts as hanging."""


def work(start: int, stop: int, connection: multiprocessing.connection.Connection, *, clingo: bool = False) -> None:
    """A worker: the trials of some seeds, then the end."""
    durable.calm_malloc()
    connection.send(run(range(start, stop), durable.load(), clingo=clingo))


class Worker:
    """A process with its seeds."""

    def __init__(self, seeds: range, target: Callable[..., None] = work, patience: float = PATIENCE) -> None:
        self.seeds = seeds
        self.patience = patience
        self.connection, theirs = multiprocessing.Pipe(duplex=False)
        self.process = multiprocessing.Process(target=target, args=(seeds.start, seeds.stop, theirs), daemon=True)
        self.process.start()
        theirs.close()
        self.deadline = time.monotonic() + patience

    def result(self) -> Tally | str | None:
        """The tally, or how it failed; None while it runs."""
        try:
            if self.connection.poll():
                tally: Tally = self.connection.recv()
                self.process.join()
                return tally
        except EOFError:
            self.process.join()
            return f"ended with {self.process.exitcode}"
        if time.monotonic() > self.deadline:
            self.process.kill()
            self.process.join()
            return f"did not end within {self.patience:g} s"
        return None


def batches(first: int, programs: int, size: int) -> Iterator[range]:
    """The seeds of each worker in turn."""
    for start in range(first, first + programs, size):
        yield range(start, min(start + size, first + programs))


def main() -> int:
    """Run, tell, and give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("count", nargs="?", type=int, default=1_000_000, help="trials (default: 1,000,000)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (default: 0)")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--clingo", action="store_true", help="on clingo too")
    args = parser.parse_args()
    begun = time.monotonic()
    waiting = batches(args.seed, -(-args.count // SETS), PROGRAMS_WITH_CLINGO if args.clingo else PROGRAMS)
    running: list[Worker] = []
    total, failures, told = Tally(), [], begun
    while True:
        while len(running) < args.processes and (seeds := next(waiting, None)) is not None:
            running.append(Worker(seeds, partial(work, clingo=args.clingo)))
        if not running:
            break
        time.sleep(0.02)
        for worker in list(running):
            result = worker.result()
            if result is None:
                continue
            running.remove(worker)
            if isinstance(result, Tally):
                total.add(result)
            else:
                failures.append(f"the worker with seeds {worker.seeds.start} to {worker.seeds.stop - 1} {result}")
                print(failures[-1], file=sys.stderr, flush=True)
        if time.monotonic() - told > 60:
            told = time.monotonic()
            print(f"{total.trials:>11,} trials after {told - begun:,.0f} s", file=sys.stderr, flush=True)
    for seed, n in total.different:
        print(f"different: seed {seed}, case {n}; see tests/conformance/found-{seed}-{n}.yaml", file=sys.stderr)
    print(
        f"{total.trials:,} trials of {total.programs:,} programs, {total.activations:,} activations, "
        f"{len(total.different):,} differences, {len(failures):,} crashed workers, {time.monotonic() - begun:,.0f} s"
    )
    return 1 if total.different or failures else 0


if __name__ == "__main__":
    sys.exit(main())
