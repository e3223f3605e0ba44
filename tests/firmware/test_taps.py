"""What counts as one tap."""

from hypothesis import example, given
from hypothesis import strategies as st

from firmware.card import CardUid
from firmware.reader import Reading, SeenCard, Trouble
from firmware.taps import (
    EMPTY,
    MISSES_UNTIL_GONE,
    NEW_AFTER_NS,
    NEW_AFTER_NS_RANDOM,
    RANDOM_WAITS_NS,
    TROUBLES_UNTIL_SAID,
    Presence,
    TapEvent,
    Tapped,
    TryAgain,
    follow,
)

ALICE, BOB, PHONE, SAME_PHONE = "11223344", "04a3c6cae26180", "08112233", "08998877"
POLL_NS = 50_000_000
READINGS_UNTIL_NEW = NEW_AFTER_NS // POLL_NS - 1
READINGS_UNTIL_NEW_RANDOM = NEW_AFTER_NS_RANDOM // POLL_NS - 1
NOTHING = Reading()
BROKEN = Reading(trouble=Trouble.BROKEN_READ)
COLLIDED = Reading(trouble=Trouble.COLLISION)


def card(uid: str) -> SeenCard:
    """See a card."""
    return SeenCard(uid=CardUid.from_hex(uid), atqa=4, sak=8)


def reading(*uids: str, trouble: Trouble | None = None) -> Reading:
    """Read these cards."""
    return Reading(cards=tuple(card(uid) for uid in uids), trouble=trouble)


def tapped(uid: str, *beside: str) -> Tapped:
    """Tap a card, with others beside it."""
    return Tapped(card=card(uid), beside=tuple(card(other) for other in beside))


def events_of(*readings: Reading) -> list[TapEvent]:
    """Take all readings in, one after the other."""
    presence: Presence = EMPTY
    events: list[TapEvent] = []
    for number, one in enumerate(readings):
        presence, said = follow(presence, one, number * POLL_NS)
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
    gap = [NOTHING] * (READINGS_UNTIL_NEW - 1)
    assert events_of(reading(ALICE), *gap, reading(ALICE)) == [Tapped(card=card(ALICE))]


def test_a_card_that_was_gone_counts_again() -> None:
    """Taken away and laid down again is two taps; the desk knows what to say."""
    gap = [NOTHING] * READINGS_UNTIL_NEW
    again = events_of(reading(ALICE), *gap, reading(ALICE))
    assert again == [Tapped(card=card(ALICE))] * 2


def test_a_card_is_gone_although_another_one_stays() -> None:
    """A forgotten card does not keep the others from being gone and new again."""
    alone = [reading(BOB)] * READINGS_UNTIL_NEW  # of which Alice is not seen
    both = [tapped(BOB, ALICE), tapped(ALICE, BOB)]
    assert events_of(reading(BOB, ALICE), *alone[1:], reading(ALICE)) == both
    again = [*both, Tapped(card=card(ALICE))]
    assert events_of(reading(BOB, ALICE), *alone, reading(ALICE)) == again


def test_two_cards_count_each() -> None:
    """Whether together or one upon the other, nobody's tap is swallowed."""
    both = [tapped(ALICE, BOB), tapped(BOB, ALICE)]
    assert events_of(reading(ALICE, BOB), reading(BOB, ALICE)) == both
    later = [tapped(ALICE), tapped(BOB, ALICE)]
    assert events_of(reading(ALICE), reading(ALICE, BOB)) == later


def test_a_card_that_flaps_for_ten_minutes_counts_once() -> None:
    """A card at the edge of the field drops out and comes back 1,334 times."""
    flap = [reading(ALICE), BROKEN, *[NOTHING] * MISSES_UNTIL_GONE]
    events = events_of(*flap * 1334)
    assert [event for event in events if isinstance(event, Tapped)] == [tapped(ALICE)]


def test_a_flapping_card_asks_once_to_be_held_still() -> None:
    """Its broken reads alone are no new visit either."""
    broken = [BROKEN, *[NOTHING] * MISSES_UNTIL_GONE]
    whole = [reading(ALICE), *[NOTHING] * MISSES_UNTIL_GONE]
    asked = TryAgain(trouble=Trouble.BROKEN_READ)
    assert events_of(*[*whole, *broken] * 100) == [tapped(ALICE), asked]


def test_somebody_who_failed_just_behind_another_is_asked_again() -> None:
    """The visit of the card before does not hide that this one was not read."""
    behind = [NOTHING] * MISSES_UNTIL_GONE
    asked = TryAgain(trouble=Trouble.BROKEN_READ)
    assert events_of(reading(ALICE), *behind, BROKEN, *behind) == [tapped(ALICE), asked]


