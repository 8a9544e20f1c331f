"""Exercises written by hand, one of each form, for the tests of what reads exercises."""

from __future__ import annotations

from typing import Any

from zanger.decision import Citation, CitationText
from zanger.training.exercise import Exercise, Hint, Option, Texts, WrongNumber


def cited(place: str) -> Citation:
    """A place of Law No. 148, as the engine cites it."""
    article, part = place.split(".")
    number = f"{article}({part})"
    texts = {
        "en": CitationText(short=f"Law No. 148, art. {number}", full=""),
        "ru": CitationText(short=f"Закон № 148, п. {part} ст. {article}", full=""),
        "kk": CitationText(short=f"№ 148 Заң, {article}-баптың {part}-тармағы", full=""),
    }
    return Citation(
        provision=f"kz.l148.{place}",
        instrument="l148",
        locator=f"art. {number}",
        short=f"Law No. 148, art. {number}",
        grade="primary",
        texts=texts,
    )


def said(en: str, ru: str, kk: str) -> Texts:
    return {"en": en, "ru": ru, "kk": kk}


def told(en: str, ru: str, kk: str) -> dict[str, tuple[str, ...]]:
    return {"en": (en,), "ru": (ru,), "kk": (kk,)}


def option(key: str, right: bool, en: str, ru: str, kk: str, mistake: str | None = None, place: str = "24.1") -> Option:
    return Option(
        key=key,
        text=said(en, ru, kk),
        right=right,
        feedback=said(f"Because of {place}.", f"По статье {place}.", f"{place}-бап бойынша."),
        citations=(cited(place),),
        misconception=mistake,
    )


def made(**changes: Any) -> Exercise:
    common: dict[str, Any] = {
        "seed": 1,
        "articles": ("l148.24",),
        "procedures": ("SM4",),
        "bodies": ("maslikhat",),
        "level": "oblast",
        "as_of": "2002-06-01",
        "story": told(
            "The maslikhat of Pavlodar oblast has 50 deputies.",
            "В маслихате Павлодарской области 50 депутатов.",
            "Павлодар облысының мәслихатында 50 депутат бар.",
        ),
        "explanation": told(
            "Two thirds of the total number are needed: at least 34 of 50.",
            "Нужны две трети от общего числа: не менее 34 из 50.",
            "Жалпы санның үштен екісі қажет: 50-ден кемінде 34.",
        ),
        "citations": (cited("24.1"),),
        "accepted": ("l148.24.1",),
        "hints": (
            Hint(text=said("Look at article 24.", "Посмотрите статью 24.", "24-бапқа қараңыз."), cost=0.25),
            Hint(text=said("Two thirds.", "Две трети.", "Үштен екісі."), cost=0.5),
        ),
        "difficulty": 0.5,
        "structure": "by-hand",
        "case": "title: by hand\n",
    }
    return Exercise(**{**common, **changes})


VOTES = made(
    id="votes-1",
    kind="votes",
    form="number",
    title=said("No confidence in the akim", "Недоверие акиму", "Әкімге сенімсіздік"),
    question=said(
        "How many votes at least are needed?", "Сколько голосов нужно не менее?", "Кемінде қанша дауыс қажет?"
    ),
    number=34,
    wrong_numbers=(
        WrongNumber(
            value=26,
            feedback=said(
                "Half is not enough: the law says two thirds.",
                "Половины недостаточно: в законе две трети.",
                "Жартысы жеткіліксіз: заңда үштен екісі.",
            ),
            citations=(cited("24.1"),),
            misconception="half-for-two-thirds",
        ),
    ),
)

PERMITTED = made(
    id="permitted-1",
    kind="permitted-now",
    form="many",
    title=said("After two refused reports", "После двух неутвержденных отчетов", "Екі бекітілмеген есептен кейін"),
    question=said("What may be done now?", "Что можно сделать сейчас?", "Қазір не істеуге болады?"),
    options=(
        option("a", True, "express no confidence", "выразить недоверие", "сенімсіздік білдіру"),
        option("b", False, "dismiss the akim", "освободить акима", "әкімді босату", "decides-for-requests"),
        option("c", True, "wait for a third report", "ждать третьего отчета", "үшінші есепті күту", place="24.2"),
        option("d", False, "dissolve itself", "самораспуститься", "өзін-өзі тарату", "own-end", "5.4"),
    ),
    key=("a", "c"),
)

ORDER = made(
    id="order-1",
    kind="order",
    form="order",
    title=said("The way to a request", "Путь к обращению", "Өтінішке апаратын жол"),
    question=said("In which order?", "В каком порядке?", "Қандай ретпен?"),
    options=(
        option("a", True, "request to the President", "обращение к Президенту", "Президентке өтініш"),
        option("b", True, "first refusal", "первый отказ", "бірінші бекітпеу", place="24.2"),
        option("c", True, "no confidence", "недоверие", "сенімсіздік"),
        option("d", True, "second refusal", "второй отказ", "екінші бекітпеу", place="24.2"),
    ),
    key=("b", "d", "c", "a"),
)

WHO = made(
    id="who-1",
    kind="competent",
    form="one",
    title=said("Who decides", "Кто решает", "Кім шешеді"),
    question=said(
        "Who may dismiss the akim of an oblast?",
        "Кто вправе освободить акима области?",
        "Облыс әкімін кім босата алады?",
    ),
    options=(
        option("a", False, "the maslikhat", "маслихат", "мәслихат", "decides-for-requests"),
        option("b", True, "the President", "Президент", "Президент"),
        option("c", False, "the Government", "Правительство", "Үкімет", "wrong-addressee"),
    ),
    key=("b",),
    accepted=("l148.24.1", "constitution.87.4"),
    hints=(),
)

ARTICLE = made(
    id="article-1",
    kind="article",
    form="short",
    title=said("Where it stands", "Где это сказано", "Қайда айтылған"),
    question=said(
        "Which article opens the vote?", "Какая статья открывает голосование?", "Дауыс беруге қай бап жол ашады?"
    ),
    accepted=("l148.24.2",),
    explanation=told("Article 24(2).", "Статья 24(2).", "24(2)-бап."),
    hints=(),
)

ALL = (VOTES, PERMITTED, ORDER, WHO, ARTICLE)
