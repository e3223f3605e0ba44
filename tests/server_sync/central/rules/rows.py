"""Judged sessions written as letters: one a day, from a Monday on."""

from datetime import date, timedelta
from typing import Any

from server_sync.central.rules.facts import Course, PersonId, Site, TerminalId
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.status import LETTERS, Cause, Source, Status
from server_sync.central.scenario.read_plans import DEFAULT_WEEK
from tests.server_sync.central.rules.small import at

FIRST = date(2026, 3, 2)
SITE = Site(name="", terminals=(TerminalId("T1"),), week=DEFAULT_WEEK)
STATUSES = {letter: status for status, letter in LETTERS.items() if letter} | {
    ".": Status.PENDING
}


def make_row(letter: str, day: date = FIRST, **changes: Any) -> Judged:
    """Make one session of 08:15-14:30; `f` is an F on which a cause stands.

    `s` is an S on which a cause stands, `D` an S with a noted delay, `M` a T whose
    arrival is a manual one, `C` a T whose arrival is a code.
    """
    standing = letter in "fs"
    delayed = letter == "D"
    status = STATUSES[{"D": "S", "M": "T", "C": "T"}.get(letter, letter.upper())]
    source = {"M": Source.MANUAL, "C": Source.CODE}.get(letter)
    made: dict[str, Any] = {
        "person": PersonId("A"),
        "date": day,
        "start": at(f"{day}T08:15"),
        "end": at(f"{day}T14:30"),
        "status": status,
        "source": source,
        "cause": Cause.COVERAGE if status is Status.UNKNOWN else None,
        "standing_cause": Cause.CLOCK if standing else None,
        "noted_delay": delayed,
        "missing": status is Status.UNCLARIFIED,
    }
    return Judged(**made | changes)


def make_rows(letters: str, first: date = FIRST) -> list[Judged]:
    """Make one session a day; a blank skips a day."""
    return [
        make_row(letter, first + timedelta(number))
        for number, letter in enumerate(letters)
        if letter != " "
    ]


def make_course(days: int, **changes: Any) -> Course:
    """Make A's course of so many days."""
    made: dict[str, Any] = {
        "person": PersonId("A"),
        "first": FIRST,
        "last": FIRST + timedelta(days - 1),
    }
    return Course(**made | changes)
