"""What a site may set otherwise, and which terminals count on which day."""

from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from server_sync.central.rules.facts import Facts, Limits, TerminalId, Use
from server_sync.central.rules.judge import judge, neighbourhood
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.status import Cause, Status
from server_sync.central.scenario.read import parse
from tests.server_sync.central.rules.small import (
    EVENING,
    MONDAY,
    at,
    day,
    heard,
    make_scenario,
    on_monday,
    tap,
    uncertain,
)

T2 = TerminalId("T2")
TUESDAY_MORNING = ["2026-03-17T08:00", "2026-03-17T09:00"]


def monday_with(facts: Facts, **settings: Any) -> Judged:
    """Judge Monday at a site that is set otherwise."""
    changed = replace(facts, site=replace(facts.site, **settings))
    (row,) = judge(changed, at(EVENING), first=day(MONDAY), last=day(MONDAY))
    return row


def facts_of(**changes: Any) -> Facts:
    """Read the facts of a small scenario."""
    return parse(make_scenario(**changes)).facts


@pytest.mark.parametrize(
    ("first", "last", "status"),
    [
        ("2026-03-17", None, Status.UNCLARIFIED),
        ("2026-01-01", "2026-03-15", Status.UNCLARIFIED),
        ("2026-03-16", "2026-03-16", Status.UNKNOWN),
        ("2026-03-16", None, Status.UNKNOWN),
    ],
)
def test_a_terminal_counts_on_the_days_it_was_in_use(
    first: str, last: str | None, status: Status
) -> None:
    """A terminal that was taken down last week is not deaf today."""
    facts = facts_of(
        site={"terminals": ["T1", "T2"]}, listening=heard(("05:00", "18:00"))
    )
    until = None if last is None else day(last)
    use = Use(terminal=T2, first=day(first), last=until)
    assert monday_with(facts).status is Status.UNKNOWN
    assert monday_with(facts, uses=(use,)).status is status


def test_a_terminal_that_was_gone_excuses_no_lateness() -> None:
    """A lateness may be ours by what stood at the door that day, and nothing else."""
    facts = facts_of(
        site={"terminals": ["T1", "T2"]},
        listening=heard(("05:00", "18:00")),
        taps=[tap("09:00")],
    )
    gone = Use(terminal=T2, first=day("2026-01-01"), last=day("2026-03-15"))
    assert monday_with(facts).status is Status.ATTENDED
    assert monday_with(facts, uses=(gone,)).status is Status.LATE


@pytest.mark.parametrize("last", ["2026-03-15", "2026-03-16"])
def test_a_terminal_that_was_gone_withholds_no_prompt(last: str) -> None:
    """Somebody missing is looked for as soon as those at the door have told so far."""
    facts = facts_of(
        site={"terminals": ["T1", "T2"]}, listening=heard(("05:00", "09:30"))
    )
    use = Use(terminal=T2, first=day("2026-01-01"), last=day(last))
    facts = replace(facts, site=replace(facts.site, uses=(use,)))
    (row,) = judge(facts, at(on_monday("09:30")))
    assert (row.status, row.missing) == (Status.PENDING, last < MONDAY)


def test_a_terminal_that_was_gone_is_not_waited_for() -> None:
    """Once those at the door have told of the whole session, time changes nothing."""
    facts = facts_of(
        site={"terminals": ["T1", "T2"]},
        listening=heard(("05:00", "18:00")) | {"T2": [TUESDAY_MORNING]},
        taps=[tap("2026-03-17T07:10", card="C9")],
    )
    gone = Use(terminal=T2, first=day("2026-01-01"), last=day("2026-03-15"))
    assert monday_with(facts).next_change == at(TUESDAY_MORNING[0])
    assert monday_with(facts, uses=(gone,)).next_change is None


def test_an_uncertain_tap_that_ends_at_this_second_is_an_arrival_and_no_doubt() -> None:
    """Not after `as_of` it is known whole, however little else is."""
    facts = facts_of(taps=[uncertain("08:00", "09:30")])
    known, not_yet = (
        judge(facts, at(on_monday(when)))[0] for when in ("09:30", "09:29:59")
    )
    assert (known.status, not_yet.status) == (Status.ATTENDED, Status.PENDING)


def test_a_quarantined_event_of_a_terminal_not_in_use_says_nothing() -> None:
    """Only such a terminal's events may have been taps of that day."""
    between = [on_monday("09:00"), on_monday("09:05")]
    facts = facts_of(
        site={"terminals": ["T1", "T2"]},
        quarantined=[{"terminal": "T2", "between": between}],
    )
    gone = Use(terminal=T2, first=day("2026-01-01"), last=day("2026-03-15"))
    assert monday_with(facts).cause is Cause.QUARANTINE
    assert monday_with(facts, uses=(gone,)).status is Status.UNCLARIFIED
    revoked = tuple(structs.replace(one, revoked=True) for one in facts.quarantined)
    late = facts_of(site={"terminals": ["T1", "T2"]}, taps=[tap("09:00")])
    facts, late = (replace(one, quarantined=revoked) for one in (facts, late))
    assert monday_with(facts, uses=(gone,)).cause is Cause.QUARANTINE
    assert monday_with(late, uses=(gone,)).status is Status.LATE


@pytest.mark.parametrize(
    ("limits", "status"),
    [
        (Limits(), Status.UNCLARIFIED),
        (Limits(early_min=181), Status.ON_TIME),
    ],
    ids=["default", "earlier"],
)
def test_how_early_a_window_opens_is_a_setting(limits: Limits, status: Status) -> None:
    """A site that opens at five sets it so."""
    facts = facts_of(taps=[tap("05:14:30")])
    assert monday_with(facts, limits=limits).status is status


def test_how_much_silence_makes_unknown_is_a_setting() -> None:
    """Twenty minutes, where a site has said so."""
    silent = heard(("05:00", "10:00"), ("10:15", "18:00"))
    facts = facts_of(listening=silent)
    assert monday_with(facts).status is Status.UNKNOWN
    kinder = Limits(silence_min=20)
    assert monday_with(facts, limits=kinder).status is Status.UNCLARIFIED


def test_the_neighbourhood_of_a_date_reaches_back_as_far_as_windows_do() -> None:
    """From 180 minutes before midnight to the midnight after."""
    site = facts_of().site
    monday = day(MONDAY)
    assert neighbourhood(site, monday, monday) == (
        at("2026-03-15T21:00"),
        at("2026-03-17T00:00"),
    )
    earlier = replace(site, limits=Limits(early_min=30, listening_min=60))
    assert neighbourhood(earlier, monday, monday)[0] == at("2026-03-15T23:00")


def test_a_session_without_arrivals_has_no_noted_delay() -> None:
    """It is a plain no, for what was written is all known."""
    assert monday_with(facts_of()).noted_delay is False


def test_seconds_late_are_kept_and_minutes_are_shown() -> None:
    """Nobody is rounded up."""
    row = monday_with(facts_of(taps=[tap("08:21:14")]))
    assert (row.seconds_late, row.minutes_late) == (374, 6)
    assert monday_with(facts_of()).minutes_late is None
