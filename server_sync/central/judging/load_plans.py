"""Read back what is planned: the site with its terminals, courses, closures."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from operator import attrgetter

from sqlalchemy import Connection

from server_sync.central.db.query_batch import Rows, listed
from server_sync.central.errors import NotKnown
from server_sync.central.facts.people import WEEKDAYS
from server_sync.central.judging import plan_queries
from server_sync.central.judging.plan_queries import CourseRow, PlanningRow, SiteRow
from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import (
    Closure,
    Course,
    Instant,
    Interval,
    Plan,
    PlannedDay,
    Site,
    TerminalId,
    Use,
    Week,
)


def site_of(connection: Connection, site: str) -> Site:
    """Read a site with its settings and terminals.

    Raises:
        NotKnown: there is none of that id.
    """
    return _site_in(
        plan_queries.site_asked().ask(connection, {"site": site})["sites"], site
    )[0]


def keyed_courses(
    connection: Connection,
    *,
    site: str,
    people: Collection[str] | None = None,
    first: date | None = None,
    last: date | None = None,
) -> list[tuple[str, Course]]:
    """Read the courses of a site that have a date from first to last, with their keys.

    Sorted by person and first day.
    """
    asked = {"site": site, "people": listed(people or ())}
    found = plan_queries.courses_asked(of_people=people is not None).ask(
        connection, asked
    )
    return [
        (key, one)
        for key, one in _courses_in(found)
        if (first is None or one.last >= first) and (last is None or one.first <= last)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A site with its courses, each with its key, and whose the site is."""

    site: Site
    municipality: str
    courses: list[tuple[str, Course]]


def planned_at(
    connection: Connection, site: str, *, people: Collection[str] | None
) -> Planned:
    """Read a site and the courses that these people (None: all) have there.

    Raises:
        NotKnown: there is none of that id.
    """
    asked = {"site": site, "people": listed(people or ())}
    found = plan_queries.planned_asked(of_people=people is not None).ask(
        connection, asked
    )
    known, municipality = _site_in(found["sites"], site)
    return Planned(site=known, municipality=municipality, courses=_courses_in(found))


def closures_of(
    connection: Connection, *, site: str, span: tuple[int, int]
) -> tuple[Closure, ...]:
    """Read the closures and suspensions of everybody that touch the span."""
    asked = {"site": site, "off_lo": span[0], "off_hi": span[1]}
    return tuple(plan_queries.closures_asked().ask(connection, asked)["closures"])


def week_of(week: Mapping[str, Sequence[Sequence[str]]]) -> Week:
    """Read a week as JSON keeps it."""
    return {
        number: intervals_of(week[day])
        for number, day in enumerate(WEEKDAYS)
        if day in week
    }


def intervals_of(intervals: Sequence[Sequence[str]]) -> tuple[Interval, ...]:
    """Read the intervals of a day as JSON keeps them."""
    return tuple(
        (time.fromisoformat(start), time.fromisoformat(end)) for start, end in intervals
    )


def _site_in(rows: Sequence[SiteRow], site: str) -> tuple[Site, str]:
    """Return the site that the rows tell of, and its municipality."""
    if not rows:
        raise NotKnown(f"there is no site {site!r}")
    row = rows[0]
    known = Site(
        name=row.name,
        terminals=tuple(sorted(_terminals_in(rows))),
        week=week_of(row.week),
        tolerance_min=row.tolerance_min,
        capacity=row.capacity,
        zone=row.zone,
        limits=row.limits,
        uses=tuple(sorted(_uses_in(rows), key=attrgetter("terminal"))),
    )
    return known, row.municipality


def _terminals_in(rows: Iterable[SiteRow]) -> Iterator[TerminalId]:
    return (TerminalId(row.device) for row in rows if row.device is not None)


def _uses_in(rows: Iterable[SiteRow]) -> Iterator[Use]:
    """Say from when to when a terminal is in use, for those that are not always."""
    for row in rows:
        if row.device is not None and (row.since or row.until):
            yield Use(
                terminal=TerminalId(row.device),
                first=_date_of(row.since, row.zone) or date.min,
                last=_date_of(row.until, row.zone),
            )


def _date_of(at: int | None, zone: str) -> date | None:
    return None if at is None else date_of(Instant(at), zone)


def _courses_in(found: Mapping[str, Rows]) -> list[tuple[str, Course]]:
    """Return the courses with their keys, sorted by person and first day."""
    rows: list[CourseRow] = found["courses"]
    planning = _planning_in(found["planning"])
    return [
        (
            row.key,
            Course(
                person=row.person,
                first=row.first,
                last=planning.ends.get(row.key) or row.last,
                plans=planning.plans_of(row.key),
                exceptions=planning.exceptions[row.key],
                max_weeks=row.max_weeks or row.law_weeks,
                told_at=row.told_at,
            ),
        )
        for row in sorted(rows, key=attrgetter("person", "first", "key"))
    ]


@dataclass(slots=True)
class _Planning:
    """Plans, exceptions and ends of courses; of several for a date the last holds."""

    ends: dict[str, date] = field(default_factory=dict)
    plans: defaultdict[str, dict[date, Plan]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    exceptions: defaultdict[str, dict[date, PlannedDay]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def plans_of(self, course: str) -> tuple[Plan, ...]:
        """Return a course's own plans, in order."""
        return tuple(sorted(self.plans[course].values(), key=attrgetter("first")))


def _planning_in(rows: Sequence[PlanningRow]) -> _Planning:
    planning = _Planning()
    for row in sorted(rows, key=attrgetter("at", "key")):
        if isinstance(row.planned, dict):
            planning.plans[row.course][row.day] = Plan(
                first=row.day, week=week_of(row.planned), told_at=row.told_at
            )
        elif isinstance(row.planned, list):
            planning.exceptions[row.course][row.day] = PlannedDay(
                intervals=intervals_of(row.planned), told_at=row.told_at
            )
        else:
            planning.ends[row.course] = row.day
    return planning
