"""Measure the strategies of zanger.testing: python bench/strategies.py [--write].

Valid cases a second of process time, the docket included, and what the cases show: how many actions have effect, how
many provisions are touched. `--write` puts the table into docs/testing.md.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from zanger import Law
from zanger.case import Case
from zanger.docket import docket
from zanger.engines import Reference
from zanger.replay import Replay
from zanger.testing import cases

PAGE = Path(__file__).resolve().parents[1] / "docs" / "testing.md"
BEGIN, END = "<!-- table -->", "<!-- end of table -->"
NUMBER = 3000


def drawn(law: Law, number: int) -> tuple[list[Case], float]:
    """Cases drawn through Hypothesis, and how many a second."""
    found: list[Case] = []

    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(law))
    def draw(case: Case) -> None:
        docket(law.pack, case)
        found.append(case)

    start = time.process_time()
    draw()
    return found, len(found) / (time.process_time() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/testing.md")
    write = parser.parse_args().write
    law = Law.load("kz")
    drawn(law, 300)  # programs are compiled once
    found, speed = drawn(law, NUMBER)
    effects: Counter[str] = Counter()
    touched: set[str] = set()
    for case in found:
        replay = Replay(law, docket(law.pack, case), Reference())
        for entry in replay.docket.items:
            world = replay.ways.base
            effects[replay.outcome(entry.order, world).effect] += entry in replay.docket.history
            touched.update(law.program(entry.on).rule[r].provision for r in fired(law, replay, entry.order))
    modal = {p.id for p in law.pack.provisions}
    share = effects["effective"] / sum(effects.values())
    rows = [
        "| | |",
        "|---|---|",
        f"| valid cases a second | {speed:.0f} |",
        f"| facts and actions a case | {sum(len(c.facts) + len(c.history) for c in found) / len(found):.1f} |",
        f"| actions of the history that have effect | {share:.0%} |",
        f"| provisions that apply in one of {NUMBER:,} cases | {len(touched & modal) / len(modal):.0%} |",
    ]
    table = "\n".join(rows)
    print(table)
    if write:
        head, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}", encoding="utf-8")


def fired(law: Law, replay: Replay, order: int) -> set[str]:
    """The rules that give something where an action is judged."""
    entry, world = replay.entries[order], replay.ways.base
    facts = replay.present(replay.worlds.presence, entry.first, order, world, order)
    model = replay.engine.evaluate(law.program(entry.on), sorted(facts))
    return {support.rule for supports in model.derived.values() for support in supports}


if __name__ == "__main__":
    main()
