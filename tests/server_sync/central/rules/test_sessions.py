"""Who is expected, and when: section 2."""

import pytest

from server_sync.central.rules.facts import Instant
from server_sync.central.rules.sessions import cut_by
from tests.server_sync.central.rules.small import (
    MONDAY,
    Made,
    at,
    on_monday,
    sessions_of,
)

FRIDAY = "2026-03-20T18:00"


def hours_of(**changes: object) -> list[str]:
    """Give the sessions as `date start-end`, short."""
    return [
        f"{one['date'][-2:]} {one['start']}-{one['end']}"
        for one in sessions_of(**changes)
    ]


def closed(start: str, end: str, **changes: str) -> Made:
    """Make a closure on Monday."""
    return {"from": on_monday(start), "to": on_monday(end)} | changes


def course(**changes: object) -> list[Made]:
    """Make the one course, Monday to Friday."""
    return [{"person": "A", "from": MONDAY, "to": "2026-03-20"} | changes]


def test_without_a_plan_the_sites_week_holds() -> None:
    """Monday to Friday 08:15-14:30 is what a site says when it says nothing."""
    assert hours_of(as_of="2026-03-23T08:00") == [
        f"{day} 08:15-14:30" for day in (16, 17, 18, 19, 20, 23)
    ]


def test_changing_a_plan_does_not_change_days_before_its_validity() -> None:
    """A plan replaces the one before it from its first day on, and not a day sooner."""
    plans = [
        {"from": "2026-03-19", "week": {"thu": [["12:00", "14:00"]]}},
        {"from": "2026-03-17", "week": {"tue": [["09:00", "10:00"]]}},
    ]
    assert hours_of(courses=course(plans=plans), as_of=FRIDAY) == [
        "16 08:15-14:30",
        "17 09:00-10:00",
        "19 12:00-14:00",
    ]


def test_an_exception_replaces_the_plan_for_its_date_alone() -> None:
    """An empty one removes the date; one with two intervals gives two sessions."""
    exceptions = [
        {"date": "2026-03-17", "sessions": []},
        {"date": "2026-03-18", "sessions": [["13:00", "15:00"], ["09:00", "11:00"]]},
    ]
    assert hours_of(courses=course(exceptions=exceptions), as_of=FRIDAY) == [
        "16 08:15-14:30",
        "18 09:00-11:00",
        "18 13:00-15:00",
        "19 08:15-14:30",
        "20 08:15-14:30",
    ]


def test_a_maximum_length_cuts_nothing() -> None:
    """A course of one week at most still has its second week."""
    found = hours_of(
        courses=course(max_weeks=1, to="2026-03-24"), as_of="2026-03-24T18:00"
    )
    assert found[-1] == "24 08:15-14:30"


@pytest.mark.parametrize(
    ("closures", "hours"),
    [
        ([closed("08:00", "09:00")], "09:00-14:30"),
        ([closed("08:15", "09:00")], "09:00-14:30"),
        ([closed("08:16", "09:00")], "08:15-14:30"),
        ([closed("07:00", "08:15")], "08:15-14:30"),
        ([closed("12:00", "14:30")], "08:15-12:00"),
        ([closed("12:00", "14:29")], "08:15-14:30"),
        ([closed("14:30", "16:00")], "08:15-14:30"),
        ([closed("14:29", "16:00")], "08:15-14:29"),
        ([closed("14:29:59", "16:00")], "08:15-14:29"),
        ([closed("10:00", "11:00")], "08:15-14:30"),
        ([closed("08:15", "14:30")], None),
        ([closed("08:00", "11:00"), closed("11:00", "14:30")], None),
        ([closed("11:00", "14:30"), closed("08:00", "11:00:01")], None),
        ([closed("08:00", "11:00"), closed("11:01", "14:30")], "11:00-11:01"),
        ([closed("08:00", "12:00"), closed("09:00", "10:00")], "12:00-14:30"),
        (
            [closed("08:00", "09:00"), closed("09:00", "10:00", person="A")],
            "10:00-14:30",
        ),
        ([closed("08:00", "09:00", person="B")], "08:15-14:30"),
        ([closed("09:00", "09:00")], "08:15-14:30"),
    ],
)
def test_a_closure_moves_what_it_covers(
    closures: list[Made], hours: str | None
) -> None:
    """It moves a covered start or end, and does nothing strictly inside."""
    found = hours_of(closures=closures, as_of=on_monday("23:00"))
    assert found == ([] if hours is None else [f"16 {hours}"])


@pytest.mark.parametrize("seconds", [0, 1, 2])
def test_a_closure_that_begins_when_the_session_is_over_adds_no_second(
    seconds: int,
) -> None:
    """It covers an end only if it begins before: `from < end <= to`."""
    start, end = at(on_monday("08:15")), at(on_monday("14:30"))
    after = (Instant(end + seconds), at(on_monday("16:00")))
    assert cut_by((after,), start, end) == (start, end)


def test_a_day_off_before_the_end_of_the_course_leaves_the_rest() -> None:
    """A suspension of whole days takes those days and no others."""
    away = {"person": "A", "from": "2026-03-17T00:00", "to": "2026-03-19T00:00"}
    assert hours_of(closures=[away], courses=course(), as_of=FRIDAY) == [
        "16 08:15-14:30",
        "19 08:15-14:30",
        "20 08:15-14:30",
    ]


def test_hours_of_no_length_are_no_session() -> None:
    """Nobody is expected from 09:00 to 09:00."""
    nothing = [{"date": MONDAY, "sessions": [["09:00", "09:00"]]}]
    assert hours_of(courses=course(exceptions=nothing), as_of=on_monday("20:00")) == []


def test_sessions_of_later_dates_are_not_yet_told() -> None:
    """Dates up to that of `as_of` are in the outcome, from its first second on."""
    assert hours_of(as_of="2026-03-17T00:00:00") == ["16 08:15-14:30", "17 08:15-14:30"]
    assert hours_of(as_of="2026-03-16T23:59:59") == ["16 08:15-14:30"]
