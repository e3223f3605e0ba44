"""Set up the demo's workshop at central: municipality, site, staff and people."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from kiosk.web.auth.hashing import hash_secret
from server_sync.central.db import tables
from server_sync.central.db.sealing import Sealer
from server_sync.central.facts import people, planning, statements
from server_sync.central.facts.provenance import Provenance
from server_sync.central.rules.facts import Week
from server_sync.demo.people import DemoPerson, last_day, make_people

ZONE = ZoneInfo("Europe/Copenhagen")
SITE = "citykorpset"
DEVICE = "citykorpset-1"
SEED = 2026
DAYS_BACK = 28
SESSION = timedelta(hours=6, minutes=15)
LEAST_AHEAD = timedelta(minutes=5)
QUARTER_MINUTES = 15
LAST_START = time(23, 58)
LAST_END = time(23, 59)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStaff:
    """Somebody who can log in; a raadgiver only at central, the others at both."""

    name: str
    pin: str
    role: str
    team: str | None = None


STAFF = (
    DemoStaff(name="Mette Holm", pin="2468", role="koordinator"),
    DemoStaff(name="Karen Bruun", pin="1357", role="driftsleder"),
    DemoStaff(name="Henrik Vester", pin="3690", role="holdleder", team="Grønt hold"),
    DemoStaff(name="Jens Ravn", pin="4812", role="raadgiver"),
)


def set_up(
    connection: Connection, *, today: date, sealer: Sealer, public_key: bytes
) -> str:
    """Add the municipality, its workshop, staff, terminal and 100 people.

    Returns:
        A bearer token that reads the municipality's attendance.
    """
    began = datetime.combine(today - timedelta(days=DAYS_BACK), time(5), tzinfo=ZONE)
    provenance = Provenance(by="Karen Bruun", at=int(began.timestamp()))
    municipality = people.add_municipality(connection, name="Eksempelby Kommune")
    people.add_site(
        connection,
        municipality=municipality,
        name="Citykorpset",
        provenance=provenance,
        capacity=50,
        phone="12 34 56 78",
        known_as=SITE,
    )
    people.add_terminal(
        connection,
        site=SITE,
        terminal=DEVICE,
        provenance=provenance,
        public_key=public_key,
        since=provenance.at,
    )
    _add_staff(connection, municipality, provenance)
    opening = _Opening(
        municipality=municipality, today=today, provenance=provenance, sealer=sealer
    )
    for person in make_people(random.Random(SEED)):
        _offer(connection, person, opening)
    return people.add_token(
        connection, municipality=municipality, name="Jobcentret", provenance=provenance
    )


def expect_now(connection: Connection, *, now: datetime) -> bool:
    """Plan a session now for everybody, if there is none; return whether it was added.

    On any day and at any hour, also on a Saturday or late in the evening, today then
    has a session that people can come to: an exception of each course. The sessions
    that the date already has are kept. Only on a public holiday nobody is expected,
    because then no exception counts.
    """
    local = now.astimezone(ZONE)
    planned = _todays(connection, local.date())
    if any(_opens(start) <= local.time() <= end for start, end in planned):
        return False
    intervals = [*planned, _from_now(local)]
    plain = [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in intervals]
    provenance = Provenance(by="Karen Bruun", at=int(now.timestamp()), why="demo")
    for course in _running(connection, local.date()):
        planning.add_exception(
            connection,
            course=course,
            date=local.date(),
            intervals=plain,
            provenance=provenance,
        )
    return True


def _add_staff(
    connection: Connection, municipality: str, provenance: Provenance
) -> None:
    for member in STAFF:
        hashed = hash_secret(member.pin)
        people.add_staff(
            connection,
            municipality=municipality,
            site=None if member.role == "raadgiver" else SITE,
            name=member.name,
            role=member.role,
            team=member.team,
            provenance=provenance,
            password_hash=hashed,
            pin_hash=None if member.role == "raadgiver" else hashed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opening:
    """What all people who are offered a place have in common."""

    municipality: str
    today: date
    provenance: Provenance
    sealer: Sealer


def _offer(connection: Connection, offered: DemoPerson, opening: _Opening) -> None:
    provenance = opening.provenance
    person = people.new_id()
    people.add_person(
        connection,
        municipality=opening.municipality,
        name=offered.name,
        team=offered.team,
        language=offered.language,
        cpr_sealed=opening.sealer.seal_cpr(offered.cpr, person=person),
        provenance=provenance,
        known_as=person,
    )
    first = opening.today + timedelta(days=offered.begins)
    course = planning.add_course(
        connection,
        person=person,
        site=SITE,
        first=first,
        last=last_day(first, offered.weeks),
        benefit_group=offered.benefit_group,
        visitation_group=offered.visitation,
        provenance=provenance,
    )
    if offered.week is not None:
        planning.add_plan(
            connection,
            course=course,
            first=first,
            week=_plain(offered.week),
            provenance=provenance,
        )
    statements.assign_card(
        connection,
        card=offered.uid,
        person=person,
        start=provenance.at,
        provenance=provenance,
    )


def _plain(week: Week) -> dict[str, list[list[str]]]:
    return {
        people.WEEKDAYS[day]: [[f"{a:%H:%M}", f"{b:%H:%M}"] for a, b in intervals]
        for day, intervals in week.items()
    }


def _running(connection: Connection, day: date) -> list[str]:
    course = tables.course
    running = select(course.c.key).where(course.c.first <= day, course.c.last >= day)
    return list(connection.execute(running).scalars())


def _todays(connection: Connection, day: date) -> list[tuple[time, time]]:
    """Return the intervals that the demo has planned for a date so far."""
    exception = tables.exception
    planned = select(exception.c.intervals).where(exception.c.date == day)
    found = connection.execute(planned.order_by(exception.c.recorded_at.desc()))
    latest = found.scalars().first() or []
    return [(time.fromisoformat(a), time.fromisoformat(b)) for a, b in latest]


def _opens(start: time) -> time:
    return time(max(start.hour - 3, 0), start.minute if start.hour >= 3 else 0)


def _from_now(now: datetime) -> tuple[time, time]:
    """Return a session that starts at the next quarter of an hour, on the same date.

    In the last quarter of a day it starts at once; it ends at 23:59.
    """
    soonest = (now + LEAST_AHEAD).replace(second=0, microsecond=0)
    wait = -soonest.minute % QUARTER_MINUTES
    start = soonest + timedelta(minutes=wait)
    if start.date() != now.date():
        return min(now.time().replace(second=0, microsecond=0), LAST_START), LAST_END
    end = start + SESSION
    same_day = end.date() == now.date()
    return start.time(), end.time() if same_day else LAST_END
