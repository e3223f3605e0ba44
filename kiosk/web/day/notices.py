"""Of whom it was told that they would not come; the reason stays out of this file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.journal.contents import Notice
from kiosk.roster.roster import Roster
from kiosk.web.active_entries import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """That somebody told it, when, and to whom; None where the roster brought it."""

    at: datetime | None = None
    by: str | None = None
    written: int | None = None


def told_of_day(a_date: date, roster: Roster, stands: Standing) -> Mapping[str, Word]:
    """Give the word on each person of whom it was told for that date.

    What was taken back here since the roster was made no longer stands, although
    that roster still says it.
    """
    taken_back = {
        notice.person
        for notice, voided_at in _taken_back(stands)
        if _covers(notice, a_date) and voided_at >= roster.made_at
    }
    found = {
        told.person: Word()
        for told in roster.notified
        if told.first <= a_date <= told.last and told.person not in taken_back
    }
    for line in stands.in_force():
        if isinstance(line.content, Notice) and _covers(line.content, a_date):
            notice = line.content
            word = Word(at=notice.reported_at, by=notice.by, written=line.seq)
            known = found.get(notice.person)
            if known is None or known.at is None or notice.reported_at < known.at:
                found[notice.person] = word
    return found


def _taken_back(stands: Standing) -> list[tuple[Notice, datetime]]:
    return [
        (written.line.content, written.taken_back.at)
        for written in stands.written
        if written.taken_back is not None and isinstance(written.line.content, Notice)
    ]


def _covers(notice: Notice, a_date: date) -> bool:
    return notice.first <= a_date <= notice.last
