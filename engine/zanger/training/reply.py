"""What a learner types in answer to an exercise, read; what does not fit is told with what was expected."""

from __future__ import annotations

import re
import unicodedata

from ..errors import visible
from ..messages import message
from ..question import Unfit
from .exercise import Exercise

LONGEST = 200
"""No answer has more characters."""
SHOWN = 40
GIVEN_UP = ("-", "–", "—", "don't know", "dont know", "не знаю", "білмеймін")
NONE = ("0", "none", "нет", "жоқ")
BETWEEN = ("and", "и", "және")
"""Words that may stand between the numbers of an answer."""
CYRILLIC = {"а": 1, "б": 2, "в": 3, "г": 4, "д": 5, "е": 6, "ж": 7, "з": 8, "с": 3}
"""Letters of the options as one who has no Latin letters at hand types them: by their order, and `с` by its look."""

EXPECTED = {
    "one": message("expected one number from 1 to {count}, found `{given}`"),
    "many": message("expected numbers from 1 to {count}, such as `1 2`, or 0 for none, found `{given}`"),
    "order": message("expected all numbers from 1 to {count} in the right order, such as `2 1`, found `{given}`"),
    "some": message("expected numbers from 1 to {count} in the right order, such as `2 1`, found `{given}`"),
    "number": message("expected a whole number, such as 12, found `{given}`"),
    "short": message("expected an article, such as `art. 24`, found `{given}`"),
}
"""What is expected, by the form of the exercise; `some`: of an order in which not all steps belong."""


def read_reply(exercise: Exercise, text: str) -> tuple[str, ...] | None:
    """The answer in a line: keys of options, a number in digits, or words; None for "I do not know".

    Options are told by their numbers as shown, or by letters. Raises `Unfit` that says what was expected.
    """
    given = unicodedata.normalize("NFC", text).strip()
    if given.lower() in GIVEN_UP:
        return None
    _fits(exercise, given)
    match exercise.form:
        case "number":
            found = re.fullmatch(r"([0-9]{1,9})(?:[ -]?[^\W\d]+)?", given)
            if not found:
                raise _unfit(exercise, given)
            return (str(int(found[1])),)
        case "short":
            return (given,)
        case "one" | "many" | "order":
            return _options(exercise, given)


def _fits(exercise: Exercise, given: str) -> None:
    if not given or len(given) > LONGEST or not given.isprintable():
        raise _unfit(exercise, given)


def _options(exercise: Exercise, given: str) -> tuple[str, ...]:
    if exercise.form == "many" and given.lower() in NONE:
        return ()
    count = len(exercise.options)
    numbers: list[int] = []
    for word in re.split(r"[\s,;.)(>→-]+", given.lower()):
        if word in ("", *BETWEEN):
            continue
        numbers += _numbers(word, count)
    if not numbers or not all(1 <= number <= count for number in numbers):
        raise _unfit(exercise, given)
    twice = next((number for number in numbers if numbers.count(number) > 1), None)
    if twice is not None:
        raise Unfit(message("`{number}` stands there twice"), number=twice)
    every = all(option.key in exercise.key for option in exercise.options)
    if (exercise.form == "one" and len(numbers) > 1) or (exercise.form == "order" and every and len(numbers) < count):
        raise _unfit(exercise, given)
    return tuple(exercise.options[number - 1].key for number in numbers)


def _numbers(word: str, count: int) -> list[int]:
    """The numbers of options that a word of an answer names; 0 for what is none."""
    if word.isascii() and word.isdigit():
        if int(word[:9]) <= count or count > 9:
            return [int(word[:9])]
        return [int(digit) for digit in word]
    return [CYRILLIC.get(letter, ord(letter) - ord("a") + 1 if "a" <= letter <= "z" else 0) for letter in word]


def _unfit(exercise: Exercise, given: str) -> Unfit:
    form: str = exercise.form
    if form == "order" and len(exercise.key) < len(exercise.options):
        form = "some"
    return Unfit(EXPECTED[form], count=len(exercise.options), given=shown(given))


def shown(given: str) -> str:
    """What was typed, short and without what could steer a terminal."""
    text = visible(given)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
