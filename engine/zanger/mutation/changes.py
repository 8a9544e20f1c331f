"""Frozen models changed in one place: the condition at a path of a provision, or a field of any model."""

from __future__ import annotations

from typing import Any, TypeVar

from ..model import Mirror
from ..program import Origin
from ..provision import AllOf, AnyCondition, AnyOf, Provision

M = TypeVar("M", bound=Mirror)


def changed(model: M, **fields: Any) -> M:
    """The model with some fields changed; what had been worked out from the old ones is forgotten.

    Nothing is validated: the checker says afterwards whether the whole still is a law.
    """
    copy = model.model_copy(update=fields)
    for name in copy.__dict__.keys() - type(copy).model_fields.keys():
        del copy.__dict__[name]
    return copy


def placed(p: Provision, origin: Origin, *items: AnyCondition) -> Provision:
    """The provision with these conditions in place of the one at `origin`, such as `("when", 2, "any", 0, 1)`.

    Without conditions the one that stands there is dropped; `("when", 2, "any", 0)` is an alternative as a whole.
    """
    section = str(origin[0])
    return changed(p, **{section: _placed(getattr(p, section), origin[1:], items)})


def _placed(
    conditions: tuple[AnyCondition, ...], way: Origin, items: tuple[AnyCondition, ...]
) -> tuple[AnyCondition, ...]:
    n = int(way[0])
    own = conditions[n]
    match way[1:]:
        case ():
            inner = items
        case ("any", int(branch)) if isinstance(own, AnyOf):
            inner = (changed(own, any=(*own.any[:branch], *own.any[branch + 1 :])),)
        case ("any", int(branch), *rest) if isinstance(own, AnyOf):
            made = _placed(own.any[branch], tuple(rest), items)
            inner = (changed(own, any=(*own.any[:branch], made, *own.any[branch + 1 :])),)
        case ("all", *rest) if isinstance(own, AllOf):
            made = _placed(own.all, tuple(rest), items)
            inner = (changed(own, all=made),) if made else ()
        case _:
            raise AssertionError(f"there is no condition at {way}")
    return (*conditions[:n], *inner, *conditions[n + 1 :])
