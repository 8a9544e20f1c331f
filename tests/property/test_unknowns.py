"""What is not known is followed through every value: the answer is that of all values, tried one by one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zanger import Law, decide, minimal_changes, parse_case
from zanger.case import UNKNOWN, Case
from zanger.casefile import case_text, made
from zanger.deciding import judge
from zanger.decision import Decision, Hangs, Judgement, Possibility
from zanger.engines import Reference

HALL = Path(__file__).parent / "packs" / "hall"
DAY = date(2001, 6, 1)
DAYS = [*(DAY - timedelta(n) for n in range(-2, 25)), date(1900, 1, 1), date(2100, 1, 1)]
VALUES: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(("seats", "elected", "people", "weight", "in_favour", "guests"), tuple(range(7))),
    "size": ("large", "small"),
    "open": (True, False),
    "since": tuple(sorted(day.isoformat() for day in DAYS)),
}
Place = tuple[str, int, str]


@pytest.fixture(scope="module")
def hall() -> Law:
    return Law.load(HALL)


def some_case(random: Random) -> Case:
    """A case of the invented law, all of it known."""

    def any_of(*names: str) -> dict[str, Any]:
        return {name: random.choice(VALUES[name]) for name in names}

    facts = [
        {"hall": {"id": "h", **any_of("seats", "elected", "size", "open")}},
        {"ward": {"id": "a", **any_of("people", "since")}},
        {"ward": {"id": "b", **any_of("people", "since")}},
        *({"mark": any_of("weight")} for _ in range(random.randint(0, 3))),
    ]
    history = [{"vote": {"hall": "h", **any_of("in_favour"), "on": (DAY - timedelta(n)).isoformat()}} for n in (9, 5)]
    ask = [
        {"vote": {"hall": "h", **any_of("in_favour")}},
        {"merge": {"hall": "h"}},
        {"tour": {"hall": "h", **any_of("guests")}},
        {"follow": {"hall": "h"}},
    ]

    def items(lines: list[dict[str, Any]]) -> tuple[Any, ...]:
        return tuple(made(kind, fields) for line in lines for kind, fields in line.items())

    return Case(
        pack="hall", as_of=DAY, facts=items(facts), history=items(history[: random.randint(0, 2)]), ask=items(ask)
    )


def with_values(case: Case, values: dict[Place, Any]) -> Case:
    sections: dict[str, list[Any]] = {s: list(getattr(case, s)) for s in ("facts", "history", "ask")}
    for (section, n, field), value in values.items():
        item = sections[section][n]
        sections[section][n] = made(item.kind, {**item.fields, field: value})
    changed = case.model_copy(update={s: tuple(items) for s, items in sections.items()})
    return parse_case(case_text(changed).encode(), "case.yaml")[0]


def name_of(place: Place) -> str:
    section, n, field = place
    return f"unknown {section}[{n + 1}].{field}"


def shown_in(hangs: Hangs, value: Any) -> str:
    """The verdict that a choice gives for one value."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    for choice in hangs.choices:
        low, high = (choice.first or choice.reading), (choice.last or choice.reading)
        if text == choice.reading or (choice.first and key(low) <= key(text) <= key(high)):
            return choice.verdict
    raise AssertionError(f"{value} is in none of {[c.reading for c in hangs.choices]}")


