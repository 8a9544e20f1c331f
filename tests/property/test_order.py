"""The order in which facts, lines of the history and provisions are written never matters."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import Any

from answers import LINES, answers
from hypothesis import given, settings
from hypothesis import strategies as st
from random_cases import random_case
from random_programs import trial

from zanger import Law, decide, verify
from zanger.case import Case
from zanger.engines import DurableInProcess, Reference
from zanger.program import Program

SEEDS = st.integers(0, 9_999)
CHANCE = st.randoms(use_true_random=False)


@settings(max_examples=40)
@given(SEEDS, CHANCE)
def test_rules_and_facts_in_any_order_give_the_same_model(seed: int, rng: random.Random) -> None:
    made = trial(seed)
    rules = made.program.rules
    turned = Program(tuple(rng.sample(rules, len(rules))), made.program.optional)
    for case in made.cases[:8]:
        facts = rng.sample(case.facts, len(case.facts))
        assert Reference().evaluate(turned, facts) == Reference().evaluate(made.program, case.facts)


@settings(max_examples=12)
@given(SEEDS, CHANCE)
def test_the_order_of_rules_and_facts_is_nothing_to_durable_rules(seed: int, rng: random.Random) -> None:
    made, durable = trial(seed), DurableInProcess()
    rules = made.program.rules
    turned = Program(tuple(rng.sample(rules, len(rules))), made.program.optional, f"turned-{seed}")
    for case in made.cases[:4]:
        facts = rng.sample(case.facts, len(case.facts))
        assert durable.evaluate(turned, facts) == durable.evaluate(made.program, case.facts)


@given(SEEDS, CHANCE)
def test_facts_in_any_order_give_the_same_answers(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int, rng: random.Random
) -> None:
    case = random_case(seed, law.pack, worked)
    new = rng.sample(range(len(case.facts)), len(case.facts))
    turned = case.model_copy(update={"facts": tuple(case.facts[n] for n in new)})

    def back(text: str) -> str:
        return re.sub(r"facts\[(\d+)\]", lambda m: f"facts[{new[int(m[1]) - 1] + 1}]", text)

    assert answers(decide(law, turned, engine=engine), rename=back) == answers(decide(law, case, engine=engine))


@given(SEEDS, CHANCE)
def test_lines_of_the_history_in_any_order_give_the_same_answers_if_each_day_keeps_its_own(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int, rng: random.Random
) -> None:
    case = random_case(seed, law.pack, worked)
    days = [item.fields["on"] for item in case.history]
    mixed = rng.sample(days, len(days))
    waiting = {day: [n for n, d in enumerate(days) if d == day][::-1] for day in days}
    new = [waiting[day].pop() for day in mixed]
    turned = case.model_copy(update={"history": tuple(case.history[n] for n in new)})

    def back(text: str) -> str:
        return re.sub(r"history\[(\d+)\]", lambda m: f"history[{new[int(m[1]) - 1] + 1}]", text)

    found, expected = decide(law, turned, engine=engine), decide(law, case, engine=engine)
    assert answers(found, {"line"}, back) == answers(expected, {"line"})


@given(SEEDS, CHANCE)
def test_provisions_in_any_order_give_the_same_answers(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int, rng: random.Random
) -> None:
    case = random_case(seed, law.pack, worked)
    other = _mixed(law, rng)
    found = decide(other, case, engine=engine)
    assert answers(found) == answers(decide(law, case, engine=engine))
    assert verify(law, case, found) == []


@given(SEEDS)
def test_a_fact_stated_twice_is_stated_once(
    law: Law, worked: list[dict[str, Any]], engine: Reference, seed: int
) -> None:
    case = random_case(seed, law.pack, worked)
    twice = case.model_copy(update={"facts": (*case.facts, *_nameless(law, case))})
    found, expected = decide(law, twice, engine=engine), decide(law, case, engine=engine)
    assert answers(found, LINES) == answers(expected, LINES)


def _mixed(law: Law, rng: random.Random) -> Law:
    """The law with its articles, and the provisions of each, in another order."""
    articles = [
        (
            path,
            article.model_copy(update={"provisions": tuple(rng.sample(article.provisions, len(article.provisions)))}),
        )
        for path, article in law.pack.articles
    ]
    return Law(replace(law.pack, articles=tuple(rng.sample(articles, len(articles)))), checked=True)


def _nameless(law: Law, case: Case) -> list[Any]:
    """The facts that have no id, which none other may have, and that are known in full."""
    kinds = law.pack.vocabulary.facts
    return [item for item in case.facts if kinds[item.kind].id_field is None and "unknown" not in item.fields.values()]
