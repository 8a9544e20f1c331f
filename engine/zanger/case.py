"""Pydantic mirror of a case file: facts, history, questions and expected answers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from .model import AT, Mirror, Open, Text
from .provision import Day

VerdictName = Literal["permitted", "required", "forbidden", "not-empowered", "undetermined"]
EffectName = Literal["effective", "void", "undetermined"]
NOT_CODED = "not-coded"
"""Under `open` of an expected answer: it hangs on law that is not coded for the day."""
UNKNOWN = "unknown"


class Item(Mirror):
    """A fact, an action or a question: `kind: {field: value}`; values are typed by the vocabulary."""

    kind: str
    fields: Annotated[dict[str, str | int | bool], Open]


def _item(value: Any) -> Any:
    if isinstance(value, Item):
        return value
    if not isinstance(value, dict) or len([k for k in value if k != AT]) != 1:
        raise PydanticCustomError("one_item", "expected one kind with its fields, such as `unit: {id: unit-1}`", {})
    kind = next(k for k in value if k != AT)
    return {"kind": kind, "fields": {} if value[kind] is None else value[kind], AT: value.get(AT)}


ItemForm = Annotated[Item, BeforeValidator(_item)]


class Expectation(Mirror):
    """An expected answer; see `docs/language.md` for its four subjects."""

    action: str | None = None
    ask: int | None = Field(default=None, ge=1)
    history: int | None = Field(default=None, ge=1)
    status: str | None = None
    by: str | None = None
    match: Annotated[dict[str, str | int | bool], Open] = Field(default={}, alias="with")
    holds: bool | Literal["undetermined"] | None = None
    verdict: VerdictName | None = None
    effect: EffectName | None = None
    cites: tuple[str, ...] | None = None
    requires: Annotated[dict[str, str | int | bool], Open] | None = None
    due: Day | None = None
    turns_on: tuple[str, ...] | None = None
    open: tuple[str, ...] | None = None


class Case(Mirror):
    """A case file."""

    title: str = ""
    teaches: Text | None = None
    pack: str
    as_of: Day
    facts: tuple[ItemForm, ...] = ()
    history: tuple[ItemForm, ...] = ()
    ask: tuple[ItemForm, ...] = ()
    under: Annotated[dict[str, str], Open] = {}
    expect: tuple[Expectation, ...] = ()
