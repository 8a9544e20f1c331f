"""What people read: every worked case and every provision, line by line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import INTERNAL, seen

from zanger import Law, Words, decide, load_case, report
from zanger.engines import Reference
from zanger.lawbook import contents, find, provision_lines
from zanger.template import case_template, kind_lines

CASES = sorted((Path(__file__).parents[2] / "rules" / "kz" / "cases").rglob("*.yaml"))


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load("kz")


@pytest.mark.parametrize("path", CASES[::9], ids=lambda p: p.stem)
def test_a_proof_in_words_names_every_step(path: Path, law: Law) -> None:
    case, _ = load_case(path)
    decision = decide(law, case, engine=Reference())
    lines = [line.text for line in report(decision, Words(law.pack), proofs=True)]
    proofs = [a.proof for a in (*decision.history, *decision.asked, *decision.now, *decision.statuses) if a.proof]
    numbered = [text for text in lines if re.match(r"\d+\. ", text)]
    assert len(numbered) == sum(len(p.steps) for p in proofs if p)


def test_a_proof_tells_that_a_provision_that_prevails_does_not_apply(law: Law) -> None:
    case, _ = load_case(next(p for p in CASES if p.stem == "no-confidence-2007-by-the-law"))
    lines = [line.text for line in report(decide(law, case, engine=Reference()), Words(law.pack), proofs=True)]
    assert "Constitution, art. 87(5) applies: 0 (== 0)" in lines
    assert [line for line in lines if INTERNAL.search(line)] == []


def test_every_provision_can_be_read_in_plain_words(law: Law) -> None:
    words = Words(law.pack)
    for provision in law.pack.provisions:
        page = seen(list(provision_lines([provision], law.pack, words)))
        assert any(provision.id in line for line in page)
        assert [line for line in page if len(line) > 80 or re.search(r"\bNone\b|\{\w*\}|\$", line)] == [], provision.id


def test_the_contents_list_every_article_and_each_can_be_found(law: Law) -> None:
    page = "\n".join(line.text for line in contents(law.pack, Words(law.pack)))
    for _, article in law.pack.articles:
        assert f"art. {article.article}  " in page
        found = find(law.pack, f"{article.instrument}.{article.article}")
        assert {p.id for p in article.provisions} <= {p.id for p in found}


def test_the_template_names_every_fact_and_action_and_shows_the_fields_of_each(law: Law) -> None:
    text, vocabulary = case_template(law.pack), law.pack.vocabulary
    for name, kind in {**vocabulary.facts, **vocabulary.actions}.items():
        assert f"#   {name}: " in text
        shown = "\n".join(kind_lines(law.pack, [name]))
        assert all(f"    #   {field}: " in shown for field in kind.fields)
