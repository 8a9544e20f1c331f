"""Why, why not and why nothing is required: the right thing is explained, with what it needs and what it lacks."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from zanger import (
    Explanation,
    Freedom,
    InputError,
    Law,
    Refusal,
    Words,
    ZangerError,
    decide,
    load_case,
    parse_case,
    why,
    why_not,
    why_not_required,
)
from zanger.case import Case
from zanger.engines import Reference
from zanger.proofgraph import INIT, drawn
from zanger.telling import explained, free, refused
from zanger.tree import below, branches, roots
from zanger.verification import verify

CASES = Path(__file__).parents[2] / "rules" / "kz" / "cases"
HEAD = """
title: akim-1 and his reports
pack: kz
as_of: 2002-06-01
facts:
  - unit: {id: pavlodar, level: oblast}
  - maslikhat: {unit: pavlodar, seats: 50, elected: 50}
  - akim: {id: akim-1, unit: pavlodar}
"""
REPORT = """\
  - submit-report: {{id: r-{n}, unit: pavlodar, akim: akim-1, subject: budget, on: 2001-0{n}-01}}
  - refuse-report: {{report: r-{n}, unit: pavlodar, akim: akim-1, in_favour: 12, on: 2001-0{n}-20}}
"""


def reports(number: int, ask: str = "") -> Case:
    """So many reports refused; the first line of the history is line 10."""
    text = HEAD + "history:\n" * (number > 0) + "".join(REPORT.format(n=n + 2) for n in range(number)) + ask
    return parse_case(text.encode(), "reports.yaml")[0]


@pytest.fixture(scope="module")
def demo() -> Case:
    return load_case(CASES / "demo/two-refused-reports.yaml")[0]


def test_without_votes_what_is_possible_is_explained_with_its_requirement(law: Law, engine: Reference) -> None:
    found = why(law, reports(2), "express-no-confidence", engine=engine)
    assert found.possibility is not None
    assert found.positive
    ((votes,),) = found.possibility.requirements
    assert (votes.field, votes.value, votes.whole) == ("in_favour", 34, 50)  # two thirds of 50 are 33 1/3


def test_what_the_case_leaves_no_choice_about_is_filled_in(law: Law, engine: Reference) -> None:
    found = why(law, reports(2), "express-no-confidence(in_favour=34)", engine=engine)
    assert found.judgement is not None
    assert (found.judgement.verdict, found.chosen) == ("permitted", {"unit": "pavlodar", "akim": "akim-1"})


def test_a_status_is_explained_by_the_readings_that_it_rests_on(law: Law, engine: Reference) -> None:
    found = why(law, reports(2), "no-confidence-ground", engine=engine)
    assert found.status is not None
    assert found.status.holds == "true"
    assert found.readings["G03"] == "either"


def test_of_two_actions_that_fit_the_user_is_asked_which(law: Law, engine: Reference) -> None:
    with pytest.raises(InputError) as caught:
        why(law, reports(2), "refuse-report", engine=engine)
    assert "lines 11, 13" in str(caught.value)
    assert "refuse-report(report=r-2)" in str(caught.value)


@pytest.mark.parametrize(
    ("line", "column", "help"),
    [
        ("express-no-confidense", 1, "express-no-confidence"),
        ("express-no-confidence(akmi=akim-1)", 23, "akim"),
        ("express-no-confidence(akim=akim-2)", 28, "akim-1"),
        ("no-confidence-ground(akim=akim-2)", 27, "akim-1"),
    ],
)
def test_a_misspelt_question_is_told_where_and_how_to_mend_it(
    law: Law, engine: Reference, line: str, column: int, help: str
) -> None:
    with pytest.raises(InputError) as caught:
        why_not(law, reports(2), line, engine=engine)
    (found,) = caught.value.diagnostics
    assert found.place.column == column
    assert f"`{help}`" in found.help


def test_one_refusal_too_few_is_counted_with_what_was_found(law: Law, engine: Reference) -> None:
    found = why_not(law, reports(1), "express-no-confidence(in_favour=50)", engine=engine)
    deepest = found.powers[0].failed
    while deepest.within is not None:
        deepest = deepest.within.failed
    assert deepest.expected is not None
    assert (deepest.what, deepest.actual, deepest.expected.value) == ("count", 1, 2)
    assert deepest.fields["akim"] == "akim-1"
    told = "\n".join(line.text for line in refused(found, Words(law.pack)))
    counted = "refusal that counts against the akim (unit: pavlodar, akim: akim-1, subject: local budget)"
    assert f"{counted}: 1; needed: at least 2" in told


def test_the_second_refusal_turns_the_reason_to_the_votes(law: Law, engine: Reference) -> None:
    found = why_not(law, reports(2), "express-no-confidence(in_favour=33)", engine=engine)
    failed = found.powers[0].failed
    assert failed.expected is not None
    assert (found.powers[0].citation.provision, failed.actual, failed.expected.value) == ("kz.l148.24.1", 33, 34)


def test_nothing_stands_against_what_is_permitted(law: Law, engine: Reference) -> None:
    found = why_not(law, reports(2), "express-no-confidence(in_favour=34)", engine=engine)
    assert (found.permitted, found.powers, found.passes_under) == (True, (), ())
    assert "zanger why CASE" in "\n".join(line.text for line in refused(found, Words(law.pack)))


def test_the_reading_under_which_it_would_pass_is_told(law: Law, engine: Reference) -> None:
    found = why_not(law, reports(0), "express-no-confidence(in_favour=34)", engine=engine)
    assert {t.question: [u.reading for u in t.others] for t in found.passes_under} == {"G08": ["direct"]}


def test_a_prohibition_is_told_beside_the_power_that_it_hits(law: Law, engine: Reference) -> None:
    case = load_case(CASES / "no-confidence/extraordinary-session-other-matter.yaml")[0]
    found = why_not(law, case, "express-no-confidence", engine=engine)
    assert found.judgement is not None
    assert [c.provision.rpartition("-")[0] or c.provision for c in found.covering] == ["kz.l148.24.1"]
    assert found.judgement.prohibitions[0].short == "Law No. 148, art. 10(2)"


def test_a_thing_that_is_there_but_other_is_told_with_both_values(law: Law, engine: Reference) -> None:
    case = load_case(CASES / "deputy-akims/limit-4-of-4-filled.yaml")[0]
    found = why_not(law, case, "appoint-deputy", engine=engine)
    failed = found.powers[0].failed
    assert (failed.found, failed.any_of) == ({"level": "oblast"}, {"level": ("rayon", "oblast-city")})


def test_no_duty_binds_the_president_to_dismiss_in_2002_but_one_does_from_2013(law: Law, engine: Reference) -> None:
    found = why_not_required(law, reports(2), "dismiss-akim", engine=engine)
    assert (found.required, found.duties, found.bare) == ((), (), ("dismiss-akim",))
    assert [(e.provision, e.first) for e in found.elsewhen] == [
        ("kz.l148.24.7-president", "2013-06-24"),
        ("kz.l148.24.8-president", "2013-06-24"),
    ]
    assert [(p.by, p.kind) for p in found.may] == [("president", "dismiss-akim")]


def test_a_body_has_no_duty_where_the_actions_that_bind_it_were_not_done(law: Law, engine: Reference) -> None:
    found = why_not_required(law, reports(2), body="president", engine=engine)
    assert found.required == ()
    assert [m.citation.provision for m in found.duties] == ["kz.constitution.53.3-duty"]
    assert "dismiss-akim" in found.bare


def test_the_gap_g22_is_why_the_prosecutor_need_not_go_to_the_senate(law: Law, engine: Reference) -> None:
    case = load_case(CASES / "early-end/prosecutor-duty.yaml")[0]
    free_to = case.model_copy(update={"under": {}, "expect": ()})
    found = why_not_required(law, free_to, "submit-dissolution", engine=engine)
    assert (found.required, found.questions) == ((), {"G22": "discretion"})
    assert [m.failed.what for m in found.duties] == ["reading"]
    told = "\n".join(line.text for line in free(found, Words(law.pack)))
    assert "the text lays no duty on either and sets no time" in told
    bound = why_not_required(law, case, "submit-dissolution", engine=engine)
    assert [p.by for p in bound.required] == ["prosecutor-general"]


def test_a_body_that_is_not_there_is_an_error(law: Law, engine: Reference) -> None:
    with pytest.raises(InputError, match="did you mean `president`"):
        why_not_required(law, reports(0), body="presidant", engine=engine)


def test_answers_read_back_as_they_were_written(law: Law, engine: Reference, demo: Case) -> None:
    one = why(law, demo, "express-no-confidence", engine=engine)
    other = why_not(law, demo, "express-no-confidence", engine=engine)
    third = why_not_required(law, demo, "submit-dissolution", engine=engine)
    assert Explanation.from_dict(one.to_dict()) == one
    assert Refusal.from_dict(other.to_dict()) == other
    assert Freedom.from_dict(third.to_dict()) == third


def test_the_tree_tells_every_step_and_each_in_full_once(law: Law, engine: Reference, demo: Case) -> None:
    proof = why(law, demo, "express-no-confidence", engine=engine).proof
    assert proof is not None
    tree = list(branches(proof, Words(law.pack), "2002-06-01"))
    steps = [b.step.n for b in tree if b.what == "step" and b.step is not None]
    assert set(steps) == {s.n for s in proof.steps}
    full = [n for n in steps if below(proof.steps[n - 1])]
    again = [b for b in tree if b.text.endswith("(shown above)")]
    assert len(full) - len(set(full)) == len(again) > 0


def test_a_cut_tree_tells_how_many_steps_are_left_out(law: Law, engine: Reference, demo: Case) -> None:
    proof = why(law, demo, "express-no-confidence", engine=engine).proof
    assert proof is not None
    cut = list(branches(proof, Words(law.pack), "2002-06-01", 0))
    assert [b.text for b in cut if b.what == "cut"] == [f"... {len(proof.steps) - 1} more steps below"]
    assert len(roots(proof)) == 1


def test_facts_are_told_with_file_and_line(law: Law, engine: Reference) -> None:
    lines = [
        line.text for line in explained(why(law, reports(2), "no-confidence-ground", engine=engine), Words(law.pack))
    ]
    assert "akim-1 is akim of pavlodar [reports.yaml:8]" in lines
    assert lines.index("Readings of the law that it rests on") < lines.index("Why")


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_the_pictures_hold_every_step(law: Law, engine: Reference, demo: Case, lang: str) -> None:
    found = why(law, demo, "express-no-confidence", engine=engine)
    assert found.proof is not None
    words = Words(law.pack, lang)
    text = drawn(found, words, "mermaid")
    edges = sum(len(below(s)) for s in found.proof.steps)
    assert text.startswith(f"{INIT}\nflowchart BT\n  accTitle: ")
    assert (text.count("]:::"), text.count(" --> ")) == (len(found.proof.steps), edges)
    root = ElementTree.fromstring(drawn(found, words, "svg"))
    space = "{http://www.w3.org/2000/svg}"
    assert [root.findtext(f"{space}{tag}") != "" for tag in ("title", "desc")] == [True, True]
    assert (root.get("role"), root.get("aria-labelledby"), root.get("lang")) == ("img", "title desc", lang)
    assert len(root.findall(f"{space}rect")) - 1 == len(found.proof.steps)
    assert len(root.findall(f"{space}path")) == edges


def test_what_has_no_proof_cannot_be_drawn(law: Law, engine: Reference) -> None:
    found = why(law, reports(0), "no-confidence-ground", engine=engine)
    with pytest.raises(ZangerError, match="no proof"):
        drawn(found, Words(law.pack), "mermaid")


def test_without_the_extra_the_picture_says_what_to_install(
    law: Law, engine: Reference, demo: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zanger.proofgraph.find_spec", lambda name: None)
    found = why(law, demo, "express-no-confidence", engine=engine)
    with pytest.raises(ZangerError, match=r"pip install 'zanger\[book\]'"):
        drawn(found, Words(law.pack), "svg")


QUORUM = """
title: adopted by too few, and without the positive conclusion
pack: kz
as_of: 2005-03-01
facts:
  - unit: {id: semey, level: oblast-city}
  - maslikhat: {unit: semey, seats: 30, elected: 30}
  - akim: {id: akim-1, unit: semey}
  - draft: {id: draft-1, unit: semey, effect: cuts-revenue}
