"""What changed between two days, and which cases it turns."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from zanger import Law, make_engine, parse_case
from zanger.amendments import changes, turned
from zanger.load import load_pack

TINY = Path(__file__).parents[1] / "golden" / "packs" / "tiny"
MORE = """
  - id: tiny.law.2.2
    in_force: {from: 2005-01-01, new: true}
    says: {en: "The governor may dismiss a mayor."}
    source: {grade: primary, ref: invented}
    when: [{mayor: {id: $mayor, town: $town}}]
    permits: {dismiss-mayor: {by: governor, town: $town, mayor: $mayor}}
  - id: tiny.law.2.3
    in_force: {from: 2000-01-01, until: 2004-12-31, ended: true}
    says: {en: "A report was refused."}
    source: {grade: primary, ref: invented}
    when: [{refuse-report: {mayor: $mayor}}]
    defines: {dismissal-ground: {mayor: $mayor}}
  - id: tiny.law.2.4
    in_force: {from: 2000-01-01, until: 2004-12-31}
    says: {en: "The council must not refuse a report."}
    source: {grade: primary, ref: invented}
    when: [{mayor: {id: $mayor, town: $town}}]
    forbids: {refuse-report: {town: $town, mayor: $mayor, in_favour: $votes}}
    provided: [{compare: {left: $votes, at_least: 30}}]
    breach: void
"""
CASE = """\
pack: tiny
as_of: 2001-06-01
facts:
  - town: {id: oskemen, seats: 30}
  - mayor: {id: mayor-1, town: oskemen}
history:
  - refuse-report: {town: oskemen, mayor: mayor-1, in_favour: 3, on: 2001-01-01}
ask:
  - dismiss-mayor: {town: oskemen, mayor: mayor-1, in_favour: 20}
"""


@pytest.fixture
def law(tmp_path: Path) -> Law:
    """The tiny law: from 2005 another share, a new power, a rule that ended, one that was not read."""
    root = tmp_path / "tiny"
    shutil.copytree(TINY, root)
    article = (root / "law" / "art-2.yaml").read_text()
    first = article[article.index("  - id:") :]
    old = first.replace("{from: 2000-01-01}", "{from: 2000-01-01, until: 2004-12-31}")
    new = first.replace("2000-01-01", "2005-01-01").replace("2/3", "1/2")
    (root / "law" / "art-2.yaml").write_text(article.replace(first, old + "\n" + new) + MORE)
    vocabulary = (root / "vocabulary.yaml").read_text()
    (root / "vocabulary.yaml").write_text(vocabulary.replace("by: [council]", "by: [council, governor]"))
    return Law(load_pack(root))


def test_each_change_is_told_with_its_kind_and_the_bodies_that_it_concerns(law: Law) -> None:
    found = [(c.id, c.what, c.bodies) for c in changes(law, date(2004, 6, 1), date(2005, 6, 1))]
    assert found == [
        ("tiny.law.2.1", "changed", ("council",)),
        ("tiny.law.2.2", "new", ("governor",)),
        ("tiny.law.2.3", "ended", ()),
        ("tiny.law.2.4", "not-coded", ("council",)),
    ]
    backwards = {c.id: c.what for c in changes(law, date(2005, 6, 1), date(2004, 6, 1))}
    assert backwards["tiny.law.2.2"] == "ended"
    assert backwards["tiny.law.2.4"] == "not-coded-before"
    assert changes(law, date(2005, 6, 1), date(2006, 6, 1)) == []


def test_a_case_is_decided_by_the_law_of_each_day_whatever_its_own_days(law: Law) -> None:
    case, _ = parse_case(CASE.encode(), "case.yaml")
    with make_engine("reference") as engine:
        (found,) = turned(law, date(2004, 6, 1), date(2005, 6, 1), [("case.yaml", case)], engine)
    assert ("ask 1: dismiss-mayor", "permitted", "not-empowered") in found.answers
    with make_engine("reference") as engine:
        assert not list(turned(law, date(2005, 6, 1), date(2006, 6, 1), [("case.yaml", case)], engine))
