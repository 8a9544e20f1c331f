"""A checker that verifies any decision without the engines.

It rebuilds the facts from the case, closes the rules over them in the most naive way there is,
and goes through the decision: every step of every proof must be given, at its place, or follow by
its rule from earlier steps, every test and count must be right, every proof must end in what it is
said to prove, every verdict must be what the provisions make it, every citation must stand in the
proof, and nothing that holds may be left out. It shares with the rest only the compiled rules and
the form of the answer. What an answer would be under other readings is not checked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import product

from .case import Case
from .compile import COVERS, OPEN, READING, TODAY, TRY
from .decision import (
    Answer,
    Citation,
    Decision,
    Judgement,
    NearMiss,
    Possibility,
    Proof,
    Requirement,
    StatusAnswer,
    Step,
)
from .docket import Docket, Entry, docket
from .law import Law
from .naive import Known, close, compare, ground, match, tally, true
from .program import Fact, Rule, Value, Var, fact
from .proof import Dates, inner_fact
from .provision import Provision
from .vocabulary import read_value

World = Mapping[str, Value]


def verify(law: Law, case: Case, decision: Decision) -> list[str]:
    """Everything about a decision that does not check; empty if it is right.

    Raises `InputError` if the case itself is wrong.
    """
    return list(_Checker(law, docket(law.pack, case, decision.readings), decision).problems())


class _Checker:
    def __init__(self, law: Law, checked: Docket, decision: Decision) -> None:
        self.law = law
        self.docket = checked
        self.decision = decision
        self.vocabulary = law.pack.vocabulary
        self.judged = {j.order: j for j in (*decision.history, *decision.asked)}
        self.day, self.after = checked.as_of, len(checked.history) + 1
        self._places: dict[Fact, set[tuple[int, int]]] = {}
        self._closed: dict[tuple[date, frozenset[Fact]], Known] = {}
        self._effects: dict[tuple[int, tuple[tuple[str, Value], ...]], bool] = {}

    def problems(self) -> Iterator[str]:
        """Every problem, in the order of the decision."""
        for entry in self.docket.items:
            judgement = self.judged.get(entry.order)
            if judgement is None:
                yield f"{entry.kind} at line {entry.place.line} is not judged"
                continue
            yield from self._judgement(entry, judgement)
        base = self._facts(self.day, self.after, 0, self._world({}))
        closed = {item for group in self._close(self.day, base).values() for item in group}
        for possibility in self.decision.now:
            yield from self._possibility(possibility)
        for status in self.decision.statuses:
            yield from self._status(status, closed)
        yield from self._left_out(closed)

    # What is possible, and what holds

    def _goal(self, proof: Proof, day: date, kind: str) -> set[Fact]:
        """The steps of a proof whose kind begins so."""
        return {self._fact(s, day) for s in proof.steps if s.kind.startswith(kind)}

    def _possibility(self, answer: Possibility) -> Iterator[str]:
        where = f"{answer.by}: {answer.kind}"
        if answer.proof is None:
            if answer.verdict not in ("undetermined", "not-empowered"):
                yield f"{where}: there is no proof"
            return
        world = self._world(answer.proof.world)
        facts = self._facts(self.day, self.after, 0, world)
        yield from self._proof(answer.proof, facts, self.day, where)
        goals = self._goal(answer.proof, self.day, OPEN)
        provisions = self.law.provisions(self.day)
        own = [(provisions[g.kind.removeprefix(OPEN)], g) for g in sorted(goals)]
        own = [(p, g) for p, g in own if answer.kind in self.vocabulary.members(p.conclusion[1].kind)]
        modes = {p.conclusion[0] for p, _ in own}
        expected = "forbidden" if "forbids" in modes else "required" if "requires" in modes else "permitted"
        if not own or answer.verdict != expected:
            yield f"{where}: the verdict is {answer.verdict}; its proof shows {expected if own else 'nothing'}"
            return
        for p, goal in own:
            settled = self._settled(p, goal)
            if p.conclusion[0] == "permits" and settled != self._inner(answer):
                yield f"{where}: the fields are {answer.fields}; the power is for {settled}"
        limits = tuple(limit.citation.provision for limit in answer.limits)
        yield from self._citations(answer, {p.id for p, _ in own}, limits, where)
        yield from self._prevails(answer, self.day, where)
        opened = self._opened(item for group in self._close(self.day, facts).values() for item in group)
        for p, goal in own:
            if self._overridden(p, goal, opened):
                yield f"{where}: the power of {p.id} yields to another that is open"
        yield from self._requirements(answer, [(p, g) for p, g in own if p.conclusion[0] == "permits"] or own, where)

    def _inner(self, answer: Possibility) -> dict[str, Value]:
        dates = Dates(self.vocabulary, self.law.provisions(self.day))
        return dict(inner_fact(answer.kind, answer.fields, dates).fields)

    def _opened(self, closed: Iterable[Fact]) -> list[tuple[Provision, Fact]]:
        """The provisions that are open on the day of the answer."""
        provisions = self.law.provisions(self.day)
        return [(provisions[f.kind.removeprefix(OPEN)], f) for f in sorted(closed) if f.kind.startswith(OPEN)]

    def _overridden(self, weaker: Provision, goal: Fact, opened: Iterable[tuple[Provision, Fact]]) -> bool:
        """Whether an open power that overrides this one is for all that this one is for."""
        (_, pattern), actors = weaker.conclusion, self.vocabulary.actors(weaker.conclusion[1].kind)
        mine = {"by": pattern.fields.get("by", actors[0]), **self._settled(weaker, goal)}
        for p, item in opened:
            if weaker.id in p.overrides and p.conclusion[0] == weaker.conclusion[0] == "permits":
                theirs = {**self._settled(p, item), "by": p.conclusion[1].fields.get("by", actors[0])}
                if theirs.items() <= mine.items():
                    return True
        return False

    def _prevails(self, answer: Answer | StatusAnswer, day: date, where: str) -> Iterator[str]:
        """What is said to prevail is what the provisions of the proof override."""
        assert answer.proof is not None
        provisions = self.law.provisions(day)
        used = {s.provision for s in answer.proof.steps if s.provision}
        wanted = {(name, weaker) for name in used for weaker in provisions[name].overrides if weaker in provisions}
        told = {(p.prevailing.provision, p.yielding.provision): p.ground for p in answer.prevails}
        if told.keys() != wanted or len(told) != len(answer.prevails):
            yield f"{where}: it says that {sorted(told)} prevail over each other; it should be {sorted(wanted)}"
        for (stronger, weaker), by in told.items():
            first, second = (self.law.pack.instrument[n.split(".")[1]] for n in (stronger, weaker))
            later = first.adopted > second.adopted
            if by != ("rank" if first.rank < second.rank else "later" if later else "special"):
                yield f"{where}: {stronger} prevails over {weaker}, but not as {by}"

    def _settled(self, provision: Provision, goal: Fact) -> dict[str, Value]:
        """The fields of the action that an open provision settles."""
        kind = provision.conclusion[1].kind
        fields = self.vocabulary.fields(kind)
        found: dict[str, Value] = {}
        for name, term in provision.conclusion[1].fields.items():
            value = goal.get(str(term)[1:]) if isinstance(term, str) and term.startswith("$") else None
            if not isinstance(term, tuple) and not (isinstance(term, str) and term.startswith("$")):
                value = read_value(fields[name], term)
            if value is not None and name != "by":
                found[name] = value
        return found

    def _requirements(self, answer: Possibility, powers: list[tuple[Provision, Fact]], where: str) -> Iterator[str]:
        """Each number asked for is the very bound at which a test of the power changes its mind."""
        rules = self.law.program(self.day).by_head
        for alternative in answer.requirements:
            for asked in alternative:
                if asked.value is None:
                    continue
                if not any(
                    self._bounds(asked, rule, goal) for p, goal in powers for rule in rules.get(COVERS + p.id, ())
                ):
                    yield f"{where}: no test of the power asks for {asked.field} {asked.bound} {asked.value}"

    @staticmethod
    def _bounds(asked: Requirement, rule: Rule, goal: Fact) -> bool:
        variable = next((a.name for n, a in rule.atoms[0].args if n == asked.field and isinstance(a, Var)), None)
        for test in rule.tests:
            names = {side.name for side in (test.left, test.right) if isinstance(side, Var)}
            if variable not in names:
                continue
            known: dict[str, Value] = {n: v for n in names if (v := goal.get(n)) is not None}
            if names - known.keys() != {variable} or asked.value is None:
                continue
            value = asked.value
            if asked.bound == "is":
                held = true(test, {**known, variable: value})
            elif asked.bound == "is_not":
                held = not true(test, {**known, variable: value})
            else:
                step = -1 if asked.bound == "at_least" else 1
                beyond = int(value) + step
                held = true(test, {**known, variable: value}) and not true(test, {**known, variable: beyond})
            if held:
                return True
        return False

    def _status(self, answer: StatusAnswer, closed: set[Fact]) -> Iterator[str]:
        where = f"status {answer.status}"
        goal = inner_fact(answer.status, answer.fields, Dates(self.vocabulary, self.law.provisions(self.day)))
        if answer.holds == "undetermined":
            if not answer.hangs_on:
                yield f"{where}: it is undetermined and hangs on nothing"
            return
        if (goal in closed) != (answer.holds == "true"):
            yield f"{where}: it is said to be {answer.holds}; it is not"
        if answer.holds == "false":
            return
        if answer.proof is None:
            yield f"{where}: there is no proof"
            return
        facts = self._facts(self.day, self.after, 0, self._world(answer.proof.world))
        yield from self._proof(answer.proof, facts, self.day, where)
        if not answer.proof.steps or self._fact(answer.proof.steps[-1], self.day) != goal:
            yield f"{where}: the proof ends in something else"
        yield from self._citations(answer, set(), (), where)
        yield from self._prevails(answer, self.day, where)

    def _left_out(self, closed: set[Fact]) -> Iterator[str]:
        """Powers and statuses of the world that is followed which the decision does not list."""
        dates = Dates(self.vocabulary, self.law.provisions(self.day))
        listed = {inner_fact(s.status, s.fields, dates) for s in self.decision.statuses}
        for item in sorted(f for f in closed if f.kind in self.vocabulary.statuses and f not in listed):
            yield f"status {item} holds and is not listed"
        known = [(p.kind, self._inner(p)) for p in self.decision.now]
        opened = self._opened(closed)
        denied = {
            kind
            for p, _ in opened
            if p.breach == "no-power" and not p.provided
            for kind in self.vocabulary.members(p.conclusion[1].kind)
        }
        for provision, item in opened:
            name, conclusion = provision.conclusion
            if self._overridden(provision, item, opened):
                continue
            for kind in self.vocabulary.members(conclusion.kind):
                if name == "permits" and kind not in denied and (kind, self._settled(provision, item)) not in known:
                    yield f"the power {item} is open and not listed"

    def _citations(
        self, answer: Answer | StatusAnswer, decisive: set[str], more: Iterable[str], where: str
    ) -> Iterator[str]:
        """The citations are the provisions of the proof and those that decide, each as the pack has it."""
        assert answer.proof is not None
        expected = decisive | {s.provision for s in answer.proof.steps if s.provision} | set(more)
        cited = [c.provision for c in answer.citations]
        if set(cited) != expected or len(cited) != len(expected):
            yield f"{where}: it cites {', '.join(cited) or 'nothing'}; its proof rests on {', '.join(sorted(expected))}"
        if any(c.grade not in [e.grade for e in self._cited_as.get(c.provision, ())] for c in answer.citations):
            yield f"{where}: a citation has another grade than its provision"
        elif any(c not in self._cited_as.get(c.provision, ()) for c in answer.citations):
            yield f"{where}: a citation says something else than the pack says of its provision"

    @cached_property
    def _cited_as(self) -> Mapping[str, list[Citation]]:
        """The citations of every edition, by provision."""
        found: dict[str, list[Citation]] = {}
        for p in self.law.pack.provisions:
            if p.source is not None:
                found.setdefault(p.id, []).append(self.law.citer.cite(p))
        return found

    # Facts

    def _world(self, stated: Mapping[str, Value]) -> dict[str, Value]:
        """A whole world from the part that a proof names: defaults, then any value."""
        world: dict[str, Value] = {}
        for reading in self.law.pack.readings:
            own = self.docket.under.get(reading.id, reading.default)
            world[reading.id] = next(iter(reading.readings)) if own == "open" else own
        return {**world, **stated}

    def _entry_fields(self, entry: Entry, section: str, world: World) -> dict[str, Value] | None:
        """The fields of an entry in a world; None if the entry as a whole does not hold or cannot be told."""
        name = f"unknown {section}[{entry.line}]"
        if entry.maybe and not world.get(name, False):
            return None
        fields = dict(entry.fields)
        for field in entry.unknown:
            value = world.get(f"{name}.{field}")
            if value is None:
                return None
            fields[field] = value
        return fields

    def _facts(self, day: date, before: int, tried: int, world: World) -> frozenset[Fact]:
        """What is given on a day, before action `before`, while action `tried` is judged."""
        number = day.toordinal()
        found = {fact(TODAY, {"date": number})}
        found |= {fact(READING, {"id": g, "is": v}) for g, v in world.items() if g in self.law.pack.reading}
        for entry in self.docket.facts:
            fields = self._entry_fields(entry, "facts", world)
            if fields is not None and entry.first <= number <= entry.last:
                found.add(self._at(fact(entry.kind, fields), entry))
        for entry in self.docket.items:
            done = entry.order < before and entry.first <= number and entry in self.docket.history
            if entry.order == tried or done:
                section = "history" if entry in self.docket.history else "ask"
                fields = self._entry_fields(entry, section, world)
                if fields is None:
                    continue
                for view, stated in self._views(entry, fields):
                    if entry.order == tried:
                        found.add(self._at(fact(TRY + view, {**stated, "act": entry.order}), entry))
                    elif self._stands(entry, before, number, world):
                        found.add(self._at(fact(view, stated), entry))
        return frozenset(found)

    def _at(self, item: Fact, entry: Entry) -> Fact:
        """The fact, its place in the case noted."""
        self._places.setdefault(item, set()).add((entry.place.line, entry.place.column))
        return item

    def _views(self, entry: Entry, fields: Mapping[str, Value]) -> Iterator[tuple[str, dict[str, Value]]]:
        own = {**fields, "on": entry.first, "order": entry.order}
        yield entry.kind, dict(own)
        for group, fixed in self.vocabulary.actions[entry.kind].is_.items():
            names = {*self.vocabulary.classes[group].fields, "by", "on", "order"}
            yield group, {**{k: v for k, v in own.items() if k in names}, **fixed, "act": entry.order}

    def _stands(self, entry: Entry, before: int, day: int, world: World) -> bool:
        """Whether an earlier action has effect and nothing before `before`, done by that day, has ended it."""
        if not self._effective(entry, world):
            return False
        kind = self.vocabulary.actions[entry.kind]
        for later in self.docket.history:
            ends = self.vocabulary.actions[later.kind].ends
            if ends is None or kind.id_field is None or later.first > day or not entry.order < later.order < before:
                continue
            fields = self._entry_fields(later, "history", world) or {}
            if fields.get(ends) == entry.fields.get(kind.id_field) and self._effective(later, world):
                return False
        return True

    def _effective(self, entry: Entry, world: World) -> bool:
        key = (entry.order, tuple(sorted((k, v) for k, v in world.items())))
        if key not in self._effects:
            self._effects[key] = self._outcome(entry, world)[1] == "effective"
        return self._effects[key]

    # Verdicts

    def _outcome(self, entry: Entry, world: World) -> tuple[str, str, frozenset[str]]:
        """The verdict, the effect, and the provisions that decide."""
        facts = self._facts(entry.on, entry.order, entry.order, world)
        closed = self._close(entry.on, facts)
        hits: dict[str, set[str]] = {"permits": set(), "requires": set()}
        prohibited: dict[str, str] = {}
        for p in self.law.provisions(entry.on).values():
            name = p.conclusion[0]
            if name != "defines" and fact(COVERS + p.id, {"act": entry.order}) in closed.get(COVERS + p.id, ()):
                if name == "forbids":
                    breach = p.breach
                    effect = (
                        breach if isinstance(breach, str) else next(e[str(world[g])] for g, e in (breach or {}).items())
                    )
                    prohibited[p.id] = effect
                else:
                    hits[name].add(p.id)
        denials = {p for p, effect in prohibited.items() if effect == "no-power"}
        if prohibited.keys() - denials:
            powers = set() if denials else hits["permits"]
            stands = bool(powers) and set(prohibited.values()) == {"stands"}
            decisive = prohibited.keys() | hits["requires"] | powers
            return "forbidden", "effective" if stands else "void", frozenset(decisive)
        if denials or not hits["permits"]:
            return "not-empowered", "void", frozenset(denials)
        verdict = "required" if hits["requires"] else "permitted"
        return verdict, "effective", frozenset(hits["requires"] | hits["permits"])

    def _close(self, day: date, facts: frozenset[Fact]) -> Known:
        key = (day, facts)
        if key not in self._closed:
            self._closed[key] = close(self.law.program(day), facts)
        return self._closed[key]

    def _judgement(self, entry: Entry, judgement: Judgement) -> Iterator[str]:
        where = f"{judgement.subject} {judgement.line}"
        if judgement.hangs_on:
            yield from self._open(entry, judgement, where)
            return
        world = self._world(judgement.proof.world if judgement.proof else {})
        verdict, effect, decisive = self._outcome(entry, world)
        if (verdict, effect) != (judgement.verdict, judgement.effect):
            yield f"{where}: the verdict is {judgement.verdict}, {judgement.effect}; it should be {verdict}, {effect}"
        if judgement.proof is None:
            if decisive:
                yield f"{where}: there is no proof"
            elif {c.provision for c in judgement.citations} != set(_chain(judgement.nearest)):
                yield f"{where}: it cites other provisions than its nearest powers"
            return
        facts = self._facts(entry.on, entry.order, entry.order, world)
        yield from self._proof(judgement.proof, facts, entry.on, where)
        goals = {fact(COVERS + p, {"act": entry.order}) for p in decisive}
        if goals - self._goal(judgement.proof, entry.on, COVERS):
            yield f"{where}: the proof does not show {', '.join(sorted(decisive))}"
        yield from self._citations(judgement, set(decisive), (), where)
        yield from self._prevails(judgement, entry.on, where)

    @cached_property
    def _uncoded(self) -> dict[str, Entry]:
        """The actions by the names under which an answer hangs on the law of their day."""
        return {
            f"not coded {'history' if entry in self.docket.history else 'ask'}[{entry.line}]": entry
            for entry in self.docket.items
        }

    def _open(self, entry: Entry, judgement: Judgement, where: str) -> Iterator[str]:
        """An undetermined answer must part in the worlds that it names."""
        uncoded = [h.on for h in judgement.hangs_on if h.kind == "not-coded"]
        for name in uncoded:
            on = self._uncoded.get(name)
            if on is None or on.order > entry.order:
                yield f"{where}: it is said to hang on {name}, which did not come before"
            elif not self.law.gap(on.kind, on.on).powers:
                yield f"{where}: it is said that the law is not coded for the day of {name}, but it is"
        if uncoded:
            return
        choices = [[(h.on, u.reading) for u in h.choices] for h in judgement.hangs_on if h.kind == "open-question"]
        if len(choices) < len(judgement.hangs_on):
            return  # values of unknowns are checked by the tests that state them one by one
        outcomes = {self._outcome(entry, self._world(dict(world)))[:2] for world in product(*choices)}
        if len(outcomes) < 2:
            yield f"{where}: it is said to hang on {', '.join(h.on for h in judgement.hangs_on)}, but does not"

    # Proofs

    def _fact(self, step: Step, day: date) -> Fact:
        return inner_fact(step.kind, step.fields, Dates(self.vocabulary, self.law.provisions(day)))

    def _proof(self, proof: Proof, facts: frozenset[Fact], day: date, where: str) -> Iterator[str]:
        program = self.law.program(day)
        closed = self._close(day, facts)
        steps: dict[int, Fact] = {}
        for step in proof.steps:
            item = self._fact(step, day)
            if step.how != "derived":
                if item not in facts:
                    yield f"{where}: step {step.n} states {item}, which is not given"
                elif step.how != self._how(item):
                    yield f"{where}: step {step.n}, {item}, is {self._how(item)}, not {step.how}"
                elif (step.place and (step.place.line, step.place.column)) not in self._places.get(item, {None}):
                    yield f"{where}: step {step.n}, {item}, stands elsewhere in the case"
            else:
                rule = program.rule.get(step.rule or "")
                if rule is None or rule.provision != step.provision:
                    yield f"{where}: step {step.n} uses no rule of the law"
                elif not self._follows(rule, step, item, steps, closed):
                    yield f"{where}: step {step.n}, {item}, does not follow by {rule.id}"
            steps[step.n] = item
        if not proof.steps:
            yield f"{where}: the proof is empty"

    def _how(self, item: Fact) -> str:
        if item.kind.startswith(TRY):
            return "tried"
        if item.kind in (READING, TODAY):
            return "reading" if item.kind == READING else "today"
        return "stated" if item.kind in self.vocabulary.facts else "done"

    def _follows(self, rule: Rule, step: Step, item: Fact, steps: Mapping[int, Fact], known: Known) -> bool:
        sizes = (len(step.premises), len(step.tests), len(step.counts))
        if sizes != (len(rule.atoms), len(rule.tests), len(rule.tallies)):
            return False
        if any(n not in steps for n in (*step.premises, *(n for c in step.counts for n in c.facts))):
            return False
        binding: dict[str, Value] = {}
        for atom, n in zip(rule.atoms, step.premises, strict=True):
            extended = match(atom, dict(steps[n].fields), binding) if steps[n].kind == atom.kind else None
            if extended is None:
                return False
            binding = extended
        if ground(rule.head, binding) != item or not all(true(t, binding) for t in rule.tests):
            return False
        for test, shown in zip(rule.tests, step.tests, strict=True):
            left, right = (binding[s.name] if isinstance(s, Var) else s for s in (test.left, test.right))
            told = (shown.origin, shown.left, shown.op, shown.right, shown.times, shown.by, shown.plus)
            if told != (test.origin, left, test.op, right, test.times, test.by, test.plus):
                return False
        for counting, told_count in zip(rule.tallies, step.counts, strict=True):
            atom = counting.atom
            number = tally(atom, counting.distinct, known, binding)
            found = {
                item for item, fields in known.get(atom.kind, {}).items() if match(atom, fields, binding) is not None
            }
            counted = (told_count.origin, told_count.kind, told_count.number, told_count.op, told_count.bound)
            if counted != (counting.origin, atom.kind, number, counting.op, counting.number):
                return False
            if not compare(number, counting.op, counting.number) or {steps[n] for n in told_count.facts} != found:
                return False
        return True


def _chain(misses: Iterable[NearMiss]) -> Iterator[str]:
    """The provisions of near misses and of what they miss."""
    for miss in misses:
        item: NearMiss | None = miss
        while item is not None:
            yield item.citation.provision
            item = item.failed.within
