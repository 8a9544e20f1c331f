"""The catalogues of messages: fresh, complete, and with the same places in every language."""

from __future__ import annotations

import re
import shlex
import string
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from zanger.messages import LANGUAGES, SOURCE, Messages

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "engine" / "zanger" / "locale"
TRANSLATED = [lang for lang in LANGUAGES if lang != SOURCE]


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def po(lang: str) -> Path:
    return LOCALE / lang / "LC_MESSAGES" / "zanger.po"


def forms(text: str | list[str] | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def told(found: Catalog) -> dict[tuple[str, ...], list[str]]:
    return {tuple(forms(m.id)): forms(m.string) for m in found if m.id}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_template_holds_the_messages_of_the_code(tmp_path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    found = re.search(r"^COLLECT := ((?:.*\\\n)*.*)", makefile, re.MULTILINE)
    assert found
    options = shlex.split(found[1].replace("\\\n", " "))
    made = tmp_path / "zanger.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", *options, "-o", str(made)]
    subprocess.run([*command, "engine/zanger", "cli/zanger_cli"], cwd=ROOT, check=True, timeout=60)
    assert made.read_text(encoding="utf-8") == (LOCALE / "zanger.pot").read_text(encoding="utf-8"), (
        "run `make messages`"
    )


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_catalogue_holds_the_messages_of_the_template_and_no_other(lang: str) -> None:
    found = catalogue(po(lang))
    assert told(found).keys() == told(catalogue(LOCALE / "zanger.pot")).keys()
    assert not found.obsolete


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_message_is_untranslated_or_fuzzy(lang: str) -> None:
    found = catalogue(po(lang))
    assert [m.id for m in found if m.id and (m.fuzzy or not all(forms(m.string)))] == []
    plural = [m for m in found if m.pluralizable]
    assert plural
    assert {len(m.string) for m in plural} == {found.num_plurals}


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translation_has_the_places_of_its_message(lang: str) -> None:
    for m in catalogue(po(lang)):
        for text in forms(m.string) if m.id else ():
            assert places(text) == places(forms(m.id)[-1]), text


@pytest.mark.parametrize("lang", TRANSLATED)
def test_the_compiled_catalogue_is_fresh(lang: str) -> None:
    with po(lang).with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    source = catalogue(po(lang))
    assert told(compiled) == told(source), "run `make messages`"
    assert compiled.plural_expr == source.plural_expr


@pytest.mark.parametrize(
    ("lang", "one", "few", "many"), [("en", "1 day", "2 days", "5 days"), ("ru", "1 дня", "2 дней", "5 дней")]
)
def test_a_number_takes_the_form_that_goes_with_it(lang: str, one: str, few: str, many: str) -> None:
    say = Messages(lang)
    for number, form in ((1, one), (2, few), (5, many)):
        text = say.plural(
            "within {days} day after {date}", "within {days} days after {date}", number, days=number, date=""
        )
        assert form in text


def test_russian_has_three_forms_and_kazakh_two() -> None:
    assert {lang: catalogue(po(lang)).num_plurals for lang in TRANSLATED} == {"ru": 3, "kk": 2}


def test_another_language_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="expected one of en, ru, kk, found `de`"):
        Messages("de")


def test_english_reads_no_catalogue() -> None:
    code = "import sys; from zanger.messages import Messages; Messages()('x'); print('gettext' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"
