"""Routes against an exhaustive search: the same goals are reached, in as few steps.

The search knows nothing of the solver. From a case it takes every action with every value that the
small laws here can tell apart, asks `decide` whether it is lawful, and goes on from the case with the
longer history, breadth first, until the goal is reached or the bound of steps is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest

from zanger import Case, Law, decide, parse_case, routes
from zanger.case import Item
from zanger.deciding import judge
from zanger.engines import Reference
from zanger.itinerary import Routes
from zanger.shorthand import read_item
from zanger.vocabulary import FieldType

pytest.importorskip("clingo")

PACKS = Path(__file__).parent / "packs"
BOUND = 4
GOLDEN = Path(__file__).parents[1] / "golden" / "packs" / "tiny"

CASES = {
    "tiny": """
pack: tiny
as_of: 2001-06-01
facts:
  - town: {id: t, seats: 3}
  - mayor: {id: m, town: t}
""",
    "tiny-two": """
pack: tiny
as_of: 2001-06-01
facts:
  - town: {id: t, seats: 3}
  - mayor: {id: m, town: t}
  - mayor: {id: w, town: t}
history:
  - refuse-report: {town: t, mayor: m, in_favour: 1, on: 2001-01-10}
  - refuse-report: {town: t, mayor: m, in_favour: 1, on: 2001-02-10}
""",
    "gate": """
pack: gate
as_of: 2001-06-01
facts:
  - road: {id: a}
  - road: {id: b}
  - closed: {road: a}
""",
    "gate-sealed": """
pack: gate
as_of: 2001-06-01
facts:
  - road: {id: a}
  - closed: {road: a}
  - sealed: {road: a}
""",
    "permit": """
pack: permit
as_of: 2001-06-01
facts:
  - house: {id: h, storeys: 2}
""",
    "permit-suspended": """
pack: permit
as_of: 2001-06-01
facts:
  - house: {id: h, storeys: 2}
history:
  - apply: {id: p, house: h, on: 2001-05-01}
  - object: {id: o, house: h, on: 2001-05-02}
""",
    "post": """
pack: post
as_of: 2001-06-01
facts:
  - seat: {id: s}
""",
    "board": """
pack: board
as_of: 2001-06-01
facts:
  - board: {id: x, seats: 6}
""",
}
GOALS = [
    ("tiny", "dismiss-mayor"),
    ("tiny", "dismissal-ground(mayor=m)"),
    ("tiny", "quiet-town"),
    ("tiny-two", "dismiss-mayor(mayor=w)"),
    ("tiny-two", "dismiss-mayor(mayor=m)"),
    ("tiny-two", "dismissal-ground(mayor=w)"),
    ("gate", "travel(road=a)"),
    ("gate", "travel(road=b)"),
    ("gate", "travelled(road=a)"),
    ("gate", "open-road(road=b)"),
    ("gate-sealed", "travel(road=a)"),
    ("gate-sealed", "travelled(road=a)"),
    ("permit", "build"),
    ("permit", "grant"),
    ("permit", "built(house=h)"),
    ("permit", "appeal"),
    ("permit-suspended", "grant"),
    ("permit-suspended", "build"),
    ("permit-suspended", "appeal"),
    ("post", "fill"),
    ("post", "fill(seat=s)"),
    ("post", "close"),
    ("board", "elect"),
    ("board", "meet"),
    ("board", "sit-split"),
    ("board", "heard-thrice(board=x)"),
]


def law_of(name: str) -> Law:
    pack = name.partition("-")[0]
    return Law.load(GOLDEN if pack == "tiny" else PACKS / pack)


def case_of(name: str) -> Case:
    case, _ = parse_case(CASES[name].encode(), name)
    return case


class Search:
    """All that can lawfully be done from a case, one action after another."""

    def __init__(self, law: Law, start: Case, goal: str) -> None:
        self.law = law
        self.vocabulary = law.pack.vocabulary
        self.start = start
        self.goal = read_item(goal)
        self.engine = Reference()

    def shortest(self) -> int | None:
        """The least number of actions to the goal; None if there is none within the bound."""
        if self.goal.kind in self.vocabulary.statuses and self.holds(self.start):
            return 0
        level = [self.start]
        for steps in range(1, BOUND + 1):
            following: list[Case] = []
            for case in level:
                for action in self.actions(case):
                    longer = case.model_copy(
                        update={
                            "history": (*case.history, action),
                            "as_of": date.fromisoformat(str(action.fields["on"])),
                        }
                    )
                    if self.reached(action, longer):
                        return steps
                    following.append(longer)
            level = list({self.mark(case): case for case in following}.values())
        return None

    def actions(self, case: Case) -> Iterator[Item]:
        """Every lawful action, on the days at which a limit of the small laws may pass."""
        for kind, spec in self.vocabulary.actions.items():
            domains = [self.values(name, field, case) for name, field in spec.fields.items()]
            for by, day, *values in product(spec.by, self.days(case), *domains):
                fields = {n: v for n, v in zip(spec.fields, values, strict=True) if v is not None}
                item = Item(kind=kind, fields={**fields, "by": by})
                at = case.model_copy(update={"as_of": day, "ask": (item,)})
                (answer,) = judge(self.law, at, engine=self.engine)
                if answer.verdict in ("permitted", "required") and answer.effect == "effective":
                    yield item.model_copy(update={"fields": {**item.fields, "on": day.isoformat()}})

    def days(self, case: Case) -> list[date]:
        assert case.as_of is not None
        start = self.start.as_of
        assert start is not None
        days = [start + timedelta(days=n) for n in (0, 10, 11)]
        return [d for d in days if d >= case.as_of] if self.law.pack.head.id == "permit" else [start]

    def values(self, name: str, field: FieldType, case: Case) -> list[str | int | bool | None]:
        things = [i for i in (*case.facts, *case.history) if "id" in i.fields]
        optional: list[str | int | bool | None] = [None] if field.optional else []
        match field.type:
            case "id":
                return [f"n{len(case.history)}"]
            case "ref":
                return [i.fields["id"] for i in things if i.kind in field.to] + optional
            case "enum":
                return [*field.values, *optional]
            case "int":
                return [n for n in range(7) if field.min <= n <= field.max] + optional
            case _:
                raise AssertionError(name)

    def mark(self, case: Case) -> str:
        """What a case comes to: its history in any order of the same days, named things by their order."""
        return str(
            sorted(str({n: v for n, v in i.fields.items() if n not in ("in_favour",)}) + i.kind for i in case.history)
        )

    def reached(self, action: Item, case: Case) -> bool:
        if self.goal.kind in self.vocabulary.statuses:
            return self.holds(case)
        return action.kind == self.goal.kind and self.goal.fields.items() <= action.fields.items()

    def holds(self, case: Case) -> bool:
        return any(
            s.status == self.goal.kind and s.holds == "true" and self.goal.fields.items() <= s.fields.items()
            for s in decide(self.law, case, engine=self.engine).statuses
        )


def length(answer: Routes) -> int | None:
    if answer.already:
        return 0
    return len(answer.found[0].steps) if answer.found else None


@pytest.mark.parametrize(("name", "goal"), GOALS)
def test_a_route_is_as_short_as_an_exhaustive_search_finds(name: str, goal: str) -> None:
    law, case = law_of(name), case_of(name)
    answer = routes(law, case, goal, steps=BOUND, engine=Reference())
    assert (answer.unconfirmed, answer.limit) == (0, None)
    assert length(answer) == Search(law, case, goal).shortest()
