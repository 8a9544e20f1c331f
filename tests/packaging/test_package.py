"""The package as others get it: its public names, its layers, and what start-up costs."""

from __future__ import annotations

import ast
import inspect
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import zanger

ROOT = Path(__file__).parents[2]
ENGINE = sorted((ROOT / "engine" / "zanger").glob("*.py"))
PUBLIC = [
    "Case", "Citation", "Code", "Decision", "Diagnostic", "Difference", "Engine", "EngineFailure",
    "EngineUnavailable", "Explanation", "Freedom", "InputError", "Interview", "Judgement", "Law", "Minutes", "Place",
    "Possibility", "Proof", "Refusal", "Routes", "StatusAnswer", "Supposition", "Turning", "Words", "ZangerError",
    "case_schema", "decide", "differences", "interview", "load_case", "load_pack", "make_engine", "minimal_changes",
    "parse_case", "provision_schema", "report", "review", "routes", "verify", "what_if", "why", "why_not",
    "why_not_required",
]  # fmt: skip


def python(code: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip()


def test_the_public_names_are_these() -> None:
    assert zanger.__all__ == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_says_what_it_is(name: str) -> None:
    assert (inspect.getdoc(getattr(zanger, name)) or "").strip()


def test_no_module_takes_the_place_of_a_public_name() -> None:
    assert {path.stem for path in ENGINE} & set(PUBLIC) == set()


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="colour"):
        _ = zanger.colour  # type: ignore[attr-defined]


def test_importing_zanger_imports_no_library() -> None:
    assert python("import sys, zanger; print({'pydantic', 'yaml', 'rich', 'click'} & set(sys.modules))") == "set()"


def test_plain_help_imports_neither_click_nor_the_engine() -> None:
    code = (
        "import sys; sys.argv = ['zanger', '--help']\n"
        "from zanger_cli.start import main; main()\n"
        "print({'click', 'rich', 'zanger'} & set(sys.modules))"
    )
    assert python(code).splitlines()[-1] == "set()"


def test_the_engine_never_imports_the_command_line() -> None:
    for path in ENGINE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.startswith("zanger_cli") for name in names), path.name


def test_the_engine_knows_nothing_of_kazakhstan() -> None:
    words = re.compile(r"kazakh|maslikhat|\bakim|oblast|rayon|senate", re.IGNORECASE)
    for path in ENGINE:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {
            id(n.body[0].value) for n in ast.walk(tree) if isinstance(n, DOCUMENTED) and n.body and _is_text(n.body[0])
        }
        for node in ast.walk(tree):
            said = {ast.Name: "id", ast.Attribute: "attr", ast.arg: "arg", ast.Constant: "value"}.get(type(node))
            if said and id(node) not in docs and isinstance(text := getattr(node, said), str):
                assert not words.search(text), f"{path.name}:{node.lineno}: {text}"


DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def test_the_law_is_data_only() -> None:
    files = [p for p in (ROOT / "rules").rglob("*") if p.is_file()]
    assert files
    assert {p.suffix for p in files} == {".yaml"}


def test_the_reference_can_be_read_in_one_go() -> None:
    lines = (ROOT / "engine" / "zanger" / "reference.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 200


def test_every_module_says_its_one_idea_in_its_first_line() -> None:
    for path in [*ENGINE, *(ROOT / "cli" / "zanger_cli").rglob("*.py")]:
        first = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").splitlines()
        assert first, path.name
        assert first[0].endswith((".", ":")), path.name


def test_the_package_is_typed_and_has_its_version() -> None:
    assert (ROOT / "engine" / "zanger" / "py.typed").exists()
    assert (ROOT / "cli" / "zanger_cli" / "py.typed").exists()
    assert f'version = "{version("zanger")}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_checked_packs_lie_on_a_shelf_that_is_the_users_own(tmp_path: Path) -> None:
    first = zanger.Law.load("kz", tmp_path)
    (kept,) = tmp_path.iterdir()
    assert zanger.Law.load("kz", tmp_path).pack.provisions == first.pack.provisions
    kept.write_bytes(b"not a pack")
    assert zanger.Law.load("kz", tmp_path).pack.provisions == first.pack.provisions
    os.chmod(kept, 0o666)
    from zanger.shelf import take

    assert take(tmp_path, kept.name) is None
