"""An audit in words: each kind in three languages, both sides cited, the case told, filters, and what fails."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from zanger.audit.choosing import chosen, failing, write_witnesses
from zanger.audit.finding import Audit, Cell, Covered, Cut, Finding, Kind, Recognised, Slice, Witness
from zanger.audit.telling import report
from zanger.audit.wording import GRAVE, KINDS, MEANINGS, MODAL, file_name, meaning
from zanger.decision import Place
from zanger.law import Law
from zanger.load import load_case
from zanger.messages import LANGUAGES, Messages
from zanger.words import Words

ROOT = Path(__file__).parents[2]
LAW = Law.load(ROOT / "tests/property/packs/gate")
BY = {p.id: p for p in LAW.pack.provisions}
CASE = """title: A road
pack: gate
as_of: 2000-01-02
facts:
  - road: {id: road-1}
ask:
  - travel: {road: road-1}
"""


def finding(kind: Kind = "conflict", **more: object) -> Finding:
    first, second = list(BY.values())[:2]
    made = Finding(
        id=f"{kind}/travel/{first.id},{second.id}",
        kind=kind,
        grave="error",
        subject="travel",
        side=(LAW.citer.cite(first),),
        against=(LAW.citer.cite(second),),
        places=(Place(file="law/art-1.yaml", line=3, column=5),),
        first="2000-01-01",
        witness=Witness(title="t", case=CASE, answer=("forbidden: travel",), confirmed=True),
    )
    return made.replaced(**more)


def audit(*findings: Finding, **more: object) -> Audit:
    made = Audit(
        pack="gate",
        pack_version="0.1.0",
        findings=findings,
        covered=Covered(
            days=("2000-01-01",),
            slices=(Slice(subject="travel", first="2000-01-01", last=None, rules=3, searches=2),),
            seconds=1.0,
        ),
    )
    return made.replaced(**more)


def text(found: Audit, lang: str = "en", **more: str) -> str:
    return "\n".join(line.text for line in report(found, Words(LAW.pack, lang), **more))


def test_every_kind_has_a_name_and_a_meaning() -> None:
    assert set(KINDS) == set(get_args(Kind)) == {name.partition("/")[0] for name in MEANINGS}


@pytest.mark.parametrize("lang", [x for x in LANGUAGES if x != "en"])
def test_every_sentence_about_findings_is_there_in_each_language(lang: str) -> None:
    say = Messages(lang)
    for sentence in (*KINDS.values(), *MEANINGS.values(), *MODAL.values(), *GRAVE.values()):
        assert say(sentence, levels="", words="") != sentence.format(levels="", words="")


@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        ("conflict", {"required": True, "always": True}, "Whenever one text obliges"),
        ("conflict", {"required": False, "always": False}, "In some situations one text allows"),
        ("contradiction", {"about": "value"}, "different numbers"),
        ("contradiction", {"about": "manner"}, "different conditions"),
        ("silence", {"after": "ended"}, "takes a power or a duty away"),
        ("silence", {"after": "not-adopted"}, "if the vote fails"),
        ("redundant", {"why": "no-power"}, "what no text allows"),
        ("no-time-limit", {"what": "answer", "waiting": 2}, "waits for an answer"),
        ("no-consequence", {"what": "prohibition"}, "who may undo it"),
        ("no-such-body", {"what": "all", "levels": "settlement, village"}, "such a body: settlement, village."),
        ("same-words", {"what": "numbers", "words": "twice"}, 'in two places: "twice".'),
        ("loop", {"what": "rules", "length": 2}, "none can ever come about"),
        ("unreachable", {"sort": "action", "power": False}, "No text gives anybody a power"),
        ("unreachable", {"sort": "status", "power": False}, "No lawful course of events"),
    ],
)
def test_the_meaning_follows_what_was_found(kind: Kind, values: dict[str, object], told: str) -> None:
    assert told in meaning(finding(kind, values=values), Words(LAW.pack))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_texts_of_both_sides_are_cited_in_the_language_of_the_reader(lang: str) -> None:
    words = Words(LAW.pack, lang)
    told = text(audit(finding()), lang)
    for name in list(BY)[:2]:
        assert words.cite(name) in told


def test_the_case_is_told_with_its_answer_and_the_command_that_runs_it() -> None:
    found = finding()
    told = text(audit(found), pack="gate/", folder="out")
    assert "2000-01-02, asked: " in told
    assert "the answer: " in told
    assert "forbidden" in told.partition("the answer: ")[2]
    assert f"zanger check out/{file_name(found)} --pack gate/" in told


def test_a_case_that_is_not_confirmed_says_so() -> None:
    unsure = finding(witness=Witness(title="t", case=CASE, answer=(), confirmed=False))
    assert "no lawful history that leads to it was found" in text(audit(unsure))


def test_what_was_cut_is_told_by_name() -> None:
    cut = Cut(subject=finding().id, day="2000-01-01", question="witness", bound="time")
    told = text(audit(covered=Covered(days=(), cut=(cut,))))
    assert "not covered: Permitted and forbidden at once: " in told
    assert "a case that shows it (ended by: time)" in told
    assert "All of it was covered" not in told


def test_known_questions_are_counted() -> None:
    marked = finding(known=("G18",))
    told = text(
        audit(marked, finding("dead"), recognised=(Recognised(id="G18", findings=(marked.id,)), Recognised(id="G07")))
    )
    assert "known: 1; new: 1" in told
    assert "found without being told: 1 of 2 (G18)" in told
    assert "not found: G07" in told


def test_the_map_tells_after_what_nobody_is_told_anything() -> None:
    cells = (Cell(body="traveller", situation="travel", says=("silent",)),)
    assert "nobody is told anything after: Travel" in text(audit(map=cells))


def test_findings_are_chosen_by_kind_and_by_whether_they_are_known() -> None:
    known, new = finding(known=("G1",)), finding("dead")
    found = audit(known, new)
    assert chosen(found, ["dead"]).findings == (new,)
    assert chosen(found, known=True).findings == (known,)
    assert chosen(found, known=False).findings == (new,)
    assert chosen(found).findings == (known, new)


def test_texts_that_read_the_same_are_told_once() -> None:
    twice = finding(side=(*finding().side, *finding().side))
    assert text(audit(twice)).count(LAW.citer.cite(next(iter(BY.values()))).short) == 1


def test_a_single_day_is_told_as_one() -> None:
    told = text(audit(finding(first="2000-01-02", last="2000-01-02", witness=None)))
    assert told.count("2000-01-02") == 1


def test_only_a_new_finding_that_is_grave_enough_fails() -> None:
    assert failing(audit(finding()), "error")
    assert not failing(audit(finding(known=("G1",))), "note")
    assert not failing(audit(finding(grave="warning")), "error")
    assert failing(audit(finding(grave="warning")), "warning")
    assert not failing(audit(finding()), "never")


def test_the_cases_that_are_written_can_be_read(tmp_path: Path) -> None:
    found = finding()
    (path,) = write_witnesses(audit(found, finding("dead", witness=None)), tmp_path / "new")
    assert path.name == file_name(found)
    assert load_case(str(path))[0].title == "A road"
