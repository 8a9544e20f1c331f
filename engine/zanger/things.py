"""The things of a case: those that a reference can mean, and new ones of which nothing is known yet."""

from __future__ import annotations

from collections.abc import Mapping

from .case import UNKNOWN, Case, Item
from .casefile import made
from .decision import Value
from .law import Law
from .vocabulary import FieldType


def instance(law: Law, case: Case, kind: str) -> tuple[Case, Item]:
    """A thing of a kind of which nothing is known, and the case with the facts that it names."""
    vocabulary = law.pack.vocabulary
    fields: dict[str, Value] = {}
    for name, spec in vocabulary.kinds[kind][1].fields.items():
        if spec.optional:
            continue
        if spec.type == "id":
            fields[name] = new_id(kind, case)
        elif spec.type == "enum" and len(spec.values) == 1:
            fields[name] = spec.values[0]
        elif spec.type == "ref":
            case, fields[name] = _reference(law, case, spec)
        else:
            fields[name] = UNKNOWN
    return case, made(kind, fields)


def _reference(law: Law, case: Case, spec: FieldType) -> tuple[Case, str]:
    """What a reference means: the one thing of the case, or a new fact where it can be one; else not known."""
    found = {str(t.fields["id"]) for t in (*case.facts, *case.history) if t.kind in spec.to and "id" in t.fields}
    if len(found) == 1:
        return case, found.pop()
    facts = [k for k in spec.to if k in law.pack.vocabulary.facts]
    if found or not facts:
        return case, UNKNOWN
    case, item = instance(law, case, facts[0])
    return case.model_copy(update={"facts": (*case.facts, item)}), str(item.fields["id"])


def new_id(kind: str, case: Case, also: tuple[str, ...] = ()) -> str:
    """`refuse-report-1`: an id that nothing in the case has."""
    taken = {*also, *(str(i.fields.get("id")) for i in (*case.facts, *case.history, *case.ask))}
    n = 1
    while f"{kind}-{n}" in taken:
        n += 1
    return f"{kind}-{n}"


def meant(law: Law, case: Case, spec: FieldType, fields: Mapping[str, Value]) -> list[str]:
    """The ids of things that a reference can mean and that agree with the other fields."""
    found: list[str] = []
    for thing in (*case.facts, *case.history):
        name = thing.fields.get("id")
        specs = law.pack.vocabulary.fields(thing.kind)
        shared = {f: v for f, v in thing.fields.items() if f in specs and specs[f].type == "ref"}
        agrees = all(fields.get(f) in (None, UNKNOWN, v) for f, v in shared.items())
        if thing.kind in spec.to and isinstance(name, str) and agrees and name not in found:
            found.append(name)
    return found
