"""What if: which items a selector means, how a case is changed, and what comes of it, by hand."""

from __future__ import annotations

from datetime import date

import pytest

from zanger import InputError, Law, minimal_changes, parse_case, review, what_if
from zanger.case import Case
from zanger.decision import Part
from zanger.markdown import as_markdown
from zanger.minuted import minuted
from zanger.minutes import Minutes
from zanger.reporting import Line
from zanger.selection import select
from zanger.shorthand import read_setting
from zanger.supposed import supposed, turned
from zanger.supposing import Supposition, suppose
from zanger.turning import Turning
from zanger.words import Words
from zanger.writing import case_yaml

CASE = b"""\
title: two refused reports
pack: kz
as_of: 2002-06-01
facts:
  - unit: {id: pavlodar, level: oblast}
  - maslikhat: {unit: pavlodar, seats: 50, elected: 50}
  - akim: {id: akim-1, unit: pavlodar}
history:
  - submit-report: {id: r-2000, unit: pavlodar, akim: akim-1, subject: budget, on: 2001-03-01}
  - refuse-report: {report: r-2000, unit: pavlodar, akim: akim-1, in_favour: 12, on: 2001-03-20}
  - submit-report: {id: r-2001, unit: pavlodar, akim: akim-1, subject: budget, on: 2002-03-01}
  - refuse-report: {report: r-2001, unit: pavlodar, akim: akim-1, in_favour: 9, on: 2002-03-18}
ask:
  - express-no-confidence: {unit: pavlodar, akim: akim-1, in_favour: 33}
"""
"""Art. 24: two refusals are a ground, the vote needs two thirds of 50, that is 34; a report is approved by 26 votes."""


@pytest.fixture(scope="module")
def case() -> Case:
    return parse_case(CASE, "case.yaml")[0]


@pytest.mark.parametrize(
    ("selector", "place"),
    [
        ("r-2001", "history[3]"),
        ("akim-1", "facts[3]"),
        ("history[2]", "history[2]"),
        ("refuse-report(report=r-2001)", "history[4]"),
        ("refuse-report(in_favour=12)", "history[2]"),
        ("maslikhat", "facts[2]"),
        ("express-no-confidence", "ask[1]"),
    ],
)
def test_a_selector_means_one_item(law: Law, case: Case, selector: str, place: str) -> None:
    assert str(select(selector, law.pack, case)) == place


@pytest.mark.parametrize(
    ("selector", "column", "message", "help"),
    [
        ("r-2002", 1, "nothing in this case is called `r-2002`", "did you mean `r-2001`?"),
        (
            "refuse-report",
            1,
            "can be 2 things of the case: `history[2]`, `history[4]`",
            "say which, such as `history[2]`",
        ),
        ("history[5]", 1, "there is no `history[5]`: `history` holds 4 items", "the last `history[4]`"),
        ("history[0]", 1, "there is no `history[0]`", "the first is `history[1]`"),
        ("refuse-report(repor=r-2001)", 15, "`refuse-report` has no field `repor`", "did you mean `report`?"),
        ("refuse-report(in_favour=1)", 1, "nothing in this case is `refuse-report(in_favour=1)`", ""),
        ("  akima", 3, "nothing in this case is called `akima`", "did you mean `akim`?"),
    ],
)
def test_a_selector_that_means_nothing_or_too_much_is_told(
    law: Law, case: Case, selector: str, column: int, message: str, help: str
) -> None:
    with pytest.raises(InputError) as caught:
        select(selector, law.pack, case)
    (found,) = caught.value.diagnostics
    assert (found.place.line, found.place.column) == (1, column)
    assert message in found.message
    assert help in found.help


@pytest.mark.parametrize(
    ("text", "selector", "field", "value"),
    [
        ("r-2001.on=2002-03-01", "r-2001", "on", "2002-03-01"),
        ("history[2].in_favour = 30", "history[2]", "in_favour", 30),
        ("refuse-report(report=r-2001).ballot=open", "refuse-report(report=r-2001)", "ballot", "open"),
        ("v1.2.x=true", "v1.2", "x", True),
    ],
)
def test_a_setting_is_a_selector_a_field_and_a_value(text: str, selector: str, field: str, value: object) -> None:
    read = read_setting(text)
    assert (read.selector, read.field, read.value) == (selector, field, value)


