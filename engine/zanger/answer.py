"""Many cases answered together: each pack loaded once, and no answer to any if one of them is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from .case import Case
from .deciding import decide
from .decision import Decision
from .docket import docket
from .engines import EngineName, make_engine
from .errors import Code, Diagnostic, InputError
from .law import Law
from .source import Document
from .spot import value_spot


def law_for(case: Case, pack: str | Path | None, known: dict[str, Law], shelf: Path | None = None) -> Law:
    """The law that a case is decided by: `pack` if given, else the one that it names; kept in `known`.

    Raises `InputError`; if the case names a pack that does not exist, at that place of the case.
    """
    name = str(pack or case.pack)
    if name not in known:
        try:
            known[name] = Law.load(name, shelf)
        except InputError as error:
            first = error.diagnostics[0]
            if pack is None and first.code is Code.UNKNOWN_PACK:
                document, place = value_spot(case, "pack")
                raise InputError([document.error(first.code, first.message, place, help=first.help)]) from None
            raise
    return known[name]


def answer_all(
    cases: Sequence[tuple[Case, Document]],
    engine: EngineName = "durable",
    under: Mapping[str, str] | None = None,
    pack: str | Path | None = None,
    shelf: Path | None = None,
    wrong: Iterable[Diagnostic] = (),
) -> list[tuple[Law, Decision]]:
    """The answer to each case, with the law it was decided by. Raises `InputError` with the errors of all.

    `shelf` is a folder that keeps checked packs between runs; `wrong` are the errors of the cases
    that could not be read: told with those found here, and then nothing is answered.
    """
    known: dict[str, Law] = {}
    found = list(wrong)
    laws: list[Law] = []
    for case, _ in cases:
        try:
            law = law_for(case, pack, known, shelf)
            docket(law.pack, case, under)
            laws.append(law)
        except InputError as error:
            found += [d for d in error.diagnostics if d not in found]
    if found:
        raise InputError(found)
    with make_engine(engine) as made:
        return [(law, decide(law, case, engine=made, under=under)) for law, (case, _) in zip(laws, cases, strict=True)]
