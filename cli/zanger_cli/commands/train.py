"""`zanger train`: exercises made from the law; each of its commands is a module of its own."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from zanger.training.exercise import Kind

from .. import profile as of
from ..lazy import Lazy
from ..terminal import guarded, in_language

COMMANDS: dict[str, str] = {
    "course": "lessons: a text, worked cases, exercises and a scenario",
    "scenario": "a dispute, move by move: you act for one body",
    "progress": "what you know, by article and by misconception, and what is due",
    "data": "what is kept of you: where it lies, a copy of it, its deletion",
    "export": "write exercises for an LMS, for flashcards or for paper",
    "stats": "count results: which article is misread, which mistake attracts",
}
"""Each `name` is the `command` of the module `train_name`, told with this line."""
OF_THE_PLAN = ("topic", "kinds", "level", "count", "seed", "due", "new")
"""Options that begin a session, even where another one was not ended."""


@click.group("train", cls=Lazy, lazy=COMMANDS, module=".commands.train_", invoke_without_command=True)
@click.option("--topic", metavar="TOPIC", help="An article, a procedure or a body: 24, SM4, maslikhat.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(get_args(Kind)),
    metavar="KIND",
    help="Only exercises of this kind, such as votes or may-they; repeatable.",
)
@click.option("--level", metavar="LEVEL", help="Only of this level of unit, such as oblast.")
@click.option("--count", type=click.IntRange(1, 200), metavar="N", help="How many exercises; 10 unless told.")
@click.option("--seed", type=click.IntRange(0), metavar="N", help="The same seed gives the same exercises.")
@click.option("--due", is_flag=True, help="Only what is due to be repeated.")
@click.option("--new", is_flag=True, help="Begin a session, even where another one was not ended.")
@of.profile
@of.file
@click.option("--pack", default="kz", show_default=True, help="The law pack: an id or a folder.")
@in_language
@click.pass_context
@guarded
def command(
    ctx: click.Context,
    topic: str | None,
    kinds: tuple[Kind, ...],
    level: str | None,
    count: int | None,
    seed: int | None,
    due: bool,
    new: bool,
    profile: str,
    db: Path | None,
    pack: str,
    lang: str,
) -> None:
    """Exercises made from the law, with a key that the engine has worked out.

    Without a command: a session in the terminal. What is due comes first, then
    what is new, or only what --topic, --kind and --level ask for. Each answer is
    kept at once; stop at any moment, `zanger train` goes on from there.

    \b
    Example:
      zanger train
      zanger train --topic 24 --count 5 --lang kk
      zanger train --due
      zanger train progress
      zanger train export --format moodle-xml --topic 24 --count 20 > quiz.xml
      zanger train stats responses.csv --key key.jsonl
    """
    if ctx.invoked_subcommand is not None:
        _no_options(ctx, ctx.invoked_subcommand)
        return
    from .train_session import planned, train

    begins = any(_given(ctx, name) for name in OF_THE_PLAN)
    plan = planned(topic, kinds, level, count, seed, due) if begins else None
    train(plan, db=db, profile=profile, pack=pack, lang=lang)


def _given(ctx: click.Context, name: str) -> bool:
    return ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def _no_options(ctx: click.Context, name: str) -> None:
    """Options of a session before a command would have no effect."""
    for param in ctx.command.params:
        if param.name is not None and _given(ctx, param.name):
            option = param.opts[0]
            ctx.fail(f"`{option}` stands before `{name}`: put it behind, `zanger train {name} {option} ...`")
