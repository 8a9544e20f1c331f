"""Words: names, amounts, verdicts and readings in the language that was asked for; other modules build on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property, reduce

from .cite import Locator, joined
from .decision import (
    Citation,
    Done,
    Hangs,
    Judgement,
    Limit,
    Possibility,
    Precedence,
    Requirement,
    StatusAnswer,
    TurnsOn,
    Under,
    Value,
)
from .load import LawPack
from .messages import SOURCE, Messages, message, messages
from .provision import Bound, Grade, Provision
from .vocabulary import FieldType
from .worlds import ELSEWHERE

Outline = Iterator[tuple[int, str]]
"""Lines with how deep each stands below the first."""

AMOUNTS: dict[Bound, str] = {
    "at_least": message("at least {value}"),
    "more_than": message("more than {value}"),
    "at_most": message("at most {value}"),
    "less_than": message("fewer than {value}"),
    "is": message("{value}"),
    "is_not": message("other than {value}"),
}
PARTS: dict[Bound, str] = {
    "at_least": message("at least {value} of {whole} ({share})"),
    "more_than": message("more than {value} of {whole} ({share})"),
    "at_most": message("at most {value} of {whole} ({share})"),
    "less_than": message("fewer than {value} of {whole} ({share})"),
    "is": message("{value} of {whole} ({share})"),
    "is_not": message("other than {value} of {whole} ({share})"),
}
PARTS_OF_FIELD: dict[Bound, str] = {
    "at_least": message("at least {value} of {whole} {field} ({share})"),
    "more_than": message("more than {value} of {whole} {field} ({share})"),
    "at_most": message("at most {value} of {whole} {field} ({share})"),
    "less_than": message("fewer than {value} of {whole} {field} ({share})"),
}
DAYS: dict[Bound, str] = {
    "at_least": message("not before {day}"),
    "more_than": message("after {day}"),
    "at_most": message("not after {day}"),
    "less_than": message("before {day}"),
    "is": message("on {day}"),
    "is_not": message("not on {day}"),
}
COMPARED: dict[Bound, str] = {
    "at_least": message("not less than: {other}"),
    "more_than": message("more than: {other}"),
    "at_most": message("not more than: {other}"),
    "less_than": message("less than: {other}"),
    "is": message("the same as: {other}"),
    "is_not": message("not the same as: {other}"),
}
COMPARED_DAYS: dict[Bound, str] = {
    "at_least": message("not before: {other}"),
    "more_than": message("after: {other}"),
    "at_most": message("not after: {other}"),
    "less_than": message("before: {other}"),
}
LATER = messages("{other} + {number} calendar day", "{other} + {number} calendar days")
SHARES = {
    "1/2": (message("half"), message("more than half"), message("less than half")),
    "1/3": (message("one third"), message("more than one third"), message("less than one third")),
    "2/3": (message("two thirds"), message("more than two thirds"), message("less than two thirds")),
    "1/4": (message("one quarter"), message("more than one quarter"), message("less than one quarter")),
    "3/4": (message("three quarters"), message("more than three quarters"), message("less than three quarters")),
    "1/5": (message("one fifth"), message("more than one fifth"), message("less than one fifth")),
}
OTHER_SHARES = (message("{share}"), message("more than {share}"), message("less than {share}"))
VERDICTS = {
    "permitted": message("permitted"),
    "required": message("required"),
    "forbidden": message("forbidden"),
    "not-empowered": message("not empowered"),
    "undetermined": message("undetermined"),
}
ASKED = {
    "forbidden": message("forbidden; it would have no effect"),
    "not-empowered": message("not empowered; it would have no effect"),
    "undetermined": message("undetermined; it would have no effect"),
}
"""Verdicts on a question, where the action would have no effect."""
MAY = {
    "permitted": message("may {action}"),
    "required": message("must {action}"),
    "forbidden": message("must not {action}"),
    "not-empowered": message("may not {action}"),
    "undetermined": message("undetermined whether it may {action}"),
}
HOLDS = {
    "permitted": message("holds"),
    "not-empowered": message("does not hold"),
    "undetermined": message("undetermined whether it holds"),
}
UNDETERMINED = {
    "effective": message("undetermined, but it has effect"),
    "void": message("undetermined, and it has no effect"),
    "undetermined": message("undetermined, and so is its effect"),
}
GRADED: dict[Grade, str] = {
    "primary": message("{place}"),
    "secondary": message("{place} [secondary source]"),
    "claimed": message("{place} [claimed, not verified]"),
}
PREVAILS: dict[str, str] = {
    "rank": message("{stronger}, prevails by rank over {weaker}"),
    "later": message("{stronger}, prevails over {weaker} as the later text"),
    "special": message("{stronger}, prevails over {weaker} as the special rule"),
}
IMPLIED = {
    "by": message("by"),
    "on": message("day of the action"),
    "order": message("number in the history"),
    "today": message("day for which this is asked"),
}
"""Fields that every action has without the pack naming them."""
SHOWN = 6
"""So many ways on which an undetermined answer hangs are told."""


class Words:
    """Speaks of a pack's law and of answers in one language: `en`, `ru` or `kk`.

    What the pack says in that language is taken from it, else its English; the program's own
    sentences come from the messages. Raises `ValueError` for another language.
    """

    def __init__(self, pack: LawPack, lang: str = SOURCE, say: Messages | None = None) -> None:
        """`say` stands in for the messages of the language."""
        self.pack = pack
        self.vocabulary = pack.vocabulary
        self.lang = lang
        self.say = say or Messages(lang)

    def text(self, texts: Mapping[str, str]) -> str:
        """A text of the pack in this language, else in English."""
        return texts.get(self.lang) or texts[SOURCE]

    @cached_property
    def editions(self) -> Mapping[str, list[Provision]]:
        """The editions of each provision, by id."""
        found: dict[str, list[Provision]] = {}
        for p in self.pack.provisions:
            found.setdefault(p.id, []).append(p)
        return found

    def says(self, name: str, day: str) -> str:
        """What a provision says in its edition of that day, else in its first."""
        return self.text(self.edition(name, day).says)

    def edition(self, name: str, day: str) -> Provision:
        """A provision in its edition of that day (ISO), else in its first."""
        editions = self.editions[name]
        current = (p for p in editions if p.in_force.covers(date.fromisoformat(day)))
        return next(current, editions[0])

    # Names

    def body(self, name: str) -> str:
        """The name of a body."""
        return self.text(self.vocabulary.bodies[name].label)

    def field(self, kind: str, name: str) -> str:
        """The label of a field, else its name."""
        return self.field_label(self.spec(kind, name), name)

    def field_label(self, spec: FieldType | None, name: str) -> str:
        """The label of a field, what every action has, or else the name of the field."""
        if spec is not None and spec.label is not None:
            return self.text(spec.label)
        if name in self.vocabulary.labels:
            return self.text(self.vocabulary.labels[name])
        if name in IMPLIED:
            return self.say(IMPLIED[name])
        return name.replace("_", " ").replace("-", " ")

    def spec(self, kind: str, name: str) -> FieldType | None:
        """The type of a field; None of one that the kind does not have."""
        return self.vocabulary.fields(kind).get(name) if self.vocabulary.sort(kind) else None

    def label(self, kind: str) -> str:
        """The label of a kind."""
        found = self.vocabulary.kinds.get(kind)
        return self.text(found[1].label) if found else kind

    def is_action(self, kind: str) -> bool:
        """Whether a kind is something that is done, and so its phrase an infinitive and not a sentence."""
        return self.vocabulary.sort(kind) in ("action", "class")

    def value(self, spec: FieldType | None, value: Value) -> str:
        """A value of a field: of an enumeration its label, a body by its name."""
        if isinstance(value, bool):
            return self.say("yes") if value else self.say("no")
        if spec is not None and spec.type == "date" and isinstance(value, int):
            return date.fromordinal(value).isoformat()
        if spec is not None and spec.type == "enum":
            if value in spec.labels:
                return self.text(spec.labels[str(value)])
            if spec.values == tuple(self.vocabulary.bodies):
                return self.body(str(value))
        return str(value)

    def either(self, texts: Iterable[str]) -> str:
        """Alternatives: `a or b`."""
        return reduce(lambda a, b: self.say("{first} or {second}", first=a, second=b), texts)

    def phrase(self, kind: str, fields: Mapping[str, Value | tuple[Value, ...]]) -> str:
        """A fact or status as a sentence, an action as an infinitive; what is not settled by its label."""
        specs = self.vocabulary.fields(kind) if self.vocabulary.sort(kind) else {}
        return self.filled(kind, {name: self.values(specs.get(name), value) for name, value in fields.items()})

    def values(self, spec: FieldType | None, value: Value | tuple[Value, ...]) -> str:
        """A value, or several of which one will do."""
        return self.either(self.value(spec, v) for v in (value if isinstance(value, tuple) else (value,)))

    def filled(self, kind: str, shown: Mapping[str, str]) -> str:
        """The phrase of a kind with the texts of its fields; without a phrase, its label and all fields."""
        found = self.vocabulary.kinds.get(kind)
        if found is None:
            return kind
        if found[1].phrase is not None:
            return re.sub(
                r"\{([^}]*)\}", lambda m: shown.get(m[1]) or self.open(kind, m[1]), self.text(found[1].phrase)
            )
        stated = ", ".join(f"{self.field(kind, name)}: {text}" for name, text in shown.items())
        return f"{self.label(kind)} ({stated})" if stated else self.label(kind)

    def open(self, kind: str, name: str) -> str:
        """A field that is not settled, by its label, as on a form that is still to be filled in: `[post]`."""
        spec = self.spec(kind, name)
        unnamed = spec is not None and spec.type == "id" and spec.label is None
        return self.say("[name]") if unnamed else f"[{self.field(kind, name)}]"

    def done(self, action: Done) -> str:
        """An action with its actor: `maslikhat: express no confidence in akim-1`."""
        unknown = dict.fromkeys(action.unknown, self.say("(not known)"))
        return f"{self.body(action.by)}: {self.phrase(action.kind, {**action.fields, **unknown})}"

    # Citations

    def cite(self, name: str) -> str:
        """`Law No. 148, art. 24(1)`, of a provision's id."""
        return joined(self.say, self._instrument(name), [Locator.of(name).short(self.say)])

    def _instrument(self, name: str) -> str:
        return self.text(self.pack.instrument[name.split(".")[1]].short)

    def citations(self, citations: Iterable[Citation]) -> str:
        """Citations once each, in order, with a word on a grade that is not primary; by instrument."""
        places: dict[str, dict[str, None]] = {}
        for citation in citations:
            for name in (citation.provision, *citation.also):
                grade = citation.grade if name == citation.provision else "primary"
                place = self.say(GRADED[grade], place=Locator.of(name).short(self.say))
                places.setdefault(self._instrument(name), {})[place] = None
        return "; ".join(joined(self.say, instrument, found) for instrument, found in places.items())

    def precedence(self, found: Precedence) -> str:
        """`Constitution, art. 87(5), prevails by rank over Law No. 148, art. 24(1)`."""
        stronger, weaker = (self.cite(c.provision) for c in (found.prevailing, found.yielding))
        return self.say(PREVAILS[found.ground], stronger=stronger, weaker=weaker)

    def articles(self, citations: Iterable[Citation]) -> str:
        """The articles of some citations, without their parts: `Law No. 148, arts. 5, 11`."""
        found: dict[str, dict[tuple[str, ...], None]] = {}
        for c in citations:
            found.setdefault(self._instrument(c.provision), {})[Locator.of(c.provision).numbers[:1]] = None
        listed = (
            (
                name,
                [Locator(n).short(self.say) for n in sorted(numbers, key=lambda n: [int(i) for i in n[0].split("-")])],
            )
            for name, numbers in found.items()
        )
        return "; ".join(joined(self.say, name, places) for name, places in listed)

    # Requirements

    def requirement(self, kind: str, requirement: Requirement) -> str:
        """`at least 34 of 50 votes in favour (two thirds)`; without a share, `ballot: open vote`."""
        field = self.field(kind, requirement.field)
        if requirement.share is not None and requirement.whole is not None and requirement.bound in PARTS_OF_FIELD:
            return self.say(
                PARTS_OF_FIELD[requirement.bound],
                value=requirement.value,
                whole=requirement.whole,
                field=field,
                share=self._share(requirement),
            )
        return self.say("{field}: {amount}", field=field, amount=self.amount(kind, requirement))

    def amount(self, kind: str, requirement: Requirement, spec: FieldType | None = None) -> str:
        """What is asked of a field, of this type if the kind does not have it: `at least 34 of 50 (two thirds)`."""
        spec = self.spec(kind, requirement.field) or spec
        if requirement.compared is not None:
            return self._compared(kind, requirement, requirement.compared)
        if requirement.value is None:
            return self.say("any")
        value = self.value(spec, requirement.value)
        if spec is not None and spec.type == "date":
            return self.say(DAYS[requirement.bound], day=value)
        if requirement.share is None:
            return self.say(AMOUNTS[requirement.bound], value=value)
        share = self._share(requirement)
        if requirement.whole is None:
            return f"{self.say(AMOUNTS[requirement.bound], value=value)} ({share})"
        return self.say(PARTS[requirement.bound], value=value, whole=requirement.whole, share=share)

    def _compared(self, kind: str, requirement: Requirement, name: str) -> str:
        """What is asked of a field by another, whose value is not known: `more than half of: deputies present`."""
        bound, other, spec = requirement.bound, self.field(kind, name), self.spec(kind, name)
        if requirement.share is not None:
            share = self._share(requirement)
            if requirement.strict:
                return self.say("{share} of: {other}", share=share, other=other)
            if bound == "at_least":
                return self.say("at least {share} of: {other}", share=share, other=other)
            return self.say("at most {share} of: {other}", share=share, other=other)
        if requirement.plus:
            other = self.say.plural(*LATER, requirement.plus, number=requirement.plus, other=other)
        frames = {**COMPARED, **COMPARED_DAYS} if spec is not None and spec.type == "date" else COMPARED
        return self.say(frames[bound], other=other)

    def _share(self, requirement: Requirement) -> str:
        """`two thirds`, `more than half`."""
        form = 0 if not requirement.strict else 2 if requirement.bound in ("at_most", "less_than") else 1
        return self.share(str(requirement.share), form)

    def share(self, ratio: str, form: int = 0) -> str:
        """A ratio in words: itself, more than it (1), or less than it (2)."""
        return self.say(SHARES.get(ratio, OTHER_SHARES)[form], share=ratio)

    def needs(self, kind: str, alternatives: Iterable[Iterable[Requirement]]) -> str:
        """All that must be met, or one of several such lists."""
        return self.say("needs {needed}", needed=self.either(self._all(kind, a) for a in alternatives))

    def _all(self, kind: str, requirements: Iterable[Requirement]) -> str:
        return ", ".join(self.requirement(kind, r) for r in requirements)

    def limit(self, kind: str, limit: Limit, day: str) -> str:
        """What a prohibition leaves free: `needs at least 34 of 50 deputies present (two thirds) [Law, art. 1]`."""
        if limit.requirements:
            text = self.say("needs {needed}", needed=self._all(kind, limit.requirements))
        else:
            says = self.says(limit.citation.provision, day)
            text = self.say("may be forbidden, for the law says: {rule}", rule=says)
        if limit.when:
            when = ", ".join(
                f"{self.field(kind, f)}: {self.values(self.spec(kind, f), v)}" for f, v in limit.when.items()
            )
            text = self.say("where {circumstances}: {text}", circumstances=when, text=text)
        return f"{text} [{self.cite(limit.citation.provision)}]"

    # Readings

    def turns(self, turns: Iterable[TurnsOn], kind: str, *, status: bool = False) -> str:
        """All that turns an answer, by what it would be: `not empowered under G03=same-report, G20=voted-down`."""
        by_answer: dict[str, list[str]] = {}
        for turn in turns:
            for under in turn.others:
                by_answer.setdefault(self.answer(under, kind, status=status), []).append(
                    f"{turn.question}={under.reading}"
                )
        return "; ".join(
            self.say("{answer} under {readings}", answer=answer, readings=", ".join(readings))
            for answer, readings in by_answer.items()
        )

    def answer(self, under: Under, kind: str, *, status: bool = False) -> str:
        """The verdict under another reading, with the numbers it asks for; of a status, whether it holds."""
        if status:
            return self.say(HOLDS[under.verdict])
        verdict = self.say(VERDICTS[under.verdict])
        if under.verdict not in ("permitted", "required"):
            return verdict
        numbers = (
            ", ".join(self.amount(kind, r.replaced(share=None)) for r in alternative if r.value is not None)
            for alternative in under.requirements
        )
        needed = [n for n in numbers if n]
        return f"{verdict}, {self.either(needed)}" if needed else verdict

    def hangs(self, hangs: Hangs, kind: str, *, status: bool = False) -> Outline:
        """What an undetermined answer hangs on, then the answer that each choice gives."""
        if hangs.kind == "not-coded":
            yield 0, self.say("the law is not coded for that date")
            return
        if hangs.kind == "unknown":
            place = hangs.on.removeprefix("unknown ")
            yield 0, self.say("depends on what is not known: {thing} ({place})", thing=self._thing(hangs), place=place)
        else:
            question = self.text(self.pack.reading[hangs.on].question)
            yield 0, self.say("the law leaves open {id}: {question}", id=hangs.on, question=question)
        for under in hangs.choices[:SHOWN]:
            choice = self._unknown(hangs, under) if hangs.kind == "unknown" else under.reading
            yield 1, f"{choice}: {self.answer(under, kind, status=status)}"
        if len(hangs.choices) > SHOWN:
            yield 1, "..."

    def _thing(self, hangs: Hangs) -> str:
        """What is not known: a field, or a fact as a whole."""
        kind = hangs.of or ""
        return self.field(kind, hangs.field) if hangs.field else self.label(kind)

    def _unknown(self, hangs: Hangs, under: Under) -> str:
        """A value of what is not known, or its range."""
        if under.first is not None:
            return self.say("{first} to {last}", first=under.first, last=under.last)
        special = {
            "true": message("yes"),
            "false": message("no"),
            ELSEWHERE: message("one that the case does not name"),
        }
        if under.reading in special:
            return self.say(special[under.reading])
        return self.value(self.spec(hangs.of, hangs.field) if hangs.of and hangs.field else None, under.reading)

    def question(self, name: str, chosen: str | None = None) -> Outline:
        """A question of reading, then its readings, the one followed first."""
        reading = self.pack.reading[name]
        yield 0, f"{name}: {self.text(reading.question)}"
        for key, texts in sorted(reading.readings.items(), key=lambda item: item[0] != chosen):
            told = message("followed: {reading} - {text}") if key == chosen else message("tenable: {reading} - {text}")
            yield 1, self.say(told, reading=key, text=self.text(texts))

    # Answers

    def judgement(self, judgement: Judgement) -> str:
        """The verdict and effect of an action, in a few words."""
        verdict, effect = judgement.verdict, judgement.effect
        if judgement.subject == "ask":
            idle = effect == "void" and verdict in ASKED
            return self.say(ASKED[verdict] if idle else VERDICTS[verdict])
        match verdict, effect:
            case "permitted", _:
                return self.say("lawful")
            case "required", _:
                return self.say("lawful and required")
            case "forbidden", "effective":
                return self.say("in breach, but stands until annulled")
            case "forbidden", "void":
                return (
                    self.say("forbidden and void")
                    if judgement.breach
                    else self.say("forbidden, not empowered, and void")
                )
            case "forbidden", _:
                return self.say("forbidden; whether it has effect is undetermined")
            case "not-empowered", _:
                return self.say("not empowered; void")
        return self.say(UNDETERMINED[effect])

    def possibility(self, possibility: Possibility) -> str:
        """`may express no confidence in akim-1`; of a duty to decide, `must decide on b-1, and may refuse it`."""
        action = self.phrase(possibility.kind, possibility.fields)
        if (choice := self._choice(possibility)) is not None:
            fields = {f: v for f, v in possibility.fields.items() if f in self.vocabulary.fields(choice)}
            return self.say("must {duty}, and may {action}", duty=self.phrase(choice, fields), action=action)
        return self.say(MAY[possibility.verdict], action=action)

    def _choice(self, p: Possibility) -> str | None:
        """The class of actions of which a duty asks for one, such as a decision that may be taken either way."""
        said = [self.editions[c.provision][0].conclusion for c in p.citations if p.verdict == "required"]
        asked = {pattern.kind for name, pattern in said if name == "requires"}
        asked = {kind for kind in asked if p.kind in self.vocabulary.members(kind)}
        wide = sorted(kind for kind in asked if kind != p.kind and len(self.vocabulary.members(kind)) > 1)
        return wide[0] if wide and p.kind not in asked else None

    def routine(self, kinds: Mapping[str, int]) -> str:
        """Routine powers by name, with how many there are: `routine powers (10): issue an act; decide a matter (9)`."""
        named = (self.label(kind) + (f" ({number})" if number > 1 else "") for kind, number in kinds.items())
        return self.say("routine powers ({number}): {actions}", number=sum(kinds.values()), actions="; ".join(named))

    def status(self, status: StatusAnswer) -> str:
        """A status as a sentence."""
        sentence = self.phrase(status.status, status.fields)
        return sentence if status.holds == "true" else self.say("undetermined: {statement}", statement=sentence)


def capital(sentence: str) -> str:
    """A sentence with a capital letter."""
    return sentence[:1].upper() + sentence[1:]
