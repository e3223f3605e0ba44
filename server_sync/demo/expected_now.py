"""Who is expected at the demo's door now, and has not been seen."""

from datetime import datetime, timedelta

from kiosk.door.decide import windows_of
from kiosk.door.recent_taps import KINDS, Earlier
from kiosk.host.local_time import NS_PER_SECOND, day_of
from kiosk.journal.chain import Journal
from kiosk.roster.roster import Person, Roster

BACK = timedelta(hours=24)


def awaited(roster: Roster, journal: Journal, now: datetime) -> list[str]:
    """Name them, as `moedt tap NAME` wants them named."""
    earlier = Earlier()
    since = now - BACK
    for entry in journal.entries_of_day(_ns(since), _ns(now + BACK), KINDS):
        earlier.see(entry)
    return [
        person.name
        for person in roster.people
        if _is_awaited(person, roster, earlier.of(person, roster, sure=True), now)
    ]


def _is_awaited(
    person: Person, roster: Roster, seen: list[datetime], now: datetime
) -> bool:
    if roster.notice_covers(person.id, day_of(now)):
        return False
    return any(
        window.holds(now) and not any(window.holds(at) for at in seen)
        for window in windows_of(person, roster)
    )


def _ns(at: datetime) -> int:
    return round(at.timestamp()) * NS_PER_SECOND
