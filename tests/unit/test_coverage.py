"""What counts as covered: a small law whose cases show each mark, and what they leave out."""

from __future__ import annotations

from pathlib import Path

import pytest

from zanger import Law, decide, parse_case
from zanger.compile import READING
from zanger.coverage import Coverage, PackCover, ProvisionCover, as_json, gaps
from zanger.engines import Reference
from zanger.entailment import entailed
from zanger.program import Atom, OneOf, Program, Rule, Tally, Var
from zanger.words import Words

TINY = Path(__file__).parents[1] / "golden" / "packs" / "tiny"
CASE = """\
pack: tiny
as_of: 2001-06-01
facts:
  - town: {id: t, seats: 30}
  - mayor: {id: m, town: t}
history:
"""
REFUSED = "  - refuse-report: {{town: t, mayor: m, in_favour: 3, on: 2001-0{n}-10}}\n"
ASK = "ask:\n  - dismiss-mayor: {{town: t, mayor: m, in_favour: {votes}}}\n"


def case(refusals: int, votes: int | None = None, facts: str = "") -> str:
    text = CASE + "".join(REFUSED.format(n=n) for n in range(1, refusals + 1))
    text = text if refusals else text.replace("history:\n", "")
    return text.replace("as_of", f"{facts}as_of") + (ASK.format(votes=votes) if votes is not None else "")


def covered(*texts: str, root: Path = TINY) -> PackCover:
    law = Law.load(root)
    coverage = Coverage(law)
    for text in texts:
        decide(law, parse_case(text.encode(), "case.yaml")[0], engine=Reference(), watch=coverage.watch)
    return coverage.result()


def of(result: PackCover, name: str) -> ProvisionCover:
    return next(p for p in result.provisions if p.provision.id == name)


def marks(result: PackCover, name: str) -> dict[str, str]:
    return {c.path: " ".join(sorted(c.seen)) for c in of(result, name).conditions}


def test_no_case_covers_nothing() -> None:
    result = covered()
    assert [(p.applied, p.withheld, p.score.seen) for p in result.provisions] == [(False, False, 0)] * 3


def test_one_refusal_leaves_the_count_to_decide() -> None:
    assert marks(covered(case(1)), "tiny.law.1.2") == {"when[0]": "", "when[1]": "decided failed"}


def test_two_refusals_apply_the_provision() -> None:
    result = covered(case(2))
    assert of(result, "tiny.law.1.2").applied
    assert marks(result, "tiny.law.1.2") == {"when[0]": "met", "when[1]": "met"}


def test_a_power_that_is_open_shows_its_manner_met_and_failing_but_not_deciding() -> None:
    assert marks(covered(case(2)), "tiny.law.2.1")["provided[0]"] == "failed met"
    assert of(covered(case(2)), "tiny.law.2.1").applied


@pytest.mark.parametrize(("votes", "seen"), [(19, "decided failed met"), (20, "failed met")])
def test_a_question_decides_the_manner_by_one_vote(votes: int, seen: str) -> None:
    assert marks(covered(case(2, votes)), "tiny.law.2.1")["provided[0]"] == seen


def test_too_few_votes_without_a_ground_decide_nothing() -> None:
    assert marks(covered(case(0, 19)), "tiny.law.2.1")["provided[0]"] == ""


def test_the_missing_ground_decides() -> None:
    assert marks(covered(case(0)), "tiny.law.2.1")["when[0]"] == "decided failed"


def test_a_mayor_is_entailed_by_the_ground_to_dismiss_him_but_not_his_town() -> None:
    conditions = {c.path: c.sure for c in of(covered(case(0)), "tiny.law.2.1").conditions}
    assert conditions == {"when[0]": False, "when[1]": False, "when[2]": False, "provided[0]": False}


def test_the_reading_that_is_exchanged_is_seen(tmp_path: Path) -> None:
    """Under `secret-only` two open refusals are no ground: the provision of the other reading is not drawn."""
    chosen = case(2).replace("facts:", "under: {G01: secret-only}\nfacts:")
    assert of(covered(chosen), "tiny.law.1.2").applied  # drawn under the reading that the answer compares


PARTS = {
    "any": """\
      - mayor: {id: $mayor}
      - any:
          - - count: {of: {refuse-report: {mayor: $mayor}}, at_least: 2}
          - - mayor: {id: $mayor, since: $since}
            - days: {from: $since, to: $today, at_least: 300}
""",
}


def law_with(tmp_path: Path, when: str, more: str = "") -> Path:
    import shutil

    shutil.copytree(TINY, tmp_path / "tiny")
    file = tmp_path / "tiny" / "law" / "art-1.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("      - mayor: {id: $mayor}\n      - count")
    end = text.index("    defines:", start)
    file.write_text(text[:start] + when + more + text[end:], encoding="utf-8")
    return tmp_path / "tiny"


