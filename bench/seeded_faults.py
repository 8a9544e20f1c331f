"""Precision and recall of the audit on laws with one seeded fault each; with `--write`, into docs/consistency.md.

A fault is found if a finding of its kind has its subject and its provisions. A finding of a kind is false if it stands
in a sound law, or in a law with a fault of that kind and is not that fault. What a fault brings with it is of other
kinds (a struck power makes a duty impossible, and an action unreachable), and is counted apart.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests" / "audit")]

from tiny_law import HERE, faults, faulty_law, sound_law  # noqa: E402

from zanger.audit import audit  # noqa: E402
from zanger.faults import KINDS  # noqa: E402

PAGE = ROOT / "docs" / "consistency.md"
START, END = "<!-- seeded faults: written by bench/seeded_faults.py -->", "<!-- end of seeded faults -->"


def table() -> list[str]:
    """The lines of the table, as measured now."""
    seeded: Counter[str] = Counter()
    found: Counter[str] = Counter()
    false: Counter[str] = Counter()
    beside = 0
    for path in sorted((HERE / "sound").glob("*.yaml")):
        with tempfile.TemporaryDirectory() as folder:
            false.update(f.kind for f in audit(sound_law(Path(folder), path.stem)).findings)
    for fault in faults():
        with tempfile.TemporaryDirectory() as folder:
            made = audit(faulty_law(Path(folder), fault))
        shown = fault.shown(made)
        seeded[fault.kind] += 1
        found[fault.kind] += bool(shown)
        false[fault.kind] += sum(f.kind == fault.kind and f not in shown for f in made.findings)
        beside += sum(f.kind != fault.kind for f in made.findings)
    rows = ["| kind | faults | found | false | precision | recall |", "|---|---:|---:|---:|---:|---:|"]
    rows += [_row(f"`{kind}`", seeded[kind], found[kind], false[kind]) for kind in KINDS]
    rows.append(_row("all", seeded.total(), found.total(), false.total()))
    return [*rows, "", f"Beside these, the faults brought {beside} findings of other kinds with them."]


def _row(name: str, seeded: int, found: int, false: int) -> str:
    precision = f"{100 * found / (found + false):.0f} %" if found + false else "-"
    recall = f"{100 * found / seeded:.0f} %" if seeded else "-"
    return f"| {name} | {seeded} | {found} | {false} | {precision} | {recall} |"


def main() -> None:
    """Measure, and print or write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the table into docs/consistency.md")
    lines = table()
    if parser.parse_args().write:
        before, rest = PAGE.read_text(encoding="utf-8").split(START)
        PAGE.write_text("\n".join([before + START, *lines, END + rest.split(END)[1]]), encoding="utf-8")
    else:
        print("\n".join(lines))


if __name__ == "__main__":
    main()
