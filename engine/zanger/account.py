"""Answers to questions of why: what an answer rests on, what stands against an action, what binds nobody to act."""

from __future__ import annotations

from .decision import Citation, Fields, Judgement, NearMiss, Part, Possibility, Proof, StatusAnswer, TurnsOn, Value


class Assumed(Part):
    """Something not known: `field` of a fact or action `of`, or whether there is one; told for `value`.

    Where the answer is not undetermined, it is the same for every value.
    """

    on: str
    of: str
    field: str | None = None
    value: Value


class Asked(Part):
    """What a question was about: `asked` as it was read, what the case left no choice about, what is not known."""

    asked: str
    as_of: str
    chosen: Fields = {}
    unknown: tuple[str, ...] = ()


class Explanation(Asked):
    """Why an answer is as it is: one of `judgement`, `possibility` and `status`; none of a status that holds nowhere.

    `readings` are the readings of the law that the proof rests on, by question.
    """

    judgement: Judgement | None = None
    possibility: Possibility | None = None
    status: StatusAnswer | None = None
    readings: dict[str, str] = {}
    assumed: tuple[Assumed, ...] = ()

    @property
    def answer(self) -> Judgement | Possibility | StatusAnswer | None:
        """The answer that is explained."""
        return self.judgement or self.possibility or self.status

    @property
    def day(self) -> str:
        """The day by whose law it is proved (ISO): that of an action that was judged, else that of the answer."""
        return self.judgement.action.on if self.judgement else self.as_of

    @property
    def proof(self) -> Proof | None:
        """Its proof; None of what is undetermined, and of what no provision gives."""
        return self.answer.proof if self.answer else None

    @property
    def positive(self) -> bool:
        """Whether the action may or must be done, or the status holds."""
        if self.status is not None:
            return self.status.holds == "true"
        action = self.judgement or self.possibility
        return action is not None and action.verdict in ("permitted", "required")


class Refusal(Asked):
    """Why an action is not permitted, or a status (`kind` with `fields`) not established.

    `powers` are the provisions that could have permitted the action or given the status, nearest
    first, each with its first condition that fails, `covering` those that do permit it, though
    something else is against it; `assumed` are the values of what is not known for
    which they are told. `passes_under` has the readings under which, one exchanged at a time, it would
    pass or be undetermined. What stands against it is in `judgement`: its `prohibitions`, and in
    `hangs_on` what an undetermined answer hangs on.
    """

    kind: str
    fields: Fields = {}
    judgement: Judgement | None = None
    status: StatusAnswer | None = None
    powers: tuple[NearMiss, ...] = ()
    covering: tuple[Citation, ...] = ()
    assumed: tuple[Assumed, ...] = ()
    passes_under: tuple[TurnsOn, ...] = ()

    @property
    def permitted(self) -> bool:
        """Whether there is nothing to refuse: the action may or must be done, the status holds."""
        if self.judgement is not None:
            return self.judgement.verdict in ("permitted", "required")
        return self.status is not None and self.status.holds == "true"

    @property
    def undetermined(self) -> bool:
        """Whether it hangs on what is not known, not coded or left open by the law."""
        if self.judgement is not None:
            return self.judgement.verdict == "undetermined"
        return self.status is not None and self.status.holds == "undetermined"


class Elsewhen(Part):
    """A duty that is coded for other days only: from `first` to `last` (ISO; None while it runs)."""

    provision: str
    first: str
    last: str | None = None


class Freedom(Asked):
    """Why nothing is required of a body, or not an action: `kinds` are the actions spoken of.

    `required` is what is required all the same. `duties` are the provisions that could require it,
    nearest first, each with its first condition that fails. `bare` are the kinds of action that no
    duty in force concerns; `elsewhen` the duties of other days; `may` what may be done, and need
    not. `questions` are the readings of the law that concern whether there is a duty, each with the
    reading followed, or "open".
    """

    by: str | None = None
    kinds: tuple[str, ...] = ()
    required: tuple[Possibility, ...] = ()
    duties: tuple[NearMiss, ...] = ()
    bare: tuple[str, ...] = ()
    elsewhen: tuple[Elsewhen, ...] = ()
    may: tuple[Possibility, ...] = ()
    questions: dict[str, str] = {}
