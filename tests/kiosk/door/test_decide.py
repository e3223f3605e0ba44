"""What the door answers."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firmware.card import CardUid
from firmware.signals import Signal
from kiosk.door.decide import (
    WELCOMES,
    Decision,
    Greeting,
    decide,
    signal_of,
    windows_of,
)
from kiosk.roster.roster import EndedCard, Roster
from tests.builders import (
    A_DAY,
    A_UID,
    at,
    make_card,
    make_closed,
    make_notified,
    make_person,
    make_roster,
    make_session,
)

TOMORROW = A_DAY + timedelta(days=1)
ANOTHER_UID = "04b3c6cae26180"


def answer(
    when: datetime,
    roster: Roster | None = None,
    *,
    uid: str = A_UID,
    clock_sure: bool = True,
    earlier: Collection[datetime] = (),
) -> Decision:
    """Ask the desk."""
    return decide(
        uid=CardUid.from_hex(uid),
        at=when,
        clock_trusted=clock_sure,
        roster=roster or make_roster(),
        earlier_taps=earlier,
    )


@pytest.mark.parametrize(
    ("clock", "greeting", "after_start"),
    [
        ("04:14:59", Greeting.OUTSIDE_HOURS, False),
        ("04:15:00", Greeting.OK, False),
        ("07:20:00", Greeting.OK, False),
        ("07:20:01", Greeting.OK, True),
        ("13:30:00", Greeting.OK, True),
        ("13:30:01", Greeting.OUTSIDE_HOURS, False),
    ],
)
def test_whoever_is_expected_is_welcome_on_time_or_late(
    clock: str, greeting: Greeting, after_start: bool
) -> None:
    """From three hours before the start to the end, both ends included, it is OK."""
    assert answer(at(clock)) == Decision(
        greeting=greeting,
        person=make_person(),
        at=at(clock),
        clock_trusted=True,
        after_start=after_start,
    )


def test_nobody_comes_after_a_start_that_nobody_told() -> None:
    """The hours were told too late, so the door speaks of no start."""
    untold = make_roster(expected=(make_session(told_in_time=False),))

    assert not answer(at("08:40:00"), untold).after_start


def test_a_second_tap_is_told_the_first_time() -> None:
    """A double tap is no check-out: it is told when one was registered, and no more."""
    told = answer(at("07:11:30"), earlier=[at("07:11:00"), at("07:11:10")])

    assert told == Decision(
        greeting=Greeting.ALREADY,
        person=make_person(),
        at=at("07:11:00"),
        clock_trusted=True,
    )


def test_a_tap_on_the_way_home_is_not_outside_the_hours() -> None:
    """Who came today may hold the card again after the end; all is fine then."""
    told = answer(at("13:45:00"), earlier=[at("07:11:00")])

    assert told.greeting is Greeting.ALREADY


def test_a_tap_in_the_night_does_not_count_as_having_come() -> None:
    """What lies outside the hours registers nobody, so the morning's tap is OK."""
    roster = make_roster()

    assert answer(at("07:10:00"), roster, earlier=[at("02:00:00")]).greeting is (
        Greeting.OK
    )
    assert answer(at("14:00:00"), roster, earlier=[at("02:00:00")]).greeting is (
        Greeting.OUTSIDE_HOURS
    )


def test_two_sessions_a_day_are_two_arrivals() -> None:
    """The afternoon's window opens one second after the morning's end."""
    roster = make_roster(
        expected=(
            make_session("07:00:00", "10:00:00"),
            make_session("11:00:00", "13:00:00"),
        )
    )
    came = [at("06:58:00")]

    assert [window.opens for window in windows_of(make_person(), roster)] == [
        at("04:00:00"),
        at("10:00:01"),
    ]
    assert answer(at("10:00:00"), roster, earlier=came).greeting is Greeting.ALREADY
    assert answer(at("10:00:01"), roster, earlier=came).greeting is Greeting.OK


def test_the_first_day_is_greeted_once() -> None:
    """On the first day somebody receives you; the second tap that day is a second."""
    roster = make_roster(people=(make_person(first_day=A_DAY),))

    assert answer(at("07:10:00"), roster).greeting is Greeting.FIRST_DAY
    again = answer(at("07:10:09"), roster, earlier=[at("07:10:00")])
    assert again.greeting is Greeting.ALREADY
    other_day = make_roster(people=(make_person(first_day=TOMORROW),))
    assert answer(at("07:10:00"), other_day).greeting is Greeting.OK