def test_alternatives_are_told_apart_and_dead_ones_named(tmp_path: Path) -> None:
    result = covered(case(2), root=law_with(tmp_path, PARTS["any"]))
    assert of(result, "tiny.law.1.2").dead == ("when[1].any[1]",)
    assert marks(result, "tiny.law.1.2") == {
        "when[0]": "met",
        "when[1].any[0][0]": "met",
        "when[1].any[1][0]": "failed",  # the other alternative gives the conclusion: this one decides nothing
        "when[1].any[1][1]": "",
    }


def test_an_alternative_decides_where_no_other_holds(tmp_path: Path) -> None:
    result = covered(case(1), root=law_with(tmp_path, PARTS["any"]))
    assert marks(result, "tiny.law.1.2")["when[1].any[0][0]"] == "decided failed"
    assert marks(result, "tiny.law.1.2")["when[1].any[1][0]"] == "decided failed"


def test_an_exception_is_met_where_it_is_absent_and_decides_where_it_alone_defeats(tmp_path: Path) -> None:
    unless = "    unless:\n      - quiet-town: {town: $town}\n"
    root = law_with(tmp_path, "      - mayor: {id: $mayor, town: $town}\n", unless)
    file = root / "law" / "art-2.yaml"
    quiet = """\

  - id: tiny.law.2.2
    in_force: {from: 2000-01-01}
    says: {en: "A town of 40 seats is quiet."}
    source: {grade: primary, ref: invented}
    when:
      - town: {id: $town, seats: 40}
    defines: {quiet-town: {town: $town}}
"""
    file.write_text(file.read_text(encoding="utf-8") + quiet, encoding="utf-8")
    assert marks(covered(case(0), root=root), "tiny.law.1.2")["unless[0]"] == "met"
    assert marks(covered(case(0).replace("30", "40"), root=root), "tiny.law.1.2")["unless[0]"] == "decided failed"


def test_each_edition_is_counted_for_itself(tmp_path: Path) -> None:
    root = law_with(tmp_path, "      - mayor: {id: $mayor}\n")
    file = root / "law" / "art-1.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("  - id: tiny.law.1.2")
    old = text[start:].replace("{from: 2000-01-01}", "{from: 1990-01-01, until: 1999-12-31}")
    file.write_text(text + "\n" + old, encoding="utf-8")
    editions = [p for p in covered(case(0), root=root).provisions if p.provision.id == "tiny.law.1.2"]
    assert [p.applied for p in editions] == [True, False]


def test_gaps_name_place_provision_condition_words_and_what_is_missing() -> None:
    law = Law.load(TINY)
    coverage = Coverage(law)
    listed = [str(g).partition("law/")[2] for g in gaps(coverage.result(), Words(law.pack))]
    assert listed[0] == "art-1.yaml:5:5: tiny.law.1.1 of 2000-01-01: never applied"
    assert "not seen met, failing, deciding" in listed[2]


def test_json_has_the_percentages_and_every_condition() -> None:
    found = as_json(covered(case(2, 19)))
    assert found["pack"] == "tiny"
    assert 0 < found["percent"] < 100
    (manner,) = [
        c for a in found["articles"] for p in a["provisions"] for c in p["conditions"] if c["path"] == "provided[0]"
    ]
    assert (manner["met"], manner["failed"], manner["decided"], manner["entailed"]) == (True, True, True, False)


def test_the_score_is_full_only_when_all_is_seen() -> None:
    full = covered(case(2, 19), case(1), case(0).replace("  - mayor: {id: m, town: t}\n", ""))
    assert of(full, "tiny.law.1.1").score.percent == 100


# Entailment


def rule(head: Atom, *atoms: Atom, tallies: tuple[Tally, ...] = ()) -> Rule:
    return Rule(head.kind, head, atoms, (), tallies, head.kind)


X, Y, Z = Var("x"), Var("y"), Var("z")


def test_what_a_status_rests_on_is_entailed_by_it() -> None:
    akim = Atom("akim", (("id", X), ("unit", Y)))
    ground = rule(Atom("ground", (("a", X),)), akim, Atom("refused", (("akim", X),)))
    power = rule(Atom("open", (("a", X),)), Atom("ground", (("a", X),)), Atom("akim", (("id", X), ("unit", Z))))
    program = Program((ground, power))
    assert entailed(program, power, 1)
    assert not entailed(program, power, 0)


def test_a_status_is_entailed_by_all_that_it_rests_on() -> None:
    ground = rule(Atom("ground", (("a", X),)), Atom("akim", (("id", X), ("unit", Y))))
    power = rule(Atom("open", (("a", X),)), Atom("ground", (("a", X),)), Atom("akim", (("id", X), ("unit", Z))))
    assert entailed(Program((ground, power)), power, 0)


