"""The answer: verdicts with citations, proofs, requirements and readings, in a versioned JSON form.

`docs/decision-json.md` documents the form; `FORMAT` changes when a reader of the old form would
misread the new one.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, dataclass_transform

import msgspec

from .case import EffectName, VerdictName
from .engines import EngineName
from .provision import Bound, Grade

FORMAT = "1"
Value = str | int | bool
Fields = dict[str, Value]
Given = Literal["stated", "done", "tried", "reading", "today"]
"""How a fact that no rule derives came to be there (see `Step`)."""


class _KeywordOnly(msgspec.StructMeta):
    """Gives every part its fields by keyword, which msgspec does not hand on to the classes below."""

    def __new__(mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **config: Any) -> _KeywordOnly:
        made: _KeywordOnly = super().__new__(mcls, name, bases, namespace, **{**config, "kw_only": True})
        return made


@dataclass_transform(frozen_default=True, kw_only_default=True)  # which type checkers do not take from the base
class Part(msgspec.Struct, metaclass=_KeywordOnly, frozen=True, forbid_unknown_fields=True):
    """A frozen part of an answer.

    A program makes thousands of them, from what it has checked: types are checked by mypy, and at run
    time only where an answer is read back.
    """

    def to_dict(self) -> dict[str, Any]:
        """This part as JSON has it: dicts, lists, texts, numbers, booleans, None."""
        plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return plain

    @classmethod
    def from_dict(cls, plain: object) -> Self:
        """The part that `to_dict` made into that; raises `msgspec.ValidationError` where it does not fit."""
        return msgspec.convert(plain, cls)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON Schema (2020-12) of what `to_dict` makes."""
        return msgspec.json.schema(cls)

    def replaced(self, **changes: Any) -> Self:
        """A copy with some fields changed."""
        return msgspec.structs.replace(self, **changes)


class CitationText(Part):
    """A citation in one language: `short` names the instrument, `full` gives its title and the dates of the edition."""

    short: str
    full: str


class Citation(Part):
    """A provision relied on; `short` is `Law No. 148, art. 24(1)`, `also` lists ids of where else the rule stands.

    `texts` has it in words by language; `akn` is the Akoma Ntoso reference of the place.
    """

    provision: str
    instrument: str
    locator: str
    short: str
    grade: Grade
    also: tuple[str, ...] = ()
    texts: dict[str, CitationText] = {}
    akn: str | None = None

    def __hash__(self) -> int:
        return hash(self.provision)


class Done(Part):
    """An action: its kind, actor, day (ISO) and fields; dates in fields are ISO too."""

    kind: str
    by: str
    on: str
    fields: Fields
    unknown: tuple[str, ...] = ()


class Place(Part):
    """Where a thing stands in the case file."""

    file: str
    line: int
    column: int


class Tested(Part):
    """A test of a rule with its actual values: `times * left op by * right + plus`."""

    origin: tuple[str | int, ...]
    left: Value
    op: str
    right: Value
    times: int = 1
    by: int = 1
    plus: int = 0


class Counted(Part):
    """A count of a rule: `number` is what was found, `bound` what it was compared with; `facts` are steps."""

    origin: tuple[str | int, ...]
    kind: str
    number: int
    op: str
    bound: int
    facts: tuple[int, ...]


class Step(Part):
    """A step of a proof; `n` numbers it, `premises` are earlier steps in the order of the rule's patterns.

    `how`: stated (in the case, at `place`), done (an action that had effect), tried (the action
    judged), reading (the reading of the law that was chosen), today, or derived (by `rule` of
    `provision`).
    """

    n: int
    kind: str
    fields: Fields
    how: Given | Literal["derived"]
    place: Place | None = None
    rule: str | None = None
    provision: str | None = None
    premises: tuple[int, ...] = ()
    tests: tuple[Tested, ...] = ()
    counts: tuple[Counted, ...] = ()


class Proof(Part):
    """Why: the last step is the conclusion; `world` tells readings and unknowns under which it holds."""

    world: dict[str, Value]
    steps: tuple[Step, ...]


class Requirement(Part):
    """What the manner of an action must be: `field` compared with `value`.

    Where the number comes from a share, `share` is `2/3` and `whole` the number it is a share of;
    `strict` tells that the share itself is not enough, or, for a greatest number, already too much.
    `compared` names another field of the action where no number is known beforehand; then `share` is one
    of that field, and `plus` calendar days come on top of it.
    """

    field: str
    bound: Bound
    value: Value | None = None
    share: str | None = None
    strict: bool = False
    whole: int | None = None
    compared: str | None = None
    plus: int = 0
    words: str | None = None

    @property
    def against(self) -> tuple[str | None, str | None, int]:
        """What the field is compared with where no number is known: another field, a share of it, days after it."""
        return self.compared, self.share if self.compared else None, self.plus


class Limit(Part):
    """A prohibition that hits some manners of the action: it does not if `requirements` are met."""

    citation: Citation
    when: Fields
    requirements: tuple[Requirement, ...]
    effect: EffectName


class Under(Part):
    """What the answer would be under another reading, or with another value of what is not known.

    Values of an unknown number or date with one answer are told together, from `first` to `last`.
    """

    reading: str
    first: str | None = None
    last: str | None = None
    verdict: VerdictName
    effect: EffectName | None = None
    requirements: tuple[tuple[Requirement, ...], ...] = ()


