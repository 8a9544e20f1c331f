"""Properties of how things go on: no procedure that gets stuck, no goal that one body reaches alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta

from hypothesis import strategies as st

from ..case import Case
from ..law import Law
from .failure import Breach
from .moves import FEW, actions_of, later, made_move, moves, procedures, start_of
from .property import Drawn, about_actions, any_case, law_property
from .situation import Situation
from .strategies import below

STEPS = 6
"""The most moves of a play."""


@st.composite
def plays(draw: st.DrawFn, law: Law, procedure: str, steps: int = STEPS) -> Case:
    """A procedure played from its start by lawful moves, each on the day after the one before or later."""
    start = start_of(law, procedure)
    assert start is not None
    kinds = actions_of(law, procedure, start)
    s = Situation(law, start.model_copy(update={"ask": (), "expect": ()}), procedure)

    def choose(number: int) -> int:
        return draw(below(number)) if number > 1 else 0

    for _ in range(choose(steps + 1)):
        open_ = moves(s, kinds)
        if not open_:
            break
        done = made_move(s, open_[choose(len(open_))], choose)
        if done is not None:
            s = done
        s = s.other(s.case.model_copy(update={"as_of": s.day + timedelta(days=(1, 1, 1, 31)[choose(4)])}))
    return s.case


def _plays(law: Law, about: Collection[str] | None) -> st.SearchStrategy[Drawn]:
    known = [p.id for p in procedures(law)]
    marked = [p for p in known if about is None or any(p in v.marks for v in law.pack.provisions if v.id in about)]
    wanted = marked or known
    return st.sampled_from(wanted).flatmap(lambda p: plays(law, p).map(lambda case: Drawn(case, p)))


@law_property(
    "in each state of a procedure some body can act lawfully, now or later, or the end is reached",
    source=_plays,
    applies=lambda law: bool(procedures(law)),
)
def no_dead_end(s: Situation) -> Iterator[Breach]:
    """Nobody can act in a procedure any more, and none of its ends (`ends` of `roles.yaml`) is reached."""
    if s.procedure is None or _ended(s):
        return
    kinds = actions_of(s.law, s.procedure, start_of(s.law, s.procedure))
    for day in (s.day, *later(s)[:FEW]):
        if moves(s.other(s.case.model_copy(update={"as_of": day})), kinds):
            return
    last = s.docket.history[-1] if s.docket.history else None
    provisions = tuple(p.id for p in s.law.about(last.kind, last.on)) if last else ()
    yield Breach(f"in {s.procedure} nobody can act any more, after {last.kind if last else 'the start'}", provisions)


def _ended(s: Situation) -> bool:
    ends = s.roles.ends.get(s.procedure or "", ())
    reached = {e.kind for e in s.effective()}
    return any(end in reached or (end in s.law.pack.vocabulary.statuses and s.holding(end)) for end in ends)


def _goals(law: Law) -> tuple[str, ...]:
    joint = law.pack.roles.joint if law.pack.roles else ()
    goals = {j.goal for j in joint}
    defined = tuple(p.id for p in law.pack.provisions if p.defines and p.defines.kind in goals)
    return (*about_actions(law, goals), *defined)


@law_property(
    "no body alone reaches a goal for which the law wants several",
    source=any_case,
    applies=lambda law: bool(law.pack.roles and law.pack.roles.joint),
    concerns=_goals,
)
def separation_of_powers(s: Situation) -> Iterator[Breach]:
    """A goal of several bodies (`joint` of `roles.yaml`) is reached, and one of them has done nothing."""
    effective = s.effective()
    for joint in s.roles.joint:
        if joint.goal in s.law.pack.vocabulary.statuses:
            day = len(effective) if s.holding(joint.goal) else -1
        else:
            day = max((n for n, e in enumerate(effective) if e.kind == joint.goal), default=-1)
        if day < 0:
            continue
        acted = {str(e.fields["by"]) for e in effective[: day + 1]}
        if missing := [body for body in joint.bodies if body not in acted]:
            provisions = tuple(p.id for p in s.law.about(joint.goal, s.day)) if day < len(effective) else ()
            yield Breach(f"{joint.goal} is reached, and {' and '.join(missing)} had no part in it", provisions)
