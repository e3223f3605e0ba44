"""Read back what is planned: the site with its terminals, courses, closures."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from operator import attrgetter, itemgetter

from sqlalchemy import (
    Connection,
)

from server_sync.central.db import tables
from server_sync.central.db.query_batch import Rows, listed
from server_sync.central.errors import NotKnown
from server_sync.central.facts.people import WEEKDAYS
from server_sync.central.judging import plan_queries
from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import (
    Closure,
    Course,
    Instant,
    Interval,
    Limits,
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


def _site_in(rows: Rows, site: str) -> tuple[Site, str]:
    """Read the answer to `_site_query`: the site, and whose it is."""
    if not rows:
        raise NotKnown(f"there is no site {site!r}")
    municipality, name, week, tolerance_min, capacity, zone, limits = rows[0][:7]
    terminals = sorted(row[7:] for row in rows if row[7] is not None)
    known = Site(
        name=name,
        terminals=tuple(device for device, _, _ in terminals),
        week=week_of(week),
        tolerance_min=tolerance_min,
        capacity=capacity,
        zone=zone,
        limits=Limits(**limits),
        uses=tuple(
            _use(device, since, until, zone)
            for device, since, until in terminals
            if since or until
        ),
    )
    return known, municipality


def _use(device: str, since: int | None, until: int | None, zone: str) -> Use:
    return Use(
        terminal=TerminalId(device),
        first=date.min if since is None else date_of(Instant(since), zone),
        last=None if until is None else date_of(Instant(until), zone),
    )


def _courses_in(found: Mapping[str, Rows]) -> list[tuple[str, Course]]:
    """Read the answers about courses; sorted by person and first day."""
    said = _said_in(found["said"])
    return [
        (
            key,
            Course(
                person=person,
                first=date.fromisoformat(first),
                last=said.ends.get(key) or date.fromisoformat(last),
                plans=said.plans_of(key),
                exceptions=said.exceptions[key],
                max_weeks=max_weeks or law_weeks,
                told_at=told_at,
            ),
        )
        for person, first, key, last, max_weeks, law_weeks, told_at in sorted(
            found["courses"], key=itemgetter(0, 1, 2)
        )
    ]


@dataclass(slots=True)
class _Said:
    """What was said of courses; of several for one date, what was said last holds."""

    ends: dict[str, date] = field(default_factory=dict)
    plans: defaultdict[str, dict[date, Plan]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    exceptions: defaultdict[str, dict[date, PlannedDay]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def plans_of(self, course: str) -> tuple[Plan, ...]:
        """Give a course's own plans, in order."""
        return tuple(sorted(self.plans[course].values(), key=attrgetter("first")))


def _said_in(rows: Rows) -> _Said:
    said = _Said()
    for _, _, what, course, day, planned, told_at in sorted(rows, key=itemgetter(0, 1)):
        on = date.fromisoformat(day)
        if what == tables.plan.name:
            plan = Plan(first=on, week=week_of(planned), told_at=told_at)
            said.plans[course][on] = plan
        elif what == tables.exception.name:
            intervals = intervals_of(planned)
            said.exceptions[course][on] = PlannedDay(
                intervals=intervals, told_at=told_at
            )
        else:
            said.ends[course] = on
    return said
