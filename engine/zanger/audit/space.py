"""All situations within bounds, as choices of the solver: things, facts, what was done, readings, one attempt.

What was done is taken to have had effect, whether or not the law gave a power for it: what cannot be in this
space cannot be at all. Each kind has slots; a slot is used or not, and each of its fields that some rule speaks
of has one of a few values, such that no rule tells another value apart from all of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from ..asp import Translation
from ..compile import ACT, READING, TODAY, TRY
from ..gringo import MISSING, constant, quoted
from ..mentions import fields_used, most_counted
from ..program import Fact, OneOf, Program, Value, Var, fact
from ..thresholds import Thresholds
from ..vocabulary import FieldType, Vocabulary
from .bounds import Bounds
from .columns import Columns
from .unfolding import Unfolding

ATTEMPT = 900
"""The order of the action that is tried: after all that was done."""
RANK = 100
"""What a rank in time counts; the number of its slot tells apart what is done at one."""
RANKS = 4
SAMPLES = (12, 9)
"""What a number is that rules only compare with others: two sizes, of which a share can differ."""
DAYS = 3
"""How many days in a row there are at least, so that one thing can come between two others."""
ROUNDS, MANY = 3, 200
"""How often numbers that are compared with each other are looked at again, and how many there may be."""
TRIED = "try"
"""The slot of the attempt."""
SELDOM = 3
"""How many slots in all a class may have that rules only see as a class."""


Pinned = Mapping[tuple[str, int | None], Mapping[str, Value]]
"""What is already settled of some slots: of a kind and a number, or of the attempt."""


class Space:
    """The situations that the rules of a program can tell apart.

    `kind` is the action that is tried, None where only what holds is asked about; `doable` are the kinds of
    action that can have been done, `readings` the questions of the pack with their answers.
    """

    def __init__(
        self,
        program: Program,
        vocabulary: Vocabulary,
        readings: Mapping[str, tuple[str, ...]],
        day: int,
        kind: str | None,
        doable: frozenset[str],
        bounds: Bounds,
        *,
        wide: bool = False,
        pinned: Pinned | None = None,
    ) -> None:
        """With `wide` there are as many things as the greediest rule needs, unfolded, else as a rule names itself.

        `pinned` are slots that are used, with the values that their fields have; the attempt is the slot None.
        """
        self.program = program
        self.vocabulary = vocabulary
        self.readings = readings
        self.day = day
        self.kind = kind
        self.doable = doable
        self.bounds = bounds
        self.wide = wide
        self.pinned: Pinned = pinned or {}
        self.used = fields_used(program.rules)
        self.columns = Columns(program.rules, vocabulary)

    # Slots

    @cached_property
    def slots(self) -> dict[str, int]:
        """How many there can be of each kind of fact, and of each action that was done; what is pinned among them."""
        found = self._open_slots()
        for kind, slot in self.pinned:
            if kind in found and slot is not None:
                found[kind] = max(found[kind], slot + 1)
        return found

    def _open_slots(self) -> dict[str, int]:
        needed = most_counted(self.program, self.vocabulary)
        wide = Unfolding(self.program, self.vocabulary).most() if self.wide else {}
        needed = {k: max(needed.get(k, 0), min(wide.get(k, 0), self.bounds.most)) for k in (*needed, *wide)}
        joined = self._joined()
        found: dict[str, int] = {}
        waiting = [k for rule in self.program.rules for k, _ in rule.needs()]
        while waiting:
            kind = waiting.pop()
            sort = self.vocabulary.sort(kind)
            for one in self._members(kind) if sort == "class" else (kind,):
                if one in found or (sort == "action" and one not in self.doable) or sort in (None, "status"):
                    continue
                number = max(1, needed.get(one, 0), needed.get(kind, 0), joined.get(one, 0), joined.get(kind, 0))
                found[one] = self.bounds.things.get(one, number)
                waiting += self._needed(one)
        if self.kind is not None:
            for one in self._needed(self.kind, tried=True):
                if one not in found:
                    found[one] = self.bounds.things.get(one, 1)
                    waiting += self._needed(one)
            while waiting:
                one = waiting.pop()
                if one not in found:
                    found[one] = self.bounds.things.get(one, 1)
                    waiting += self._needed(one)
        return found

    def _joined(self) -> dict[str, int]:
        """How often a rule speaks of a kind; twice for what refers to its own kind."""
        found: dict[str, int] = {}
        for rule in self.program.rules:
            kinds = [a.kind for a in rule.atoms]
            others = {t.atom.kind for t in rule.tallies}
            for kind in {*kinds, *others}:
                found[kind] = max(found.get(kind, 0), kinds.count(kind) + (kind in others))
        for kind, spec in self.vocabulary.facts.items():
            if any(kind in f.to and n in self.used.get(kind, ()) for n, f in spec.fields.items()):
                found[kind] = max(found.get(kind, 0), 2)
        return found

    def _members(self, group: str) -> Iterator[str]:
        """The actions that rules can see as one of a class, by the fields that these fix."""
        atoms = [
            a for rule in self.program.rules for a in (*rule.atoms, *(t.atom for t in rule.tallies)) if a.kind == group
        ]
        own = {k for rule in self.program.rules for k, _ in rule.needs()}
        others = 0
        for action in self.vocabulary.members(group):
            fixed = self.vocabulary.actions[action].is_[group]
            fits = any(
                all(n not in fixed or isinstance(a, Var) or _fits(a, fixed[n]) for n, a in atom.args) for atom in atoms
            )
            if fits and action in self.doable:
                others += action not in own
                if action in own or others <= SELDOM:
                    yield action

    def _needed(self, kind: str, *, tried: bool = False) -> Iterator[str]:
        """A kind of thing for each reference that rules look at, where there is none yet."""
        names = self.fields_of(kind, tried=tried)
        for name, spec in self.vocabulary.kinds[kind][1].fields.items():
            if name in names and spec.type == "ref":
                there = {k for rule in self.program.rules for k, _ in rule.needs()} & {*spec.to}
                facts = [k for k in spec.to if k in self.vocabulary.facts]
                done = [k for k in spec.to if k in self.doable]
                if not there and (some := [*facts, *done]):
                    yield some[0]

    # Fields and their values

    def views(self, kind: str) -> Iterator[tuple[str, Mapping[str, Value]]]:
        """The kind itself; an action also as each class that it belongs to, with the fields this fixes."""
        yield kind, {}
        if kind in self.vocabulary.actions:
            yield from self.vocabulary.actions[kind].is_.items()

    def fields_of(self, kind: str, *, tried: bool = False) -> dict[str, FieldType]:
        """The fields of a kind that rules look at, or that must be there for others to refer to."""
        prefix = TRY if tried else ""
        used = {n for view, _ in self.views(kind) for n in self.used.get(prefix + view, ())}
        specs = dict(self.vocabulary.kinds[kind][1].fields)
        if kind in self.vocabulary.actions:
            specs["by"] = FieldType(type="enum", values=self.vocabulary.actions[kind].by)
            specs["on"] = FieldType(type="date")
            specs["order"] = FieldType(type="int", min=1)
            if "act" in used:
                used.add("order")
            if not tried and (ends := self.vocabulary.actions[kind].ends):
                used.add(ends)
        return {n: spec for n, spec in specs.items() if n in used}

    @cached_property
    def _edges(self) -> dict[tuple[str, str], set[int]]:
        present = [fact(kind, {"_": n, **self._sizes(kind, n)}) for kind in self.slots for n in range(len(SAMPLES))]
        present += [fact(kind, {"_": n, **fields}) for n, ((kind, _), fields) in enumerate(self.pinned.items())]
        found: dict[tuple[str, str], set[int]] = {}
        for _ in range(ROUNDS):  # what is compared with a number that has edges has edges for each of them
            found = Thresholds(self.program, present, self.vocabulary).edges
            more = [
                fact(kind, {"_": -1, name: number})
                for kind in self.slots
                for name, spec in self.fields_of(kind).items()
                if spec.type == "int" and name != "order"
                for number in self._near(found, [v for v, _ in self.views(kind)], name, spec)
            ]
            if len(more) > MANY or set(more) <= set(present):
                break
            present = [*dict.fromkeys([*present, *more])]
        return found

    def _near(
        self, edges: Mapping[tuple[str, str], set[int]], views: Iterable[str], name: str, spec: FieldType
    ) -> set[int]:
        """The numbers at which a comparison of a field changes, and those just below."""
        near = {n for view in views for k in (view, TRY + view) for n in edges.get((k, name), ())}
        return {n for edge in near for n in (edge - 1, edge) if spec.min <= n <= spec.max}

    def _sizes(self, kind: str, n: int) -> dict[str, Value]:
        """Sizes that the numbers of a fact may have which rules only compare with others."""
        return {
            name: max(spec.min, min(SAMPLES[n], spec.max))
            for name, spec in self.fields_of(kind).items()
            if spec.type == "int" and self.columns.tested(kind, name)
        }

    @cached_property
    def days(self) -> tuple[int, ...]:
        """The days on which something can have been: today, the day before, and the ends of each time."""
        spans = sorted({abs(t.plus) for rule in self.program.rules for t in rule.tests if t.plus and t.times == t.by})
        named = {v for (k, n) in self._dates() for v in self.columns.constants(k, n) if isinstance(v, int)}
        near = [self.day - n for n in range(DAYS)]
        near += [v + more for v in sorted(named) for more in (0, -1, 1)]
        near += [self.day - span - more for span in spans for more in (0, 1)]
        return tuple(sorted(dict.fromkeys(d for d in near if 0 < d <= self.day), reverse=True)[: self.bounds.days])

    @cached_property
    def coming(self) -> tuple[int, ...]:
        """Days for which something can be set: those, and the ends of each time from today on."""
        spans = sorted({abs(t.plus) for rule in self.program.rules for t in rule.tests if t.plus and t.times == t.by})
        later = [self.day + span + more for span in spans for more in (0, 1)][: self.bounds.days]
        return (*later, *(d for d in self.days if d not in later))

    def _dates(self) -> Iterator[tuple[str, str]]:
        yield TODAY, "date"
        for kind in self.slots:
            yield from ((kind, name) for name, spec in self.fields_of(kind).items() if spec.type == "date")

    def values(self, kind: str, name: str, spec: FieldType, slot: int = 0, *, tried: bool = False) -> list[Value]:
        """The values that a field may have; that it may be left out is not among them."""
        known = self.pinned.get((kind, None if tried else slot), {})
        if name in known:
            return [known[name]]
        views = [view for view, _ in self.views(kind)]
        constants = set[Value]().union(*(self.columns.constants(view, name) for view in views))
        match spec.type:
            case "ref":
                return [
                    self.name(one, n)
                    for one in spec.to
                    if one in self.slots and self.vocabulary.kinds[one][1].id_field
                    for n in range(self.slots[one])
                    if one != kind or n < slot
                ]
            case "enum":
                spoken = [v for v in spec.values if v in constants]
                return [*spoken, *[v for v in spec.values if v not in constants][:1]]
            case "bool":
                return [True, False]
            case "date":
                if name == "on":
                    return [self.day] if tried else list(self.days)
                return list(self.coming)
            case "int" if name == "order":
                return self._orders(kind, slot, tried=tried)
            case "int":
                return list(self._numbers(views, kind, name, spec, constants))
            case "ratio":
                return sorted(str(c) for c in constants) or ["1/2"]
            case _:
                return []

    def _numbers(
        self, views: list[str], kind: str, name: str, spec: FieldType, constants: set[Value]
    ) -> Iterable[Value]:
        near = self._near(self._edges, views, name, spec)
        named = {c for c in constants if isinstance(c, int) and not isinstance(c, bool)}
        near |= {n for c in named for n in (c - 1, c)}
        if any(self.columns.tested(view, name) for view in views):
            near |= {max(spec.min, min(n, spec.max)) for n in SAMPLES}
        near |= {spec.min} if near else set()
        found = sorted(n for n in near if spec.min <= n <= spec.max)
        if not found:
            first = max(spec.min, min(SAMPLES[0], spec.max))
            return [first, *([first - 1] if first > spec.min else [])]
        if len(found) > self.bounds.numbers:
            found = [found[n * (len(found) - 1) // (self.bounds.numbers - 1)] for n in range(self.bounds.numbers)]
        return found

    def _orders(self, kind: str, slot: int, *, tried: bool) -> list[Value]:
        if tried:
            return [ATTEMPT]
        own = [k for k in self.slots if k in self.vocabulary.actions]
        number = 1 + sum(self.slots[k] for k in own[: own.index(kind)]) + slot
        return [RANK * rank + number for rank in range(1, self.ranks + 1)] if self.ordered(kind) else [RANK + number]

    @cached_property
    def ranks(self) -> int:
        """How many places in time what was done can have."""
        return min(RANKS, sum(n for k, n in self.slots.items() if k in self.vocabulary.actions and self.ordered(k)))

    def ordered(self, kind: str) -> bool:
        """Whether some rule looks at the order of such actions."""
        return any(self.columns.tested(v, f) for v, _ in self.views(kind) for f in ("order", "act"))

    def name(self, kind: str, slot: int) -> str:
        """The id of the thing in a slot."""
        return f"{kind}-{slot + 1}"

    # The text

    @cached_property
    def law(self) -> Translation:
        """The rules in the language of the solver."""
        samples = tuple(self._samples())
        numbers = [v for f in samples for _, v in f.fields if isinstance(v, int)]
        return Translation(self.program, samples, numbers=[*numbers, self.day])

    def _samples(self) -> Iterator[Fact]:
        yield fact(TODAY, {"date": self.day})
        parts = [(kind, n, False) for kind, number in self.slots.items() for n in range(number)]
        parts += [(self.kind, 0, True)] if self.kind else []
        for kind, slot, tried in parts:
            domains = {
                n: ([self.name(kind, slot)] if spec.type == "id" else self.values(kind, n, spec, slot, tried=tried))
                for n, spec in self.fields_of(kind, tried=tried).items()
            }
            domains = {n: values for n, values in domains.items() if values}
            for k in range(max(map(len, domains.values()), default=1)):
                stated = {n: values[min(k, len(values) - 1)] for n, values in domains.items()}
                for view, fixed in self.views(kind):
                    kind_seen = (TRY if tried else "") + view
                    yield fact(kind_seen, self._seen(kind_seen, {**stated, **fixed}))

    def _seen(self, view: str, fields: Mapping[str, Value]) -> dict[str, Value]:
        """The fields of a view that rules look at."""
        full = {**fields, **({ACT: fields["order"]} if "order" in fields else {})}
        return {n: v for n, v in full.items() if n in self.used.get(view, ())}

    def text(self) -> str:
        """The rules and all choices; what is to be asked of them is said besides."""
        lines = [self.law.rules(), *self._today(), *self._choose_readings()]
        for kind, number in self.slots.items():
            for slot in range(number):
                lines += self._slot(kind, slot)
            lines += self._apart(kind)
        if self.kind is not None:
            lines += self._attempt(self.kind)
        lines += [
            "#defined _ended/1.", "#defined _there/1.", "#defined _ref/2.", "#defined _since/2.", "#defined _f/4.",
            ":- _ref(S,V), not _there(V).",
            ":- _since(V,O), _since(W,P), _on(V,D), _on(W,E), O < P, E < D.",
            ":- _after(W,V), _since(V,O), _since(W,P), P <= O.",
            ":- _after(W,V), _on(V,D), _on(W,E), E < D.",
            "#defined _after/2.", "#defined _on/2.", "#defined _x/2.",
        ]  # fmt: skip
        return "\n".join(dict.fromkeys(lines)) + "\n"

    def _today(self) -> Iterator[str]:
        if TODAY in self.law.shapes:
            yield self.law.atom(TODAY, {"date": str(self.day)}) + "."

    def _choose_readings(self) -> Iterator[str]:
        """One reading of each question; several (`_free`) where it is asked what the texts say, however read."""
        yield "{ _free }."
        if READING not in self.law.shapes:
            return
        asked: dict[str, set[str]] = {}
        for rule in self.program.rules:
            for atom in rule.atoms:
                if atom.kind == READING:
                    args = dict(atom.args)
                    answer = args["is"]
                    asked.setdefault(str(args["id"]), set()).update(
                        map(str, answer.values if isinstance(answer, OneOf) else (answer,))
                    )
        for question, named in asked.items():
            answers = self.readings.get(question, ())
            other = next((v for v in answers if v not in named), None)
            answers = tuple(v for v in answers if v in named or v == other)
            options = "; ".join(f"_read({quoted(question)},{quoted(v)})" for v in answers)
            yield f"1 {{ {options} }}."
            yield f":- not _free, 2 {{ {options} }}."
            yield f":~ _read({quoted(question)},V), V != {quoted(answers[0])}. [1@1,{quoted(question)},V]"
            atom_text = self.law.atom(READING, {"id": quoted(question), "is": "V"})
            yield f"{atom_text} :- _read({quoted(question)},V)."

    def _slot(self, kind: str, slot: int) -> Iterator[str]:
        name = quoted(kind)
        yield f"_x({name},{slot})." if (kind, slot) in self.pinned else f"{{ _x({name},{slot}) }}."
        if slot:
            yield f":- _x({name},{slot}), not _x({name},{slot - 1})."
        yield f":~ _x({name},{slot}). [{2 if kind in self.vocabulary.actions else 1}@2,{name},{slot}]"
        own = quoted(self.name(kind, slot))
        if self.vocabulary.kinds[kind][1].id_field:
            yield f"_there({own}) :- _x({name},{slot})."
        body = [f"_x({name},{slot})"]
        yield from self._fields(kind, slot, str(slot), body[0], tried=False)
        if kind in self.vocabulary.actions:
            fields = self.fields_of(kind)
            if "order" in fields and self.ordered(kind):
                yield f'_since({own},V) :- _f({name},{slot},"order",V).'
            if "on" in fields:
                yield f'_on({own},V) :- _f({name},{slot},"on",V).'
            ends = self.vocabulary.actions[kind].ends
            if ends in fields:
                yield f"_ended(V) :- _f({name},{slot},{quoted(str(ends))},V)."
            body.append(f"not _ended({own})")
            for field, spec in fields.items():
                if spec.type == "ref":
                    yield f"_after({own},V) :- _f({name},{slot},{quoted(field)},V), _act(V)."
            yield f"_act({own})."
        yield from self._atoms(kind, slot, str(slot), body, tried=False)

    def _attempt(self, kind: str) -> Iterator[str]:
        yield from self._fields(kind, 0, TRIED, "", tried=True)
        yield from self._atoms(kind, 0, TRIED, [], tried=True)
        yield "#defined _act/1."

    def _fields(self, kind: str, slot: int, mark: str, used: str, *, tried: bool) -> Iterator[str]:
        name, when = quoted(kind), f" :- {used}" if used else ""
        for field, spec in self.fields_of(kind, tried=tried).items():
            if spec.type == "id":
                continue
            values = [constant(v) for v in self.values(kind, field, spec, slot, tried=tried)]
            settled = field in self.pinned.get((kind, None if tried else slot), {})
            values += [MISSING] if spec.optional and field not in ("by", "on", "order") and not settled else []
            if not values:
                yield f":- {used}." if used else ":- not _free, _free."
                values = [MISSING]
            options = "; ".join(f"_f({name},{mark},{quoted(field)},{v})" for v in values)
            yield f"1 {{ {options} }} 1{when}."
            if spec.optional:
                yield f":~ _f({name},{mark},{quoted(field)},V), V != {MISSING}. [1@1,{name},{mark},{quoted(field)}]"
            if spec.type == "ref":
                yield f"_ref({name},V) :- _f({name},{mark},{quoted(field)},V), V != {MISSING}."

    def _atoms(self, kind: str, slot: int, mark: str, used: list[str], *, tried: bool) -> Iterator[str]:
        name = quoted(kind)
        terms: dict[str, str] = {}
        body: dict[str, str] = {}
        for n, (field, spec) in enumerate(self.fields_of(kind, tried=tried).items()):
            if spec.type == "id":
                terms[field] = MISSING if tried and spec.optional else quoted("new" if tried else self.name(kind, slot))
            else:
                terms[field] = f"V{n}"
                body[f"V{n}"] = f"_f({name},{mark},{quoted(field)},V{n})"
        if "order" in terms:
            terms[ACT] = terms["order"]
        for view, fixed in self.views(kind):
            seen = (TRY if tried else "") + view
            if seen in self.law.shapes:
                own = {**terms, **{f: constant(v) for f, v in fixed.items()}}
                fits = {f: t for f, t in own.items() if f in self.law.shapes[seen].fields}
                parts = [*used, *(text for term, text in body.items() if term in fits.values())]
                head = self.law.atom(seen, fits, "", MISSING)
                yield f"{head} :- {', '.join(parts)}." if parts else f"{head}."

    def _apart(self, kind: str) -> Iterator[str]:
        """Two facts of a kind are about different things, or say different things of them by an enumeration."""
        if kind not in self.vocabulary.facts or self.slots[kind] < 2 or self.vocabulary.facts[kind].id_field:
            return
        name = quoted(kind)
        key = [f for f, spec in self.fields_of(kind).items() if spec.type in ("ref", "enum")]
        for one in range(self.slots[kind]):
            for other in range(one):
                same = [f"_f({name},{s},{quoted(f)},V{n})" for n, f in enumerate(key) for s in (one, other)]
                yield f":- {', '.join([f'_x({name},{one})', f'_x({name},{other})', *same])}."


def _fits(wanted: object, fixed: Value) -> bool:
    return fixed in wanted.values if isinstance(wanted, OneOf) else wanted == fixed
