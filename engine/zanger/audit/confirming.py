"""What the engine must say of a witness for a finding to be confirmed."""

from __future__ import annotations

from collections.abc import Callable

from ..case import Case
from ..deciding import decide
from ..decision import Answer, Decision
from ..engines import Engine
from ..errors import InputError
from ..law import Law
from ..provision import Provision
from .marks import Mark

Shows = Callable[[Case, Decision], bool]


def shows(law: Law, engine: Engine, mark: Mark, subject: str, first: Provision, second: Provision | None) -> Shows:
    """The test for a mark of a slice: whether the decision on a case says what the mark says."""
    match mark.name, second:
        case (("both" | "bound"), Provision()):
            return lambda _, decision: any(
                a.verdict == "forbidden" and {first.id, second.id} <= cited(a) for a in (*decision.asked, *decision.now)
            )
        case "differ", Provision():
            return lambda case, _: _answers(law, engine, case, first, second)
        case "values", Provision():
            return lambda case, _: _numbers(law, engine, case, first, second)
        case "open", _:
            return lambda _, decision: _vain(decision, subject, first)
        case "lives", _:
            return lambda _, decision: any(
                a.verdict in ("permitted", "required") and first.id in cited(a) for a in decision.asked
            )
        case _:
            return lambda _, decision: any(
                s.status == subject and s.holds == "true" and first.id in {c.provision for c in s.citations}
                for s in decision.statuses
            )


def cited(answer: Answer) -> set[str]:
    """The provisions on which an answer rests, for and against."""
    found = {c.provision for c in answer.citations}
    return found | {c.provision for c in getattr(answer, "prohibitions", ())}


def _under(provision: Provision) -> dict[str, str]:
    return {question: answers[0] for question, answers in provision.under.items()}


def _read(law: Law, engine: Engine, case: Case, provision: Provision) -> Decision | None:
    try:
        kinds = frozenset((provision.conclusion[1].kind,))
        return decide(law, case, engine=engine, under=_under(provision), kinds=kinds)
    except InputError:
        return None


def _answers(law: Law, engine: Engine, case: Case, first: Provision, second: Provision) -> bool:
    """Whether the first text decides on the attempt, and the second, as it is read, would have decided otherwise."""
    one, other = (_read(law, engine, case, p) for p in (first, second))
    if one is None or other is None or not one.asked:
        return False
    if _under(first) == _under(second):
        return first.id in cited(one.asked[0]) and second.id not in cited(one.asked[0])
    return first.id in cited(one.asked[0]) and one.asked[0].verdict != other.asked[0].verdict


def _numbers(law: Law, engine: Engine, case: Case, first: Provision, second: Provision) -> bool:
    """Whether each text, as it is read, gives a number of its own."""
    found = []
    for p in (first, second):
        decision = _read(law, engine, case, p)
        kind = p.conclusion[1].kind
        found.append(
            {
                tuple(sorted(s.fields.items()))
                for s in (decision.statuses if decision else ())
                if s.status == kind and s.holds == "true" and p.id in {c.provision for c in s.citations}
            }
        )
    return bool(found[0]) and bool(found[1]) and found[0] != found[1]


def _vain(decision: Decision, subject: str, duty: Provision) -> bool:
    """Whether a duty is owed and no way of fulfilling it is lawful."""
    owed = any(p.kind == subject and duty.id in cited(p) for p in decision.now)
    lawful = any(a.verdict in ("permitted", "required") and a.effect == "effective" for a in decision.asked)
    return owed and not lawful
