"""`zanger play`: a procedure, move by move, by the bodies at its table."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import click

from zanger.messages import message

from ..dialogue import read_line, write_whole
from ..terminal import guarded, in_language, print_lines, shelf

if TYPE_CHECKING:
    from zanger.case import Item
    from zanger.decision import Value
    from zanger.law import Law
    from zanger.question import Question
    from zanger.table import Table
    from zanger.words import Words


@click.command("play")
@click.argument("procedure", metavar="PROCEDURE")
@click.option("--as", "own", metavar="BODY", help="Move for this body alone; the others move by chance.")
@click.option("--seed", type=int, default=1, show_default=True, help="Chance is the same for the same seed.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="The file that keeps the game.")
@click.option("--pack", default="kz", show_default=True, help="The law pack: an id or a folder.")
@in_language
@guarded
def command(procedure: str, own: str | None, seed: int, out: Path | None, pack: str, lang: str) -> None:
    """Play a procedure: only lawful moves are offered, each with what it needs and its article.

    PROCEDURE is SM1 to SM9 (see `zanger law procedure`), or the file of a game
    to go on with. The game is kept in FILE, by default game.yaml: a case with
    its history, which `zanger check` takes. Minutes come at the end.

    \b
    Example:
      zanger play SM4
      zanger play game.yaml
    """
    from zanger.errors import nearest
    from zanger.law import Law
    from zanger.words import Words

    law = Law.load(pack, shelf())
    if own is not None and own not in law.pack.vocabulary.bodies:
        help = nearest(own, law.pack.vocabulary.bodies)
        raise click.BadParameter(f"there is no body `{own}`; {help}", param_hint="--as")
    table, file = _begin(law, procedure, out)
    _Game(table, file, Words(law.pack, lang), own, seed).run()


def _begin(law: Law, name: str, out: Path | None) -> tuple[Table, Path]:
    """The table to begin or to go on with, and the file that keeps the game."""
    from zanger.load import read_file
    from zanger.table import start, taken_up

    path = Path(name)
    if path.is_file():
        table = taken_up(law, read_file(path, name).decode(errors="replace"), name)
        if table is None:
            raise click.UsageError(f"`{name}` is not the file of a game; begin one with `zanger play SM4`")
        return table, out or path
    file = out or Path("game.yaml")
    if file.exists():
        raise click.UsageError(
            f"`{file}` is there already: `zanger play {file}` goes on with it, --out FILE begins another"
        )
    try:
        return start(law, name), file
    except ValueError as error:
        raise click.UsageError(str(error)) from None


class _Game:
    """The terminal's side of a game: reads a line, asks the table, prints, and keeps the file."""

    def __init__(self, table: Table, file: Path, words: Words, own: str | None, seed: int) -> None:
        self.table, self.file, self.words, self.own, self.seed = table, file, words, own, seed

    def run(self) -> None:
        from zanger.playing import KEYS, table_lines
        from zanger.reporting import Line

        say = self.words.say
        print_lines(Line(say(key), role="note") for key in KEYS)
        shown: Table | None = None
        while True:
            if shown is not self.table:
                shown = self.table
                print_lines([Line(""), *table_lines(self.table, self.words, self.own)])
            line = read_line("> ")
            if line is None or line.strip() in ("q", "quit"):
                break
            self._take(line.strip())
        print_lines([Line("")])
        self._minutes()
        if self.file.exists():
            print_lines([Line(say("Kept in {file}; `zanger play {file}` goes on.", file=self.file), role="note")])

    def _minutes(self) -> None:
        from zanger.minuted import minuted
        from zanger.minutes import review

        print_lines(minuted(review(self.table.law, self.table.case), self.words))

    def _take(self, line: str) -> None:
        """One line of the player."""
        from zanger.errors import InputError
        from zanger.playing import offered
        from zanger.shorthand import read_item

        moves = offered(self.table, self.own)
        try:
            if re.fullmatch(r"\d{4}-\d\d-\d\d|\+\d{1,5}", line):
                self._day(line)
            elif re.fullmatch(r"!?[0-9]{1,4}", line):
                number = int(line.removeprefix("!"))
                if not moves:
                    self._wrong(message("no move is open on this day; another day may have some: +1, +30"))
                elif not 1 <= number <= len(moves):
                    told = message("expected a number from 1 to {count}, found `{given}`")
                    self._wrong(told, count=len(moves), given=line)
                elif (values := self._fill(moves[number - 1].blanks)) is not None:
                    self._try(self.table.item(moves[number - 1], values), insist=line.startswith("!"))
            elif line in ("<", "back"):
                self._keep(self.table.undone())
            elif line in ("m", "minutes"):
                self._minutes()
            elif not line:
                self._others()
            else:
                item, blanks = self.table.typed(read_item(line.removeprefix("!").strip()))
                if (values := self._fill(blanks)) is not None:
                    whole = item.model_copy(update={"fields": {**item.fields, **values}})
                    self._try(whole, insist=line.startswith("!"))
        except InputError as error:
            click.echo(str(error), err=True)

    def _day(self, text: str) -> None:
        try:
            day = self.table.day + timedelta(days=int(text)) if text[0] == "+" else date.fromisoformat(text)
            self._keep(self.table.on(day))
        except (ValueError, OverflowError):
            told = message("the day cannot be {day}: the last act is later, or the calendar has no such day")
            self._wrong(told, day=text)

    def _fill(self, blanks: tuple[Question, ...]) -> dict[str, Value] | None:
        """What the body settles; None if the input ends before all is said."""
        from zanger.question import NONE, Unfit, read_answer
        from zanger.questioning import question_lines

        values: dict[str, Value] = {}
        for blank in blanks:
            while True:
                print_lines(question_lines(blank, self.words, self.table.day.isoformat()))
                line = read_line(": ")
                if line is None or line.strip() == "<":
                    return None
                try:
                    value = read_answer(blank, line)
                except Unfit as error:
                    self._wrong(error.message, **error.places)
                    continue
                if value != NONE:
                    values[blank.field] = value
                break
        return values

    def _try(self, item: Item, *, insist: bool) -> None:
        from zanger.playing import made_lines, refused_lines
        from zanger.table import LAWFUL

        judgement = self.table.tried(item)
        if judgement.verdict not in LAWFUL and not insist:
            print_lines(refused_lines(judgement, self.words))
            return
        self._keep(self.table.made(item))
        print_lines(made_lines(judgement, self.words))
        if self.own is not None:
            self._others()

    def _others(self) -> None:
        """Another body moves by chance, where one plays for one body alone; else the day passes."""
        from zanger.playing import made_lines

        random = Random(f"{self.seed}:{len(self.table.case.history)}")
        item = self.table.by_chance(self.own, random) if self.own is not None else None
        if item is None:
            self._keep(self.table.on(self.table.day + timedelta(days=1)))
            return
        judgement = self.table.tried(item)
        self._keep(self.table.made(item))
        print_lines(made_lines(judgement, self.words))

    def _keep(self, table: Table) -> None:
        from zanger.table import table_text

        self.table = table
        write_whole(self.file, table_text(table))

    def _wrong(self, text: str, **places: object) -> None:
        from zanger.reporting import Line

        print_lines([Line(self.words.say(text, **places), 1, "bad", "x")])
