"""Measure an interview: python bench/ask.py. Seconds of processor time from an answer to the next question.

The interview asks about a vote of no confidence after two refused reports, twice: the rules of a day are
compiled when they are first needed, so the first run has a few slower questions.
"""

from __future__ import annotations

import gc
import time

from zanger import Law
from zanger.asking import interview
from zanger.question import Question

DAYS = ("2001-03-01", "2001-03-20", "2002-03-01", "2002-03-18")
KNOWN = {
    "day": "2002-06-01",
    "there is: maslikhat": "1",
    "seats": "50",
    "elected": "50",
    "subject": "1",
    "report": "new",
}


def main() -> None:
    """Print the slowest and the middle question of each run."""
    law = Law.load("kz")
    gc.freeze()
    for name in ("first", "second"):
        times = sorted(questions(law))
        middle = times[len(times) // 2]
        print(f"{name} run: {len(times)} questions, slowest {times[-1] * 1000:.0f} ms, middle {middle * 1000:.0f} ms")


def questions(law: Law) -> list[float]:
    """The time that each question of the interview took."""
    state, days, refusals, found = interview(law, None, "express-no-confidence"), iter(DAYS), 2, []
    while True:
        start = time.process_time()
        question = state.next_question()
        found.append(time.process_time() - start)
        if question is None:
            return found
        text = answer(question, refusals) if question.field != "on" else next(days)
        refusals -= text == "refuse-report"
        start = time.process_time()
        state = state.answer(text)
        found[-1] += time.process_time() - start


def answer(question: Question, refusals: int) -> str:
    """What somebody answers who knows of two refused reports."""
    if question.field == "in_favour":
        return "10" if question.kind == "refuse-report" else "34"
    if question.sort == "thing" and "refuse-report" in question.options and refusals:
        return "refuse-report"
    return KNOWN.get(question.key) or KNOWN.get(question.field) or "none"


if __name__ == "__main__":
    main()
