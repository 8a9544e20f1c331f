"""What if: all that differs is told and nothing else; what turns a verdict does so, and no part of it does."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_cases import random_case

from zanger import Decision, InputError, Law, decide, minimal_changes, review, what_if
from zanger.case import Case
from zanger.deciding import judge
from zanger.editing import Change, Edit, apply, changed
from zanger.engines import Reference
from zanger.selection import Spot, item_at, items

SEEDS = st.integers(0, 9_999)
ALLOWED = ("permitted", "required")


@settings(max_examples=20)
@given(SEEDS, st.data())
def test_what_differs_is_what_two_whole_answers_differ_in(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int, data: st.DataObject
) -> None:
    case = random_case(seed, law.pack, worked).model_copy(update={"expect": ()})
    spots = [spot for spot, _ in items(case)]
    assume(spots)
    spot = data.draw(st.sampled_from(spots))
    numbers = [n for n, v in item_at(case, spot).fields.items() if isinstance(v, int) and not isinstance(v, bool)]
    if numbers and data.draw(st.booleans()):
        name, value = data.draw(st.sampled_from(numbers)), data.draw(st.integers(0, 60))
        edit, kwargs = changed(spot, item_at(case, spot), name, value), {"set": f"{spot}.{name}={value}"}
    else:
        edit, kwargs = Edit(spot.section, spot.line), {"drop": str(spot)}
    edited = apply(case, [edit])
    try:
        old, new = decide(law, case, engine=engine), decide(law, edited.case, engine=engine)
    except InputError:
        assume(False)
    found = what_if(law, case, engine=engine, **kwargs)  # type: ignore[arg-type]
    assert {_power(p.before) for p in found.now if p.before} == _powers(old) - _powers(new)
    assert {_power(p.after) for p in found.now if p.after} == _powers(new) - _powers(old)
    assert {_status(s.before) for s in found.statuses if s.before} == _statuses(old) - _statuses(new)
    assert {_status(s.after) for s in found.statuses if s.after} == _statuses(new) - _statuses(old)
    for acts, before, after, section in (
        (found.history, old.history, new.history, "history"),
        (found.asked, old.asked, new.asked, "ask"),
    ):
        lines = {o.line: n.line for o, n in edited.lines.items() if o.section == section}
        were = {lines[j.line]: (j.verdict, j.effect) for j in before if j.line in lines}
        parted = {j.line for j in after if were[j.line] != (j.verdict, j.effect)}
        assert {a.after.line for a in acts if a.after} == parted


def _powers(decision: Decision) -> set[Any]:
    """What is possible under the readings that are followed."""
    return {_power(p) for p in decision.now if p.verdict != "not-empowered"}


def _power(p: Any) -> Any:
    alternatives = tuple(tuple((r.field, r.bound, r.value, r.compared) for r in a) for a in p.requirements)
    limits = tuple((m.citation.provision, str(m.requirements), m.effect) for m in p.limits)
    return p.kind, p.by, tuple(sorted(p.fields.items())), p.verdict, alternatives, p.due, limits, p.conditions


def _statuses(decision: Decision) -> set[Any]:
    return {_status(s) for s in decision.statuses if s.holds != "false"}


def _status(s: Any) -> Any:
    return s.status, tuple(sorted(s.fields.items())), s.holds


@settings(max_examples=15)
@given(SEEDS, st.data())
def test_every_smallest_change_turns_the_verdict_and_no_part_of_it_does(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int, data: st.DataObject
) -> None:
    case = random_case(seed, law.pack, worked).model_copy(update={"expect": ()})
    assume(case.ask)
    line = data.draw(st.integers(1, len(case.ask)))
    try:
        found = minimal_changes(law, case, f"ask[{line}]", engine=engine)
    except InputError:
        assume(False)
    # another question may be about what a change takes away: that is nothing to this one
    case, line = case.model_copy(update={"ask": (case.ask[line - 1],)}), 1
    assert _verdict(law, case, line, engine) == found.before.verdict
    for turn in found.turns:
        assert turn.after.verdict in found.to
        assert _verdict(law, _changed(case, turn.changes), line, engine) == turn.after.verdict
        for size in range(len(turn.changes)):
            for part in combinations(turn.changes, size):
                assert _verdict(law, _changed(case, part), line, engine) not in found.to


def _changed(case: Case, changes: tuple[Change, ...]) -> Case:
    """The case, of one question, with the changes made anew, from what is told of them."""
    edits = []
    for c in changes:
        assert c.section is not None
        assert c.line is not None
        line = 1 if c.section == "ask" else c.line
        if c.how == "drop":
            edits.append(Edit(c.section, line))
        elif c.how == "set":
            assert c.field is not None
            assert c.after is not None
            spot = Spot(c.section, line)
            edits.append(changed(spot, item_at(case, spot), c.field, c.after))
        else:
            assert c.kind is not None
            item = (*case.facts, *case.history, *case.ask)[0].model_copy(
                update={"kind": c.kind, "fields": dict(c.fields), "at": None}
            )
            edits.append(Edit(c.section, 0, item))
    return apply(case, edits).case


def _verdict(law: Law, case: Case, line: int, engine: Reference) -> str | None:
    try:
        return judge(law, case, engine=engine)[line - 1].verdict
    except InputError:
        return None


@given(SEEDS)
def test_minutes_judge_as_the_whole_answer_does(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int
) -> None:
    case = random_case(seed, law.pack, worked).model_copy(update={"expect": ()})
    assume(case.history)
    try:
        decision = decide(law, case.model_copy(update={"ask": ()}), engine=engine)
    except InputError:
        assume(False)
    found = review(law, case, engine=engine)
    assert sorted((m.judgement for m in found.actions), key=lambda j: j.line) == list(decision.history)
    assert [m.number for m in found.actions] == list(range(1, len(case.history) + 1))
    for minute in found.actions:
        if minute.judgement.effect == "void":
            assert (*minute.began, *minute.ended, *minute.opened, *minute.closed, *minute.downstream) == ()
