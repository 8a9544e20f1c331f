"""The verdict on one action: what the provisions that cover it make of it, in one world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .case import EffectName, VerdictName
from .provision import Provision
from .worlds import World


@dataclass(frozen=True)
class Outcome:
    """What one action comes to in one world, with the provisions that decide it."""

    verdict: VerdictName
    effect: EffectName
    permits: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    prohibitions: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    covering: tuple[str, ...] = ()  # the powers that cover the action, although a prohibition denies them
    coded: bool = True  # False where a power may lie in what is not coded for the day

    @property
    def answer(self) -> tuple[VerdictName, EffectName]:
        """The part that worlds are compared by."""
        return self.verdict, self.effect

    @property
    def decisive(self) -> tuple[str, ...]:
        """The provisions that the verdict rests on."""
        return (*self.denials, *self.prohibitions, *self.duties, *self.permits)


def judge(
    permits: tuple[str, ...],
    duties: tuple[str, ...],
    prohibitions: tuple[str, ...],
    provisions: Mapping[str, Provision],
    world: World,
) -> Outcome:
    """The verdict and effect that the provisions covering an action give it.

    A prohibition with `breach: no-power` denies the power: what it hits is not empowered.
    `docs/meaning.md` says why each rule is as it is.
    """
    denials = tuple(p for p in prohibitions if breach_effect(provisions[p], world) == "no-power")
    prohibitions = tuple(p for p in prohibitions if p not in denials)
    if denials and not prohibitions:
        return Outcome("not-empowered", "void", denials=denials, covering=permits)
    covering = permits
    if denials:
        permits = ()
    if prohibitions:
        effects = {breach_effect(provisions[p], world) for p in prohibitions}
        effect: EffectName = "effective" if permits and effects == {"stands"} else "void"
        return Outcome("forbidden", effect, permits, duties, prohibitions, denials, covering)
    if permits:
        return Outcome("required" if duties else "permitted", "effective", permits, duties)
    return Outcome("not-empowered", "void", (), duties)


def breach_effect(provision: Provision, world: World) -> str:
    """What a breach of a prohibition has in a world: void, stands or no-power."""
    breach = provision.breach
    if isinstance(breach, str):
        return breach
    assert breach is not None
    ((reading, effects),) = breach.items()
    return effects[str(world[reading])]


def breach_reading(provision: Provision) -> str | None:
    """The reading on which the effect of a breach turns, if it does."""
    return next(iter(provision.breach)) if isinstance(provision.breach, dict) else None
