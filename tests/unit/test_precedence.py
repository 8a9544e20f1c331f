"""Which of two texts in force together prevails, by what, and that the other then gives nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zanger import Decision, Law, Words, decide, load_case, load_pack, parse_case, report, verify
from zanger.engines import DurableInProcess, Engine, Reference

TINY = Path(__file__).parents[1] / "golden" / "packs" / "tiny"
CASES = Path(__file__).parents[2] / "rules" / "kz" / "cases" / "time"
INSTRUMENTS = """\
instruments:
  - {{id: charter, rank: 1, title: {{en: Charter}}, short: {{en: Charter}}, adopted: 2000-01-01,
     in_force: {{from: 2000-01-01}}, source: {{grade: primary, ref: invented}}}}
  - {{id: law, rank: {rank}, title: {{en: Law}}, short: {{en: the Law}}, adopted: {adopted},
     in_force: {{from: 2000-01-01}}, source: {{grade: primary, ref: invented}}}}
"""
ARTICLE = """\
article: 1
instrument: {instrument}
title: {{en: Dismissal}}
provisions:
  - id: tiny.{instrument}.1.1
    in_force: {{from: 2000-01-01}}
    says: {{en: "The council may dismiss the mayor."}}
    source: {{grade: primary, ref: invented}}
    {overrides}
    when: [{{town: {{id: $town, seats: $seats}}}}, {{mayor: {{id: $mayor, town: $town{more}}}}}]
    permits: {{dismiss-mayor: {{town: $town, mayor: $mayor, in_favour: $votes}}}}
    provided: [{{share: {{of: $votes, in: $seats, at_least: {share}}}}}]
"""
CASE = """\
pack: tiny
as_of: 2010-01-01
facts:
  - town: {{id: oskemen, seats: 30}}
  - mayor: {{id: mayor-1, town: oskemen{since}}}
ask:
  - dismiss-mayor: {{town: oskemen, mayor: mayor-1, in_favour: {votes}}}
