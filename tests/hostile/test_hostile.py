"""Files, packs and command lines that were made to do harm: each is answered by a diagnostic and exit code 2.

No traceback, nothing on standard output, nothing that steers the terminal, and no long wait.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from unicodedata import category
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from zanger import load
from zanger.docket import docket
from zanger.errors import Code, InputError, harmless, nearest
from zanger.load import load_case, load_pack, parse_case, read_file
from zanger.source import MAX_BYTES, MAX_NODES
from zanger_cli.app import app

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "golden" / "packs" / "tiny"
ZANGER = (sys.executable, "-m", "zanger_cli")
PATIENCE = 20
"""Seconds that nothing here may take: a guard against what never ends, not a measurement."""

HEAD = """\
title: T
pack: tiny
as_of: 2001-06-01
facts:
  - town: {id: t, seats: 30}
  - mayor: {id: m, town: t}
"""


@pytest.fixture(autouse=True)
def in_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """End what takes too long, and keep the shelf of packs away from that of the user."""

    def late(number: int, frame: object) -> None:
        raise AssertionError(f"not done within {PATIENCE} s")

    monkeypatch.setenv("ZANGER_NO_CACHE", "1")
    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def check(data: bytes, *options: str, folder: Path) -> Result:
    (folder / "case.yaml").write_bytes(data)
    return CliRunner().invoke(app, ["check", str(folder / "case.yaml"), "--pack", str(TINY), *options])


def steering(text: str) -> list[str]:
    """The characters of a text that a terminal or a reader could stumble over."""
    return [c for c in text if c != "\n" and (category(c)[0] == "C" or category(c) in ("Zl", "Zp"))]


def told(result: Result) -> str:
    """What a refused command says: exit code 2, on standard error only, in harmless characters."""
    assert isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, result.stdout) == (2, "")
    assert steering(result.stderr) == []
    assert "Traceback" not in result.stderr
    return result.stderr


def fields(count: int) -> str:
    return ", ".join(f"k{n}: 1" for n in range(count))


def instead(old: str, new: str) -> str:
    assert HEAD.count(old) == 1
    return HEAD.replace(old, new)


# What is wrong, the text, the code of the diagnostic, and where it points (line:column, or nothing for the whole).
REFUSED: list[tuple[str, str | bytes, Code, str]] = [
    ("a bomb of anchors", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", Code.YAML_FEATURE, "1:4"),
    ("an alias without anchor", HEAD + "under: *b\n", Code.YAML_FEATURE, "7:8"),
    ("an alias as key", HEAD + "*b : 1\n", Code.YAML_FEATURE, "7:1"),
    ("an anchor on itself", "&a [*a]\n", Code.YAML_FEATURE, "1:1"),
    ("9,000 anchors", "".join(f"k{n}: &a{n} 1\n" for n in range(9_000)), Code.YAML_FEATURE, "1:5"),
    ("a merge key", HEAD + "under: {<<: {G01: counts}}\n", Code.YAML_FEATURE, "7:9"),
    ("a merge key with a list", "<<: [{a: 1}]\n", Code.YAML_FEATURE, "1:1"),
    ("a merge key in quotes", HEAD + "under: {'<<': counts}\n", Code.UNKNOWN_READING, "7:9"),
    ("a python object", "!!python/object/apply:os.system ['echo harm']\n", Code.YAML_FEATURE, "1:1"),
    ("a python name", "title: !!python/name:os.system\n", Code.YAML_FEATURE, "1:8"),
    ("a tag", instead("30", "!!int 30"), Code.YAML_FEATURE, "5:26"),
    ("a tag of its own", instead("30", "!seats 30"), Code.YAML_FEATURE, "5:26"),
    ("a tag of 900,000 characters", "!" + "x" * 900_000 + " a", Code.YAML_FEATURE, "1:1"),
    ("an anchor of 900,000 characters", "&" + "x" * 900_000 + " a", Code.YAML_FEATURE, "1:1"),
    ("100,000 lists", "[" * 100_000, Code.YAML_LIMIT, "1:33"),
    ("33 lists, closed", "[" * 33 + "]" * 33, Code.YAML_LIMIT, "1:33"),
    ("100,000 mappings", "{a: " * 100_000, Code.YAML_LIMIT, "1:126"),
    ("deep JSON", '{"a":' * 50_000 + "1" + "}" * 50_000, Code.YAML_LIMIT, "1:157"),
    ("a deep block", "\n".join(" " * n + "a:" for n in range(1_400)), Code.YAML_LIMIT, "32:32"),
    ("deep dashes", "- " * 100_000 + "x", Code.YAML_LIMIT, "1:65"),
    ("32 lists", "[" * 32 + "]" * 32, Code.WRONG_SHAPE, "1:1"),
    ("20,001 values", "- 1\n" * MAX_NODES, Code.YAML_LIMIT, "20000:3"),
    ("20,001 values in braces", "facts: [" + "1," * MAX_NODES + "]\n", Code.YAML_LIMIT, ""),
    ("more than a mebibyte", b"#" * (MAX_BYTES + 1), Code.YAML_LIMIT, ""),
    ("a NUL byte", HEAD + "x: a\0b\n", Code.YAML_SYNTAX, "7:5"),
    ("an escape character", instead("title: T", "title: T\x1b[31m"), Code.YAML_SYNTAX, "1:9"),
    ("a bell in an id", instead("id: m", "id: m\7"), Code.YAML_SYNTAX, "6:18"),
    ("a C1 control", instead("title: T", "title: T\x9b31m"), Code.YAML_SYNTAX, "1:9"),
    ("a character that is none", instead("title: T", "title: T\uffff"), Code.YAML_SYNTAX, "1:9"),
    ("a byte that is not UTF-8", b"title: \xff\n", Code.NOT_UTF8, "1:8"),
    ("half a character", HEAD.encode() + b"under: {G01: \xd1", Code.NOT_UTF8, "7:14"),
    ("an overlong NUL", b"title: \xc0\x80\n", Code.NOT_UTF8, "1:8"),
    ("a surrogate in UTF-8", b"title: \xed\xa0\x80\n", Code.NOT_UTF8, "1:8"),
    ("UTF-16, little end first", HEAD.encode("utf-16"), Code.NOT_UTF8, ""),
    ("UTF-16, big end first", b"\xfe\xff" + HEAD.encode("utf-16-be"), Code.NOT_UTF8, ""),
    ("UTF-16 without a mark", HEAD.encode("utf-16-le"), Code.YAML_SYNTAX, "1:2"),
    ("UTF-32", HEAD.encode("utf-32"), Code.NOT_UTF8, ""),
    ("Latin-1", instead("title: T", "title: é").encode("latin-1"), Code.NOT_UTF8, "1:8"),
    ("the first half of a surrogate pair", '{"title": "\\ud800", "pack": "tiny"}', Code.YAML_SYNTAX, "1:14"),
    ("the second half of a surrogate pair", '{"title": "\\udc00x", "pack": "tiny"}', Code.YAML_SYNTAX, "1:14"),
    ("halves the wrong way round", '{"title": "\\ude00\\ud83d", "pack": "tiny"}', Code.YAML_SYNTAX, "1:14"),
    ("a half after an escaped backslash", '{"title": "\\\\ud83d\\ude00", "pack": "tiny"}', Code.YAML_SYNTAX, "1:21"),
    ("a character beyond Unicode", 'title: "\\U00110000"\n', Code.YAML_SYNTAX, "1:11"),
    ("10 to the 100", instead("30", "1" + "0" * 100), Code.YAML_LIMIT, "5:26"),
    ("4,400 digits", instead("30", "1" * 4_400), Code.YAML_LIMIT, "5:26"),
    ("19 digits", instead("30", "1" * 19), Code.YAML_LIMIT, "5:26"),
    ("18 digits", instead("30", "1" * 18), Code.OUT_OF_BOUNDS, "5:26"),
    ("4,400 digits in quotes", instead("30", "'" + "1" * 4_400 + "'"), Code.WRONG_VALUE, "5:26"),
    ("a negative number", instead("30", "-30"), Code.OUT_OF_BOUNDS, "5:26"),
    *(
        (f"{value} for a whole number", instead("30", value), Code.WRONG_VALUE, "5:26")
        for value in (
            *("1.5", "1e3", "1E3", "30.", ".inf", "-.inf", ".nan", "Infinity", "NaN", "inf", "nan"),
            *("0x1e", "0o36", "0b11", "1:30", "12:30", "190:20:30", "1_000", "'30'", "30 30", "٣٠", "³"),
            *("yes", "no", "on", "off", "y", "n", "Yes", "NO", "TRUE", "2001-03-01", "2001-03-01T00:00:00Z", "=", "<<"),
        )
    ),
    ("true for a whole number", instead("30", "true"), Code.WRONG_VALUE, "5:26"),
    ("nothing for a whole number", instead("30", "~"), Code.WRONG_SHAPE, "5:26"),
    ("a list for a whole number", instead("30", "[30]"), Code.WRONG_SHAPE, "5:26"),
    ("a block for a whole number in braces", instead("30", "|\n      30\n"), Code.YAML_SYNTAX, "5:26"),
    ("a 13th month", instead("2001-06-01", "2001-13-01"), Code.WRONG_VALUE, "3:8"),
    ("the year 0", instead("2001-06-01", "0000-01-01"), Code.WRONG_VALUE, "3:8"),
    ("the year 10000", instead("2001-06-01", "10000-01-01"), Code.WRONG_VALUE, "3:8"),
    ("a week for a date", instead("2001-06-01", "2001-W10-1"), Code.WRONG_VALUE, "3:8"),
    ("a week for a date of a fact", instead("town: t}", "town: t, since: 2001-W10-1}"), Code.WRONG_VALUE, "6:36"),
    ("a date in Arabic digits", instead("2001-06-01", "٢٠٠١-٠٦-٠١"), Code.WRONG_VALUE, "3:8"),
    ("a number for a date", instead("2001-06-01", "20010601"), Code.WRONG_SHAPE, "3:8"),
    ("an empty file", "", Code.WRONG_SHAPE, ""),
    ("a byte order mark only", b"\xef\xbb\xbf", Code.WRONG_SHAPE, ""),
    ("white space only", "  \n\n   \n", Code.WRONG_SHAPE, ""),
    ("comments only", "# a\n# b\n", Code.WRONG_SHAPE, ""),
    ("a word", "hello", Code.WRONG_SHAPE, "1:1"),
    ("null", "null\n", Code.WRONG_SHAPE, "1:1"),
    ("a list", "- a\n", Code.WRONG_SHAPE, "1:1"),
    ("two documents", "---\n" + HEAD + "---\n" + HEAD, Code.YAML_FEATURE, "8:1"),
    ("`---` twice", "---\n---\n" + HEAD, Code.YAML_FEATURE, "2:1"),
    ("text after the end", HEAD + "...\nx: 1\n", Code.YAML_SYNTAX, "8:1"),
    ("another version of YAML", "%YAML 9.9\n---\n" + HEAD, Code.YAML_SYNTAX, "1:1"),
    ("`on` as a key", HEAD + "on: 1\n", Code.UNKNOWN_KEY, "7:1"),
    ("`true` as a key", HEAD + "true: 1\n", Code.UNKNOWN_KEY, "7:1"),
    ("a number as a key", HEAD + "1: 1\n", Code.UNKNOWN_KEY, "7:1"),
    ("null as a key", HEAD + "~: 1\n", Code.UNKNOWN_KEY, "7:1"),
    ("an empty key", HEAD + "'': 1\n", Code.UNKNOWN_KEY, "7:1"),
    ("a list as a key", HEAD + "[a, b]: 1\n", Code.WRONG_SHAPE, "7:1"),
    ("a mapping as a key", HEAD + "{a: b}: 1\n", Code.WRONG_SHAPE, "7:1"),
    ("a list as a key, with `?`", HEAD + "? [a]\n: 1\n", Code.WRONG_SHAPE, "7:3"),
    ("the key `@`", HEAD + "'@': 1\n", Code.UNKNOWN_KEY, "7:1"),
    ("the key `@` twice", HEAD + "'@': 1\n'@': 2\n", Code.UNKNOWN_KEY, "7:1"),
    ("the key `@` in a fact", instead("{id: t,", "{'@': 1, id: t,"), Code.UNKNOWN_KEY, "5:12"),
    ("the key `at`", HEAD + "at: 1\n", Code.UNKNOWN_KEY, "7:1"),
    ("keys of Python", HEAD + "__class__: {x: 1}\n__init__: 1\nmodel_config: {}\n", Code.UNKNOWN_KEY, "7:1"),
    ("fields of Python", instead("{id: t,", "{__class__: t,"), Code.MISSING_FIELD, "5:5"),
    ("the keys of the model of a fact", instead("town: {id: t, seats: 30}", "{kind: town, fields: {id: t}}"), *(
        Code.WRONG_SHAPE, "5:5"
    )),
    ("a fact without fields", instead("town: {id: t, seats: 30}", "town"), Code.WRONG_SHAPE, "5:5"),
    ("a fact with a word for fields", instead("{id: t, seats: 30}", "t"), Code.WRONG_SHAPE, "5:11"),
    ("a list as a title", instead("title: T", "title: [a, b]"), Code.WRONG_SHAPE, "1:8"),
    ("a number as a title", instead("title: T", "title: 5"), Code.WRONG_SHAPE, "1:8"),
    ("a key twice", HEAD + "title: U\n", Code.DUPLICATE_KEY, "7:1"),
    ("a key 9,999 times", "a: 1\n" * 9_999, Code.DUPLICATE_KEY, "2:1"),
    ("9,999 keys", "".join(f"k{n}: 1\n" for n in range(9_999)), Code.MISSING_KEY, "1:1"),
    ("9,900 fields", instead("seats: 30", f"seats: 30, {fields(9_900)}"), Code.UNKNOWN_FIELD, "5:30"),
    ("9,900 readings", HEAD + "under:\n" + "".join(f"  G{n}: x\n" for n in range(100, 9_999)), *(
        Code.UNKNOWN_READING, "8:3"
    )),
    ("a reading that is none of the question", HEAD + "under: {G01: x}\n", Code.UNKNOWN_READING, "7:14"),
    ("a title of 900,000 characters, misspelt", instead("title: T", "titel: " + "x" * 900_000), *(
        Code.UNKNOWN_KEY, "1:1"
    )),
    ("a key of 900,000 characters", HEAD + "x" * 900_000 + ": 1\n", Code.YAML_SYNTAX, "7:1"),
    ("an id of 65 characters", instead("id: m", "id: " + "m" * 65), Code.WRONG_VALUE, "6:17"),
    ("an id of 900,000 characters", instead("id: m", "id: " + "m" * 900_000), Code.WRONG_VALUE, "6:17"),
    ("a kind of 900,000 characters", instead("- town:", "- ? " + "t" * 900_000 + "\n    :"), Code.UNKNOWN_KIND, "5:7"),
    ("a pack of 900,000 characters", instead("pack: tiny", "pack: " + "t" * 900_000), Code.UNKNOWN_PACK, "2:1"),
    ("an override of the direction in a key", HEAD + "\u202ekey: 1\n", Code.UNKNOWN_KEY, "7:1"),
    ("a space of no width in a key", HEAD + "tit\u200ble: 1\n", Code.UNKNOWN_KEY, "7:1"),
    ("an override of the direction in an id", instead("id: m", "id: m\u202e"), Code.WRONG_VALUE, "6:17"),
    ("a space of no width in an id", instead("id: m", "id: m\u200b"), Code.WRONG_VALUE, "6:17"),
    ("an escaped escape in an id", instead("id: m", 'id: "m\\e[31m"'), Code.WRONG_VALUE, "6:17"),
    ("a path as an id", instead("id: m", "id: ../../m"), Code.WRONG_VALUE, "6:17"),
    ("a letter of another alphabet in a kind", instead("- town", "- tоwn"), Code.UNKNOWN_KIND, "5:5"),
    ("a tab for indentation", "title: T\n\tpack: tiny\n", Code.YAML_SYNTAX, "2:1"),
    ("quotes that never close", HEAD + 'under: "' + "x\n" * 200_000, Code.YAML_SYNTAX, "7:8"),
    ("10,000 question marks", "{" + "? " * 10_000 + "}", Code.YAML_SYNTAX, "1:4"),
    ("10,000 colons", ": " * 10_000, Code.YAML_SYNTAX, "1:1"),
    ("a question of the future", HEAD + "expect: [{ask: 999999999999999999, verdict: permitted}]\n", *(
        Code.OUT_OF_BOUNDS, "7:16"
    )),
    ("an action without fields, 5,000 times", HEAD + "history:\n" + "  - refuse-report:\n" * 5_000, *(
        Code.MISSING_FIELD, "8:5"
    )),
    ("200 unknown fields", HEAD + "".join(f"  - mayor: {{id: m{n}, town: unknown}}\n" for n in range(200)), *(
        Code.TOO_MANY_UNKNOWNS, ""
    )),
    ("200 unknown facts", HEAD + "".join(f"  - mayor: {{id: m{n}, town: t, holds: unknown}}\n" for n in range(200)), *(
        Code.TOO_MANY_UNKNOWNS, ""
    )),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "place"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_it_is_refused_with_its_place(text: str | bytes, code: Code, place: str, tmp_path: Path) -> None:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    first, *_ = told(check(data, folder=tmp_path)).splitlines()
    where = f"{tmp_path / 'case.yaml'}:{place}: error[{code}]: " if place else f"error[{code}]: "
    assert where in first


def test_a_message_is_short_whatever_the_file_holds(tmp_path: Path) -> None:
    for text in (instead("- town:", "- ? " + "t" * 900_000 + "\n    :"), "&" + "x" * 900_000 + " a"):
        assert len(told(check(text.encode(), folder=tmp_path))) < 5_000


# What may look like a trap and is none: the text, and what it means.
def title_of(data: bytes) -> str:
    return parse_case(data, "case.yaml")[0].title


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (b"\xef\xbb\xbf" + HEAD.encode(), "T"),
        (HEAD.replace("\n", "\r\n").encode(), "T"),
        (HEAD.replace("\n", "\r").encode(), "T"),
        (b"---\n" + HEAD.encode() + b"...\n", "T"),
        (b"%YAML 1.1\n---\n" + instead("title: T", "title: no").encode(), "no"),
        (instead("title: T", "title: on").encode(), "on"),
        (instead("title: T", "title: yes").encode(), "yes"),
        (instead("title: T", "title: 12:30").encode(), "12:30"),
        (instead("title: T", "title: 0x1e").encode(), "0x1e"),
        (instead("title: T", "title: 1.5").encode(), "1.5"),
        (instead("title: T", "title: .nan").encode(), ".nan"),
        (instead("title: T", "title: 2001-03-01").encode(), "2001-03-01"),
        (instead("title: T", "title: T\n  and\n  more").encode(), "T and more"),
        (b'{"title": "\\ud83d\\ude00 \\/ \\u0000", "pack": "tiny", "as_of": "2001-06-01"}', "\U0001f600 / \0"),
        (b'{"title": "\\\\ud83d\\\\ude00", "pack": "tiny", "as_of": "2001-06-01"}', "\\ud83d\\ude00"),
        (b'{"title": "\\\\\\ud83d\\ude00", "pack": "tiny", "as_of": "2001-06-01"}', "\\\U0001f600"),
    ],
)
def test_it_means_what_it_says(data: bytes, title: str) -> None:
    assert title_of(data) == title


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_places_count_lines_of_any_end(end: str, tmp_path: Path) -> None:
    data = (HEAD + "on: 1\n").replace("\n", end).encode()
    assert "case.yaml:7:1: error[unknown-key]" in told(check(data, folder=tmp_path))


@pytest.mark.parametrize("first", ["#" + "x" * 1_000_000 + "\n", "\n" * 1_000_000])
def test_a_long_way_to_the_first_key_is_no_error(first: str) -> None:
    assert title_of(first.encode() + HEAD.encode()) == "T"


def test_everything_wrong_is_told_in_one_run(tmp_path: Path) -> None:
    wrong = told(check(instead("seats: 30", f"seats: 30, {fields(9_900)}").encode(), folder=tmp_path))
    assert wrong.count("error[unknown-field]") == 9_900
    assert wrong.endswith("9900 errors; no answer was given\n")


@pytest.mark.deep
def test_the_nearest_name_is_found_among_names_that_are_all_alike(tmp_path: Path) -> None:
    towns = "".join(f"  - town: {{id: {'t' * 55}{n}, seats: 3}}\n" for n in range(1_400))
    mayors = "".join(f"  - mayor: {{id: m{n}, town: {'t' * 50}x{'y' * 9}{n}}}\n" for n in range(1_400))
    wrong = told(check((HEAD + towns + mayors).encode(), folder=tmp_path))
    assert wrong.count("error[dangling-reference]") == 1_400
    assert wrong.count("  help: ") == 100


@pytest.mark.parametrize(
    ("name", "known", "help"),
    [
        ("saets", ["seats", "id", "until"], "did you mean `seats`?"),
        ("saets", ["seats", *(f"tease{n}" for n in range(30))], "did you mean `seats`?"),
        ("saets", ["seats", *(f"s{n}" for n in range(5_000))], "did you mean `seats`?"),
        ("x" * 100_000, ["seats"], "known: `seats`"),
        ("seats", ["x" * 100_000], f"known: `{'x' * 100_000}`"),
        ("", ["seats"], "known: `seats`"),
        ("seats", [], ""),
    ],
)
def test_the_nearest_name(name: str, known: list[str], help: str) -> None:
    assert nearest(name, known) == help


def test_the_nearest_name_does_not_search_backwards() -> None:
    names = [f"{'a' * 60}{'b' * n}{'a' * 60}" for n in range(300)]
    assert [nearest(("a" * 99) + chr(0x100 + n), names)[:12] for n in range(20)] == ["did you mean"] * 20


# Text that would steer a terminal is shown, with the harm taken out.
EVIL = "T\x1b[31m\x07\r\x00\x9b31m\u202e\u200b\u2066\u2028"
EVIL_YAML = '"T\\e[31m\\a\\r\\0\\x9b31m\\u202e\\u200b\\u2066\\u2028"'
SHOWN = "T\ufffd[31m\ufffd\ufffd\ufffd\ufffd31m\ufffd\ufffd\ufffd\ufffd"


def evil_pack(folder: Path) -> Path:
    """The small pack, with harm in its texts."""
    pack = copied(folder)
    rewrite(pack / "pack.yaml", "{en: Law of a town}", f"{{en: {EVIL_YAML}}}\ntemplate: {EVIL_YAML}")
    rewrite(pack / "law" / "art-1.yaml", '"The council may refuse the report of the mayor."', EVIL_YAML)
    return pack


def copied(folder: Path) -> Path:
    """A copy of the small pack, to spoil."""
    for path in TINY.rglob("*.yaml"):
        target = folder / "spoilt" / path.relative_to(TINY)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return folder / "spoilt"


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old} in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_shown_text_is_the_written_one_without_its_harm() -> None:
    assert title_of(instead("title: T", f"title: {EVIL_YAML}").encode()) == EVIL
    assert harmless(EVIL, keep="") == SHOWN


def test_a_title_does_not_steer_the_terminal(tmp_path: Path) -> None:
    result = check(instead("title: T", f"title: {EVIL_YAML}").encode(), folder=tmp_path)
    assert (result.exit_code, result.stdout.splitlines()[0], steering(result.stdout)) == (0, SHOWN, [])


def test_a_title_in_json_is_whole_and_does_not_steer_the_terminal(tmp_path: Path) -> None:
    result = check(instead("title: T", f"title: {EVIL_YAML}").encode(), "--format", "json", folder=tmp_path)
    assert (json.loads(result.stdout)["title"], steering(result.stdout)) == (EVIL, [])


def test_a_title_in_results_does_not_steer_the_terminal_and_is_xml(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(instead("title: T", f"title: {EVIL_YAML}"), encoding="utf-8")
    junit = tmp_path / "results.xml"
    result = CliRunner().invoke(app, ["test", str(tmp_path), "--pack", str(TINY), "-v", "--junit", str(junit)])
    assert (result.exit_code, steering(result.stdout)) == (0, [])
    assert SHOWN in result.stdout
    assert ElementTree.parse(junit).find("testcase").get("name") == SHOWN  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "arguments", [["law"], ["law", "1"], ["law", "1", "--format", "json"], ["new", "case"], ["schema", "case"]]
)
def test_a_pack_does_not_steer_the_terminal(arguments: list[str], tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*arguments, "--pack", str(evil_pack(tmp_path))])
    assert (result.exit_code, steering(result.stdout)) == (0, [])
    assert "[31m" in result.stdout or arguments == ["schema", "case"]


# Packs that were made to do harm.
MAYOR = "      - mayor: {id: $mayor, town: $town}\n    permits"


def nested_all(depth: int) -> str:
    return "      - " + "{all: [" * depth + "{mayor: {id: $mayor, town: $town}}" + "]}" * depth + "\n    permits"


def wide_any(lists: int, ways: int) -> str:
    one = "      - any: [" + ", ".join(["[mayor: {id: $mayor, town: $town}]"] * ways) + "]\n"
    return one * lists + "    permits"


@pytest.mark.parametrize(
    ("conditions", "code"),
    [
        (nested_all(13), Code.YAML_LIMIT),
        (nested_all(400), Code.YAML_LIMIT),
        (wide_any(10, 2), Code.RULE_TOO_LARGE),
        (wide_any(200, 2), Code.RULE_TOO_LARGE),
        (wide_any(30, 30), Code.RULE_TOO_LARGE),
        ("      - !!python/object/apply:os.system ['echo harm']\n    permits", Code.YAML_FEATURE),
    ],
)
def test_conditions_without_measure_are_refused(conditions: str, code: Code, tmp_path: Path) -> None:
    pack = copied(tmp_path)
    rewrite(pack / "law" / "art-1.yaml", MAYOR, conditions)
    result = CliRunner().invoke(app, ["lint", str(pack)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "art-1.yaml" in result.stderr.splitlines()[0]
    assert f"error[{code}]" in result.stderr.splitlines()[0]


def test_conditions_as_deep_as_a_file_may_be_are_read(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    rewrite(pack / "law" / "art-1.yaml", MAYOR, nested_all(12))
    assert CliRunner().invoke(app, ["lint", str(pack)]).exit_code == 0


def test_code_beside_the_files_of_a_pack_is_not_run(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    for name in ("__init__.py", "pack.py", "conftest.py", "law/art-1.py"):
        (pack / name).write_text("raise SystemExit('ran')", encoding="utf-8")
    assert load_pack(pack).head.id == "tiny"


def test_an_article_that_is_a_pipe_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "PIPE_PATIENCE", 0.1)
    pack = copied(tmp_path)
    (pack / "law" / "art-2.yaml").unlink()
    os.mkfifo(pack / "law" / "art-2.yaml")
    result = CliRunner().invoke(app, ["lint", str(pack)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "art-2.yaml" in result.stderr


def test_an_article_of_two_mebibytes_is_refused(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    (pack / "law" / "art-2.yaml").write_bytes(b"#" * (2 << 20))
    result = CliRunner().invoke(app, ["lint", str(pack)])
    assert (result.exit_code, "error[yaml-limit]" in result.stderr) == (1, True)


def test_a_folder_that_leads_to_itself_is_no_trap(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    (pack / "law" / "up").symlink_to("..")
    (pack / "law" / "art-3.yaml").mkdir()
    assert len(load_pack(pack).articles) == 2


@pytest.mark.parametrize(
    "name", ["", ".", "..", "nowhere", "/dev/null", "/dev/zero", "x" * 5_000, "a\x1b[31mb", "\0", "\udcff"]
)
def test_a_pack_that_is_none_is_told(name: str) -> None:
    assert "error[unknown-pack]" in told(CliRunner().invoke(app, ["lint", name]))


def test_a_folder_that_is_no_pack_is_not_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def searched(self: Path, pattern: str) -> Iterator[Path]:
        raise AssertionError(f"{self} was searched for {pattern}")

    monkeypatch.delenv("ZANGER_NO_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(Path, "rglob", searched)
    (tmp_path / "case.yaml").write_text(HEAD, encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(tmp_path / "case.yaml"), "--pack", f"{tmp_path}/"])
    assert told(result).count("error[file-unreadable]") == 4


# Paths that are no case.
def told_of(path: str) -> str:
    return told(CliRunner().invoke(app, ["check", path, "--pack", str(TINY)]))


@pytest.mark.parametrize("path", ["nowhere.yaml", "", ".", "/", "case.yaml/x", "x" * 5_000, "\x1b[31m", "\udcff"])
def test_a_path_that_cannot_be_read_is_told(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(HEAD, encoding="utf-8")
    assert "error[file-unreadable]" in told_of(path)


def test_a_path_with_a_nul_is_told() -> None:
    with pytest.raises(InputError) as caught:
        load_case("case\0.yaml")
    assert [d.code for d in caught.value.diagnostics] == [Code.FILE_UNREADABLE]


def test_a_link_to_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    message = told_of(str(tmp_path / "loop.yaml"))
    assert "error[file-unreadable]" in message
    assert "did you mean" not in message


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/full", "/dev/urandom"])
def test_a_device_that_never_ends_is_refused(path: str) -> None:
    assert f"{path}: error[yaml-limit]" in told_of(path)


def test_a_device_that_holds_nothing_is_an_empty_file() -> None:
    assert "/dev/null: error[wrong-shape]" in told_of("/dev/null")


def test_a_file_of_100_megabytes_is_not_read_whole(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    with big.open("wb") as stream:
        stream.truncate(100 << 20)
    assert len(read_file(big)) == MAX_BYTES + 1
    assert f"{big}: error[yaml-limit]" in told_of(str(big))


def test_a_pipe_that_nothing_writes_to_is_an_empty_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "PIPE_PATIENCE", 0.1)
    os.mkfifo(tmp_path / "pipe")
    assert "pipe: error[wrong-shape]" in told_of(str(tmp_path / "pipe"))


def test_a_pipe_whose_writer_comes_late_is_read_to_its_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    def write() -> None:
        with (tmp_path / "pipe").open("w", encoding="utf-8") as stream:  # waits for a reader
            for line in HEAD.splitlines(keepends=True):
                stream.write(line)
                stream.flush()

    writer = threading.Timer(0.1, write)
    writer.start()
    case, _ = load_case(tmp_path / "pipe")
    writer.join()
    assert (case.title, len(case.facts)) == ("T", 2)


# Standard input.
def piped(data: bytes, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", "-", "--pack", str(TINY), *arguments], input=data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Code.WRONG_SHAPE),
        (b"\xff\xfe\0", Code.NOT_UTF8),
        (b"\0", Code.YAML_SYNTAX),
        (b"&a [*a]", Code.YAML_FEATURE),
        (b"[" * 1_000, Code.YAML_LIMIT),
        (b"x" * (MAX_BYTES + 1), Code.YAML_LIMIT),
    ],
)
def test_standard_input_is_read_as_strictly(data: bytes, code: Code) -> None:
    assert f"error[{code}]" in told(piped(data)).splitlines()[0]


def test_standard_input_that_never_ends_is_refused() -> None:
    with open("/dev/zero", "rb") as zeros:
        done = zanger("check", "-", "--pack", str(TINY), stdin=zeros)
    assert (done.returncode, done.stdout, b"error[yaml-limit]" in done.stderr) == (2, b"", True)


def test_standard_input_is_read_once() -> None:
    assert "standard input can be read once" in told(piped(HEAD.encode(), "-"))


# Options.
@pytest.mark.parametrize(
    "chosen", ["G99=counts", "G01=nothing", "=", "G01=", "G01=counts=x", "\x1b[31m=x", "\udcff=x", "x" * 100_000 + "=x"]
)
def test_a_reading_that_does_not_exist_is_told(chosen: str, tmp_path: Path) -> None:
    assert "error[unknown-reading]" in told(check(HEAD.encode(), "--under", chosen, folder=tmp_path))


def test_a_reading_without_a_value_is_told(tmp_path: Path) -> None:
    assert "G03=same-report" in told(check(HEAD.encode(), "--under", "G01", folder=tmp_path))


def test_a_question_cannot_be_given_two_readings(tmp_path: Path) -> None:
    twice = ("--under", "G01=counts", "--under", "G01=secret-only")
    assert "`G01` is chosen twice" in told(check(HEAD.encode(), *twice, folder=tmp_path))


@pytest.mark.parametrize("place", ["", " ", "(((((.*", "." * 100_000, "\x1b[31m24", "\udcff", "24\0"])
def test_a_place_of_the_law_that_is_none_is_told(place: str) -> None:
    assert "error[unknown-provision]" in told(CliRunner().invoke(app, ["law", place, "--pack", str(TINY)]))


@pytest.mark.parametrize("kind", ["", "\x1b[31m", "x" * 100_000, "__class__"])
def test_a_kind_that_is_none_is_told(kind: str) -> None:
    assert "error[unknown-kind]" in told(CliRunner().invoke(app, ["new", "case", "--pack", str(TINY), "--kind", kind]))


@pytest.mark.parametrize("arguments", [["\x1b[31m"], [""], ["--\x1b[31m"], ["check", "--engine", "\x1b[31m", "x"]])
def test_a_command_line_does_not_steer_the_terminal(arguments: list[str]) -> None:
    told(CliRunner().invoke(app, arguments))


# The process: its streams and signals.
def zanger(
    *arguments: str, buffered: bool = True, stdin: object = subprocess.DEVNULL, **streams: object
) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "" if buffered else "1"}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [*ZANGER, *arguments], env=environment, stdin=stdin, timeout=PATIENCE, **streams
    )


@pytest.fixture
def case(tmp_path: Path) -> str:
    path = tmp_path / "case.yaml"
    path.write_text(HEAD, encoding="utf-8")
    return str(path)


def left() -> int:
    """A pipe that nobody reads any more."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


