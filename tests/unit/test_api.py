"""The public names: each says what it is, has types, and stands with an example that runs in docs/api.md."""

from __future__ import annotations

import doctest
import inspect
import re
from pathlib import Path
from typing import get_type_hints

import pytest

import zanger

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
FUNCTIONS = [name for name in zanger.__all__ if inspect.isfunction(getattr(zanger, name))]
CLASSES = [name for name in zanger.__all__ if inspect.isclass(getattr(zanger, name))]


def test_every_public_name_is_a_function_or_a_class() -> None:
    assert sorted(FUNCTIONS + CLASSES) == sorted(zanger.__all__)


@pytest.mark.parametrize("name", zanger.__all__)
def test_a_public_name_says_what_it_is(name: str) -> None:
    found = getattr(zanger, name)
    assert (inspect.getdoc(found) or "").strip()
    assert found.__doc__ not in {base.__doc__ for base in getattr(found, "__mro__", ())[1:]}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_has_types_for_all_that_it_takes_and_gives(name: str) -> None:
    function = getattr(zanger, name)
    assert set(get_type_hints(function)) == {*inspect.signature(function).parameters, "return"}


@pytest.mark.parametrize("name", CLASSES)
def test_the_types_of_a_public_class_can_be_read(name: str) -> None:
    get_type_hints(getattr(zanger, name))


@pytest.mark.parametrize("name", zanger.__all__)
def test_a_public_name_stands_in_the_guide_and_in_an_example(name: str) -> None:
    assert re.search(rf"`{name}\b", GUIDE), "told nowhere"
    assert any(name in example for example in EXAMPLES) or issubclass(getattr(zanger, name), Exception)


def test_the_examples_of_the_guide_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    examples = doctest.DocTestParser().get_doctest("\n".join(EXAMPLES), {}, "docs/api.md", "docs/api.md", 0)
    told: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples, out=told.append)
    assert result.failed == 0, "".join(told)
    assert result.attempted > len(EXAMPLES)
