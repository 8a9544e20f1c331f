"""Why nothing is required: the duties that could bind a body, what each lacks, and where the law sets none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from .account import Elsewhen, Freedom
from .case import UNKNOWN, Case, Item
from .compile import OPEN, is_variable
from .decision import Failed, NearMiss, Possibility, Value
from .engines import Engine, EngineName
from .errors import Code, Diagnostic, InputError, Place, nearest
from .grounds import asked_of
from .law import Law
from .now import Present
from .proof import inner_fact
from .provision import Provision
from .refusal import present_why
from .spot import trouble
from .subject import Inquiry, opened


def why_not_required(
    law: Law,
    case: Case,
    asked: Item | str | None = None,
    *,
    body: str | None = None,
    engine: EngineName | Engine = "durable",
    under: Mapping[str, str] | None = None,
) -> Freedom:
    """Why nothing is required of a body on the day of the answer, or why an action is not.

    At least one of `asked` (read as by `why`) and `body` is given; raises `InputError` where one is
    not known, or the body can never do the action.
    """
    with opened(engine) as made:
        inquiry = Inquiry(law, case, asked, made, under)
        return _Duties(inquiry, body).freedom()


class _Duties:
    """The duties about some actions of one body, or of any, on the day of the answer."""

    def __init__(self, inquiry: Inquiry, body: str | None) -> None:
        self.q = inquiry
        self.law = inquiry.law
        self.day = inquiry.docket.as_of
        self.body = body if body is not None else _actor(inquiry.item)
        self.kinds = self._kinds()
        about = {p.id: p for kind in self.kinds for p in self.law.about(kind, self.day)}
        self.about = tuple(p for p in about.values() if self._binds(p))
        self.duties = tuple(p for p in self.about if p.conclusion[0] == "requires")

    def _kinds(self) -> tuple[str, ...]:
        """The actions that the question is about."""
        actions = self.q.vocabulary.actions
        if self.body is not None and self.body not in self.q.vocabulary.bodies:
            raise _no_body(f"there is no body `{self.body}`", self.body, self.q.vocabulary.bodies)
        if self.q.is_status:
            message = f"`{self.q.kind}` is a status, and only an action can be required"
            help_ = f"`zanger why-not CASE {self.q.kind}` tells why it does not hold"
            raise InputError([trouble(Code.UNKNOWN_KIND, message, self.q.item, self.q.kind, help=help_)])
        if not self.q.kind:
            return tuple(name for name, kind in actions.items() if self.body in kind.by and self._spoken_of(name))
        if self.body is not None and self.body not in actions[self.q.kind].by:
            raise _no_body(f"`{self.body}` cannot be the actor of `{self.q.kind}`", self.body, actions[self.q.kind].by)
        return (self.q.kind,)

    def _spoken_of(self, kind: str) -> bool:
        """Whether the law of the day gives the body a power to do it, or lays a duty on it."""
        about = self.law.about(kind, self.day)
        return any(p.conclusion[0] in ("permits", "requires") and self._binds(p) for p in about)

    def _binds(self, provision: Provision) -> bool:
        """Whether a provision can speak of the body."""
        return self.body is None or self.body in actors(provision, self.q)

    def freedom(self) -> Freedom:
        """What is required, what is not, and why."""
        possible = [p for p in Present(self.q.replay, self.law.citer, self.kinds).possibilities() if self._fits(p)]
        required = tuple(p for p in possible if p.verdict == "required")
        misses = tuple(self._misses())
        covered = {kind for p in self.duties for kind in self.q.vocabulary.members(p.conclusion[1].kind)}
        return Freedom(
            **asked_of(self.q, None),
            by=self.body,
            kinds=self.kinds,
            required=required,
            duties=tuple(sorted(misses, key=lambda m: (m.missing, m.citation.provision))),
            bare=tuple(k for k in self.kinds if k not in covered),
            elsewhen=tuple(self._elsewhen()),
            may=tuple(p for p in possible if p.verdict == "permitted"),
            questions=self._questions(misses, (*required, *possible)),
        )

    def _fits(self, p: Possibility) -> bool:
        given = {name: value for name, value in self.q.item.fields.items() if value != UNKNOWN and name != "by"}
        return (
            p.kind in self.kinds
            and self.body in (None, p.by)
            and all(p.fields.get(f, v) == v for f, v in given.items())
        )

    def _misses(self) -> Iterator[NearMiss]:
        """Each duty in force that could bind, with its first condition that fails."""
        why = present_why(self.q, [OPEN + p.id for p in self.duties])
        for duty in self.duties:
            if (miss := why.unopened(duty.id, self._known(duty))) is not None:
                yield miss

    def _known(self, duty: Provision) -> dict[str, Value]:
        """What the question settles of the variables of a duty."""
        given = {name: v for name, v in self.q.item.fields.items() if v != UNKNOWN and name != "on"}
        if not given:
            return {}
        typed = dict(inner_fact(self.q.kind, given, self.q.replay.dates(self.day)).fields)
        terms = duty.conclusion[1].fields
        return {str(t)[1:]: typed[name] for name, t in terms.items() if is_variable(t) and name in typed}

    def _elsewhen(self) -> Iterator[Elsewhen]:
        """The duties about the same actions that are coded for other days only."""
        found: dict[str, list[Provision]] = {}
        for p in self.law.pack.provisions:
            kinds = self.q.vocabulary.members(p.conclusion[1].kind) if p.conclusion[0] == "requires" else ()
            if set(kinds) & set(self.kinds) and self._binds(p):
                found.setdefault(p.id, []).append(p)
        for name, editions in found.items():
            if not any(p.in_force.covers(self.day) for p in editions):
                near = min(editions, key=lambda p: abs(p.in_force.first - self.day))
                yield Elsewhen(provision=name, first=near.in_force.first.isoformat(), last=_day(near.in_force.last))

    def _questions(self, misses: Iterable[NearMiss], possible: Iterable[Possibility]) -> dict[str, str]:
        """The questions of reading on which a duty hangs, or that a power in point is marked with."""
        readings = self.law.pack.reading
        followed = self.q.replay.worlds.chosen()
        provisions = self.law.provisions(self.day)
        powers = {p.citations[0].provision for p in possible if p.citations} & provisions.keys()
        named = [g for m in misses for g in _readings(m.failed)]
        named += [g for d in self.duties for g in d.under]
        found = [g for name in powers for g in provisions[name].marks if g in readings]
        named += [g for g in found if self.q.kind or readings[g].silence]
        return {g: str(followed.get(g, "open")) for g in sorted(set(named)) if g in readings}


def actors(provision: Provision, inquiry: Inquiry) -> tuple[str, ...]:
    """The bodies that a duty can bind or a power be given to."""
    kind, fields = provision.conclusion[1].kind, provision.conclusion[1].fields
    by = fields.get("by")
    if isinstance(by, str) and not is_variable(by):
        return (by,)
    actors = inquiry.vocabulary.actors(kind)
    return actors if is_variable(by) or kind not in inquiry.vocabulary.actions else actors[:1]


def _actor(item: Item) -> str | None:
    by = item.fields.get("by")
    return str(by) if by is not None and by != UNKNOWN else None


def _readings(failed: Failed) -> Iterator[str]:
    """The questions of reading in a chain of failures."""
    if failed.what == "reading" and failed.kind:
        yield failed.kind
    if failed.within is not None:
        yield from _readings(failed.within.failed)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _no_body(message: str, name: str, known: Iterable[str]) -> InputError:
    place = Place("<command line>", 0, 0)
    return InputError([Diagnostic(Code.UNKNOWN_BODY, message, place, help=nearest(name, known))])
