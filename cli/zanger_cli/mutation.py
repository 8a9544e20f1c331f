"""`zanger audit --mutate`: the mutation score, with a progress bar, as text or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .terminal import guarded, in_language, print_plain

if TYPE_CHECKING:
    from zanger.law import Law
    from zanger.mutation.score import Score


def mutate(law: Law, articles: tuple[str, ...], results: Path | None, jobs: int | None, form: str, lang: str) -> Score:
    """Run the mutants of a law, or of some articles, and print the score."""
    import json
    import sys

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from zanger.errors import visible
    from zanger.messages import Messages
    from zanger.mutation.score import mutation_score
    from zanger.mutation.telling import told

    say = Messages(lang)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(say("mutants"), total=None)

        def progress(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        score = mutation_score(law, articles=articles, results=results, jobs=jobs, progress=progress)
    if form == "json":
        click.echo(json.dumps(score.to_dict(), ensure_ascii=False, indent=2))
    else:
        for line in told(score, say):
            print_plain(visible(line))
    return score


@click.command()
@click.argument("pack", default="kz", metavar="[PACK]")
@click.option("--article", "articles", multiple=True, metavar="ARTICLE", help="Only this article, such as 24.")
@click.option("--results", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Keep results here.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="So many processes.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
@in_language
@guarded
def command(pack: str, articles: tuple[str, ...], results: Path | None, jobs: int | None, form: str, lang: str) -> None:
    """Change the law one place at a time and tell which changes no worked case notices."""
    from zanger.law import Law

    mutate(Law.load(pack), articles, results, jobs, form, lang)


if __name__ == "__main__":
    command()
