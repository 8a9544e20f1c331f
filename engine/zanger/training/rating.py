"""How hard an exercise is, what helps with it, and which others differ from it in names, numbers and days alone."""

from __future__ import annotations

import hashlib
import re

from .exercise import Hint
from .feedback import locator
from .grammar import MONTHS
from .scene import Draft, Scene

HINT_COSTS = (0.15, 0.25, 0.4)


def difficulty(draft: Draft) -> float:
    """From 0 to 1: by the depth of the proof, exceptions looked at, options with a mistake, nearness to a threshold."""
    depth = max((len({s.provision for s in j.proof.steps if s.provision}) for j in draft.judged if j.proof), default=1)
    near = draft.near
    for j in draft.judged:
        for step in j.proof.steps if j.proof else ():
            for test in step.tests:
                if isinstance(test.left, int) and isinstance(test.right, int) and not isinstance(test.left, bool):
                    distance = abs(test.times * test.left - test.by * test.right - test.plus) / max(
                        test.times, test.by, 1
                    )
                    near = max(near, 1.0 - min(distance, 5.0) / 5.0)
        for miss in j.nearest[:1]:
            near = max(near, 0.6 if miss.missing == 1 else 0.2)
    exceptions = min(sum(bool(j.prohibitions or j.prevails) for j in draft.judged), 2) / 2
    lured = sum(o.misconception is not None for o in draft.options) + len(draft.wrong_numbers)
    breadth = min(len(draft.case.history) + len(draft.case.facts), 12) / 12
    score = 0.3 * min(depth - 1, 5) / 5 + 0.25 * near + 0.15 * exceptions + 0.15 * min(lured, 3) / 3 + 0.15 * breadth
    return round(min(1.0, score + (0.1 if draft.kind in ("reading", "missing-fact") else 0.0)), 2)


def hints(scene: Scene, draft: Draft) -> tuple[Hint, ...]:
    """Two or three hints, from vague to near: the law that is meant, the article, what the article says."""
    if not draft.citations:
        return ()
    pack = scene.shop.law.pack.head.id
    deciding = (c for c in draft.citations if locator(c.provision, pack) in draft.accepted[:1])
    first = next(deciding, draft.citations[0])
    article = first.provision.split(".")
    day = draft.case.as_of.isoformat()
    told = [
        scene.texts(
            lambda t: t.say(
                "It is decided by: {instrument}.", instrument=t.text(t.pack.instrument[first.instrument].title)
            )
        )
    ]
    if draft.kind != "article":
        told.append(
            scene.texts(lambda t: t.say("Read this article: {article}.", article=t.cite(".".join(article[:3]))))
        )
        told.append(scene.texts(lambda t: t.say("The law says: {rule}", rule=t.says(first.provision, day))))
    else:
        told.append(scene.texts(lambda t: t.say("The law says: {rule}", rule=t.says(first.provision, day))))
    return tuple(Hint(text=text, cost=cost) for text, cost in zip(told, HINT_COSTS, strict=False))


def structure(scene: Scene, draft: Draft, paragraphs: tuple[str, ...]) -> str:
    """The same for exercises that differ in the names of places, in numbers and in days alone."""
    options = sorted(o.text["en"] for o in draft.options)
    text = "\n".join((draft.kind, *paragraphs, draft.question["en"], *options))
    names = {scene.tellers["en"].place(name) for name in scene.situation.places}
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "UNIT").replace(name[:1].upper() + name[1:], "UNIT")
    text = re.sub(rf"\b({'|'.join(MONTHS['en'])})\b", "MONTH", text)
    text = re.sub(r"\d+", "0", text)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
