"""An interview as it is kept: its case, and below it, as a comment, the answers that have led there."""

from __future__ import annotations

import json
from typing import Any

from .asking import Interview, interview
from .case import Case
from .casefile import case_text
from .errors import ZangerError
from .law import Law
from .load import parse_case

MARK = "# interview: "


def session_text(state: Interview) -> str:
    """The file of an interview: a case that `zanger check` takes, with all that is needed to go on."""
    goal, body = state.wanted
    kept = {
        "goal": goal,
        "body": body,
        "start": case_text(state.start) if state.given else None,
        "answers": [list(pair) for pair in state.answers],
    }
    return state.text((MARK.removeprefix("# ") + json.dumps(kept, ensure_ascii=False),))


def is_session(text: str) -> bool:
    """Whether a file was written by an interview."""
    return any(line.startswith(MARK) for line in text.splitlines())


def take_up(law: Law, text: str, name: str) -> tuple[Interview, bool]:
    """The interview that a file holds, and whether it is as it was left.

    If the case was changed by hand since, the interview goes on from the case as it stands. Raises
    `InputError` if that case is wrong.
    """
    kept = _kept(text)
    if kept is not None:
        start = _case(kept["start"], name) if kept["start"] else None
        state = resumed(interview(law, start, kept["goal"], kept["body"]), tuple((k, t) for k, t in kept["answers"]))
        if session_text(state) == text:
            return state, True
    case, _ = parse_case(text.encode(), name)
    goal, body = (kept["goal"], kept["body"]) if kept is not None else (None, None)
    return interview(law, case, goal or (case.ask[0].kind if case.ask else None), body), kept is None


def resumed(state: Interview, answers: tuple[tuple[str, str], ...]) -> Interview:
    """An interview with answers given before, as far as the same questions are asked."""
    for key, text in answers:
        question = state.next_question()
        if question is None or question.key != key:
            break
        try:
            state = state.answer(text)
        except ZangerError:
            break
    return state


def _kept(text: str) -> dict[str, Any] | None:
    """What the comment holds; None if it is not there or not whole."""
    for line in text.splitlines():
        if line.startswith(MARK):
            try:
                found = json.loads(line.removeprefix(MARK))
                return {
                    "goal": found["goal"],
                    "body": found["body"],
                    "start": found["start"],
                    "answers": [(str(k), str(t)) for k, t in found["answers"]],
                }
            except (ValueError, KeyError, TypeError):
                return None
    return None


def _case(text: str, name: str) -> Case:
    return parse_case(text.encode(), name)[0]
