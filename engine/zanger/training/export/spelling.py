"""The usual ways to write an article, where a machine that knows no law compares what was written letter by letter."""

from __future__ import annotations

from collections.abc import Mapping

from ...cite import Locator, joined
from ...messages import SOURCE, Messages
from ..exercise import LANGS, Exercise

Instruments = Mapping[str, Mapping[str, str]]
"""The short names of instruments by language, by their ids."""

WAYS: dict[int, tuple[str, ...]] = {
    1: (
        "{a}",
        "art. {a}",
        "art {a}",
        "article {a}",
        "ст. {a}",
        "ст.{a}",
        "ст {a}",
        "статья {a}",
        "{a}-бап",
        "{a} бап",
    ),
    2: (
        "{a}({p})",
        "{a}.{p}",
        "art. {a}({p})",
        "art. {a}, para. {p}",
        "article {a}({p})",
        "article {a}, paragraph {p}",
        "article {a} paragraph {p}",
        "ст. {a}({p})",
        "ст. {a} п. {p}",
        "ст. {a}, п. {p}",
        "ст.{a} п.{p}",
        "п. {p} ст. {a}",
        "п.{p} ст.{a}",
        "статья {a}({p})",
        "статья {a}, пункт {p}",
        "статья {a} пункт {p}",
        "пункт {p} статьи {a}",
        "{a}-бап({p})",
        "{a}-бап, {p}-тармақ",
        "{a}-бап {p}-тармақ",
        "{a}-баптың {p}-тармағы",
    ),
    3: (
        "{a}({p})({s})",
        "{a}.{p}.{s}",
        "art. {a}({p})({s})",
        "article {a}({p})({s})",
        "article {a}, paragraph {p}, sub-paragraph {s}",
        "ст. {a}({p})({s})",
        "ст. {a} п. {p} пп. {s}",
        "ст. {a}, п. {p}, пп. {s}",
        "ст.{a} п.{p} пп.{s}",
        "пп. {s} п. {p} ст. {a}",
        "пп. {s}) п. {p} ст. {a}",
        "подп. {s} п. {p} ст. {a}",
        "подп. {s}) п. {p} ст. {a}",
        "пп.{s} п.{p} ст.{a}",
        "подпункт {s}) пункта {p} статьи {a}",
        "подпункт {s} пункта {p} статьи {a}",
        "{a}-бап({p})({s})",
        "{a}-бап, {p}-тармақ, {s}) тармақша",
        "{a}-баптың {p}-тармағының {s}) тармақшасы",
    ),
}
"""By how deep the place is: article, paragraph, sub-paragraph."""


def spellings(place: str, exercise: Exercise, instruments: Instruments) -> tuple[str, ...]:
    """The ways to write a place such as `l148.24.1`, alone and with the name of its instrument in each language."""
    numbers = Locator.of(f"pack.{place}").numbers[:3]
    parts = dict(zip("aps", numbers, strict=False))
    named = (cited(place, lang, exercise, instruments) for lang in LANGS)
    return tuple(dict.fromkeys((*(way.format(**parts) for way in WAYS[len(numbers)]), *filter(None, named))))


def cited(place: str, lang: str, exercise: Exercise, instruments: Instruments) -> str | None:
    """A place as it is cited; `None` where neither the exercise cites it nor its instrument has a known name."""
    found = next((c for c in exercise.citations if c.provision.endswith(f".{place}")), None)
    if found is not None and lang in found.texts:
        return found.texts[lang].short
    names = instruments.get(place.partition(".")[0])
    if names is None:
        return None
    say = Messages(lang)
    return joined(say, names.get(lang) or names[SOURCE], [Locator.of(f"pack.{place}").short(say)])
