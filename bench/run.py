"""Measure decisions, start-up and growth: python bench/run.py [--write].

Every figure is the best of several runs in this one run, so that they can be set against each
other; `--write` puts the table into docs/performance.md.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path

from zanger import Law, decide, load_case, make_engine, minimal_changes, parse_case, what_if, why, why_not
from zanger.case import Case
from zanger.compile import in_force
from zanger.engines import Engine, EngineName, Reference
from zanger.program import Fact, Program, Rule, fact

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- table -->", "<!-- end of table -->"
DEMO = "rules/kz/cases/demo/two-refused-reports.yaml"
ZANGER = [str(Path(sys.executable).parent / "zanger")]
ENGINES: tuple[EngineName, ...] = ("durable", "reference")


def best(run: Callable[[], object], times: int = 7, clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds of the fastest of several runs."""
    found = []
    for _ in range(times):
        start = clock()
        run()
        found.append(clock() - start)
    return min(found)


def case(facts: list[str], history: list[str], ask: list[str] | None = None, as_of: str = "2002-06-01") -> Case:
    """A case from lines of YAML."""
    lines = ["title: bench", "pack: kz", f"as_of: {as_of}", "facts:"] + [f"  - {f}" for f in facts]
    for name, items in (("history", history), ("ask", ask or [])):
        lines += [f"{name}:"] + [f"  - {item}" for item in items] if items else []
    return parse_case("\n".join(lines).encode(), "bench.yaml")[0]


def unit_facts(size: int) -> list[str]:
    """An oblast with its maslikhat and akim, the Senate, and deputies up to `size` facts."""
    facts = [
        "unit: {id: pavlodar, level: oblast}", "maslikhat: {unit: pavlodar, seats: 50, elected: 50}",
        "akim: {id: akim-1, unit: pavlodar}", "senate: {seats: 39}",
        "draft: {id: draft-1, unit: pavlodar, effect: raises-spending}",
    ]  # fmt: skip
    return facts + [f"deputy: {{id: deputy-{n}, unit: pavlodar}}" for n in range(size - len(facts))]


def reports(number: int) -> list[str]:
    """So many reports submitted and refused, one a day."""
    history, day = [], date(2001, 3, 1)
    for n in range(number):
        on = day + timedelta(days=n % 400)
        history.append(f"submit-report: {{id: r-{n}, unit: pavlodar, akim: akim-1, subject: budget, on: {on}}}")
        history.append(f"refuse-report: {{report: r-{n}, unit: pavlodar, akim: akim-1, in_favour: 9, on: {on}}}")
    return history


