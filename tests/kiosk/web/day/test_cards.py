"""The taps of which nobody knows whose they were."""

from datetime import timedelta

import msgspec

from kiosk.journal.contents import Resolution, Tap
from tests.kiosk.web.seeing import (
    LOG,
    arrived_names,
    make_arrival,
    make_entry,
    missing_names,
    morning_of,
)
from tests.kiosk.web.workshop import (
    ANNA,
    BENT,
    CARLA,
    DAN,
    STRANGE,
    TUESDAY,
    local,
    make_card,
    make_roster,
)


def test_an_unknown_card_asks_who_it_was() -> None:
    """Its taps of the day are one question."""
    tap = Tap(uid=STRANGE)

    cards = morning_of(
        make_entry(1, tap, local("08.10")), make_entry(2, tap)
    ).unknown_cards

    assert [(card.seq, len(card.taps), card.ending) for card in cards] == [
        (1, 2, "c5c6")
    ]
    assert (cards[0].phone, cards[0].reported_lost) == (False, None)


def test_a_phone_is_told_from_a_card() -> None:
    """Its number is random, so it can be nobody's."""
    assert [card.phone for card in morning_of(Tap(uid="08aabbcc")).unknown_cards] == [
        True
    ]


def test_the_random_numbers_of_one_visit_are_one_question() -> None:
    """A phone that lay near is one row; another one, minutes later, is a second."""
    taps = [
        make_entry(seq, Tap(uid=f"08aabb{seq:02x}"), local("08.10") + seconds(2 * seq))
        for seq in range(1, 60)
    ]
    later = make_entry(60, Tap(uid="08ccddee"), local("08.30"))

    cards = morning_of(*taps, later).unknown_cards

    assert [(card.seq, len(card.taps)) for card in cards] == [(1, 59), (60, 1)]


def test_staff_see_whose_an_ended_card_was_last() -> None:
    """It is nobody's any more, and the name tells them whom to look for."""
    ended = msgspec.structs.replace(make_card(CARLA, STRANGE), end=local("07.00"))
    roster = make_roster(cards=(ended,))

    (card,) = morning_of(Tap(uid=STRANGE), roster=roster).unknown_cards

    assert (card.last_holder, card.reported_lost) == (CARLA.name, None)


def seconds(number: int) -> timedelta:
    """Return so many seconds."""
    return timedelta(seconds=number)


def test_an_unknown_card_that_was_somebodys_is_their_arrival() -> None:
    """At the time of the tap, not of the answer."""
    whose = Resolution(
        about=LOG.entry_id(1), person=CARLA.id, by="Mette Lund", at=local("08.20")
    )

    seen = morning_of(make_entry(1, Tap(uid=STRANGE), local("08.02")), whose)

    assert [(one.person, one.sighting.at) for one in seen.arrived] == [
        (CARLA, local("08.02"))
    ]
    assert seen.unknown_cards == ()


def test_a_card_that_is_not_one_of_ours_asks_no_more() -> None:
    """And is nobody's arrival."""
    nobody = Resolution(
        about=LOG.entry_id(1), person=None, by="Mette Lund", at=local("08.20")
    )

    seen = morning_of(Tap(uid=STRANGE), nobody)

    assert (seen.unknown_cards, arrived_names(seen)) == ((), [])


def test_answers_that_disagree_answer_nothing() -> None:
    """Two people said different names: the question stays."""
    says = [
        Resolution(about=LOG.entry_id(1), person=person, by="x", at=local("08.20"))
        for person in (ANNA.id, BENT.id)
    ]

    seen = morning_of(Tap(uid=STRANGE), *says)

    assert (len(seen.unknown_cards), arrived_names(seen)) == (1, [])


def test_a_card_reported_lost_is_nobodys_arrival() -> None:
    """Whoever holds it now need not be its owner."""
    lost = make_roster([DAN], cards=[make_card(DAN, STRANGE, blocked=True)])

    seen = morning_of(Tap(uid=STRANGE), roster=lost)

    assert (arrived_names(seen), missing_names(seen)) == ([], ["Dan Friis"])
    assert [card.reported_lost for card in seen.unknown_cards] == [DAN]


def test_a_lost_card_asks_no_more_once_its_owner_is_here() -> None:
    """Written by hand, they are."""
    lost = make_roster([DAN], cards=[make_card(DAN, STRANGE, blocked=True)])

    assert (
        morning_of(Tap(uid=STRANGE), make_arrival(DAN.id), roster=lost).unknown_cards
        == ()
    )


def test_unknown_cards_of_the_last_week_are_still_asked_about() -> None:
    """Each date by itself, since a card may have changed hands between."""
    tap = Tap(uid=STRANGE)
    monday = local("08.10", TUESDAY - timedelta(days=1))
    long_ago = local("08.10", TUESDAY - timedelta(days=8))

    cards = morning_of(
        make_entry(1, tap, long_ago), make_entry(2, tap, monday), make_entry(3, tap)
    ).unknown_cards

    assert [card.seq for card in cards] == [2, 3]
