"""The page of an audit: well formed, without a network, findings with their cases, the map a table with its scopes."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import pytest
from test_audit_words import BY, CASE, LAW, audit, finding

from zanger.audit.finding import Audit, Cell
from zanger.audit.wording import file_name
from zanger.messages import LANGUAGES
from zanger.words import Words

html5lib = pytest.importorskip("html5lib")
pytest.importorskip("jinja2")
from zanger.audit.page import page  # noqa: E402

KNOWN = finding("dead", grave="warning", known=("D1",), witness=None)
SILENT = finding("silence", subject="inspect", id="silence/inspect/x", witness=None)
MAP = (
    Cell(
        body="driver",
        situation="open-road",
        says=("conflict", "permitted"),
        actions=("travel",),
        citations=(LAW.citer.cite(next(iter(BY.values()))),),
    ),
    Cell(body="officer", situation="inspect", says=("silent",), finding=SILENT.id),
)
WHOLE: Audit = audit(finding(), KNOWN, SILENT, map=MAP)


def parsed(text: str) -> Element:
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    return root


def words_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_well_formed_and_in_its_language(lang: str) -> None:
    root = parsed(page(WHOLE, LAW, lang))
    assert root.get("lang") == lang
    assert len(root.findall(".//section")) == 3
    (title,) = root.iter("h1")
    assert words_of(title) == Words(LAW.pack, lang).say("Is the law consistent?")


def test_nothing_is_loaded_from_elsewhere() -> None:
    text = page(WHOLE, LAW)
    root = parsed(text)
    assert "default-src 'none'" in text
    links = [e.get(name, "") for e in root.iter() for name in ("href", "src") if e.get(name)]
    assert links
    assert all(link.startswith(("#", "data:text/yaml")) for link in links)
    assert "@import" not in text
    assert "url(" not in text


def test_each_anchor_is_there_once_and_every_link_leads_to_one() -> None:
    root = parsed(page(WHOLE, LAW))
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert {str(e.get("href"))[1:] for e in root.iter("a") if str(e.get("href")).startswith("#")} <= {*map(str, ids)}


def test_the_headings_have_no_gap_and_the_tables_their_scopes() -> None:
    root = parsed(page(WHOLE, LAW))
    levels = [int(e.tag[1]) for e in root.iter() if isinstance(e.tag, str) and re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(cell.get("scope") in ("row", "col") for cell in root.iter("th"))


def test_a_finding_has_its_case_to_save_and_the_command_that_runs_it() -> None:
    found = finding()
    root = parsed(page(WHOLE, LAW, pack="gate/"))
    (link,) = [a for a in root.iter("a") if a.get("download")]
    assert link.get("download") == file_name(found)
    assert unquote(str(link.get("href")).partition(",")[2]) == CASE
    assert f"zanger check cases/{file_name(found)} --pack gate/" in words_of(root)


def test_cases_that_were_written_are_linked() -> None:
    found = finding()
    root = parsed(page(audit(found), LAW, folder="my cases"))
    assert f"my%20cases/{file_name(found)}" in [a.get("href") for a in root.iter("a")]


def test_findings_can_be_chosen_by_kind_gravity_body_article_and_what_is_known() -> None:
    root = parsed(page(WHOLE, LAW))
    form = root.find(".//form")
    assert form is not None
    assert form.get("hidden") is not None  # without a script there is no filter
    values = {s.get("name"): {o.get("value") for o in s.iter("option")} - {""} for s in form.iter("select")}
    assert values["kind"] == {"conflict", "dead", "silence"}
    assert values["grave"] == {"error", "warning"}
    assert values["known"] == {"known", "new"}
    for section in root.iter("section"):
        assert section.get("data-kind") in values["kind"]
        assert {*str(section.get("data-body")).split("|")} <= values["body"]
        assert {*str(section.get("data-article")).split("|")} <= values["article"]
    assert [s.get("data-known") for s in root.iter("section")] == ["new", "known", "new"]


def test_the_map_has_signs_beside_colours_and_says_them() -> None:
    root = parsed(page(WHOLE, LAW))
    (cell,) = [td for td in root.iter("td") if td.get("class") == "conflict"]
    assert [s.text for s in cell.iter("span") if s.get("aria-hidden")] == ["#", "+"]
    assert [str(s.text).strip() for s in cell.iter("span") if not s.get("aria-hidden")] == ["conflict", "permitted"]
    assert "travel" in str(cell.get("title"))


def test_a_silent_situation_leads_to_its_finding() -> None:
    root = parsed(page(WHOLE, LAW))
    assert f"#{file_name(SILENT).removesuffix('.yaml')}" in [a.get("href") for a in root.iter("a")]


def test_what_a_pack_says_cannot_become_markup() -> None:
    evil = finding(subject="<script>alert(1)</script>")
    assert "<script>alert" not in page(audit(evil), LAW)
