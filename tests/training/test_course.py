"""The course: lessons whole in three languages, whose articles, cases, exercises and scenarios are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from zanger.errors import Diagnostic, InputError
from zanger.law import Law
from zanger.load import build
from zanger.markdown import as_markdown
from zanger.messages import LANGUAGES
from zanger.source import read
from zanger.training.course import Course, Lesson, faults
from zanger.training.exercise import KINDS
from zanger.training.generating import Trainer
from zanger.training.lecturing import Lecturer
from zanger.training.recounting import Recounter
from zanger.words import Words

LESSONS = (
    "who-is-who", "majorities-and-quorum", "composition-of-the-akimat", "appointment-of-akims",
    "budget-from-draft-to-approval", "changes-of-the-budget", "positive-conclusion", "reports", "no-confidence",
    "early-end", "scheme-of-management", "territory", "apparatus", "civil-service", "no-confidence-in-2023",
)  # fmt: skip


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load("kz")


@pytest.fixture(scope="module")
def course(law: Law) -> Course:
    return Course(law)


@pytest.fixture(scope="module")
def trainer(law: Law) -> Trainer:
    return Trainer(law)


def test_these_lessons_ship(course: Course) -> None:
    assert tuple(lesson.id for lesson in course.lessons) == LESSONS


def test_the_docs_list_the_lessons_with_their_scenarios(course: Course) -> None:
    page = (Path(__file__).parents[2] / "docs" / "training-course.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| ")]
    told = [(row[0], row[1], row[3]) for row in rows if row[0].isdigit()]
    lessons = enumerate(course.lessons, 1)
    assert told == [(str(n), lesson.title["en"], lesson.scenario) for n, lesson in lessons]


def test_the_lessons_cover_every_procedure(law: Law, course: Course) -> None:
    """By the marks of the provisions that their texts cite."""
    cited = {name for lesson in course.lessons for name in lesson.cited}
    marks = {mark for p in law.pack.provisions if p.id in cited for mark in p.marks}
    assert {p.id for p in law.pack.procedures} <= marks


def test_every_text_is_there_in_three_languages(course: Course) -> None:
    for lesson in course.lessons:
        told = [lesson.title, *(p.says for p in lesson.text), *([lesson.no_scenario] if lesson.no_scenario else [])]
        for text in told:
            assert sorted(text) == sorted(LANGUAGES), (lesson.id, text)
            assert all(t.strip() for t in text.values()), (lesson.id, text)


def test_a_lesson_is_short_and_cites(course: Course) -> None:
    for lesson in course.lessons:
        assert 2 <= len(lesson.text) <= 5
        assert 2 <= len(lesson.cases) <= 3
        assert all(paragraph.cites for paragraph in lesson.text), lesson.id


def test_what_is_cited_is_in_force_on_the_days_of_the_lesson_and_of_its_cases(law: Law, course: Course) -> None:
    for lesson in course.lessons:
        for day in (lesson.day, *(course.case(name).as_of for name in lesson.cases)):
            force = law.provisions(day)
            assert [name for name in lesson.cited if name not in force] == [], (lesson.id, day)


@pytest.mark.parametrize("name", LESSONS)
def test_every_exercise_of_a_lesson_is_there(course: Course, trainer: Trainer, name: str) -> None:
    of = course.get(name)[1].exercises
    found = list(trainer.exercises(of.topic, level=of.level, kinds=of.kinds or KINDS, count=of.count, seed=of.seed))
    assert len({exercise.id for exercise in found}) == of.count
    assert {exercise.kind for exercise in found} <= set(of.kinds or KINDS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_lesson_shows_no_identifier_and_no_gap(law: Law, course: Course, lang: str) -> None:
    lecturer = Lecturer(course, Recounter(law, Words(law.pack, lang)))
    for number, lesson in enumerate(course.lessons, 1):
        told = " ".join(line.text for line in lecturer.lesson(number, lesson))
        for case in map(course.case, lesson.cases):
            ids = {str(i.fields["id"]) for i in (*case.facts, *case.history, *case.ask) if "id" in i.fields}
            assert [name for name in ids if "-" in name and name in told] == [], (lesson.id, lang)
        assert "[]" not in told


def test_a_case_is_told_with_what_is_asked_and_the_answer(law: Law, course: Course) -> None:
    lecturer = Lecturer(course, Recounter(law, Words(law.pack, "en")))
    told = " ".join(line.text for line in lecturer.lesson(*course.get("no-confidence")))
    assert "May the maslikhat of Pavlodar oblast express no confidence in the akim of Pavlodar oblast" in told
    assert "needed: at least 34 of 50 (two thirds)" in told
    assert "[Law No. 148, art. 24(1); Constitution, art. 87(5)]" in told


def test_a_lesson_is_found_by_number_and_by_id(course: Course) -> None:
    assert course.get("3") == course.get("composition-of-the-akimat")
    with pytest.raises(KeyError, match="did you mean `territory`"):
        course.get("teritory")
    with pytest.raises(KeyError, match="lessons 1 to 15"):
        course.get("16")


def test_a_lesson_as_markdown_has_its_headings(law: Law, course: Course) -> None:
    lecturer = Lecturer(course, Recounter(law, Words(law.pack, "kk")))
    page = as_markdown(lecturer.lesson(*course.get("territory")))
    assert page.startswith("# ")
    assert page.count("\n## ") == 2
    assert "Әкімшілік-аумақтық құрылысты өзгерту" in page


def told(law: Law, folder: Path, change: tuple[str, str]) -> list[Diagnostic]:
    """What is told of a lesson with a change."""
    source = Path(law.pack.root) / "training" / "course" / "07-positive-conclusion.yaml"
    text = source.read_text(encoding="utf-8")
    assert change[0] in text
    (folder / "lesson.yaml").write_text(text.replace(*change, 1), encoding="utf-8")
    try:
        document, node = read((folder / "lesson.yaml").read_bytes(), "lesson.yaml")
        return list(faults(law, build(Lesson, node, document)))
    except InputError as error:
        return list(error.diagnostics)


@pytest.mark.parametrize(
    ("change", "message", "help"),
    [
        (("cites: [kz.constitution.88.2,", "cites: [kz.constitution.88.22,"),
         "there is no provision `kz.constitution.88.22`", "did you mean `kz.constitution.88.2`?"),
        (("day: 2001-06-01", "day: 1994-06-01"),
         "the provision `kz.constitution.88.2` is not in force on 1994-06-01, the day of the lesson",
         "it is in force: 1995-09-05 to 2026-06-30"),
        (("raises-spending-with-conclusion", "raises-spending-with-conclusio"),
         "there is no worked case `positive-conclusion/raises-spending-with-conclusio.yaml`",
         "did you mean `positive-conclusion/raises-spending-with-conclusion.yaml`?"),
        (("cases: [positive-conclusion/", "cases: [../cases/positive-conclusion/../../pack.yaml, positive-conclusion/"),
         "there is no worked case `../cases/positive-conclusion/../../pack.yaml`", None),
        (("topic: SM6", "topic: SM66"), "there is no topic `SM66`", "did you mean `SM6`?"),
        (("scenario: costly-draft", "scenario: costly-drft"), "there is no scenario `costly-drft`",
         "did you mean `costly-draft`?"),
        (("scenario: costly-draft\n", ""), "the lesson has no scenario",
         "name one, or tell under `no_scenario` why there is none"),
        (("title:", "titel:"), "unknown key `titel`", "did you mean `title`?"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(
    law: Law, tmp_path: Path, change: tuple[str, str], message: str, help: str | None
) -> None:
    found = told(law, tmp_path, change)[0]
    assert found.message == message
    assert help is None or found.help == help
    assert found.place.file == "lesson.yaml"
    assert found.place.line >= 1
