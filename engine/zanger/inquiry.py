"""What still matters to a goal: the field, or the fact that may be missing, on which its verdict hangs most.

The case is looked at as it would be if all that was not asked were in favour of the goal. If then no
power covers the goal, what the nearest power lacks is asked first. If one does, each field is varied
alone: the one whose values divide the verdicts most evenly (the greatest entropy) settles most. Last
comes what could take the power away: what stands under `unless`, and prohibitions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations
from math import log2

from .bearing import Bearing
from .blank import HOLDS, Blank, Blanks
from .case import UNKNOWN, Case
from .compile import OPEN
from .decision import Value
from .docket import docket
from .draft import settled_part
from .engines import Reference
from .judge import Outcome
from .law import Law
from .missing import Missing, Want
from .program import Rule, Tally
from .question import Reason
from .replay import Replay
from .ways import values
from .worlds import World

TRIES = 4
"""So many fields are tried for one question, and more only until one divides the answers."""
MANY_WAYS = 16
"""So many ways of settling what the law leaves open are looked at."""
MANY_TOGETHER = 200
"""So many ways of all that is not known together are looked at."""
FEW_BOXES = 5_000
"""So long the regions of numbers that are set against each other are looked for (see `region`)."""
LAWFUL = ("permitted", "required")


class Inquiry:
    """Looks at one case with its goal, the first item under `ask`.

    `settled` are the keys of fields of which nobody knows. Raises `InputError` for a wrong case.
    """

    def __init__(
        self,
        law: Law,
        case: Case,
        settled: frozenset[str] = frozenset(),
        favour: Mapping[str, Value] | None = None,
    ) -> None:
        """`favour` holds values that favoured the goal when the case was looked at before."""
        self.law = law
        self.case = case
        self.settled = settled
        self.vocabulary = law.pack.vocabulary
        self.blanks = Blanks(case, self.vocabulary, favour or {})
        self.replay = self._hopeful(self._favoured())
        self.entry = self.replay.docket.questions[0]
        self.order = self.entry.order
        self.bearing = Bearing(law, case, self.replay, self.entry)
        self.missing = Missing(law, self.replay, self.bearing, self.blanks, settled)
        self.program = law.program(self.entry.on)
        self.provisions = law.provisions(self.entry.on)
        self.about = self.replay.concerns(self.entry)
        self.ways = self._ways(self.replay)
        self.answers = self._answers(self.replay)

    def _ways(self, replay: Replay) -> list[World]:
        """The ways in which the law's open questions, and references not known, could be settled; one if too many."""
        dims = [d for d in replay.dims[self.order] if d in replay.ways.open]
        if replay.ways.number(dims) > MANY_WAYS:
            return [replay.ways.base]
        return replay.ways.over(dims, {})

    def _answers(self, replay: Replay) -> tuple[object, ...]:
        """The verdict and effect in each of these ways."""
        return tuple(replay.outcome(self.order, w).answer for w in self._ways(replay))

    def _replay(self, values: Mapping[str, Value]) -> Replay:
        """The case with these values, and all else that is not known as it favours the goal."""
        checked = docket(self.law.pack, self.blanks.filled(values))
        return Replay(self.law, checked, Reference(), judged=True)

    def _favoured(self) -> Replay:
        """The case with what was not asked so that the acts done have effect, where one value is enough for that."""
        replay = self._replay({})
        for n, entry in enumerate(replay.docket.history, 1):
            if replay.outcome(n, replay.ways.base).effect == "effective":
                continue
            for key, blank in self.blanks.by_key.items():
                if key.startswith(f"history[{entry.line}].") and (tried := self._with_effect(n, blank)) is not None:
                    replay = tried
                    break
        return replay

    def _with_effect(self, n: int, blank: Blank) -> Replay | None:
        """The case with the first value of a blank under which an act has effect; None if there is none."""
        others = [value for value in self.blanks.values(blank) if value != self.blanks.favourite(blank)]
        if not others:
            return None
        if blank.spec.type not in ("int", "date"):
            open_ = self._replay({blank.key: UNKNOWN})
            name = f"unknown {blank.key}"
            worlds = [(v, {**open_.ways.base, name: v}) for v in others] if name in open_.dims[n] else []
            others = [value for value, world in worlds if open_.outcome(n, world).effect == "effective"][:1]
        for value in others:
            tried = self._replay({blank.key: value})
            if tried.outcome(n, tried.ways.base).effect == "effective":
                self.blanks.favour[blank.key] = value
                return tried
        return None

    def _hopeful(self, replay: Replay) -> Replay:
        """The case with what nobody knows so that a power covers the goal, where one value is enough for that."""
        goal = replay.docket.questions[0].order
        open_keys = [key for key in self.blanks.by_key if key in self.settled]
        if not open_keys or replay.outcome(goal, replay.ways.base).verdict in LAWFUL:
            return replay
        for key in open_keys:
            for _, value in self.blanks.other(key):
                tried = self._replay({key: value})
                if tried.outcome(goal, tried.ways.base).verdict in LAWFUL:
                    self.blanks.favour[key] = value
                    return tried
        return replay

    # What to ask next

    def wants(self) -> Iterator[Want]:
        """What is wanted, the most wanted first."""
        for world in self.ways:
            outcome = self.replay.outcome(self.order, world)
            if outcome.verdict == "forbidden":
                yield from self._saved(outcome, world)
            elif outcome.verdict == "not-empowered":
                yield from self._needed(world)
        yield from self._dividing()
        if self.empowered:
            for want in self._in_the_way():
                yield from self._with_acts(want, self.ways[0])
        yield from self._jointly()

    def _needed(self, world: World) -> Iterator[Want]:
        """What the nearest power lacks; if that is an act that was done without effect, what the act lacks."""
        for want in self.missing.lacks(self.entry, world):
            yield from self._with_acts(want, world)

    def _saved(self, outcome: Outcome, world: World) -> Iterator[Want]:
        """What would lift the prohibitions that hit: what stands under their `unless`."""
        for name in (*outcome.denials, *outcome.prohibitions):
            for rule in self.bearing.rules(OPEN + name):
                for tally in rule.tallies:
                    for want in self._defeater(rule, tally):
                        yield from self._with_acts(want, world)

    def _with_acts(self, want: Want, world: World, above: frozenset[int] = frozenset()) -> Iterator[Want]:
        """Before another act is asked for: what one of those done lacks, if it had no effect; `above` are looked at."""
        for act in self.replay.docket.history:
            if act.kind not in want.kinds or act.order in above or want.there not in (None, act.fields.get("id")):
                continue
            if self.replay.outcome(act.order, world).effect != "effective":
                for lacking in self.missing.lacks(act, world):
                    yield from self._with_acts(lacking, world, above | {act.order})
        if want.there is None:
            yield want

    def _jointly(self) -> Iterator[Want]:
        """The fields that matter only together with others, or only in between the values that were tried.

        All that is not known is followed at once; where these are too many ways, each two fields are.
        """
        read = [b for b in self.blanks.by_key.values() if len(self.blanks.values(b)) > 1 and self.bearing.reads(b)]
        if all(b.key in self.settled for b in read):
            return
        whole = self._unknown(read)
        open_ = [b for b in read if f"unknown {b.key}" in whole.dims[self.order]]
        if (found := self._parting(whole, open_)) is None:
            pairs = (pair for pair in combinations(open_, 2) if self._may_part(whole, open_, pair))
            found = next((keys for p in pairs if (keys := self._parting(self._unknown(p), p))), set())
            if not found:
                yield from self._completing()
        for blank in open_:
            if blank.key in found and blank.key not in self.settled:
                yield Want(self.bearing.reasons(blank), blank)

    def _unknown(self, blanks: Iterable[Blank]) -> Replay:
        """The case with some blanks not known, and all else as it favours the goal."""
        values = {**dict.fromkeys((b.key for b in blanks), UNKNOWN), HOLDS: UNKNOWN}
        checked = docket(self.law.pack, self.blanks.filled(values))
        return Replay(self.law, checked, Reference(), judged=True, boxes=FEW_BOXES)

    def _parting(self, replay: Replay, blanks: Iterable[Blank]) -> set[str] | None:
        """Those of some blanks not known on which the verdict hangs; None where that is too much."""
        dims, reach = replay.dims[self.order], replay.reach[self.order]
        if replay.ways.number(dims, reach) > MANY_TOGETHER:
            return None
        worlds = replay.worlds_of(self.order)
        answers = [replay.outcome(self.order, world).answer for world in worlds]
        if len(set(answers)) == 1:
            return set()
        parting = set(replay.ways.parting(dims, worlds, list(answers), reach))
        return {b.key for b in blanks if f"unknown {b.key}" in parting}

    def _may_part(self, whole: Replay, open_: Iterable[Blank], pair: tuple[Blank, Blank]) -> bool:
        """Whether verdicts can part in two blanks, all others as they favour the goal; `whole` has none of them known.

        One look at all of them serves every pair: what it comes to in a world is worked out once.
        """
        aside = {f"unknown {b.key}": self._followed(b) for b in open_ if b not in pair}
        dims = sorted(whole.ways.open.intersection(whole.dims[self.order]) - aside.keys())
        reach = whole.reach[self.order]
        if whole.worlds.numbers.tangled({*dims, *aside}):
            return True
        if whole.ways.number(dims, reach, aside) > MANY_TOGETHER:
            return False
        rest = [name for name in dims if name not in {f"unknown {b.key}" for b in pair}]
        found: dict[tuple[Value, ...], object] = {}
        for world in whole.ways.over(dims, aside, rules=reach):
            answer = whole.outcome(self.order, world).answer
            if found.setdefault(values(world, rest), answer) != answer:
                return True
        return False

    def _followed(self, blank: Blank) -> Value:
        """The value of a blank that favours the goal, as worlds have it: a day as a number."""
        value = self.blanks.favourite(blank)
        return date.fromisoformat(str(value)).toordinal() if blank.spec.type == "date" else value

    def _completing(self) -> Iterator[Want]:
        """Numbers without which the case could not be judged as it stands (see `draft`)."""
        part, left = settled_part(self.case, self.vocabulary, self.settled)
        if not left or not part.ask:
            return
        without = Inquiry(self.law, part, self.settled, self.blanks.favour)
        if without.answers != self.answers:
            for blank in self.blanks.by_key.values():
                if blank.spec.type in ("int", "date") and blank.key not in self.settled:
                    yield Want(self.bearing.reasons(blank), blank)

    @property
    def empowered(self) -> bool:
        """Whether a power covers the goal if all that was not asked favours it."""
        outcomes = (self.replay.outcome(self.order, w) for w in self.ways)
        return any(o.verdict in LAWFUL for o in outcomes)

    def _dividing(self) -> Iterator[Want]:
        """The fields whose values divide the verdicts, most evenly first."""
        found: list[tuple[float, Blank]] = []
        tries = 0
        for blank in self.blanks.by_key.values():
            values = self.blanks.values(blank)
            if blank.key in self.settled or len(values) < 2 or not self.bearing.reads(blank):
                continue
            if tries >= TRIES and found:
                break
            answers = self._tried(blank, values)
            tries += 1
            if (bits := entropy(answers)) > 0:
                found.append((bits, blank))
        for bits, blank in sorted(found, key=lambda item: -item[0]):
            yield Want(self.bearing.reasons(blank), blank, bits=bits)

    def _tried(self, blank: Blank, values: tuple[Value, ...]) -> list[tuple[object, ...]]:
        """The answers for each value: of a number or a day each in its own case, of what has few values in one."""
        if blank.spec.type in ("int", "date"):
            others = (self._answers(self._replay({blank.key: v})) for v in values if v != self.blanks.favourite(blank))
            return [self.answers, *others]
        replay = self._replay({blank.key: UNKNOWN})
        name = f"unknown {blank.key}"
        if name not in replay.dims[self.order]:
            return [self.answers]
        dims = set(replay.dims[self.order]) & replay.ways.open - {name}
        if replay.ways.number(dims) > MANY_WAYS:
            dims = set()
        return [tuple(replay.outcome(self.order, w).answer for w in replay.ways.over(dims, {name: v})) for v in values]

    def _in_the_way(self) -> Iterator[Want]:
        """What could take a power away, from the article on the action outwards."""
        for p in self.about:
            if p.conclusion[0] == "forbids":
                kinds = self.missing.not_there(self.bearing.base(OPEN + p.id))
                if kinds:
                    yield Want((Reason(citation=self.law.citer.cite(p)),), kinds=kinds)
        covering = dict.fromkeys(n for w in self.ways for n in self.replay.outcome(self.order, w).permits)
        seen: set[str] = set()
        waiting = [OPEN + name for name in covering] or [
            OPEN + p.id for p in self.about if p.conclusion[0] == "permits"
        ]
        while waiting:
            kind = waiting.pop(0)
            for rule in self.bearing.rules(kind):
                for tally in rule.tallies:
                    yield from self._defeater(rule, tally)
                for needed, negated in rule.needs():
                    if not negated and needed in self.program.by_head and needed not in seen:
                        seen.add(needed)
                        waiting.append(needed)

    def _defeater(self, rule: Rule, tally: Tally) -> Iterator[Want]:
        kinds = self.bearing.base(tally.atom.kind)
        if tally.op in ("==", "<=", "<") and kinds:
            words = self.bearing.words(self.bearing.condition(rule.provision, tally.origin))
            reason = Reason(citation=self.law.citer.cite(self.provisions[rule.provision]), words=words)
            yield Want((reason,), kinds=self.missing.not_there(kinds))


def entropy(answers: Iterable[object]) -> float:
    """How many bits of the verdict an answer tells, if all values are as likely (Shannon)."""
    counted = Counter(answers)
    whole = sum(counted.values())
    return sum(n / whole * log2(whole / n) for n in counted.values())
