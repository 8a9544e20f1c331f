"""A checker that verifies any decision without the engines.

It rebuilds the facts from the case, closes the rules over them in the most naive way there is,
and goes through the decision: every step of every proof must be given or follow by its rule from
earlier steps, every count must be right, and every verdict must be what the covering provisions
make it. It shares with the rest only the compiled rules and the form of the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

from .case import Case
from .compile import COVERS, READING, TODAY, TRY
from .decision import Answer, Decision, Judgement, Proof, StatusAnswer, Step
from .docket import Docket, Entry, docket
from .law import Law
from .program import Atom, Fact, OneOf, Program, Rule, Test, Value, Var, fact
from .proof import Dates, inner_fact

World = Mapping[str, Value]


def verify(law: Law, case: Case, decision: Decision) -> list[str]:
    """Everything about a decision that does not check; empty if it is right.

    Raises `InputError` if the case itself is wrong.
    """
    return list(_Checker(law, docket(law.pack, case, decision.readings), decision).problems())


def close(program: Program, facts: set[Fact]) -> set[Fact]:
    """All that follows from `facts`: each rule tried on everything, again and again, stratum by stratum."""
    known: dict[str, set[Fact]] = {}
    for item in facts:
        known.setdefault(item.kind, set()).add(item)
    for stratum in program.strata:
        growing = True
        while growing:
            growing = False
            for rule in stratum:
                for binding in list(_bindings(rule.atoms, known, {})):
                    if all(_true(t, binding) for t in rule.tests) and all(
                        _compare(_number(t.atom, t.distinct, known, binding), t.op, t.number) for t in rule.tallies
                    ):
                        head = _ground(rule.head, binding)
                        if head not in known.setdefault(head.kind, set()):
                            known[head.kind].add(head)
                            growing = True
    return {item for group in known.values() for item in group}


def _bindings(
    atoms: tuple[Atom, ...], known: Mapping[str, set[Fact]], binding: dict[str, Value]
) -> Iterator[dict[str, Value]]:
    if not atoms:
        yield binding
        return
    for item in known.get(atoms[0].kind, ()):
        extended = _match(atoms[0], item, binding)
        if extended is not None:
            yield from _bindings(atoms[1:], known, extended)


def _match(atom: Atom, item: Fact, binding: Mapping[str, Value]) -> dict[str, Value] | None:
    fields = dict(item.fields)
    found = dict(binding)
    for name, arg in atom.args:
        if name not in fields:
            return None
        wanted: tuple[Value, ...]
        if isinstance(arg, Var):
            wanted = (found.setdefault(arg.name, fields[name]),)
        else:
            wanted = arg.values if isinstance(arg, OneOf) else (arg,)
        if fields[name] not in wanted:
            return None
    return found


def _number(atom: Atom, distinct: str | None, known: Mapping[str, set[Fact]], binding: Mapping[str, Value]) -> int:
    found = [item for item in known.get(atom.kind, ()) if _match(atom, item, binding) is not None]
    return len(found) if distinct is None else len({item.get(distinct) for item in found} - {None})


def _true(test: Test, binding: Mapping[str, Value]) -> bool:
    left, right = (binding[s.name] if isinstance(s, Var) else s for s in (test.left, test.right))
    if isinstance(left, str) or isinstance(right, str):
        return (left == right) == (test.op == "==")
    return _compare(test.times * left, test.op, test.by * right + test.plus)


def _compare(left: int, op: str, right: int) -> bool:
    return {
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
        "==": left == right,
        "!=": left != right,
    }[op]


def _ground(atom: Atom, binding: Mapping[str, Value]) -> Fact:
    fields: dict[str, Value] = {}
    for name, arg in atom.args:
        assert not isinstance(arg, OneOf)
        fields[name] = binding[arg.name] if isinstance(arg, Var) else arg
    return fact(atom.kind, fields)


class _Checker:
    def __init__(self, law: Law, checked: Docket, decision: Decision) -> None:
        self.law = law
        self.docket = checked
        self.decision = decision
        self.vocabulary = law.pack.vocabulary
        self.judged = {j.order: j for j in (*decision.history, *decision.asked)}
        self._closed: dict[tuple[date, frozenset[Fact]], set[Fact]] = {}
        self._effects: dict[tuple[int, tuple[tuple[str, Value], ...]], bool] = {}

    def problems(self) -> Iterator[str]:
        """Every problem, in the order of the decision."""
        for entry in self.docket.items:
            judgement = self.judged.get(entry.order)
            if judgement is None:
                yield f"{entry.kind} at line {entry.place.line} is not judged"
                continue
            yield from self._judgement(entry, judgement)
        day, after = self.docket.as_of, len(self.docket.history) + 1
        answers: list[tuple[str, Answer | StatusAnswer]] = [(f"{p.by}: {p.kind}", p) for p in self.decision.now]
        answers += [(f"status {s.status}", s) for s in self.decision.statuses]
        for where, answer in answers:
            if answer.proof is None:
                if answer.robust:
                    yield f"{where}: there is no proof"
                continue
            world = self._world(answer.proof.world)
            yield from self._proof(answer.proof, self._facts(day, after, 0, world), day, where)
            if isinstance(answer, StatusAnswer):
                goal = inner_fact(answer.status, answer.fields, Dates(self.vocabulary, self.law.provisions(day)))
                if not answer.proof.steps or self._fact(answer.proof.steps[-1], day) != goal:
                    yield f"{where}: the proof ends in something else"

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
                found.add(fact(entry.kind, fields))
        for entry in self.docket.items:
            if entry.order == tried or (entry.order < before and entry in self.docket.history):
                section = "history" if entry in self.docket.history else "ask"
                fields = self._entry_fields(entry, section, world)
                if fields is None:
                    continue
                for view, stated in self._views(entry, fields):
                    if entry.order == tried:
                        found.add(fact(TRY + view, {**stated, "act": entry.order}))
                    elif self._stands(entry, before, world):
                        found.add(fact(view, stated))
        return frozenset(found)

    def _views(self, entry: Entry, fields: Mapping[str, Value]) -> Iterator[tuple[str, dict[str, Value]]]:
        own = {**fields, "on": entry.first, "order": entry.order}
        yield entry.kind, dict(own)
        for group, fixed in self.vocabulary.actions[entry.kind].is_.items():
            names = {*self.vocabulary.classes[group].fields, "by", "on", "order"}
            yield group, {**{k: v for k, v in own.items() if k in names}, **fixed, "act": entry.order}

    def _stands(self, entry: Entry, before: int, world: World) -> bool:
        """Whether an earlier action has effect and nothing before `before` has ended it."""
        if not self._effective(entry, world):
            return False
        kind = self.vocabulary.actions[entry.kind]
        for later in self.docket.history:
            ends = self.vocabulary.actions[later.kind].ends
            if ends is None or kind.id_field is None or not entry.order < later.order < before:
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

    def _outcome(self, entry: Entry, world: World) -> tuple[str, str]:
        facts = self._facts(entry.on, entry.order, entry.order, world)
        closed = self._close(entry.on, facts)
        hits: dict[str, list[str]] = {"permits": [], "requires": [], "forbids": []}
        for p in self.law.provisions(entry.on).values():
            name = p.conclusion[0]
            if name != "defines" and fact(COVERS + p.id, {"act": entry.order}) in closed:
                if name == "forbids":
                    breach = p.breach
                    effect = (
                        breach if isinstance(breach, str) else next(e[str(world[g])] for g, e in (breach or {}).items())
                    )
                    hits[name].append(effect)
                else:
                    hits[name].append(p.id)
        denied = "no-power" in hits["forbids"]
        prohibited = [e for e in hits["forbids"] if e != "no-power"]
        if prohibited:
            stands = hits["permits"] and not denied and set(prohibited) == {"stands"}
            return "forbidden", "effective" if stands else "void"
        if not hits["permits"] or denied:
            return "not-empowered", "void"
        return ("required" if hits["requires"] else "permitted"), "effective"

    def _close(self, day: date, facts: frozenset[Fact]) -> set[Fact]:
        key = (day, facts)
        if key not in self._closed:
            self._closed[key] = close(self.law.program(day), set(facts))
        return self._closed[key]

    def _judgement(self, entry: Entry, judgement: Judgement) -> Iterator[str]:
        where = f"{judgement.subject} {judgement.line}"
        if judgement.hangs_on:
            yield from self._open(entry, judgement, where)
            return
        world = self._world(judgement.proof.world if judgement.proof else {})
        found = self._outcome(entry, world)
        if found != (judgement.verdict, judgement.effect):
            told = f"{judgement.verdict}, {judgement.effect}"
            yield f"{where}: the verdict is {told}; it should be {found[0]}, {found[1]}"
        if judgement.proof is not None:
            yield from self._proof(
                judgement.proof, self._facts(entry.on, entry.order, entry.order, world), entry.on, where
            )
        elif judgement.verdict in ("permitted", "required", "forbidden"):
            yield f"{where}: there is no proof"

    def _open(self, entry: Entry, judgement: Judgement, where: str) -> Iterator[str]:
        """An undetermined answer must part in the worlds that it names."""
        choices = [[(h.on, u.reading) for u in h.choices] for h in judgement.hangs_on if h.kind == "open-question"]
        if len(choices) < len(judgement.hangs_on):
            return  # values of unknowns are checked by the tests that state them one by one
        outcomes = {self._outcome(entry, self._world(dict(world))) for world in product(*choices)}
        if len(outcomes) < 2:
            yield f"{where}: it is said to hang on {', '.join(h.on for h in judgement.hangs_on)}, but does not"

    # Proofs

    def _fact(self, step: Step, day: date) -> Fact:
        return inner_fact(step.kind, step.fields, Dates(self.vocabulary, self.law.provisions(day)))

    def _proof(self, proof: Proof, facts: frozenset[Fact], day: date, where: str) -> Iterator[str]:
        program = self.law.program(day)
        closed = self._close(day, facts)
        by_kind: dict[str, set[Fact]] = {}
        for item in closed:
            by_kind.setdefault(item.kind, set()).add(item)
        steps: dict[int, Fact] = {}
        for step in proof.steps:
            item = self._fact(step, day)
            if step.how != "derived":
                if item not in facts:
                    yield f"{where}: step {step.n} states {item}, which is not given"
            else:
                rule = program.rule.get(step.rule or "")
                if rule is None or rule.provision != step.provision:
                    yield f"{where}: step {step.n} uses no rule of the law"
                elif not self._follows(rule, step, item, steps, by_kind):
                    yield f"{where}: step {step.n}, {item}, does not follow by {rule.id}"
            steps[step.n] = item
        if not proof.steps:
            yield f"{where}: the proof is empty"

    def _follows(
        self, rule: Rule, step: Step, item: Fact, steps: Mapping[int, Fact], known: Mapping[str, set[Fact]]
    ) -> bool:
        if len(step.premises) != len(rule.atoms) or any(n not in steps for n in step.premises):
            return False
        binding: dict[str, Value] = {}
        for atom, n in zip(rule.atoms, step.premises, strict=True):
            extended = _match(atom, steps[n], binding) if steps[n].kind == atom.kind else None
            if extended is None:
                return False
            binding = extended
        if _ground(rule.head, binding) != item or not all(_true(t, binding) for t in rule.tests):
            return False
        for test, shown in zip(rule.tests, step.tests, strict=True):
            left, right = (binding[s.name] if isinstance(s, Var) else s for s in (test.left, test.right))
            if (shown.left, shown.op, shown.right, shown.times, shown.by, shown.plus) != (
                left,
                test.op,
                right,
                test.times,
                test.by,
                test.plus,
            ):
                return False
        for tally, shown_count in zip(rule.tallies, step.counts, strict=True):
            number = _number(tally.atom, tally.distinct, known, binding)
            if number != shown_count.number or not _compare(number, tally.op, tally.number):
                return False
            if any(n not in steps or _match(tally.atom, steps[n], binding) is None for n in shown_count.facts):
                return False
        return True
