"""A proof as a tree in words: the conclusion first, below it what it rests on, down to the lines of the case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from .compile import OPEN, is_variable
from .decision import Counted, Proof, Requirement, Step, Tested
from .possible import BOUND_OF, STRICT, solve
from .program import Op
from .provision import Compare, Constant, Pattern, Share
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
    """The tree of a proof by the law of a day (ISO), `depth` levels deep; what stands twice is told in full once."""
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
        for met in conditions(step, words, day):
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


def conditions(step: Step, words: Words, day: str) -> Iterable[str]:
    """The tests and counts of a step, met with these values, by the law of a day (ISO)."""
    for test in step.tests:
        yield _test(step, test, words, day)
    for count in step.counts:
        yield _count(step, count, words)


def _test(step: Step, test: Tested, words: Words, day: str) -> str:
    condition = condition_at(step, test.origin, words, day)
    if not isinstance(condition, Share | Compare) or not isinstance(test.left, int) or not isinstance(test.right, int):
        return test_met(step, test, words, day)
    term = condition.share.of if isinstance(condition, Share) else condition.compare.left
    kind, name = _source(step, term, words, day)
    spec = words.spec(kind, name)
    if isinstance(condition, Compare) and (spec is None or spec.type != "int"):
        return test_met(step, test, words, day)
    field = words.field(kind, name) if spec else words.say("number")
    op: Op = test.op  # type: ignore[assignment]
    bound, value = solve(Fraction(test.by * test.right + test.plus, test.times), op)
    wanted = Requirement(field="number", bound=bound, value=value)
    if isinstance(condition, Share):
        written, ratio = condition.share.bound
        wanted = wanted.replaced(share=ratio, strict=written in STRICT, whole=test.right)
    return _compared(step, field, test.left, words.amount("", wanted), words)


def _source(step: Step, term: Constant, words: Words, day: str) -> tuple[str, str]:
    """The kind and field that a variable stands for: of the conclusion, else of what the provision reads."""
    provision = words.edition(step.provision or "", day)
    for pattern in (provision.conclusion[1], *(p for p in provision.when if isinstance(p, Pattern))):
        for name, t in pattern.fields.items():
            if t == term and is_variable(t):
                return pattern.kind, name
    return "", ""


def _count(step: Step, count: Counted, words: Words) -> str:
    thing = counted(count.kind, words)
    if count.op == "==" and count.bound == 0:
        if words.is_action(count.kind):
            return words.say("not done, or without effect: {action}", action=thing)
        return words.say("there is none: {thing}", thing=thing)
    wanted = Requirement(field="number", bound=BOUND_OF[count.op], value=count.bound)  # type: ignore[index]
    return _compared(step, thing, count.number, words.amount("", wanted), words)


def _compared(step: Step, field: str, actual: int, bound: str, words: Words) -> str:
    """A number and its bound: what a power needs, and from where on a prohibition forbids."""
    if step.provision and words.editions[step.provision][0].conclusion[0] == "forbids":
        return words.say("{field}: {actual}; forbidden: {bound}", field=field, actual=actual, bound=bound)
    return words.say("{field}: {actual}; needed: {needed}", field=field, actual=actual, needed=bound)
