"""Worked cases run as tests, and their results as JUnit XML."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from .answer import law_for
from .deciding import decide
from .docket import docket
from .engines import EngineName, make_engine
from .errors import Diagnostic, InputError, harmless
from .expect import Difference, differences
from .law import Law
from .load import load_case
from .replay import Watch


@dataclass(frozen=True)
class Result:
    """A case that was run: how many expectations it has, and where the answer differs; seconds taken."""

    path: str
    title: str
    expected: int
    differences: tuple[Difference, ...]
    seconds: float


def run(
    paths: Iterable[Path],
    engine: EngineName = "durable",
    pack: str | None = None,
    shelf: Path | None = None,
    watch: Callable[[Law], Watch] | None = None,
    law: Law | None = None,
) -> list[Result]:
    """Run case files, under the `law` given, or else with the packs that they name, of a `shelf` if there is one.

    `watch` gives for a law what is told of every evaluation of its cases (see `coverage`).
    Raises `InputError` with the errors of all of them before any is run.
    """
    known: dict[str, Law] = {}
    found: list[Diagnostic] = []
    ready = []
    for path in paths:
        try:
            case, _ = load_case(path)
            meant = law or law_for(case, pack, known, shelf)
            docket(meant.pack, case)
            ready.append((path, case, meant))
        except InputError as error:
            found += [d for d in error.diagnostics if d not in found]
    if found:
        raise InputError(found)
    results = []
    with make_engine(engine) as made:
        for path, case, meant in ready:
            start = time.perf_counter()
            wrong: list[Difference] = []
            if case.expect:
                decision = decide(meant, case, engine=made, watch=watch(meant) if watch else None)
                wrong = differences(case.expect, decision)
            results.append(Result(str(path), case.title, len(case.expect), tuple(wrong), time.perf_counter() - start))
    return results


def junit_xml(results: Sequence[Result]) -> str:
    """The results in the form that build servers read."""
    suite = ElementTree.Element(
        "testsuite",
        name="zanger",
        tests=str(len(results)),
        failures=str(sum(bool(r.differences) for r in results)),
        time=f"{sum(r.seconds for r in results):.3f}",
    )
    for result in results:
        case = ElementTree.SubElement(
            suite,
            "testcase",
            classname=harmless(str(Path(result.path).parent)),
            name=harmless(result.title or result.path),
            file=harmless(result.path),
            time=f"{result.seconds:.3f}",
        )
        if result.differences:
            failure = ElementTree.SubElement(case, "failure", message=harmless(str(result.differences[0])))
            failure.text = harmless("\n".join(map(str, result.differences)))
        elif not result.expected:
            ElementTree.SubElement(case, "skipped", message="the case has no `expect`")
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"
