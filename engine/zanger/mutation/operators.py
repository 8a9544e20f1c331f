"""The ways in which a law can be said wrongly: each condition, bound, body, mode and date exchanged for a neighbour.

An operator is a function from a provision to its changed forms. It knows nothing of what the change
does: a form that the checker refuses, or that means the same, is sorted out afterwards (`mutants`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple, get_args

from ..compile import is_variable
from ..coverage import leaves
from ..program import Origin
from ..provision import (
    Absent,
    After,
    AllOf,
    AnyCondition,
    AnyOf,
    Before,
    Bound,
    Compare,
    CompareSpec,
    Count,
    Days,
    Pattern,
    Provision,
    Share,
)
from ..vocabulary import Vocabulary, read_ratio
from .changes import changed, placed
from .naming import said, value_text, written

Operator = Literal[
    "share",
    "bound",
    "count",
    "number",
    "days",
    "distinct",
    "condition",
    "exception",
    "alternative",
    "any-all",
    "constant",
    "body",
    "mode",
    "request",
    "precedence",
    "reading",
    "date",
]
OPERATORS: tuple[Operator, ...] = get_args(Operator)
SHARES = ("1/10", "1/5", "1/4", "1/3", "1/2", "2/3", "3/4")
"""The shares that laws ask for; each is exchanged for the next smaller and the next greater one."""
NEIGHBOUR: dict[Bound, Bound] = {
    "at_least": "more_than",
    "more_than": "at_least",
    "at_most": "less_than",
    "less_than": "at_most",
    "is": "is_not",
    "is_not": "is",
}
SECTIONS = ("when", "provided", "unless")
MOST_COUNT, MOST_DAYS = 1_000_000, 100_000


class Change(NamedTuple):
    """One changed form of a provision: by which operator, where, what stood there and what stands there now."""

    operator: Operator
    origin: Origin
    was: str
    becomes: str
    provision: Provision


class _Swap(NamedTuple):
    """Another condition in place of one."""

    operator: Operator
    was: str
    becomes: str
    item: AnyCondition


def changes(p: Provision, vocabulary: Vocabulary) -> Iterator[Change]:
    """Every changed form of a provision, its dates left out."""
    for section in SECTIONS:
        items: tuple[AnyCondition, ...] = getattr(p, section)
        for origin, item in leaves(section, items):
            for swap in _leaf(item, vocabulary):
                yield Change(swap.operator, origin, swap.was, swap.becomes, placed(p, origin, swap.item))
            dropped: Operator = "exception" if section == "unless" else "condition"
            yield Change(dropped, origin, said(item), "", placed(p, origin))
        for n, item in enumerate(items):
            yield from _grouped(p, (section, n), item)
    yield from _conclusion(p, vocabulary)
    yield from _standing(p)


# Conditions


def _leaf(item: AnyCondition, vocabulary: Vocabulary) -> Iterator[_Swap]:
    match item:
        case Pattern():
            for swap in (*_constants(item, vocabulary), *_decided(item, vocabulary)):
                yield _Swap(swap.operator, swap.was, swap.becomes, swap.pattern)
        case Absent():
            for swap in _constants(item.none, vocabulary):
                yield _Swap(swap.operator, swap.was, swap.becomes, changed(item, none=swap.pattern))
        case Count():
            yield from _count(item, vocabulary)
        case Share():
            yield from _share(item)
        case Compare():
            yield from _compare(item, vocabulary)
        case Days():
            yield from _days(item)
        case Before():
            yield _or_equal(item, item.before, "at_most")
        case After():
            yield _or_equal(item, item.after, "at_least")
        case AnyOf() | AllOf():
            raise AssertionError("a group is no plain condition")


def _count(item: Count, vocabulary: Vocabulary) -> Iterator[_Swap]:
    spec = item.count
    bound, number = spec.bound
    name = _field(bound)
    for n in _beside(number, 0, MOST_COUNT):
        made = changed(item, count=changed(spec, **{name: n}))
        yield _Swap("count", f"{written(bound, 'exactly')}: {number}", f"{written(bound, 'exactly')}: {n}", made)
    if spec.distinct is not None:
        yield _Swap("distinct", f"distinct: {spec.distinct}", "", changed(item, count=changed(spec, distinct=None)))
    for swap in _constants(spec.of, vocabulary):
        yield _Swap(swap.operator, swap.was, swap.becomes, changed(item, count=changed(spec, of=swap.pattern)))


def _share(item: Share) -> Iterator[_Swap]:
    bound, share = item.share.bound
    own = read_ratio(share)
    ladder = [text for text in SHARES if read_ratio(text) != own]
    smaller = [text for text in ladder if read_ratio(text) < own][-1:]
    greater = [text for text in ladder if read_ratio(text) > own][:1]
    for text in (*smaller, *greater):
        made = changed(item, share=changed(item.share, **{bound: text}))
        yield _Swap("share", f"{bound}: {share}", f"{bound}: {text}", made)
    other = NEIGHBOUR[bound]
    made = changed(item, share=changed(item.share, **{bound: None, other: share}))
    yield _Swap("bound", f"{bound}: {share}", f"{other}: {share}", made)


def _compare(item: Compare, vocabulary: Vocabulary) -> Iterator[_Swap]:
    spec = item.compare
    bound, right = spec.bound
    other = NEIGHBOUR[bound]
    made = changed(item, compare=changed(spec, **{_field(bound): None, _field(other): right}))
    yield _Swap("bound", f"{bound}: {right}", f"{other}: {right}", made)
    if isinstance(right, int) and not isinstance(right, bool):
        for n in (right - 1, right + 1):
            yield _Swap(
                "number", f"{bound}: {right}", f"{bound}: {n}",
                changed(item, compare=changed(spec, **{_field(bound): n})),
            )  # fmt: skip


def _days(item: Days) -> Iterator[_Swap]:
    bound, number = item.days.bound
    for n in _beside(number, -MOST_DAYS, MOST_DAYS):
        made = changed(item, days=changed(item.days, **{_field(bound): n}))
        yield _Swap("days", f"{written(bound, 'exactly')}: {number}", f"{written(bound, 'exactly')}: {n}", made)


def _or_equal(item: Before | After, pair: tuple[str, str], bound: Bound) -> _Swap:
    """Earlier or the same day, for earlier; likewise for later."""
    word = "before" if isinstance(item, Before) else "after"
    spec = changed(CompareSpec.model_construct(left=pair[0]), **{bound: pair[1]})
    made = Compare.model_construct(compare=spec, words=item.words)
    return _Swap("bound", f"{word}: {pair[0]}, {pair[1]}", f"{bound}: {pair[1]}", made)


def _grouped(p: Provision, origin: Origin, item: AnyCondition) -> Iterator[Change]:
    """The groups of conditions: an alternative dropped, `any` for `all` and the other way round."""
    match item:
        case AnyOf():
            if len(item.any) > 1:
                for b in range(len(item.any)):
                    yield Change("alternative", (*origin, "any", b), "any", "", placed(p, (*origin, "any", b)))
                together = tuple(inner for branch in item.any for inner in branch)
                yield Change("any-all", origin, "any", "all", placed(p, origin, *together))
            for b, branch in enumerate(item.any):
                for n, inner in enumerate(branch):
                    yield from _grouped(p, (*origin, "any", b, n), inner)
        case AllOf():
            one = AnyOf.model_construct(any=tuple((inner,) for inner in item.all), words=item.words)
            yield Change("any-all", origin, "all", "any", placed(p, origin, one))
            for n, inner in enumerate(item.all):
                yield from _grouped(p, (*origin, "all", n), inner)
        case _:
            pass


# Patterns


class _Pattern(NamedTuple):
    operator: Operator
    was: str
    becomes: str
    pattern: Pattern


def _constants(pattern: Pattern, vocabulary: Vocabulary, but: Iterable[str] = ()) -> Iterator[_Pattern]:
    """The pattern with each listed value exchanged for the next one, or one of several left out."""
    fields = vocabulary.fields(pattern.kind)
    for name, term in pattern.fields.items():
        if name in but or name not in fields or is_variable(term):
            continue
        if isinstance(term, tuple):
            for n, left_out in enumerate(term):
                rest = (*term[:n], *term[n + 1 :])
                if rest:
                    yield _Pattern("constant", f"{name}: {value_text(left_out)}", "", _with(pattern, name, rest))
            continue
        others = _others(vocabulary, pattern.kind, name)
        if term in others and len(others) > 1:
            other = others[(others.index(term) + 1) % len(others)]
            was, becomes = f"{name}: {value_text(term)}", f"{name}: {value_text(other)}"
            yield _Pattern("constant", was, becomes, _with(pattern, name, other))


def _others(vocabulary: Vocabulary, kind: str, name: str) -> tuple[str | int | bool, ...]:
    """The values that a listed field can have."""
    if name == "by":
        return vocabulary.actors(kind)
    spec = vocabulary.fields(kind)[name]
    return spec.values if spec.type == "enum" else (True, False) if spec.type == "bool" else ()


def _with(pattern: Pattern, name: str, term: object) -> Pattern:
    return changed(pattern, fields={**pattern.fields, name: term})


def answered(vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    """Each decision with the field that names the request of another body that it answers, and the request.

    It is the vocabulary that says so: a field that refers to nothing but acts of that one kind.
    """
    for decision, kind in vocabulary.actions.items():
        for name, spec in kind.fields.items():
            asked = vocabulary.actions.get(spec.to[0]) if spec.type == "ref" and len(spec.to) == 1 else None
            if asked is not None and asked.by[0] != kind.by[0] and name != kind.ends:
                yield decision, name, spec.to[0]


def _decided(pattern: Pattern, vocabulary: Vocabulary) -> Iterator[_Pattern]:
    """The request done in place of the decision: as if it had the effect of what it asks for."""
    for decision, field, request in answered(vocabulary):
        if decision == pattern.kind:
            own = vocabulary.actions[request].id_field
            yield _Pattern("request", decision, request, _as(pattern, request, vocabulary, {field: own}))


def _as(pattern: Pattern, kind: str, vocabulary: Vocabulary, named: dict[str, str | None]) -> Pattern:
    """The pattern of another kind of action, with the fields that both have; `named` has other names there."""
    mine, theirs = vocabulary.fields(pattern.kind), vocabulary.fields(kind)
    fields = {}
    for name, term in pattern.fields.items():
        other = named.get(name, name)
        if other in theirs and name in mine and mine[name].comparable == theirs[other].comparable and name != "by":
            fields[other] = term
    return changed(pattern, kind=kind, fields=fields)


# What is concluded, and what stands around it


def _conclusion(p: Provision, vocabulary: Vocabulary) -> Iterator[Change]:
    name, conclusion = p.conclusion
    for swap in _constants(conclusion, vocabulary, but=("by",)):
        yield Change("constant", (name,), swap.was, swap.becomes, changed(p, **{name: swap.pattern}))
    if name == "defines":
        return
    actors = vocabulary.actors(conclusion.kind)
    own = conclusion.fields.get("by", actors[0])
    for body in actors:
        if body != own and not is_variable(own):
            yield Change(
                "body", (name,), f"by: {own}", f"by: {body}", changed(p, **{name: _with(conclusion, "by", body)})
            )
    if name == "permits":
        yield Change("mode", (name,), "permits", "requires", changed(p, permits=None, requires=conclusion))
        for decision, field, request in answered(vocabulary):
            if request == conclusion.kind:
                id_field = vocabulary.actions[request].id_field
                made = _as(conclusion, decision, vocabulary, {id_field: field} if id_field else {})
                yield Change("request", (name,), request, decision, changed(p, permits=made))
    if name == "requires":
        yield Change("mode", (name,), "requires", "permits", changed(p, requires=None, permits=conclusion, within=None))
    if p.within is not None:
        for n in _beside(p.within.days, 0, 10_000):
            made_within = changed(p, within=changed(p.within, days=n))
            yield Change("days", ("within",), f"days: {p.within.days}", f"days: {n}", made_within)


def _standing(p: Provision) -> Iterator[Change]:
    for n, weaker in enumerate(p.overrides):
        rest = (*p.overrides[:n], *p.overrides[n + 1 :])
        yield Change("precedence", ("overrides", n), weaker, "", changed(p, overrides=rest))
    for name, values in p.under.items():
        rest_under = {other: v for other, v in p.under.items() if other != name}
        yield Change("reading", ("under", name), f"{name}: {', '.join(values)}", "", changed(p, under=rest_under))


def shifted(editions: Iterable[Provision], turn: date, days: int) -> Iterator[tuple[Provision, Provision]]:
    """The editions that begin on a day, or end the day before it, with what they are if it comes that much later."""
    for p in editions:
        period = p.in_force
        moved = {}
        if period.first == turn:
            moved["first"] = turn + timedelta(days)
        if period.last is not None and period.last == turn - timedelta(1):
            moved["last"] = period.last + timedelta(days)
        if moved:
            yield p, changed(p, in_force=changed(period, **moved))


def _beside(number: int, low: int, high: int) -> list[int]:
    return [n for n in (number - 1, number + 1) if low <= n <= high]


def _field(bound: Bound) -> str:
    return "is_" if bound == "is" else bound
