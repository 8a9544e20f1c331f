"""A tiny law of a club, with one provision or a few exchanged: a law that has a property, and one that has not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

HEAD = """
id: club
version: 0.1.0
title: {en: "Law of clubs"}
languages: [en]
closing_principle: {en: "What no provision permits has no effect."}
"""
INSTRUMENTS = """
instruments:
  - id: old
    rank: 3
    title: {en: "Law of 2000 on clubs"}
    short: {en: "Law of 2000"}
    adopted: 2000-01-01
    in_force: {from: 2000-01-01}
    source: {grade: primary, ref: invented}
  - id: new
    rank: 3
    title: {en: "Law of 2005 on clubs"}
    short: {en: "Law of 2005"}
    adopted: 2005-01-01
    in_force: {from: 2005-01-01}
    source: {grade: primary, ref: invented}
"""
READINGS = """
readings:
  - id: G1
    question: {en: "Which?"}
    readings: {one: {en: "one"}, other: {en: "other"}}
    default: one
    source: {grade: primary, ref: invented}
"""
VOCABULARY = """
bodies:
  board: {label: {en: board}}
  members: {label: {en: members}}
facts:
  club:
    label: {en: club}
    fields:
      id: {type: id}
      level: {type: enum, values: [city, village], labels: {city: {en: city}, village: {en: village}}}
  seats: {label: {en: seats}, fields: {club: {type: ref, to: [club]}, number: {type: int, min: 1, max: 99}}}
  hall: {label: {en: hall}, fields: {club: {type: ref, to: [club]}}}
  flood: {label: {en: flood}, fields: {club: {type: ref, to: [club]}}}
actions:
  ask:
    by: [members]
    label: {en: ask for a change}
    fields: {id: {type: id}, club: {type: ref, to: [club]}}
  decide:
    by: [board, members]
    label: {en: decide on the change}
    fields: {club: {type: ref, to: [club]}, request: {type: ref, to: [ask]}, in_favour: {type: int, min: 0, max: 99}}
  meet:
    by: [board]
    label: {en: meet}
    fields: {club: {type: ref, to: [club]}}
statuses:
  changed: {label: {en: change}, fields: {club: {type: ref, to: [club]}}}
  closed: {label: {en: closed club}, fields: {club: {type: ref, to: [club]}}}
  asked: {label: {en: request on the table}, fields: {club: {type: ref, to: [club]}}}
"""
PROCEDURES = """
procedures:
  - id: S1
    title: {en: "Change"}
    says: {en: "From the request to the decision."}
"""
ROLES = """
levels: {fact: club, field: level}
votes: {field: in_favour}
requests: {ask: [decide]}
bodies: {board: [{kind: hall, of: club}]}
ends: {S1: [decide]}
joint: [{goal: decide, bodies: [members, board]}]
"""
START = """
title: A club
pack: club
as_of: 2001-03-01
facts:
  - club: {id: club-1, level: city}
  - hall: {club: club-1}
  - seats: {club: club-1, number: 9}
"""
ASK = """
  - id: club.old.1.1
    marks: [S1]
    in_force: {from: 2000-01-01}
    says: {en: "The members may ask for a change."}
    source: {grade: primary, ref: invented}
    when: [{club: {id: $club}}]
    permits: {ask: {club: $club}}
"""
DECIDE = """
  - id: club.old.2.1
    marks: [S1]
    in_force: {from: 2000-01-01}
    says: {en: "The board may decide on a request by a majority of the seats."}
    source: {grade: primary, ref: invented}
    when: [{ask: {id: $request, club: $club}}, {hall: {club: $club}}, {seats: {club: $club, number: $number}}]
    permits: {decide: {club: $club, request: $request, in_favour: $votes}}
    provided: [{share: {of: $votes, in: $number, more_than: 1/2}}]
"""
CHANGED = """
  - id: club.old.2.2
    in_force: {from: 2000-01-01}
    says: {en: "What was decided is changed."}
    source: {grade: primary, ref: invented}
    when: [{decide: {club: $club}}]
    defines: {changed: {club: $club}}
"""
MEET = """
  - id: club.old.3.1
    in_force: {from: 2000-01-01}
    says: {en: "The board may meet in its hall."}
    source: {grade: primary, ref: invented}
    when: [{hall: {club: $club}}]
    permits: {meet: {club: $club}}
"""
SOUND = (ASK, DECIDE, CHANGED, MEET)
"""The provisions of a law that has every property."""


def provision(place: str, says: str, conditions: str, since: str = "2000-01-01", instrument: str = "old") -> str:
    """A provision of article 4 or another; `conditions` are the lines from `when` on."""
    lines = "\n".join(f"    {line}" for line in conditions.strip().splitlines())
    return f"""
  - id: club.{instrument}.{place}
    in_force: {{from: {since}}}
    says: {{en: "{says}"}}
    source: {{grade: primary, ref: invented}}
{lines}
"""


def write_club(root: Path, provisions: Iterable[str], roles: str = ROLES) -> Path:
    """The folder of a club's law with some provisions."""
    by_article: dict[tuple[str, str], list[str]] = {}
    for text in provisions:
        place = text.split("id: club.", 1)[1].split(None, 1)[0].split(".")
        by_article.setdefault((place[0], place[1]), []).append(text)
    files = {
        "pack.yaml": HEAD,
        "instruments.yaml": INSTRUMENTS,
        "readings.yaml": READINGS,
        "vocabulary.yaml": VOCABULARY,
        "procedures.yaml": PROCEDURES,
        "roles.yaml": roles,
        "play/S1.yaml": START,
    }
    for (instrument, article), texts in by_article.items():
        head = f'article: "{article}"\ninstrument: {instrument}\ntitle: {{en: Article {article}}}\nprovisions:\n'
        files[f"{instrument}/art-{article}.yaml"] = head + "".join(texts)
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    return root
