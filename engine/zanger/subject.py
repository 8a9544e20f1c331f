"""What a question of why is about: something judged, possible or established, or an action only thought of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from .case import UNKNOWN, Case, Item
from .deciding import Judges
from .decision import Judgement, Possibility, StatusAnswer, Value
from .docket import Entry, docket
from .engines import Engine, EngineName, make_engine
from .errors import Code, Diagnostic, InputError, nearest
from .law import Law
from .now import Present
from .proof import shown_fields
from .replay import Replay
from .shorthand import Completed, complete, read_item, written
from .spot import field_value, trouble
from .vocabulary import FieldType

POSITIVE = ("permitted", "required")


@contextmanager
def opened(engine: EngineName | Engine) -> Iterator[Engine]:
    """The engine of a name, closed afterwards, or one that the caller keeps."""
    if isinstance(engine, str):
        with make_engine(engine) as made:
            yield made
    else:
        yield engine


class Inquiry:
    """A case looked at for the sake of one action or status. Raises `InputError`, as its methods do."""

    def __init__(
        self, law: Law, case: Case, asked: Item | str | None, engine: Engine, under: Mapping[str, str] | None
    ) -> None:
        """`asked` is an item or a line that `shorthand.read_item` reads; None asks about no one action."""
        self.law = law
        self.engine = engine
        self.under = under
        self.case = case
        self.docket = docket(law.pack, case, under)
        self.item = read_item(asked) if isinstance(asked, str) else asked or Item(kind="", fields={})
        self.kind = self.item.kind
        self.vocabulary = law.pack.vocabulary
        if asked is not None:
            self._check()
        self.replay = Replay(law, self.docket, engine)
        self.judges = Judges(self.replay, law.citer)

    @property
    def is_status(self) -> bool:
        """Whether the question is about a status."""
        return self.vocabulary.sort(self.kind) == "status"

    @property
    def line(self) -> str:
        """The question on one line."""
        return written(self.item)

    def _check(self) -> None:
        """Refuse what the vocabulary or the case does not know; a field that is not stated is left open."""
        sort = self.vocabulary.sort(self.kind)
        if sort not in ("action", "status"):
            known = (*self.vocabulary.actions, *self.vocabulary.statuses)
            message = f"there is no action or status `{self.kind}`"
            if sort is not None:
                message = f"`{self.kind}` is a {sort}; expected an action or a status"
            help = nearest(self.kind, known)
            raise InputError([trouble(Code.UNKNOWN_KIND, message, self.item, self.kind, help=help)])
        if found := [d for name, value in self.item.fields.items() if (d := self._wrong(name, value))]:
            raise InputError(found)

    def _wrong(self, name: str, value: str | int | bool) -> Diagnostic | None:
        """What is wrong with one field of the question."""
        item, kind = self.item, self.kind
        action = self.vocabulary.actions.get(kind)
        fields = dict(self.vocabulary.fields(kind))
        if action is not None:
            fields |= {"by": FieldType(type="enum", values=action.by), "on": FieldType(type="date")}
        spec = fields.get(name)
        if spec is None:
            message, help = f"`{kind}` has no field `{name}`", nearest(name, fields)
            return trouble(Code.UNKNOWN_FIELD, message, item, kind, name, help=help)
        if value == UNKNOWN and spec.type != "id":
            return None
        if wrong := field_value(spec, value, kind, name):
            return trouble(wrong[0], wrong[1], item, kind, name, help=wrong[2])
        if spec.type == "ref" and value not in (ids := self._ids(spec)):
            message = f"nothing in this case that `{name}` can mean has the id `{value}`"
            return trouble(Code.DANGLING_REFERENCE, message, item, kind, name, help=nearest(str(value), ids))
        return None

    def _ids(self, spec: FieldType) -> list[str]:
        things = (*self.case.facts, *self.case.history)
        return sorted({str(i.fields["id"]) for i in things if i.kind in spec.to and "id" in i.fields})

    def _fits(self, fields: Mapping[str, Value]) -> bool:
        given = {name: value for name, value in self.item.fields.items() if value != UNKNOWN}
        return all(fields.get(name) == value for name, value in given.items())

    def judged(self) -> list[Judgement]:
        """The actions of the history and the questions of the case that fit, judged."""
        orders = len(self.docket.history)
        return [
            self.judges.judgement(entry, "history" if entry.order <= orders else "ask")
            for entry in self.docket.items
            if entry.kind == self.kind and self._fits(self._shown(entry))
        ]

    def _shown(self, entry: Entry) -> dict[str, Value]:
        shown = shown_fields(entry.kind, entry.fields.items(), self.replay.dates(entry.on))
        return {**shown, "on": entry.on.isoformat()}

    def possible(self) -> list[Possibility]:
        """What is possible now of the kind asked about, and fits."""
        found = Present(self.replay, self.law.citer, (self.kind,)).possibilities()
        return [p for p in found if self._fits({**p.fields, "by": p.by, "on": self.docket.as_of.isoformat()})]

    def held(self) -> list[StatusAnswer]:
        """The statuses of the kind asked about that hold, or may, and fit."""
        return [s for s in Present(self.replay, self.law.citer, (self.kind,)).statuses() if self._fits(s.fields)]

    def imagined(self) -> tuple[Inquiry, Completed, Judgement]:
        """The action asked about as if it were done on the day of the answer: with what was filled in, and judged."""
        completed = complete(self.item, self.law.pack, self.case)
        case = self.case.model_copy(update={"ask": (completed.item,), "expect": ()})
        inquiry = Inquiry(self.law, case, completed.item, self.engine, self.under)
        return inquiry, completed, inquiry.judges.judgement(inquiry.docket.questions[0], "ask")

    def ambiguous(self, found: list[Judgement]) -> InputError:
        """The error of a question that fits several actions."""
        lines = ", ".join(str(j.place.line) for j in found)
        message = f"{len(found)} actions of the case fit `{self.line}`: lines {lines}"
        named = next((_told(j, found) for j in found if _told(j, found)), None)
        help = f"say which: `{self.kind}({named})`" if named else "state more of its fields"
        return InputError([trouble(Code.WRONG_SHAPE, message, self.item, self.kind, help=help)])


def _told(judgement: Judgement, found: list[Judgement]) -> str:
    """A field that tells an action from the others."""
    fields = {**judgement.action.fields, "on": judgement.action.on}
    for name, value in fields.items():
        others = [{**j.action.fields, "on": j.action.on}.get(name) for j in found if j is not judgement]
        if value not in others:
            return f"{name}={value}"
    return ""


__all__ = ["POSITIVE", "Inquiry", "opened"]
