"""`zanger audit --mutate`: the mutation score, with a progress bar, as text or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .terminal import json_text, print_json, print_plain, write_text

if TYPE_CHECKING:
    from zanger.law import Law


def show(
    law: Law, articles: tuple[str, ...], results: Path | None, jobs: int | None, form: str, out: str | None, lang: str
) -> None:
    """Run the mutants of a law, or of some articles, and print the score or write it to a file."""
    import sys

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from zanger.errors import nearest, visible
    from zanger.messages import Messages
    from zanger.mutation.mutants import belongs
    from zanger.mutation.score import mutation_score
    from zanger.mutation.telling import told

    for name in articles:
        if not any(belongs(article, law.pack, name) for _, article in law.pack.articles):
            known = (f"{article.instrument}.{article.article}" for _, article in law.pack.articles)
            raise click.BadParameter(f"there is no article `{name}`; {nearest(name, known)}", param_hint="'--article'")
    say = Messages(lang)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(say("mutants"), total=None)

        def progress(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        try:
            score = mutation_score(law, articles=articles, results=results, jobs=jobs, progress=progress)
        except ValueError as error:
            raise click.ClickException(
                f"`{error}` expects something else than the law gives; run `zanger test`"
            ) from None
        except OSError as error:
            raise click.ClickException(f"cannot use `{results}`: {error.strerror or error}") from None
    if form == "json" and out is None:
        print_json(score.to_dict())
        return
    text = json_text(score.to_dict()) if form == "json" else "".join(f"{visible(line)}\n" for line in told(score, say))
    if out is None:
        print_plain(text.removesuffix("\n"))
    else:
        write_text(out, text)
