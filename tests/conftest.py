"""What all tests share: the bundled law, an engine, how deep a test goes, and less garbage collection.

Whole laws stay in memory all the while, and searching them again and again takes long.
"""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from zanger import Law
from zanger.engines import Reference

gc.set_threshold(200_000, 50, 50)

DEEP = {Path(__file__).parent / name for name in ("property", "fuzz")}
"""Folders whose tests try much at random: all of them are `deep`, and `make test` leaves them to `make deep`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not DEEP.isdisjoint(item.path.parents) and not item.get_closest_marker("thorough"):
            item.add_marker(pytest.mark.deep)


@pytest.fixture(scope="session")
def law() -> Law:
    return Law.load("kz")


@pytest.fixture(scope="session")
def engine() -> Reference:
    return Reference()
