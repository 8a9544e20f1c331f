"""A procedure played move by move by the bodies at its table: a state and a move give the next state.

The state is a case. Whose move it is, and which moves are lawful, follows from what is possible on its
day; a move joins the history. What is tried without being lawful is explained, and made only by
insisting: then the history records it as what it is, void or in breach.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from .case import UNKNOWN, Case, Item
from .casefile import case_text, made
from .deciding import decide, judge
from .decision import Decision, Judgement, Possibility, Requirement, Value
from .docket import docket
from .errors import InputError, nearest
from .law import Law
from .load import PLAY, load_case, parse_case
from .provision import Procedure
from .question import Question, field_question
from .shorthand import complete
from .things import new_id
from .vocabulary import FieldType

MARK = "# play: "
LAWFUL = ("permitted", "required")


@dataclass(frozen=True)
class Move:
    """A lawful move: what is possible, and the questions for what the body itself must settle."""

    possible: Possibility
    blanks: tuple[Question, ...]

    @property
    def by(self) -> str:
        """The body whose move it is."""
        return self.possible.by


@dataclass(frozen=True)
class Table:
    """One state of a game. `begun` is the number of actions that were done before the first move."""

    law: Law
    procedure: Procedure
    case: Case
    begun: int
    extra: frozenset[str] = frozenset()

    @property
    def day(self) -> date:
        """The day on which the next move is made."""
        return self.case.as_of

    @cached_property
    def actions(self) -> frozenset[str]:
        """The actions of the procedure: those of which a provision with its mark speaks, and those its start names."""
        vocabulary = self.law.pack.vocabulary
        marked = (p.conclusion[1].kind for p in self.law.pack.provisions if self.procedure.id in p.marks)
        return frozenset(kind for kind in marked if kind in vocabulary.actions) | self.extra

    @cached_property
    def decision(self) -> Decision:
        """The answer to the case as it stands."""
        return decide(self.law, self.case, engine="reference")

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """The lawful moves of every body, duties first."""
        return tuple(
            Move(p, tuple(self._blanks(p))) for p in self.decision.now if p.verdict in LAWFUL and p.kind in self.actions
        )

    def _blanks(self, possible: Possibility) -> Iterator[Question]:
        """The fields that the body settles: those that must be stated, and those on which something is required."""
        kind = self.law.pack.vocabulary.actions[possible.kind]
        asked = list(self._required(possible))
        named = {r.field for r in asked}
        for name, spec in kind.fields.items():
            if name in possible.fields or spec.type == "id" or (spec.optional and name not in named):
                continue
            yield self._blank(possible.kind, name, spec, dict(possible.fields), [r for r in asked if r.field == name])

    def _required(self, possible: Possibility) -> Iterator[Requirement]:
        yield from (r for way in possible.requirements[:1] for r in way)
        yield from (r for limit in possible.limits if not limit.when for r in limit.requirements)

    def _blank(
        self, kind: str, name: str, spec: FieldType, shown: dict[str, Value], asked: list[Requirement]
    ) -> Question:
        """The question for one field; its default is the least that the law asks for."""
        how: dict[str, Any] = field_question(spec)
        default: str | None = None
        if spec.type == "ref":
            how = {"type": "choice", "options": self._things(spec)}
        if spec.type == "date":
            default = self.day.isoformat()
        values = [r.value for r in asked if r.value is not None and r.bound in ("at_least", "is", "at_most")]
        least = [v for v in values if isinstance(v, int) and not isinstance(v, bool)]
        if least:
            default = str(max(least))
        elif values:
            default = str(values[0]).lower() if isinstance(values[0], bool) else str(values[0])
        options = how.get("options", ())
        if default is None and len(options) == 1:
            default = options[0]
        return Question(
            key=f"{kind}.{name}",
            sort="field",
            kind=kind,
            field=name,
            shown=shown,
            default=default,
            none=spec.optional,
            open=False,
            **how,
        )

    def _things(self, spec: FieldType) -> tuple[str, ...]:
        named = (t.fields.get("id") for t in (*self.case.facts, *self.case.history) if t.kind in spec.to)
        return tuple(dict.fromkeys(n for n in named if isinstance(n, str)))

    # Moves

    def item(self, move: Move, values: dict[str, Value]) -> Item:
        """A move as an action, with what the body has settled."""
        p = move.possible
        fields: dict[str, Value] = {}
        if p.by != self.law.pack.vocabulary.actions[p.kind].by[0]:
            fields["by"] = p.by
        if (own := self.law.pack.vocabulary.actions[p.kind].id_field) is not None:
            fields[own] = new_id(p.kind, self.case)
        return made(p.kind, {**fields, **p.fields, **values})

    def typed(self, item: Item) -> tuple[Item, tuple[Question, ...]]:
        """An action as it was typed, completed from the case, and questions for what it still leaves open.

        What must name a thing of which the case has none stays not known: then the law can still be asked.

        Raises `InputError` for a kind or a field that is wrong, or that can mean several things.
        """
        fits = [m.possible for m in self.moves if _fits(m.possible, item)]
        if len(fits) == 1:
            by = {"by": fits[0].by} if fits[0].by != self.law.pack.vocabulary.actions[item.kind].by[0] else {}
            item = item.model_copy(update={"fields": {**by, **fits[0].fields, **item.fields}})
        whole = complete(item, self.law.pack, self.case).item
        specs = self.law.pack.vocabulary.fields(whole.kind)
        open_ = [n for n, v in whole.fields.items() if v == UNKNOWN and n not in item.fields and n in specs]
        left = [n for n in open_ if specs[n].type != "ref" or self._things(specs[n])]
        known = {n: v for n, v in whole.fields.items() if n not in left}
        blanks = tuple(self._blank(whole.kind, n, specs[n], dict(known), self._asked(whole.kind, n)) for n in left)
        return made(whole.kind, known), blanks

    def _asked(self, kind: str, name: str) -> list[Requirement]:
        found = (p for p in self.decision.now if p.kind == kind and p.verdict in LAWFUL)
        return [r for p in found for r in self._required(p) if r.field == name][:1]

    def tried(self, item: Item) -> Judgement:
        """What the law makes of an action today, made or not. Raises `InputError` for a wrong action."""
        case = self.case.model_copy(update={"ask": (self._today(item),)})
        return judge(self.law, case, engine="reference")[0]

    def made(self, item: Item) -> Table:
        """The table after an action, lawful or not, and the day after. Raises `InputError` for a wrong action."""
        item = self._today(item)
        done = date.fromisoformat(str(item.fields["on"]))
        case = self.case.model_copy(update={"history": (*self.case.history, item), "as_of": max(self.day, done)})
        docket(self.law.pack, case)
        return replace(self, case=case).on(case.as_of + timedelta(days=1))

    def _today(self, item: Item) -> Item:
        return item if "on" in item.fields else made(item.kind, {**item.fields, "on": self.day.isoformat()})

    def on(self, day: date) -> Table:
        """The table on another day, not before the last action. Raises `ValueError` for an earlier day."""
        last = max((str(i.fields["on"]) for i in self.case.history), default="")
        if day.isoformat() < last:
            raise ValueError(last)
        return replace(self, case=self.case.model_copy(update={"as_of": day}))

    def undone(self) -> Table:
        """The table before the last move, on its day; itself if no move was made."""
        if len(self.case.history) <= self.begun:
            return self
        *before, last = self.case.history
        as_of = date.fromisoformat(str(last.fields["on"]))
        return replace(self, case=self.case.model_copy(update={"history": tuple(before), "as_of": as_of}))

    def by_chance(self, but: str, random: Random) -> Item | None:
        """A lawful move of another body than `but`, duties before what is free; None if none was found.

        It is done in the least manner that the law asks for; a move that is not lawful so is passed over.
        """
        others = sorted((m for m in self.moves if m.by != but), key=lambda m: (m.possible.kind, m.by))
        random.shuffle(others)
        for move in sorted(others, key=lambda m: m.possible.verdict != "required"):
            values = {b.field: _chance(b, random) for b in move.blanks}
            item = self.item(move, {name: v for name, v in values.items() if v is not None})
            with suppress(InputError):
                if self.tried(item).verdict in LAWFUL:
                    return item
        return None


def _fits(possible: Possibility, item: Item) -> bool:
    """Whether an action as it was typed can be this move."""
    settled = {**possible.fields, "by": possible.by}
    return possible.kind == item.kind and all(settled.get(name, v) == v for name, v in item.fields.items())


def _chance(blank: Question, random: Random) -> Value | None:
    """The default of a blank, else one of its options; None leaves it out."""
    text = blank.default if blank.default is not None else random.choice(blank.options) if blank.options else None
    if text is None:
        return None
    if blank.type == "int":
        return int(text)
    return text == "true" if set(blank.options) == {"true", "false"} else text


def table_text(table: Table) -> str:
    """The file of a game: a case, and in a comment the procedure that is played."""
    kept = {"procedure": table.procedure.id, "begun": table.begun, "extra": sorted(table.extra)}
    return case_text(table.case, (MARK.removeprefix("# ") + json.dumps(kept),))


def taken_up(law: Law, text: str, name: str) -> Table | None:
    """The game that a file holds; None if it holds none. Raises `InputError` if its case is wrong."""
    line = next((line for line in text.splitlines() if line.startswith(MARK)), None)
    if line is None:
        return None
    try:
        kept = json.loads(line.removeprefix(MARK))
        procedure = next(p for p in law.pack.procedures if p.id == kept["procedure"])
        begun, extra = int(kept["begun"]), frozenset(map(str, kept["extra"]))
    except (ValueError, KeyError, TypeError, StopIteration):
        return None
    case, _ = parse_case(text.encode(), name)
    return replace(seated(law, procedure, case, min(begun, len(case.history))), extra=extra)


def start(law: Law, procedure: str) -> Table:
    """The table of a procedure, as the pack lays it. Raises `ValueError` if it has none of that name, `InputError`."""
    known = {p.id: p for p in law.pack.procedures}
    name = next((n for n in known if n.lower() == procedure.lower()), None)
    if name is None:
        raise ValueError(f"there is no procedure `{procedure}`; {nearest(procedure, known)}")
    path = Path(law.pack.root) / PLAY / f"{name}.yaml"
    if not path.is_file():
        raise ValueError(f"the pack has no start for the procedure `{name}`")
    case, _ = load_case(path)
    return seated(law, known[name], case)


def seated(law: Law, procedure: Procedure, case: Case, begun: int | None = None) -> Table:
    """The table with a case: its `ask` names actions that belong to the procedure besides those of its provisions."""
    extra = frozenset(item.kind for item in case.ask)
    case = case.model_copy(update={"ask": (), "expect": ()})
    docket(law.pack, case)
    return Table(law, procedure, case, len(case.history) if begun is None else begun, extra)
