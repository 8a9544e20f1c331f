"""Pydantic mirrors of a pack's files: instruments, readings, provisions and their conditions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from .model import AT, Mirror, Open, Text
from .vocabulary import read_date, read_ratio

Grade = Literal["primary", "secondary", "claimed"]
GRADES: tuple[Grade, ...] = ("primary", "secondary", "claimed")
Effect = Literal["void", "stands", "no-power"]
"""What a prohibited act has: nothing; force until annulled; nothing, because the power itself is denied."""
Bound = Literal["at_least", "more_than", "at_most", "less_than", "is", "is_not"]
BOUNDS: tuple[Bound, ...] = ("at_least", "more_than", "at_most", "less_than", "is", "is_not")
Constant = str | int | bool
Terms = Annotated[dict[str, Constant | tuple[Constant, ...]], Open]


def _day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return read_date(value)
        except ValueError:
            raise PydanticCustomError("bad_date", "expected a date such as `2001-06-30`") from None
    return value


Day = Annotated[date, BeforeValidator(_day)]


class Period(Mirror):
    """Days from `first` to `last`, both included; `last` None means still running."""

    first: Day = Field(alias="from")
    last: Day | None = Field(default=None, alias="until")

    def covers(self, day: date) -> bool:
        """Whether `day` lies within."""
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a day."""
        return (self.last is None or other.first <= self.last) and (other.last is None or self.first <= other.last)


class Edition(Period):
    """The days of one edition of a provision.

    `new`: there was no such rule before the first day. `ended`: there is none after the last. Where
    neither is said, the text of other days was not read: the rule is not coded for them.
    """

    new: bool = False
    ended: bool = False


class Source(Mirror):
    """Where a rule was read and how sure that is."""

    grade: Grade
    ref: str = Field(min_length=1)


class Instrument(Mirror):
    """A legal text. `rank` 1 is the highest; `akn` its Akoma Ntoso identifier."""

    id: str
    rank: int = Field(ge=1, le=9)
    title: Text
    short: Text
    adopted: Day
    in_force: Period
    akn: str | None = None
    note: Text | None = None
    source: Source


class Reading(Mirror):
    """A question on which the text can be read in more than one way.

    `default` names the reading that decides unless another is chosen; `open` says that the law
    leaves the question open. `silence` says that here the law also leaves out who must act, or when.
    """

    id: str
    question: Text
    readings: Annotated[dict[str, Text], Open] = Field(min_length=2)
    default: str
    because: Text | None = None
    silence: bool = False
    marks: tuple[str, ...] = ()
    source: Source

    @property
    def is_open(self) -> bool:
        """Whether the law gives no default."""
        return self.default == "open"


class Pack(Mirror):
    """The head of a law pack; `template` is a case for users to start from."""

    id: str
    version: str
    title: Text
    languages: tuple[str, ...]
    closing_principle: Text
    template: str | None = None


# Conditions: the closed list. `words` are the words of the law that a condition codes.


class Pattern(Mirror):
    """A fact, a status, or an action that was done and has effect: `kind: {field: term}`."""

    kind: str
    fields: Terms
    words: str | None = None


def _pattern(value: Any) -> Any:
    """`{kind: {...}, words: ...}` in the order of the file to the shape of `Pattern`."""
    if not isinstance(value, dict) or isinstance(value.get("kind"), str):
        return value
    kinds = [key for key in value if key not in (AT, "words")]
    if len(kinds) != 1:
        found = ", ".join(f"`{k}`" for k in kinds) or "nothing"
        raise PydanticCustomError("one_kind", "expected one condition, found {found}", {"found": found})
    shaped = {"kind": kinds[0], "fields": {} if value[kinds[0]] is None else value[kinds[0]], AT: value.get(AT)}
    return shaped | ({"words": value["words"]} if "words" in value else {})


PatternForm = Annotated[Pattern, BeforeValidator(_pattern)]


def _one_bound(value: Any, allowed: tuple[Bound, ...]) -> Any:
    given = [b for b in BOUNDS if getattr(value, b, None) is not None]
    if len(given) != 1:
        names = ", ".join(f"`{b}`" for b in allowed)
        raise PydanticCustomError("one_bound", "expected exactly one of {names}", {"names": names})
    return value


class CountSpec(Mirror):
    """`count`: how many facts match `of`; with `distinct`, how many values of that field they have."""

    of: PatternForm
    at_least: int | None = Field(default=None, ge=0, le=1_000_000)
    at_most: int | None = Field(default=None, ge=0, le=1_000_000)
    more_than: int | None = Field(default=None, ge=0, le=1_000_000)
    less_than: int | None = Field(default=None, ge=0, le=1_000_000)
    is_: int | None = Field(default=None, alias="exactly", ge=0, le=1_000_000)
    distinct: str | None = None

    @property
    def bound(self) -> tuple[Bound, int]:
        """The comparison and its number."""
        for name in ("at_least", "at_most", "more_than", "less_than"):
            if (number := getattr(self, name)) is not None:
                return name, number
        assert self.is_ is not None
        return "is", self.is_


