"""The usual ways to write an article, where a machine that knows no law compares what was written letter by letter."""

from __future__ import annotations

from ...cite import Locator
from ...decision import Citation

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


def spellings(place: str, citation: Citation | None = None) -> tuple[str, ...]:
    """The ways to write a place such as `l148.24.1`, with the name of its instrument as the citation has it."""
    numbers = Locator.of(f"pack.{place}").numbers[:3]
    parts = dict(zip("aps", numbers, strict=False))
    named = () if citation is None else (citation.short, *(text.short for text in citation.texts.values()))
    return tuple(dict.fromkeys((*(way.format(**parts) for way in WAYS[len(numbers)]), *named)))
