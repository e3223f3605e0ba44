"""The status of a session: exactly one (docs/rules.md section 4)."""

from enum import StrEnum


class Status(StrEnum):
    """What is said of one session. `letter` is its sign in the figures."""

    ON_TIME = "on_time"
    LATE = "late"
    ATTENDED = "attended"
    NOTIFIED = "notified"
    NO_SHOW = "no_show"
    PENDING = "pending"
    UNKNOWN = "unknown"
    UNCLARIFIED = "unclarified"

    @property
    def letter(self) -> str:
        """T, S, A, F, U, X or I; nothing while it is pending."""
        return LETTERS[self]


LETTERS = {
    Status.ON_TIME: "T",
    Status.LATE: "S",
    Status.ATTENDED: "A",
    Status.NOTIFIED: "F",
    Status.NO_SHOW: "U",
    Status.PENDING: "",
    Status.UNKNOWN: "X",
    Status.UNCLARIFIED: "I",
}

PRESENT = frozenset({Status.ON_TIME, Status.LATE, Status.ATTENDED})
"""P: somebody came, whenever it was."""


class Cause(StrEnum):
    """Why a session is unknown; the first that fits, in this order, is shown."""

    NOT_TOLD = "not_told"
    COVERAGE = "coverage"
    CLOCK = "clock"
    UNKNOWN_CARD = "unknown_card"
    QUARANTINE = "quarantine"


class Source(StrEnum):
    """Who told the arrival: a card or a code at a terminal, or a named person."""

    TAP = "tap"
    CODE = "code"
    MANUAL = "manual"


class Told(StrEnum):
    """A notice was reported by the session's start, or after it."""

    BEFORE = "before"
    AFTER = "after"
