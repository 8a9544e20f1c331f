"""An audit as one static page: the map drawn, the findings with their cases, a filter; no network, no script needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..decision import Citation
from ..errors import ZangerError
from ..law import Law
from ..messages import SOURCE, message
from ..words import Words, capital
from .finding import Audit, Cell, Finding, Modal
from .telling import BOUNDS, CUT, command
from .wording import (
    GRAVE,
    KINDS,
    MODAL,
    MODAL_SIGNS,
    SIGNS,
    file_name,
    kind_of,
    known,
    meaning,
    named,
    of_id,
    other_side,
    quoted,
    span,
    story,
    tally,
    told,
)

TEMPLATES = Path(__file__).parent / "templates"
BOOK = Path(__file__).parents[1] / "book" / "templates" / "book.css"
FOLDER = "cases"
"""Where the command of a case looks for it if no folder was named."""
STRONGEST: tuple[Modal, ...] = ("conflict", "silent", "forbidden", "required", "permitted")
"""Of several answers in one field of the map, the one whose colour it has."""
NOBODY = message("nobody")


def page(
    found: Audit, law: Law, lang: str = SOURCE, *, pack: str = "", folder: str = "", link: str | None = None
) -> str:
    """The page in one language.

    `pack` is how the law was named, where the commands must name it too; `folder` is where the witnesses were
    written, `link` the way to it from the page, where that is another. Raises `ZangerError` where the extra `book`
    is not installed.
    """
    if find_spec("jinja2") is None:
        raise ZangerError("the page needs more packages; install them with: pip install 'zanger[book]'")
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    words = Words(law.pack, lang)
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    findings = [_finding(f, words, pack, folder, folder if link is None else link) for f in found.findings]
    return env.get_template("audit.html").render(
        say=words.say,
        lang=lang,
        style=BOOK.read_text(encoding="utf-8") + (TEMPLATES / "audit.css").read_text(encoding="utf-8"),
        title=words.text(words.pack.head.title),
        audit=found,
        tally=capital(tally(found, words)),
        findings=findings,
        filters=_filters(findings, words),
        grid=_Grid(found, words),
        modal=[(name, words.say(text), MODAL_SIGNS[name]) for name, text in MODAL.items()],
        recognised=[(known(r.id, words), len(r.findings)) for r in found.recognised],
        kinds=_kinds(found, words),
        cuts=[
            (
                of_id(c.subject, words),
                c.day,
                words.say(CUT.get(c.question, c.question)),
                words.say(BOUNDS.get(c.bound, c.bound)),
            )
            for c in found.covered.cut
        ],
        searches=sum(part.searches for part in found.covered.slices),
        things=max((n for part in found.covered.slices for n in part.things.values()), default=0),
        numbers=max((part.numbers for part in found.covered.slices), default=0),
        seconds=f"{found.covered.seconds:.0f}",
    )


def _kinds(found: Audit, words: Words) -> list[tuple[str, int]]:
    """How many findings there are of each kind."""
    counts = [(words.say(name), sum(f.kind == kind for f in found.findings)) for kind, name in KINDS.items()]
    return [(name, number) for name, number in counts if number]


def anchor(finding: Finding) -> str:
    """The anchor of a finding on the page."""
    return file_name(finding).removesuffix(".yaml")


def _finding(finding: Finding, words: Words, pack: str, folder: str, link: str) -> dict[str, Any]:
    """All that the page tells of a finding."""
    witness = finding.witness
    day = finding.last or finding.first
    bodies = _bodies(finding, words)
    return {
        "id": anchor(finding),
        "kind": finding.kind,
        "kind_name": kind_of(finding, words),
        "grave": finding.grave,
        "grave_name": words.say(GRAVE[finding.grave]),
        "sign": SIGNS[finding.grave],
        "title": named(finding.subject, words),
        "meaning": meaning(finding, words),
        "bodies": bodies,
        "body_names": [capital(words.body(b)) for b in bodies],
        "articles": list(dict.fromkeys(words.articles([c]) for c in (*finding.side, *finding.against))),
        "side": list(_texts(finding.side, words, day)),
        "against": list(_texts(finding.against, words, day)),
        "other": words.say(other_side(finding)),
        "span": span(finding, words),
        "places": finding.places,
        "known": [known(name, words) for name in finding.known],
        "witness": witness,
        "story": list(story(witness, words)) if witness else [],
        "answers": [told(a, words) for a in witness.answer] if witness else [],
        "file": file_name(finding),
        "link": f"{quote(link.rstrip('/'))}/{file_name(finding)}" if link else "",
        "data": "data:text/yaml;charset=utf-8," + quote(witness.case) if witness else "",
        "command": command(finding, folder or FOLDER, pack),
    }


def _bodies(finding: Finding, words: Words) -> list[str]:
    """The bodies that a finding concerns: its own, else those that can do what it or its texts are about."""
    if finding.body in words.vocabulary.bodies:
        return [str(finding.body)]
    kinds = [finding.subject]
    for c in (*finding.side, *finding.against):
        kinds += [p.conclusion[1].kind for p in words.editions.get(c.provision, ())]
    actions = words.vocabulary.actions
    return list(dict.fromkeys(body for kind in kinds if kind in actions for body in actions[kind].by))


def _texts(citations: Iterable[Citation], words: Words, day: str | None) -> Iterator[dict[str, str]]:
    """The words of provisions, with the language that they are in."""
    for cited, texts in quoted(citations, words, day):
        lang = words.lang if texts.get(words.lang) else SOURCE
        yield {"cite": cited, "says": words.text(texts) if texts else "", "lang": lang}


def _filters(findings: list[dict[str, Any]], words: Words) -> list[dict[str, Any]]:
    """What findings can be chosen by, each with its values and their names."""

    def values(name: str, names: str, *, many: bool) -> list[tuple[str, str]]:
        found: dict[str, str] = {}
        for f in findings:
            found.update(zip(f[name], f[names], strict=True) if many else [(f[name], f[names])])
        return list(found.items())

    say = words.say
    return [
        {"name": "kind", "label": say("Kind"), "values": values("kind", "kind_name", many=False)},
        {"name": "grave", "label": say("Gravity"), "values": values("grave", "grave_name", many=False)},
        {
            "name": "body",
            "label": say("Body"),
            "values": sorted(values("bodies", "body_names", many=True), key=_second),
        },
        {"name": "article", "label": say("Article"), "values": sorted(values("articles", "articles", many=True))},
        {"name": "known", "label": say("Known or new"), "values": [("known", say("known")), ("new", say("new"))]},
    ]


def _second(pair: tuple[str, str]) -> str:
    return pair[1]


class _Grid:
    """The map as a table: a row a situation, a column a body; what is silent for everybody is a row of its own."""

    def __init__(self, found: Audit, words: Words) -> None:
        self._words = words
        ids = {f.id: anchor(f) for f in found.findings}
        speaking = [c for c in found.map if c.says != ("silent",)]
        names = dict.fromkeys(c.body for c in speaking)
        self.bodies = [(b, capital(words.body(b)) if b else words.say(NOBODY)) for b in names]
        rows: dict[str, dict[str, list[Cell]]] = {}
        for c in speaking:
            rows.setdefault(c.situation, {}).setdefault(c.body, []).append(c)
        self.rows = [
            (named(situation, words), [self._field(cells.get(b, ())) for b, _ in self.bodies])
            for situation, cells in sorted(rows.items(), key=lambda item: named(item[0], words))
        ]
        silent = [(named(c.situation, words), ids.get(c.finding or "")) for c in found.map if c.says == ("silent",)]
        self.silent = sorted(silent, key=lambda item: (item[1] is None, item[0]))

    def _field(self, cells: Iterable[Cell]) -> dict[str, Any] | None:
        cells = tuple(cells)
        if not cells:
            return None
        says = [m for m in STRONGEST if any(m in c.says for c in cells)]
        actions = dict.fromkeys(a for c in cells for a in c.actions)
        return {
            "look": says[0],
            "signs": [(MODAL_SIGNS[m], self._words.say(MODAL[m])) for m in says],
            "actions": "; ".join(self._words.label(a) for a in actions),
            "cites": self._words.citations({k.provision: k for c in cells for k in c.citations}.values()),
        }
