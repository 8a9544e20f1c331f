"""Which things a story tells of, and which of them need a letter or a number to be told apart."""

from __future__ import annotations

from collections.abc import Mapping

from ..case import Case, Item
from ..vocabulary import Kind
from .materials import Place, Stories


class Names:
    """What the things of a case are called: its units by real places, persons by office, other things by number."""

    def __init__(self, case: Case, kinds: Mapping[str, Kind], places: Mapping[str, Place], stories: Stories) -> None:
        self.places = places
        self.stories = stories
        self.items: dict[str, Item] = {}
        self.kind_of: dict[str, str] = {}
        for item in (*case.facts, *case.history, *case.ask):
            own = kinds[item.kind].id_field
            if own is not None and isinstance(name := item.fields.get(own), str) and name not in self.kind_of:
                self.kind_of[name] = item.kind
                self.items[name] = item
        there = {*(id(i) for i in (*case.facts, *case.history))}
        self.proposed = {name for name, item in self.items.items() if id(item) not in there}
        self.rank: dict[str, int] = {}
        groups: dict[tuple[str, str], list[str]] = {}
        for name, kind in self.kind_of.items():
            if name not in places and name not in self.proposed:
                groups.setdefault(self._group(name, kind), []).append(name)
        self.alike: dict[str, int] = {}
        for names in groups.values():
            for n, name in enumerate(names):
                self.rank[name], self.alike[name] = n, len(names)

    def _group(self, name: str, kind: str) -> tuple[str, str]:
        thing = self.stories.things.get(kind)
        title = thing.en["nom"] if thing is not None else kind
        apart = self.items[name].fields.get(thing.of, "") if thing is not None and thing.of else ""
        return title, str(apart)
