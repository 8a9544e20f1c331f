"""A case in the making: the facts and actions of a situation, completed with what a case file must state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ..case import Case, Item
from ..casefile import made
from ..gringo import Compound, value
from ..load import LawPack
from ..program import Value
from ..vocabulary import FieldType
from .values import SAMPLES, TRIED

Slot = tuple[str, int]


@dataclass(frozen=True)
class Act:
    """An action that was done, with what is settled of it; its day may be open."""

    slot: Slot
    fields: Mapping[str, Value]

    @property
    def name(self) -> str:
        """The id of what it creates."""
        return f"{self.slot[0]}-{self.slot[1] + 1}"


@dataclass(frozen=True)
class Draft:
    """Facts by slot, actions in their order, the attempt if there is one, and the readings chosen."""

    day: int
    facts: Mapping[Slot, Mapping[str, Value]] = field(default_factory=dict)
    acts: tuple[Act, ...] = ()
    tried: tuple[str, Mapping[str, Value]] | None = None
    under: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, atoms: tuple[Compound, ...], pack: LawPack, day: int) -> Draft:
        """The draft that a situation of the solver stands for."""
        slots: dict[tuple[str, object], dict[str, Value]] = {}
        under: dict[str, str] = {}
        for atom in atoms:
            match atom.name, atom.arguments:
                case "_x", (str(kind), int(slot)):
                    slots.setdefault((kind, slot), {})
                case "_f", (str(kind), slot, str(name), term):
                    key = (kind, TRIED if isinstance(slot, Compound) else slot)
                    slots.setdefault(key, {})
                    if (known := value(term)) is not None:
                        slots[key][name] = known
                case "_read", (str(question), str(answer)):
                    under[question] = answer
        vocabulary = pack.vocabulary
        facts = {(k, n): v for (k, n), v in slots.items() if k in vocabulary.facts and isinstance(n, int)}
        acts = [Act((k, n), v) for (k, n), v in slots.items() if k in vocabulary.actions and isinstance(n, int)]
        tried = next(((k, v) for (k, n), v in slots.items() if n == TRIED), None)
        return cls(day, facts, _in_order(acts, pack), tried, under)

    def case(self, pack: LawPack, title: str) -> Case:
        """The case, with its attempt as a question; what rules do not look at is filled in."""
        return _Writer(pack, self).case(title)


def _in_order(acts: list[Act], pack: LawPack) -> tuple[Act, ...]:
    """Actions by their order, each after those that it refers to."""
    waiting = sorted(acts, key=lambda a: (int(a.fields.get("order", 0)), a.slot))
    named = {a.name for a in waiting}
    done: list[Act] = []
    while waiting:
        there = {a.name for a in done}
        specs = pack.vocabulary.actions
        free = [
            a for a in waiting
            if not {a.fields.get(f) for f, s in specs[a.slot[0]].fields.items() if s.type == "ref"} & (named - there)
        ] or waiting  # fmt: skip
        done.append(free[0])
        waiting.remove(free[0])
    return tuple(done)


class _Writer:
    """Completes a draft."""

    def __init__(self, pack: LawPack, draft: Draft) -> None:
        self.pack = pack
        self.vocabulary = pack.vocabulary
        self.draft = draft
        self.facts: list[tuple[str, dict[str, Value]]] = []
        self.history: list[tuple[str, dict[str, Value]]] = []
        self.named: dict[str, list[str]] = {}

    def case(self, title: str) -> Case:
        draft = self.draft
        for (kind, n), _ in draft.facts.items():
            if self.vocabulary.facts[kind].id_field:
                self.named.setdefault(kind, []).append(f"{kind}-{n + 1}")
        for (kind, n), fields in sorted(draft.facts.items(), key=lambda item: item[0]):
            self.facts.append((kind, self._completed(kind, n, fields)))
        for act in draft.acts:
            self._do(act.slot[0], act.slot[1], act.fields)
        ask: list[Item] = []
        if draft.tried is not None:
            kind, fields = draft.tried
            ask.append(self._item(kind, self._completed(kind, None, fields), done=False))
        self._days()
        self._nest()
        order = {k: n for n, k in enumerate(self.vocabulary.facts)}
        return Case(
            title=title,
            pack=self.pack.head.id,
            as_of=date.fromordinal(draft.day),
            facts=tuple(self._item(k, f) for k, f in sorted(self.facts, key=lambda item: order[item[0]])),
            history=tuple(self._item(k, f) for k, f in self.history),
            ask=tuple(ask),
            under={q: a for q, a in draft.under.items() if a != self.pack.reading[q].default},
        )

    def _nest(self) -> None:
        """A level that no rule looks at is one in which the unit can lie where it lies, with what lies in it."""
        levels = self.pack.roles.levels if self.pack.roles else None
        if levels is None or levels.within is None:
            return
        own = next((n for n, s in self.vocabulary.facts[levels.fact].fields.items() if s.type == "id"), "")
        units = {fields.get(own): fields for kind, fields in self.facts if kind == levels.fact}
        settled = {f"{k}-{n + 1}": f for (k, n), f in self.draft.facts.items() if k == levels.fact}
        for name, fields in units.items():
            if levels.field in settled.get(str(name), {}):
                continue
            above = units.get(fields.get(levels.within))
            below = [f[levels.field] for f in units.values() if f.get(levels.within) == name]
            for level in self.vocabulary.facts[levels.fact].fields[levels.field].values:
                high = levels.fits(level, above[levels.field]) if above else True
                if high and all(levels.fits(one, level) for one in below):
                    fields[levels.field] = level
                    break

    def _days(self) -> None:
        """Each action without a day is done on the day of the next one that has one."""
        day = self.draft.day
        for _, fields in reversed(self.history):
            day = min(day, int(fields.get("on", day)))
            fields["on"] = day

    def _do(self, kind: str, n: int, fields: Mapping[str, Value]) -> None:
        full = self._completed(kind, n, fields)
        self.history.append((kind, full))
        if self.vocabulary.actions[kind].id_field:
            self.named.setdefault(kind, []).append(f"{kind}-{n + 1}")

    def _completed(self, kind: str, n: int | None, fields: Mapping[str, Value]) -> dict[str, Value]:
        full = {name: v for name, v in fields.items() if name not in ("order", "act")}
        for name, spec in self.vocabulary.kinds[kind][1].fields.items():
            if spec.type == "id":
                full.pop(name, None)
                if n is not None:
                    full[name] = f"{kind}-{n + 1}"
                elif not spec.optional:
                    full[name] = f"{kind}-asked"
            elif name not in full and not spec.optional:
                full[name] = self._filled(kind, name, spec)
        return full

    def _filled(self, kind: str, name: str, spec: FieldType) -> Value:
        match spec.type:
            case "ref":
                return self._thing(spec)
            case "enum":
                return spec.values[0]
            case "bool":
                return True
            case "date":
                return self.draft.day
            case "ratio":
                return "1/2"
            case _:
                return max(spec.min, min(SAMPLES[0], spec.max))

    def _thing(self, spec: FieldType) -> str:
        """Something that a field can refer to: what is there, else made for it."""
        for kind in spec.to:
            if self.named.get(kind):
                return self.named[kind][0]
        kind = next((k for k in spec.to if k in self.vocabulary.facts), spec.to[0])
        name = f"{kind}-1"
        if kind in self.vocabulary.facts:
            self.named.setdefault(kind, []).append(name)
            self.facts.append((kind, self._completed(kind, 0, {})))
        else:
            self._do(kind, 0, {})
        return name

    def _item(self, kind: str, fields: Mapping[str, Value], *, done: bool = True) -> Item:
        specs = self.vocabulary.fields(kind)
        order = [*self.vocabulary.kinds[kind][1].fields, "by", "on"]
        shown: dict[str, Value] = {}
        for name in order:
            if name in fields and (done or name != "on"):
                known = fields[name]
                dated = specs[name].type == "date" and isinstance(known, int)
                shown[name] = date.fromordinal(int(known)).isoformat() if dated else known
        spec = self.vocabulary.actions.get(kind)
        if spec is not None and shown.get("by") == spec.by[0]:
            del shown["by"]
        return made(kind, shown)


def merged(draft: Draft, more: Draft, before: int) -> Draft:
    """A draft with what another one has besides; its actions are done before the action of that number."""
    known = {a.slot for a in draft.acts}
    own = tuple(a for a in more.acts if a.slot not in known)
    settled = {a.slot: a.fields for a in more.acts}
    before_now = tuple(Act(a.slot, {**settled.get(a.slot, {}), **a.fields}) for a in draft.acts[:before])
    facts = {**draft.facts}
    for slot, fields in more.facts.items():
        facts[slot] = {**fields, **facts.get(slot, {})}
    acts = (*before_now, *own, *draft.acts[before:])
    return replace(draft, facts=facts, acts=acts, under={**more.under, **draft.under})
