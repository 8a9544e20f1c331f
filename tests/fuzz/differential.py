"""Trials: the reference in one order of facts and rules, the other engines in another, the whole models compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance_file import HERE, save
from random_programs import activations, trial

from zanger import durable, reference, solver
from zanger.program import Model


@dataclass
class Tally:
    """What some seeds came to. `different` names the trials that differ, as (seed, case)."""

    programs: int = 0
    trials: int = 0
    activations: int = 0
    different: list[tuple[int, int]] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another's trials too."""
        self.programs += other.programs
        self.trials += other.trials
        self.activations += other.activations
        self.different += other.different


def run(seeds: range, module: Any, folder: Path | None = HERE, *, clingo: bool = False) -> Tally:
    """Run the trials of the seeds, with `clingo` on clingo too; each difference is written as a file into `folder`."""
    tally = Tally()
    for seed in seeds:
        made = trial(seed)
        compiled = durable.Compiled(made.shuffled, module)
        tally.programs += 1
        for n, case in enumerate(made.cases):
            part = made.program if case.only is None else made.program.only(case.only)
            expected = reference.evaluate(part, case.facts)
            found = [durable.evaluate(compiled, case.facts[::-1], case.only)]
            if clingo:
                turned = made.shuffled if case.only is None else made.shuffled.only(case.only)
                found.append(solver.evaluate(turned, case.facts[::-1]))
            tally.trials += 1
            tally.activations += activations(expected)
            if not all(same(expected, model) for model in found):
                tally.different.append((seed, n))
                if folder is not None:
                    path = folder / f"found-{seed}-{n}.yaml"
                    save(path, f"found by seed {seed}, case {n}", made.shuffled, case.facts[::-1], expected, case.only)
    return tally


def same(one: Model, other: Model) -> bool:
    """Whether two models agree in facts and in every support."""
    return one.stated == other.stated and one.derived == other.derived
