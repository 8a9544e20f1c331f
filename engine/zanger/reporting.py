"""A decision as lines of text: what was done, what was asked, what is possible now, what holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from . import beside
from .decision import Answer, Decision, Hangs, Judgement, Possibility, Precedence, Proof, StatusAnswer, TurnsOn
from .reasons import miss
from .steps import lines_used, proof_outline
from .words import Outline, Words, capital

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


def report(decision: Decision, words: Words, *, proofs: bool = False, everything: bool = False) -> Iterator[Line]:
    """The whole answer in the language of `words`; with `proofs` every step of every proof.

    Routine powers are told by name only, and statuses that are steps on the way left out, unless
    `everything` or `proofs` asks for them.
    """
    everything = everything or proofs
    say = words.say
    yield Line(decision.title or say("Case"), role="title")
    yield Line(
        say(
            "{law}, as of {date}; engine: {engine}",
            law=words.text(words.pack.head.title),
            date=decision.as_of,
            engine=decision.engine,
        ),
        role="note",
    )
    yield Line(say("+ lawful, may or must   x not   ? undetermined   ~ other under another reading"), role="note")
    for remark in decision.remarks:
        yield Line(say("note: {remark}", remark=remark), role="note")
    if decision.readings:
        chosen = ", ".join(f"{g}={v}" for g, v in decision.readings.items())
        yield Line(say("readings chosen: {readings}", readings=chosen), role="note")
    yield from judged(decision, words, proofs=proofs)
    folded = () if everything else routine(decision, words)
    yield from possible(decision.now, decision.as_of, words, proofs=proofs, folded=folded)
    minor = {name for name, kind in words.vocabulary.statuses.items() if kind.minor and not everything}
    statuses = [s for s in decision.statuses if s.holds != "false" and s.status not in minor]
    yield from holding(statuses, words, decision.as_of if proofs else None)
    yield from _questions(decision, words)
    asked = {name for j in decision.asked for name in j.beside}
    if rest := [name for name in beside.told(decision) if name not in asked]:
        yield from headed(say("Beside the law (! where the paper differs from it, * what is claimed of practice)"))
        yield from _beside(rest, words, 1)
    if decision.not_coded:
        yield from headed(say("Not coded for that date"))
        missing = words.articles(c for n in decision.not_coded for c in n.citations)
        unread = say(
            "No answer rests on these articles, for their text of {date} was not read: {articles}",
            date=decision.as_of,
            articles=missing,
        )
        yield Line(unread, 1, "note")
    yield from headed(say("The closing principle"))
    yield Line(words.text(words.pack.head.closing_principle), 1, "note")


def judged(decision: Decision, words: Words, *, proofs: bool = False) -> Iterator[Line]:
    """What was done and what was asked, each with its verdict."""
    for head, judgements in (
        (words.say("What was done"), decision.history),
        (words.say("Your questions"), decision.asked),
    ):
        if judgements:
            yield from headed(head)
        for judgement in judgements:
            yield from judgement_lines(judgement, words, proofs=proofs)


def possible(
    possibilities: Iterable[Possibility],
    day: str,
    words: Words,
    *,
    proofs: bool = False,
    folded: Iterable[Possibility] = (),
) -> Iterator[Line]:
    """What is possible on a day, body by body, the `folded` by name only; apart what is so only in another reading."""
    say, possibilities = words.say, tuple(possibilities)
    yield from headed(say("What is possible now"))
    bodies = list(dict.fromkeys(p.by for p in possibilities))
    listed = sorted(
        (p for p in possibilities if p.verdict != "not-empowered"),
        key=lambda p: (bodies.index(p.by), p.verdict != "required", not rests_on_history(p.proof)),
    )
    elsewhere = [p for p in possibilities if p.verdict == "not-empowered"]
    if not listed:
        yield Line(say("No provision gives any body a power on these facts."), 1)
    by_name = {id(p): p for p in folded}
    for body, group in groupby(listed, key=lambda p: p.by):
        yield Line(capital(words.body(body)), 1, "head")
        for p in group:
            if id(p) not in by_name:
                yield from possibility_lines(p, day, words, proofs)
        if kinds := Counter(p.kind for p in by_name.values() if p.by == body):
            yield Line(words.routine(kinds), 2, "note", MARKS["good"])
    if elsewhere:
        yield from headed(say("Only under another reading"))
        for p in elsewhere:
            action = words.phrase(p.kind, p.fields)
            yield Line(capital(say("the {body} may {action}", body=words.body(p.by), action=action)), 1, "note", "~")
            readings = "; ".join(f"{t.question}={u.reading}" for t in p.turns_on for u in t.others)
            under = say("under {readings}", readings=readings)
            yield Line(f"{under}  [{words.citations(p.citations[:2])}]", 3, "note")


def holding(statuses: Iterable[StatusAnswer], words: Words, proved: str | None = None) -> Iterator[Line]:
    """The statuses that hold, or may; with the day of the answer (ISO) as `proved`, their proofs too."""
    for n, status in enumerate(statuses):
        if not n:
            yield from headed(words.say("What holds"))
        yield from status_lines(status, words, proved)


def rests_on_history(proof: Proof | None) -> bool:
    """Whether something that was done is a step of a proof."""
    return proof is not None and any(step.how == "done" for step in proof.steps)


def headed(text: str) -> Iterator[Line]:
    """The heading of a part of a report."""
    yield Line("")
    yield Line(text, role="head")


def _beside(ids: Iterable[str], words: Words, indent: int) -> Iterator[Line]:
    for mark, text in beside.lines(ids, words):
        yield Line(text, indent, "note", mark)


def outlined(outline: Outline, indent: int, role: Role, mark: str = "-", below: str = "-") -> Iterator[Line]:
    """An outline as lines: the first with `mark`, those below it deeper, with `below`."""
    for depth, text in outline:
        yield Line(text, indent + 2 * depth, role, below if depth else mark)


def judgement_lines(
    j: Judgement, words: Words, proofs: bool = False, before: Judgement | None = None
) -> Iterator[Line]:
    """What was done or asked: its verdict, why not, what it turns on, where it stands; and what it was `before`."""
    role = ROLE_OF[j.verdict]
    day = f"{j.action.on}  " if j.subject == "history" else ""
    yield Line(f"{day}{words.done(j.action)}", 1, "plain", MARKS[role])
    yield Line(words.judgement(j), 3, role)
    if before is not None:
        yield Line(words.say("before: {answer}", answer=words.judgement(before)), 3, "note")
    if j.verdict == "not-empowered":
        for near in j.nearest[:3]:
            yield from outlined(miss(near, j.action.kind, words), 3, "detail")
    for citation in j.prohibitions:
        says = words.says(citation.provision, j.action.on)
        yield Line(f"{words.cite(citation.provision)}: {says}", 3, "detail", "-")
    for passed in _passed(j.proof, words):
        yield Line(passed, 3, "detail", "-")
    yield from precedences(j.prevails, words, 3)
    yield from firmness(j.turns_on, j.hangs_on, j.action.kind, words, 3)
    if j.not_coded:
        articles = words.articles(j.not_coded)
        yield Line(words.say("the text of that day was not read: {articles}", articles=articles), 3, "open", "?")
    for undoing in j.undone_by:
        text = words.say(
            "can still be undone by the {body}: {action} ({citation})",
            body=words.body(undoing.by),
            action=words.label(undoing.action),
            citation=words.citations(undoing.citations[:1]),
        )
        yield Line(text, 3, "detail", "-")
    if j.subject == "ask":
        yield from _beside(j.beside, words, 3)
    yield from basis(words.citations(j.citations), lines_used(j.proof, words), 3)
    yield from _proof(j.proof, words, j.action.on if proofs else None, 3)


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
                needed = (t.by * int(t.right)) // t.times + 1 if t.op == ">" else -(-t.by * int(t.right) // t.times)
                yield words.say(
                    "{field}: {number} of {whole}; needed: at least {needed}",
                    field=words.field(kind, field) if field else words.say("number"),
                    number=t.left,
                    whole=t.right,
                    needed=needed,
                )


def precedences(found: Iterable[Precedence], words: Words, indent: int) -> Iterator[Line]:
    """Which provisions prevail over which."""
    for text in dict.fromkeys(words.precedence(p) for p in found):
        yield Line(text, indent, "detail", "-")


def firmness(
    turns: Iterable[TurnsOn], hangs: Iterable[Hangs], kind: str, words: Words, indent: int, *, status: bool = False
) -> Iterator[Line]:
    """What an answer hangs on, and under which readings it would be other."""
    for hang in hangs:
        yield from outlined(words.hangs(hang, kind, status=status), indent, "open", "?")
    turns = tuple(turns)
    if turns:
        yield Line(words.turns(turns, kind, status=status), indent, "note", "~")


def basis(citations: str, lines: str, indent: int) -> Iterator[Line]:
    """What an answer cites, and the lines of the case that it uses."""
    if citations:
        yield Line(f"[{citations}]" + (f"  {lines}" if lines else ""), indent, "cite")


def _proof(proof: Proof | None, words: Words, day: str | None, indent: int) -> Iterator[Line]:
    """A proof by the law of a day (ISO); none where no day is given."""
    if day is not None and proof is not None:
        marks = ("", "", ".")
        for depth, text in proof_outline(proof, words, day):
            yield Line(text, indent + (0, 1, 3)[depth], "note", marks[depth])


def routine(decision: Decision, words: Words) -> tuple[Possibility, ...]:
    """The powers that are told by name only: minor ones that do not come from what was done or turn on a reading.

    Those of a kind that the case asks about are told in full.
    """
    asked = {j.action.kind for j in decision.asked}
    return tuple(
        p
        for p in decision.now
        if p.verdict == "permitted" and words.vocabulary.actions[p.kind].minor and p.kind not in asked
        if not p.turns_on and not rests_on_history(p.proof)
    )


def possibility_lines(p: Possibility, day: str, words: Words, proofs: bool) -> Iterator[Line]:
    """What a body may, must or must not do, with what that needs."""
    role = ROLE_OF[p.verdict]
    yield Line(words.possibility(p), 2, role, MARKS[role])
    yield from manner_lines(p, day, words)
    yield from precedences(p.prevails, words, 4)
    yield from firmness(p.turns_on, p.hangs_on, p.kind, words, 4)
    yield from basis(words.citations(p.citations), lines_used(p.proof, words), 4)
    yield from _proof(p.proof, words, day if proofs else None, 4)


def manner_lines(p: Possibility, day: str, words: Words) -> Iterator[Line]:
    """What an action that is possible needs, and until when it is due."""
    if p.requirements:
        yield Line(words.needs(p.kind, p.requirements), 4, "detail", "-")
    for limit in p.limits:
        yield Line(words.limit(p.kind, limit, day), 4, "detail", "-")
    if p.due is not None:
        due = words.say("overdue since {date}", date=p.due) if p.overdue else words.say("by {date}", date=p.due)
        yield Line(due, 4, "bad" if p.overdue else "detail", "-")


def status_lines(status: StatusAnswer, words: Words, proved: str | None = None) -> Iterator[Line]:
    """What holds, and where that comes from; with the day of the answer (ISO) as `proved`, its proof too."""
    holds = status.holds == "true"
    yield Line(words.status(status), 1, "plain" if holds else "open", "=" if holds else "?")
    yield from precedences(status.prevails, words, 3)
    yield from firmness(status.turns_on, status.hangs_on, status.status, words, 3, status=True)
    yield from basis(words.citations(status.citations), lines_used(status.proof, words), 3)
    yield from _proof(status.proof, words, proved, 3)


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
        yield from headed(words.say("Readings on which something turns"))
        for name in sorted(chosen):
            yield from outlined(words.question(name, chosen[name]), 1, "note", "~")
