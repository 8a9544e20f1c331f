"""A search for lawful actions as a text for the answer-set solver: which may be tried at each step, and what they do.

A plan has a fixed number of steps. At each, one action is tried on one day; it must be covered by a
power and hit by no prohibition, and then has effect for all later steps. The rules are those of the
case's last day, in the readings that are followed, translated with a step (see `asp`).

What is searched is finite: the kinds of action that can matter to the goal, things that the case
names or that an earlier step creates, numbers at which some comparison changes, and days at which
some time limit does. `Bounds` says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from .asp import TURNED, Translation
from .case import Item
from .compile import COVERS, TODAY, TRY
from .gringo import MISSING, Compound, constant, quoted, value
from .law import Law
from .possible import solve
from .program import Atom, Fact, OneOf, Op, Program, Rule, Tally, Test, Value, Var, fact
from .reference import Index, evaluate
from .replay import Replay
from .vocabulary import FieldType, Vocabulary, read_value
from .worlds import World

NOW, NEXT = "_T", "_T+1"
MAX_DAYS = 8
"""The most days that a search tries."""
ALIKE, NEW = 2, 2
"""How many of several things that the case does not tell apart a search uses; how many new things of a kind."""


Place = tuple[str, str]
"""A kind and one of its fields."""


@dataclass(frozen=True)
class Move:
    """One step of a plan: an action, its day as an ordinal, and its fields, the actor (`by`) among them."""

    kind: str
    day: int
    fields: Mapping[str, Value]


@dataclass(frozen=True)
class Plan:
    """Moves in their order, and what must hold of the things that they create, as facts to state."""

    moves: tuple[Move, ...]
    given: tuple[Fact, ...] = ()


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


class Planner:
    """Plans for one goal from where a case stands; `text` gives what to solve, `plan` reads the answer."""

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
        present = replay.present(replay.worlds.presence, self.today.toordinal(), 0, base, len(replay.entries) + 1)
        self.present = frozenset(f for f in present if f.kind != TODAY)
        self.first = 1 + max(replay.entries, default=0)

    # what is searched

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

    @cached_property
    def used(self) -> dict[str, set[str]]:
        """The fields of each kind that a rule speaks of."""
        found: dict[str, set[str]] = {}
        for rule in self.program.rules:
            for atom in (rule.head, *rule.atoms, *(t.atom for t in rule.tallies)):
                found.setdefault(atom.kind, set()).update(n for n, _ in atom.args)
            for tally in rule.tallies:
                found[tally.atom.kind].update([tally.distinct] if tally.distinct else [])
                if tally.distinct is None and (tally.op, tally.number) != ("==", 0):
                    found[tally.atom.kind].add("order")  # which tells apart what is done twice
        return found

    @cached_property
    def endable(self) -> frozenset[str]:
        """The kinds of action, and the classes, whose effect a step can end."""
        ends = [self.vocabulary.actions[kind] for kind in self.kinds]
        ended = {target for spec in ends if spec.ends for target in spec.fields[spec.ends].to}
        return frozenset(v for kind in ended if kind in self.vocabulary.actions for v in self._done_as(kind))

    def _done_as(self, kind: str) -> Iterator[str]:
        yield kind
        yield from self.vocabulary.actions[kind].is_

    def _seen(self, item: Fact) -> Fact:
        """A fact with what the rules speak of: two that they cannot tell apart are one."""
        if item.kind in self.vocabulary.facts or item.kind == TODAY:
            return item
        return fact(item.kind, {n: v for n, v in item.fields if n in self._fields_of(item.kind)})

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        """Every comparison that the rules make."""
        return tuple(t for rule in self.program.rules for t in rule.tests)

    @cached_property
    def edges(self) -> dict[Place, set[int]]:
        """By kind and field the numbers with which it is compared, and the least that meet a comparison or its opposite.

        Of a few bounds that can be met together, the greatest of the lower ones meets them all.
        """
        found: dict[Place, set[int]] = {}
        for _ in range(2):  # a field that is compared with another one that is open has the edges of that too
            known = {place: frozenset(numbers) for place, numbers in found.items()}
            for rule in self.program.rules:
                places = _places(rule)
                for test in rule.tests:
                    for side, times, op, other, by, plus in _sides(test):
                        if not isinstance(side, Var) or times <= 0:
                            continue
                        numbers = self._numbers(other, places, known)
                        least = {n for number in numbers for n in _lower(times, op, by * number + plus)}
                        for place in places.get(side.name, ()):
                            found.setdefault(place, set()).update(least, numbers)
        return found

    def _numbers(
        self, side: Var | Value, places: Mapping[str, list[Place]], known: Mapping[Place, frozenset[int]]
    ) -> set[int]:
        """The numbers that a side of a test can be."""
        if not isinstance(side, Var):
            return {side} if isinstance(side, int) else set()
        found: set[int] = set()
        for place in places.get(side.name, ()):
            found |= self._stated(place, frozenset())
            for kind in self._views_of(place[0]):
                found |= known.get((kind, place[1]), frozenset())
        return found

    def _views_of(self, kind: str) -> Iterator[str]:
        """All kinds under which the rules see the actions that they see under this one, done or tried."""
        for action in self.vocabulary.members(kind.removeprefix(TRY)):
            yield from self._seen_as(action)

    def _stated(self, place: Place, below: frozenset[Place]) -> frozenset[int]:
        """The numbers that a field has in what the case states, or by the rules may have from there."""
        if place in below:
            return frozenset()
        if place not in self._known:
            kind, name = place
            self._known[place] = frozenset()
            found = {
                v for f in self._by_kind.get(kind, ()) for n, v in f.fields
                if n == name and isinstance(v, int) and not isinstance(v, bool) and self._type(kind, n) == "int"
            }  # fmt: skip
            for rule in self.program.by_head.get(kind, ()):
                arg = dict(rule.head.args).get(name)
                if isinstance(arg, Var):
                    for origin in _places(rule).get(arg.name, ()):
                        found |= self._stated(origin, below | {place})
                elif isinstance(arg, int) and not isinstance(arg, bool):
                    found.add(arg)
            self._known[place] = frozenset(found)
        return self._known[place]

    @cached_property
    def _known(self) -> dict[Place, frozenset[int]]:
        return {}

    @cached_property
    def _by_kind(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for item in self.present:
            found.setdefault(item.kind, []).append(item)
        return found

    @cached_property
    def days(self) -> tuple[int, ...]:
        """The days on which a step may be taken: today, and those at which a time limit has just passed."""
        today = self.today.toordinal()
        known = {today} | {
            v for f in self.present for n, v in f.fields if isinstance(v, int) and self._type(f.kind, n) == "date"
        }
        spans = {abs(t.plus) for t in self.tests if t.plus and (t.times, t.by) == (1, 1)}
        later = {day + span + more for day in known for span in spans for more in (0, 1)}
        return (today, *sorted(d for d in later if d > today)[: MAX_DAYS - 1])

    def _type(self, kind: str, name: str) -> str:
        sort = self.vocabulary.sort(kind)
        spec = self.vocabulary.fields(kind).get(name) if sort else None
        return spec.type if spec else ""

    def values(self, kind: str, name: str, spec: FieldType) -> tuple[str, ...]:
        """The terms that a field of an action or a fact may have, `missing` among them if it may be left out."""
        if kind == self.goal.kind and name in self.goal.fields:
            return (constant(self.goal.fields[name]),)
        views = [kind] if kind in self.vocabulary.facts else list(self._seen_as(kind))
        used = any(name in self.used.get(k, ()) for k in views)
        if spec.optional and not used:
            return (MISSING,)
        found: Iterable[Value]
        match spec.type:
            case "ref":
                found = self._things(spec)
            case "enum":
                found = spec.values
            case "bool":
                found = (True, False)
            case "int":
                near = {n for view in views for n in self.edges.get((view, name), ())}
                found = [n for n in sorted({0, *near}) if spec.min <= n <= spec.max] or [spec.min]
            case "date":
                found = self.days
            case _:
                found = ()
        terms = tuple(constant(v) for v in found)
        return (*terms[: None if used else 1], *((MISSING,) if spec.optional else ()))

    def _seen_as(self, kind: str) -> Iterator[str]:
        for view in (kind, *self.vocabulary.actions[kind].is_):
            yield view
            yield TRY + view

    def _things(self, spec: FieldType) -> Iterator[str]:
        """The things that a reference can mean: those of the case, few of those that are alike, then new ones."""
        alike: dict[object, int] = {}
        for item in sorted(self.present):
            name = item.get("id")
            if item.kind in spec.to and isinstance(name, str):
                mark = name if name in self._referred else (item.kind, *(f for f in item.fields if f[0] != "id"))
                alike[mark] = alike.get(mark, 0) + 1
                if alike[mark] <= max(ALIKE, self.counted.get(item.kind, 0)):
                    yield name
        for kind in spec.to:
            if kind in self.kinds and self.vocabulary.actions[kind].id_field:
                yield from self._new_ids(kind)

    def _new_ids(self, kind: str) -> list[str]:
        return [new_id(kind, n) for n in range(min(self.steps, max(NEW, self.counted.get(kind, 0))))]

    @cached_property
    def counted(self) -> dict[str, int]:
        """How many things of a kind the rules ask for at most, where they count what follows from it."""
        found: dict[str, int] = {}
        for tally in (t for rule in self.program.rules for t in rule.tallies if t.op in (">=", ">", "==") and t.number):
            for kind in self._under(tally.atom.kind):
                found[kind] = max(found.get(kind, 0), tally.number + (tally.op == ">"))
        return found

    def _under(self, kind: str) -> set[str]:
        """The kinds from which one follows, itself among them, a class with its actions."""
        seen: set[str] = set()
        waiting = [kind]
        while waiting:
            if (found := waiting.pop()) not in seen:
                seen.add(found)
                waiting += self.vocabulary.members(found)
                waiting += [a.kind for rule in self.program.by_head.get(found, ()) for a in rule.atoms]
        return seen

    @cached_property
    def _referred(self) -> frozenset[str]:
        """Ids that some fact refers to, or the goal does."""
        found = {v for f in self.present for n, v in f.fields if n != "id" and isinstance(v, str)}
        return frozenset(found | {v for v in self.goal.fields.values() if isinstance(v, str)})

    # the text

    @cached_property
    def _law(self) -> Translation:
        return Translation(
            self.program, frozenset(map(self._seen, self.present)) | frozenset(self._samples()),
            varying=[TODAY, *(v for kind in self.kinds for v in self._seen_as(kind))],
            numbers=[*set().union(*self.edges.values()), *self.days, self.first + self.steps],
        )  # fmt: skip

    def _samples(self) -> Iterator[Fact]:
        """Facts that tell the translation which fields and values an action may have."""
        yield from (fact(TODAY, {"date": day}) for day in self.days)
        for kind in self.kinds:
            domains = {name: self._terms(kind, name, spec) for name, spec in self._specs(kind).items()}
            for n in range(max(map(len, domains.values()), default=1)):
                fields = {name: terms[min(n, len(terms) - 1)] for name, terms in domains.items() if terms}
                known = {name: v for name, v in fields.items() if v is not None}
                common = {**known, "on": self.days[0], "order": self.first, "act": self.first}
                for view, fixed in self._views(kind):
                    full = {**common, **fixed}
                    stated = {k: v for k, v in full.items() if k in self._fields_of(view)}
                    yield fact(view, stated)
                    yield fact(TRY + view, {k: v for k, v in full.items() if k in self._fields_of(TRY + view)})
        for kind in self.given:
            specs = self.vocabulary.facts[kind].fields
            domains = {name: self._terms(kind, name, spec) for name, spec in specs.items()}
            for n in range(max(map(len, domains.values()), default=1)):
                fields = {name: terms[min(n, len(terms) - 1)] for name, terms in domains.items() if terms}
                yield fact(kind, {name: v for name, v in fields.items() if v is not None})

    def _terms(self, kind: str, name: str, spec: FieldType) -> list[Value | None]:
        if spec.type == "id":
            return [new_id(kind, 0)]
        return [value(_symbol(term)) for term in self.values(kind, name, spec)]

    def _specs(self, kind: str) -> dict[str, FieldType]:
        by = FieldType(type="enum", values=tuple(b for b in self.vocabulary.actions[kind].by if self._acts(b)))
        return {**self.vocabulary.actions[kind].fields, "by": by}

    def _acts(self, body: str) -> bool:
        return self.actors is None or body in self.actors

    def _views(self, kind: str) -> Iterator[tuple[str, Mapping[str, Value]]]:
        """The action as itself, and as each class that it belongs to with the fields this fixes."""
        yield kind, {}
        yield from self.vocabulary.actions[kind].is_.items()

    def _fields_of(self, view: str) -> set[str]:
        """The fields of an action, done or tried, that matter."""
        return self.used.get(view, set()) | ({"order"} if view in self.endable else set())

    @cached_property
    def rules(self) -> str:
        """The law, where the case stands, and what may be tried: all that does not depend on the number of steps."""
        law = self._law
        varying = {kind for kind, shape in law.shapes.items() if shape.varying}
        lines = [law.rules(), law.facts({self._seen(f) for f in self.present})]
        lines += [
            "_step(0..n).",
            f"_choice({';'.join(map(str, self.days))}).",
            "1 { _day(_T,D) : _choice(D) } 1 :- _step(_T).",
            ":- _day(_T,D), _day(_T+1,E), E < D.",
            law.atom(TODAY, {"date": "D"}, NOW) + " :- _day(_T,D)." if TODAY in law.shapes else "",
            f"_order(_T,_T+{self.first}) :- _step(_T).",
            f"_number(O) :- O = 0..n+{self.first}.",
            "{ _do(A,_T) : _action(A) } 1 :- _step(_T), _T < n.",
            "_acts(_T) :- _do(_,_T).",
            ":- _step(_T), _T >= n-least, _T < n, not _acts(_T).",
            ":- _acts(_T), _T < n-1, not _acts(_T+1).",
            ":~ _acts(_T). [1@4,_T]",
            "_there(V,_T+1) :- _there(V,_T), _step(_T), _T < n.",
            ":- _refers(V,_T), _fresh(V), not _there(V,_T).",
            ":- _do(_,_T), not _covered(_T).",
            ":- _do(_,_T), _hit(_T).",
        ]
        for kind in self.kinds:
            lines += self._action(kind)
        for kind in self.given:
            lines += self._statement(kind)
        lines += self._effects(varying)
        for kind in self.kinds:
            for p in self.about[kind]:
                name = COVERS + p.id
                if name in law.shapes and (mark := {"permits": "_covered", "forbids": "_hit"}.get(p.conclusion[0])):
                    lines.append(f"{mark}(_T) :- {law.atom(name, {}, NOW)}, _step(_T).")
        lines += ["#show _do/2. #show _field/4. #show _day/2. #show _given/1.", *self._end()]
        return "\n".join(dict.fromkeys(lines)) + "\n"

    def _action(self, kind: str) -> Iterator[str]:
        """What may be tried: an action with a value for each of its fields."""
        law, name = self._law, quoted(kind)
        yield f"_action({name})."
        terms: dict[str, str] = {"on": "On", "order": "O", "act": "O"}
        body: list[tuple[str, str | None]] = [(f"_do({name},_T)", None), ("_day(_T,On)", "On"), ("_order(_T,O)", "O")]
        for n, (field, spec) in enumerate(self._specs(kind).items()):
            if spec.type == "id":
                if spec.optional:
                    yield f"_field({name},{quoted(field)},{MISSING},_T) :- _do({name},_T)."
                else:
                    for new in self._new_ids(kind):
                        yield f"_value({name},{quoted(field)},{quoted(new)})."
                    choice = f"_field({name},{quoted(field)},V,_T) : _value({name},{quoted(field)},V)"
                    yield f"1 {{ {choice} }} 1 :- _do({name},_T)."
                    again = f"_field({name},{quoted(field)},V,_T), _field({name},{quoted(field)},V,S), S < _T"
                    yield f":- {again}."
                    for earlier, later in pairwise(self._new_ids(kind)):
                        before = f"_field({name},{quoted(field)},{quoted(earlier)},S) : _step(S), S < _T"
                        yield f":- _field({name},{quoted(field)},{quoted(later)},_T), not 1 {{ {before} }}."
            else:
                for term in self.values(kind, field, spec):
                    yield f"_value({name},{quoted(field)},{term})."
                choice = f"_field({name},{quoted(field)},V,_T) : _value({name},{quoted(field)},V)"
                yield f"1 {{ {choice} }} 1 :- _do({name},_T)."
                if spec.type == "ref":
                    yield f"_refers(V,_T) :- _field({name},{quoted(field)},V,_T)."
                if spec.type == "int":
                    yield f":~ _field({name},{quoted(field)},V,_T), V != {MISSING}. [V@1,{name},{quoted(field)},_T]"
                elif spec.optional:
                    yield f":~ _field({name},{quoted(field)},V,_T), V != {MISSING}. [1@2,{name},{quoted(field)},_T]"
            terms[field] = f"V{n}"
            body.append((f"_field({name},{quoted(field)},V{n},_T)", f"V{n}"))
        for view, fixed in self._views(kind):
            own = {**terms, **{f: constant(v) for f, v in fixed.items()}}
            for seen, at in ((TRY + view, NOW), (view, NEXT)):
                if seen in law.shapes:
                    fits = {f: t for f, t in own.items() if f in law.shapes[seen].fields}
                    used = [text for text, term in body if term is None or term in fits.values()]
                    yield f"{law.atom(seen, fits, at, MISSING)} :- {', '.join(used)}, _T < n."
        yield ":~ _day(n,D). [D@3]"

    def _statement(self, kind: str) -> Iterator[str]:
        """A fact that may be stated of a thing that the plan creates."""
        law, terms, body, new = self._law, {}, [], []
        for n, (field, spec) in enumerate(self.vocabulary.facts[kind].fields.items()):
            terms[field] = f"V{n}"
            for term in self.values(kind, field, spec):
                yield f"_value({quoted(kind)},{quoted(field)},{term})."
            body.append(f"_value({quoted(kind)},{quoted(field)},V{n})")
            if spec.type == "ref":
                new.append((f"_created(V{n})", f"V{n}"))
        atom = law.atom(kind, terms, "0", MISSING)
        for one, id in new:
            yield f"{{ _given({atom}) }} :- {', '.join(body)}, {one}."
            yield f":- _given({atom}), {', '.join(body)}, _fresh({id}), not {one}."
        yield f"{atom} :- _given({atom})."
        yield f":~ _given({atom}), {', '.join(body)}. [1@2,{atom}]"

    def _effects(self, varying: set[str]) -> Iterator[str]:
        """What was done stays done, unless its effect is ended."""
        law = self._law
        named: dict[str, int] = {}
        for item in self.present:
            done = self.vocabulary.actions.get(item.kind)
            order, name = item.get("order"), item.get(done.id_field or "") if done else None
            if isinstance(name, str) and isinstance(order, int):
                named[name] = order
        for name, order in named.items():
            yield f"_named({quoted(name)},{order})."
        for kind in self.kinds:
            spec = self.vocabulary.actions[kind]
            if spec.id_field:
                new = f"_field({quoted(kind)},{quoted(spec.id_field)},V,_T)"
                yield f"_named(V,O) :- {new}, _order(_T,O)."
                yield f"_created(V) :- {new}."
                yield f"_there(V,_T+1) :- {new}, _T < n."
                yield from (f"_fresh({quoted(name)})." for name in self._new_ids(kind))
            if spec.ends and spec.ends in spec.fields:
                field = f"_field({quoted(kind)},{quoted(spec.ends)},V,_T)"
                yield f"_gone(O,_T) :- {field}, _named(V,O), _T < n."
        sizes = {
            "_gone": 2,
            "_named": 2,
            "_there": 2,
            "_refers": 2,
            "_fresh": 1,
            "_value": 3,
            "_action": 1,
            "_created": 1,
            "_given": 1,
            "_covered": 1,
            "_hit": 1,
        }
        yield from (f"#defined {name}/{size}." for name, size in sizes.items())
        for kind in sorted(varying):
            if self.vocabulary.sort(kind) in ("action", "class"):
                terms = {f: f"F{n}" for n, f in enumerate(law.shapes[kind].fields)}
                here, there = (law.atom(kind, terms, at) for at in (NOW, NEXT))
                stays = f", not _gone({terms['order']},_T)" if kind in self.endable else ""
                yield f"{there} :- {here}, _step(_T), _T < n{stays}."

    def _end(self) -> Iterator[str]:
        """The goal: an action at the last step, or a status after it."""
        if self.goal.is_action:
            yield f":- not _do({quoted(self.goal.kind)},n-1)."
            return
        law = self._law
        if self.goal.kind not in law.shapes:
            yield ":- _step(0)."
            return
        fields = {n: constant(v) for n, v in self.goal.fields.items()}
        yield f"_reached :- {law.atom(self.goal.kind, fields, 'n')}."
        yield ":- not _reached."

    def text(self, steps: int, rules: str, without: Iterable[Iterable[str]] = (), least: int | None = None) -> str:
        """What to solve for the shortest plan of `least` to so many steps, else of exactly so many.

        No plan does all of the kinds of one of the lists in `without`.
        """
        lines = [f"#const n = {steps}.", f"#const least = {steps if least is None else least}.", rules]
        for kinds in without:
            lines.append(":- " + ", ".join(f"_do({quoted(k)},_)" for k in sorted(set(kinds))) + ".")
        return "\n".join(lines)

    def plan(self, atoms: Iterable[Compound]) -> Plan:
        """The plan that an answer of the solver stands for."""
        given: list[Fact] = []
        kinds: dict[int, str] = {}
        days: dict[int, int] = {}
        fields: dict[int, dict[str, Value]] = {}
        for atom in atoms:
            match atom.name, atom.arguments:
                case "_do", (str(kind), int(step)):
                    kinds[step] = kind
                case "_day", (int(step), int(day)):
                    days[step] = day
                case "_given", (Compound() as stated,):
                    if (read := self._law.read(stated)) is not None:
                        given.append(read[0])
                case "_field", (str(), str(name), term, int(step)):
                    if (found := value(term)) is not None:
                        fields.setdefault(step, {})[name] = found
        moves = tuple(Move(kinds[step], days[step], fields.get(step, {})) for step in sorted(kinds))
        return Plan(moves, tuple(sorted(given)))


def new_id(kind: str, n: int) -> str:
    """The id of the n-th thing, from 0, that a plan creates by a kind of action."""
    return f"new-{kind}-{n + 1}"


def _places(rule: Rule) -> dict[str, list[Place]]:
    """Where the variables of a rule stand."""
    found: dict[str, list[Place]] = {}
    for atom in (*rule.atoms, *(t.atom for t in rule.tallies)):
        for name, arg in atom.args:
            if isinstance(arg, Var):
                found.setdefault(arg.name, []).append((atom.kind, name))
    return found


def _sides(test: Test) -> tuple[tuple[Var | Value, int, Op, Var | Value, int, int], ...]:
    """A test as it is and turned round: `times * side op by * other + plus`."""
    return (
        (test.left, test.times, test.op, test.right, test.by, test.plus),
        (test.right, test.by, TURNED[test.op], test.left, test.times, -test.plus),
    )


def _lower(times: int, op: Op, right: int) -> tuple[int, ...]:
    """The least number that meets `times * x op right`, and the least that does not though less do or another does."""
    bound, number = solve(Fraction(right, times), op)
    match bound:
        case "at_least":
            return (number,)
        case "at_most":
            return (number + 1,)
        case _:
            return number, number + 1


def _hinders(tally: Tally) -> bool:
    """Whether a count can only be spoilt by more."""
    return tally.op in ("<", "<=") or (tally.op == "==" and tally.number == 0)


def _fits(wanted: object, fixed: Value) -> bool:
    return fixed in wanted.values if isinstance(wanted, OneOf) else wanted == fixed


def _symbol(term: str) -> Compound | str | int:
    """A term that `gringo.constant` wrote, as the solver would give it."""
    if term in ("true", "false", MISSING):
        return Compound(term)
    if term.startswith('"'):
        return term[1:-1].replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")
    return int(term)
