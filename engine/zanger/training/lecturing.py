"""A lesson in words: its text with the articles, its worked cases with the engine's answer, what follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..case import Case
from ..deciding import decide
from ..decision import Decision
from ..messages import message
from ..reporting import MARKS, ROLE_OF, Line, headed
from ..words import capital
from . import grammar
from .course import Course, Lesson
from .feedback import closed, why_not
from .narrating import Narrator
from .recounting import Recounter
from .scenario import bare

KINDS = {
    "permitted-now": message("all that may be done now"),
    "competent": message("who is competent"),
    "order": message("the steps in their order"),
    "votes": message("how many votes are needed"),
    "may-they": message("may they?"),
    "missing-fact": message("which fact is missing"),
    "unlawful-step": message("the unlawful step in the minutes"),
    "article": message("name the article"),
    "reading": message("which reading changes the answer"),
}
"""Kinds of exercises, as a lesson announces them."""
SHOWN = 3
"""So many answers and statuses of a worked case are told."""
NEGATIVE = ("forbidden", "not-empowered")


class Lecturer:
    """Tells lessons of a course in one language."""

    def __init__(self, course: Course, recounter: Recounter) -> None:
        self.course = course
        self.law = course.law
        self.recounter = recounter
        self.words = recounter.words

    def listed(self, number: int, lesson: Lesson, state: str = "") -> Iterator[Line]:
        """A lesson in the list of the course, with how far it has been taken."""
        yield Line(self.words.text(lesson.title), 0, "head", f"{number:>2}")
        yield Line(f"{lesson.id} - {state}" if state else lesson.id, 2, "note")

    def lesson(self, number: int, lesson: Lesson) -> Iterator[Line]:
        """The text and the worked cases of a lesson."""
        say, text = self.words.say, self.words.text
        title = say("Lesson {number}: {title}", number=number, title=text(lesson.title))
        yield Line(title, role="title")
        day = grammar.day(lesson.day, self.words.say.lang)
        yield Line(say("The law as of {day}", day=day), role="note")
        for paragraph in lesson.text:
            yield Line("")
            yield Line(text(paragraph.says))
            if paragraph.cites:
                yield Line(f"[{self._cited(paragraph.cites, lesson.day)}]", 0, "cite")
        yield from headed(say("Worked cases"))
        for n, name in enumerate(lesson.cases, 1):
            yield from self.case(n, self.course.case(name))
        yield from headed(say("Then"))
        yield from self.next(lesson)

    def next(self, lesson: Lesson) -> Iterator[Line]:
        """What a lesson has after its text: exercises, and a scenario or why there is none."""
        say, text = self.words.say, self.words.text
        of = lesson.exercises
        told = say("Exercises: {count}", count=of.count)
        kinds = ", ".join(say(KINDS[kind]) for kind in of.kinds)
        yield Line(f"{told} ({kinds})" if kinds else told, 1)
        if lesson.scenario is not None:
            scenario = self.recounter.scenarios.get(lesson.scenario)
            yield Line(say("Scenario: {title} ({name})", title=text(scenario.title), name=scenario.id), 1)
        if lesson.no_scenario is not None:
            yield Line(text(lesson.no_scenario), 1, "note")

    def _cited(self, names: tuple[str, ...], day: date) -> str:
        editions = (self.words.edition(name, day.isoformat()) for name in names)
        return self.words.citations(self.law.citer.cite(edition) for edition in editions)

    # Worked cases

    def case(self, number: int, case: Case) -> Iterator[Line]:
        """A worked case: what is told and asked, and in short what the engine answers."""
        say, narrator = self.words.say, self.recounter.narrator(bare(case))
        title = self.words.text(case.teaches) if case.teaches else case.title
        yield Line(title, 1, "head", f"{number}.")
        for paragraph in narrator.setting(_told(case, narrator)):
            yield Line(paragraph, 3, "plain")
        for item in case.history:
            yield Line(narrator.deed(item), 3, "plain")
        day = grammar.day(case.as_of, self.words.say.lang)
        yield Line(say("As of {day}", day=day), 3, "note")
        yield from self._answer(decide(self.law, case, engine="reference"), narrator, case)

    def _answer(self, found: Decision, narrator: Narrator, case: Case) -> Iterator[Line]:
        say = self.words.say
        answers = found.asked or found.history[-1:]
        for judged in answers[:SHOWN]:
            if judged.subject == "ask":
                narrator = self.recounter.narrator(bare(case), case.ask[judged.line - 1])
            fields = _fields(judged.action.fields, judged.action.by)
            if judged.subject == "ask":
                yield Line(capital(narrator.act(judged.action.kind, fields, "ask")) + "?", 3, "plain")
            else:
                yield Line(narrator.deed(case.history[judged.line - 1]), 3, "plain")
            role = ROLE_OF[judged.verdict]
            yield Line(narrator.judgement(judged), 5, role, MARKS[role])
            if judged.verdict in NEGATIVE:
                yield Line(why_not(narrator, judged), 5, "detail")
            elif judged.citations:
                yield Line(f"[{narrator.citations(judged.citations[:3])}]", 5, "cite")
        if (more := len(answers) - SHOWN) > 0:
            told = say.plural("and {count} question more", "and {count} questions more", more, count=more)
            yield Line(told, 3, "note")
        if not found.asked:
            wanted = [e for e in case.expect if e.status is not None and e.holds is not False]
            holds = [
                s for s in found.statuses
                if s.holds != "false"
                if any(e.status == s.status and e.match.items() <= s.fields.items() for e in wanted)
            ][:SHOWN]  # fmt: skip
            if holds:
                yield Line(say("What holds"), 3, "plain")
            for status in holds:
                cited = narrator.citations(status.citations[:1])
                told = narrator.status(status)
                yield Line(f"{closed(told)} [{cited}]" if cited else told, 5, "plain", "=")


def _told(case: Case, narrator: Narrator) -> Case:
    """A case without units that no place is known for, and what is stated of them."""
    units = {str(item.fields["id"]) for item in case.facts if item.kind == "unit"}
    nameless = {name for name in units if name not in narrator.names.places}
    facts = tuple(item for item in case.facts if not nameless & {str(v) for v in item.fields.values()})
    return case.model_copy(update={"facts": facts})


def _fields(fields: object, by: str) -> dict[str, str | int | bool]:
    """The fields of an action of a judgement, with who acts."""
    plain = fields if isinstance(fields, dict) else {}
    return {**{k: v for k, v in plain.items() if not isinstance(v, tuple)}, "by": by}
