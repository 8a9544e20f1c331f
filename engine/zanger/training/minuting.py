"""Questions about what was done: which line of the minutes was unlawful, and in which order the steps must follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..case import Case, Item
from ..decision import Citation, Judgement
from ..words import capital
from . import feedback
from .exercise import LANGS, Option
from .narrating import Narrator, story
from .scene import NEGATIVE, POSITIVE, Draft, Scene, Workshop, lettered

LEAST_STEPS, MOST_STEPS, MOST_LISTED = 3, 7, 10
MOST_LOOKED = 3
"""Earlier steps that are tried for one that a step needs."""
MOST_SPOILT = 4
"""Ways to spoil a step that are tried."""


def unlawful_step(scene: Scene) -> Draft | None:
    """Which of the steps in the minutes was unlawful?"""
    case = scene.focus(scene.pointed(scene.case.model_copy(update={"ask": ()})))
    if len(case.history) < LEAST_STEPS:
        return None
    judged = scene.shop.history(case)
    if _one_unlawful(judged):
        return _minuted(scene, case, judged)
    if any(j.verdict not in POSITIVE for j in judged):
        first = next(n for n, j in enumerate(judged) if j.verdict not in POSITIVE)
        cut = _cut(scene, case.history[: first + 1])
        if first + 1 >= LEAST_STEPS and _one_unlawful(judged[: first + 1]):
            return _minuted(scene, cut, judged[: first + 1])
        if first < LEAST_STEPS:
            return None
        case, judged = _cut(scene, case.history[:first]), judged[:first]
    for _ in range(MOST_SPOILT):
        n = scene.rng.randrange(LEAST_STEPS - 1, len(case.history))
        spoilt = _spoilt(scene, case.history[n])
        if spoilt is None:
            continue
        made = _cut(scene, (*case.history[:n], spoilt))
        answers = scene.shop.history(made)
        if _one_unlawful(answers):
            return _minuted(scene, made, answers)
    return None


def _one_unlawful(judged: tuple[Judgement, ...]) -> bool:
    """Whether exactly one was unlawful and all others lawful, whatever the reading."""
    bad = [j for j in judged if j.verdict in NEGATIVE]
    good = [j for j in judged if j.verdict in POSITIVE]
    return (
        len(bad) == 1 and len(good) == len(judged) - 1 and all(j.robust for j in judged) and len(judged) <= MOST_STEPS
    )


def _spoilt(scene: Scene, item: Item) -> Item | None:
    """A step done wrongly: with too few votes, by another body, or with another value where there are few."""
    votes, kind = scene.shop.variation.votes, scene.shop.law.pack.vocabulary.actions[item.kind]
    ways: list[dict[str, Any]] = []
    favour = item.fields.get(votes.favour)
    if isinstance(favour, int) and votes.tie not in item.fields:
        for share in (2, 3):
            few = favour // share
            against = item.fields.get(votes.against)
            more = {votes.against: against + favour - few} if isinstance(against, int) else {}
            ways.append({votes.favour: few, **more})
        total = scene.shop.variation.total
        seats = next((i.fields[total.field] for i in scene.case.facts if i.kind == total.kind), None)
        if isinstance(seats, int) and favour > seats // 2:
            against = item.fields.get(votes.against)
            more = {votes.against: against + favour - seats // 2} if isinstance(against, int) else {}
            ways += [{votes.favour: seats // 2, **more}] * 2
    ways += [{"by": by} for by in kind.by if by != item.fields.get("by", kind.by[0])]
    for name, spec in kind.fields.items():
        if spec.type == "enum" and name in item.fields and len(spec.values) == 2 and name != votes.tie:
            ways += [{name: value} for value in spec.values if value != item.fields[name]]
    return Item(kind=item.kind, fields={**item.fields, **scene.rng.choice(ways)}) if ways else None


def _minuted(scene: Scene, case: Case, judged: tuple[Judgement, ...]) -> Draft | None:
    scene.focus(case)
    bad = next(j for j in judged if j.verdict in NEGATIVE)
    place = judged.index(bad)
    before = _cut(scene, case.history[:place]).model_copy(update={"ask": (case.history[place],)})
    found = scene.mistaken(before, bad, POSITIVE)
    mistake = found.misconception if found else None

    def told(j: Judgement) -> Any:
        def tell(teller: Narrator) -> str:
            if j is not bad:
                return " ".join((teller.say("This step was lawful."), feedback.why(teller, j)))
            line = feedback.why_not(teller, j)
            return f"{feedback.mistaken(teller, mistake)} {line}" if mistake else line

        return tell

    options = lettered(
        Option(
            key="",
            text=scene.texts(_line(item)),
            right=j is bad,
            feedback=scene.texts(told(j)),
            citations=feedback.refuting(scene, j, mistake if j is bad else None),
        )
        for item, j in zip(case.history, judged, strict=True)
    )
    if any(len({o.text[lang] for o in options}) < len(options) for lang in LANGS):
        return None
    lead = scene.texts(lambda t: t.say("Unlawful was: {step}", step=t.deed(case.history[place])))
    return Draft(
        kind="unlawful-step",
        case=case,
        question=scene.texts(
            lambda t: t.say("These are the steps from the minutes. One of them was unlawful. Which one?")
        ),
        judged=(bad,),
        options=options,
        key=tuple(o.key for o in options if o.right),
        accepted=feedback.locators(feedback.against(bad), scene.shop.law.pack.head.id),
        explanation=feedback.explained(scene, bad, lead),
        citations=tuple(dict.fromkeys((*feedback.refuting(scene, bad, mistake), *_others(options)))),
        story={lang: story(scene.tellers[lang], case, history=False) for lang in LANGS},
    )


def _line(item: Item) -> Any:
    return lambda teller: teller.deed(item)


def _others(options: list[Option]) -> tuple[Citation, ...]:
    return tuple(c for o in options for c in o.citations)


def order(scene: Scene) -> Draft | None:
    """In which order must the steps follow each other?"""
    case = scene.case
    case = scene.focus(scene.pointed(scene.with_asks(*(scene.rng.sample(case.ask, 1) if case.ask else ()))))
    steps = [*case.history, *case.ask]
    if len(steps) < LEAST_STEPS or len(steps) > MOST_LISTED:
        return None
    chain = _chain(scene, steps)
    if chain is None or len(chain) < LEAST_STEPS:
        return None
    chain = chain[-5:]
    rest = tuple(i for i in case.history if i not in chain)
    judged = [_judged(scene, steps, item) for item in chain]
    if not all(j.robust for j in judged):
        return None
    history = tuple(i for i in case.history if i is not chain[-1])
    whole = scene.focus(case.model_copy(update={"history": history, "ask": (chain[-1],)}))
    told = [Option(key="", text=scene.texts(_step(i)), right=True, feedback=scene.texts(_because(j)),
                   citations=j.citations[:1]) for i, j in zip(chain, judged, strict=True)]  # fmt: skip
    if any(len({o.text[lang] for o in told}) < len(told) for lang in LANGS):
        return None
    places = list(range(len(told)))
    while places == sorted(places):
        scene.rng.shuffle(places)
    options = lettered(told[n] for n in places)
    key = tuple(options[places.index(n)].key for n in range(len(told)))
    final = judged[-1]
    lead = scene.texts(lambda t: t.say("The order is:"))
    explanation: dict[str, tuple[str, ...]] = {
        lang: (lead[lang], *(f"{n}. {o.text[lang]} {o.feedback[lang]}" for n, o in enumerate(told, 1)))
        for lang in LANGS
    }
    left = whole.model_copy(update={"history": rest, "ask": ()})
    return Draft(
        kind="order",
        case=whole,
        question=scene.texts(
            lambda t: t.say("Put these steps into the order in which the law makes them follow each other.")
        ),
        judged=(final,),
        options=options,
        key=key,
        accepted=feedback.locators(final.citations[:1], scene.shop.law.pack.head.id),
        explanation=explanation,
        citations=tuple(dict.fromkeys(c for j in reversed(judged) for c in j.citations[:1])),
        story={lang: story(scene.tellers[lang], left, today=False) for lang in LANGS},
    )


def may_chain(shop: Workshop, case: Case) -> bool:
    """Whether the kinds of the last steps of a case can need each other in a row."""
    steps = [*case.history, *case.ask[:1]]
    if len(steps) < LEAST_STEPS:
        return False
    length, current = 1, steps[-1].kind
    for item in reversed(steps[:-1]):
        if item.kind != current and item.kind in shop.reads(current, case.as_of):
            length, current = length + 1, item.kind
    return length >= LEAST_STEPS


def _step(item: Item) -> Any:
    return lambda teller: feedback.closed(capital(teller.act(item.kind, item.fields, "did")))


def _because(judged: Judgement) -> Any:
    return lambda teller: feedback.why(teller, judged)


def _chain(scene: Scene, steps: list[Item]) -> list[Item] | None:
    """Steps of which each needs the one before it, to the last; found from the end."""
    last = steps[-1]
    if scene.shop.verdict(_cut(scene, steps[:-1]).model_copy(update={"ask": (last,)})) not in POSITIVE:
        return None
    chain = [last]
    current, looked = last, 0
    for n, item in reversed(list(enumerate(steps[:-1]))):
        if len(chain) + n + 1 < LEAST_STEPS:
            break
        if looked == MOST_LOOKED:
            break
        if item.kind == current.kind or item.kind not in scene.shop.reads(current.kind, scene.case.as_of):
            continue
        looked += 1
        if _needs(scene, steps, current, item):
            chain.insert(0, item)
            current, looked = item, 0
    return chain


def _needs(scene: Scene, steps: list[Item], item: Item, earlier: Item) -> bool:
    """Whether a step may not be taken without an earlier one, and without what refers to that."""
    kept = [other for other in steps if other is not earlier]
    while (sound := [other for other in kept if _refers_within(scene, other, kept)]) != kept:
        kept = sound
    if not any(other is item for other in kept):
        return True
    n = next(n for n, other in enumerate(kept) if other is item)
    case = _cut(scene, kept[:n]).model_copy(update={"ask": (item,)})
    if scene.shop.verdict(case) not in NEGATIVE:
        return False
    (answer,) = scene.shop.judge(case)
    return answer.verdict in NEGATIVE and answer.robust


def _refers_within(scene: Scene, item: Item, steps: Sequence[Item]) -> bool:
    """Whether all that an item refers to is there: stated, or done by one of these steps."""
    kinds = scene.shop.law.pack.vocabulary.kinds

    def named(other: Item) -> object:
        own = kinds[other.kind][1].id_field
        return other.fields.get(own) if own else None

    there = {named(other) for other in (*scene.case.facts, *steps)}
    fields = kinds[item.kind][1].fields
    return all(value in there for name, value in item.fields.items() if name in fields and fields[name].type == "ref")


def _judged(scene: Scene, steps: list[Item], item: Item) -> Judgement:
    """The answer to a step after those before it."""
    n = next(n for n, i in enumerate(steps) if i is item)
    (judged,) = scene.shop.judge(_cut(scene, steps[:n]).model_copy(update={"ask": (item,)}))
    return judged


def _cut(scene: Scene, steps: Sequence[Item]) -> Case:
    """The case with these steps alone, and without the facts about what is not done in it."""
    facts = tuple(f for f in scene.case.facts if _refers_within(scene, f, steps))
    return scene.case.model_copy(update={"facts": facts, "history": tuple(steps), "ask": ()})
