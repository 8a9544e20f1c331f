"""Worked cases as tests: what a case expects against what the law gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .case import NOT_CODED, Expectation, VerdictName
from .decision import Answer, Citation, Decision, Judgement, Possibility, Requirement, StatusAnswer
from .docket import cites


@dataclass(frozen=True)
class Difference:
    """Where an answer differs from what a case expects. `number` counts the expectations from 1."""

    number: int
    subject: str
    what: str
    expected: str
    actual: str

    def __str__(self) -> str:
        return f"expect {self.number} ({self.subject}): {self.what}: expected {self.expected}, got {self.actual}"


def differences(expectations: Iterable[Expectation], decision: Decision) -> list[Difference]:
    """Every difference between the expectations of a case and its decision."""
    return [d for n, e in enumerate(expectations, 1) for d in _compare(n, e, decision)]


def _compare(n: int, e: Expectation, decision: Decision) -> list[Difference]:
    subject = _subject(e)
    found: list[Difference] = []

    def differ(what: str, expected: object, actual: object) -> None:
        found.append(Difference(n, subject, what, _text(expected), _text(actual)))

    answer = answer_to(e, decision)
    if e.status is not None:
        told: dict[str, bool | str] = {"true": True, "false": False, "undetermined": "undetermined"}
        holds = (
            answer.holds if isinstance(answer, StatusAnswer) else "undetermined" if uncoded(e, decision) else "false"
        )
        actual = told[holds]
        if e.holds != actual or type(e.holds) is not type(actual):
            differ("holds", e.holds, actual)
    elif e.action is not None:
        absent: VerdictName = "undetermined" if uncoded(e, decision) else "not-empowered"
        verdict = answer.verdict if isinstance(answer, Possibility) else absent
        if e.verdict is not None and e.verdict != verdict:
            differ("verdict", e.verdict, verdict)
    else:
        judgement = _judgement(e, decision)
        if e.verdict is not None and e.verdict != judgement.verdict:
            differ("verdict", e.verdict, judgement.verdict)
        if e.effect is not None and e.effect != judgement.effect:
            differ("effect", e.effect, judgement.effect)
    citations = (*answer.citations, *(p.yielding for p in answer.prevails)) if answer else ()
    for cited in e.cites or ():
        if not _cited(cited, citations):
            differ("cites", cited, ", ".join(c.provision for c in citations) or "nothing")
    if e.requires is not None:
        required = _required(answer)
        for field, value in e.requires.items():
            if value not in required.get(field, []):
                differ(f"requires {field}", value, required.get(field, ["nothing"])[0])
    if e.due is not None:
        due = answer.due if isinstance(answer, Possibility) else None
        if due != e.due.isoformat():
            differ("due", e.due.isoformat(), due or "nothing")
    if e.turns_on is not None:
        actual_turns = sorted(t.question for t in answer.turns_on) if answer else []
        if sorted(e.turns_on) != actual_turns:
            differ("turns_on", sorted(e.turns_on), actual_turns)
    if e.open is not None:
        hanging = sorted(NOT_CODED if h.kind == NOT_CODED else h.on for h in answer.hangs_on) if answer else []
        if sorted(e.open) != hanging:
            differ("open", sorted(e.open), hanging)
    return found


def answer_to(e: Expectation, decision: Decision) -> Answer | StatusAnswer | None:
    """The answer that an expectation speaks of; None where a decision says nothing of the status or the action."""
    if e.status is not None:
        return next((s for s in decision.statuses if s.status == e.status and _fits(e, s.fields)), None)
    if e.action is not None:
        named = [p for p in decision.now if p.kind == e.action and e.by in (None, p.by) and _fits(e, p.fields)]
        return _best(named, e)
    return _judgement(e, decision)


def uncoded(e: Expectation, decision: Decision) -> bool:
    """Whether what gives a status or an action may lie in what is not coded for the day."""
    return any(n.kind in (e.status, e.action) and n.power for n in decision.not_coded)


def _best(candidates: list[Possibility], e: Expectation) -> Possibility | None:
    """Of several entries the one expected, else the first."""
    return next((p for p in candidates if e.verdict in (None, p.verdict)), candidates[0] if candidates else None)


def _judgement(e: Expectation, decision: Decision) -> Judgement:
    group, line = (decision.asked, e.ask) if e.ask is not None else (decision.history, e.history)
    return next(j for j in group if j.line == line)


def _subject(e: Expectation) -> str:
    if e.status is not None:
        name = f"status {e.status}"
    elif e.action is not None:
        name = f"{e.by + ': ' if e.by else ''}{e.action}"
    else:
        return f"ask {e.ask}" if e.ask is not None else f"history {e.history}"
    return name + (" " + ", ".join(f"{k}={v}" for k, v in e.match.items()) if e.match else "")


def _fits(e: Expectation, fields: dict[str, str | int | bool]) -> bool:
    return all(fields.get(k) == v for k, v in e.match.items())


def _cited(cited: str, citations: Iterable[Citation]) -> bool:
    return any(cites(name, cited) for c in citations for name in (c.provision, *c.also))


def _required(answer: Answer | StatusAnswer | None) -> dict[str, list[str | int | bool]]:
    """For each field the values that bound it, of requirements, limits, near misses and settled fields."""
    found: dict[str, list[str | int | bool]] = {}

    def take(requirement: Requirement | None) -> None:
        if requirement is not None and requirement.value is not None:
            found.setdefault(requirement.field, []).append(requirement.value)

    if isinstance(answer, Possibility):
        for alternative in answer.requirements:
            for requirement in alternative:
                take(requirement)
        for limit in answer.limits:
            for requirement in limit.requirements:
                take(requirement)
        for field, value in answer.fields.items():
            found.setdefault(field, []).append(value)
    if isinstance(answer, Judgement):
        for miss in answer.nearest:
            take(miss.failed.expected)
    return found


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(str, value)) + "]"
    return str(value)
