"""Read what a scenario says of the site and of what was expected (section 7)."""

from collections.abc import Sequence
from datetime import date, time
from itertools import pairwise
from typing import Any

from server_sync.central.rules.errors import BadScenario
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
from server_sync.central.scenario.fields import (
    clock_at,
    date_at,
    in_order,
    instant_at,
    is_voided,
    items_of,
    keys_of,
    number_of,
    pair_of,
    text_of,
)

ZONE = "Europe/Copenhagen"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEFAULT_WEEK: Week = dict.fromkeys(range(5), ((time(8, 15), time(14, 30)),))
"""Monday to Friday 08:15-14:30, where a site says nothing else (section 2)."""


def site_of(value: object, where: str) -> Site:
    """Read the site and its settings."""
    fields = keys_of(
        value, where, needed="terminals", optional="name capacity tolerance_min week"
    )
    terminals = tuple(
        TerminalId(text_of(name, at))
        for at, name in items_of(fields, "terminals", where)
    )
    week = DEFAULT_WEEK
    if "week" in fields:
        week = week_of(fields["week"], f"{where}.week")
        _refuse_overlaps(week, f"{where}.week")
    capacity = fields.get("capacity")
    return Site(
        zone=ZONE,
        name=text_of(fields.get("name", ""), f"{where}.name"),
        terminals=tuple(dict.fromkeys(terminals)),
        week=week,
        tolerance_min=number_of(
            fields.get("tolerance_min", 5), f"{where}.tolerance_min"
        ),
        capacity=None if capacity is None else number_of(capacity, f"{where}.capacity"),
    )


def course_of(value: object, where: str) -> Course | None:
    """Read a course with its plans and dated exceptions; None if it was voided."""
    fields = keys_of(
        value,
        where,
        needed="person from to",
        optional="max_weeks plans exceptions told_at voided",
    )
    first = date_at(fields["from"], f"{where}.from")
    last = date_at(fields["to"], f"{where}.to")
    in_order(first, last, where)
    weeks = fields.get("max_weeks")
    plans = [
        plan
        for at, item in items_of(fields, "plans", where)
        if (plan := _plan_of(item, at)) is not None
    ]
    exceptions = [
        exception
        for at, item in items_of(fields, "exceptions", where)
        if (exception := _exception_of(item, at)) is not None
    ]
    course = Course(
        person=PersonId(text_of(fields["person"], f"{where}.person")),
        first=first,
        last=last,
        plans=tuple(plans),
        exceptions=dict(exceptions),
        max_weeks=None
        if weeks is None
        else number_of(weeks, f"{where}.max_weeks", least=1),
        told_at=_told_at(fields, where),
    )
    if is_voided(fields, where):
        return None
    _refuse_twice([plan.first for plan in plans], f"{where}.plans has two from")
    _refuse_twice([day for day, _ in exceptions], f"{where}.exceptions has two on")
    return course


def week_of(value: object, where: str) -> Week:
    """Read the intervals of a week by weekday."""
    fields = keys_of(value, where, optional=" ".join(WEEKDAYS))
    return {
        number: _intervals_of(fields, day, where)
        for number, day in enumerate(WEEKDAYS)
        if day in fields
    }


def _plan_of(value: object, where: str) -> Plan | None:
    fields = keys_of(value, where, needed="from week", optional="told_at voided")
    plan = Plan(
        first=date_at(fields["from"], f"{where}.from"),
        week=week_of(fields["week"], f"{where}.week"),
        told_at=_told_at(fields, where),
    )
    if is_voided(fields, where):
        return None
    _refuse_overlaps(plan.week, f"{where}.week")
    return plan


def _exception_of(value: object, where: str) -> tuple[date, PlannedDay] | None:
    fields = keys_of(value, where, needed="date sessions", optional="told_at voided")
    day = date_at(fields["date"], f"{where}.date")
    intervals = _intervals_of(fields, "sessions", where)
    told_at = _told_at(fields, where)
    if is_voided(fields, where):
        return None
    _refuse_overlap(intervals, f"{where}.sessions")
    return day, PlannedDay(intervals=intervals, told_at=told_at)


def _told_at(fields: dict[str, Any], where: str) -> Instant | None:
    """Read when the person was told; a scenario's times are Copenhagen's."""
    if fields.get("told_at") is None:
        return None
    return instant_at(fields["told_at"], f"{where}.told_at", ZONE)


def _intervals_of(
    fields: dict[str, object], key: str, within: str
) -> tuple[Interval, ...]:
    intervals = []
    for where, item in items_of(fields, key, within):
        first, last = pair_of(item, where)
        start, end = clock_at(first, where), clock_at(last, where)
        in_order(start, end, where)
        intervals.append((start, end))
    return tuple(sorted(intervals))


def _refuse_overlaps(week: Week, where: str) -> None:
    for number, intervals in week.items():
        _refuse_overlap(intervals, f"{where}.{WEEKDAYS[number]}")


def _refuse_overlap(intervals: Sequence[Interval], where: str) -> None:
    for (_, end), (start, _) in pairwise(intervals):
        if start < end:
            raise BadScenario(f"{where} has intervals that overlap")


def _refuse_twice(days: Sequence[date], what: str) -> None:
    for day in days:
        if days.count(day) > 1:
            raise BadScenario(f"{what} {day}")
