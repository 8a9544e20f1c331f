"""The law to read: contents, and provisions in the words of the law and in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .cite import locator
from .docket import cites
from .errors import Code, Diagnostic, InputError, Place, nearest
from .load import LawPack
from .provision import Provision
from .reporting import Line
from .words import Words


def find(pack: LawPack, place: str, instrument: str | None = None) -> list[Provision]:
    """The provisions at a place: an article, a paragraph, or an id, whole or in part.

    Raises `InputError` with the nearest place if there is none.
    """
    known_instrument(pack, instrument)
    wanted = place.strip().removeprefix("art.").strip().replace("(", ".").replace(")", "").replace("..", ".")
    prefixes = {wanted, f"{pack.head.id}.{wanted}"} | {f"{pack.head.id}.{i.id}.{wanted}" for i in pack.instruments}
    found = [
        p
        for p in pack.provisions
        if any(cites(p.id, prefix) for prefix in prefixes) and instrument in (None, p.instrument)
    ]
    if not found:
        names = [p.id for p in pack.provisions] + [f"{p.instrument}.{p.article}" for p in pack.provisions]
        names += [p.article for p in pack.provisions]
        message = f"nothing is coded at `{place}`" + (f" of `{instrument}`" if instrument else "")
        raise InputError([Diagnostic(Code.UNKNOWN_PROVISION, message, Place(place, 1, 1), help=nearest(wanted, names))])
    return found


def known_instrument(pack: LawPack, instrument: str | None) -> None:
    """Raises `InputError` with the nearest name if the pack has no such instrument."""
    if instrument is not None and instrument not in pack.instrument:
        message = f"there is no instrument `{instrument}`"
        help = nearest(instrument, pack.instrument)
        raise InputError([Diagnostic(Code.UNKNOWN_INSTRUMENT, message, Place(instrument, 0, 0), help=help)])


def contents(pack: LawPack, words: Words, instrument: str | None = None) -> Iterator[Line]:
    """Instruments and articles, with the number of provisions coded of each. Raises `InputError`."""
    known_instrument(pack, instrument)
    yield Line(words.text(pack.head.title), role="title")
    for item in sorted(pack.instruments, key=lambda i: (i.rank, i.adopted)):
        articles = [a for _, a in pack.articles if a.instrument == item.id]
        if not articles or instrument not in (None, item.id):
            continue
        yield Line("")
        yield Line(words.text(item.title), role="head")
        for article in articles:
            count = len(article.provisions)
            text = f"art. {article.article}  {words.text(article.title)}"
            yield Line(f"{text}  ({count} provision{'s' if count != 1 else ''})", 1)
    yield Line("")
    yield Line("zanger law ARTICLE shows one; what is not listed is not coded", role="note")


def provision_lines(provisions: Iterable[Provision], pack: LawPack, words: Words) -> Iterator[Line]:
    """Provisions: the words of the law, then what is coded of them."""
    for p in provisions:
        yield Line(f"{words.citer.short(p.id)}  {p.id}", role="head")
        yield Line(words.text(p.says), 1)
        if p.note is not None:
            yield Line(words.text(p.note), 1, "note")
        head, *rest = words.rule(p)
        yield Line(head, 1, "good", ">")
        for line in rest:
            yield Line(line, 3, "detail", "-")
        until = f" to {p.in_force.last}" if p.in_force.last else ""
        source = f"{p.source.grade} source: {p.source.ref}" if p.source else ""
        also = f"; also {', '.join(words.citer.short(o) for o in p.also)}" if p.also else ""
        yield Line(f"in force from {p.in_force.first}{until}; {source}{also}", 1, "cite")
        for name in p.under:
            yield Line(words.question(name, pack.reading[name].default), 1, "note", "~")
        yield Line("")


__all__ = ["contents", "find", "locator", "provision_lines"]
