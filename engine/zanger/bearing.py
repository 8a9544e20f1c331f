"""How the rules of a day bear on an action: from which facts a kind can follow, which fields they read, and where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from .blank import Blank
from .case import Case
from .compile import COVERS, OPEN, READING, TRY
from .docket import Entry
from .law import Law
from .program import Atom, OneOf, Rule, Tally, Test, Var
from .provision import Absent, Count
from .question import Reason
from .replay import Replay


class Bearing:
    """The rules in force on the day of an action, under the readings that are followed."""

    def __init__(self, law: Law, case: Case, replay: Replay, entry: Entry) -> None:
        self.law = law
        self.case = case
        self.replay = replay
        self.entry = entry
        self.vocabulary = law.pack.vocabulary
        self.program = law.program(entry.on)
        self.provisions = law.provisions(entry.on)

    def base(self, kind: str) -> tuple[str, ...]:
        """The facts and actions from which a kind can follow: itself, the members of a class, or what rules ask for."""
        sort = self.vocabulary.sort(kind)
        if sort in ("fact", "action"):
            return (kind,)
        if sort == "class":
            return self.vocabulary.members(kind)
        found: dict[str, None] = {}
        seen = {kind}
        waiting = [kind]
        while waiting:
            for rule in self.rules(waiting.pop(0)):
                for atom in rule.atoms:
                    if atom.kind in self.program.by_head:
                        if atom.kind not in seen:
                            seen.add(atom.kind)
                            waiting.append(atom.kind)
                    elif self.vocabulary.sort(atom.kind) in ("fact", "action", "class"):
                        found.update(dict.fromkeys(self.base(atom.kind)))
        return tuple(found)

    def obtainable(self, kind: str, closed: Collection[str]) -> bool:
        """Whether an act can have had effect, if there is nothing more of the kinds that are `closed`."""
        there = {item.kind for item in (*self.case.facts, *self.case.history)}
        gone = {k for k in closed if k not in there}
        if kind not in self.vocabulary.actions or not gone:
            return True
        powers = [p for p in self.law.about(kind, self.entry.on) if p.conclusion[0] == "permits"]
        rules = [rule for p in powers for rule in self.rules(OPEN + p.id)]
        return not rules or any(all(self._left(atom.kind, gone) for atom in rule.atoms) for rule in rules)

    def _left(self, kind: str, gone: set[str]) -> bool:
        return self.vocabulary.sort(kind) not in ("fact", "action", "class") or not gone.issuperset(self.base(kind))

    def rules(self, kind: str) -> list[Rule]:
        """The rules for a kind under the readings that are followed."""
        return [r for r in self.program.by_head.get(kind, ()) if self._followed(r)]

    def _followed(self, rule: Rule) -> bool:
        for atom in rule.atoms:
            if atom.kind == READING:
                fields = dict(atom.args)
                name, wanted = str(fields["id"]), fields.get("is")
                values = wanted.values if isinstance(wanted, OneOf) else (wanted,)
                chosen = self.replay.ways.base.get(name)
                if not isinstance(wanted, Var) and chosen not in values and name not in self.replay.ways.open:
                    return False
        return True

    def of(self, provision: str) -> list[Rule]:
        """The rules of a provision."""
        return [r for r in self.program.rule.values() if r.provision == provision and self._followed(r)]

    def looked_at(self, rule: Rule, part: Atom | Test | Tally) -> Iterator[tuple[str, str]]:
        """The fields at which a part of a rule looks; of a test, those from which its variables come."""
        if isinstance(part, Test):
            tested = {t for t in (part.left, part.right) if isinstance(t, Var)}
            yield from ((a.kind.removeprefix(TRY), f) for a in rule.atoms for f, arg in a.args if arg in tested)
            return
        atom = part.atom if isinstance(part, Tally) else part
        yield from ((atom.kind.removeprefix(TRY), field) for field, _ in atom.args)

    @cached_property
    def _rules_used(self) -> tuple[Rule, ...]:
        """The rules that the goal, and the acts on which it rests, can draw on."""
        kinds = dict.fromkeys((self.entry.kind, *(act.kind for act in self.case.history)))
        about = (p.id for kind in kinds for p in self.law.about(kind, self.entry.on))
        return tuple(self.program.rule[n] for n in sorted(self.program.towards(COVERS + p for p in about)))

    @cached_property
    def _fields_read(self) -> frozenset[tuple[str, str]]:
        """The fields that those rules look at: compared, counted or demanded to be something."""
        found: set[tuple[str, str]] = set()
        for rule in self._rules_used:
            for atom in (*rule.atoms, *(t.atom for t in rule.tallies)):
                kind = atom.kind.removeprefix(TRY)
                found |= {(kind, field) for field, _ in atom.args}
        return frozenset(found)

    def reads(self, blank: Blank) -> bool:
        """Whether any rule on the way to the goal, or to what was done, looks at a field."""
        kinds = {blank.kind, *(self.vocabulary.actions[blank.kind].is_ if blank.section != "facts" else ())}
        return any((kind, blank.field) in self._fields_read for kind in kinds)

    def reasons(self, blank: Blank) -> tuple[Reason, ...]:
        """Where the rules look at a field: what tests it before what merely mentions it."""
        kinds = {blank.kind, *(self.vocabulary.actions[blank.kind].is_ if blank.section != "facts" else ())}
        found: list[tuple[bool, bool, Reason]] = []
        own = {p.id for p in self.replay.concerns(self.entry)}
        for rule in self._rules_used:
            if rule.provision not in self.provisions:
                continue
            for atom in (*rule.atoms, *(t.atom for t in rule.tallies)):
                arg = dict(atom.args).get(blank.field) if atom.kind.removeprefix(TRY) in kinds else None
                if arg is None:
                    continue
                tests = [t for t in rule.tests if isinstance(arg, Var) and arg in (t.left, t.right)]
                for origin in [t.origin for t in tests] or [atom.origin]:
                    words = self.words(self.condition(rule.provision, origin))
                    reason = Reason(citation=self.law.citer.cite(self.provisions[rule.provision]), words=words)
                    found.append((not tests and isinstance(arg, Var), not words, reason))
        ordered = sorted(found, key=lambda r: (r[0], r[2].citation.provision not in own, r[1]))
        return tuple({r.citation.provision: r for _, _, r in reversed(ordered)}.values())[::-1][:2]

    def condition(self, provision: str, origin: Iterable[str | int]) -> object:
        """The condition of a provision at its origin; None if it is not one that was written."""
        item: object = self.provisions.get(provision)
        for part in origin:
            if isinstance(part, int):
                item = item[part] if isinstance(item, tuple) and part < len(item) else None
            else:
                item = getattr(item, part, None)
        if isinstance(item, Absent):
            return item.none if item.words is None else item
        if isinstance(item, Count):
            return item.count.of if item.words is None else item
        return item

    def words(self, condition: object) -> str:
        """The words of the law that a condition codes; none if it has none."""
        return getattr(condition, "words", None) or ""
