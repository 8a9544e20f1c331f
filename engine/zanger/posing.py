"""The questions of an interview: about the goal, about a field of something in the case, about an act that was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .blank import Blank
from .case import UNKNOWN, Case
from .decision import Value
from .law import Law
from .missing import Want
from .question import NEW, Question, field_question
from .things import meant, new_id


@dataclass(frozen=True)
class Pending:
    """An action that was done, as far as it is known; when it is whole it goes into the history, and its id `into`."""

    kind: str
    fields: Mapping[str, Value]
    into: str = ""


def goals(law: Law, body: str | None, day: date) -> tuple[str, ...]:
    """The actions of a body about which there is law on a day; of every body if none is named."""
    named = (k for k, a in law.pack.vocabulary.actions.items() if body is None or body in a.by)
    return tuple(k for k in named if any(p.conclusion[0] == "permits" for p in law.about(k, day)))


def about_thing(kinds: tuple[str, ...], want: Want) -> Question:
    """The question whether there is something of one of these kinds."""
    return Question(
        key="there is: " + " ".join(kinds),
        sort="thing",
        kind=kinds[0],
        type="choice",
        options=kinds,
        none=True,
        because=want.because,
    )


def about_field(law: Law, case: Case, blank: Blank, want: Want) -> Question:
    """The question for a field of something in the case."""
    how: dict[str, Any] = field_question(blank.spec)
    item = getattr(case, blank.section)[blank.line - 1]
    stated = blank.field in item.fields
    if blank.spec.type == "ref":
        new = (NEW,) if any(k not in law.pack.vocabulary.actions for k in blank.spec.to) else ()
        things = (t for t in meant(law, case, blank.spec, {}) if t != item.fields.get("id"))
        how = {"type": "choice", "options": (*things, *new)}
    return Question(
        key=blank.key,
        sort="which" if blank.spec.type == "ref" else "field",
        kind=blank.kind,
        field=blank.field,
        section=blank.section,
        line=blank.line,
        shown=dict(item.fields),
        because=want.because,
        bits=want.bits,
        none=not stated or blank.spec.type == "ref",
        **how,
    )


def begun(law: Law, case: Case, kind: str, others: Iterable[Pending] = (), into: str = "") -> Pending:
    """An action that was done, with what leaves no choice: where it can, it is about the things of the goal."""
    fields: dict[str, Value] = {}
    goal = case.ask[0].fields if case.ask else {}
    for name, spec in law.pack.vocabulary.actions[kind].fields.items():
        if spec.optional:
            continue
        if spec.type == "id":
            fields[name] = new_id(kind, case, tuple(str(p.fields.get(name)) for p in others))
        elif spec.type == "enum" and len(spec.values) == 1:
            fields[name] = spec.values[0]
        elif spec.type == "ref":
            options = meant(law, case, spec, fields)
            only_facts = not any(k in law.pack.vocabulary.actions for k in spec.to)
            same = goal.get(name)
            if same in options:
                fields[name] = str(same)
            elif len(options) == 1 and only_facts:
                fields[name] = options[0]
            elif not options and only_facts:
                fields[name] = UNKNOWN
        else:
            fields[name] = UNKNOWN
    return Pending(kind, fields, into)


def about_act(law: Law, case: Case, pending: Pending) -> Question:
    """The next thing to know of an action that was done: what it was done about, then its day."""
    shown = dict(pending.fields)
    for name, spec in law.pack.vocabulary.fields(pending.kind).items():
        if spec.type == "ref" and not spec.optional and name not in pending.fields:
            options = tuple(meant(law, case, spec, pending.fields))
            new = (NEW,) if any(k in law.pack.vocabulary.actions for k in spec.to) else ()
            key = f"{pending.kind}.{name}"
            return Question(
                key=key,
                sort="which",
                kind=pending.kind,
                field=name,
                type="choice",
                options=(*options, *new),
                shown=shown,
            )
    return Question(
        key=f"{pending.kind}.on", sort="field", kind=pending.kind, field="on", type="date", open=False, shown=shown
    )
