"""A case as YAML that reads back as the same case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from .case import Case, Item

_TRUTH = "tag:yaml.org,2002:bool"
_DAY = "tag:yaml.org,2002:timestamp"


class _Dumper(yaml.SafeDumper):
    """Quotes only what the reader of cases would not take for a text: to it `on` and `2001-03-01` are texts."""

    yaml_implicit_resolvers = {
        first: [
            (tag, re.compile("(?i:true|false)$") if tag == _TRUTH else pattern) for tag, pattern in found if tag != _DAY
        ]
        for first, found in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }


def case_yaml(case: Case) -> str:
    """The case as the text of a file, one fact or action a line; without comments and expected answers."""
    return "\n".join(_lines(case)) + "\n"


def _lines(case: Case) -> Iterator[str]:
    if case.title:
        yield f"title: {_flow(case.title)}"
    if case.teaches:
        yield "teaches:"
        yield from (f"  {lang}: {_flow(text)}" for lang, text in case.teaches.items())
    yield f"pack: {_flow(case.pack)}"
    yield f"as_of: {case.as_of.isoformat()}"
    if case.under:
        yield f"under: {_flow(dict(case.under))}"
    sections: tuple[tuple[str, tuple[Item, ...]], ...] = (
        ("facts", case.facts),
        ("history", case.history),
        ("ask", case.ask),
    )
    for name, items in sections:
        if items:
            yield f"{name}:"
            yield from (f"  - {_flow(item.kind)}: {_flow(dict(item.fields))}" for item in items)


def _flow(value: Any) -> str:
    """A value on one line."""
    text = yaml.dump(
        value, Dumper=_Dumper, default_flow_style=True, sort_keys=False, allow_unicode=True, width=float("inf")
    )
    return text.removesuffix("\n").removesuffix("\n...").rstrip("\n")