"""
WEAKER = {"rank": ("3", "2000-01-01"), "later": ("1", "1999-12-31"), "special": ("1", "2000-01-01")}
"""Rank and day of the Law by the ground on which it yields to the Charter, of rank 1 and of 1 January 2000."""


@pytest.fixture(params=[Reference, DurableInProcess], ids=lambda e: e.__name__.lower())
def engine(request: pytest.FixtureRequest) -> Engine:
    made: Engine = request.param()
    return made


def answer(
    folder: Path, engine: Engine, votes: int, share: str, *, ground: str = "rank", more: str = "", since: str = ""
) -> tuple[Law, Decision]:
    """The charter asks for `share` of 30, and `more` of the mayor; the Law, that yields to it, for half."""
    root = folder / "tiny"
    shutil.copytree(TINY, root)
    shutil.rmtree(root / "law")
    rank, adopted = WEAKER[ground]
    (root / "instruments.yaml").write_text(INSTRUMENTS.format(rank=rank, adopted=adopted))
    for name, own, wanted, overrides in (
        ("charter", share, more, "overrides: [tiny.law.1.1]"),
        ("law", "1/2", "", ""),
    ):
        (root / name).mkdir()
        text = ARTICLE.format(instrument=name, share=own, more=wanted, overrides=overrides)
        (root / name / "art-1.yaml").write_text(text)
    law = Law(load_pack(root))
    case, _ = parse_case(CASE.format(votes=votes, since=since).encode(), "c.yaml")
    decision = decide(law, case, engine=engine)
    assert verify(law, case, decision) == []
    return law, decision


@pytest.mark.parametrize(
    ("votes", "share", "verdict"),
    [
        (20, "2/3", "permitted"),
        (19, "2/3", "not-empowered"),  # enough for the Law alone
        (10, "1/3", "permitted"),
        (9, "1/3", "not-empowered"),
        (15, "1/3", "permitted"),
    ],
)
def test_the_manner_of_the_text_that_prevails_is_the_only_one(
    tmp_path: Path, engine: Engine, votes: int, share: str, verdict: str
) -> None:
    _, decision = answer(tmp_path, engine, votes, share)
    (asked,), (possible,) = decision.asked, decision.now
    assert asked.verdict == verdict
    assert [m.citation.provision for m in asked.nearest] == (["tiny.charter.1.1"] if verdict == "not-empowered" else [])
    ((needed,),) = possible.requirements
    assert needed.value == {"2/3": 20, "1/3": 10}[share]
    assert [c.provision for c in possible.citations] == ["tiny.charter.1.1"]


@pytest.mark.parametrize(
    ("ground", "said"),
    [
        ("rank", "Charter, art. 1(1), prevails by rank over the Law, art. 1(1)"),
        ("later", "Charter, art. 1(1), prevails over the Law, art. 1(1) as the later text"),
        ("special", "Charter, art. 1(1), prevails over the Law, art. 1(1) as the special rule"),
    ],
)
def test_the_answer_says_by_what_it_prevails(tmp_path: Path, engine: Engine, ground: str, said: str) -> None:
    law, decision = answer(tmp_path, engine, 20, "2/3", ground=ground)
    for found in (*decision.asked, *decision.now):
        (told,) = found.prevails
        assert (told.prevailing.provision, told.yielding.provision) == ("tiny.charter.1.1", "tiny.law.1.1")
        assert told.ground == ground
    assert [line.text for line in report(decision, Words(law.pack))].count(said) == 2


def test_where_the_text_that_prevails_is_not_open_the_other_holds(tmp_path: Path, engine: Engine) -> None:
    _, decision = answer(tmp_path, engine, 15, "2/3", more=", since: 2009-01-01")
    (asked,), (possible,) = decision.asked, decision.now
    assert (asked.verdict, asked.prevails, possible.prevails) == ("permitted", (), ())
    ((needed,),) = possible.requirements
    assert needed.value == 15


def test_what_applies_only_under_another_reading_prevails_over_nothing(kz: Law) -> None:
    case, _ = parse_case(
        b"pack: kz\nas_of: 2007-11-01\nunder: {G29: law}\nfacts:\n  - unit: {id: u, level: oblast}\n"
        b"  - maslikhat: {unit: u, seats: 50, elected: 50}\n  - akim: {id: a, unit: u}\n"
        b"ask:\n  - express-no-confidence: {unit: u, akim: a, in_favour: 34}\n",
        "c.yaml",
    )
    (asked,) = decide(kz, case, engine=Reference()).asked
    assert any(m.failed.what == "reading" for m in asked.nearest)
    assert (asked.verdict, asked.prevails) == ("not-empowered", ())


def test_in_november_2007_a_majority_is_enough_and_nothing_asks_for_two_thirds(kz: Law) -> None:
    case, _ = load_case(CASES / "no-confidence-2007.yaml")
    decision = decide(kz, case, engine=Reference())
    (possible,) = (p for p in decision.now if p.kind == "express-no-confidence")
    assert [[r.value for r in alternative] for alternative in possible.requirements] == [[26]]
    for found in (possible, *decision.asked):
        assert [(p.prevailing.short, p.ground, p.yielding.short) for p in found.prevails] == [
            ("Constitution, art. 87(5)", "rank", "Law No. 148, art. 24(1)")
        ]


@pytest.mark.parametrize(
    ("name", "yielding"),
    [
        ("no-confidence-2007-without-initiative", "Law No. 148, art. 24(1)"),
        ("oblast-akim-2007", "Law No. 148, art. 28(1)"),
        ("term-2007-11-01", "Law No. 148, art. 5(1)"),
    ],
)
def test_in_2007_the_constitution_prevails_by_rank_until_the_law_is_amended(kz: Law, name: str, yielding: str) -> None:
    case, _ = load_case(CASES / f"{name}.yaml")
    decision = decide(kz, case, engine=Reference())
    told = [p for a in (*decision.asked, *decision.now, *decision.statuses) for p in a.prevails]
    assert yielding in {p.yielding.short for p in told}
    assert {(p.prevailing.instrument, p.ground) for p in told} == {("constitution", "rank")}


@pytest.fixture(scope="module")
def kz() -> Law:
    return Law.load("kz")
