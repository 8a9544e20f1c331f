"""Moodle XML: the format of Moodle's question bank, as its importer reads it.

Each kind of exercise is a category of its own below `Zanger`, so that a quiz may draw at random from one. Steps to
be put in order are questions of matching (step and place), which every Moodle has. Source: `question/format/xml`
and `question/format.php` of Moodle, and the grades that `question_bank::fraction_options_full` allows.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from ..exercise import Form
from .handout import Handout, Told
from .markup import child, document, inline, paragraphs

PENALTY = 1 / 3
"""What a wrong try takes where there are no hints: Moodle's own default."""
MOST = 10
"""An equal share of the mark is a grade that Moodle knows for so many answers at most."""


def moodle(handout: Handout) -> bytes:
    """The exercises as Moodle XML."""
    quiz = Element("quiz")
    for kind, told in handout.by_kind():
        category = child(quiz, "question", type="category")
        _text(child(category, "category"), category_path(handout.title, kind))
        _text(child(category, "info", format="html"), paragraphs([handout.title]))
        for exercise in told:
            _question(quiz, exercise)
    return document(quiz, indented=True)


def category_path(*names: str) -> str:
    """The path of a category below that of the course."""
    return "/".join(("$course$", "top", "Zanger", *(name.replace("/", "//") for name in names)))


def shares(number: int) -> list[float]:
    """So many percentages that make 100 together, each a grade that Moodle knows. Raises `ValueError` beyond 20."""
    if number <= MOST:
        return [100 / number for _ in range(number)]
    if number > 2 * MOST:
        raise ValueError(f"Moodle has no grades for {number} right answers; 20 is the most")
    tens = 2 * MOST - number
    return [10.0] * tens + [5.0] * (number - tens)


def fractions(told: Told) -> list[float]:
    """What each option gives or takes, in percent: of several right ones a share, of a wrong one as much off."""
    if told.exercise.form == "one":
        return [100.0 if option.right else 0.0 for option in told.options]
    rights = [option.right for option in told.options]
    given = iter(shares(rights.count(True)))
    off = -100 / min(max(rights.count(False), 1), MOST)
    return [next(given) if right else off for right in rights]


def percent(value: float) -> str:
    """A grade as Moodle writes it: `33.33333`, `100`."""
    return f"{value:.5f}".rstrip("0").rstrip(".")


def question_html(told: Told) -> str:
    """Story and question, with the id of the exercise, by which reports of answers are told apart."""
    mark = f'<p><small class="zanger-id">[{inline(told.id)}]</small></p>'
    return f"{paragraphs(told.story)}{paragraphs([told.question])}{mark}"


def general_html(told: Told) -> str:
    """What is told to everyone afterwards: of steps each with its reason, the explanation, and the articles."""
    steps = (
        "<ol>" + "".join(f"<li>{inline(step.text)}<br>{inline(step.feedback)}</li>" for step in told.ordered) + "</ol>"
        if told.exercise.form == "order"
        else ""
    )
    return steps + paragraphs((*told.explanation, told.law))


TYPES: dict[Form, str] = {
    "one": "multichoice",
    "many": "multichoice",
    "order": "matching",
    "number": "numerical",
    "short": "shortanswer",
}


def _question(quiz: Element, told: Told) -> None:
    exercise = told.exercise
    question = child(quiz, "question", type=TYPES[exercise.form])
    _text(child(question, "name"), told.name)
    _text(child(question, "questiontext", format="html"), question_html(told))
    _text(child(question, "generalfeedback", format="html"), general_html(told))
    child(question, "defaultgrade", "1")
    costs = [hint.cost for hint in exercise.hints]
    child(question, "penalty", f"{sum(costs) / len(costs) if costs else PENALTY:.7f}")
    child(question, "hidden", "0")
    child(question, "idnumber", exercise.id)
    match exercise.form:
        case "one" | "many":
            child(question, "single", "true" if exercise.form == "one" else "false")
            child(question, "shuffleanswers", "true")
            child(question, "answernumbering", "abc")
            for option, fraction in zip(told.options, fractions(told), strict=True):
                _answer(question, inline(option.text), fraction, option.feedback, format="html")
        case "order":
            child(question, "shuffleanswers", "true")
            for step in told.options:
                part = child(question, "subquestion", format="html")
                _text(part, inline(step.text))
                _text(child(part, "answer"), str(told.place_of(step)))
        case "number":
            for number in told.numbers:
                answer = _answer(question, number.text, 100.0 if number.right else 0.0, number.feedback)
                child(answer, "tolerance", "0")
        case "short":
            child(question, "usecase", "0")
            for spelling in told.spellings:
                _answer(question, wildcards(spelling), 100.0, told.right)
    for hint in told.hints:
        _text(child(question, "hint", format="html"), paragraphs([hint]))
    tags = child(question, "tags")
    for tag in told.tags:
        _text(child(tags, "tag"), tag)


def wildcards(text: str) -> str:
    """A short answer in which `*` stands for itself and not for anything."""
    return text.replace("*", "\\*")


def _answer(
    question: Element, text: str, fraction: float, feedback: str, format: str = "moodle_auto_format"
) -> Element:
    answer = child(question, "answer", fraction=percent(fraction), format=format)
    _text(answer, text)
    _text(child(answer, "feedback", format="html"), paragraphs([feedback]))
    return answer


def _text(parent: Element, text: str) -> None:
    child(parent, "text", text)
