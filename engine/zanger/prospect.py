"""Whether a power can still cover an action, whatever is said of what is not known: by the bounds of its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from .bearing import Bearing
from .case import UNKNOWN, Case, Item
from .compile import COVERS, TODAY
from .decision import Value
from .program import Atom, OneOf, Rule, Term, Test, Var
from .vocabulary import FieldType

Bounds = tuple[int, int]
Known = dict[str, Value | Bounds]
"""What each variable of a rule is: a value, or the least and the greatest number that it can be."""


def hopeless(bearing: Bearing, case: Case, provision: str, fields: Mapping[str, Value]) -> bool:
    """Whether nothing that is still open can make a provision cover an action; False where that is not seen.

    `bearing` is that of the rules on the action, `fields` are those of its fields that are known.
    """
    covering = bearing.rules(COVERS + provision)
    return bool(covering) and all(_fails(bearing, case, rule, fields) for rule in covering)


def _fails(bearing: Bearing, case: Case, rule: Rule, fields: Mapping[str, Value]) -> bool:
    """Whether a rule that covers an action cannot do so, whichever rule opens it."""
    attempt, opening = rule.atoms[0], rule.atoms[1]
    specs = bearing.vocabulary.fields(bearing.entry.kind)
    known: Known = {}
    for name, arg in attempt.args:
        value: Value | Bounds | None = fields.get(name)
        if value is None and name in specs:
            value = _bounds(specs[name])
        if isinstance(arg, Var) and value is not None:
            known[arg.name] = value
    opened = bearing.rules(opening.kind)
    return bool(opened) and all(_closed(bearing, case, rule, opener, known) for opener in opened)


def _closed(bearing: Bearing, case: Case, rule: Rule, opener: Rule, known: Known) -> bool:
    """Whether a test fails for every value: of the rule that opens a power, or of the one that covers the action."""
    outer = {name: arg.name for name, arg in rule.atoms[1].args if isinstance(arg, Var)}
    shared = [(arg.name, outer[n]) for n, arg in opener.head.args if isinstance(arg, Var) and n in outer]
    inner: Known = {mine: known[theirs] for mine, theirs in shared if theirs in known}
    if not _look_up(bearing, case, opener.atoms, inner):
        return True
    whole = {**{theirs: inner[mine] for mine, theirs in shared if mine in inner}, **known}
    return any(_never(test, inner) for test in opener.tests) or any(_never(test, whole) for test in rule.tests)


def _look_up(bearing: Bearing, case: Case, atoms: Iterable[Atom], known: Known) -> bool:
    """What the things that are named by a known id say of the variables; of others, what their fields can be.

    Returns False where such a thing is stated to be other than an atom wants it.
    """
    vocabulary = bearing.vocabulary
    for atom in atoms:
        if atom.kind == TODAY:
            known.update((a.name, bearing.entry.on.toordinal()) for _, a in atom.args if isinstance(a, Var))
    for atom in atoms:
        if vocabulary.sort(atom.kind) not in ("fact", "action"):
            continue
        specs = vocabulary.fields(atom.kind)
        item = _named(case, vocabulary.kinds[atom.kind][1].id_field, atom, known)
        for name, arg in atom.args:
            stated = item.fields.get(name) if item is not None else None
            is_day = name == "on" or (name in specs and specs[name].type == "date")
            if not isinstance(arg, Var) and stated not in (None, UNKNOWN, *_options(arg)) and not is_day:
                return False
            if not isinstance(arg, Var) or arg.name in known:
                continue
            if stated is not None and stated != UNKNOWN:
                known[arg.name] = date.fromisoformat(str(stated)).toordinal() if is_day else stated
            elif name in specs and (bounds := _bounds(specs[name])) is not None:
                known[arg.name] = bounds
    return True


def _options(arg: Value | OneOf) -> tuple[Value, ...]:
    return arg.values if isinstance(arg, OneOf) else (arg,)


def _named(case: Case, own: str | None, atom: Atom, known: Known) -> Item | None:
    arg = dict(atom.args).get(own) if own is not None else None
    name = known.get(arg.name) if isinstance(arg, Var) else arg
    things = (*case.facts, *case.history)
    return next((i for i in things if i.kind == atom.kind and own is not None and i.fields.get(own) == name), None)


def _bounds(spec: FieldType) -> Bounds | None:
    return (spec.min, spec.max) if spec.type == "int" else None


def _never(test: Test, known: Known) -> bool:
    """Whether a test fails for all values within the bounds."""
    left, right = _range(test.left, test.times, 0, known), _range(test.right, test.by, test.plus, known)
    if left is None or right is None:
        return False
    match test.op:
        case ">=":
            return left[1] < right[0]
        case ">":
            return left[1] <= right[0]
        case "<=":
            return left[0] > right[1]
        case "<":
            return left[0] >= right[1]
        case "==":
            return left[1] < right[0] or right[1] < left[0]
        case "!=":
            return left == right and left[0] == left[1]


def _range(term: Term, times: int, plus: int, known: Known) -> Bounds | None:
    """The least and the greatest that a side of a test can be; None if it is no number or nothing is known of it."""
    value = known.get(term.name) if isinstance(term, Var) else term
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return None
    low, high = value if isinstance(value, tuple) else (value, value)
    ends = (times * low + plus, times * high + plus)
    return min(ends), max(ends)
