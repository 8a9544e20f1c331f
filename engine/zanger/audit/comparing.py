"""Two laws compared: for which situations the answer changes, each with a smallest case that both were asked about.

Every action and status about which the rules differ is searched for a situation in which the two laws answer
differently. That there is none is a proof within the bounds, whatever the wording of the editions.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from ..case import Case
from ..deciding import decide
from ..decision import Citation, Decision
from ..engines import Engine, Reference
from ..errors import InputError, ZangerError
from ..gringo import Compound
from ..law import Law
from ..pool import Pool, Stopped
from ..solver import load
from ..vocabulary import Vocabulary, read_date
from ..words import capital
from ..writing import case_yaml
from .bounds import Bounds
from .differing import Change, Comparison, Side
from .draft import Draft
from .finding import Cut
from .marks import Mark
from .realise import Realiser
from .search import SITUATIONS, _brave, _smallest, grounded
from .twofold import Pair, half, marks, space_of

Answer = tuple[str, tuple[Citation, ...]]
"""A verdict, of a status `true` or `false`, and the provisions on which it rests."""


def sides_of(law: Law, one: str, other: str) -> tuple[Law, Law]:
    """The two laws that are named: two days of one law, or two packs, each as its last edition has it.

    Raises `ZangerError` for a day and a pack, `InputError` for a pack that cannot be read.
    """
    days = [_day(text) for text in (one, other)]
    if days[0] is not None and days[1] is not None:
        for day in days:
            if day is not None and not law.provisions(day):
                raise ZangerError(
                    f"there is no law on {day}; the first day of `{law.pack.head.id}` is {law._epochs[0]}"
                )
        return law.frozen(days[0]), law.frozen(days[1])
    if days != [None, None]:
        raise ZangerError(f"expected two dates, or two packs, found `{one}` and `{other}`")
    first, second = Law.load(one), Law.load(other)
    day = max(first._epochs[-1], second._epochs[-1])
    return first.frozen(day), second.frozen(day)


def _day(text: str) -> date | None:
    try:
        return read_date(text)
    except ValueError:
        return None


def compare(
    one: Law, other: Law, bounds: Bounds | None = None, progress: Callable[[str, int, int], None] | None = None
) -> Comparison:
    """Compare two laws, each frozen to a day (see `sides_of`), by the vocabulary of the first.

    Raises `EngineUnavailable` if clingo is not there.
    """
    load()
    return _Comparer(one, other, bounds or Bounds(), progress).comparison()


class _Comparer:
    def __init__(self, one: Law, other: Law, bounds: Bounds, progress: Callable[[str, int, int], None] | None) -> None:
        assert one._frozen is not None
        assert other._frozen is not None
        self.laws = (one, other)
        self.days = (one._frozen, other._frozen)
        self.day = max(self.days)
        self.bounds = bounds
        self.progress = progress
        self.start = time.monotonic()
        self.cut: list[Cut] = []
        self.pairs = list(self._pairs())

    def comparison(self) -> Comparison:
        waiting = [n for n, pair in enumerate(self.pairs) if not pair.same and not self._foreign(pair)]
        until = self.start + self.bounds.seconds
        changes: list[Change] = []
        with Pool(self._work, self.bounds.processes, self.bounds.slice_seconds, until) as pool:
            for n, answer in zip(waiting, pool.run(waiting, self._told(len(waiting))), strict=True):
                if isinstance(answer, Stopped):
                    self._cut(self.pairs[n].subject, "all", answer.bound)
                elif answer is None:
                    self._cut(self.pairs[n].subject, "all", "not-coded")
                else:
                    changes += answer
        return Comparison(
            one=self._side(0),
            other=self._side(1),
            changes=tuple(changes),
            searched=tuple(self.pairs[n].subject for n in waiting),
            same=tuple(p.subject for p in self.pairs if p.same),
            cut=tuple(self.cut),
            seconds=round(time.monotonic() - self.start, 3),
        )

    def _told(self, whole: int) -> Callable[[int], None] | None:
        progress = self.progress
        return (lambda n: progress("compare", n, whole)) if progress is not None else None

    def _cut(self, subject: str, question: str, bound: str) -> None:
        self.cut.append(Cut(subject=subject, day=self.day.isoformat(), question=question, bound=bound))

    def _side(self, n: int) -> Side:
        head = self.laws[n].pack.head
        return Side(pack=head.id, pack_version=head.version, day=self.days[n].isoformat())

    # What is compared

    def _pairs(self) -> list[Pair]:
        one, other = self.laws
        programs = [law.program(self.day) for law in self.laws]
        doable = frozenset[str]().union(*(_allowed(law, self.day) for law in self.laws))
        found = []
        for kind, spec in one.pack.vocabulary.kinds.items():
            sort = one.pack.vocabulary.sort(kind)
            minor = getattr(spec[1], "minor", False)
            if sort == "action" or (sort == "status" and not minor):
                action = sort == "action"
                halves = [half(law, p, kind, action=action) for law, p in zip(self.laws, programs, strict=True)]
                if any(h.program.rules for h in halves):
                    found.append(Pair(kind, action, halves[0], halves[1], doable))
        shared = {pair.subject for pair in found}
        for kind in (*other.pack.vocabulary.actions, *other.pack.vocabulary.statuses):
            if kind not in shared and kind not in one.pack.vocabulary.kinds:
                self._cut(kind, "all", "vocabulary")
        return found

    def _foreign(self, pair: Pair) -> bool:
        """Whether the rules of the second law speak of what the first has no word for; then it is cut."""
        mine, theirs = (law.pack.vocabulary for law in self.laws)
        read = {k for rule in pair.other.program.rules for k, _ in rule.needs()} | {pair.subject}
        if mine is theirs or all(_fields(mine, k) == _fields(theirs, k) for k in read if theirs.sort(k) is not None):
            return False
        self._cut(pair.subject, "all", "vocabulary")
        return True

    # One subject, in a process of the pool

    def _work(self, n: int) -> list[Change] | None:
        pair = self.pairs[n]
        space = space_of(pair, self.laws[0], self.day.toordinal(), self.bounds)
        text = "\n".join((space.text(), *marks(pair, space), ":- _free.", ""))
        control = grounded(text)
        found = [self._change(pair, mark, control) for mark in sorted(_brave(control, []))]
        if not self._uncoded(pair):
            return found
        return [c for c in found if c.confirmed] or None

    def _uncoded(self, pair: Pair) -> bool:
        """Whether the law on a subject was not coded for one of the days: then nothing is known of its answers."""
        return any(law.gap(pair.subject, self.day).all for law in self.laws)

    def _change(self, pair: Pair, mark: Mark, control: Any) -> Change:
        clingo = load()
        symbol = clingo.Function("_m", [clingo.String(part) for part in mark])
        for atoms in _smallest(control, [(symbol, True)], 1 if self._uncoded(pair) else SITUATIONS):
            case, confirmed = self._case(pair, mark, atoms)
            if confirmed:
                break
        answers = [self._answer(law, case, pair) for law in self.laws]
        return Change(
            subject=pair.subject,
            sort="action" if pair.action else "status",
            body=mark.name or None,
            before=mark.first,
            after=mark.second,
            case=case_yaml(case),
            confirmed=confirmed,
            relies=answers[0][1],
            relies_after=answers[1][1],
        )

    def _case(self, pair: Pair, mark: Mark, atoms: tuple[Compound, ...]) -> tuple[Case, bool]:
        """A case of the situation, with a history that is lawful under one of the two laws."""
        engine = Reference()
        draft = Draft.read(atoms, self.laws[0].pack, self.day.toordinal())
        case = None
        for law in self.laws:
            made, confirmed = Realiser(law, self.bounds, pair.subject, engine).witness(
                draft, self._title(pair, mark), self._shows(pair, mark, engine)
            )
            if confirmed:
                return made, True
            case = case or made
        assert case is not None
        return case, False

    def _title(self, pair: Pair, mark: Mark) -> str:
        label = capital(self.laws[0].pack.vocabulary.kinds[pair.subject][1].label["en"])
        return f"{label}: {mark.first}, and then {mark.second}"

    def _shows(self, pair: Pair, mark: Mark, engine: Engine) -> Callable[[Case, Decision], bool]:
        def shows(case: Case, _: Decision) -> bool:
            found = [self._answer(law, case, pair, engine)[0] for law in self.laws]
            return found == [mark.first, mark.second]

        return shows

    def _answer(self, law: Law, case: Case, pair: Pair, engine: Engine | None = None) -> Answer:
        try:
            decision = decide(law, case, engine=engine or Reference(), kinds=frozenset((pair.subject,)))
        except InputError:
            return "", ()
        if pair.action:
            if not decision.asked:
                return "", ()
            asked = decision.asked[0]
            return asked.verdict, (*asked.citations, *asked.prohibitions)
        held = [s for s in decision.statuses if s.status == pair.subject and s.holds == "true"]
        return ("true" if held else "false"), tuple({c.provision: c for s in held for c in s.citations}.values())


def _allowed(law: Law, day: date) -> frozenset[str]:
    """The actions for which the law of a day gives a power."""
    given = {p.conclusion[1].kind for p in law.provisions(day).values() if p.conclusion[0] == "permits"}
    return frozenset(action for kind in given for action in law.pack.vocabulary.members(kind))


def _fields(vocabulary: Vocabulary, kind: str) -> object:
    """What must be the same of a kind for two vocabularies to speak of one thing."""
    found = vocabulary.kinds.get(kind.rpartition(":")[2])
    if found is None:
        return None
    return {n: (f.type, f.to, f.values, f.min, f.max, f.optional) for n, f in found[1].fields.items()}