def key(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdigit() else (0, text)


def judgements(decision: Decision) -> list[Judgement]:
    return [*decision.history, *decision.asked]


@pytest.mark.deep
@settings(max_examples=25)
@given(st.integers(0, 99_999), st.integers(1, 2))
def test_an_answer_is_that_of_every_value(hall: Law, engine: Reference, seed: int, number: int) -> None:
    random = Random(seed)
    case = some_case(random)
    places: list[Place] = [
        (section, n, field)
        for section in ("facts", "history", "ask")
        for n, item in enumerate(getattr(case, section))
        for field in item.fields
        if field in VALUES
    ]
    unknown = random.sample(places, number)
    found = decide(hall, with_values(case, dict.fromkeys(unknown, UNKNOWN)), engine=engine)
    ways = list(product(*(VALUES[field] for _, _, field in unknown)))
    each = [decide(hall, with_values(case, dict(zip(unknown, way, strict=True))), engine=engine) for way in ways]
    for n, judged in enumerate(judgements(found)):
        same_verdicts(judged, [judgements(d)[n] for d in each], unknown, ways)
    same_statuses(found, each)
    same_powers(found, each)


def same_verdicts(judged: Judgement, each: list[Judgement], unknown: list[Place], ways: list[tuple[Any, ...]]) -> None:
    """The verdict is that of all, or undetermined; it hangs on what parts two of them; each value gives its own."""
    verdicts = [(j.verdict, j.effect) for j in each]
    joint = verdicts[0] if len(set(verdicts)) == 1 else ("undetermined", None)
    assert (judged.verdict, judged.effect if joint[1] else None) == joint
    hangs = {h.on: h for h in judged.hangs_on}
    for place, name in enumerate(map(name_of, unknown)):
        rest = {way[:place] + way[place + 1 :]: set[Any]() for way in ways}
        for way, verdict in zip(ways, verdicts, strict=True):
            rest[way[:place] + way[place + 1 :]].add(verdict)
        assert (name in hangs) == any(len(found) > 1 for found in rest.values())
        if name in hangs:
            for value in VALUES[unknown[place][2]]:
                own = {v for way, (v, _) in zip(ways, verdicts, strict=True) if way[place] == value}
                assert shown_in(hangs[name], value) == (own.pop() if len(own) == 1 else "undetermined")


def same_statuses(found: Decision, each: list[Decision]) -> None:
    def held(decision: Decision) -> dict[str, str]:
        return {f"{s.status} {s.fields}": s.holds for s in decision.statuses if s.holds != "false"}

    mine, theirs = held(found), [held(d) for d in each]
    for item in {*mine, *(i for h in theirs for i in h)} - {i for h in theirs for i in h if i.startswith("heavy")}:
        answers = {h.get(item, "false") for h in theirs}
        assert mine.get(item, "false") == (answers.pop() if len(answers) == 1 else "undetermined"), item


def ways_of(power: Possibility) -> list[list[tuple[Any, ...]]]:
    return [[(r.field, r.bound, r.value) for r in way] for way in power.requirements]


def same_powers(found: Decision, each: list[Decision]) -> None:
    def open_(decision: Decision) -> dict[str, tuple[str, Any]]:
        return {f"{p.kind} {p.fields}": (p.verdict, ways_of(p)) for p in decision.now if p.verdict != "not-empowered"}

    mine, theirs = open_(found), [open_(d) for d in each]
    for item in {*mine, *(i for h in theirs for i in h)}:
        answers = [h.get(item) for h in theirs]
        first = answers[0]
        if all(a == first for a in answers):
            assert mine.get(item) == first, item
        else:
            assert item in mine
            assert mine[item][0] == "undetermined" or all(
                a is not None and a[0] == mine[item][0] and all(r in a[1] for r in mine[item][1]) for a in answers
            ), item


@settings(max_examples=20)
@given(st.integers(0, 9_999))
def test_a_number_is_moved_to_where_the_unknown_ones_matter_no_more(hall: Law, engine: Reference, seed: int) -> None:
    """A change of `in_favour` is found if one of all its values turns the verdict, the others left unknown."""
    random = Random(seed)
    case = some_case(random)
    places: list[Place] = [("facts", 0, field) for field in random.sample(("seats", "elected"), random.randint(1, 2))]
    case = with_values(case, dict.fromkeys(places, UNKNOWN)).model_copy(update={"ask": case.ask[:1]})
    stated = case.ask[0].fields["in_favour"]
    verdicts = {
        value: judge(hall, with_values(case, {("ask", 0, "in_favour"): value}), engine=engine)[0].verdict
        for value in VALUES["in_favour"]
    }
    found = minimal_changes(hall, case, "ask[1]", engine=engine)
    assert found.before.verdict == verdicts[stated]
    if found.before.verdict in found.to:
        return
    moved = [c.after for turn in found.turns for c in turn.changes if len(turn.changes) == 1 and c.field == "in_favour"]
    assert bool(moved) == any(verdict in found.to for verdict in verdicts.values())
    assert all(verdicts[int(value)] in found.to for value in moved if value is not None)


def test_a_vote_is_moved_just_as_far_as_any_number_of_seats_needs(hall: Law, engine: Reference) -> None:
    """Of 6 seats at most, two thirds are 4, which is more than half of 6 elected."""
    random = Random(0)
    vote: Place = ("ask", 0, "in_favour")
    unknown = dict.fromkeys([("facts", 0, "seats"), ("facts", 0, "elected")], UNKNOWN)
    case = with_values(some_case(random), {**unknown, vote: 3})
    found = minimal_changes(hall, case, "ask[1]", engine=engine)
    assert [[(c.field, c.before, c.after) for c in turn.changes] for turn in found.turns] == [[("in_favour", 3, 4)]]
