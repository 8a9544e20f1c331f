"""Rules about a body where there is none: at a level without it, or after its powers have ended.

Where a body is, the law itself says: `roles.yaml` names the facts and statuses that stand for its being there, and
those that say that it is gone. From the texts that give these statuses the levels are read. A status that comes of
what was done, and not of a level alone, says that the powers of the body have ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..provision import AnyCondition, Pattern, Provision, conditions
from ..roles import Standing
from .deadlines import waiting
from .epoch import Epoch
from .finding import Finding
from .record import Recorder

Key = tuple[str, str]
"""An enumerated field of a kind of fact, such as the level of a unit."""
Limits = dict[Key, frozenset[str]]
"""The values that are possible."""


def bodies(epochs: Iterable[Epoch], record: Recorder) -> Iterator[Finding]:
    """All of them."""
    for epoch in epochs:
        roles = epoch.law.pack.roles
        for name, standings in roles.bodies.items() if roles is not None else ():
            ended = [s for s in standings if s.gone and _comes_of_acts(epoch, s.kind)]
            yield from _misplaced(epoch, record, name, [s for s in standings if s not in ended])
            for standing in ended:
                yield from _ended(epoch, record, name, standing.kind)


def _comes_of_acts(epoch: Epoch, kind: str) -> bool:
    """Whether a status rests on something that was done."""
    return any(read not in epoch.vocabulary.facts for p in epoch.givers(kind) for read in epoch.reads(p))


def limits(epoch: Epoch, items: Iterable[AnyCondition], thing: object, above: frozenset[str] = frozenset()) -> Limits:
    """What conditions say of a thing's enumerated fields, themselves and through the statuses that they read."""
    found: Limits = {}
    for item in items:
        if not isinstance(item, Pattern):
            continue
        for field, term in item.fields.items():
            if term != thing:
                continue
            kind = epoch.vocabulary.kinds[item.kind][1]
            if kind.id_field == field:
                _narrow(found, said_of(epoch, item))
            elif item.kind in epoch.vocabulary.statuses and item.kind not in above:
                _narrow(found, _given(epoch, item.kind, field, above | {item.kind}))
    return found


def said_of(epoch: Epoch, item: Pattern) -> Limits:
    """The values that a pattern names for enumerated fields of its thing."""
    fields = epoch.vocabulary.fields(item.kind)
    said: Limits = {}
    for name, term in item.fields.items():
        values = term if isinstance(term, tuple) else (term,)
        if name in fields and fields[name].type == "enum" and not any(str(v).startswith("$") for v in values):
            said[item.kind, name] = frozenset(map(str, values))
    return said


def _narrow(found: Limits, more: Limits) -> None:
    for key, values in more.items():
        found[key] = found.get(key, values) & values


def _given(epoch: Epoch, status: str, field: str, above: frozenset[str]) -> Limits:
    """What holds of a thing in every way in which a status comes to hold of it."""
    ways = [limits(epoch, p.when, p.conclusion[1].fields.get(field), above) for p in epoch.givers(status)]
    common = set.intersection(*({*way} for way in ways)) if ways else set()
    return {key: frozenset().union(*(way[key] for way in ways)) for key in common}


def levels(epoch: Epoch, standings: Iterable[Standing]) -> Limits:
    """At which levels the law has a body; nothing where it does not say."""
    found: Limits = {}
    for standing in standings:
        if standing.kind not in epoch.vocabulary.statuses:
            continue
        said = _given(epoch, standing.kind, standing.of, frozenset({standing.kind}))
        if standing.gone:
            said = {(k, f): frozenset(epoch.vocabulary.fields(k)[f].values) - v for (k, f), v in said.items()}
        _narrow(found, said)
    return found


