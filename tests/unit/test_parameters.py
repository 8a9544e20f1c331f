"""Quantities that change over time: what stands in a provision, and the editions that come of it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from zanger.check import check_pack
from zanger.load import LawPack, load_pack

TINY = Path(__file__).parents[1] / "golden" / "packs" / "tiny"
ARTICLE = """\
article: 2
instrument: law
title: {en: Dismissal}
provisions:
  - id: tiny.law.2.1
    in_force: {from: 2000-01-01, until: 2009-12-31, ended: true}
    says: {en: "The council may dismiss the mayor by {@share} of its seats."}
    source: {grade: primary, ref: invented}
    when:
      - mayor: {id: $mayor, town: $town}
      - town: {id: $town, seats: $seats}
      - count: {of: {refuse-report: {mayor: $mayor}}, at_least: "@refusals"}
    permits: {dismiss-mayor: {town: $town, mayor: $mayor, in_favour: $votes}}
    provided:
      - share: {of: $votes, in: $seats, at_least: "@share"}
"""
PARAMETERS = """\
parameters:
  - id: share
    label: {en: share}
    values:
      - {from: 2000-01-01, until: 2004-12-31, value: 2/3, cite: tiny.law.2.1, source: {grade: primary, ref: invented}}
      - {from: 2005-01-01, value: 1/2, cite: tiny.charter.4, source: {grade: primary, ref: invented}}
  - id: refusals
    label: {en: refusals}
    values:
      - {from: 2000-01-01, until: 2002-12-31, value: 2, cite: tiny.law.2.1, source: {grade: primary, ref: invented}}
      - {from: 2004-01-01, value: 1, cite: tiny.law.2.1, source: {grade: primary, ref: invented}}
"""


@pytest.fixture
def pack(tmp_path: Path) -> LawPack:
    """The tiny law with an article that takes two numbers from parameters."""
    root = tmp_path / "tiny"
    shutil.copytree(TINY, root)
    (root / "law" / "art-2.yaml").write_text(ARTICLE)
    (root / "parameters.yaml").write_text(PARAMETERS)
    return load_pack(root)


def test_a_provision_becomes_an_edition_for_each_span_in_which_all_its_values_hold(pack: LawPack) -> None:
    found = [
        (p.in_force.first, p.in_force.last, p.when[2].count.bound, p.provided[0].share.bound)  # type: ignore[union-attr]
        for p in pack.provisions
        if p.id == "tiny.law.2.1"
    ]
    assert sorted(found) == [
        (date(2000, 1, 1), date(2002, 12, 31), ("at_least", 2), ("at_least", "2/3")),
        (date(2004, 1, 1), date(2004, 12, 31), ("at_least", 1), ("at_least", "2/3")),
        (date(2005, 1, 1), date(2009, 12, 31), ("at_least", 1), ("at_least", "1/2")),
    ]


def test_texts_name_the_value_and_another_place_is_cited(pack: LawPack) -> None:
    last = [p for p in pack.provisions if p.id == "tiny.law.2.1"][-1]
    assert last.says["en"] == "The council may dismiss the mayor by 1/2 of its seats."
    assert last.also == ("tiny.charter.4",)
    assert all(p.in_force.ended for p in pack.provisions if p.id == "tiny.law.2.1")
    assert check_pack(pack) == []


def test_values_that_hold_together_or_end_before_they_begin_are_errors(tmp_path: Path) -> None:
    root = tmp_path / "tiny"
    shutil.copytree(TINY, root)
    wrong = PARAMETERS.replace("from: 2005-01-01", "from: 2004-06-01").replace("until: 2002-12-31", "until: 1999-12-31")
    (root / "parameters.yaml").write_text(wrong)
    assert [(d.code, d.place.line) for d in check_pack(load_pack(root))] == [
        ("overlapping-editions", 6),
        ("reversed-dates", 10),
    ]
