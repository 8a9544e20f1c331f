"""The data of the bundled pack from which stories are made: complete, and fit for the vocabulary."""

from __future__ import annotations

import re

import pytest

from zanger import Law
from zanger.training.exercise import LANGS
from zanger.training.grammar import KK_CASES, past
from zanger.training.materials import Places, Stories, load
from zanger.training.situations import Variation

PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
CASES = {*KK_CASES, "ins", "at", "on"}


@pytest.fixture(scope="module")
def stories(law: Law) -> Stories:
    return load(law.pack, "stories.yaml", Stories)


@pytest.fixture(scope="module")
def places(law: Law) -> Places:
    return load(law.pack, "places.yaml", Places)


def test_every_fact_action_and_conclusion_has_a_sentence(law: Law, stories: Stories) -> None:
    vocabulary = law.pack.vocabulary
    assert set(stories.facts) == set(vocabulary.facts)
    assert set(stories.actions) == set(vocabulary.actions)
    assert set(stories.statuses) == {name for name, kind in vocabulary.statuses.items() if kind.phrase is not None}
    assert set(stories.bodies) == set(vocabulary.bodies)


def test_sentences_tell_of_fields_that_there_are(law: Law, stories: Stories) -> None:
    for section in (stories.facts, stories.actions, stories.statuses):
        for kind, texts in section.items():
            fields = law.pack.vocabulary.fields(kind)
            assert set(texts) == set(LANGS), kind
            told = [{name for name, _ in PLACE.findall(texts[lang])} for lang in LANGS]
            assert set().union(*told) <= set(fields), kind
            values = [{name for name in names if fields[name].type not in ("id", "ref")} for names in told]
            assert values[0] == values[1] == values[2], kind
            assert {case for lang in LANGS for _, case in PLACE.findall(texts[lang]) if case} <= CASES, kind


def test_every_action_has_a_verb_with_a_past(stories: Stories) -> None:
    for kind, texts in stories.actions.items():
        for lang in LANGS:
            verbs = re.findall(r"<([^<>]+)>", texts[lang])
            assert len(verbs) == 1, (kind, lang)
            form = past(verbs[0], lang)
            assert form != verbs[0] or verbs[0] in ("put", "set"), (kind, lang)
            if lang == "ru":
                assert re.search(r"(л|лся|ес|вел)$", form), (kind, form)
            if lang == "kk":
                assert re.search(r"[дт][ыі]$", form), (kind, form)


def test_places_lie_where_they_can(law: Law, places: Places) -> None:
    by_id = {p.id: p for p in places.places}
    assert len(by_id) == len(places.places)
    levels = set(law.pack.vocabulary.fields("unit")["level"].values)
    assert set(places.levels) == levels
    for place in places.places:
        assert place.level in levels
        assert place.within is None or place.within in by_id
    for level in levels:
        assert any(p.level == level for p in places.places)


def test_what_is_varied_is_there(law: Law) -> None:
    variation = load(law.pack, "variation.yaml", Variation)
    vocabulary = law.pack.vocabulary
    total = vocabulary.facts[variation.total.kind].fields
    assert {variation.total.unit, variation.total.field, variation.total.filled} <= set(total)
    known = {name for kind in vocabulary.actions.values() for name in kind.fields}
    assert set(variation.moving) <= known
    assert {variation.votes.favour, variation.votes.against, variation.votes.present, variation.votes.tie} <= known
    assert set(variation.always) <= set(vocabulary.facts)
    assert {level for group in variation.alike for level in group} <= set(vocabulary.fields("unit")["level"].values)
