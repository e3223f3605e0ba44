# ruff: noqa: D101, D103 -- the names are the words of the rules
"""Section 2: which sessions are expected."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tests.reference.facts import COPENHAGEN, WEEKDAYS, Course, Facts, Plan, Week

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Session:
    person: str
    date: date
    start: datetime
    end: datetime
    told: bool


def local_date(instant: datetime) -> date:
    return instant.astimezone(COPENHAGEN).date()


def utc(on: date, at: time) -> datetime:
    """Twice means the first; one that does not exist, by the offset before."""
    local = datetime.combine(on, at, tzinfo=COPENHAGEN).replace(fold=0)
    return local.astimezone(UTC)


def easter_sunday(year: int) -> date:
    """The Gregorian computus of Meeus, Jones and Butcher."""
    a = year % 19
    b, c = divmod(year, 100)
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day_less_one = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day_less_one + 1)


def is_public_holiday(on: date) -> bool:
    """Section 2.2. Not 1 May, 5 June, 24 or 31 December."""
    if (on.month, on.day) in [(1, 1), (12, 25), (12, 26)]:
        return True
    days_after_easter = (on - easter_sunday(on.year)).days
    # Maundy Thursday, Good Friday, Easter Sunday and Monday,
    # Ascension, Whit Sunday and Monday.
    if days_after_easter in [-3, -2, 0, 1, 39, 49, 50]:
        return True
    # Store bededag, the fourth Friday after Easter, up to 2023 and not after.
    return days_after_easter == 26 and on.year <= 2023


def week_valid_on(facts: Facts, course: Course, on: date) -> Week:
    """Section 2.1: before the first own plan, the site's holds."""
    for plan in own_plan_on(course, on):
        return plan.week
    return facts.week


def own_plan_on(course: Course, on: date) -> list[Plan]:
    """Return the person's own plan valid that day, or nothing."""
    begun = [plan for plan in course.plans if plan.first <= on]
    return sorted(begun, key=lambda plan: plan.first)[-1:]


def closed_stretches(facts: Facts, person: str) -> list[tuple[datetime, datetime]]:
    """Section 2.3: those that touch or overlap act as one."""
    stretches: list[tuple[datetime, datetime]] = []
    for start, end in sorted(
        (closure.start, closure.end)
        for closure in facts.closures
        if closure.person is None or closure.person == person
    ):
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((start, end))
    return stretches


def expected_sessions(facts: Facts, course: Course) -> list[Session]:
    """Section 7: sessions of dates up to that of `as_of`, in order of start."""
    sessions: list[Session] = []
    closed = closed_stretches(facts, course.person)
    on = course.first
    while on <= min(course.last, local_date(facts.as_of)):
        hours = week_valid_on(facts, course, on).get(WEEKDAYS[on.weekday()], [])
        # Section 2.5: its course; and the exception that sets its date, or the plan.
        told_at = [course.told_at]
        if on in course.exceptions:
            hours = course.exceptions[on].hours
            told_at.append(course.exceptions[on].told_at)
        else:
            told_at += [plan.told_at for plan in own_plan_on(course, on)]
        if is_public_holiday(on):
            hours = []
        for first, second in hours:
            planned_start, planned_end = utc(on, first), utc(on, second)
            start, end = planned_start, planned_end
            for closed_from, closed_to in closed:
                if closed_from <= planned_start < closed_to:
                    start = closed_to
                if closed_from < planned_end <= closed_to:
                    end = closed_from
            if start < end:  # If nothing is left, there is no session.
                told = not any(at is not None and at > start for at in told_at)
                sessions.append(Session(course.person, on, start, end, told))
        on += ONE_DAY
    return sorted(sessions, key=lambda session: (session.start, session.end))
