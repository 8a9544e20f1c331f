"""What a sentence needs of a language: the past of a verb, a day in words, the endings of a Kazakh name."""

from __future__ import annotations

from datetime import date

from .exercise import Lang

GENDERS = ("m", "f", "n", "pl")
"""The forms of a Russian verb in the past."""
_RU_PAST = {
    "внести": ("внес", "внесла", "внесло", "внесли"),
    "вести": ("вел", "вела", "вело", "вели"),
    "провести": ("провел", "провела", "провело", "провели"),
}
_RU_ENDINGS = dict(zip(GENDERS, ("л", "ла", "ло", "ли"), strict=True))
_EN_PAST = {
    "be": "was", "bring": "brought", "choose": "chose", "draw": "drew", "give": "gave", "have": "had", "hold": "held",
    "make": "made", "put": "put", "send": "sent", "set": "set", "take": "took",
}  # fmt: skip
_EN_DOUBLED = ("refer", "submit", "permit", "annul")
_KK_STEMS = {"оқу": "оқы"}
_BACK, _FRONT = "аоұыуяёюэ", "әеөүіи"
_VOICELESS = "пткқсшщчцхфһ"
MONTHS: dict[Lang, tuple[str, ...]] = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
        "декабря",
    ),
    "kk": (
        "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша",
        "желтоқсан",
    ),
}  # fmt: skip
KK_CASES = ("nom", "gen", "dat", "acc", "loc", "abl", "adj")
_KK_ENDINGS = {  # after a possessive ending, of back and of front vowels
    "nom": ("", ""),
    "gen": ("ның", "нің"),
    "dat": ("на", "не"),
    "acc": ("н", "н"),
    "loc": ("нда", "нде"),
    "abl": ("нан", "нен"),
    "adj": ("ндағы", "ндегі"),
}


def past(verb: str, lang: Lang, gender: str = "m") -> str:
    """The past of an infinitive, in Kazakh of a verbal noun: `submitted`, `внес`, `ұсынды`.

    `gender` is one of `GENDERS` and matters in Russian alone.
    """
    match lang:
        case "en":
            return _past_en(verb)
        case "ru":
            return _past_ru(verb, gender)
        case "kk":
            return _past_kk(verb)


def _past_en(verb: str) -> str:
    if verb in _EN_PAST:
        return _EN_PAST[verb]
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return (verb + verb[-1] if verb.endswith(_EN_DOUBLED) else verb) + "ed"


def _past_ru(verb: str, gender: str) -> str:
    if verb in _RU_PAST:
        return _RU_PAST[verb][GENDERS.index(gender)]
    if verb.endswith("ся"):
        made = _past_ru(verb[:-2], gender)
        return made + ("ся" if made.endswith("л") else "сь")
    return verb.removesuffix("ть") + _RU_ENDINGS[gender]


def _past_kk(verb: str) -> str:
    stem = _KK_STEMS.get(verb) or (verb[:-1] + "й" if verb.endswith("ю") else verb[:-1])
    consonant = "т" if stem[-1] in _VOICELESS else "д"
    return stem + consonant + ("ы" if is_back(stem) else "і")


def is_back(word: str) -> bool:
    """Whether a Kazakh word ends in a syllable of back vowels."""
    return next((c in _BACK for c in reversed(word.lower()) if c in _BACK + _FRONT), True)


def kk_possessed(name: str, case: str) -> str:
    """A Kazakh name with a possessive ending, such as `Павлодар облысы`, in a case of `KK_CASES`."""
    return name + _KK_ENDINGS[case][0 if is_back(name) else 1]


def day(when: date, lang: Lang, case: str = "nom") -> str:
    """`4 June 2001`, `4 июня 2001 года`, `2001 жылғы 4 маусым`; in Kazakh `on` that day, or for it (`dat`)."""
    month = MONTHS[lang][when.month - 1]
    match lang:
        case "en":
            return f"{when.day} {month} {when.year}"
        case "ru":
            return f"{when.day} {month} {when.year} года"
        case "kk":
            vowel, hard = "а" if is_back(month) else "е", month[-1] in _VOICELESS
            towards = ("қ" if hard else "ғ") if vowel == "а" else "к" if hard else "г"
            endings = {"on": ("т" if hard else "д") + vowel, "dat": towards + vowel}
            return f"{when.year} жылғы {when.day} {month}{endings.get(case, '')}"


def kk_towards(verb: str) -> str:
    """A Kazakh verbal noun as it stands before `құқылы`: `білдіруге`."""
    return verb + ("ға" if is_back(verb[:-1]) else "ге")
