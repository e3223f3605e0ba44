"""Lines of the log, one of every status, for tests of what is made of them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from server_sync.central.attendance.line import Line
from server_sync.central.rules.status import Cause, Source, Status, Told

ZONE = ZoneInfo("Europe/Copenhagen")
AS_OF = datetime(2026, 3, 27, 12, 0, tzinfo=ZONE)


def make_line(
    day: int = 16, status: Status = Status.UNCLARIFIED, **more: object
) -> Line:
    """Make a line of Anna's in March 2026; `more` says what is registered."""
    return replace(
        Line(
            person_id="anna",
            person="Anna Åkjær",
            course_id="course-1",
            course_first=date(2026, 3, 16),
            course_last=date(2026, 5, 8),
            site_id="site-1",
            site="Citykorpset",
            date=date(2026, 3, day),
            planned_start=datetime(2026, 3, day, 8, 15, tzinfo=ZONE),
            planned_end=datetime(2026, 3, day, 14, 30, tzinfo=ZONE),
            status=status,
        ),
        **more,
    )


def came(day: int, clock: str) -> datetime:
    """Give an instant of that day, by the clock on the wall."""
    return datetime.fromisoformat(f"2026-03-{day}T{clock}").replace(tzinfo=ZONE)


def every_status() -> list[Line]:
    """Make a line of every status, with all that can stand beside each."""
    return [
        make_line(
            16, Status.ON_TIME, registered_at=came(16, "08:11:03"), source=Source.TAP
        ),
        make_line(
            17,
            Status.LATE,
            registered_at=came(17, "08:20:01"),
            source=Source.MANUAL,
            minutes_late=5,
            noted_delay=True,
            standing_cause=Cause.UNKNOWN_CARD,
        ),
        make_line(
            18,
            Status.ATTENDED,
            registered_at=came(18, "06:00:00"),
            uncertain=True,
            source=Source.TAP,
        ),
        make_line(19, Status.NOTIFIED, notice=Told.BEFORE, reason_withheld=True),
        make_line(20, Status.NOTIFIED, notice=Told.AFTER, reason="job_interview"),
        make_line(23, Status.NO_SHOW, standing_cause=Cause.COVERAGE),
        make_line(24, Status.UNKNOWN, cause=Cause.CLOCK, standing_cause=Cause.CLOCK),
        make_line(25, Status.UNCLARIFIED),
        make_line(27, Status.PENDING),
    ]
