"""An interview: a case built question by question around a goal. State and answer give the next state.

An interview keeps its answers, so that it can be written down, taken up again and gone back in. It
asks for the day and the goal, then only for what can still change the verdict (see `inquiry`).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from .blank import Blank
from .case import UNKNOWN, Case, Item
from .casefile import case_text, made
from .deciding import judge
from .decision import Judgement, Value
from .docket import docket
from .draft import draft_text, settled_part
from .errors import InputError, ZangerError
from .inquiry import Inquiry, Want
from .law import Law
from .load import parse_case
from .messages import message
from .question import NEW, NONE, Question, Unfit, field_question, read_answer
from .things import instance, new_id
from .vocabulary import ActionKind, FieldType

START = date(2002, 6, 1)
"""The day of a case before its day is asked for."""


@dataclass(frozen=True)
class Pending:
    """An action that was done, as far as it is known; when it is whole it goes into the history, and its id `into`."""

    kind: str
    fields: Mapping[str, Value]
    into: str = ""


@dataclass(frozen=True)
class Interview:
    """One state of an interview.

    `case` is what has been built; `answers` are the keys and texts of all answers. `closed` are kinds
    of which there is nothing more, `doubted` those of which nobody knows, `settled` the unknowns that
    stay so. `over` tells that the user wants no more questions, `wanted` the goal and the body named
    beforehand, `given` that there was a case to begin with.
    """

    law: Law
    start: Case
    case: Case
    goal: str | None = None
    body: str | None = None
    actor: str | None = None
    dated: bool = False
    answers: tuple[tuple[str, str], ...] = ()
    closed: frozenset[str] = frozenset()
    doubted: tuple[str, ...] = ()
    settled: frozenset[str] = frozenset()
    pending: tuple[Pending, ...] = ()
    over: bool = False
    wanted: tuple[str | None, str | None] = (None, None)
    given: bool = False
    before: Interview | None = field(default=None, repr=False, compare=False)

    # Questions

    def next_question(self) -> Question | None:
        """What is to be asked next; None if nothing more can change the verdict."""
        return self._question

    @cached_property
    def _question(self) -> Question | None:
        if self.over:
            return None
        if not self.dated:
            return Question(key="day", sort="day", type="date", open=False)
        if self.goal is None:
            return Question(key="goal", sort="goal", type="choice", options=self._goals(), open=False)
        action = self._action
        if self.actor is None:
            return Question(key="actor", sort="actor", kind=self.goal, type="choice", options=action.by, open=False)
        if self.pending:
            return self._about_pending(self.pending[-1])
        if not self.inquiry.about:
            return None
        return self._next()

    @cached_property
    def inquiry(self) -> Inquiry:
        """What still matters now."""
        known = self.before.__dict__.get("inquiry") if self.before is not None else None
        return Inquiry(self.law, self.case, self.settled, known.favour if known is not None else None)

    @property
    def _action(self) -> ActionKind:
        return self.law.pack.vocabulary.actions[str(self.goal)]

    def _goals(self) -> tuple[str, ...]:
        """The actions of the body about which there is law on the day; all if no body was named."""
        actions = self.law.pack.vocabulary.actions
        named = (k for k, a in actions.items() if self.body is None or self.body in a.by)
        return tuple(k for k in named if any(p.conclusion[0] == "permits" for p in self.law.about(k, self.case.as_of)))

    def _about_pending(self, pending: Pending) -> Question:
        """The next thing to know of an action that was done: what it was done about, then its day."""
        shown = dict(pending.fields)
        for name, spec in self.law.pack.vocabulary.fields(pending.kind).items():
            if spec.type == "ref" and not spec.optional and name not in pending.fields:
                options = tuple(self._things(spec, pending.fields))
                new = (NEW,) if any(self._is_action(k) for k in spec.to) else ()
                key = f"{pending.kind}.{name}"
                return Question(
                    key=key,
                    sort="which",
                    kind=pending.kind,
                    field=name,
                    type="choice",
                    options=(*options, *new),
                    shown=shown,
                )
        return Question(
            key=f"{pending.kind}.on", sort="field", kind=pending.kind, field="on", type="date", open=False, shown=shown
        )

    def _is_action(self, kind: str) -> bool:
        return kind in self.law.pack.vocabulary.actions

    def _next(self) -> Question | None:
        """A question for what is wanted most."""
        for want in self.inquiry.wants():
            if want.blank is not None:
                return self._field(want.blank, want)
            kinds = tuple(k for k in want.kinds if k not in self.closed)
            if kinds and kinds != (self.goal,):
                return Question(
                    key="there is: " + " ".join(kinds),
                    sort="thing",
                    kind=kinds[0],
                    type="choice",
                    options=kinds,
                    none=True,
                    because=want.because,
                )
        return None

    def _field(self, blank: Blank, want: Want) -> Question:
        """The question for a field of something in the case."""
        how: dict[str, Any] = field_question(blank.spec)
        item = getattr(self.case, blank.section)[blank.line - 1]
        stated = blank.field in item.fields
        if blank.spec.type == "ref":
            new = (NEW,) if any(not self._is_action(k) for k in blank.spec.to) else ()
            things = (t for t in self._things(blank.spec, {}) if t != item.fields.get("id"))
            how = {"type": "choice", "options": (*things, *new)}
        return Question(
            key=blank.key,
            sort="which" if blank.spec.type == "ref" else "field",
            kind=blank.kind,
            field=blank.field,
            section=blank.section,
            line=blank.line,
            shown=dict(item.fields),
            because=want.because,
            bits=want.bits,
            none=not stated or blank.spec.type == "ref",
            **how,
        )

    def _things(self, spec: FieldType, fields: Mapping[str, Value]) -> list[str]:
        """The ids of things that a reference can mean and that agree with the other fields."""
        found: list[str] = []
        for thing in (*self.case.facts, *self.case.history):
            name = thing.fields.get("id")
            specs = self.law.pack.vocabulary.fields(thing.kind)
            shared = {f: v for f, v in thing.fields.items() if f in specs and specs[f].type == "ref"}
            agrees = all(fields.get(f) in (None, UNKNOWN, v) for f, v in shared.items())
            if thing.kind in spec.to and isinstance(name, str) and agrees and name not in found:
                found.append(name)
        return found

    # Answers

    def answer(self, text: str) -> Interview:
        """The interview after an answer. Raises `Unfit` if it does not fit, `ZangerError` if nothing is asked."""
        question = self.next_question()
        if question is None:
            raise ZangerError("nothing more is asked")
        value = read_answer(question, text)
        after = self._after(question, value)
        return replace(after, answers=(*self.answers, (question.key, text.strip())), before=self)._known()

    def back(self) -> Interview:
        """The interview before the last answer; itself if there is none."""
        return self.before or self

    def enough(self) -> Interview:
        """The interview with no more questions: what was not asked is taken as not there, or stays unknown."""
        return replace(self, over=True, before=self)

    def _after(self, question: Question, value: Value) -> Interview:
        match question.sort:
            case "day":
                case = self.case.model_copy(update={"as_of": date.fromisoformat(str(value))})
                self.law.program(case.as_of)  # compiled now, when little else is to be done
                return replace(self, case=case, dated=True)
            case "goal":
                return replace(self, goal=str(value))
            case "actor":
                return replace(self, actor=str(value))
            case "thing":
                return self._found(question, value)
            case "field" | "which":
                if self.pending and not question.section:
                    return self._finished(question, value)
                return self._stated(question, value)

    def _known(self) -> Interview:
        """The interview with what needs no question: the only body that can act, the things that the goal names."""
        state = self
        goal, body = state.wanted
        if state.dated and state.goal is None and goal is not None:
            state = replace(state, goal=goal)
        if state.goal is None:
            return state
        if state.actor is None:
            by = state._action.by
            actor = body if body in by else by[0] if len(by) == 1 else None
            state = replace(state, actor=actor)
        if state.actor is not None and not state.case.ask:
            state = state._set_up()
        return state

    def _set_up(self) -> Interview:
        """The goal as the question of the case, with the things that it names; what is not known of them left open."""
        assert self.goal is not None
        case, item = instance(self.law, self.case, self.goal)
        fields = {**item.fields} if self.actor == self._action.by[0] else {"by": str(self.actor), **item.fields}
        return replace(self, case=case.model_copy(update={"ask": (made(self.goal, fields),)}))

    def _found(self, question: Question, value: Value) -> Interview:
        """After the question whether there is something: a new fact or action, or none."""
        if value == NONE:
            return replace(self, closed=self.closed | set(question.options))
        if value == UNKNOWN:
            return self._doubted(question)
        kind = str(value)
        if self._is_action(kind):
            return replace(self, pending=(*self.pending, self._begun(kind)))
        case, item = instance(self.law, self.case, kind)
        return replace(self, case=case.model_copy(update={"facts": (*case.facts, item)}))._joined(item)

    def _doubted(self, question: Question) -> Interview:
        """Nobody knows whether there is such a thing: facts are stated as not known, acts are kept aside."""
        state = replace(self, closed=self.closed | set(question.options))
        acts = tuple(k for k in question.options if self._is_action(k))
        for kind in question.options:
            if kind not in acts:
                case, item = instance(self.law, state.case, kind)
                item = made(kind, {**item.fields, "holds": UNKNOWN})
                state = replace(state, case=case.model_copy(update={"facts": (*case.facts, item)}))
        return replace(state, doubted=tuple(dict.fromkeys((*state.doubted, *acts))))

    def _begun(self, kind: str, into: str = "") -> Pending:
        """An action that was done, with what leaves no choice: where it can, it is about the things of the goal."""
        fields: dict[str, Value] = {}
        goal = self.case.ask[0].fields if self.case.ask else {}
        for name, spec in self.law.pack.vocabulary.actions[kind].fields.items():
            if spec.optional:
                continue
            if spec.type == "id":
                fields[name] = new_id(kind, self.case, tuple(str(p.fields.get(name)) for p in self.pending))
            elif spec.type == "enum" and len(spec.values) == 1:
                fields[name] = spec.values[0]
            elif spec.type == "ref":
                options = self._things(spec, fields)
                only_facts = not any(self._is_action(k) for k in spec.to)
                same = goal.get(name)
                if same in options:
                    fields[name] = str(same)
                elif len(options) == 1 and only_facts:
                    fields[name] = options[0]
                elif not options and only_facts:
                    fields[name] = UNKNOWN
            else:
                fields[name] = UNKNOWN
        return Pending(kind, fields, into)

    def _finished(self, question: Question, value: Value) -> Interview:
        """After a question about an action that was done."""
        *below, pending = self.pending
        if value == NEW:
            spec = self.law.pack.vocabulary.fields(pending.kind)[question.field]
            kind = next(k for k in spec.to if self._is_action(k))
            return replace(self, pending=(*self.pending, self._begun(kind, question.field)))
        pending = replace(pending, fields={**pending.fields, question.field: value})
        if question.field != "on":
            return replace(self, pending=(*below, pending))
        item = made(pending.kind, dict(pending.fields))
        case = self.case.model_copy(update={"history": (*self.case.history, item)})
        if date.fromisoformat(str(value)) > case.as_of:
            raise Unfit(message("this is after the day of the case, {day}"), day=case.as_of.isoformat())
        self.law.program(date.fromisoformat(str(value)))
        if below and pending.into:
            above = replace(below[-1], fields={**below[-1].fields, pending.into: item.fields["id"]})
            below = [*below[:-1], above]
        return replace(self, case=case, pending=tuple(below))._joined(item)

    def _joined(self, item: Item) -> Interview:
        """The goal's unknown references filled with a new thing, if it is the first that they can mean."""
        if not self.case.ask or "id" not in item.fields:
            return self
        goal = self.case.ask[0]
        specs = self.law.pack.vocabulary.fields(goal.kind)
        filled = {n: item.fields["id"] for n, v in goal.fields.items() if v == UNKNOWN and item.kind in specs[n].to}
        ask = made(goal.kind, {**goal.fields, **filled})
        return replace(self, case=self.case.model_copy(update={"ask": (ask,)}))

    def _stated(self, question: Question, value: Value) -> Interview:
        """After a question about a field of something in the case."""
        items: list[Item] = list(getattr(self.case, question.section))
        item = items[question.line - 1]
        if value in (UNKNOWN, NONE):
            keep = dict(item.fields)
            if value == UNKNOWN:
                keep[question.field] = UNKNOWN
            items[question.line - 1] = made(item.kind, keep)
            case = self.case.model_copy(update={question.section: tuple(items)})
            return replace(self, case=case, settled=self.settled | {question.key})
        case = self.case
        if value == NEW:
            spec = self.law.pack.vocabulary.fields(item.kind)[question.field]
            case, thing = instance(self.law, case, spec.to[0])
            case = case.model_copy(update={"facts": (*case.facts, thing)})
            items = list(getattr(case, question.section))
            value = thing.fields["id"]
        items[question.line - 1] = made(item.kind, {**item.fields, question.field: value})
        return replace(self, case=case.model_copy(update={question.section: tuple(items)}))

    # What has been built

    def text(self, remarks: tuple[str, ...] = ()) -> str:
        """The case file at this moment, taken by `zanger check`; `remarks` follow as comments."""
        case = self.case.model_copy(update={"title": self.case.title or "Interview"})
        return draft_text(case, self.law.pack.vocabulary, self.settled, remarks)

    def verdict(self) -> Judgement | None:
        """The verdict on the goal as far as it is known; None before there is a goal. Raises `InputError`."""
        if not self.case.ask:
            return None
        with suppress(InputError):  # too much is unknown at once: then as far as it can be followed
            case, _ = parse_case(case_text(self.case).encode(), "case.yaml")
            return judge(self.law, case, engine="reference")[0]
        case, _ = parse_case(self.text().encode(), "case.yaml")
        return judge(self.law, case, engine="reference")[0] if case.ask else None

    def doubts(self) -> tuple[tuple[str, Judgement], ...]:
        """For each act of which nobody knows whether it was done: the verdict if it was, on the day of the case."""
        found: list[tuple[str, Judgement]] = []
        for kind in self.doubted:
            fields = {**self._begun(kind).fields, "on": self.case.as_of.isoformat()}
            specs = self.law.pack.vocabulary.fields(kind)
            missing = {
                n: UNKNOWN for n, spec in specs.items() if spec.type == "ref" and not spec.optional and n not in fields
            }
            item = made(kind, {**missing, **fields})
            part, _ = settled_part(self.case, self.law.pack.vocabulary, self.settled)
            with suppress(InputError):
                if part.ask:
                    case = part.model_copy(update={"history": (*part.history, item)})
                    found.append((kind, judge(self.law, case, engine="reference")[0]))
        return tuple(found)


def interview(law: Law, case: Case | None = None, goal: str | None = None, body: str | None = None) -> Interview:
    """An interview about whether `goal` may be done, or first about what `body` is to do.

    A `case` is built upon; its first question is the goal, if it has one and no other is named.
    Raises `InputError` for a wrong case, `ValueError` for a goal or a body that the pack does not have.
    """
    vocabulary = law.pack.vocabulary
    if goal is not None and goal not in vocabulary.actions:
        raise ValueError(f"there is no action `{goal}`")
    if body is not None and body not in vocabulary.bodies:
        raise ValueError(f"there is no body `{body}`")
    dated = case is not None
    case = case or Case(pack=law.pack.head.id, as_of=START)
    docket(law.pack, case)
    if goal is None and body is None and case.ask:
        goal = case.ask[0].kind
    ask = tuple(item for item in case.ask if item.kind == goal)[:1]
    case = case.model_copy(update={"ask": ask, "expect": (), "teaches": None})
    if ask and "by" in ask[0].fields:
        body = str(ask[0].fields["by"])
    elif ask:
        body = vocabulary.actions[ask[0].kind].by[0]
    state = Interview(law, case, case, body=body, dated=dated, wanted=(goal, body), given=dated)
    return state._known()
