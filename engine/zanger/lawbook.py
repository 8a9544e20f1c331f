"""The law to read: contents, and provisions in the words of the law and in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .cite import in_full
from .docket import cites
from .errors import Code, Diagnostic, InputError, Place, nearest
from .load import LawPack
from .messages import message
from .plain import rule
from .provision import Grade, Provision
from .reporting import Line, outlined
from .words import Words

SOURCES: dict[Grade, str] = {
    "primary": message("primary source: {ref}"),
    "secondary": message("secondary source: {ref}"),
    "claimed": message("claimed, not verified: {ref}"),
}


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


def saying(provisions: Iterable[Provision], text: str) -> list[Provision]:
    """The provisions whose words in some language have each word of a text, in letters of either case."""
    wanted = text.casefold().split()
    return [p for p in provisions if any(all(w in said.casefold() for w in wanted) for said in p.says.values())]


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
            text = words.say.plural(
                "art. {article}  {title}  ({count} provision)",
                "art. {article}  {title}  ({count} provisions)",
                len(article.provisions),
                article=article.article,
                title=words.text(article.title),
                count=len(article.provisions),
            )
            yield Line(text, 1)
    yield Line("")
    yield Line(words.say("zanger law ARTICLE shows one; what is not listed is not coded"), role="note")


def provision_lines(provisions: Iterable[Provision], pack: LawPack, words: Words) -> Iterator[Line]:
    """Provisions: the words of the law, what is coded of them, and where they stand."""
    for p in provisions:
        yield Line(f"{words.cite(p.id)}  {p.id}", role="head")
        yield Line(words.text(p.says), 1)
        if p.note is not None:
            yield Line(words.text(p.note), 1, "note")
        head, *rest = rule(p, words)
        yield Line(head[1], 1, "good", ">")
        yield from (Line(text, 1 + 2 * depth, "detail", "-") for depth, text in rest)
        yield Line(in_full(words.say, words.text(pack.instrument[p.instrument].title), p), 1, "cite")
        if p.also:
            also = "; ".join(map(words.cite, p.also))
            yield Line(words.say("also: {citations}", citations=also), 1, "cite")
        if p.source is not None:
            yield Line(words.say(SOURCES[p.source.grade], ref=p.source.ref), 1, "cite")
        for name in p.under:
            yield from outlined(words.question(name, pack.reading[name].default), 1, "note", "~")
        yield Line("")


__all__ = ["contents", "find", "provision_lines", "saying"]
