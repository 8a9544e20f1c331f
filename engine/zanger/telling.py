"""Answers to questions of why as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .account import Asked, Assumed, Elsewhen, Explanation, Freedom, Refusal
from .decision import Judgement, NearMiss, Possibility
from .messages import message
from .reasons import miss
from .reporting import MARKS, ROLE_OF, Line, Role, basis, firmness, outlined, precedences
from .tree import Branch, branches, conditions
from .words import Words, capital

ROLES: dict[str, tuple[Role, str]] = {
    "step": ("plain", "-"),
    "met": ("detail", "."),
    "text": ("note", ">"),
    "cut": ("note", ""),
}


# Why


def explained(explanation: Explanation, words: Words, depth: int | None = None) -> Iterator[Line]:
    """Why an answer is as it is: what is assumed, the readings, then the proof, `depth` levels deep."""
    say = words.say
    yield from _answer(explanation, words)
    yield from _assumptions(explanation, explanation.assumed, words)
    if explanation.readings:
        yield from _head(say("Readings of the law that it rests on"))
        for name, chosen in explanation.readings.items():
            yield from _reading(name, chosen, words)
    if explanation.proof is not None:
        yield from _head(say("Why"))
        for branch in branches(explanation.proof, words, explanation.day, depth):
            yield _line(branch)
    answer = explanation.answer
    if answer is not None:
        yield Line("")
        yield from precedences(answer.prevails, words, 0)
        yield from basis(words.citations(answer.citations), "", 0)
    if not explanation.positive:
        yield Line(
            say("What stands against it is told by: {command}", command=f"zanger why-not CASE {_quoted(explanation)}"),
            role="note",
        )


def _answer(explanation: Explanation, words: Words) -> Iterator[Line]:
    """What is explained."""
    if explanation.judgement is not None:
        yield from _judged(explanation.judgement, words)
    elif explanation.possibility is not None:
        yield from _possible(explanation.possibility, explanation.as_of, words)
    elif explanation.status is not None:
        s = explanation.status
        yield Line(capital(words.status(s)), role="title", mark="=" if s.holds == "true" else "?")
        yield from firmness(s.turns_on, s.hangs_on, s.status, words, 1, status=True)
    else:
        yield Line(words.say("not established: {statement}", statement=explanation.asked), role="title", mark="x")


def _judged(j: Judgement, words: Words) -> Iterator[Line]:
    role = ROLE_OF[j.verdict]
    day = f"{j.action.on}  " if j.subject == "history" else ""
    yield Line(f"{day}{capital(words.done(j.action))}", role="title", mark=MARKS[role])
    yield Line(words.judgement(j), 1, role)
    yield from firmness(j.turns_on, j.hangs_on, j.action.kind, words, 1)


def _possible(p: Possibility, day: str, words: Words) -> Iterator[Line]:
    role = ROLE_OF[p.verdict]
    yield Line(f"{capital(words.body(p.by))}: {words.possibility(p)}", role="title", mark=MARKS[role])
    if p.requirements:
        yield Line(words.needs(p.kind, p.requirements), 1, "detail", "-")
    for limit in p.limits:
        yield Line(words.limit(p.kind, limit, day), 1, "detail", "-")
    if p.due is not None:
        yield Line(words.say("by {date}", date=p.due), 1, "detail", "-")
    yield from firmness(p.turns_on, p.hangs_on, p.kind, words, 1)


def _assumptions(asked: Asked, assumed: Iterable[Assumed], words: Words) -> Iterator[Line]:
    """What the answer takes for granted: values filled in, and what is not known."""
    kind, say = asked.asked.partition("(")[0], words.say
    lines = []
    for name, value in asked.chosen.items():
        spec = words.spec(kind, name)
        if spec is not None and spec.type == "id":
            continue
        told = words.value(spec, value)
        lines.append(say("{field}: {value} (the case leaves one choice)", field=words.field(kind, name), value=told))
    lines += [say("not known: {thing}", thing=words.field(kind, name)) for name in asked.unknown]
    for item in assumed:
        told = say("not known: {thing}; the proof takes {value}, and any other gives the same", **_named(item, words))
        lines.append(told)
    if lines:
        yield from _head(say("Taken for granted"))
        for text in lines:
            yield Line(text, 1, "detail", "-")


def _named(item: Assumed, words: Words) -> dict[str, str]:
    """What is not known and the value taken, in words."""
    thing = words.field(item.of, item.field) if item.field else words.label(item.of)
    return {"thing": thing, "value": words.value(words.spec(item.of, item.field) if item.field else None, item.value)}


def _reading(name: str, chosen: str, words: Words) -> Iterator[Line]:
    reading = words.pack.reading[name]
    yield Line(f"{name}: {words.text(reading.question)}", 1, "note", "~")
    if chosen in reading.readings:
        told = words.say("followed: {reading} - {text}", reading=chosen, text=words.text(reading.readings[chosen]))
        yield Line(told, 3, "note", "-")


def _line(branch: Branch) -> Line:
    role, mark = ROLES[branch.what]
    if branch.step is not None and branch.what == "step":
        mark = {"reading": "~", "derived": "-"}.get(branch.step.how, "=")
    return Line(branch.text, 1 + branch.depth, role, mark)


# Why not


def refused(refusal: Refusal, words: Words) -> Iterator[Line]:
    """What stands against an action or a status, the nearest provision first."""
    say = words.say
    if refusal.judgement is not None:
        yield from _judged(refusal.judgement, words)
    else:
        holds = refusal.permitted
        text = words.phrase(refusal.kind, refusal.fields)
        yield Line(capital(text), role="title", mark="=" if holds else "x")
        yield Line(say("holds") if holds else say("not established"), 1, "plain" if holds else "bad")
        if refusal.status is not None:
            s = refusal.status
            yield from firmness(s.turns_on, s.hangs_on, s.status, words, 1, status=True)
    yield from _assumptions(refusal, (), words)
    if refusal.permitted:
        yield Line("")
        yield Line(
            say(
                "Nothing stands against it. Why it is so is told by: {command}",
                command=f"zanger why CASE {_quoted(refusal)}",
            )
        )
        return
    yield from _prohibitions(refusal, words)
    if refusal.covering and (j := refusal.judgement) is not None:
        stands = j.verdict != "not-empowered" and (j.effect != "void" or j.breach)
        yield from _head(say("What permits it all the same") if stands else say("What would permit it otherwise"))
        day = j.action.on
        for c in refusal.covering:
            yield Line(f"{words.cite(c.provision)}: {words.says(c.provision, day)}", 1, "detail", "+")
    elif refusal.powers:
        first = (
            say("What could have permitted it, the nearest first")
            if refusal.judgement
            else say("What could have established it, the nearest first")
        )
        yield from _head(first)
        if refusal.undetermined:
            for item in refusal.assumed:
                told = say("told for this value of what is not known: {thing}: {value}", **_named(item, words))
                yield Line(told, 1, "note", "?")
        yield from misses(refusal.powers, refusal.kind, words)
    elif refusal.judgement is not None and not refusal.judgement.prohibitions:
        yield from _head(say("What could have permitted it, the nearest first"))
        yield Line(say("No provision in force on that day permits such an action to anybody."), 1, "detail", "-")
    yield from _passing(refusal, words)


def _prohibitions(refusal: Refusal, words: Words) -> Iterator[Line]:
    j = refusal.judgement
    if j is not None and j.prohibitions:
        yield from _head(words.say("What forbids it"))
        for c in j.prohibitions:
            yield Line(f"{words.cite(c.provision)}: {words.says(c.provision, j.action.on)}", 1, "bad", "x")
            steps = j.proof.steps if j.proof else ()
            met = [text for s in steps if s.provision == c.provision for text in conditions(s, words, j.action.on)]
            for text in dict.fromkeys(met):
                yield Line(text, 2, "detail", ".")
    if j is not None and j.not_coded:
        articles = words.articles(j.not_coded)
        yield Line(words.say("the text of that day was not read: {articles}", articles=articles), 1, "open", "?")


def misses(misses: Iterable[NearMiss], kind: str, words: Words) -> Iterator[Line]:
    """Each miss; of provisions that say the same of themselves, one."""
    told: set[tuple[tuple[int, str], ...]] = set()
    for near in misses:
        outline = tuple(miss(near, kind, words))
        if outline not in told:
            told.add(outline)
            yield from outlined(iter(outline), 1, "detail")


def _passing(refusal: Refusal, words: Words) -> Iterator[Line]:
    """The readings under which it would pass."""
    if refusal.passes_under:
        yield from _head(words.say("Readings under which it would be otherwise"))
        for turn in refusal.passes_under:
            yield Line(f"{turn.question}: {words.text(words.pack.reading[turn.question].question)}", 1, "note", "~")
            for under in turn.others:
                text = words.text(words.pack.reading[turn.question].readings[under.reading])
                answer = words.answer(under, refusal.kind, status=refusal.judgement is None)
                yield Line(f"{under.reading} - {text}: {answer}", 3, "note", "-")
    elif not refusal.undetermined:
        yield Line("")
        yield Line(words.say("Under no other single reading of the law would it pass."), role="note")


# Why nothing is required


def free(freedom: Freedom, words: Words) -> Iterator[Line]:
    """What is required, what is not, and where the law sets no duty."""
    say = words.say
    yield Line(_freedom_title(freedom, words), role="title", mark="+" if freedom.required else "-")
    yield Line(say("as of {date}", date=freedom.as_of), 1, "note")
    for p in freedom.required:
        yield from _required(p, words)
    if freedom.duties:
        yield from _head(say("Duties that the law knows, and what each lacks here"))
        for near in freedom.duties:
            yield from outlined(miss(near, _about(near, words), words), 1, "detail")
            yield Line(words.says(near.citation.provision, freedom.as_of), 3, "note", ">")
    if freedom.bare:
        yield from _head(say("Where the law sets no duty and no time"))
        if len(freedom.kinds) == 1:
            yield Line(
                say("No provision in force requires it of anybody, and none sets a time for it."), 1, "detail", "-"
            )
        else:
            listed = ", ".join(words.label(kind) for kind in freedom.bare)
            yield Line(say("No provision in force requires: {actions}", actions=listed), 1, "detail", "-")
    for text in dict.fromkeys(_elsewhen(item, words) for item in freedom.elsewhen):
        yield Line(text, 1, "note", "-")
    if freedom.may:
        yield from _head(say("What may be done, and need not"))
        told = (f"{words.body(p.by)}: {words.possibility(p)} [{words.citations(p.citations[:1])}]" for p in freedom.may)
        for text in dict.fromkeys(told):
            yield Line(capital(text), 1, "detail", "+")
    if freedom.questions:
        yield from _head(say("The gap in the law"))
        for name, chosen in freedom.questions.items():
            yield from _gap(name, chosen, words)


def _freedom_title(freedom: Freedom, words: Words) -> str:
    say = words.say
    kind = freedom.asked.partition("(")[0]
    if kind:
        told = message("Required: {action}") if freedom.required else message("Not required: {action}")
        return say(told, action=words.label(kind))
    if freedom.required:
        return say("What is required of the {body}", body=words.body(freedom.by or ""))
    return say("Nothing is required of the {body}", body=words.body(freedom.by or ""))


def _required(p: Possibility, words: Words) -> Iterator[Line]:
    yield Line(f"{capital(words.body(p.by))}: {words.possibility(p)}", 1, "good", "+")
    if p.due is not None:
        yield Line(words.say("by {date}", date=p.due), 3, "detail", "-")
    yield from basis(words.citations(p.citations[:2]), "", 3)


def _about(near: NearMiss, words: Words) -> str:
    return words.editions[near.citation.provision][0].conclusion[1].kind


def _elsewhen(item: Elsewhen, words: Words) -> str:
    citation = words.cite(item.provision)
    if item.last is None:
        return words.say("{citation} sets such a duty, but from {first} on", citation=citation, first=item.first)
    return words.say(
        "{citation} sets such a duty, but from {first} to {last}", citation=citation, first=item.first, last=item.last
    )


def _gap(name: str, chosen: str, words: Words) -> Iterator[Line]:
    yield from outlined(words.question(name, chosen), 1, "note", "~")
    because = words.pack.reading[name].because
    if because is not None:
        yield Line(words.say("because: {reason}", reason=words.text(because)), 3, "note", "-")


def _head(text: str) -> Iterator[Line]:
    yield Line("")
    yield Line(text, role="head")


def _quoted(asked: Asked) -> str:
    return f'"{asked.asked}"' if "(" in asked.asked else asked.asked
