"""What a worked case expects, answered with as little work as it takes: only what it asks, until something differs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..case import Case, Expectation
from ..deciding import Judges
from ..decision import Decision, Judgement, NearMiss, NotCoded, Possibility, StatusAnswer
from ..docket import Docket, Entry, docket
from ..engines import Engine
from ..errors import InputError
from ..expect import differences
from ..explain import DEPTH
from ..law import Law
from ..load import LawPack
from ..now import Present
from ..replay import Replay, Watch
from ..worlds import World


@dataclass(frozen=True)
class Worked:
    """A worked case, read and checked: its name, and the docket of it."""

    name: str
    case: Case
    docket: Docket

    @classmethod
    def of(cls, name: str, case: Case, pack: LawPack) -> Worked:
        """A case of a pack. Raises `InputError`."""
        return cls(name, case, docket(pack, case))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The actions and statuses of which it is expected whether they are possible, or hold."""
        return frozenset(kind for e in self.case.expect for kind in (e.status, e.action) if kind)

    @cached_property
    def exchanging(self) -> bool:
        """Whether something is expected that shows what would be under other readings."""
        return any(
            e.turns_on is not None
            or ((e.action is not None or e.status is not None) and (e.cites or e.requires or e.open is not None))
            for e in self.case.expect
        )

    @cached_property
    def cited(self) -> bool:
        """Whether citations or requirements are expected, which a proof alone can change."""
        return any(e.cites or e.requires for e in self.case.expect)

    @cached_property
    def told(self) -> frozenset[tuple[bool, int]]:
        """The actions of which the nearest miss may be expected: whether asked about, and the line."""
        return frozenset(
            (e.ask is not None, line)
            for e in self.case.expect
            if (line := e.ask or e.history) is not None and (e.cites or e.requires)
            and e.verdict in (None, "not-empowered", "undetermined")
        )  # fmt: skip


class _Judges(Judges):
    """Judges that look for the nearest power only where it is expected to be told."""

    telling = True

    def nearest(self, entry: Entry, world: World, depth: int = DEPTH) -> tuple[NearMiss, ...]:
        """See `Judges.nearest`; nothing where nobody asks."""
        return super().nearest(entry, world, depth) if self.telling else ()


def notices(law: Law, worked: Worked, engine: Engine) -> bool:
    """Whether an expectation of a case is not met under a law; a case that cannot be decided any more notices too."""
    try:
        return Run(law, worked, engine).differ()
    except InputError:
        return True


class Run:
    """One case under one law; `watch` is told of every evaluation."""

    def __init__(self, law: Law, worked: Worked, engine: Engine, watch: Watch | None = None) -> None:
        self.law = law
        self.worked = worked
        self.replay = Replay(law, worked.docket, engine, watch)
        self.present: Present | None = None
        self.replay.ways.exchanging = worked.exchanging or self._gap()
        self.judges = _Judges(self.replay, law.citer)

    def _gap(self) -> bool:
        """Whether an answer that is there only under another reading could be told from none."""
        return any(self.law.gap(kind, self.worked.docket.as_of).all for kind in self.worked.kinds)

    def differ(self) -> bool:
        """Whether something is not as expected."""
        entries = {("history", e.line): e for e in self.worked.docket.history}
        entries |= {("ask", e.line): e for e in self.worked.docket.questions}
        for e in self.worked.case.expect:
            if e.ask is not None:
                judgement = self._judgement(entries["ask", e.ask], e)
                if differences([e], self._decision(asked=(judgement,))):
                    return True
            elif e.history is not None:
                judgement = self._judgement(entries["history", e.history], e)
                if differences([e], self._decision(history=(judgement,))):
                    return True
        rest = [e for e in self.worked.case.expect if e.ask is None and e.history is None]
        return bool(rest) and bool(differences(rest, self._present()))

    def _judgement(self, entry: Entry, e: Expectation) -> Judgement:
        self.judges.telling = bool(e.cites or e.requires)
        return self.judges.judgement(entry, "ask" if entry.order > len(self.worked.docket.history) else "history")

    def _present(self) -> Decision:
        kinds = self.worked.kinds
        present = self.present = Present(self.replay, self.law.citer, kinds)
        day = self.worked.docket.as_of
        gaps = {kind: self.law.gap(kind, day) for kind in sorted(kinds)}
        not_coded = tuple(NotCoded(kind=k, power=bool(g.powers), citations=()) for k, g in gaps.items() if g.all)
        return self._decision(present.possibilities(kinds), present.statuses(kinds), not_coded)

    def _decision(
        self,
        now: tuple[Possibility, ...] = (),
        statuses: tuple[StatusAnswer, ...] = (),
        not_coded: tuple[NotCoded, ...] = (),
        history: tuple[Judgement, ...] = (),
        asked: tuple[Judgement, ...] = (),
    ) -> Decision:
        head, case = self.law.pack.head, self.worked.case
        return Decision(
            pack=head.id, pack_version=head.version, title=case.title, as_of=self.worked.docket.as_of.isoformat(),
            engine=self.replay.engine.name, remarks=(), readings={}, history=history, asked=asked, now=now,
            statuses=statuses, not_coded=not_coded,
        )  # fmt: skip
