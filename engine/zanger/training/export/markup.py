"""Texts of exercises as HTML: every sign that is not plain text is escaped, and a line end is a line end."""

from __future__ import annotations

import html
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...errors import harmless


def inline(text: str) -> str:
    """A text as HTML within a paragraph."""
    return html.escape(harmless(text), quote=False).replace("\n", "<br>")


def paragraphs(texts: Iterable[str]) -> str:
    """Texts as paragraphs of HTML."""
    return "".join(f"<p>{inline(text)}</p>" for text in texts)


def child(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """A new element in `parent`; a `_` at the end of the name of an attribute is dropped."""
    made = SubElement(parent, tag, {name.rstrip("_"): value for name, value in attributes.items()})
    made.text = None if text is None else harmless(text)
    return made


def lines(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    """An element of XHTML with a text whose line ends are `br`."""
    first, *others = harmless(text).split("\n")
    made = child(parent, tag, first, **attributes)
    for line in others:
        SubElement(made, "br").tail = line
    return made


def document(root: Element, *, indented: bool = False) -> bytes:
    """A document of XML in UTF-8."""
    if indented:
        indent(root)
    made: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + made + b"\n"
