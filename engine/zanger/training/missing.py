"""Which fact is missing: blanks of which one alone keeps the question from being answered."""

from __future__ import annotations

from typing import NamedTuple

from ..case import UNKNOWN, Case, Item, VerdictName
from ..decision import Citation, Judgement
from ..errors import InputError
from ..words import capital
from . import feedback
from .exercise import LANGS, Option, Texts
from .judging import whether
from .narrating import Narrator
from .scene import NEGATIVE, POSITIVE, Draft, Scene, lettered

MOST_TRIED, MOST_IDLE, MOST_VALUES = 4, 2, 8
SECTIONS = ("facts", "history", "ask")
BLANK_TYPES = ("int", "enum", "bool", "date")


class Blank(NamedTuple):
    """A field that is left blank: in which list, which item, which field."""

    section: str
    item: int
    field: str


def missing_fact(scene: Scene) -> Draft | None:
    """Which of the blanks must be filled to answer the question?"""
    if not scene.case.ask:
        return None
    item = scene.rng.choice(scene.case.ask)
    case = scene.focus(scene.pointed(scene.with_asks(item)))
    verdict = scene.shop.verdict(case)
    if verdict not in (*POSITIVE, *NEGATIVE):
        return None
    reads = scene.shop.reads(item.kind, case.as_of)
    blanks = _blanks(scene, case)
    scene.rng.shuffle(blanks)
    likely = [b for b in blanks if b.section == "ask" or _kind(case, b) in reads]
    right = next((b for b in likely[:MOST_TRIED] if _verdict(scene, case, b) == "undetermined"), None)
    if right is None:
        return None
    others = [*(b for b in blanks if b not in likely), *(b for b in likely if b is not right)]
    idle = [b for b in others[:MOST_TRIED] if _narrow(scene, case, b) and _verdict(scene, case, b) == verdict]
    if len(idle) < MOST_IDLE:
        return None
    wrong = idle[:MOST_IDLE]
    blanked = _blanked(case, [right, *wrong])
    (plain,) = scene.shop.judge(case)
    if not plain.robust or _unsettled(scene, blanked) is None:
        return None
    settled = _judged(scene, _blanked(case, wrong))  # with the right one filled, the others do not matter
    if settled is None or settled.verdict != plain.verdict or not settled.robust:
        return None
    cited = plain.citations[:2] if plain.verdict in POSITIVE else feedback.against(plain)
    if not cited:
        return None
    scene.focus(blanked)
    options = [_option(scene, blanked, b, plain, cited, right=b is right) for b in (right, *wrong)]
    if any(len({o.text[lang] for o in options}) < len(options) for lang in LANGS):
        return None
    scene.rng.shuffle(options)
    options = lettered(options)
    lead = scene.texts(lambda t: t.say("Missing is: {fact}.", fact=_named(t, blanked, right)))
    return Draft(
        kind="missing-fact",
        case=blanked,
        question=scene.texts(
            lambda t: t.say(
                "Blanks (___) stand for what is not known. {question} Which one blank must be filled to answer this?",
                question=whether(t, blanked.ask[0]),
            )
        ),
        judged=(plain,),
        options=options,
        key=tuple(o.key for o in options if o.right),
        accepted=feedback.locators(cited[:1], scene.shop.law.pack.head.id),
        explanation=_explained(scene, plain, cited, lead),
        citations=cited,
    )


def _unsettled(scene: Scene, case: Case) -> Case | None:
    """The case with all its blanks, if it can be followed and has no answer."""
    try:
        return case if scene.shop.verdict(case) == "undetermined" else None
    except InputError:
        return None


def _narrow(scene: Scene, case: Case, blank: Blank) -> bool:
    """Whether a field has few enough values to be left blank beside others."""
    return len(scene.shop.law.pack.vocabulary.fields(_kind(case, blank))[blank.field].values) <= MOST_VALUES


def _verdict(scene: Scene, case: Case, blank: Blank) -> VerdictName | None:
    """The verdict with one blank; None where that field may not be unknown."""
    try:
        return scene.shop.verdict(_blanked(case, [blank]))
    except InputError:
        return None


def _kind(case: Case, blank: Blank) -> str:
    item: Item = getattr(case, blank.section)[blank.item]
    return item.kind


def _blanks(scene: Scene, case: Case) -> list[Blank]:
    """Every number, day or value that a case tells, but for the days on which something was done and the levels."""
    found = []
    things = scene.shop.stories.things
    for section in SECTIONS:
        for n, item in enumerate(getattr(case, section)):
            fields = scene.shop.law.pack.vocabulary.fields(item.kind)
            for name in item.fields:
                spec = fields.get(name)
                if spec is None or spec.type not in BLANK_TYPES or name in ("by", "on", "level"):
                    continue
                if item.kind not in things or things[item.kind].of != name:  # by this the thing is named
                    found.append(Blank(section, n, name))
    return found


def _blanked(case: Case, blanks: list[Blank]) -> Case:
    lists: dict[str, list[Item]] = {s: list(getattr(case, s)) for s in SECTIONS}
    for b in blanks:
        item = lists[b.section][b.item]
        lists[b.section][b.item] = Item(kind=item.kind, fields={**item.fields, b.field: UNKNOWN})
    return case.model_copy(update={s: tuple(items) for s, items in lists.items()})


def _judged(scene: Scene, case: Case) -> Judgement | None:
    try:
        (answer,) = scene.shop.judge(case)
    except InputError:  # a field that may not be unknown, or too many of them
        return None
    return answer


def _explained(scene: Scene, plain: Judgement, cited: tuple[Citation, ...], lead: Texts) -> dict[str, tuple[str, ...]]:
    """What is missing, with the words of the law that ask for it."""
    day = plain.action.on
    return {lang: (lead[lang], *(feedback.law_says(scene.tellers[lang], c, day) for c in cited)) for lang in LANGS}


def _named(teller: Narrator, case: Case, blank: Blank) -> str:
    """A blank in words: what the field is, and of what."""
    item: Item = getattr(case, blank.section)[blank.item]
    field = teller.field(item.kind, blank.field)
    if blank.section == "ask":
        return field
    own = teller.vocabulary.kinds[item.kind][1].id_field
    thing = teller.thing(str(item.fields[own])) if own in item.fields else teller.label(item.kind)
    unit = item.fields.get("unit")
    placed = own not in item.fields and isinstance(unit, str) and unit in teller.names.places
    where = f", {teller.place(str(unit))}" if placed else ""
    return f"{field} ({thing}{where})"


def _option(
    scene: Scene, case: Case, blank: Blank, answer: Judgement, cited: tuple[Citation, ...], *, right: bool
) -> Option:
    def told(teller: Narrator) -> str:
        law = feedback.law_says(teller, cited[0], answer.action.on)
        if right:
            return " ".join((teller.say("The answer depends on this."), law))
        return " ".join((teller.say("Whatever stands here, the answer does not depend on it."), law))

    return Option(
        key="",
        text=scene.texts(lambda t: capital(_named(t, case, blank))),
        right=right,
        feedback=scene.texts(told),
        citations=cited,
    )
