"""All pages of the book, one after another: the start page, then those of each language."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import prod
from typing import Any

from ..amendments import bodies
from ..cite import akn, in_full
from ..digest import (
    SECTIONS,
    Worked,
    cases_of,
    of_body,
    of_procedure,
    once,
    separating,
    told_once,
    touched,
    touching,
    worked_cases,
)
from ..docket import cites
from ..engines import EngineName
from ..law import Law
from ..lawbook import SOURCES
from ..messages import message
from ..plain import rule
from ..provision import Absent, Count, Edition, Pattern, Provision, concerned, conditions
from ..vocabulary import Kind, ratio_text
from ..words import Words, capital
from . import addresses, diagram, layout, thresholds
from .answers import answering
from .markup import TEMPLATES, Pages, steps_of, tree
from .svg import svg

MENU = {
    addresses.INDEX: message("Contents"),
    addresses.BODIES: message("By body"),
    addresses.PROCEDURES: message("Procedures"),
    addresses.CASES: message("Worked cases"),
    addresses.READINGS: message("Readings"),
    addresses.DIFFERENCES: message("Paper and law"),
    addresses.PRACTICE: message("Practice"),
    addresses.PARAMETERS: message("Parameters"),
    addresses.THRESHOLDS: message("Thresholds"),
    addresses.TERMS: message("Actions and statuses"),
    addresses.ABOUT: message("About"),
}
OUTSIDE: dict[str, str] = {
    "no-rule": message("before {day}: there was no such rule"),
    "before": message("before {day}: not coded"),
    "ended": message("after {day}: ended"),
    "after": message("after {day}: not coded"),
    "between": message("from {first} to {last}: not coded"),
}
A_DAY = timedelta(days=1)


def files(
    law: Law, languages: Sequence[str], engine: EngineName = "reference", jobs: int = 1
) -> Iterator[tuple[str, str]]:
    """Every file of the book, by its path, with its text; the cases are answered by so many processes at once."""
    cases = worked_cases(law.pack)
    with answering(law.pack, languages, MENU, engine, jobs) as answered:
        yield "book.css", (TEMPLATES / "book.css").read_text(encoding="utf-8")
        titles = {lang: (Words(law.pack, lang), Pages(Words(law.pack, lang), languages, MENU)) for lang in languages}
        yield addresses.INDEX, titles[languages[0]][1].start(titles)
        for lang in languages:
            for path, text in Language(law, titles[lang][1], cases).pages():
                yield f"{lang}/{path}", text
        yield from answered()


class Language:
    """The pages of one language."""

    def __init__(self, law: Law, pages: Pages, cases: tuple[Worked, ...]) -> None:
        self.law = law
        self.write = pages
        self.pack = law.pack
        self.words: Words = pages.words
        self.page = pages.page
        self.cases = cases
        self.editions: dict[str, list[Provision]] = {}
        for p in self.pack.provisions:
            self.editions.setdefault(p.id, []).append(p)

    def pages(self) -> Iterator[tuple[str, str]]:
        """Every page but those of the cases, by its path below the language."""
        yield from self._contents()
        yield from self._articles()
        yield from self._bodies()
        yield from self._procedures()
        yield from self._cases()
        yield from self._readings()
        yield from self._beside()
        yield from self._numbers()
        yield from self._terms()
        yield self.page(addresses.ABOUT, "about.html", self.words.say("About this book"), pack=self.pack)

    # By instrument and article

    def _contents(self) -> Iterator[tuple[str, str]]:
        instruments = []
        for item in sorted(self.pack.instruments, key=lambda i: (i.rank, i.adopted)):
            articles = [
                (a, len({p.id for p in a.provisions})) for _, a in self.pack.articles if a.instrument == item.id
            ]
            if articles:
                instruments.append((item, articles))
        title = self.words.text(self.pack.head.title)
        yield self.page(addresses.INDEX, "contents.html", title, instruments=instruments, pack=self.pack)

    def _articles(self) -> Iterator[tuple[str, str]]:
        listed = [(a.instrument, a.article) for _, a in self.pack.articles]
        for n, (_, article) in enumerate(self.pack.articles):
            instrument = self.pack.instrument[article.instrument]
            name = f"{self.pack.head.id}.{article.instrument}.{article.article}"
            yield self.page(
                addresses.article(article.instrument, article.article),
                "article.html",
                self.words.cite(name),
                article=article,
                instrument=instrument,
                provisions=[self._provision(p.id) for p in once(article.provisions)],
                before=listed[n - 1] if n else None,
                after=listed[n + 1] if n + 1 < len(listed) else None,
            )

    def _provision(self, name: str) -> dict[str, Any]:
        """All that is told of a provision."""
        words, pack = self.words, self.pack
        editions = sorted(self.editions[name], key=lambda p: p.in_force.first)
        first = editions[0]
        cited = {name, *(also for p in editions for also in p.also)}
        instrument = pack.instrument[first.instrument]
        return {
            "id": name,
            "cite": words.cite(name),
            "editions": [
                {
                    "p": p,
                    "rule": tree(rule(p, words)),
                    "full": in_full(words.say, words.text(instrument.title), p),
                    "akn": akn(instrument, p),
                    "source": self.write.quoting(SOURCES[p.source.grade], "ref", p.source.ref) if p.source else "",
                    "grade": p.source.grade if p.source else "",
                    "says": p.says if p.says != first.says or p is first else None,
                }
                for p in editions
            ],
            "outside": [words.say(OUTSIDE[kind], **days) for kind, days in outside([p.in_force for p in editions])],
            "also": list(dict.fromkeys(a for p in editions for a in p.also)),
            "readings": [pack.reading[g] for g in dict.fromkeys(g for p in editions for g in touched(p))],
            "differences": [d for d in pack.differences if any(concerned(d.concerns, n) for n in cited)],
            "remarks": [r for r in pack.remarks if any(concerned(r.concerns, n) for n in cited)],
            "parameters": [q for q in pack.parameters if any(cites(name, v.cite) for v in q.values)],
            "procedures": [s for s in pack.procedures if any(s.id in p.marks for p in editions)],
            "cases": cases_of(editions, self.cases),
            "bodies": list(dict.fromkeys(b for p in editions for b in bodies(pack, p))),
        }

    # By body, and by procedure

    def _bodies(self) -> Iterator[tuple[str, str]]:
        sections = {body: told_once(of_body(self.pack, body)) for body in self.pack.vocabulary.bodies}
        title = self.words.say("What each body must, may and must not do")
        yield self.page(addresses.BODIES, "bodies.html", title, sections=sections)
        for body, found in sections.items():
            heads = [(name, capital(self.words.say(SECTIONS[name])), listed) for name, listed in found.items()]
            name = capital(self.words.body(body))
            yield self.page(addresses.body(body), "body.html", name, sections=heads)

    def _procedures(self) -> Iterator[tuple[str, str]]:
        title = self.words.say("Procedures")
        yield self.page(addresses.PROCEDURES, "procedures.html", title, procedures=self.pack.procedures)
        for procedure in self.pack.procedures:
            provisions = of_procedure(self.pack, procedure.id)
            path = addresses.procedure(procedure.id)
            name = self.words.text(procedure.title)
            graph = diagram.graph(self.pack, provisions)
            drawn = layout.drawing(graph, self.words)
            description = self.words.say("The steps that are drawn here stand in the list below the diagram.")
            yield self.page(
                path,
                "procedure.html",
                name,
                procedure=procedure,
                svg=svg(drawn, self.words, name, description, path, "diagram") if drawn.boxes else "",
                steps=steps_of(graph, drawn, self.words),
                provisions=once(provisions),
                cases=cases_of(provisions, self.cases),
            )

    # Worked cases

    def _cases(self) -> Iterator[tuple[str, str]]:
        topics: dict[str, list[Worked]] = {}
        for case in self.cases:
            topics.setdefault(case.topic, []).append(case)
        yield self.page(addresses.CASES, "cases.html", self.words.say("Worked cases"), topics=topics)

    # Readings, and what stands beside the law

    def _readings(self) -> Iterator[tuple[str, str]]:
        found = [(r, touching(r.id, self.pack), separating(r.id, self.cases)) for r in self.pack.readings]
        title = self.words.say("Where the law can be read in more than one way")
        yield self.page(addresses.READINGS, "readings.html", title, readings=found)

    def _beside(self) -> Iterator[tuple[str, str]]:
        title = self.words.say("Where the paper and the law differ")
        found: list[Any] = [
            (d, self._concerned(d.concerns), [p for c in d.cites for p in self._below(c)])
            for d in self.pack.differences
        ]
        yield self.page(addresses.DIFFERENCES, "differences.html", title, differences=found)
        title = self.words.say("What is claimed of practice")
        found = [(r, self._concerned(r.concerns)) for r in self.pack.remarks]
        yield self.page(addresses.PRACTICE, "practice.html", title, remarks=found)

    def _concerned(self, prefixes: tuple[str, ...]) -> list[Provision]:
        return [p for p in once(self.pack.provisions) if concerned(prefixes, p.id)]

    def _below(self, cited: str) -> list[Provision]:
        return [p for p in once(self.pack.provisions) if cites(p.id, cited)]

    # Numbers

    def _numbers(self) -> Iterator[tuple[str, str]]:
        title = self.words.say("Quantities that change over time")
        found = [(q, [(v, self._below(v.cite)) for v in q.values]) for q in self.pack.parameters]
        yield self.page(addresses.PARAMETERS, "parameters.html", title, parameters=found)
        wholes = list(thresholds.wholes())
        parts = [
            (capital(self.words.share(ratio_text(part.ratio), int(part.strict))), part, provisions)
            for part, provisions in thresholds.parts(self.pack.provisions).items()
        ]
        limits = thresholds.limits(self.pack, wholes)
        title = self.words.say("How many that is: shares as whole numbers")
        yield self.page(
            addresses.THRESHOLDS,
            "thresholds.html",
            title,
            wholes=wholes,
            parts=parts,
            limits=[(limit, self._readings_of(limit)) for limit in limits],
        )

    def _readings_of(self, limit: thresholds.Limit) -> str:
        """The readings under which a limit is so; a question on which it does not depend is left out."""
        ways = {tuple(sorted(p.under.items())) for p in limit.provisions}
        choices: dict[str, tuple[str, ...]] = {}
        for way in ways:
            for question, values in way:
                known = choices.get(question, ())
                choices[question] = tuple(r for r in self.pack.reading[question].readings if r in (*known, *values))
        if len(ways) != prod(len(values) for values in choices.values()):  # not every choice with every other
            told = (", ".join(f"{g}={self.words.either(v)}" for g, v in way) for way in sorted(ways))
            return "; ".join(told)
        return ", ".join(
            f"{question}={self.words.either(values)}"
            for question, values in sorted(choices.items())
            if len(values) < len(self.pack.reading[question].readings)
        )

    def _terms(self) -> Iterator[tuple[str, str]]:
        gives: dict[str, list[Provision]] = {}
        reads: dict[str, list[Provision]] = {}
        for p in once(self.pack.provisions):
            gives.setdefault(p.conclusion[1].kind, []).append(p)
            for kind in dict.fromkeys(_kinds(p)):
                reads.setdefault(kind, []).append(p)
        words = self.pack.vocabulary
        groups: list[tuple[str, dict[str, Kind]]] = [
            (self.words.say("Actions"), dict(words.actions)),
            (self.words.say("Several actions together"), dict(words.classes)),
            (self.words.say("Statuses"), dict(words.statuses)),
        ]
        sorted_groups = [
            (head, sorted(kinds, key=lambda kind: (self.words.label(kind).casefold(), kind))) for head, kinds in groups
        ]
        title = self.words.say("Actions and statuses")
        yield self.page(addresses.TERMS, "terms.html", title, groups=sorted_groups, gives=gives, reads=reads)


def _kinds(p: Provision) -> Iterator[str]:
    for item in conditions((*p.when, *p.unless, *p.provided)):
        match item:
            case Pattern():
                yield item.kind
            case Count():
                yield item.count.of.kind
            case Absent():
                yield item.none.kind


def outside(editions: list[Edition]) -> Iterator[tuple[str, dict[str, object]]]:
    """What is said of the days that no edition covers, the editions being in order."""
    yield ("no-rule" if editions[0].new else "before"), {"day": editions[0].first}
    for one, other in itertools.pairwise(editions):
        if one.last is not None and not one.ended and not other.new and one.last + A_DAY < other.first:
            yield "between", {"first": one.last + A_DAY, "last": other.first - A_DAY}
    last: date | None = editions[-1].last
    if last is not None:
        yield ("ended" if editions[-1].ended else "after"), {"day": last}