@pytest.mark.parametrize("buffered", [True, False])
@pytest.mark.parametrize("arguments", [["--help"], ["check", "CASE", "--pack", str(TINY)]])
def test_a_reader_that_leaves_is_no_error(buffered: bool, arguments: list[str], case: str) -> None:
    pipe = left()
    done = zanger(*(a.replace("CASE", case) for a in arguments), buffered=buffered, stdout=pipe)
    os.close(pipe)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("arguments", [["--help"], ["check", "CASE", "--pack", str(TINY), "--format", "json"]])
def test_a_full_disk_is_told(arguments: list[str], case: str) -> None:
    with open("/dev/full", "wb") as full:
        done = zanger(*(a.replace("CASE", case) for a in arguments), stdout=full)
    assert (done.returncode, done.stderr) == (2, b"error: no space left on device\n")


def test_diagnostics_that_cannot_be_written_still_end_with_code_2() -> None:
    with open("/dev/full", "wb") as full:
        done = zanger("check", "nowhere.yaml", stderr=full)
    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.parametrize(
    ("closed", "code", "message"),
    [(">&-", 2, b"standard output is closed"), ("2>&-", 0, b""), ("<&-", 0, b"")],
)
def test_a_closed_stream_is_no_crash(closed: str, code: int, message: bytes, case: str) -> None:
    line = f'exec "$@" {closed}'
    command = ["sh", "-c", line, "sh", *ZANGER, "check", case, "--pack", str(TINY)]
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE)
    assert (done.returncode, b"Traceback" in done.stderr, message in done.stderr) == (code, False, True)


