"""The law as a book: links, languages, valid HTML, the same bytes each time, and numbers that the law gives."""

from __future__ import annotations

import posixpath
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest

from zanger import Law, decide, parse_case
from zanger.digest import Worked, of_body, told_once
from zanger.errors import ZangerError
from zanger.load import load_pack
from zanger.provision import Provision
from zanger.words import Words

html5lib = pytest.importorskip("html5lib")
pytest.importorskip("fast_sugiyama")
pytest.importorskip("jinja2")

from zanger.book import addresses, diagram, layout, svg, thresholds, write  # noqa: E402
from zanger.book.excerpt import Excerpt  # noqa: E402

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "golden" / "packs" / "tiny"
XHTML = "{http://www.w3.org/1999/xhtml}"
ARTICLE = """
  - id: tiny.law.2.2
    marks: [S1]
    in_force: {from: 2000-01-01, until: 2004-12-31, new: true}
    says: {en: "The council has at most one clerk for @ deputies <b>&amp;</b>.",
           kk: "Кеңестің хатшысы біреу ғана - ә ғ қ ң ө ұ ү һ і."}
    source: {grade: claimed, ref: invented}
    when: [{town: {id: $town, seats: $seats}}]
    forbids: {dismiss-mayor: {town: $town, in_favour: $votes}}
    provided:
      - share: {of: $votes, in: $seats, more_than: 1/7}
      - compare: {left: $votes, more_than: 3}
    breach: {G01: {counts: void, secret-only: stands}}
  - id: tiny.law.2.2
    marks: [S1]
    in_force: {from: 2006-01-01, until: 2007-12-31}
    says: {en: "The council has at most one clerk for five deputies."}
    source: {grade: secondary, ref: invented}
    when: [{town: {id: $town, seats: $seats}}]
    unless: [{dismissal-ground: {}}]
    forbids: {dismiss-mayor: {town: $town, in_favour: $votes}}
    provided: [{share: {of: $votes, in: $seats, more_than: 1/5}}]
    breach: void
"""
MORE = {
    "procedures.yaml": """
procedures: [{id: S1, title: {en: "Dismissal", kk: "Босату"}, says: {en: "How a mayor goes."}}]
""",
    "parameters.yaml": """
parameters:
  - id: clerks
    label: {en: "clerks"}
    values: [{from: 2000-01-01, until: 2004-12-31, value: 1/7, cite: tiny.law.2.2, source: {grade: primary, ref: x}}]
""",
    "differences.yaml": """
differences:
  - {id: D1, concerns: [tiny.law.2], paper: {en: "half"}, law: {en: "two thirds"}, cites: [tiny.law.2.1],
     source: {grade: primary, ref: invented}}
""",
    "practice/mayors.yaml": """
remarks: [{id: N1, concerns: [tiny.law.2.1], says: {en: "Never done."}, source: {grade: claimed, ref: invented}}]
""",
    "cases/mayors/two.yaml": """\
title: Two refusals
teaches: {en: "Two refusals are a ground.", ru: "Два отказа - основание."}
pack: tiny
as_of: 2001-06-01
facts:
  - town: {id: t, seats: 30}
  - mayor: {id: m, town: t}
history:
  - refuse-report: {town: t, mayor: m, in_favour: 3, on: 2001-01-01}
  - refuse-report: {town: t, mayor: m, in_favour: 3, on: 2001-02-01}
ask:
  - dismiss-mayor: {town: t, mayor: m, in_favour: 20}
expect:
  - {ask: 1, cites: [tiny.law.2.1], turns_on: [G01]}
""",
}
Site = dict[str, str]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny law with one of everything that a book shows."""
    root = tmp_path_factory.mktemp("book") / "tiny"
    shutil.copytree(TINY, root)
    article = root / "law" / "art-2.yaml"
    text = article.read_text().replace("  - id: tiny.law.2.1\n", "  - id: tiny.law.2.1\n    marks: [S1]\n")
    article.write_text(text + ARTICLE, encoding="utf-8")
    for name, content in MORE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def site(pack: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The files of its book, by path."""
    out = tmp_path_factory.mktemp("site")
    count = write(Law(load_pack(pack)), out)
    found = {p.relative_to(out).as_posix(): p.read_text(encoding="utf-8") for p in out.rglob("*") if p.is_file()}
    assert len(found) == count
    return found


