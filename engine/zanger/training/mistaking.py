"""A provision said wrongly, as a misconception has it: places of it exchanged by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any

from ..load import LawPack
from ..model import Mirror, Open
from ..mutation.changes import changed
from ..mutation.naming import said
from ..provision import (
    Absent,
    AllOf,
    AnyCondition,
    AnyOf,
    Compare,
    CompareSpec,
    Count,
    Days,
    Pattern,
    Provision,
    Share,
)

SECTIONS = ("when", "provided", "unless")
BOUND_NAMES = {"is": "is_", "exactly": "is_"}
Swap = Callable[[AnyCondition], AnyCondition | None]


class Change(Mirror):
    """Which places of the law a mistake changes: where `was` stands, into `becomes`.

    `operator` is one of
    `share`, `count`, `days`, `compare` - a bound with its number, such as `at_least: 2/3`;
    `drop` - a condition that begins so;
    `kind`, `or` - a kind of fact or action for another one (`fields` renamed), or another one as well;
    `value`, `also` - `field: value`, and more values of that field beside it;
    `by` - another body in the conclusion;
    `whole` - shares of another field of the action, such as those present;
    `never` - a rule that is forgotten; `until` - a rule that goes on to that day.
    `provisions` are ids; with `*` at its end, all that begin so. Without `provisions` it is every provision that
    has such a place.
    """

    operator: str
    provisions: tuple[str, ...] = ()
    was: str = ""
    becomes: str = ""
    fields: Annotated[dict[str, str], Open] = {}

    def concerns(self, p: Provision) -> bool:
        """Whether it looks at a provision."""
        return not self.provisions or any(
            p.id.startswith(name[:-1]) if name.endswith("*") else p.id == name for name in self.provisions
        )


def applied(p: Provision, change: Change, pack: LawPack) -> Provision:
    """The provision with the change made wherever it fits; the same object where it fits nowhere."""
    match change.operator:
        case "share" | "count" | "days" | "compare" | "drop":
            return _exchanged(p, lambda item: _conditioned(item, change))
        case "or":
            return _exchanged(p, lambda item: _either(item, change))
        case "kind" | "value" | "also":
            made = _exchanged(p, lambda item: _patterned(item, change))
            return _concluded(made, change)
        case "by":
            return _by(p, change, pack)
        case "whole":
            return _whole(p, change, pack)
        case "never":
            impossible = Compare.model_construct(compare=CompareSpec.model_construct(left=1, more_than=2), words=None)
            return changed(p, when=(*p.when, impossible))
        case "until":
            last = date.fromisoformat(change.becomes)
            later = any(q.id == p.id and q.in_force.first > p.in_force.first for q in pack.provisions)
            if later or p.in_force.last is None:
                return p
            return changed(p, in_force=changed(p.in_force, last=last))
        case _:
            raise ValueError(f"there is no operator `{change.operator}`")


def _exchanged(p: Provision, swap: Swap) -> Provision:
    """The provision with each of its plain conditions exchanged, or dropped for None."""
    made: dict[str, Any] = {}
    for section in SECTIONS:
        old: tuple[AnyCondition, ...] = getattr(p, section)
        new = _each(old, swap)
        if len(new) != len(old) or any(a is not b for a, b in zip(new, old, strict=True)):
            made[section] = new
    return changed(p, **made) if made else p


def _each(items: Sequence[AnyCondition], swap: Swap) -> tuple[AnyCondition, ...]:
    found: list[AnyCondition] = []
    for item in items:
        match item:
            case AnyOf():
                branches = tuple(_each(branch, swap) for branch in item.any)
                same = all(len(a) == len(b) and all(map(_is, a, b)) for a, b in zip(branches, item.any, strict=True))
                found.append(item if same else changed(item, any=branches))
            case AllOf():
                inner = _each(item.all, swap)
                same = len(inner) == len(item.all) and all(map(_is, inner, item.all))
                found.append(item if same else changed(item, all=inner))
            case _:
                made = swap(item)
                if made is not None:
                    found.append(made)
    return tuple(found)


def _is(a: object, b: object) -> bool:
    return a is b


def _conditioned(item: AnyCondition, change: Change) -> AnyCondition | None:
    if change.operator == "drop":
        return None if said(item).startswith(change.was) else item
    name = {"share": Share, "count": Count, "days": Days, "compare": Compare}[change.operator]
    if not isinstance(item, name):
        return item
    spec = getattr(item, change.operator)
    bound, number = spec.bound
    if f"{bound}: {number}" != change.was:
        return item
    new, value = change.becomes.split(": ")
    typed: Any = value if change.operator == "share" else int(value)
    made = changed(spec, **{BOUND_NAMES.get(bound, bound): None, BOUND_NAMES.get(new, new): typed})
    return changed(item, **{change.operator: made})


def _either(item: AnyCondition, change: Change) -> AnyCondition:
    """A pattern, or the same of another kind."""
    if not isinstance(item, Pattern) or item.kind != change.was:
        return item
    return AnyOf.model_construct(any=((item,), (changed(item, kind=change.becomes),)), words=None)


def _patterned(item: AnyCondition, change: Change) -> AnyCondition:
    match item:
        case Pattern():
            return _pattern(item, change)
        case Absent():
            new = _pattern(item.none, change)
            return item if new is item.none else changed(item, none=new)
        case Count():
            new = _pattern(item.count.of, change)
            return item if new is item.count.of else changed(item, count=changed(item.count, of=new))
        case _:
            return item


def _pattern(pattern: Pattern, change: Change) -> Pattern:
    if change.operator == "kind":
        if pattern.kind != change.was:
            return pattern
        fields = {change.fields.get(name, name): term for name, term in pattern.fields.items()}
        return changed(pattern, kind=change.becomes, fields=fields)
    field, value = change.was.split(": ")
    term: Any = pattern.fields.get(field)
    if change.operator == "value":
        if term != value:
            return pattern
        return changed(pattern, fields={**pattern.fields, field: change.becomes.split(": ")[1]})
    listed = term if isinstance(term, tuple | list) else (term,)
    more = change.becomes.split()
    if value not in listed or set(more) & set(listed):
        return pattern
    return changed(pattern, fields={**pattern.fields, field: (*listed, *more)})


def _concluded(p: Provision, change: Change) -> Provision:
    name, pattern = p.conclusion
    if change.operator == "also":
        return p
    new = _pattern(pattern, change)
    return p if new is pattern else changed(p, **{name: new})


def _by(p: Provision, change: Change, pack: LawPack) -> Provision:
    name, pattern = p.conclusion
    if name == "defines":
        return p
    actors = pack.vocabulary.actors(pattern.kind)
    if not actors or pattern.fields.get("by", actors[0]) != change.was or change.becomes not in actors:
        return p
    return changed(p, **{name: changed(pattern, fields={**pattern.fields, "by": change.becomes})})


def _whole(p: Provision, change: Change, pack: LawPack) -> Provision:
    """Shares of what the action has in a field, in place of shares of what the case states."""
    name, pattern = p.conclusion
    kind = pack.vocabulary.actions.get(pattern.kind)
    shared = [item for item in p.provided if isinstance(item, Share)]
    if name != "permits" or kind is None or change.becomes not in kind.fields or not shared:
        return p
    variable = pattern.fields.get(change.becomes, f"${change.becomes}_there")
    provided = tuple(
        changed(item, share=changed(item.share, in_=variable)) if isinstance(item, Share) else item
        for item in p.provided
    )
    fields = {**pattern.fields, change.becomes: variable}
    return changed(p, provided=provided, **{name: changed(pattern, fields=fields)})