def test_results_that_cannot_be_written_are_told_before_any_is_shown(case: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["test", case, "--pack", str(TINY), "--junit", str(tmp_path / "no" / "x.xml")])
    assert "no such file or directory" in told(result)


def test_ctrl_c_ends_it_without_a_traceback(tmp_path: Path) -> None:
    pipe = tmp_path / "case.yaml"
    os.mkfifo(pipe)
    running = subprocess.Popen(
        [*ZANGER, "check", str(pipe)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a run in the background ignores it
    )
    with pipe.open("wb"):  # waits until the command reads
        running.send_signal(signal.SIGINT)
        out, errors = running.communicate(timeout=PATIENCE)
    assert (running.returncode, out, errors) == (130, b"", b"interrupted\n")


def test_letters_that_the_terminal_lacks_are_no_crash(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(instead("title: T", "title: Заңгер"), encoding="utf-8")
    command = [*ZANGER, "check", str(tmp_path / "case.yaml"), "--pack", str(TINY)]
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    text = subprocess.run(command, env=environment, capture_output=True, timeout=PATIENCE)
    data = subprocess.run([*command, "--format", "json"], env=environment, capture_output=True, timeout=PATIENCE)
    assert (text.returncode, text.stdout.splitlines()[0]) == (0, b"??????")
    assert (data.returncode, json.loads(data.stdout.decode("ascii"))["title"]) == (0, "Заңгер")


# A history as long as a file may hold is answered, not refused.
def test_1_500_actions_are_answered(tmp_path: Path) -> None:
    action = "  - refuse-report: {town: t, mayor: m, in_favour: 1, on: 2001-01-01}\n"
    result = check((HEAD + "history:\n" + action * 1_500).encode(), "--engine", "reference", folder=tmp_path)
    assert result.exit_code == 0
    assert result.stdout.count("2001-01-01") == 1_500


def test_5_000_actions_are_more_than_a_file_may_hold(tmp_path: Path) -> None:
    action = "  - refuse-report: {town: t, mayor: m, in_favour: 1, on: 2001-01-01}\n"
    assert "error[yaml-limit]" in told(check((HEAD + "history:\n" + action * 5_000).encode(), folder=tmp_path))


def test_errors_can_be_handed_between_processes() -> None:
    with pytest.raises(InputError) as caught:
        docket(load_pack(TINY), parse_case(instead("seats", "saets").encode(), "case.yaml")[0])
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.diagnostics, str(again)) == (caught.value.diagnostics, str(caught.value))
