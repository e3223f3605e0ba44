"""Reading the form in which somebody writes down a notice."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from kiosk.look.danish import dated
from kiosk.look.form import Form
from kiosk.look.words import REASON
from server_sync.central.accounts.viewer import Viewer
from server_sync.central.facts.people import COPENHAGEN
from server_sync.central.rules.calendar import zone_of
from server_sync.central.web.forms import instant
from server_sync.central.web.people import queries

DAYS_MAX = 93


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """From when to when, why, and when it was told."""

    first: date
    last: date
    reason: str
    reported_at: int

    @property
    def days(self) -> str:
        """Its dates in full, with their years."""
        if self.first == self.last:
            return dated(self.first)
        return f"{dated(self.first)} til og med {dated(self.last)}"


def read(form: Form, *, now: int) -> Notice | None:
    """Read the form; None (and words beside each field) where it cannot be used."""
    today = datetime.fromtimestamp(now, zone_of(COPENHAGEN)).date()
    first, last = form.day("first", today=today), form.day("last", today=today)
    day, at = form.day("told_day", today=today), form.time("told_time")
    reason = form.choice("reason", REASON)
    if first is None or last is None or day is None or at is None:
        return None
    if last < first:
        form.wrong["last"] = "Sidste dag ligger før den første."
    elif last - first >= timedelta(days=DAYS_MAX):
        form.wrong["last"] = f"Højst {DAYS_MAX} dage ad gangen."
    reported_at = instant(day, at, COPENHAGEN)
    if reported_at > now:
        form.wrong["told_time"] = "Tidspunktet ligger ude i fremtiden."
    if form.wrong:
        return None
    return Notice(first=first, last=last, reason=reason, reported_at=reported_at)


def demand_course(
    connection: Connection, viewer: Viewer, form: Form, *, person: str, notice: Notice
) -> None:
    """Say so in the form where no course of the person touches these dates."""
    courses = queries.courses_of(connection, viewer, person)
    touching = (
        run.course.first <= notice.last and run.course.last >= notice.first
        for run in courses
    )
    if not any(touching):
        form.wrong["first"] = "Borgeren har intet forløb i de dage."
