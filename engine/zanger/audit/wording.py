"""What a finding means, in one plain sentence for a lawyer, and what its kind, gravity and subject are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from ..case import Case, Item
from ..decision import Citation, Value
from ..load import parse_case
from ..messages import message, messages
from ..words import VERDICTS, Words, capital
from .finding import Audit, Finding, Grave, Kind, Modal, Witness

KINDS: dict[Kind, str] = {
    "conflict": message("Permitted and forbidden at once"),
    "contradiction": message("Contradictory conditions"),
    "impossible-duty": message("Duties that cannot be fulfilled"),
    "succession": message("Older texts that still say otherwise"),
    "silence": message("Silence of the law"),
    "no-consequence": message("Duties and prohibitions without consequence"),
    "no-time-limit": message("Duties and steps without a time"),
    "no-such-body": message("Bodies that do not exist at that level"),
    "undefined-term": message("Undefined terms"),
    "no-paragraph": message("References without a paragraph"),
    "same-words": message("Same words, different results"),
    "dead": message("Provisions that never apply"),
    "shadowed": message("Provisions that never decide"),
    "redundant": message("Provisions that add nothing"),
    "unreachable": message("Actions and statuses never reached"),
    "idle-reading": message("Readings that never matter"),
    "loop": message("Loops"),
}
"""What each kind of finding is called, the gravest first."""

GRAVE: dict[Grave, str] = {
    "error": message("error"),
    "warning": message("warning"),
    "note": message("note"),
}
SIGNS: dict[Grave, str] = {"error": "x", "warning": "!", "note": "-"}
COUNTS: dict[Grave, tuple[str, str]] = {
    "error": messages("{count} error", "{count} errors"),
    "warning": messages("{count} warning", "{count} warnings"),
    "note": messages("{count} note", "{count} notes"),
}
MODAL: dict[Modal, str] = {
    "permitted": message("permitted"),
    "required": message("required"),
    "forbidden": message("forbidden"),
    "silent": message("silent"),
    "conflict": message("conflict"),
}
MODAL_SIGNS: dict[Modal, str] = {"permitted": "+", "required": "!", "forbidden": "x", "silent": "?", "conflict": "#"}
"""A sign for each answer, for those who do not tell colours apart."""

MEANINGS: dict[str, str] = {
    "conflict": message(
        "In some situations one text allows this and another, which does not prevail, forbids it; nothing says which "
        "of the two yields."
    ),
    "conflict/always": message(
        "Whenever one text allows this, another forbids it, so one of the two is said in vain; nothing says which."
    ),
    "conflict/required": message(
        "In some situations one text obliges to do this and another, which does not prevail, forbids it; whoever obeys "
        "the one breaks the other."
    ),
    "conflict/required/always": message(
        "Whenever one text obliges to do this, another forbids it; whoever obeys the one breaks the other."
    ),
    "contradiction": message(
        "Two texts set different conditions for the same action; where one is met the other is not."
    ),
    "contradiction/value": message("Two texts give the same thing different numbers."),
    "impossible-duty": message("There is a duty to do this, and in no situation a lawful way of doing it."),
    "succession": message(
        "On these days a text of lower rank or earlier date still says otherwise than one that prevails over it."
    ),
    "silence": message("The law does not say what follows from this for anybody."),
    "silence/ended": message(
        "This takes a power or a duty away, and no text says what anybody may, must or must not do next."
    ),
    "silence/not-adopted": message(
        "Another body waits for this decision, and no text says what follows if the vote fails."
    ),
    "no-consequence": message("No text says what follows if this is not done, or is done all the same."),
    "no-consequence/duty": message("No text says what follows if this is not done."),
    "no-consequence/prohibition": message(
        "No text says what follows if this is done all the same, or who may undo it."
    ),
    "no-time-limit": message("No text says by when this must be done."),
    "no-time-limit/answer": message(
        "Another body has done its part and waits for an answer, and no text says by when it must be given."
    ),
    "no-time-limit/consent": message(
        "Others can go no further without this step, and no text says by when it must be taken."
    ),
    "no-such-body": message("The text speaks of a body that does not exist at that level."),
    "no-such-body/all": message("At none of the levels that the text concerns is there such a body: {levels}."),
    "no-such-body/some": message("At some of the levels that the text concerns there is no such body: {levels}."),
    "no-such-body/elsewhere": message(
        "At some levels there is no such body, and the text sends them to that of another level: {levels}."
    ),
    "no-such-body/ended": message(
        "Others wait for this body alone, and once its powers have ended nobody acts in its place."
    ),
    "undefined-term/read-two-ways": message(
        "Other texts rest on this, and the law settles what it is only in one reading or another."
    ),
    "undefined-term/stated": message("A rule rests on this, and no text says when it is so."),
    "undefined-term": message("A rule rests on this term, and no text says what it means."),
    "no-paragraph": message(
        "A reference names the article alone, so that it is open which of its paragraphs is meant."
    ),
    "same-words": message("The same words stand in two places and lead to different results."),
    "same-words/numbers": message('The same words are taken for different numbers in two places: "{words}".'),
    "same-words/results": message('The same words lead to different results in two places: "{words}".'),
    "same-words/languages": message("The text names different numbers in its different languages."),
    "no-paragraph/coded": message("The text is known by its article alone, though the article has paragraphs."),
    "dead": message("No situation meets the conditions of this text, so it never applies."),
    "shadowed": message("Whenever this text applies, another prevails over it, so it never decides."),
    "redundant": message("All that this text says is said by another text too."),
    "redundant/together": message("All that this text says is said by other texts too, now by one and now by another."),
    "redundant/no-power": message("This text forbids what no text allows in the first place."),
    "unreachable": message("No lawful course of events brings this about."),
    "unreachable/power": message("A text gives a power for this, and yet no situation makes it lawful."),
    "unreachable/action": message("No text gives anybody a power for this."),
    "idle-reading": message("However this question is answered, the outcome is the same in every situation."),
    "loop": message("The rules rest upon each other, or the steps lead back without end."),
    "loop/rules": message("Each of these needs another of them first, so that none can ever come about."),
    "loop/steps": message("The steps lead back to where they began; nothing counts the rounds or sets a day."),
}
"""The sentence of each kind, with what tells its variants apart."""


OTHER_SIDES: dict[str, str] = {
    "silence/ended": message("what it takes away:"),
    "silence/not-adopted": message("what waits for it:"),
    "shadowed": message("what prevails:"),
    "redundant": message("what says it too:"),
    "redundant/together": message("what says it too:"),
}
"""What the provisions of the second side are, where they are not simply the other side."""


def kind_of(finding: Finding, words: Words) -> str:
    """What the kind of a finding is called."""
    return words.say(KINDS[finding.kind])


def meaning(finding: Finding, words: Words) -> str:
    """What a finding means, in one sentence."""
    levels = ", ".join(_level(name, words) for name in str(finding.values.get("levels", "")).split(", "))
    return words.say(MEANINGS[_variant(finding)], levels=levels, words=finding.values.get("words", ""))


def _level(name: str, words: Words) -> str:
    """A value of an enumeration of the vocabulary, by its label."""
    for spec in words.vocabulary.facts.values():
        for field in spec.fields.values():
            if name in field.labels:
                return words.value(field, name)
    return name


def other_side(finding: Finding) -> str:
    """What the provisions of the second side are to the first, as a message to be said."""
    return OTHER_SIDES.get(_variant(finding), message("on the other side:"))


def _variant(finding: Finding) -> str:
    values = finding.values
    parts: list[str] = [finding.kind]
    match finding.kind:
        case "conflict":
            parts += ["required"] if values.get("required") else []
            parts += ["always"] if values.get("always") else []
        case "contradiction":
            parts += ["value"] if values.get("about") == "value" else []
        case "silence":
            parts += [str(values["after"])] if "after" in values else []
        case "redundant":
            parts += [str(values["why"])] if values.get("why") in ("together", "no-power") else []
        case (
            "no-consequence"
            | "no-time-limit"
            | "no-such-body"
            | "undefined-term"
            | "same-words"
            | "no-paragraph"
            | "loop"
        ):
            parts += [str(finding.values.get("what", ""))]
        case "unreachable":
            parts += ["power"] if values.get("power") else ["action"] if values.get("sort") == "action" else []
    name = "/".join(parts)
    return name if name in MEANINGS else finding.kind


def named(name: str, words: Words) -> str:
    """An action, status, body, provision or question of reading by its name in the language of `words`."""
    if name in words.vocabulary.kinds:
        return capital(words.label(name))
    if name in words.vocabulary.bodies:
        return capital(words.body(name))
    if name in words.editions:
        return words.cite(name)
    if (procedure := next((p for p in words.pack.procedures if p.id == name), None)) is not None:
        return f"{name}: {words.text(procedure.title)}"
    if name.startswith(f"{words.pack.head.id}.") and name.split(".")[1] in words.pack.instrument:
        return words.cite(name)
    if name in words.pack.reading:
        return f"{name}: {words.text(words.pack.reading[name].question)}"
    return name


def of_id(name: str, words: Words) -> str:
    """The subject of a slice, or of a finding by its id, by name."""
    kind, _, rest = name.partition("/")
    known_kind = next((k for k in KINDS if k == kind), None)
    if known_kind is None or not rest:
        return named(name, words)
    return f"{words.say(KINDS[known_kind])}: {named(rest.partition('/')[0], words)}"


def known(name: str, words: Words) -> str:
    """A question or difference of the pack that speaks of a finding, by its id with its text."""
    difference = next((d for d in words.pack.differences if d.id == name), None)
    return f"{name}: {words.text(difference.law)}" if difference is not None else named(name, words)


def span(finding: Finding, words: Words) -> str:
    """The days on which a finding holds."""
    if finding.first is None:
        return ""
    if finding.first == finding.last:
        return finding.first
    if finding.last is None:
        return words.say("since {date}", date=finding.first)
    return words.say("{first} to {last}", first=finding.first, last=finding.last)


def quoted(citations: Iterable[Citation], words: Words, day: str | None) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Provisions cited, with what they say on a day by language; what reads the same in this language is told once."""
    seen: set[tuple[str, str]] = set()
    for citation in citations:
        name = citation.provision
        texts = words.edition(name, day).says if day is not None and name in words.editions else {}
        cited = words.citations([citation])
        key = (cited, words.text(texts) if texts else "")
        if key not in seen:
            seen.add(key)
            yield cited, texts


