"""SARIF of an audit: by the models of the standard, findings at their lines, the other side related."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel
from test_audit_words import LAW, ROOT, audit, finding

from zanger.audit.finding import Covered, Cut, Finding
from zanger.audit.sarif import sarif
from zanger.decision import Place
from zanger.messages import LANGUAGES
from zanger.words import Words

models = pytest.importorskip("sarif_pydantic")
BARE = finding("unreachable", places=(), side=(), against=(), witness=None)
TWO = (Place(file="law/art 1.yaml", line=3, column=5), Place(file="law/art-1.yaml", line=9, column=5))


def log(*findings: Finding, lang: str = "en") -> dict[str, Any]:
    cut = Cut(subject="travel", day="2000-01-01", question="all", bound="time")
    return sarif(audit(*findings, covered=Covered(days=(), cut=(cut,))), Words(LAW.pack, lang))


def unknown(model: BaseModel) -> set[str]:
    """The names below a model that the standard does not have."""
    found = set(model.model_extra or ()) - {"$schema"}
    for name in type(model).model_fields:
        value = getattr(model, name)
        for item in value if isinstance(value, list) else [value]:
            found |= unknown(item) if isinstance(item, BaseModel) else set()
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_log_has_what_the_standard_has_and_no_more(lang: str) -> None:
    read = models.Sarif.model_validate(log(finding(places=TWO, known=("D1",)), BARE, lang=lang))
    assert unknown(read) <= {
        "columnKind",
        "language",
        "suppressions",
        "toolExecutionNotifications",
    }  # of the standard, not modelled
    assert len(read.runs[0].results) == 2


def test_a_finding_stands_at_its_line_and_the_other_side_is_related() -> None:
    (result,) = log(finding(places=TWO))["runs"][0]["results"]
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "law/art%201.yaml"
    assert location["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 5}
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["region"]["startLine"] == 9
    assert related["message"]["text"] == Words(LAW.pack).citations(finding().against)


def test_what_no_provision_speaks_of_stands_where_it_is_declared() -> None:
    (result,) = log(BARE)["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("gate/vocabulary.yaml")
    line = place["region"]["startLine"]
    lines = (ROOT / "tests/property/packs/gate/vocabulary.yaml").read_text(encoding="utf-8").splitlines()
    assert "travel" in "\n".join(lines[line - 4 : line])


def test_each_result_names_a_rule_by_its_place_in_the_list() -> None:
    run = log(finding(), finding("dead"))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert rules[result["ruleIndex"]]["help"]["text"]


def test_a_fingerprint_stays_when_lines_move_and_differs_between_findings() -> None:
    first, moved, other = (
        log(f)["runs"][0]["results"][0]["partialFingerprints"]
        for f in (finding(), finding(places=TWO), finding("dead"))
    )
    assert first == moved != other


def test_a_known_finding_is_suppressed_with_what_the_pack_says_of_it() -> None:
    known, new = log(finding(known=("D1",)), finding("dead"))["runs"][0]["results"]
    assert [(s["kind"], s["status"], s["justification"]) for s in known["suppressions"]] == [
        ("external", "accepted", "D1")
    ]
    assert "suppressions" not in new


def test_what_was_cut_is_a_notification() -> None:
    (invocation,) = log()["runs"][0]["invocations"]
    assert (
        "not covered: Travel the road on 2000-01-01" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    )
