"""An audit as SARIF 2.1.0, so that code hosts show findings at the lines of the law files.

The form is that of the OASIS standard "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote

from ..decision import Place
from ..spot import spot
from ..words import Words
from .finding import Audit, Finding, Kind
from .wording import KINDS, MEANINGS, kind_of, known, meaning, named, other_side, span, story, told

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
KINDS_IN_ORDER: tuple[Kind, ...] = get_args(Kind)


def sarif(found: Audit, words: Words) -> dict[str, Any]:
    """The log of one run, its messages in the language of `words`."""
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(words)},
                "language": words.lang,
                "columnKind": "unicodeCodePoints",
                "automationDetails": {"id": f"zanger-audit/{found.pack}/"},
                "invocations": [
                    {
                        "executionSuccessful": True,
                        **({"toolExecutionNotifications": cuts} if (cuts := list(_cuts(found, words))) else {}),
                    }
                ],
                "results": [_result(finding, words) for finding in found.findings],
                "properties": {"pack": found.pack, "packVersion": found.pack_version, "seconds": found.covered.seconds},
            }
        ],
    }


def _driver(words: Words) -> dict[str, Any]:
    try:
        number = version("zanger")
    except PackageNotFoundError:
        number = "0"
    return {
        "name": "zanger audit",
        "version": number,
        "rules": [
            {
                "id": kind,
                "name": "".join(part.title() for part in KINDS[kind].replace(",", "").split()),
                "shortDescription": {"text": words.say(KINDS[kind])},
                "fullDescription": {"text": words.say(MEANINGS[kind])},
                "help": {"text": words.say(MEANINGS[kind])},
                "defaultConfiguration": {"level": "warning"},
                "properties": {"tags": ["law"]},
            }
            for kind in KINDS_IN_ORDER
        ],
    }


def _cuts(found: Audit, words: Words) -> Iterator[dict[str, Any]]:
    for cut in found.covered.cut:
        text = words.say("not covered: {subject} on {date}", subject=named(cut.subject, words), date=cut.day)
        yield {"level": "warning", "message": {"text": f"{text} ({cut.question}: {cut.bound})"}}


def _result(finding: Finding, words: Words) -> dict[str, Any]:
    sides = (*finding.side, *finding.against)
    places = finding.places or home(finding, words)
    labels = [words.citations([c]) for c in sides] if len(sides) == len(places) else []
    result: dict[str, Any] = {
        "ruleId": finding.kind,
        "ruleIndex": KINDS_IN_ORDER.index(finding.kind),
        "level": finding.grave,
        "message": {"text": text(finding, words)},
        "locations": [{"physicalLocation": _physical(place)} for place in places[:1]],
        "partialFingerprints": {"zangerFinding/v1": sha256(finding.id.encode()).hexdigest()},
        "properties": {"known": list(finding.known), "id": finding.id},
    }
    if finding.known:
        why = "\n".join(known(name, words) for name in finding.known)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
    if len(places) > 1:
        result["relatedLocations"] = [
            {
                "id": n,
                "physicalLocation": _physical(place),
                **({"message": {"text": labels[n]}} if labels else {}),
            }
            for n, place in enumerate(places[1:], 1)
        ]
    return result


def text(finding: Finding, words: Words) -> str:
    """A finding as one paragraph a line: what it is, the texts of both sides, the case."""
    lines = [f"{kind_of(finding, words)}: {named(finding.subject, words)}. {meaning(finding, words)}"]
    lines += [words.citations(finding.side)] if finding.side else []
    if finding.against:
        lines.append(f"{words.say(other_side(finding))} {words.citations(finding.against)}")
    lines += [days] if (days := span(finding, words)) else []
    lines += [words.say("known: {question}", question=known(name, words)) for name in finding.known]
    if finding.witness is not None and finding.witness.confirmed:
        lines += [words.say("a case that shows it:"), *story(finding.witness, words)]
        lines += [words.say("the answer: {answer}", answer=told(a, words)) for a in finding.witness.answer]
    return "\n".join(lines)


def home(finding: Finding, words: Words) -> tuple[Place, ...]:
    """Where the subject of a finding that no provision speaks of is declared."""
    name = finding.subject
    if name in words.vocabulary.kinds:
        _, at = spot(words.vocabulary.kinds[name][1], "label")
    elif name in words.pack.reading:
        _, at = spot(words.pack.reading[name], "id")
    else:
        return ()
    return (Place(file=at.file, line=at.line, column=at.column),)


def _physical(place: Place) -> dict[str, Any]:
    path = Path(place.file)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    found: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if place.line > 0:
        found["region"] = {"startLine": place.line, "startColumn": max(1, place.column)}
    return found
