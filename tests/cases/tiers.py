"""How many of the worked cases a test takes: some in every run, more in a deep one, the rest in a thorough one."""

from __future__ import annotations

from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet


def some_first(paths: list[Path], share: int, deep: int) -> list[ParameterSet]:
    """One path of `share` for every run, one of `deep` for a deep one, the others for a thorough one."""
    quick, often, seldom = [], [], []
    for n, path in enumerate(paths):
        if n % share == 0:
            quick.append(pytest.param(path, id=path.stem))
        elif n % deep == 0:
            often.append(pytest.param(path, id=path.stem, marks=pytest.mark.deep))
        else:
            seldom.append(pytest.param(path, id=path.stem, marks=pytest.mark.thorough))
    return quick + often + seldom
