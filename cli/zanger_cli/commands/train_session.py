"""`zanger train` without a command: a session of exercises in the terminal."""

from __future__ import annotations

import gc
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..dialogue import read_line
from ..profile import opened, pseudonym
from ..terminal import print_lines, shelf

if TYPE_CHECKING:
    from zanger.reporting import Line
    from zanger.training.exercise import Kind
    from zanger.training.progress import Progress
    from zanger.training.session import Marked, Plan, Session
    from zanger.training.teaching import Teacher
    from zanger.words import Words

SEEDS = 1_000_000
"""A session without `--seed` draws one below this."""


def train(plan: Plan | None, *, db: Path | None, profile: str, pack: str, lang: str) -> None:
    """Go on with the session of a profile, or, with a plan, begin one."""
    from zanger.law import Law
    from zanger.training.session import Session
    from zanger.training.teaching import Teacher
    from zanger.words import Words

    law = Law.load(pack, shelf())
    gc.freeze()  # searching the whole law for what is no longer used would hold up an answer
    words = Words(law.pack, lang)
    teacher = Teacher(law, words)
    with opened(db) as progress:
        learner = progress.learner(profile, pseudonym())
        kept = _kept(progress, profile) if plan is None else None
        session = kept or Session(plan=plan or planned(), learner=learner)
        _Dialogue(session, progress, profile, words, teacher).run(resumed=kept is not None)


def planned(
    topic: str | None = None,
    kinds: tuple[Kind, ...] = (),
    level: str | None = None,
    count: int | None = None,
    seed: int | None = None,
    due: bool = False,
) -> Plan:
    """A plan; without a seed, from one drawn by chance. Without a topic, what is due comes first and then anything."""
    from zanger.training.session import COUNT, Plan

    drawn = secrets.randbelow(SEEDS) if seed is None else seed
    return Plan(topic=topic, kinds=kinds, level=level, count=COUNT if count is None else count, seed=drawn, due=due)


def _kept(progress: Progress, profile: str) -> Session | None:
    """The session that was not ended; None if there is none, or none that this version can go on with."""
    import msgspec

    from zanger.training.session import Session

    text = progress.session(profile)
    try:
        return None if text is None else msgspec.json.decode(text, type=Session)
    except msgspec.ValidationError:  # kept by another version: its answers are in the file all the same
        return None


class _Dialogue:
    """The terminal's side of a session: reads a line, hands it to the session, keeps what came of it, and prints."""

    def __init__(self, session: Session, progress: Progress, profile: str, words: Words, teacher: Teacher) -> None:
        self.session, self.progress, self.profile = session, progress, profile
        self.words, self.teacher = words, teacher
        self.name = teacher.name

    def run(self, *, resumed: bool) -> None:
        from zanger.reporting import Line
        from zanger.training.session import Stopped, taken
        from zanger.training.telling import KEYS, event_lines, question_lines

        say = self.words.say
        print_lines([Line(say(KEYS), role="note")])
        if resumed:
            done, count = len(self.session.done), self.session.plan.count
            told = say("Going on: answered {done} of {count}; --new begins another session.", done=done, count=count)
            print_lines([Line(told, role="note")])
        while self.session.stage != "over":
            if self.session.exercise is None and not self._pose():
                break  # a session that has posed nothing takes no other one's place
            print_lines(question_lines(self.session, self.words))
            while self.session.exercise is not None:
                self.session, event = taken(self.session, read_line("> "), self.teacher.read, _now())
                if isinstance(event, Stopped):
                    print_lines(self._stopped())
                    return
                self._keep(event)
                print_lines(event_lines(event, self.words))
        if self.session.done:
            self.progress.keep(self.profile, None)
            print_lines([Line(""), *self._sum()])

    def _pose(self) -> bool:
        """Pose the next exercise; whether there is one."""
        from zanger.training.following import following
        from zanger.training.session import posed

        due = self._due()
        exercise = following(self.session, due, self.teacher.make)
        if exercise is None:
            print_lines([*self._none(due)])
            return False
        self.session = posed(self.session, exercise)
        self.progress.keep(self.profile, _text(self.session))
        return True

    def _due(self) -> tuple[str, ...]:
        from zanger.training.due import Missing, due, review

        plan = self.session.plan
        if plan.topic is not None and not plan.due:
            return ()
        try:
            self.progress.catch_up(self.profile, review)
            return due(self.progress.cards(self.profile), datetime.now(UTC))
        except Missing:
            if plan.due:
                raise
            return ()

    def _keep(self, event: object) -> None:
        from zanger.training.session import Marked, Refused

        match event:
            case Marked():
                self._record(event)
            case Refused():
                pass
            case _:
                self.progress.keep(self.profile, _text(self.session))

    def _record(self, event: Marked) -> None:
        from zanger.training.due import Missing, review

        text = None if self.session.stage == "over" else _text(self.session)
        try:
            self.progress.record(self.profile, event.answered, text, review)
        except Missing:  # the cards are made of what was answered once the scheduler is there
            self.progress.record(self.profile, event.answered, text)

    def _none(self, due: tuple[str, ...]) -> Iterator[Line]:
        """Why no exercise is posed."""
        from zanger.reporting import Line
        from zanger.training.telling import coming_lines, subject_name

        say, plan = self.words.say, self.session.plan
        if not plan.due:
            yield Line(say("There is no exercise of this sort; leave out --kind or --level."), role="note")
            return
        if due:
            subjects = "; ".join(subject_name(subject, self.words, self.name) for subject in due)
            yield Line(say("No exercise was found of what is due: {subjects}", subjects=subjects), role="note")
            return
        yield from coming_lines(self.progress.cards(self.profile), datetime.now(UTC), self.words, self.name)
        yield Line(say("`zanger train` poses what is new."), role="note")

    def _stopped(self) -> Iterator[Line]:
        from zanger.reporting import Line

        yield Line("")
        if self.session.done:
            yield from self._sum()
        yield Line(self.words.say("All answers are kept; `zanger train` goes on from here."), role="note")

    def _sum(self) -> Iterator[Line]:
        from zanger.training.telling import sum_lines

        return sum_lines(self.session.done, self.words, self.name)


def _text(session: Session) -> str:
    import msgspec

    return msgspec.json.encode(session).decode()


def _now() -> str:
    from zanger.training.due import moment

    return moment(datetime.now(UTC))