def deciding(law: Law) -> list[tuple[str, ...]]:
    """Milliseconds to decide and cases a second, by facts and history, on both engines."""
    rows = []
    for facts, actions in ((10, 0), (20, 0), (40, 0), (20, 4), (20, 10)):
        made = case(unit_facts(facts), reports(actions // 2))
        for name in ENGINES:
            with make_engine(name, contained=False) as engine:
                seconds = best(lambda made=made, engine=engine: decide(law, made, engine=engine))  # type: ignore[misc]
            rows.append((f"{facts} facts, {actions} actions", name, f"{1000 * seconds:.1f}", f"{1 / seconds:.0f}"))
    return rows


def explaining(law: Law) -> list[tuple[str, ...]]:
    """Milliseconds of processor time to explain and to suppose, and their ratio to a decision on the same case."""
    demo, twenty = (load_case(ROOT / path)[0] for path in (DEMO, "bench/twenty-facts.yaml"))
    power = "express-no-confidence"
    engine = Reference()
    asked: dict[str, tuple[Case, Callable[[], object]]] = {
        "why, the demo": (demo, lambda: why(law, demo, f"{power}(in_favour=34)", engine=engine)),
        "why-not, the demo": (demo, lambda: why_not(law, demo, f"{power}(in_favour=33)", engine=engine)),
        "what-if, one refusal less": (demo, lambda: what_if(law, demo, drop="history[4]", engine=engine)),
        "what-if, one deputy more, 20 facts": (
            twenty,
            lambda: what_if(law, twenty, add="deputy(id=d-9, unit=pavlodar)", engine=engine),
        ),
        "what-if, 30 of 50 deputies in office, 20 facts": (
            twenty,
            lambda: what_if(law, twenty, set="facts[2].elected=30", engine=engine),
        ),
        "what turns it, one change": (demo, lambda: minimal_changes(law, demo, power, engine=engine)),
        "what turns it, no single change does": (
            twenty,
            lambda: minimal_changes(law, twenty, f"{power}(akim=akim-1, in_favour=34)", engine=engine),
        ),
    }
    rows, decided = [], {}
    for made in (demo, twenty):
        decided[id(made)] = best(lambda made=made: decide(law, made, engine=engine), clock=time.process_time)  # type: ignore[misc]
    for name, (made, run) in asked.items():
        run()
        seconds = best(run, 3, clock=time.process_time)
        rows.append((name, f"{1000 * seconds:.1f}", f"{seconds / decided[id(made)]:.2f}"))
    return rows


def shell() -> list[tuple[str, ...]]:
    """Milliseconds of commands from the shell, and their ratio to `python -c pass`."""
    demo = str(ROOT / DEMO)
    wide = ROOT / "bench" / "twenty-facts.yaml"
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "zanger --help": [*ZANGER, "--help"],
        "zanger check, 20 facts": [*ZANGER, "check", str(wide)],
        "zanger check, the demo": [*ZANGER, "check", demo],
        "the demo, nothing on the shelf": [*ZANGER, "check", demo],
    }
    if find_spec("clingo"):
        reports = str(ROOT / "bench" / "no-report-yet.yaml")
        commands["zanger route, 5 steps"] = [*ZANGER, "route", reports, "express-no-confidence"]
    rows, base = [], 0.0
    for name, command in commands.items():
        env = os.environ | ({"ZANGER_NO_CACHE": "1"} if "shelf" in name else {})
        seconds = best(lambda c=command, e=env: subprocess.run(c, check=True, capture_output=True, env=e))  # type: ignore[misc]
        base = base or seconds
        rows.append((name, f"{1000 * seconds:.0f}", f"{seconds / base:.1f}"))
    return rows


def growth(law: Law) -> list[tuple[str, ...]]:
    """How the cost grows with the provisions and with the refusals that are counted."""
    rows: list[tuple[str, ...]] = []
    day = date(2002, 6, 1)
    base = law.program(day)
    provisions = len(in_force(law.pack.provisions, day))
    facts = [fact("unit", {"id": "u", "level": "oblast"}), fact("maslikhat", {"unit": "u", "seats": 50, "elected": 50})]
    first = 0.0
    for times in (1, 10, 50):
        rules = tuple(_copy(rule, n) for n in range(times) for rule in base.rules)
        program = Program(rules, base.optional, f"x{times}")
        engine: Engine = Reference()
        engine.evaluate(program, facts)
        seconds = best(lambda e=engine, p=program: e.evaluate(p, facts), 5)  # type: ignore[misc]
        first = first or seconds
        label = f"{times}x the provisions ({times * provisions})"
        rows.append((label, "evaluation, reference", f"{1000 * seconds:.2f}", f"{seconds / first:.1f}"))
    for name in ENGINES:
        first = 0.0
        for number in (10, 100, 1_000):
            program = law.program(day)
            stated = _refusals(law, number)
            with make_engine(name, contained=False) as running:
                running.evaluate(program, stated)
                seconds = best(lambda e=running, p=program, f=stated: e.evaluate(p, f), 3)  # type: ignore[misc]
            first = first or seconds
            rows.append(
                (f"{number} refusals counted", f"evaluation, {name}", f"{1000 * seconds:.1f}", f"{seconds / first:.1f}")
            )
    first = 0.0
    for number in (10, 100, 300):
        made = case(unit_facts(5), reports(number))
        seconds = best(lambda c=made: decide(law, c, engine=Reference()), 1)  # type: ignore[misc]
        first = first or seconds
        rows.append(
            (f"a case with {number} refusals", "decision, reference", f"{1000 * seconds:.0f}", f"{seconds / first:.1f}")
        )
    return rows


def _copy(rule: Rule, n: int) -> Rule:
    """The rule again, with a head of its own."""
    return rule if n == 0 else replace(rule, id=f"{rule.id}#{n}", head=replace(rule.head, kind=f"{rule.head.kind}#{n}"))


def _refusals(law: Law, number: int) -> list[Fact]:
    """The facts of so many reports refused."""
    day = date(2001, 3, 1).toordinal()
    found = [
        fact("unit", {"id": "u", "level": "oblast"}), fact("akim", {"id": "a", "unit": "u"}),
        fact("maslikhat", {"unit": "u", "seats": 50, "elected": 50}), fact("today:", {"date": day + 500}),
    ]  # fmt: skip
    readings = {
        "G01": "any-two",
        "G03": "either",
        "G04": "same-kind",
        "G05": "russian",
        "G06": "person",
        "G07": "head-of-akimat",
    }
    found += [
        fact("reading:", {"id": g, "is": v})
        for g, v in (readings | {"G14": "set-number", "G20": "not-reached"}).items()
    ]
    for n in range(number):
        own = {"unit": "u", "akim": "a", "order": n + 1}
        found.append(fact("submit-report", {**own, "id": f"r{n}", "subject": "budget", "by": "akim", "on": day}))
        found.append(
            fact(
                "refuse-report",
                {**own, "report": f"r{n}", "in_favour": 9, "by": "maslikhat", "on": day + 1, "order": n + 1},
            )
        )
    return list(found)


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> None:
    """Measure, print, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    arguments = parser.parse_args()
    law = Law.load("kz")
    gc.collect()
    gc.freeze()
    where = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    text = "\n\n".join(
        (
            f"Measured on {date.today().isoformat()}: {where}; {len(law.pack.provisions)} provisions.",
            table(("case", "engine", "ms to decide", "cases a second"), deciding(law)),
            table(("question", "ms of processor time", "times a decision on its case"), explaining(law)),
            table(("command", "ms", "times `python -c pass`"), shell()),
            table(("what grows", "how", "ms", "times the first"), growth(law)),
        )
    )
    print(text)
    if arguments.write:
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
