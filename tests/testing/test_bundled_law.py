"""The bundled law has the properties of the library, and says enough for each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from zanger import Law
from zanger.testing import Property
from zanger.testing.properties import ALL


@pytest.mark.parametrize("kept", ALL, ids=lambda kept: kept.name)
def test_the_bundled_law_has_the_property(law: Law, kept: Property, tmp_path: Path) -> None:
    assert kept.applies(law)
    kept.test(law, examples=10, folder=tmp_path)()


@pytest.mark.deep
@pytest.mark.parametrize("kept", ALL, ids=lambda kept: kept.name)
def test_the_bundled_law_has_the_property_in_many_cases(law: Law, kept: Property, tmp_path: Path) -> None:
    kept.test(law, examples=150, folder=tmp_path)()
