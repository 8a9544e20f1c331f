"""A question of an interview, and how an answer to it is read."""

from __future__ import annotations

import re
from typing import Literal

from .case import UNKNOWN
from .decision import Citation, Part, Value
from .errors import ZangerError, nearest
from .messages import message
from .vocabulary import FieldType, is_id, read_date

NONE = "none"
NEW = "new"
OPEN_WORDS = ("?", UNKNOWN, "don't know", "dont know", "не знаю", "неизвестно", "білмеймін", "белгісіз")
NO_WORDS = ("0", "-", NONE, "no", "нет", "жоқ")
YES_WORDS = ("yes", "y", "true", "да", "иә", "ия")
Sort = Literal["day", "goal", "actor", "field", "which", "thing"]
"""What is asked for: the day of the case, the goal, its actor, a field, one of several things, whether there is one."""


class Reason(Part):
    """Why a question is asked: the provision that makes it matter, and the words of the law that it codes."""

    citation: Citation
    words: str = ""


class Question(Part):
    """A question that still matters.

    `key` names it; `kind` and `field` tell what is asked about, `section` and `line` which item of
    the case it is. `options` are the values, ids or kinds to choose from; a number lies between
    `low` and `high`. `default` is taken for an empty answer. `because` begins with
    the provision nearest to what is asked. `open` tells whether "not known" is an
    answer, `none` whether "none of these" is. `bits` tells how many bits of the verdict
    the answer tells, where values were tried.
    """

    key: str
    sort: Sort
    type: Literal["choice", "int", "date", "id", "ratio"]
    kind: str = ""
    field: str = ""
    section: str = ""
    line: int = 0
    shown: dict[str, Value] = {}
    options: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    default: str | None = None
    open: bool = True
    none: bool = False
    because: tuple[Reason, ...] = ()
    bits: float | None = None


class Unfit(ZangerError):
    """An answer that does not fit its question: `message` has `{places}` that `places` fill in."""

    def __init__(self, message: str, **places: object) -> None:
        self.message = message
        self.places = places
        super().__init__(message.format(**places))


def read_answer(question: Question, text: str) -> Value:
    """An answer as a value of the case; `unknown` where it is not known, `none` for none of the options.

    Raises `Unfit` that says what was expected.
    """
    given = text.strip()
    if not given and question.default is not None:
        given = question.default
    if not given:
        raise Unfit(message("an answer is needed"))
    if given.lower() in OPEN_WORDS:
        if question.open:
            return UNKNOWN
        raise Unfit(message("this cannot be left open; the nearest you can say will do, and can be changed later"))
    if question.none and given.lower() in NO_WORDS:
        return NONE
    match question.type:
        case "choice":
            return _choice(question, given)
        case "int":
            return _number(question, given)
        case "date":
            return _date(given)
        case "id":
            if is_id(given):
                return given
            raise Unfit(message("expected a short name: letters, digits and hyphens, found `{given}`"), given=given)
        case "ratio":
            if re.fullmatch(r"\d{1,6}/[1-9]\d{0,5}", given):
                return given
            raise Unfit(message("expected a ratio such as 2/3, found `{given}`"), given=given)


def field_question(spec: FieldType) -> dict[str, object]:
    """What a question for a field takes over from its type."""
    match spec.type:
        case "enum":
            return {"type": "choice", "options": spec.values}
        case "bool":
            return {"type": "choice", "options": ("true", "false")}
        case "int":
            return {"type": "int", "low": spec.min, "high": spec.max}
        case "date":
            return {"type": "date"}
        case "ratio":
            return {"type": "ratio"}
        case "id" | "ref":
            return {"type": "id"}


def _choice(question: Question, given: str) -> Value:
    options = question.options
    if set(options) == {"true", "false"}:
        if given.lower() in (*YES_WORDS, "1"):
            return True
        if given.lower() in (*NO_WORDS, "false", "2"):
            return False
    elif question.none and len(options) == 1 and given.lower() in YES_WORDS:
        return options[0]
    elif given.isascii() and given.isdigit() and len(given) < 4 and 1 <= int(given) <= len(options):
        return options[int(given) - 1]
    elif given in options:
        return given
    if question.none and len(options) == 1:
        raise Unfit(message("expected 1 or yes, 0 or no, or ?, found `{given}`"), given=given)
    found = nearest(given, options)
    if found.startswith("did you mean"):
        text = message("expected a number from 1 to {count}, found `{given}`; did you mean `{near}`?")
        raise Unfit(text, count=len(options), given=given, near=found.split("`")[1])
    raise Unfit(message("expected a number from 1 to {count}, found `{given}`"), count=len(options), given=given)


def _number(question: Question, given: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,12}", given):
        raise Unfit(message("expected a whole number, found `{given}`"), given=given)
    if not question.low <= int(given) <= question.high:
        raise Unfit(
            message("expected a number from {low} to {high}, found {given}"),
            low=question.low,
            high=question.high,
            given=given,
        )
    return int(given)


def _date(given: str) -> str:
    turned = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", given)
    text = f"{turned[3]}-{turned[2]:0>2}-{turned[1]:0>2}" if turned else given
    try:
        return read_date(text).isoformat()
    except ValueError:
        raise Unfit(message("expected a day such as 2001-06-30, found `{given}`"), given=given) from None
