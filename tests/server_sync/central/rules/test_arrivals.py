"""From tap to arrival: section 3."""

import pytest

from tests.server_sync.central.rules.small import (
    MONDAY,
    Made,
    make_scenario,
    manual,
    monday_of,
    on_monday,
    outcome_of,
    prompts_of,
    sessions_of,
    tap,
    uncertain,
)

TWO_SESSIONS = [
    {
        "person": "A",
        "from": MONDAY,
        "to": MONDAY,
        "exceptions": [
            {"date": MONDAY, "sessions": [["09:00", "11:00"], ["13:00", "15:00"]]}
        ],
    }
]


def status_of(**changes: object) -> str:
    """Give the status of Monday."""
    status: str = monday_of(**changes)["status"]
    return status


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("05:14:59", {"status": "unclarified"}),
        ("05:15:00", {"status": "on_time", "arrived": "05:15:00", "source": "tap"}),
        ("08:20:00", {"status": "on_time", "arrived": "08:20:00", "source": "tap"}),
        ("08:20:00.999", {"status": "on_time", "arrived": "08:20:00", "source": "tap"}),
        (
            "08:20:01",
            {
                "status": "late",
                "arrived": "08:20:01",
                "source": "tap",
                "minutes_late": 5,
            },
        ),
        (
            "14:30:00",
            {
                "status": "late",
                "arrived": "14:30:00",
                "source": "tap",
                "minutes_late": 375,
            },
        ),
        ("14:30:01", {"status": "unclarified"}),
    ],
)
def test_the_edges_of_the_window_and_of_being_on_time(when: str, said: Made) -> None:
    """The window is [start - 180 min, end]; on time is up to start + 5 min."""
    assert monday_of(taps=[tap(when)]) == said


def test_an_early_arrival_counts() -> None:
    """Who comes before the doors open has come (others do not count it)."""
    assert status_of(taps=[tap("06:40:00")]) == "on_time"


def test_the_earliest_tap_decides_and_not_the_first_to_be_uploaded() -> None:
    """A tap of 09:00 that came in first does not outweigh the one of 08:10."""
    said = monday_of(taps=[tap("09:00:00"), tap("08:10:00")])
    assert said == {"status": "on_time", "arrived": "08:10:00", "source": "tap"}


def test_seconds_count() -> None:
    """08:20:59 is late and not "08:20"; whole minutes are for showing only."""
    said = monday_of(taps=[tap("08:20:59")])
    assert (said["status"], said["minutes_late"]) == ("late", 5)
    assert monday_of(taps=[tap("08:21:00")])["minutes_late"] == 6


def test_a_double_tap_is_no_check_out() -> None:
    """What comes after the arrival changes nothing, seconds or hours later."""
    once = monday_of(taps=[tap("08:10:00")])
    assert monday_of(taps=[tap("08:10:00"), tap("08:10:01"), tap("13:00")]) == once


def test_a_late_upload_repairs_a_day_already_judged() -> None:
    """The tap was made on Monday; that it came in on Tuesday does not matter."""
    tuesday = "2026-03-17T08:00"
    assert status_of(taps=[], as_of=on_monday("18:00")) == "unclarified"
    assert sessions_of(taps=[tap("08:10")], as_of=tuesday)[0]["status"] == "on_time"


@pytest.mark.parametrize(
    ("taps", "statuses"),
    [
        (["10:59:59"], ["late", "unclarified"]),
        (["11:00:00"], ["late", "unclarified"]),
        (["11:00:01"], ["unclarified", "on_time"]),
        (["09:00:00", "13:06:00"], ["on_time", "late"]),
        (["05:59:59"], ["unclarified", "unclarified"]),
    ],
)
def test_a_tap_is_the_arrival_of_one_session_at_most(
    taps: list[str], statuses: list[str]
) -> None:
    """Where an earlier session ends in the window, it opens one second later."""
    found = sessions_of(courses=TWO_SESSIONS, taps=[tap(when) for when in taps])
    assert [session["status"] for session in found] == statuses


def test_the_evening_before_bounds_the_window_of_a_night() -> None:
    """A session that ended at 23:00 takes the tap of 23:00, the night that after."""
    course = {
        "person": "A",
        "from": MONDAY,
        "to": "2026-03-17",
        "plans": [
            {
                "from": MONDAY,
                "week": {"mon": [["20:00", "23:00"]], "tue": [["01:00", "02:00"]]},
            }
        ],
    }
    for when, statuses in (
        ("23:00:00", ["late", "unclarified"]),
        ("23:00:01", ["unclarified", "on_time"]),
    ):
        found = sessions_of(
            courses=[course], taps=[tap(when)], as_of="2026-03-17T18:00"
        )
        assert [session["status"] for session in found] == statuses


@pytest.mark.parametrize(
    ("taps", "written", "arrived", "source"),
    [
        ([tap("08:30")], [manual("08:31")], "08:30:00", "tap"),
        ([tap("08:30")], [manual("08:29")], "08:29:00", "manual"),
        ([tap("08:30")], [manual("08:30")], "08:30:00", "tap"),
        ([uncertain("08:30", "08:40")], [manual("08:30")], "08:30:00", "manual"),
        ([uncertain("08:30", "08:40"), tap("08:30")], [], "08:30:00", "tap"),
    ],
)
def test_the_first_is_the_arrival(
    taps: list[Made], written: list[Made], arrived: str, source: str
) -> None:
    """At the same second: a certain tap, then a manual arrival, then an uncertain."""
    said = monday_of(taps=taps, manual=written)
    assert (said["arrived"], said["source"]) == (arrived, source)
    assert "uncertain" not in said


