"""The translation for the solver: words that stay apart, numbers that stay exact, text that can be read, steps."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_programs import trial
from stepped import at_steps

from zanger import reference, solver
from zanger.asp import Translation, to_asp
from zanger.comparison import bound_of
from zanger.engines import Clingo
from zanger.errors import EngineFailure
from zanger.gringo import Compound, constant, predicate, value, variable
from zanger.program import Atom, Fact, Model, OneOf, Op, Program, Rule, Tally, Value, Var, compare, fact
from zanger.program import Test as Linear

OPS: tuple[Op, ...] = ("<", "<=", ">", ">=", "==", "!=")
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
ALIKE = st.text("aAb-_:'.XZK0é", max_size=5)


def both(program: Program, *facts: Fact) -> tuple[Model, Model]:
    """What the reference and clingo make of it."""
    return reference.evaluate(program, facts), Clingo(contained=False).evaluate(program, facts)


def numbers(**fields: int) -> Fact:
    return fact("p", fields)


def comparing(test: Linear) -> Program:
    head, atom = Atom("yes", (("x", Var("x")),)), Atom("p", (("x", Var("x")), ("y", Var("y"))))
    return Program((Rule("r", head, (atom,), (test,)),))


# Words


@given(st.one_of(NAMES, ALIKE), st.one_of(NAMES, ALIKE))
def test_different_names_are_spelled_differently(one: str, other: str) -> None:
    assert (predicate(one) == predicate(other)) is (one == other)
    assert (variable(one) == variable(other)) is (one == other)


@given(st.one_of(NAMES, ALIKE))
def test_no_name_is_one_of_our_own(name: str) -> None:
    assert not predicate(name)[0].startswith("_")
    assert not variable(name).startswith("_")


@pytest.mark.parametrize(
    "item",
    [
        0,
        -1,
        2_147_483_646,
        -2_147_483_646,
        True,
        False,
        "",
        "true",
        "missing",
        "1",
        'a"b',
        "a\\",
        "a\nb\r\t",
        "Өскемен",
    ],
)
def test_a_value_comes_back_as_itself(item: Value) -> None:
    answer = solver.run(f"p({constant(item)}).")
    assert answer.atoms is not None
    ((_, (symbol,)),) = answer.atoms
    found = value(symbol)
    assert (type(found), found) == (type(item), item)


@settings(deadline=None, max_examples=60)
@given(NAMES, NAMES, NAMES, NAMES, NAMES)
def test_names_and_texts_of_any_signs_change_nothing(kind: str, field: str, rule: str, var: str, text: str) -> None:
    atom = Atom(kind, ((field, Var(var)),))
    rules = (
        Rule(rule, Atom(kind + ":x", ((field, Var(var)),)), (atom,), (Linear(Var(var), "==", text),)),
        Rule(rule + "!", Atom(kind + ":y", ()), (), (), (Tally(Atom(kind, ((field, text),)), "==", 1),)),
    )
    expected, found = both(Program(rules), fact(kind, {field: text}), fact(kind, {field: text + "."}))
    assert found == expected
    assert len(found.derived) == 2


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_a_text_that_the_solver_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(EngineFailure, match="cannot hold the text"):
        to_asp(Program(()), [fact("p", {"x": text})])


# Numbers


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize("times", [-3, -1, 1, 2, 7])
def test_a_bound_is_that_of_the_test(op: Op, times: int) -> None:
    turned = op if times > 0 else {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(op, op)
    for right in range(-20, 21):
        limit = bound_of(times, op, right)
        for x in range(-25, 26):
            assert compare(x, turned, 1000 if limit is None else limit) is compare(times * x, op, right)  # type: ignore[arg-type]


LARGE = st.one_of(st.integers(-3, 3), st.integers(-2_147_483_646, 2_147_483_646))
FACTORS = st.one_of(st.integers(-3, 3), st.integers(-(10**12), 10**12))


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(OPS), FACTORS, FACTORS, FACTORS, st.lists(st.tuples(LARGE, LARGE), min_size=1, max_size=4))
def test_products_past_32_bits_are_exact(op: Op, times: int, by: int, plus: int, pairs: list[tuple[int, int]]) -> None:
    facts = [numbers(x=x, y=y) for x, y in pairs]
    for right in (Var("y"), pairs[0][1]):
        expected, found = both(comparing(Linear(Var("x"), op, right, times, by, plus)), *facts)
        assert found == expected
    expected, found = both(comparing(Linear(pairs[0][0], op, Var("y"), times, by, plus)), *facts)
    assert found == expected


def test_a_product_that_would_wrap_to_two_does_not() -> None:
    # 3 * 1431655766 = 4294967298 = 2^32 + 2
    program = comparing(Linear(Var("x"), "==", Var("y"), times=3))
    assert both(program, numbers(x=1_431_655_766, y=2))[1].derived == {}


@pytest.mark.parametrize("number", [2_147_483_647, -2_147_483_647, 10**30])
def test_a_number_that_the_solver_cannot_hold_is_refused(number: int) -> None:
    with pytest.raises(EngineFailure, match="cannot hold the number"):
        to_asp(Program(()), [numbers(x=number)])


# Sorts


@pytest.mark.parametrize("op", OPS)
def test_a_truth_value_counts_as_one_or_none(op: Op) -> None:
    facts = [fact("p", {"x": x, "y": y}) for x in (True, False) for y in (0, 1, 2)]
    for test in (Linear(Var("x"), op, Var("y")), Linear(Var("y"), op, Var("x"), 2, 3, -1), Linear(Var("x"), op, True)):
        expected, found = both(comparing(test), *facts)
        assert found == expected


def test_a_field_with_numbers_and_truth_values_is_refused() -> None:
    with pytest.raises(EngineFailure, match="the field `x` of `p` meets both numbers and truth values"):
        to_asp(Program(()), [fact("p", {"x": 2}), fact("p", {"x": True})])


def test_a_field_with_texts_and_numbers_may_be_joined_and_not_compared() -> None:
    facts = [fact("p", {"x": "1", "y": 1}), fact("p", {"x": 1, "y": 1})]
    joined = Program((Rule("r", Atom("yes", ()), (Atom("p", (("x", Var("v")), ("y", Var("v")))),)),))
    expected, found = both(joined, *facts)
    assert found == expected
    with pytest.raises(EngineFailure, match="the rule `r` compares `x`, which may be a text or a number"):
        to_asp(comparing(Linear(Var("x"), "<", 2)), facts)


# Text


def test_a_program_reads_as_it_is() -> None:
    report = Atom("report", (("id", Var("id")), ("votes", Var("votes"))))
    refusal = Tally(Atom("refusal", (("report", Var("id")), ("by", OneOf(("maslikhat", "akim"))))), ">=", 2, "on")
    program = Program(
        (
            Rule("a.1", Atom("open:a.1", (("id", Var("id")),)), (report,), (Linear(Var("votes"), ">=", 50, 3, 2),)),
            Rule("a.2", Atom("out", ()), (Atom("open:a.1", (("id", Var("id")),)),), (), (refusal,)),
            Rule("a.3", Atom("in", ()), (), (), (Tally(Atom("out", ()), "==", 0),)),
        ),
        frozenset({("refusal", "on")}),
    )
    assert to_asp(program, [fact("report", {"id": "r-1", "votes": 34, "late": True})]) == EXPECTED


EXPECTED = """\
% Predicates: the fields of each in their order.
% in
% open'("a.1",id)
% out
% refusal(by,on,report)
% report(id,late,votes)
#defined in/0.
#defined open'/2.
#defined out/0.
#defined refusal/3.
#defined report/3.

