"""The mutation score by article, from `zanger audit --mutate --format json --out FILE`; --write: docs/mutation.md."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "mutation.md"
START, END = "<!-- score by article: written by bench/mutation_score.py -->", "<!-- end of score by article -->"


def table(score: dict[str, Any]) -> list[str]:
    """The lines of the table, the whole law last."""
    rows = ["| article | changes | noticed | explained | left | score |", "|---|---:|---:|---:|---:|---:|"]
    rows += [_row(a["name"], a["mutants"], a["noticed"], a["explained"]) for a in score["articles"]]
    explained = sum(a["explained"] for a in score["articles"])
    return [*rows, _row("**all**", score["mutants"], score["noticed"], explained)]


def _row(name: str, mutants: int, noticed: int, explained: int) -> str:
    left = mutants - noticed - explained
    return f"| {name} | {mutants:,} | {noticed:,} | {explained} | {left} | {1000 * noticed // mutants / 10} % |"


def main() -> None:
    """Print the table, or write it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("score", type=Path, help="the score as JSON")
    parser.add_argument("--write", action="store_true", help="write the table into docs/mutation.md")
    given = parser.parse_args()
    text = "\n".join(table(json.loads(given.score.read_text(encoding="utf-8"))))
    if not given.write:
        sys.stdout.write(text + "\n")
        return
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(START)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{START}\n{text}\n{END}{after}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
