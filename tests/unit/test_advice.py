"""Advice to authors: what is told of, and what is not. The messages are in tests/golden."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zanger import Law
from zanger.advice import warnings
from zanger.errors import InputError

NEAT = Path(__file__).parents[1] / "golden" / "packs" / "neat"


def told(tmp_path: Path, file: str, old: str, new: str) -> list[str]:
    """The warnings about the neat law with a text replaced, as `code: message`."""
    shutil.copytree(NEAT, tmp_path / "neat")
    path = tmp_path / "neat" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [f"{d.code}: {d.message}" for d in warnings(Law.load(tmp_path / "neat"))]


ART, VOCABULARY = "law/art-1.yaml", "vocabulary.yaml"
MAYOR = '      - mayor: {id: $mayor, health: well}\n        words: "the mayor"\n'
GROUP = "      - any:\n          - - mayor: {id: $mayor, health: well}\n"


def test_a_group_with_words_speaks_for_what_is_in_it(tmp_path: Path) -> None:
    assert told(tmp_path, ART, MAYOR, GROUP + '        words: "the mayor"\n') == []


def test_in_a_group_without_words_each_condition_needs_its_own(tmp_path: Path) -> None:
    found = told(tmp_path, ART, MAYOR, GROUP)
    assert found == ["missing-words: this condition of `neat.law.1.1` does not say which words it codes"]


def test_provisions_out_of_order_are_told(tmp_path: Path) -> None:
    found = told(tmp_path, ART, "neat.law.1.1", "neat.law.1.3")
    assert found == ["unsorted-list: `neat.law.1.2` stands after `neat.law.1.3`"]


@pytest.mark.parametrize(
    ("earlier", "later"), [("1.2", "1.10"), ("1.1", "1.1-name"), ("1.1-b", "1.1-a"), ("1.1", "1.1.1"), ("1.1-1", "1.2")]
)
def test_provisions_in_the_order_of_their_numbers_are_not(earlier: str, later: str, tmp_path: Path) -> None:
    shutil.copytree(NEAT, tmp_path / "neat")
    path = tmp_path / "neat" / ART
    text = path.read_text(encoding="utf-8").replace("neat.law.1.1", "first").replace("neat.law.1.2", "second")
    path.write_text(text.replace("first", f"neat.law.{earlier}").replace("second", f"neat.law.{later}"), "utf-8")
    assert warnings(Law.load(tmp_path / "neat")) == []


def test_marks_of_different_letters_may_stand_in_any_order(tmp_path: Path) -> None:
    assert told(tmp_path, ART, "[P1, P2]", "[P9, N40, SM4, G26, D3, free]") == []


def test_a_kind_that_nothing_uses_is_told_without_its_fields(tmp_path: Path) -> None:
    kind = "  town:\n    label: {en: town, kk: қала}\n    fields:\n      id: {type: id}\n      seats: {type: int}\n"
    assert told(tmp_path, VOCABULARY, "actions:\n", kind + "actions:\n") == ["unused-word: no provision uses `town`"]


def test_one_value_that_is_not_named_stands_for_all_else(tmp_path: Path) -> None:
    assert told(tmp_path, VOCABULARY, "[well, ill]", "[well, ill, unclear]") == []


def test_two_values_that_are_not_named_are_not_told_apart(tmp_path: Path) -> None:
    found = told(tmp_path, VOCABULARY, "[well, ill]", "[well, ill, tired, away]")
    assert found == ["unused-word: no provision tells apart `tired`, `away` of `mayor.health`"]


def test_a_pack_without_cases_is_not_told_that_nothing_is_applied(tmp_path: Path) -> None:
    shutil.copytree(NEAT, tmp_path / "neat", ignore=shutil.ignore_patterns("cases"))
    assert warnings(Law.load(tmp_path / "neat")) == []


def test_a_case_of_the_pack_that_is_wrong_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown-field"):
        told(tmp_path, "cases/two-mayors.yaml", "health: ill", "helth: ill")
