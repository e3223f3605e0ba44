"""The prompts about one person's course (docs/rules.md section 6).

`rows` are what was judged of the course's sessions, in order, with dates up to that
of `as_of`.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby, islice
from operator import attrgetter

from server_sync.central.rules.facts import Course, Instant, Limits, Site
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.prompt import Key, Prompt
from server_sync.central.rules.status import PRESENT, Status
from server_sync.central.rules.streak import streak_of
from server_sync.central.rules.terminals import SiteTerminals

Rows = Sequence[Judged]
ONE_WEEK = timedelta(weeks=1)
HEARD = PRESENT | {Status.UNKNOWN}
"""Somebody came, or nobody can know."""
HEARD_OR_AWAY = HEARD | {Status.NO_SHOW}
AWAY_OR_UNCLEAR = frozenset({Status.NO_SHOW, Status.UNCLARIFIED})


def prompts_of_course(
    course: Course, rows: Rows, site: Site, today: date, as_of: Instant
) -> Iterator[Prompt]:
    """Raise what stands about this course at `as_of`, which lies on `today`."""
    limits = site.limits
    person = course.person
    for row in rows:
        if row.missing:
            yield Prompt(Key.MISSING_REGISTRATION, person, row.date)
        if row.status is Status.NO_SHOW:
            yield Prompt(Key.NO_SHOW, person, row.date)
    if rows and rows[0].date == today:
        yield Prompt(Key.FIRST_DAY, person, today)
    conditions = {
        Key.REPEATED_NO_SHOW: stays_away(rows, limits, today),
        Key.OFTEN_LATE: is_often_late(rows, limits),
        Key.NEVER_ATTENDED: never_attended(rows, limits),
        Key.COURSE_ENDING: is_ending(course, limits, today),
        Key.CARD_PROBLEM: has_card_problem(rows, site, as_of),
        Key.GOOD_STREAK: streak_of(rows).sessions in limits.streaks,
    }
    for key, holds in conditions.items():
        if holds:
            yield Prompt(key, person)


def stays_away(rows: Rows, limits: Limits, today: date) -> bool:
    """All U on each of the two latest dates, or a U on 3 dates within 28 days."""
    since = today - timedelta(days=limits.latest_days - 1)
    dates = {
        row.date for row in rows if row.status is Status.NO_SHOW and row.date >= since
    }
    if len(dates) >= limits.no_show_dates:
        return True
    telling = (row for row in reversed(rows) if row.counts_as in HEARD_OR_AWAY)
    by_date = groupby(telling, key=attrgetter("date"))
    latest = [
        all(row.counts_as is Status.NO_SHOW for row in on_date)
        for _, on_date in islice(by_date, limits.no_show_latest_dates)
    ]
    return len(latest) == limits.no_show_latest_dates and all(latest)


def is_often_late(rows: Rows, limits: Limits) -> bool:
    """3 or more of the latest 10 are late, and no cause of unknown stands on them."""
    heard = (
        row for row in reversed(rows) if row.status in HEARD and not row.is_excused
    )
    late = sum(
        row.status is Status.LATE and row.standing_cause is None
        for row in islice(heard, limits.late_of_sessions)
    )
    return late >= limits.late_sessions


def never_attended(rows: Rows, limits: Limits) -> bool:
    """At least 3 sessions are I or U, and on none did somebody come, or may have."""
    if any(row.counts_as in HEARD for row in rows):
        return False
    away = sum(row.status in AWAY_OR_UNCLEAR for row in rows)
    return away >= limits.never_sessions


def is_ending(course: Course, limits: Limits, today: date) -> bool:
    """The course runs, and its last day or its maximum length is near."""
    if not course.first <= today <= course.last:
        return False
    if (course.last - today).days <= limits.ending_days:
        return True
    if course.max_weeks is None:
        return False
    return today >= course.first + (course.max_weeks - limits.ending_weeks) * ONE_WEEK


def has_card_problem(rows: Rows, site: Site, as_of: Instant) -> bool:
    """2 or more of the latest 5 that have begun went without the card.

    Counted are those on which a terminal was in use: elsewhere no card helps.
    """
    limits, terminals = site.limits, SiteTerminals(site)
    begun = (row for row in reversed(rows) if row.start <= as_of)
    without_card = sum(
        row.came_without_card and bool(terminals.in_use(row.date))
        for row in islice(begun, limits.manual_of_sessions)
    )
    return without_card >= limits.manual_sessions
