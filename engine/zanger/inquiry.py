"""What still matters to a goal: the field, or the fact that may be missing, on which its verdict hangs most.

The case is looked at as it would be if all that was not asked were in favour of the goal. If then no
power covers the goal, what the nearest power lacks is asked first. If one does, each field is varied
alone: the one whose values divide the verdicts most evenly (the greatest entropy) settles most. Last
comes what could take the power away: what stands under `unless`, and prohibitions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import log2

from .bearing import Bearing
from .blank import Blank
from .case import UNKNOWN, Case, Item
from .casefile import made
from .compile import COVERS, OPEN, TRY
from .decision import Failed, NearMiss, Value
from .docket import Entry, docket
from .draft import settled_part
from .engines import Reference
from .explain import Why
from .judge import Outcome
from .law import Law
from .program import Atom, Rule, Tally, Test
from .question import Reason
from .reference import Index
from .replay import Replay
from .vocabulary import FieldType
from .worlds import World

TRIES = 4
"""So many fields are tried for one question, and more only until one divides the answers."""
MANY_WAYS = 16
"""So many ways of settling what the law leaves open are looked at."""
MANY_TOGETHER = 200
"""So many ways of all that is not known together are looked at."""
DEEP = 12
"""So many statuses deep it is followed what a power lacks."""
MANY = 100
"""The number that is tried where the case has none."""
LONG_AGO_AND_AHEAD = ("1900-01-01", "2100-01-01")
"""Days that are tried besides the day of the case."""
HOLDS = "holds"
"""Stands among values tried where facts of which nobody knows whether they are there are left so."""
VOTES = ("in_favour", "against", "present")
LAWFUL = ("permitted", "required")
SECTIONS = ("facts", "history", "ask")


@dataclass(frozen=True)
class Want:
    """What is wanted next: a blank, or one of some kinds of things; why; and how many bits of the verdict it tells.

    `there`: the very thing that is wanted is there, but not as the condition wants it.
    """

    because: tuple[Reason, ...]
    blank: Blank | None = None
    kinds: tuple[str, ...] = ()
    bits: float | None = None
    there: bool = False


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
        self.blanks = {b.key: b for b in self._blanks()}
        self.favour = {key: value for key, value in (favour or {}).items() if key in self.blanks}
        self.replay = self._hopeful(self._favoured())
        self.entry = self.replay.docket.questions[0]
        self.order = self.entry.order
        self.bearing = Bearing(law, case, self.replay, self.entry)
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

    def _blanks(self) -> Iterator[Blank]:
        """Every field stated as unknown, facts first."""
        for section in SECTIONS:
            for line, item in enumerate(getattr(self.case, section), 1):
                specs = self.vocabulary.fields(item.kind)
                for field, value in item.fields.items():
                    if value == UNKNOWN and field in specs:
                        yield Blank(section, line, item.kind, field, specs[field])

    def _replay(self, values: Mapping[str, Value]) -> Replay:
        """The case with these values, and all else that is not known as it favours the goal."""
        update = {
            s: tuple(self._filled(s, n, i, values) for n, i in enumerate(getattr(self.case, s), 1)) for s in SECTIONS
        }
        checked = docket(self.law.pack, self.case.model_copy(update=update))
        return Replay(self.law, checked, Reference(), judged=True)

    def _favoured(self) -> Replay:
        """The case with what was not asked so that the acts done have effect, where one value is enough for that."""
        replay = self._replay({})
        for n, entry in enumerate(replay.docket.history, 1):
            if replay.outcome(n, replay.ways.base).effect == "effective":
                continue
            for key, blank in self.blanks.items():
                if key.startswith(f"history[{entry.line}].") and (tried := self._with_effect(n, blank)) is not None:
                    replay = tried
                    break
        return replay

    def _with_effect(self, n: int, blank: Blank) -> Replay | None:
        """The case with the first value of a blank under which an act has effect; None if there is none."""
        others = [value for value in self._values(blank) if value != self._favourite(blank)]
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
                self.favour[blank.key] = value
                return tried
        return None

    def _hopeful(self, replay: Replay) -> Replay:
        """The case with what nobody knows so that a power covers the goal, where one value is enough for that."""
        goal = replay.docket.questions[0].order
        open_keys = [key for key in self.blanks if key in self.settled]
        if not open_keys or replay.outcome(goal, replay.ways.base).verdict in LAWFUL:
            return replay
        for key in open_keys:
            for _, value in self._other(key):
                tried = self._replay({key: value})
                if tried.outcome(goal, tried.ways.base).verdict in LAWFUL:
                    self.favour[key] = value
                    return tried
        return replay

    def _other(self, start: str) -> Iterator[tuple[str, Value]]:
        """The further values of the blanks whose key begins so."""
        for key, blank in self.blanks.items():
            if key.startswith(start):
                yield from ((key, value) for value in self._values(blank)[1:])

    def _filled(self, section: str, line: int, item: Item, values: Mapping[str, Value]) -> Item:
        if UNKNOWN not in item.fields.values():
            return item
        fields: dict[str, Value] = {}
        for name, value in item.fields.items():
            key = f"{section}[{line}].{name}"
            if key in self.blanks and name != "holds":
                fields[name] = values.get(key, self._favourite(self.blanks[key]))
            elif name != "holds" or values.get(HOLDS) == UNKNOWN:
                fields[name] = value
        return made(item.kind, fields)

    def _favourite(self, blank: Blank) -> Value:
        return self.favour.get(blank.key, next(iter(self._values(blank)), UNKNOWN))

    def _values(self, blank: Blank) -> tuple[Value, ...]:
        """Values that stand for all, the likely one first."""
        match blank.spec.type:
            case "enum":
                return blank.spec.values
            case "bool":
                return (True, False)
            case "int":
                return tuple(dict.fromkeys((self._likely(blank), blank.spec.max, blank.spec.min)))
            case "date":
                return tuple(dict.fromkeys((self.case.as_of.isoformat(), *LONG_AGO_AND_AHEAD)))
            case "ref":
                return tuple(self.things(blank.spec))
        return ()

    def _likely(self, blank: Blank) -> int:
        """A number as it stands elsewhere in the case: in a field of that name, else the greatest that fits.

        So all deputies are elected, and all of them vote in favour, until something else is said.
        """
        spec = blank.spec
        fits = [(name, n) for name, n in self._numbers if spec.min <= n <= spec.max]
        same = [n for name, n in fits if name == blank.field]
        return max(same or [n for _, n in fits] or [min(spec.max, max(spec.min, MANY))])

    @cached_property
    def _numbers(self) -> list[tuple[str, int]]:
        """The numbers of the case, by field; votes cast are parts of a whole and tell nothing of it."""
        stated = (pair for s in SECTIONS for item in getattr(self.case, s) for pair in item.fields.items())
        return [(k, v) for k, v in stated if isinstance(v, int) and not isinstance(v, bool) and k not in VOTES]

    def things(self, spec: FieldType) -> list[str]:
        """The ids of the things that a reference can mean."""
        named = (t.fields.get("id") for t in (*self.case.facts, *self.case.history) if t.kind in spec.to)
        return list(dict.fromkeys(n for n in named if isinstance(n, str)))

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
        for want in self._lacks(self.entry, world):
            yield from self._with_acts(want, world)

    def _saved(self, outcome: Outcome, world: World) -> Iterator[Want]:
        """What would lift the prohibitions that hit: what stands under their `unless`."""
        for name in (*outcome.denials, *outcome.prohibitions):
            for rule in self.bearing.rules(OPEN + name):
                for tally in rule.tallies:
                    for want in self._defeater(rule, tally):
                        yield from self._with_acts(want, world)

    def _with_acts(self, want: Want, world: World) -> Iterator[Want]:
        """Before another act is asked for: what one of those done lacks, if it had no effect."""
        for act in self.replay.docket.history:
            if act.kind in want.kinds and self.replay.outcome(act.order, world).effect != "effective":
                yield from self._lacks(act, world)
        if not want.there:
            yield want

    def _jointly(self) -> Iterator[Want]:
        """The fields that matter only together with others, or only in between the values that were tried.

        All that is not known is followed at once; where these are too many ways, each two fields are.
        """
        open_ = [b for b in self.blanks.values() if len(self._values(b)) > 1 and self.bearing.reads(b)]
        asked = [b for b in open_ if b.key not in self.settled]
        if not asked:
            return
        if (found := self._parting([b.key for b in open_])) is None:
            found = set()
            for pair in combinations(open_, 2):
                found |= self._parting([b.key for b in pair]) or set()
                if found:
                    break
            if not found:
                yield from self._completing()
        for blank in asked:
            if blank.key in found:
                yield Want(self.bearing.reasons(blank), blank)

    def _parting(self, keys: list[str]) -> set[str] | None:
        """Those of some blanks on which the verdict hangs if none of them is known; None where that is too much."""
        replay = self._replay({**dict.fromkeys(keys, UNKNOWN), HOLDS: UNKNOWN})
        dims, reach = replay.dims[self.order], replay.reach[self.order]
        if replay.ways.number(dims, reach) > MANY_TOGETHER:
            return None
        worlds = replay.worlds_of(self.order)
        answers = [replay.outcome(self.order, world).answer for world in worlds]
        if len(set(answers)) == 1:
            return set()
        parting = set(replay.ways.parting(dims, worlds, list(answers), reach))
        return {key for key in keys if f"unknown {key}" in parting}

    def _completing(self) -> Iterator[Want]:
        """Numbers without which the case could not be judged as it stands (see `draft`)."""
        part, left = settled_part(self.case, self.vocabulary, self.settled)
        if not left or not part.ask:
            return
        without = Inquiry(self.law, part, self.settled, self.favour)
        if without.answers != self.answers:
            for blank in self.blanks.values():
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
        for blank in self.blanks.values():
            values = self._values(blank)
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
            others = (self._answers(self._replay({blank.key: v})) for v in values if v != self._favourite(blank))
            return [self.answers, *others]
        replay = self._replay({blank.key: UNKNOWN})
        name = f"unknown {blank.key}"
        if name not in replay.dims[self.order]:
            return [self.answers]
        dims = set(replay.dims[self.order]) & replay.ways.open - {name}
        if replay.ways.number(dims) > MANY_WAYS:
            dims = set()
        return [tuple(replay.outcome(self.order, w).answer for w in replay.ways.over(dims, {name: v})) for v in values]

    # What is missing

    def _lacks(self, entry: Entry, world: World) -> Iterator[Want]:
        """What an action lacks, nearest first."""
        for miss in self._misses(entry, world):
            if (want := self._lack(miss, entry)) is not None:
                yield want

    def _misses(self, entry: Entry, world: World) -> tuple[NearMiss, ...]:
        replay, order = self.replay, entry.order
        program = self.law.program(entry.on)
        facts = replay.present(replay.worlds.presence, entry.first, order, world, order)
        names = [p.id for p in replay.concerns(entry) if p.conclusion[0] == "permits"]
        model = replay.model(program, program.towards(COVERS + n for n in names), facts, world)
        index = Index(sorted((*model.stated, *model.derived)))
        provisions = self.law.provisions(entry.on)
        why = Why(program, index, provisions, self.law.citer, replay.dates(entry.on), replay.vocabulary, DEEP)
        return why.misses(names, {f.kind: f for f in facts if f.kind.startswith(TRY)})

    def _lack(self, miss: NearMiss, entry: Entry) -> Want | None:
        """What a power lacks, from the condition at the bottom of why it fails."""
        because: list[Reason] = []
        while True:
            because.insert(0, self.reason(miss, miss.failed))
            if miss.failed.within is None:
                break
            miss = miss.failed.within
        failed, provision = miss.failed, miss.citation.provision
        reasons = tuple({r.citation.provision: r for r in reversed(because)}.values())[::-1]
        if failed.what == "field" and failed.expected is not None:
            blank = self.blanks.get(f"{self._section(entry)}[{entry.line}].{failed.expected.field}")
            return Want(reasons, blank) if blank is not None and blank.key not in self.settled else None
        if failed.what == "field":
            return self._left_out(provision, entry, reasons)
        if (blank := self._blank_in(provision, failed)) is not None:
            return Want(reasons, blank)
        if failed.what not in ("absent", "count") or failed.kind is None:
            return None
        own = self.vocabulary.kinds[failed.kind][1].id_field if self.vocabulary.sort(failed.kind) else None
        named = {i.fields.get(own) for i in (*self.case.facts, *self.case.history)} if own else set()
        if own in failed.fields and failed.fields[own] in named:
            return Want(reasons, kinds=(failed.kind,), there=True)
        kinds = self.bearing.base(failed.kind)
        if kinds != (failed.kind,):
            done = {act.kind for act in self.case.history}
            kinds = tuple(sorted(self._beside_the_goal(kinds), key=lambda k: k not in done))
        return Want(reasons, kinds=kinds) if kinds else None

    def _left_out(self, provision: str, entry: Entry, reasons: tuple[Reason, ...]) -> Want | None:
        """A field of an action that may be left out, and that a power takes up: the field, or the act that it names."""
        specs = self.vocabulary.fields(entry.kind)
        for rule in self.bearing.of(provision):
            for name, _ in rule.atoms[0].args if rule.atoms and rule.atoms[0].kind == TRY + entry.kind else ():
                blank = (
                    Blank(self._section(entry), entry.line, entry.kind, name, specs[name]) if name in specs else None
                )
                if blank is None or name in entry.fields or not blank.spec.optional or blank.key in self.settled:
                    continue
                if blank.spec.type == "ref" and not self.things(blank.spec) and not self._facts(blank.spec):
                    return Want(reasons, kinds=blank.spec.to)
                return Want(reasons, blank)
        return None

    def _section(self, entry: Entry) -> str:
        return "ask" if entry.order >= self.order else "history"

    def _blank_in(self, provision: str, failed: Failed) -> Blank | None:
        """A field not yet asked for, or left out, at which the failing condition looks."""
        for rule in self.bearing.of(provision):
            parts: list[Atom | Test | Tally] = [*rule.atoms, *rule.tests, *rule.tallies]
            for part in parts:
                if part.origin != failed.origin:
                    continue
                for kind, field in self.bearing.looked_at(rule, part):
                    if (found := self._first_blank(kind, field)) is not None:
                        return found
        return None

    def _facts(self, spec: FieldType) -> tuple[str, ...]:
        return tuple(k for k in spec.to if k in self.vocabulary.facts)

    def _first_blank(self, kind: str, field: str) -> Blank | None:
        members = self.vocabulary.members(kind) or (kind,)
        for section in SECTIONS:
            for line, item in enumerate(getattr(self.case, section), 1):
                spec = self.vocabulary.fields(item.kind).get(field) if item.kind in members else None
                blank = Blank(section, line, item.kind, field, spec) if spec is not None else None
                if blank is None or blank.key in self.settled or field in ("by", "on", "order", "act"):
                    continue
                if blank.key not in self.blanks and (field in item.fields or not blank.spec.optional):
                    continue
                if spec is not None and spec.type == "ref" and not self.things(spec) and not self._facts(spec):
                    continue  # it names an act, and none was done
                return blank
        return None

    def _in_the_way(self) -> Iterator[Want]:
        """What could take a power away, from the article on the action outwards."""
        for p in self.about:
            if p.conclusion[0] == "forbids":
                kinds = self._beside_the_goal(self.bearing.base(OPEN + p.id))
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
            yield Want((reason,), kinds=self._beside_the_goal(kinds))

    def _beside_the_goal(self, kinds: Iterable[str]) -> tuple[str, ...]:
        """Without the kinds of facts of which the case holds one: that there is another is not asked."""
        there = {item.kind for item in self.case.facts}
        return tuple(k for k in kinds if k not in there)

    def reason(self, miss: NearMiss, failed: Failed) -> Reason:
        """A provision with the words of its condition that fails."""
        return Reason(
            citation=miss.citation,
            words=self.bearing.words(self.bearing.condition(miss.citation.provision, failed.origin)),
        )


def entropy(answers: Iterable[object]) -> float:
    """How many bits of the verdict an answer tells, if all values are as likely (Shannon)."""
    counted = Counter(answers)
    whole = sum(counted.values())
    return sum(n / whole * log2(whole / n) for n in counted.values())
