"""The validators of what stands beside the provisions: parameters, remarks on practice, differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from .errors import Code, Diagnostic, nearest
from .load import LawPack
from .provision import Difference, Parameter, ParameterValue, Procedure, Remark, beginnings
from .spot import spot, trouble
from .vocabulary import is_id


def check_parameters(pack: LawPack) -> Iterator[Diagnostic]:
    """Parameters have ids that occur once, and values whose days run forwards and do not overlap."""
    yield from _ids("parameter", pack.parameters)
    for parameter in pack.parameters:
        for value in parameter.values:
            if value.last is not None and value.last < value.first:
                message = f"a value of `{parameter.id}` ends on {value.last}, before it begins on {value.first}"
                yield trouble(Code.REVERSED_DATES, message, value, "until", help="exchange the two dates")
            if value.cite.split(".")[1:2] and value.cite.split(".")[1] not in pack.instrument:
                yield trouble(
                    Code.UNKNOWN_INSTRUMENT, f"`{value.cite}` does not cite an instrument of this pack", value, "cite",
                    help=nearest(value.cite, {p.id for p in pack.provisions}),
                )  # fmt: skip
        for first, second in combinations(parameter.values, 2):
            if _overlap(first, second):
                message = f"two values of `{parameter.id}` hold together; the other is at {spot(first, 'from')[1]}"
                help = "end the earlier one the day before the later begins"
                yield trouble(Code.OVERLAPPING_EDITIONS, message, second, "from", help=help)


def _overlap(one: ParameterValue, other: ParameterValue) -> bool:
    return one.first <= (other.last or date.max) and other.first <= (one.last or date.max)


def check_remarks(pack: LawPack) -> Iterator[Diagnostic]:
    """Remarks and differences have ids that occur once, and concern provisions that are there."""
    known = sorted({p.id for p in pack.provisions})
    yield from _ids("remark", pack.remarks)
    yield from _ids("difference", pack.differences)
    yield from _ids("procedure", pack.procedures)
    marks = {mark for p in pack.provisions for mark in p.marks}
    for procedure in pack.procedures:
        if procedure.id not in marks:
            yield trouble(
                Code.UNKNOWN_PROVISION, f"no provision carries the mark `{procedure.id}`", procedure, "id",
                help=nearest(procedure.id, marks),
            )  # fmt: skip
    beside: tuple[Remark | Difference, ...] = (*pack.remarks, *pack.differences)
    begun = {start for name in known for start in beginnings(name)}
    for item in beside:
        for n, prefix in enumerate(item.concerns):
            if prefix not in begun:
                yield trouble(
                    Code.UNKNOWN_PROVISION, f"there is no provision `{prefix}`, nor one whose id begins so", item,
                    "concerns", n, help=nearest(prefix, known),
                )  # fmt: skip
    for item in pack.differences:
        for n, cite in enumerate(item.cites):
            parts = cite.split(".")
            if len(parts) < 3 or parts[0] != pack.head.id or parts[1] not in pack.instrument:
                yield trouble(
                    Code.UNKNOWN_INSTRUMENT, f"`{cite}` does not cite an instrument of this pack", item, "cites", n,
                    help=nearest(".".join(parts[:2]), [f"{pack.head.id}.{i}" for i in pack.instrument]),
                )  # fmt: skip


def _ids(what: str, items: Sequence[Parameter | Remark | Difference | Procedure]) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            message = f"{what} `{item.id}` is declared twice"
            yield trouble(Code.DUPLICATE_ID, message, item, "id", help="keep one of them")
        if not is_id(item.id):
            yield trouble(Code.WRONG_VALUE, f"`{item.id}` is not an id: letters, digits and hyphens", item, "id")
        seen.add(item.id)
