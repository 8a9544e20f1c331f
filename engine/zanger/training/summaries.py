"""Answers read back from the few words in which Moodle's reports sum them up."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from .exercise import LANGS, Exercise
from .export.spelling import Instruments, spellings

GIVEN = re.compile(r"->\s*(\d+)")
NOTHING = ("", "-")
"""How a report says that no answer was given."""
NONE: Instruments = {}


def answer_of(exercise: Exercise, summary: str) -> tuple[str, ...] | None:
    """The answer, as a result has it: keys of options, a number, or words; empty of none.

    `None` where the summary is not one of this exercise.
    """
    if summary.strip() in NOTHING:
        return ()
    match exercise.form:
        case "one":
            return next(
                ((o.key,) for o in exercise.options if any(plain(o.text[lang]) == plain(summary) for lang in LANGS)),
                None,
            )
        case "many":
            return next((keys for lang in LANGS if (keys := _chosen(exercise, summary, lang)) is not None), None)
        case "order":
            return next((keys for lang in LANGS if (keys := _ordered(exercise, summary, lang)) is not None), None)
        case "number":
            number = summary.strip().replace(",", ".")
            return (str(int(float(number))),) if re.fullmatch(r"-?\d+(\.0*)?", number) else (summary.strip(),)
        case "short":
            return (summary.strip(),)


def is_right(exercise: Exercise, answer: tuple[str, ...], instruments: Instruments = NONE) -> bool:
    """Whether an answer is the key; `instruments` has the short names by which articles may be cited."""
    match exercise.form:
        case "one" | "many":
            return bool(answer) and set(answer) == set(exercise.key)
        case "order":
            return answer == exercise.key
        case "number":
            return answer == (str(exercise.number),)
        case "short":
            known = _accepted(exercise, instruments)
            return any(plain(written) in known for written in answer)


def share(exercise: Exercise, answer: tuple[str, ...], instruments: Instruments = NONE) -> float:
    """The points of an answer, from 0 to 1, by the marks that the export gives: parts count where several are right."""
    match exercise.form:
        case "many":
            wrongs = [o.key for o in exercise.options if not o.right]
            given = sum(1 / len(exercise.key) for key in answer if key in exercise.key)
            return min(1.0, max(0.0, given - sum(1 / len(wrongs) for key in answer if key in wrongs)))
        case "order":
            return sum(a == b for a, b in zip(answer, exercise.key, strict=False)) / len(exercise.key)
        case _:
            return float(is_right(exercise, answer, instruments))


def plain(text: str) -> str:
    """A text without what a report may change: space, capitals, the form of its letters."""
    return "".join(unicodedata.normalize("NFC", text).casefold().split())


def _accepted(exercise: Exercise, instruments: Instruments) -> set[str]:
    return {plain(way) for place in exercise.accepted for way in spellings(place, exercise, instruments)}


def _chosen(exercise: Exercise, summary: str, lang: str) -> tuple[str, ...] | None:
    """The options that make up `one; another`, whatever signs are in them."""
    rest = plain(summary)
    options = sorted(((plain(o.text[lang]), o.key) for o in exercise.options), key=lambda o: -len(o[0]))
    chosen: list[str] = []
    while rest:
        found = next(
            ((text, key) for text, key in options if rest == text or rest.startswith(f"{text};")),
            None,
        )
        if found is None:
            return None
        chosen.append(found[1])
        rest = rest[len(found[0]) :].removeprefix(";")
    return tuple(sorted(chosen))


def _ordered(exercise: Exercise, summary: str, lang: str) -> tuple[str, ...] | None:
    """The steps of `step -> 2; other step -> 1`, by their places; those that share a place are left out."""
    rest = plain(summary)
    places: dict[str, int] = {}
    for option in sorted(exercise.options, key=lambda o: -len(o.text[lang])):
        found = re.search(re.escape(plain(option.text[lang])) + r"->(\d+)", rest)
        if found is not None:
            places[option.key] = int(found[1])
    if not places:
        return None
    taken = Counter(places.values())
    return tuple(sorted((key for key, place in places.items() if taken[place] == 1), key=lambda key: places[key]))
