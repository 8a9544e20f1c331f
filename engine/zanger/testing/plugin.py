"""A plugin for pytest: `pytest --zanger-pack kz` runs the worked cases of a pack and the properties as tests.

A test bears the article in its name, so that `-k l148.24` picks what concerns it. Without the option nothing of
zanger is loaded: whatever costs time is imported when it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ..law import Law
    from .property import Property

CITED = re.compile(r"cites:\s*\[([^\]]*)\]")
EXAMPLES = 5
"""How many cases are tried for a property and an article."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, in a group of their own."""
    group = parser.getgroup("zanger", "zanger: a law as tests")
    group.addoption("--zanger-pack", action="append", default=[], metavar="PACK", help="a law pack by id or folder")
    group.addoption("--zanger-cases", action="store_true", help="of the packs, the worked cases only")
    group.addoption("--zanger-properties", action="store_true", help="of the packs, the properties only")
    group.addoption(
        "--zanger-examples",
        type=int,
        default=EXAMPLES,
        metavar="N",
        help=f"how many cases are tried for a property and an article; {EXAMPLES} if not given",
    )
    group.addoption(
        "--zanger-failures", default="zanger-failures", metavar="FOLDER", help="where the cases of failures are written"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add the tests of the packs that were named, before any are chosen by name."""
    for name in dict.fromkeys(config.getoption("zanger_pack")):
        items.extend(_tests(session, config, name))


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Which properties a pack does not say enough for."""
    told = []
    for name in dict.fromkeys(config.getoption("zanger_pack")):
        if not _wants(config, "properties"):
            continue
        from .properties import ALL

        law = _law(name)
        left = [p.name for p in ALL if not p.applies(law)]
        if left:
            told.append(f"zanger: {name} says too little in roles.yaml for: {', '.join(left)}")
    return told


def _wants(config: pytest.Config, what: str) -> bool:
    """Whether a sort of tests is wanted: both, if neither is named."""
    chosen = {sort for sort in ("cases", "properties") if config.getoption(f"zanger_{sort}")}
    return not chosen or what in chosen


def _law(name: str) -> Law:
    """The law of a pack. Raises `pytest.UsageError` with what is wrong with it."""
    from ..errors import InputError
    from .subjects import law_of

    try:
        return law_of(name)
    except InputError as error:
        raise pytest.UsageError(f"zanger: {error}") from None


def _tests(session: pytest.Session, config: pytest.Config, name: str) -> Iterator[pytest.Item]:
    law = _law(name)
    root = Path(law.pack.root)
    pack = PackTests.from_parent(session, name=name, path=root, nodeid=f"zanger-{law.pack.head.id}", law=law)
    if _wants(config, "cases"):
        for path in sorted((root / "cases").rglob("*.yaml")):
            yield CaseTest.from_parent(pack, name=_case_name(path, root / "cases"), path=path, law=law)
    if _wants(config, "properties"):
        try:
            from .properties import ALL
        except ModuleNotFoundError as error:
            if error.name != "hypothesis":
                raise
            message = 'zanger: properties need Hypothesis: pip install "zanger[testing]", or give --zanger-cases'
            raise pytest.UsageError(message) from None
        for kept in ALL:
            for article in _articles(law, kept):
                made = f"{kept.name}[{article}]"
                yield PropertyTest.from_parent(pack, name=made, path=root, law=law, kept=kept, article=article)


def _case_name(path: Path, folder: Path) -> str:
    """`no-confidence/two-refusals[l148.24.1,l148.24.2]`: where the case stands, and what it expects to be cited."""
    cited = [c.strip() for found in CITED.findall(path.read_text(encoding="utf-8")) for c in found.split(",")]
    short = dict.fromkeys(c.split(".", 1)[1] for c in cited if "." in c)
    return f"{path.relative_to(folder).with_suffix('').as_posix()}[{','.join(short)}]"


def _articles(law: Law, kept: Property) -> Iterable[str]:
    """The articles that a property looks at: `l148.24`."""
    if not kept.applies(law):
        return ()
    concerns = kept.concerns(law)
    wanted = None if concerns is None else set(concerns)
    return dict.fromkeys(f"{p.instrument}.{p.article}" for p in law.pack.provisions if wanted is None or p.id in wanted)


class PackTests(pytest.Collector):
    """The tests of one pack."""

    def __init__(self, *, law: Law, **how: Any) -> None:
        super().__init__(**how)
        self.law = law

    def collect(self) -> Iterable[pytest.Item]:
        """Nothing more: the tests are made with it."""
        return ()


class LawTest(pytest.Item):
    """A test about a law."""

    def __init__(self, *, law: Law, **how: Any) -> None:
        super().__init__(**how)
        self.law = law

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it stands."""
        return self.path, None, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is wrong, without the Python that found it."""
        from ..errors import ZangerError

        if isinstance(excinfo.value, ZangerError | Differs):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


class Differs(Exception):
    """A worked case has another answer than it expects."""


class CaseTest(LawTest):
    """A worked case."""

    def runtest(self) -> None:
        """Decide it, and compare with what it expects."""
        from ..deciding import decide
        from ..expect import differences
        from ..load import load_case

        case, _ = load_case(self.path)
        if not case.expect:
            pytest.skip("the case has no `expect`")
        if wrong := differences(case.expect, decide(self.law, case, engine="reference")):
            raise Differs("\n".join([f"{self.path}: {case.title}", *(f"  {d}" for d in wrong)]))


class PropertyTest(LawTest):
    """A property over cases about one article."""

    def __init__(self, *, kept: Property, article: str, **how: Any) -> None:
        super().__init__(**how)
        self.kept = kept
        self.article = article

    def runtest(self) -> None:
        """Look for a case in which it fails."""
        config = self.config
        about = {f"{self.law.pack.head.id}.{self.article}"}
        concerns = self.kept.concerns(self.law)
        if concerns is not None:
            about = {p for p in concerns if p.startswith(f"{next(iter(about))}.") or p == next(iter(about))}
        folder = Path(config.getoption("zanger_failures")) / self.article
        examples = config.getoption("zanger_examples")
        self.kept.test(self.law, examples=examples, about=about, folder=folder)()