@pytest.mark.parametrize(
    ("roster", "greeting"),
    [
        (make_roster(cards=()), Greeting.UNKNOWN_CARD),
        (make_roster(cards=(make_card(end=at("07:00:00")),)), Greeting.BLOCKED_CARD),
        (make_roster(cards=(make_card(start=at("08:00:00")),)), Greeting.UNKNOWN_CARD),
        (make_roster(cards=(make_card(blocked=True),)), Greeting.BLOCKED_CARD),
        (make_roster(expected=()), Greeting.NOT_ON_LIST),
        (make_roster(expected=(make_session(day=TOMORROW),)), Greeting.NOT_ON_LIST),
        (make_roster(expected=(), closed=(make_closed(),)), Greeting.CLOSED),
        (make_roster(closed=(make_closed(),)), Greeting.OK),
        (make_roster(notified=(make_notified(),)), Greeting.OK),
        (make_roster(expected=(), notified=(make_notified(),)), Greeting.OK),
        (
            make_roster(expected=(), notified=(make_notified(day=TOMORROW),)),
            Greeting.NOT_ON_LIST,
        ),
        (make_roster(expected=(), first=TOMORROW), Greeting.OK),
        (make_roster(expected=(), last=A_DAY - timedelta(days=1)), Greeting.OK),
        (Roster.nothing_known(), Greeting.UNKNOWN_CARD),
    ],
)
def test_each_state_of_the_list_has_its_answer(
    roster: Roster, greeting: Greeting
) -> None:
    """At 08:10 a card is answered by what the roster says, and by that alone."""
    assert answer(at("07:10:00"), roster).greeting is greeting


def test_a_card_that_changed_hands_is_its_holders_of_that_instant() -> None:
    """The end of one holding is the start of the next, and belongs to the next."""
    roster = make_roster(
        people=(make_person("alice"), make_person("bob")),
        cards=(
            make_card(person="alice", end=at("07:00:00")),
            make_card(person="bob", start=at("07:00:00")),
        ),
        expected=(make_session(person="alice"), make_session(person="bob")),
    )

    assert answer(at("06:59:59"), roster).person == make_person("alice")
    assert answer(at("07:00:00"), roster).person == make_person("bob")
    doubtful = answer(at("07:00:00"), roster, clock_sure=False)
    assert (doubtful.greeting, doubtful.person) == (Greeting.OK, None)


INSTANTS = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(when=INSTANTS, expected=st.booleans(), closed=st.booleans())
@example(when=at("02:00:00"), expected=True, closed=False)
@example(when=at("07:00:00"), expected=False, closed=True)
def test_a_clock_that_may_be_wrong_turns_no_known_card_away(
    when: datetime, expected: bool, closed: bool
) -> None:
    """Without a known time a known card is welcomed, and no time is said to it."""
    roster = make_roster(
        expected=(make_session(),) if expected else (),
        closed=(make_closed(),) if closed else (),
    )

    told = answer(when, roster, clock_sure=False)
    assert (told.greeting, told.clock_trusted) == (Greeting.OK, False)
    ended = make_roster(cards=(make_card(end=at("07:00:00")),))
    assert answer(when, ended, clock_sure=False).greeting is Greeting.OK
    stranger = answer(when, roster, uid=ANOTHER_UID, clock_sure=False)
    assert stranger.greeting is Greeting.UNKNOWN_CARD


@given(when=INSTANTS, sure=st.booleans())
def test_the_same_card_gets_the_same_answer(when: datetime, sure: bool) -> None:
    """The desk is a function; and whoever is not welcomed at once is helped."""
    roster = make_roster()
    told = answer(when, roster, clock_sure=sure)

    assert told == answer(when, roster, clock_sure=sure)
    assert signal_of(told.greeting) is (
        Signal.GREEN if told.greeting in WELCOMES else Signal.BLUE
    )


@pytest.mark.parametrize(
    ("changes", "greeting", "language"),
    [
        ({"cards": (make_card(end=at("06:59:59")),)}, Greeting.BLOCKED_CARD, "en"),
        ({"cards": (make_card(start=at("07:00:01")),)}, Greeting.UNKNOWN_CARD, None),
        ({"cards": ()}, Greeting.UNKNOWN_CARD, None),
        (
            {
                "cards": (),
                "ended_cards": (
                    EndedCard(uid=A_UID, name="Bo", language="uk", end=at("06:00:00")),
                ),
            },
            Greeting.BLOCKED_CARD,
            "uk",
        ),
    ],
)
def test_a_card_that_was_ended_is_out_of_use_and_not_unknown(
    changes: dict[str, Any], greeting: Greeting, language: str | None
) -> None:
    """It is answered in the language of who held it last, who is not named."""
    roster = make_roster(people=(make_person(language="en"),), **changes)

    told = answer(at("07:00:00"), roster)

    assert (told.greeting, told.person, told.language) == (greeting, None, language)


def test_every_greeting_has_a_light_and_none_is_red() -> None:
    """Green welcomes, white asks once more, everything else is a person's help."""
    lights = {greeting: signal_of(greeting) for greeting in Greeting}

    assert lights == dict.fromkeys(Greeting, Signal.BLUE) | {
        Greeting.OK: Signal.GREEN,
        Greeting.ALREADY: Signal.GREEN,
        Greeting.FIRST_DAY: Signal.GREEN,
        Greeting.GOODBYE: Signal.GREEN,
        Greeting.TRY_AGAIN: Signal.WHITE,
    }


def test_the_day_is_the_workshops_own() -> None:
    """At 23:30 UTC in winter it is tomorrow in Copenhagen, and nobody is expected."""
    roster = make_roster(expected=(make_session("21:00:00", "22:10:00"),))

    assert answer(at("22:59:59"), roster).greeting is Greeting.OUTSIDE_HOURS
    assert answer(at("23:00:00"), roster).greeting is Greeting.NOT_ON_LIST
