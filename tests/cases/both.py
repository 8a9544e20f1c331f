"""The two engines as one: every evaluation is made by both, and they must agree."""

from __future__ import annotations

from collections.abc import Iterable

from zanger.engines import DurableInProcess, Reference
from zanger.program import Fact, Model, Program


class Both(Reference):
    """Answers as the reference, once durable-rules has given the same model: facts and every support of each."""

    def __init__(self) -> None:
        super().__init__()
        self.durable = DurableInProcess()
        self.compared = 0

    def evaluate(self, program: Program, facts: Iterable[Fact]) -> Model:
        """The model that both give."""
        facts = tuple(facts)
        model, other = super().evaluate(program, facts), self.durable.evaluate(program, facts)
        assert (other.stated, other.derived) == (model.stated, model.derived)
        self.compared += 1
        return model
