"""Several engines as one: every evaluation is made by each, and they must agree."""

from __future__ import annotations

from collections.abc import Iterable

from zanger.engines import Clingo, DurableInProcess, Engine, Reference
from zanger.program import Fact, Model, Program


class Both(Reference):
    """Answers as the reference, once another engine has given the same model: facts and every support of each."""

    other: Engine

    def __init__(self) -> None:
        super().__init__()
        self.other = DurableInProcess()
        self.compared = 0

    def evaluate(self, program: Program, facts: Iterable[Fact]) -> Model:
        """The model that both give."""
        facts = tuple(facts)
        model, other = super().evaluate(program, facts), self.other.evaluate(program, facts)
        assert (other.stated, other.derived) == (model.stated, model.derived)
        self.compared += 1
        return model


class WithClingo(Both):
    """The same with clingo in the place of durable-rules."""

    def __init__(self) -> None:
        super().__init__()
        self.other = Clingo(contained=False)
