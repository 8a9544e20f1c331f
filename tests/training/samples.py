"""Exercises of every form, written by hand: their texts hold all signs that a format might trip over."""

from __future__ import annotations

from zanger.decision import Citation, CitationText
from zanger.training.exercise import Exercise, Hint, Option, WrongNumber

TRICKY = "{қаулы} ~шешім~ =50 #2 a:b <тег> & \"тырнақша\" 'дәйек' «сөз» \\жол 100% [жақша] 2 > 1 -> $x$ *"
"""Kazakh letters, quotes of every kind, and what GIFT, XML, HTML and Markdown take for their own."""


def same(text: str) -> dict[str, str]:
    return {"en": text, "ru": text, "kk": text}


def cited(place: str, article: str) -> Citation:
    number, _, paragraph = article.partition(".")
    tail = f"({paragraph})" if paragraph else ""
    texts = {
        "en": CitationText(
            short=f"Law No. 148, art. {number}{tail}", full=f"Law No. 148, article {number}, paragraph {paragraph}"
        ),
        "ru": CitationText(short=f"Закон № 148, ст. {number}{tail}", full=f"Закон № 148, статья {number}"),
        "kk": CitationText(short=f"№ 148 Заң, {number}-бап{tail}", full=f"№ 148 Заң, {number}-бап"),
    }
    return Citation(
        provision=place,
        instrument="l148",
        locator=f"art. {number}{tail}",
        short=texts["en"].short,
        grade="primary",
        texts=texts,
    )


CONFIDENCE = cited("kz.l148.24.1", "24.1")
SESSION = cited("kz.l148.11.3", "11.3")


def option(key: str, right: bool, en: str, ru: str, kk: str, misconception: str | None = None) -> Option:
    why = {
        True: (
            'Right: the Law says «two thirds» & "of all".',
            'Верно: в Законе сказано «две трети» & "от общего числа".',
            'Дұрыс: Заңда «үштен екісі» & "жалпы санынан" делінген.',
        ),
        False: (
            "Wrong: {that} ~is~ not = what art. 24(1) says; see #1: <no>.",
            "Неверно: {это} ~не~ то = что сказано в ст. 24(1); см. #1: <нет>.",
            "Бұрыс: {бұл} ~24-баптың~ 1-тармағында = айтылған емес; #1: <жоқ> қараңыз.",
        ),
    }[right]
    return Option(
        key=key,
        text={"en": en, "ru": ru, "kk": kk},
        right=right,
        feedback=dict(zip(("en", "ru", "kk"), why, strict=True)),
        citations=(CONFIDENCE,),
        misconception=misconception,
    )


