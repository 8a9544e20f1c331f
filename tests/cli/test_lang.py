"""The language of the words: `--lang`, then ZANGER_LANG, then the locale, then English."""

from __future__ import annotations

import json

import pytest

from conftest import Run

HEAD = {"en": "What is possible now", "ru": "Что возможно сейчас", "kk": "Қазір не істеуге болады"}


def spoken(text: str) -> list[str]:
    """The languages in which an answer is given."""
    return [lang for lang, head in HEAD.items() if f"\n{head}\n" in text]


@pytest.mark.parametrize("lang", HEAD)
def test_an_answer_is_given_in_the_language_asked_for(lang: str, run: Run, case: str, tiny: str) -> None:
    assert spoken(run("check", case, "--pack", tiny, "--lang", lang).stdout) == [lang]


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "kk_KZ"}, "kk"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "ru_RU.UTF-8", "LC_MESSAGES": "kk_KZ.UTF-8"}, "kk"),
        ({"LANG": "kk_KZ.UTF-8", "LC_MESSAGES": "kk_KZ.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_ALL": "", "LANG": "ru"}, "ru"),
        ({"LC_ALL": "ru_RU.UTF-8", "ZANGER_LANG": "kk"}, "kk"),
        ({"LC_ALL": "ru_RU.UTF-8", "ZANGER_LANG": "en"}, "en"),
    ],
)
def test_the_environment_chooses_a_language(
    environment: dict[str, str], lang: str, run: Run, case: str, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert spoken(run("check", case, "--pack", tiny).stdout) == [lang]


def test_the_option_wins_over_the_environment(run: Run, case: str, tiny: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZANGER_LANG", "kk")
    assert spoken(run("check", case, "--pack", tiny, "--lang", "ru").stdout) == ["ru"]


@pytest.mark.parametrize("option", [True, False])
def test_a_language_that_is_not_there_is_refused(
    option: bool, run: Run, case: str, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not option:
        monkeypatch.setenv("ZANGER_LANG", "de")
    result = run("check", case, "--pack", tiny, *(["--lang", "de"] if option else []))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "'de' is not one of 'en', 'ru', 'kk'" in result.stderr


def test_json_is_the_same_in_every_language(run: Run, demo: str) -> None:
    texts = {run("check", demo, "--format", "json", "--lang", lang).stdout for lang in HEAD}
    assert len(texts) == 1
    cited = json.loads(texts.pop())["asked"][0]["citations"][0]
    assert {lang: told["short"] for lang, told in cited["texts"].items()} == {
        "en": "Law No. 148, art. 24(1)",
        "ru": "Закон № 148, п. 1 ст. 24",
        "kk": "№ 148 Заң, 24-баптың 1-тармағы",
    }
    assert cited["akn"].endswith("#art_24__para_1")


@pytest.mark.parametrize(("lang", "place"), [("en", "art. 1  "), ("ru", "ст. 1  "), ("kk", "1-бап  ")])
def test_the_law_is_listed_in_the_language(lang: str, place: str, run: Run, tiny: str) -> None:
    assert f"\n  {place}" in run("law", "--pack", tiny, "--lang", lang).stdout


@pytest.mark.parametrize(
    ("lang", "count"),
    [("en", "1 passed, 0 failed"), ("ru", "пройдено: 1, не пройдено: 0"), ("kk", "өткені: 1, өтпегені: 0")],
)
def test_the_tests_are_counted_in_the_language(lang: str, count: str, run: Run, case: str, tiny: str) -> None:
    assert run("test", case, "--pack", tiny, "--lang", lang).stdout == f"{count}\n"


@pytest.mark.parametrize("lang", HEAD)
def test_an_answer_in_any_language_is_at_most_80_columns_wide(lang: str, run: Run, demo: str) -> None:
    result = run("check", demo, "--proof", "--lang", lang)
    assert [line for line in result.stdout.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize(("lang", "unbroken"), [("en", "art."), ("ru", "ст."), ("ru", "№")])
def test_no_line_ends_between_an_abbreviation_and_its_number(lang: str, unbroken: str, run: Run, demo: str) -> None:
    lines = run("check", demo, "--lang", lang).stdout.splitlines()
    assert [line for line in lines if line.endswith(f" {unbroken}")] == []
