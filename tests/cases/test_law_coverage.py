"""docs/law-coverage.md against the pack: each number has its row, and each row says what the pack holds."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from zanger.load import LawPack, load_pack
from zanger.provision import beginnings

ROOT = Path(__file__).parents[2]
NUMBERS = [
    *(f"N{n:02}" for n in range(1, 65)),
    *(f"D{n}" for n in range(1, 20)),
    *(f"G{n:02}" for n in range(1, 37)),
    *(f"SM{n}" for n in range(1, 10)),
]
CLAIMS = {"N12", "N13", "N43", "N50"}
"""Norms that only the paper knows: no provision states them."""


@cache
def pack() -> LawPack:
    """The bundled law."""
    return load_pack("kz")


@cache
def rows() -> dict[str, list[str]]:
    """The cells of each row of the tables, by number; a number that stands twice is an error."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / "docs" / "law-coverage.md").read_text(encoding="utf-8").splitlines():
        if re.match(r"\| (N|D|G|SM)\d+ \|", line):
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            assert cells[0].strip() not in found, f"{cells[0]} stands twice"
            found[cells[0].strip()] = cells
    return found


def named(number: str) -> list[str]:
    """The provisions that a row names, as the beginnings of their ids."""
    words = re.findall(r"`([a-z0-9]+\.[0-9][0-9a-z.-]*)`", " ".join(rows()[number]))
    return ["kz." + word for word in words]


def test_every_number_has_a_row() -> None:
    assert sorted(rows()) == sorted(NUMBERS)


@pytest.mark.parametrize("number", NUMBERS)
def test_what_a_row_names_is_in_the_pack(number: str) -> None:
    known = {begun for p in pack().provisions for begun in beginnings(p.id)}
    assert [name for name in named(number) if name not in known] == []
    text = " ".join(rows()[number])
    readings = set(re.findall(r"reading `(G\d+[a-z]?)`", text)) | set(re.findall(r"(G\d+[a-z]?): followed", text))
    assert readings <= pack().reading.keys()
    told = {
        name
        for group in re.findall(r"remarks? ((?:`[^`]+`(?:, )?)+)", text)
        for name in re.findall(r"`([^`]+)`", group)
    }
    assert told <= {r.id for r in pack().remarks}


@pytest.mark.parametrize("number", [n for n in NUMBERS if n[0] in "NS" and n not in CLAIMS])
def test_the_provisions_that_carry_a_number_stand_in_its_row(number: str) -> None:
    carrying = {p.id for p in pack().provisions if number in p.marks}
    assert carrying
    assert [p for p in sorted(carrying) if not any(begun in named(number) for begun in beginnings(p))] == []


@pytest.mark.parametrize("number", sorted(CLAIMS))
def test_what_only_the_paper_claims_is_a_remark(number: str) -> None:
    (remark,) = (r for r in pack().remarks if r.id == number)
    assert remark.source.grade == "claimed"


@pytest.mark.parametrize("number", [n for n in NUMBERS if n[0] == "D"])
def test_a_difference_is_shown_beside_the_provisions_of_its_row(number: str) -> None:
    (difference,) = (d for d in pack().differences if d.id == number)
    assert rows()[number][1:3] == [difference.paper["en"], difference.law["en"]]
    assert difference.concerns
    assert difference.cites


@pytest.mark.parametrize("number", [n for n in NUMBERS if n[0] == "G" and n != "G36"])
def test_a_reading_says_what_is_followed_and_touches_provisions(number: str) -> None:
    reading = pack().reading[number]
    followed = "open" if reading.is_open else f"followed: {reading.default}"
    assert f"{number}: {followed}" in rows()[number][3]
    using = [
        p.id
        for p in pack().provisions
        if number in p.under or number in (p.breach if isinstance(p.breach, dict) else ())
    ]
    assert using, f"no provision holds under {number}"


@pytest.mark.parametrize("number", [n for n in NUMBERS if n[0] == "S"])
def test_a_procedure_has_worked_cases(number: str) -> None:
    assert number in {p.id for p in pack().procedures}
    folders = re.findall(r"`([a-z-]+)`", rows()[number][2])
    assert folders
    assert all(list((ROOT / "rules" / "kz" / "cases" / folder).glob("*.yaml")) for folder in folders)