% Stratum 0.
% "a.1"
open'("a.1",Id) :-
    report(Id,_,Votes),
    3 * Votes >= 100.
% "a.2"
out :-
    open'("a.1",Id),
    #count { _F2 : refusal(_F1,_F2,Id), _any1(_F1), _F2 != missing } >= 2.

% Stratum 1.
% "a.3"
in :-
    not out.

_any1("maslikhat").
_any1("akim").

report("r-1",true,34).
"""


# Steps


@pytest.mark.parametrize("seed", range(40))
def test_each_step_has_what_follows_from_its_own_facts(seed: int) -> None:
    made = trial(seed)
    for still in (frozenset[str](), frozenset({"p"})):
        first = [f for f in made.cases[0].facts if f.kind in still]
        sets = [[*first, *(f for f in case.facts if f.kind not in still)] for case in made.cases[:4]]
        models = [reference.evaluate(made.program, facts) for facts in sets]
        assert at_steps(made.program, sets, still) == [{*model.stated, *model.derived} for model in models]


def test_what_does_not_vary_has_no_step() -> None:
    rules = (
        Rule("r", Atom("big", (("id", Var("id")),)), (Atom("unit", (("id", Var("id")),)),)),
        Rule("s", Atom("free", ()), (), (), (Tally(Atom("act", ()), "==", 0),)),
    )
    text = to_asp(Program(rules), [fact("unit", {"id": "a"}), fact("act", {})], varying=["act"])
    assert "big(Id) :-\n    unit(Id)." in text
    assert "free(_T) :-\n    _step(_T),\n    not act(_T)." in text
    assert 'unit("a").' in text
    assert "act(0)." in text


def test_facts_that_the_translation_was_not_made_for_are_refused() -> None:
    with pytest.raises(ValueError, match="was not made for p"):
        Translation(Program(()), [numbers(x=1)]).facts([numbers(x=1, y=2)])


def test_the_solver_finds_the_shortest_way_through_the_rules() -> None:
    """A report may be refused once it is submitted; the least number of actions to a refusal is two."""
    submit, refuse = Atom("submit", ()), Atom("refuse", ())
    rules = (
        Rule("s", Atom("covers:s", ()), (Atom("try:submit", ()),)),
        Rule("r", Atom("covers:r", ()), (Atom("try:refuse", ()), submit), (), (Tally(refuse, "==", 0),)),
    )
    facts = [fact(kind, {}) for kind in ("submit", "refuse", "try:submit", "try:refuse")]
    law = Translation(Program(rules), facts, varying=[f.kind for f in facts])
    lines = ["_step(0..5).", "{ _try(submit,T); _try(refuse,T) } 1 :- _step(T).", "#show _try/2."]
    lines += ["#minimize { 1,T : _try(_,T) }.", f":- not {law.atom('refuse', {}, '5')}."]
    for name, short in (("submit", "s"), ("refuse", "r")):
        tried, covered = law.atom("try:" + name, {}, "T"), law.atom("covers:" + short, {}, "T")
        lines += [f"{tried} :- _try({name},T).", f"{law.atom(name, {}, 'T+1')} :- {covered}, _step(T+1)."]
        lines += [f"{law.atom(name, {}, 'T+1')} :- {law.atom(name, {}, 'T')}, _step(T+1)."]
    answer = solver.run(law.rules() + "\n".join(lines))
    assert answer.cost == (2,)
    assert answer.atoms is not None
    way = sorted(answer.atoms, key=lambda a: str(a.arguments[1]))
    assert [a.arguments[0] for a in way] == [Compound("submit"), Compound("refuse")]
