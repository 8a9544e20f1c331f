"""`zanger train data`: what is kept of a learner: where it lies, a copy of it, its deletion."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zanger.messages import Messages

from .. import profile as of
from ..dialogue import read_line, write_whole
from ..terminal import guarded, in_language, print_plain

if TYPE_CHECKING:
    from zanger.training.progress import Progress


@click.group("data")
def command() -> None:
    """What is kept of a learner: where it lies, a copy of it, its deletion.

    \b
    Example:
      zanger train data list
      zanger train data export > results.jsonl
      zanger train data delete --profile group-2
    """


@command.command("list")
@of.file
@in_language
@guarded
def list_(db: Path | None, lang: str) -> None:
    """List the profiles, and tell in which file they are kept.

    \b
    Example:
      zanger train data list
    """
    say = Messages(lang)
    progress = of.there(db)
    print_plain(str(of.place(db)))
    if progress is None:
        print_plain(say("nothing is kept yet"))
        return
    with progress:
        for kept in progress.profiles():
            told = say("{profile}: answers kept: {count}", profile=kept.name, count=kept.results)
            print_plain(f"  {told}" + ("; " + say("a session to go on with") if kept.session else ""))


@command.command("export")
@of.profile
@of.file
@click.option("--as", "learner", metavar="NAME", help="The name of the learner in the copy; else a pseudonym.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE.")
@guarded
def export(profile: str, db: Path | None, learner: str | None, out: Path | None) -> None:
    """Write all answers of a profile, one a line as JSON, as `zanger train stats` reads them.

    \b
    Example:
      zanger train data export --out results.jsonl
      zanger train data export --profile group-2 --as d-07 > results.jsonl
    """
    import msgspec

    with _of(profile, db) as progress:
        results = [item.result for item in progress.answered(profile)]
    if learner is not None:
        results = [result.replaced(learner=learner) for result in results]
    text = "".join(msgspec.json.encode(result).decode() + "\n" for result in results)
    if out is not None:
        write_whole(out, text)
    else:
        sys.stdout.write(text)


@command.command("delete")
@of.profile
@of.file
@click.option("--yes", is_flag=True, help="Do not ask.")
@in_language
@guarded
def delete(profile: str, db: Path | None, yes: bool, lang: str) -> None:
    """Delete a profile with all its answers. There is no way back.

    \b
    Example:
      zanger train data delete --profile group-2
    """
    say = Messages(lang)
    with _of(profile, db) as progress:
        if not yes:
            count = next(kept.results for kept in progress.profiles() if kept.name == profile)
            print_plain(say("{profile}: answers kept: {count}", profile=profile, count=count))
            print_plain(say("They will be deleted, with the cards and the session; there is no way back."))
            if read_line(say("Type {profile} to delete them: ", profile=profile)) != profile:
                print_plain(say("Nothing was deleted."))
                return
        progress.delete(profile)
    print_plain(say("Deleted: {profile}", profile=profile))


def _of(profile: str, db: Path | None) -> Progress:
    """The file, open, with that profile in it. Raises `ProgressError` where there is none."""
    from zanger.errors import nearest
    from zanger.training.database import ProgressError

    progress = of.there(db)
    known = () if progress is None else tuple(kept.name for kept in progress.profiles())
    if progress is not None and profile in known:
        return progress
    if progress is not None:
        progress.close()
    help = nearest(profile, known) if known else f"nothing is kept in `{of.place(db)}`"
    raise ProgressError(f"there is no profile `{profile}`; {help}")
