"""All situations within bounds, as choices of the solver: things, facts, what was done, readings, one attempt.

What was done is taken to have had effect, whether or not the law gave a power for it: what cannot be in this
space cannot be at all. Which slots there are, and which values their fields can have, is said in `values`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from ..asp import Translation
from ..compile import ACT, READING, TODAY, TRY
from ..gringo import MISSING, constant, quoted
from ..program import Fact, OneOf, Value, fact
from .values import TRIED, Values


class Space(Values):
    """The situations of a slice; `text` gives what to solve."""

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
        lines += self._nested()
        lines += [
            "#defined _ended/1.", "#defined _there/1.", "#defined _ref/2.", "#defined _since/2.", "#defined _f/4.",
            ":- _ref(S,V), not _there(V).",
            ":- _since(V,O), _since(W,P), _on(V,D), _on(W,E), O < P, E < D.",
            ":- _after(W,V), _since(V,O), _since(W,P), P <= O.",
            ":- _after(W,V), _on(V,D), _on(W,E), E < D.",
            "#defined _after/2.", "#defined _on/2.", "#defined _x/2.",
        ]  # fmt: skip
        return "\n".join(dict.fromkeys(lines)) + "\n"

    def _nested(self) -> Iterator[str]:
        """It counts against a situation that a unit lies in one of a level in which it cannot lie."""
        levels = self.levels
        if levels is None or levels.within is None or not self.slots.get(levels.fact):
            return
        fields = self.fields_of(levels.fact)
        if levels.within not in fields or levels.field not in fields:
            return
        name, field, within = quoted(levels.fact), quoted(levels.field), quoted(levels.within)
        values = fields[levels.field].values
        for one in values:
            if levels.under.get(one) == ():
                yield f":~ _f({name},S,{field},{quoted(one)}), _f({name},S,{within},V), V != {MISSING}. [1@1,_n,S]"
        wrong = [(one, other) for one in values for other in values if not levels.fits(one, other)]
        for slot in range(self.slots[levels.fact]):
            own = quoted(self.name(levels.fact, slot))
            for one, other in wrong:
                yield (
                    f":~ _f({name},S,{field},{quoted(one)}), _f({name},S,{within},{own}), "
                    f"_f({name},{slot},{field},{quoted(other)}). [1@1,_n,S]"
                )

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
