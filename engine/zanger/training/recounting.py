"""A scenario in words: its story, what can be chosen, what came of a choice, and at the end the assessment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..case import Case, Item
from ..decision import Citation, Judgement
from ..law import Law
from ..messages import message
from ..question import Question
from ..questioning import question_lines
from ..reporting import Line, headed, judgement_lines
from ..words import Words, capital
from . import grammar
from .assessing import GOAL, LIMIT, STEP, TRY, WHOLE, Assessment
from .feedback import law_says, why_not
from .materials import Place, Places, Stories, load
from .names import Names
from .narrating import Narrator
from .scenario import Scenario, Scenarios
from .unfolding import Choice, Game, Outcome, Told

KEYS = (
    message("a number: choose that    0 or an empty line: wait for the others"),
    message("m: minutes so far    end: give up    q: stop, to go on later"),
)
OUTCOMES: dict[Outcome, str] = {
    "reached": message("The goal is reached."),
    "ended": message("The story has ended before the goal was reached."),
    "late": message("The last day has passed; the goal was not reached."),
    "given-up": message("Given up before the goal was reached."),
}
LEFT = "…"
"""Stands in a choice for what the body itself must settle."""
BOUNDS = {
    "least": message("the fewest with which it is lawful"),
    "most": message("the most with which it is still lawful"),
}


class Recounter:
    """Tells of scenarios of a law in one language. Raises `InputError` if the pack has no training data."""

    def __init__(self, law: Law, words: Words) -> None:
        self.law = law
        self.words = words
        self.scenarios = Scenarios(law)
        self.places = load(law.pack, "places.yaml", Places)
        self.stories = load(law.pack, "stories.yaml", Stories)
        self._kinds = {name: kind for name, (_, kind) in law.pack.vocabulary.kinds.items()}
        self._places: dict[str, Place] = {place.id: place for place in self.places.places}

    def narrator(self, case: Case, *more: Item) -> Narrator:
        """Words that call the things of a case, and of actions that may join it, by their names."""
        case = case.model_copy(update={"ask": (*case.ask, *more)})
        units = {str(i.fields["id"]) for i in case.facts if i.kind == "unit"}
        places = {name: self._places[name] for name in units if name in self._places}
        return Narrator(self.words, Names(case, self._kinds, places, self.stories), self.places)

    # Scenarios

    def listed(self, scenario: Scenario, points: str | None = None, *, begun: bool = False) -> Iterator[Line]:
        """A scenario in a list, with the best result so far, and whether there is a game to go on with."""
        say, text = self.words.say, self.words.text
        of = f" ({scenario.procedure})" if scenario.procedure else ""
        yield Line(f"{scenario.id}: {text(scenario.title)}{of}", 0, "head")
        yield Line(text(scenario.task), 2, "plain")
        if points is not None:
            yield Line(say("best result: {points} of {whole}", points=points, whole=WHOLE), 2, "note")
        if begun:
            yield Line(say("begun, not yet ended"), 2, "note")

    def intro(self, scenario: Scenario) -> Iterator[Line]:
        """The story, whose part is played, and the goal."""
        say, text = self.words.say, self.words.text
        yield Line(text(scenario.title), role="title")
        for paragraph in scenario.story:
            yield Line("")
            yield Line(text(paragraph))
        yield Line("")
        yield Line(say("You act for: {body}", body=self._actor(scenario)), role="head")
        yield Line(say("The goal: {goal}", goal=text(scenario.task)), role="head")
        yield Line(say("The last day: {day}", day=self._day(scenario.until)), role="note")
        yield from (Line(say(key), role="note") for key in KEYS)

    def _actor(self, scenario: Scenario) -> str:
        narrator = self.narrator(scenario.opening)
        units = [str(i.fields["id"]) for i in scenario.opening.facts if i.kind == "unit"]
        kinds = self.law.pack.vocabulary.actions
        kind = next((k for k, a in kinds.items() if scenario.plays in a.by and "unit" in a.fields), "")
        return narrator.actor(kind, {"unit": units[0]}, scenario.plays) if units and kind else ""

    def _day(self, day: date) -> str:
        return grammar.day(day, self.words.say.lang)

    # A turn

    def turn(self, game: Game) -> Iterator[Line]:
        """The day, and what can be chosen, numbered."""
        say = self.words.say
        yield Line("")
        yield Line(say("Today is {day}.", day=self._day(game.table.day)), role="title")
        yield Line(say("What do you do? Not all of this is lawful today."), 0, "head")
        for n, choice in enumerate(game.choices, 1):
            yield Line(self.choice(game, choice), 1, mark=f"{n}")
        yield Line(say("Wait and see what the others do"), 1, mark="0")

    def choice(self, game: Game, choice: Choice) -> str:
        """A choice, as it is offered."""
        narrator = self.narrator(game.table.case, choice.item)
        fields = {name: value for name, value in self._shown(choice.item).fields.items() if name != "by"}
        fields |= {blank.field: LEFT for blank in choice.blanks if len(blank.options) != 1}
        return capital(narrator.doing(choice.item.kind, fields))

    def _shown(self, item: Item) -> Item:
        """An action without the name of what it makes, where it need not have one."""
        kind = self.law.pack.vocabulary.actions[item.kind]
        own = kind.id_field
        if own is None or not kind.fields[own].optional:
            return item
        return item.model_copy(update={"fields": {n: v for n, v in item.fields.items() if n != own}})

    def question(self, game: Game, choice: Choice, blank: Question) -> Iterator[Line]:
        """What the body must settle; of a number that the law bounds, the bound itself is asked for."""
        narrator = self.narrator(game.table.case, choice.item)
        yield from question_lines(blank.replaced(shown={}), narrator, game.table.day.isoformat())
        bound = next((which for name, _, which in choice.bounds if name == blank.field), None)
        if bound is not None:
            yield Line(self.words.say(BOUNDS[bound]), 1, "note")

    def made(self, game: Game, choice: Choice, values: dict[str, str | int | bool]) -> Iterator[Line]:
        """An own move that was made, as the game stands after it."""
        say = self.words.say
        yield from self._deed(game, len(game.table.case.history), "good", "+")
        for name, bound, which in choice.bounds:
            if (given := values.get(name)) != bound and given is not None:
                field = self.words.field(choice.item.kind, name)
                told = (
                    say("Lawful; {bound} would have been enough: {field}.", bound=bound, field=field)
                    if which == "least"
                    else say("Lawful; it would be so up to {bound}: {field}.", bound=bound, field=field)
                )
                yield Line(told, 2, "note", "~")

    def _deed(self, game: Game, number: int, role: str, mark: str) -> Iterator[Line]:
        item = game.table.case.history[number - 1]
        narrator = self.narrator(game.table.case)
        yield Line(narrator.deed(self._shown(item)), 1, "good" if role == "good" else "plain", mark)
        judged = next((j for j in game.table.decision.history if j.order == number), None)
        if judged is not None and judged.citations:
            yield Line(f"[{narrator.citations(judged.citations[:2])}]", 3, "cite")

    def refused(self, game: Game, item: Item, judged: Judgement) -> Iterator[Line]:
        """Why a choice is not lawful, with the article and the condition that fails, and what it costs."""
        say, narrator = self.words.say, self.narrator(game.table.case, item)
        if judged.verdict == "undetermined":
            yield from judgement_lines(judged.replaced(beside=(), proof=None), narrator)
            yield Line(say("The law leaves this open: it is not done, and costs nothing."), 1, "note")
            return
        yield Line(capital(narrator.act(item.kind, self._shown(item).fields, "not")) + ".", 1, "bad", "x")
        for citation in self._behind(judged):
            yield Line(law_says(narrator, citation, judged.action.on), 3, "detail")
        yield Line(why_not(narrator, judged), 3, "detail")
        yield Line(say("Not done; it costs {points} points.", points=TRY), 1, "note")

    def _behind(self, judged: Judgement) -> Iterator[Citation]:
        """The rules of which the prohibitions are what follows: `88.2` of `88.2-adoption`."""
        force = self.law.provisions(date.fromisoformat(judged.action.on))
        names = [citation.provision for citation in judged.prohibitions]
        for rule in dict.fromkeys(name.partition("-")[0] for name in names):
            if rule in force and rule not in names and force[rule].conclusion[0] == "forbids":
                yield self.law.citer.cite(force[rule])

    def told(self, game: Game, told: Told) -> Iterator[Line]:
        """What the others did, as the game stands after it."""
        if told.number is None:
            day = self._day(date.fromisoformat(told.until))
            yield Line(self.words.say("Nothing happens until {day}.", day=day), 1, "note", "*")
            return
        yield from self._deed(game, told.number, "plain", "*")
        if told.tendency is not None and (says := game.scenario.others[told.tendency].says) is not None:
            yield Line(self.words.text(says), 3, "note")

    # The end

    def minutes(self, game: Game) -> Iterator[Line]:
        """The minutes of what was done, with citations, and the readings of the law on which it rests."""
        say, text, narrator = self.words.say, self.words.text, self.narrator(game.table.case)
        yield from headed(say("Minutes: {title}", title=text(game.scenario.title)))
        judged = game.table.decision.history
        for n, j in enumerate(judged, 1):
            first, *rest = judgement_lines(_plain(j), narrator)
            yield Line(f"{n}. {first.text}", first.indent, first.role, first.mark)
            yield from rest
        if not judged:
            yield Line(say("Nothing was done."), 1)
        for name, chosen in sorted({t.question: t.chosen for j in judged for t in j.turns_on}.items()):
            reading = self.law.pack.reading[name]
            followed = text(reading.readings[chosen]) if chosen else say("none")
            told = say(
                'The law can be read in more than one way here. {question} This story follows the reading "{chosen}".',
                question=text(reading.question),
                chosen=followed,
            )
            yield Line(told, 1, "note", "~")

    def ending(self, game: Game, found: Assessment) -> Iterator[Line]:
        """How it ended, what was needed, what was tried, and which articles to read again."""
        say, narrator = self.words.say, self.narrator(game.table.case)
        yield from headed(say("Assessment"))
        yield Line(say(OUTCOMES[found.outcome]), 1, "good" if found.outcome == "reached" else "open")
        yield Line(say("Points: {points} of {whole}", points=found.points, whole=WHOLE), 1, "head")
        yield from self._steps(found)
        tries = len(found.tried)
        told = say.plural("{count} unlawful try", "{count} unlawful tries", tries, count=tries)
        yield Line(told if tries else say("No unlawful try."), 1)
        for judged in found.tried:
            yield Line(capital(narrator.phrase(judged.action.kind, judged.action.fields)), 2, "bad", "x")
        for missed in found.missed:
            day = self._day(date.fromisoformat(missed.due))
            rule = law_says(narrator, missed.citations[0], missed.due)
            yield Line(say("Time limit missed; the last day was {day}. {rule}", day=day, rule=rule), 1, "bad", "x")
        if not found.missed:
            yield Line(say("No time limit missed."), 1)
        if found.articles:
            yield Line(say("To read again"), 1, "head")
            day = game.scenario.opening.as_of.isoformat()
            for citation in found.articles:
                place, says = narrator.cite(citation.provision), narrator.says(citation.provision, day)
                yield Line(f"{place}: {says}", 2, "detail", "-")
        costs = say(
            "Costs: unlawful try {tried}, step too many {step}, time limit missed {limit}, goal not reached {goal}.",
            tried=TRY, step=STEP, limit=LIMIT, goal=GOAL,
        )  # fmt: skip
        yield Line(costs, 1, "note")

    def _steps(self, found: Assessment) -> Iterator[Line]:
        say = self.words.say
        if found.route is None or found.needed is None:
            yield Line(say("Own steps: {steps}", steps=found.steps), 1)
            return
        yield Line(say("Own steps: {steps}; needed: {needed}", steps=found.steps, needed=found.needed), 1)
        yield Line(say("The shortest lawful route"), 1)
        for step in found.route.steps:
            done = f"{capital(self.words.body(step.by))}: {self.words.label(step.action)}"
            cited = self.words.citations(step.citations[:1])
            yield Line(f"{done} [{cited}]" if cited else done, 2, "detail", f"{step.n}.")


def _plain(judged: Judgement) -> Judgement:
    """A judgement for minutes: its proof names no lines of a file, for the reader has none."""
    plain = judged.replaced(turns_on=(), undone_by=(), beside=())
    if judged.proof is None:
        return plain
    steps = tuple(step.replaced(place=None) for step in judged.proof.steps)
    return plain.replaced(proof=judged.proof.replaced(steps=steps))
