"""A mutation score in words: the share, the articles, and each survivor with its place."""

from __future__ import annotations

from collections.abc import Iterator

from ..messages import Messages, message, messages
from .operators import Operator
from .score import Score, Survivor

NAMES: dict[Operator, str] = {
    "share": message("another share of the votes"),
    "bound": message("at least for more than, or equal for unequal"),
    "count": message("one time fewer or more"),
    "number": message("a number one less or one more"),
    "days": message("a time limit a day shorter or longer"),
    "distinct": message("the same thing counted again"),
    "condition": message("a condition dropped"),
    "exception": message("an exception dropped"),
    "alternative": message("an alternative dropped"),
    "any-all": message("all for any, or any for all"),
    "constant": message("another value of a list, or one left out"),
    "body": message("another body competent"),
    "mode": message("must for may, or may for must"),
    "request": message("a request for the decision, or the decision for a request"),
    "precedence": message("a precedence dropped"),
    "reading": message("a reading taken for the only one"),
    "date": message("the change of a text a day earlier or later"),
}
"""What each operator does to a law."""
COUNTED = messages("{noticed} of {count} mutant noticed", "{noticed} of {count} mutants noticed")


def told(score: Score, say: Messages) -> Iterator[str]:
    """The lines of a report."""
    counted = say.plural(*COUNTED, score.mutants, noticed=score.noticed, count=score.mutants)
    yield say("{pack}: mutation score {percent} % ({counted})", pack=score.pack, percent=score.percent, counted=counted)
    yield say(
        "Not counted: {refused} changes that the checker refuses, {same} that change no meaning.",
        refused=score.refused,
        same=score.same,
    )
    yield ""
    yield say("By article: mutants, noticed, explained")
    for share in score.articles:
        yield f"  {share.name:<20} {share.mutants:>5} {share.noticed:>5} {share.explained:>5}"
    yield ""
    yield say("By change: mutants, noticed, explained")
    for share in score.operators:
        name = next(text for operator, text in NAMES.items() if operator == share.name)
        yield f"  {say(name):<60} {share.mutants:>5} {share.noticed:>5} {share.explained:>5}"
    article = ""
    for survivor in score.survivors:
        if survivor.article != article:
            article = survivor.article
            yield ""
            yield say("Not noticed in {article}:", article=article)
        yield f"  {survivor.place.file}:{survivor.place.line}: {survivor.id}"
        yield f"    {say(NAMES[survivor.operator])}; {why(survivor, say)}"
    for name in score.outdated:
        yield say("explained as not to be noticed, but noticed: {mutant}", mutant=name)


def why(survivor: Survivor, say: Messages) -> str:
    """Why a mutant survives: it is explained, another provision gives the same, or a case is missing."""
    if survivor.because is not None:
        text = survivor.because.get(say.lang) or survivor.because["en"]
        return say("explained: {because}", because=text)
    if survivor.alike:
        return say("the same is given by {provisions}", provisions=", ".join(survivor.alike))
    if not survivor.suspects:
        return say("no case comes to where it makes a difference: a case is missing")
    return say("it makes a difference in some cases, but nothing that they expect shows it")
