"""Random cases of a law pack, from a seed: woven from its provisions, made from its vocabulary, or disturbed.

The vocabulary tells what may stand in a case, so the generator knows no law. What it makes is
plausible: references lead to things that are there, what belongs together shares its fields,
numbers stand at the bounds where answers change, dates run forward.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from zanger.case import Case
from zanger.casefile import case_text
from zanger.docket import docket
from zanger.errors import InputError
from zanger.law import Law
from zanger.load import LawPack, parse_case
from zanger.testing.strategies import Weaver, wanted
from zanger.vocabulary import FieldType, Kind

FIRST, LAST = date(1998, 1, 1), date(2010, 12, 31)
MAX_TRIES = 60
Line = dict[str, dict[str, Any]]
_WEAVERS: dict[str, Weaver] = {}


def random_case(seed: int, pack: LawPack, worked: Sequence[Mapping[str, Any]] = ()) -> Case:
    """The case of a seed; a case that the pack's own checks accept.

    Half are disturbed `worked` cases, if given; of the others half are woven from provisions (`zanger.testing`), and
    half are crowds of facts and actions that need not have to do with each other.
    """
    rng = random.Random(seed)
    for _ in range(MAX_TRIES):
        if worked and rng.random() < 0.5:
            made = text(_disturbed(rng, pack, rng.choice(worked)))
        elif rng.random() < 0.5:
            made = case_text(weaver(pack).case(rng.randrange))
        else:
            made = text(_Crowd(rng, pack).case())
        try:
            case, _ = parse_case(made.encode(), f"seed-{seed}.yaml")
            docket(pack, case)
        except InputError:
            continue
        return case
    raise AssertionError(f"seed {seed} gave no case in {MAX_TRIES} tries")


def weaver(pack: LawPack) -> Weaver:
    """What weaves cases of a pack; made once."""
    if pack.root not in _WEAVERS:
        _WEAVERS[pack.root] = Weaver(Law(pack, checked=True), wanted(pack, None))
    return _WEAVERS[pack.root]


def worked_cases(folder: Path) -> list[dict[str, Any]]:
    """The worked cases below a folder, as plain data."""
    return [_plain(yaml.load(p.read_text(encoding="utf-8"), yaml.BaseLoader)) for p in sorted(folder.rglob("*.yaml"))]


def text(raw: Mapping[str, Any]) -> str:
    """A case as YAML."""
    return yaml.safe_dump(dict(raw), allow_unicode=True, sort_keys=False)


def _plain(raw: Any) -> Any:
    """What `BaseLoader` read as text, typed; keys such as `on` stay text."""
    match raw:
        case dict():
            return {k: _plain(v) for k, v in raw.items()}
        case list():
            return [_plain(v) for v in raw]
        case "true" | "false":
            return raw == "true"
        case str() if raw.lstrip("-").isdigit():
            return int(raw)
        case str() if _is_day(raw):
            return date.fromisoformat(raw)
        case _:
            return raw


def _is_day(raw: str) -> bool:
    try:
        return len(raw) == 10 and bool(date.fromisoformat(raw))
    except ValueError:
        return False


class _Crowd:
    """Makes one case."""

    def __init__(self, rng: random.Random, pack: LawPack) -> None:
        self.rng = rng
        self.vocabulary = pack.vocabulary
        self.pack = pack
        self.named: dict[str, dict[str, dict[str, Any]]] = {}
        self.count = 0
        self.sizes = [rng.choice((15, 25, 39, 41, 50))]
        self.unknowns = rng.choice((0, 0, 0, 1, 2))

    def case(self) -> dict[str, Any]:
        rng, vocabulary = self.rng, self.vocabulary
        start = FIRST + timedelta(days=rng.randrange((LAST - FIRST).days - 1500))
        self.day = start
        facts: list[Line] = []
        referred = {kind for _, k in vocabulary.kinds.items() for f in k[1].fields.values() for kind in f.to}
        for _ in range(2):
            for kind, spec in vocabulary.facts.items():
                often = kind in referred
                if facts and any(kind in f for f in facts):
                    number = 0
                else:
                    number = rng.choice((1, 1, 2)) if often else rng.choice((0, 1, 1))
                facts += [line for _ in range(number) if (line := self.line(kind, spec, fact=True))]
        history: list[Line] = []
        for _ in range(rng.choice((0, 1, 3, 6, 10, 14))):
            if line := self.action():
                history.append(line)
        for kind, spec in vocabulary.facts.items():
            if rng.random() < 0.3 and not any(kind in f for f in facts) and (line := self.line(kind, spec, fact=True)):
                facts.append(line)
        ask = [line for _ in range(rng.choice((0, 1, 2, 4))) if (line := self.action(asked=True))]
        if rng.random() < 0.2:
            rng.shuffle(facts)
        if rng.random() < 0.1:
            rng.shuffle(history)
        under = {
            r.id: rng.choice(tuple(r.readings))
            for r in self.pack.readings
            if rng.random() < (0.7 if r.is_open else 0.15)
        }
        return {
            "title": "random", "pack": self.pack.head.id,
            "as_of": self.day + timedelta(days=rng.choice((0, 1, 20, 200))),
            "facts": facts, "history": history, "ask": ask, "under": under,
        }  # fmt: skip

    def action(self, *, asked: bool = False) -> Line | None:
        """An action of a kind whose references can be met."""
        for _ in range(20):
            kind = self.rng.choice(tuple(self.vocabulary.actions))
            spec = self.vocabulary.actions[kind]
            if not asked:
                self.day += timedelta(days=self.rng.choice((0, 1, 5, 14, 30, 31, 90)))
            if line := self.line(kind, spec, fact=False, asked=asked):
                fields = line[kind]
                if self.rng.random() < 0.2:
                    fields["by"] = self.rng.choice(spec.by)
                if not asked:
                    fields["on"] = self.day
                return line
        return None

    def line(self, kind: str, spec: Kind, *, fact: bool, asked: bool = False) -> Line | None:
        """One line of the case; None where a reference leads nowhere."""
        rng = self.rng
        values: dict[str, Any] = {}
        near: dict[str, Any] = {}
        fields = sorted(spec.fields.items(), key=lambda item: not set(item[1].to) & set(self.vocabulary.actions))
        for name, field in fields:
            if field.optional and rng.random() < 0.5:
                continue
            if field.type == "ref":
                found = self.reference(field, near.get(name))
                if found is None:
                    if field.optional:
                        continue
                    return None
                values[name] = found
                near = {**self.fields_of(found), **near}
            elif field.type != "id" and self.unknowns and rng.random() < 0.05 and not (fact and name == "level"):
                self.unknowns -= 1
                values[name] = "unknown"
            else:
                values[name] = near[name] if name in near and rng.random() < 0.8 else self.value(kind, field)
        if asked and spec.id_field in values and not spec.fields[str(spec.id_field)].optional:
            values[str(spec.id_field)] = self.name(kind)
        if fact and rng.random() < 0.08:
            values["from"] = self.day + timedelta(days=rng.choice((-300, 0, 40)))
        if fact and rng.random() < 0.05:
            values["until"] = self.day + timedelta(days=rng.choice((300, 900)))
        if fact and self.unknowns and rng.random() < 0.04:
            self.unknowns -= 1
            values["holds"] = "unknown"
        if not asked and spec.id_field in values:
            self.named.setdefault(kind, {})[values[str(spec.id_field)]] = values
        return {kind: {name: values[name] for name in (*spec.fields, "from", "until", "holds") if name in values}}

    def reference(self, field: FieldType, near: Any) -> str | None:
        known = [name for kind in field.to for name in self.named.get(kind, ())]
        if near in known and self.rng.random() < 0.93:
            return str(near)
        return self.rng.choice(known) if known else None

    def fields_of(self, name: str) -> dict[str, Any]:
        return next(
            (
                {k: v for k, v in names[name].items() if v != "unknown"}
                for names in self.named.values()
                if name in names
            ),
            {},
        )

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{self.rng.choice((kind, 'әкім', 'Павлодар'))}-{self.count}"

    def value(self, kind: str, field: FieldType) -> Any:
        rng = self.rng
        match field.type:
            case "id":
                return self.name(kind)
            case "enum":
                return field.values[0] if rng.random() < 0.4 else rng.choice(field.values)
            case "bool":
                return rng.random() < 0.5
            case "date":
                return self.day + timedelta(days=rng.choice((-400, -30, -1, 0, 1, 10, 30)))
            case "ratio":
                return rng.choice(("1/3", "2/3"))
            case _:
                return rng.choice(tuple(self.numbers(field)))

    def numbers(self, field: FieldType) -> Iterator[int]:
        """Numbers at and beside the shares of an assembly, those that carry a vote more often."""
        low, high = field.min, field.max
        for size in self.sizes:
            near = (
                size,
                size,
                size - 1,
                *(-(-size * n // d) for n, d in ((2, 3), (2, 3), (3, 4), (1, 3), (1, 4))),
                size // 2 + 1,
                size // 2,
                2 * size // 3 - 1,
            )
            yield from (n for n in near if low <= n <= high)
        yield from (n for n in (low, low + 1, 14, 15, 16, 2001, 2002) if n <= high and n >= low)


def _disturbed(rng: random.Random, pack: LawPack, worked: Mapping[str, Any]) -> dict[str, Any]:
    """A worked case with a few things changed."""
    raw: dict[str, Any] = copy.deepcopy({k: v for k, v in worked.items() if k not in ("expect", "teaches")})
    raw.setdefault("history", [])
    fields_of = pack.vocabulary.fields
    for _ in range(rng.choice((0, 1, 2, 3, 5))):
        sections = [s for s in ("facts", "history", "history", "ask") if raw.get(s)]
        if not sections:  # all has been taken out
            break
        section = rng.choice(sections)
        lines: list[Line] = raw[section]
        n = rng.randrange(len(lines))
        ((kind, values),) = lines[n].items()
        change = rng.choice(("number", "number", "day", "drop", "double", "enum", "unknown", "reading", "swap"))
        match change:
            case "number" if numbers := [
                k for k, v in values.items() if isinstance(v, int) and not isinstance(v, bool)
            ]:
                values[rng.choice(numbers)] += rng.choice((-10, -1, 1, 1, 2, 10))
            case "day" if days := [k for k, v in values.items() if isinstance(v, date)]:
                values[rng.choice(days)] += timedelta(days=rng.choice((-400, -30, -1, 1, 15, 30, 400)))
            case "drop" if len(lines) > 1:
                del lines[n]
            case "double" if section == "history":
                lines.append(
                    {
                        kind: {k: v for k, v in values.items() if k != "id"}
                        | ({"id": f"{kind}-x{len(lines)}"} if "id" in values else {})
                    }
                )
            case "enum":
                enums = [k for k in values if k in fields_of(kind) and fields_of(kind)[k].type == "enum" and k != "by"]
                if enums:
                    name = rng.choice(enums)
                    values[name] = rng.choice(fields_of(kind)[name].values)
            case "unknown" if values and (
                names := [k for k in values if k in fields_of(kind) and k not in ("by", "on")]
            ):
                values[rng.choice(names)] = "unknown"
            case "reading":
                reading = rng.choice(pack.readings)
                raw["under"] = {**raw.get("under", {}), reading.id: rng.choice(tuple(reading.readings))}
            case "swap":
                rng.shuffle(raw["facts"])
            case _:
                pass
    return raw
