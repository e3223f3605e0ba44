"""Whose card was it? Somebody at the door knows."""

import pytest

from kiosk.journal.contents import Resolution, Tap
from tests.kiosk.web.about import about
from tests.kiosk.web.full_disk import fill_the_disk
from tests.kiosk.web.workshop import (
    DAN,
    STRANGE,
    UIDS,
    Browser,
    Workshop,
    local,
    make_card,
    make_roster,
    words,
)


def test_an_unknown_card_is_listed_with_its_time(
    workshop: Workshop, mette: Browser
) -> None:
    """The question names the minute and, of those on the list, the likely first."""
    workshop.tap(STRANGE)
    workshop.tap(UIDS["Anna Holm"])

    assert "Ukendt kort kl. 08.10 ender på c5c6" in mette.see()
    question = mette.see("/kort/1")
    assert "Hvem var det kl. 08.10?" in question
    assert "Ikke registreret den dag (2) Bent Krogh Carla Ørsted" in question
    assert "Alle andre (1) Anna Holm" in question


def test_naming_somebody_writes_it_for_each_tap_of_the_card(
    workshop: Workshop, mette: Browser
) -> None:
    """Then the person has come at the first of them, and nothing asks any more."""
    workshop.tap(STRANGE)
    workshop.clock.advance(120)
    workshop.tap(STRANGE)
    mette.submit("/kort/1", "/kort/1", person="carla-ørsted")

    assert workshop.written()[2:] == [
        Resolution(
            about=about(workshop, seq),
            person="carla-ørsted",
            by="Mette Lund",
            at=local("08.12"),
        )
        for seq in (1, 2)
    ]
    page = mette.see()
    assert "08.10 Carla Ørsted" in page
    assert "Ukendt kort" not in page


def test_not_one_of_ours_is_an_answer(workshop: Workshop, mette: Browser) -> None:
    """Nobody has come by it."""
    workshop.tap(STRANGE)
    mette.submit("/kort/1", "/kort/1", person="-")

    said = workshop.written()[1]
    assert isinstance(said, Resolution)
    assert said.person is None
    assert "Ukendt kort" not in mette.see()
    assert "var ikke et af vores" in mette.see("/skrevet")


def test_an_answer_given_twice_is_written_once(
    workshop: Workshop, mette: Browser
) -> None:
    """Also by two people who disagree: the first stands, the second is told."""
    workshop.tap(STRANGE)
    ole = workshop.browser("Ole Bach")
    his = ole.hidden("/kort/1")
    mette.submit("/kort/1", "/kort/1", person="carla-ørsted")
    ole.send("/kort/1", {**his, "person": "bent-krogh"})

    assert len(workshop.written()) == 2
    assert "Det er allerede skrevet" in ole.see()
    assert ole.get("/kort/1").location == "/"


def test_no_answer_is_asked_for_again(workshop: Workshop, mette: Browser) -> None:
    """Neither nobody nor somebody who is not on the roster is an answer."""
    workshop.tap(STRANGE)
    for person in ("", "nobody"):
        answer = mette.submit("/kort/1", "/kort/1", person=person)
        assert answer.status_code == 422
        assert "Vælg, hvem det var" in words(answer)

    assert workshop.written() == [Tap(uid=STRANGE)]


def test_an_answer_can_be_taken_back(workshop: Workshop, mette: Browser) -> None:
    """Then the card asks again."""
    workshop.tap(STRANGE)
    mette.submit("/kort/1", "/kort/1", person="carla-ørsted")
    mette.submit("/", "/fortryd", seq="2")

    assert "Ukendt kort kl. 08.10" in mette.see()


def test_a_full_disk_keeps_the_answer_that_was_chosen(
    workshop: Workshop, mette: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can be sent again."""
    workshop.tap(STRANGE)
    fill_the_disk(monkeypatch)
    answer = mette.submit("/kort/1", "/kort/1", person="carla-ørsted")

    assert answer.status_code == 503
    assert 'value="carla-ørsted" checked' in answer.text
    assert workshop.written() == [Tap(uid=STRANGE)]


def test_a_lost_card_leads_to_a_registration_by_hand(
    workshop: Workshop, mette: Browser
) -> None:
    """With the time of its tap; the card itself proves nothing."""
    workshop.write_roster(
        make_roster([DAN], cards=[make_card(DAN, STRANGE, blocked=True)])
    )
    workshop.tap(STRANGE)

    assert "Et kort, der er meldt tabt, kl. 08.10 tilhørte Dan Friis" in mette.see()
    assert "/kom?person=dan-friis&amp;tid=08.10" in mette.get("/").text
    assert mette.get("/kort/1").location == "/"
