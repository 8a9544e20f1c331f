"""What the rules about an action read: which kinds and fields, and which questions of reading.

Rules of which some condition nothing in the case could meet are left aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from .compile import COVERS, READING, TODAY, TRY
from .docket import Entry
from .judge import breach_reading
from .law import Law
from .program import Atom, OneOf, Program, Value, Var
from .provision import Provision


class Reads(NamedTuple):
    """What the rules about an action read: themselves, the provisions, the kinds, and what always holds a world."""

    program: Program
    concerns: tuple[Provision, ...]
    fields: Mapping[str, frozenset[str]]
    readings: frozenset[str]


class Reader:
    """Tells what is read about actions of a case."""

    def __init__(self, law: Law, entries: Iterable[Entry], chosen: Mapping[str, set[Value]]) -> None:
        """`entries` are all that may be in the case, `chosen` the readings that are followed of each question."""
        self.law = law
        self.vocabulary = law.pack.vocabulary
        self._chosen = chosen
        self._values: dict[tuple[str, str], set[Value]] = {}
        self._any: set[tuple[str, str]] = set()
        for entry in entries:
            for kind, fields in self.seen(entry, 1):
                self._any |= {(view, name) for view in (kind, TRY + kind) for name in entry.unknown}
                for name, value in (*fields.items(), ("", "")):
                    for view in (kind, TRY + kind):
                        self._values.setdefault((view, name), set()).add(value)
        self._known: dict[tuple[str, int], Reads] = {}

    def seen(self, entry: Entry, order: int) -> Iterator[tuple[str, dict[str, Value]]]:
        """An entry as itself and as each class that it belongs to."""
        action = self.vocabulary.actions.get(entry.kind)
        if action is None:
            yield entry.kind, dict(entry.fields)
            return
        full = {**entry.fields, "on": entry.first, "order": order}
        yield entry.kind, full
        for group, fixed in action.is_.items():
            own = self.vocabulary.classes[group].fields
            shared = {k: v for k, v in full.items() if k in own or k in ("by", "on", "order")}
            yield group, {**shared, **fixed, "act": order}

    def reads(self, entry: Entry) -> Reads:
        """What the rules about an action read on its day."""
        program = self.law.program(entry.on)
        key = (entry.kind, id(program))
        if key not in self._known:
            concerns = self.law.about(entry.kind, entry.on)
            part = program.only(self._alive(program, program.towards(COVERS + p.id for p in concerns)))
            fields = self._fields(part)
            readings = {str(dict(a.args)["id"]) for r in part.rules for a in r.atoms if a.kind == READING}
            readings |= {g for p in concerns if (g := breach_reading(p))}
            self._known[key] = Reads(part, concerns, fields, frozenset(readings))
        return self._known[key]

    def _fields(self, program: Program) -> dict[str, frozenset[str]]:
        """The kinds that some rules read, with the fields that they read and those that tell things apart."""
        found: dict[str, set[str]] = {}
        for atom in (a for r in program.rules for a in (*r.atoms, *(t.atom for t in r.tallies))):
            found.setdefault(atom.kind, set()).update(name for name, _ in atom.args)
        for tally in (t for r in program.rules for t in r.tallies if t.distinct):
            found[tally.atom.kind].add(str(tally.distinct))
        for view, names in found.items():
            kind = view.removeprefix(TRY)
            if (sort := self.vocabulary.sort(kind)) is None:
                continue
            own = self.vocabulary.kinds[kind][1].id_field
            apart = {"order", "act"} if sort in ("action", "class") else {own} if own else self.vocabulary.fields(kind)
            names |= set(apart)
        return {kind: frozenset(names) for kind, names in found.items()}

    def _alive(self, program: Program, ids: frozenset[str]) -> frozenset[str]:
        """The rules that could give anything: each of their patterns has facts, or rules that could."""
        rules = [rule for rule in program.rules if rule.id in ids]
        alive: dict[str, None] = {}
        heads: set[str] = set()
        while True:
            fresh = [
                r for r in rules if r.id not in alive and all(a.kind in heads or self._possible(a) for a in r.atoms)
            ]
            if not fresh:
                return frozenset(alive)
            alive |= dict.fromkeys(r.id for r in fresh)
            heads |= {r.head.kind for r in fresh}

    def _possible(self, atom: Atom) -> bool:
        """Whether something that may be stated could be what an atom asks for, field by field."""
        if atom.kind == TODAY:
            return True
        fields = dict(atom.args)
        if atom.kind == READING:
            wanted = fields.get("is")
            known = self._chosen[str(fields["id"])]
            return isinstance(wanted, Var) or bool(
                known & set(wanted.values if isinstance(wanted, OneOf) else [wanted])
            )
        if (atom.kind, "") not in self._values:
            return False
        return all(
            bool(self._values.get((atom.kind, name), set()) & set(arg.values if isinstance(arg, OneOf) else [arg]))
            for name, arg in fields.items()
            if not isinstance(arg, Var) and name not in ("on", "order", "act") and (atom.kind, name) not in self._any
        )