class TurnsOn(Part):
    """A question of reading on which the answer turns; `chosen` is the reading that was followed."""

    question: str
    chosen: str
    others: tuple[Under, ...]


class Hangs(Part):
    """What an undetermined answer hangs on: an open question of the law, something not known, or law not coded.

    `choices` tells, for each reading or value, what the answer would be. What is not known is `field`
    of a fact or action of the kind `of`; without `field`, whether there is one at all.
    """

    on: str
    kind: Literal["open-question", "unknown", "not-coded"]
    of: str | None = None
    field: str | None = None
    choices: tuple[Under, ...]


class Failed(Part):
    """The first condition of a provision that fails.

    `what`: actor, field (of the action), reading, absent (no such fact), test, count, defeated.
    `expected` and `actual` are values where there are any; `any_of` lists the values of a field of
    which one would do. Of what is absent, the case may state all but some fields: then `lacks` names
    those that are not stated, and `found` has the values of those that are other than was needed.
    `within` is the failure of the nearest provision that could have given a missing status.
    """

    origin: tuple[str | int, ...]
    what: Literal["actor", "field", "reading", "absent", "test", "count", "defeated"]
    kind: str | None = None
    fields: Fields = {}
    any_of: dict[str, tuple[Value, ...]] = {}
    lacks: tuple[str, ...] = ()
    found: Fields = {}
    expected: Requirement | None = None
    actual: Value | None = None
    within: NearMiss | None = None


class NearMiss(Part):
    """A provision that could have applied, and why it does not. `missing` counts the failing conditions at least."""

    citation: Citation
    conclusion: Literal["defines", "permits", "requires", "forbids"]
    failed: Failed
    missing: int


class Precedence(Part):
    """A provision relied on, and one in force with it that yields to it.

    `ground`: rank (of a lower instrument), later (the instrument of the first was adopted later), or special.
    """

    prevailing: Citation
    yielding: Citation
    ground: Literal["rank", "later", "special"]


class Undoing(Part):
    """A body that can still end the effect of an action, by which action, and by which article."""

    by: str
    action: str
    citations: tuple[Citation, ...]


class Answer(Part):
    """What every answer has: the verdict, where it comes from, and how firm it is.

    `prevails` tells which provisions relied on prevail over others; `beside` are the ids of the pack's
    differences and remarks on practice that concern what is cited.
    """

    verdict: VerdictName
    citations: tuple[Citation, ...] = ()
    grade: Grade | None = None
    robust: bool = True
    turns_on: tuple[TurnsOn, ...] = ()
    hangs_on: tuple[Hangs, ...] = ()
    proof: Proof | None = None
    prevails: tuple[Precedence, ...] = ()
    beside: tuple[str, ...] = ()


class Judgement(Answer):
    """The verdict on one action of the history or one question. `line` is its number in its list of the file.

    `not_coded` are provisions about such an action whose text on its day was not read.
    """

    subject: Literal["history", "ask"]
    line: int
    order: int
    place: Place
    action: Done
    effect: EffectName
    breach: bool = False
    prohibitions: tuple[Citation, ...] = ()
    nearest: tuple[NearMiss, ...] = ()
    undone_by: tuple[Undoing, ...] = ()
    not_coded: tuple[Citation, ...] = ()


class Possibility(Answer):
    """What a body may, must or must not do on the day of the answer.

    `fields` are settled by the case, `free` are left to the body; `requirements` lists alternatives,
    each a list of what must be met together. `due` is the last day for a duty (ISO).
    """

    kind: str
    by: str
    fields: Fields
    free: tuple[str, ...] = ()
    requirements: tuple[tuple[Requirement, ...], ...] = ()
    conditions: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    due: str | None = None
    overdue: bool = False


class StatusAnswer(Part):
    """A status on the day of the answer.

    `holds` is true, undetermined, or false where it would hold under a reading that is not followed;
    what holds under no reading is not listed.
    """

    status: str
    fields: Fields
    holds: Literal["true", "false", "undetermined"]
    citations: tuple[Citation, ...] = ()
    grade: Grade | None = None
    robust: bool = True
    turns_on: tuple[TurnsOn, ...] = ()
    hangs_on: tuple[Hangs, ...] = ()
    proof: Proof | None = None
    prevails: tuple[Precedence, ...] = ()
    beside: tuple[str, ...] = ()


class NotCoded(Part):
    """A kind of action or status about which the law is not coded for the day of the answer.

    `power`: a power to act, or what gives the status, may be among what is missing.
    """

    kind: str
    power: bool
    citations: tuple[Citation, ...]


class Decision(Part):
    """The whole answer to a case."""

    format: Annotated[str, msgspec.Meta(description="version of this JSON form")] = FORMAT
    pack: str
    pack_version: str
    title: str
    as_of: str
    engine: EngineName
    remarks: tuple[str, ...] = ()
    readings: dict[str, str] = {}
    history: tuple[Judgement, ...] = ()
    asked: tuple[Judgement, ...] = ()
    now: tuple[Possibility, ...] = ()
    statuses: tuple[StatusAnswer, ...] = ()
    not_coded: tuple[NotCoded, ...] = ()

    @property
    def unlawful(self) -> tuple[Judgement, ...]:
        """The actions of the history that were forbidden or not empowered."""
        return tuple(j for j in self.history if j.verdict in ("forbidden", "not-empowered"))
