"""A vocabulary in several files is one vocabulary, and each mistake is told in its own file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zanger.check import check_pack
from zanger.errors import InputError
from zanger.load import load_pack

TINY = Path(__file__).parents[1] / "golden" / "packs" / "tiny"
MORE = """\
statuses:
  heard:
    label: {en: heard}
    fields:
      mayor: {type: ref, to: [mayor]}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The tiny law with a second file of vocabulary."""
    root = tmp_path / "tiny"
    shutil.copytree(TINY, root)
    (root / "vocabulary").mkdir()
    (root / "vocabulary" / "more.yaml").write_text(MORE)
    return root


def test_the_kinds_of_all_files_are_known(root: Path) -> None:
    pack = load_pack(root)
    assert {"heard", "dismissal-ground"} <= pack.vocabulary.statuses.keys()
    assert check_pack(pack) == []


def test_a_kind_in_two_files_is_told_once_with_both_places(root: Path) -> None:
    (root / "vocabulary" / "more.yaml").write_text(MORE.replace("heard:", "dismissal-ground:"))
    with pytest.raises(InputError) as caught:
        load_pack(root)
    (found,) = caught.value.diagnostics
    assert (found.code, found.place.file.endswith("more.yaml"), found.place.line) == ("duplicate-key", True, 2)
    assert "vocabulary.yaml" in found.message


def test_a_mistake_is_shown_with_the_line_of_its_own_file(root: Path) -> None:
    (root / "vocabulary" / "more.yaml").write_text(MORE.replace("to: [mayor]", "to: [mayer]"))
    (found,) = check_pack(load_pack(root))
    assert (found.place.file.endswith("more.yaml"), found.place.line) == (True, 5)
    assert found.source == "      mayor: {type: ref, to: [mayer]}"
    assert found.help == "did you mean `mayor`?"
