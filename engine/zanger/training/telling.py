"""A session in words: the exercise, a hint, what the answer was worth and why, and the sum at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from ..messages import message
from ..reporting import Line, Role
from ..words import Words
from .due import ARTICLE, MISCONCEPTION, Card, coming
from .exercise import Exercise, Form
from .marking import ANSWER, REASONING
from .session import Hinted, Marked, Refused, Session, WantsArticle
from .tally import Answered, by_article, by_misconception

Named = Callable[[str], str]
"""The name of a misconception, by its id, in the language of the session."""

KEYS = message("?  a hint (costs points)    -  I do not know    q  stop and go on later")
LEAST = 16
"""Fewer letters than this say nothing by themselves, such as `Right is:`."""
HOW: dict[Form, str] = {
    "one": message("the number of one answer"),
    "many": message("the numbers of all that fit, such as 1 3; 0 if none does"),
    "order": message("the numbers in the right order, such as 2 1 3"),
    "number": message("a whole number"),
    "short": message("an article, with its paragraph if it has one"),
}


def question_lines(session: Session, words: Words) -> Iterator[Line]:
    """The exercise that is posed, with how it is answered; the hints taken, and what is still to be said."""
    exercise = session.exercise
    assert exercise is not None, "no exercise is posed"
    say, lang = words.say, words.lang
    yield Line("")
    title = exercise.title[lang]
    yield Line(
        say("Exercise {number} of {count}: {title}", number=session.number, count=session.plan.count, title=title),
        role="title",
    )
    for paragraph in exercise.story[lang]:
        yield Line(paragraph, 1)
    yield Line(exercise.question[lang], role="head")
    for n, option in enumerate(exercise.options, 1):
        yield Line(option.text[lang], 1, mark=f"{n} ")
    yield Line(say(HOW[exercise.form]), 1, "note")
    for hint in exercise.hints[: session.hints]:
        yield from hint_lines(Hinted(hint=hint), words)
    if session.stage == "article":
        given = _given(exercise, session.given, words)
        yield Line(say("Your answer: {answer}", answer=given), 1, "note")
        yield from article_lines(words)


def event_lines(event: Hinted | WantsArticle | Marked | Refused, words: Words) -> Iterator[Line]:
    """What a line of the learner has brought about."""
    match event:
        case Hinted():
            yield from hint_lines(event, words)
        case WantsArticle():
            yield from article_lines(words)
        case Refused(told=told, places=places):
            yield Line(words.say(told, **places), 1, "bad", "x")
        case Marked():
            yield from mark_lines(event, words)


def hint_lines(event: Hinted, words: Words) -> Iterator[Line]:
    """A hint, with its price."""
    percent = round(100 * event.hint.cost)
    text = words.say(
        "hint, which costs {percent} per cent of the points: {hint}", percent=percent, hint=event.hint.text[words.lang]
    )
    yield Line(text, 1, "open", "?")


def article_lines(words: Words) -> Iterator[Line]:
    """The question for the article, after the answer."""
    yield Line(words.say("Which article says so?"), role="head")


def mark_lines(event: Marked, words: Words) -> Iterator[Line]:
    """How right the answer is, each option with its article, the words of the law, and on which condition it turns."""
    exercise, mark, say, lang = event.exercise, event.mark, words.say, words.lang
    role: Role = "good" if mark.right else "open" if mark.answer else "bad"
    if event.answer is None:
        told = say("Not answered.")
    else:
        told = say("Right.") if mark.right else say("Partly right.") if mark.answer else say("Not right.")
    yield Line(f"{told} {_points(event, words)}", 0, role, {"good": "+", "open": "~", "bad": "x"}[role])
    if event.answer is not None:
        yield Line(say("Your answer: {answer}", answer=_given(exercise, event.answer, words)), 1, "note")
    yield from _options(event, words)
    if exercise.form == "number":
        yield Line(say("The right number is {number}.", number=exercise.number), 1, "good", "+")
    if mark.number is not None:
        yield Line(mark.number.feedback[lang], 1, "bad", "x")
    yield from _reasoned(event, words)
    for paragraph in exercise.explanation[lang]:
        if not _said(paragraph, exercise, lang):
            yield Line(paragraph, 1)
    if exercise.citations:
        yield Line(f"[{words.citations(exercise.citations)}]", 1, "cite")


def _said(paragraph: str, exercise: Exercise, lang: str) -> bool:
    """Whether a paragraph has hardly a word that the options have not said."""
    texts = sorted((text[lang] for o in exercise.options for text in (o.text, o.feedback)), key=len, reverse=True)
    rest = paragraph
    for text in texts:
        rest = rest.replace(text, "")
    return bool(texts) and len(rest.strip()) < max(LEAST, len(paragraph) // 4)


def _points(event: Marked, words: Words) -> str:
    mark, say = event.mark, words.say
    whole = say("Points: {points} of {most}", points=amount(mark.points, words), most=amount(ANSWER + REASONING, words))
    parts = []
    if mark.reasoning is not None:
        parts.append(
            say(
                "answer {answer} of {most}, article {article} of {one}",
                answer=amount(mark.for_answer, words),
                most=amount(ANSWER, words),
                article=amount(mark.for_reasoning, words),
                one=amount(REASONING, words),
            )
        )
    if taken := (mark.for_answer + mark.for_reasoning) * (1 - mark.kept):
        parts.append(say("hints took {points}", points=amount(taken, words)))
    return f"{whole} ({'; '.join(parts)})" if parts else whole


def _given(exercise: Exercise, answer: tuple[str, ...] | None, words: Words) -> str:
    """An answer as it was shown: numbers of options, a number, or words."""
    if exercise.form in ("number", "short"):
        return " ".join(answer or ())
    number = {option.key: str(n) for n, option in enumerate(exercise.options, 1)}
    return ", ".join(number[key] for key in answer or ()) or words.say("none of these")


def _options(event: Marked, words: Words) -> Iterator[Line]:
    """Each option with its article; the steps of an order in the right one, then those that do not belong there."""
    exercise, lang = event.exercise, words.lang
    numbered = {option.key: (n, option) for n, option in enumerate(exercise.options, 1)}
    keys = list(numbered)
    if exercise.form == "order":
        yield Line(words.say("The right order:"), 1)
        keys = [*exercise.key, *(key for key in keys if key not in exercise.key)]
    told: set[str] = set()
    for key in keys:
        n, option = numbered[key]
        chosen = event.answer is not None and key in event.answer
        role: Role = "good" if key in exercise.key else "bad" if chosen else "note"
        sign = {"good": "+", "bad": "x", "note": "-"}[role]
        yield Line(option.text[lang], 1, role, f"{sign} {n} ")
        if (why := option.feedback[lang]) not in told:  # options that one rule decides have the same
            yield Line(why, 4, "note" if role == "note" else "detail")
        told.add(why)


def _reasoned(event: Marked, words: Words) -> Iterator[Line]:
    """How well the article was named, and where the law says so."""
    exercise, mark, say = event.exercise, event.mark, words.say
    share = mark.answer if exercise.form == "short" else mark.reasoning
    right = words.citations(exercise.citations[:1]) if not exercise.accepted else place(exercise.accepted[0], words)
    named = ", ".join(place(cited, words) for cited in event.cited)
    if not named:
        yield Line(say("The article is {right}.", right=right), 1, "open", "~")
    elif share == 1.0:
        yield Line(say("The article is right: {named}.", named=named), 1, "good", "+")
    elif share:
        yield Line(say("You named {named}: near; the place is {right}.", named=named, right=right), 1, "open", "~")
    else:
        yield Line(say("You named {named}: not there; the place is {right}.", named=named, right=right), 1, "bad", "x")


def sum_lines(answered: Iterable[Answered], words: Words, name: Named) -> Iterator[Line]:
    """What was answered, by article and by misconception, the weakest first."""
    items, say = tuple(answered), words.say
    if not items:
        yield Line(say("Nothing was answered."), role="note")
        return
    yield Line(
        say(
            "Answered: {count}; right: {right}; points: {points} of {most}",
            count=len(items),
            right=sum(item.result.right for item in items),
            points=amount(sum(item.result.points for item in items) * (ANSWER + REASONING), words),
            most=amount(len(items) * (ANSWER + REASONING), words),
        ),
        role="head",
    )
    yield Line(say("By article"), role="head")
    for t in by_article(items):
        role: Role = "good" if t.points >= 0.8 else "open" if t.points >= 0.5 else "bad"
        told = say("{article}: right {right} of {count}", article=place(t.article, words), right=t.right, count=t.count)
        if t.asked:
            told += "; " + say("article named {named} of {asked}", named=t.named, asked=t.asked)
        yield Line(told, 1, role, {"good": "+", "open": "~", "bad": "x"}[role])
    if tallies := by_misconception(items):
        yield Line(say("By misconception"), role="head")
    for m in tallies:
        told = say("{name}: taken {shown} of {faced}", name=name(m.misconception), shown=m.shown, faced=m.faced)
        yield Line(told, 1, "bad" if m.shown else "good", "x" if m.shown else "+")


def due_lines(
    cards: Mapping[str, Card], subjects: tuple[str, ...] | None, now: datetime, words: Words, name: Named
) -> Iterator[Line]:
    """What is due, the most urgent first; None as `subjects` tells that the scheduler is not there."""
    if subjects is None:
        told = words.say("Without the package fsrs nothing is repeated: pip install 'zanger[training]'")
        yield Line(told, role="note")
        return
    if not subjects:
        yield from coming_lines(cards, now, words, name)
        return
    yield Line(words.say("Due now; `zanger train --due` poses it"), role="head")
    for subject in subjects:
        yield Line(subject_name(subject, words, name), 1, "open", "~")


def coming_lines(cards: Mapping[str, Card], now: datetime, words: Words, name: Named) -> Iterator[Line]:
    """That nothing is due, and what will be, and when."""
    found = coming(cards, now)
    if found is None:
        yield Line(words.say("Nothing is due."), role="note")
        return
    subject, when = subject_name(found[0], words, name), found[1][:16].replace("T", " ")
    yield Line(words.say("Nothing is due; next, on {when} UTC: {subject}", subject=subject, when=when), role="note")


def subject_name(subject: str, words: Words, name: Named) -> str:
    """An article as one cites it, or a misconception by its name."""
    if subject.startswith(MISCONCEPTION):
        return name(subject.removeprefix(MISCONCEPTION))
    return place(subject.removeprefix(ARTICLE), words)


def place(locator: str, words: Words) -> str:
    """A locator as one cites it, `Law No. 148, art. 24(1)`; as it is where the law has no such instrument."""
    instrument, _, rest = locator.partition(".")
    return words.cite(f"{words.pack.head.id}.{locator}") if rest and instrument in words.pack.instrument else locator


def amount(points: float, words: Words) -> str:
    """Points with at most one place after the comma, which English writes as a point."""
    text = f"{points:.1f}".removesuffix(".0")
    return text if words.lang == "en" else text.replace(".", ",")
