"""What is not coded for a day, and what an answer makes of it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from zanger import Law, decide, parse_case
from zanger.gaps import Gaps
from zanger.load import LawPack, load_pack
from zanger.verification import verify

TINY = Path(__file__).parents[1] / "golden" / "packs" / "tiny"
ARTICLE = """\
article: 1
instrument: law
title: {{en: Reports}}
provisions:
  - id: tiny.law.1.1
    in_force: {{from: 2000-01-01, until: 2004-12-31{first}}}
    says: {{en: "The council may refuse the report of the mayor."}}
    source: {{grade: primary, ref: invented}}
    when: [{{mayor: {{id: $mayor, town: $town}}}}]
    permits: {{refuse-report: {{town: $town, mayor: $mayor}}}}
  - id: tiny.law.1.1
    in_force: {{from: 2010-01-01{second}}}
    says: {{en: "The council may refuse the report of the mayor."}}
    source: {{grade: primary, ref: invented}}
    when: [{{mayor: {{id: $mayor, town: $town}}}}]
    permits: {{refuse-report: {{town: $town, mayor: $mayor}}}}
  - id: tiny.law.1.2
    in_force: {{from: 2000-01-01}}
    says: {{en: "Two refusals are a ground to dismiss the mayor."}}
    source: {{grade: primary, ref: invented}}
    when: [{{mayor: {{id: $mayor}}}}, {{count: {{of: {{refuse-report: {{mayor: $mayor}}}}, at_least: 2}}}}]
    defines: {{dismissal-ground: {{mayor: $mayor}}}}
"""
CASE = """\
pack: tiny
as_of: {day}
facts:
  - town: {{id: oskemen, seats: 30}}
  - mayor: {{id: mayor-1, town: oskemen}}
history:
  - refuse-report: {{town: oskemen, mayor: mayor-1, in_favour: 3, on: {day}}}
  - refuse-report: {{town: oskemen, mayor: mayor-1, in_favour: 3, on: {day}}}
"""


def pack(tmp_path: Path, first: str = "", second: str = "") -> LawPack:
    """The tiny law with an article of two editions and a gap between them."""
    root = tmp_path / "tiny"
    shutil.copytree(TINY, root)
    (root / "law" / "art-1.yaml").write_text(ARTICLE.format(first=first, second=second))
    return load_pack(root)


@pytest.mark.parametrize(
    ("day", "first", "second", "gap"),
    [
        (date(2004, 12, 31), "", "", False),
        (date(2005, 1, 1), "", "", True),
        (date(2009, 12, 31), "", "", True),
        (date(2010, 1, 1), "", "", False),
        (date(1999, 12, 31), "", "", True),
        (date(2005, 1, 1), ", ended: true", "", False),
        (date(2009, 12, 31), "", ", new: true", False),
    ],
)
def test_a_day_outside_all_editions_is_a_gap_unless_it_is_told_that_there_was_no_rule(
    tmp_path: Path, day: date, first: str, second: str, gap: bool
) -> None:
    found = Gaps(pack(tmp_path, first, second), day).about("refuse-report")
    assert [p.id for p in found.powers] == (["tiny.law.1.1"] if gap else [])


def test_a_status_is_not_coded_where_its_definition_is_not(tmp_path: Path) -> None:
    gaps = Gaps(pack(tmp_path), date(1999, 6, 1))
    assert [p.id for p in gaps.about("dismiss-mayor").powers] == ["tiny.law.1.2", "tiny.law.2.1"]
    assert not Gaps(pack(tmp_path / "again"), date(2003, 6, 1))


def test_an_action_on_a_day_not_coded_is_followed_both_ways(tmp_path: Path) -> None:
    law = Law(pack(tmp_path))
    case, _ = parse_case(CASE.format(day="2006-06-01").encode(), "case.yaml")
    decision = decide(law, case, engine="reference")
    assert [(j.verdict, j.effect) for j in decision.history] == [("undetermined", "undetermined")] * 2
    assert [h.kind for h in decision.history[0].hangs_on] == ["not-coded"]
    assert [c.provision for c in decision.history[0].not_coded] == ["tiny.law.1.1"]
    assert decision.history[0].citations == ()
    ground = next(s for s in decision.statuses if s.status == "dismissal-ground")
    assert ground.holds == "undetermined"
    assert {h.on for h in ground.hangs_on} == {"not coded history[1]", "not coded history[2]"}
    assert [(n.kind, n.power) for n in decision.not_coded] == [("refuse-report", True)]
    assert verify(law, case, decision) == []


def test_where_a_rule_is_known_to_have_ended_there_is_no_power(tmp_path: Path) -> None:
    law = Law(pack(tmp_path, ", ended: true"))
    case, _ = parse_case(CASE.format(day="2006-06-01").encode(), "case.yaml")
    decision = decide(law, case, engine="reference")
    assert [(j.verdict, j.effect) for j in decision.history] == [("not-empowered", "void")] * 2
    assert decision.not_coded == ()


def test_what_comes_later_hangs_on_an_action_on_a_day_not_coded(tmp_path: Path) -> None:
    law = Law(pack(tmp_path))
    text = CASE.format(day="2006-06-01") + "ask:\n  - dismiss-mayor: {town: oskemen, mayor: mayor-1, in_favour: 20}\n"
    case, _ = parse_case(text.replace("as_of: 2006-06-01", "as_of: 2011-06-01").encode(), "case.yaml")
    decision = decide(law, case, engine="reference")
    (asked,) = decision.asked
    assert asked.verdict == "undetermined"
    assert [h.on for h in asked.hangs_on] == ["not coded history[1]", "not coded history[2]"]
    assert verify(law, case, decision) == []
    for name, what in (
        ("not coded history[9]", "ask 1: it is said to hang on not coded history[9], which did not come before"),
        ("not coded ask[1]", "ask 1: it is said that the law is not coded for the day of not coded ask[1], but it is"),
    ):
        hang = asked.hangs_on[0].replaced(on=name)
        wrong = decision.replaced(asked=(asked.replaced(hangs_on=(hang,)),))
        assert what in [str(f) for f in verify(law, case, wrong)]
