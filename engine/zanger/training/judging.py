"""Questions about one action: may they, which article decides it, under which reading the answer would be another."""

from __future__ import annotations

from random import Random

from ..case import Item
from ..decision import Citation, Hangs, Judgement
from ..messages import message
from ..words import capital
from . import feedback
from .exercise import LANGS, Option, Texts
from .narrating import Narrator
from .scene import NEGATIVE, POSITIVE, Draft, Scene, lettered

YES, NO, OPEN = message("Yes, they may."), message("No, they may not."), message("The law leaves it open.")
VERDICT_LEADS = {
    "permitted": message("Yes. {act}."),
    "required": message("Yes, and this is even a duty. {act}."),
    "forbidden": message("No, this is forbidden. {act}."),
    "not-empowered": message("No, no provision gives this power here. {act}."),
    "undetermined": message("The law leaves it open: {act}"),
}


def lead(teller: Narrator, item: Item, judged: Judgement) -> str:
    """The answer in a sentence: `No, this is forbidden. The maslikhat of Pavlodar oblast may not ...`."""
    how = "may" if judged.verdict in POSITIVE else "ask" if judged.verdict == "undetermined" else "not"
    act = teller.act(item.kind, item.fields, how)
    if judged.verdict == "undetermined":
        return teller.say(VERDICT_LEADS[judged.verdict], act=f"{act}?")
    return teller.say(VERDICT_LEADS[judged.verdict], act=capital(act).rstrip("."))


def asked(scene: Scene) -> tuple[Item, Judgement] | None:
    """One of the questions of a situation, with its answer."""
    if not scene.case.ask:
        return None
    item = scene.rng.choice(scene.case.ask)
    (judged,) = scene.shop.judge(scene.focus(scene.pointed(scene.with_asks(item))))
    return item, judged


def whether(teller: Narrator, item: Item) -> str:
    """`May the maslikhat of Pavlodar oblast express no confidence in the akim?`."""
    return f"{capital(teller.act(item.kind, item.fields, 'ask'))}?"


def may_they(scene: Scene) -> Draft | None:
    """May they, may they not, or does the law leave it open?"""
    found = asked(scene)
    if found is None:
        return None
    item, judged = found
    case = scene.case
    opens = [h for h in judged.hangs_on if h.kind == "open-question"]
    if judged.verdict == "undetermined":
        if len(opens) < len(judged.hangs_on) or judged.turns_on or not any(map(_either_way, opens)):
            return None
        right = OPEN
    elif judged.robust and (judged.verdict in POSITIVE or feedback.refused(scene, judged)):
        right = YES if judged.verdict in POSITIVE else NO
    else:
        return None
    options = [_answer(scene, item, judged, text, right, opens) for text in (YES, NO, OPEN)]
    explanation = feedback.explained(scene, judged, scene.texts(lambda t: lead(t, item, judged)))
    for hang in opens:
        explanation = {lang: (*explanation[lang], _open(scene.tellers[lang], hang)) for lang in LANGS}
    options = lettered(options)
    return Draft(
        kind="may-they",
        case=case,
        question=scene.texts(lambda t: whether(t, item)),
        judged=(judged,),
        options=options,
        key=tuple(o.key for o in options if o.right),
        accepted=feedback.locators(_decisive(judged), scene.shop.law.pack.head.id),
        explanation=explanation,
        citations=judged.citations if judged.verdict in (*POSITIVE, "undetermined") else _decisive(judged),
    )


def _either_way(hang: Hangs) -> bool:
    """Whether by one answer to an open question they may, and by another they may not."""
    verdicts = {under.verdict for under in hang.choices}
    return not verdicts.isdisjoint(POSITIVE) and not verdicts.isdisjoint(NEGATIVE)


def _decisive(judged: Judgement) -> tuple[Citation, ...]:
    return judged.citations[:1] if judged.verdict in (*POSITIVE, "undetermined") else feedback.against(judged)


def _open(teller: Narrator, hang: Hangs) -> str:
    reading = teller.pack.reading[hang.on]
    ways = "; ".join(teller.quoted(teller.text(text)) for text in reading.readings.values())
    return teller.say("Open is: {question} Tenable answers: {ways}.", question=teller.text(reading.question), ways=ways)


def _answer(scene: Scene, item: Item, judged: Judgement, text: str, right: str, opens: list[Hangs]) -> Option:
    wanted = POSITIVE if text == YES else NEGATIVE if text == NO else ("undetermined",)
    case = scene.with_asks(item)
    mistake = None
    if text != right and judged.verdict != "undetermined" and text != OPEN:
        found = scene.mistaken(case, judged, wanted)
        mistake = found.misconception if found else None

    def told(teller: Narrator) -> str:
        if right == OPEN:
            line = " ".join(_open(teller, h) for h in opens)
            return line if text == right else " ".join((teller.say("The law does not settle this."), line))
        line = feedback.why(teller, judged) if right == YES else feedback.why_not(teller, judged)
        if text == right:
            return line
        if text == OPEN:
            return " ".join((teller.say("The law is clear here, under every reading."), line))
        return f"{feedback.mistaken(teller, mistake)} {line}" if mistake else line

    return Option(
        key="",
        text=scene.texts(lambda t: t.say(text)),
        right=text == right,
        feedback=scene.texts(told),
        citations=feedback.refuting(scene, judged, mistake) or judged.citations,
        misconception=mistake.id if mistake else None,
    )


