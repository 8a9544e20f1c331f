"""What all mirrors of files share: frozen, strict, and aware of their place in the file."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from .source import NODE_KEY, Mapping, Node, Scalar, Sequence

AT = NODE_KEY
"""The key under which a mapping carries its own node on the way into a model."""


class Mirror(BaseModel):
    """A frozen mirror of one mapping of a file; `at` is its node (absent when built in Python, or pickled)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True, defer_build=True)

    at: Any = Field(default=None, alias=AT, exclude=True, repr=False)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._content() == other._content()

    def __hash__(self) -> int:
        return hash((type(self), repr(self)))

    def __getstate__(self) -> dict[Any, Any]:
        state = super().__getstate__()
        return {**state, "__dict__": {**state["__dict__"], "at": None}}

    def _content(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in type(self).model_fields if name != "at"}


def plain(node: Node) -> Any:
    """The node as plain dicts and tuples, each dict carrying its node under `AT`."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return tuple(plain(item) for item in node.items)
        case Mapping():
            content: dict[str, Any] = {key: plain(value) for key, value in node.entries.items()}
            content[AT] = node
            return content


def _without_at(value: Any) -> Any:
    return {key: item for key, item in value.items() if key != AT} if isinstance(value, dict) else value


Open = BeforeValidator(_without_at)
"""Marks a mapping whose keys are free: names of fields, kinds, languages."""


def _text_needs_english(value: dict[str, str]) -> dict[str, str]:
    if not value.get("en", "").strip():
        raise PydanticCustomError("missing_english", "the English text is missing")
    return value


Text = Annotated[dict[str, str], Open, AfterValidator(_text_needs_english)]
"""A text by language: `{en: ..., ru: ..., kk: ...}`; English must be there."""
