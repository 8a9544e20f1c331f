"""Conformance cases as data: a program, facts and the model that must follow, for any engine to run.

A file is one case:

    title: what it pins
    program:
      optional: [[report, votes]]              # fields that a fact of the kind may lack
      rules:
        - id: r1
          head: {carried: {id: $id}}           # kind: {field: term}; $name is a variable
          atoms: [{report: {id: $id, votes: $votes}}]           # a list of constants: any of them
          tests: [{left: $votes, op: ">=", right: 50, times: 3, by: 2, plus: 0}]   # 3 * votes >= 2 * 50 + 0
          tallies: [{atom: {refusal: {id: $id}}, op: "==", number: 0, distinct: on}]
    facts: [{report: {id: a, votes: 34}}]
    only: [r1]                                 # optional: the other rules are left out
    expect:                                    # every derived fact, and optionally each way to it
      - fact: {carried: {id: a}}
        by: [{rule: r1, premises: [{report: {id: a, votes: 34}}], counted: [[]]}]

A constant text that begins with `$` is written with `$$`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from zanger.program import Arg, Atom, Fact, Model, OneOf, Program, Rule, Support, Tally, Test, Value, Var, fact

HERE = Path(__file__).parent


@dataclass(frozen=True)
class ConformanceCase:
    """A case as read. `ways` is None for a fact whose supports the file does not tell."""

    title: str
    program: Program
    facts: tuple[Fact, ...]
    only: frozenset[str] | None
    expected: dict[Fact, tuple[Support, ...] | None]

    @property
    def part(self) -> Program:
        """The program, with the rules that are asked about."""
        return self.program if self.only is None else self.program.only(self.only)

    def differences(self, model: Model) -> list[str]:
        """What a model has too much, too little or otherwise; empty if it conforms."""
        found = [f"missing: {f}" for f in self.expected if f not in model.derived]
        found += [f"too much: {f}" for f in model.derived if f not in self.expected]
        if model.stated != frozenset(self.facts):
            found.append("the stated facts are not those of the case")
        for item, ways in self.expected.items():
            if ways is not None and item in model.derived and model.derived[item] != ways:
                found.append(f"other ways to {item}: {model.derived[item]}, expected {ways}")
        return found


def files() -> list[Path]:
    """Every conformance file."""
    return sorted(HERE.glob("*.yaml"))


def load(path: Path) -> ConformanceCase:
    """Read a file. Raises `KeyError`, `ValueError` if it is not in the form above."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    if unknown := raw.keys() - {"title", "program", "facts", "only", "expect"}:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    rules = tuple(map(_rule, raw["program"]["rules"]))
    optional = frozenset((kind, field) for kind, field in raw["program"].get("optional", ()))
    return ConformanceCase(
        raw["title"],
        Program(rules, optional, path.stem),
        tuple(_fact(item) for item in raw["facts"]),
        frozenset(raw["only"]) if "only" in raw else None,
        {_fact(item["fact"]): _ways(item) for item in raw["expect"]},
    )


def _one(raw: dict[str, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    ((kind, fields),) = raw.items()
    return kind, fields or {}


def _term(raw: Any) -> Any:
    if isinstance(raw, list):
        return OneOf(tuple(_constant(v) for v in raw))
    if isinstance(raw, str) and raw.startswith("$") and not raw.startswith("$$"):
        return Var(raw[1:])
    return _constant(raw)


def _constant(raw: Any) -> Value:
    if not isinstance(raw, str | int | bool):
        raise ValueError(f"`{raw!r}` is no text, whole number or truth value")
    return raw[1:] if isinstance(raw, str) and raw.startswith("$$") else raw


def _atom(raw: dict[str, dict[str, Any]]) -> Atom:
    kind, fields = _one(raw)
    return Atom(kind, tuple((name, _term(value)) for name, value in fields.items()))


def _fact(raw: dict[str, dict[str, Any]]) -> Fact:
    kind, fields = _one(raw)
    return fact(kind, {name: _constant(value) for name, value in fields.items()})


def _rule(raw: dict[str, Any]) -> Rule:
    tests = tuple(
        Test(_term(t["left"]), t["op"], _term(t["right"]), t.get("times", 1), t.get("by", 1), t.get("plus", 0))
        for t in raw.get("tests", ())
    )
    tallies = tuple(Tally(_atom(t["atom"]), t["op"], t["number"], t.get("distinct")) for t in raw.get("tallies", ()))
    return Rule(raw["id"], _atom(raw["head"]), tuple(map(_atom, raw["atoms"])), tests, tallies, raw["id"])


def _ways(raw: dict[str, Any]) -> tuple[Support, ...] | None:
    if "by" not in raw:
        return None
    return tuple(
        sorted(
            Support(
                way["rule"],
                tuple(map(_fact, way["premises"])),
                tuple(tuple(sorted(map(_fact, counted))) for counted in way.get("counted", ())),
            )
            for way in raw["by"]
        )
    )


# Writing: a difference that a random test found becomes a file


def save(
    path: Path, title: str, program: Program, facts: Iterable[Fact], model: Model, only: frozenset[str] | None = None
) -> None:
    """Write a case with the model that is right for it."""
    content: dict[str, Any] = {
        "title": title,
        "program": {
            "optional": [list(pair) for pair in sorted(program.optional)],
            "rules": [_rule_out(rule) for rule in program.rules],
        },
        "facts": [_fact_out(item) for item in facts],
    }
    if only is not None:
        content["only"] = sorted(only)
    content["expect"] = [
        {
            "fact": _fact_out(item),
            "by": [
                {
                    "rule": way.rule,
                    "premises": [_fact_out(p) for p in way.premises],
                    "counted": [[_fact_out(f) for f in counted] for counted in way.counted],
                }
                for way in ways
            ],
        }
        for item, ways in sorted(model.derived.items())
    ]
    path.write_text(yaml.dump(content, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=110), encoding="utf-8")


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _out(arg: Arg) -> Any:
    match arg:
        case Var(name):
            return f"${name}"
        case OneOf(values):
            return [_out(v) for v in values]
        case str() if arg.startswith("$"):
            return f"${arg}"
        case _:
            return arg


def _atom_out(atom: Atom) -> dict[str, Any]:
    return {atom.kind: {name: _out(arg) for name, arg in atom.args}}


def _fact_out(item: Fact) -> dict[str, Any]:
    return {item.kind: {name: _out(value) for name, value in item.fields}}


def _rule_out(rule: Rule) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": rule.id, "head": _atom_out(rule.head), "atoms": [_atom_out(a) for a in rule.atoms],
    }  # fmt: skip
    if rule.tests:
        found["tests"] = [
            {
                "left": _out(t.left), "op": t.op, "right": _out(t.right),
                "times": t.times, "by": t.by, "plus": t.plus,
            }
            for t in rule.tests
        ]  # fmt: skip
    if rule.tallies:
        found["tallies"] = [
            {"atom": _atom_out(t.atom), "op": t.op, "number": t.number}
            | ({"distinct": t.distinct} if t.distinct is not None else {})
            for t in rule.tallies
        ]
    return found
