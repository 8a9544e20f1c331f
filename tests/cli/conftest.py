"""What the tests of the command line share: the commands run in this process, with a shelf of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zanger_cli.app import app

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]


@pytest.fixture(scope="session", autouse=True)
def own_shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Packs are kept between the commands of one run of the tests, and never where the user keeps them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        language = ("ZANGER_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
        for name in ("ZANGER_NO_CACHE", "NO_COLOR", "COLUMNS", "_ZANGER_COMPLETE", *language):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Runs `zanger ...` in an empty folder and gives exit code, output and errors."""

    def command(*arguments: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(app, list(arguments), input=stdin, prog_name="zanger")

    before = os.getcwd()
    os.chdir(tmp_path)
    yield command
    os.chdir(before)


@pytest.fixture
def tiny() -> str:
    """A small pack that does not change with the law."""
    return str(ROOT / "tests" / "golden" / "packs" / "tiny")


@pytest.fixture
def demo() -> str:
    """The case of the README."""
    return str(ROOT / "rules" / "kz" / "cases" / "demo" / "two-refused-reports.yaml")


CASE = """\
title: Two refusals
pack: tiny
as_of: 2001-06-01
facts:
  - town: {id: t, seats: 30}
  - mayor: {id: m, town: t}
history:
  - refuse-report: {town: t, mayor: m, in_favour: 3, on: 2001-01-10}
  - refuse-report: {town: t, mayor: m, in_favour: 4, on: 2001-02-10}
ask:
  - dismiss-mayor: {town: t, mayor: m, in_favour: 19}
  - dismiss-mayor: {town: t, mayor: m, in_favour: 20}
expect:
  - {ask: 1, verdict: not-empowered}
  - {ask: 2, verdict: permitted, cites: [tiny.law.2.1]}
"""
"""Two thirds of 30 are 20: 19 votes are one too few."""


@pytest.fixture
def case(tmp_path: Path) -> str:
    """The path of a sound case of the small pack, relative to the folder where commands run."""
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    return "case.yaml"


@pytest.fixture
def broken(tmp_path: Path) -> str:
    """The path of a case with one misspelt field, on line 5."""
    (tmp_path / "broken.yaml").write_text(CASE.replace("seats", "saets"), encoding="utf-8")
    return "broken.yaml"
