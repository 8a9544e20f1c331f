"""The minutes of a history: each action at its date, what it caused, what it ended, and who can still undo it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from .case import Case, EffectName, VerdictName
from .deciding import Judges
from .decision import FORMAT, Citation, Fields, Judgement, Part, Possibility, Requirement
from .docket import Entry, docket
from .engines import Engine, EngineName, make_engine
from .law import Law
from .modality import Key, Now
from .now import Present, Weighed
from .program import Fact
from .proof import shown_fields
from .replay import Replay
from .standing import differ, options, statuses, verdict

Finding = Literal["lawful", "breach", "void", "undetermined"]


class Opened(Part):
    """What a body may, must or must not do from an action on; `was` is its verdict before, if it had one."""

    verdict: VerdictName
    kind: str
    by: str
    fields: Fields
    requirements: tuple[tuple[Requirement, ...], ...] = ()
    due: str | None = None
    was: VerdictName | None = None
    citations: tuple[Citation, ...] = ()


class Began(Part):
    """A status that an action began, or ended."""

    status: str
    fields: Fields
    certain: bool = True
    citations: tuple[Citation, ...] = ()


class Downstream(Part):
    """A later action that came out as it did because of this one; `without` is what it would have been."""

    number: int
    without: VerdictName
    effect_without: EffectName


class Minute(Part):
    """One action of the history: the judgement of it, and its consequences.

    `finding`: lawful, in breach (it stands until annulled), void (without effect), or undetermined.
    `opened`, `closed`, `began` and `ended` compare the law of that day just after the action with
    what they would have been without it; `downstream` are the later actions that come out otherwise
    because of it. `ends` are the actions whose effect it ended, `ended_by` those that ended its own.
    """

    number: int
    judgement: Judgement
    finding: Finding
    began: tuple[Began, ...] = ()
    ended: tuple[Began, ...] = ()
    opened: tuple[Opened, ...] = ()
    closed: tuple[Opened, ...] = ()
    downstream: tuple[Downstream, ...] = ()
    ends: tuple[int, ...] = ()
    ended_by: tuple[int, ...] = ()


class Minutes(Part):
    """The minutes of a case, in the order of dates. Actions are told by their number in that order."""

    format: str = FORMAT
    pack: str
    pack_version: str
    title: str
    as_of: str
    readings: dict[str, str] = {}
    actions: tuple[Minute, ...] = ()


def review(
    law: Law, case: Case, *, under: Mapping[str, str] | None = None, engine: EngineName | Engine = "reference"
) -> Minutes:
    """The minutes of a case's history. Raises `InputError` with every error of the case."""
    checked = docket(law.pack, case.model_copy(update={"ask": (), "expect": ()}), under)
    if not isinstance(engine, str):
        return _Clerk(law, Replay(law, checked, engine)).minutes()
    with make_engine(engine) as made:
        return _Clerk(law, Replay(law, checked, made)).minutes()


class _Clerk:
    """Takes the minutes of one case."""

    def __init__(self, law: Law, replay: Replay) -> None:
        self.law = law
        self.r = replay
        self.citer = law.citer
        self.judges = Judges(replay, law.citer)
        self.weighed = Weighed()
        self.verdicts = {e.order: verdict(replay, e.order) for e in replay.docket.history}

    def minutes(self) -> Minutes:
        checked = self.r.docket
        return Minutes(
            pack=self.law.pack.head.id,
            pack_version=self.law.pack.head.version,
            title=checked.case.title,
            as_of=checked.as_of.isoformat(),
            readings=dict(checked.under),
            actions=tuple(self._minute(entry) for entry in checked.history),
        )

    @cached_property
    def _ending(self) -> tuple[Possibility, ...]:
        """What is possible on the day of the answer that would end the effect of something done."""
        kinds = [name for name, kind in self.r.vocabulary.actions.items() if kind.ends is not None]
        return Present(self.r, self.citer, kinds, weighed=self.weighed).possibilities()

    def _minute(self, entry: Entry) -> Minute:
        judgement = self.judges.with_undoing(self.judges.judgement(entry, "history"), self._ending)
        told = Minute(number=entry.order, judgement=judgement, finding=_finding(judgement))
        enders = self.r.enders.get(entry.order, ())
        told = told.replaced(ended_by=tuple(e for e in enders if self._ends(e, entry.order)))
        if judgement.effect == "void":
            return told
        before, after = self._at(entry, entry.order), self._at(entry, entry.order + 1)
        kinds = self.r.vocabulary.statuses
        held, holds = statuses(before, kinds), statuses(after, kinds)
        could, can = options(before, self.r.vocabulary.actions), options(after, self.r.vocabulary.actions)
        return told.replaced(
            began=tuple(self._status(after, i, holds[i]) for i in holds if held.get(i) != holds[i]),
            ended=tuple(self._status(before, i, held[i]) for i in held if i not in holds),
            opened=tuple(self._power(after, k, can[k], could.get(k)) for k in can if differ(could.get(k), can[k])),
            closed=tuple(self._power(before, k, could[k], None) for k in could if k not in can),
            downstream=self._downstream(entry.order),
            ends=tuple(t for t in self.r.enders_of(entry.order) if self._ends(entry.order, t)),
        )

    def _at(self, entry: Entry, before: int) -> Present:
        """What was possible on the day of an action, when the actions numbered below `before` were done."""
        return Present(self.r, self.citer, at=(entry.on, before), weighed=self.weighed)

    def _ends(self, ender: int, target: int) -> bool:
        """Whether an action ended the effect that another had."""
        world = self.r.ways.base
        stood = self.r.stands(target, world, ender)
        return ender > target and stood and not self.r.stands(target, world, ender + 1)

    def _downstream(self, order: int) -> tuple[Downstream, ...]:
        """The later actions that come out otherwise because of an action."""
        without = self.r.without(order)
        found = []
        for entry in self.r.docket.history[order:]:
            there = verdict(without, entry.order)
            if there != self.verdicts[entry.order]:
                found.append(Downstream(number=entry.order, without=there[0], effect_without=there[1]))
        return tuple(found)

    def _status(self, present: Present, item: Fact, certain: bool) -> Began:
        dates = self.r.dates(present.day)
        return Began(
            status=item.kind,
            fields=shown_fields(item.kind, item.fields, dates),
            certain=certain,
            citations=present.grounds([item]),
        )

    def _power(self, present: Present, key: Key, now: Now, was: Now | None) -> Opened:
        return Opened(
            verdict=now.verdict,
            kind=key[0],
            by=key[1],
            fields=present.shown(key),
            requirements=now.requirements,
            due=now.due,
            was=was.verdict if was else None,
            citations=present.grounds([o.fact for o in now.openings]),
        )


def _finding(judgement: Judgement) -> Finding:
    if judgement.verdict == "undetermined" or judgement.effect == "undetermined":
        return "undetermined"
    if judgement.effect == "void":
        return "void"
    return "breach" if judgement.verdict == "forbidden" else "lawful"
