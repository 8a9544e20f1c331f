"""Exercises that were made from the law go through every format unharmed."""

from __future__ import annotations

from xml.etree import ElementTree

import moodle_xml_parser.parser as moodle_reader
import pytest
from ua_exam.gift_parser import parse_gift_content

from zanger import Law
from zanger.training.exercise import LANGS, Exercise
from zanger.training.export import FORMATS, Handout, written
from zanger.training.generating import Trainer

COUNT = 60
languages = pytest.mark.parametrize("lang", LANGS)


@pytest.fixture(scope="module")
def exercises(law: Law) -> tuple[Exercise, ...]:
    return tuple(Trainer(law).exercises(count=COUNT, seed=11))


@pytest.mark.deep
@languages
def test_moodle_would_take_all_of_them(exercises: tuple[Exercise, ...], lang: str) -> None:
    quiz = ElementTree.fromstring(written(Handout("T", lang, exercises), "moodle-xml"))
    questions = [q for q in quiz.findall("question") if q.get("type") != "category"]
    assert sorted(q.findtext("idnumber") or "" for q in questions) == sorted(e.id for e in exercises)
    for question in questions:
        given = [float(a.get("fraction") or 0) for a in question.findall("answer")]
        if question.findtext("single") == "false":
            assert sum(g for g in given if g > 0) == pytest.approx(100, abs=0.001)
        elif question.get("type") != "matching":
            assert max(given) == 100
        assert len(question.findtext("name/text") or "") <= 255
        texts = [a.findtext("text") or "" for a in question.findall("answer")]
        assert len(set(texts)) == len(texts)


@pytest.mark.deep
@languages
def test_readers_of_others_find_every_option_and_the_key(exercises: tuple[Exercise, ...], lang: str) -> None:
    handout = Handout("T", lang, exercises)
    moodle = {q.name: q for q in moodle_reader.parse_bytes(written(handout, "moodle-xml"))["multichoice"]}
    gift = {q["title"]: q for q in parse_gift_content(written(handout, "gift").decode())}
    assert len(gift) == len(exercises)
    for exercise in exercises:
        name = f"{exercise.title[lang]} [{exercise.id}]"
        assert name in gift
        if exercise.form in ("one", "many"):
            key = [o.right for o in exercise.options]
            assert [o.answer for o in moodle[name].options] == [o.text[lang] for o in exercise.options]
            assert [o.score_fraction > 0 for o in moodle[name].options] == key
            assert [o["text"] for o in gift[name]["options"]] == [o.text[lang] for o in exercise.options]
            assert [o["is_correct"] for o in gift[name]["options"]] == key


@pytest.mark.deep
@pytest.mark.parametrize("form", FORMATS)
def test_the_same_seed_is_the_same_file(exercises: tuple[Exercise, ...], form: str, law: Law) -> None:
    again = tuple(Trainer(law).exercises(count=10, seed=11))
    assert written(Handout("T", "kk", again), form) == written(Handout("T", "kk", exercises[:10]), form)  # type: ignore[arg-type]
