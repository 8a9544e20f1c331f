"""Why not: for each provision that could have applied, the first condition that fails, with its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from .cite import Citer
from .compile import COVERS, OPEN, PREVAILS, READING, TODAY, TRY
from .decision import Failed, NearMiss, Requirement
from .possible import BOUND_OF, STRICT, requirement
from .program import (
    Arg,
    Atom,
    Binding,
    Fact,
    OneOf,
    Origin,
    Program,
    Rule,
    Tally,
    Test,
    Value,
    Var,
    compare,
    holds,
    unify,
)
from .proof import Dates, shown_fields
from .provision import Bound, Provision, Share, conditions
from .reference import Index, joins, number
from .vocabulary import Vocabulary

DEPTH = 4


@dataclass(frozen=True)
class Why:
    """Looks for the nearest misses among the rules of a day, over all facts that hold."""

    program: Program
    index: Index
    provisions: Mapping[str, Provision]
    citer: Citer
    dates: Dates
    vocabulary: Vocabulary
    depth: int = DEPTH
    """So many statuses deep the reason is followed."""

    def misses(self, names: Iterable[str], attempt: Mapping[str, Fact]) -> tuple[NearMiss, ...]:
        """For each modal provision, why it does not cover the attempt; nearest first.

        What yields to another that prevails is left out. `attempt` holds the attempted action as
        each of its kinds, `try:` facts by kind.
        """
        found = [self.miss(name, attempt) for name in names if not self._overridden(name)]
        return tuple(sorted((m for m in found if m), key=lambda m: (m.missing, m.citation.provision)))

    def _overridden(self, name: str) -> bool:
        tallies = (t for rule in self._rules(COVERS + name) for t in rule.tallies if t.origin[:1] == ("overrides",))
        return any(self.index.of(tally.atom.kind) for tally in tallies)

    def below(self, kind: str, known: Mapping[str, Value]) -> NearMiss | None:
        """Why nothing concludes a kind with these fields: the nearest provision; None if one does."""
        return self._within(kind, known, DEPTH)

    def _rules(self, kind: str) -> list[Rule]:
        """The rules that conclude a kind, by id: of several that come as near, the first is told."""
        return sorted(self.program.by_head.get(kind, ()), key=lambda rule: rule.id)

    def miss(self, name: str, attempt: Mapping[str, Fact]) -> NearMiss | None:
        """Why one provision does not cover the attempt; None if it does."""
        best: tuple[int, Failed] | None = None
        for rule in self._rules(COVERS + name):
            tried = attempt.get(rule.atoms[0].kind)
            if tried is None:
                continue
            failed = self._attempt(rule, tried)
            if failed is None:
                return None
            best = failed if best is None or failed[0] < best[0] else best
        if best is None:
            return None
        provision = self.provisions[name]
        return NearMiss(
            citation=self.citer.cite(provision), conclusion=provision.conclusion[0], failed=best[1], missing=best[0]
        )

    def unopened(self, name: str, known: Mapping[str, Value]) -> NearMiss | None:
        """Why one modal provision does not apply now to what is known of its variables; None if it does."""
        return self._nearest(self._rules(OPEN + name), known)

    def unestablished(self, kind: str, fields: Mapping[str, Value]) -> tuple[NearMiss, ...]:
        """For each provision that could give a status with these fields, why it does not; nearest first."""
        rules = self._rules(kind)
        names = dict.fromkeys(rule.provision for rule in rules)
        found = (self._nearest([r for r in rules if r.provision == name], fields) for name in names)
        return tuple(sorted((m for m in found if m), key=lambda m: (m.missing, m.citation.provision)))

    def _nearest(self, rules: Iterable[Rule], fields: Mapping[str, Value]) -> NearMiss | None:
        """The nearest failure of some rules to give their conclusion with these fields; None if one gives it."""
        best: tuple[int, Failed, Rule] | None = None
        for rule in rules:
            binding = _bound(rule, fields)
            if binding is None:
                continue
            failed = self._body(rule, binding, DEPTH)
            if failed is None:
                return None
            if best is None or _key(failed) < _key(best[:2]):
                best = (*failed, rule)
        return None if best is None else self._near(best)

    def _near(self, best: tuple[int, Failed, Rule]) -> NearMiss:
        provision = self.provisions[best[2].provision]
        return NearMiss(
            citation=self.citer.cite(provision), conclusion=provision.conclusion[0], failed=best[1], missing=best[0]
        )

    def _attempt(self, rule: Rule, tried: Fact) -> tuple[int, Failed] | None:
        binding: Binding = {}
        rest = len(rule.atoms) + len(rule.tests) + len(rule.tallies)
        for name, arg in rule.atoms[0].args:
            value = tried.get(name)
            narrowed = unify(Atom(tried.kind, ((name, arg),)), tried, binding)
            if narrowed is None:
                missing = rest + (100 if name == "by" else 20)
                return missing, _mismatch(rule.atoms[0].origin, name, arg, value)
            binding = narrowed
        opening = rule.atoms[1]
        if not any(self.index.matches(opening, binding)):
            below = self._below(
                opening.kind,
                {n: binding[a.name] for n, a in opening.args if isinstance(a, Var) and a.name in binding},
                self.depth,
            )
            if below is not None:
                return below[0] + rest - 1, below[1]
        return self._body(rule, binding, self.depth)

    def _below(self, kind: str, known: Mapping[str, Value], depth: int) -> tuple[int, Failed] | None:
        """The nearest failure of the rules that conclude `kind` with these fields."""
        best: tuple[int, Failed] | None = None
        for rule in self._rules(kind):
            binding: Binding = {}
            for name, arg in rule.head.args:
                if name in known:
                    if isinstance(arg, Var):
                        binding[arg.name] = known[name]
                    elif arg != known[name]:
                        break
            else:
                failed = self._body(rule, binding, depth)
                if failed and (best is None or failed[0] < best[0]):
                    best = failed
        return best

    def _body(self, rule: Rule, start: Binding, depth: int) -> tuple[int, Failed] | None:
        """How far the rule gets: the number of elements left, and the first that fails."""
        atoms = sorted(rule.atoms, key=lambda a: a.kind not in (READING, TODAY))
        total = len(atoms) + len(rule.tests) + len(rule.tallies)
        for size in range(len(atoms), -1, -1):
            ways = [b for _, b in joins(tuple(atoms[:size]), self.index, start)]
            if not ways:
                continue
            if size < len(atoms):
                return total - size, self._missing(rule, atoms[size], ways[0], depth)
            return self._conditions(rule, ways, total - size, depth)
        raise AssertionError("no atoms match in one way")

    def _conditions(self, rule: Rule, ways: list[Binding], left: int, depth: int) -> tuple[int, Failed] | None:
        best: tuple[int, Failed] | None = None
        for binding in ways:
            failures = [t for t in rule.tests if not holds(t, binding)]
            uncounted = [t for t in rule.tallies if self.index.counted(t, binding) is None]
            if not failures and not uncounted:
                return None
            missing = len(failures) + len(uncounted)
            if best is not None and missing >= best[0]:
                continue
            broken: tuple[Test | Tally, ...] = (*failures, *uncounted)
            first = min(broken, key=lambda e: _position(e.origin))
            failed = self._test(rule, first, binding) if isinstance(first, Test) else self._tally(first, binding)
            best = (missing, failed)
        _ = left, depth
        return best

    def _missing(self, rule: Rule, atom: Atom, binding: Binding, depth: int) -> Failed:
        fields = dict(_settled(atom, binding))
        if atom.kind == READING:
            chosen = next((f.get("is") for f in self.index.of(READING) if f.get("id") == fields["id"]), None)
            wanted = fields.get("is")
            return Failed(
                origin=atom.origin,
                what="reading",
                kind=str(fields["id"]),
                actual=chosen,
                expected=Requirement(field=str(fields["id"]), bound="is", value=wanted) if wanted is not None else None,
            )
        within: NearMiss | None = None
        if depth and atom.kind in self.program.by_head:
            within = self._within(atom.kind, fields, depth - 1)
        kind = atom.kind.removeprefix(OPEN)
        lacks, found = self._stated_otherwise(atom, fields)
        return Failed(
            origin=atom.origin,
            what="absent",
            kind=kind,
            fields=shown_fields(atom.kind, fields.items(), self.dates),
            any_of={name: arg.values for name, arg in atom.args if isinstance(arg, OneOf)},
            lacks=lacks,
            found=shown_fields(atom.kind, found.items(), self.dates),
            within=within,
        )

    def _stated_otherwise(self, atom: Atom, fields: Mapping[str, Value]) -> tuple[tuple[str, ...], dict[str, Value]]:
        """Of the thing that an atom names: the fields that it lacks, and its values of those that are other."""
        known = self.vocabulary.kinds.get(atom.kind)
        own = known[1].id_field if known else None
        for item in self.index.of(atom.kind):
            stated = dict(item.fields)
            named = own is not None and own in fields and stated.get(own) == fields[own]
            if named or all(stated.get(name) == value for name, value in fields.items()):
                lacks = tuple(name for name, _ in atom.args if name not in stated)
                other = {
                    name: stated[name]
                    for name, arg in atom.args
                    if name in stated
                    and (
                        stated[name] not in arg.values
                        if isinstance(arg, OneOf)
                        else stated[name] != fields.get(name, stated[name])
                    )
                }
                if lacks or other:
                    return lacks, other
        return (), {}

    def _within(self, kind: str, fields: Mapping[str, Value], depth: int) -> NearMiss | None:
        best: tuple[int, Failed, Rule] | None = None
        for rule in self._rules(kind):
            binding = _bound(rule, fields)
            if binding is None:
                continue
            failed = self._body(rule, binding, depth)
            if failed and (best is None or _key(failed) < _key(best[:2])):
                best = (*failed, rule)
        return None if best is None else self._near(best)

    def _test(self, rule: Rule, test: Test, binding: Binding) -> Failed:
        if rule.head.kind.startswith(COVERS):
            fields = {arg.name: name for name, arg in rule.atoms[0].args if isinstance(arg, Var)}
        else:
            fields = {v: v for v in binding}
        names = [s.name for s in (test.left, test.right) if isinstance(s, Var)]
        open_name = next((n for n in names if n in fields), names[0])
        known = {n: v for n, v in binding.items() if n != open_name}
        wanted = requirement(test, known, {open_name: fields.get(open_name, open_name)})
        share = self._share(rule, test)
        if wanted is not None and share is not None:
            other = next((binding[n] for n in names if n != open_name), None)
            bound, ratio = share
            whole = other if isinstance(other, int) else None
            wanted = wanted.replaced(share=ratio, strict=bound in STRICT, whole=whole)
        return Failed(origin=test.origin, what="test", kind=rule.provision, expected=wanted, actual=binding[open_name])

    def _share(self, rule: Rule, test: Test) -> tuple[Bound, str] | None:
        provision = self.provisions[rule.provision]
        for item in conditions(_at(provision, test.origin)):
            if isinstance(item, Share):
                return item.share.bound
        return None

    def _tally(self, tally: Tally, binding: Binding) -> Failed:
        found = tuple(item for item, _ in self.index.matches(tally.atom, binding))
        actual = number(tally, found)
        assert not compare(actual, tally.op, tally.number)
        against = tally.op in ("==", "<=", "<") and tally.number <= 1 and actual > 0
        kind = tally.atom.kind.removeprefix(PREVAILS)
        fields = found[0].fields if against and found else tuple(_settled(tally.atom, binding))
        return Failed(
            origin=tally.origin,
            what="defeated" if against else "count",
            kind=kind,
            fields=shown_fields(tally.atom.kind, fields, self.dates),
            expected=Requirement(field="number", bound=BOUND_OF[tally.op], value=tally.number),
            actual=actual,
        )


def _bound(rule: Rule, fields: Mapping[str, Value]) -> Binding | None:
    """The binding under which a rule concludes these fields; None if it cannot."""
    binding: Binding = {}
    for name, arg in rule.head.args:
        if name not in fields:
            continue
        if (binding.setdefault(arg.name, fields[name]) if isinstance(arg, Var) else arg) != fields[name]:
            return None
    return binding


def _mismatch(origin: Origin, name: str, arg: Arg, actual: Value | None) -> Failed:
    """The failure of an action whose field is not what a provision speaks of."""
    assert not isinstance(arg, OneOf), "a conclusion takes one term"
    what: Literal["actor", "field"] = "actor" if name == "by" else "field"
    if isinstance(arg, Var):
        wanted = None if what == "actor" else Requirement(field=name, bound="is")
    else:
        wanted = Requirement(field=name, bound="is", value=arg)
    return Failed(origin=origin, what=what, expected=wanted, actual=actual)


def _key(candidate: tuple[int, Failed]) -> tuple[int, bool]:
    """Nearer first; a failure in the facts before one in the reading."""
    return candidate[0], candidate[1].what == "reading"


def _settled(atom: Atom, binding: Binding) -> Iterator[tuple[str, Value]]:
    for name, arg in atom.args:
        if isinstance(arg, Var):
            if arg.name in binding:
                yield name, binding[arg.name]
        elif isinstance(arg, str | int):
            yield name, arg


def _position(origin: tuple[str | int, ...]) -> tuple[int, tuple[int, ...]]:
    order = {"under": 0, "when": 1, "requires": 2, "unless": 3, "provided": 4, "overrides": 5}
    return order.get(str(origin[0]) if origin else "", 6), tuple(p for p in origin if isinstance(p, int))


def _at(provision: Provision, origin: tuple[str | int, ...]) -> tuple:  # type: ignore[type-arg]
    section = getattr(provision, str(origin[0]), ()) if origin else ()
    item: object = section
    for part in origin[1:]:
        item = item[part] if isinstance(part, int) else getattr(item, part)  # type: ignore[index]
    return (item,) if not isinstance(item, tuple) else item


__all__ = ["TRY", "Why"]