def test_every_page_is_valid_html(site: Site) -> None:
    for name, text in site.items():
        if name.endswith(".html"):
            parser = html5lib.HTMLParser(strict=True)
            parser.parse(text)


def test_every_link_leads_to_a_file_and_an_anchor_that_are_there(site: Site) -> None:
    anchors = {name: set(re.findall(r'\bid="([^"]*)"', text)) for name, text in site.items()}
    for name, text in site.items():
        for link in re.findall(r'\bhref="([^"]*)"', text):
            assert ":" not in link
            assert not link.startswith("/")
            path, _, anchor = unquote(link).partition("#")
            there = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
            assert there in site, (name, link)
            assert not anchor or anchor in anchors[there], (name, link)


def test_no_anchor_stands_twice_on_a_page(site: Site) -> None:
    for name, text in site.items():
        assert [i for i, n in Counter(re.findall(r'\bid="([^"]*)"', text)).items() if n > 1] == [], name


def test_nothing_is_fetched_and_nothing_runs(site: Site) -> None:
    for text in site.values():
        assert not re.search(r"<script|<img|<iframe|\bsrc=|@import|url\((?!#)|\bon\w+=", text)


def test_headings_go_down_one_step_at_a_time(site: Site) -> None:
    for name, text in site.items():
        levels = [int(n) for n in re.findall(r"<h([1-6])", text)]
        assert levels[:1] == ([1] if name.endswith(".html") else []), name
        assert levels.count(1) <= 1
        assert all(b <= a + 1 for a, b in pairwise(levels)), (name, levels)


def test_every_table_head_says_what_it_heads(site: Site) -> None:
    for text in site.values():
        assert all("scope=" in head for head in re.findall(r"<th\b[^>]*>", text))


def test_every_diagram_has_a_name_and_a_description_and_names_its_links(site: Site) -> None:
    drawn = [text for text in site.values() if "<svg" in text]
    assert drawn
    for text in drawn:
        (head,) = re.findall(r"<svg [^>]*>", text)
        for attribute, element in (("aria-labelledby", "title"), ("aria-describedby", "desc")):
            (ident,) = re.findall(rf'{attribute}="([^"]+)"', head)
            assert re.search(rf'<{element} id="{ident}">[^<]+</{element}>', text)
        shown = text[text.index("<svg") : text.index("</svg>")]
        assert all('aria-label="' in link for link in re.findall(r"<a [^>]*>", shown))


def test_each_language_has_the_same_pages_which_name_each_other(site: Site) -> None:
    pages = {lang: {n[3:] for n in site if n.startswith(lang + "/")} for lang in ("en", "ru", "kk")}
    assert pages["en"] == pages["ru"] == pages["kk"]
    for name, text in site.items():
        if name.endswith(".html") and "/" in name:
            assert f'<html lang="{name[:2]}">' in text
            assert re.findall(r'<link rel="alternate" hreflang="(\w\w)"', text) == ["en", "ru", "kk"]


def test_a_passage_that_is_only_there_in_english_is_marked(site: Site) -> None:
    page = site["kk/articles/law-2.html"]
    assert '<span lang="en">Where there is a ground, the council may dismiss' in page
    assert "ә ғ қ ң ө ұ ү һ і" in page
    assert '<span lang="en">' not in site["en/articles/law-2.html"]
    assert "<h1>Два отказа - основание.</h1>" in site["ru/cases/mayors/two.html"]
    assert '<span lang="en">Two refusals</span>' in site["ru/cases/mayors/two.html"]
    assert '<h1><span lang="en">Two refusals</span></h1>' in site["kk/cases/mayors/two.html"]
    assert "<h1>Two refusals</h1>" in site["en/cases/mayors/two.html"]


