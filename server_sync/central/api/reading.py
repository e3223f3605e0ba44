"""One reading of the log: brought up to this instant, and written in the access log."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.look.words import NOT_DECISIONS
from server_sync.central.api.schemas import Attendance, Period, session_of
from server_sync.central.api.tokens import Reader
from server_sync.central.attendance import queries
from server_sync.central.attendance.current import snapshot
from server_sync.central.attendance.line import Line
from server_sync.central.facts import access_log
from server_sync.central.facts.access_log import What
from server_sync.central.facts.people import COPENHAGEN
from server_sync.central.request_context import now, writing
from server_sync.central.rules.calendar import zone_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What was read, and as of when it holds."""

    municipality: str
    as_of: datetime
    lines: list[Line]


def log(reader: Reader, period: Period, *, form: str) -> Log:
    """Read the log of the reader's own municipality, and keep that it was read."""
    with snapshot(reader.municipality_id) as connection:
        lines = queries.of_period(
            connection,
            municipality=reader.municipality_id,
            first=period.first,
            last=period.last,
        )
    with writing() as connection:
        access_log.write_line(
            connection,
            municipality=reader.municipality_id,
            who=f"Adgangsnøgle: {reader.name}",
            what=What.READ_ATTENDANCE,
            now=now(),
            detail=f"{period.first} til {period.last}, {form}, {len(lines)} mødedage",
        )
    as_of = datetime.fromtimestamp(now(), zone_of(COPENHAGEN))
    return Log(municipality=reader.municipality, as_of=as_of, lines=lines)


def as_json(found: Log, period: Period) -> str:
    """Write what was read as the API's schema says, checked against it."""
    attendance = {
        "about": NOT_DECISIONS,
        "municipality": found.municipality,
        "from": period.first,
        "to": period.last,
        "as_of": found.as_of,
        "sessions": [session_of(line, as_of=found.as_of) for line in found.lines],
    }
    return Attendance.model_validate(attendance).model_dump_json(by_alias=True)
