"""What is generated: the key is the engine's, every answer has its article, the story tells all that is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
import pytest

from zanger import InputError, Law, decide, parse_case
from zanger.case import UNKNOWN, Case, Item
from zanger.deciding import judge
from zanger.engines import Reference
from zanger.training.exercise import FORM_OF, KINDS, LANGS, Exercise, Kind
from zanger.training.generating import Trainer
from zanger.training.grammar import day
from zanger.training.misconceptions import Mistakes
from zanger.training.names import Names
from zanger.training.narrating import Narrator

POSITIVE, NEGATIVE = ("permitted", "required"), ("forbidden", "not-empowered")
FEW = 6
"""Exercises of each kind in a quick run."""
MORE = [pytest.param(60, marks=pytest.mark.deep), pytest.param(300, marks=pytest.mark.thorough)]
"""Exercises of each kind in a deep and in a thorough run."""
TOWN = Path(__file__).parents[1] / "languages" / "town"
LATIN = re.compile(r"[A-Za-z]{3,}")
ROMAN = {"XII", "III", "VII"}


@cache
def bundled() -> tuple[Law, Trainer, Reference]:
    law = Law.load("kz")
    return law, Trainer(law), Reference()


@cache
def made(kind: Kind, count: int) -> tuple[Exercise, ...]:
    return tuple(bundled()[1].exercises(kinds=(kind,), count=count, seed=20260101))


def few(kind: Kind) -> tuple[Exercise, ...]:
    return made(kind, FEW)


def case_of(exercise: Exercise) -> Case:
    return parse_case(exercise.case.encode(), "exercise.yaml")[0]


def judged(case: Case, under: dict[str, str] | None = None):  # type: ignore[no-untyped-def]
    law, _, engine = bundled()
    return judge(law, case, engine=engine, under=under)


def teller(exercise: Exercise, lang: str = "en") -> Narrator:
    law, trainer, _ = bundled()
    case = case_of(exercise)
    kinds = {name: kind for name, (_, kind) in law.pack.vocabulary.kinds.items()}
    places = {p.id: p for p in trainer.shop.places.places}
    used = {str(i.fields["id"]): places[str(i.fields["id"])] for i in case.facts if i.kind == "unit"}
    names = Names(case, kinds, used, trainer.shop.stories)
    return Narrator(trainer.shop.words[lang], names, trainer.shop.places)  # type: ignore[index]


# The key


def check_may_they(e: Exercise) -> None:
    (j,) = judged(case_of(e))
    right = [n for n, o in enumerate(e.options) if o.right]
    wanted = 0 if j.verdict in POSITIVE else 1 if j.verdict in NEGATIVE else 2
    assert right == [wanted]
    if wanted == 2:
        assert j.hangs_on
        assert all(h.kind == "open-question" for h in j.hangs_on)
        choices = [{u.verdict for u in h.choices} for h in j.hangs_on]
        assert any(c & set(POSITIVE) and c & set(NEGATIVE) for c in choices)
    else:
        assert j.robust


def check_each_ask(e: Exercise) -> None:
    answers = judged(case_of(e))
    assert len(answers) == len(e.options)
    for option, j in zip(e.options, answers, strict=True):
        assert j.robust
        assert option.right == (j.verdict in POSITIVE)
        assert option.right or j.verdict in NEGATIVE


def check_votes(e: Exercise) -> None:
    case = case_of(e)
    assert e.number is not None
    (item,) = case.ask
    assert item.fields["in_favour"] == e.number

    def at(votes: int) -> str:
        asked = Item(kind=item.kind, fields={**item.fields, "in_favour": votes})
        (j,) = judged(case.model_copy(update={"ask": (asked,)}))
        return str(j.verdict)

    assert at(e.number) in POSITIVE
    assert at(e.number - 1) in NEGATIVE
    assert len({e.number, *(w.value for w in e.wrong_numbers)}) == 1 + len(e.wrong_numbers)
    for wrong in e.wrong_numbers:
        if wrong.value < e.number:
            assert at(wrong.value) in NEGATIVE


def check_order(e: Exercise) -> None:
    case = case_of(e)
    tell = teller(e)
    items = [*case.history, *case.ask]
    text = {tell.act(i.kind, i.fields, "did").rstrip(".").lower(): i for i in items}
    by_key = {o.key: text[o.text["en"].rstrip(".").lower()] for o in e.options}
    chain = [by_key[k] for k in e.key]
    assert sorted(e.key) == sorted(o.key for o in e.options)
    assert [i for i in items if i in chain] == chain
    answers = {
        id(i): j for i, j in zip(case.history, decide(bundled()[0], case, engine=bundled()[2]).history, strict=True)
    }
    for item in chain[:-1]:
        assert answers[id(item)].verdict in POSITIVE
    (last,) = judged(case)
    assert last.verdict in POSITIVE


def check_unlawful(e: Exercise) -> None:
    law, _, engine = bundled()
    history = decide(law, case_of(e), engine=engine).history
    assert len(history) == len(e.options)
    for option, j in zip(e.options, history, strict=True):
        assert j.robust
        assert option.right == (j.verdict in NEGATIVE)


def check_missing(e: Exercise) -> None:
    case = case_of(e)
    blanks = [
        (i.kind, k)
        for s in (case.facts, case.history, case.ask)
        for i in s
        for k, v in i.fields.items()
        if v == UNKNOWN
    ]
    assert len(blanks) == len(e.options)
    (j,) = judged(case)
    assert j.verdict == "undetermined"
    told = " ".join((*e.story["en"], e.question["en"]))
    assert told.count("___") == len(blanks) + 1  # and once where the blanks are explained


def check_article(e: Exercise) -> None:
    (j,) = judged(case_of(e))
    assert j.robust
    decisive = j.prohibitions if j.verdict == "forbidden" else j.citations[:1]
    assert e.accepted[0] in decisive[0].provision


def check_reading(e: Exercise) -> None:
    law = bundled()[0]
    case = case_of(e)
    (base,) = judged(case)
    texts = {
        f"{r.question['en']} – {text['en']}": (r.id, key) for r in law.pack.readings for key, text in r.readings.items()
    }
    for option in e.options:
        question, key = texts[option.text["en"]]
        (j,) = judged(case, under={question: key})
        assert option.right == ((j.verdict, j.effect) != (base.verdict, base.effect))
    assert {t.question for t in base.turns_on} <= set(e.rests_on)


CHECKS = {
    "may-they": check_may_they,
    "permitted-now": check_each_ask,
    "competent": check_each_ask,
    "votes": check_votes,
    "order": check_order,
    "unlawful-step": check_unlawful,
    "missing-fact": check_missing,
    "article": check_article,
    "reading": check_reading,
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_key_is_the_engines_answer(kind: Kind) -> None:
    found = few(kind)
    assert len(found) == FEW
    for e in found:
        CHECKS[kind](e)


@pytest.mark.parametrize("many", MORE)
@pytest.mark.parametrize("kind", KINDS)
def test_the_key_is_the_engines_answer_over_many_seeds(kind: Kind, many: int) -> None:
    for e in made(kind, many):
        CHECKS[kind](e)


# What holds of every exercise


def texts_of(e: Exercise, lang: str) -> Iterator[str]:
    yield from (e.title[lang], *e.story[lang], e.question[lang], *e.explanation[lang])
    for o in e.options:
        yield from (o.text[lang], o.feedback[lang])
    yield from (w.feedback[lang] for w in e.wrong_numbers)
    yield from (h.text[lang] for h in e.hints)


def shape(e: Exercise) -> None:
    law = bundled()[0]
    provisions = {p.id for p in law.pack.provisions}
    assert e.form == FORM_OF[e.kind]
    assert set(e.key) == {o.key for o in e.options if o.right}
    assert (e.number is not None) == (e.form == "number")
    if e.form in ("one", "many"):
        assert e.key
        assert len(e.key) < len(e.options)
    if e.form == "one":
        assert len(e.key) == 1
    assert e.accepted
    assert e.citations
    assert 2 <= len(e.hints) <= 3
    assert all(0 < h.cost < 1 for h in e.hints)
    assert 0 <= e.difficulty <= 1
    for told in (*e.options, *e.wrong_numbers):
        assert told.citations
        assert all(c.provision in provisions for c in told.citations)
    for lang in LANGS:
        assert all(text.strip() for text in texts_of(e, lang))
        assert len({o.text[lang] for o in e.options}) == len(e.options)
        assert not any("{" in text or "[" in text for text in texts_of(e, lang))


def languages(e: Exercise) -> None:
    for lang in ("ru", "kk"):
        for text in texts_of(e, lang):
            assert set(LATIN.findall(text)) <= ROMAN, text


def sufficient(e: Exercise) -> None:
    """The story and the question tell every number, day and unit of the case, and not the key."""
    case = case_of(e)
    law = bundled()[0]
    for lang in LANGS:
        tell = teller(e, lang)
        told = " ".join((*e.story[lang], e.question[lang], *(o.text[lang] for o in e.options)))
        for item in (*case.facts, *case.history, *case.ask):
            specs = law.pack.vocabulary.fields(item.kind)
            for name, value in item.fields.items():
                spec = specs.get(name)
                if value == UNKNOWN or spec is None:
                    continue
                if spec.type == "int" and not (e.kind == "votes" and name == "in_favour" and item in case.ask):
                    assert re.search(rf"(?<!\d){value}(?!\d)", told), (item, name, lang)
                if spec.type == "date" and not (e.kind == "order" and name == "on"):
                    month = day(date.fromisoformat(str(value)), lang)  # type: ignore[arg-type]
                    assert month in told, (item, name, lang)
                if spec.type == "ref" and value in tell.names.places and name == "unit" and item in case.history:
                    place = tell.names.places[str(value)]
                    stem = {"en": place.en, "ru": place.ru["nom"][:5], "kk": place.kk}[lang]
                    assert stem in told, (item, name, lang)
    if e.kind == "votes":
        assert f"{e.number} in favour" not in e.question["en"]
    for o in e.options:
        assert o.feedback["en"] not in " ".join((*e.story["en"], e.question["en"]))


def honest(e: Exercise) -> None:
    """A key that rests on a default reading says so; what does not say so rests on none."""
    law = bundled()[0]
    if e.rests_on:
        assert all(name in law.pack.reading for name in e.rests_on)
        for lang in LANGS:
            told = " ".join(e.story[lang])
            assert all(law.pack.reading[name].question[lang] in told for name in e.rests_on)
    elif e.kind not in ("order", "unlawful-step", "missing-fact"):
        assert not any(j.turns_on for j in judged(case_of(e)))


ALWAYS = (shape, languages, sufficient, honest)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("check", ALWAYS, ids=lambda c: c.__name__)
def test_every_exercise(kind: Kind, check) -> None:  # type: ignore[no-untyped-def]
    for e in few(kind):
        check(e)


@pytest.mark.parametrize("many", MORE)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("check", ALWAYS, ids=lambda c: c.__name__)
def test_every_exercise_over_many_seeds(kind: Kind, check, many: int) -> None:  # type: ignore[no-untyped-def]
    for e in made(kind, many):
        check(e)


def test_the_same_seed_gives_the_same_bytes() -> None:
    law, trainer, _ = bundled()
    other = Trainer(law)
    for topic, seed in (("SM4", 1), ("l148.6", 7), ("rayon", 3), (None, 11)):
        one, two = (t.generate(topic, seed=seed) for t in (trainer, other))
        assert msgspec.json.encode(one) == msgspec.json.encode(two)


def test_another_order_of_making_changes_nothing() -> None:
    trainer = bundled()[1]
    first = [e.id for e in trainer.exercises("SM1", count=5, seed=4)]
    trainer.generate("maslikhat", seed=99)
    assert [e.id for e in trainer.exercises("SM1", count=5, seed=4)] == first
    assert len(set(first)) == 5


def test_a_series_is_made_of_single_ones() -> None:
    trainer = bundled()[1]
    for e in trainer.exercises("l148.24", count=4, seed=2):
        assert trainer.generate("l148.24", seed=e.seed) == e


@pytest.mark.deep
def test_several_processes_make_the_same() -> None:
    trainer = bundled()[1]
    assert list(trainer.exercises("SM6", count=6, seed=1, jobs=2)) == list(trainer.exercises("SM6", count=6, seed=1))


@pytest.mark.parametrize(
    ("topic", "level"), [("24", None), ("SM2", None), ("akimat", None), ("oblast-city", None), ("l148.6", "rayon")]
)
def test_an_exercise_is_about_its_topic(topic: str, level: str | None) -> None:
    e = bundled()[1].generate(topic, level=level, seed=5)
    assert topic in (*e.articles, *e.procedures, *e.bodies, e.level, *(a.split(".")[1] for a in e.articles))
    assert level in (None, e.level)


def test_how_hard_it_shall_be() -> None:
    trainer = bundled()[1]
    assert all(e.difficulty <= 0.2 for e in trainer.exercises(count=3, seed=1, difficulty=(0.0, 0.2)))
    assert all(e.difficulty >= 0.4 for e in trainer.exercises(count=3, seed=1, difficulty=(0.4, 1.0)))


@pytest.mark.parametrize("topic", ["SM44", "l148.2444", "maslihat", "oblst", "", "24(1)"])
def test_a_topic_that_is_not_there_is_told_with_the_nearest(topic: str) -> None:
    with pytest.raises(InputError) as caught:
        bundled()[1].generate(topic)
    assert caught.value.diagnostics[0].help


def test_a_pack_without_training_is_told() -> None:
    with pytest.raises(InputError, match="nothing to make exercises from"):
        Trainer(Law.load(TOWN)).generate()


# Misconceptions


def test_there_are_misconceptions_and_each_changes_the_law() -> None:
    law = bundled()[0]
    mistakes = Mistakes.of(law)
    assert len(mistakes.all) >= 15
    ids = {p.id for p in law.pack.provisions}
    for m in mistakes.all:
        assert mistakes.mistake(m.id).touches
        assert m.refuted_by in ids
        assert {*m.title, *m.explanation} == {"en", "ru", "kk"}


@pytest.mark.deep
def test_a_lure_is_the_answer_of_its_mistaken_law() -> None:
    _, trainer, engine = bundled()
    lured = 0
    for e in made("may-they", 60):
        for o in e.options:
            if o.misconception is None:
                continue
            lured += 1
            mistaken = trainer.shop.mistakes.mistake(o.misconception).law
            (j,) = judge(mistaken, case_of(e), engine=engine)
            assert j.verdict in (POSITIVE if o is e.options[0] else NEGATIVE)
    assert lured
