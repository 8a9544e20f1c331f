"""Linear comparisons for the solver: turned round, solved for one side, and as text."""

from __future__ import annotations

from .program import Op

TURNED: dict[Op, Op] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
"""Each sign, and the one that says the same with the sides exchanged."""


def bound_of(times: int, op: Op, right: int) -> int | None:
    """The number that x compares with where `times * x op right`, by `op`, turned if `times` is below 0.

    `times` is not 0. None where no whole number is equal.
    """
    if times < 0:
        times, op, right = -times, TURNED[op], -right
    whole, rest = divmod(right, times)
    if op in ("==", "!="):
        return None if rest else whole
    return whole + (op in (">=", "<") and rest > 0)


def summed(times: int, name: str, plus: int = 0) -> str:
    """`times * name + plus`."""
    product = name if times == 1 else f"{times} * {name}"
    return f"{product} {'+' if plus > 0 else '-'} {abs(plus)}" if plus else product


def sign(op: Op) -> str:
    """A sign as the solver writes it."""
    return "=" if op == "==" else op
