"""Whoever changes an answer is found out: `verify` reports every answer that its proof does not bear."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zanger import Decision, Law, decide, load_case, verify
from zanger.case import Case
from zanger.engines import Reference

CASES = Path(__file__).parents[2] / "rules" / "kz" / "cases"
NAMES = ("no-confidence/34-of-50", "early-end/senate-20-of-39")
SITES = 2
"""So many places of each case are tampered with in each way."""

Plain = dict[str, Any]
Way = tuple[str | int, ...]
Edit = tuple[tuple[Way, Any], ...]
"""New values at places of a decision, to be set together; `GONE` takes away what is there."""
GONE = object()
SECTIONS = ("history", "asked", "now", "statuses")
VERDICTS = ("permitted", "required", "forbidden", "not-empowered")


def _answers(plain: Plain, *sections: str) -> Iterator[tuple[Way, Plain]]:
    for section in sections or SECTIONS:
        yield from (((section, n), answer) for n, answer in enumerate(plain[section]))


def _steps(plain: Plain, *hows: str) -> Iterator[tuple[Way, Plain]]:
    for way, answer in _answers(plain):
        for n, step in enumerate((answer["proof"] or {"steps": ()})["steps"]):
            if not hows or step["how"] in hows:
                yield (*way, "proof", "steps", n), step


def _below(plain: Plain, key: str) -> Iterator[tuple[Way, Any]]:
    """What the lists `key` of the derived steps hold."""
    for way, step in _steps(plain, "derived"):
        yield from (((*way, key, n), item) for n, item in enumerate(step[key]))


def _other(value: Any) -> Any:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() if len(value) == 10 and value[4] == value[7] == "-":
            return f"{int(value[:4]) + 1}-01-01"
        case _:
            return f"{value}-x"


def verdict(plain: Plain, law: Law) -> Iterator[Edit]:
    for way, answer in _answers(plain, "history", "asked"):
        yield from ((((*way, "verdict"), v),) for v in VERDICTS if v != answer["verdict"])


def verdict_of_a_possibility(plain: Plain, law: Law) -> Iterator[Edit]:
    for way, answer in _answers(plain, "now"):
        yield from ((((*way, "verdict"), v),) for v in VERDICTS if v != answer["verdict"])


def effect(plain: Plain, law: Law) -> Iterator[Edit]:
    for way, answer in _answers(plain, "history", "asked"):
        yield (((*way, "effect"), {"effective": "void", "void": "effective"}[answer["effect"]]),)


def status(plain: Plain, law: Law) -> Iterator[Edit]:
    yield from ((((*way, "holds"), "undetermined"),) for way, _ in _answers(plain, "statuses"))


def citation_dropped(plain: Plain, law: Law) -> Iterator[Edit]:
    for way, answer in _answers(plain):
        yield from ((((*way, "citations", n), GONE),) for n in range(len(answer["citations"])))


def words_of_a_citation(plain: Plain, law: Law) -> Iterator[Edit]:
    for way, answer in _answers(plain):
        if answer["proof"] is not None:
            for n, cited in enumerate(answer["citations"]):
                yield (((*way, "citations", n, "akn"), f"{cited['akn']}1"),)
                yield (((*way, "citations", n, "texts", "ru", "full"), "другое"),)


def field_of_a_status(plain: Plain, law: Law) -> Iterator[Edit]:
    for way, answer in _answers(plain, "statuses"):
        yield from ((((*way, "fields", name), _other(value)),) for name, value in answer["fields"].items())


def field_of_a_possibility(plain: Plain, law: Law) -> Iterator[Edit]:
    for way, answer in _answers(plain, "now"):
        yield from ((((*way, "fields", name), _other(value)),) for name, value in answer["fields"].items())


def requirement(plain: Plain, law: Law) -> Iterator[Edit]:
    for way, answer in _answers(plain, "now"):
        for a, alternative in enumerate(answer["requirements"]):
            for n, asked in enumerate(alternative):
                yield (((*way, "requirements", a, n, "value"), _other(asked["value"])),)


def proof_of_a_robust_answer_dropped(plain: Plain, law: Law) -> Iterator[Edit]:
    yield from ((((*way, "proof"), None),) for way, a in _answers(plain) if a["proof"] and a["robust"])


def proof_of_an_answer_that_turns_dropped(plain: Plain, law: Law) -> Iterator[Edit]:
    yield from ((((*way, "proof"), None),) for way, a in _answers(plain) if a["proof"] and not a["robust"])


def conclusion_dropped(plain: Plain, law: Law) -> Iterator[Edit]:
    yield from ((((*way, "proof", "steps", -1), GONE),) for way, answer in _answers(plain) if answer["proof"])


def premise_dropped(plain: Plain, law: Law) -> Iterator[Edit]:
    yield from (((way, GONE),) for way, _ in _below(plain, "premises"))


def premise_exchanged(plain: Plain, law: Law) -> Iterator[Edit]:
    yield from (((way, n + 1),) for way, n in _below(plain, "premises"))


def rule_swapped(plain: Plain, law: Law) -> Iterator[Edit]:
    rules = law.program(date.fromisoformat(plain["as_of"])).rules
    for n, (way, step) in enumerate(_steps(plain, "derived")):
        other = next(rule for rule in (*rules[37 * n % len(rules) :], *rules) if rule.head.kind != step["kind"])
        yield (((*way, "rule"), other.id), ((*way, "provision"), other.provision))


def derivation_left_out(plain: Plain, law: Law) -> Iterator[Edit]:
    bare = {"how": "stated", "rule": None, "provision": None, "premises": [], "tests": [], "counts": []}
    for way, _ in _steps(plain, "derived"):
        yield tuple(((*way, key), value) for key, value in bare.items())


def stated_value(plain: Plain, law: Law) -> Iterator[Edit]:
    for way, step in _steps(plain):
        yield from ((((*way, "fields", name), _other(value)),) for name, value in step["fields"].items())


def place_of_a_step(plain: Plain, law: Law) -> Iterator[Edit]:
    yield from ((((*way, "place", "line"), step["place"]["line"] + 1),) for way, step in _steps(plain) if step["place"])


def compared_value(plain: Plain, law: Law) -> Iterator[Edit]:
    for way, test in _below(plain, "tests"):
        yield from ((((*way, key), _other(test[key])),) for key in ("left", "right", "times", "by", "plus"))


def comparison_left_out(plain: Plain, law: Law) -> Iterator[Edit]:
    yield from (((way, GONE),) for way, _ in _below(plain, "tests"))


def count(plain: Plain, law: Law) -> Iterator[Edit]:
    yield from ((((*way, "number"), c["number"] + 1),) for way, c in _below(plain, "counts"))


def bound_of_a_count(plain: Plain, law: Law) -> Iterator[Edit]:
    for way, c in _below(plain, "counts"):
        yield (((*way, "bound"), c["bound"] + 1),)
        yield (((*way, "op"), "<" if c["op"] != "<" else ">"),)


def counted_fact_dropped(plain: Plain, law: Law) -> Iterator[Edit]:
    for way, c in _below(plain, "counts"):
        yield from ((((*way, "facts", n), GONE),) for n in range(len(c["facts"])))


def count_dropped(plain: Plain, law: Law) -> Iterator[Edit]:
    yield from (((way, GONE),) for way, _ in _below(plain, "counts"))


TAMPERING: tuple[Callable[[Plain, Law], Iterator[Edit]], ...] = (
    verdict, verdict_of_a_possibility, effect, status, citation_dropped, words_of_a_citation, field_of_a_status,
    field_of_a_possibility, requirement, proof_of_a_robust_answer_dropped, proof_of_an_answer_that_turns_dropped,
    conclusion_dropped,
    premise_dropped, premise_exchanged, rule_swapped, derivation_left_out, stated_value, place_of_a_step,
    compared_value, comparison_left_out, count, bound_of_a_count, counted_fact_dropped, count_dropped,
)  # fmt: skip


@pytest.fixture(scope="module")
def answered(law: Law, engine: Reference) -> list[tuple[str, Case, Plain]]:
    """Worked cases with their answers as plain data."""
    cases = [(name, load_case(CASES / f"{name}.yaml")[0].model_copy(update={"expect": ()})) for name in NAMES]
    return [(name, case, decide(law, case, engine=engine).to_dict()) for name, case in cases]


def test_an_answer_as_it_was_given_verifies(law: Law, answered: list[tuple[str, Case, Plain]]) -> None:
    for _, case, plain in answered:
        assert verify(law, case, Decision.from_dict(plain)) == []


@pytest.mark.parametrize("tamper", TAMPERING, ids=lambda f: f.__name__)
def test_tampering_is_found(
    law: Law, answered: list[tuple[str, Case, Plain]], tamper: Callable[[Plain, Law], Iterator[Edit]]
) -> None:
    tried, missed = 0, []
    for name, case, plain in answered:
        edits = list(tamper(plain, law))
        for edit in random.Random(name).sample(edits, min(SITES, len(edits))):
            tried += 1
            if not verify(law, case, _edited(plain, edit)):
                missed.append((name, *(".".join(map(str, way)) for way, _ in edit)))
    assert tried
    assert missed == []


def _edited(plain: Plain, edit: Edit) -> Decision:
    """The decision with an edit made."""
    changed = copy.deepcopy(plain)
    for way, value in edit:
        at: Any = changed
        for part in way[:-1]:
            at = at[part]
        if value is GONE:
            del at[way[-1]]
        else:
            at[way[-1]] = value
    return Decision.from_dict(changed)
