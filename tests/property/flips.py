"""Makes the condition that a why-not names hold, by changing the case where that can be done outright."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from zanger import Law
from zanger.case import Case, Item
from zanger.decision import Failed, NearMiss, Requirement
from zanger.engines import Reference
from zanger.errors import InputError
from zanger.grounds import why
from zanger.provision import Pattern, Provision
from zanger.spot import value_spot
from zanger.vocabulary import FieldType, read_date


@dataclass(frozen=True)
class Flip:
    """A case, the action asked about and the readings chosen; `how` tells what was changed, `added` an action."""

    case: Case
    item: Item
    under: dict[str, str]
    how: str = ""
    added: bool = False


def chain(miss: NearMiss) -> list[NearMiss]:
    """A miss, then what its failure comes from, down to the deepest."""
    found = [miss]
    while found[-1].failed.within is not None:
        found.append(found[-1].failed.within)
    return found


def told(miss: NearMiss) -> list[Any]:
    """What a miss says: the conditions from the provision down, with their values."""
    return [
        (
            m.citation.provision,
            m.failed.origin,
            m.failed.what,
            m.failed.kind,
            m.failed.expected and m.failed.expected.field,
            m.failed.fields,
            m.failed.actual,
        )
        for m in chain(miss)
    ]


def flips(law: Law, start: Flip, miss: NearMiss) -> Iterator[Flip]:
    """The ways to make the deepest condition of a miss hold; none where it takes more than one change."""
    deepest = chain(miss)[-1]
    failed = deepest.failed
    fields = start.item.fields
    match failed.what:
        case "reading" if failed.expected is not None and failed.kind:
            yield replace(start, under={**start.under, failed.kind: str(failed.expected.value)}, how="reading")
        case "actor" if failed.expected is not None and failed.expected.value is not None:
            yield replace(start, item=_with(start.item, by=failed.expected.value), how="actor")
        case "field" if failed.expected is not None and failed.expected.value is not None:
            name, value = failed.expected.field, failed.expected.value
            spec = law.pack.vocabulary.fields(start.item.kind)[name]
            if spec is not None:
                yield replace(start, item=_with(start.item, **{name: _shown(spec, value)}), how="field")
        case "field" if failed.expected is not None and failed.actual is None:
            missing = failed.replaced(kind=start.item.kind, lacks=(failed.expected.field,))
            given = _filled(law, start, missing)
            if given is not None:
                name = failed.expected.field
                yield replace(start, item=_with(start.item, **{name: given[name]}), how="missing field")
        case "test" if failed.expected is not None and (wanted := _meeting(failed.expected)) is not None:
            name = failed.expected.field
            if name in fields and deepest is miss:
                spec = law.pack.vocabulary.fields(start.item.kind)[name]
                if spec.type != "int" or spec.min <= int(wanted) <= spec.max:
                    yield replace(start, item=_with(start.item, **{name: _shown(spec, wanted)}), how="test")
            else:
                yield from _changed(law, start, deepest, wanted)
        case "absent" if failed.kind in law.pack.vocabulary.facts:
            yield from _stated(law, start, failed)
        case "absent" if failed.kind in law.pack.vocabulary.actions:
            yield from _done(law, start, failed)
        case "count" if failed.kind in law.pack.vocabulary.actions and failed.expected is not None:
            yield from _added(law, start, failed)
        case "defeated" if failed.kind in law.pack.vocabulary.statuses:
            yield from _undone(law, start, failed)
        case "defeated" if failed.kind in law.pack.vocabulary.facts or failed.kind in law.pack.vocabulary.actions:
            yield _dropped(start, failed)


def _with(item: Item, **fields: Any) -> Item:
    return item.model_copy(update={"fields": {**item.fields, **fields}})


def _shown(spec: FieldType, value: Any) -> Any:
    return date.fromordinal(value).isoformat() if spec.type == "date" and isinstance(value, int) else value


def _meeting(wanted: Requirement) -> Any:
    """A value that meets what is wanted."""
    value = wanted.value
    if value is None or wanted.bound == "is_not":
        return None
    if wanted.bound in ("more_than", "less_than"):
        return int(value) + (1 if wanted.bound == "more_than" else -1)
    return value


def _changed(law: Law, start: Flip, miss: NearMiss, wanted: Any) -> Iterator[Flip]:
    """The one fact changed from which the value that a test finds wanting comes."""
    assert miss.failed.expected is not None
    variable = "$" + miss.failed.expected.field
    provision: Provision = law.provisions(_day(start))[miss.citation.provision]
    for pattern in provision.when:
        if not isinstance(pattern, Pattern) or pattern.kind not in law.pack.vocabulary.facts:
            continue
        specs = law.pack.vocabulary.fields(pattern.kind)
        for name, term in pattern.fields.items():
            if term != variable or specs[name].type not in ("int", "date"):
                continue
            actual = _shown(specs[name], miss.failed.actual)
            found = [
                n for n, f in enumerate(start.case.facts) if (f.kind, f.fields.get(name)) == (pattern.kind, actual)
            ]
            if len(found) == 1 and (specs[name].type != "int" or specs[name].min <= wanted <= specs[name].max):
                facts = list(start.case.facts)
                facts[found[0]] = _with(facts[found[0]], **{name: _shown(specs[name], wanted)})
                yield replace(start, case=_case(start, facts=tuple(facts)), how="test of a fact")


def _stated(law: Law, start: Flip, failed: Failed) -> Iterator[Flip]:
    """The missing fact stated; where a thing of that id is there, changed to what was missed."""
    given = _filled(law, start, failed)
    if given is None:
        return
    name = law.pack.vocabulary.facts[str(failed.kind)].id_field
    facts = [
        f for f in start.case.facts if not (f.kind == failed.kind and name and f.fields.get(name) == given.get(name))
    ]
    lost = [f for f in start.case.facts if f not in facts]
    whole = {
        **(lost[0].fields if lost else {}),
        **{k: v for k, v in given.items() if not lost or k in (*_settled(failed), *failed.lacks)},
    }
    whole = {k: v for k, v in whole.items() if k not in ("from", "until", "holds")}
    made = Item(kind=str(failed.kind), fields=whole)
    yield replace(start, case=_case(start, facts=(*facts, made)), how="fact")


def _done(law: Law, start: Flip, failed: Failed) -> Iterator[Flip]:
    """The missing action done on the day of the answer; it need not be in order."""
    given = _filled(law, start, failed)
    if given is None or "order" in failed.fields or "act" in failed.fields:
        return
    given.setdefault("on", min(_day(start), start.case.as_of).isoformat())
    made = Item(kind=str(failed.kind), fields=given)
    yield replace(start, case=_case(start, history=(*start.case.history, made)), how="action", added=True)


def _settled(failed: Failed) -> dict[str, Any]:
    return {**failed.fields, **{name: values[0] for name, values in failed.any_of.items()}}


def _filled(law: Law, start: Flip, failed: Failed) -> dict[str, Any] | None:
    """The fields of what is missing, with some value for each that must be there."""
    fields = _settled(failed)
    for name, spec in law.pack.vocabulary.kinds[str(failed.kind)][1].fields.items():
        if name in fields or (spec.optional and name not in failed.lacks):
            continue
        match spec.type:
            case "id":
                fields[name] = "flipped-1"
            case "enum":
                fields[name] = spec.values[0]
            case "bool":
                fields[name] = True
            case "int":
                fields[name] = spec.max
            case "date":
                fields[name] = (start.case.as_of - timedelta(days=1)).isoformat()
            case "ref":
                things = (*start.case.facts, *start.case.history)
                ids = [t.fields["id"] for t in things if t.kind in spec.to and "id" in t.fields]
                if not ids:
                    return None
                fields[name] = ids[0]
            case _:
                return None
    return {k: v for k, v in fields.items() if k != "order"}


def _dropped(start: Flip, failed: Failed) -> Flip:
    """What stands in the way taken out."""

    def stays(item: Item) -> bool:
        own = {k: v for k, v in failed.fields.items() if k in item.fields}
        return item.kind != failed.kind or any(item.fields[k] != v for k, v in own.items())

    facts = tuple(f for f in start.case.facts if stays(f))
    history = tuple(h for h in start.case.history if stays(h))
    return replace(start, case=_case(start, facts=facts, history=history), how="dropped")


def _added(law: Law, start: Flip, failed: Failed) -> Iterator[Flip]:
    """The counted action done as often as is lacking; it need not be in order."""
    given = _filled(law, start, failed)
    if given is None or failed.expected is None or failed.expected.bound != "at_least":
        return
    given.setdefault("on", min(_day(start), start.case.as_of).isoformat())
    own = law.pack.vocabulary.actions[str(failed.kind)].id_field
    lacking = int(failed.expected.value or 0) - int(failed.actual or 0)
    more = [{**given, own: f"flipped-{n}"} if own else given for n in range(lacking)]
    made = tuple(Item(kind=str(failed.kind), fields=fields) for fields in more)
    yield replace(start, case=_case(start, history=(*start.case.history, *made)), how="counted action", added=True)


def _day(start: Flip) -> date:
    """The day of the question: what is done later has not been done for it."""
    return read_date(str(start.item.fields.get("on", start.case.as_of.isoformat())))


def _undone(law: Law, start: Flip, failed: Failed) -> Iterator[Flip]:
    """The lines of the history dropped on which a status rests, until it holds no more."""
    status = Item(kind=str(failed.kind), fields=dict(failed.fields))
    case = _case(start)
    day = _day(start)
    for _ in range(4):
        until = tuple(h for h in case.history if read_date(str(h.fields["on"])) <= day)
        then = case.model_copy(update={"history": until, "as_of": day})
        try:
            proof = why(law, then, status, engine=Reference(), under=start.under).proof
        except InputError:  # something dropped was named by what is left
            return
        if proof is None:
            yield replace(start, case=case, how="undone")
            return
        lines = {s.place.line for s in proof.steps if s.how == "done" and s.place is not None}
        kept = tuple(h for h in case.history if value_spot(h)[1].line not in lines)
        if len(kept) == len(case.history):
            return
        case = case.model_copy(update={"history": kept})


def _case(start: Flip, **changes: Any) -> Case:
    return start.case.model_copy(update={**changes, "ask": (), "expect": ()})
