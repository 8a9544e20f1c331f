"""Rules closed in the most naive way there is, for a checker that shares nothing with the engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from .program import Atom, Fact, OneOf, Program, Test, Value, Var, fact

Known = dict[str, dict[Fact, dict[str, Value]]]
"""The known facts by kind, each with its fields."""


def close(program: Program, facts: Iterable[Fact]) -> Known:
    """All that holds where `facts` do: each rule tried on everything, again and again, stratum by stratum."""
    known: Known = {}
    for item in facts:
        known.setdefault(item.kind, {})[item] = dict(item.fields)
    for stratum in program.strata:
        growing = True
        while growing:
            growing = False
            for rule in stratum:
                if not all(known.get(atom.kind) for atom in rule.atoms):
                    continue
                for binding in list(bindings(rule.atoms, known, {})):
                    if all(true(t, binding) for t in rule.tests) and all(
                        compare(tally(t.atom, t.distinct, known, binding), t.op, t.number) for t in rule.tallies
                    ):
                        head = ground(rule.head, binding)
                        if head not in known.setdefault(head.kind, {}):
                            known[head.kind][head] = dict(head.fields)
                            growing = True
    return known


def bindings(atoms: tuple[Atom, ...], known: Known, binding: dict[str, Value]) -> Iterator[dict[str, Value]]:
    """Every binding under which the atoms are known facts."""
    if not atoms:
        yield binding
        return
    for fields in known.get(atoms[0].kind, {}).values():
        extended = match(atoms[0], fields, binding)
        if extended is not None:
            yield from bindings(atoms[1:], known, extended)


def match(atom: Atom, fields: Mapping[str, Value], binding: Mapping[str, Value]) -> dict[str, Value] | None:
    """`binding` extended so that the atom is a fact of its kind with these fields; None if they do not fit."""
    found = dict(binding)
    for name, arg in atom.args:
        if name not in fields:
            return None
        if isinstance(arg, Var):
            if found.setdefault(arg.name, fields[name]) != fields[name]:
                return None
        elif fields[name] not in (arg.values if isinstance(arg, OneOf) else (arg,)):
            return None
    return found


def tally(atom: Atom, distinct: str | None, known: Known, binding: Mapping[str, Value]) -> int:
    """How many known facts match, or how many values of `distinct` they have."""
    found = [fields for fields in known.get(atom.kind, {}).values() if match(atom, fields, binding) is not None]
    return len(found) if distinct is None else len({item.get(distinct) for item in found} - {None})


def true(test: Test, binding: Mapping[str, Value]) -> bool:
    """Whether a test holds under a binding of its variables."""
    left, right = (binding[s.name] if isinstance(s, Var) else s for s in (test.left, test.right))
    if isinstance(left, str) or isinstance(right, str):
        return (left == right) == (test.op == "==")
    return compare(test.times * left, test.op, test.by * right + test.plus)


def compare(left: int, op: str, right: int) -> bool:
    """`left op right`."""
    return {
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
        "==": left == right,
        "!=": left != right,
    }[op]


def ground(atom: Atom, binding: Mapping[str, Value]) -> Fact:
    """The fact that an atom is under a binding."""
    fields: dict[str, Value] = {}
    for name, arg in atom.args:
        assert not isinstance(arg, OneOf)
        fields[name] = binding[arg.name] if isinstance(arg, Var) else arg
    return fact(atom.kind, fields)
