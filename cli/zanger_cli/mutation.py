"""`zanger audit --mutate`: the mutation score, with a progress bar, as text or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .terminal import print_plain

if TYPE_CHECKING:
    from zanger.law import Law
    from zanger.mutation.score import Score


def mutate(law: Law, articles: tuple[str, ...], results: Path | None, jobs: int | None, form: str, lang: str) -> Score:
    """Run the mutants of a law, or of some articles, and print the score."""
    import json

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from zanger.errors import visible
    from zanger.messages import Messages
    from zanger.mutation.score import mutation_score
    from zanger.mutation.telling import told

    say = Messages(lang)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True, disable=not click.get_text_stream("stderr").isatty()) as bar:
        from rich.console import Console

        bar.live.console = Console(stderr=True)
        task = bar.add_task(say("mutants"), total=None)
        score = mutation_score(
            law, articles=articles, results=results, jobs=jobs,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )  # fmt: skip
    if form == "json":
        click.echo(json.dumps(score.to_dict(), ensure_ascii=False, indent=2))
    else:
        for line in told(score, say):
            print_plain(visible(line))
    return score
