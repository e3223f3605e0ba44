"""Read what a scenario says of the site and of what was expected (section 7)."""

from collections.abc import Iterable
from datetime import time

from msgspec.structs import asdict

from server_sync.central.rules.facts import (
    Course,
    Instant,
    Interval,
    PersonId,
    Plan,
    PlannedDay,
    Site,
    TerminalId,
    Week,
)
from server_sync.central.scenario import parts
from server_sync.central.scenario.check import in_order, no_overlap, no_two

DEFAULT_WEEK: Week = dict.fromkeys(range(5), ((time(8, 15), time(14, 30)),))
"""Monday to Friday 08:15-14:30, where a site says nothing else (section 2)."""


def site_of(part: parts.SitePart) -> Site:
    """Read the site and its settings."""
    week = DEFAULT_WEEK
    if part.week is not None:
        week = _week_of(part.week, "site.week", voided=False)
    return Site(
        name=part.name,
        terminals=tuple(dict.fromkeys(map(TerminalId, part.terminals))),
        week=week,
        tolerance_min=part.tolerance_min,
        capacity=part.capacity,
        zone=parts.ZONE,
    )


def courses_of(courses: Iterable[parts.CoursePart]) -> tuple[Course, ...]:
    """Read the courses that stand; a person has one."""
    read = [
        (_course_of(part, f"courses[{number}]"), part.voided)
        for number, part in enumerate(courses)
    ]
    found = tuple(course for course, voided in read if not voided)
    no_two((course.person for course in found), "courses has two of the person")
    return found


def _course_of(part: parts.CoursePart, where: str) -> Course:
    in_order(part.first, part.last, where)
    plans = [
        (_plan_of(plan, f"{where}.plans[{number}]"), plan.voided)
        for number, plan in enumerate(part.plans)
    ]
    days = [
        (day.date, _day_of(day, f"{where}.exceptions[{number}]"), day.voided)
        for number, day in enumerate(part.exceptions)
    ]
    own = [plan for plan, voided in plans if not voided]
    exceptions = [(on, day) for on, day, voided in days if not voided]
    if not part.voided:
        no_two((plan.first for plan in own), f"{where}.plans has two from")
        no_two((on for on, _ in exceptions), f"{where}.exceptions has two on")
    return Course(
        person=PersonId(part.person),
        first=part.first,
        last=part.last,
        plans=tuple(own),
        exceptions=dict(exceptions),
        max_weeks=part.max_weeks,
        told_at=_told_at(part.told_at),
    )


def _plan_of(part: parts.PlanPart, where: str) -> Plan:
    week = _week_of(part.week, f"{where}.week", voided=part.voided)
    return Plan(first=part.first, week=week, told_at=_told_at(part.told_at))


def _day_of(part: parts.ExceptionPart, where: str) -> PlannedDay:
    intervals = _hours_of(part.sessions, f"{where}.sessions", voided=part.voided)
    return PlannedDay(intervals=intervals, told_at=_told_at(part.told_at))


def _told_at(at: parts.LocalTime | None) -> Instant | None:
    return None if at is None else at.instant


def _week_of(part: parts.Week, where: str, *, voided: bool) -> Week:
    return {
        number: _hours_of(hours, f"{where}.{day}", voided=voided)
        for number, (day, hours) in enumerate(asdict(part).items())
    }


def _hours_of(hours: parts.Hours, where: str, *, voided: bool) -> tuple[Interval, ...]:
    """Read the intervals of a day; those of a voided fact may overlap."""
    intervals = []
    for number, (start, end) in enumerate(hours):
        in_order(start.time, end.time, f"{where}[{number}]")
        intervals.append((start.time, end.time))
    found = tuple(sorted(intervals))
    if not voided:
        no_overlap(found, where)
    return found
