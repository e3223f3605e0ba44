"""Of whom it was told that they would not come; the reason stays out of this file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.journal.contents import Notice
from kiosk.roster.roster import Roster
from kiosk.web.active_entries import ActiveEntries


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDetails:
    """That somebody told it, when, and to whom; None where the roster brought it."""

    at: datetime | None = None
    by: str | None = None
    seq: int | None = None


def notices_of_day(
    a_date: date, roster: Roster, active: ActiveEntries
) -> Mapping[str, NoticeDetails]:
    """Give the word on each person of whom it was told for that date.

    What was taken back here since the roster was made no longer stands, although
    that roster still says it.
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
