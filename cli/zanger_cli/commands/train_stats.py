"""`zanger train stats`: what results tell of exercises, articles and mistakes."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import options
from ..terminal import PLAIN_WIDTH, STDIN, coloured, guarded, in_language, print_json, shelf

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from zanger.training.exercise import Exercise
    from zanger.training.stats import Statistics
    from zanger.words import Words

LARGEST = 64 << 20
"""So many bytes of one file are read."""


@click.command("stats")
@click.argument("files", nargs=-1, required=True, type=click.Path(allow_dash=True), metavar="FILE...")
@click.option(
    "--key", "keys", multiple=True, type=click.Path(dir_okay=False), metavar="FILE",
    help="The key of the exercises, from `zanger train export --key FILE.jsonl`; repeatable.",
)  # fmt: skip
@click.option("--rows", type=click.IntRange(1), default=20, show_default=True, help="So many rows of each table.")
@click.option("--pack", default="kz", show_default=True, help="The law pack that names the articles.")
@options.form("text", "json")
@in_language
@guarded
def command(files: tuple[str, ...], keys: tuple[str, ...], rows: int, pack: str, form: str, lang: str) -> None:
    """Count results: what is hard, what is misread, which mistake attracts.

    A FILE holds results of `zanger train` (JSON, a line each), or is a report
    of Moodle as CSV: `Responses` with the question text, or `Statistics`.

    \b
    Example:
      zanger train stats results.jsonl
      zanger train stats responses.csv --key key.jsonl --lang kk
      zanger train stats results.jsonl --format json
    """
    from zanger.law import Law
    from zanger.training.gathering import Gathered, gathered
    from zanger.training.stats import statistics
    from zanger.words import Words

    words = Words(Law.load(pack, shelf()).pack, lang)
    names = {i.id: i.short for i in words.pack.instruments}
    key = read_keys(keys)
    found = sum((gathered(*_read(file), key, names) for file in files), Gathered())
    told = statistics(found, key)
    if form == "json":
        print_json(told.to_dict())
    else:
        _print(told, words, rows, key)


def read_keys(keys: Iterable[str]) -> dict[str, Exercise]:
    """The exercises of key files, by id. Raises `InputError`."""
    from zanger.load import read_file
    from zanger.training.gathering import exercise_lines

    found: dict[str, Exercise] = {}
    for file in keys:
        found |= exercise_lines(file, read_file(Path(file), most=LARGEST))
    return found


def _read(file: str) -> tuple[str, bytes]:
    from zanger.errors import Code, Diagnostic, InputError, Place
    from zanger.load import read_file

    name = STDIN if file == "-" else file
    data = sys.stdin.buffer.read(LARGEST + 1) if file == "-" else read_file(Path(file), most=LARGEST)
    if len(data) > LARGEST:
        message = f"`{name}` is larger than {LARGEST >> 20} MiB"
        help = "split it by lines; the files can be counted together"
        raise InputError([Diagnostic(Code.OUT_OF_BOUNDS, message, Place(name, 0, 0), help=help)])
    return name, data


def _print(told: Statistics, words: Words, rows: int, key: dict[str, Exercise]) -> None:
    from rich.console import Console

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else PLAIN_WIDTH
    colour = coloured(sys.stdout)
    console = Console(width=max(width, 60), no_color=not colour, force_terminal=colour or None, highlight=False)
    say = words.say
    console.print(
        say(
            "answers: {answers}, learners: {learners}; right: {right}; left out as given again: {repeated}",
            answers=told.answers,
            learners=told.learners,
            right=_percent(told.right),
            repeated=told.repeated,
        ),
        markup=False,
    )
    for table, left in _tables(told, words, rows, key):
        console.print()
        console.print(table)
        if left > 0:
            console.print(say("and {count} more; `--rows` shows them", count=left), style="dim", markup=False)
    if told.items:
        console.print()
        legend = say(
            "r: correlation with the other exercises (point-biserial); D: the upper less the lower 27 per cent"
        )
        console.print(legend, style="dim", markup=False)
    if any(item.few for item in told.items):
        console.print(
            say("* few answers: below 30, difficulty and discrimination say little"), style="dim", markup=False
        )


def _tables(told: Statistics, words: Words, rows: int, key: dict[str, Exercise]) -> Iterator[tuple[Table, int]]:
    say = words.say
    names = _names(words) if told.misconceptions else {}
    if told.articles:
        table = _table(
            say("Which article is misread"), [say("Article")], [say("Answers"), say("Wrong")], say("Named instead")
        )
        for a in told.articles[:rows]:
            named = ", ".join(f"{_place(words, place)} ({n})" for place, n in list(a.cited_instead.items())[:3])
            table.add_row(_cell(_place(words, a.article)), str(a.answers), _percent(a.share_wrong), _cell(named))
        yield table, len(told.articles) - rows
    if told.misconceptions:
        table = _table(
            say("Which mistake attracts"),
            [say("Mistake")],
            [say("Offered"), say("Chosen"), say("Share"), say("Learners")],
        )
        for m in told.misconceptions[:rows]:
            table.add_row(
                _cell(names.get(m.misconception, m.misconception)),
                str(m.offered),
                str(m.chosen),
                _percent(m.attracts),
                str(m.learners),
            )
        yield table, len(told.misconceptions) - rows
    if told.items:
        table = _table(
            say("The exercises, the hardest first"),
            [say("Exercise")],
            [say("Answers"), say("Right"), say("Points"), "r", "D"],
        )
        for i in told.items[:rows]:
            exercise = key.get(i.exercise)
            name = f"{words.text(exercise.title)} [{i.exercise}]" if exercise else i.exercise
            few = f"{i.answers}{'*' if i.few else ''}"
            table.add_row(
                _cell(name),
                few,
                _percent(i.right),
                _percent(i.points),
                _signed(i.point_biserial),
                _signed(i.upper_lower),
            )
        yield table, len(told.items) - rows


def _table(title: str, names: list[str], numbers: list[str], last: str | None = None) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=title, box=SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    if last is not None:
        table.add_column(last, overflow="fold")
    return table


def _names(words: Words) -> dict[str, str]:
    """The names of the pack's misconceptions, by id."""
    from zanger.load import TRAINING
    from zanger.training.materials import load
    from zanger.training.misconceptions import FILE, Misconceptions

    if not (Path(words.pack.root) / TRAINING / FILE).is_file():
        return {}
    return {m.id: words.text(m.title) for m in load(words.pack, FILE, Misconceptions).misconceptions}


def _place(words: Words, place: str) -> str:
    """An article such as `l148.24` as it is cited, where the pack has its instrument."""
    known = place.partition(".")[0] in words.pack.instrument
    return words.cite(f"{words.pack.head.id}.{place}") if known else place


def _cell(text: str) -> Text:
    """A text as it is: no markup, and nothing that steers a terminal."""
    from rich.text import Text

    from zanger.errors import visible

    return Text(visible(text))


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.0f} %"


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.2f}"
