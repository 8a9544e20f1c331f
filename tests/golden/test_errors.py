"""What the program says of each bad input, word for word, and the pages that explain it.

A golden file `errors/<code>.yaml` is a list of examples of one code; `several.yaml` holds those with
errors of many. An example has

* `case`, the text of `case.yaml`, or `pack`, texts of files that replace those of the law `packs/tiny`
  (null: the file is taken away), or `neat`, the same for `packs/neat`, of which there is nothing to warn;
* `says`, all that the program says of it;
* for some, `command`, `encoding`, `appended` (a line added many times), and `right`: the text of the
  first file put right, or the right command.

The first example of a code is the one that its page in `docs/errors` shows.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from zanger.advice import warnings
from zanger.answer import law_for
from zanger.deciding import decide
from zanger.docket import docket
from zanger.engines import make_engine
from zanger.errors import WARNINGS, Code, Diagnostic, InputError
from zanger.law import Law
from zanger.load import load_case, load_pack
from zanger_cli.app import app

HERE = Path(__file__).parent
PAGES = HERE.parents[1] / "docs" / "errors"
CODES = sorted(Code)
GAP = "# ..."
"""A line of a page that stands for lines of the file that are left out."""


@dataclass(frozen=True)
class Example:
    """A bad input and what the program says of it."""

    name: str
    says: str
    command: str
    files: dict[str, str | None]
    encoding: str = "utf-8"
    appended: str = ""
    right: str | dict[str, str] = ""

    def lay(self, folder: Path) -> None:
        """Write the files of the example, those of a pack over the tiny one."""
        if (name := self.command.split()[-1]) in ("tiny", "neat"):
            shutil.copytree(HERE / "packs" / name, folder / name)
        for name, text in self.files.items():
            path = folder / name
            if text is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes((text + self.appended).encode(self.encoding))

    def put_right(self) -> Example:
        """The same with the first file, or the command, put right."""
        if isinstance(self.right, dict):
            return Example(self.name, "", self.right["command"], self.files)
        first = next(iter(self.files))
        return Example(self.name, "", self.command, {**self.files, first: self.right})


def example(data: dict[str, Any]) -> Example:
    """An example from its place in a golden file."""
    files = {f"tiny/{name}": text for name, text in data["pack"].items()} if "pack" in data else {}
    files |= {f"neat/{name}": text for name, text in data.get("neat", {}).items()}
    if "case" in data:
        files["case.yaml"] = data["case"]
    appended = (data["appended"]["line"] + "\n") * data["appended"]["times"] if "appended" in data else ""
    command = data.get("command", "zanger lint tiny" if "pack" in data else "zanger check case.yaml")
    encoding, right = data.get("encoding", "utf-8"), data.get("right", "")
    return Example(data["name"], data["says"], command, files, encoding, appended, right)


@cache
def examples(path: Path) -> tuple[Example, ...]:
    """The examples of a golden file."""
    return tuple(example(data) for data in yaml.safe_load(path.read_text(encoding="utf-8")))


def golden(code: str) -> tuple[Example, ...]:
    """The examples of a code."""
    return examples(HERE / "errors" / f"{code}.yaml")


ALL = [
    pytest.param(path.stem, e, id=f"{path.stem}: {e.name}")
    for path in (*sorted((HERE / "errors").glob("*.yaml")), HERE / "several.yaml")
    for e in examples(path)
]
RIGHT = [param for param in ALL if param.values[1].right]


@pytest.fixture(scope="session")
def laws() -> dict[str, Law]:
    """The law of the cases, unchecked: a mistake in it is told by its own tests."""
    return {"kz": Law(load_pack("kz"), checked=True)}


def run(command: str, laws: dict[str, Law]) -> tuple[Diagnostic, ...]:
    """What the program says of a command, in the folder that we are in."""
    verb, *options, target = command.split()[1:]
    try:
        if verb == "lint":
            law = Law.load(target)
            if options == ["--advice"]:
                return tuple(warnings(law))
        else:
            case, _ = load_case(target)
            law = law_for(case, None, laws)
            docket(law.pack, case)
            with make_engine("reference") as engine:
                decide(law, case, engine=engine)
    except InputError as error:
        return error.diagnostics
    return ()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and we are in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZANGER_NO_CACHE", "1")
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.mark.parametrize(("code", "bad"), ALL)
def test_the_program_says_what_the_golden_file_says(
    code: str, bad: Example, folder: Path, laws: dict[str, Law]
) -> None:
    bad.lay(folder)
    assert "".join(d.render() + "\n" for d in run(bad.command, laws)) == bad.says


@pytest.mark.parametrize(("code", "bad"), RIGHT)
def test_nothing_is_wrong_once_put_right(code: str, bad: Example, folder: Path, laws: dict[str, Law]) -> None:
    right = bad.put_right()
    right.lay(folder)
    assert [d.render() for d in run(right.command, laws)] == []


def kind(code: Code) -> str:
    """What the program calls a diagnostic of this code."""
    return "warning" if code in WARNINGS else "error"


@pytest.mark.parametrize("code", CODES)
def test_every_example_of_a_code_shows_it(code: Code) -> None:
    assert [e.name for e in golden(code) if f"{kind(code)}[{code}]: " not in e.says] == []


@pytest.mark.parametrize("code", CODES)
def test_a_code_has_a_page_and_an_example_put_right(code: Code) -> None:
    assert (PAGES / f"{code}.md").is_file()
    assert golden(code)[0].right


def test_no_page_and_no_golden_file_without_a_code() -> None:
    pages = {path.stem for path in PAGES.iterdir()} - {"README"}
    assert (pages, {path.stem for path in (HERE / "errors").iterdir()}) == (set(CODES), set(CODES))


def test_the_index_names_each_page_once() -> None:
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\]\(([a-z0-9-]+)\.md\)", index)) == CODES


# The pages: what they show is what the program reads and says.


def blocks(page: str) -> Iterator[tuple[str, str]]:
    """The blocks of a page, each with its language."""
    for found in re.finditer(r"^```(\w+)\n(.*?)^```$", page, re.M | re.S):
        yield found[1], found[2]


def shows(block: str, text: str) -> bool:
    """Whether a block shows whole lines of a text, in one piece save for gaps."""
    parts = [part.strip("\n") for part in re.split(rf"^ *{re.escape(GAP)}$", block, flags=re.M)]
    return re.search("^" + "$(?s:.*)^".join(re.escape(part) for part in parts) + "$", text, re.M) is not None


@pytest.mark.parametrize("code", CODES)
def test_a_page_shows_the_first_example(code: Code) -> None:
    first = golden(code)[0]
    found = list(blocks((PAGES / f"{code}.md").read_text(encoding="utf-8")))
    message = ("console", f"$ {first.command}\n{first.says}")
    assert message in found
    before, after = found[: found.index(message)], found[found.index(message) + 1 :]
    file = next(iter(first.files.values())) or ""
    assert all(language == "yaml" and shows(block, file) for language, block in before)
    assert after
    if isinstance(first.right, dict):
        assert after == [("console", f"$ {first.right['command']}\n")]
    else:
        assert all(language == "yaml" and shows(block, str(first.right)) for language, block in after)


def test_the_index_shows_a_message_of_the_program() -> None:
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    assert list(blocks(index)) == [("console", golden(Code.DANGLING_REFERENCE)[0].says)]


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.md")), ids=lambda path: path.stem)
def test_the_links_of_a_page_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (PAGES / link).exists()] == []


def terminal(code: Code) -> tuple[Example, Result]:
    first = golden(code)[0]
    first.lay(Path.cwd())
    return first, CliRunner().invoke(app, first.command.split()[1:], prog_name="zanger")


def test_the_terminal_shows_a_message_of_a_case_as_the_page_does(folder: Path) -> None:
    first, result = terminal(Code.UNKNOWN_PACK)
    assert (result.exit_code, result.stderr) == (2, first.says + "1 error; no answer was given\n")


@pytest.mark.parametrize(("option", "exit_code"), [("--advice", 0), ("--strict", 1)])
def test_the_terminal_shows_a_warning_and_fails_only_if_asked(option: str, exit_code: int, folder: Path) -> None:
    first = golden(Code.MISSING_WORDS)[0]
    first.lay(folder)
    result = CliRunner().invoke(app, ["lint", option, "neat"], prog_name="zanger")
    assert (result.exit_code, result.stderr) == (exit_code, "")
    assert first.says in result.stdout
    assert result.stdout.endswith("neat: 1 warning (1 missing-words)\n")


def test_of_the_neat_law_there_is_nothing_to_warn(folder: Path) -> None:
    shutil.copytree(HERE / "packs" / "neat", folder / "neat")
    assert warnings(Law.load("neat")) == []


def test_the_terminal_shows_a_message_of_a_law_as_the_page_does(folder: Path) -> None:
    first, result = terminal(Code.CONCLUSION_COUNT)
    assert result.exit_code == 1
    assert result.stderr.startswith(first.says)


# All errors in one run, and columns that count characters.


def several(name: str) -> Example:
    return next(e for e in examples(HERE / "several.yaml") if e.name == name)


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("errors of form in every file of a pack", 7),
        ("errors of sense in several files of a pack", 4),
    ],
)
def test_one_run_tells_the_errors_of_all_files_in_their_order(
    name: str, files: int, folder: Path, laws: dict[str, Law]
) -> None:
    bad = several(name)
    bad.lay(folder)
    places = [d.place for d in run(bad.command, laws)]
    assert places == sorted(places)
    assert len({place.file for place in places}) == files


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("  - unit: {id: өскемен-қаласы, level: oblast, until: ертең}", "ертең"),
        ("  - maslikhat: {unit: қазығұрт, seats: 25, elected: 25}", "қазығұрт"),
        ("  - әкімдік: {id: а-1}", "әкімдік"),
        ('  - unit: {id: "ақтөбе", level: oblast, деңгейі: "облыс"}', "деңгейі"),
        ('  - {"әңгіме": {id: &belgi ә}, unit: {id: өскемен, level: oblast}}', "&belgi"),
        ("  - unit: {id: жаңаөзен, level: oblast, level: rayon}", "level: rayon"),
        ('  - unit: {id: "𐰴𐰔𐰴", level: 𐰀}', "𐰀"),
    ],
)
def test_the_mark_stands_under_the_word_after_letters_of_any_alphabet(
    line: str, word: str, folder: Path, laws: dict[str, Law]
) -> None:
    (folder / "case.yaml").write_text(f"pack: kz\nas_of: 2002-06-01\nfacts:\n{line}\n", encoding="utf-8")
    first = run("zanger check case.yaml", laws)[0]
    shown, mark = (text[4:] for text in first.render().splitlines() if text.startswith("  | "))
    assert (first.place.line, first.place.column) == (4, line.index(word) + 1)
    assert shown.startswith(word, len(mark) - 1)
