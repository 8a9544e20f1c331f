"""What an assistant may ask: a case as text goes in, an answer with its citations comes out, as text and as data.

`Desk` has one method a tool; `zanger mcp` offers them. An assistant gets the law of the desk and no other:
a case cannot name a pack by its path, so that no text of a stranger makes the desk read a file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from .case import Case
from .deciding import decide
from .digest import body_lines, body_values, known_body, known_day, of_body, provision_values
from .directions import directions
from .engines import Engine, Reference
from .errors import Code, Diagnostic, InputError, Place
from .freedom import why_not_required
from .grounds import why
from .law import Law
from .lawbook import contents, find, provision_lines, saying
from .load import parse_case
from .messages import SOURCE, Lang
from .minuted import minuted
from .minutes import review
from .provision import Provision
from .refusal import why_not
from .reporting import Line, report, routine
from .route import STEPS, routes
from .spot import value_spot
from .supposed import supposed, turned
from .supposing import suppose, what_if
from .telling import explained, free, refused
from .template import case_template, kind_lines, kind_schema
from .turning import minimal_changes
from .words import Words

NAME = "case"
"""What stands for the file of a case in messages."""
MOST_PROVISIONS = 40
DEPTH = 3
ACTION = "write it on one line: `kind(field=value, other=value)`"
Detail = Literal["short", "full"]
Question = Literal["why", "why-not", "not-required"]

CaseText = Annotated[str, Field(description="The case as YAML or JSON text, in the form that case_schema describes.")]
Language = Annotated[Lang | None, Field(description="Language of the answer: en, ru or kk.")]
Readings = Annotated[
    dict[str, str] | None,
    Field(description="Readings of the law to follow where it can be read in several ways: {'G03': 'same-report'}."),
]
Full = Annotated[
    Detail,
    Field(description="short leaves proofs and routine powers out of the data and the text; full gives all (large)."),
]

INSTRUCTIONS = """\
Zanger decides cases of procedural public law from the text of the law, provision by provision. Use it in place of
your own memory of that law: state the case, ask, and cite the provisions that the answer cites, in its words.
Begin with case_schema to see how a case is written; then check_case. Say "undetermined" where the answer says so,
with the question of reading on which it hangs, and do not fill what is not coded. If an input is refused, the
message tells line, column and the nearest right name: mend the case and ask again. Ask the user for facts that
you do not know, or state them as `unknown`; never invent them. This is research, not legal advice."""
"""What an assistant is told before its first question."""


class Reply(NamedTuple):
    """An answer in words, and the same as plain values for JSON."""

    text: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """Answers an assistant's questions from one law; `lang` is the language unless a question names one.

    Every method raises `InputError` with each thing that is wrong in what was asked, and `ZangerError` where
    an engine or the solver cannot answer.
    """

    law: Law
    lang: Lang = SOURCE
    engine: Engine = field(default_factory=Reference)

    def check_case(
        self, case: CaseText, language: Language = None, readings: Readings = None, detail: Full = "short"
    ) -> Reply:
        """Answer a case: which acts of its history were lawful, its questions, what each body may, must or must not do.

        Every statement is cited. The case lists facts, history and ask (questions), and names the day in as_of.
        """
        words, full = self._words(language), detail == "full"
        decision = decide(self.law, self._read(case), engine=self.engine, under=readings)
        text = told(report(decision, words, everything=full))
        if full:
            return Reply(text, decision.to_dict())
        routines = {id(p) for p in routine(decision, words)}
        minor = {name for name, kind in words.vocabulary.statuses.items() if kind.minor}
        short = decision.replaced(
            now=tuple(p for p in decision.now if id(p) not in routines),
            statuses=tuple(s for s in decision.statuses if s.status not in minor and s.holds != "false"),
        )
        return Reply(text, brief(short.to_dict(), words.lang))

    def explain(
        self,
        case: CaseText,
        action: Annotated[
            str | None, Field(description="An action or a status on one line: kind(field=value, other=value).")
        ] = None,
        question: Annotated[
            Question, Field(description="why it may be done or holds; why-not; or why it is not required of anybody.")
        ] = "why",
        body: Annotated[
            str | None, Field(description="With not-required and no action: why nothing is required of this body.")
        ] = None,
        depth: Annotated[int, Field(ge=0, description="How deep the proof of a why is told.")] = DEPTH,
        language: Language = None,
        readings: Readings = None,
    ) -> Reply:
        """Tell why an action may be done or a status holds, why not, or why it is no duty, each with its provisions.

        A why-not names every provision that could have permitted the action, nearest first, each with its first
        condition that fails, what was needed and what was found. Fields that the case leaves no choice about may be
        left out.
        """
        words, read = self._words(language), self._read(case)
        if question == "not-required":
            freedom = why_not_required(self.law, read, action, body=body, engine=self.engine, under=readings)
            return Reply(told(free(freedom, words)), brief(freedom.to_dict(), words.lang))
        if action is None:
            raise InputError(
                [Diagnostic(Code.MISSING_KEY, "`action` is missing", Place("question", 0, 0), help=ACTION)]
            )
        if question == "why-not":
            refusal = why_not(self.law, read, action, engine=self.engine, under=readings)
            return Reply(told(refused(refusal, words)), brief(refusal.to_dict(), words.lang))
        found = why(self.law, read, action, engine=self.engine, under=readings)
        return Reply(told(explained(found, words, depth)), brief(found.to_dict(), words.lang))

    def review_case(
        self, case: CaseText, language: Language = None, readings: Readings = None, detail: Full = "short"
    ) -> Reply:
        """Take the minutes of a case's history: each act lawful, in breach or void at its date, and what came of it.

        Tells what an act began, ended or made possible, which later acts would have come out otherwise without it,
        and who can still undo it.
        """
        words, full = self._words(language), detail == "full"
        found = review(self.law, self._read(case), engine=self.engine, under=readings)
        text = told(minuted(found, words, everything=full))
        return Reply(text, found.to_dict() if full else brief(found.to_dict(), words.lang))

    def what_if(
        self,
        case: CaseText,
        add: Annotated[
            list[str] | None, Field(description="Facts, or acts as done, on one line: kind(field=value, other=value).")
        ] = None,
        drop: Annotated[
            list[str] | None, Field(description="What to leave out: an id, a place (history[2]) or kind(field=value).")
        ] = None,
        set: Annotated[
            list[str] | None,
            Field(description="Fields to change: history[2].in_favour=30, or an id with .field=value."),
        ] = None,
        ask: Annotated[list[str] | None, Field(description="More questions, as actions on one line.")] = None,
        turn: Annotated[
            str | None,
            Field(description="In place of the comparison: the smallest changes that turn the verdict on this action."),
        ] = None,
        language: Language = None,
        readings: Readings = None,
    ) -> Reply:
        """Change a case and tell only the answers that differ; or find the smallest changes that turn a verdict."""
        words, read = self._words(language), self._read(case)
        changes: dict[str, Any] = {"add": add or (), "drop": drop or (), "set": set or (), "ask": ask or ()}
        if turn is None:
            found = what_if(self.law, read, **changes, under=readings, engine=self.engine)
            return Reply(told(supposed(found, words)), brief(found.to_dict(), words.lang))
        changed, *_ = suppose(self.law, read, **changes, under=readings)
        turning = minimal_changes(self.law, changed, turn, engine=self.engine)
        return Reply(told(turned(turning, words)), brief(turning.to_dict(), words.lang))

    def route_case(
        self,
        case: CaseText,
        goal: Annotated[str, Field(description="An action or a status on one line: kind(field=value, other=value).")],
        bodies: Annotated[list[str] | None, Field(description="Only these bodies may act; all, if left out.")] = None,
        steps: Annotated[int, Field(ge=1, le=12, description="The most steps that are tried.")] = STEPS,
        language: Language = None,
    ) -> Reply:
        """Find the shortest lawful way from a case to a goal: who acts, by what votes at least, by which article.

        Every way has been judged by the engine step by step; else the answer is that there is none, within the bound.
        """
        words = self._words(language)
        found = routes(self.law, self._read(case), goal, bodies=tuple(bodies or ()), steps=steps, engine=self.engine)
        return Reply(told(directions(found, words)), brief(found.to_dict(), words.lang))

    def find_law(
        self,
        place: Annotated[
            str | None,
            Field(
                description="An article (24), one of an instrument (l148.24), a paragraph (24.1) or a provision's id."
            ),
        ] = None,
        body: Annotated[str | None, Field(description="What this body may, must and must not do.")] = None,
        text: Annotated[str | None, Field(description="Words that the provision has, in any language.")] = None,
        day: Annotated[str | None, Field(description="Only editions in force on this day, such as 2002-06-01.")] = None,
        language: Language = None,
    ) -> Reply:
        """Read the law: the words of provisions by place, by body or by words; without any, the table of contents.

        What is not listed is not coded, which does not mean that it is not law.
        """
        words, pack = self._words(language), self.law.pack
        on = None if day is None else self.law.provisions(known_day(day)).values()
        owner = None if body is None else known_body(pack, body)
        if place is None and text is None and on is None:
            if owner is not None:
                return Reply(told(body_lines(pack, owner, words)), body_values(pack, owner, words))
            articles = [f"{a.instrument}.{a.article}" for _, a in pack.articles]
            return Reply(told(contents(pack, words)), {"articles": articles})
        found = list(pack.provisions if on is None else on) if place is None else find(pack, place)
        if text is not None:
            found = saying(found, text)
        if owner is not None:
            own = {id(p) for listed in of_body(pack, owner).values() for p in listed}
            found = [p for p in found if id(p) in own]
        if on is not None:
            in_force = {id(p) for p in on}
            found = [p for p in found if id(p) in in_force]
        return self._provisions(found, words)

    def case_schema(
        self,
        kinds: Annotated[
            list[str] | None,
            Field(description="Facts and actions whose fields are wanted; the list of all, if left out."),
        ] = None,
        language: Language = None,
    ) -> Reply:
        """Show how a case is written: a template and a list of all facts and actions, or the fields of some of them."""
        pack, words = self.law.pack, self._words(language)
        if kinds:
            lines = "\n".join(kind_lines(pack, kinds, words.lang))
            return Reply(lines, {"schemas": {name: kind_schema(pack, name) for name in kinds}})
        facts, actions = (
            {name: words.label(name) for name in named} for named in (pack.vocabulary.facts, pack.vocabulary.actions)
        )
        return Reply(case_template(pack, words.lang), {"pack": pack.head.id, "facts": facts, "actions": actions})

    def _provisions(self, found: list[Provision], words: Words) -> Reply:
        shown = found[:MOST_PROVISIONS]
        text = told(provision_lines(shown, self.law.pack, words))
        if not found:
            text = words.say("Nothing that is coded fits this.")
        elif rest := len(found) - len(shown):
            text += "\n" + words.say.plural(
                "{number} more provision; ask more narrowly.",
                "{number} more provisions; ask more narrowly.",
                rest,
                number=rest,
            )
        values = {"count": len(found), "provisions": [provision_values(p, words) for p in shown]}
        return Reply(text, values)

    def _words(self, language: Lang | None) -> Words:
        return Words(self.law.pack, language or self.lang)

    def _read(self, text: str) -> Case:
        """The case of a text. Raises `InputError`, also for a case of another law."""
        case, document = parse_case(text.encode("utf-8", "surrogatepass"), NAME)
        mine = self.law.pack.head.id
        if case.pack != mine:
            message = f"this case names the law pack `{case.pack}`; the answers given here come from `{mine}`"
            _, place = value_spot(case, "pack")
            raise InputError([document.error(Code.UNKNOWN_PACK, message, place, help=f"write `pack: {mine}`")])
        return case


TOOLS = ("check_case", "explain", "review_case", "what_if", "route_case", "find_law", "case_schema")
"""The methods of a desk that are tools."""


def told(lines: Iterable[Line]) -> str:
    """Lines as text, each on one line, whatever its length."""
    return "\n".join(
        f"{'  ' * line.indent}{line.mark + ' ' if line.mark else ''}{line.text}".rstrip() for line in lines
    )


def brief(plain: Any, lang: str) -> Any:
    """An answer's plain values without proofs and without what is empty; citations in one language.

    For a reader that has to take all of it in: a tenth of the whole, which `Detail` full gives.
    """
    match plain:
        case {"provision": str(name), "texts": texts, "grade": grade}:
            full = texts.get(lang) or {"short": plain["short"], "full": plain["short"]}
            return {"provision": name, **full, "grade": grade}
        case dict():
            kept = ((key, brief(value, lang)) for key, value in plain.items() if key != "proof")
            return {key: value for key, value in kept if value not in (None, [], {}, "")}
        case list():
            return [brief(value, lang) for value in plain]
        case _:
            return plain


def wrong(error: InputError) -> dict[str, Any]:
    """What is wrong in what was asked, as plain values: each with its place, and the nearest right name."""
    return {"errors": [_diagnostic(d) for d in error.diagnostics]}


def _diagnostic(found: Diagnostic) -> dict[str, Any]:
    place = {"file": found.place.file, "line": found.place.line, "column": found.place.column}
    return {"code": str(found.code), "message": found.message, **place, "path": found.path, "help": found.help}
