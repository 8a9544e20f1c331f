"""Reasons in words: why a power does not cover an action, from the article down to the condition that fails."""

from __future__ import annotations

from .compile import variable_types
from .decision import Failed, NearMiss
from .vocabulary import FieldType
from .words import Outline, Words


def miss(miss: NearMiss, kind: str, words: Words, depth: int = 0) -> Outline:
    """An article with the first condition that fails, below it why that fails."""
    reason = failed(miss.failed, kind, words)
    yield depth, f"{words.cite(miss.citation.provision)}: {reason}"
    if miss.failed.within is not None:
        yield from _below(miss.failed, words, depth + 1)


def _below(failure: Failed, words: Words, depth: int) -> Outline:
    assert failure.within is not None
    assert failure.kind is not None
    yield from miss(failure.within, failure.kind, words, depth)


def failed(failure: Failed, kind: str, words: Words) -> str:
    """The condition that fails, with expected and actual values."""
    say = words.say
    match failure.what:
        case "actor":
            actual = words.body(str(failure.actual))
            if failure.expected is None:
                return say("this power belongs to another body, not to the {actual}", actual=actual)
            wanted = words.body(str(failure.expected.value))
            return say("this power belongs to the {wanted}, not to the {actual}", wanted=wanted, actual=actual)
        case "field":
            return _field(failure, kind, words)
        case "reading":
            followed = failure.actual if failure.actual is not None else say("none")
            if failure.expected is None:
                return say(
                    "applies only under another reading of {id}; followed: {followed}",
                    id=failure.kind,
                    followed=followed,
                )
            return say(
                "applies only under the reading {wanted} of {id}; followed: {followed}",
                wanted=failure.expected.value,
                id=failure.kind,
                followed=followed,
            )
        case "test":
            return _test(failure, kind, words)
        case "count":
            assert failure.expected is not None
            needed = words.amount("", failure.expected)
            return _compared(counted(failure, words), str(failure.actual), needed, words)
        case "defeated" if failure.kind and failure.kind in words.editions:
            return say("yields to {citation}", citation=words.cite(failure.kind))
        case "defeated":
            phrase = words.phrase(failure.kind or "", failure.fields)
            if words.is_action(failure.kind or ""):
                return say("excluded, because this was done with effect: {action}", action=phrase)
            return say("excluded, because {statement}", statement=phrase)
        case "absent":
            return _absent(failure, words)


def counted(failure: Failed, words: Words) -> str:
    """What is counted, with what is settled of it: `deputy (unit: pavlodar)`."""
    kind = failure.kind or ""
    settled = {**failure.fields, **failure.any_of}
    told = ", ".join(f"{words.field(kind, f)}: {words.values(words.spec(kind, f), v)}" for f, v in settled.items())
    return f"{words.label(kind)} ({told})" if told else words.label(kind)


def _compared(field: str, actual: str, needed: str, words: Words) -> str:
    return words.say("{field}: {actual}; needed: {needed}", field=field, actual=actual, needed=needed)


def _field(failure: Failed, kind: str, words: Words) -> str:
    if failure.expected is None:
        return words.say("something that this power needs is not stated")
    name = words.field(kind, failure.expected.field)
    if failure.expected.value is None:
        return words.say("not stated: {field}", field=name)
    spec = words.spec(kind, failure.expected.field)
    actual = words.say("not stated") if failure.actual is None else words.value(spec, failure.actual)
    return _compared(name, actual, words.value(spec, failure.expected.value), words)


def _test(failure: Failed, kind: str, words: Words) -> str:
    if failure.expected is None:
        return words.say("a condition is not met")
    name = failure.expected.field
    spec = words.spec(kind, name) or _variable(failure, name, words)
    actual = words.say("not stated") if failure.actual is None else words.value(spec, failure.actual)
    return _compared(words.field_label(spec, name), actual, words.amount(kind, failure.expected, spec), words)


def _variable(failure: Failed, name: str, words: Words) -> FieldType | None:
    """The type of a variable of the provision whose test fails."""
    editions = words.editions.get(failure.kind or "")
    return variable_types(editions[0], words.vocabulary).get(name) if editions else None


def _absent(failure: Failed, words: Words) -> str:
    assert failure.kind is not None
    if failure.lacks or failure.found:
        return _otherwise(failure, words)
    sort = words.vocabulary.sort(failure.kind)
    phrase = words.phrase(failure.kind, {**failure.fields, **failure.any_of})
    match sort:
        case None:
            return words.say("its conditions are not met")
        case "action" | "class":
            return words.say("not done, or without effect: {action}", action=phrase)
        case "fact":
            return words.say("the case does not state: {statement}", statement=phrase)
        case "status":
            return words.say("not established: {statement}", statement=phrase)


def _otherwise(failure: Failed, words: Words) -> str:
    """What is there, but without some fields or with other values: `unit pavlodar: level: oblast; needed: rayon`."""
    kind = str(failure.kind)
    own = words.vocabulary.kinds[kind][1].id_field
    named = words.value(words.spec(kind, own), failure.fields[own]) if own in failure.fields else ""
    thing = f"{words.label(kind)} {named}".strip()
    wanted = {**failure.fields, **failure.any_of}
    told = [
        _compared(
            words.field(kind, f),
            words.value(words.spec(kind, f), v),
            words.values(words.spec(kind, f), wanted[f]),
            words,
        )
        for f, v in failure.found.items()
    ]
    told += [words.say("not stated: {field}", field=words.field(kind, name)) for name in failure.lacks]
    return words.say("{thing} - {conditions}", thing=thing, conditions="; ".join(told))
