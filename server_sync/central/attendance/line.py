"""One session as the municipality is told of it."""

from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from server_sync.central.rules.status import Cause, Source, Status, Told

NOT_SENT = frozenset({"ill", "child_ill", "doctor"})
"""Reasons that tell of somebody's health: seen by few, never in the log."""


class Line(Struct, frozen=True):
    """A session of the log; instants carry the offset of the site's own zone.

    Attributes:
        course_first: the first day of the course, and `course_last` its last.
        registered_at: the arrival, None where nobody was registered.
        uncertain: the arrival's clock was not known; `registered_at` is the earliest.
        noted_delay: somebody wrote down what delayed the arrival.
        reason: what was told; None where nothing was, or where it may not be sent.
        reason_withheld: a reason was told that only the workshop may read.
        cause: why the status is unknown; None for every other status.
        standing_cause: the same, but it stands whatever the status is.
    """

    person_id: str
    person: str
    course_id: str
    course_first: date
    course_last: date
    site_id: str
    site: str
    date: date
    planned_start: datetime
    planned_end: datetime
    status: Status
    registered_at: datetime | None = None
    uncertain: bool = False
    source: Source | None = None
    minutes_late: int | None = None
    noted_delay: bool = False
    notice: Told | None = None
    reason: str | None = None
    reason_withheld: bool = False
    cause: Cause | None = None
    standing_cause: Cause | None = None

    @property
    def planned(self) -> timedelta:
        """How long was planned; right also where the clocks change in between."""
        return self.planned_end.astimezone(UTC) - self.planned_start.astimezone(UTC)


def sendable(reason: str | None) -> tuple[str | None, bool]:
    """Say which reason may be sent, and whether one was held back.

    >>> sendable("ill")
    (None, True)
    """
    withheld = reason in NOT_SENT
    return (None if withheld else reason), withheld
