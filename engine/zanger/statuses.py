"""Which statuses hold on a day: in every way in which the case could be, in some, or only under another reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial

from .case import VerdictName
from .cite import Citer, weakest
from .decision import Citation, Hangs, StatusAnswer, TurnsOn, Under
from .holding import Holding
from .program import Fact, Value
from .proof import Prover, shown_fields
from .replay import Replay
from .ways import shown
from .worlds import World


class Statuses:
    """The statuses that `holding` has found for a day; `prover` proves what holds in a world that is followed."""

    def __init__(
        self, replay: Replay, citer: Citer, day: date, holding: Holding, prover: Callable[[World], Prover]
    ) -> None:
        self.r = replay
        self.citer = citer
        self.day = day
        self.holding = holding
        self._prover = prover
        self.program = replay.law.program(day)
        self.provisions = replay.law.provisions(day)

    def of(self, kind: str) -> Iterator[StatusAnswer]:
        """The statuses of a kind that hold, or may: in every world, in some, or only under another reading."""
        r, dims = self.r, self.holding.dims[kind]
        ways = self.holding.worlds_of((kind,))
        worlds = [self.holding.of(kind, w) for w in ways]
        alternatives = {
            name: {
                value: [self.holding.of(kind, w) for w in self.holding.worlds_of((kind,), {name: value})]
                for value in r.worlds.dimensions[name].values
                if value != r.ways.base[name]
            }
            for name in r.ways.exchangeable(dims)
        }
        for item in sorted({f for w in worlds for f in w}):
            everywhere = all(item in w for w in worlds)
            n = next(i for i, w in enumerate(worlds) if item in w)
            proof = self._prover(ways[n]).proof([item], {d: ways[n][d] for d in sorted(dims)})
            citations = self.citer.cite_proof(proof, (), self.provisions)
            turns = tuple(
                TurnsOn(question=name, chosen=shown(r.ways.base[name]), others=others)
                for name, by_value in alternatives.items()
                if (
                    others := tuple(
                        Under(reading=shown(v), verdict=_held([item in w for w in held]))
                        for v, held in by_value.items()
                        if all(item in w for w in held) != everywhere
                    )
                )
            )
            hangs: tuple[Hangs, ...] = ()
            if not everywhere:
                held_in = [item in w for w in worlds]
                reach = self.holding.reach((kind,))
                hangs = r.ways.hangs(dims, ways, list(held_in), partial(self._status_under, item), reach)
            yield StatusAnswer(
                status=item.kind,
                fields=shown_fields(item.kind, item.fields, r.dates(self.day)),
                holds="true" if everywhere else "undetermined",
                citations=citations,
                grade=weakest(citations),
                robust=everywhere and not turns,
                turns_on=turns,
                hangs_on=hangs,
                proof=proof if everywhere else None,
                prevails=self.citer.prevails_in(proof, self.provisions),
                beside=self.citer.beside(citations),
            )
        yield from self._statuses_elsewhere(kind, {f for w in worlds for f in w}, alternatives)

    def _statuses_elsewhere(
        self,
        kind: str,
        known: set[Fact],
        alternatives: Mapping[str, Mapping[Value, list[frozenset[Fact]]]],
    ) -> Iterator[StatusAnswer]:
        """Statuses that hold only under a reading that is not followed."""
        r = self.r
        others = {f for by_value in alternatives.values() for held in by_value.values() for w in held for f in w}
        provers: dict[tuple[str, Value, int], Prover] = {}
        for item in sorted(others - known):
            turns: list[TurnsOn] = []
            citations: dict[Citation, None] = {}
            for name, by_value in alternatives.items():
                found = {v: [item in w for w in held] for v, held in by_value.items() if any(item in w for w in held)}
                for value, held in found.items():
                    way = (name, value, held.index(True))
                    if way not in provers:
                        model = self.holding.model_of(kind, self.holding.worlds_of((kind,), {name: value})[way[2]])
                        provers[way] = Prover(model, self.program, r.worlds.entries, r.dates(self.day))
                    proof = provers[way].proof([item], {})
                    citations.update(dict.fromkeys(self.citer.cite_proof(proof, (), self.provisions)))
                unders = tuple(Under(reading=shown(v), verdict=_held(held)) for v, held in found.items())
                if unders:
                    turns.append(TurnsOn(question=name, chosen=shown(r.ways.base[name]), others=unders))
            yield StatusAnswer(
                status=kind,
                fields=shown_fields(kind, item.fields, r.dates(self.day)),
                holds="false",
                citations=tuple(citations),
                grade=weakest(citations),
                robust=False,
                turns_on=tuple(turns),
                beside=self.citer.beside(citations),
            )

    def _status_under(self, item: Fact, fixed: Mapping[str, Value]) -> Under:
        ((_, value),) = fixed.items()
        held = [item in self.holding.of(item.kind, w) for w in self.holding.worlds_of((item.kind,), fixed)]
        return Under(reading=shown(value), verdict=_held(held))


def _held(held: list[bool]) -> VerdictName:
    """Whether a status holds in some worlds, in the words of a verdict."""
    return "permitted" if all(held) else "undetermined" if any(held) else "not-empowered"
