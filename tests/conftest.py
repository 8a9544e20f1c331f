"""What all tests share: the bundled law, an engine, and less garbage collection.

Whole laws stay in memory all the while, and searching them again and again takes long.
"""

from __future__ import annotations

import gc

import pytest

from zanger import Law
from zanger.engines import Reference

gc.set_threshold(200_000, 50, 50)


@pytest.fixture(scope="session")
def law() -> Law:
    return Law.load("kz")


@pytest.fixture(scope="session")
def engine() -> Reference:
    return Reference()
