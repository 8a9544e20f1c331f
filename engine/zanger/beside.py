"""What stands beside the law: how a known account of it differs, and what is claimed of practice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .decision import Answer, Decision, StatusAnswer
from .provision import Difference, Remark
from .words import Words


def told(decision: Decision) -> list[str]:
    """The ids of all that concerns an answer of the decision, each once."""
    answers: tuple[Answer | StatusAnswer, ...] = (*decision.asked, *decision.history, *decision.now, *decision.statuses)
    return list(dict.fromkeys(name for answer in answers for name in answer.beside))


def difference(item: Difference, words: Words) -> str:
    """One line: what the account says, what the law says, and where."""
    text = words.say(
        "{id}: the paper says: {paper}; the law: {law}",
        id=item.id,
        paper=words.text(item.paper),
        law=words.text(item.law),
    )
    cited = "; ".join(map(words.cite, item.cites))
    return f"{text} [{cited}]" if cited else text


def remark(item: Remark, words: Words) -> str:
    """One line on what is claimed of practice; never law."""
    return f"{item.id}: {words.text(item.says)}"


def lines(ids: Iterable[str], words: Words) -> Iterator[tuple[str, str]]:
    """The differences and remarks of these ids, each with its mark: `!` differs, `*` is claimed."""
    wanted = set(ids)
    for found in words.pack.differences:
        if found.id in wanted:
            yield "!", difference(found, words)
    for claimed in words.pack.remarks:
        if claimed.id in wanted:
            yield "*", remark(claimed, words)
