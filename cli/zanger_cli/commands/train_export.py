"""`zanger train export`: exercises for a learning system, for flashcards, or for paper."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zanger.training.exercise import KINDS, Kind
from zanger.training.export import BINARY, FORMATS, Format

from .. import options
from ..progress import bar
from ..terminal import guarded, in_language, shelf
from .train_stats import read_keys

if TYPE_CHECKING:
    from zanger.law import Law
    from zanger.training.exercise import Exercise
    from zanger.words import Words

PAPER, DATA = ".html", ".jsonl"
"""What the file of a key ends in, on paper and as data."""
MOST = 10_000
"""So many exercises are made at once at most."""
MANY = 60
"""From so many exercises on several processes are faster than one."""
FIRST_STAMP = 1_700_000_000
"""Before what any version stamps."""


@click.command("export")
@click.option("--format", "form", type=click.Choice(FORMATS), required=True, help="What is written.")
@click.option("--topic", metavar="TOPIC", help="An article, a procedure, a body, a level: 24, SM4, akim.")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(KINDS), metavar="KIND", help="Only of it; repeatable."
)
@click.option("--level", metavar="LEVEL", help="Only of units of this level, such as `rayon`.")
@click.option("--count", type=click.IntRange(1, MOST), default=20, show_default=True, help="So many exercises.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed, the same exercises.")
@click.option("--title", metavar="TEXT", help="What stands above them.")
@click.option("--out", type=click.Path(dir_okay=False), metavar="FILE", help="Write here, not to standard output.")
@click.option(
    "--key", "key_file", type=click.Path(dir_okay=False), metavar="FILE",
    help="Write the key apart: FILE.html to print, FILE.jsonl for `zanger train stats`.",
)  # fmt: skip
@click.option(
    "--from", "sources", multiple=True, type=click.Path(dir_okay=False), metavar="FILE.jsonl",
    help="Write the exercises of this key, make none; repeatable.",
)  # fmt: skip
@click.option(
    "--without", multiple=True, type=click.Path(dir_okay=False), metavar="FILE.jsonl",
    help="Leave out the exercises of this key; repeatable.",
)  # fmt: skip
@click.option(
    "--dated", callback=options.day, metavar="DATE", help="For Anki: the day of this edition, the later wins."
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="So many processes; else one a processor, for many.")
@click.option("--pack", default="kz", show_default=True, help="The law pack.")
@in_language
@guarded
def command(
    form: Format,
    topic: str | None,
    kinds: tuple[Kind, ...],
    level: str | None,
    count: int,
    seed: int,
    title: str | None,
    out: str | None,
    key_file: str | None,
    sources: tuple[str, ...],
    without: tuple[str, ...],
    dated: date | None,
    jobs: int | None,
    pack: str,
    lang: str,
) -> None:
    """Write exercises for Moodle, for Anki, for other systems, or for paper.

    Each has its key and tells of every answer why it is right or wrong, with
    the article. Their ids stay the same, so that what is imported again
    updates what is there, where the other program can do that.

    \b
    Example:
      zanger train export --format moodle-xml --topic 24 --lang kk > quiz.xml
      zanger train export --format anki --count 100 --out cards.apkg
      zanger train export --format html --out paper.html --key key.html
    """
    from zanger.errors import ZangerError
    from zanger.law import Law
    from zanger.training.export import Handout, as_lines, key_page, written
    from zanger.words import Words

    if key_file is not None and Path(key_file).suffix not in (PAPER, DATA):
        raise click.BadParameter(
            f"expected a file that ends in {PAPER} or {DATA}, found `{key_file}`", param_hint="--key"
        )
    if form in BINARY and out is None and on_terminal():
        raise click.UsageError(f"the format {form} is no text: give `--out FILE`, or send it into a file with `>`")
    law = Law.load(pack, shelf())
    left_out = read_keys(without)
    jobs = jobs or (os.cpu_count() or 1 if count >= MANY else 1)
    made = read_keys(sources).values() if sources else _made(law, topic, level, kinds or KINDS, seed, jobs)
    fitting = (e for e in made if e.id not in left_out and (not kinds or e.kind in kinds))
    exercises = tuple(_counted(fitting, None if sources else count, lang))
    if not exercises:
        raise ZangerError("there is no such exercise; ask for another topic, level or kind")
    if not sources and len(exercises) < count:
        click.echo(f"there are no more than {len(exercises)} such exercises", err=True)
    words = Words(law.pack, lang)
    names = {i.id: i.short for i in law.pack.instruments}
    handout = Handout(title or _title(words, topic), lang, exercises, _stamp(law, dated), names)
    on_paper = key_file is not None and Path(key_file).suffix == PAPER
    _write(written(handout, form, with_key=not on_paper), out)
    if key_file is not None:
        _write(key_page(handout) if on_paper else as_lines(exercises), key_file)


def on_terminal() -> bool:
    """Whether someone would see what is written."""
    return sys.stdout.isatty()


def _made(
    law: Law, topic: str | None, level: str | None, kinds: Iterable[Kind], seed: int, jobs: int
) -> Iterator[Exercise]:
    """Exercises, as long as there are others."""
    from zanger.training.generating import Trainer

    try:
        yield from Trainer(law).exercises(topic, level=level, kinds=kinds, count=MOST, seed=seed, jobs=jobs)
    except LookupError as error:
        if type(error) is not LookupError:  # a fault of the program, and not the end of what there is
            raise


def _counted(made: Iterable[Exercise], count: int | None, lang: str) -> Iterator[Exercise]:
    """The first so many, with a bar on a terminal while they are made."""
    with bar(lang) as told:
        for n, exercise in enumerate(islice(made, count), 1):
            if told is not None and count is not None:
                told("exercises", n, count)
            yield exercise


def _title(words: Words, topic: str | None) -> str:
    """`Exercises: Law No. 148, art. 24`: what they are about, or the law."""
    from zanger.training.topics import read_topic

    pack = words.pack
    found = read_topic(pack, topic)
    about = words.text(pack.head.title)
    if found is not None:
        match found.sort:
            case "article":
                about = words.cite(f"{pack.head.id}.{found.name}")
            case "procedure":
                about = next(words.text(p.title) for p in pack.procedures if p.id == found.name)
            case "body":
                about = words.body(found.name)
    return words.say("Exercises: {about}", about=about)


def _stamp(law: Law, dated: date | None) -> int:
    """The moment of an edition: that day, else one that is later with each version of the program and of the law."""
    from importlib.metadata import PackageNotFoundError, version

    if dated is not None:
        return int(datetime(dated.year, dated.month, dated.day, tzinfo=UTC).timestamp())
    try:
        program = version("zanger")
    except PackageNotFoundError:
        program = "0"
    return FIRST_STAMP + _age(program) + _age(law.pack.head.version)


def _age(version: str) -> int:
    """A number that grows with a version such as `0.1.0`."""
    parts = [int(part) for part in re.findall(r"\d+", version)[:3]]
    return sum(min(part, 999) * weight for part, weight in zip(parts, (1_000_000, 1_000, 1), strict=False))


def _write(data: bytes, file: str | None) -> None:
    if file is None:
        sys.stdout.buffer.write(data)
    else:
        Path(file).write_bytes(data)
