"""The examples of docs/testing.md run, and its table names every property."""

from __future__ import annotations

import doctest
from pathlib import Path

from zanger.testing import properties

PAGE = Path(__file__).parents[2] / "docs" / "testing.md"


def test_the_examples_of_the_page_run() -> None:
    text = PAGE.read_text(encoding="utf-8")
    examples = doctest.DocTestParser().get_doctest(text, {}, "docs/testing.md", "docs/testing.md", 0)
    assert len(examples.examples) > 8
    assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples).failed == 0


def test_the_page_names_every_property_with_what_it_says() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for kept in properties.ALL:
        name = next(n for n in properties.__all__ if getattr(properties, n) is kept)
        assert f"| `{name}` | {kept.says} |" in text
