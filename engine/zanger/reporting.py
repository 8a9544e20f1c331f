"""A decision as lines of text: what was done, what was asked, what is possible now, what holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from . import beside
from .decision import Answer, Citation, Decision, Hangs, Judgement, Possibility, Proof, StatusAnswer, TurnsOn
from .words import Words

Role = Literal["title", "head", "good", "bad", "open", "plain", "detail", "cite", "note"]


@dataclass(frozen=True)
class Line:
    """A line of a report: its text, how deep it stands, and the part it plays; `mark` goes before it."""

    text: str
    indent: int = 0
    role: Role = "plain"
    mark: str = ""


ROLE_OF: dict[str, Role] = {
    "permitted": "good",
    "required": "good",
    "forbidden": "bad",
    "not-empowered": "bad",
    "undetermined": "open",
}
MARKS: dict[Role, str] = {"good": "+", "bad": "x", "open": "?"}


def report(decision: Decision, words: Words, *, proofs: bool = False) -> Iterator[Line]:
    """The whole answer in words; with `proofs` every step of every proof."""
    yield Line(decision.title or "Case", role="title")
    pack = words.text(words.pack.head.title)
    yield Line(f"{pack}, as of {decision.as_of}; engine: {decision.engine}", role="note")
    yield Line("+ lawful, may or must   x not   ? undetermined   ~ other under another reading", role="note")
    for remark in decision.remarks:
        yield Line(f"note: {remark}", role="note")
    if decision.readings:
        chosen = ", ".join(f"{g}={v}" for g, v in decision.readings.items())
        yield Line(f"readings chosen: {chosen}", role="note")
    if decision.history:
        yield from _head("What was done")
        for judgement in decision.history:
            yield from _judgement(judgement, words, proofs)
    if decision.asked:
        yield from _head("Your questions")
        for judgement in decision.asked:
            yield from _judgement(judgement, words, proofs)
    yield from _now(decision.now, words, proofs)
    statuses = [
        s for s in decision.statuses if s.holds != "false" and (proofs or not words.vocabulary.statuses[s.status].minor)
    ]
    if statuses:
        yield from _head("What holds")
        for status in statuses:
            yield from _status(status, words, proofs)
    yield from _questions(decision, words)
    asked = {name for j in decision.asked for name in j.beside}
    if rest := [name for name in beside.told(decision) if name not in asked]:
        yield from _head("Beside the law (! where the paper differs from it, * what is claimed of practice)")
        yield from _beside(rest, words, 1)
    if decision.not_coded:
        yield from _head("Not coded for that date")
        missing = [c for n in decision.not_coded for c in n.citations]
        yield Line(f"the text of {decision.as_of} was not read of {places(missing)}: no answer rests on it", 1, "note")
    yield from _head("The closing principle")
    yield Line(words.text(words.pack.head.closing_principle), 1, "note")


def _beside(ids: Iterable[str], words: Words, indent: int) -> Iterator[Line]:
    for mark, text in beside.lines(ids, words):
        yield Line(text, indent, "note", mark)


def places(citations: Iterable[Citation]) -> str:
    """The articles of some citations, by instrument: `Law No. 148, arts. 5, 11`."""
    found: dict[str, set[str]] = {}
    for c in citations:
        found.setdefault(c.short.rpartition(", art. ")[0], set()).add(c.provision.split(".")[2].partition("-")[0])
    listed = ((name, sorted(articles, key=int)) for name, articles in found.items())
    return "; ".join(f"{name}, art{'s' if len(a) > 1 else ''}. {', '.join(a)}" for name, a in listed)


def _head(text: str) -> Iterator[Line]:
    yield Line("")
    yield Line(text, role="head")


def _judgement(j: Judgement, words: Words, proofs: bool) -> Iterator[Line]:
    role = ROLE_OF[j.verdict]
    number = f"{j.action.on}  " if j.subject == "history" else ""
    yield Line(f"{number}{words.done(j.action)}", 1, "plain", MARKS[role])
    yield Line(words.judgement(j), 3, role)
    if j.verdict == "not-empowered" and j.nearest:
        for miss in j.nearest[:3]:
            yield Line(words.miss(miss, j.action.kind), 3, "detail", "-")
    for citation in j.prohibitions:
        says = next(p.says for p in words.pack.provisions if p.id == citation.provision)
        yield Line(f"{citation.short}: {words.text(says)}", 3, "detail", "-")
    for passed in _passed(j.proof, words):
        yield Line(passed, 3, "detail", "-")
    yield from _firmness(j.turns_on, j.hangs_on, words, 3)
    if j.not_coded:
        yield Line(f"the text of that day was not read of {places(j.not_coded)}", 3, "open", "?")
    for undoing in j.undone_by:
        by = f"the {words.body(undoing.by)}: {words.label(undoing.action)}"
        yield Line(f"can still be undone by {by} ({words.citations(undoing.citations[:1])})", 3, "detail", "-")
    if j.subject == "ask":
        yield from _beside(j.beside, words, 3)
    yield from _basis(words.citations(j.citations), words.lines_used(j.proof), 3)
    if proofs and j.proof is not None:
        yield from proof_lines(j.proof, words, 3)


def _passed(proof: Proof | None, words: Words) -> Iterator[str]:
    """The tests that decided, with their values."""
    if proof is None:
        return
    for step in proof.steps:
        if step.rule is None or "/act" not in step.rule:
            continue
        attempt = next((s for s in proof.steps if s.n in step.premises and s.how == "tried"), None)
        names = {str(v): k for k, v in attempt.fields.items()} if attempt else {}
        kind = attempt.kind.partition(":")[2] if attempt else ""
        for t in step.tests:
            if isinstance(t.left, int) and t.op in (">", ">=") and (t.times, t.by) != (1, 1):
                field = names.get(str(t.left))
                label = words.field(kind, field) if field else "votes"
                needed = (t.by * int(t.right)) // t.times + 1 if t.op == ">" else -(-t.by * int(t.right) // t.times)
                yield f"{label}: {t.left} of {t.right}; needed: at least {needed}"


def _firmness(
    turns: Iterable[TurnsOn], hangs: Iterable[Hangs], words: Words, indent: int, *, status: bool = False
) -> Iterator[Line]:
    for hang in hangs:
        yield Line(words.hangs(hang, status=status), indent, "open", "?")
    turns = tuple(turns)
    if turns:
        yield Line(words.turns(turns, status=status), indent, "note", "~")


def _basis(citations: str, lines: str, indent: int) -> Iterator[Line]:
    if citations:
        yield Line(f"[{citations}]" + (f"  case {lines}" if lines else ""), indent, "cite")


def _now(possibilities: tuple[Possibility, ...], words: Words, proofs: bool) -> Iterator[Line]:
    yield from _head("What is possible now")
    bodies = list(dict.fromkeys(p.by for p in possibilities))
    listed = sorted(
        (p for p in possibilities if p.verdict != "not-empowered"),
        key=lambda p: (bodies.index(p.by), p.verdict != "required", not _from_history(p)),
    )
    elsewhere = [p for p in possibilities if p.verdict == "not-empowered"]
    if not listed:
        yield Line("No provision gives any body a power on these facts.", 1)
    body = ""
    for p in listed:
        if p.by != body:
            body = p.by
            name = words.body(body)
            yield Line(name[0].upper() + name[1:], 1, "head")
        yield from _possibility(p, words, proofs)
    if elsewhere:
        yield from _head("Only under another reading")
        for p in elsewhere:
            yield Line(f"{words.body(p.by)} may {words.phrase(p.kind, p.fields)}", 1, "note", "~")
            chosen = "; ".join(f"{t.question}={u.reading}" for t in p.turns_on for u in t.others)
            yield Line(f"under {chosen}  [{words.citations(p.citations[:2])}]", 3, "note")


def _from_history(p: Possibility) -> bool:
    """Whether what has been done opens this: it comes before what is always open."""
    return p.proof is not None and any(step.how == "done" for step in p.proof.steps)


def _possibility(p: Possibility, words: Words, proofs: bool) -> Iterator[Line]:
    role = ROLE_OF[p.verdict]
    yield Line(words.possibility(p), 2, role, MARKS[role])
    if p.requirements:
        yield Line("needs " + words.requirements(p.kind, p.requirements), 4, "detail", "-")
    for limit in p.limits:
        yield Line(("and " if limit.requirements else "") + words.limit(p.kind, limit), 4, "detail", "-")
    if p.due is not None:
        yield Line(f"{'overdue since' if p.overdue else 'by'} {p.due}", 4, "bad" if p.overdue else "detail", "-")
    yield from _firmness(p.turns_on, p.hangs_on, words, 4)
    yield from _basis(words.citations(p.citations), words.lines_used(p.proof), 4)
    if proofs and p.proof is not None:
        yield from proof_lines(p.proof, words, 4)


def _status(status: StatusAnswer, words: Words, proofs: bool) -> Iterator[Line]:
    role: Role = "plain" if status.holds == "true" else "open"
    prefix = "" if status.holds == "true" else "undetermined: "
    yield Line(prefix + words.status(status), 1, role, "=" if status.holds == "true" else "?")
    yield from _firmness(status.turns_on, status.hangs_on, words, 3, status=True)
    yield from _basis(words.citations(status.citations), words.lines_used(status.proof), 3)
    if proofs and status.proof is not None:
        yield from proof_lines(status.proof, words, 3)


def _questions(decision: Decision, words: Words) -> Iterator[Line]:
    """The questions of reading that were named, each once, in full."""
    chosen: dict[str, str | None] = {}
    answers: tuple[Answer | StatusAnswer, ...] = (
        *decision.history,
        *decision.asked,
        *decision.now,
        *decision.statuses,
    )
    for answer in answers:
        for turn in answer.turns_on:
            chosen[turn.question] = turn.chosen
        for hang in answer.hangs_on:
            if hang.kind == "open-question":
                chosen.setdefault(hang.on, None)
    if chosen:
        yield from _head("Readings on which something turns")
        for name in sorted(chosen):
            yield Line(words.question(name, chosen[name]), 1, "note", "~")


def proof_lines(proof: Proof, words: Words, indent: int) -> Iterator[Line]:
    """A proof step by step, with the values of each condition."""
    yield Line("proof", indent, "note")
    for step in proof.steps:
        basis = f" <- {', '.join(map(str, step.premises))}" if step.premises else ""
        yield Line(f"{step.n}. {words.step(step)}{basis}", indent + 1, "note")
        for condition in words.conditions_met(step):
            yield Line(condition, indent + 3, "note", ".")