@pytest.mark.parametrize("text", ["", "a", "a.b", "a=3", ".b=3", "a.=3", "a.b=", "a.b=(", "a.b c=3"])
def test_what_is_no_setting_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_setting(text)


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ({"set": "r-2001.onn=2002-03-01"}, 8, "`submit-report` has no field `onn`"),
        ({"set": "r-2001.on=soon"}, 11, "`soon` does not fit `submit-report.on`"),
        ({"set": "history[4].report=r-3"}, 19, "has the id `r-3`"),
        ({"drop": "r-2001"}, 1, "cannot be left out alone: `history[4]` refers to it"),
        ({"add": "akimm(id=a)"}, 1, "there is no fact or action `akimm`"),
        ({"ask": "deputy(id=d-1)"}, 1, "`deputy` is a fact; only an action can be asked about"),
    ],
)
def test_a_change_that_does_not_fit_is_told_at_its_column(
    law: Law, case: Case, change: dict[str, str], column: int, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        what_if(law, case, **change)  # type: ignore[arg-type]
    (found,) = caught.value.diagnostics
    assert (found.place.file, found.place.column) == ("<command line>", column)
    assert message in found.message


def test_one_vote_more_turns_the_answer_and_nothing_else(law: Law, case: Case) -> None:
    found = what_if(law, case, set="express-no-confidence.in_favour=34")
    ((act,), rest) = found.asked, (found.history, found.now, found.statuses)
    assert (act.how, act.before and act.before.verdict, act.after and act.after.verdict) == (
        "changed", "not-empowered", "permitted",
    )  # fmt: skip
    assert rest == ((), (), ())


def test_without_the_second_refusal_there_is_no_ground(law: Law, case: Case) -> None:
    found = what_if(law, case, drop="history[4]")
    gone = {p.before.kind for p in found.now if p.before and p.how == "vanished"}
    assert gone == {"express-no-confidence", "resubmit-report"}
    assert {p.after.kind for p in found.now if p.after} == {"refuse-report"}
    vote = next(p for p in found.now if p.before and p.before.kind == "express-no-confidence")
    assert vote.reason is not None
    assert vote.reason.citation.provision == "kz.l148.24.1"
    ground = next(s for s in found.statuses if s.before and s.before.status == "no-confidence-ground")
    assert ground.how == "vanished"


def test_a_refusal_that_is_outvoted_is_void(law: Law, case: Case) -> None:
    found = what_if(law, case, set="history[4].in_favour=26")
    assert [(a.after.verdict, a.after.effect) for a in found.history if a.after] == [("not-empowered", "void")]
    found = what_if(law, case, set="history[4].in_favour=25")
    assert not found.differs


def test_what_is_added_is_done_on_the_day_of_the_answer(law: Law, case: Case) -> None:
    found = what_if(law, case, add="express-no-confidence(in_favour=34)")
    (change,) = found.changes
    assert (change.section, change.fields["on"], change.chosen) == ("history", "2002-06-01", ("unit", "akim", "on"))
    assert [a.after.verdict for a in found.history if a.after] == ["permitted"]


def test_a_reading_and_a_day_can_be_supposed(law: Law, case: Case) -> None:
    found = what_if(law, case, under={"G03": "same-report"})
    assert {p.before.kind for p in found.now if p.before} == {"express-no-confidence"}
    assert [(c.how, c.field, c.before, c.after) for c in found.changes] == [("reading", "G03", "either", "same-report")]
    found = what_if(law, case, as_of=date(2002, 7, 1))
    assert [(c.how, c.before, c.after) for c in found.changes] == [("as-of", "2002-06-01", "2002-07-01")]


def test_selectors_mean_the_case_as_it_was(law: Law, case: Case) -> None:
    made = suppose(law, case, drop=["history[1]", "history[2]"], set="history[4].in_favour=3").case
    assert [item.fields.get("in_favour") for item in made.history] == [None, 3]


def test_a_changed_case_reads_back_as_it_is(law: Law, case: Case) -> None:
    made = suppose(law, case, set="r-2001.subject=plan", add="deputy(id=d-9, unit=pavlodar)", under={"G03": "either"})
    back, _ = parse_case(case_yaml(made.case).encode(), "changed.yaml")
    assert back == made.case


# The smallest changes


def test_what_turns_a_near_miss(law: Law, case: Case) -> None:
    """34 votes of 50; or 33 of 49, for two thirds of 49 are 33."""
    found = minimal_changes(law, case, "express-no-confidence")
    told = {(c.kind, c.field, c.after) for turn in found.turns for c in turn.changes}
    assert told == {("express-no-confidence", "in_favour", 34), ("maslikhat", "seats", 49)}
    assert {len(turn.changes) for turn in found.turns} == {1}
    assert found.complete


def test_what_turns_a_power_away(law: Law, case: Case) -> None:
    found = minimal_changes(law, case, "express-no-confidence(in_favour=34)")
    told = {(c.how, c.section, c.line, c.field, c.after) for turn in found.turns for c in turn.changes}
    assert told >= {
        ("drop", "history", 2, None, None),
        ("drop", "history", 4, None, None),
        ("set", "history", 2, "in_favour", 26),
        ("set", "history", 4, "in_favour", 26),
        ("set", "history", 3, "on", "2002-03-19"),
        ("set", "facts", 2, "seats", 52),
    }
    assert all(turn.after.verdict == "not-empowered" and turn.after.citations for turn in found.turns)


@pytest.mark.deep
def test_two_changes_where_one_is_not_enough(law: Law, case: Case) -> None:
    """A vote too few, and a refusal that is void because 26 voted for the report."""
    made = suppose(law, case, set="history[4].in_favour=26").case
    found = minimal_changes(law, made, "express-no-confidence", replays=160)
    told = [frozenset((c.kind, c.field, c.after) for c in turn.changes) for turn in found.turns]
    assert {("refuse-report", "in_favour", 25), ("express-no-confidence", "in_favour", 34)} in told
    assert {len(changes) for changes in told} == {2}


def test_nothing_is_turned_that_is_so_already(law: Law, case: Case) -> None:
    found = minimal_changes(law, case, "express-no-confidence", to="not-empowered")
    assert (found.turns, found.before.verdict, found.to) == ((), "not-empowered", ("not-empowered",))


def test_a_fact_has_no_verdict_to_turn(law: Law, case: Case) -> None:
    with pytest.raises(InputError, match="a verdict is about an action"):
        minimal_changes(law, case, "akim-1")


@pytest.mark.deep
def test_how_far_changes_were_tried_is_told(law: Law, case: Case) -> None:
    made = suppose(law, case, set="history[4].in_favour=26").case
    whole = minimal_changes(law, made, "express-no-confidence", most=2, judged=50_000)
    singles, pairs = whole.searched
    assert (singles.tried, pairs.tried, whole.complete) == (singles.number, pairs.number, True)
    cut = minimal_changes(law, made, "express-no-confidence", most=2, judged=singles.number + 10)
    assert (cut.searched[1].number, cut.searched[1].tried, cut.complete) == (pairs.number, 10, False)


@pytest.mark.deep
def test_a_pair_is_told_once_with_the_nearest_numbers(law: Law, case: Case) -> None:
    """26 votes for the second report: 25 of them and 34 for the vote of no confidence, and no pair twice."""
    made = suppose(law, case, set="history[4].in_favour=26").case
    found = minimal_changes(law, made, "express-no-confidence", most=2, judged=50_000)
    told = [frozenset((c.how, c.kind, c.field, c.after) for c in turn.changes) for turn in found.turns]
    assert len(set(told)) == len(told)
    assert (
        frozenset({("set", "refuse-report", "in_favour", 25), ("set", "express-no-confidence", "in_favour", 34)})
        in told
    )


def test_a_search_for_another_question_keeps_its_line(law: Law, case: Case) -> None:
    made = suppose(law, case, ask="express-no-confidence(in_favour=20)").case
    found = minimal_changes(law, made, "ask[2]", most=1)
    assert (found.before.line, {t.after.line for t in found.turns}) == (2, {2})
    assert {c.line for t in found.turns for c in t.changes if c.section == "ask"} == {2}


def test_a_power_of_a_day_that_is_not_coded_says_so(law: Law) -> None:
    """The Budget System Law is not coded for 2007, so what its article 8(2-1) gave has no reason but that."""
    text = b"title: t\npack: kz\nas_of: 2002-06-01\nfacts:\n  - unit: {id: pavlodar, level: oblast}\n"
    read, _ = parse_case(text + b"  - akim: {id: akim-1, unit: pavlodar}\n", "case.yaml")
    found = what_if(law, read, as_of=date(2007, 1, 1))
    gone = [p for p in found.now if p.how == "vanished"]
    assert {p.lapse for p in gone if p.reason is None} >= {"not-coded"}
    assert all((p.reason is None) != (p.lapse is None) for p in gone)
    words = "\n".join(line.text for line in supposed(found, Words(law.pack, "en")))
    assert "the law is not coded for that date" in words


def test_a_change_of_an_unknown_sort_is_refused(law: Law, case: Case) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'put'"):
        what_if(law, case, put="x")  # type: ignore[call-arg]


# Minutes


def test_minutes_tell_what_each_act_caused(law: Law, case: Case) -> None:
    found = review(law, case)
    first, second, third, fourth = found.actions
    assert [m.finding for m in found.actions] == ["lawful"] * 4
    assert {o.kind for o in first.opened} == {"approve-report", "refuse-report"}
    assert [(d.number, d.without, d.effect_without) for d in third.downstream] == [(4, "not-empowered", "void")]
    assert "no-confidence-ground" not in {s.status for s in second.began}
    assert "no-confidence-ground" in {s.status for s in fourth.began}
    assert "express-no-confidence" in {o.kind for o in fourth.opened}
    assert all(o.citations for m in found.actions for o in (*m.opened, *m.closed, *m.began, *m.ended))


def test_what_is_void_causes_nothing(law: Law, case: Case) -> None:
    made = suppose(law, case, set="history[4].in_favour=26").case
    *_, last = review(law, made).actions
    assert (last.finding, last.began, last.opened, last.judgement.effect) == ("void", (), (), "void")


ANNULLED = b"""\
title: a refusal annulled
pack: kz
as_of: 2001-06-01
facts:
  - unit: {id: kostanay, level: oblast}
  - maslikhat: {unit: kostanay, seats: 30, elected: 30}
  - akim: {id: akim-1, unit: kostanay}
history:
  - submit-report: {id: rep-1, unit: kostanay, akim: akim-1, subject: budget, on: 2001-03-01}
  - refuse-report: {id: ref-1, report: rep-1, unit: kostanay, akim: akim-1, in_favour: 9, on: 2001-03-15}
  - annul-own-decision: {unit: kostanay, decision: ref-1, in_favour: 20, on: 2001-04-16}
"""


def test_what_ends_an_effect_is_told_on_both_sides(law: Law) -> None:
    _, refusal, annulment = review(law, parse_case(ANNULLED, "case.yaml")[0]).actions
    assert (refusal.ended_by, annulment.ends) == ((3,), (2,))
    assert "attributed-refusal" in {s.status for s in annulment.ended}
    assert refusal.judgement.undone_by == ()


def test_who_can_still_undo_an_act_is_told(law: Law) -> None:
    case = parse_case(ANNULLED, "case.yaml")[0]
    _, refusal = review(law, case.model_copy(update={"history": case.history[:2]})).actions
    assert "annul-own-decision" in {u.action for u in refusal.judgement.undone_by}


# Forms


def test_answers_go_through_json_and_back(law: Law, case: Case) -> None:
    answers: list[Part] = [
        what_if(law, case, drop="history[4]"),
        minimal_changes(law, case, "express-no-confidence", most=1),
        review(law, case),
    ]
    for answer in answers:
        assert type(answer).from_dict(answer.to_dict()) == answer
        assert type(answer).json_schema()["$defs"]


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_answers_have_words_in_three_languages(law: Law, case: Case, lang: str) -> None:
    words = Words(law.pack, lang)
    dropped: Supposition = what_if(law, case, drop="history[4]")
    turning: Turning = minimal_changes(law, case, "express-no-confidence", most=1)
    minutes: Minutes = review(law, case)
    for lines in (supposed(dropped, words), turned(turning, words), minuted(minutes, words)):
        text = [line.text for line in lines]
        assert "r-2001" in " ".join(text) or "34" in " ".join(text)
        assert not any("{" in line for line in text)


def test_a_report_becomes_a_markdown_list() -> None:
    lines = [
        Line("A *title*", role="title"), Line("a note", role="note"), Line(""), Line("Head", role="head"),
        Line("first", 1, "good", "+"), Line("[Law, art. 1]", 3, "cite"), Line("turns", 3, "note", "~"),
        Line("deeper", 5), Line("second", 1, "bad", "x"),
    ]  # fmt: skip
    assert as_markdown(lines) == (
        "# A \\*title\\*\n\na note\n\n## Head\n\n"
        "- **first**\n  - \\[Law, art. 1\\]\n  - \\~ turns\n    - deeper\n- **second**\n"
    )
