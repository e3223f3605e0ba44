"""The status of a session, causes of unknown, lateness that may be ours: 3 and 4."""

import pytest

from server_sync.central.rules.judge import judge
from server_sync.central.rules.status import Told
from server_sync.central.scenario.read import parse
from tests.server_sync.central.rules.small import (
    MONDAY,
    Made,
    at,
    heard,
    make_scenario,
    manual,
    monday_of,
    no_show,
    notice,
    on_monday,
    sessions_of,
    tap,
    uncertain,
)


def said_of(**changes: object) -> str:
    """Give the status of Monday, with the cause where it is unknown."""
    said = monday_of(**changes)
    return f"{said['status']} {said.get('cause', '')}".strip()


def test_the_first_line_that_fits_decides() -> None:
    """An arrival outweighs a notice, that a no-show, that all that follows."""
    facts: Made = {"listening": {}, "as_of": on_monday("12:00")}
    assert said_of(**facts) == "pending"
    facts |= {"no_shows": [no_show("11:00")]}
    assert said_of(**facts) == "no_show"
    facts |= {"notices": [notice("11:30")]}
    assert said_of(**facts) == "notified"
    facts |= {"taps": [tap("11:45")]}
    assert said_of(**facts) == "attended"
    facts |= {"manual": [manual("11:40")]}
    assert said_of(**facts) == "late"
    facts |= {"taps": [tap("08:15")]}
    assert said_of(**facts) == "on_time"


@pytest.mark.parametrize(
    ("as_of", "status"),
    [("14:30:00", "pending"), ("14:30:01", "unclarified"), ("00:00", "pending")],
)
def test_a_session_is_pending_up_to_its_end(as_of: str, status: str) -> None:
    """At its last second it is still open."""
    assert said_of(as_of=on_monday(as_of)) == status


@pytest.mark.parametrize(
    ("when", "as_of", "status"),
    [
        ("08:15:00", "18:00", "unclarified"),
        ("08:15:01", "18:00", "no_show"),
        ("15:00:00", "15:00", "no_show"),
        ("15:00:00", "14:59:59", "unclarified"),
    ],
)
def test_a_no_show_is_confirmed_after_the_start(
    when: str, as_of: str, status: str
) -> None:
    """Before its start nobody can have stayed away; nor before it was said."""
    assert said_of(no_shows=[no_show(when)], as_of=on_monday(as_of)) == status


def test_a_no_show_holds_for_every_session_begun_by_then() -> None:
    """Confirmed at noon it says nothing of the afternoon."""
    hours = [{"date": MONDAY, "sessions": [["09:00", "11:00"], ["13:00", "15:00"]]}]
    course = {"person": "A", "from": MONDAY, "to": MONDAY, "exceptions": hours}
    for when, statuses in (
        ("12:00", ["no_show", "unclarified"]),
        ("16:00", ["no_show", "no_show"]),
    ):
        found = sessions_of(courses=[course], no_shows=[no_show(when)])
        assert [one["status"] for one in found] == statuses


@pytest.mark.parametrize(
    ("reported", "told"),
    [("08:15:00", "before"), ("08:15:01", "after"), ("08:15:00.9", "before")],
)
def test_a_notice_is_before_up_to_the_start(reported: str, told: str) -> None:
    """Either way the session is notified."""
    assert monday_of(notices=[notice(reported)]) == {
        "status": "notified",
        "reason": "ill",
        "notice": told,
    }


def test_of_several_notices_the_earliest_reported_is_shown() -> None:
    """Of equal ones, the first by reason."""
    notices = [
        notice("08:20", reason="other"),
        notice("08:10", reason="ill"),
        notice("08:10", reason="doctor"),
    ]
    said = monday_of(notices=notices)
    assert (said["reason"], said["notice"]) == ("doctor", "before")


@pytest.mark.parametrize(
    ("first", "last", "status"),
    [
        ("2026-03-15", "2026-03-16", "notified"),
        ("2026-03-16", "2026-03-17", "notified"),
        ("2026-03-17", "2026-03-17", "unclarified"),
        ("2026-03-01", "2026-03-15", "unclarified"),
    ],
)
def test_a_notice_covers_its_dates(first: str, last: str, status: str) -> None:
    """First and last included."""
    assert said_of(notices=[notice("07:00") | {"from": first, "to": last}]) == status


def test_a_notice_not_yet_reported_counts_for_nothing() -> None:
    """It counts from the second in which it was told."""
    facts = {"notices": [notice("15:00")]}
    assert said_of(**facts, as_of=on_monday("14:59:59")) == "unclarified"
    assert said_of(**facts, as_of=on_monday("15:00:00")) == "notified"


