"""Where a provision's id says that its rule stands."""

import pytest

from zanger.cite import Locator


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
    assert str(Locator.of(name)) == place


def test_an_element_is_named_as_akoma_ntoso_does() -> None:
    assert Locator.of("kz.l148.6.1.5-submit").eid == "art_6__para_1__point_5"
    assert Locator.of("kz.bsl.8.2-1-draw").eid == "art_8__para_2-1"
