"""A property of a law: what must be so in every case, how to look for a case in which it is not, and its failures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ..case import Case
from ..law import Law
from .failure import FOLDER, Breach, Failure, smallest, write
from .situation import Situation
from .strategies import cases
from .subjects import Pack, law_of

Finder = Callable[[Situation], Iterable[Breach]]
"""Finds what is wrong in a situation."""


@dataclass(frozen=True)
class Drawn:
    """A case that was drawn, and the procedure that is played in it, if one is."""

    case: Case
    procedure: str | None = None

    def __repr__(self) -> str:
        from ..casefile import case_text

        return "\n" + case_text(self.case)


Source = Callable[[Law, Collection[str] | None], st.SearchStrategy[Drawn]]
"""Makes the cases in which a property is looked at, about some provisions or all."""


def any_case(law: Law, about: Collection[str] | None) -> st.SearchStrategy[Drawn]:
    """Cases of all kinds, in which everything is known."""
    return cases(law, about=about, unknowns=False).map(Drawn)


@dataclass(frozen=True)
class Property:
    """What must be so in every case of a law.

    `says` is the property in a sentence; `find` gives what is wrong in a situation; `source` the cases to look at.
    `applies` tells whether a pack says enough for it (`roles.yaml`), and `concerns` at which provisions it looks.
    """

    name: str
    says: str
    find: Finder
    source: Source = any_case
    applies: Callable[[Law], bool] = lambda law: True
    concerns: Callable[[Law], Collection[str] | None] = lambda law: None

    def breaches(self, situation: Situation, known: bool = False) -> tuple[Breach, ...]:
        """What is wrong in a situation; with `known`, also what the pack knows of."""
        found = tuple(dict.fromkeys(self.find(situation)))
        return found if known else tuple(b for b in found if not self.is_known(situation.law, b))

    def is_known(self, law: Law, breach: Breach) -> bool:
        """Whether the pack knows of a failure, in `roles.yaml`: one of the provisions is named there."""
        known = law.pack.roles.known if law.pack.roles else ()
        return any(k.property == self.name and set(k.provisions) & set(breach.provisions) for k in known)

    def check(self, situation: Situation, folder: Path | None = None) -> None:
        """Raise `Failure` if the property fails in a situation; with `folder`, a case file is written there."""
        if breaches := self.breaches(situation):
            raise self.failure(situation, breaches, folder)

    def failure(self, situation: Situation, breaches: tuple[Breach, ...], folder: Path | None = None) -> Failure:
        """The failure in the smallest case that still shows it."""
        least, breaches = smallest(situation, breaches[0], self.breaches)
        path = write(self, least, breaches, folder) if folder is not None else None
        return Failure(self.name, self.says, breaches, least, path)

    def test(
        self,
        pack: Pack,
        *,
        examples: int = 100,
        about: Collection[str] | None = None,
        folder: str | Path = FOLDER,
        database: Any = None,
    ) -> Callable[[], None]:
        """A test of the property over cases of a pack, for a test runner or to be called.

        `about` limits the provisions from which cases are made; a failure is written into `folder`. Raises
        `InputError` for an unsound pack, `ValueError` where the pack does not say what the property needs.
        """
        law = law_of(pack)
        if not self.applies(law):
            raise ValueError(f"the pack `{law.pack.head.id}` does not say in roles.yaml what `{self.name}` needs")
        wanted = about if about is not None else self.concerns(law)

        @settings(
            max_examples=examples,
            deadline=None,
            derandomize=True,
            database=database,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
            phases=(Phase.explicit, Phase.generate, Phase.shrink),
            report_multiple_bugs=False,
        )
        @given(drawn=self.source(law, wanted))
        def run(drawn: Drawn) -> None:
            situation = Situation(law, drawn.case, drawn.procedure)
            if breaches := self.breaches(situation):
                raise Failure(self.name, self.says, breaches, situation)

        def test() -> None:
            try:
                run()
            except Failure as failure:  # the smallest that the search came to
                raise self.failure(failure.situation, failure.breaches, Path(folder)) from None

        test.__doc__ = self.says
        test.__name__ = "test_" + self.name.replace("-", "_")
        return test


def law_property(
    says: str,
    *,
    source: Source = any_case,
    applies: Callable[[Law], bool] = lambda law: True,
    concerns: Callable[[Law], Collection[str] | None] = lambda law: None,
) -> Callable[[Finder], Property]:
    """Make a property of a function that gives what is wrong in a situation; its name becomes that of the property."""

    def made(find: Finder) -> Property:
        return Property(find.__name__.strip("_").replace("_", "-"), says, find, source, applies, concerns)

    return made


def about_actions(law: Law, kinds: Iterable[str]) -> tuple[str, ...]:
    """The provisions that permit, require or forbid some kinds of actions."""
    wanted = set(kinds)
    members = law.pack.vocabulary.members
    found: Iterator[str] = (
        p.id
        for p in law.pack.provisions
        if p.conclusion[0] != "defines" and wanted & {p.conclusion[1].kind, *members(p.conclusion[1].kind)}
    )
    return tuple(dict.fromkeys(found))