STORY = {
    "en": (
        "In Pavlodar oblast the maslikhat has 50 deputies, all elected.",
        f"The minutes read: {TRICKY}\nA second line of the same paragraph.",
    ),
    "ru": (
        "В маслихате Павлодарской области 50 депутатов, избраны все.",
        f"В протоколе записано: {TRICKY}\nВторая строка того же абзаца.",
    ),
    "kk": (
        "Павлодар облысының мәслихатында 50 депутат бар, барлығы сайланған.",
        f"Хаттамада былай жазылған: {TRICKY}\nСол абзацтың екінші жолы. Ә Ғ Қ Ң Ө Ұ Ү Һ І ә ғ қ ң ө ұ ү һ і",
    ),
}
EXPLANATION = {
    "en": ('The Law: "by two thirds of the total number of deputies".', "Two thirds of 50 is 34: 33 < 34."),
    "ru": ("Закон: «двумя третями голосов от общего числа депутатов».", "Две трети от 50 - это 34: 33 < 34."),
    "kk": ("Заң: «депутаттардың жалпы санының үштен екісінің даусымен».", "50-дің үштен екісі - 34: 33 < 34."),
}
HINTS = (
    Hint(
        text={"en": "Look at chapter 2.", "ru": "Посмотрите главу 2.", "kk": "2-тарауға қараңыз."},
        cost=0.25,
    ),
    Hint(
        text={"en": "It is art. 24(1).", "ru": "Это ст. 24(1).", "kk": "Бұл - 24-баптың 1-тармағы."},
        cost=0.5,
    ),
)
ONE = Exercise(
    id="may-they-0a1b2c3d",
    kind="may-they",
    form="one",
    seed=1,
    articles=("l148.24",),
    procedures=("SM4",),
    bodies=("maslikhat",),
    level="oblast",
    as_of="2002-06-01",
    title={
        "en": "Confidence: «33 votes»",
        "ru": "Доверие: «33 голоса»",
        "kk": "Сенім: «33 дауыс»",
    },
    story=STORY,
    question={
        "en": "May the maslikhat express no confidence by 33 votes?",
        "ru": "Вправе ли маслихат выразить недоверие 33 голосами?",
        "kk": "Мәслихат 33 дауыспен сенімсіздік білдіре ала ма?",
    },
    options=(
        option("a", False, "Yes = it may {surely}", "Да = вправе {конечно}", "Иә = құқылы {әлбетте}", "half"),
        option("b", True, "No: 34 are needed & no fewer", "Нет: нужно 34 & не меньше", "Жоқ: 34 керек & кем емес"),
        option("c", False, "The law leaves it ~open~ #", "Закон оставляет это ~открытым~ #", "Заң ~ашық~ қалдырады #"),
    ),
    key=("b",),
    accepted=("l148.24.1",),
    hints=HINTS,
    explanation=EXPLANATION,
    citations=(CONFIDENCE, SESSION),
    difficulty=0.4,
    structure="may-they/SM4/one-short",
    case="title: x\n",
)
MANY = ONE.replaced(
    id="permitted-now-11112222",
    kind="permitted-now",
    form="many",
    seed=2,
    articles=("l148.24", "l148.5"),
    title={"en": "What now?", "ru": "Что теперь?", "kk": "Енді не істеуге болады?"},
    question={
        "en": "Choose all that the maslikhat may do now.",
        "ru": "Выберите всё, что маслихат вправе сделать сейчас.",
        "kk": "Мәслихат қазір жасай алатын әрекеттердің бәрін таңдаңыз.",
    },
    options=(
        option("a", True, "hear the akim's report", "заслушать отчёт акима", "әкімнің есебін тыңдау"),
        option("b", False, "dismiss the akim", "освободить акима", "әкімді босату", "decides-for-requests"),
        option("c", True, "refuse the report", "не утвердить отчёт", "есепті бекітпеу"),
        option("d", True, TRICKY, TRICKY, TRICKY),
        option("e", False, "elect an akim", "избрать акима", "әкім сайлау", "wrong-body"),
    ),
    key=("a", "c", "d"),
    structure="permitted-now/SM4",
)
ORDER = ONE.replaced(
    id="order-33334444",
    kind="order",
    form="order",
    seed=3,
    title={"en": "The steps", "ru": "Порядок шагов", "kk": "Қадамдардың реті"},
    question={"en": "Put them in order.", "ru": "Расположите по порядку.", "kk": "Ретімен орналастырыңыз."},
    options=(
        option("a", True, "second = refusal", "второе = отказ", "екінші = бекітпеу"),
        option("b", True, "the vote {34}", "голосование {34}", "дауыс беру {34}"),
        option("c", True, "the first refusal -> #1", "первый отказ -> #1", "бірінші бекітпеу -> #1"),
    ),
    key=("c", "a", "b"),
    structure="order/SM4",
)
NUMBER = ONE.replaced(
    id="votes-55556666",
    kind="votes",
    form="number",
    seed=4,
    title={"en": "How many?", "ru": "Сколько голосов?", "kk": "Қанша дауыс керек?"},
    question={
        "en": "How many votes are needed at least?",
        "ru": "Сколько голосов нужно самое меньшее?",
        "kk": "Кемінде қанша дауыс қажет?",
    },
    options=(),
    key=(),
    number=34,
    wrong_numbers=(
        WrongNumber(
            value=26,
            feedback={
                "en": "That is half of 50 = {26}: the Law asks for two thirds.",
                "ru": "Это половина от 50 = {26}: Закон требует двух третей.",
                "kk": "Бұл 50-дің жартысы = {26}: Заң үштен екісін талап етеді.",
            },
            citations=(CONFIDENCE,),
            misconception="half",
        ),
        WrongNumber(
            value=24,
            feedback={
                "en": "That counts those present ~36~ only.",
                "ru": "Так считают только присутствующих ~36~.",
                "kk": "Бұл тек қатысқандарды ~36~ санайды.",
            },
            citations=(SESSION,),
            misconception="of-those-present",
        ),
    ),
    structure="votes/SM4",
)
SHORT = ONE.replaced(
    id="article-77778888",
    kind="article",
    form="short",
    seed=5,
    title={"en": "Which article?", "ru": "Какая статья?", "kk": "Қай бап?"},
    question={
        "en": "Which article of Law No. 148 says so?",
        "ru": "Какая статья Закона № 148 так говорит?",
        "kk": "№ 148 Заңның қай бабында осылай делінген?",
    },
    options=(),
    key=(),
    accepted=("l148.24.1", "l148.11.3"),
    structure="article/SM4",
)
READING = ONE.replaced(
    id="reading-99990000",
    kind="reading",
    seed=6,
    title={"en": "Which reading?", "ru": "Какое толкование?", "kk": "Қай түсіндірме?"},
    hints=(),
    rests_on=("G03",),
    structure="reading/SM4",
)
ALL = (ONE, MANY, ORDER, NUMBER, SHORT, READING)
