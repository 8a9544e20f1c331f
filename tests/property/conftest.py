"""What the properties share: the worked cases of the bundled law, and how many examples are tried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from random_cases import worked_cases

RULES = Path(__file__).parents[2] / "rules"

settings.register_profile(  # a seed says nothing when it is smaller: no shrinking
    "property", max_examples=10, deadline=None, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("property")


@pytest.fixture(scope="session")
def worked() -> list[dict[str, Any]]:
    return worked_cases(RULES / "kz" / "cases")
