"""The generated JSON Schemas accept what the program accepts, as far as one file alone can tell."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from zanger import provision as forms
from zanger.case import UNKNOWN, Case, Expectation, VerdictName
from zanger.check import check_pack
from zanger.docket import docket
from zanger.errors import InputError
from zanger.load import article_files, build, bundled_packs, load_pack, parse_case
from zanger.model import AT, Mirror
from zanger.schema import case_schema, provision_schema
from zanger.source import Mapping, Node, Scalar, Sequence, read
from zanger.spot import field_value
from zanger.vocabulary import FieldType, Kind, Vocabulary, is_id
from zanger_cli.commands.schema import command

ROOT = Path(__file__).parents[2]
PACK = load_pack("kz")
WORDS = PACK.vocabulary
Json = dict[str, Any]


def validator(schema: Json) -> Draft202012Validator:
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


SCHEMAS = {"case": case_schema(PACK), "provision": provision_schema(PACK)}
CASES, ARTICLES = validator(SCHEMAS["case"]), validator(SCHEMAS["provision"])


def plain(node: Node) -> Any:
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(value) for key, value in node.entries.items()}


def content(path: Path) -> Any:
    return plain(read(path.read_bytes(), path.name)[1])


def misfits(check: Draft202012Validator, instance: object) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in check.iter_errors(instance)]


def program_accepts_case(data: Json) -> bool:
    try:
        docket(PACK, parse_case(json.dumps(data).encode(), "case.json")[0])
    except InputError:
        return False
    return True


def program_accepts_article(data: Json) -> bool:
    """Whether the pack, with this article in place of all its own, has no errors in it."""
    try:
        document, node = read(json.dumps(data).encode(), "article.json")
        article = build(forms.Article, node, document)
    except InputError:
        return False
    beside = {"parameters": (), "remarks": (), "differences": (), "procedures": (), "roles": None}
    return not check_pack(dataclasses.replace(PACK, articles=(("article.json", article),), **beside))


# The files in the repository


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_is_sound(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_definition_is_used_and_every_reference_leads_somewhere(name: str) -> None:
    def references(schema: object) -> Iterator[str]:
        if isinstance(schema, dict):
            yield from (v for k, v in schema.items() if k == "$ref" and isinstance(v, str))
            schema = list(schema.values())
        if isinstance(schema, list):
            for inner in schema:
                yield from references(inner)

    used = {ref.removeprefix("#/$defs/") for ref in references(SCHEMAS[name])}
    assert used <= set(SCHEMAS[name]["$defs"])
    assert set(SCHEMAS[name]["$defs"]) - used <= {"bool", "ratio", "unknown", "variable", "scalar"}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_committed_schema_is_fresh(name: str) -> None:
    committed = (ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    again = f"run `make schemas`, or `zanger schema {name} > schemas/{name}.schema.json`"
    assert committed == CliRunner().invoke(command, [name]).output, again


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_command_prints_the_schema(name: str) -> None:
    result = CliRunner().invoke(command, [name, "--pack", "kz"])
    assert (result.exit_code, json.loads(result.output)) == (0, SCHEMAS[name])


def test_the_command_names_a_pack_that_is_not_there() -> None:
    result = CliRunner().invoke(command, ["case", "--pack", "zk"])
    assert result.exit_code == 2
    assert "there is no law pack `zk`" in result.stderr


@pytest.mark.parametrize("part", [0, *(pytest.param(n, marks=pytest.mark.thorough) for n in range(1, 4))])
def test_every_worked_case_fits(part: int) -> None:
    files = sorted((bundled_packs() / "kz" / "cases").rglob("*.yaml"))[part::4]
    assert files
    assert {p.name: found for p in files if (found := misfits(CASES, content(p)))} == {}


def test_every_article_fits() -> None:
    files = article_files(bundled_packs() / "kz")
    assert files
    assert {p.name: found for p in files if (found := misfits(ARTICLES, content(p)))} == {}


# The same keys as the models


def keys(model: type[Mirror]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()} - {AT}


def test_a_case_has_the_keys_of_its_model() -> None:
    assert set(SCHEMAS["case"]["properties"]) == keys(Case)


def test_the_expectations_together_have_the_keys_of_their_model() -> None:
    subjects = SCHEMAS["case"]["$defs"]["expectation"]["oneOf"]
    assert {key for subject in subjects for key in subject["properties"]} == keys(Expectation)


def test_articles_and_provisions_have_the_keys_of_their_models() -> None:
    schema = SCHEMAS["provision"]
    assert set(schema["properties"]) == keys(forms.Article)
    assert set(schema["$defs"]["provision"]["properties"]) == keys(forms.Provision)
    assert set(schema["$defs"]["provision"]["properties"]["within"]["properties"]) == keys(forms.Within)
    assert set(schema["$defs"]["period"]["properties"]) == keys(forms.Edition)
    assert set(schema["$defs"]["source"]["properties"]) == keys(forms.Source)


def test_conditions_are_the_closed_list_and_the_kinds() -> None:
    known = set(SCHEMAS["provision"]["$defs"]["condition"]["properties"])
    assert known == {*forms.CONDITION_WORDS, *WORDS.kinds, "words"}


@pytest.mark.parametrize(
    ("word", "model"),
    [
        ("count", forms.CountSpec),
        ("share", forms.ShareSpec),
        ("compare", forms.CompareSpec),
        ("days", forms.DaysSpec),
    ],
)
def test_a_measuring_condition_has_the_keys_of_its_model(word: str, model: type[Mirror]) -> None:
    assert set(SCHEMAS["provision"]["$defs"]["condition"]["properties"][word]["properties"]) == keys(model)


# Fields of every type, those of the pack or not

TYPES = {
    "id": FieldType(type="id"),
    "enum": FieldType(type="enum", values=("secret", "open")),
    "int": FieldType(type="int", min=-3, max=500),
    "date": FieldType(type="date"),
    "bool": FieldType(type="bool"),
    "ratio": FieldType(type="ratio"),
}
SCALARS = st.one_of(
    st.booleans(),
    st.integers(-10_000, 10_000),
    st.sampled_from(["secret", "Open", "", " ", "true", "12", "a b", "-a", "_a", "a.b-c_d", "әкім-1", "a/b", "x" * 65]),
    st.dates().map(str),
    st.builds("{:04}-{:02}-{:02}".format, st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32)),
    st.builds("{}/{}".format, st.integers(0, 10**7), st.integers(0, 10**7)),
    st.text(st.sampled_from("aZ9-_. ~[`{@:/Әқё"), max_size=66),
)


def one_fact(name: str) -> tuple[str, Draft202012Validator]:
    """The schema of a pack whose only fact has a field of this type."""
    kind = Kind(label={"en": "thing"}, fields={"value": TYPES[name]})
    vocabulary = Vocabulary(bodies=WORDS.bodies, facts={"thing": kind}, actions={})
    return "thing", validator(case_schema(dataclasses.replace(PACK, vocabulary=vocabulary)))


FACTS = {name: one_fact(name) for name in TYPES}


@given(st.sampled_from(sorted(TYPES)), SCALARS)
@settings(max_examples=1000, deadline=None)
def test_a_field_takes_the_values_that_the_program_takes(name: str, value: object) -> None:
    kind, check = FACTS[name]
    case = {"pack": "kz", "as_of": "2002-01-01", "facts": [{kind: {"value": value}}]}
    assert check.is_valid(case) == (field_value(TYPES[name], value, kind, "value") is None)


@pytest.mark.parametrize("name", sorted(TYPES))
def test_a_field_may_be_unknown_unless_it_names_the_thing(name: str) -> None:
    kind, check = FACTS[name]
    case = {"pack": "kz", "as_of": "2002-01-01", "facts": [{kind: {"value": UNKNOWN}}]}
    assert check.is_valid(case) == (name != "id")


# Cases at random

AS_OF = "2010-01-01"
EARLY = st.dates(min_value=forms.date(1990, 1, 1), max_value=forms.date(1999, 12, 31)).map(str)
LATE = st.dates(min_value=forms.date(2000, 1, 1), max_value=forms.date(2010, 1, 1)).map(str)
ODD = st.sampled_from(
    [
        "",
        "a b",
        "1/2",
        "2001-02-30",
        "01-01-2001",
        "$x",
        "x" * 65,
        -(10**10),
        10**10,
        0,
        True,
        False,
        None,
        [1],
        {"a": 1},
    ]
)
KINDS = {"facts": dict(WORDS.facts), "history": dict(WORDS.actions), "ask": dict(WORDS.actions)}


def cast() -> tuple[list[Json], list[Json], dict[str, str]]:
    """One well-formed thing of every kind that has an id, so that every reference can lead somewhere."""
    named = {name: f"the-{name}" for kinds in (WORDS.facts, WORDS.actions) for name, k in kinds.items() if k.id_field}
    facts, history = [], []
    for name, thing in named.items():
        kind = WORDS.kinds[name][1]
        fields: Json = {
            field: UNKNOWN for field, spec in kind.fields.items() if not spec.optional and spec.type != "id"
        }
        fields[str(kind.id_field)] = thing
        if name in WORDS.facts:
            facts.append({name: fields})
        else:
            history.append({name: {**fields, "on": "1995-01-01"}})
    return facts, history, named


CAST_FACTS, CAST_HISTORY, CAST = cast()


def values(spec: FieldType) -> st.SearchStrategy[Any]:
    """Values that fit a field; a reference leads to one of the cast."""
    match spec.type:
        case "id":
            return st.just("nobody")
        case "ref":
            return st.sampled_from([CAST[kind] for kind in spec.to if kind in CAST] or [UNKNOWN])
        case "enum":
            return st.sampled_from(spec.values)
        case "int":
            return st.integers(spec.min, spec.max) | st.sampled_from([spec.min, spec.max])
        case "date":
            return LATE
        case "bool":
            return st.booleans()
        case "ratio":
            return st.builds("{}/{}".format, st.integers(0, 999), st.integers(1, 999))


def odd(spec: FieldType | None) -> st.SearchStrategy[Any]:
    """Values that seldom fit; never an id, since only the whole case tells what an id leads to."""
    if spec is not None and spec.type in ("id", "ref"):
        return ODD.filter(lambda value: not (isinstance(value, str) and is_id(value)))
    return ODD


@st.composite
def items(draw: st.DrawFn, section: str, number: int, spoilt: bool) -> Json:
    """A fact, an action or a question; a spoilt one may have one thing wrong with it."""
    name = draw(st.sampled_from(sorted(KINDS[section])))
    specs = KINDS[section][name].fields
    fields: Json = {}
    for field, spec in specs.items():
        if spec.type == "id":
            if not spec.optional or draw(st.booleans()):
                fields[field] = f"{section}-{number}"
        elif not spec.optional or draw(st.booleans()):
            fields[field] = draw(values(spec) | st.just(UNKNOWN))
    if section == "facts":
        implicit = {"from": EARLY, "until": LATE, "holds": st.just(UNKNOWN)}
    else:
        implicit = {"by": st.sampled_from(WORDS.actions[name].by), "on": LATE}
    for field, strategy in implicit.items():
        if (section, field) == ("history", "on") or draw(st.booleans()):
            fields[field] = draw(strategy)
    if not spoilt:
        return {name: fields}
    match draw(st.sampled_from(["value", "drop", "add", "kind", "two", "nothing", "list", "none"])):
        case "value" if fields:
            field = draw(st.sampled_from(sorted(fields)))
            fields[field] = draw(odd(specs.get(field)))
        case "drop" if fields:
            del fields[draw(st.sampled_from(sorted(fields)))]
        case "add":
            field = draw(st.sampled_from(["on", "by", "from", "holds", "order", "until", "colour"]))
            fields.setdefault(field, draw(ODD))
        case "kind":
            return {draw(st.sampled_from([*WORDS.kinds, "colour", "words", "kind"])): fields}
        case "two":
            return {name: fields, draw(st.sampled_from(sorted(WORDS.kinds))): {}}
        case "nothing":
            return {name: None}
        case "list":
            return {name: [fields]}
    return {name: fields}


@st.composite
def expectations(draw: st.DrawFn, asked: int, done: int, spoilt: bool) -> Json:
    """An expected answer about one of the four subjects."""
    told: dict[str, st.SearchStrategy[Any]] = {
        "verdict": st.sampled_from(get_args(VerdictName)),
        "effect": st.sampled_from(["effective", "void", "undetermined"]),
        "cites": st.lists(st.sampled_from([p.id for p in PACK.provisions]), max_size=2),
        "turns_on": st.lists(st.sampled_from(sorted(PACK.reading)), max_size=2),
        "open": st.lists(st.sampled_from([*PACK.reading, "unknown: akim"]), max_size=2),
        "requires": st.just({}),
    }
    subject = draw(st.sampled_from(["action", "status", *["ask"] * bool(asked), *["history"] * bool(done)]))
    found: Json = {}
    match subject:
        case "ask" | "history":
            found[subject] = draw(st.integers(1, asked if subject == "ask" else done))
        case "action" | "status":
            kinds = {"action": WORDS.actions, "status": WORDS.statuses}[subject]
            name = found[subject] = draw(st.sampled_from(sorted(kinds)))
            fields = {field: values(spec) for field, spec in WORDS.fields(name).items()}
            if subject == "action":
                fields["by"] = st.sampled_from(WORDS.actors(name))
                told |= {"by": fields["by"], "due": LATE, "requires": st.fixed_dictionaries({}, optional=fields)}
                del told["effect"]
            else:
                for key in ("verdict", "effect", "requires"):
                    del told[key]
                found["holds"] = draw(st.sampled_from([True, False, "undetermined"]))
            told["with"] = st.fixed_dictionaries({}, optional=fields)
    found |= draw(st.fixed_dictionaries({}, optional=told))
    if spoilt:
        match draw(st.sampled_from(["value", "drop", "add", "none"])):
            case "value":
                key = draw(
                    st.sampled_from([k for k in ("verdict", "holds", "effect", "with") if k in found] or [subject])
                )
                wrong = ODD.filter(lambda value: value is not None)
                if key in ("ask", "history"):  # how many items there are is not the schema's to say
                    wrong = wrong.filter(
                        lambda value: isinstance(value, bool) or not isinstance(value, int) or value < 1
                    )
                found[key] = draw(wrong)
            case "drop":
                del found[draw(st.sampled_from(sorted(found)))]
            case "add":
                extra: Json = {
                    "holds": True,
                    "effect": "void",
                    "with": {"colour": 1},
                    "verdict": "allowed",
                    "colour": 1,
                }
                key = draw(st.sampled_from(sorted(extra)))
                found[key] = extra[key]
    return found


@st.composite
def cases(draw: st.DrawFn) -> tuple[Json, bool]:
    """A case as data, and whether something in it may have been spoilt."""
    spoilt = draw(st.booleans())
    case: Json = {"pack": "kz", "as_of": AS_OF}
    for section, base in (("facts", CAST_FACTS), ("history", CAST_HISTORY), ("ask", [])):
        size = draw(st.integers(0, 2))
        case[section] = base + [draw(items(section, n, spoilt and draw(st.booleans()))) for n in range(size)]
    ask, history = len(case["ask"]), len(case["history"])
    size = draw(st.integers(0, 2))
    case["expect"] = [draw(expectations(ask, history, spoilt and draw(st.booleans()))) for _ in range(size)]
    chosen = draw(st.lists(st.sampled_from(PACK.readings), max_size=2))
    case["under"] = {r.id: draw(st.sampled_from(sorted(r.readings))) for r in chosen}
    if spoilt:
        extra: Json = {
            "as_of": "2010-1-1", "pack": "zk", "teaches": {"ru": "x"}, "title": 5, "under": {"G99": "x"},
            "facts": {}, "colour": 1, "ask": None,
        }  # fmt: skip
        case |= {key: extra[key] for key in draw(st.lists(st.sampled_from(sorted(extra)), max_size=1))}
    return case, spoilt


@pytest.mark.deep
@given(cases())
@settings(max_examples=300, deadline=None)
def test_the_schema_accepts_a_case_when_the_program_does(drawn: tuple[Json, bool]) -> None:
    case, spoilt = drawn
    found = misfits(CASES, case)
    assert program_accepts_case(case) == (not found), found
    assert spoilt or not found


# Wrong by hand

FINE: Json = {
    "pack": "kz",
    "as_of": "2002-06-01",
    "facts": [{"unit": {"id": "u", "level": "oblast"}}, {"akim": {"id": "a", "unit": "u"}}],
    "history": [{"submit-report": {"id": "r", "unit": "u", "akim": "a", "subject": "budget", "on": "2001-03-01"}}],
    "ask": [{"express-no-confidence": {"unit": "u", "akim": "a", "in_favour": 33}}],
    "expect": [{"action": "express-no-confidence", "verdict": "not-empowered"}],
}
REPORT: Json = FINE["history"][0]["submit-report"]
ASKED: Json = FINE["ask"][0]["express-no-confidence"]
WRONG_CASES: dict[str, Json] = {
    "no pack": {"pack": None},
    "another pack": {"pack": "ru"},
    "no such day": {"as_of": "2002-02-30"},
    "a month of one digit": {"as_of": "2002-6-1"},
    "an unknown key": {"fatcs": []},
    "a title that is no text": {"title": 2002},
    "a lesson without English": {"teaches": {"ru": "Правило."}},
    "facts that are no list": {"facts": {"unit": {"id": "u", "level": "oblast"}}},
    "an unknown kind": {"facts": [{"untis": {"id": "u"}}]},
    "an action among the facts": {"facts": [*FINE["facts"], {"submit-report": REPORT}]},
    "a status among the facts": {"facts": [*FINE["facts"], {"no-confidence-ground": {"unit": "u", "akim": "a"}}]},
    "a class in the history": {"history": [{"maslikhat-decision": {"unit": "u", "on": "2001-01-01"}}]},
    "two kinds in one item": {"facts": [{"unit": {"id": "u", "level": "oblast"}, "senate": {"seats": 39}}]},
    "a missing field": {"facts": [*FINE["facts"], {"unit": {"id": "v"}}]},
    "an unknown field": {"facts": [*FINE["facts"], {"unit": {"id": "v", "level": "oblast", "name": "Pavlodar"}}]},
    "a value outside its list": {"facts": [*FINE["facts"], {"unit": {"id": "v", "level": "region"}}]},
    "a number out of bounds": {"facts": [*FINE["facts"], {"senate": {"seats": 501}}]},
    "a number in quotes": {"facts": [*FINE["facts"], {"senate": {"seats": "39"}}]},
    "true for a number": {"facts": [*FINE["facts"], {"senate": {"seats": True}}]},
    "an id with a space": {"facts": [*FINE["facts"], {"unit": {"id": "my unit", "level": "oblast"}}]},
    "a variable in a case": {"facts": [*FINE["facts"], {"akim": {"id": "b", "unit": "$unit"}}]},
    "a fact that does not hold": {"facts": [*FINE["facts"], {"senate": {"seats": 39, "holds": False}}]},
    "an unknown first day": {"facts": [*FINE["facts"], {"senate": {"seats": 39, "from": UNKNOWN}}]},
    "history without its day": {"history": [{"submit-report": {k: v for k, v in REPORT.items() if k != "on"}}]},
    "history on an unknown day": {"history": [{"submit-report": {**REPORT, "on": UNKNOWN}}]},
    "a body that cannot act so": {"ask": [{"express-no-confidence": {**ASKED, "by": "senate"}}]},
    "a stated order": {"ask": [{"express-no-confidence": {**ASKED, "order": 1}}]},
    "an unknown reading": {"under": {"G99": "either"}},
    "an unknown choice of a reading": {"under": {"G03": "neither"}},
    "an open reading chosen": {"under": {"G03": "open"}},
    "an expectation of nothing": {"expect": [{"verdict": "permitted"}]},
    "an expectation of two subjects": {"expect": [{"ask": 1, "history": 1, "verdict": "permitted"}]},
    "an expected status without `holds`": {"expect": [{"status": "no-confidence-ground"}]},
    "the effect of what is only possible": {"expect": [{"action": "express-no-confidence", "effect": "void"}]},
    "a verdict of a status": {"expect": [{"status": "no-confidence-ground", "holds": True, "verdict": "permitted"}]},
    "an unknown verdict": {"expect": [{"ask": 1, "verdict": "allowed"}]},
    "the zeroth question": {"expect": [{"ask": 0, "verdict": "permitted"}]},
    "an expected action that is none": {"expect": [{"action": "unit", "verdict": "permitted"}]},
    "a citation of another pack": {"expect": [{"ask": 1, "cites": ["ru.l148.24"]}]},
    "an unknown field in `with`": {"expect": [{"action": "express-no-confidence", "with": {"colour": 1}}]},
    "a wrong value in `requires`": {"expect": [{"action": "express-no-confidence", "requires": {"in_favour": "many"}}]},
    "a last day of a question": {"expect": [{"ask": 1, "due": "2002-06-01"}]},
    "a turn on an unknown reading": {"expect": [{"ask": 1, "turns_on": ["G99"]}]},
}  # fmt: skip


def test_the_case_that_is_spoilt_below_is_fine() -> None:
    assert misfits(CASES, FINE) == []
    assert program_accepts_case(FINE)


@pytest.mark.parametrize("name", WRONG_CASES)
def test_a_wrong_case_is_refused_by_the_schema_and_the_program(name: str) -> None:
    case = FINE | WRONG_CASES[name]
    assert misfits(CASES, case)
    assert not program_accepts_case(case)


RULE: Json = {
    "id": "kz.l148.24.1",
    "in_force": {"from": "2001-01-23", "until": "2009-02-08"},
    "says": {"en": "The maslikhat may express no confidence."},
    "source": {"grade": "primary", "ref": "dossier P13"},
    "under": {"G03": ["either", "same-report"], "G06": "person"},
    "when": [
        {"unit": {"id": "$unit", "level": ["oblast", "capital"]}},
        {"akim": {"id": "$akim", "unit": "$unit"}, "words": "the akim"},
        {"maslikhat": {"unit": "$unit", "seats": "$seats"}},
        {"count": {"of": {"refuse-report": {"unit": "$unit", "akim": "$akim"}}, "at_least": 2, "distinct": "report"}},
        {"any": [[{"compare": {"left": "$seats", "more_than": 9}}], [{"none": {"senate": None}}]]},
        {"all": [{"submit-report": {"unit": "$unit", "on": "$day"}}, {"before": ["$day", "$today"]}]},
        {"days": {"from": "$day", "to": "$today", "at_most": 30}},
    ],
    "unless": [{"after": ["$day", "2002-01-01"]}],
    "permits": {"express-no-confidence": {"unit": "$unit", "akim": "$akim", "in_favour": "$votes"}},
    "provided": [{"share": {"of": "$votes", "in": "$seats", "at_least": "2/3"}, "words": "two thirds"}],
}  # fmt: skip
ACT: Json = RULE["permits"]
STATUS: Json = {"no-confidence-ground": {"unit": "$unit", "akim": "$akim"}}
GONE: Any = object()
RULES: dict[str, Json] = {
    "as it is": {},
    "a duty with a time": {"permits": GONE, "requires": ACT, "within": {"days": 5, "from": "$day", "words": "five days"}},
    "a prohibition": {"permits": GONE, "forbids": ACT, "breach": "stands"},
    "a prohibition whose breach is open": {
        "permits": GONE, "forbids": ACT, "breach": {"G03": {"same-report": "void", "two-reports": "stands", "either": "no-power"}},
    },
    "a definition": {"permits": GONE, "provided": GONE, "defines": STATUS},
    "one condition as a branch": {"when": [*RULE["when"], {"any": [{"before": ["$day", "$today"]}]}]},
}  # fmt: skip
WRONG_RULES: dict[str, Json] = {
    "an id without an article": {"id": "kz.l148"},
    "an id of an unknown instrument": {"id": "kz.l999.24.1"},
    "no source": {"source": GONE},
    "an unknown grade": {"source": {"grade": "certain", "ref": "P1"}},
    "a source without words": {"source": {"grade": "primary", "ref": ""}},
    "no words of the law": {"says": GONE},
    "no days": {"in_force": {}},
    "no such day": {"in_force": {"from": "2001-02-29"}},
    "an unknown key": {"whenever": []},
    "an unknown reading": {"under": {"G99": "either"}},
    "an unknown choice of a reading": {"under": {"G03": ["neither"]}},
    "no conclusion": {"permits": GONE},
    "two conclusions": {"forbids": ACT, "breach": "void"},
    "a power to a status": {"permits": STATUS},
    "a definition of an action": {"permits": GONE, "provided": GONE, "defines": ACT},
    "a status without its fields": {"permits": GONE, "provided": GONE, "defines": {"no-confidence-ground": {"unit": "$unit"}}},
    "a definition of nothing": {"permits": GONE, "provided": GONE, "defines": {"no-confidence-ground": None}},
    "a manner of a definition": {"permits": GONE, "defines": STATUS},
    "a definition without conditions": {"permits": GONE, "provided": GONE, "when": GONE, "unless": GONE, "defines": STATUS},
    "a duty without conditions": {"permits": GONE, "requires": ACT, "when": [], "unless": GONE, "provided": GONE},
    "a prohibition without its breach": {"permits": GONE, "forbids": ACT},
    "an unknown breach": {"permits": GONE, "forbids": ACT, "breach": "annulled"},
    "a breach that leaves a reading out": {"permits": GONE, "forbids": ACT, "breach": {"G03": {"either": "void"}}},
    "a breach of a power": {"breach": "void"},
    "a time for a power": {"within": {"days": 5, "from": "$day"}},
    "a time without its beginning": {"permits": GONE, "requires": ACT, "within": {"days": 5}},
    "a list in a conclusion": {"permits": {"express-no-confidence": {"unit": ["u", "v"]}}},
    "a body that cannot act so": {"permits": {"express-no-confidence": {"by": "senate"}}},
    "an unknown kind": {"when": [{"untis": {"id": "$unit"}}]},
    "an unknown field": {"when": [*RULE["when"], {"unit": {"colour": "$colour"}}]},
    "a value outside its list": {"when": [*RULE["when"], {"unit": {"level": ["oblast", "region"]}}]},
    "a list of variables": {"when": [*RULE["when"], {"unit": {"level": ["$level"]}}]},
    "a variable without a name": {"when": [*RULE["when"], {"unit": {"level": "$"}}]},
    "two conditions in one": {"when": [*RULE["when"], {"unit": {"id": "$unit"}, "senate": {}}]},
    "only words": {"when": [*RULE["when"], {"words": "of course"}]},
    "a count without a bound": {"when": [*RULE["when"], {"count": {"of": {"senate": {}}}}]},
    "a count with two bounds": {"when": [*RULE["when"], {"count": {"of": {"senate": {}}, "at_least": 1, "at_most": 2}}]},
    "a share that is a number": {"provided": [{"share": {"of": "$votes", "in": "$seats", "at_least": 2}}]},
    "a share of nothing": {"provided": [{"share": {"of": "$votes", "in": "$seats", "at_least": "1/0"}}]},
    "an exact share": {"provided": [{"share": {"of": "$votes", "in": "$seats", "exactly": "1/2"}}]},
    "days without an end": {"when": [*RULE["when"], {"days": {"from": "$day", "at_most": 3}}]},
    "days from nowhere": {"when": [*RULE["when"], {"days": {"from": "day", "to": "$day", "at_most": 3}}]},
    "three dates in order": {"when": [*RULE["when"], {"before": ["$day", "$day", "$today"]}]},
    "no branch": {"when": [*RULE["when"], {"any": []}]},
    "an absence that defeats": {"unless": [{"none": {"senate": {}}}]},
    "a branch that defeats": {"unless": [{"any": [[{"senate": {}}]]}]},
    "an unknown condition": {"when": [*RULE["when"], {"not": {"senate": {}}}]},
    "a fact's first day in a pattern": {"when": [*RULE["when"], {"senate": {"from": "$first"}}]},
    "a rule elsewhere in an unknown instrument": {"also": ["kz.l999.1"]},
    "an override of what is no provision": {"overrides": ["article 24"]},
}  # fmt: skip


def article(change: Json) -> Json:
    rule = {key: value for key, value in (RULE | change).items() if value is not GONE}
    return {"article": 24, "instrument": "l148", "title": {"en": "No confidence"}, "provisions": [rule]}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_taken_by_the_schema_and_the_program(name: str) -> None:
    assert misfits(ARTICLES, article(RULES[name])) == []
    assert program_accepts_article(article(RULES[name]))


@pytest.mark.parametrize("name", WRONG_RULES)
def test_a_wrong_rule_is_refused_by_the_schema_and_the_program(name: str) -> None:
    assert misfits(ARTICLES, article(WRONG_RULES[name]))
    assert not program_accepts_article(article(WRONG_RULES[name]))


@pytest.mark.parametrize("change", [{"article": "24a"}, {"article": -1}, {"instrument": "l999"}, {"titel": 1}])
def test_a_wrong_head_of_an_article_is_refused_by_the_schema_and_the_program(change: Json) -> None:
    assert misfits(ARTICLES, article({}) | change)
    assert not program_accepts_article(article({}) | change)
