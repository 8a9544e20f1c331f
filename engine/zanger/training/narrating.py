"""A case told as a story in one language: its things by their names, its facts as sentences, its history as minutes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property

from ..case import UNKNOWN, Case, Item
from ..messages import message
from ..vocabulary import FieldType, Value
from ..words import Words, capital
from . import grammar
from .exercise import Lang
from .materials import Places, form
from .names import Names

LETTERS: dict[Lang, str] = {
    "en": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ru": "АБВГДЕЖИКЛМНОПРСТУФХЦЧШЭЮЯ",
    "kk": "АБВГДЕЖИКЛМНОПРСТУФХЦЧШЭЮЯ",
}
_PART = re.compile(r"\{(\w+)(?::(\w+))?\}|<([^<>]+)>|\[([^\[\]]*)\]")
_FRAMES: dict[tuple[Lang, str], str] = {
    ("en", "may"): "{actor} may {done}",
    ("en", "not"): "{actor} may not {done}",
    ("en", "ask"): "may {actor} {done}",
    ("ru", "may"): "{actor} вправе {done}",
    ("ru", "not"): "{actor} не вправе {done}",
    ("ru", "ask"): "вправе ли {actor} {done}",
}
_KK_MAY = {"may": "құқылы", "not": "құқылы емес", "ask": "құқылы ма"}
BLANK = "___"
"""What stands in a story for what is not known."""
SAYS_NOTHING = ("by", "on", "from", "until", "holds")


class Narrator(Words):
    """Words that call the things of a case by their names; what it tells, it tells as in a story."""

    def __init__(self, words: Words, names: Names, places: Places) -> None:
        super().__init__(words.pack, words.lang, words.say)
        self.names = names
        self.stories = names.stories
        self.levels = places.levels
        self.language: Lang = words.say.lang

    # Names

    def place(self, name: str, case: str = "nom") -> str:
        """A unit by its name, in a case."""
        place = self.names.places[name]
        level = self.levels[place.level]
        match self.language:
            case "en":
                return level.en.format(name=place.en)
            case "ru" if case == "at":
                return f"в {self.place(name, 'loc')}"
            case "ru":
                return form(level.ru, case).format(name=form(place.ru, case))
            case _:
                return grammar.kk_possessed(level.kk.format(name=place.kk), case)

    def thing(self, name: str, case: str = "nom") -> str:
        """A thing or person by its name, in a case: `the akim of Pavlodar oblast`, `отчета № 2`."""
        if name in self.names.places:
            return self.place(name, case)
        kind = self.names.kind_of.get(name)
        found = self.stories.things.get(kind or "")
        if kind is None or found is None:
            return name
        proposed = name in self.names.proposed
        alone = proposed or self.names.alike[name] == 1
        text = form(self._forms(found.en, found.ru, found.kk), case)
        number = "" if alone else f"{'No.' if self.language == 'en' else '№'} {self.names.rank[name] + 1}"
        within = "{no}" in text
        text = self._fill(
            text.replace("{no}", f"{number} " if number else ""), self.names.items[name].fields, kind, "do"
        )
        if proposed:
            return re.sub("^the ", "a ", text) if self.language == "en" and not found.person else text
        if alone or within:
            return text
        if found.person:
            letter = self._letter(name)
            if found.of and "{" in found.en["nom"]:
                return f"{text} ({letter})"
            return f"{letter} {text}" if self.language == "kk" else f"{text.removeprefix('the ')} {letter}"
        return f"{number} {text}" if self.language == "kk" else f"{text.removeprefix('the ')} {number}"

    def _letter(self, name: str) -> str:
        letters, rank = LETTERS[self.language], self.names.rank[name]
        return letters[rank % len(letters)] + ("." if rank < len(letters) else f"{rank // len(letters)}.")

    def _forms(self, en: dict[str, str], ru: dict[str, str], kk: dict[str, str]) -> dict[str, str]:
        return {"en": en, "ru": ru, "kk": kk}[self.language]

    def value(self, spec: FieldType | None, value: Value) -> str:
        """A value of a field: a thing by its name, a day in words."""
        if value == UNKNOWN:
            return BLANK
        if spec is not None and spec.type in ("id", "ref") and isinstance(value, str):
            return self.thing(value)
        if spec is not None and spec.type == "date":
            return self._date(value, "nom")
        return super().value(spec, value)

    def _date(self, value: Value, case: str) -> str:
        when = date.fromordinal(value) if isinstance(value, int) else _day(str(value))
        return grammar.day(when, self.language, case) if when else str(value)

    def quoted(self, text: str) -> str:
        """A text in the quotation marks of the language."""
        return f'"{text}"' if self.language == "en" else f"«{text}»"

    def open(self, kind: str, name: str) -> str:
        """A field that is not settled, by its label."""
        return self.field(kind, name)

    # Sentences

    def phrase(self, kind: str, fields: Mapping[str, Value | tuple[Value, ...]]) -> str:
        """A fact or status as a sentence, an action as an infinitive."""
        plain = {k: v for k, v in fields.items() if not isinstance(v, tuple)}
        template = self._template(kind)
        if template is None or len(plain) < len(fields):
            return super().phrase(kind, fields)
        return self._fill(template, plain, kind, "do")

    def _template(self, kind: str) -> str | None:
        for section in (self.stories.facts, self.stories.actions, self.stories.statuses):
            if kind in section:
                return self.text(section[kind])
        return None

    def fact(self, item: Item) -> str:
        """A fact as a sentence, with what its sentence does not tell behind it."""
        template = self._template(item.kind)
        fields = {k: v for k, v in item.fields.items() if k not in SAYS_NOTHING}
        if template is None:
            return capital(super().phrase(item.kind, fields)) + "."
        text = self._fill(template, fields, item.kind, "do") + self._details(item.kind, fields, template)
        text += self._span(item)
        if item.fields.get("holds") == UNKNOWN:
            text = self.say("it is not known whether this is so: {statement}", statement=text)
        return capital(text).rstrip(".") + "."

    def _span(self, item: Item) -> str:
        """From when until when a fact holds, if it does not all the while."""
        first, last = (_day(str(item.fields.get(k))) if k in item.fields else None for k in ("from", "until"))
        told = [
            self.say(text, day=grammar.day(when, self.language))
            for text, when in ((message("from {day}"), first), (message("until {day}"), last))
            if when is not None
        ]
        return f" ({', '.join(told)})" if told else ""

    def actor(self, kind: str, fields: Mapping[str, Value], by: str | None = None) -> str:
        """Who acts, with the unit: `the maslikhat of Pavlodar oblast`."""
        by = by or str(fields.get("by") or self.vocabulary.actions[kind].by[0])
        named = self.stories.bodies.get(by)
        unit = self._seat(kind, fields, by)
        if named is not None and named.field and str(fields.get(named.field)) in self.names.kind_of:
            return self.thing(str(fields[named.field]))
        if named is None or (unit is None and "{unit" in named.en["nom"]):
            return f"the {self.body(by)}" if self.language == "en" else self.body(by)
        return self._fill(self._forms(named.en, named.ru, named.kk)["nom"], {"unit": unit or ""}, kind, "do")

    def _seat(self, kind: str, fields: Mapping[str, Value], by: str) -> str | None:
        """The unit whose body acts: of the akim who acts if the case tells who, else that of the action."""
        for name in ("higher", "akim") if by == "akim" else ():
            item = self.names.items.get(str(fields.get(name)))
            if item is not None and isinstance(unit := item.fields.get("unit"), str) and unit in self.names.places:
                return unit
        unit = fields.get("unit")
        for value in fields.values() if unit is None else ():
            item = self.names.items.get(str(value))
            unit = item.fields.get("unit") if item is not None and unit is None else unit
        return unit if isinstance(unit, str) and unit in self.names.places else None

    def deed(self, item: Item) -> str:
        """What was done, as minutes tell it: `On 4 June 2001 the maslikhat of Pavlodar oblast refused the report`."""
        when = _day(str(item.fields["on"]))
        assert when is not None
        told = self.act(item.kind, item.fields, "did").rstrip(".")
        day = grammar.day(when, self.language, "on")
        frame = {"en": f"On {day} {told}.", "ru": f"{day} {told}.", "kk": f"{day} {told}."}
        return frame[self.language]

    def act(self, kind: str, fields: Mapping[str, Value], how: str) -> str:
        """An actor with what it does: `did` in the past, `may` as what it may do, `not` as what not, `ask` whether."""
        template = self._template(kind) or ""
        by = str(fields.get("by") or self.vocabulary.actions[kind].by[0])
        named = self.stories.bodies.get(by)
        gender = named.gender if named else "m"
        details = self._details(kind, fields, template)
        actor, done = self.actor(kind, fields), self._fill(template, fields, kind, how, gender) + details
        frame = _FRAMES.get((self.language, how), "{actor} {done}")
        return frame.format(actor=actor, done=done)

    def doing(self, kind: str, fields: Mapping[str, Value], how: str = "do") -> str:
        """What is done, without who does it."""
        template = self._template(kind) or ""
        return self._fill(template, fields, kind, how) + self._details(kind, fields, template)

    def _fill(self, template: str, fields: Mapping[str, Value], kind: str, how: str, gender: str = "m") -> str:
        def part(m: re.Match[str]) -> str:
            if m[3] is not None:
                return self._verb(m[3], how, gender)
            if m[4] is not None:
                named = re.findall(r"\{(\w+)", m[4])
                return _PART.sub(part, m[4]) if all(n in fields for n in named) else ""
            return self._named(kind, m[1], m[2] or "nom", fields.get(m[1]))

        return re.sub(r" {2,}", " ", _PART.sub(part, template)).strip()

    def _verb(self, verb: str, how: str, gender: str) -> str:
        if how == "did":
            return grammar.past(verb, self.language, gender)
        if self.language == "kk" and how in _KK_MAY:
            return f"{grammar.kk_towards(verb)} {_KK_MAY[how]}"
        return verb

    def _named(self, kind: str, field: str, case: str, value: Value | None) -> str:
        if value is None:
            return self.open(kind, field)
        if value == UNKNOWN:
            return BLANK
        values = self.stories.values
        named = (values.get(f"{kind}.{field}") or values.get(field, {})).get(str(value))
        if named is not None:
            return form(self._forms(named.en, named.ru, named.kk), case)
        if isinstance(value, str) and (value in self.names.places or value in self.names.kind_of):
            return self.thing(value, case)
        spec = self.spec(kind, field)
        return self._date(value, case) if spec is not None and spec.type == "date" else self.value(spec, value)

    def _details(self, kind: str, fields: Mapping[str, Value], template: str) -> str:
        """What the sentence leaves out: ` (in favour 33, against 12)`."""
        by = self.vocabulary.actions[kind].by[0] if kind in self.vocabulary.actions else ""
        named = self.stories.bodies.get(str(fields.get("by") or by))
        told = {*re.findall(r"\{(\w+)", template), *SAYS_NOTHING, *((named.field or "",) if named else ())}
        own = self.vocabulary.kinds[kind][1].id_field
        if own in told and kind in self.stories.things:
            told.add(self.stories.things[kind].of or "")
        more = [self._detail(kind, name, value) for name, value in fields.items() if name not in told]
        found = [text for text in more if text]
        return f" ({', '.join(found)})" if found else ""

    def _detail(self, kind: str, name: str, value: Value) -> str:
        spec = self.spec(kind, name)
        if spec is None:
            return ""
        if value != UNKNOWN and spec.type in ("id", "ref"):
            if not isinstance(value, str) or self.names.alike.get(value, 1) == 1 or value in self.names.places:
                return ""
            if spec.type == "id" and value in self.names.proposed:
                return ""
            found = self.stories.things.get(self.names.kind_of[value])
            if found is not None and found.person and "{" in found.en["nom"]:
                letter = self._letter(value)
                return letter if spec.type == "id" else f"{self.field(kind, name)} – {letter}"
            return self.thing(value)
        shown = self._named(kind, name, "nom", value)
        if name in self.stories.details:
            return self.text(self.stories.details[name]).format(value=shown)
        return f"{self.field(kind, name)}: {shown}"

    # Stories

    def setting(self, case: Case) -> Iterator[str]:
        """The facts, in one paragraph for the units and bodies and one for the rest."""
        first = [self._unit(i) for i in case.facts if i.kind == "unit"]
        for text in (" ".join(t for t in first if t), " ".join(self.fact(i) for i in case.facts if i.kind != "unit")):
            if text:
                yield text

    def _unit(self, item: Item) -> str:
        name = str(item.fields["id"])
        place = self.names.places[name]
        within = item.fields.get("within")
        kind = self.value(self.spec("unit", "level"), str(item.fields["level"]))
        if isinstance(within, str) and within in self.names.places:
            if self.levels[place.level].told:
                return self._lies(name, within, kind)
            return self._lies(name, within, None)
        return self._is(name, kind) if self.levels[place.level].told else ""

    def _lies(self, name: str, within: str, level: str | None) -> str:
        unit = capital(self.place(name))
        match self.language:
            case "en":
                what = f", a {level}," if level else ""
                return f"{unit}{what} lies in {self.place(within)}."
            case "ru":
                what = f" ({level})" if level else ""
                return f"{unit}{what} входит в состав {self.place(within, 'gen')}."
            case _:
                what = f" ({level})" if level else ""
                return f"{unit}{what} {self.place(within, 'gen')} құрамына кіреді."

    def _is(self, name: str, level: str) -> str:
        unit = capital(self.place(name))
        match self.language:
            case "en":
                return f"{unit} is {level if level.startswith('the ') else 'a ' + level}."
            case "ru":
                return f"{unit} – {level}."
            case _:
                return f"{unit} – {level}."

    def today(self, day: date) -> str:
        """The day for which the question is asked."""
        return self.say("Today is {day}.", day=grammar.day(day, self.language))

    @cached_property
    def nothing_else(self) -> str:
        """That the story tells all that matters."""
        return self.say("Nothing else that would matter has happened.")

    def subject(self, case: Case) -> str:
        """The unit of which a case tells, for a title."""
        units = [str(i.fields["id"]) for i in case.facts if i.kind == "unit"]
        asked = [str(i.fields.get("unit")) for i in (*case.ask, *case.history[-1:])]
        name = next((n for n in (*asked, *units) if n in self.names.places), None)
        return capital(self.place(name)) if name else self.text(self.pack.instruments[0].short)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def story(
    narrator: Narrator, case: Case, remarks: Iterable[str] = (), *, history: bool = True, today: bool = True
) -> tuple[str, ...]:
    """A case in paragraphs: what is there, what was done, what day it is, which reading is followed."""
    deeds = (narrator.deed(i) for i in case.history) if history else ()
    last = f"{narrator.nothing_else} {narrator.today(case.as_of)}" if today else narrator.nothing_else
    return (*narrator.setting(case), *deeds, last, *remarks)