history:
  - adopt-decision: {id: decision-1, draft: draft-1, unit: semey, in_favour: 16, present: 19, on: 2005-02-20}
  - approve-apparatus: {unit: semey, civil_servants: 7, in_favour: 16, on: 2005-02-21}
"""


def test_what_denies_a_power_is_told_beside_what_forbids_the_action(law: Law, engine: Reference) -> None:
    case = parse_case(QUORUM.encode(), "quorum.yaml")[0]
    found = why_not(law, case, "adopt-decision", engine=engine)
    assert found.judgement is not None
    told = {c.provision for c in found.judgement.prohibitions}
    assert told == {"kz.l148.8.2", "kz.l148.11.3-quorum", "kz.constitution.88.2-adoption"}
    assert [c.provision for c in found.covering] == ["kz.l148.7.1"]
    text = "\n".join(line.text for line in refused(found, Words(law.pack)))
    assert "deputies present: 19; forbidden: at most 19 of 30 (less than two thirds)" in text
    assert "What would permit it otherwise" in text
    assert verify(law, case, decide(law, case, engine=engine)) == []


def test_a_prohibition_tells_from_what_number_on_by_the_law_of_the_day(law: Law, engine: Reference) -> None:
    case = parse_case(QUORUM.encode(), "quorum.yaml")[0]
    text = "\n".join(
        line.text for line in refused(why_not(law, case, "approve-apparatus", engine=engine), Words(law.pack))
    )
    assert "civil servants of the apparatus: 7; forbidden: at least 7 of 30 (more than one fifth)" in text
    assert "civil servants of the apparatus: 7; forbidden: at least 6" in text  # more than the minimum of five


@pytest.mark.parametrize(
    ("file", "needed"),
    [
        ("no-confidence/34-of-50", "at least 34 of 50 (two thirds)"),
        ("time/no-confidence-2010", "at least 26 of 50 (more than half)"),
        ("time/no-confidence-2018", "at least 26 of 50 (more than half)"),
    ],
)
def test_a_proof_tells_the_share_of_the_edition_of_its_day(law: Law, engine: Reference, file: str, needed: str) -> None:
    case, _ = load_case(CASES / f"{file}.yaml")
    found = why(law, case, f"express-no-confidence(in_favour={needed.split()[2]})", engine=engine)
    text = "\n".join(line.text for line in explained(found, Words(law.pack)))
    assert f"votes in favour: {needed.split()[2]}; needed: {needed}" in text
    other = "two thirds" if "half" in needed else "more than half"
    assert f"({other})" not in text


def test_an_action_of_the_past_is_explained_by_the_law_of_its_own_day(law: Law, engine: Reference) -> None:
    text = """
