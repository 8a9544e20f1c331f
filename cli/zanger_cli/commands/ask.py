"""`zanger ask`: an interview that builds a case around a goal."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..dialogue import read_line, write_whole
from ..terminal import guarded, in_language, print_lines, shelf

if TYPE_CHECKING:
    from zanger.asking import Interview
    from zanger.law import Law
    from zanger.words import Words

KEPT = "case.yaml"


@click.command("ask")
@click.argument("case", required=False, type=click.Path(path_type=Path), metavar="[CASE]")
@click.option("--goal", metavar="ACTION", help="The action to be judged, such as express-no-confidence.")
@click.option("--body", metavar="BODY", help="The body that is to act; what it is to do is asked.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="The case file to write.")
@click.option("--pack", default="kz", show_default=True, help="The law pack: an id or a folder.")
@in_language
@guarded
def command(case: Path | None, goal: str | None, body: str | None, out: Path | None, pack: str, lang: str) -> None:
    """Ask only for what still matters to a goal, and write the case file.

    Each answer is written at once to FILE, by default case.yaml, or CASE itself
    if an interview made it. Stop at any moment; `zanger ask FILE` goes on.
    Without a terminal, answers are read from standard input, one a line.

    \b
    Example:
      zanger ask --goal express-no-confidence --out case.yaml
    """
    from zanger.law import Law
    from zanger.words import Words

    law = Law.load(pack, shelf())
    gc.freeze()  # searching the whole law for what is no longer used would hold up an answer
    _known(law, goal, body)
    state, file = _begin(law, case, goal, body, out)
    _converse(state, file, Words(law.pack, lang))


def _known(law: Law, goal: str | None, body: str | None) -> None:
    """Raises `click.BadParameter` for a goal or a body that the pack does not have."""
    from zanger.errors import nearest

    vocabulary = law.pack.vocabulary
    if goal is not None and goal not in vocabulary.actions:
        help = nearest(goal, vocabulary.actions)
        raise click.BadParameter(f"there is no action `{goal}`; {help}", param_hint="--goal")
    if body is not None and body not in vocabulary.bodies:
        help = nearest(body, vocabulary.bodies)
        raise click.BadParameter(f"there is no body `{body}`; {help}", param_hint="--body")


def _begin(law: Law, path: Path | None, goal: str | None, body: str | None, out: Path | None) -> tuple[Interview, Path]:
    """The interview to begin or to go on with, and the file that keeps it."""
    from zanger.asking import interview
    from zanger.load import parse_case, read_file
    from zanger.session import is_session, take_up

    kept = out or Path(KEPT)
    path = path or (kept if kept.exists() else None)
    if path is None:
        return interview(law, None, goal, body), kept
    text = read_file(path, str(path)).decode(errors="replace")
    if is_session(text):
        state, same = take_up(law, text, str(path))
        if goal in (None, state.goal, state.wanted[0]):
            if not same:
                click.echo(f"{path} was changed by hand: the interview goes on from the case as it stands", err=True)
            return state, out or path
    elif path == kept or out == path:
        help = "name another file with --out"
        raise click.UsageError(f"`{path}` was not made by an interview and is not written over; {help}")
    case, _ = parse_case(text.encode(), str(path))
    return interview(law, case, goal, body), out or path.with_name(f"{path.stem}-asked.yaml")


def _converse(state: Interview, file: Path, words: Words) -> None:
    """Ask until nothing matters any more or the user stops; each answer is written before the next question."""
    from zanger.question import Unfit
    from zanger.questioning import KEYS, question_lines, verdict_lines, why_lines
    from zanger.reporting import Line
    from zanger.session import session_text

    print_lines([Line(words.say(KEYS), role="note"), Line("")])
    while (question := state.next_question()) is not None:
        day = state.case.as_of.isoformat()
        print_lines(question_lines(question, words, day))
        line = read_line("> ")
        if line is None or line.strip() in ("q", "quit"):
            kept = words.say("Kept in {file}; `zanger ask {file}` goes on.", file=file)
            print_lines([Line(kept if file.exists() else words.say("Nothing was answered."), role="note")])
            return
        match line.strip():
            case "<" | "back":
                state = state.back()
            case "!" | "done":
                state = state.enough()
            case "=" | "verdict":
                print_lines(verdict_lines(state, words))
                continue
            case "w" | "why":
                print_lines(why_lines(question, words, day))
                continue
            case text:
                try:
                    state = state.answer(text)
                except Unfit as error:
                    print_lines([Line(words.say(error.message, **error.places), 1, "bad", "x")])
                    continue
        write_whole(file, session_text(state))
        print_lines([Line("")])
    write_whole(file, session_text(state))
    written = words.say("Written to {file}; `zanger check {file}` gives the whole answer.", file=file)
    print_lines([Line(words.say("Nothing more matters to this."), role="head"), *verdict_lines(state, words)])
    print_lines([Line(written, role="note")])
