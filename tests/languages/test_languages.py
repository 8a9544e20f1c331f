"""Answers in Russian and Kazakh: every sentence comes from the catalogue or the pack, and none stays English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from gettext import NullTranslations
from pathlib import Path

import pytest
from tiers import some_first

from zanger import Law, Words, decide, load_case, report, routes
from zanger.directions import directions
from zanger.engines import Reference
from zanger.lawbook import contents, provision_lines
from zanger.messages import Messages
from zanger.translation import lacking, unlabelled
from zanger_cli.terminal import wrapped

HERE = Path(__file__).parent
TOWN = HERE / "town"
TOWN_CASES = sorted((HERE / "cases").glob("*.yaml"))
KZ_CASES = sorted((HERE.parents[1] / "rules" / "kz" / "cases").rglob("*.yaml"))
SOME = KZ_CASES[::15]
DEMO = HERE.parents[1] / "rules" / "kz" / "cases" / "demo" / "two-refused-reports.yaml"
CATEGORIES = {"d", "e"}
"""Categories of posts, which the law writes in Latin letters in every language."""
WORD = re.compile(r"[A-Za-z]\w*(?:[-.]\w+)*")
MARKS = {"x"}
"""The mark of an unlawful act, and the sign of multiplication in a proof."""
ENGINES = {"durable", "reference"}
COMMANDS = {"zanger", "law"}


@pytest.fixture(scope="module")
def town() -> Law:
    return Law.load(TOWN)


@pytest.fixture(scope="module")
def kz() -> Law:
    return Law.load("kz")


def words_of(texts: Iterator[str] | list[str]) -> set[str]:
    return {word.lower() for text in texts for word in WORD.findall(text)}


@cache
def ids(law: Law) -> set[str]:
    """What a pack names things by: readings, provisions and their variables, kinds, what stands beside the law."""
    found = {p.id for p in law.pack.provisions} | {r.id for r in law.pack.readings}
    found |= {key for r in law.pack.readings for key in r.readings}
    found |= {item.id for item in (*law.pack.differences, *law.pack.remarks)}
    for p in law.pack.provisions:
        found |= set(re.findall(r"\$(\w+)", repr(p)))
    return {name.lower() for name in (*found, *law.pack.vocabulary.kinds)}


def answer(law: Law, path: Path, words: Words) -> str:
    """The whole answer to a case, proofs included, without the title that the case has itself."""
    case, _ = load_case(path)
    lines = list(report(decide(law, case, engine=Reference()), words, proofs=True))
    return "\n".join(line.text for line in lines[1:])


@cache
def label_words(law: Law) -> set[str]:
    """The names, whole and in parts, of fields and values that no label names."""
    parts = {part for name in unlabelled(law.pack) for part in name.lower().split(".")}
    return parts | {piece for part in parts for piece in re.split(r"[-_]", part)}


def named(path: Path) -> set[str]:
    """The ids and values that a case file uses; `facts[1].seats` is a place in it."""
    return words_of([path.read_text(encoding="utf-8")])


def read_law(law: Law, words: Words) -> str:
    """All provisions and the contents; sources are references and stand as the pack gives them."""
    refs = {p.source.ref for p in law.pack.provisions if p.source}
    lines = [*provision_lines(law.pack.provisions, law.pack, words), *contents(law.pack, words)]
    return "\n".join(line.text for line in lines if not any(line.text.endswith(f": {ref}") for ref in refs))


# A pack with all its texts: nothing is left in Latin letters but ids.


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_the_pack_of_the_test_has_every_text(lang: str, town: Law) -> None:
    assert (list(lacking(town.pack, lang)), list(unlabelled(town.pack))) == ([], [])


@pytest.mark.parametrize("lang", ["ru", "kk"])
@pytest.mark.parametrize("path", TOWN_CASES, ids=lambda p: p.stem)
def test_no_word_of_an_answer_is_left_in_latin_letters(lang: str, path: Path, town: Law) -> None:
    found = words_of([answer(town, path, Words(town.pack, lang))])
    assert found - ids(town) - named(path) - MARKS - ENGINES == set()


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_no_word_of_the_law_is_left_in_latin_letters(lang: str, town: Law) -> None:
    assert words_of([read_law(town, Words(town.pack, lang))]) - ids(town) - COMMANDS == set()


@pytest.mark.parametrize("lang", ["ru", "kk"])
@pytest.mark.parametrize("path", TOWN_CASES, ids=lambda p: p.stem)
def test_an_answer_fits_80_columns(lang: str, path: Path, town: Law) -> None:
    lines = answer(town, path, Words(town.pack, lang)).splitlines()
    assert lines
    case, _ = load_case(path)
    page = report(decide(town, case, engine=Reference()), Words(town.pack, lang), proofs=True)
    assert [text for line in page for text in wrapped(line, 80) if len(text) > 80] == []


# Routes, in the town and in the bundled law.

GOALS = ["elect-mayor(town=t)", "elect-mayor(town=u)", "dismiss-mayor(town=u)", "annul", "adjourn(town=t)"]


def ways(law: Law, path: Path, goal: str, words: Words, *bodies: str, steps: int = 3) -> str:
    """What is told of how a goal is reached."""
    case, _ = load_case(path)
    answer = routes(law, case, goal, bodies=bodies, steps=steps, engine=Reference())
    return "\n".join(line.text for line in directions(answer, words))


@pytest.mark.parametrize("lang", ["ru", "kk"])
@pytest.mark.parametrize("goal", GOALS)
def test_no_word_of_a_route_is_left_in_latin_letters(lang: str, goal: str, town: Law) -> None:
    pytest.importorskip("clingo")
    path = HERE / "cases" / "dismissed.yaml"
    texts = [ways(town, path, goal, Words(town.pack, lang), *bodies) for bodies in ((), ("council",))]
    assert {w for w in words_of(texts) if not w.startswith("new-")} - ids(town) - named(path) == set()


@pytest.mark.parametrize(
    ("goal", "bodies", "steps"),
    [("express-no-confidence", (), 2), ("express-no-confidence", ("akim",), 2), ("appoint-deputy", ("akim",), 5)],
)
def test_every_sentence_of_a_route_comes_from_the_catalogue_or_the_pack(
    goal: str, bodies: tuple[str, ...], steps: int, kz: Law
) -> None:
    pytest.importorskip("clingo")
    text = ways(kz, DEMO, goal, pseudo_words(kz), *bodies, steps=steps)
    assert {w for w in words_of([text]) if not w.startswith("new-")} - label_words(kz) - ids(kz) - named(DEMO) == set()


# The bundled law: what is left in Latin letters is what its pack does not yet say in the language.


@cache
def still_english(law: Law, lang: str) -> set[str]:
    return words_of([text for _, text in lacking(law.pack, lang)]) | label_words(law)


@pytest.mark.parametrize("lang", ["ru", "kk"])
@pytest.mark.parametrize("path", some_first(SOME, 4, 1))
def test_an_answer_of_the_law_is_left_english_only_where_its_pack_is(lang: str, path: Path, kz: Law) -> None:
    found = words_of([answer(kz, path, Words(kz.pack, lang))])
    assert found - still_english(kz, lang) - ids(kz) - named(path) - MARKS - ENGINES - CATEGORIES == set()


# A language that there is not: every letter of catalogue and pack is another, so what is not is neither's.


class Pseudo(NullTranslations):
    """A catalogue in which every letter of a message is the same Cyrillic one."""

    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)


class PseudoWords(Words):
    """Words of a pack whose texts are so, too."""

    def text(self, texts: Mapping[str, str]) -> str:
        return pseudo(texts["en"])


def pseudo(text: str) -> str:
    return "".join(
        part if part.startswith("{") else re.sub(r"[A-Za-z]", "ж", part) for part in re.split(r"(\{[^}]*\})", text)
    )


def pseudo_words(law: Law) -> PseudoWords:
    return PseudoWords(law.pack, "ru", Messages("ru", Pseudo()))


@pytest.mark.parametrize("path", some_first([*TOWN_CASES, *KZ_CASES[7::12]], 3, 1))
def test_every_sentence_of_an_answer_comes_from_the_catalogue_or_the_pack(path: Path, town: Law, kz: Law) -> None:
    law = town if path in TOWN_CASES else kz
    assert (
        words_of([answer(law, path, pseudo_words(law))]) - label_words(law) - ids(law) - named(path) - MARKS - ENGINES
        == set()
    )


def test_every_sentence_of_the_law_comes_from_the_catalogue_or_the_pack(town: Law, kz: Law) -> None:
    for law in (town, kz):
        assert words_of([read_law(law, pseudo_words(law))]) - label_words(law) - ids(law) - COMMANDS == set()


# Words and citations in each language.


@pytest.mark.parametrize(
    ("lang", "short", "full"),
    [
        (
            "en",
            "Law No. 148, art. 24(1)",
            "No. 148 On Local State Government in the Republic of Kazakhstan, article 24, paragraph 1 (",
        ),
        ("ru", "Закон № 148, п. 1 ст. 24", "в Республике Казахстан», статья 24, пункт 1 ("),
        ("kk", "№ 148 Заң, 24-баптың 1-тармағы", "№ 148), 24-бап, 1-тармақ ("),
    ],
)
def test_a_citation_is_what_a_lawyer_writes(lang: str, short: str, full: str, kz: Law) -> None:
    citation = kz.citer.cite(next(p for p in kz.pack.provisions if p.id == "kz.l148.24.1"))
    assert citation.texts[lang].short == Words(kz.pack, lang).cite("kz.l148.24.1") == short
    assert full in citation.texts[lang].full
    assert "2001-01-23" in citation.texts[lang].full
    assert citation.short == citation.texts["en"].short
    assert citation.akn == "/akn/kz/act/2001-01-23/148/und:2001-01-23#art_24__para_1"


@pytest.mark.parametrize(
    ("name", "ru", "kk"),
    [
        ("kz.l148.6.1.5-submit", "подп. 5) п. 1 ст. 6", "6-баптың 1-тармағының 5) тармақшасы"),
        ("kz.l148.9", "ст. 9", "9-бап"),
        ("kz.l148.24-1.2", "п. 2 ст. 24-1", "24-1-баптың 2-тармағы"),
    ],
)
def test_a_place_is_named_by_its_depth(name: str, ru: str, kk: str, kz: Law) -> None:
    assert Words(kz.pack, "ru").cite(name) == f"Закон № 148, {ru}"
    assert Words(kz.pack, "kk").cite(name) == f"№ 148 Заң, {kk}"


def test_a_language_that_is_not_there_is_refused(town: Law) -> None:
    with pytest.raises(ValueError, match="expected one of"):
        Words(town.pack, "de")


def test_what_the_pack_does_not_say_in_a_language_is_said_in_english(kz: Law) -> None:
    assert Words(kz.pack, "kk").text({"en": "only English"}) == "only English"
