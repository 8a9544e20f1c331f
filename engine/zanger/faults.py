"""The kinds of fault that an audit of a law can find: what a pack may say that a machine finds, and findings carry."""

from __future__ import annotations

from typing import Literal, get_args

Kind = Literal[
    "conflict",
    "contradiction",
    "impossible-duty",
    "succession",
    "silence",
    "no-consequence",
    "no-time-limit",
    "no-such-body",
    "undefined-term",
    "no-paragraph",
    "same-words",
    "dead",
    "shadowed",
    "redundant",
    "unreachable",
    "idle-reading",
    "loop",
]
"""The kinds of finding, the gravest first.

| kind | what it says |
|---|---|
| `conflict` | an action is permitted and forbidden, or required and forbidden, and no text yields to the other |
| `contradiction` | two texts set different conditions for one thing: a quorum of those elected, and of the total |
| `impossible-duty` | a duty that no power allows to fulfil |
| `succession` | on these days a text of lower rank or earlier date still says otherwise than one that prevails |
| `silence` | a situation about which no provision says what anybody may, must or must not do |
| `no-consequence` | a duty, or a prohibition, whose breach has no consequence in the law |
| `no-time-limit` | a duty, or a step that another body waits for, without a time |
| `no-such-body` | a rule about a body that does not exist at the level that it speaks of |
| `undefined-term` | a term on which a rule rests and which no provision defines |
| `no-paragraph` | a citation that does not name the paragraph |
| `same-words` | the same words of the law lead to different results |
| `dead` | a provision that never applies |
| `shadowed` | a provision that never decides, because another always defeats it |
| `redundant` | a provision that says nothing that another does not say |
| `unreachable` | an action that no history makes lawful, or a status that none brings about |
| `idle-reading` | a question of reading whose answers never make a difference |
| `loop` | rules that rest upon each other, or steps that lead back without end |
"""
KINDS: tuple[Kind, ...] = get_args(Kind)
