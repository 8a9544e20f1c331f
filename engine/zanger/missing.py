"""What an action lacks: the fact, the act or the field at the bottom of why the nearest power fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .bearing import Bearing
from .blank import SECTIONS, Blank, Blanks
from .case import UNKNOWN
from .compile import TRY
from .deciding import Judges
from .decision import Failed, NearMiss
from .docket import Entry
from .law import Law
from .program import Atom, Tally, Test
from .prospect import hopeless
from .question import Reason
from .replay import Replay
from .vocabulary import FieldType
from .worlds import World

DEEP = 12
"""So many statuses deep it is followed what a power lacks."""


@dataclass(frozen=True)
class Want:
    """What is wanted next: a blank, or one of some kinds of things; why; and how many bits of the verdict it tells.

    `there` is the id of the very thing that is wanted, if it is there, but not as the condition wants it.
    """

    because: tuple[Reason, ...]
    blank: Blank | None = None
    kinds: tuple[str, ...] = ()
    bits: float | None = None
    there: str | None = None


class Missing:
    """Looks for what the actions of one case lack, all that is not known as `replay` has it.

    `settled` are the keys of fields of which nobody knows: they are not asked for again.
    """

    def __init__(self, law: Law, replay: Replay, bearing: Bearing, blanks: Blanks, settled: frozenset[str]) -> None:
        self.law = law
        self.case = blanks.case
        self.replay = replay
        self.bearing = bearing
        self.blanks = blanks
        self.settled = settled
        self.vocabulary = law.pack.vocabulary
        self.order = bearing.entry.order
        self.judges = Judges(replay, law.citer)

    def lacks(self, entry: Entry, world: World) -> Iterator[Want]:
        """What an action lacks, nearest first."""
        for miss in self.judges.nearest(entry, world, DEEP):
            if self._hopeless(miss.citation.provision, entry):
                continue
            if (want := self._lack(miss, entry)) is not None:
                yield want

    def _hopeless(self, provision: str, entry: Entry) -> bool:
        """Whether what is known already keeps a power from covering an action: then what else it lacks is not asked."""
        bearing = self.bearing if entry is self.bearing.entry else Bearing(self.law, self.case, self.replay, entry)
        item = getattr(self.case, self._section(entry))[entry.line - 1]
        open_ = {name for name, value in item.fields.items() if value == UNKNOWN}
        return hopeless(bearing, self.case, provision, {n: v for n, v in entry.fields.items() if n not in open_})

    def _lack(self, miss: NearMiss, entry: Entry) -> Want | None:
        """What a power lacks, from the condition at the bottom of why it fails."""
        because: list[Reason] = []
        while True:
            because.insert(0, self.reason(miss, miss.failed))
            if miss.failed.within is None:
                break
            miss = miss.failed.within
        failed, provision = miss.failed, miss.citation.provision
        reasons = tuple({r.citation.provision: r for r in reversed(because)}.values())[::-1]
        if failed.what == "field" and failed.expected is not None:
            blank = self.blanks.by_key.get(f"{self._section(entry)}[{entry.line}].{failed.expected.field}")
            return Want(reasons, blank) if blank is not None and blank.key not in self.settled else None
        if failed.what == "field":
            return self._left_out(provision, entry, reasons)
        if (blank := self._blank_in(provision, failed, entry)) is not None:
            return Want(reasons, blank)
        if failed.what not in ("absent", "count") or failed.kind is None:
            return None
        own = self.vocabulary.kinds[failed.kind][1].id_field if self.vocabulary.sort(failed.kind) else None
        named = {i.fields.get(own) for i in (*self.case.facts, *self.case.history)} if own else set()
        if own in failed.fields and failed.fields[own] in named:
            return Want(reasons, kinds=(failed.kind,), there=str(failed.fields[own]))
        kinds = self.bearing.base(failed.kind)
        if kinds != (failed.kind,):
            done = {act.kind for act in self.case.history}
            kinds = tuple(sorted(self.not_there(kinds), key=lambda k: k not in done))
        return Want(reasons, kinds=kinds) if kinds else None

    def _left_out(self, provision: str, entry: Entry, reasons: tuple[Reason, ...]) -> Want | None:
        """A field of an action that may be left out, and that a power takes up: the field, or the act that it names."""
        specs = self.vocabulary.fields(entry.kind)
        for rule in self.bearing.of(provision):
            for name, _ in rule.atoms[0].args if rule.atoms and rule.atoms[0].kind == TRY + entry.kind else ():
                blank = (
                    Blank(self._section(entry), entry.line, entry.kind, name, specs[name]) if name in specs else None
                )
                if blank is None or name in entry.fields or not blank.spec.optional or blank.key in self.settled:
                    continue
                if blank.spec.type == "ref" and not self.blanks.things(blank.spec) and not self._facts(blank.spec):
                    return Want(reasons, kinds=blank.spec.to)
                return Want(reasons, blank)
        return None

    def _section(self, entry: Entry) -> str:
        return "ask" if entry.order >= self.order else "history"

    def _blank_in(self, provision: str, failed: Failed, entry: Entry) -> Blank | None:
        """A field not yet asked for, or left out, at which the failing condition looks."""
        for rule in self.bearing.of(provision):
            parts: list[Atom | Test | Tally] = [*rule.atoms, *rule.tests, *rule.tallies]
            for part in parts:
                if part.origin != failed.origin:
                    continue
                for kind, field in self.bearing.looked_at(rule, part):
                    if (found := self._first_blank(kind, field, entry)) is not None:
                        return found
        return None

    def _facts(self, spec: FieldType) -> tuple[str, ...]:
        return tuple(k for k in spec.to if k in self.vocabulary.facts)

    def _first_blank(self, kind: str, field: str, entry: Entry) -> Blank | None:
        members = self.vocabulary.members(kind) or (kind,)
        later = {act.line for act in self.replay.docket.history if act.order > entry.order}
        for section in SECTIONS:
            for line, item in enumerate(getattr(self.case, section), 1):
                spec = self.vocabulary.fields(item.kind).get(field) if item.kind in members else None
                blank = Blank(section, line, item.kind, field, spec) if spec is not None else None
                if section == "history" and line in later:
                    continue
                if blank is None or blank.key in self.settled or field in ("by", "on", "order", "act"):
                    continue
                if blank.key not in self.blanks.by_key and (field in item.fields or not blank.spec.optional):
                    continue
                if spec is not None and spec.type == "ref" and not self.blanks.things(spec) and not self._facts(spec):
                    continue  # it names an act, and none was done
                return blank
        return None

    def not_there(self, kinds: Iterable[str]) -> tuple[str, ...]:
        """Without the kinds of facts of which the case holds one: that there is another is not asked."""
        there = {item.kind for item in self.case.facts}
        return tuple(k for k in kinds if k not in there)

    def reason(self, miss: NearMiss, failed: Failed) -> Reason:
        """A provision with the words of its condition that fails."""
        return Reason(
            citation=miss.citation,
            words=self.bearing.words(self.bearing.condition(miss.citation.provision, failed.origin)),
        )