def article(scene: Scene) -> Draft | None:
    """Which article gives the power, or forbids it?"""
    found = asked(scene)
    if found is None:
        return None
    item, judged = found
    if not judged.robust or judged.verdict == "not-empowered" or not judged.citations:
        return None
    decisive = judged.prohibitions if judged.verdict == "forbidden" else judged.citations[:1]
    if not decisive:
        return None
    frame = {
        "permitted": message("{act}. Which article gives this power?"),
        "required": message("{act}, and this is even a duty. Which article imposes it?"),
        "forbidden": message("{act}: this is forbidden. Which article forbids it?"),
    }[judged.verdict]
    how = "may" if judged.verdict in POSITIVE else "not"
    question = scene.texts(lambda t: t.say(frame, act=capital(t.act(item.kind, item.fields, how))))
    answer: Texts = scene.texts(lambda t: t.say("The answer is: {articles}.", articles=t.citations(decisive)))
    return Draft(
        kind="article",
        case=scene.with_asks(item),
        question=question,
        judged=(judged,),
        accepted=feedback.locators(decisive, scene.shop.law.pack.head.id),
        explanation=feedback.explained(scene, judged, answer),
        citations=tuple(dict.fromkeys((*decisive, *judged.citations))),
    )


def reading(scene: Scene) -> Draft | None:
    """Under which reading of the law would the answer be another one?"""
    found = asked(scene)
    if found is None:
        return None
    item, judged = found
    if not judged.turns_on or judged.verdict == "undetermined":
        return None
    turn = scene.rng.choice(judged.turns_on)
    turning = {(t.question, u.reading) for t in judged.turns_on for u in t.others}
    pack = scene.shop.law.pack
    under = next(u for u in turn.others)
    dims = set(judged.proof.world) if judged.proof else set()
    still = [
        (name, key)
        for name in sorted(dims & pack.reading.keys())
        for key in pack.reading[name].readings
        if (name, key) not in turning and pack.reading[name].default not in ("open", None)
    ]
    chosen = [(n, k) for n, k in still if n == turn.question or k != pack.reading[n].default]
    if not chosen:
        return None
    others = [(n, k) for n, k in chosen if k != pack.reading[n].default]
    wrong = _some(others if len(others) > 1 else chosen, scene.rng, 3)
    options = [_reading(scene, turn.question, under.reading, judged, item, right=True)]
    options += [_reading(scene, name, key, judged, item, right=False) for name, key in wrong]
    scene.rng.shuffle(options)
    options = lettered(options)
    frame = message("{act}, by the readings that are followed here. Under which other reading would this be different?")
    how = "may" if judged.verdict in POSITIVE else "not"
    rests = [t.question for t in judged.turns_on]
    told = sorted({*rests, turn.question, *(name for name, _ in wrong)})
    return Draft(
        kind="reading",
        case=scene.with_asks(item),
        question=scene.texts(lambda t: t.say(frame, act=capital(t.act(item.kind, item.fields, how)))),
        judged=(judged,),
        options=options,
        key=tuple(o.key for o in options if o.right),
        accepted=feedback.locators(_decisive(judged), pack.head.id),
        explanation=feedback.explained(scene, judged, scene.texts(lambda t: lead(t, item, judged))),
        citations=judged.citations if judged.verdict in POSITIVE else feedback.against(judged),
        rests_on=tuple(rests),
        remarks=feedback.reading_remark(scene, told, {n: pack.reading[n].default or "" for n in told}),
    )


def _some(items: list[tuple[str, str]], rng: Random, most: int) -> list[tuple[str, str]]:
    return rng.sample(items, min(most, len(items)))


def _reading(scene: Scene, name: str, key: str, judged: Judgement, item: Item, *, right: bool) -> Option:
    text = scene.texts(
        lambda t: f"{t.text(t.pack.reading[name].question)} – {t.text(t.pack.reading[name].readings[key])}"
    )
    turned = next((u for t in judged.turns_on if t.question == name for u in t.others if u.reading == key), None)

    def told(teller: Narrator) -> str:
        if turned is not None:
            return teller.say("Read so, the answer is: {answer}.", answer=teller.answer(turned, item.kind))
        return teller.say("Read so, the answer stays the same.")

    return Option(
        key="",
        text=text,
        right=right,
        feedback=scene.texts(told),
        citations=judged.citations[:2] or feedback.against(judged),
    )
