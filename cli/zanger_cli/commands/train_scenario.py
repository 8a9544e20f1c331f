"""`zanger train scenario`: a dispute that unfolds move by move."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zanger.messages import message

from .. import profile as of
from ..dialogue import read_line, write_whole
from ..terminal import guarded, in_language, print_lines, shelf

if TYPE_CHECKING:
    from zanger.decision import Value
    from zanger.law import Law
    from zanger.training.assessing import Assessment
    from zanger.training.progress import Progress
    from zanger.training.recounting import Recounter
    from zanger.training.scenario import Scenario, Scenarios
    from zanger.training.unfolding import Choice, Game

BACK = ("<", "q", "quit")
"""What leaves a question without an answer."""


@click.command("scenario")
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed, the same others.")
@click.option("--new", is_flag=True, help="Begin again, even where it was stopped in the middle.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Also write the case at the end to FILE.")
@of.profile
@of.file
@click.option("--pack", default="kz", show_default=True, help="The law pack: an id or a folder.")
@in_language
@guarded
def command(
    name: str | None, seed: int, new: bool, out: Path | None, profile: str, db: Path | None, pack: str, lang: str
) -> None:
    """Play a dispute: you choose for one body, the others act from a seed.

    NAME is a scenario or its procedure; without it, all are listed. What is not
    lawful is explained and costs points. Stop at any moment: the same command
    goes on from there. Minutes and an assessment come at the end.

    \b
    Example:
      zanger train scenario
      zanger train scenario two-reports --seed 7 --lang kk
      zanger train scenario SM6 --out dispute.yaml
    """
    from zanger.law import Law
    from zanger.training.recounting import Recounter
    from zanger.training.scenario import Scenarios
    from zanger.words import Words

    law = Law.load(pack, shelf())
    words = Words(law.pack, lang)
    scenarios, recounter = Scenarios(law), Recounter(law, words)
    if name is None:
        _list(scenarios, recounter, profile, db)
        return
    with of.opened(db) as progress:
        progress.learner(profile, of.pseudonym())
        play(law, _named(scenarios, name), recounter, progress, profile, seed=seed, new=new, out=out)


def _named(scenarios: Scenarios, name: str) -> Scenario:
    try:
        return scenarios.get(name)
    except KeyError as error:
        raise click.BadParameter(f"there is no scenario `{name}`; {error.args[0]}", param_hint="NAME") from None


def _list(scenarios: Scenarios, recounter: Recounter, profile: str, db: Path | None) -> None:
    notes: dict[str, str] = {}
    if (progress := of.there(db)) is not None:
        with progress:
            notes = progress.notes(profile)
    for scenario in scenarios.all:
        points, begun = notes.get(f"result:{scenario.id}"), f"game:{scenario.id}" in notes
        print_lines(recounter.listed(scenario, points, begun=begun))


def play(
    law: Law,
    scenario: Scenario,
    recounter: Recounter,
    progress: Progress,
    profile: str,
    *,
    seed: int = 1,
    new: bool = False,
    out: Path | None = None,
) -> None:
    """Play a scenario, or go on with it; it is kept after every move."""
    from zanger.training.keeping import taken_up
    from zanger.training.unfolding import begun

    key = f"game:{scenario.id}"
    text = None if new else progress.note(profile, key)
    game = taken_up(law, scenario, text) if text is not None else None
    resumed = game is not None
    _Play(game or begun(law, scenario, seed), recounter, progress, profile, key, out).run(resumed=resumed)


class _Play:
    """The terminal's side of a scenario: reads a line, hands it to the game, keeps what came of it, and prints."""

    def __init__(
        self, game: Game, recounter: Recounter, progress: Progress, profile: str, key: str, out: Path | None
    ) -> None:
        self.game, self.recounter = game, recounter
        self.progress, self.profile, self.key, self.out = progress, profile, key, out

    def run(self, *, resumed: bool) -> None:
        from zanger.reporting import Line
        from zanger.training.unfolding import given_up

        say = self.recounter.words.say
        print_lines(self.recounter.intro(self.game.scenario))
        if resumed:
            print_lines([Line(say("Going on where it was stopped; --new begins again."), role="note")])
        shown: Game | None = None
        while self.game.outcome is None:
            if shown is None or shown.turn != self.game.turn:
                shown = self.game
                print_lines(self.recounter.turn(self.game))
            line = read_line("> ")
            if line is None or line.strip().lower() in ("q", "quit"):
                print_lines([Line(""), Line(say("All is kept; the same command goes on from here."), role="note")])
                return
            if line.strip().lower() == "end":
                self._keep(given_up(self.game))
            else:
                self._take(line.strip().lower())
        self._end()

    def _take(self, line: str) -> None:
        from zanger.reporting import Line
        from zanger.training.unfolding import passed

        choices = self.game.choices
        if line in ("", "0"):
            self._keep(passed(self.game))
            self._others()
        elif line == "m":
            print_lines(self.recounter.minutes(self.game))
        elif re.fullmatch(r"[0-9]{1,4}", line) and 1 <= int(line) <= len(choices):
            self._try(choices[int(line) - 1])
        else:
            told = message("expected a number from {low} to {high}, found {given}")
            told = self.recounter.words.say(told, low=0, high=len(choices), given=line)
            print_lines([Line(told, 1, "bad", "x")])

    def _try(self, choice: Choice) -> None:
        from zanger.table import LAWFUL
        from zanger.training.unfolding import chosen, filled

        if (values := self._fill(choice)) is None:
            return
        item = filled(choice, values)
        game, judged = chosen(self.game, item)
        self._keep(game)
        if judged.verdict not in LAWFUL:
            print_lines(self.recounter.refused(game, item, judged))
            return
        print_lines(self.recounter.made(game, choice, values))
        if game.outcome is None:
            self._others()

    def _fill(self, choice: Choice) -> dict[str, Value] | None:
        """What the body settles; None if one goes back or the input ends."""
        from zanger.question import NONE, Unfit, read_answer
        from zanger.reporting import Line

        values: dict[str, Value] = {}
        for blank in choice.blanks:
            while True:
                line = blank.default
                if line is None:
                    print_lines(self.recounter.question(self.game, choice, blank))
                    line = read_line(": ")
                if line is None or line.strip().lower() in BACK:
                    return None
                try:
                    value = read_answer(blank, line)
                except Unfit as error:
                    print_lines([Line(self.recounter.words.say(error.message, **error.places), 1, "bad", "x")])
                    continue
                if value != NONE:
                    values[blank.field] = value
                break
        return values

    def _others(self) -> None:
        from zanger.training.unfolding import replied

        game, told = replied(self.game)
        self._keep(game)
        print_lines(self.recounter.told(game, told))

    def _end(self) -> None:
        from zanger.casefile import case_text
        from zanger.errors import EngineUnavailable
        from zanger.reporting import Line
        from zanger.training.assessing import assessed, shortest

        print_lines([Line("")])
        print_lines(self.recounter.minutes(self.game))
        try:
            route = shortest(self.game.law, self.game.scenario)
        except EngineUnavailable as error:
            route = None
            click.echo(f"note: {error}", err=True)
        found = assessed(self.game, route)
        print_lines(self.recounter.ending(self.game, found))
        self._record(found)
        if self.out is not None:
            write_whole(self.out, case_text(self.game.table.case))

    def _record(self, found: Assessment) -> None:
        """Keep the result, the best one of several, and no game to go on with."""
        result = f"result:{self.game.scenario.id}"
        before = self.progress.note(self.profile, result)
        if before is None or not before.isdigit() or int(before) < found.points:
            self.progress.remark(self.profile, result, str(found.points))
        self.progress.remark(self.profile, self.key, None)

    def _keep(self, game: Game) -> None:
        from zanger.training.keeping import kept

        self.game = game
        self.progress.remark(self.profile, self.key, kept(game))
