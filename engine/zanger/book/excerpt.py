"""What the page of a worked case shows of the answer: what it asks or expects, and what its history leads to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec.structs import replace

from ..case import Expectation
from ..decision import Answer, Decision, StatusAnswer
from ..digest import Worked
from ..expect import answer_to, uncoded
from ..load import LawPack
from ..reporting import Line, holding, judged, possible, rests_on_history
from ..words import HOLDS, VERDICTS, Words, capital


class Excerpt:
    """The part of a decision that belongs to the point of a worked case.

    Shown are all judgements; of what is possible, the duties, what the case expects, and what rests on something
    that was done; of the statuses, the latter two. `rest` counts the other powers by body.
    """

    def __init__(self, worked: Worked, decision: Decision, pack: LawPack) -> None:
        self.decision = decision
        found = [(e, answer_to(e, decision)) for e in worked.case.expect]
        expected = {id(answer) for _, answer in found if answer is not None}
        minor = {name for name, kind in pack.vocabulary.statuses.items() if kind.minor}
        self.absent: list[Expectation] = [
            e for e, answer in found if answer is None or (isinstance(answer, StatusAnswer) and answer.holds == "false")
        ]
        self.now = tuple(
            p
            for p in decision.now
            if id(p) in expected
            or p.verdict == "required"
            or (p.verdict != "not-empowered" and rests_on_history(p.proof))
        )
        self.statuses = tuple(
            s
            for s in decision.statuses
            if s.holds != "false" and (id(s) in expected or (s.status not in minor and rests_on_history(s.proof)))
        )
        shown = {id(p) for p in self.now}
        self.rest = Counter(p.by for p in decision.now if id(p) not in shown and p.verdict != "not-empowered")

    def lines(self, words: Words) -> Iterator[Line]:
        """The answers in words."""
        asked = tuple(replace(j, beside=()) for j in self.decision.asked)
        yield from judged(replace(self.decision, asked=asked), words)
        if any(p.verdict != "not-empowered" for p in self.now):
            yield from possible(self.now, self.decision.as_of, words)
        yield from holding(self.statuses, words)
        if self.absent:
            yield Line(words.say("What is not so"), role="head")
            for e in self.absent:
                yield Line(self._absent(e, words), 1, "open" if uncoded(e, self.decision) else "plain")

    def _absent(self, e: Expectation, words: Words) -> str:
        verdict = "undetermined" if uncoded(e, self.decision) else "not-empowered"
        sentence = words.phrase(e.status or e.action or "", e.match)
        told = words.say((HOLDS if e.status else VERDICTS)[verdict])
        return f"{capital(words.body(e.by)) + ': ' if e.by else ''}{sentence} - {told}"

    def questions(self) -> list[str]:
        """The questions of reading on which something that is shown turns or hangs."""
        answers = self._answers()
        turns = {t.question for a in answers for t in a.turns_on}
        return sorted(turns | {h.on for a in answers for h in a.hangs_on if h.kind == "open-question"})

    def beside(self) -> list[str]:
        """The differences and remarks that concern what is shown."""
        return list(dict.fromkeys(name for a in self._answers() for name in a.beside))

    def _answers(self) -> tuple[Answer | StatusAnswer, ...]:
        return (*self.decision.history, *self.decision.asked, *self.now, *self.statuses)
