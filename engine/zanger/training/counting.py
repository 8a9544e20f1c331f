"""How many votes are needed: the least number by the law, and the numbers that mistaken rules give."""

from __future__ import annotations

from collections.abc import Iterable

from ..case import Case, Item
from ..decision import Citation, Possibility, Requirement
from ..law import Law
from ..words import capital
from . import feedback
from .exercise import WrongNumber
from .misconceptions import Mistake
from .narrating import Narrator
from .scene import POSITIVE, Draft, Scene


def votes(scene: Scene) -> Draft | None:
    """How many votes in favour are needed at least?"""
    field = scene.shop.variation.votes
    asked = [i for i in scene.case.ask if isinstance(i.fields.get(field.favour), int)]
    if not asked:
        return None
    item = scene.rng.choice(asked)
    plain = Item(
        kind=item.kind,
        fields={k: v for k, v in item.fields.items() if k not in (field.against, field.tie)},
    )
    plain = _attended(scene, plain)
    scene.focus(scene.pointed(scene.with_asks(plain)))
    bare = {k: v for k, v in plain.fields.items() if k != field.favour}
    found = least(scene, plain)
    if found is None:
        return None
    number, need, possibility = found
    at, below = (Item(kind=item.kind, fields={**bare, field.favour: n}) for n in (number, number - 1))
    case = scene.with_asks(at)
    enough, short = scene.shop.judge(scene.with_asks(at, below))
    scene.focus(case)
    present = bare.get(field.present, number)
    if not isinstance(present, int) or present < number:
        return None
    if enough.verdict not in POSITIVE or short.verdict in (*POSITIVE, "undetermined"):
        return None
    others = {number}
    for turn in possibility.turns_on:
        for under in turn.others:
            others |= {
                r.value for a in under.requirements for r in a if r.field == field.favour and isinstance(r.value, int)
            }
    rests = tuple(dict.fromkeys(t.question for t in (*enough.turns_on, *possibility.turns_on, *short.turns_on)))
    wrong: list[WrongNumber] = []
    for mistake in scene.mistakes(enough, near_only=True):
        value = _mistaken(scene, case, plain, mistake)
        if value is not None and value not in others:
            others.add(value)
            wrong.append(_wrong(scene, value, number, enough.citations[:1], mistake, enough.action.on))
    lead = scene.texts(lambda t: _needed(t, item.kind, need, number))
    names = {t: scene.shop.law.pack.reading[t].default or "" for t in rests}
    return Draft(
        kind="votes",
        case=case,
        question=scene.texts(
            lambda t: t.say(
                "{act}, if enough votes are in favour. How many are needed at least? Write the number.",
                act=capital(t.act(item.kind, bare, "may")),
            )
        ),
        judged=(enough,),
        number=number,
        wrong_numbers=tuple(wrong),
        accepted=feedback.locators(enough.citations[:1], scene.shop.law.pack.head.id),
        explanation=feedback.explained(scene, enough, lead),
        citations=enough.citations,
        rests_on=rests,
        remarks=feedback.reading_remark(scene, rests, names) if rests else {},
        near=1.0 if need.whole and need.whole % 2 else 0.6,
    )


def _attended(scene: Scene, item: Item) -> Item:
    """The question with how many deputies are present, so that they can be mistaken for the total number."""
    field, total = scene.shop.variation.votes, scene.shop.variation.total
    spec = scene.shop.law.pack.vocabulary.fields(item.kind).get(field.present)
    body = next((f for f in scene.case.facts if f.kind == total.kind and f.fields.get(total.unit) == _unit(item)), None)
    if spec is None or field.present in item.fields or body is None or scene.rng.random() < 0.3:
        return item
    filled, seats = body.fields[total.filled], body.fields[total.field]
    if not isinstance(filled, int) or not isinstance(seats, int) or filled < -(-2 * seats // 3):
        return item
    present = scene.rng.randint(-(-2 * seats // 3), filled)
    return Item(kind=item.kind, fields={**item.fields, field.present: present})


def _unit(item: Item) -> object:
    return item.fields.get("unit")


def least(scene: Scene, item: Item, law: Law | None = None) -> tuple[int, Requirement, Possibility] | None:
    """The least number of votes in favour with which an action is possible, by the law or another one."""
    field = scene.shop.variation.votes.favour
    fixed = {k: v for k, v in item.fields.items() if k not in ("by",)}
    for p in scene.shop.possible(scene.with_asks(item), item.kind, law):
        if p.verdict not in POSITIVE or any(fixed.get(k) != v for k, v in p.fields.items() if k in fixed):
            continue
        needs = [r for a in p.requirements for r in a if r.field == field]
        if len(needs) == 1 and needs[0].bound == "at_least" and isinstance(needs[0].value, int) and needs[0].whole:
            return needs[0].value, needs[0], p
    return None


def _mistaken(scene: Scene, case: Case, item: Item, mistake: Mistake) -> int | None:
    found = least(scene, item, mistake.law)
    if found is not None:
        return found[0]
    field = scene.shop.variation.votes
    present = item.fields.get(field.present)
    if not isinstance(present, int):
        return None
    low, high = 0, present
    bare = dict(item.fields)
    while low < high:  # the least number of votes that the mistaken rule takes, of those present
        middle = (low + high) // 2
        bare[field.favour] = middle
        verdict = scene.shop.verdict(scene.with_asks(Item(kind=item.kind, fields=dict(bare)), case=case), mistake.law)
        low, high = (low, middle) if verdict in POSITIVE else (middle + 1, high)
    return low if low < present else None


def _wrong(scene: Scene, value: int, number: int, own: Iterable[Citation], mistake: Mistake, on: str) -> WrongNumber:
    m = mistake.misconception
    cited = tuple(dict.fromkeys((*feedback.refuted(scene, m, on), *own)))

    def told(teller: Narrator) -> str:
        line = feedback.law_says(teller, cited[0], on)
        needed = teller.say("Needed are at least {number}.", number=number)
        return f"{feedback.mistaken(teller, m)} {line} {needed}"

    return WrongNumber(value=value, feedback=scene.texts(told), citations=cited, misconception=m.id)


def _needed(teller: Narrator, kind: str, need: Requirement, number: int) -> str:
    return teller.say(
        "Needed are at least {number}: {requirement}.", number=number, requirement=teller.requirement(kind, need)
    )
