"""What people read: every worked case and every provision, line by line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import INTERNAL, seen
from tiers import some_first

from zanger import Law, Words, decide, load_case, parse_case, report
from zanger.engines import Reference
from zanger.lawbook import contents, find, provision_lines
from zanger.template import case_template, kind_lines

TWENTY = Path(__file__).parents[2] / "bench" / "twenty-facts.yaml"
CASES = sorted((Path(__file__).parents[2] / "rules" / "kz" / "cases").rglob("*.yaml"))


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load("kz")


@pytest.mark.parametrize("path", some_first(CASES[::9], 5, 1))
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


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "may appoint [name] in pavlodar to the post: [post]"),
        ("ru", "вправе назначить лицо [обозначение] в единице pavlodar на должность: [должность]"),
        ("kk", "құқылы: pavlodar бөлінісінде [белгісі] тұлғасын мына қызметке тағайындау: [қызмет]"),
    ],
)
def test_what_is_not_settled_is_told_by_its_label(law: Law, lang: str, told: str) -> None:
    case, _ = load_case(TWENTY)
    lines = [x.text for x in report(decide(law, case, engine=Reference()), Words(law.pack, lang), everything=True)]
    assert told in lines
    assert not [line for line in lines if "..." in line]


def test_routine_powers_are_told_by_name_and_none_is_lost(law: Law) -> None:
    case, _ = load_case(TWENTY)
    words, decision = Words(law.pack), decide(law, case, engine=Reference())
    minor = [p for p in decision.now if p.verdict == "permitted" and law.pack.vocabulary.actions[p.kind].minor]
    short, full = ([line.text for line in report(decision, words, everything=each)] for each in (False, True))
    named = [line for line in short if line.startswith("routine powers")]
    assert sum(int(line.split("(")[1].split(")")[0]) for line in named) == len(minor) > 100
    assert all(any(words.label(p.kind) in line for line in named) for p in minor)
    assert not {words.possibility(p) for p in minor} & set(short)
    assert {words.possibility(p) for p in decision.now if p.verdict != "not-empowered"} <= set(full)
    assert len(short) * 2 < len(full)


def test_a_routine_power_that_the_case_asks_about_is_told_in_full(law: Law) -> None:
    question = "ask:\n  - elect-secretary: {id: s, unit: pavlodar, deputy: deputy-1, in_favour: 26, ballot: secret}\n"
    case, _ = parse_case(TWENTY.read_bytes() + question.encode(), "asked.yaml")
    decision = decide(law, case, engine=Reference())
    told = [line.text for line in report(decision, Words(law.pack))]
    assert "may elect deputy-0 secretary of the maslikhat of pavlodar" in told
    assert not [line for line in told if line.startswith("may elect deputy-0") and "secretary" not in line]


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
