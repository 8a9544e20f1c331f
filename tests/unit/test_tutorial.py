"""The tutorial notebook: its cells run in their order, what they assert holds, and no output is stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parents[2] / "docs" / "tutorial.ipynb"


def cells(kind: str) -> list[dict[str, Any]]:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def test_the_cells_run_in_their_order() -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells("code"):
        exec(compile("".join(cell["source"]), cell["id"], "exec"), names)


def test_most_cells_assert_what_they_claim() -> None:
    claiming = [cell for cell in cells("code") if "assert " in "".join(cell["source"])]
    assert len(claiming) * 2 > len(cells("code"))


def test_no_output_is_stored() -> None:
    assert [c["id"] for c in cells("code") if c["outputs"] or c["execution_count"] is not None] == []


def test_every_step_is_told_in_prose() -> None:
    assert len(cells("markdown")) >= len(cells("code"))
