"""What is said of a session or a day, as a letter, a shape and a word.

Both machines draw their marks from this list. Colour repeats the meaning and never
carries it alone: shape and letter together are unique.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.look.words import STATUS


class Shape(StrEnum):
    """The outline of a mark. NONE is plain text."""

    CIRCLE = "circle"
    SQUARE = "square"
    DIAMOND = "diamond"
    HEXAGON = "hexagon"
    NONE = "none"


class Mark(StrEnum):
    """What the door knows of one day. The names of statuses are the rules' own."""

    CAME = "came"
    NOTIFIED = "notified"
    NO_SHOW = "no_show"
    UNCLARIFIED = "unclarified"
    UNKNOWN = "unknown"
    PENDING = "pending"
    NO_SESSION = "no_session"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Sign:
    """How a mark is drawn, and the word that stands beside it."""

    letter: str
    shape: Shape
    word: str


STATUS_SIGNS: Mapping[str, Sign] = {
    status: Sign(letter, shape, STATUS[status])
    for status, letter, shape in (
        ("on_time", "T", Shape.CIRCLE),
        ("late", "S", Shape.CIRCLE),
        ("attended", "A", Shape.CIRCLE),
        ("notified", "F", Shape.SQUARE),
        ("no_show", "U", Shape.DIAMOND),
        ("pending", "", Shape.CIRCLE),
        ("unknown", "X", Shape.SQUARE),
        ("unclarified", "I", Shape.HEXAGON),
    )
}
"""By status, as central judges it (docs/rules.md section 4)."""

DOOR_SIGNS: Mapping[str, Sign] = {
    Mark.CAME: Sign("M", Shape.CIRCLE, "Mødt"),
    **{mark: STATUS_SIGNS[mark] for mark in Mark if mark in STATUS_SIGNS},
    Mark.NO_SESSION: Sign("–", Shape.NONE, "Ingen mødedag"),
    Mark.NOT_KNOWN: Sign("·", Shape.NONE, "Vides ikke her"),
}
"""By mark, as the door shows a day: early or late, who came has come."""

SIGNS: Mapping[str, Sign] = {**STATUS_SIGNS, **DOOR_SIGNS}

BY_LETTER: Mapping[str, Mark] = {
    **dict.fromkeys("TSA", Mark.CAME),
    "F": Mark.NOTIFIED,
    "U": Mark.NO_SHOW,
    "I": Mark.UNCLARIFIED,
    "X": Mark.UNKNOWN,
}
"""The door's mark for each letter that central sends in the roster."""
