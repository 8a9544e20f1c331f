"""What an audit finds: a fault or a gap of the law, the articles on both sides, a smallest case, and what was covered.

The form is versioned JSON like that of decisions. A finding never says more than was shown: `confirmed` is the
engine's own answer to the witness, and what a bound has cut off stands in `Coverage.cut`.
"""

from __future__ import annotations

from typing import Literal

from ..decision import Citation, Fields, Part, Place
from ..faults import Kind as Kind

FORMAT = "1"

Grave = Literal["error", "warning", "note"]
"""How much it matters: the law contradicts itself; it leaves open or says in vain; it could say better."""


class Witness(Part):
    """A smallest case that shows a finding.

    `case` is the file as `zanger check` takes it (YAML), `answer` what the engine says of it, in one line a verdict
    (in English: `permitted: express-no-confidence`), `confirmed` whether that is what the finding says.
    """

    title: str
    case: str
    answer: tuple[str, ...]
    confirmed: bool


class Finding(Part):
    """One finding.

    `id` is the same as long as the kind, the subject and the provisions are. `subject` is the action, status, reading
    or provision that it is about, `body` and `level` whom and where it concerns, `side` and `against` the provisions
    on its two sides, `places` where they are written, `first` and `last` the days on which it holds (ISO, `last` None
    while it goes on). `values` fill in the words of its kind (see `wording`). `known` names the readings (G01) and
    differences (D1) of the pack that speak of it: it was found without them, and recognised afterwards.
    """

    id: str
    kind: Kind
    grave: Grave
    subject: str
    side: tuple[Citation, ...]
    against: tuple[Citation, ...] = ()
    body: str | None = None
    level: str | None = None
    places: tuple[Place, ...] = ()
    first: str | None = None
    last: str | None = None
    values: Fields = {}
    witness: Witness | None = None
    known: tuple[str, ...] = ()


Modal = Literal["permitted", "required", "forbidden", "silent", "conflict"]
"""What the law says to a body in a situation; `silent`: no power, duty or prohibition of it depends on that."""


class Cell(Part):
    """One field of the map: what a body may, must or must not do because a situation has come about.

    `situation` is a status that holds or an action that was done; `says` names each answer that the law gives there,
    `actions` what it speaks of, with the provisions; `finding` is the id of what was found there.
    """

    body: str
    situation: str
    says: tuple[Modal, ...]
    actions: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    finding: str | None = None


class Slice(Part):
    """A part of the law that was searched: about one action or status, on the days from `first` to `last`.

    `things` tells how many of each kind there could be, `numbers` how many values, `searches` how many questions the
    solver was asked and `seconds` what they took.
    """

    subject: str
    first: str
    last: str | None
    rules: int
    things: dict[str, int] = {}
    numbers: int = 0
    steps: int = 0
    searches: int = 0
    seconds: float = 0.0


class Cut(Part):
    """What was not covered: the slice, which question, and the bound that ended it."""

    subject: str
    day: str
    question: str
    bound: str


class Covered(Part):
    """What an audit covered: `slices` completely, within their bounds; `cut` not."""

    days: tuple[str, ...]
    slices: tuple[Slice, ...] = ()
    cut: tuple[Cut, ...] = ()
    seconds: float = 0.0


class Recognised(Part):
    """A known question of the pack that a machine can find: whether it was found, and by which findings."""

    id: str
    findings: tuple[str, ...] = ()


class Audit(Part):
    """The whole report: findings in order of gravity, the map, what was covered, which known questions were found."""

    pack: str
    pack_version: str
    findings: tuple[Finding, ...]
    covered: Covered
    map: tuple[Cell, ...] = ()
    recognised: tuple[Recognised, ...] = ()
    format: str = FORMAT
