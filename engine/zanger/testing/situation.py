"""One case as a property looks at it: what was done came to what, what is open now, what holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from ..case import Case, Item
from ..deciding import decide
from ..decision import Decision
from ..docket import Docket, Entry, docket
from ..engines import Engine, Reference
from ..judge import Outcome
from ..law import Law
from ..modality import Key, Now
from ..now import Present
from ..possible import Opening
from ..program import Fact, Program
from ..provision import Provision
from ..replay import Replay
from ..roles import Roles
from ..worlds import World

Answers = tuple[frozenset[object], frozenset[object], frozenset[object]]
"""The verdicts on what was done and asked, what is possible now, and which statuses hold; without places."""
LAWFUL = ("permitted", "required")


@dataclass(frozen=True)
class Situation:
    """A case under a law. `procedure` is the id of the procedure that is played in it, if one is."""

    law: Law
    case: Case
    procedure: str | None = None
    engine: Engine = field(default_factory=Reference)
    answering: Callable[[Situation], Answers] | None = None

    def other(self, case: Case) -> Situation:
        """Another case in the same law."""
        return replace(self, case=case)

    @property
    def roles(self) -> Roles:
        """The parts that the words of the pack play; none of them without `roles.yaml`."""
        return self.law.pack.roles or Roles()

    @property
    def day(self) -> date:
        """The day of the answer."""
        return self.case.as_of

    @cached_property
    def docket(self) -> Docket:
        """The checked case."""
        return docket(self.law.pack, self.case)

    @cached_property
    def replay(self) -> Replay:
        """The history, judged action by action."""
        return Replay(self.law, self.docket, self.engine)

    @cached_property
    def present(self) -> Present:
        """What is possible on the day of the answer."""
        return Present(self.replay, self.law.citer)

    @cached_property
    def decision(self) -> Decision:
        """The whole answer, with proofs; it takes longer than the parts."""
        return decide(self.law, self.case, engine=self.engine)

    @property
    def program(self) -> Program:
        """The rules in force on the day of the answer."""
        return self.law.program(self.day)

    @property
    def provisions(self) -> dict[str, Provision]:
        """The provisions in force on the day of the answer, by id."""
        return self.law.provisions(self.day)

    def judged(self) -> Iterator[tuple[Entry, Outcome]]:
        """What each action that was done or asked about comes to, in each way that the case could be."""
        for entry in self.docket.items:
            for outcome in self.outcomes(entry):
                yield entry, outcome

    def outcomes(self, entry: Entry) -> list[Outcome]:
        """What one action comes to, in each way that the case could be."""
        replay = self.replay
        return [replay.outcome(entry.order, w) for w in replay.worlds_of(entry.order)]

    def effective(self) -> list[Entry]:
        """The actions that had effect, however the case could be."""
        return [e for e in self.docket.history if all(o.effect == "effective" for o in self.outcomes(e))]

    def open(self) -> Iterator[tuple[str, World, tuple[Opening, ...]]]:
        """The powers, duties and prohibitions that are open now, by kind of action and way that the case could be."""
        for kind in self.law.pack.vocabulary.actions:
            for world, openings in self.present.openings_of(kind):
                if openings:
                    yield kind, world, openings

    def options(self) -> Iterator[tuple[Key, Now]]:
        """What each body may, must or must not do now: action, body and settled fields, with the manner."""
        for kind in self.law.pack.vocabulary.actions:
            yield from self.present.options_of(kind).items()

    def holding(self, status: str) -> frozenset[Fact]:
        """The statuses of a kind that hold in every way that the case could be."""
        return frozenset(item for item, always in self.present.held(status).items() if always)

    def asked(self, item: Item) -> list[Outcome]:
        """What an action would come to, were it done on the day of the answer."""
        case = self.case.model_copy(update={"ask": (item,), "expect": ()})
        other = self.other(case)
        return other.outcomes(other.docket.questions[0])

    @cached_property
    def answers(self) -> Answers:
        """The answer as sets, without places, proofs and numbers of lines."""
        if self.answering is not None:
            return self.answering(self)
        judged = frozenset(
            (entry.kind, tuple(sorted(entry.fields.items())), entry.first, outcome.answer, outcome.decisive)
            for entry, outcome in self.judged()
        )
        now = frozenset((key, now.answer, now.due) for key, now in self.options())
        statuses = self.law.pack.vocabulary.statuses
        held = frozenset((item, always) for s in statuses for item, always in self.present.held(s).items())
        return judged, now, held
