"""Who is expected, and when (docs/rules.md section 2)."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from server_sync.central.rules.calendar import instant_of, public_holidays
from server_sync.central.rules.facts import (
    Closure,
    Course,
    Instant,
    PersonId,
    Plan,
    PlannedDay,
    Site,
)

ONE_DAY = timedelta(days=1)
Off = tuple[tuple[Instant, Instant], ...]
"""When nobody is expected: intervals `[from, to)`, in order, that do not touch."""


class Session(Struct, frozen=True):
    """The person is expected on that date from `start` to `end` (mødedag).

    `told` is False where the person was told of the hours only after the start.
    """

    person: PersonId
    date: date
    start: Instant
    end: Instant
    told: bool = True


def sessions_of(
    course: Course, site: Site, off: Off, *, first: date, last: date
) -> Iterator[Session]:
    """Give the sessions of a course with a date from first to last, in order."""
    plans = sorted(course.plans, key=lambda plan: plan.first)
    begin = max(first, course.first).toordinal()
    until = min(last, course.last).toordinal()
    for day in map(date.fromordinal, range(begin, until + 1)):
        planned = planned_on(day, course, plans, site)
        for planned_start, planned_end in planned.intervals:
            start = instant_of(day, planned_start, site.zone)
            end = instant_of(day, planned_end, site.zone)
            if off:
                start, end = cut_by(off, start, end)
            if start < end:
                told = was_told(course, planned, start)
                yield Session(course.person, day, start, end, told)


def planned_on(
    day: date, course: Course, plans: Sequence[Plan], site: Site
) -> PlannedDay:
    """Take what is planned for a date (rules 1 and 2); `plans` are in order.

    A holiday outweighs the exception, the exception the person's own plan, and
    that the site's week.
    """
    if day in public_holidays(day.year):
        return PlannedDay(intervals=())
    exception = course.exceptions.get(day)
    if exception is not None:
        return exception
    own = bisect_right(plans, day, key=lambda plan: plan.first) if plans else 0
    if own == 0:
        return PlannedDay(intervals=site.week.get(day.weekday(), ()))
    plan = plans[own - 1]
    intervals = plan.week.get(day.weekday(), ())
    return PlannedDay(intervals=intervals, told_at=plan.told_at)


def was_told(course: Course, planned: PlannedDay, start: Instant) -> bool:
    """Tell whether the person knew of course and hours by the start (rule 5)."""
    return all(
        told_at is None or told_at <= start
        for told_at in (course.told_at, planned.told_at)
    )


def joined(closures: Iterable[Closure]) -> Off:
    """Join what applies to one person: what touches or overlaps acts as one (3)."""
    off: list[tuple[Instant, Instant]] = []
    for closure in sorted(closures, key=lambda closure: closure.start):
        if off and closure.start <= off[-1][1]:
            start, end = off[-1]
            off[-1] = start, max(end, closure.end)
        else:
            off.append((closure.start, closure.end))
    return tuple(off)


def cut_by(off: Off, start: Instant, end: Instant) -> tuple[Instant, Instant]:
    """Move a start or an end that is covered (rule 3); nothing left if they cross."""
    over_start = bisect_right(off, start, key=_from) - 1
    over_end = bisect_right(off, end - 1, key=_from) - 1
    moved_start, moved_end = start, end
    if over_start >= 0 and start < off[over_start][1]:
        moved_start = off[over_start][1]
    if over_end >= 0 and end <= off[over_end][1]:
        moved_end = off[over_end][0]
    return moved_start, moved_end


def _from(interval: tuple[Instant, Instant]) -> Instant:
    return interval[0]
