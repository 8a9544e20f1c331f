"""Each kind of finding in a law that has the fault, and none in the same law without it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_law import small_law

from zanger import Law, decide, parse_case
from zanger.audit import Bounds, Finding, audit

pytest.importorskip("clingo")

TOWN = {"town": {"id": "$town"}}
SIZED = {"town": {"id": "$town", "size": "$size"}}
CLOSED = {"closed": {"town": "$town"}}
MEET = {"meet": {"town": "$town"}}
BUILD = {"build": {"town": "$town"}}
POWER: dict[str, Any] = {"id": "law.1.1", "when": [TOWN], "permits": MEET}


def findings(law: Law, kind: str, **more: Any) -> list[Finding]:
    """The findings of a kind."""
    return [f for f in audit(law, **more).findings if f.kind == kind]


def provisions(finding: Finding) -> tuple[list[str], list[str]]:
    """The provisions on both sides."""
    return [c.provision for c in finding.side], [c.provision for c in finding.against]


def ban(id: str, *when: Any, **more: Any) -> dict[str, Any]:
    """A prohibition to meet."""
    return {"id": id, "when": [TOWN, *when], "forbids": MEET, "breach": "stands", **more}


def test_a_prohibition_of_every_use_of_a_power_is_a_conflict(tmp_path: Path) -> None:
    (found,) = findings(small_law(tmp_path, POWER, ban("law.1.2")), "conflict")
    assert provisions(found) == (["small.law.1.1"], ["small.law.1.2"])
    assert found.grave == "error"


def test_an_exception_in_the_same_text_is_no_conflict(tmp_path: Path) -> None:
    assert not findings(small_law(tmp_path, POWER, ban("law.1.2", CLOSED)), "conflict")


def test_another_text_of_the_same_rank_that_takes_a_power_away_is_a_conflict(tmp_path: Path) -> None:
    (found,) = findings(small_law(tmp_path, POWER, ban("other.1.1", CLOSED)), "conflict")
    assert found.grave == "warning"


def test_a_text_of_higher_rank_limits_a_power_without_conflict(tmp_path: Path) -> None:
    assert not findings(small_law(tmp_path, POWER, ban("charter.1.1", CLOSED)), "conflict")


def test_a_text_that_says_that_it_prevails_is_no_conflict(tmp_path: Path) -> None:
    law = small_law(tmp_path, POWER, ban("other.1.1", CLOSED, overrides=["small.law.1.1"]))
    assert not findings(law, "conflict")


def test_what_is_required_and_always_forbidden_is_a_conflict(tmp_path: Path) -> None:
    duty = {"id": "law.1.3", "when": [TOWN], "requires": MEET}
    found = findings(small_law(tmp_path, POWER, ban("law.1.2"), duty), "conflict")
    assert [(f.values["required"], sorted(provisions(f)[0])) for f in found] == [
        (True, ["small.law.1.1", "small.law.1.3"])
    ]


def test_the_witness_of_a_conflict_is_a_case_that_the_engine_forbids(tmp_path: Path) -> None:
    law = small_law(tmp_path, POWER, ban("other.1.1", CLOSED))
    (found,) = findings(law, "conflict")
    assert found.witness is not None
    assert found.witness.confirmed
    case, _ = parse_case(found.witness.case.encode(), "witness.yaml")
    assert [item.kind for item in case.facts] == ["town", "closed"]
    assert [j.verdict for j in decide(law, case, engine="reference").asked] == ["forbidden"]


def vote(id: str, share: str, *when: Any, **more: Any) -> dict[str, Any]:
    """A power to build with a share of votes."""
    provided = [{"share": {"of": "$votes", "in": "$size", "at_least": share}}]
    act = {"build": {"town": "$town", "by": "council", "votes": "$votes"}}
    return {"id": id, "when": [SIZED, *when], "permits": act, "provided": provided, **more}


def test_two_majorities_for_one_decision_contradict(tmp_path: Path) -> None:
    (found,) = findings(small_law(tmp_path, vote("law.1.1", "1/2"), vote("law.2.1", "2/3")), "contradiction")
    assert {p for side in provisions(found) for p in side} == {"small.law.1.1", "small.law.2.1"}
    assert found.witness is not None
    assert found.witness.confirmed


def test_the_same_majority_said_twice_does_not_contradict(tmp_path: Path) -> None:
    assert not findings(small_law(tmp_path, vote("law.1.1", "2/3"), vote("law.2.1", "2/3")), "contradiction")


def test_a_special_majority_within_one_text_does_not_contradict(tmp_path: Path) -> None:
    law = small_law(tmp_path, vote("law.1.1", "1/2"), vote("law.1.2", "2/3", CLOSED))
    assert not findings(law, "contradiction")


def test_texts_of_two_readings_contradict(tmp_path: Path) -> None:
    law = small_law(
        tmp_path,
        vote("law.1.1", "1/2", under={"G1": "half"}),
        vote("law.2.1", "2/3", under={"G1": "more"}),
        readings={"G1": ("half", "more")},
    )
    (found,) = findings(law, "contradiction")
    assert found.grave == "warning"
    assert found.witness is not None
    assert found.witness.confirmed


def test_a_duty_without_a_power_is_impossible(tmp_path: Path) -> None:
    duty = {"id": "law.1.2", "when": [TOWN], "requires": BUILD}
    (found,) = findings(small_law(tmp_path, POWER, duty), "impossible-duty")
    assert provisions(found)[0] == ["small.law.1.2"]
    assert found.witness is not None
    assert found.witness.confirmed


def test_a_duty_with_a_power_is_possible(tmp_path: Path) -> None:
    duty = {"id": "law.1.2", "when": [TOWN, CLOSED], "requires": MEET}
    assert not findings(small_law(tmp_path, POWER, duty), "impossible-duty")


def test_what_asks_for_a_thing_and_its_absence_is_dead(tmp_path: Path) -> None:
    dead = {"id": "law.1.2", "when": [TOWN, CLOSED], "unless": [CLOSED], "defines": {"quiet": {"town": "$town"}}}
    found = findings(small_law(tmp_path, POWER, dead), "dead")
    assert [provisions(f)[0] for f in found] == [["small.law.1.2"]]


def test_what_needs_a_number_at_its_bound_is_not_dead(tmp_path: Path) -> None:
    rule = {
        "id": "law.1.2",
        "when": [SIZED, {"compare": {"left": "$size", "more_than": 7}}, {"compare": {"left": "$size", "less_than": 9}}],
        "defines": {"quiet": {"town": "$town"}},
    }
    assert not findings(small_law(tmp_path, POWER, rule), "dead")


def test_what_needs_three_things_is_not_dead(tmp_path: Path) -> None:
    done = {"count": {"of": {"meet": {"town": "$town"}}, "at_least": 3}}
    rule = {"id": "law.1.2", "when": [TOWN, done], "defines": {"quiet": {"town": "$town"}}}
    assert not findings(small_law(tmp_path, POWER, rule), "dead")


def test_what_a_prevailing_text_always_defeats_is_shadowed(tmp_path: Path) -> None:
    quiet = {"defines": {"quiet": {"town": "$town"}}}
    weak = {"id": "law.1.2", "when": [TOWN, CLOSED], **quiet}
    strong = {"id": "law.1.3", "when": [TOWN], **quiet, "overrides": ["small.law.1.2"]}
    (found,) = findings(small_law(tmp_path, POWER, weak, strong), "shadowed")
    assert provisions(found) == (["small.law.1.2"], ["small.law.1.3"])


def test_what_a_prevailing_text_defeats_sometimes_is_not_shadowed(tmp_path: Path) -> None:
    quiet = {"defines": {"quiet": {"town": "$town"}}}
    weak = {"id": "law.1.2", "when": [TOWN], **quiet}
    strong = {"id": "law.1.3", "when": [TOWN, CLOSED], **quiet, "overrides": ["small.law.1.2"]}
    assert not findings(small_law(tmp_path, POWER, weak, strong), "shadowed")


def test_what_another_text_always_gives_too_is_redundant(tmp_path: Path) -> None:
    more = {"id": "law.1.2", "when": [TOWN, CLOSED], "permits": MEET}
    (found,) = findings(small_law(tmp_path, POWER, more), "redundant")
    assert provisions(found) == (["small.law.1.2"], ["small.law.1.1"])


def test_what_another_text_gives_only_sometimes_is_not_redundant(tmp_path: Path) -> None:
    first = {"id": "law.1.1", "when": [TOWN, CLOSED], "permits": MEET}
    second = {"id": "law.1.2", "when": [TOWN, {"feast": {"town": "$town"}}], "permits": MEET}
    assert not findings(small_law(tmp_path, first, second), "redundant")


def test_a_prohibition_of_what_nobody_may_do_is_redundant(tmp_path: Path) -> None:
    bare = {"id": "law.1.2", "when": [TOWN], "forbids": BUILD, "breach": "void"}
    (found,) = findings(small_law(tmp_path, POWER, bare), "redundant")
    assert found.values["why"] == "no-power"


def test_an_action_without_power_is_unreachable_and_one_with_power_is_not(tmp_path: Path) -> None:
    found = findings(small_law(tmp_path, POWER), "unreachable")
    assert {f.subject for f in found} == {"build", "stop", "quiet", "loud"}


def test_a_question_whose_answers_give_the_same_is_idle(tmp_path: Path) -> None:
    quiet = {"when": [TOWN], "defines": {"quiet": {"town": "$town"}}}
    law = small_law(
        tmp_path,
        {"id": "law.1.1", **quiet},
        {"id": "law.1.2", **quiet, "under": {"G1": "yes"}},
        readings={"G1": ("no", "yes")},
    )
    (found,) = findings(law, "idle-reading")
    assert found.subject == "G1"


def test_a_question_that_decides_is_not_idle(tmp_path: Path) -> None:
    quiet = {"when": [TOWN], "defines": {"quiet": {"town": "$town"}}, "under": {"G1": "yes"}}
    law = small_law(tmp_path, POWER, {"id": "law.1.2", **quiet}, readings={"G1": ("no", "yes")})
    assert not findings(law, "idle-reading")


STOP: dict[str, Any] = {"id": "law.2.1", "when": [TOWN], "permits": {"stop": {"town": "$town"}}}


def test_what_ends_a_power_and_gives_nothing_leaves_silence(tmp_path: Path) -> None:
    halted = {**POWER, "unless": [{"stop": {"town": "$town"}}]}
    (found,) = findings(small_law(tmp_path, halted, STOP), "silence")
    assert found.subject == "stop"
    assert provisions(found) == (["small.law.2.1"], ["small.law.1.1"])
    assert found.witness is not None
    assert found.witness.confirmed


def test_what_ends_a_power_and_gives_another_leaves_no_silence(tmp_path: Path) -> None:
    halted = {**POWER, "unless": [{"stop": {"town": "$town"}}]}
    after = {"id": "law.2.2", "when": [{"stop": {"town": "$town"}}], "permits": BUILD}
    assert not findings(small_law(tmp_path, halted, STOP, after), "silence")


def test_the_map_says_what_each_body_may_do_because_of_a_situation(tmp_path: Path) -> None:
    after = {"id": "law.2.2", "when": [{"stop": {"town": "$town"}}], "requires": BUILD}
    able = {"id": "law.2.3", "when": [TOWN], "permits": BUILD}
    made = audit(small_law(tmp_path, POWER, STOP, after, able))
    assert [(c.body, c.situation, c.says) for c in made.map if c.situation == "stop"] == [
        ("mayor", "stop", ("required",))
    ]


def test_a_witness_has_a_history_that_is_lawful(tmp_path: Path) -> None:
    power = {**POWER, "when": [{"stop": {"town": "$town"}}]}
    law = small_law(tmp_path, power, {**STOP, "when": [TOWN, CLOSED]}, ban("other.1.1", {"feast": {"town": "$town"}}))
    (found,) = findings(law, "conflict")
    assert found.witness is not None
    assert found.witness.confirmed
    case, _ = parse_case(found.witness.case.encode(), "witness.yaml")
    assert [item.kind for item in case.history] == ["stop"]
    assert {item.kind for item in case.facts} == {"town", "closed", "feast"}


def test_days_restrict_what_is_searched(tmp_path: Path) -> None:
    old = {**ban("law.1.2"), "in_force": {"from": "2002-01-01", "until": "2003-12-31"}}
    law = small_law(tmp_path, POWER, old)
    assert findings(law, "conflict", days=[date(2003, 1, 1)])
    assert not findings(law, "conflict", days=[date(2005, 1, 1)])


def test_the_days_of_a_finding_are_those_on_which_it_holds(tmp_path: Path) -> None:
    old = {**ban("law.1.2"), "in_force": {"from": "2002-06-01", "until": "2003-12-31"}}
    (found,) = findings(small_law(tmp_path, POWER, old), "conflict")
    assert (found.first, found.last) == ("2002-06-01", "2003-12-31")


def test_rules_that_stay_the_same_are_searched_once(tmp_path: Path) -> None:
    later = {"id": "law.3.1", "when": [TOWN], "permits": BUILD, "in_force": {"from": "2005-01-01"}}
    parts = audit(small_law(tmp_path, POWER, later)).covered.slices
    assert [(p.subject, p.first, p.last) for p in parts] == [
        ("meet", "2002-01-01", None),
        ("build", "2005-01-01", None),
    ]


def test_what_a_bound_of_time_cuts_off_is_told(tmp_path: Path) -> None:
    made = audit(small_law(tmp_path, POWER), bounds=Bounds(seconds=0.0))
    assert [(cut.subject, cut.bound) for cut in made.covered.cut] == [("meet", "time")]
    assert not made.covered.slices
    assert not [f for f in made.findings if f.subject == "meet"]


def test_a_finding_tells_where_its_provisions_stand(tmp_path: Path) -> None:
    (found,) = findings(small_law(tmp_path, POWER, ban("law.1.2")), "conflict")
    assert len(found.places) == 2
    assert all(place.file.endswith("art-1.yaml") and place.line for place in found.places)
