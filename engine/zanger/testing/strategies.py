"""Strategies for Hypothesis, made from the vocabulary and the provisions of any pack.

A case is woven backwards from one provision or a few (see `loom`): their conditions are stated, or done
before under the powers that there are. Votes stand at, one below and one above what is asked for, days at the
edges of time limits, the day of the answer on the last day of an edition, or beside it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from hypothesis import strategies as st

from ..case import UNKNOWN, Case, Item
from ..docket import cites, docket
from ..errors import InputError
from ..law import Law
from ..load import LawPack
from ..provision import Provision
from .edges import Choose
from .loom import Loom
from .subjects import Pack, law_of
from .thread import Costs, Line, lines

AFTER = 400
"""Days after its beginning on which an edition is mostly looked at, where it lasts so long."""
MOST = 3
"""The most provisions that a case is woven from."""


class History(NamedTuple):
    """Actions in the order of their days, and the facts on which they were done."""

    facts: tuple[Item, ...]
    history: tuple[Item, ...]


def cases(
    pack: Pack,
    *,
    about: Collection[str] | None = None,
    unknowns: bool = True,
    questions: bool = True,
    disturbed: bool = True,
) -> st.SearchStrategy[Case]:
    """Cases that the docket accepts.

    `about` are ids of provisions or beginnings of them (`kz.l148.24`) from which cases are woven; without, all.
    `unknowns` lets fields be stated as not known, `questions` asks about actions, `disturbed` breaks a little of
    what was woven, so that provisions also just fail to apply. Raises `InputError` for a pack that is not sound,
    and `ValueError` where nothing is `about`.
    """
    law = law_of(pack)
    woven = Weaver(law, wanted(law.pack, about), unknowns=unknowns, questions=questions, disturbed=disturbed)
    return _cases(woven)


def facts(pack: Pack) -> st.SearchStrategy[tuple[Item, ...]]:
    """Facts that can stand in a case together: ids are unique, and references lead to something."""
    return cases(pack, unknowns=False, questions=False).filter(lambda c: c.facts and _closed(c)).map(_facts_alone)


def histories(pack: Pack, *, about: Collection[str] | None = None) -> st.SearchStrategy[History]:
    """Actions in the order of their days, most of them lawful, with the facts on which they were done."""
    found = cases(pack, about=about, unknowns=False, questions=False, disturbed=False)
    return found.filter(lambda case: bool(case.history)).map(lambda case: History(case.facts, case.history))


def _facts_alone(case: Case) -> tuple[Item, ...]:
    return case.facts


def _closed(case: Case) -> bool:
    names = {v for item in case.history for n, v in item.fields.items() if n == "id"}
    return not any(v in names for item in case.facts for v in item.fields.values())


def wanted(pack: LawPack, about: Collection[str] | None) -> tuple[Provision, ...]:
    """The provisions at some places; all without. Raises `ValueError` where there is none."""
    found = tuple(p for p in pack.provisions if about is None or any(cites(p.id, place) for place in about))
    if not found:
        raise ValueError(f"the pack has no provision at {', '.join(sorted(about or ()))}")
    return found


@cache
def below(number: int) -> st.SearchStrategy[int]:
    """Numbers from 0 to below another."""
    return st.integers(0, number - 1)


@st.composite
def _cases(draw: st.DrawFn, weaver: Weaver) -> Case:
    return weaver.case(lambda number: draw(below(number)) if number > 1 else 0)


class Weaver:
    """Makes cases of a law from choices."""

    def __init__(
        self,
        law: Law,
        provisions: tuple[Provision, ...],
        *,
        unknowns: bool = True,
        questions: bool = True,
        disturbed: bool = True,
    ) -> None:
        self.law = law
        self.costs = Costs(law)
        self.provisions = provisions
        self.unknowns = unknowns
        self.questions = questions
        self.disturbed = disturbed

    def case(self, choose: Choose) -> Case:
        """The case that some choices make. What the docket would not accept is taken back."""
        loom = Loom(self.law, choose, self.costs, spoils=self.disturbed)
        first = self.provisions[choose(len(self.provisions))]
        day, shift = self._day(first, choose)
        loom.apply(first, day, ask=self.questions and choose(3) == 2)
        for _ in range((0, 0, 0, 1, 1, MOST - 1)[choose(6)]):
            other = self.provisions[choose(len(self.provisions))]
            if other.in_force.covers(date.fromordinal(day)):
                loom.apply(other, day, ask=self.questions and choose(2) == 1)
        if self.questions and loom.history and choose(2) == 1:
            again = lines(loom.history)[-1]
            loom.action(again.kind, day, ask=True)
        return self._written(loom, choose, day, shift)

    def _day(self, provision: Provision, choose: Choose) -> tuple[int, int]:
        """A day for a case about a provision, and by how many days all is moved once it is woven."""
        first, last = provision.in_force.first, provision.in_force.last
        start, end = first.toordinal(), last.toordinal() if last else first.toordinal() + 4 * AFTER
        middle = start + min(AFTER, (end - start) // 2)
        edges = [(middle, 0)] * 7 + [(start, 0), (start, -1)]
        if last:
            edges += [(end, 0), (end, 0), (end, 1)]
        if not self.disturbed:
            edges = edges[:7]
        return edges[choose(len(edges))]

    def _written(self, loom: Loom, choose: Choose, day: int, shift: int) -> Case:
        history = lines(loom.history)
        as_of = max([day, *(line.day for line in history)]) + shift + (0, 0, 0, 1, 30)[choose(5)]
        out: list[list[Item]] = []
        for section in (loom.facts, history, loom.asked):
            out.append([self._item(line, shift, asked=section is loom.asked) for line in section])
        if self.disturbed and choose(3) == 2:
            self._disturb(out, choose, as_of)
        case = Case.model_construct(
            title="",
            pack=self.law.pack.head.id,
            as_of=date.fromordinal(as_of),
            facts=tuple(out[0]),
            history=tuple(out[1]),
            ask=tuple(out[2]),
            under=dict(loom.under),
        )
        return accepted(self.law.pack, case)

    def _item(self, line: Line, shift: int, *, asked: bool) -> Item:
        specs = self.law.pack.vocabulary.fields(line.kind)
        fields: dict[str, Any] = {}
        for name, cell in line.cells.items():
            if name == "on":
                if not asked:
                    fields["on"] = date.fromordinal(int(cell.value) + shift).isoformat()
            elif name == "by" and cell.value == self.law.pack.vocabulary.actions[line.kind].by[0]:
                continue
            elif specs[name].type == "date":
                fields[name] = date.fromordinal(int(cell.value)).isoformat()
            else:
                fields[name] = cell.value
        order = ["by", *self.law.pack.vocabulary.kinds[line.kind][1].fields, "on"]
        return Item.model_construct(kind=line.kind, fields={n: fields[n] for n in order if n in fields})

    def _disturb(self, out: list[list[Item]], choose: Choose, as_of: int) -> None:
        """Break a little: a line or a field left out, said twice, not known, of another value, for a time."""
        section = choose(3)
        items = out[section]
        if not items:
            return
        place = choose(len(items))
        item = items[place]
        specs = self.law.pack.vocabulary.fields(item.kind)
        how = choose(6)
        names = [n for n in item.fields if specs.get(n) is not None and specs[n].type != "id" and n not in ("by", "on")]
        name = names[choose(len(names))] if names else ""
        if how == 0:
            del items[place]
        elif how == 1 and name and specs[name].optional:
            items[place] = _with(item, {n: v for n, v in item.fields.items() if n != name})
        elif how == 2 and section == 1 and not self.law.pack.vocabulary.kinds[item.kind][1].id_field:
            items.append(item)
        elif how == 3 and self.unknowns and name:
            items[place] = _with(item, {**item.fields, name: UNKNOWN})
        elif how == 4 and section == 0:
            edge = date.fromordinal(as_of + (0, -1, 1)[choose(3)]).isoformat()
            items[place] = _with(item, {**item.fields, ("until", "from")[choose(2)]: edge})
        elif name and specs[name].type in ("enum", "bool"):
            values = specs[name].values or (False, True)
            items[place] = _with(item, {**item.fields, name: values[choose(len(values))]})
        elif name and specs[name].type == "int":
            number = int(item.fields[name]) + (1, -1)[choose(2)]
            items[place] = _with(item, {**item.fields, name: min(max(number, specs[name].min), specs[name].max)})


def _with(item: Item, fields: dict[str, Any]) -> Item:
    return Item.model_construct(kind=item.kind, fields=fields)


def accepted(pack: LawPack, case: Case) -> Case:
    """The case without the lines that the docket does not accept, and those that refer to them."""
    while True:
        try:
            docket(pack, case)
        except InputError:
            case = _mended(pack, case)
        else:
            return case


def _mended(pack: LawPack, case: Case) -> Case:
    """The case without what is wrong in it: each line is looked at with those before it."""
    vocabulary = pack.vocabulary
    named: dict[str, str] = {}
    for item in (*case.facts, *case.history, *case.ask):
        own = vocabulary.kinds[item.kind][1].id_field
        if own in item.fields:
            named.setdefault(str(item.fields[own]), item.kind)

    def sound(item: Item) -> bool:
        return all(
            vocabulary.fields(item.kind)[n].type != "ref"
            or v == UNKNOWN
            or named.get(str(v)) in vocabulary.fields(item.kind)[n].to
            for n, v in item.fields.items()
            if n in vocabulary.fields(item.kind)
        )

    kept: dict[str, tuple[Item, ...]] = {s: tuple(filter(sound, getattr(case, s))) for s in ("facts", "history", "ask")}
    if all(kept[s] == getattr(case, s) for s in kept):  # something else is wrong: the last line goes
        section = next(s for s in ("ask", "history", "facts") if kept[s])
        kept[section] = kept[section][:-1]
    return case.model_copy(update=kept)


__all__ = ["History", "Weaver", "accepted", "cases", "facts", "histories", "wanted"]
