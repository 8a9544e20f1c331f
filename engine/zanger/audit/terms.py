"""Words of the law: terms that no text settles, the same words with two meanings, citations without a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from ..cite import Locator
from ..provision import AnyCondition, Compare, Count, Days, Pattern, Provision, Share, conditions
from .bodies import said_of
from .epoch import Epoch
from .finding import Finding
from .record import Recorder

STEM = 5
"""How many letters of a word tell it from others; endings do not."""
CITED = r"\d+(-\d+)?(\(\d+(-\d+)?\))+"
"""A reference such as 11(3), which one language may spell out and another not."""
MEASURES = (Count, Share, Compare, Days)


def terms(epochs: Iterable[Epoch], record: Recorder) -> Iterator[Finding]:
    """All of them."""
    for epoch in epochs:
        yield from _unsettled(epoch, record)
        yield from _bare(epoch, record)
        yield from _codings(epoch, record)
        yield from _results(epoch, record)
        yield from _languages(epoch, record)
        yield from _citations(epoch, record)


def _unsettled(epoch: Epoch, record: Recorder) -> Iterator[Finding]:
    """A status or action on which other texts rest, and which every text gives in one reading of a question only."""
    read = {kind for p in epoch.texts for kind in epoch.reads(p)}
    for kind in (*epoch.vocabulary.statuses, *epoch.vocabulary.actions):
        texts = epoch.givers(kind)
        if kind not in read or len(texts) < 2:
            continue
        common = set.intersection(*({*p.under} for p in texts))
        for question in sorted(common):
            answers = {p.under[question] for p in texts}
            if len(answers) > 1:
                yield record.finding(
                    "undefined-term", "warning", kind, texts, days=[epoch.span],
                    values={"what": "read-two-ways", "ways": len(answers)},
                )  # fmt: skip
                break


def _bare(epoch: Epoch, record: Recorder) -> Iterator[Finding]:
    """A fact of which the law says nothing but that it is so: no number, day, kind or name, only whom it is about."""
    vocabulary = epoch.vocabulary
    for kind, spec in vocabulary.facts.items():
        if spec.id_field or any(f.type not in ("ref", "bool") for f in spec.fields.values()):
            continue
        texts = [p for p in epoch.texts if kind in epoch.reads(p)]
        quoted = [p for p in texts if any(_quotes(c, kind) for c in conditions((*p.when, *p.provided)))]
        if quoted:
            yield record.finding(
                "undefined-term", "note", kind, quoted, days=[epoch.span], values={"what": "stated", "ways": 0}
            )


def _quotes(item: AnyCondition, kind: str) -> bool:
    return isinstance(item, Pattern) and item.kind == kind and item.words is not None


def _measures(p: Provision) -> Iterator[AnyCondition]:
    for item in conditions((*p.when, *p.unless, *p.provided)):
        if isinstance(item, MEASURES) and item.words is not None:
            yield item


def _codings(epoch: Epoch, record: Recorder) -> Iterator[Finding]:
    """The same words of the law, counted or compared with different numbers."""
    found: dict[tuple[str, str], dict[tuple[str, str], list[Provision]]] = {}
    for p in epoch.texts:
        for item in _measures(p):
            bound = _bound(item)
            if bound is not None and item.words is not None:
                key = (item.words.casefold(), type(item).__name__)
                found.setdefault(key, {}).setdefault(bound, []).append(p)
    for (words, _), bounds in found.items():
        free = [texts for texts in bounds.values() if not all(p.under for p in texts)]
        if len(free) > 1 and not _apart(epoch, free):
            side, *others = free
            yield record.finding(
                "same-words", "warning", side[0].conclusion[1].kind, side, [p for texts in others for p in texts],
                days=[epoch.span], values={"what": "numbers", "words": words},
            )  # fmt: skip


def _apart(epoch: Epoch, groups: list[list[Provision]]) -> bool:
    """Whether the texts speak of things that an enumeration keeps apart, as three levels with three numbers."""
    said = [
        {key: values for c in p.when if isinstance(c, Pattern) for key, values in said_of(epoch, c).items()}
        for group in groups
        for p in group
    ]
    return all(
        any(one[key].isdisjoint(two[key]) for key in one.keys() & two.keys()) for one, two in combinations(said, 2)
    )


def _bound(item: AnyCondition) -> tuple[str, str] | None:
    """What a measure asks for, if that is a number."""
    match item:
        case Count(count=spec):
            return spec.bound[0], str(spec.bound[1])
        case Share(share=share):
            return share.bound
        case Days(days=days):
            return days.bound[0], str(days.bound[1])
        case Compare(compare=compare):
            side = compare.bound[1]
            return None if isinstance(side, str) else (compare.bound[0], str(side))
        case _:
            return None


def _results(epoch: Epoch, record: Recorder) -> Iterator[Finding]:
    """The same words for what must have happened so many times, of which different powers come."""
    found: list[tuple[tuple[str, ...], tuple[str, str], Provision]] = []
    for p in epoch.texts:
        if p.conclusion[0] != "defines":
            continue
        for item in conditions(p.when):
            bound = _bound(item) if isinstance(item, Count) else None
            if bound is not None and item.words:
                found.append((_stems(item.words), bound, p))
    groups: dict[tuple[tuple[str, ...], tuple[str, str]], dict[str, Provision]] = {}
    for (stems, bound, p), (others, other, q) in combinations(found, 2):
        begun = min(stems, others, key=len)
        if bound == other and len(begun) > 1 and stems[: len(begun)] == others[: len(begun)]:
            groups.setdefault((begun, bound), {}).update({p.id: p, q.id: q})
    for (_, _), texts in groups.items():
        ends: dict[frozenset[str], list[Provision]] = {}
        for p in texts.values():
            ends.setdefault(_leads(epoch, p.conclusion[1].kind), []).append(p)
        apart = [(a, b) for a, b in combinations(ends, 2) if a and b and not a & b]
        if apart:
            one, two = apart[0]
            words = next(c.words for c in conditions(ends[one][0].when) if isinstance(c, Count) and c.words)
            yield record.finding(
                "same-words", "warning", ends[one][0].conclusion[1].kind, ends[one], ends[two], days=[epoch.span],
                values={"what": "results", "words": words or ""},
            )  # fmt: skip


def _stems(words: str) -> tuple[str, ...]:
    return tuple(word[:STEM] for word in re.findall(r"\w+", words.casefold()))


def _leads(epoch: Epoch, status: str) -> frozenset[str]:
    """The actions that are permitted or required because of a status; what was done ends the thread."""
    above: dict[str, set[str]] = {}
    for p in epoch.texts:
        if p.conclusion[0] == "defines":
            for kind in epoch.reads(p):
                above.setdefault(kind, set()).add(p.conclusion[1].kind)
    seen = {status}
    waiting = [status]
    while waiting:
        new = above.get(waiting.pop(), set()) - seen
        seen |= new
        waiting += new
    return frozenset(
        p.conclusion[1].kind
        for p in epoch.texts
        if p.conclusion[0] in ("permits", "requires") and seen & epoch.reads(p)
    )


def _languages(epoch: Epoch, record: Recorder) -> Iterator[Finding]:
    """Texts whose languages name different numbers."""
    for p in epoch.texts:
        numbers = {lang: sorted(re.findall(r"\d+", re.sub(CITED, "", text))) for lang, text in p.says.items()}
        if len({tuple(n) for n in numbers.values()}) > 1:
            first = next(iter(numbers.values()))
            other = next(language for language, n in numbers.items() if n != first)
            yield record.finding(
                "same-words", "note", p.id, [p], days=[epoch.span],
                values={"what": "languages", "words": other},
            )  # fmt: skip


def _citations(epoch: Epoch, record: Recorder) -> Iterator[Finding]:
    """References to a whole article of which the law has paragraphs."""
    parted: dict[str, Provision] = {}
    for p in epoch.texts:
        if len(Locator.of(p.id).numbers) > 1:
            parted.setdefault(".".join(p.id.split(".")[:3]), p)
    citing: dict[str, list[Provision]] = {}
    for p in epoch.texts:
        for cited in p.also:
            if len(Locator.of(cited).numbers) == 1 and cited in parted:
                citing.setdefault(cited, []).append(p)
    for cited, texts in citing.items():
        yield record.finding("no-paragraph", "note", cited, texts, days=[epoch.span], values={"what": "cited"})
    whole: dict[str, list[Provision]] = {}
    for p in epoch.texts:
        article = ".".join(p.id.split(".")[:2] + list(Locator.of(p.id).numbers[:1]))
        if len(Locator.of(p.id).numbers) == 1 and article in parted:
            whole.setdefault(article, []).append(p)
    for article, texts in whole.items():
        yield record.finding("no-paragraph", "note", article, texts, days=[epoch.span], values={"what": "coded"})
