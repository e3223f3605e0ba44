"""Who is expected at the demo's door now and is not registered yet."""

from datetime import datetime, timedelta

from kiosk.door.decide import windows_of
from kiosk.door.recent_taps import KINDS, RecentTaps
from kiosk.host.local_time import NS_PER_SECOND, day_of
from kiosk.journal.chain import Journal
from kiosk.roster.roster import Person, Roster

BACK = timedelta(hours=24)


def expected_people(roster: Roster, journal: Journal, now: datetime) -> tuple[str, ...]:
    """Return their names, as `moedt tap NAME` takes them.

    A person is expected from the moment when a tap would open the session until the
    session ends, unless a notice covers the date.
    """
    earlier = RecentTaps()
    for entry in journal.entries_of_day(_ns(now - BACK), _ns(now + BACK), KINDS):
        earlier.add_entry(entry)
    return tuple(
        person.name
        for person in roster.people
        if _is_expected(
            person,
            roster,
            earlier.registered_at(person, roster, clock_trusted_only=True),
            now,
        )
    )


def _is_expected(
    person: Person, roster: Roster, registered: list[datetime], now: datetime
) -> bool:
    if roster.notice_covers(person.id, day_of(now)):
        return False
    return any(
        window.contains(now) and not any(window.contains(at) for at in registered)
        for window in windows_of(person, roster)
    )


def _ns(at: datetime) -> int:
    return round(at.timestamp()) * NS_PER_SECOND
