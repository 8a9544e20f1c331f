"""QTI 2.1: a package with an item for each exercise, a test of all of them, and a manifest.

An item shows, once it is answered, the feedback of what was chosen and then the explanation. Hints stand in a block
that only tutors see, since QTI knows none. Source: IMS Question and Test Interoperability 2.1 (2012), information
model and content packaging.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from ..exercise import Form
from .archive import zipped
from .handout import Answered, Handout, Told
from .markup import child, document, lines

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
CONTENT = "http://www.imsglobal.org/xsd/imscp_v1p1"
METADATA = "http://www.imsglobal.org/xsd/imsmd_v1p2"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
EXPLANATION = "explanation"
"""The feedback that everyone sees."""


def qti(handout: Handout) -> bytes:
    """The exercises as a zip of QTI 2.1."""
    items = [(f"items/{identifier(told)}.xml", told) for told in handout.told]
    return zipped(
        (
            ("imsmanifest.xml", document(_manifest(handout, items))),
            ("assessmentTest.xml", document(_test(handout, items))),
            *((name, document(item(told))) for name, told in items),
        )
    )


def identifier(told: Told) -> str:
    """The identifier of an item: that of the exercise, as QTI allows it."""
    return "zanger-" + re.sub(r"[^A-Za-z0-9_-]", "_", told.id)


def _manifest(handout: Handout, items: Iterable[tuple[str, Told]]) -> Element:
    root = Element("manifest", {"xmlns": CONTENT, "xmlns:imsmd": METADATA, "identifier": "zanger-manifest"})
    metadata = child(root, "metadata")
    child(metadata, "schema", "QTIv2.1 Package")
    child(metadata, "schemaversion", "1.0.0")
    lom = child(metadata, "imsmd:lom")
    general = child(lom, "imsmd:general")
    child(child(general, "imsmd:title"), "imsmd:langstring", handout.title, **{"xml:lang": handout.lang})
    child(general, "imsmd:language", handout.lang)
    child(root, "organizations")
    resources = child(root, "resources")
    test = child(resources, "resource", identifier="zanger-test", type="imsqti_test_xmlv2p1", href="assessmentTest.xml")
    child(test, "file", href="assessmentTest.xml")
    for name, told in items:
        child(test, "dependency", identifierref=identifier(told))
        resource = child(resources, "resource", identifier=identifier(told), type="imsqti_item_xmlv2p1", href=name)
        child(resource, "file", href=name)
    return root


def _root(tag: str, name: str, title: str, **attributes: str) -> Element:
    schema = f"{QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
    head = {"xmlns": QTI, "xmlns:xsi": INSTANCE, "xsi:schemaLocation": schema}
    return Element(tag, {**head, "identifier": name, "title": title, **attributes})


def _test(handout: Handout, items: Iterable[tuple[str, Told]]) -> Element:
    root = _root("assessmentTest", "zanger-test", handout.title)
    part = child(root, "testPart", identifier="part-1", navigationMode="nonlinear", submissionMode="individual")
    section = child(part, "assessmentSection", identifier="section-1", title=handout.title, visible="true")
    for name, told in items:
        child(section, "assessmentItemRef", identifier=identifier(told), href=name)
    return root


def item(told: Told) -> Element:
    """One exercise as an `assessmentItem`."""
    attributes = {"xml:lang": told.handout.lang, "adaptive": "false", "timeDependent": "false"}
    root = _root("assessmentItem", identifier(told), told.name, **attributes)
    _declarations(root, told)
    body = child(root, "itemBody")
    if told.hints:
        block = child(body, "rubricBlock", view="tutor scorer")
        for hint in told.hints:
            lines(block, "p", hint)
    for paragraph in told.story:
        lines(body, "p", paragraph)
    _interaction(body, told)
    _processing(child(root, "responseProcessing"), told)
    for answered in (*told.options, *told.numbers):
        _feedback(root, answered.key, [answered.feedback])
    steps = [f"{told.place_of(step)}. {step.text}" for step in told.ordered] if told.exercise.form == "order" else []
    _feedback(root, EXPLANATION, [*steps, *told.explanation, told.law])
    return root


CARDINALITY: dict[Form, str] = {
    "one": "single",
    "many": "multiple",
    "order": "ordered",
    "number": "single",
    "short": "single",
}
TYPE: dict[Form, str] = {
    "one": "identifier",
    "many": "identifier",
    "order": "identifier",
    "number": "integer",
    "short": "string",
}


def _declarations(root: Element, told: Told) -> None:
    form = told.exercise.form
    response = child(
        root, "responseDeclaration", identifier="RESPONSE", cardinality=CARDINALITY[form], baseType=TYPE[form]
    )
    correct = child(response, "correctResponse")
    for value in _key(told):
        child(correct, "value", value)
    if form == "many":
        rights = [option.right for option in told.options]
        mapping = child(response, "mapping", lowerBound="0", upperBound="1", defaultValue="0")
        for option in told.options:
            share = 1 / rights.count(True) if option.right else -1 / rights.count(False)
            child(mapping, "mapEntry", mapKey=option.key, mappedValue=f"{share:.6f}")
    if form == "short":
        mapping = child(response, "mapping", lowerBound="0", upperBound="1", defaultValue="0")
        for spelling in told.spellings:
            child(mapping, "mapEntry", mapKey=spelling, mappedValue="1", caseSensitive="false")
    score = child(root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    child(child(score, "defaultValue"), "value", "0")
    child(root, "outcomeDeclaration", identifier="FEEDBACK", cardinality="multiple", baseType="identifier")


def _key(told: Told) -> Iterable[str]:
    match told.exercise.form:
        case "number":
            return [str(told.exercise.number)]
        case "short":
            return told.spellings[:1]
        case _:
            return told.exercise.key


def _interaction(body: Element, told: Told) -> None:
    form = told.exercise.form
    if form in ("number", "short"):
        lines(body, "p", told.question)
        length = "8" if form == "number" else "60"
        child(child(body, "p"), "textEntryInteraction", responseIdentifier="RESPONSE", expectedLength=length)
    else:
        name = "orderInteraction" if form == "order" else "choiceInteraction"
        interaction = child(body, name, responseIdentifier="RESPONSE", shuffle="true")
        if form != "order":
            interaction.set("maxChoices", "1" if form == "one" else "0")
        lines(interaction, "prompt", told.question)
        for option in told.options:
            lines(interaction, "simpleChoice", option.text, identifier=option.key)
    child(child(body, "p"), "span", f"[{told.id}]", class_="zanger-id")


def _processing(processing: Element, told: Told) -> None:
    form = told.exercise.form
    if form in ("many", "short"):
        child(child(processing, "setOutcomeValue", identifier="SCORE"), "mapResponse", identifier="RESPONSE")
    else:
        condition = child(child(processing, "responseCondition"), "responseIf")
        match = child(condition, "match")
        child(match, "variable", identifier="RESPONSE")
        child(match, "correct", identifier="RESPONSE")
        child(child(condition, "setOutcomeValue", identifier="SCORE"), "baseValue", "1", baseType="float")
    _shown(processing, chosen=form in ("one", "many"))
    for number in told.numbers:
        _shown_at(processing, number)


def _shown(processing: Element, *, chosen: bool) -> None:
    """The explanation is shown, and the feedback of what was chosen."""
    shown = child(child(processing, "setOutcomeValue", identifier="FEEDBACK"), "multiple")
    if chosen:
        child(shown, "variable", identifier="RESPONSE")
    child(shown, "baseValue", EXPLANATION, baseType="identifier")


def _shown_at(processing: Element, number: Answered) -> None:
    condition = child(child(processing, "responseCondition"), "responseIf")
    match = child(condition, "match")
    child(match, "variable", identifier="RESPONSE")
    child(match, "baseValue", number.text, baseType="integer")
    shown = child(child(condition, "setOutcomeValue", identifier="FEEDBACK"), "multiple")
    child(shown, "baseValue", number.key, baseType="identifier")
    child(shown, "baseValue", EXPLANATION, baseType="identifier")


def _feedback(root: Element, name: str, texts: Iterable[str]) -> None:
    shown = child(root, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier=name, showHide="show")
    for text in texts:
        lines(shown, "p", text)
