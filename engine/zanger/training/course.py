"""A course as its authors write it: lessons, each a short text with its articles, worked cases, exercises, a scenario.

A file of `training/course` of a pack is one lesson; their order is that of the names of the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ..case import Case
from ..errors import Code, Diagnostic, InputError, nearest
from ..law import Law
from ..load import LawPack, load_case
from ..model import Mirror, Text
from ..provision import Day
from ..spot import trouble
from .exercise import Kind
from .materials import folder, load
from .scenario import files as scenario_files
from .topics import read_topic

FOLDER = "course"
CASES = "cases"


class Paragraph(Mirror):
    """A paragraph of a lesson, and the provisions, by id, whose words it tells."""

    says: Text
    cites: tuple[str, ...] = ()


class Exercises(Mirror):
    """The exercises of a lesson: from one topic, of some kinds, so many, from a seed; without a topic from all."""

    topic: str | None = None
    kinds: tuple[Kind, ...] = ()
    level: str | None = None
    count: Annotated[int, Field(ge=1, le=30)] = 6
    seed: Annotated[int, Field(ge=0)] = 1


class Lesson(Mirror):
    """A lesson. `day` is the day whose law it tells; `cases` are files below `cases` of the pack.

    Without a `scenario`, `no_scenario` tells why there is none.
    """

    id: str
    title: Text
    day: Day
    text: tuple[Paragraph, ...]
    cases: tuple[str, ...]
    exercises: Exercises
    scenario: str | None = None
    no_scenario: Text | None = None

    @property
    def cited(self) -> tuple[str, ...]:
        """The provisions that its text cites, each once."""
        return tuple(dict.fromkeys(name for paragraph in self.text for name in paragraph.cites))


class Course:
    """The lessons of a law's pack, in their order."""

    def __init__(self, law: Law) -> None:
        self.law = law

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons. Raises `InputError` with everything that is wrong with them."""
        read: list[Lesson] = []
        found: list[Diagnostic] = []
        for path in files(self.law.pack):
            try:
                read.append(load(self.law.pack, f"{FOLDER}/{path.name}", Lesson))
            except InputError as error:
                found += error.diagnostics
        known: dict[str, Lesson] = {}
        for lesson in read:
            if lesson.id in known:
                message = f"two lessons have the id `{lesson.id}`"
                found.append(trouble(Code.DUPLICATE_ID, message, lesson, "id", help="give one another id"))
            known[lesson.id] = lesson
            found += faults(self.law, lesson)
        if found:
            raise InputError(found)
        return tuple(read)

    def get(self, name: str) -> tuple[int, Lesson]:
        """A lesson by its number, from 1, or its id, with its number. Raises `KeyError` that tells the nearest."""
        for number, lesson in enumerate(self.lessons, 1):
            if name in (str(number), lesson.id):
                return number, lesson
        if name.isdigit():
            raise KeyError(f"the course has lessons 1 to {len(self.lessons)}")
        raise KeyError(nearest(name, [lesson.id for lesson in self.lessons]))

    def case(self, name: str) -> Case:
        """A worked case of a lesson. Raises `InputError`."""
        return load_case(place(self.law.pack, name))[0]


def place(pack: LawPack, name: str) -> Path:
    """The file of a worked case, as lessons name it."""
    return Path(pack.root) / CASES / name


def files(pack: LawPack) -> list[Path]:
    """The files of lessons of a pack, in their order. Raises `InputError` if it has no training data."""
    return sorted(path for path in (folder(pack) / FOLDER).glob("*.yaml") if path.is_file())


def faults(law: Law, lesson: Lesson) -> Iterator[Diagnostic]:
    """What of a lesson does not fit the pack: provisions, cases, topics and scenarios that are not there."""
    yield from _articles(law, lesson)
    for n, name in enumerate(lesson.cases):
        root = (Path(law.pack.root) / CASES).resolve()
        path = place(law.pack, name)
        if not path.is_file() or not path.resolve().is_relative_to(root):
            message = f"there is no worked case `{name}`"
            known = [str(p.relative_to(root)) for p in root.rglob("*.yaml")]
            yield trouble(Code.FILE_UNREADABLE, message, lesson, "cases", n, help=nearest(name, known), value=True)
    for key in ("topic", "level"):
        try:
            read_topic(law.pack, getattr(lesson.exercises, key), levels=key == "level")
        except InputError as error:
            for found in error.diagnostics:
                yield trouble(found.code, found.message, lesson, "exercises", key, help=found.help, value=True)
    scenarios = [path.stem for path in scenario_files(law.pack)]
    if lesson.scenario is not None and lesson.scenario not in scenarios:
        message = f"there is no scenario `{lesson.scenario}`"
        help = nearest(lesson.scenario, scenarios)
        yield trouble(Code.DANGLING_REFERENCE, message, lesson, "scenario", help=help, value=True)
    if lesson.scenario is None and lesson.no_scenario is None:
        message = "the lesson has no scenario"
        yield trouble(Code.MISSING_KEY, message, lesson, help="name one, or tell under `no_scenario` why there is none")


def _articles(law: Law, lesson: Lesson) -> Iterator[Diagnostic]:
    editions: dict[str, list[tuple[date, date | None]]] = {}
    for p in law.pack.provisions:
        editions.setdefault(p.id, []).append((p.in_force.first, p.in_force.last))
    for n, paragraph in enumerate(lesson.text):
        for m, name in enumerate(paragraph.cites):
            way = ("text", n, "cites", m)
            if name not in editions:
                message = f"there is no provision `{name}`"
                yield trouble(Code.UNKNOWN_PROVISION, message, lesson, *way, help=nearest(name, editions), value=True)
            elif not any(a <= lesson.day and (b is None or lesson.day <= b) for a, b in editions[name]):
                message = f"the provision `{name}` is not in force on {lesson.day}, the day of the lesson"
                told = ", ".join(f"{a} to {b or 'now'}" for a, b in editions[name])
                yield trouble(Code.WRONG_VALUE, message, lesson, *way, help=f"it is in force: {told}", value=True)