def test_what_the_law_says_is_shown_and_never_read_as_html(site: Site) -> None:
    assert "@ deputies &lt;b&gt;&amp;amp;&lt;/b&gt;" in site["en/articles/law-2.html"]


def test_an_article_shows_all_that_belongs_to_a_provision(site: Site) -> None:
    page = site["en/articles/law-2.html"]
    for text in (
        "In plain words", "before 2000-01-01: there was no such rule", "from 2005-01-01 to 2005-12-31: not coded",
        "after 2007-12-31: not coded", "claimed, not verified: invented", "The paper says", "Never done.", "1/7",
        "Does a report count that was refused in an open vote?", "only a secret vote counts", "Two refusals",
    ):  # fmt: skip
        assert text in page, text


def test_a_case_shows_its_file_and_its_answer(site: Site) -> None:
    page = site["en/cases/mayors/two.html"]
    assert "dismiss-mayor: {town: t, mayor: m, in_favour: 20}" in page
    assert "dismissal-ground" not in page
    assert "there is a ground to dismiss m" in page
    assert not re.search(r"case lines? [0-3]\b", page)
    assert "what is not so" not in page.casefold()


def test_the_case_that_separates_readings_is_named(site: Site) -> None:
    assert "../cases/mayors/two.html" not in site["en/readings.html"]
    assert "cases/mayors/two.html" in site["en/readings.html"]


@pytest.mark.deep
def test_the_same_pack_gives_the_same_bytes(pack: Path, tmp_path: Path) -> None:
    code = (
        f"from pathlib import Path; from zanger import Law; from zanger.book import write\n"
        f"write(Law.load({str(pack)!r}), Path({{!r}}), jobs={{}})"
    )
    outs = []
    for seed, jobs in (("1", 1), ("2", 2)):
        out = tmp_path / seed
        env = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}
        subprocess.run([sys.executable, "-c", code.format(str(out), jobs)], check=True, env=env, timeout=120)
        outs.append({p.relative_to(out): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()})
    assert outs[0] == outs[1]


def test_a_language_can_be_chosen_and_one_that_is_not_there_is_told(pack: Path, tmp_path: Path) -> None:
    law = Law(load_pack(pack))
    write(law, tmp_path, ["kk"])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["book.css", "index.html", "kk"]
    with pytest.raises(ZangerError, match="found `de`"):
        write(law, tmp_path, ["de"])


def test_without_the_extra_it_is_told_how_to_install_it(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zanger.book.find_spec", lambda name: None)
    with pytest.raises(ZangerError, match=r"pip install 'zanger\[book\]'"):
        write(Law(load_pack(pack)), tmp_path)


def test_every_provision_of_the_law_has_its_place_on_the_page_of_its_article() -> None:
    for _, article in load_pack("kz").articles:
        page = addresses.article(article.instrument, article.article)
        assert {addresses.provision(p) for p in article.provisions} == {(page, p.id) for p in article.provisions}


# Numbers

HALF, TWO_THIRDS, THIRD, FIFTH, QUARTERS = (
    ("1/2", True),
    ("2/3", False),
    ("1/3", False),
    ("1/5", False),
    ("3/4", False),
)


@pytest.mark.parametrize(
    ("whole", "numbers"),
    [
        (50, (26, 34, 17, 10, 38)),
        (45, (23, 30, 15, 9, 34)),
        (30, (16, 20, 10, 6, 23)),
        (25, (13, 17, 9, 5, 19)),
        (20, (11, 14, 7, 4, 15)),
        (15, (8, 10, 5, 3, 12)),
    ],
)
def test_shares_are_exact(whole: int, numbers: tuple[int, ...]) -> None:
    from fractions import Fraction

    shares = (HALF, TWO_THIRDS, THIRD, FIFTH, QUARTERS)
    assert tuple(thresholds.Part(Fraction(ratio), strict).least(whole) for ratio, strict in shares) == numbers


def test_the_shares_of_the_table_are_those_of_the_law() -> None:
    found = {(str(p.ratio), p.strict) for p in thresholds.parts(load_pack("kz").provisions)}
    assert {HALF, TWO_THIRDS, THIRD, QUARTERS} <= found


def test_a_limit_is_the_greatest_number_that_is_not_forbidden(pack: Path) -> None:
    first, second = thresholds.limits(load_pack(pack), [50, 25, 15])
    assert (first.period.first, first.numbers) == (date(2000, 1, 1), (7, 3, 3))
    assert (second.period.first, second.numbers) == (date(2006, 1, 1), (10, 5, 3))


def test_a_limit_is_no_share_that_must_be_reached(pack: Path) -> None:
    assert [str(p.ratio) for p in thresholds.parts(load_pack(pack).provisions)] == ["2/3"]


# What a case shows

EXPECTING = """\
title: None
pack: tiny
as_of: 2001-06-01
facts:
  - town: {id: t, seats: 30}
  - mayor: {id: m, town: t}
expect:
  - {status: dismissal-ground, with: {mayor: m}, holds: false}
  - {action: dismiss-mayor, by: council, verdict: not-empowered}
"""


def test_a_case_shows_what_it_expects_not_to_be_so_and_counts_what_it_does_not_ask_about() -> None:
    law = Law.load(TINY)
    case, _ = parse_case(EXPECTING.encode(), "case.yaml")
    found = Excerpt(Worked("none", case, EXPECTING), decide(law, case, engine="reference"), law.pack)
    lines = [line.text for line in found.lines(Words(law.pack))]
    assert lines[0] == "What is not so"
    assert lines[1].endswith("does not hold")
    assert lines[2].endswith("not empowered")
    assert len(lines) == 3
    assert found.rest == {"council": 1}


# Diagrams

PROCEDURES = [p.id for p in load_pack("kz").procedures]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> diagram.Graph:
    """The graph of the tiny law with one more rule: refusals are a ground, on which the power rests and the ban not."""
    root = tmp_path_factory.mktemp("small") / "tiny"
    shutil.copytree(TINY, root)
    article = root / "law" / "art-2.yaml"
    article.write_text(article.read_text() + RULES)
    pack = load_pack(root)
    return diagram.graph(pack, pack.provisions)


RULES = """
  - id: tiny.law.2.2
    in_force: {from: 2000-01-01}
    says: {en: "No dismissal without a ground."}
    source: {grade: claimed, ref: invented}
    when: [{mayor: {id: $mayor, town: $town}}]
    unless: [{dismissal-ground: {mayor: $mayor}}]
    forbids: {dismiss-mayor: {town: $town, mayor: $mayor}}
    breach: void
"""


def test_a_diagram_has_what_the_rules_give_and_an_edge_for_each_step_that_a_rule_reads(small: diagram.Graph) -> None:
    found = {n.kind: sorted({p.id for p in given}) for n, given in small.nodes.items()}
    assert found == {
        "dismiss-mayor": ["tiny.law.2.1", "tiny.law.2.2"],
        "refuse-report": ["tiny.law.1.1"],
        "dismissal-ground": ["tiny.law.1.2"],
    }
    edges = {(e.source.kind, e.target.kind, e.effect, e.negative): [p.id for p in e.provisions] for e in small.edges}
    assert edges == {
        ("refuse-report", "dismissal-ground", "defines", False): ["tiny.law.1.2"],
        ("dismissal-ground", "dismiss-mayor", "permits", False): ["tiny.law.2.1"],
        ("dismissal-ground", "dismiss-mayor", "forbids", True): ["tiny.law.2.2"],
    }


def graph_of(*edges: tuple[diagram.Node, diagram.Node]) -> diagram.Graph:
    """A graph without provisions' texts: every target is given."""
    some = [load_pack("kz").provisions[0]]
    nodes: dict[diagram.Node, list[Provision]] = {}
    for a, b in edges:
        nodes.setdefault(a, [])
        nodes[b] = some
    return diagram.Graph(nodes, [diagram.Edge(a, b, "permits", False, some) for a, b in edges])


def test_a_status_given_elsewhere_or_read_in_four_places_has_no_arrows() -> None:
    outside, often, seldom = diagram.Node("outside"), diagram.Node("often"), diagram.Node("seldom")
    acts = [diagram.Node(f"act-{n}", ("akim",)) for n in range(4)]
    found = graph_of(
        (outside, often), (acts[0], seldom), *((often, act) for act in acts), *((seldom, act) for act in acts[:3])
    )
    assert found.told == {outside, often}
    assert [(e.source.kind, e.target.kind) for e in found.arrows] == [
        ("act-0", "seldom"), ("seldom", "act-0"), ("seldom", "act-1"), ("seldom", "act-2"),
    ]  # fmt: skip
    assert outside not in found.drawn
    assert often in found.drawn


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_the_text_of_a_node_fits_into_it(lang: str) -> None:
    pack = load_pack("kz")
    words = Words(pack, lang)
    for procedure in PROCEDURES:
        drawn = layout.drawing(diagram.graph(pack, [p for p in pack.provisions if procedure in p.marks]), words)
        for box in drawn.boxes.values():
            for sort, line in box.lines:
                assert layout.breadth(line) * layout.SIZES[sort] <= layout.WIDTH, line


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_nothing_in_a_diagram_covers_anything_else(procedure: str) -> None:
    pack = load_pack("kz")
    found = diagram.graph(pack, [p for p in pack.provisions if procedure in p.marks])
    drawn = layout.drawing(found, Words(pack))
    boxes = list(drawn.boxes.items())
    assert [node for node, _ in sorted(boxes)] == found.drawn
    for n, (_, a) in enumerate(boxes):
        assert a.x >= 0
        assert a.x + layout.WIDTH <= drawn.width
        assert a.y + a.height <= drawn.height
        for _, b in boxes[n + 1 :]:
            apart = abs(a.x - b.x) >= layout.WIDTH or a.y + a.height <= b.y or b.y + b.height <= a.y
            assert apart, (a, b)
    for x, y, text in svg.labels(drawn):
        half = svg.broad(text) / 2
        for node, b in boxes:
            assert x + half < b.x or x - half > b.x + layout.WIDTH or y < b.y or y - 12 > b.y + b.height, (node, text)
    for way in drawn.ways:
        for (x, y), (u, v) in pairwise(way.points):
            for node, b in boxes:
                if node not in (way.edge.source, way.edge.target) and abs(x - u) < 1:
                    low, high = sorted((y, v))
                    assert not (b.x < x < b.x + layout.WIDTH and low < b.y + b.height and high > b.y), (way, node)


def test_each_diagram_is_at_most_two_screens_wide() -> None:
    pack = load_pack("kz")
    for procedure in PROCEDURES:
        found = diagram.graph(pack, [p for p in pack.provisions if procedure in p.marks])
        assert layout.drawing(found, Words(pack)).width < 2 * layout.ACROSS


def test_what_one_place_codes_apart_stands_once_on_the_page_of_a_body() -> None:
    pack = load_pack("kz")
    whole, shown = of_body(pack, "maslikhat"), told_once(of_body(pack, "maslikhat"))
    apart = [p.id for p in whole["requires"] if p.id.startswith("kz.l148.24.6")]
    assert apart == ["kz.l148.24.6-president", "kz.l148.24.6-higher-akim"]
    assert [p.id for p in shown["requires"] if p.id in apart] == apart[:1]
    for name, listed in shown.items():
        says = [(p.conclusion[1].kind, p.says["en"], Words(pack).cite(p.id)) for p in listed]
        assert len(says) == len(set(says))
        assert {(p.conclusion[1].kind, p.says["en"]) for p in whole[name]} == {(k, s) for k, s, _ in says}
