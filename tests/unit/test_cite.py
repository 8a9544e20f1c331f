"""Where a provision's id says that its rule stands."""

import pytest

from zanger.cite import locator


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("kz.l148.24", "art. 24"),
        ("kz.l148.23.2.5-budget", "art. 23(2)(5)"),
        ("kz.bsl.18-3.1-decide", "art. 18-3(1)"),
        ("kz.bsl.8.2-1", "art. 8(2-1)"),
        ("kz.bsl.8.2-1-draw", "art. 8(2-1)"),
        ("kz.bsl.1-local-budgets", "art. 1"),
    ],
)
def test_the_suffix_of_an_id_is_no_part_of_the_citation(name: str, place: str) -> None:
    assert locator(name) == place
