"""Facts and actions written on one line, and what the case fills in."""

from __future__ import annotations

import pytest

from zanger import InputError, Law, parse_case
from zanger.case import Item
from zanger.shorthand import complete, read_item, written

CASE = b"""\
title: two units
pack: kz
as_of: 2002-06-01
facts:
  - unit: {id: pavlodar, level: oblast}
  - unit: {id: kostanay, level: oblast}
  - maslikhat: {unit: pavlodar, seats: 50, elected: 50}
  - akim: {id: akim-1, unit: pavlodar}
  - akim: {id: akim-2, unit: kostanay}
"""


@pytest.mark.parametrize(
    ("line", "kind", "fields"),
    [
        ("express-no-confidence", "express-no-confidence", {}),
        ("express-no-confidence()", "express-no-confidence", {}),
        ("a(unit=pavlodar, in_favour=33)", "a", {"unit": "pavlodar", "in_favour": 33}),
        (" a ( unit : pavlodar , secret = true ) ", "a", {"unit": "pavlodar", "secret": True}),
        ("""a(b="33", c='true', d=2002-06-01)""", "a", {"b": "33", "c": "true", "d": "2002-06-01"}),
        ("a(b=-3, c=unknown)", "a", {"b": -3, "c": "unknown"}),
        ("әкім(бөлініс=өңір-ұйғыр, һ=і)", "әкім", {"бөлініс": "өңір-ұйғыр", "һ": "і"}),
    ],
)
def test_a_line_is_read_as_the_same_in_a_file(line: str, kind: str, fields: dict[str, object]) -> None:
    item = read_item(line)
    assert (item.kind, item.fields) == (kind, fields)
    assert read_item(written(item)) == Item(kind=kind, fields=item.fields)


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("", 1, "expected a kind"),
        ("(a=1)", 1, "expected a kind, found `(`"),
        ("akim(", 6, "found the end of the line"),
        ("akim(id=", 9, "found the end of the line"),
        ("akim(id=a", 10, "expected `,` or `)`"),
        ("akim(id a)", 9, "expected `=` or `:`, found `a`"),
        ("akim(id=)", 9, "expected a name or a value, found `)`"),
        ("akim(id=a,)", 11, "expected a name or a value, found `)`"),
        ("akim(id=a) b", 12, "`b` stands after the end"),
        ("akim id=a", 6, "expected `(`"),
        ("akim(id=a, id=b)", 12, "`id` stands twice"),
        ('akim(id="a)', 9, "the quotes that begin here are not closed"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_column(line: str, column: int, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_item(line)
    (found,) = caught.value.diagnostics
    assert (found.place.line, found.place.column) == (1, column)
    assert message in found.message


def test_what_the_case_leaves_no_choice_about_is_filled_in(law: Law) -> None:
    case, _ = parse_case(CASE, "case.yaml")
    made = complete(read_item("express-no-confidence(unit=kostanay)"), law.pack, case)
    assert made.item.fields == {"unit": "kostanay", "akim": "akim-2", "in_favour": "unknown"}
    assert (made.chosen, made.unknown) == (("akim",), ("in_favour",))


def test_a_new_thing_gets_an_id_of_its_own(law: Law) -> None:
    case, _ = parse_case(CASE, "case.yaml")
    made = complete(read_item("submit-report(unit=pavlodar, subject=budget)"), law.pack, case)
    assert (made.item.fields["id"], made.item.fields["akim"]) == ("submit-report-1", "akim-1")


def test_where_the_case_leaves_a_choice_it_is_asked_for(law: Law) -> None:
    case, _ = parse_case(CASE, "case.yaml")
    with pytest.raises(InputError) as caught:
        complete(read_item("express-no-confidence(in_favour=34)"), law.pack, case)
    (found,) = caught.value.diagnostics
    assert found.message == "`unit` of `express-no-confidence` can be `kostanay` or `pavlodar`"
    assert found.help == "say which: `express-no-confidence(unit=kostanay)`"


def test_an_unknown_kind_is_told_with_the_nearest(law: Law) -> None:
    case, _ = parse_case(CASE, "case.yaml")
    with pytest.raises(InputError) as caught:
        complete(read_item("expres-no-confidence"), law.pack, case)
    (found,) = caught.value.diagnostics
    assert found.help == "did you mean `express-no-confidence`?"