def _count_bound(value: CountSpec) -> CountSpec:
    given = [b for b in (value.at_least, value.at_most, value.more_than, value.less_than, value.is_) if b is not None]
    if len(given) != 1:
        names = "`at_least`, `at_most`, `more_than`, `less_than`, `exactly`"
        raise PydanticCustomError("one_bound", "expected exactly one of {names}", {"names": names})
    return value


def _ratio(value: Any) -> Any:
    try:
        read_ratio(value)
    except ValueError as error:
        raise PydanticCustomError("bad_ratio", "{message}", {"message": str(error)}) from None
    return value


Ratio = Annotated[str, BeforeValidator(_ratio)]


class ShareSpec(Mirror):
    """`share`: `of` as an exact share of `in`."""

    of: str | int
    in_: str | int = Field(alias="in")
    at_least: Ratio | None = None
    more_than: Ratio | None = None
    at_most: Ratio | None = None
    less_than: Ratio | None = None

    @property
    def bound(self) -> tuple[Bound, str]:
        """The comparison and the ratio's text."""
        found: tuple[Bound, str] = _bound(self)
        return found


class CompareSpec(Mirror):
    """`compare`: one term against another, both of one type; order only between whole numbers and dates."""

    left: Constant
    at_least: Constant | None = None
    more_than: Constant | None = None
    at_most: Constant | None = None
    less_than: Constant | None = None
    is_: Constant | None = Field(default=None, alias="is")
    is_not: Constant | None = None

    @property
    def bound(self) -> tuple[Bound, Constant]:
        """The comparison and the right side."""
        if self.is_ is not None:
            return "is", self.is_
        found: tuple[Bound, Constant] = _bound(self)
        return found


class DaysSpec(Mirror):
    """`days`: the number of calendar days from one date to another."""

    from_: str = Field(alias="from")
    to: str
    at_least: int | None = Field(default=None, ge=-100_000, le=100_000)
    more_than: int | None = Field(default=None, ge=-100_000, le=100_000)
    at_most: int | None = Field(default=None, ge=-100_000, le=100_000)
    less_than: int | None = Field(default=None, ge=-100_000, le=100_000)
    is_: int | None = Field(default=None, alias="exactly", ge=-100_000, le=100_000)

    @property
    def bound(self) -> tuple[Bound, int]:
        """The comparison and the number of days."""
        if self.is_ is not None:
            return "is", self.is_
        found: tuple[Bound, int] = _bound(self)
        return found


def _bound(spec: Any) -> Any:
    for name in BOUNDS:
        if (value := getattr(spec, name, None)) is not None:
            return name, value
    raise AssertionError("a validated condition has a bound")


def _spec_bound(value: Any) -> Any:
    allowed = tuple(b for b in BOUNDS if hasattr(value, b) or (b == "is" and hasattr(value, "is_")))
    given = [b for b in (*BOUNDS, "is_") if b != "is" and getattr(value, b, None) is not None]
    if len(given) != 1:
        names = ", ".join(f"`{'exactly' if b == 'is' and isinstance(value, DaysSpec) else b}`" for b in allowed)
        raise PydanticCustomError("one_bound", "expected exactly one of {names}", {"names": names})
    return value


class Count(Mirror):
    """A count condition."""

    count: Annotated[CountSpec, AfterValidator(_count_bound)]
    words: str | None = None


class Share(Mirror):
    """A share condition."""

    share: Annotated[ShareSpec, AfterValidator(_spec_bound)]
    words: str | None = None


class Compare(Mirror):
    """A comparison."""

    compare: Annotated[CompareSpec, AfterValidator(_spec_bound)]
    words: str | None = None


class Days(Mirror):
    """A number of days."""

    days: Annotated[DaysSpec, AfterValidator(_spec_bound)]
    words: str | None = None


Pair = tuple[str, str]


class Before(Mirror):
    """The first of two dates is earlier."""

    before: Pair
    words: str | None = None


class After(Mirror):
    """The first of two dates is later."""

    after: Pair
    words: str | None = None


class Absent(Mirror):
    """There is no such fact."""

    none: PatternForm
    words: str | None = None


class AnyOf(Mirror):
    """One of several lists of conditions holds."""

    any: tuple[
        Annotated[tuple[Condition, ...], BeforeValidator(lambda v: v if isinstance(v, tuple) else (v,))], ...
    ] = Field(min_length=1)
    words: str | None = None


class AllOf(Mirror):
    """All of several conditions hold."""

    all: tuple[Condition, ...] = Field(min_length=1)
    words: str | None = None


_WORDS: dict[str, type[Mirror]] = {
    "count": Count,
    "share": Share,
    "compare": Compare,
    "days": Days,
    "before": Before,
    "after": After,
    "none": Absent,
    "any": AnyOf,
    "all": AllOf,
}
CONDITION_WORDS = tuple(_WORDS)


def _which(value: Any) -> str:
    if isinstance(value, dict):
        return next((word for word in _WORDS if word in value), "pattern")
    return next((word for word, model in _WORDS.items() if isinstance(value, model)), "pattern")


