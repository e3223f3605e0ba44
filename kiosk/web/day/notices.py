"""Who gave notice for a date; the reason is not in here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.journal.contents import Notice
from kiosk.roster.roster import Roster
from kiosk.web.active_entries import ActiveEntries


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDetails:
    """When a notice was given, and to whom; None if it came with the roster."""

    at: datetime | None = None
    by: str | None = None
    seq: int | None = None


def notices_of_day(
    a_date: date, roster: Roster, active: ActiveEntries
) -> Mapping[str, NoticeDetails]:
    """Return the notice of each person who gave one for that date.

    A notice that was voided here after the roster was made does not count, although the
    roster still contains it.
    """
    voided = {
        notice.person
        for notice, voided_at in _voided_notices(active)
        if _covers(notice, a_date) and voided_at >= roster.made_at
    }
    found = {
        notice_days.person: NoticeDetails()
        for notice_days in roster.notified
        if notice_days.first <= a_date <= notice_days.last
        and notice_days.person not in voided
    }
    for entry in active.not_voided():
        if isinstance(entry.content, Notice) and _covers(entry.content, a_date):
            notice = entry.content
            details = NoticeDetails(at=notice.reported_at, by=notice.by, seq=entry.seq)
            known = found.get(notice.person)
            if known is None or known.at is None or notice.reported_at < known.at:
                found[notice.person] = details
    return found


def _voided_notices(active: ActiveEntries) -> list[tuple[Notice, datetime]]:
    return [
        (staff_entry.entry.content, staff_entry.voided_by.at)
        for staff_entry in active.staff_entries
        if staff_entry.voided_by is not None
        and isinstance(staff_entry.entry.content, Notice)
    ]


def _covers(notice: Notice, a_date: date) -> bool:
    return notice.first <= a_date <= notice.last
