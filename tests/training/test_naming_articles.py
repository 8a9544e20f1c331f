"""Articles as deputies write them, in three languages."""

from __future__ import annotations

import pytest

from zanger import Law
from zanger.training.naming import Articles, names


@pytest.fixture(scope="module")
def articles(law: Law) -> Articles:
    return Articles(law.pack)


WRITTEN = {
    "24": "l148.24",
    " 24 ": "l148.24",
    "24(1)": "l148.24.1",
    "24 (1)": "l148.24.1",
    "24.1": "l148.24.1",
    "art. 24 para 1": "l148.24.1",
    "Art. 24(1)": "l148.24.1",
    "article 24, paragraph 1": "l148.24.1",
    "paragraph 1 of article 24": "l148.24.1",
    "Law No. 148, art. 24(1)": "l148.24.1",
    "Law 148, article 23, paragraph 2, sub-paragraph 5": "l148.23.2.5",
    "Law No. 148, art. 23(2)(5)": "l148.23.2.5",
    "ст. 24 п. 1": "l148.24.1",
    "ст.24 п.1": "l148.24.1",
    "ст 24": "l148.24",
    "статья 24, пункт 1": "l148.24.1",
    "п.1 ст.24 Закона № 148": "l148.24.1",
    "п. 1 статьи 24 Закона №148": "l148.24.1",
    "часть 1 статьи 24": "l148.24.1",
    "подп. 5) п. 2 ст. 23 Закона № 148": "l148.23.2.5",
    "Закон № 148, подп. 5) п. 2 ст. 23": "l148.23.2.5",
    "подпункт 5 пункта 2 статьи 23": "l148.23.2.5",
    "24-бап": "l148.24",
    "24-баптың 1-тармағы": "l148.24.1",
    "№ 148 Заңның 24-бабының 1-тармағы": "l148.24.1",
    "№ 148 Заң, 23-баптың 2-тармағының 5) тармақшасы": "l148.23.2.5",
    "21-1-бап": "l148.21-1",
    "статья 21-1": "l148.21-1",
    "Constitution 87(5)": "constitution.87.5",
    "Constitution, art. 87": "constitution.87",
    "Конституция, ст. 87": "constitution.87",
    "пункт 5 статьи 87 Конституции": "constitution.87.5",
    "Конституцияның 87-бабының 5-тармағы": "constitution.87.5",
    "87": "constitution.87",
    "Конституция 2026 года, ст. 89": "c2026.89",
    "Constitution of 2026, art. 89(5)": "c2026.89.5",
    "Budget System Law, art. 18-4(1-1)": "bsl.18-4.1-1",
    "ст. 18-4 Закона о бюджетной системе": "bsl.18-4",
    "l148.24.1": "l148.24.1",
    "kz.l148.24.1": "l148.24.1",
}


@pytest.mark.parametrize(("text", "locator"), WRITTEN.items())
def test_an_article_is_read(articles: Articles, text: str, locator: str) -> None:
    assert articles.read(text).locator == locator


@pytest.mark.parametrize(
    ("text", "suggestion"), [("Law No. 148, art. 244", "l148.24"), ("Конституция, ст. 877", "constitution.87")]
)
def test_one_that_is_not_there_is_answered_with_the_nearest(articles: Articles, text: str, suggestion: str) -> None:
    read = articles.read(text)
    assert read.locator is None
    assert read.suggestion == suggestion


@pytest.mark.parametrize("text", ["", "не знаю", "...", "№"])
def test_what_is_no_article_is_none(articles: Articles, text: str) -> None:
    assert articles.read(text).locator is None


def test_what_the_program_writes_it_reads_in_every_language(law: Law, articles: Articles) -> None:
    for p in law.pack.provisions[::5]:
        citation = law.citer.cite(p)
        wanted = f"{p.instrument}."
        for lang in ("en", "ru", "kk"):
            found = articles.read(citation.texts[lang].short).locator
            assert found is not None
            assert found.startswith(wanted), (citation.texts[lang].short, found)
            assert found.split(".")[1] == p.id.split(".")[2].split("-")[0] or "-" in found


@pytest.mark.parametrize(
    ("locator", "accepted", "how"),
    [
        ("l148.24.1", ("l148.24.1",), "exactly"),
        ("l148.24", ("l148.24.1",), "article"),
        ("l148.24.2", ("l148.24.1",), "article"),
        ("l148.24.1", ("l148.24",), "exactly"),
        ("constitution.87.5", ("l148.24.1", "constitution.87.5"), "exactly"),
        ("constitution.24", ("l148.24.1",), "no"),
        ("l148.23", ("l148.24.1",), "no"),
        (None, ("l148.24.1",), "no"),
    ],
)
def test_whether_it_is_one_of_those_accepted(locator: str | None, accepted: tuple[str, ...], how: str) -> None:
    assert names(locator, accepted) == how