title: a vote of 2002, asked about in 2010
pack: kz
as_of: 2010-06-01
facts:
  - unit: {id: pavlodar, level: oblast}
  - maslikhat: {unit: pavlodar, seats: 50, elected: 50}
  - akim: {id: akim-1, unit: pavlodar}
history:
  - submit-report: {id: r-1, unit: pavlodar, akim: akim-1, subject: budget, on: 2001-03-01}
  - refuse-report: {report: r-1, unit: pavlodar, akim: akim-1, in_favour: 12, on: 2001-03-20}
  - submit-report: {id: r-2, unit: pavlodar, akim: akim-1, subject: budget, on: 2002-03-01}
  - refuse-report: {report: r-2, unit: pavlodar, akim: akim-1, in_favour: 9, on: 2002-03-18}
  - express-no-confidence: {unit: pavlodar, akim: akim-1, in_favour: 34, on: 2002-04-22}
"""
    found = why(law, parse_case(text.encode(), "past.yaml")[0], "express-no-confidence", engine=engine)
    assert found.day == "2002-04-22"
    words = Words(law.pack)
    told = " ".join(line.text for line in explained(found, words))
    assert words.says("kz.l148.24.1", "2002-04-22") in told
    assert words.says("kz.l148.24.1", "2010-06-01") not in told


GAPS = {
    "early-end/senate-20-of-39": ("senate", "G22"),
    "early-end/prosecutor-duty": ("prosecutor-general", "G22"),
    "time/early-end-2010": ("president", "G22"),
    "deputy-akims/composition-before-the-maslikhat": ("maslikhat", "G10"),
    "deputy-akims/consent-before-higher-agreement": ("higher-bodies", "G10"),
    "positive-conclusion/raises-spending-without-conclusion": ("akim", "G33"),
    "territory/nobody-has-acted": ("government", "G24"),
}


@pytest.mark.parametrize("file", GAPS)
def test_where_the_law_is_silent_the_gap_is_why_nothing_is_required(law: Law, engine: Reference, file: str) -> None:
    body, gap = GAPS[file]
    case, _ = load_case(CASES / f"{file}.yaml")
    assert gap in why_not_required(law, case, body=body, engine=engine).questions


def test_a_duty_to_decide_either_way_is_told_as_one(law: Law, engine: Reference) -> None:
    case, _ = load_case(CASES / "time" / "higher-akim-free-2018.yaml")
    words = Words(law.pack)
    for action, told in (
        (
            "decline-request",
            "must decide, as akim-0, whether the lower akim is dismissed (talgar), and may decline the request q-1",
        ),
        ("dismiss-lower-akim", "and may dismiss, as akim-0, the lower akim akim-1 of talgar"),
    ):
        found = why_not_required(law, case, action, engine=engine)
        assert [p.kind for p in found.required] == [action]
        assert told in words.possibility(found.required[0])


def test_from_2013_the_president_must_decide_on_the_request_and_before_need_not(law: Law, engine: Reference) -> None:
    later, _ = load_case(CASES / "time" / "repeat-vote-not-declined.yaml")
    assert [m.citation.provision for m in why_not_required(law, later, body="president", engine=engine).duties] == [
        "kz.l148.24.8-president"
    ]
    assert "decline-request" in {p.kind for p in why_not_required(law, later, body="president", engine=engine).required}
    earlier, _ = load_case(CASES / "no-confidence" / "president-is-free.yaml")
    free_then = why_not_required(law, earlier, body="president", engine=engine)
    assert not free_then.required
    assert "kz.l148.24.7-president" in {e.provision for e in free_then.elsewhen}


def test_a_status_cannot_be_required_and_the_question_that_can_be_asked_is_named(law: Law, engine: Reference) -> None:
    with pytest.raises(InputError) as caught:
        why_not_required(law, reports(1), "no-confidence-ground", engine=engine)
    (found,) = caught.value.diagnostics
    assert "`no-confidence-ground` is a status" in found.message
    assert found.help == "`zanger why-not CASE no-confidence-ground` tells why it does not hold"


def test_the_beginning_of_a_name_is_enough_to_be_told_which_was_meant(law: Law, engine: Reference) -> None:
    with pytest.raises(InputError) as caught:
        why(law, reports(1), "expres", engine=engine)
    assert [d.help for d in caught.value.diagnostics] == ["did you mean `express-no-confidence`?"]
