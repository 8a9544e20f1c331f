"""`zanger train course`: lessons, each with a text, worked cases, exercises and a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import options
from .. import profile as of
from ..dialogue import read_line
from ..terminal import guarded, in_language, print_lines, shelf

if TYPE_CHECKING:
    from zanger.law import Law
    from zanger.training.course import Course, Lesson
    from zanger.training.lecturing import Lecturer
    from zanger.training.session import Plan
    from zanger.words import Words

READ = "read"


@click.command("course")
@click.argument("lesson", required=False, metavar="[LESSON]")
@options.form("text", "markdown")
@of.profile
@of.file
@click.option("--pack", default="kz", show_default=True, help="The law pack: an id or a folder.")
@in_language
@guarded
def command(lesson: str | None, form: str, profile: str, db: Path | None, pack: str, lang: str) -> None:
    """Take a course: lessons with worked cases, exercises and a scenario.

    LESSON is a number or an id; without it, all are listed with what is done.
    After its text come its exercises, as `zanger train` poses them, and its
    scenario. What is done is kept; a lesson can be stopped at any moment.
    Markdown has the text and the cases alone, to be printed or handed out.

    \b
    Example:
      zanger train course
      zanger train course 3 --lang kk
      zanger train course 3 --format markdown > lesson.md
    """
    from zanger.law import Law
    from zanger.training.course import Course
    from zanger.training.lecturing import Lecturer
    from zanger.training.recounting import Recounter
    from zanger.words import Words

    law = Law.load(pack, shelf())
    words = Words(law.pack, lang)
    course = Course(law)
    lecturer = Lecturer(course, Recounter(law, words))
    if form == "markdown":
        _markdown(course, lecturer, lesson)
    elif lesson is None:
        _list(course, lecturer, words, profile, db)
    else:
        number, found = _named(course, lesson)
        _Lesson(number, found, law, lecturer, profile, db, pack).take()


def _named(course: Course, name: str) -> tuple[int, Lesson]:
    try:
        return course.get(name)
    except KeyError as error:
        raise click.BadParameter(f"there is no lesson `{name}`; {error.args[0]}", param_hint="LESSON") from None


def _markdown(course: Course, lecturer: Lecturer, name: str | None) -> None:
    from zanger.markdown import as_markdown

    wanted = list(enumerate(course.lessons, 1)) if name is None else [_named(course, name)]
    pages = (as_markdown(lecturer.lesson(number, lesson)) for number, lesson in wanted)
    click.echo("\n".join(pages), nl=False)


def _list(course: Course, lecturer: Lecturer, words: Words, profile: str, db: Path | None) -> None:
    from zanger.reporting import Line

    progress = of.there(db)
    notes: dict[str, str] = {}
    if progress is not None:
        with progress:
            notes = progress.notes(profile)
    for number, lesson in enumerate(course.lessons, 1):
        print_lines(lecturer.listed(number, lesson, _state(lesson, notes, words)))
    print_lines([Line(""), Line(words.say("`zanger train course 1` begins the first."), role="note")])


def _state(lesson: Lesson, notes: dict[str, str], words: Words) -> str:
    """What has been done of a lesson."""
    say = words.say
    told = []
    if f"lesson:{lesson.id}" in notes:
        told.append(say("read"))
    if (done := notes.get(f"exercises:{lesson.id}")) is not None:
        told.append(say("exercises {done} of {count}", done=done, count=lesson.exercises.count))
    if (points := notes.get(f"result:{lesson.scenario}")) is not None:
        told.append(say("scenario {points} points", points=points))
    return ", ".join(told)


class _Lesson:
    """One lesson as it is taken: the text, then the exercises, then the scenario, each after a question."""

    def __init__(
        self, number: int, lesson: Lesson, law: Law, lecturer: Lecturer, profile: str, db: Path | None, pack: str
    ) -> None:
        self.number, self.lesson, self.law, self.lecturer = number, lesson, law, lecturer
        self.profile, self.db, self.pack = profile, db, pack
        self.words = lecturer.words

    def take(self) -> None:
        print_lines(self.lecturer.lesson(self.number, self.lesson))
        self._note(f"lesson:{self.lesson.id}", READ)
        say = self.words.say
        if self._go(say("Enter: the exercises    s: the scenario    q: stop"), exercises=True):
            self._exercises()
        elif self._answered in ("", None, "q", "quit"):
            return
        if self.lesson.scenario is not None and (
            self._answered == "s" or self._go(say("Enter: the scenario    q: stop"), exercises=False)
        ):
            self._scenario(self.lesson.scenario)

    _answered: str | None = None

    def _go(self, prompt: str, *, exercises: bool) -> bool:
        """Whether to go on; `s` goes past the exercises."""
        from zanger.reporting import Line

        print_lines([Line(""), Line(prompt, role="note")])
        line = read_line("> ")
        self._answered = None if line is None else line.strip().lower()
        if self._answered in (None, "q", "quit"):
            return False
        return not (exercises and self._answered == "s")

    def _exercises(self) -> None:
        from .train_session import train

        plan = self._plan()
        resumed = self._left() == plan
        before = 0 if not resumed else self._done()
        answered = self._answers()
        train(None if resumed else plan, db=self.db, profile=self.profile, pack=self.pack, lang=self.words.lang)
        done = min(before + self._answers() - answered, plan.count)
        self._note(f"exercises:{self.lesson.id}", str(done))

    def _plan(self) -> Plan:
        from .train_session import planned

        of_lesson = self.lesson.exercises
        return planned(of_lesson.topic, of_lesson.kinds, of_lesson.level, of_lesson.count, of_lesson.seed)

    def _left(self) -> Plan | None:
        """The plan of the session that was not ended."""
        import msgspec

        from zanger.training.session import Session

        with of.opened(self.db) as progress:
            text = progress.session(self.profile)
        try:
            return None if text is None else msgspec.json.decode(text, type=Session).plan
        except msgspec.ValidationError:
            return None

    def _done(self) -> int:
        with of.opened(self.db) as progress:
            return int(progress.note(self.profile, f"exercises:{self.lesson.id}") or 0)

    def _answers(self) -> int:
        with of.opened(self.db) as progress:
            return len(progress.answered(self.profile))

    def _note(self, subject: str, body: str) -> None:
        with of.opened(self.db) as progress:
            progress.learner(self.profile, of.pseudonym())
            progress.remark(self.profile, subject, body)

    def _scenario(self, name: str) -> None:
        from .train_scenario import play

        recounter = self.lecturer.recounter
        with of.opened(self.db) as progress:
            play(self.law, recounter.scenarios.get(name), recounter, progress, self.profile)
