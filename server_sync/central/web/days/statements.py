"""What named people said of one person and one date, and what was taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from kiosk.look import danish, words
from server_sync.central.db.tables import (
    arrival,
    delay,
    no_show,
    notice,
    resolution,
    void,
)
from server_sync.central.rules.calendar import zone_of
from server_sync.central.web.days import own_taps
from server_sync.central.web.forms import seconds_of_day


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """Who took a fact back, when and why."""

    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One fact that a named person wrote, as it is shown.

    Attributes:
        key: names the fact; a void is about it.
        table: which kind of fact it is.
        what: what was said, in words.
        why: why it was said, where the person wrote it.
        taken_back: None while nobody has taken it back.
    """

    key: str
    table: str
    what: str
    by: str
    at: datetime
    why: str
    taken_back: TakenBack | None

    @property
    def kind(self) -> str:
        """What it is called on screen."""
        return words.FACT[self.table]


def of_day(
    connection: Connection, *, person: str, day: date, zone: str
) -> list[Statement]:
    """Read what was written about a person and a date, in the order it was written."""
    place = zone_of(zone)
    rows = list(_facts(connection, person=person, day=day, zone=zone))
    keys = [row.key for _, _, row in rows]
    voids = {
        row.about: _taken_back(row, place)
        for row in connection.execute(select(void).where(void.c.about.in_(keys)))
    }
    found = [
        Statement(
            key=row.key,
            table=table,
            what=what,
            by=row.by,
            at=datetime.fromtimestamp(row.at, place),
            why=row.why,
            taken_back=voids.get(row.key),
        )
        for table, what, row in rows
    ]
    return sorted(found, key=lambda statement: (statement.at, statement.key))


def _facts(
    connection: Connection, *, person: str, day: date, zone: str
) -> Iterator[tuple[str, str, Row[Any]]]:
    notices = select(notice).where(
        notice.c.person == person, notice.c.first <= day, notice.c.last >= day
    )
    for row in connection.execute(notices):
        yield "notice", _notice_words(row, zone), row
    no_shows = select(no_show).where(no_show.c.person == person, no_show.c.date == day)
    for row in connection.execute(no_shows):
        yield "no_show", "Ikke mødt – ingen besked fundet", row
    taps = own_taps.of_day(connection, person=person, day=day, zone=zone)
    about = [tap.key for tap in taps]
    begins, ends = seconds_of_day(day, zone)
    arrivals = select(arrival).where(
        arrival.c.person == person, arrival.c.arrived.between(begins, ends)
    )
    for row in connection.execute(arrivals):
        came = datetime.fromtimestamp(row.arrived, zone_of(zone))
        delayed = f", forsinket: {row.delay}" if row.delay else ""
        yield "arrival", f"Kom kl. {danish.clock(came)}{delayed}", row
        about.append(row.key)
    delays = select(delay).where(delay.c.about.in_(about))
    for row in connection.execute(delays):
        yield "delay", "Blev forsinket", row
    resolved = select(resolution).where(
        resolution.c.about.in_(about), resolution.c.person == person
    )
    for row in connection.execute(resolved):
        yield "resolution", "Kortet var borgerens den dag", row


def _notice_words(row: Row[Any], zone: str) -> str:
    reason = words.REASON.get(row.reason, row.reason)
    reported = datetime.fromtimestamp(row.reported_at, zone_of(zone))
    days = (
        f", {row.first:%d-%m-%Y} til {row.last:%d-%m-%Y}"
        if row.last > row.first
        else ""
    )
    return f"{reason}{days}. Meldt {danish.moment(reported)}"


def _taken_back(row: Row[Any], place: ZoneInfo) -> TakenBack:
    return TakenBack(by=row.by, at=datetime.fromtimestamp(row.at, place), why=row.why)
