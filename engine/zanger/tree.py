"""A proof as a tree in words: the conclusion first, below it what it rests on, down to the lines of the case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from .compile import OPEN, is_variable
from .decision import Counted, Proof, Requirement, Step, Tested
from .possible import BOUND_OF, STRICT, solve
from .program import Op
from .provision import Share
from .steps import condition_at, counted, said, test_met
from .words import Words


@dataclass(frozen=True)
class Branch:
    """A line of the tree: `depth` below the conclusion, and what it is.

    `what`: a step; `met`, a condition of the step above; `text`, what its provision says; `cut`, how
    many steps below are left out.
    """

    depth: int
    text: str
    what: str
    step: Step | None = None


def roots(proof: Proof) -> tuple[Step, ...]:
    """The conclusions of a proof: the steps on which no other rests, the last first."""
    used = {n for step in proof.steps for n in below(step)}
    return tuple(step for step in reversed(proof.steps) if step.n not in used)


def below(step: Step) -> tuple[int, ...]:
    """The steps that a step rests on, what is counted included."""
    return tuple(dict.fromkeys((*step.premises, *(n for c in step.counts for n in c.facts))))


def branches(proof: Proof, words: Words, day: str, depth: int | None = None) -> Iterator[Branch]:
    """The tree of a proof, `depth` levels below its conclusions; what stands twice is told in full once."""
    steps = {step.n: step for step in proof.steps}
    told: set[int] = set()

    def visit(step: Step, level: int) -> Iterator[Branch]:
        again = step.n in told and bool(below(step))
        told.add(step.n)
        text = located(step, words)
        yield Branch(level, words.say("{step} (shown above)", step=text) if again else text, "step", step)
        if again:
            return
        if step.provision and step.kind.startswith(OPEN):
            yield Branch(level + 1, words.says(step.provision, day), "text", step)
        for met in conditions(step, words):
            yield Branch(level + 1, met, "met", step)
        if depth is not None and level >= depth:
            if hidden := _under(step, steps):
                n = len(hidden)
                more = words.say.plural("... {number} more step below", "... {number} more steps below", n, number=n)
                yield Branch(level + 1, more, "cut", step)
            return
        for n in below(step):
            yield from visit(steps[n], level + 1)

    for root in roots(proof):
        yield from visit(root, 0)


def _under(step: Step, steps: dict[int, Step]) -> set[int]:
    """The numbers of all steps below one."""
    found: set[int] = set()
    waiting = list(below(step))
    while waiting:
        n = waiting.pop()
        if n not in found:
            found.add(n)
            waiting += below(steps[n])
    return found


def located(step: Step, words: Words) -> str:
    """A step in words, with the file and line that state it."""
    text = said(step, words)
    if step.place is None or not step.place.line or step.place.file.startswith("<"):
        return text
    file = step.place.file.replace("\\", "/").rpartition("/")[2]
    return f"{text} [{file}:{step.place.line}]"


def conditions(step: Step, words: Words) -> Iterable[str]:
    """The tests and counts of a step, met with these values."""
    for test in step.tests:
        yield _test(step, test, words)
    for count in step.counts:
        yield _count(step, count, words)


def _test(step: Step, test: Tested, words: Words) -> str:
    condition = condition_at(step, test.origin, words)
    if not isinstance(condition, Share) or not isinstance(test.left, int) or not isinstance(test.right, int):
        return test_met(step, test, words)
    op: Op = test.op  # type: ignore[assignment]
    bound, value = solve(Fraction(test.by * test.right + test.plus, test.times), op)
    written, ratio = condition.share.bound
    wanted = Requirement(
        field="number", bound=bound, value=value, share=ratio, strict=written in STRICT, whole=test.right
    )
    field = _field(step, str(condition.share.of), words)
    needed = words.amount("", wanted)
    return words.say("{field}: {actual}; needed: {needed}", field=field, actual=test.left, needed=needed)


def _field(step: Step, term: str, words: Words) -> str:
    """The label of the field of the action that a variable stands for."""
    pattern = words.editions[step.provision or ""][0].conclusion[1]
    name = next((f for f, t in pattern.fields.items() if t == term and is_variable(t)), None)
    return words.field(pattern.kind, name) if name else words.say("number")


def _count(step: Step, count: Counted, words: Words) -> str:
    thing = counted(count.kind, words)
    if count.op == "==" and count.bound == 0:
        return words.say("there is none: {thing}", thing=thing)
    wanted = Requirement(field="number", bound=BOUND_OF[count.op], value=count.bound)  # type: ignore[index]
    needed = words.amount("", wanted)
    return words.say("{field}: {actual}; needed: {needed}", field=thing, actual=count.number, needed=needed)
