"""A case as the text of its file: one fact or action a line, so that it can be read and corrected by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from .case import Case, Item
from .vocabulary import is_id

Value = str | int | bool
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_PLAIN = re.compile(r"[^\W\d_][\w.-]*\Z")
_SPECIAL = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}


def case_text(case: Case, remarks: Iterable[str] = ()) -> str:
    """The YAML text of a case; `remarks` follow as comments. What a case expects as a test is left out."""
    lines = [f"title: {json.dumps(case.title, ensure_ascii=False)}"] if case.title else []
    if case.teaches:
        lines += ["teaches:", *(f"  {k}: {json.dumps(v, ensure_ascii=False)}" for k, v in case.teaches.items())]
    lines += [f"pack: {case.pack}", f"as_of: {case.as_of.isoformat()}"]
    for name in ("facts", "history", "ask"):
        items: tuple[Item, ...] = getattr(case, name)
        lines += [f"{name}:", *(f"  - {item_text(item)}" for item in items)] if items else []
    if case.under:
        lines += ["under: {" + ", ".join(f"{k}: {_scalar(v)}" for k, v in case.under.items()) + "}"]
    lines += [f"# {line}" for remark in remarks for line in remark.splitlines()]
    return "\n".join(lines) + "\n"


def item_text(item: Item) -> str:
    """`refuse-report: {report: r-1, in_favour: 9, on: 2002-03-18}`."""
    return f"{item.kind}: {{" + ", ".join(f"{name}: {_scalar(value)}" for name, value in item.fields.items()) + "}"


def made(kind: str, fields: dict[str, Value]) -> Item:
    """A fact or an action that stands in no file yet."""
    return Item.model_validate({"kind": kind, "fields": fields})


def _scalar(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) or _DATE.match(value) or (_PLAIN.match(value) and value.lower() not in _SPECIAL):
        return str(value)
    return json.dumps(value, ensure_ascii=False) if not is_id(value) or not value.isdigit() else f'"{value}"'
