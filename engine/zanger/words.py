"""Words: every sentence of an answer and of a rule, made in one place from the same proof."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from .cite import Citer
from .compile import OPEN, TRY, is_variable
from .decision import (
    Answer,
    Citation,
    Done,
    Failed,
    Hangs,
    Judgement,
    Limit,
    NearMiss,
    Possibility,
    Proof,
    Requirement,
    StatusAnswer,
    Step,
    TurnsOn,
    Under,
    Value,
)
from .load import LawPack
from .provision import (
    Absent,
    After,
    AllOf,
    AnyCondition,
    AnyOf,
    Before,
    Bound,
    Compare,
    Count,
    Days,
    Effect,
    Pattern,
    Provision,
    Share,
)
from .vocabulary import FieldType

BOUND_WORDS: dict[Bound, str] = {
    "at_least": "at least",
    "more_than": "more than",
    "at_most": "at most",
    "less_than": "fewer than",
    "is": "",
    "is_not": "not",
}
DAY_WORDS: dict[Bound, str] = {
    "at_least": "not before",
    "more_than": "after",
    "at_most": "not after",
    "less_than": "before",
    "is": "on",
    "is_not": "not on",
}
SHARE_WORDS = {
    "1/2": "half",
    "1/3": "one third",
    "2/3": "two thirds",
    "3/4": "three quarters",
    "1/4": "a quarter",
    "1/5": "one fifth",
}
VERDICT_WORDS = {
    "permitted": "permitted",
    "required": "required",
    "forbidden": "forbidden",
    "not-empowered": "not empowered",
    "undetermined": "undetermined",
}
MODAL = {
    "permitted": "may",
    "required": "must",
    "forbidden": "must not",
    "not-empowered": "may not",
    "undetermined": "may or may not",
}
HOLDS_WORDS = {"permitted": "holds", "not-empowered": "does not hold", "undetermined": "undetermined"}
BREACH_WORDS: dict[Effect, str] = {
    "void": "what is done all the same is void",
    "stands": "what is done all the same stands until annulled",
    "no-power": "there is no power without it: what is done all the same is void",
}
EFFECT_WORDS = {"effective": "has effect", "void": "has no effect", "undetermined": "effect undetermined"}


class Words:
    """Makes sentences with the labels and phrases of a pack."""

    def __init__(self, pack: LawPack, language: str = "en") -> None:
        self.pack = pack
        self.vocabulary = pack.vocabulary
        self.language = language
        self.citer = Citer(pack, language)

    def text(self, texts: Mapping[str, str]) -> str:
        """A text in this language, else in English."""
        return texts.get(self.language) or texts["en"]

    def body(self, name: str) -> str:
        """The name of a body."""
        return self.text(self.vocabulary.bodies[name].label)

    def value(self, spec: FieldType | None, value: Value) -> str:
        """A value of a field: enum values by their labels."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if spec is not None and spec.type == "enum" and value in spec.labels:
            return self.text(spec.labels[str(value)])
        return str(value)

    def field(self, kind: str, name: str) -> str:
        """The label of a field, else its name."""
        spec = self.vocabulary.fields(kind).get(name) if self.vocabulary.sort(kind) else None
        if spec is not None and spec.label is not None:
            return self.text(spec.label)
        return name.replace("_", " ").replace("-", " ")

    def label(self, kind: str) -> str:
        """The label of a kind."""
        found = self.vocabulary.kinds.get(kind)
        return self.text(found[1].label) if found else kind

    def phrase(self, kind: str, fields: Mapping[str, Value]) -> str:
        """A fact, action or status as a sentence or infinitive; what is not settled as `...`."""
        found = self.vocabulary.kinds.get(kind)
        if found is None:
            return kind
        specs = self.vocabulary.fields(kind)
        if found[1].phrase is None:
            stated = ", ".join(f"{self.field(kind, k)}: {self.value(specs.get(k), v)}" for k, v in fields.items())
            return f"{self.label(kind)} ({stated})" if stated else self.label(kind)

        def fill(match: re.Match[str]) -> str:
            name = match[1]
            if name not in fields:
                return "..."
            return self.value(specs.get(name), fields[name])

        return re.sub(r"\{([^}]*)\}", fill, self.text(found[1].phrase))

    def done(self, action: Done) -> str:
        """An action with its actor: `maslikhat: express no confidence in akim-1`."""
        fields: dict[str, Value] = {**action.fields, **dict.fromkeys(action.unknown, "(unknown)")}
        return f"{self.body(action.by)}: {self.phrase(action.kind, fields)}"

    # Citations

    def cite(self, citation: Citation) -> str:
        """A citation with where else the rule stands and a word on its grade if that is not primary."""
        grade = "" if citation.grade == "primary" else f" [{citation.grade} source]"
        return citation.short + grade

    def citations(self, citations: Iterable[Citation]) -> str:
        """Citations once each, in order; articles of one instrument together."""
        places: dict[str, dict[str, None]] = {}
        for citation in citations:
            for name in (citation.provision, *citation.also):
                short = self.citer.short(name)
                if name == citation.provision:
                    short = self.cite(citation)
                instrument, _, place = short.rpartition(", art. ")
                places.setdefault(instrument, {})[place] = None
        return "; ".join(
            f"{instrument}, art{'s' if len(found) > 1 else ''}. {', '.join(found)}"
            for instrument, found in places.items()
        )

    # Requirements

    def requirement(self, kind: str, requirement: Requirement) -> str:
        """`at least 34 of 50 votes in favour (two thirds)`; without a share, `ballot: open vote`."""
        field = self.field(kind, requirement.field)
        if requirement.share is not None and requirement.whole is not None:
            bound = BOUND_WORDS[requirement.bound]
            return f"{bound} {requirement.value} of {requirement.whole} {field} ({self._share(requirement)})"
        return f"{field}: {self._amount(kind, requirement)}"

    def _amount(self, kind: str, requirement: Requirement) -> str:
        """What is asked of the field: `at least 34 of 50 (two thirds)`."""
        bound = BOUND_WORDS[requirement.bound]
        if requirement.compared is not None:
            return f"{bound} {self.field(kind, requirement.compared)}".strip()
        spec = self.vocabulary.fields(kind).get(requirement.field) if self.vocabulary.sort(kind) else None
        if spec is not None and spec.type == "date" and isinstance(requirement.value, int):
            return f"{DAY_WORDS[requirement.bound]} {date.fromordinal(requirement.value).isoformat()}"
        value = self.value(spec, requirement.value) if requirement.value is not None else "any"
        if requirement.share is None:
            return f"{bound} {value}".strip()
        whole = f" of {requirement.whole}" if requirement.whole is not None else ""
        return f"{bound} {value}{whole} ({self._share(requirement)})"

    @staticmethod
    def _share(requirement: Requirement) -> str:
        """`two thirds`, `more than half`."""
        share = SHARE_WORDS.get(str(requirement.share), str(requirement.share))
        if not requirement.strict:
            return share
        return f"{'less' if requirement.bound == 'at_most' else 'more'} than {share}"

    def requirements(self, kind: str, alternatives: Iterable[Iterable[Requirement]]) -> str:
        """All that must be met; alternatives joined by `or`."""
        return "; or ".join(", ".join(self.requirement(kind, r) for r in a) for a in alternatives)

    def limit(self, kind: str, limit: Limit) -> str:
        """What a prohibition leaves free: `at least 34 of 50 deputies present (two thirds) [Law, art. 1]`."""
        when = ", ".join(f"{self.field(kind, f)} = {v}" for f, v in limit.when.items())
        where = f" (where {when})" if when else ""
        if limit.requirements:
            needed = ", ".join(self.requirement(kind, r) for r in limit.requirements)
            return f"{needed}{where} [{limit.citation.short}]"
        provision = next(p for p in self.pack.provisions if p.id == limit.citation.provision)
        return f"unless forbidden: {self.text(provision.says)}{where} [{limit.citation.short}]"

    # Readings

    def turns(self, turns: Iterable[TurnsOn], *, status: bool = False) -> str:
        """All that turns an answer, by what it would be: `not empowered under G03=same-report, G20=voted-down`."""
        by_answer: dict[str, list[str]] = {}
        for turn in turns:
            for under in turn.others:
                by_answer.setdefault(self.answer(under, status=status), []).append(f"{turn.question}={under.reading}")
        return "; ".join(f"{answer} under {', '.join(where)}" for answer, where in by_answer.items())

    def under(self, under: Under, *, status: bool = False) -> str:
        """A reading with the answer that it gives."""
        return f"{under.reading}: {self.answer(under, status=status)}"

    def answer(self, under: Under, *, status: bool = False) -> str:
        """The verdict under another reading, with the numbers it asks for; of a status, whether it holds."""
        if status:
            return HOLDS_WORDS[under.verdict]
        if not under.requirements or under.verdict not in ("permitted", "required"):
            return VERDICT_WORDS[under.verdict]
        needed = (
            ", ".join(f"{BOUND_WORDS[r.bound]} {r.value}".strip() for r in a if r.value is not None)
            for a in under.requirements
        )
        return ", ".join((VERDICT_WORDS[under.verdict], *filter(None, ["; or ".join(filter(None, needed))])))

    def hangs(self, hangs: Hangs, *, status: bool = False) -> str:
        """What an undetermined answer hangs on, with the answer that each choice gives."""
        choices = "; ".join(self.under(u, status=status) for u in hangs.choices[:6]) + (
            "; ..." if len(hangs.choices) > 6 else ""
        )
        if hangs.kind == "not-coded":
            return "the law is not coded for that date"
        if hangs.kind == "unknown":
            return f"hangs on what is not known: {hangs.on.removeprefix('unknown ')} ({choices})"
        return f"the law leaves open {hangs.on}: {self.text(self.pack.reading[hangs.on].question)} ({choices})"

    def question(self, name: str, chosen: str | None = None) -> str:
        """A question of reading with its readings, the one followed marked."""
        reading = self.pack.reading[name]
        parts = [
            f"{'followed' if key == chosen else 'also tenable'}: {key} - {self.text(texts)}"
            for key, texts in reading.readings.items()
        ]
        return f"{name} {self.text(reading.question)} " + "; ".join(
            sorted(parts, key=lambda p: not p.startswith("followed"))
        )

    # Why not

    def failed(self, failed: Failed, kind: str) -> str:
        """The condition that fails, with expected and actual values."""
        match failed.what:
            case "actor":
                wanted = self.body(str(failed.expected.value)) if failed.expected else "another body"
                return f"this power belongs to the {wanted}, not to the {self.body(str(failed.actual))}"
            case "field":
                return self._field(failed, kind)
            case "reading":
                assert failed.expected is None or failed.expected.value is not None
                wanted = f" {failed.expected.value}" if failed.expected else " another"
                return f"only under the reading{wanted} of {failed.kind}; followed: {failed.actual}"
            case "test":
                return self._test(failed, kind)
            case "count":
                assert failed.expected is not None
                bound = BOUND_WORDS[failed.expected.bound]
                needed = f"{bound} {failed.expected.value}".strip()
                return f"{self.label(failed.kind or '')}: {failed.actual}; needed: {needed}"
            case "defeated":
                return f"excluded, because {self.phrase(failed.kind or '', failed.fields)}"
            case "absent":
                return self._absent(failed)

    def _field(self, failed: Failed, kind: str) -> str:
        name = failed.expected.field if failed.expected else None
        if failed.expected is None or failed.expected.value is None:
            return "a field that this power needs is not stated" if name is None else f"`{name}` is not stated"
        spec = self.vocabulary.fields(kind).get(failed.expected.field)
        actual = "not stated" if failed.actual is None else self.value(spec, failed.actual)
        return f"{self.field(kind, failed.expected.field)}: {actual}; needed: {self.value(spec, failed.expected.value)}"

    def _test(self, failed: Failed, kind: str) -> str:
        if failed.expected is None:
            return "a condition does not hold"
        name = failed.expected.field
        actual = failed.actual
        spec = self.vocabulary.fields(kind).get(name) if self.vocabulary.sort(kind) else None
        if (
            isinstance(actual, int)
            and not isinstance(actual, bool)
            and (spec is None or spec.type == "date")
            and actual > 100_000
        ):
            needed = self._amount(kind, failed.expected)
            if spec is None and isinstance(failed.expected.value, int):
                day = date.fromordinal(failed.expected.value).isoformat()
                needed = f"{DAY_WORDS[failed.expected.bound]} {day}"
            return f"{self.field(kind, name)}: {date.fromordinal(actual).isoformat()}; needed: {needed}"
        shown = self.value(spec, actual) if actual is not None else "not stated"
        return f"{self.field(kind, name)}: {shown}; needed: {self._amount(kind, failed.expected)}"

    def _absent(self, failed: Failed) -> str:
        assert failed.kind is not None
        if failed.kind.startswith("kz.") or self.vocabulary.sort(failed.kind) is None:
            text = "its conditions are not met"
        else:
            sort = self.vocabulary.sort(failed.kind)
            phrase = self.phrase(failed.kind, failed.fields)
            text = (
                f"not done, or without effect: {phrase}"
                if sort in ("action", "class")
                else f"it is not so that {phrase}"
            )
        if failed.within is not None:
            text += f"; because, by {failed.within.citation.short}: " + self.failed(failed.within.failed, failed.kind)
        return text

    def miss(self, miss: NearMiss, kind: str) -> str:
        """A near miss: the article and the first condition that fails."""
        return f"{miss.citation.short}: {self.failed(miss.failed, kind)}"

    # Answers

    def judgement(self, judgement: Judgement) -> str:
        """The verdict and effect of an action, in a few words."""
        if judgement.subject == "ask":
            verdict = VERDICT_WORDS[judgement.verdict]
            return (
                verdict
                if judgement.verdict in ("permitted", "required")
                else f"{verdict}; it would have no effect"
                if judgement.effect == "void"
                else verdict
            )
        match judgement.verdict, judgement.effect:
            case "permitted", _:
                return "lawful"
            case "required", _:
                return "lawful and required"
            case "forbidden", "effective":
                return "in breach, but stands until annulled"
            case "forbidden", "void":
                return "forbidden and void" if judgement.breach else "forbidden; void, and not empowered"
            case "not-empowered", _:
                return "not empowered; void"
        return f"undetermined ({EFFECT_WORDS[judgement.effect]})"

    def possibility(self, possibility: Possibility) -> str:
        """`may express no confidence in akim-1`."""
        return f"{MODAL[possibility.verdict]} {self.phrase(possibility.kind, possibility.fields)}"

    def status(self, status: StatusAnswer) -> str:
        """A status as a sentence."""
        return self.phrase(status.status, status.fields)

    # Proofs

    def step(self, step: Step) -> str:
        """A step of a proof in words."""
        where = f" (line {step.place.line})" if step.place else ""
        if step.how == "reading":
            return f"reading of {step.fields['id']}: {step.fields['is']}"
        if step.how == "today":
            return f"the day is {step.fields['date']}"
        if step.how == "tried":
            return f"judged: {self.phrase(step.kind.removeprefix(TRY), step.fields)}{where}"
        if step.how in ("stated", "done"):
            return f"{'done: ' if step.how == 'done' else ''}{self.phrase(step.kind, step.fields)}{where}"
        cite = self.citer.short(step.provision or "")
        if self.vocabulary.sort(step.kind) is not None:
            return f"{self.phrase(step.kind, step.fields)} - {cite}"
        what = "applies" if step.kind.startswith(OPEN) else "covers the action"
        return f"{cite} {what}"

    def conditions_met(self, step: Step) -> list[str]:
        """The tests and counts of a step with their values."""
        provision = next((p for p in self.pack.provisions if p.id == step.provision), None)
        lines = []
        for t in step.tests:
            words = condition_words(provision, t.origin) if provision else None
            left = f"{t.left}" if t.times == 1 else f"{t.left} x {t.times}"
            right = f"{t.right}" if t.by == 1 else f"{t.right} x {t.by}"
            plus = f" + {t.plus}" if t.plus else ""
            lines.append(f"{left} {t.op} {right}{plus}" + (f" - {words}" if words else ""))
        for c in step.counts:
            words = condition_words(provision, c.origin) if provision else None
            kind = c.kind.removeprefix(OPEN)
            lines.append(f"{self.label(kind)}: {c.number} ({c.op} {c.bound})" + (f" - {words}" if words else ""))
        return lines

    def lines_used(self, proof: Proof | None) -> str:
        """The lines of the case file on which a proof rests: `lines 6, 7, 10`."""
        if proof is None:
            return ""
        lines = sorted({s.place.line for s in proof.steps if s.place is not None})
        return f"line{'s' if len(lines) > 1 else ''} " + ", ".join(map(str, lines)) if lines else ""

    # Rules in plain words

    def term(self, raw: object) -> str:
        """A term of a rule: a variable as `<name>`."""
        if isinstance(raw, tuple):
            return " or ".join(self.term(r) for r in raw)
        return f"<{str(raw)[1:]}>" if is_variable(raw) else str(raw)

    def pattern(self, pattern: Pattern) -> str:
        """A pattern as a sentence with variables."""
        fields: dict[str, Value] = {}
        specs = self.vocabulary.fields(pattern.kind)
        for name, term in pattern.fields.items():
            parts = term if isinstance(term, tuple) else (term,)
            fields[name] = " or ".join(
                self.term(p) if is_variable(p) else self.value(specs.get(name), p) for p in parts
            )
        phrase = self.phrase(pattern.kind, fields)
        texts = self.vocabulary.kinds[pattern.kind][1].phrase
        named = set(re.findall(r"\{([^}]*)\}", self.text(texts))) if texts else set(fields)
        rest = [f"{self.field(pattern.kind, n)}: {v}" for n, v in fields.items() if n not in named]
        return phrase.replace(" ...", " any") + (f" ({', '.join(rest)})" if rest else "")

    def condition(self, item: AnyCondition) -> str:
        """A condition in plain words."""
        match item:
            case Pattern():
                done = self.vocabulary.sort(item.kind) in ("action", "class")
                return ("it was done, with effect: " if done else "") + self.pattern(item)
            case Count():
                bound, number = item.count.bound
                distinct = f", counting different values of {item.count.distinct}" if item.count.distinct else ""
                return f"{BOUND_WORDS[bound] or 'exactly'} {number} times: {self.pattern(item.count.of)}{distinct}"
            case Share():
                bound, ratio = item.share.bound
                share = f"{BOUND_WORDS[bound]} {SHARE_WORDS.get(ratio, ratio)}"
                return f"{self.term(item.share.of)} is {share} of {self.term(item.share.in_)}"
            case Compare():
                bound, other = item.compare.bound
                return f"{self.term(item.compare.left)} is {BOUND_WORDS[bound]} {self.term(other)}".replace("  ", " ")
            case Days():
                bound, number = item.days.bound
                span = f"from {self.term(item.days.from_)} to {self.term(item.days.to)}"
                return f"{span} are {BOUND_WORDS[bound] or 'exactly'} {number} calendar days"
            case Before():
                return f"{self.term(item.before[0])} is earlier than {self.term(item.before[1])}"
            case After():
                return f"{self.term(item.after[0])} is later than {self.term(item.after[1])}"
            case Absent():
                return f"it is not so that {self.pattern(item.none)}"
            case AnyOf():
                return "either " + "; or ".join(" and ".join(self.condition(i) for i in branch) for branch in item.any)
            case AllOf():
                return " and ".join(self.condition(i) for i in item.all)

    def rule(self, provision: Provision) -> list[str]:
        """A coded provision in plain words, a line a part."""
        name, conclusion = provision.conclusion
        actor = conclusion.fields.get("by")
        if actor is None and name != "defines":
            actor = self.vocabulary.actors(conclusion.kind)[0]
        who = (
            f"the {self.body(str(actor))}" if isinstance(actor, str) and actor in self.vocabulary.bodies else "the body"
        )
        head = {
            "defines": f"It holds that {self.pattern(conclusion)}",
            "permits": f"{who[0].upper()}{who[1:]} may {self.pattern(conclusion)}",
            "requires": f"{who[0].upper()}{who[1:]} must {self.pattern(conclusion)}",
            "forbids": f"It is forbidden to {self.pattern(conclusion)}",
        }[name]
        lines = [head]
        if provision.within is not None:
            lines.append(f"within {provision.within.days} days of {self.term(provision.within.from_)}")
        manner = "where" if name == "forbids" else "provided that"
        for section, word in (("when", "when"), ("unless", "unless"), ("provided", manner)):
            for item in getattr(provision, section):
                quoted = f' - "{item.words}"' if item.words else ""
                lines.append(f"{word} {self.condition(item)}{quoted}")
        for question, values in provision.under.items():
            lines.append(f"under the reading {' or '.join(values)} of {question}")
        if isinstance(provision.breach, str):
            lines.append(BREACH_WORDS[provision.breach])
        elif provision.breach:
            for question, effects in provision.breach.items():
                ways = ", ".join(f"under {reading} {BREACH_WORDS[effect]}" for reading, effect in effects.items())
                lines.append(f"the effect of a breach turns on {question}: {ways}")
        lines += [f"prevails over {self.citer.short(o)}" for o in provision.overrides]
        return lines


def condition_words(provision: Provision, origin: Iterable[str | int]) -> str | None:
    """The words of the law that the condition at `origin` codes."""
    item: object = provision
    for part in origin:
        if isinstance(part, int):
            item = item[part] if isinstance(item, tuple) and part < len(item) else None
        else:
            item = getattr(item, part, None)
    return getattr(item, "words", None)


def firmness(answer: Answer | StatusAnswer) -> bool:
    """Whether an answer stands under every other single reading."""
    return answer.robust
