"""What is possible now: the open powers, duties and prohibitions, with their requirements resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from .compile import NEGATED, OPS, Compiler, expand, is_variable, variable_types
from .decision import Requirement
from .program import Arg, Fact, OneOf, Op, Origin, Test, Value, Var
from .provision import AnyCondition, Bound, Pattern, Provision, Share
from .vocabulary import Vocabulary

STRICT: tuple[Bound, ...] = ("more_than", "less_than")
BOUND_OF: dict[Op, Bound] = {op: bound for bound, op in OPS.items()}


@dataclass(frozen=True)
class Opening:
    """A provision that applies now: the action's settled fields, and those that are left open.

    `opened` are fields that the pattern takes over with a new variable: they must be stated.
    """

    provision: Provision
    fact: Fact
    kind: str
    by: str | None
    fields: tuple[tuple[str, Value], ...]
    opened: tuple[tuple[str, str], ...]
    binding: tuple[tuple[str, Value], ...]
    requirements: tuple[tuple[Requirement, ...], ...]
    conditions: tuple[str, ...]

    @property
    def due(self) -> date | None:
        """The last day of a duty with a time."""
        within = self.provision.within
        if within is None:
            return None
        start = dict(self.binding)[within.from_[1:]]
        return date.fromordinal(int(start)) + timedelta(days=within.days)


@dataclass(frozen=True)
class Form:
    """A modal provision taken apart: the terms of its action, and the variants of its `provided`.

    A variant holds its tests and, by origin, its conditions.
    """

    terms: tuple[tuple[str, Arg], ...]
    variants: tuple[tuple[tuple[Test, ...], Mapping[Origin, AnyCondition]], ...]

    @classmethod
    def of(cls, provision: Provision, vocabulary: Vocabulary) -> Form:
        """The form of a provision."""
        compiler = Compiler(vocabulary)
        types = variable_types(provision, vocabulary)
        variants = expand("provided", provision.provided)
        return cls(
            tuple(compiler.terms(provision.conclusion[1])),
            tuple((compiler.elements(variant, types)[1], dict(variant)) for variant in variants),
        )


def opening(provision: Provision, form: Form, vocabulary: Vocabulary, item: Fact) -> Opening:
    """The opening that an `open:` fact stands for."""
    kind = provision.conclusion[1].kind
    binding = dict(item.fields)
    by: str | None = None
    fields: dict[str, Value] = {}
    opened: dict[str, str] = {}
    for field, arg in form.terms:
        assert not isinstance(arg, OneOf), "a conclusion has one term a field"
        if isinstance(arg, Var) and arg.name not in binding:
            opened[field] = arg.name
            continue
        value = binding[arg.name] if isinstance(arg, Var) else arg
        if field == "by":
            by = str(value)
        else:
            fields[field] = value
    if by is None and kind in vocabulary.actions:
        by = vocabulary.actions[kind].by[0]
    requirements, conditions = manner(form, binding, opened)
    return Opening(
        provision,
        item,
        kind,
        by,
        tuple(sorted(fields.items())),
        tuple(sorted(opened.items())),
        tuple(sorted(binding.items())),
        requirements,
        conditions,
    )


def manner(
    form: Form, binding: Mapping[str, Value], opened: Mapping[str, str]
) -> tuple[tuple[tuple[Requirement, ...], ...], tuple[str, ...]]:
    """The alternatives of `provided`, each a list of requirements on fields; what is not a test, by its place."""
    field_of = {variable: field for field, variable in opened.items()}
    alternatives: list[tuple[Requirement, ...]] = []
    others: list[str] = []
    for tests, placed in form.variants:
        found: list[Requirement] = []
        for test in tests:
            if (made := requirement(test, binding, field_of)) is not None:
                condition = placed[test.origin]
                update: dict[str, Value | None] = {"words": condition.words}
                if isinstance(condition, Share):
                    whole = condition.share.in_
                    number = binding.get(whole[1:]) if isinstance(whole, str) and is_variable(whole) else whole
                    bound, share = condition.share.bound
                    update |= {
                        "share": share,
                        "strict": bound in STRICT,
                        "whole": number if isinstance(number, int) else None,
                    }
                found.append(made.replaced(**update))
        others += [".".join(map(str, origin)) for origin, c in placed.items() if isinstance(c, Pattern)]
        alternatives.append(tuple(found))
    return tuple(a for a in alternatives if a), tuple(dict.fromkeys(others))


def requirement(test: Test, binding: Mapping[str, Value], field_of: Mapping[str, str]) -> Requirement | None:
    """What a test asks of a field that is left open; None if it asks nothing of any."""
    left = test.left.name if isinstance(test.left, Var) else None
    right = test.right.name if isinstance(test.right, Var) else None
    left_value = binding.get(test.left.name) if isinstance(test.left, Var) else test.left
    right_value = binding.get(test.right.name) if isinstance(test.right, Var) else test.right
    if left in field_of and right_value is not None:
        if isinstance(right_value, int) and not isinstance(right_value, bool):
            bound, value = solve(Fraction(test.by * right_value + test.plus, test.times), test.op)
            return Requirement(field=field_of[str(left)], bound=bound, value=value)
        return Requirement(field=field_of[str(left)], bound=BOUND_OF[test.op], value=right_value)
    if right in field_of and left_value is not None:
        turned: dict[Op, Op] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
        if isinstance(left_value, int) and not isinstance(left_value, bool):
            bound, value = solve(Fraction(test.times * left_value - test.plus, test.by), turned[test.op])
            return Requirement(field=field_of[str(right)], bound=bound, value=value)
        return Requirement(field=field_of[str(right)], bound=BOUND_OF[turned[test.op]], value=left_value)
    if left in field_of and right in field_of:
        other = field_of[str(right)]
        return Requirement(field=field_of[str(left)], bound=BOUND_OF[test.op], compared=other, plus=test.plus)
    return None


def solve(limit: Fraction, op: Op) -> tuple[Bound, int]:
    """The whole-number bound that `x op limit` comes to."""
    match op:
        case ">=":
            return "at_least", ceil(limit)
        case ">":
            return "at_least", floor(limit) + 1
        case "<=":
            return "at_most", floor(limit)
        case "<":
            return "at_most", ceil(limit) - 1
        case "==":
            return "is", floor(limit)
        case "!=":
            return "is_not", floor(limit)


def negate(requirement: Requirement) -> Requirement:
    """The requirement that is met exactly where this one is not."""
    opposite: dict[Bound, tuple[Bound, int]] = {
        "at_least": ("at_most", -1),
        "at_most": ("at_least", 1),
        "more_than": ("at_most", 0),
        "less_than": ("at_least", 0),
        "is": ("is_not", 0),
        "is_not": ("is", 0),
    }
    if requirement.compared is not None:
        reverse: Bound = BOUND_OF[NEGATED[OPS[requirement.bound]]]
        return requirement.replaced(bound=reverse, strict=requirement.share is not None and reverse in STRICT)
    bound, shift = opposite[requirement.bound]
    value = requirement.value
    if isinstance(value, int) and not isinstance(value, bool):
        value += shift
    strict = requirement.share is not None and not requirement.strict
    return requirement.replaced(bound=bound, value=value, strict=strict)


def applies_to(prohibition: Opening, power: Opening, vocabulary: Vocabulary) -> bool | None:
    """Whether a prohibition hits a power: True always, None in some manners, False never."""
    met = concerns(prohibition, power, vocabulary)
    return met if not met or not (prohibition.provision.provided or prohibition.opened) else None


def yields(weaker: Opening, stronger: Opening, vocabulary: Vocabulary) -> bool:
    """Whether a power gives nothing because another that overrides it is open for all that it is open for."""
    overridden = weaker.provision.id in stronger.provision.overrides
    return overridden and concerns(stronger, weaker, vocabulary) is True


def concerns(item: Opening, power: Opening, vocabulary: Vocabulary) -> bool | None:
    """Whether what an opening settles is the action of a power: True always, None in some manners, False never."""
    if power.kind not in vocabulary.members(item.kind):
        return False
    if item.by is not None and item.by != power.by:
        return False
    settled = dict(power.fields)
    if item.kind in vocabulary.classes:
        settled |= vocabulary.actions[power.kind].is_[item.kind]
    always = True
    for field, value in item.fields:
        if field not in settled:
            always = False
        elif settled[field] != value:
            return False
    return True if always else None
