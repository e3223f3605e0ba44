"""The log as a Danish spreadsheet opens it.

Semicolons, decimal comma, dd-mm-yyyy, UTF-8 with a byte order mark, CRLF. The first
row is the heading and nothing stands above it, so that the sheet sorts and filters at
once. That the rows are no decisions, and as of when they hold, is a column on every
row: it stays with a row that is sorted, filtered or copied away from the others.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from kiosk.look import words
from server_sync.central.api import cells
from server_sync.central.attendance.line import Line

MEDIA_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"

HEADING = (
    "Borger-id",
    "Borger",
    "Forløb fra",
    "Forløb til",
    "Sted",
    "Dato",
    "Mødetid fra",
    "Mødetid til",
    "Planlagte timer",
    "Kode",
    "Status",
    "Registreret kl.",
    "Tidspunkt usikkert",
    "Minutter efter mødetid",
    "Forsinkelse noteret",
    "Kilde",
    "Afbud givet",
    "Oplyst grund",
    "Hvorfor ukendt",
    "Forbehold",
    "Opgjort pr.",
    "Bemærk",
)


def write(lines: Iterable[Line], *, as_of: datetime) -> str:
    """Write the heading and one row a session."""
    sheet = io.StringIO(newline="")
    sheet.write(BYTE_ORDER_MARK)
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADING)
    writer.writerows(_rows(lines, as_of=f"{as_of:%d-%m-%Y %H:%M}"))
    return sheet.getvalue()


def _rows(lines: Iterable[Line], *, as_of: str) -> Iterator[tuple[str, ...]]:
    for line in lines:
        yield (
            cells.text(line.person_id),
            cells.text(line.person),
            cells.day(line.course_first),
            cells.day(line.course_last),
            cells.text(line.site),
            cells.day(line.date),
            cells.minute(line.planned_start),
            cells.minute(line.planned_end),
            cells.hours(line.planned),
            line.status.letter,
            words.STATUS[line.status],
            cells.second(line.registered_at),
            "ja" if line.uncertain else "",
            cells.whole(line.minutes_late),
            "ja" if line.noted_delay else "",
            words.SOURCE[line.source] if line.source else "",
            words.NOTICE[line.notice] if line.notice else "",
            _reason(line),
            words.CAUSE[line.cause] if line.cause else "",
            _reservation(line),
            as_of,
            words.NOT_DECISIONS,
        )


def _reason(line: Line) -> str:
    if line.reason_withheld:
        return words.WITHHELD
    return words.REASON.get(line.reason, cells.text(line.reason)) if line.reason else ""


def _reservation(line: Line) -> str:
    """Say what the terminals could not tell of a session that is not unknown."""
    if line.cause is not None or line.standing_cause is None:
        return ""
    return words.CAUSE[line.standing_cause]
