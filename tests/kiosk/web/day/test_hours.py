"""How long people were here, where the workshop wants goodbye taps."""

from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.journal.contents import Tap
from kiosk.web.active_entries import active_entries
from kiosk.web.day.hours import Hours, hours_of
from tests.kiosk.web.seeing import LOG, make_arrival, make_entry
from tests.kiosk.web.workshop import (
    ANNA,
    BENT,
    TUESDAY,
    UIDS,
    Workshop,
    local,
    make_roster,
    make_session,
)

ANNAS = UIDS["Anna Holm"]
NOT_KNOWN = Hours(days_not_known=1)
GOES_ON = Hours()


def hours(
    *taps: str, now: str = "18.00", certain: bool = True, by_hand: str = ""
) -> Hours:
    """Say how long Anna was here, expected from 08.15 to 14.30, by such taps."""
    lines = [
        make_entry(seq, Tap(uid=ANNAS), local(text), certain=certain)
        for seq, text in enumerate(taps, 1)
    ]
    if by_hand:
        lines.append(make_entry(99, make_arrival(ANNA.id, by_hand)))
    stands = active_entries(lines, LOG)
    return hours_of([TUESDAY], make_roster(), stands, local(now))[ANNA.id]


def known(hours: int, minutes: int) -> Hours:
    """Say so much of one day."""
    return Hours(known=timedelta(hours=hours, minutes=minutes), days_known=1)


@pytest.mark.parametrize(
    ("taps", "found"),
    [
        (("08.10", "14.30"), known(6, 15)),  # early counts from the start
        (("09.15", "14.10"), known(4, 55)),
        (("08.15", "16.45"), known(6, 15)),  # coffee afterwards is no overtime
        (("08.10", "14.00", "14.20"), known(6, 5)),  # turned round once more
        (("08.10", "14.00"), known(5, 45)),
        (("08.10", "13.59"), NOT_KNOWN),  # too early for a goodbye
        (("08.10",), NOT_KNOWN),
        (("13.31", "14.30"), NOT_KNOWN),  # not an hour since the arrival
        (("13.30", "14.30"), known(1, 0)),
        ((), GOES_ON),
        (("14.31",), GOES_ON),  # came after all was over
    ],
)
def test_hours_are_from_arrival_to_goodbye_within_the_plan(
    taps: tuple[str, ...], found: Hours
) -> None:
    """Without a goodbye they are not known, and never zero."""
    assert hours(*taps) == found


def test_a_day_that_goes_on_is_not_missed_yet() -> None:
    """Nobody owes a goodbye before the end, nor at it."""
    assert hours("08.10", now="14.30") == GOES_ON
    assert hours("08.10", now="14.31") == NOT_KNOWN


def test_a_time_that_is_not_certain_makes_no_hours() -> None:
    """Neither does an arrival by hand say when somebody left."""
    assert hours("08.10", "14.30", certain=False) == NOT_KNOWN
    assert hours(by_hand="08.15") == NOT_KNOWN
    assert hours("14.30", by_hand="08.15") == known(6, 15)


def test_a_pause_between_two_sessions_is_not_counted() -> None:
    """Nor is the session that was over before somebody came."""
    roster = make_roster(
        [ANNA, BENT],
        expected=[
            make_session(ANNA, "08.15", "10.00"),
            make_session(ANNA, "12.00", "14.00"),
        ],
    )
    for first, minutes in (("08.10", 225), ("11.00", 120)):
        taps = [Tap(uid=ANNAS), Tap(uid=ANNAS)]
        times = (local(first), local("14.00"))
        lines = [
            make_entry(seq, tap, a_time)
            for seq, (tap, a_time) in enumerate(zip(taps, times, strict=True), 1)
        ]
        found = hours_of([TUESDAY], roster, active_entries(lines, LOG), local("18.00"))
        assert found[ANNA.id].known == timedelta(minutes=minutes)
        assert found[BENT.id] == Hours()


@pytest.mark.parametrize("wanted", [True, False])
def test_the_week_tells_hours_where_the_workshop_wants_them(
    tmp_path: Path, *, wanted: bool
) -> None:
    """And says of how many days it does not know them."""
    workshop = Workshop(tmp_path, goodbye_taps=wanted)
    workshop.tap(ANNAS)
    workshop.tap(UIDS["Bent Krogh"])
    workshop.stand_at("14.20")
    workshop.tap(ANNAS)
    workshop.stand_at("15.00")
    week = workshop.browser().see("/uge")

    assert ("Anna Holm 1 af 1 6 t 5 min" in week) is wanted
    assert ("Bent Krogh 1 af 1 1 dag vides ikke" in week) is wanted
    assert ("Timer" in week) is wanted
