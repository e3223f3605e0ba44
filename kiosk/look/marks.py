"""What one day says of one person: a letter and a shape, never colour alone."""

from enum import StrEnum


class Mark(StrEnum):
    """What is known of a day; nothing here means "absent"."""

    HERE = "here"
    TOLD = "told"
    AWAY = "away"
    OPEN = "open"
    UNKNOWN = "unknown"
    AHEAD = "ahead"
    NONE = "none"
    NOT_KNOWN = "not_known"


LETTERS = {
    Mark.HERE: ("M", "mødt"),
    Mark.TOLD: ("F", "meldt fravær"),
    Mark.AWAY: ("U", "udeblevet"),
    Mark.OPEN: ("?", "ikke afklaret"),
    Mark.UNKNOWN: ("X", "ukendt (ingen data)"),
    Mark.AHEAD: ("", "ikke endnu"),
    Mark.NONE: ("–", "ingen mødedag"),
    Mark.NOT_KNOWN: ("·", "vides ikke her"),
}
# By the letters of the rules; on time or late alike is somebody who came.
BY_LETTER = {
    **dict.fromkeys("TSA", Mark.HERE),
    "F": Mark.TOLD,
    "U": Mark.AWAY,
    "I": Mark.OPEN,
    "X": Mark.UNKNOWN,
}
