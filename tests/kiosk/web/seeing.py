"""Looking at a morning, worked out of a few entries."""

from collections.abc import Sequence
from datetime import date, datetime

from kiosk.journal.contents import Arrival, Content, Notice, Reason, Void
from kiosk.roster.roster import Roster
from kiosk.web.active_entries import JournalId, active_entries
from kiosk.web.day.morning import Morning, morning
from kiosk.web.journal_tail import ReadEntry
from tests.kiosk.web.workshop import TUESDAY, local, make_roster

LOG = JournalId(device="door-1", chain="c" * 32)


def make_entry(
    seq: int, content: Content, at: datetime | None = None, *, certain: bool = True
) -> ReadEntry:
    """Make a line of the journal, written at 08.10."""
    return ReadEntry(
        seq=seq,
        content=content,
        at=at or local("08.10"),
        time_known=certain,
        boot_ns=seq,
        boot_id=bytes(16),
    )


def make_arrival(person: str, at: str = "08.05", by: str = "Mette Lund") -> Arrival:
    """Write that somebody came."""
    return Arrival(person=person, at=local(at), by=by, why="Glemte kortet")


def make_notice(
    person: str, first: date = TUESDAY, last: date = TUESDAY, at: str = "07.50"
) -> Notice:
    """Write that somebody rang."""
    return Notice(
        person=person,
        first=first,
        last=last,
        reason=Reason.ILL,
        reported_at=local(at),
        by="Mette Lund",
    )


def make_void(seq: int) -> Void:
    """Take an entry of this journal back."""
    return Void(
        about=LOG.entry_id(seq), by="Ole Bach", at=local("08.11"), why="forkert"
    )


def morning_of(
    *contents: Content | ReadEntry,
    roster: Roster | None = None,
    now: str = "08.15",
    a_date: date = TUESDAY,
) -> Morning:
    """Look at the morning after these entries."""
    lines: Sequence[ReadEntry] = [
        one if isinstance(one, ReadEntry) else make_entry(seq, one)
        for seq, one in enumerate(contents, 1)
    ]
    stands = active_entries(lines, LOG)
    return morning(a_date, roster or make_roster(), stands, local(now, a_date))


def arrived_names(seen: Morning) -> list[str]:
    """Name those who came."""
    return [one.person.name for one in seen.arrived]


def missing_names(seen: Morning) -> list[str]:
    """Name those not registered yet."""
    return [one.person.name for one in seen.not_registered]


def notice_names(seen: Morning) -> list[str]:
    """Name those of whom it was told."""
    return [one.person.name for one in seen.on_notice]
