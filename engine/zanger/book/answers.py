"""The pages of the worked cases: each case is decided once, and told in every language of the book."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context

from ..deciding import decide
from ..digest import Worked, worked_cases
from ..engines import EngineName, make_engine
from ..law import Law
from ..load import LawPack
from ..provision import Provision
from ..words import Words, capital
from . import addresses
from .excerpt import Excerpt
from .markup import Pages

Page = tuple[str, str]
ALL = slice(None)
Answered = Callable[[], Iterator[Page]]


@contextmanager
def answering(
    pack: LawPack, languages: Sequence[str], menu: Mapping[str, str], engine: EngineName, jobs: int
) -> Iterator[Answered]:
    """Begin to answer the cases in so many processes; what is given tells their pages once all are done."""
    if jobs == 1:
        yield lambda: iter(pages(pack, languages, menu, engine))
        return
    bare = replace(pack, documents={})
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=gc.disable) as pool:
        shares = [pool.submit(pages, bare, languages, menu, engine, slice(n, None, jobs)) for n in range(jobs)]
        yield lambda: (page for share in shares for page in share.result())


def pages(
    pack: LawPack, languages: Sequence[str], menu: Mapping[str, str], engine: EngineName, share: slice = ALL
) -> list[Page]:
    """The pages of a share of the worked cases, by path, in each language.

    The cases are read here, as what goes from one process to another loses its place in its file.
    """
    law = Law(pack, checked=True)
    writers = [Pages(Words(pack, lang), languages, menu) for lang in languages]
    first: dict[str, Provision] = {}
    for p in pack.provisions:
        first.setdefault(p.id, p)
    found = []
    with make_engine(engine) as made:
        for worked in worked_cases(pack)[share]:
            excerpt = Excerpt(worked, decide(law, worked.case, engine=made), pack)
            for write in writers:
                path, text = page(worked, excerpt, write, first)
                found.append((f"{write.words.lang}/{path}", text))
    return found


def page(worked: Worked, excerpt: Excerpt, write: Pages, first: Mapping[str, Provision]) -> Page:
    """The page of a case in one language; `first` has an edition of each provision."""
    words, pack = write.words, write.words.pack
    cited = list(dict.fromkeys(n for e in worked.case.expect for n in e.cites or ()))
    questions = dict.fromkeys((*sorted(worked.turns()), *excerpt.questions()))
    beside = excerpt.beside()
    return write.page(
        addresses.case(worked.name),
        "case.html",
        write.case(worked),
        case=worked,
        lines=[line for line in excerpt.lines(words) if line.text],
        provisions=[first[name] for name in cited if name in first],
        readings=[pack.reading[g] for g in questions if g in pack.reading],
        differences=[d for d in pack.differences if d.id in beside],
        remarks=[r for r in pack.remarks if r.id in beside],
        rest=excerpt.rest.total(),
        bodies=", ".join(f"{capital(words.body(body))} {count}" for body, count in excerpt.rest.items()),
    )
