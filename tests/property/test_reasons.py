"""Of reasons that are equally near, the same one is told whatever the order of the provisions."""

from __future__ import annotations

from dataclasses import replace

from zanger import Law, decide, parse_case
from zanger.engines import Reference

ELSEWHERE = b"""
title: an akim reports to the maslikhat of another unit
pack: kz
as_of: 2002-06-01
facts:
  - unit: {id: oral, level: oblast}
  - unit: {id: aktau, level: oblast}
  - akim: {id: akim-1, unit: aktau}
ask:
  - submit-report: {id: r-1, unit: oral, akim: akim-1, subject: budget}
"""


def test_the_reason_told_does_not_depend_on_the_order_of_provisions(law: Law, engine: Reference) -> None:
    articles = [(path, a.model_copy(update={"provisions": a.provisions[::-1]})) for path, a in law.pack.articles]
    turned = Law(replace(law.pack, articles=tuple(articles[::-1])), checked=True)
    case, _ = parse_case(ELSEWHERE, "elsewhere.yaml")
    found, expected = (decide(each, case, engine=engine).asked[0] for each in (turned, law))
    assert (found.nearest, set(found.citations)) == (expected.nearest, set(expected.citations))
