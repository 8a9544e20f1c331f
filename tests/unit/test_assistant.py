"""What an assistant gets: answers as text and as data, and errors of input with their place."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import get_type_hints

import pytest

from zanger import InputError, Law
from zanger.assistant import INSTRUCTIONS, TOOLS, Desk, brief, told, wrong
from zanger.decision import Decision
from zanger.reporting import Line

DEMO = Path(__file__).parents[2] / "rules" / "kz" / "cases" / "demo" / "two-refused-reports.yaml"
CASE = DEMO.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def desk(law: Law) -> Desk:
    return Desk(law)


def test_33_of_50_votes_are_not_two_thirds(desk: Desk) -> None:
    text, values = desk.check_case(CASE)
    assert "votes in favour: 33; needed: at least 34 of 50 (two thirds)" in text
    (asked,) = values["asked"]
    assert (asked["verdict"], asked["effect"]) == ("not-empowered", "void")
    assert asked["nearest"][0]["citation"]["short"] == "Law No. 148, art. 24(1)"


def test_a_case_may_be_json(desk: Desk) -> None:
    plain = {"pack": "kz", "as_of": "2002-06-01", "facts": [{"unit": {"id": "pavlodar", "level": "oblast"}}]}
    assert "Local government in Kazakhstan, as of 2002-06-01" in desk.check_case(json.dumps(plain)).text


def test_the_answer_is_in_the_language_asked_for(desk: Desk) -> None:
    text, values = desk.check_case(CASE, language="ru")
    assert "требуется: не менее 34 из 50" in text
    assert values["asked"][0]["nearest"][0]["citation"]["short"] == "Закон № 148, п. 1 ст. 24"


def test_a_chosen_reading_is_followed(desk: Desk) -> None:
    assert "readings chosen: G03=same-report" in desk.check_case(CASE, readings={"G03": "same-report"}).text


def test_in_full_the_data_is_the_whole_decision(desk: Desk) -> None:
    values = desk.check_case(CASE, detail="full").values
    assert Decision.from_dict(values).asked[0].verdict == "not-empowered"


def test_in_short_the_data_has_no_proof_and_is_a_tenth(desk: Desk) -> None:
    short, full = (json.dumps(desk.check_case(CASE, detail=d).values) for d in ("short", "full"))
    assert '"proof"' not in short
    assert len(short) * 10 < len(full)


def test_why_tells_the_facts_with_their_lines_and_the_provisions(desk: Desk) -> None:
    text, values = desk.explain(CASE, "express-no-confidence")
    assert "Law No. 148, art. 24(1)" in text
    assert values["possibility"]["requirements"][0][0]["value"] == 34  # two thirds of 50, rounded up


def test_why_not_names_the_first_condition_that_fails(desk: Desk) -> None:
    text, values = desk.explain(CASE, "express-no-confidence(in_favour=33)", question="why-not")
    assert "votes in favour: 33; needed: at least 34 of 50 (two thirds)" in text
    assert values["powers"][0]["failed"]["actual"] == 33


def test_nothing_is_required_of_the_president(desk: Desk) -> None:
    text, values = desk.explain(CASE, question="not-required", body="president")
    assert (values["by"], "required" in values) == ("president", False)
    assert text


def test_the_minutes_judge_act_by_act(desk: Desk) -> None:
    text, values = desk.review_case(CASE)
    assert [a["finding"] for a in values["actions"]] == ["lawful"] * 4
    assert "refuse the report r-2001" in text


def test_without_the_second_refusal_no_vote_of_no_confidence_is_possible(desk: Desk) -> None:
    values = desk.what_if(CASE, drop=["history[4]"]).values
    gone = [p["before"]["kind"] for p in values["now"] if p["how"] == "vanished"]
    assert "express-no-confidence" in gone


def test_the_smallest_change_is_one_vote_more(desk: Desk) -> None:
    text, values = desk.what_if(CASE, turn="express-no-confidence(in_favour=33)")
    assert values["turns"][0]["after"]["verdict"] == "permitted"
    assert "34" in text


def test_a_route_says_the_votes_it_needs(desk: Desk) -> None:
    text, values = desk.route_case(CASE, "express-no-confidence", steps=1)
    assert "needs at least 34 of 50 votes in favour (two thirds)" in text
    assert values["found"][0]["steps"][0]["citations"][0]["provision"] == "kz.l148.24.1"


def test_the_law_is_found_by_place_body_words_and_day(desk: Desk) -> None:
    assert desk.find_law(place="l148.24.1").values["provisions"][0]["id"] == "kz.l148.24.1"
    assert "kz.l148.24.1" in [
        p["id"] for p in desk.find_law(text="недоверие АКИМУ", day="2002-06-01").values["provisions"]
    ]
    assert desk.find_law(body="maslikhat").text.startswith("Maslikhat\n")
    assert "kz.l148.24.1" in [p["id"] for p in desk.find_law(place="24", body="maslikhat").values["provisions"]]
    assert "l148.24" in desk.find_law().values["articles"]


def test_only_editions_in_force_on_the_day_are_found(desk: Desk) -> None:
    assert desk.find_law(place="l148.24", day="1999-06-01").values["count"] == 0  # the law is of 2001
    assert desk.find_law(place="l148.24", day="2002-06-01").values["count"] > 0


def test_where_nothing_is_found_it_is_said(desk: Desk) -> None:
    assert desk.find_law(text="xyzzy").text == "Nothing that is coded fits this."


def test_many_provisions_are_cut_and_counted(desk: Desk) -> None:
    text, values = desk.find_law(text="the")
    assert len(values["provisions"]) == 40
    assert text.endswith(f"{values['count'] - 40} more provisions; ask more narrowly.")


def test_a_case_is_described_by_its_template_and_by_kind(desk: Desk) -> None:
    text, values = desk.case_schema()
    assert "#   unit: territorial unit" in text
    assert values["actions"]["refuse-report"]
    schema = desk.case_schema(["maslikhat"]).values["schemas"]["maslikhat"]
    assert set(schema["required"]) == {"unit", "seats", "elected"}


@pytest.mark.parametrize(
    ("tool", "asked", "place", "help"),
    [
        ("check_case", {"case": CASE.replace("seats", "saets")}, ("case", 10, 33), "did you mean `seats`?"),
        ("check_case", {"case": CASE.replace("pack: kz", "pack: /etc")}, ("case", 6, 7), "write `pack: kz`"),
        ("check_case", {"case": "\ud800"}, ("case", 1, 1), ""),
        ("explain", {"case": CASE}, None, "kind(field=value, other=value)"),
        ("explain", {"case": CASE, "action": "express-no-confidense"}, None, "did you mean `express-no-confidence`?"),
        (
            "review_case",
            {"case": CASE.replace("r-2001, unit", "r-2001, unti")},
            ("case", 15, 33),
            "did you mean `unit`?",
        ),
        ("what_if", {"case": CASE, "drop": ["r-2OO1"]}, None, "r-2001"),
        ("what_if", {"case": CASE, "set": ["history[4].in_favor=30"]}, None, "did you mean `in_favour`?"),
        ("route_case", {"case": CASE, "goal": "express-no-confidense"}, None, "did you mean `express-no-confidence`?"),
        ("find_law", {"place": "l184.24"}, None, ""),
        ("find_law", {"body": "maslihat"}, None, "did you mean `maslikhat`?"),
        ("find_law", {"day": "2002-13-01"}, None, "expected a date such as `2001-06-30`"),
        ("case_schema", {"kinds": ["unti"]}, None, "did you mean `unit`?"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_the_right_name(
    desk: Desk, tool: str, asked: dict[str, object], place: tuple[str, int, int] | None, help: str
) -> None:
    with pytest.raises(InputError) as raised:
        getattr(desk, tool)(**asked)
    (first, *_) = wrong(raised.value)["errors"]
    assert place is None or (first["file"], first["line"], first["column"]) == place
    assert help in first["help"]


def test_a_case_cannot_make_the_desk_read_a_file(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("secret: [", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        desk.check_case(CASE.replace("pack: kz", f"pack: {tmp_path}"))
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("name", TOOLS)
def test_every_tool_is_described_and_so_is_all_that_it_takes(name: str) -> None:
    tool = getattr(Desk, name)
    hints = get_type_hints(tool, include_extras=True)
    taken = [n for n in inspect.signature(tool).parameters if n != "self"]
    assert inspect.getdoc(tool)
    assert [n for n in taken if not hints[n].__metadata__[0].description] == []


def test_every_tool_is_named_to_the_assistant_or_is_plain_from_its_name() -> None:
    assert "case_schema" in INSTRUCTIONS
    assert "check_case" in INSTRUCTIONS


def test_lines_are_told_with_their_depth_and_mark() -> None:
    assert told([Line("a"), Line("b", 1, mark="+"), Line("")]) == "a\n  + b\n"


def test_brief_keeps_what_says_something() -> None:
    citation = {"provision": "p", "short": "e", "grade": "primary", "texts": {"ru": {"short": "r", "full": "rr"}}}
    plain = {"proof": {"steps": []}, "none": None, "no": False, "zero": 0, "cited": [citation]}
    told_ = {"provision": "p", "short": "r", "full": "rr", "grade": "primary"}
    assert brief(plain, "ru") == {"no": False, "zero": 0, "cited": [told_]}


def test_the_case_is_not_kept(desk: Desk) -> None:
    first = desk.check_case(CASE).text
    desk.check_case(CASE.replace("in_favour: 12", "in_favour: 49"))
    assert desk.check_case(CASE).text == first
