"""The site's calendar: section 2, rule 2, and local times."""

import zoneinfo
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from server_sync.central.rules.calendar import (
    date_of,
    local_of,
    public_holidays,
    zone_of,
)
from tests.server_sync.central.rules.small import ZONE, at, sessions_of

WEEKDAY_HOLIDAYS = {
    2026: ["01-01", "04-02", "04-03", "04-06", "05-14", "05-25", "12-25"],
    2027: ["01-01", "03-25", "03-26", "03-29", "05-06", "05-17"],
    2028: ["04-13", "04-14", "04-17", "05-25", "06-05", "12-25", "12-26"],
}
"""Golden values, computed by another hand than the `holidays` package."""


@pytest.mark.parametrize("year", WEEKDAY_HOLIDAYS)
def test_weekday_holidays_are_the_golden_ones(year: int) -> None:
    """On exactly these weekdays nobody is expected."""
    found = sorted(day for day in public_holidays(year) if day.weekday() < 5)
    assert [f"{day:%m-%d}" for day in found] == WEEKDAY_HOLIDAYS[year]


def test_all_holidays_of_a_year_are_those_of_the_document() -> None:
    """Easter of 2026 was on 5 April; ten days follow from it and from the year."""
    easter = date(2026, 4, 5)
    assert public_holidays(2026) == {
        date(2026, 1, 1),
        *(easter + timedelta(days) for days in (-3, -2, 0, 1, 39, 49, 50)),
        date(2026, 12, 25),
        date(2026, 12, 26),
    }


def test_store_bededag_ended_with_2023() -> None:
    """The fourth Friday after Easter is a holiday up to 2023 and not after."""
    assert date(2023, 5, 5) in public_holidays(2023)
    after = [(2024, 4, 26), (2025, 5, 16), (2026, 5, 1), (2027, 4, 23), (2028, 5, 12)]
    assert [day for day in after if date(*day) in public_holidays(day[0])] == []


@pytest.mark.parametrize("day", ["05-01", "06-05", "12-24", "12-31"])
def test_a_site_closes_itself_for_days_that_are_no_holidays(day: str) -> None:
    """1 May, 5 June, 24 and 31 December are not holidays (2026: all are weekdays)."""
    assert date.fromisoformat(f"2026-{day}") not in public_holidays(2026)


def test_a_holiday_outweighs_plan_and_exception() -> None:
    """On Easter Monday nobody is expected, whatever an exception says."""
    course = {
        "person": "A",
        "from": "2026-04-06",
        "to": "2026-04-07",
        "exceptions": [{"date": "2026-04-06", "sessions": [["09:00", "10:00"]]}],
    }
    found = sessions_of(courses=[course], as_of="2026-04-07T18:00")
    assert [session["date"] for session in found] == ["2026-04-07"]


def test_a_local_time_that_exists_twice_means_the_first() -> None:
    """On 25 October 2026 the hour from 02:00 comes twice; the second is unwritten."""
    first = at("2026-10-25T02:30:00")
    assert at("2026-10-25T01:59:59") == first - 1801
    assert at("2026-10-25T03:00:00") == first + 5400
    assert f"{local_of(first, ZONE):%H:%M%z}" == "02:30+0200"
    assert f"{local_of(first + 3600, ZONE):%H:%M%z}" == "02:30+0100"


def test_a_local_time_that_does_not_exist_is_read_by_the_offset_before() -> None:
    """On 29 March 2026 the clock leaps from 02:00 to 03:00; 02:30 is shown as 03:30."""
    leapt = at("2026-03-29T02:30:00")
    assert leapt == at("2026-03-29T03:30:00")
    assert f"{local_of(leapt, ZONE):%H:%M}" == "03:30"


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)]
)
def test_a_day_has_as_many_hours_as_it_has(day: str, hours: int) -> None:
    """From midnight to midnight it is 23 hours in spring and 25 in autumn."""
    midnight = at(f"{day}T00:00:00")
    after = date.fromisoformat(day) + timedelta(days=1)
    assert at(f"{after}T00:00:00") - midnight == hours * 3600
    assert date_of(midnight, ZONE).isoformat() == day


def test_sessions_of_the_nights_of_change_keep_their_local_times() -> None:
    """A spring session is an hour shorter, an autumn one an hour longer; none lost."""
    week = {"sun": [["01:00", "04:00"]]}
    course = {"person": "A", "from": "2026-03-29", "to": "2026-10-25"}
    found = sessions_of(
        site={"terminals": ["T1"], "week": week},
        courses=[course],
        as_of="2026-10-25T18:00",
    )
    assert [found[0], found[-1]] == [
        {"date": day, "start": "01:00", "end": "04:00", "status": "unclarified"}
        for day in ("2026-03-29", "2026-10-25")
    ]


def test_hours_that_the_clock_leaps_over_are_shown_as_it_then_reads() -> None:
    """A session of 02:15-03:00 in the lost hour ends before it begins: there is none.

    One of 02:15-02:45 is there, and reads 03:15-03:45.
    """
    for hours, shown in (["02:15", "03:00"], []), (["02:15", "02:45"], ["03:15"]):
        found = sessions_of(
            site={"terminals": ["T1"], "week": {"sun": [hours]}},
            courses=[{"person": "A", "from": "2026-03-29", "to": "2026-03-29"}],
            as_of="2026-03-29T18:00",
        )
        assert [session["start"] for session in found] == shown


def test_the_machines_own_time_zones_are_not_asked(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """One that says something else changes no rebuild; and no path is a zone."""
    (tmp_path / "Europe").mkdir()
    utc = files("tzdata.zoneinfo").joinpath("UTC").read_bytes()
    (tmp_path / ZONE).write_bytes(utc)
    zoneinfo.reset_tzpath(to=[tmp_path])
    request.addfinalizer(zoneinfo.reset_tzpath)
    zone_of.cache_clear()

    in_summer = datetime(2026, 7, 1, tzinfo=zone_of(ZONE))
    assert in_summer.utcoffset() == timedelta(hours=2)
    for name in ("Europe/Citykorpset", "../tzdata", "Europe", ""):
        with pytest.raises(zoneinfo.ZoneInfoNotFoundError, match="no time zone is"):
            zone_of(name)
