"""Why an answer is right or wrong: the words of the law, the condition that fails, the mistake behind it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..cite import Locator
from ..decision import Citation, Failed, Judgement, NearMiss
from ..reasons import failed
from .exercise import LANGS, Texts
from .misconceptions import Misconception
from .narrating import Narrator
from .scene import Scene

SENTENCE_ENDS = (".", "!", "?", "…")


def law_says(teller: Narrator, citation: Citation, day: str) -> str:
    """`Law No. 148, art. 24(1): The maslikhat may ...`."""
    return f"{teller.cite(citation.provision)}: {closed(teller.says(citation.provision, day))}"


def closed(text: str) -> str:
    """A sentence with its full stop."""
    return text if text.endswith(SENTENCE_ENDS) else f"{text}."


def innermost(miss: NearMiss) -> NearMiss:
    """The miss below a miss that decides: why the status that it needs is not there."""
    while miss.failed.within is not None:
        miss = miss.failed.within
    return miss


def telling(judged: Judgement) -> NearMiss | None:
    """The miss that tells most: the nearest that fails for a reason that can be told, not for another reading."""
    for miss in judged.nearest:
        if miss.failed.what != "reading":
            return miss
    return judged.nearest[0] if judged.nearest else None


def refused(scene: Scene, judged: Judgement) -> bool:
    """Whether an action fails for what it is, not for lack of something that the question does not tell."""
    sorts = scene.shop.law.pack.vocabulary.sort

    def unsaid(failure: Failed) -> bool:
        absent = failure.what == "absent" and sorts(failure.kind or "") == "fact" and not failure.found
        return absent or (failure.what == "field" and failure.actual is None)

    silent = any(unsaid(innermost(m).failed) for m in judged.nearest[:3])
    return judged.verdict in ("forbidden", "not-empowered") and bool(against(judged)) and not silent


def against(judged: Judgement) -> tuple[Citation, ...]:
    """The provisions that speak against an action: the prohibitions, else the nearest powers that do not cover it."""
    if judged.prohibitions:
        return judged.prohibitions
    miss = telling(judged)
    if miss is None:
        return judged.citations[:1]
    inner = innermost(miss)
    return tuple(dict.fromkeys((inner.citation, miss.citation)))


def why_not(teller: Narrator, judged: Judgement) -> str:
    """Why an action may not be done: what forbids it, or the first condition that fails, with the article."""
    if judged.prohibitions:
        return " ".join(law_says(teller, c, judged.action.on) for c in judged.prohibitions[:2])
    miss = telling(judged)
    if miss is None:
        return teller.say("No provision in force on that day gives anybody such a power.")
    parts = []
    inner = innermost(miss)
    if inner is not miss:
        parts.append(
            f"{teller.cite(miss.citation.provision)}: {closed(reason(teller, miss.failed, judged.action.kind))}"
        )
    about = inner.failed.kind if inner is not miss and inner.conclusion != "defines" else None
    parts.append(law_says(teller, inner.citation, judged.action.on))
    kind = about or judged.action.kind
    parts.append(teller.say("Here: {reason}", reason=closed(reason(teller, inner.failed, kind))))
    return " ".join(parts)


def reason(teller: Narrator, failure: Failed, kind: str) -> str:
    """The condition that fails, with what is needed and what there is; readings are told by what they say."""
    if failure.what != "reading":
        return failed(failure, kind, teller)
    readings = teller.pack.reading[str(failure.kind)].readings
    followed = teller.text(readings[str(failure.actual)]) if failure.actual is not None else teller.say("none")
    if failure.expected is None:
        return teller.say(
            "this applies only where the law is read otherwise; here it is read so: {followed}", followed=followed
        )
    return teller.say(
        "this applies only where the law is read so: {wanted}; here it is read so: {followed}",
        wanted=teller.text(readings[str(failure.expected.value)]),
        followed=followed,
    )


def why(teller: Narrator, judged: Judgement) -> str:
    """Why an action may be done: what the provision that decides says."""
    return " ".join(law_says(teller, c, judged.action.on) for c in judged.citations[:1])


def mistaken(teller: Narrator, mistake: Misconception) -> str:
    """The name of a mistake and what is to be said to it."""
    return teller.say(
        "A frequent mistake - {title}: {explanation}",
        title=_small(teller.text(mistake.title)),
        explanation=closed(teller.text(mistake.explanation)),
    )


def _small(title: str) -> str:
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def refuting(scene: Scene, judged: Judgement, mistake: Misconception | None) -> tuple[Citation, ...]:
    """The articles that refute a wrong answer: those of the answer, with that of the mistake where it is another."""
    own = against(judged) if judged.verdict in ("forbidden", "not-empowered") else judged.citations[:1]
    if mistake is None:
        return own
    touched = scene.shop.mistakes.mistake(mistake.id).touches
    first = () if any(c.provision in touched for c in own) else refuted(scene, mistake, judged.action.on)
    return tuple(dict.fromkeys((*first, *own)))


def refuted(scene: Scene, mistake: Misconception, on: str) -> tuple[Citation, ...]:
    """The article that refutes a mistake, if it is in force that day."""
    provision = scene.shop.law.provisions(date.fromisoformat(on)).get(mistake.refuted_by)
    return (scene.shop.citer.cite(provision),) if provision is not None else ()


def reading_remark(scene: Scene, questions: Iterable[str], under: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """That the text can be read in more than one way, which reading is followed, and that another is tenable."""
    names = tuple(dict.fromkeys(questions))
    told: dict[str, tuple[str, ...]] = {}
    for lang in LANGS:
        teller = scene.tellers[lang]
        lines = []
        for name in names:
            reading = teller.pack.reading[name]
            chosen = under[name]
            lines.append(
                teller.say(
                    "The law can be read in more than one way here. {question} This exercise follows the reading "
                    "{chosen}; other readings are tenable: {others}.",
                    question=teller.text(reading.question),
                    chosen=teller.quoted(teller.text(reading.readings[chosen])),
                    others="; ".join(teller.quoted(teller.text(t)) for k, t in reading.readings.items() if k != chosen),
                )
            )
        told[lang] = tuple(lines)
    return told


def explained(scene: Scene, judged: Judgement, lead: Texts) -> dict[str, tuple[str, ...]]:
    """The explanation of an answer: what it is, then the words of the law and the condition on which it turns."""
    found: dict[str, tuple[str, ...]] = {}
    for lang in LANGS:
        teller = scene.tellers[lang]
        if judged.verdict in ("permitted", "required"):
            lines = [law_says(teller, c, judged.action.on) for c in judged.citations[:3]]
        elif judged.verdict == "undetermined":
            lines = [law_says(teller, c, judged.action.on) for c in judged.citations[:2]]
        else:
            lines = [why_not(teller, judged)]
        found[lang] = (lead[lang], *lines)
    return found


def locators(citations: Iterable[Citation], pack: str) -> tuple[str, ...]:
    """Articles as an answer names them, the most exact first: `l148.24.1`; without what only the program adds."""
    found: dict[str, None] = {}
    for citation in citations:
        for name in (citation.provision, *citation.also):
            found[locator(name, pack)] = None
    return tuple(found)


def locator(provision: str, pack: str) -> str:
    """`kz.l148.23.2.5-budget` as `l148.23.2.5`."""
    instrument = provision.removeprefix(f"{pack}.").split(".")[0]
    return ".".join((instrument, *Locator.of(provision).numbers))