def _misplaced(epoch: Epoch, record: Recorder, name: str, standings: list[Standing]) -> Iterator[Finding]:
    """Rules that speak of a body at levels without it, or that send a place without it to the body of another."""
    has = levels(epoch, standings)
    if not has:
        return
    signs = {s.kind for s in standings}
    for p in epoch.texts:
        if p.conclusion[1].kind in signs:
            continue
        own = [c for c in p.when if not (isinstance(c, Pattern) and c.kind in signs)]
        where = _where(epoch, p, name, standings)
        for thing in sorted(where):
            lacking = _lacking(limits(epoch, own, thing), has)
            if lacking and (lacking[1] or _lacking(_named(epoch, own, thing), has)):
                yield record.finding(
                    "no-such-body", "error" if lacking[1] else "warning", p.conclusion[1].kind, [p],
                    days=[epoch.span], body=name,
                    values={"what": "all" if lacking[1] else "some", "levels": ", ".join(sorted(lacking[0]))},
                )  # fmt: skip
        for thing in sorted(_things(p) - where) if where else ():
            lacking = _lacking(limits(epoch, own, thing), has)
            if lacking and lacking[1]:
                yield record.finding(
                    "no-such-body", "note", p.conclusion[1].kind, [p], days=[epoch.span], body=name,
                    values={"what": "elsewhere", "levels": ", ".join(sorted(lacking[0]))},
                )  # fmt: skip
                break


def _named(epoch: Epoch, items: Iterable[AnyCondition], thing: str) -> Limits:
    """What the conditions themselves say of a thing."""
    found: Limits = {}
    for item in items:
        if isinstance(item, Pattern) and item.fields.get(epoch.vocabulary.kinds[item.kind][1].id_field or "") == thing:
            _narrow(found, said_of(epoch, item))
    return found


def _lacking(said: Mapping[Key, frozenset[str]], has: Limits) -> tuple[frozenset[str], bool] | None:
    """The named levels that lack the body, and whether all of the named ones do."""
    for key, values in said.items():
        if key in has and values - has[key]:
            return values - has[key], not values & has[key]
    return None


def _where(epoch: Epoch, p: Provision, name: str, standings: list[Standing]) -> set[str]:
    """The places at which a rule speaks of a body: where it says that it is, else where it acts or is named."""
    there = {s.kind: s.of for s in standings if not s.gone}
    said = {str(c.fields.get(there[c.kind])) for c in conditions(p.when) if isinstance(c, Pattern) and c.kind in there}
    if found := {term for term in said if term.startswith("$")}:
        return found
    to = {kind for s in standings for kind in epoch.vocabulary.fields(s.kind)[s.of].to}
    sort, pattern = p.conclusion
    fields = epoch.vocabulary.fields(pattern.kind)
    acts = sort in ("permits", "requires") and name in epoch.actors(p)
    named = any(term == name and fields[f].type == "enum" for f, term in pattern.fields.items() if f in fields)
    if not acts and not (named and sort == "defines"):
        return set()
    places = (t for f, t in pattern.fields.items() if f in fields and fields[f].type == "ref" and to & {*fields[f].to})
    return {str(term) for term in places if str(term).startswith("$")}


def _things(p: Provision) -> set[str]:
    """The variables of a rule."""
    patterns = [*(c for c in p.when if isinstance(c, Pattern)), p.conclusion[1]]
    return {t for c in patterns for t in c.fields.values() if isinstance(t, str) and t.startswith("$")}


def _ended(epoch: Epoch, record: Recorder, name: str, status: str) -> Iterator[Finding]:
    """What others wait for, a body alone may give, and nobody gives once its powers have ended, but in a reading."""
    alone: list[Provision] = []
    for kind in epoch.vocabulary.actions:
        powers = epoch.about("permits", kind)
        free = [p for p in powers if not p.under]
        if not free or not all(_closed(p, status) and epoch.actors(p) == (name,) for p in free):
            continue
        if waiting(epoch, kind, {name}):
            alone += free
    if alone:
        instead = [p for p in epoch.texts if p.conclusion[0] == "permits" and p.under and status in epoch.reads(p)]
        yield record.finding(
            "no-such-body", "warning", status, alone, instead, days=[epoch.span], body=name,
            values={"what": "ended", "levels": ""},
        )  # fmt: skip


def _closed(p: Provision, status: str) -> bool:
    return any(isinstance(c, Pattern) and c.kind == status for c in p.unless)
