"""Rules in plain words: what is coded of a provision, read back a condition a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .compile import TODAY_NAME, is_variable, variable_types
from .messages import SOURCE, message, messages
from .provision import (
    Absent,
    After,
    AllOf,
    AnyCondition,
    AnyOf,
    Before,
    Bound,
    Compare,
    Constant,
    Count,
    Days,
    Effect,
    Pattern,
    Provision,
    Share,
)
from .vocabulary import FieldType
from .words import Outline, Words, capital

SHARE: dict[Bound, tuple[str, int]] = {
    "at_least": (message("{part} is at least {share} of {whole}"), 0),
    "at_most": (message("{part} is at most {share} of {whole}"), 0),
    "more_than": (message("{part} is {share} of {whole}"), 1),
    "less_than": (message("{part} is {share} of {whole}"), 2),
}
"""A frame for each bound, and the form of the share that goes into it (see `Words.share`)."""
COMPARE: dict[Bound, str] = {
    "at_least": message("{left} is at least {right}"),
    "more_than": message("{left} is more than {right}"),
    "at_most": message("{left} is at most {right}"),
    "less_than": message("{left} is less than {right}"),
    "is": message("{left} is {right}"),
    "is_not": message("{left} is not {right}"),
}
TIMES: dict[Bound, tuple[str, str]] = {
    "at_least": messages("at least {number} time: {pattern}", "at least {number} times: {pattern}"),
    "more_than": messages("more than {number} time: {pattern}", "more than {number} times: {pattern}"),
    "at_most": messages("at most {number} time: {pattern}", "at most {number} times: {pattern}"),
    "less_than": messages("fewer than {number} time: {pattern}", "fewer than {number} times: {pattern}"),
    "is": messages("exactly {number} time: {pattern}", "exactly {number} times: {pattern}"),
}
DAYS: dict[Bound, tuple[str, str]] = {
    "at_least": messages(
        "at least {number} calendar day from {first} to {last}",
        "at least {number} calendar days from {first} to {last}",
    ),
    "more_than": messages(
        "more than {number} calendar day from {first} to {last}",
        "more than {number} calendar days from {first} to {last}",
    ),
    "at_most": messages(
        "at most {number} calendar day from {first} to {last}",
        "at most {number} calendar days from {first} to {last}",
    ),
    "less_than": messages(
        "fewer than {number} calendar day from {first} to {last}",
        "fewer than {number} calendar days from {first} to {last}",
    ),
    "is": messages(
        "exactly {number} calendar day from {first} to {last}",
        "exactly {number} calendar days from {first} to {last}",
    ),
}
BREACH: dict[Effect, str] = {
    "void": message("what is done all the same is void"),
    "stands": message("what is done all the same stands until annulled"),
    "no-power": message("there is no power without it: what is done all the same is void"),
}
WITHIN = messages("within {days} day after {date}", "within {days} days after {date}")
SECTIONS = {
    "when": message("when {condition}"),
    "unless": message("unless {condition}"),
    "provided": message("provided that {condition}"),
}


def rule(provision: Provision, words: Words) -> Outline:
    """A coded provision in plain words: its conclusion, then its conditions and what else belongs to it."""
    return _Plain(provision, words).rule()


def condition(item: AnyCondition, provision: Provision, words: Words) -> str:
    """One condition of a provision, on one line."""
    return "; ".join(text for _, text in _Plain(provision, words).condition(item))


class _Plain:
    """Puts one provision in words."""

    def __init__(self, provision: Provision, words: Words) -> None:
        self.provision = provision
        self.words = words
        self.say = words.say
        self.types: Mapping[str, FieldType] = variable_types(provision, words.vocabulary)

    def rule(self) -> Outline:
        yield 0, self._head()
        p, say = self.provision, self.say
        if p.within is not None:
            yield 1, say.plural(*WITHIN, p.within.days, days=p.within.days, date=self.term(p.within.from_))
        for section, frame in SECTIONS.items():
            if section == "provided" and p.conclusion[0] == "forbids":
                frame = message("where {condition}")
            for item in getattr(p, section):
                yield from self._section(frame, item)
        for question, values in p.under.items():
            yield 1, say("under the reading {readings} of {id}", readings=self.words.either(values), id=question)
        if isinstance(p.breach, str):
            yield 1, say(BREACH[p.breach])
        elif p.breach:
            for question, effects in p.breach.items():
                yield 1, say("what a breach leads to turns on {id}:", id=question)
                yield from ((2, f"{reading}: {say(BREACH[effect])}") for reading, effect in effects.items())
        for other in p.overrides:
            yield 1, say("prevails over {citation}", citation=self.words.cite(other))

    def _head(self) -> str:
        name, conclusion = self.provision.conclusion
        text = self.pattern(conclusion)
        match name:
            case "defines":
                return self.say("It holds that {statement}", statement=text)
            case "forbids":
                return self.say("It is forbidden to {action}", action=text)
            case "permits":
                return capital(self.say("the {body} may {action}", body=self._actor(conclusion), action=text))
            case "requires":
                return capital(self.say("the {body} must {action}", body=self._actor(conclusion), action=text))

    def _actor(self, conclusion: Pattern) -> str:
        actor = conclusion.fields.get("by", self.words.vocabulary.actors(conclusion.kind)[0])
        if isinstance(actor, str) and actor in self.words.vocabulary.bodies:
            return self.words.body(actor)
        return self.say("acting body")

    def _section(self, frame: str, item: AnyCondition) -> Outline:
        lines = list(self.condition(item))
        text = self.say(frame, condition=lines[0][1])
        # The words of the law that a condition codes are quoted in the language in which the pack gives them.
        quoted = f' - "{item.words}"' if item.words and self.words.lang == SOURCE else ""
        yield 1, text + quoted
        yield from ((depth + 1, line) for depth, line in lines[1:])

    def term(self, raw: Constant, spec: FieldType | None = None) -> str:
        """A term of a rule: a variable as `<name>`, a value by its label."""
        if is_variable(raw):
            return self.say("<the day of the answer>") if raw == f"${TODAY_NAME}" else f"<{str(raw)[1:]}>"
        return self.words.value(spec, raw)

    def pattern(self, pattern: Pattern) -> str:
        """A pattern as a sentence with variables; fields that its phrase does not name follow in brackets."""
        words = self.words
        specs = words.vocabulary.fields(pattern.kind)
        shown = {
            name: words.either(self.term(t, specs.get(name)) for t in (term if isinstance(term, tuple) else (term,)))
            for name, term in pattern.fields.items()
        }
        phrase = words.vocabulary.kinds[pattern.kind][1].phrase
        named = set(re.findall(r"\{([^}]*)\}", words.text(phrase))) if phrase else set(shown)
        rest = ", ".join(f"{words.field(pattern.kind, n)}: {text}" for n, text in shown.items() if n not in named)
        return words.filled(pattern.kind, shown) + (f" ({rest})" if rest else "")

    def condition(self, item: AnyCondition) -> Outline:
        """A condition in plain words, with what it is made of below it."""
        say = self.say
        match item:
            case Pattern():
                text = self.pattern(item)
                done = self.words.is_action(item.kind)
                yield 0, say("this was done with effect: {action}", action=text) if done else text
            case Count():
                yield 0, self._count(item)
            case Share():
                bound, ratio = item.share.bound
                frame, form = SHARE[bound]
                share = self.words.share(ratio, form)
                yield 0, say(frame, part=self.term(item.share.of), share=share, whole=self.term(item.share.in_))
            case Compare():
                bound, other = item.compare.bound
                left = item.compare.left
                yield (
                    0,
                    say(
                        COMPARE[bound],
                        left=self.term(left, self._type(other)),
                        right=self.term(other, self._type(left)),
                    ),
                )
            case Days():
                yield 0, self._days(item)
            case Before():
                first, second = map(self.term, item.before)
                yield 0, say("{first} is earlier than {second}", first=first, second=second)
            case After():
                first, second = map(self.term, item.after)
                yield 0, say("{first} is later than {second}", first=first, second=second)
            case Absent():
                text = self.pattern(item.none)
                if self.words.is_action(item.none.kind):
                    yield 0, say("this was not done with effect: {action}", action=text)
                else:
                    yield 0, say("this is not so: {statement}", statement=text)
            case AnyOf():
                yield 0, say("one of these holds:")
                for branch in item.any:
                    yield from self._together(branch)
            case AllOf():
                yield from self._together(item.all, 0)

    def _together(self, items: Iterable[AnyCondition], depth: int = 1) -> Outline:
        """Conditions that must hold together: one as it is, several as a list."""
        items = tuple(items)
        if len(items) > 1:
            yield depth, self.say("all of these hold:")
        deeper = depth + (len(items) > 1)
        for item in items:
            yield from ((deeper + below, text) for below, text in self.condition(item))

    def _type(self, term: Constant) -> FieldType | None:
        """The type of a variable, by which a value that stands against it is named."""
        return self.types.get(str(term)[1:]) if is_variable(term) else None

    def _count(self, item: Count) -> str:
        bound, number = item.count.bound
        text = self.say.plural(*TIMES[bound], number, number=number, pattern=self.pattern(item.count.of))
        if item.count.distinct is None:
            return text
        field = self.words.field(item.count.of.kind, item.count.distinct)
        return self.say("{count} (each value counted once: {field})", count=text, field=field)

    def _days(self, item: Days) -> str:
        bound, number = item.days.bound
        first, last = self.term(item.days.from_), self.term(item.days.to)
        return self.say.plural(*DAYS[bound], number, number=number, first=first, last=last)
