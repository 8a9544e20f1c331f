"""GIFT: exercises as plain text that Moodle and other systems import.

GIFT has no place for hints. Texts are HTML with the signs of GIFT escaped; a backslash and braces are written as
entities, since readers differ on `\\\\` and on `\\}`. Source: `question/format/gift` of Moodle.
"""

from __future__ import annotations

from collections.abc import Iterator

from .handout import Handout, Told
from .markup import inline
from .moodle import category_path, fractions, general_html, percent, question_html

SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "~=#{}:"})
ENTITIES = str.maketrans({sign: f"&#{ord(sign)};" for sign in "\\{}"})


def gift(handout: Handout) -> str:
    """The exercises in the format GIFT."""
    return "".join(_lines(handout))


def _lines(handout: Handout) -> Iterator[str]:
    for kind, told in handout.by_kind():
        yield f"$CATEGORY: {category_path(handout.title, kind)}\n\n"
        yield from (f"{_question(exercise)}\n\n" for exercise in told)


def _question(told: Told) -> str:
    tags = " ".join(f"[tag:{tag}]" for tag in told.tags)
    sign = "#" if told.exercise.form == "number" else ""
    answers = "\n".join((*_answers(told), f"####{escaped(general_html(told))}"))
    head = f"// [id:{told.id}] {tags}\n::{plain(told.name)}::[html]{escaped(question_html(told))}"
    return f"{head}{{{sign}\n{answers}\n}}"


def _answers(told: Told) -> Iterator[str]:
    match told.exercise.form:
        case "one":
            for option in told.options:
                yield f"{'=' if option.right else '~'}{_told(inline(option.text), option.feedback)}"
        case "many":
            for option, fraction in zip(told.options, fractions(told), strict=True):
                yield f"~%{percent(fraction)}%{_told(inline(option.text), option.feedback)}"
        case "order":
            for step in told.options:
                yield f"={escaped(inline(step.text))} -> {told.place_of(step)}"
        case "number":
            for number in told.numbers:
                yield f"=%{100 if number.right else 0}%{_told(f'{number.text}', number.feedback, ':0')}"
        case "short":
            for spelling in told.spellings:
                yield f"=%100%{_told(spelling, told.right)}"


def _told(answer: str, feedback: str, more: str = "") -> str:
    return f"{escaped(answer)}{more}#{escaped(inline(feedback))}"


def escaped(text: str) -> str:
    """HTML in which no sign of GIFT is taken for one."""
    return text.translate(ENTITIES).translate(SIGNS).replace("\n", " ")


def plain(text: str) -> str:
    """A name: no HTML, on one line, without a sign that would have to be escaped as an entity."""
    return " ".join(text.replace("\\", "/").translate(SIGNS).split())
