"""Differences and remarks stand beside the answers that they concern, and decide nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zanger import Law, decide, parse_case
from zanger.check import check_pack
from zanger.load import load_pack
from zanger.reporting import report
from zanger.words import Words

TINY = Path(__file__).parents[1] / "golden" / "packs" / "tiny"
DIFFERENCES = """\
differences:
  - id: D1
    concerns: [tiny.law.2]
    paper: {en: "a simple majority dismisses the mayor"}
    law: {en: "two thirds do"}
    cites: [tiny.law.2.1]
    source: {grade: primary, ref: invented}
  - id: D2
    concerns: [tiny.law.1.1]
    paper: {en: "the council hears reports"}
    law: {en: "it may refuse them"}
    source: {grade: primary, ref: invented}
"""
REMARKS = """\
remarks:
  - id: N1
    concerns: [tiny.law.2.1]
    says: {en: "It is said that no mayor was ever dismissed."}
    source: {grade: claimed, ref: invented}
"""
CASE = """\
pack: tiny
as_of: 2001-06-01
facts:
  - town: {id: oskemen, seats: 30}
  - mayor: {id: mayor-1, town: oskemen}
history:
  - refuse-report: {town: oskemen, mayor: mayor-1, in_favour: 3, on: 2001-01-01}
  - refuse-report: {town: oskemen, mayor: mayor-1, in_favour: 3, on: 2001-02-01}
ask:
  - dismiss-mayor: {town: oskemen, mayor: mayor-1, in_favour: 20}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The tiny law with differences and a remark."""
    root = tmp_path / "tiny"
    shutil.copytree(TINY, root)
    (root / "practice").mkdir()
    (root / "differences.yaml").write_text(DIFFERENCES)
    (root / "practice" / "mayors.yaml").write_text(REMARKS)
    return root


def test_answers_name_what_concerns_the_provisions_they_cite(root: Path) -> None:
    law = Law(load_pack(root))
    case, _ = parse_case(CASE.encode(), "case.yaml")
    decision = decide(law, case, engine="reference")
    plain = decide(Law(load_pack(TINY)), case, engine="reference")
    assert decision.asked[0].beside == ("D1", "N1")
    assert decision.history[0].beside == ("D2",)
    assert [a.verdict for a in decision.asked + decision.history] == [a.verdict for a in plain.asked + plain.history]


def test_the_report_says_what_the_paper_and_the_law_say_in_one_line(root: Path) -> None:
    law = Law(load_pack(root))
    case, _ = parse_case(CASE.encode(), "case.yaml")
    lines = [line.text for line in report(decide(law, case, engine="reference"), Words(law.pack))]
    told = "D1: the paper says: a simple majority dismisses the mayor; the law: two thirds do [the Law, art. 2(1)]"
    assert lines.count(told) == 1
    assert lines.count("N1: It is said that no mayor was ever dismissed.") == 1


def test_what_concerns_nothing_or_stands_twice_is_an_error(root: Path) -> None:
    (root / "practice" / "more.yaml").write_text(REMARKS.replace("tiny.law.2.1", "tiny.law.21"))
    found = [(d.code, d.place.line) for d in check_pack(load_pack(root))]
    assert found == [("duplicate-id", 2), ("unknown-provision", 3)]
