"""The group of commands, each imported when it is called."""

from __future__ import annotations

import click

from .lazy import Lazy

COMMANDS = {
    "check": "answer a case: what was lawful, what is possible now",
    "why": "tell why an answer is as it is: its proof as a tree, or drawn",
    "why-not": "tell what stands against an action, or why nothing is required",
    "route": "find the shortest lawful way to a goal",
    "what-if": "change a case and tell which answers differ",
    "review": "the minutes of a history: what each action was and what it caused",
    "ask": "build a case by answering questions, only those that matter",
    "play": "play a procedure move by move, several bodies at a table",
    "law": "read the law: an article, a provision, or the list of all",
    "train": "exercises made from the law: train, hand out, count results",
    "test": "run worked cases against what they expect",
    "lint": "check a law pack",
    "audit": "search a law for contradictions, silence and vain provisions",
    "new": "write a new file to start from",
    "schema": "print the JSON Schema of cases or of provisions",
    "mcp": "serve an assistant that speaks the Model Context Protocol",
    "doctor": "tell what works here and what does not",
}


@click.group(cls=Lazy, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(package_name="zanger", prog_name="zanger")
def app() -> None:
    """Which body may, must or must not act, by which article, and why.

    \b
    Start here:
      zanger new case > case.yaml    a case to fill in
      zanger check case.yaml         its answer, with citations
      zanger law 24                  what article 24 says

    Exit codes: 0 answered; 1 a test or lint failed, or with --strict an
    unlawful action; 2 bad input.

    \b
    Shell completion: eval "$(_ZANGER_COMPLETE=bash_source zanger)"
    """
