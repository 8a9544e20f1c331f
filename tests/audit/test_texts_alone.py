"""What the texts show without a search, where a sound law comes close to the fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tiny_law import Fault, faulty_law

from zanger import Law
from zanger.audit import Finding
from zanger.audit.structure import structure


def changed(folder: Path, law: str, **more: Any) -> Law:
    """A sound law with a change."""
    return faulty_law(folder, Fault("test", "", law, "dead", "", **more))


def found(law: Law, kind: str) -> list[Finding]:
    """The findings of a kind that need no search."""
    return [f for f in structure(law) if f.kind == kind]


def test_a_duty_that_comes_up_after_days_has_a_time(tmp_path: Path) -> None:
    filed = {"file-petition": {"id": "$petition", "place": "$place", "on": "$filed"}}
    seen = {"place": {"id": "$place"}}
    feast = {"feast": {"place": "$place", "day": "$day"}}
    late = {"days": {"from": "$filed", "to": "$day", "more_than": 3}}
    law = changed(tmp_path, "town", change={"law.2.2": {"within": "", "when": [filed, seen, feast, late]}})
    assert not found(law, "no-time-limit")


def test_what_one_body_does_after_itself_keeps_nobody_waiting(tmp_path: Path) -> None:
    after = {"id": "law.5.1", "when": [{"annul": {"place": "$place"}}], "permits": {"annul": {"place": "$place"}}}
    assert not found(changed(tmp_path, "town", add=(after,)), "no-time-limit")


def test_a_prohibition_whose_breach_is_void_has_its_consequence(tmp_path: Path) -> None:
    law = changed(
        tmp_path,
        "town",
        change={"law.3.1": {"breach": "void"}},
        drop=("law.3.2",),
        vocabulary={"actions": {"annul": ""}},
    )
    assert not found(law, "no-consequence")


def test_a_rule_about_the_levels_that_have_the_body_is_sound(tmp_path: Path) -> None:
    law = changed(
        tmp_path,
        "town",
        change={
            "law.2.1": {"when": [{"place": {"id": "$place", "level": "city"}}, {"council-at": {"place": "$place"}}]}
        },
    )
    assert not found(law, "no-such-body")


def test_a_term_with_one_free_text_is_defined(tmp_path: Path) -> None:
    more = {
        "id": "law.1.4",
        "when": [{"examine": {"applicant": "$who", "guild": "$guild"}}],
        "defines": {"member": {"applicant": "$who", "guild": "$guild"}},
        "under": {"G1": "yes"},
    }
    assert not found(changed(tmp_path, "guild", add=(more,), readings={"G1": ["no", "yes"]}), "undefined-term")


def test_the_same_words_with_another_number_for_another_level_are_a_special_rule(tmp_path: Path) -> None:
    def limit(name: str, level: str, number: int) -> dict[str, Any]:
        return {
            "id": name,
            "when": [
                {"place": {"id": "$place", "level": level, "size": "$size"}},
                {"compare": {"left": "$size", "at_least": number}, "words": "within these limits"},
            ],
            "permits": {"announce": {"place": "$place"}},
        }

    law = changed(tmp_path, "town", add=(limit("law.5.1", "city", 3), limit("law.5.2", "village", 5)))
    assert not found(law, "same-words")


def test_the_same_words_that_lead_to_one_power_are_no_fault(tmp_path: Path) -> None:
    twice = {
        "id": "law.5.1",
        "when": [{"count": {"of": {"warn": {"applicant": "$who", "guild": "$guild"}}, "at_least": 2},
                  "words": "twice warned"}, {"member": {"applicant": "$who", "guild": "$guild"}}],
        "defines": {"twice-warned": {"applicant": "$who", "guild": "$guild"}},
    }  # fmt: skip
    assert not found(changed(tmp_path, "guild", add=(twice,)), "same-words")


def test_a_reference_in_one_language_only_is_no_other_number(tmp_path: Path) -> None:
    law = changed(
        tmp_path, "town", change={"law.2.4": {"says": {"en": "Then the mayor settles it (3(2)).", "ru": "Решает мэр."}}}
    )
    assert not found(law, "same-words")


def test_a_whole_article_may_be_cited_where_it_has_no_paragraphs(tmp_path: Path) -> None:
    law = changed(tmp_path, "town", change={"law.3.1": {"also": ["law.9"]}})
    assert not found(law, "no-paragraph")


def test_an_exception_within_one_text_is_no_succession(tmp_path: Path) -> None:
    more = {
        "id": "law.5.1",
        "in_force": {"from": "2004-01-01"},
        "when": [{"guild": {"id": "$guild", "seats": 9}}],
        "defines": {"quorum": {"guild": "$guild", "needed": 7}},
        "overrides": ["law.3.1"],
    }
    assert not found(changed(tmp_path, "guild", add=(more,)), "succession")


def test_the_days_of_a_succession_are_those_on_which_both_texts_stand(tmp_path: Path) -> None:
    more = {
        "id": "charter.1.1",
        "in_force": {"from": "2004-01-01", "until": "2005-12-31"},
        "when": [{"guild": {"id": "$guild"}}],
        "defines": {"quorum": {"guild": "$guild", "needed": 7}},
        "overrides": ["law.3.1"],
    }
    (one,) = found(changed(tmp_path, "guild", add=(more,)), "succession")
    assert (one.first, one.last, one.values["by"]) == ("2004-01-01", "2005-12-31", "rank")


def test_steps_that_count_their_rounds_do_not_go_on_for_ever(tmp_path: Path) -> None:
    again = {
        "id": "law.5.1",
        "when": [{"annul": {"place": "$place"}}, {"count": {"of": {"annul": {"place": "$place"}}, "at_most": 3}}],
        "permits": {"file-petition": {"place": "$place"}},
    }
    assert not found(changed(tmp_path, "town", add=(again,)), "loop")


def test_steps_that_a_status_counts_do_not_go_on_for_ever(tmp_path: Path) -> None:
    few = {
        "id": "law.5.2",
        "when": [{"place": {"id": "$place"}}, {"count": {"of": {"annul": {"place": "$place"}}, "at_most": 3}}],
        "defines": {"few": {"place": "$place"}},
    }
    again = {
        "id": "law.5.1",
        "when": [{"annul": {"place": "$place"}}, {"few": {"place": "$place"}}],
        "permits": {"file-petition": {"place": "$place"}},
    }
    status = {"few": {"fields": {"place": {"type": "ref", "to": ["place"]}}}}
    law = changed(tmp_path, "town", add=(few, again), vocabulary={"statuses": status})
    assert not found(law, "loop")


def test_rules_that_lead_back_but_can_begin_elsewhere_are_founded(tmp_path: Path) -> None:
    more = {
        "id": "law.5.1",
        "when": [{"member": {"applicant": "$who", "guild": "$guild"}}],
        "defines": {"member": {"applicant": "$who", "guild": "$guild"}},
    }
    assert not found(changed(tmp_path, "guild", add=(more,)), "loop")