@pytest.mark.parametrize(
    ("facts", "as_of", "change"),
    [
        ({}, "08:00:00", "08:15:00"),
        ({}, "08:15:00", "08:45:00"),
        ({}, "08:45:00", "14:30:01"),
        ({}, "14:30:00", "14:30:01"),
        ({}, "14:30:01", None),
        ({"taps": [tap("10:00")]}, "09:00", "10:00:00"),
        ({"taps": [tap("10:00", card="C9")]}, "09:00", "10:00:00"),
        ({"taps": [uncertain("08:50", "10:00")]}, "09:00", "10:00:00"),
        ({"manual": [manual("10:00")]}, "09:00", "10:00:00"),
        ({"notices": [notice("20:00")]}, "18:00", "20:00:00"),
        ({"no_shows": [no_show("20:00")]}, "18:00", "20:00:00"),
        ({"no_shows": [no_show("20:00", date="2026-03-17")]}, "18:00", None),
        ({"listening": heard(("10:00", "16:00"))}, "09:00", "10:00:00"),
        ({"listening": heard(("08:00", "10:00"))}, "09:00", "10:00:00"),
        ({"listening": heard(("19:00", "20:00"))}, "18:00", "19:00:00"),
        (
            {"listening": heard(("05:00", "14:30"), ("19:00", "20:00"))},
            "18:00",
            "19:00:00",
        ),
        ({"listening": heard(("05:00", "09:00"))}, "09:00", "14:30:01"),
        ({"listening": heard(("09:00", "14:30:05"))}, "09:00", "14:30:01"),
        ({"taps": [tap("09:00", card="C9")]}, "09:00", "14:30:01"),
        ({"manual": [manual("09:00")]}, "09:00", "14:30:01"),
        ({"notices": [notice("09:00")]}, "09:00", "14:30:01"),
        ({"no_shows": [no_show("09:00")]}, "09:00", "14:30:01"),
        (
            {
                "listening": heard(("05:00", "09:00"), ("20:00", "21:00")),
                "notices": [notice("19:00")],
            },
            "18:00",
            "19:00",
        ),
    ],
    ids=range(23),
)
def test_when_time_alone_may_change_it(
    facts: Made, as_of: str, change: str | None
) -> None:
    """At the start, at 30 minutes, after the end, and when a fact begins to count."""
    read = parse(make_scenario(**facts))
    (row,) = judge(read.facts, at(on_monday(as_of)))
    assert row.next_change == (None if change is None else at(on_monday(change)))


def test_a_tap_ahead_that_is_said_to_be_anothers_is_waited_for_all_the_same() -> None:
    """Whoever held the card for a part of its interval will have a doubt then."""
    tapped = uncertain("09:00", "10:00")
    facts = make_scenario(
        cards=[
            {
                "card": "C1",
                "person": "A",
                "from": MONDAY + "T00:00",
                "to": on_monday("09:30"),
            }
        ],
        courses=[
            {"person": person, "from": MONDAY, "to": "2026-06-12"} for person in "AB"
        ],
        taps=[tapped],
        resolved=[tapped | {"person": "B"}],
    )
    of_a, _ = judge(parse(facts).facts, at(on_monday("08:50")))
    assert of_a.next_change == at(on_monday("09:00"))


def test_a_quarantined_event_ahead_begins_to_count() -> None:
    """It is looked at again when it does."""
    between = [on_monday("10:00"), on_monday("10:05")]
    ahead = {"quarantined": [{"terminal": "T1", "between": between}]}
    (row,) = judge(parse(make_scenario(**ahead)).facts, at(on_monday("09:00")))
    assert row.next_change == at(on_monday("10:00"))


@pytest.mark.parametrize(
    ("reported", "told"), [("08:15", Told.BEFORE), ("08:15:01", Told.AFTER)]
)
@pytest.mark.parametrize(("came", "status"), [("08:10", "on_time"), ("11:05", "late")])
def test_a_notice_belongs_to_the_day_and_not_to_the_absence(
    came: str, status: str, reported: str, told: Told
) -> None:
    """Whoever comes after all keeps it beside the status, and it excuses a delay."""
    facts = parse(make_scenario(taps=[tap(came)], notices=[notice(reported)])).facts
    (row,) = judge(facts, at(on_monday("18:00")))
    assert (row.status.value, row.reason, row.notice) == (status, "ill", told)
    assert (row.noted_delay, row.is_excused) == (False, True)
