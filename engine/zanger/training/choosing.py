"""Questions about several actions: all that may be done now, and who may do it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

from ..case import Case, Item
from ..decision import Judgement
from ..words import capital
from . import feedback
from .exercise import LANGS, Option
from .misconceptions import Mistake
from .narrating import Narrator
from .scene import POSITIVE, Draft, Scene, lettered

MOST_ASKED, MOST_OPTIONS, MOST_VALUES, LEAST_BODIES = 9, 5, 3, 3


def permitted_now(scene: Scene) -> Draft | None:
    """All that may be done now, among actions of which some may be done and some may not."""
    items = candidates(scene)
    if len(items) < 3:
        return None
    judged = scene.shop.judge(scene.with_asks(*items))
    right: list[tuple[Item, Judgement]] = []
    wrong: list[tuple[Item, Judgement]] = []
    for item, j in zip(items, judged, strict=True):
        if j.robust and not j.not_coded and (j.verdict in POSITIVE or feedback.refused(scene, j)):
            (right if j.verdict in POSITIVE else wrong).append((item, j))
    right, wrong = _distinct(right, scene), _distinct(wrong, scene)
    if not right or not wrong or len(right) + len(wrong) < 3:
        return None
    scene.rng.shuffle(right)
    scene.rng.shuffle(wrong)
    most = max(1, MOST_OPTIONS - min(len(wrong), 3))
    right, wrong = right[:most], wrong[: MOST_OPTIONS - min(len(right), most)]
    chosen = [*right, *wrong]
    scene.rng.shuffle(chosen)
    whole = scene.with_asks(*(item for item, _ in chosen))
    case = scene.focus(scene.pointed(whole))
    if case is not whole:
        again = scene.shop.judge(case)
        if any((a.verdict, a.robust) != (j.verdict, True) for a, (_, j) in zip(again, chosen, strict=True)):
            return None
        chosen = [(item, j) for (item, _), j in zip(chosen, again, strict=True)]
    lures = scene.lures(chosen)
    options = lettered(_option(scene, item, j, lure) for (item, j), lure in zip(chosen, lures, strict=True))
    if any(len({o.text[lang] for o in options}) < len(options) for lang in LANGS):
        return None
    judgements = tuple(j for _, j in chosen)
    lead = scene.texts(lambda t: t.say("Right is:"))
    explanation: dict[str, tuple[str, ...]] = {
        lang: (
            lead[lang],
            *(f"{o.text[lang]} {o.feedback[lang]}" for o in options if o.right),
        )
        for lang in LANGS
    }
    return Draft(
        kind="permitted-now",
        case=scene.with_asks(*(item for item, _ in chosen)),
        question=scene.texts(_all_that(chosen)),
        judged=judgements,
        options=options,
        key=tuple(o.key for o in options if o.right),
        accepted=feedback.locators([j.citations[0] for _, j in right if j.citations], scene.shop.law.pack.head.id),
        explanation=explanation,
        citations=tuple(dict.fromkeys(c for o in options for c in o.citations)),
    )


def _all_that(chosen: list[tuple[Item, Judgement]]) -> Any:
    voted = any("in_favour" in item.fields for item, _ in chosen)

    def told(teller: Narrator) -> str:
        if voted:
            return teller.say(
                "Which of these statements are right today, with the votes as stated? Choose all of them."
            )
        return teller.say("Which of these statements are right today? Choose all of them.")

    return told


def _distinct(found: list[tuple[Item, Judgement]], scene: Scene) -> list[tuple[Item, Judgement]]:
    """Actions that read differently, one of a text."""
    teller = scene.tellers["en"]
    return list({teller.act(i.kind, i.fields, "do"): (i, j) for i, j in found}.values())


def _option(scene: Scene, item: Item, judged: Judgement, lure: Mistake | None) -> Option:
    right = judged.verdict in POSITIVE
    mistake = lure.misconception if lure else None

    def told(teller: Narrator) -> str:
        if right:
            return feedback.why(teller, judged)
        line = feedback.why_not(teller, judged)
        return f"{feedback.mistaken(teller, mistake)} {line}" if mistake else line

    return Option(
        key="",
        text=scene.texts(lambda t: feedback.closed(capital(t.act(item.kind, item.fields, "may")))),
        right=right,
        feedback=scene.texts(told),
        citations=feedback.refuting(scene, judged, mistake),
        misconception=mistake.id if mistake else None,
    )


def candidates(scene: Scene) -> list[Item]:
    """Actions to ask about: what the worked case asks, by each body and to each addressee, and what it did again."""
    items: dict[str, Item] = {}
    vocabulary = scene.shop.law.pack.vocabulary
    base = [*scene.case.ask]
    seen = {i.kind for i in base}
    for item in reversed(scene.case.history):
        if item.kind not in seen:
            seen.add(item.kind)
            base.append(Item(kind=item.kind, fields=_again(scene, item)))
    for item in base:
        kind = vocabulary.actions[item.kind]
        fields = kind.fields
        choices: dict[str, list[Any]] = {"by": list(kind.by)} if len(kind.by) > 1 else {}
        for name, spec in fields.items():
            if spec.type == "enum" and name in item.fields and len(spec.values) <= MOST_VALUES:
                choices[name] = list(spec.values)
        ways = [dict(zip(choices, way, strict=True)) for way in product(*choices.values())]
        first = {k: v for k, v in item.fields.items() if k != "on"}
        made = [first, *({**first, **way} for way in scene.rng.sample(ways, min(3, len(ways))))]
        for fields_of in made:
            new = Item(kind=item.kind, fields=fields_of)
            items.setdefault(
                repr(sorted({**fields_of, "by": fields_of.get("by", kind.by[0])}.items())) + item.kind, new
            )
    found = list(items.values())
    scene.rng.shuffle(found)
    return found[:MOST_ASKED]


def _again(scene: Scene, item: Item) -> dict[str, Any]:
    """An action of the history as a question: under a new name, where it gives one."""
    own = scene.shop.law.pack.vocabulary.actions[item.kind].id_field
    fields = {k: v for k, v in item.fields.items() if k != "on"}
    if own is not None and own in fields:
        fields[own] = f"{fields[own]}-again"
    return fields


def competent(scene: Scene) -> Draft | None:
    """Which body may do it, of those that could be thought of."""
    vocabulary = scene.shop.law.pack.vocabulary
    asked = [i for i in scene.case.ask if len(vocabulary.actions[i.kind].by) >= LEAST_BODIES]
    if not asked:
        return None
    item = scene.rng.choice(asked)
    items = [Item(kind=item.kind, fields={**item.fields, "by": by}) for by in vocabulary.actions[item.kind].by]
    judged = scene.shop.judge(scene.focus(scene.pointed(scene.with_asks(*items))))
    pairs = list(zip(items, judged, strict=True))
    right = [(i, j) for i, j in pairs if j.verdict in POSITIVE]
    if len(right) != 1 or not right[0][1].robust or not all(j.robust for _, j in pairs) or len(pairs) < 2:
        return None
    others = [(i, j) for i, j in pairs if feedback.refused(scene, j)]
    scene.rng.shuffle(others)
    if len(others) + 1 < LEAST_BODIES:
        return None
    chosen = [*right, *others[:4]]
    scene.rng.shuffle(chosen)
    scene.focus(scene.with_asks(*(i for i, _ in chosen)))
    options = []
    for (each, j), lure in zip(chosen, scene.lures(chosen), strict=True):
        made = _option(scene, each, j, lure)
        options.append(made.replaced(text=scene.texts(_who(each))))
    options = lettered(o for o in options)
    if any(len({o.text[lang] for o in options}) < len(options) for lang in LANGS):
        return None
    answer = right[0][1]
    case: Case = scene.with_asks(*(i for i, _ in chosen))
    lead = scene.texts(lambda t: capital(t.say("Competent is: {body}.", body=t.actor(item.kind, right[0][0].fields))))
    plain = {k: v for k, v in item.fields.items() if k != "by"}
    return Draft(
        kind="competent",
        case=case,
        question=scene.texts(lambda t: t.say("Who may {action}?", action=t.doing(item.kind, plain, "may"))),
        judged=tuple(j for _, j in chosen),
        options=options,
        key=tuple(o.key for o in options if o.right),
        accepted=feedback.locators(answer.citations[:1], scene.shop.law.pack.head.id),
        explanation=feedback.explained(scene, answer, lead),
        citations=tuple(dict.fromkeys((*answer.citations, *(c for o in options for c in o.citations)))),
        bodies=tuple(dict.fromkeys(str(i.fields["by"]) for i, _ in chosen)),
    )


def _who(item: Item) -> Callable[[Narrator], str]:
    return lambda teller: capital(teller.actor(item.kind, item.fields))
