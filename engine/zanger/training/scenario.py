"""A scenario as its author writes it: a dispute, whose part is played, the goal, and how the others tend to act.

A file of `training/scenarios` of a pack is one scenario. The law is not in it: what may be done follows from the
provisions of the pack on the day of each move.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ..case import Case, Item, ItemForm
from ..docket import docket
from ..errors import Code, Diagnostic, InputError, nearest
from ..law import Law
from ..load import LawPack
from ..model import Mirror, Text
from ..provision import Day, Procedure
from ..spot import trouble
from .materials import folder, load

FOLDER = "scenarios"
LONGEST_WAIT = 400

Days = Annotated[int, Field(ge=0, le=LONGEST_WAIT)]
Weight = Annotated[int, Field(ge=1, le=100)]


class Tendency(Mirror):
    """What another body tends to do, drawn by `weight` where it is lawful, `after` so many days (from, to).

    Fields that `do` leaves out are those of the case, or the least that the law asks for. `says` tells why.
    """

    by: str
    do: ItemForm
    weight: Weight = 1
    after: tuple[Days, Days] = (1, 10)
    at_most: Annotated[int, Field(ge=1, le=20)] = 3
    says: Text | None = None


class Idle(Mirror):
    """How readily the others let days pass, and how many (from, to)."""

    weight: Weight = 1
    days: tuple[Days, Days] = (5, 15)


class Temptation(Mirror):
    """What one may be tempted to do; it is offered beside the lawful moves while it is not one of them."""

    do: ItemForm


class Scenario(Mirror):
    """A scenario, of a `procedure` or of none: `plays` is the body for which one chooses.

    `task` is what it wants, `goal` the action or status for it; `offers` are the kinds of own moves that are shown,
    all where it is empty; `asks` the fields that need not be stated and are asked for all the same; `ends` kinds of
    actions that end the story before the goal. It is over after the day `until`.
    """

    id: str
    procedure: str | None = None
    title: Text
    story: tuple[Text, ...]
    plays: str
    task: Text
    goal: ItemForm
    until: Day
    opening: Case
    offers: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    temptations: tuple[Temptation, ...] = ()
    others: tuple[Tendency, ...] = ()
    idle: Idle = Idle()
    ends: tuple[str, ...] = ()


class Scenarios:
    """The scenarios of a law's pack, in the order of their files; each is read when it is first asked for."""

    def __init__(self, law: Law) -> None:
        self.law = law

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Their ids, which are the names of their files. Raises `InputError` if the pack has no training data."""
        return tuple(path.stem for path in files(self.law.pack))

    def get(self, name: str) -> Scenario:
        """A scenario by its id, or by its procedure where that has one only. Raises `KeyError`, `InputError`."""
        lower = name.lower()
        known = {n.lower(): n for n in self.names}
        if lower not in known:
            alike = [s.id for s in self.all if (s.procedure or "").lower() == lower]
            if len(alike) != 1:
                raise KeyError(nearest(name, self.names, len(self.names)))
            known[lower] = alike[0]
        return self._read(known[lower])

    @cached_property
    def all(self) -> tuple[Scenario, ...]:
        """All of them. Raises `InputError`."""
        return tuple(self._read(name) for name in self.names)

    def _read(self, name: str) -> Scenario:
        scenario = load(self.law.pack, f"{FOLDER}/{name}.yaml", Scenario)
        if found := list(faults(self.law, scenario, name)):
            raise InputError(found)
        return scenario


def files(pack: LawPack) -> list[Path]:
    """The files of scenarios of a pack. Raises `InputError` if it has no training data."""
    return sorted(path for path in (folder(pack) / FOLDER).glob("*.yaml") if path.is_file())


def faults(law: Law, scenario: Scenario, name: str) -> Iterator[Diagnostic]:
    """What of a scenario does not fit its file or the pack."""
    vocabulary = law.pack.vocabulary
    if scenario.id != name:
        message = f"the id `{scenario.id}` is not the name of the file"
        yield trouble(Code.WRONG_VALUE, message, scenario, "id", help=f"expected `{name}`")
    known = [p.id for p in law.pack.procedures]
    if scenario.procedure is not None and scenario.procedure not in known:
        message = f"there is no procedure `{scenario.procedure}`"
        yield trouble(Code.WRONG_VALUE, message, scenario, "procedure", help=nearest(scenario.procedure, known))
    bodies: list[tuple[Mirror, str, str]] = [(scenario, "plays", scenario.plays)]
    for model, key, body in (*bodies, *((t, "by", t.by) for t in scenario.others)):
        if body not in vocabulary.bodies:
            message = f"there is no body `{body}`"
            yield trouble(Code.UNKNOWN_BODY, message, model, key, help=nearest(body, vocabulary.bodies), value=True)
    if scenario.goal.kind not in (*vocabulary.actions, *vocabulary.statuses):
        known = [*vocabulary.actions, *vocabulary.statuses]
        message = f"there is no action or status `{scenario.goal.kind}`"
        yield trouble(Code.UNKNOWN_KIND, message, scenario, "goal", help=nearest(scenario.goal.kind, known))
    yield from _actions(law, scenario)
    if scenario.until < scenario.opening.as_of:
        message = f"the story ends on {scenario.until}, before it begins on {scenario.opening.as_of}"
        yield trouble(Code.REVERSED_DATES, message, scenario, "until")
    for tendency in scenario.others:
        if tendency.after[0] > tendency.after[1]:
            yield trouble(Code.WRONG_VALUE, "the first number of days is the greater", tendency, "after")
    yield from _opening(law, scenario)


def _actions(law: Law, scenario: Scenario) -> Iterator[Diagnostic]:
    """Kinds and fields that the pack does not have, and bodies to which an action does not belong."""
    actions = law.pack.vocabulary.actions
    for key, kinds in (("offers", scenario.offers), ("ends", scenario.ends)):
        for n, kind in enumerate(kinds):
            if kind not in actions:
                yield trouble(
                    Code.UNKNOWN_KIND, f"there is no action `{kind}`", scenario, key, n, help=nearest(kind, actions)
                )
    models: list[Temptation | Tendency] = [*scenario.temptations, *scenario.others]
    for model in models:
        item = model.do
        if item.kind not in actions:
            help = nearest(item.kind, actions)
            yield trouble(Code.UNKNOWN_KIND, f"there is no action `{item.kind}`", model, "do", item.kind, help=help)
            continue
        fields, bodies = actions[item.kind].fields, actions[item.kind].by
        for field in item.fields:
            if field not in (*fields, "by"):
                message, help = f"`{item.kind}` has no field `{field}`", nearest(field, fields)
                yield trouble(Code.UNKNOWN_FIELD, message, model, "do", item.kind, field, help=help)
        if isinstance(model, Tendency) and model.by not in bodies:
            message = f"`{item.kind}` is no action of the body `{model.by}`"
            yield trouble(Code.UNKNOWN_BODY, message, model, "by", help=nearest(model.by, bodies), value=True)


def _opening(law: Law, scenario: Scenario) -> Iterator[Diagnostic]:
    try:
        docket(law.pack, bare(scenario.opening))
    except InputError as error:
        yield from error.diagnostics


def bare(case: Case) -> Case:
    """A case without what it asks and expects."""
    return case.model_copy(update={"ask": (), "expect": ()})


def procedure(pack: LawPack, scenario: Scenario) -> Procedure:
    """The procedure of a scenario; where it is of none, one without provisions of its own."""
    own = Procedure(id=scenario.id, title=scenario.title, says=scenario.task)
    return next((p for p in pack.procedures if p.id == scenario.procedure), own)


__all__ = ["Idle", "Item", "Scenario", "Scenarios", "Temptation", "Tendency", "faults", "files"]
