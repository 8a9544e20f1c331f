"""`zanger train progress`: what a learner knows, by article and by misconception, and what is due."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from .. import options
from .. import profile as of
from ..terminal import guarded, in_language, print_json, print_lines, shelf


@click.command("progress")
@of.profile
@of.file
@options.form("text", "json")
@click.option("--pack", default="kz", show_default=True, help="The law pack: an id or a folder.")
@in_language
@guarded
def command(profile: str, db: Path | None, form: str, pack: str, lang: str) -> None:
    """Tell what a learner knows, by article and by misconception, and what is due.

    \b
    Example:
      zanger train progress
      zanger train progress --profile group-2 --format json
    """
    from zanger.law import Law
    from zanger.training.due import Card, Missing, due, review
    from zanger.training.tally import Answered, by_article, by_misconception
    from zanger.training.teaching import Teacher
    from zanger.training.telling import due_lines, sum_lines
    from zanger.words import Words

    now = datetime.now(UTC)
    answered: tuple[Answered, ...] = ()
    cards: dict[str, Card] = {}
    subjects: tuple[str, ...] | None = ()
    if (progress := of.there(db)) is not None:
        with progress:
            answered = progress.answered(profile)
            try:
                if answered:
                    progress.catch_up(profile, review)
                cards = progress.cards(profile)
                subjects = due(cards, now)
            except Missing:
                subjects = None
    if form == "json":
        print_json(
            {
                "profile": profile,
                "answered": len(answered),
                "by_article": [t.to_dict() for t in by_article(answered)],
                "by_misconception": [t.to_dict() for t in by_misconception(answered)],
                "due": None if subjects is None else list(subjects),
                "cards": {subject: card.to_dict() for subject, card in cards.items()},
            }
        )
        return
    law = Law.load(pack, shelf())
    words = Words(law.pack, lang)
    name = Teacher(law, words).name
    print_lines(sum_lines(answered, words, name))
    print_lines(due_lines(cards, subjects, now, words, name))
