"""What a pack says of the parts of its words is checked against them, at its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from club import ROLES, SOUND, write_club

from zanger import InputError, Law

WRONG = {
    "levels: {fact: clubs, field: level}": "there is no fact `clubs`",
    "levels: {fact: club, field: levle}": "there is no field with `values` `levle`",
    "votes: {field: in_favor}": "there is no number of an action `in_favor`",
    "votes: {field: in_favour, refusals: [refuse]}": "there is no action `refuse`",
    "votes: {field: in_favour, tie: casting}": "there is no field of an action `casting`",
    "requests: {ask: [decided]}": "there is no action `decided`",
    "requests: {asks: [decide]}": "there is no action `asks`",
    "bodies: {bord: [{kind: hall, of: club}]}": "there is no body `bord`",
    "bodies: {board: [{kind: hal, of: club}]}": "there is no fact or status `hal`",
    "bodies: {board: [{kind: hall, of: place}]}": "there is no reference `place`",
    "ends: {S2: [decide]}": "there is no procedure `S2`",
    "ends: {S1: [decides]}": "there is no action or status `decides`",
    "joint: [{goal: decides, bodies: [board, members]}]": "there is no action or status `decides`",
    "joint: [{goal: decide, bodies: [board, member]}]": "there is no body `member`",
    "known: [{property: x, provisions: [club.old.9], because: {en: so}}]": "there is no provision `club.old.9`",
    "known: [{property: x, provisions: [club.old.1.1], question: G9, because: {en: so}}]": (
        "there is no reading or difference `G9`"
    ),
}


@pytest.mark.parametrize("line", WRONG)
def test_a_role_of_what_is_not_there_is_an_error_at_its_place(line: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        Law.load(write_club(tmp_path / "club", SOUND, line + "\n"))
    (found,) = caught.value.diagnostics
    assert found.message == WRONG[line]
    assert found.place.file.endswith("roles.yaml")
    assert found.place.line == 1


def test_a_pack_without_roles_is_sound(tmp_path: Path) -> None:
    root = write_club(tmp_path / "club", SOUND, ROLES)
    (root / "roles.yaml").unlink()
    assert Law.load(root).pack.roles is None
