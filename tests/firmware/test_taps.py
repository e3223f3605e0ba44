"""What counts as one tap."""

from hypothesis import example, given
from hypothesis import strategies as st

from firmware.card import CardUid
from firmware.reader import Reading, SeenCard, Trouble
from firmware.taps import (
    EMPTY,
    MISSES_UNTIL_GONE,
    TROUBLES_UNTIL_SAID,
    Presence,
    TapEvent,
    Tapped,
    TryAgain,
    follow,
)

ALICE, BOB, PHONE, SAME_PHONE = "11223344", "04a3c6cae26180", "08112233", "08998877"
NOTHING = Reading()
BROKEN = Reading(trouble=Trouble.BROKEN_READ)
COLLIDED = Reading(trouble=Trouble.COLLISION)


def card(uid: str) -> SeenCard:
    """See a card."""
    return SeenCard(uid=CardUid.from_hex(uid), atqa=4, sak=8)


def reading(*uids: str, trouble: Trouble | None = None) -> Reading:
    """Read these cards."""
    return Reading(cards=tuple(card(uid) for uid in uids), trouble=trouble)


def events_of(*readings: Reading) -> list[TapEvent]:
    """Take all readings in, one after the other."""
    presence: Presence = EMPTY
    events: list[TapEvent] = []
    for one in readings:
        presence, said = follow(presence, one)
        events.extend(said)
    return events


def test_a_card_counts_at_the_first_reading() -> None:
    """Nobody has to wait for a second look."""
    assert events_of(reading(ALICE)) == [Tapped(card=card(ALICE))]


def test_a_card_that_keeps_lying_counts_once() -> None:
    """A card forgotten on the reader is one tap, however long it lies there."""
    assert events_of(*[reading(ALICE)] * 1000) == [Tapped(card=card(ALICE))]


def test_a_flicker_is_no_second_tap() -> None:
    """One miss less than it takes to be gone does not make a card new."""
    gap = [NOTHING] * (MISSES_UNTIL_GONE - 1)
    assert events_of(reading(ALICE), *gap, reading(ALICE)) == [Tapped(card=card(ALICE))]


def test_a_card_that_was_gone_counts_again() -> None:
    """Taken away and laid down again is two taps; the desk knows what to say."""
    gap = [NOTHING] * MISSES_UNTIL_GONE
    again = events_of(reading(ALICE), *gap, reading(ALICE))
    assert again == [Tapped(card=card(ALICE))] * 2


def test_a_card_is_gone_although_another_one_stays() -> None:
    """A forgotten card does not keep the others from being gone and new again."""
    alone = [reading(BOB)] * MISSES_UNTIL_GONE
    both = [Tapped(card=card(BOB)), Tapped(card=card(ALICE))]
    assert events_of(reading(BOB, ALICE), *alone[1:], reading(ALICE)) == both
    again = [*both, Tapped(card=card(ALICE))]
    assert events_of(reading(BOB, ALICE), *alone, reading(ALICE)) == again


def test_two_cards_count_each() -> None:
    """Whether together or one upon the other, nobody's tap is swallowed."""
    both = [Tapped(card=card(ALICE)), Tapped(card=card(BOB))]
    assert events_of(reading(ALICE, BOB), reading(BOB, ALICE)) == both
    assert events_of(reading(ALICE), reading(ALICE, BOB)) == both


def test_a_phone_that_changes_its_uid_counts_once() -> None:
    """A phone at the edge of the field is not a crowd of unknown cards."""
    assert events_of(reading(PHONE), NOTHING, reading(SAME_PHONE)) == [
        Tapped(card=card(PHONE))
    ]


def test_lasting_trouble_is_said_once() -> None:
    """Who holds two cards is told after a moment, and not twenty times a second."""
    moment = [COLLIDED] * (TROUBLES_UNTIL_SAID - 1)
    asked = [TryAgain(trouble=Trouble.COLLISION)]
    assert events_of(*moment) == []
    assert events_of(*moment, COLLIDED) == asked
    assert events_of(*moment, NOTHING, *moment) == []
    assert events_of(*moment, *[COLLIDED] * 100) == asked
    assert events_of(*moment, COLLIDED, NOTHING, *[COLLIDED] * 9) == asked


def test_a_card_that_passed_too_fast_is_asked_again() -> None:
    """Nobody walks in believing that a broken read was a tap."""
    gone = [NOTHING] * MISSES_UNTIL_GONE
    assert events_of(BROKEN, *gone, *gone) == [TryAgain(trouble=Trouble.BROKEN_READ)]


def test_trouble_on_the_way_in_or_out_is_not_said() -> None:
    """Who has been counted is not then told to try again."""
    gone = [NOTHING] * MISSES_UNTIL_GONE
    tapped = [Tapped(card=card(ALICE))]
    assert events_of(BROKEN, reading(ALICE), *gone) == tapped
    assert events_of(COLLIDED, reading(ALICE), *gone) == tapped
    assert events_of(reading(ALICE), *[BROKEN] * 9, *gone) == tapped


def test_a_forgotten_card_hides_no_trouble() -> None:
    """Beside a card that lies there, another one that cannot be read is told."""
    beside = reading(ALICE, trouble=Trouble.BROKEN_READ)
    assert events_of(reading(ALICE), *[beside] * TROUBLES_UNTIL_SAID) == [
        Tapped(card=card(ALICE)),
        TryAgain(trouble=Trouble.BROKEN_READ),
    ]


def test_the_next_person_starts_afresh() -> None:
    """What was said to one visit is not remembered in the next."""
    gone = [NOTHING] * MISSES_UNTIL_GONE
    again = [BROKEN] * TROUBLES_UNTIL_SAID
    assert (
        events_of(*again, *gone, *again) == [TryAgain(trouble=Trouble.BROKEN_READ)] * 2
    )


READINGS = st.builds(
    lambda uids, trouble: reading(*uids, trouble=trouble),
    st.lists(st.sampled_from([ALICE, BOB, PHONE]), max_size=3, unique=True),
    st.sampled_from([None, *Trouble]),
)


@given(readings=st.lists(st.one_of(st.just(NOTHING), READINGS), max_size=60))
@example(readings=[reading(ALICE)] + [BROKEN] * 6 + [reading(ALICE)])
def test_no_card_is_lost_and_none_made_up(readings: list[Reading]) -> None:
    """Whoever was read while nothing remembered the card has a tap, in that step."""
    presence: Presence = EMPTY
    for one in readings:
        lying = {name for name, _ in presence.lying}
        presence, events = follow(presence, one)
        tapped = {event.card for event in events if isinstance(event, Tapped)}
        expected = {
            seen
            for seen in one.cards
            if (None if seen.uid.is_random else seen.uid) not in lying
        }
        assert tapped == expected
