"""What a search for lawful actions considers: the kinds of action that can lead to a goal, and the rules about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from .case import Item
from .compile import COVERS, TODAY, TRY
from .law import Law
from .mentions import fields_used
from .program import Atom, Fact, OneOf, Program, Rule, Tally, Test, Value, Var, fact
from .reference import Index, evaluate
from .replay import Replay
from .vocabulary import Vocabulary, read_value
from .worlds import World


@dataclass(frozen=True)
class Goal:
    """What a plan is to bring about: an action that has effect, or a status; `fields` are those that are fixed."""

    kind: str
    fields: Mapping[str, Value]
    is_action: bool

    @classmethod
    def of(cls, item: Item, vocabulary: Vocabulary) -> Goal:
        """The goal that an item of the command line names; its fields must fit (see `docket`)."""
        specs = vocabulary.fields(item.kind)
        fields = {n: read_value(specs[n], raw) for n, raw in item.fields.items() if raw != "unknown"}
        return cls(item.kind, fields, item.kind in vocabulary.actions)


class Scope:
    """The kinds of action that matter to a goal, from where a case stands."""

    def __init__(
        self,
        law: Law,
        replay: Replay,
        goal: Goal,
        steps: int,
        actors: frozenset[str] | None = None,
        *,
        wide: bool = False,
        world: World | None = None,
    ) -> None:
        """`steps` is the greatest number of them; `actors` are the bodies that may act, None for all.

        With `wide` every action is tried that the rules connect with the goal (see `kinds`). `world` settles
        what the case leaves open, in place of the first way that is followed.
        """
        self.vocabulary = law.pack.vocabulary
        self.goal = goal
        self.steps = steps
        self.actors = actors
        self.wide = wide
        self.today = replay.docket.as_of
        self.whole: Program = law.program(self.today)
        self.about = {kind: law.about(kind, self.today) for kind in self.vocabulary.actions}
        base = {**replay.ways.base, **(world or {})}
        self.law = law
        self._present_on = partial(
            replay.present, replay.worlds.presence, tried=0, world=base, before=len(replay.entries) + 1
        )
        self.present = self._holding_on(self.today.toordinal())
        self.first = 1 + max(replay.entries, default=0)
        self.named = frozenset(
            str(entry.fields[name])
            for entry in (*replay.docket.facts, *replay.docket.history)
            for name, spec in self.vocabulary.fields(entry.kind).items()
            if spec.type == "id" and name in entry.fields
        )

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of action that can help.

        From the goal the rules are followed backwards through what is lacking: a pattern that nothing matches
        yet, a count, what a prohibition in the way asks for, what could end an obstacle. With `wide` what is
        there already is followed too.
        """
        found: dict[str, None] = {}
        seen: set[tuple[str, bool]] = set()
        size = -1
        while size != len(seen):  # a prohibition may come into play by what a later action creates
            size = len(seen)
            waiting = [(self.goal.kind, True)]
            done: set[tuple[str, bool]] = set()
            while waiting:
                want = waiting.pop()
                if want in done:
                    continue
                done.add(want)
                kind, wanted = want
                for action in self.vocabulary.members(kind) if wanted else self._enders(kind):
                    if self._may_act(action):
                        found[action] = None
                        waiting += self._about(action, seen)
                        waiting += ((thing, True) for thing in self._referred_to(action))
                if wanted:
                    waiting += ((thing, True) for thing in self._spoken_of(kind))
                for rule in self.whole.by_head.get(kind, ()):
                    waiting += self._below(rule, wanted)
            seen |= done
        self._wanted = frozenset(kind for kind, wanted in seen if wanted)
        return tuple(found)

    @cached_property
    def given(self) -> tuple[str, ...]:
        """The kinds of fact that can be stated of what a plan creates: what a list names, what a draft would do."""
        created = {*self.kinds}
        return tuple(
            kind
            for kind, spec in self.vocabulary.facts.items()
            if kind in self._wanted
            and not spec.id_field
            and any(created & {*f.to} for f in spec.fields.values() if f.type == "ref")
        )

    def _spoken_of(self, kind: str) -> Iterator[str]:
        """The kinds of action whose things a fact can be stated of."""
        spec = self.vocabulary.facts.get(kind)
        if spec and not spec.id_field:
            refs = (f for f in spec.fields.values() if f.type == "ref")
            yield from (thing for f in refs for thing in f.to if thing in self.vocabulary.actions)

    def _referred_to(self, action: str) -> Iterator[str]:
        """The kinds of action that make what one must refer to, where there is no such thing yet."""
        there = {f.kind for f in self.present}
        for spec in self.vocabulary.actions[action].fields.values():
            if spec.type == "ref" and not spec.optional and (self.wide or not there & {*spec.to}):
                yield from (thing for thing in spec.to if thing in self.vocabulary.actions)

    def _about(self, action: str, seen: set[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
        """What to want of the rules about an action: its powers to hold, its prohibitions not to."""
        for p in self.about[action]:
            match p.conclusion[0]:
                case "permits":
                    yield COVERS + p.id, True
                case "forbids":
                    for rule in (
                        r for cover in self.whole.by_head.get(COVERS + p.id, ()) for r in self._opening(cover)
                    ):
                        if all(self._matched(a) or any((k, True) in seen for k in self._drawn(a)) for a in rule.atoms):
                            yield from self._below(rule, False)

    def _opening(self, cover: Rule) -> tuple[Rule, ...]:
        return tuple(r for a in cover.atoms for r in self.whole.by_head.get(a.kind, ()))

    def _below(self, rule: Rule, wanted: bool) -> Iterator[tuple[str, bool]]:
        """What to want of the parts of a rule that is wanted to apply, or not to."""
        for atom in rule.atoms:
            if self.wide or self._matched(atom) != wanted:
                yield from ((k, wanted) for k in self._drawn(atom))
        for tally in rule.tallies:
            if not _hinders(tally):
                yield from ((k, wanted) for k in self._drawn(tally.atom))
            elif self.wide or not wanted or self._matched(tally.atom):
                yield from ((k, not wanted) for k in self._drawn(tally.atom))

    @cached_property
    def _holding(self) -> Index:
        today = fact(TODAY, {"date": self.today.toordinal()})
        model = evaluate(self.whole, [*sorted(self.present), today])
        return Index([*model.stated, *model.derived])

    def _matched(self, atom: Atom) -> bool:
        """Whether something that holds today matches a pattern."""
        return any(self._holding.matches(atom, {}))

    def _may_act(self, action: str) -> bool:
        return self.actors is None or bool(self.actors & {*self.vocabulary.actions[action].by})

    def _enders(self, kind: str) -> Iterator[str]:
        """The kinds of action that can end the effect of one that was done."""
        if any(f.kind == kind for f in self.present):
            for action, spec in self.vocabulary.actions.items():
                if spec.ends and {*spec.fields[spec.ends].to} & {*self.vocabulary.members(kind)}:
                    yield action

    def _drawn(self, atom: Atom) -> Iterator[str]:
        """The kinds by which an atom comes true: itself, or the actions of a class that fit its constants."""
        if atom.kind.startswith(TRY):
            return
        if atom.kind not in self.vocabulary.classes:
            yield atom.kind
            return
        wanted = {n: a for n, a in atom.args if not isinstance(a, Var)}
        for action in self.vocabulary.members(atom.kind):
            fixed = self.vocabulary.actions[action].is_[atom.kind]
            if all(_fits(wanted[n], fixed[n]) for n in wanted if n in fixed):
                yield action

    @cached_property
    def program(self) -> Program:
        """The rules that bear upon the goal or on whether one of the actions may be done."""
        waiting = [COVERS + p.id for kind in self.kinds for p in self.about[kind]]
        waiting += [] if self.goal.is_action else [self.goal.kind]
        seen: set[str] = set()
        rules: set[str] = set()
        while waiting:
            kind = waiting.pop()
            if kind in seen:
                continue
            seen.add(kind)
            for rule in self.whole.by_head.get(kind, ()):
                rules.add(rule.id)
                waiting += [a.kind for a in (*rule.atoms, *(t.atom for t in rule.tallies))]
        return Program(tuple(r for r in self.whole.rules if r.id in rules), self.whole.optional, self.whole.name)

    def as_today(self, day: int) -> bool:
        """Whether what the case states holds on a day as it does today, and the rules that matter are the same."""
        spoken_of = {*self.program.by_head, *(view for kind in self.kinds for view in self._done_as(kind))}
        changes = self.law.changes(self.today, date.fromordinal(day))
        return not changes & spoken_of and self._holding_on(day) == self.present

    def _holding_on(self, day: int) -> frozenset[Fact]:
        return frozenset(f for f in self._present_on(day=day) if f.kind != TODAY)

    @cached_property
    def used(self) -> dict[str, set[str]]:
        """The fields of each kind that a rule speaks of."""
        return fields_used(self.program.rules)

    @cached_property
    def endable(self) -> frozenset[str]:
        """The kinds of action, and the classes, whose effect a step can end."""
        ends = [self.vocabulary.actions[kind] for kind in self.kinds]
        ended = {target for spec in ends if spec.ends for target in spec.fields[spec.ends].to}
        return frozenset(v for kind in ended if kind in self.vocabulary.actions for v in self._done_as(kind))

    def _done_as(self, kind: str) -> Iterator[str]:
        yield kind
        yield from self.vocabulary.actions[kind].is_

    def _fields_of(self, view: str) -> set[str]:
        """The fields of an action, done or tried, that matter."""
        return self.used.get(view, set()) | ({"order"} if view in self.endable else set())

    def _seen(self, item: Fact) -> Fact:
        """A fact with what the rules speak of: two that they cannot tell apart are one."""
        if item.kind in self.vocabulary.facts or item.kind == TODAY:
            return item
        return fact(item.kind, {n: v for n, v in item.fields if n in self._fields_of(item.kind)})

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        """Every comparison that the rules make."""
        return tuple(t for rule in self.program.rules for t in rule.tests)


def _hinders(tally: Tally) -> bool:
    """Whether a count can only be spoilt by more."""
    return tally.op in ("<", "<=") or (tally.op == "==" and tally.number == 0)


def _fits(wanted: object, fixed: Value) -> bool:
    return fixed in wanted.values if isinstance(wanted, OneOf) else wanted == fixed
