"""What is explained of survivors: it does survive, it is told, and a wrong explanation is told too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zanger import InputError, Law
from zanger.messages import LANGUAGES, Messages
from zanger.mutation.explained import explained
from zanger.mutation.mutants import mutants
from zanger.mutation.score import Score, mutation_score
from zanger.mutation.telling import told

COUNCIL = Path(__file__).parent / "council"
TOWN = "council.law.2.5@2000-01-01 when[1] condition: town"


@pytest.fixture(scope="module")
def score() -> Score:
    return mutation_score(Law.load(str(COUNCIL)), jobs=1)


def test_a_survivor_is_explained(score: Score) -> None:
    survivor = next(s for s in score.survivors if s.id == TOWN)
    assert survivor.because == {"en": "The town of a request is a town: the request refers to it."}
    assert score.outdated == ()
    article = next(share for share in score.articles if share.name == "law 2")
    assert article.explained == 1


def test_what_is_explained_but_noticed_is_told(tmp_path: Path) -> None:
    root = tmp_path / "council"
    shutil.copytree(COUNCIL, root)
    name = "council.law.1.3@2000-01-01 provided[0] share: at_least: 2/3 > at_least: 3/4"
    listed = f'survivors:\n  - because: {{en: "It is not."}}\n    mutants: ["{name}"]\n'
    (root / "survivors.yaml").write_text(listed)
    score = mutation_score(Law.load(str(root)), articles=["1"], jobs=1)
    assert score.outdated == (name,)
    assert f"explained as not to be noticed, but noticed: {name}" in list(told(score, Messages()))


def test_a_wrong_explanation_names_its_place(tmp_path: Path) -> None:
    root = tmp_path / "council"
    shutil.copytree(COUNCIL, root)
    (root / "survivors.yaml").write_text("survivors:\n  - because: {en: x}\n    mutant: [a]\n")
    with pytest.raises(InputError) as error:
        explained(Law.load(str(root)).pack)
    assert {d.place.line for d in error.value.diagnostics} <= {2, 3}


def test_every_survivor_of_a_report_has_its_place_in_each_language(score: Score) -> None:
    for lang in LANGUAGES:
        lines = list(told(score, Messages(lang)))
        assert sum("law/art-" in line for line in lines) == len(score.survivors)
        assert str(score.mutants) in lines[0]


@pytest.mark.deep
def test_the_bundled_law_explains_only_what_is_a_change_of_it(law: Law) -> None:
    known = {m.id for m in mutants(law.pack).all}
    assert [name for name in explained(law.pack).because if name not in known] == []