Condition = Annotated[
    Annotated[Pattern, BeforeValidator(_pattern), Tag("pattern")]
    | Annotated[Count, Tag("count")]
    | Annotated[Share, Tag("share")]
    | Annotated[Compare, Tag("compare")]
    | Annotated[Days, Tag("days")]
    | Annotated[Before, Tag("before")]
    | Annotated[After, Tag("after")]
    | Annotated[Absent, Tag("none")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[AllOf, Tag("all")],
    Discriminator(_which),
]
AnyCondition = Pattern | Count | Share | Compare | Days | Before | After | Absent | AnyOf | AllOf


class Within(Mirror):
    """The time for a duty: `days` calendar days after the date `from`."""

    days: int = Field(ge=0, le=10_000)
    from_: str = Field(alias="from")
    words: str | None = None


ConclusionName = Literal["defines", "permits", "requires", "forbids"]
CONCLUSIONS: tuple[ConclusionName, ...] = ("defines", "permits", "requires", "forbids")


def _choices(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: (v,) if isinstance(v, str) else v for k, v in value.items()}
    return value


class Provision(Mirror):
    """One rule of one article, in one dated edition."""

    id: str
    marks: tuple[str, ...] = ()
    in_force: Edition
    says: Text
    note: Text | None = None
    source: Source | None = None
    also: tuple[str, ...] = ()
    under: Annotated[dict[str, tuple[str, ...]], BeforeValidator(_choices), Open] = {}
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    provided: tuple[Condition, ...] = ()
    overrides: tuple[str, ...] = ()
    defines: PatternForm | None = None
    permits: PatternForm | None = None
    requires: PatternForm | None = None
    forbids: PatternForm | None = None
    within: Within | None = None
    breach: Effect | Annotated[dict[str, Annotated[dict[str, Effect], Open]], Open] | None = None

    @cached_property
    def conclusions(self) -> list[tuple[ConclusionName, Pattern]]:
        """The conclusions given; a valid provision has exactly one."""
        return [(name, p) for name in CONCLUSIONS if (p := getattr(self, name)) is not None]

    @cached_property
    def conclusion(self) -> tuple[ConclusionName, Pattern]:
        """The one conclusion of a valid provision."""
        return self.conclusions[0]

    @property
    def article(self) -> str:
        """The article's number, from the id."""
        return self.id.split(".")[2]

    @property
    def instrument(self) -> str:
        """The instrument's id, from the id."""
        return self.id.split(".")[1]


class Article(Mirror):
    """One file: an article with its provisions."""

    article: Annotated[str, BeforeValidator(lambda v: str(v) if isinstance(v, int) else v)]
    instrument: str
    title: Text
    provisions: tuple[Provision, ...]


class Instruments(Mirror):
    """The file instruments.yaml."""

    instruments: tuple[Instrument, ...]


class Readings(Mirror):
    """The file readings.yaml."""

    readings: tuple[Reading, ...]


class ParameterValue(Mirror):
    """A value of a parameter from `first` to `last`, with the provision that sets it."""

    first: Day = Field(alias="from")
    last: Day | None = Field(default=None, alias="until")
    value: Constant
    cite: str
    source: Source


class Parameter(Mirror):
    """A quantity of the law that changes over time; in a provision, `@id` stands for its value."""

    id: str
    label: Text
    values: tuple[ParameterValue, ...] = Field(min_length=1)


class Parameters(Mirror):
    """The file parameters.yaml."""

    parameters: tuple[Parameter, ...]


def beginnings(name: str) -> Iterator[str]:
    """The id itself, and what it begins with up to each dot or hyphen: the ways to name what it belongs to."""
    yield name
    for n, sign in enumerate(name):
        if sign in ".-":
            yield name[:n]


def concerned(prefixes: tuple[str, ...], provision: str) -> bool:
    """Whether one of the prefixes is the provision's id, or begins it at a dot or hyphen."""
    return any(provision == p or provision.startswith((p + ".", p + "-")) for p in prefixes)


class Remark(Mirror):
    """A claim of practice, or one that could not be verified: shown beside the law it concerns, never as law.

    `concerns` names provisions, or begins their ids at a dot or hyphen.
    """

    id: str
    marks: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    says: Text
    source: Source


class Remarks(Mirror):
    """A file of the folder `practice`."""

    remarks: tuple[Remark, ...]


class Procedure(Mirror):
    """A procedure that provisions make up: those that carry its id among their `marks`."""

    id: str
    title: Text
    says: Text


class Procedures(Mirror):
    """The file procedures.yaml."""

    procedures: tuple[Procedure, ...]


class Difference(Mirror):
    """A point on which a well-known account of the law says one thing and the law another."""

    id: str
    concerns: tuple[str, ...] = ()
    paper: Text
    law: Text
    cites: tuple[str, ...] = ()
    source: Source


class Differences(Mirror):
    """The file differences.yaml."""

    differences: tuple[Difference, ...]


def conditions(items: tuple[AnyCondition, ...]) -> Iterator[AnyCondition]:
    """Every condition of a list, those inside `any` and `all` included."""
    for item in items:
        yield item
        match item:
            case AnyOf():
                for branch in item.any:
                    yield from conditions(branch)
            case AllOf():
                yield from conditions(item.all)
