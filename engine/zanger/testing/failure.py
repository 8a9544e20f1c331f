"""A failure of a property as a case file: the smallest case that shows it, with the articles, for `zanger check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..case import Case
from ..casefile import case_text, made
from ..docket import docket
from ..errors import InputError, ZangerError
from ..words import Words
from .situation import Situation

if TYPE_CHECKING:
    from .property import Property

FOLDER = Path("zanger-failures")
"""Where the case files of failures are written, if nothing else is said."""


@dataclass(frozen=True)
class Breach:
    """What is wrong in a situation: a sentence, and the ids of the provisions that make it so."""

    says: str
    provisions: tuple[str, ...] = ()


class Failure(ZangerError, AssertionError):
    """A property that fails: `breaches` in a `situation`, written to `path`."""

    def __init__(
        self,
        property: str,
        says: str,
        breaches: tuple[Breach, ...],
        situation: Situation,
        path: Path | None = None,
    ) -> None:
        self.property = property
        self.breaches = breaches
        self.situation = situation
        self.path = path
        told = [f"{b.says}" + (f" [{', '.join(b.provisions)}]" if b.provisions else "") for b in breaches]
        lines = [f"{property}: {says}", *(f"  but {t}" for t in told)]
        if path is not None:
            lines.append(f"  the case: {path}")
        super().__init__("\n".join([*lines, "", case_text(situation.case)]))


Breaches = Callable[[Situation], tuple[Breach, ...]]


def smallest(situation: Situation, breach: Breach, breaches: Breaches) -> tuple[Situation, tuple[Breach, ...]]:
    """A situation from which no line, field or reading can be left out without the failure going, and what fails in it.

    It is a failure of the same provisions, where a smaller case still has one.
    """

    def fails(case: Case) -> tuple[Breach, ...]:
        try:
            docket(situation.law.pack, case)
            return tuple(b for b in breaches(situation.other(case)) if b.provisions == breach.provisions)
        except InputError:
            return ()

    best = situation.case
    shown = fails(best) or breaches(situation)
    going = True
    while going:
        going = False
        for case in _smaller(best, situation):
            if found := fails(case):
                best, shown, going = case, found, True
                break
    return situation.other(best), shown


def _smaller(case: Case, situation: Situation) -> Iterator[Case]:
    """The cases with one thing less."""
    begun = 0 if situation.procedure is None else len(case.facts)
    for section in ("ask", "history", "facts"):
        items = getattr(case, section)
        if section == "facts" and begun:
            continue
        for n in range(len(items)):
            yield case.model_copy(update={section: (*items[:n], *items[n + 1 :])})
    for name in case.under:
        yield case.model_copy(update={"under": {k: v for k, v in case.under.items() if k != name}})
    fields = situation.law.pack.vocabulary.fields
    for section in ("ask", "history", "facts"):
        items = getattr(case, section)
        for n, item in enumerate(items):
            for name in item.fields:
                spec = fields(item.kind).get(name)
                if name in ("by", "from", "until") or (spec is not None and spec.optional):
                    less = made(item.kind, {k: v for k, v in item.fields.items() if k != name})
                    yield case.model_copy(update={section: (*items[:n], less, *items[n + 1 :])})


def write(property: Property, situation: Situation, breaches: tuple[Breach, ...], folder: Path) -> Path:
    """Write the case file of a failure; the same property of the same pack has one file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{situation.law.pack.head.id}-{property.name}.yaml"
    path.write_text(failure_text(property, situation, breaches), encoding="utf-8")
    return path


def failure_text(property: Property, situation: Situation, breaches: tuple[Breach, ...]) -> str:
    """The text of the case file: its title is the property, comments name the articles, `expect` the answer today."""
    words = Words(situation.law.pack)
    case = situation.case.model_copy(update={"title": f"{property.name}: {property.says}"})
    provisions = {p.id: p for p in (*situation.law.pack.provisions, *situation.provisions.values())}
    remarks = ["", "What is wrong here:"]
    cited: dict[str, None] = {}
    for breach in breaches:
        remarks.append(f"- {breach.says}")
        cited.update(dict.fromkeys(breach.provisions))
    for name in cited:
        if (p := provisions.get(name)) is not None:
            remarks += [f"{words.cite(name)} ({name}): {words.text(p.says)}"]
    remarks += ["", "`expect` is what the law says now: `zanger test` passes while it does."]
    return case_text(case, remarks) + "".join(_expected(situation))


def _expected(situation: Situation) -> Iterator[str]:
    """What the law says now of each action of the case."""
    found: list[dict[str, Any]] = []
    decision = situation.decision
    for name, judgements in (("history", decision.history), ("ask", decision.asked)):
        for judgement in judgements:
            found.append({name: judgement.line, "verdict": judgement.verdict, "effect": judgement.effect})
    if not found:
        for possible in decision.now[:3]:
            found.append({"action": possible.kind, "by": possible.by, "verdict": possible.verdict})
    if found:
        yield "expect:\n"
    for item in found:
        yield "  - {" + ", ".join(f"{k}: {v}" for k, v in item.items()) + "}\n"
