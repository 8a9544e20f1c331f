"""A state machine of Hypothesis in which every permitted action of every body is a rule.

The engine says what is permitted in the state that was reached, and in what manner; the machine does it. After
each step the properties are looked at. A failure shrinks to a short history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ..case import Case
from ..docket import docket
from ..law import Law
from .failure import FOLDER, Failure
from .moves import Move, actions_of, later, made_move, moves, start_of
from .property import Property
from .situation import Situation
from .standing_law import never_required_and_forbidden, ought_implies_can
from .strategies import below, cases
from .subjects import Pack, law_of

EXAMPLES, STEPS = 20, 8
"""How many histories a machine tries, and how many steps each has at most."""
PROPERTIES = (never_required_and_forbidden, ought_implies_can)
"""What is looked at after each step, if nothing else is said."""


class LawStateMachine(RuleBasedStateMachine):
    """The machine of one law; `LawMachine` gives it its rules."""

    law: Law
    procedure: str | None
    start: st.SearchStrategy[Case]
    kinds: frozenset[str] | None
    properties: tuple[Property, ...]
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.situation: Situation | None = None
        self._moves: list[Move] | None = None

    def begin(self, case: Case) -> None:
        """Take a case for the state."""
        self.now_in(Situation(self.law, case, self.procedure))

    def now_in(self, situation: Situation) -> None:
        """Take a situation for the state."""
        self.situation, self._moves = situation, None

    @property
    def moves(self) -> list[Move]:
        """What the law lets the bodies do now."""
        if self._moves is None:
            self._moves = moves(self.situation, self.kinds) if self.situation is not None else []
        return self._moves

    def able(self, kind: str, by: str) -> list[Move]:
        """The lawful moves of one kind by one body."""
        return [m for m in self.moves if (m.kind, m.by) == (kind, by)]

    def act(self, kind: str, by: str, data: st.DataObject) -> None:
        """Do one of them, in the manner that the law wants; nothing where that cannot be met."""
        able = self.able(kind, by)
        choose = _chooser(data)
        move = able[choose(len(able))]
        assert self.situation is not None
        done = made_move(self.situation, move, choose)
        if done is not None:
            self.now_in(done)

    @precondition(lambda self: self.situation is not None)
    @rule(data=st.data())
    def time_passes(self, data: st.DataObject) -> None:
        """Go on to the next day, or to the end of a time limit or the day after it."""
        assert self.situation is not None
        days = [self.situation.day + timedelta(days=1), *later(self.situation)[:8]]
        day = days[_chooser(data)(len(days))]
        self.now_in(self.situation.other(self.situation.case.model_copy(update={"as_of": day})))

    @invariant()
    def keeps_its_properties(self) -> None:
        """Each property holds in the state."""
        if self.situation is None:
            return
        for kept in self.properties:
            if breaches := kept.breaches(self.situation):
                raise Failure(kept.name, kept.says, breaches, self.situation)


def _chooser(data: st.DataObject) -> Callable[[int], int]:
    return lambda number: data.draw(below(number)) if number > 1 else 0


def LawMachine(  # noqa: N802 - it makes a class
    pack: Pack,
    procedure: str | None = None,
    *,
    start: Case | None = None,
    properties: Iterable[Property] = PROPERTIES,
    examples: int = EXAMPLES,
    steps: int = STEPS,
    folder: str | Path = FOLDER,
) -> type[LawStateMachine]:
    """A machine of a law, to be used as `TestLaw = LawMachine("kz", "SM4").TestCase`.

    It begins with `start`, else with the case from which the pack has the `procedure` played, else with facts of
    any kind; with a procedure its rules are the actions of that procedure. `properties` are looked at after each
    of at most `steps` steps; subclasses may add rules and invariants of their own, which find the state in
    `self.situation`. The case of a failure is written into `folder`. Raises `InputError` for a wrong pack or
    start, `ValueError` for a procedure that is not there.
    """
    law = law_of(pack)
    if procedure is not None and procedure not in {p.id for p in law.pack.procedures}:
        raise ValueError(f"the pack has no procedure `{procedure}`")
    begun = start or (start_of(law, procedure) if procedure is not None else None)
    if begun is not None:
        docket(law.pack, _bare(begun))
    kinds = actions_of(law, procedure, begun) if procedure is not None else None
    first = st.just(_bare(begun)) if begun is not None else cases(law, unknowns=False, questions=False).map(_bare)
    body: dict[str, Any] = {
        "__doc__": f"Every permitted action in the law `{law.pack.head.id}`.",
        "law": law,
        "procedure": procedure,
        "kinds": kinds,
        "properties": tuple(properties),
        "folder": Path(folder),
        "begins": initialize(case=first)(_begins),
    }
    for kind, spec in law.pack.vocabulary.actions.items():
        if kinds is None or kind in kinds:
            for by in spec.by:
                body[f"{by}_may_{kind}".replace("-", "_")] = _rule(kind, by)
    made: type[LawStateMachine] = type("LawMachineOf" + law.pack.head.id.title(), (LawStateMachine,), body)
    made.TestCase.settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
    )
    setattr(made.TestCase, "runTest", _written(made.TestCase.runTest, made))  # noqa: B010
    return made


def _bare(case: Case) -> Case:
    return case.model_copy(update={"ask": (), "expect": ()})


def _begins(self: LawStateMachine, case: Case) -> None:
    self.begin(case)


def _rule(kind: str, by: str) -> Any:
    """The rule for one action of one body."""

    def act(self: LawStateMachine, data: st.DataObject) -> None:
        self.act(kind, by, data)

    act.__name__ = f"{by}_may_{kind}".replace("-", "_")
    act.__doc__ = f"{by}: {kind}"
    return precondition(lambda self: bool(self.able(kind, by)))(rule(data=st.data())(act))


def _written(run: Callable[[Any], None], machine: type[LawStateMachine]) -> Callable[[Any], None]:
    """A run whose failure is made as small as it can be, and written as a case file."""

    def run_test(self: Any) -> None:
        try:
            run(self)
        except Failure as failure:
            kept = next(p for p in machine.properties if p.name == failure.property)
            raise kept.failure(failure.situation, failure.breaches, machine.folder) from None

    return run_test
