"""Exports of exercises: the same bytes, and what others' software reads out of them is what was put in."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import goldens
import html5lib
import moodle_xml_parser.parser as moodle_reader
import pytest
import samples
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from onyx2moodle.parser import AssessmentItem, parse_item
from qti_convert import upgrade_package_files
from ua_exam.gift_parser import parse_gift_content

from zanger.errors import ZangerError
from zanger.training import export
from zanger.training.exercise import LANGS, Exercise
from zanger.training.export import FORMATS, Handout, as_lines, key_page, written
from zanger.training.export.moodle import shares
from zanger.training.gathering import exercise_lines

LETTERS = ["ә", "ғ", "қ", "ң", "ө", "ұ", "ү", "һ", "і"]
FRACTIONS = [
    100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5, 11.11111, 10,
    5,
]  # fmt: skip
"""The grades of `question_bank::fraction_options_full` in Moodle, beside 0 and the same with a minus."""
XML = "{http://www.w3.org/XML/1998/namespace}"
every = pytest.mark.parametrize("exercise", samples.ALL, ids=lambda e: e.id)
languages = pytest.mark.parametrize("lang", LANGS)


def told(fragment: str) -> str:
    """The text of HTML, with an end of line for a break."""
    root = html5lib.parseFragment(fragment, namespaceHTMLElements=False)
    for paragraph in root.iter("p"):
        paragraph.tail = "\n"
    for line in root.iter("br"):
        line.tail = "\n" + (line.tail or "")
    return "".join(root.itertext()).strip("\n")


def asked(exercise: Exercise, lang: str) -> str:
    return "\n".join((*exercise.story[lang], exercise.question[lang], f"[{exercise.id}]"))


def golden(suffix: str, lang: str) -> str:
    return (goldens.FOLDER / f"{lang}.{suffix}").read_text(encoding="utf-8")


# The same bytes, and all that is tricky in each of them.
@languages
@pytest.mark.parametrize("form", goldens.SUFFIXES)
def test_an_export_is_as_it_was(form: export.Format, lang: str) -> None:
    assert goldens.text(form, lang) == goldens.path(form, lang).read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_exercises_are_the_same_bytes(form: export.Format) -> None:
    assert written(goldens.handout("kk"), form) == written(goldens.handout("kk"), form)


@pytest.mark.parametrize("path", sorted(goldens.FOLDER.iterdir()), ids=lambda p: p.name)
def test_every_golden_file_holds_what_formats_trip_over(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [letter for letter in LETTERS if path.name.startswith("kk") and letter not in text] == []
    braces = ("&\\#123;", "&\\#125;") if path.name.endswith("gift.txt") else ("{", "}")
    assert [sign for sign in ("~", "«", "»", "'", "&amp;", "&lt;", *braces) if sign not in text] == []


# Moodle XML.
@languages
def test_moodles_multiple_choice_is_read_with_key_and_feedback(lang: str) -> None:
    read = moodle_reader.parse_string(golden("moodle.xml", lang))["multichoice"]
    sent = [e for e in samples.ALL if e.form in ("one", "many")]
    assert {q.name for q in read} == {f"{e.title[lang]} [{e.id}]" for e in sent}
    for exercise in sent:
        question = next(q for q in read if exercise.id in q.name)
        assert question.single is (exercise.form == "one")
        assert [o.answer for o in question.options] == [o.text[lang] for o in exercise.options]
        assert [o.feedback for o in question.options] == [f"<p>{o.feedback[lang]}</p>" for o in exercise.options]
        assert [o.score_fraction > 0 for o in question.options] == [o.right for o in exercise.options]
        assert all(text in question.general_feedback for text in exercise.explanation[lang])


@languages
@every
def test_moodles_importer_finds_all_that_it_looks_for(exercise: Exercise, lang: str) -> None:
    question = moodle_question(exercise, lang)
    assert question.get("type") == {
        "one": "multichoice", "many": "multichoice", "order": "matching", "number": "numerical", "short": "shortanswer"
    }[exercise.form]  # fmt: skip
    assert told(question.findtext("questiontext/text") or "") == asked(exercise, lang)
    feedback = told(question.findtext("generalfeedback/text") or "")
    assert all(text in feedback for text in (*exercise.explanation[lang], exercise.citations[0].texts[lang].short))
    assert [told(h) for h in texts(question, "hint/text")] == [h.text[lang] for h in exercise.hints]
    assert set(exercise.articles) <= set(texts(question, "tags/tag/text"))
    assert question.findtext("name/text") == f"{exercise.title[lang]} [{exercise.id}]"


@languages
def test_moodle_takes_the_numbers_and_their_feedback(lang: str) -> None:
    answers = moodle_question(samples.NUMBER, lang).findall("answer")
    read = {a.findtext("text"): (a.get("fraction"), a.findtext("tolerance")) for a in answers}
    assert read == {"34": ("100", "0"), "26": ("0", "0"), "24": ("0", "0")}
    wrong = {a.findtext("text"): told(a.findtext("feedback/text") or "") for a in answers[1:]}
    assert wrong == {str(w.value): w.feedback[lang] for w in samples.NUMBER.wrong_numbers}


@languages
def test_moodle_takes_each_step_with_its_place(lang: str) -> None:
    parts = moodle_question(samples.ORDER, lang).findall("subquestion")
    read = {int(p.findtext("answer/text") or 0): told(p.findtext("text") or "") for p in parts}
    steps = {o.key: o.text[lang] for o in samples.ORDER.options}
    assert [read[place] for place in sorted(read)] == [steps[key] for key in samples.ORDER.key]


@languages
def test_an_article_that_is_not_cited_is_named_with_its_instrument(lang: str) -> None:
    names = {"constitution": {"en": "Constitution", "ru": "Конституция", "kk": "Конституция"}}
    exercise = samples.SHORT.replaced(accepted=("constitution.87.5",))
    told = Handout("T", lang, (exercise,), instruments=names).told[0]
    assert {"Constitution, art. 87(5)", "Конституция, п. 5 ст. 87", "87(5)"} <= set(told.spellings)
    assert told.key_text == {
        "en": "Constitution, art. 87(5)", "ru": "Конституция, п. 5 ст. 87", "kk": "Конституция, 87-баптың 5-тармағы"
    }[lang]  # fmt: skip


@languages
def test_moodle_takes_the_usual_ways_to_write_an_article(lang: str) -> None:
    answers = moodle_question(samples.SHORT, lang).findall("answer")
    assert {a.get("fraction") for a in answers} == {"100"}
    written = {a.findtext("text") for a in answers}
    assert {"24(1)", "ст. 24 п. 1", "24-баптың 1-тармағы", "11(3)", "Закон № 148, ст. 24(1)"} <= written
    assert {"24", "25(1)", "ст. 24"}.isdisjoint(written)


@pytest.mark.parametrize("number", range(1, 21))
def test_shares_make_a_whole_of_grades_that_moodle_knows(number: int) -> None:
    assert sum(shares(number)) == pytest.approx(100)
    assert all(min(abs(share - known) for known in FRACTIONS) < 1e-4 for share in shares(number))


def test_wrong_options_take_off_what_they_would_give() -> None:
    question = moodle_question(samples.MANY, "kk")
    assert [a.get("fraction") for a in question.findall("answer")] == ["33.33333", "-50", "33.33333", "33.33333", "-50"]


def test_each_kind_is_a_category_of_its_own() -> None:
    names = texts(ElementTree.fromstring(golden("moodle.xml", "en")), "question/category/text")
    assert names[0] == "$course$/top/Zanger/Law No. 148: «votes»/What may be done now"
    assert len(names) == len({e.kind for e in samples.ALL})


def moodle_question(exercise: Exercise, lang: str) -> ElementTree.Element:
    quiz = ElementTree.fromstring(golden("moodle.xml", lang))
    (found,) = (q for q in quiz.findall("question") if q.findtext("idnumber") == exercise.id)
    return found


def texts(element: ElementTree.Element, path: str) -> list[str]:
    return [found.text or "" for found in element.findall(path)]


# GIFT.
@languages
@every
def test_gift_is_read_with_text_and_key(exercise: Exercise, lang: str) -> None:
    (question,) = (q for q in parse_gift_content(golden("gift.txt", lang)) if exercise.id in q["title"])
    assert question["title"] == f"{exercise.title[lang]} [{exercise.id}]"
    assert gift_text(question["text"]) == "".join(asked(exercise, lang).split())
    read = [(gift_text(o["text"]), o["is_correct"]) for o in question["options"]]
    if exercise.form in ("one", "many"):
        assert read == [("".join(o.text[lang].split()), o.right) for o in exercise.options]
    elif exercise.form == "number":
        assert read == [("34:0", True), ("26:0", False), ("24:0", False)]
    elif exercise.form == "order":
        place = {key: n for n, key in enumerate(exercise.key, 1)}
        assert read == [("".join(f"{o.text[lang]}->{place[o.key]}".split()), True) for o in exercise.options]
    else:
        assert ("24(1)", True) in read


@languages
@every
def test_gift_gives_its_feedback_after_an_unescaped_sign(exercise: Exercise, lang: str) -> None:
    block = next(b for b in golden("gift.txt", lang).split("\n\n") if f"[id:{exercise.id}]" in b)
    answers = re.split(r"(?<!\\)\{#?\n", block)[1].splitlines()
    general = told(gift_plain(next(a for a in answers if a.startswith("####"))[4:]))
    assert all(text in general for text in exercise.explanation[lang])
    given = [told(gift_plain(re.split(r"(?<!\\)#", a, maxsplit=1)[1])) for a in answers if re.match(r"[~=].*[^\\]#", a)]
    if exercise.form in ("one", "many"):
        assert given == [o.feedback[lang] for o in exercise.options]
    if exercise.form == "number":
        assert given[1:] == [w.feedback[lang] for w in exercise.wrong_numbers]


def gift_plain(text: str) -> str:
    """Without the escapes of GIFT, as `escapedchar_post` of Moodle takes them off."""
    return re.sub(r"\\([:#={}~])", r"\1", text)


def gift_text(text: str) -> str:
    """What that reader, which leaves HTML as it is and takes off its entities once, has read, without spaces."""
    plain = re.sub(r"</?(p|small|br)( [^>]*)?>", "", text.removeprefix("[html]"))
    return "".join(html.unescape(plain).split())


# Anki.
@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def imported(collection: Collection, handout: Handout, folder: Path) -> tuple[int, int, int]:
    """How many notes were new, updated, and there already."""
    package = folder / "cards.apkg"
    package.write_bytes(written(handout, "anki"))
    request = ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
    log = collection.import_anki_package(request).log
    return len(log.new), len(log.updated), len(log.duplicate)


@languages
def test_anki_has_a_card_for_each_exercise_with_all_its_texts(
    lang: str, collection: Collection, tmp_path: Path
) -> None:
    assert imported(collection, goldens.handout(lang), tmp_path) == (6, 0, 0)
    assert collection.card_count() == 6
    for exercise in samples.ALL:
        (note_id,) = collection.find_notes(f'"Id:{exercise.id}"')
        note = collection.get_note(note_id)
        fields = dict(note.items())
        assert told(fields["Story"]) == "\n".join(exercise.story[lang])
        assert told(fields["Question"]) == exercise.question[lang]
        assert told(fields["Explanation"]) == "\n".join(exercise.explanation[lang])
        (card,) = note.cards()
        back = told(card.answer())
        feedback = [w.feedback[lang] for w in (*exercise.options, *exercise.wrong_numbers)]
        assert [text for text in feedback if text not in back] == []
        assert f"zanger::{exercise.articles[0]}" in note.tags


def test_anki_doubles_nothing_when_a_package_comes_again(collection: Collection, tmp_path: Path) -> None:
    imported(collection, goldens.handout("kk"), tmp_path)
    assert imported(collection, goldens.handout("kk"), tmp_path) == (0, 0, 6)
    assert collection.note_count() == 6


def test_anki_takes_a_later_edition_of_a_note_and_keeps_its_learning(collection: Collection, tmp_path: Path) -> None:
    imported(collection, goldens.handout("kk"), tmp_path)
    (card_id,) = collection.find_cards(f'"Id:{samples.ONE.id}"')
    collection.sched.set_due_date([card_id], "7")
    changed = samples.ONE.replaced(question=samples.same("Мәслихат не істей алады?"))
    later = Handout(goldens.TITLES["kk"], "kk", (changed, *samples.ALL[1:]), goldens.STAMP + 60)
    assert imported(collection, later, tmp_path)[0] == 0
    assert collection.get_card(card_id).note()["Question"] == "Мәслихат не істей алады?"
    assert collection.get_card(card_id).ivl == 7


def test_anki_keeps_languages_apart(collection: Collection, tmp_path: Path) -> None:
    imported(collection, goldens.handout("kk"), tmp_path)
    assert imported(collection, goldens.handout("ru"), tmp_path) == (6, 0, 0)


# QTI.
def qti_items(lang: str, folder: Path) -> dict[str, AssessmentItem]:
    with zipfile.ZipFile(io.BytesIO(written(goldens.handout(lang), "qti"))) as archive:
        archive.extractall(folder)
    items = [parse_item(path) for path in (folder / "items").iterdir()]
    return {item.identifier.removeprefix("zanger-"): item for item in items}


@languages
def test_qti_is_read_with_text_key_and_feedback(lang: str, tmp_path: Path) -> None:
    items = qti_items(lang, tmp_path)
    assert set(items) == {e.id for e in samples.ALL}
    for exercise in samples.ALL:
        item = items[exercise.id]
        body = "".join(item.body_xml.itertext())
        assert [p for p in (*exercise.story[lang], exercise.question[lang]) if p.replace("\n", "") not in body] == []
        response = item.response_decls["RESPONSE"]
        if exercise.form in ("one", "many"):
            (interaction,) = (i for i in item.interactions if i.kind == "choice")
            assert [told(c.html) for c in interaction.choices] == [o.text[lang] for o in exercise.options]
        if exercise.form in ("one", "many", "order"):
            assert response.correct_values == list(exercise.key)
        elif exercise.form == "number":
            assert response.correct_values == ["34"]
        else:
            assert response.correct_values == ["24(1)"]
            assert response.mapping["24-баптың 1-тармағы"] == 1
        shown = {f.identifier: told(f.html) for f in item.feedback}
        for wrong in exercise.wrong_numbers:
            assert shown[f"n{wrong.value}"] == wrong.feedback[lang]
        for option in exercise.options:
            assert shown[option.key] == option.feedback[lang]
        assert all(text in shown["explanation"] for text in exercise.explanation[lang])


def test_a_part_of_several_right_options_gives_a_part_of_the_points(tmp_path: Path) -> None:
    mapping = qti_items("en", tmp_path)[samples.MANY.id].response_decls["RESPONSE"].mapping
    assert mapping == pytest.approx({"a": 1 / 3, "b": -1 / 2, "c": 1 / 3, "d": 1 / 3, "e": -1 / 2}, abs=1e-5)


@languages
def test_a_converter_of_others_takes_the_package_and_finds_every_item(lang: str) -> None:
    upgraded = upgrade_package_files(dict(goldens.opened(written(goldens.handout(lang), "qti"))))
    files = getattr(upgraded, "files", upgraded)
    items = [ElementTree.fromstring(text) for name, text in files.items() if name.startswith("items/")]
    assert {root.get("identifier") for root in items} == {f"zanger-{e.id}" for e in samples.ALL}
    assert {root.tag.rpartition("}")[2] for root in items} == {"qti-assessment-item"}
    assert {root.get(f"{XML}lang") for root in items} == {lang}
    choices = [c for root in items for c in root.iter() if c.tag.endswith("}qti-simple-choice")]
    assert len(choices) == sum(len(e.options) for e in samples.ALL)


def test_the_manifest_names_every_file_of_the_package() -> None:
    files = dict(goldens.opened(written(goldens.handout("kk"), "qti")))
    manifest = ElementTree.fromstring(files.pop("imsmanifest.xml"))
    assert {f.get("href") for f in manifest.iter() if f.tag.endswith("}file")} == set(files)
    resources = {r.get("identifier") for r in manifest.iter() if r.tag.endswith("}resource")}
    assert {d.get("identifierref") for d in manifest.iter() if d.tag.endswith("}dependency")} <= resources


# Paper.
@languages
def test_the_page_has_exercises_then_the_sheet_then_the_key(lang: str) -> None:
    page = html5lib.parse(golden("page.html", lang), namespaceHTMLElements=False)
    sections = page.findall(".//section")
    assert [s.get("class") for s in sections] == ["exercises", "sheet", "solutions"]
    assert [len(s.findall(".//article")) for s in sections] == [6, 0, 6]
    assert len(sections[1].findall(".//tbody/tr")) == 6
    first = "".join(sections[0].itertext())
    feedback = {o.feedback[lang] for e in samples.ALL for o in e.options}
    assert [text for text in feedback if text in first] == []
    assert [text for text in feedback if text not in "".join(sections[2].itertext())] == []
    assert page.get("lang") == lang


def test_the_page_is_valid_html_that_loads_nothing() -> None:
    text = golden("page.html", "kk")
    html5lib.HTMLParser(strict=True).parse(text)
    assert re.findall(r"(?:src|href|url\(|@import)", text) == []


def test_a_key_apart_has_no_exercise_and_the_exercises_no_key() -> None:
    key = html5lib.parse(key_page(goldens.handout("ru")), namespaceHTMLElements=False)
    assert [s.get("class") for s in key.findall(".//section")] == ["solutions"]
    page = written(goldens.handout("ru"), "html", with_key=False).decode()
    assert [o.feedback["ru"] for o in samples.ONE.options if html.escape(o.feedback["ru"], quote=False) in page] == []


def test_boxes_that_an_exercise_does_not_use_are_greyed() -> None:
    page = html5lib.parse(golden("page.html", "en"), namespaceHTMLElements=False)
    rows = page.findall(".//tbody/tr")
    free = [
        [n for n, cell in enumerate(row.findall("td")) if "unused" not in (cell.get("class") or "")] for row in rows
    ]
    one, many, order, number, short, _ = free
    assert (one, many) == ([0, 1, 2, 3, 7], [0, 1, 2, 3, 4, 5, 7])
    assert (order, number, short) == ([0, 6, 7], [0, 6, 7], [0, 7])


# The key as data, and what is missing.
def test_a_key_as_data_is_read_back() -> None:
    assert tuple(exercise_lines("key.jsonl", as_lines(samples.ALL)).values()) == samples.ALL


@pytest.mark.parametrize("form", ["anki", "html"])
def test_a_format_whose_package_is_missing_says_how_to_get_it(
    form: export.Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "find_spec", lambda name: None)
    with pytest.raises(ZangerError, match=r"pip install 'zanger\[training\]'"):
        written(goldens.handout("en"), form)
