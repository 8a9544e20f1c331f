"""A case has one answer: it is the same in every run, whatever order sets have in memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PACK = Path(__file__).parent / "alike"
ANSWER = f"""
import zanger
case, _ = zanger.parse_case(b'''
pack: alike
as_of: 2001-01-01
facts:
  - town: {{id: aral}}
  - mayor: {{id: m-1, town: aral}}
  - mayor: {{id: m-2, town: aral}}
  - mayor: {{id: m-3, town: aral}}
  - warning: {{town: aral, grade: 1}}
  - warning: {{town: aral, grade: 2}}
  - warning: {{town: aral, grade: 3}}
ask:
  - stop-session: {{town: aral}}
''', "case.yaml")
print(zanger.decide(zanger.Law.load({str(PACK)!r}), case, engine="reference").to_dict())
"""


@pytest.mark.parametrize("seed", ["2", "3", "5"])
def test_the_order_of_sets_in_memory_does_not_change_the_answer(seed: str) -> None:
    assert _run(seed) == _run("0")


def _run(seed: str) -> str:
    """What another process answers whose texts have other hashes."""
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", ANSWER], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout
