"""The other commands: law, test, lint, doctor, schema and new."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import Result

from conftest import CASE, ROOT, Run
from zanger.load import bundled_packs, load_pack, parse_case


def refused(result: Result) -> str:
    """The diagnostics of a command that gave no answer."""
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


def answered(result: Result) -> str:
    """The output of a command that did what was asked."""
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


# law
def test_law_lists_the_articles_of_each_instrument(run: Run, tiny: str) -> None:
    assert answered(run("law", "--pack", tiny)) == (
        "Law of a town\n\nLaw on towns\n  art. 1  Reports  (2 provisions)\n  art. 2  Dismissal  (1 provision)\n\n"
        "zanger law ARTICLE shows one; what is not listed is not coded\n"
    )


def test_law_lists_one_instrument(run: Run, tiny: str) -> None:
    assert "Law on towns" in answered(run("law", "--pack", tiny, "--instrument", "law"))
    assert "Law on towns" not in answered(run("law", "--pack", tiny, "--instrument", "charter"))


@pytest.mark.parametrize("arguments", [[], ["2"], ["--format", "json"]])
def test_law_tells_an_unknown_instrument(arguments: list[str], run: Run, tiny: str) -> None:
    errors = refused(run("law", *arguments, "--pack", tiny, "--instrument", "charta"))
    assert "error[unknown-instrument]: there is no instrument `charta`\n  help: did you mean `charter`?" in errors


@pytest.mark.parametrize(
    ("place", "ids"),
    [
        ("1", ["tiny.law.1.1", "tiny.law.1.2"]),
        ("art. 1", ["tiny.law.1.1", "tiny.law.1.2"]),
        ("law.1", ["tiny.law.1.1", "tiny.law.1.2"]),
        ("1.2", ["tiny.law.1.2"]),
        ("1(2)", ["tiny.law.1.2"]),
        ("law.1.2", ["tiny.law.1.2"]),
        ("tiny.law.1.2", ["tiny.law.1.2"]),
        ("tiny", ["tiny.law.1.1", "tiny.law.1.2", "tiny.law.2.1"]),
    ],
)
def test_law_finds_a_place(place: str, ids: list[str], run: Run, tiny: str) -> None:
    found = json.loads(answered(run("law", place, "--pack", tiny, "--format", "json")))
    assert [provision["id"] for provision in found] == ids


def test_law_without_a_place_gives_all_provisions_as_json(run: Run, tiny: str) -> None:
    found = json.loads(answered(run("law", "--pack", tiny, "--format", "json")))
    assert [provision["id"] for provision in found] == ["tiny.law.1.1", "tiny.law.1.2", "tiny.law.2.1"]


def test_law_shows_the_words_of_the_law_and_what_is_coded(run: Run, tiny: str) -> None:
    text = answered(run("law", "2", "--pack", tiny))
    assert "the Law, art. 2(1)  tiny.law.2.1" in text
    assert "Where there is a ground, the council may dismiss the mayor by two thirds." in text
    assert "at least two thirds of" in text
    assert "Law on towns, article 2, paragraph 1 (edition in force from 2000-01-01)" in text
    assert "primary source: invented" in text


def test_law_shows_the_reading_that_a_provision_depends_on(run: Run, tiny: str) -> None:
    assert "G01" in answered(run("law", "1.2", "--pack", tiny))


def test_law_tells_an_unknown_place_with_the_nearest(run: Run, tiny: str) -> None:
    errors = refused(run("law", "tiny.law.1.3", "--pack", tiny))
    assert "error[unknown-provision]: nothing is coded at `tiny.law.1.3`" in errors
    assert "did you mean `tiny.law.1." in errors


def test_law_of_the_bundled_pack_has_article_24(run: Run) -> None:
    assert "kz.l148.24.1" in answered(run("law", "24"))


@pytest.mark.parametrize(
    "arguments",
    [["show", "1"], ["--instrument", "law", "show", "1"], ["--instrument=law", "1"], ["1", "--instrument", "law"]],
)
def test_law_takes_a_place_or_a_command_after_options(arguments: list[str], run: Run, tiny: str) -> None:
    assert answered(run("law", *arguments, "--pack", tiny)) == answered(run("law", "1", "--pack", tiny))


def test_law_has_help_for_itself_and_for_each_command(run: Run) -> None:
    text = answered(run("law", "--help"))
    for name in ("show", "body", "procedure", "readings", "diff", "book"):
        assert f"\n  {name} " in text
        assert "Example:" in answered(run("law", name, "--help"))


def test_law_tells_what_a_body_may_do(run: Run, tiny: str) -> None:
    text = answered(run("law", "--body", "council", "--pack", tiny))
    assert text == answered(run("law", "body", "council", "--pack", tiny))
    assert text.startswith("Council\n\nMay\n  - The council may refuse the report of the mayor.\n")
    found = json.loads(answered(run("law", "body", "council", "--pack", tiny, "--format", "json")))
    assert [(p["id"], p["conclusion"]) for p in found["provisions"]] == [
        ("tiny.law.1.1", "permits"),
        ("tiny.law.2.1", "permits"),
    ]


def test_law_of_a_body_of_which_nothing_speaks(run: Run, tiny: str) -> None:
    assert "nothing that is coded speaks of this body" in answered(run("law", "body", "governor", "--pack", tiny))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["body", "counsil"], "error[unknown-body]: there is no body `counsil`\n  help: did you mean `council`?"),
        (["readings", "G02"], "error[unknown-reading]: there is no question of reading `G02`"),
        (["procedure", "S1"], "error[unknown-provision]: there is no procedure `S1`"),
        (["diff", "2001-13-01", "2002-01-01"], "error[wrong-value]: `2001-13-01` is no date"),
        (["diff", "2001-01-01", "tomorrow"], "help: expected a date such as `2001-06-30`"),
    ],
)
def test_law_tells_unknown_names_and_days(arguments: list[str], expected: str, run: Run, tiny: str) -> None:
    assert expected in refused(run("law", *arguments, "--pack", tiny))


def test_law_takes_a_place_or_a_body_and_not_both(run: Run, tiny: str) -> None:
    assert "not both" in refused(run("law", "1", "--body", "council", "--pack", tiny))


def test_law_lists_readings_with_what_turns_on_them(run: Run, tiny: str) -> None:
    text = answered(run("law", "readings", "g01", "--pack", tiny))
    assert "followed: counts - it counts" in text
    assert "[the Law, art. 1(2)]" in text
    (found,) = json.loads(answered(run("law", "readings", "--pack", tiny, "--format", "json")))
    assert (found["id"], found["followed"], found["provisions"]) == ("G01", "counts", ["tiny.law.1.2"])


def test_law_shows_a_procedure_with_its_worked_cases(run: Run) -> None:
    assert "SM4  Reports and no confidence" in answered(run("law", "procedure"))
    text = answered(run("law", "procedure", "sm4"))
    assert "kz.l148.24.1" in text
    assert "no-confidence/34-of-50" in text
    (found,) = json.loads(answered(run("law", "procedure", "SM4", "--format", "json")))
    assert "no-confidence/34-of-50" in found["cases"]


def test_law_tells_what_changed_between_two_days(run: Run, tiny: str, tmp_path: Path) -> None:
    pack = amended(tiny, tmp_path)
    text = answered(run("law", "diff", "2004-06-01", "2005-06-01", "--pack", pack))
    assert "~ the Law, art. 1(2): changed" in text
    assert "- when at least 2 times:" in text
    assert "+ when at least 3 times:" in text
    assert "nothing that is coded differs" in answered(run("law", "diff", "2005-06-01", "2005-06-02", "--pack", pack))
    found = json.loads(answered(run("law", "diff", "2004-06-01", "2005-06-01", "--pack", pack, "--format", "json")))
    assert [(c["id"], c["what"]) for c in found["changes"]] == [("tiny.law.1.2", "changed")]


def test_law_tells_which_worked_cases_a_change_turns(run: Run, tiny: str, tmp_path: Path) -> None:
    pack = amended(tiny, tmp_path)
    (tmp_path / "pack" / "cases").mkdir()
    (tmp_path / "pack" / "cases" / "two.yaml").write_text(CASE, encoding="utf-8")
    days = ("2004-06-01", "2005-06-01")
    text = answered(run("law", "diff", *days, "--cases", "--pack", pack))
    assert "~ two: Two refusals" in text
    found = json.loads(answered(run("law", "diff", *days, "--cases", "--pack", pack, "--format", "json")))
    assert [c["path"] for c in found["cases"]] == ["two"]


def amended(tiny: str, folder: Path) -> str:
    """A copy of the small pack where three refusals are needed from 2005."""
    pack = spoilt(tiny, folder, "article: 1", "article: 1")
    article = folder / "pack" / "law" / "art-1.yaml"
    text = article.read_text(encoding="utf-8")
    old = text[text.index("  - id: tiny.law.1.2") :]
    new = old.replace("2000-01-01", "2005-01-01").replace("at_least: 2", "at_least: 3")
    dated = old.replace("{from: 2000-01-01}", "{from: 2000-01-01, until: 2004-12-31}")
    article.write_text(text.replace(old, f"{dated}\n{new}"), encoding="utf-8")
    return pack


def test_the_law_is_written_as_a_book(run: Run, tiny: str, tmp_path: Path) -> None:
    pytest.importorskip("fast_sugiyama")
    pytest.importorskip("jinja2")
    assert answered(run("law", "book", "--out", "book", "--lang", "en", "--pack", tiny)).startswith("book/index.html: ")
    assert (tmp_path / "book" / "en" / "articles" / "law-1.html").exists()
    assert "found `xx`" in refused(run("law", "book", "--out", "book", "--lang", "xx", "--pack", tiny))


# test
def test_a_case_that_answers_as_expected_passes(run: Run, case: str, tiny: str) -> None:
    assert answered(run("test", case, "--pack", tiny)) == "1 passed, 0 failed\n"


def test_a_case_that_answers_otherwise_fails_and_tells_how(run: Run, tiny: str, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE.replace("verdict: not-empowered", "verdict: permitted"), encoding="utf-8")
    result = run("test", "case.yaml", "--pack", tiny)
    assert (result.exit_code, result.stderr) == (1, "")
    head, difference, count = result.stdout.splitlines()
    assert head == "FAIL case.yaml: Two refusals"
    assert "permitted" in difference
    assert "not-empowered" in difference
    assert count == "0 passed, 1 failed"


def test_the_cases_of_a_folder_are_run(run: Run, case: str, tiny: str, tmp_path: Path) -> None:
    (tmp_path / "more" / "deep.yaml").mkdir(parents=True)
    (tmp_path / "more" / "second.yml").write_text(CASE, encoding="utf-8")
    (tmp_path / "more" / "notes.txt").write_text("no case", encoding="utf-8")
    assert answered(run("test", ".", "--pack", tiny)) == "2 passed, 0 failed\n"


def test_verbose_names_every_case(run: Run, case: str, tiny: str) -> None:
    assert answered(run("test", case, "--pack", tiny, "-v")).splitlines()[0] == "ok   case.yaml: Two refusals"


def test_coverage_is_a_table_by_article_and_a_list_of_what_is_missing(run: Run, case: str, tiny: str) -> None:
    lines = answered(run("test", case, "--pack", tiny, "--coverage")).splitlines()
    assert lines[0] == "1 passed, 0 failed"
    assert lines[2].split()[:3] == ["article", "provisions", "applied"]
    assert [line.split()[0] for line in lines[3:6]] == ["art-1.yaml", "art-2.yaml", "tiny"]
    assert lines[7] == "Not seen in any case:"
    assert all(".yaml:" in line and ": tiny.law." in line for line in lines[8:-2])
    assert lines[-1].startswith("tiny: ")


@pytest.mark.parametrize(("least", "code"), [("10", 0), ("100", 1)])
def test_coverage_below_what_is_asked_fails(least: str, code: int, run: Run, case: str, tiny: str) -> None:
    result = run("test", case, "--pack", tiny, "--fail-under", least)
    assert (result.exit_code, result.stderr) == (code, "")
    assert ("tiny: less than 100 %" in result.stdout) is (code == 1)


def test_coverage_is_written_as_json(run: Run, case: str, tiny: str, tmp_path: Path) -> None:
    answered(run("test", case, "--pack", tiny, "--coverage-json", "coverage.json"))
    (pack,) = json.loads((tmp_path / "coverage.json").read_text(encoding="utf-8"))
    assert pack["pack"] == "tiny"
    assert [len(a["provisions"]) for a in pack["articles"]] == [2, 1]


def test_a_case_without_expectations_is_counted_apart(run: Run, tiny: str, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE.partition("expect:")[0], encoding="utf-8")
    assert answered(run("test", "case.yaml", "--pack", tiny)) == "1 passed, 0 failed, 1 without `expect`\n"


def test_results_are_written_as_junit_xml(run: Run, case: str, tiny: str, tmp_path: Path) -> None:
    (tmp_path / "second.yaml").write_text(
        CASE.replace("verdict: not-empowered", "verdict: permitted"), encoding="utf-8"
    )
    (tmp_path / "third.yaml").write_text(CASE.partition("expect:")[0], encoding="utf-8")
    assert run("test", ".", "--pack", tiny, "--junit", "results.xml").exit_code == 1
    suite = ElementTree.parse(tmp_path / "results.xml").getroot()
    assert (suite.tag, suite.get("tests"), suite.get("failures")) == ("testsuite", "3", "1")
    outcomes = {case.get("file"): [part.tag for part in case] for case in suite}
    assert outcomes == {"case.yaml": [], "second.yaml": ["failure"], "third.yaml": ["skipped"]}


@pytest.mark.parametrize("engine", ["durable", "reference"])
def test_cases_are_run_on_the_engine_asked_for(engine: str, run: Run, case: str, tiny: str) -> None:
    assert answered(run("test", case, "--pack", tiny, "--engine", engine)) == "1 passed, 0 failed\n"


def test_a_wrong_case_means_that_none_is_run(run: Run, case: str, broken: str, tiny: str) -> None:
    assert "broken.yaml:5:19" in refused(run("test", case, broken, "--pack", tiny))


def test_a_folder_without_cases_is_told(run: Run) -> None:
    assert "there is no case in the folder `.`" in refused(run("test", "."))


def test_a_missing_folder_is_told(run: Run) -> None:
    assert "error[file-unreadable]" in refused(run("test", "nowhere"))


def test_the_bundled_demo_passes(run: Run, demo: str) -> None:
    assert answered(run("test", demo)) == "1 passed, 0 failed\n"


# lint
def spoilt(tiny: str, folder: Path, old: str, new: str) -> str:
    """A copy of the small pack, with something put into the place of something else in article 1."""
    for path in Path(tiny).rglob("*.yaml"):
        target = folder / "pack" / path.relative_to(tiny)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    article = folder / "pack" / "law" / "art-1.yaml"
    text = article.read_text(encoding="utf-8")
    assert old in text
    article.write_text(text.replace(old, new), encoding="utf-8")
    return "./pack"


def test_a_sound_pack_passes(run: Run, tiny: str) -> None:
    assert answered(run("lint", tiny)) == "tiny: 3 provisions in 2 articles, 1 readings: no errors\n"


def test_a_wrong_pack_fails_with_every_error(run: Run, tiny: str, tmp_path: Path) -> None:
    result = run("lint", spoilt(tiny, tmp_path, "mayor: {id: $mayor", "mayer: {id: $mayor"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("error[unknown-kind]") == 2
    assert "did you mean `mayor`?" in result.stderr


def test_sound_and_wrong_packs_are_both_told(run: Run, tiny: str, tmp_path: Path) -> None:
    result = run("lint", spoilt(tiny, tmp_path, "article: 1", "artikel: 1"), tiny)
    assert result.exit_code == 1
    assert result.stdout.startswith("tiny: 3 provisions")
    assert "did you mean `article`?" in result.stderr


def test_a_pack_that_is_not_there_is_told(run: Run) -> None:
    assert "error[unknown-pack]: there is no law pack `kzz`\n  help: did you mean `kz`?" in refused(run("lint", "kzz"))


@pytest.mark.parametrize(
    "arguments", [["check", "case.yaml"], ["test", "case.yaml"], ["law"], ["new", "case"], ["schema", "case"]]
)
def test_a_wrong_pack_gives_no_answer(arguments: list[str], run: Run, case: str, tiny: str, tmp_path: Path) -> None:
    pack = spoilt(tiny, tmp_path, "in_force: {from: 2000-01-01}", "in_force: {form: 2000-01-01}")
    assert "did you mean `from`?" in refused(run(*arguments, "--pack", pack))


# doctor
def test_doctor_names_versions_engine_packs_and_terminal(run: Run) -> None:
    lines = answered(run("doctor")).splitlines()
    named = [line[6:].partition(":")[0] for line in lines]
    assert named[:7] == ["python", "zanger", "pydantic", "PyYAML", "rich", "click", "durable-rules"]
    assert {"engine durable", "engine clingo", "terminal"} <= set(named)
    assert any(name.startswith("pack ") for name in named)
    assert {line[:6] for line in lines} <= {"ok    ", "note  "}


# schema
@pytest.mark.parametrize("of", ["case", "provision"])
def test_schema_prints_a_json_schema(of: str, run: Run, tiny: str) -> None:
    schema = json.loads(answered(run("schema", of, "--pack", tiny)))
    assert (schema["$schema"], schema["type"]) == ("https://json-schema.org/draft/2020-12/schema", "object")


def test_schema_of_something_else_is_told(run: Run) -> None:
    errors = refused(run("schema", "law"))
    assert "'case', 'provision'" in errors


# new
def test_a_new_case_is_a_case_that_can_be_answered(run: Run, tiny: str) -> None:
    text = answered(run("new", "case", "--pack", tiny))
    assert parse_case(text.encode(), "new.yaml")[0].pack == "tiny"
    assert run("check", "-", "--pack", tiny, stdin=text).exit_code == 0


def test_a_new_case_of_the_bundled_law_can_be_answered(run: Run) -> None:
    assert run("check", "-", stdin=answered(run("new", "case"))).exit_code == 0


def test_a_new_case_lists_every_kind_that_may_be_stated(run: Run, tiny: str) -> None:
    text = answered(run("new", "case", "--pack", tiny))
    words = load_pack(tiny).vocabulary
    for name in (*words.facts, *words.actions):
        assert f"#   {name}: " in text
    assert not [name for name in (*words.statuses, *words.classes) if f"#   {name}: " in text]


def test_the_fields_of_a_kind_are_shown(run: Run, tiny: str) -> None:
    text = answered(run("new", "case", "--pack", tiny, "--kind", "town", "--kind", "refuse-report"))
    assert "  - town: {id: my-id, seats: 1}" in text
    assert "#   seats: a whole number from 1 to 100" in text
    assert "  - refuse-report: {town: some-id, mayor: some-id, in_favour: 0, on: 2001-06-30}" in text
    assert "ballot: one of open, secret (may be left out)" in text


def test_an_unknown_kind_has_a_suggestion(run: Run, tiny: str) -> None:
    errors = refused(run("new", "case", "--pack", tiny, "--kind", "toun"))
    assert "error[unknown-kind]: there is no fact or action `toun`\n  help: did you mean `town`?" in errors


def test_an_example_of_every_kind_is_a_sound_item(run: Run, tiny: str) -> None:
    words = load_pack(tiny).vocabulary
    for name in (*words.facts, *words.actions):
        line = answered(run("new", "case", "--pack", tiny, "--kind", name)).splitlines()[0]
        item = parse_case(f"pack: tiny\nas_of: 2001-06-30\nfacts:\n{line}\n".encode(), "x.yaml")[0].facts[0]
        assert item.kind == name


def test_the_bundled_packs_are_those_of_the_checkout() -> None:
    assert bundled_packs() == ROOT / "rules"
