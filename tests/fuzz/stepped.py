"""Several sets of facts as the steps of one text for the solver."""

from __future__ import annotations

from collections.abc import Collection

from zanger import solver
from zanger.asp import Translation
from zanger.program import Fact, Program


def at_steps(program: Program, sets: list[Collection[Fact]], still: Collection[str]) -> list[set[Fact]]:
    """All that holds at each step, where each has its facts, and those of the kinds `still` are the first's."""
    kinds = {f.kind for facts in sets for f in facts} - set(still)
    law = Translation(program, [f for facts in sets for f in facts], varying=kinds)
    text = law.rules() + f"_step(0..{len(sets) - 1}).\n" + law.facts(f for f in sets[0] if f.kind in still)
    text += "".join(law.facts((f for f in facts if f.kind in kinds), at=n) for n, facts in enumerate(sets))
    found: list[set[Fact]] = [set() for _ in sets]
    for atom in solver.run(text).atoms or ():
        if (read := law.read(atom)) is not None:
            for n in range(len(sets)) if read[1] is None else [read[1]]:
                found[n].add(read[0])
    return found
