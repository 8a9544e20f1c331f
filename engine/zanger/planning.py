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
from functools import cached_property
from itertools import pairwise

from .asp import Translation
from .compile import COVERS, TODAY, TRY
from .domains import Domains
from .gringo import MISSING, Compound, constant, quoted, value
from .program import Fact, Value, fact
from .vocabulary import FieldType

NOW, NEXT = "_T", "_T+1"


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


class Planner(Domains):
    """Plans for one goal from where a case stands; `text` gives what to solve, `plan` reads the answer."""

    @cached_property
    def _law(self) -> Translation:
        return Translation(
            self.program, frozenset(map(self._seen, self.present)) | frozenset(self._samples()),
            varying=[TODAY, *(v for kind in self.kinds for v in self._seen_as(kind))],
            numbers=[*set().union(*self.edges.values()), *self.days, self.first + self.steps],
            single=[TRY + view for kind in self.kinds for view, _ in self._views(kind)],
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
            return [self._new_ids(kind)[0]]
        return [value(_symbol(term)) for term in self.values(kind, name, spec)]

    def _views(self, kind: str) -> Iterator[tuple[str, Mapping[str, Value]]]:
        """The action as itself, and as each class that it belongs to with the fields this fixes."""
        yield kind, {}
        yield from self.vocabulary.actions[kind].is_.items()

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
            "_first(_T) :- _acts(_T), not _acts(_T-1).",
            ":- not _acts(n-1).",
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
        name = quoted(kind)
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
            for head, read in (*self._heads(TRY + view, own, NOW), *self._heads(view, own, NEXT)):
                used = [text for text, term in body if term is None or term in read]
                yield f"{head} :- {', '.join(used)}, _T < n."
        yield ":~ _day(n,D). [D@3]"

    def _heads(self, view: str, terms: Mapping[str, str], at: str) -> Iterator[tuple[str, list[str]]]:
        """The atoms that tell of an action, tried or done, each with the terms that it has."""
        law = self._law
        if view in law.shapes:
            fits = {f: terms.get(f, MISSING) for f in law.shapes[view].fields}
            if view in law.single:
                yield from zip(law.apart(view, fits, at), [[], *([term] for term in fits.values())], strict=True)
            else:
                yield law.atom(view, fits, at), [*fits.values()]

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
        for (_, first), (_, other) in pairwise(new):  # a list names whom there is already, where it can
            late = f"_made({first},S), _made({other},_T), S < _T"
            yield f":~ _given({atom}), {', '.join(body)}, {late}. [1@0,{atom}]"

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
                yield f"_made(V,_T) :- {new}."
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
            "_made": 2,
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

    def text(self, steps: int) -> str:
        """What to solve for the shortest plan of up to so many steps."""
        return f"#const n = {steps}.\n{self.rules}"

    def at_most(self, steps: int) -> str:
        """That the plan has at most so many steps, where the text is for more."""
        return f":- _acts(_T), _T < n-{steps}."

    def unlike(self, kinds: Iterable[str]) -> str:
        """That no plan does all of these kinds of action."""
        return ":- " + ", ".join(f"_do({quoted(k)},_)" for k in sorted(set(kinds))) + "."

    def unless(self, plan: Plan, steps: int) -> str:
        """That no plan begins with so many moves of another, and states the same."""
        terms = ["_first(S)"]
        for n, move in enumerate(plan.moves[:steps]):
            at = f"S+{n}"
            terms += [f"_do({quoted(move.kind)},{at})", f"_day({at},{move.day})"]
            for field, spec in self._specs(move.kind).items():
                value = move.fields.get(field)
                if value is not None or spec.optional:
                    term = MISSING if value is None else constant(value)
                    terms.append(f"_field({quoted(move.kind)},{quoted(field)},{term},{at})")
        stated = [self._law.atom(f.kind, {k: constant(v) for k, v in f.fields}, "0", MISSING) for f in plan.given]
        return ":- " + ", ".join([*terms, *(f"_given({atom})" for atom in stated)]) + "."

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


def _symbol(term: str) -> Compound | str | int:
    """A term that `gringo.constant` wrote, as the solver would give it."""
    if term in ("true", "false", MISSING):
        return Compound(term)
    if term.startswith('"'):
        return term[1:-1].replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")
    return int(term)
