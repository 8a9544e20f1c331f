"""Past forms, days and Kazakh endings, by a table written by hand."""

from __future__ import annotations

from datetime import date

import pytest

from zanger.training import grammar


@pytest.mark.parametrize(
    ("verb", "lang", "gender", "form"),
    [
        ("submit", "en", "m", "submitted"),
        ("refuse", "en", "m", "refused"),
        ("notify", "en", "m", "notified"),
        ("annul", "en", "m", "annulled"),
        ("put", "en", "m", "put"),
        ("внести", "ru", "m", "внес"),
        ("внести", "ru", "f", "внесла"),
        ("утвердить", "ru", "n", "утвердило"),
        ("согласовать", "ru", "pl", "согласовали"),
        ("отчитаться", "ru", "m", "отчитался"),
        ("отчитаться", "ru", "f", "отчиталась"),
        ("ұсыну", "kk", "m", "ұсынды"),
        ("білдіру", "kk", "m", "білдірді"),
        ("бекіту", "kk", "m", "бекітті"),
        ("қабылдау", "kk", "m", "қабылдады"),
        ("тарту", "kk", "m", "тартты"),
        ("қою", "kk", "m", "қойды"),
        ("жою", "kk", "m", "жойды"),
        ("келісу", "kk", "m", "келісті"),
        ("бермеу", "kk", "m", "бермеді"),
    ],
)
def test_the_past(verb: str, lang: str, gender: str, form: str) -> None:
    assert grammar.past(verb, lang, gender) == form  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("verb", "form"),
    [("білдіру", "білдіруге"), ("тағайындау", "тағайындауға"), ("қою", "қоюға"), ("келісу", "келісуге")],
)
def test_a_kazakh_verb_before_what_one_may(verb: str, form: str) -> None:
    assert grammar.kk_towards(verb) == form


def test_a_kazakh_name_in_its_cases() -> None:
    assert grammar.kk_possessed("Павлодар облысы", "gen") == "Павлодар облысының"
    assert grammar.kk_possessed("Торайғыр кенті", "loc") == "Торайғыр кентінде"
    assert grammar.kk_possessed("Бірлік ауылдық округі", "dat") == "Бірлік ауылдық округіне"


def test_a_day_in_words() -> None:
    when = date(2001, 6, 4)
    assert grammar.day(when, "en") == "4 June 2001"
    assert grammar.day(when, "ru") == "4 июня 2001 года"
    assert grammar.day(when, "kk") == "2001 жылғы 4 маусым"
    assert grammar.day(when, "kk", "on") == "2001 жылғы 4 маусымда"
    assert grammar.day(date(2001, 9, 1), "kk", "dat") == "2001 жылғы 1 қыркүйекке"
    assert grammar.day(date(2001, 4, 1), "kk", "on") == "2001 жылғы 1 сәуірде"
