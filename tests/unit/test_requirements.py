"""What is asked of a field by another field whose value is not known beforehand."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from zanger import Law, Words, decide, load_pack, parse_case
from zanger.decision import Requirement
from zanger.engines import Reference
from zanger.possible import negate
from zanger.provision import Bound

TINY = Path(__file__).parents[1] / "golden" / "packs" / "tiny"
FIELDS = """\
  hold-hearing:
    by: [council]
    label: {en: hold a hearing}
    fields:
      town: {type: ref, to: [town]}
      called: {type: date, label: {en: day of the call}}
      held: {type: date, label: {en: day of hearing}}
      present: {type: int, min: 0, max: 100, label: {en: councillors present}}
      in_favour: {type: int, min: 0, max: 100, label: {en: votes in favour}}
statuses:
"""
ARTICLE = """\
article: 1
instrument: law
title: {{en: Hearings}}
provisions:
  - id: tiny.law.1.1
    in_force: {{from: 2000-01-01}}
    says: {{en: "The council may hold a hearing."}}
    source: {{grade: primary, ref: invented}}
    when: [{{town: {{id: $town}}}}]
    permits: {{hold-hearing: {{town: $town, called: $called, held: $held, present: $present, in_favour: $votes}}}}
    provided: [{condition}]
"""
CASE = """\
pack: tiny
as_of: 2010-01-01
facts:
  - town: {{id: oskemen, seats: 30}}
ask:
  - hold-hearing: {{town: oskemen, called: 2010-01-01, held: {held}, present: 20, in_favour: {votes}}}
"""
CONDITIONS = {
    "{days: {from: $called, to: $held, at_most: 5}}": "day of hearing: not after: day of the call + 5 calendar days",
    "{days: {from: $called, to: $held, more_than: 1}}": "day of hearing: after: day of the call + 1 calendar day",
    "{after: [$held, $called]}": "day of hearing: after: day of the call",
    "{share: {of: $votes, in: $present, more_than: 1/2}}": "votes in favour: more than half of: councillors present",
    "{share: {of: $votes, in: $present, at_least: 1/3}}": "votes in favour: at least one third of: councillors present",
    "{compare: {left: $votes, at_least: $present}}": "votes in favour: not less than: councillors present",
}


def hearing(folder: Path, condition: str, held: str = "2010-01-05", votes: int = 20) -> tuple[Law, str, str]:
    """The law with that condition, the verdict on a hearing, and what is asked of one."""
    root = folder / "tiny"
    shutil.copytree(TINY, root)
    vocabulary = (root / "vocabulary.yaml").read_text().replace("statuses:\n", FIELDS)
    (root / "vocabulary.yaml").write_text(vocabulary)
    (root / "law" / "art-2.yaml").unlink()
    (root / "law" / "art-1.yaml").write_text(ARTICLE.format(condition=condition))
    law = Law(load_pack(root))
    case, _ = parse_case(CASE.format(held=held, votes=votes).encode(), "hearing.yaml")
    decision = decide(law, case, engine=Reference())
    ((needed,),) = decision.now[0].requirements
    return law, decision.asked[0].verdict, Words(law.pack).requirement("hold-hearing", needed)


@pytest.mark.parametrize(("condition", "asked"), CONDITIONS.items())
def test_what_is_asked_by_another_field_is_said_in_full(tmp_path: Path, condition: str, asked: str) -> None:
    assert hearing(tmp_path, condition)[2] == asked


@pytest.mark.parametrize(("day", "verdict"), [(6, "permitted"), (7, "not-empowered")])
def test_the_days_on_top_are_those_that_the_verdict_counts(tmp_path: Path, day: int, verdict: str) -> None:
    condition = next(iter(CONDITIONS))
    assert hearing(tmp_path, condition, held=date(2010, 1, day).isoformat())[1] == verdict


@pytest.mark.parametrize(
    ("bound", "strict", "opposite"),
    [
        ("at_least", False, "less than one third of: councillors present"),
        ("more_than", True, "at most one third of: councillors present"),
        ("at_most", False, "more than one third of: councillors present"),
        ("less_than", True, "at least one third of: councillors present"),
    ],
)
def test_what_a_prohibition_leaves_free_is_the_exact_opposite(
    tmp_path: Path, bound: Bound, strict: bool, opposite: str
) -> None:
    law, _, _ = hearing(tmp_path, next(iter(CONDITIONS)))
    asked = Requirement(field="in_favour", bound=bound, strict=strict, share="1/3", compared="present")
    said = Words(law.pack).requirement("hold-hearing", negate(asked))
    assert said == f"votes in favour: {opposite}"