def test_what_is_certainly_on_time_goes_before_what_may_be() -> None:
    """An uncertain tap from 08:00 may be late; the certain one of 08:19 is not."""
    said = monday_of(taps=[uncertain("08:00", "08:20:01"), tap("08:19")])
    assert said == {"status": "on_time", "arrived": "08:19:00", "source": "tap"}


def test_an_uncertain_tap_that_ends_at_the_limit_is_certainly_on_time() -> None:
    """It goes before one that began sooner and may be late."""
    said = monday_of(taps=[uncertain("08:00", "08:21"), uncertain("08:01", "08:20")])
    assert (said["status"], said["arrived"]) == ("on_time", "08:01:00")


def test_uncertain_taps_are_ordered_by_lo_then_hi() -> None:
    """Of two from the same second, the one that ended sooner is the arrival."""
    taps = [uncertain("08:10", "08:25"), uncertain("08:10", "08:20")]
    assert monday_of(taps=taps)["status"] == "on_time"
    assert monday_of(taps=taps[:1])["status"] == "attended"


@pytest.mark.parametrize(
    ("lo", "hi", "status"),
    [
        ("05:15:00", "08:20:00", "on_time"),
        ("05:14:59", "08:20:00", "unknown"),
        ("08:20:00", "08:20:01", "attended"),
        ("08:20:01", "14:30:00", "late"),
        ("08:20:01", "14:30:01", "unknown"),
        ("14:30:00", "16:00:00", "unknown"),
        ("14:30:01", "16:00:00", "unclarified"),
        ("04:00:00", "05:14:59", "unclarified"),
        ("04:00:00", "05:15:00", "unknown"),
    ],
)
def test_the_edges_of_an_uncertain_tap(lo: str, hi: str, status: str) -> None:
    """Wholly within the window it is an arrival; where it only touches, a doubt."""
    assert status_of(taps=[uncertain(lo, hi)]) == status


def test_an_uncertain_arrival_shows_its_lo() -> None:
    """Lateness counts from `lo`, and the uncertainty is told."""
    assert monday_of(taps=[uncertain("08:25:30", "09:00")]) == {
        "status": "late",
        "arrived": "08:25:30",
        "uncertain": True,
        "source": "tap",
        "minutes_late": 10,
    }


@pytest.mark.parametrize(
    ("as_of", "status"),
    [("09:59:59", "pending"), ("10:00:00", "on_time"), ("08:00:00", "pending")],
)
def test_an_uncertain_tap_is_an_arrival_once_it_is_over(
    as_of: str, status: str
) -> None:
    """Until the whole interval is past it is a doubt."""
    site = {"terminals": ["T1"], "tolerance_min": 120}
    taps = [uncertain("08:01", "10:00")]
    assert status_of(site=site, taps=taps, as_of=on_monday(as_of)) == status


def test_between_two_equal_instants_is_still_uncertain() -> None:
    """An interval of one second is an interval."""
    assert monday_of(taps=[uncertain("08:10", "08:10")])["uncertain"] is True


@pytest.mark.parametrize(
    ("as_of", "status"), [("08:10:00", "on_time"), ("08:09:59", "pending")]
)
def test_what_lies_after_as_of_counts_for_nothing(as_of: str, status: str) -> None:
    """A tap and a manual arrival count from their own second on."""
    for facts in ({"taps": [tap("08:10")]}, {"manual": [manual("08:10")]}):
        assert status_of(**facts, as_of=on_monday(as_of)) == status


def test_a_tap_on_a_day_without_a_session_changes_nothing() -> None:
    """It is kept, and neither figures nor prompts know of it."""
    saturday = {"as_of": "2026-03-21T18:00"}
    came = tap("2026-03-21T09:00:00")
    assert outcome_of(make_scenario(taps=[came], **saturday)) == outcome_of(
        make_scenario(**saturday)
    )


def test_noted_delays_keep_a_session_out_of_often_late() -> None:
    """A delay on any tap in the window counts, not only on the arrival's."""
    days = [f"2026-03-{day}" for day in (16, 17, 18)]
    taps = [tap(f"{day}T09:00:00") for day in days]
    later = tap("2026-03-18T09:05:00", delay="transport")
    outside = tap("2026-03-18T15:00:00", delay="transport")
    often_late = {"key": "often_late", "person": "A"}
    evening = "2026-03-18T18:00"
    assert often_late in prompts_of(taps=taps, as_of=evening)
    assert often_late in prompts_of(taps=[*taps, outside], as_of=evening)
    assert often_late not in prompts_of(taps=[*taps, later], as_of=evening)
    first = [taps[0] | {"delay": "bus"}, tap(f"{days[0]}T09:01:00")]
    assert often_late not in prompts_of(taps=[*first, *taps[1:]], as_of=evening)