def test_it_must_rest_on_it_in_every_way() -> None:
    ground = rule(Atom("ground", (("a", X),)), Atom("akim", (("id", X),)))
    other = Rule("other", Atom("ground", (("a", X),)), (Atom("deputy", (("id", X),)),), (), (), "other")
    power = rule(Atom("open", (("a", X),)), Atom("ground", (("a", X),)), Atom("akim", (("id", X),)))
    assert not entailed(Program((ground, other, power)), power, 1)


def test_a_constant_is_not_entailed_by_an_unknown_thing() -> None:
    pair = rule(Atom("open", ()), Atom("p", (("x", X),)), Atom("p", (("x", "a"),)))
    assert entailed(Program((pair,)), pair, 0)
    assert not entailed(Program((pair,)), pair, 1)


def test_a_list_is_entailed_by_one_of_it_and_not_the_other_way() -> None:
    pair = rule(Atom("open", ()), Atom("p", (("x", OneOf(("a", "b"))),)), Atom("p", (("x", "a"),)))
    assert entailed(Program((pair,)), pair, 0)
    assert not entailed(Program((pair,)), pair, 1)


COUNTS = [(">=", 2, True), (">", 1, True), (">=", 1, False), ("<=", 2, False), ("==", 0, False)]
"""One that is counted once may be the one that is missing."""


@pytest.mark.parametrize(("op", "number", "sure"), COUNTS)
def test_what_is_counted_twice_is_there(op: str, number: int, sure: bool) -> None:
    count = Tally(Atom("p", (("x", X),)), op, number)  # type: ignore[arg-type]
    made = rule(Atom("open", (("x", X),)), Atom("q", (("x", X),)), Atom("p", (("x", X),)), tallies=(count,))
    assert entailed(Program((made,)), made, 1) is sure


def test_what_every_reading_gives_is_entailed() -> None:
    def total(field: str, value: str) -> Rule:
        read = Atom(READING, (("id", "G1"), ("is", value)))
        return Rule(field, Atom("total", (("n", Y),)), (read, Atom("council", ((field, Y),))), (), (), field)

    seats, elected = total("seats", "set"), total("elected", "in-office")
    power = rule(Atom("open", (("a", X),)), Atom("council", (("id", X),)), Atom("total", (("n", Z),)))
    program = Program((seats, elected, power))
    both = {"G1": ("set", "in-office")}
    assert entailed(program, power, 1, both)
    assert not entailed(program, power, 1, {"G1": ("set", "in-office", "another")})
    assert not entailed(program, power, 1)
    assert not entailed(Program((seats, power)), power, 1, both)
    assert not entailed(Program((seats, elected, power), frozenset({("council", "elected")})), power, 1, both)


def test_what_is_given_by_a_fact_and_by_its_absence_is_entailed() -> None:
    stated = Atom("senate", (("seats", Y),))
    said = Rule("said", Atom("senators", (("n", Y),)), (stated,), (), (), "said")
    counted = Rule("counted", Atom("senators", (("n", 39),)), (), (), (Tally(stated, "==", 0),), "counted")
    power = rule(Atom("open", (("a", X),)), Atom("submission", (("id", X),)), Atom("senators", (("n", Z),)))
    assert entailed(Program((said, counted, power)), power, 1)
    assert not entailed(Program((said, power)), power, 1)
    assert not entailed(Program((counted, power)), power, 1)
    known = rule(Atom("open", (("n", Z),)), Atom("submission", (("n", Z),)), Atom("senators", (("n", Z),)))
    assert not entailed(Program((said, counted, known)), known, 1)


def test_a_conclusion_without_patterns_rests_on_nothing() -> None:
    ground = rule(Atom("ground", ()), Atom("akim", (("id", X),)))
    always = Rule("always", Atom("ground", ()), (), (), (), "always")
    power = rule(Atom("open", ()), Atom("ground", ()), Atom("akim", (("id", X),)))
    assert entailed(Program((ground, power)), power, 1)
    assert not entailed(Program((ground, always, power)), power, 1)


def test_a_field_that_must_be_stated_is_there_with_some_value() -> None:
    """Of two appointments in one unit the second is an appointment with an id and an order itself."""
    first = Atom("appoint", (("id", X), ("unit", Y), ("order", Var("first"))))
    pair = rule(Atom("out", (("a", X),)), first, Atom("appoint", (("unit", Y), ("order", Z))))
    assert entailed(Program((pair,)), pair, 0)
    assert not entailed(Program((pair,), frozenset({("appoint", "id")})), pair, 0)
    same = rule(Atom("out", (("a", X),)), first, Atom("appoint", (("unit", Y),)), Atom("akim", (("id", X),)))
    assert not entailed(Program((same,)), same, 0)


def test_beside_a_status_that_no_rule_gives_all_is_entailed() -> None:
    power = rule(Atom("open", (("a", X),)), Atom("ground", (("a", X),)), Atom("akim", (("id", X),)))
    assert entailed(Program((power,)), power, 1, {}, {"ground"})
    assert not entailed(Program((power,)), power, 1)