def test_the_next_card_lights_while_another_visit_lasts() -> None:
    """Damping is of one card: the queue behind it is answered at once."""
    assert events_of(reading(ALICE), reading(BOB), reading(ALICE)) == [
        tapped(ALICE),
        tapped(BOB),
    ]


def test_a_phone_that_lies_near_for_an_hour_counts_once() -> None:
    """It shows a new random number each second or so, up to 3,600 of them."""
    numbers = [f"08{number:06x}" for number in range(3600)]
    second = [NOTHING] * 19
    readings = [one for number in numbers for one in (reading(number), *second)]
    assert events_of(*readings) == [tapped(numbers[0])]


def test_a_random_number_after_a_pause_counts_again() -> None:
    """The visit of random numbers ends when none came for five seconds."""
    pause = [NOTHING] * READINGS_UNTIL_NEW_RANDOM
    assert events_of(reading(PHONE), *pause[1:], reading(SAME_PHONE)) == [tapped(PHONE)]
    again = events_of(reading(PHONE), *pause, reading(SAME_PHONE), *pause)
    assert again == [tapped(PHONE), tapped(SAME_PHONE)]


def test_several_random_numbers_at_once_are_one_tap() -> None:
    """A phone and a passport in one hand are answered once."""
    readings = [reading(PHONE, SAME_PHONE)] * 20
    assert len(events_of(*readings)) == 1


def test_the_card_of_a_phones_owner_may_be_read_after_the_phone() -> None:
    """Both name each other, although the case came into the field first."""
    assert events_of(reading(PHONE), reading(SAME_PHONE), reading(ALICE, PHONE)) == [
        tapped(ALICE, PHONE),
        tapped(PHONE, ALICE),
    ]


def test_a_phone_alone_is_answered_after_a_moment() -> None:
    """At 0.3 s and not before, also where it is gone by then."""
    waits = [NOTHING] * (RANDOM_WAITS_NS // POLL_NS)
    assert events_of(reading(PHONE), *waits[1:]) == []
    assert events_of(reading(PHONE), *waits) == [tapped(PHONE)]


def test_a_phone_that_left_at_once_counts_however_fast_the_polls_are() -> None:
    """Its visit may be over before it is tapped."""
    presence, events = follow(EMPTY, reading(PHONE), 0)
    for number in range(1, 31):
        presence, more = follow(presence, NOTHING, number * RANDOM_WAITS_NS // 30)
        events += more

    assert events == (tapped(PHONE),)


def test_the_next_persons_card_did_not_lie_beside_a_phone_that_is_gone() -> None:
    """Only what answered in the same reading was in one hold."""
    waits = [NOTHING] * (RANDOM_WAITS_NS // POLL_NS)
    assert events_of(reading(PHONE), reading(ALICE), *waits) == [
        tapped(ALICE),
        tapped(PHONE),
    ]


def test_a_phone_beside_a_card_is_named_by_it() -> None:
    """Who holds the phone together with the card is known by both."""
    assert events_of(reading(ALICE, PHONE)) == [
        tapped(ALICE, PHONE),
        tapped(PHONE, ALICE),
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
    counted = [tapped(ALICE)]
    assert events_of(BROKEN, reading(ALICE), *gone) == counted
    assert events_of(COLLIDED, reading(ALICE), *gone) == counted
    assert events_of(reading(ALICE), *[BROKEN] * 9, *gone) == counted


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
    """Whoever was read while nothing remembered the card has a tap, in that step.

    A random number has it in the next step at the latest.
    """
    presence: Presence = EMPTY
    owed = 0
    for number, one in enumerate([*readings, NOTHING]):
        at_ns = number * 10 * POLL_NS
        lying = {
            name
            for name, seen_ns in presence.lying
            if at_ns - seen_ns < (NEW_AFTER_NS if name else NEW_AFTER_NS_RANDOM)
        }
        presence, events = follow(presence, one, at_ns)
        counted = {event.card.uid for event in events if isinstance(event, Tapped)}
        cards = {card.uid for card in one.cards if not card.uid.is_random}
        fresh_random = len(cards) < len(one.cards) and None not in lying

        assert {uid for uid in counted if not uid.is_random} == cards - lying
        randoms = sum(uid.is_random for uid in counted)
        assert owed <= randoms <= owed + fresh_random
        owed += fresh_random - randoms
    assert owed == 0
