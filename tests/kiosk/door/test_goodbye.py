"""Goodbye taps, where the workshop wants them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from firmware.card import CardUid
from firmware.clock import ManualClock
from firmware.signals import Signal
from kiosk.door.decide import Decision, Greeting, decide
from kiosk.door.texts import Texts
from kiosk.journal.contents import Tap
from kiosk.roster.roster import Roster
from tests.builders import (
    A_DAY,
    A_UID,
    at,
    make_notified,
    make_person,
    make_roster,
    make_session,
)
from tests.kiosk.terminals import make_terminal

CAME = at("07:10:00")
THURSDAY = A_DAY + timedelta(days=3)
TWICE_A_WEEK = make_roster(expected=(make_session(), make_session(day=THURSDAY)))
TEXTS = Texts.load()


def answer(
    when: datetime,
    *,
    roster: Roster = TWICE_A_WEEK,
    earlier: Collection[datetime] = (CAME,),
    clock_sure: bool = True,
    goodbye_taps: bool = True,
) -> Decision:
    """Ask the desk of a workshop that wants goodbye taps."""
    return decide(
        uid=CardUid.from_hex(A_UID),
        at=when,
        clock_trusted=clock_sure,
        roster=roster,
        earlier_taps=earlier,
        goodbye_taps=goodbye_taps,
    )


@pytest.mark.parametrize(
    ("clock", "came", "greeting"),
    [
        ("12:59:59", "07:10:00", Greeting.ALREADY),
        ("13:00:00", "07:10:00", Greeting.GOODBYE),
        ("13:30:00", "07:10:00", Greeting.GOODBYE),
        ("13:30:01", "07:10:00", Greeting.GOODBYE),
        ("17:00:00", "07:10:00", Greeting.GOODBYE),
        ("13:29:59", "12:30:00", Greeting.ALREADY),
        ("13:30:00", "12:30:00", Greeting.GOODBYE),
        ("13:40:00", "13:25:00", Greeting.ALREADY),
    ],
)
def test_a_goodbye_is_an_hour_after_the_arrival_and_near_the_end(
    clock: str, came: str, greeting: Greeting
) -> None:
    """From half an hour before the end, edges included; sooner, all is as before."""
    assert answer(at(clock), earlier=[at(came)]).greeting is greeting


def test_a_goodbye_tells_when_we_meet_again() -> None:
    """It keeps the arrival, and names the next start."""
    assert answer(at("13:20:00")) == Decision(
        greeting=Greeting.GOODBYE,
        person=make_person(),
        at=CAME,
        clock_trusted=True,
        next_session=at("07:15:00", THURSDAY),
    )


@pytest.mark.parametrize(
    "roster",
    [
        make_roster(),
        make_roster(
            expected=TWICE_A_WEEK.expected, notified=(make_notified(day=THURSDAY),)
        ),
        make_roster(
            expected=(make_session(), make_session(day=A_DAY + timedelta(days=8)))
        ),
    ],
    ids=["nothing planned", "told away", "more than a week away"],
)
def test_nobody_is_promised_a_day_that_is_not_known(roster: Roster) -> None:
    """Then the goodbye wishes a good day."""
    told = answer(at("13:20:00"), roster=roster)

    assert (told.greeting, told.next_session) == (Greeting.GOODBYE, None)


def test_between_two_sessions_of_a_day_nobody_is_sent_home() -> None:
    """The morning's end is no goodbye while the afternoon is planned."""
    roster = make_roster(
        expected=(
            make_session("07:00:00", "10:00:00"),
            make_session("11:00:00", "13:00:00"),
        )
    )

    assert answer(at("09:45:00"), roster=roster).greeting is Greeting.ALREADY
    noon = [CAME, at("10:50:00")]
    assert answer(at("12:45:00"), roster=roster, earlier=noon).greeting is (
        Greeting.GOODBYE
    )


def test_who_never_came_is_not_told_goodbye() -> None:
    """A first tap near the end is a welcome; after it, somebody helps."""
    assert answer(at("13:20:00"), earlier=()).greeting is Greeting.OK
    assert answer(at("13:40:00"), earlier=()).greeting is Greeting.OUTSIDE_HOURS


def test_without_the_setting_or_a_sure_clock_there_is_no_goodbye() -> None:
    """The second tap is told the first, as ever."""
    plain = answer(at("13:20:00"), goodbye_taps=False)
    doubtful = answer(at("13:20:00"), clock_sure=False)

    assert (plain.greeting, doubtful.greeting) == (Greeting.ALREADY, Greeting.ALREADY)


@pytest.mark.parametrize(
    ("language", "planned", "unplanned"),
    [
        (
            "da",
            "Tak for i dag. Vi ses torsdag kl. 08.15.",
            "Tak for i dag. Hav en god dag.",
        ),
        (
            "en",
            "Thank you for today. See you Thursday at 08.15.",
            "Thank you for today. Have a good day.",
        ),
        (
            "ar",
            "شكرًا لك اليوم. نراك يوم الخميس في الساعة 08.15.",
            "شكرًا لك اليوم. نتمنى لك يومًا طيبًا.",
        ),
        (
            "uk",
            "Дякуємо за сьогодні. До зустрічі: четвер, 08.15.",
            "Дякуємо за сьогодні. Гарного дня.",
        ),
    ],
)
def test_a_goodbye_has_its_words_in_every_language(
    language: str, planned: str, unplanned: str
) -> None:
    """With the weekday as it is called there, and the hour as it is here."""
    thursday = answer(at("13:20:00"))
    some_day = answer(at("13:20:00"), roster=make_roster())

    for told, said in ((thursday, planned), (some_day, unplanned)):
        assert TEXTS.answer(told, language, offline=False) == said  # type: ignore[arg-type]


@pytest.mark.parametrize("wanted", [True, False])
def test_a_goodbye_is_a_tap_like_any_other(tmp_path: Path, wanted: bool) -> None:
    """The journal holds two equal taps; green both times, and no new kind of entry."""
    clock = ManualClock(wall_ns=round(CAME.timestamp()) * 10**9)
    terminal = make_terminal(
        tmp_path, roster=TWICE_A_WEEK, clock=clock, goodbye_taps=wanted
    )
    terminal.tap()
    terminal.clock.advance(6 * 3600)
    told = terminal.tap()

    assert [verdict.greeting for verdict in told] == [
        Greeting.GOODBYE if wanted else Greeting.ALREADY
    ]
    taps = [content for content in terminal.contents() if isinstance(content, Tap)]
    assert taps == [Tap(uid=A_UID, atqa=0x44, sak=0)] * 2
    assert terminal.lamps.shown == [Signal.GREEN, Signal.GREEN]
    terminal.journal.close()
