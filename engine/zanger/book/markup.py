"""From templates to pages: the environment, and what templates use to write links, texts and outlines."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ..digest import Worked
from ..messages import SOURCE, messages
from ..provision import ConclusionName, Provision
from ..words import Outline, Words, capital
from . import addresses, diagram, layout

TEMPLATES = Path(__file__).parent / "templates"
NAMES = {"en": "English", "ru": "Русский", "kk": "Қазақша"}
"""Languages by their own names."""

PROVISIONS = messages("{count} provision", "{count} provisions")
CASES = messages("{count} worked case", "{count} worked cases")

Tree = list[tuple[str, "Tree"]]
"""Lines, each with those below it."""


def tree(outline: Outline) -> Tree:
    """An outline as nested lists."""
    top: Tree = []
    open_: list[tuple[int, Tree]] = [(-1, top)]
    for depth, text in outline:
        while open_[-1][0] >= depth:
            open_.pop()
        below: Tree = []
        open_[-1][1].append((text, below))
        open_.append((depth, below))
    return top


class Pages:
    """Writes the pages of one language."""

    def __init__(self, words: Words, languages: Sequence[str], menu: Mapping[str, str]) -> None:
        self.words = words
        self.languages = languages
        self.menu = menu
        self._env = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._env.globals.update(
            number=self.number,
            PROVISIONS=PROVISIONS,
            CASES=CASES,
            say=words.say,
            w=words,
            t=self.text,
            var=variables,
            capital=capital,
            lang=words.lang,
            at=addresses,
            names=NAMES,
        )
        self._env.globals.update(
            english=self.english,
            case_name=self.case,
            condition=layout.condition,
            grouped=lambda provisions: grouped(provisions, words),
        )

    def text(self, texts: Mapping[str, str]) -> Markup:
        """A text of the pack, marked as English where it is not there in the language of the page."""
        return escape(texts[self.words.lang]) if texts.get(self.words.lang) else self.english(texts[SOURCE])

    def number(self, forms: tuple[str, str], count: int) -> str:
        """A number with what is counted."""
        return self.words.say.plural(*forms, count, count=count)

    def english(self, text: str) -> Markup:
        """An English text, marked as such on a page of another language."""
        if self.words.lang == SOURCE:
            return escape(text)
        return Markup('<span lang="en">{}</span>').format(text)

    def quoting(self, sentence: str, name: str, text: str) -> Markup:
        """A sentence with an English text in its blank `name`."""
        said = str(escape(self.words.say(sentence, **{name: "\0"})))
        return Markup(said.replace("\0", self.english(text)))

    def case(self, worked: Worked) -> Markup:
        """What a worked case is called: its title, which is in English; else what it teaches, if that can be said."""
        teaches = worked.case.teaches
        if self.words.lang != SOURCE and teaches is not None and self.words.lang in teaches:
            return escape(teaches[self.words.lang])
        return self.english(worked.case.title or worked.name)

    def page(self, path: str, template: str, title: str | Markup, **content: Any) -> tuple[str, str]:
        """A page by its path below the language, with its text."""

        def to(there: str, anchor: str = "") -> str:
            return addresses.relative(path, there, anchor)

        def other(lang: str) -> str:
            return posixpath.relpath(f"{lang}/{path}", posixpath.dirname(f"{self.words.lang}/{path}"))

        def up(name: str) -> str:
            return posixpath.relpath(name, posixpath.dirname(f"{self.words.lang}/{path}"))

        text = self._env.get_template(template).render(
            **content,
            title=title,
            here=path,
            menu=[(there, self.words.say(name)) for there, name in self.menu.items()],
            languages=self.languages,
            to=to,
            other=other,
            up=up,
        )
        return path, text

    def start(self, languages: Mapping[str, tuple[Words, Pages]]) -> str:
        """The page to choose a language."""
        titles = [(lang, words.text(words.pack.head.title)) for lang, (words, _) in languages.items()]
        return self._env.get_template("start.html").render(titles=titles)


def variables(text: str) -> Markup:
    """A line of a rule with its variables marked."""
    return Markup(re.sub(r"&lt;(.+?)&gt;", r"<var>\1</var>", str(escape(text))))


def steps_of(graph: diagram.Graph, drawing: layout.Drawing, words: Words) -> list[dict[str, Any]]:
    """What the rules of a diagram give, from top to bottom, each with what it reads; last what they only read."""
    steps = []
    for node in (*drawing.boxes, *sorted(n for n in graph.nodes if n not in drawing.boxes)):
        reads = [(e.source.kind, diagram.named(e.source, words), e) for e in graph.edges if e.target == node]
        given: dict[ConclusionName, list[Provision]] = {}
        for p in graph.nodes[node]:
            given.setdefault(p.conclusion[0], []).append(p)
        steps.append({"kind": node.kind, "name": diagram.named(node, words), "given": given, "reads": reads})
    return steps


def grouped(provisions: Iterable[Provision], words: Words) -> list[tuple[str, list[tuple[Provision, str]]]]:
    """Provisions by citation; where several share one, each by what follows the place in its id."""
    found: dict[str, list[tuple[Provision, str]]] = {}
    for p in provisions:
        found.setdefault(words.cite(p.id), []).append((p, p.id.rpartition(".")[2]))
    return list(found.items())
