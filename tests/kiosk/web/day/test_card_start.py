"""An unknown card becomes somebody's: from its tap on, dated back, or not at all."""

from datetime import date

import pytest
from msgspec.structs import replace

from kiosk.journal.contents import Card, Resolution, Tap
from kiosk.roster.roster import StaffMember
from tests.kiosk.web.about import about
from tests.kiosk.web.workshop import (
    BENT,
    STRANGE,
    Browser,
    Workshop,
    clock_at,
    local,
    make_card,
    make_roster,
    pin_hash,
    words,
)

MONDAY = date(2026, 11, 2)
CARLAS = {"person": "carla-ørsted"}
NAMED = "/kort/1"


def card_from(start: str, a_date: date | None = None) -> Card:
    """Give Carla the card, as Mette does."""
    since = local(start) if a_date is None else local(start, a_date)
    return Card(
        uid=STRANGE,
        person="carla-ørsted",
        start=since,
        end=None,
        by="Mette Lund",
        at=local("08.10"),
    )


def said_of(workshop: Workshop, seq: int) -> Resolution:
    """Say that the tap was Carla's, as Mette does."""
    return Resolution(
        about=about(workshop, seq),
        person="carla-ørsted",
        by="Mette Lund",
        at=local("08.10"),
    )


def test_from_its_tap_on_the_card_is_theirs(workshop: Workshop, mette: Browser) -> None:
    """The tap counts, and the next one asks nobody."""
    workshop.tap(STRANGE)
    mette.submit(NAMED, NAMED, **CARLAS, kortet="da")
    assert workshop.written()[1:] == [said_of(workshop, 1), card_from("08.10")]

    workshop.clock.advance(3600)
    workshop.tap(STRANGE)
    page = mette.see()
    assert "08.10 Carla Ørsted" in page
    assert "Ukendt kort" not in page


def test_dated_back_the_days_before_are_theirs_too(workshop: Workshop) -> None:
    """Nobody is asked again of the taps since then."""
    tuesday, workshop.clock = workshop.clock, clock_at("08.09", MONDAY)
    workshop.tap(STRANGE)
    workshop.clock = tuesday
    workshop.tap(STRANGE)
    mette = workshop.browser()
    assert mette.see().count("Ukendt kort") == 2
    mette.submit("/kort/2", "/kort/2", **CARLAS, kortet="dato", fra="2-11")

    assert workshop.written()[2:] == [said_of(workshop, 2), card_from("00.00", MONDAY)]
    assert "Ukendt kort" not in mette.see()


def test_for_that_day_only_no_card_is_handed_out(
    workshop: Workshop, mette: Browser
) -> None:
    """That is what happens where nothing is chosen."""
    workshop.tap(STRANGE)
    mette.submit(NAMED, NAMED, **CARLAS, kortet="dag", fra="2-11")

    assert workshop.written()[1:] == [said_of(workshop, 1)]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("måske", "er ikke en dato"),
        ("31-11-2026", "Den 31. november 2026 findes ikke"),
        ("4-11-2026", "ligger efter den, hvor kortet blev holdt til læseren"),
        ("1-9-2026", "over 60 dage siden"),
        ("30-10-2026", "Kortet var en andens indtil"),
    ],
)
def test_a_day_from_which_it_cannot_be_is_told(
    workshop: Workshop, mette: Browser, typed: str, why: str
) -> None:
    """Nothing is written, and all that was chosen stands there still."""
    until = replace(make_card(BENT, STRANGE), end=local("00.00", MONDAY))
    workshop.write_roster(make_roster(cards=[until]))
    workshop.tap(STRANGE)
    answer = mette.submit(NAMED, NAMED, **CARLAS, kortet="dato", fra=typed)

    assert answer.status_code == 422
    assert why in words(answer)
    assert 'value="carla-ørsted" checked' in answer.text
    assert 'value="dato" checked' in answer.text
    assert f'value="{typed}"' in answer.text
    assert workshop.written() == [Tap(uid=STRANGE)]


def test_the_day_on_which_another_had_given_it_back_is_early_enough(
    workshop: Workshop, mette: Browser
) -> None:
    """From that very instant it was nobody's."""
    until = replace(make_card(BENT, STRANGE), end=local("00.00", MONDAY))
    workshop.write_roster(make_roster(cards=[until]))
    workshop.tap(STRANGE)
    mette.submit(NAMED, NAMED, **CARLAS, kortet="dato", fra="2-11-2026")

    assert workshop.written()[-1] == card_from("00.00", MONDAY)


def test_the_day_of_the_tap_is_late_enough(workshop: Workshop, mette: Browser) -> None:
    """From its midnight."""
    workshop.tap(STRANGE)
    mette.submit(NAMED, NAMED, **CARLAS, kortet="dato", fra="3-11-2026")

    assert workshop.written()[-1] == card_from("00.00")


def test_a_tap_whose_time_is_not_known_begins_no_holding(
    workshop: Workshop, mette: Browser
) -> None:
    """Somebody has to say from which day."""
    workshop.uncertain()
    workshop.tap(STRANGE)
    workshop.clock.reboot(b"c" * 16)
    mette = workshop.browser()
    form = mette.get(NAMED).text
    answer = mette.submit(NAMED, NAMED, **CARLAS, kortet="da")

    assert 'value="dato"' in form
    assert 'value="da"' not in form
    assert answer.status_code == 422
    assert "Uret var ikke bekræftet" in words(answer)
    assert workshop.written() == [Tap(uid=STRANGE)]


def test_whoever_hands_out_no_cards_says_only_who_it_was(workshop: Workshop) -> None:
    """The form does not offer it, and a request for it is refused in plain words."""
    leader = StaffMember(name="Ida Berg", role="holdleder", pin_hash=pin_hash())
    workshop.write_roster(make_roster(staff=[leader, "Mette Lund"]))
    workshop.tap(STRANGE)
    ida = workshop.browser("Ida Berg")
    answer = ida.submit(NAMED, NAMED, **CARLAS, kortet="da")

    assert "Skal kortet være deres?" not in ida.see(NAMED)
    assert answer.status_code == 403
    assert workshop.written() == [Tap(uid=STRANGE)]
    assert ida.submit(NAMED, NAMED, **CARLAS).status_code == 303


def test_a_phone_becomes_nobodys(workshop: Workshop, mette: Browser) -> None:
    """Its number is another one tomorrow."""
    workshop.tap("08a1b2c3")
    answer = mette.submit(NAMED, NAMED, **CARLAS, kortet="da")

    assert "Skal kortet være deres?" not in mette.see(NAMED)
    assert answer.status_code == 422
    assert "Det er en telefon" in words(answer)
    assert workshop.written() == [Tap(uid="08a1b2c3")]