def tally(found: Audit, words: Words) -> str:
    """How many findings there are of each gravity."""
    number = {grave: sum(f.grave == grave for f in found.findings) for grave in COUNTS}
    return ", ".join(words.say.plural(*COUNTS[grave], n, count=n) for grave, n in number.items())


def file_name(finding: Finding) -> str:
    """The name of the file of a witness; the same as long as the finding is."""
    slug = re.sub(r"[^a-z0-9]+", "-", f"{finding.kind}-{finding.subject}".lower()).strip("-")[:60]
    return f"{slug}-{sha256(finding.id.encode()).hexdigest()[:8]}.yaml"


def case_of(witness: Witness) -> Case:
    """The case of a witness."""
    return parse_case(witness.case.encode(), "<witness>")[0]


def story(witness: Witness, words: Words) -> Iterator[str]:
    """What happens in a witness: what is given, what was done, what is asked."""
    case = case_of(witness)
    if case.facts:
        yield words.say("given: {facts}", facts="; ".join(phrase(item, words) for item in case.facts))
    for item in case.history:
        yield f"{item.fields.get('on', case.as_of.isoformat())}: {_done(item, words)}"
    for item in case.ask:
        yield words.say("{date}, asked: {action}", date=case.as_of.isoformat(), action=_done(item, words))
    if not case.ask:
        yield words.say("as of {date}", date=case.as_of.isoformat())


def told(answer: str, words: Words) -> str:
    """A line of an answer, `forbidden: kind`, in the language of `words`."""
    verdict, colon, kind = answer.partition(": ")
    if not colon or words.vocabulary.sort(kind) is None:
        return answer
    if verdict in VERDICTS:
        return f"{words.label(kind)} - {words.say(VERDICTS[verdict])}"
    return f"{words.label(kind)} - {words.say(HOLDS.get(verdict, verdict))}"


HOLDS = {
    "true": message("holds"),
    "false": message("does not hold"),
    "undetermined": message("undetermined"),
}


def phrase(item: Item, words: Words) -> str:
    """A fact or an action of a case as a sentence."""
    fields: dict[str, Value] = {k: v for k, v in item.fields.items() if k not in ("by", "on")}
    return words.phrase(item.kind, fields)


def _done(item: Item, words: Words) -> str:
    spec = words.vocabulary.actions.get(item.kind)
    by = str(item.fields.get("by", spec.by[0] if spec else ""))
    body = words.body(by) if by in words.vocabulary.bodies else by
    return f"{body}: {phrase(item, words)}"
