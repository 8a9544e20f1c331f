"""What changed between two days: provisions that came, went or read otherwise, and cases decided otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .case import Case
from .deciding import decide
from .decision import Decision, Requirement
from .engines import Engine
from .law import Law
from .load import LawPack
from .provision import Provision

ChangeName = Literal["new", "changed", "ended", "not-coded", "not-coded-before"]


@dataclass(frozen=True)
class Change:
    """A provision that is not the same on the two days.

    `new`, `changed`, `ended`; `not-coded`: its text of the later day was not read; `not-coded-before`:
    that of the earlier day. `bodies` are those whose power, duty or prohibition it is; none for a status.
    """

    id: str
    what: ChangeName
    before: Provision | None
    after: Provision | None
    bodies: tuple[str, ...]

    @property
    def either(self) -> Provision:
        """The later edition, or the earlier one if there is none."""
        found = self.after or self.before
        assert found is not None
        return found


def changes(law: Law, first: date, second: date) -> list[Change]:
    """The provisions that differ between two days, in the order of the pack."""
    before, after = law.provisions(first), law.provisions(second)
    missing = {p.id: p for p in law.gaps(first).missing}, {p.id: p for p in law.gaps(second).missing}
    found = []
    for name in dict.fromkeys(p.id for p in law.pack.provisions):
        old, new = before.get(name), after.get(name)
        what: ChangeName
        if old is None and new is None:
            continue
        if old is not None and new is not None:
            if _content(old) == _content(new):
                continue
            what = "changed"
        elif new is None:
            what = "not-coded" if name in missing[1] else "ended"
        else:
            what = "not-coded-before" if name in missing[0] else "new"
        found.append(Change(name, what, old, new, bodies(law.pack, new or old)))
    return found


def bodies(pack: LawPack, provision: Provision | None) -> tuple[str, ...]:
    """The bodies whose power, duty or prohibition a provision is; none if it defines a status."""
    if provision is None or provision.conclusion[0] == "defines":
        return ()
    pattern = provision.conclusion[1]
    by = pattern.fields.get("by")
    if isinstance(by, str) and not by.startswith("$"):
        return (by,)
    if isinstance(by, tuple):
        return tuple(str(b) for b in by)
    if pattern.kind in pack.vocabulary.actions and by is None:
        return (pack.vocabulary.actions[pattern.kind].by[0],)
    return tuple(pack.vocabulary.actors(pattern.kind))


def _content(p: Provision) -> dict[str, object]:
    return {k: v for k, v in p._content().items() if k not in ("in_force", "source", "marks")}


@dataclass(frozen=True)
class Turned:
    """A case that the law of the two days decides differently: what differs, with the answers of both."""

    path: str
    title: str
    answers: tuple[tuple[str, str, str], ...]


def turned(law: Law, first: date, second: date, cases: Iterable[tuple[str, Case]], engine: Engine) -> Iterator[Turned]:
    """The cases whose answer is another if the whole case is decided by the law of the second day.

    The days of the case stay what they are; what is exchanged is the law.
    """
    old, new = law.frozen(first), law.frozen(second)
    for path, case in cases:
        before, after = (_answers(decide(view, case, engine=engine)) for view in (old, new))
        differing = tuple(
            (what, before.get(what, "not-empowered"), after.get(what, "not-empowered"))
            for what in dict.fromkeys((*before, *after))
            if before.get(what) != after.get(what)
        )
        if differing:
            yield Turned(path, case.title, differing)


def _other(requirement: Requirement) -> str:
    """What a field is compared with, without spaces where that is a value: `34`, `1/2 of present`, `begun + 5 days`."""
    if requirement.compared is None:
        return str(requirement.value)
    share = f"{requirement.share} of " if requirement.share else ""
    return share + requirement.compared + (f" + {requirement.plus} days" if requirement.plus else "")


def _answers(decision: Decision) -> dict[str, str]:
    found: dict[str, str] = {}
    for judgement in (*decision.history, *decision.asked):
        found[f"{judgement.subject} {judgement.line}: {judgement.action.kind}"] = judgement.verdict
    for p in decision.now:
        needs = " or ".join(" and ".join(f"{r.field} {r.bound} {_other(r)}" for r in way) for way in p.requirements)
        fields = ", ".join(f"{k}={v}" for k, v in p.fields.items())
        found[f"now: {p.by}: {p.kind}({fields})"] = p.verdict + (f" ({needs})" if needs else "")
    for s in decision.statuses:
        if s.holds != "false":
            fields = ", ".join(f"{k}={v}" for k, v in s.fields.items())
            found[f"status {s.status}({fields})"] = s.holds
    return found
