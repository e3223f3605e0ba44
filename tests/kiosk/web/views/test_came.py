"""Whoever came without a card is written when they came, and never later."""

from kiosk.journal.contents import Arrival
from tests.kiosk.web.workshop import Browser, Workshop, local, words


def test_the_form_for_a_forgotten_card_takes_no_time_for_granted(
    workshop: Workshop, mette: Browser
) -> None:
    """It knows who; when they came is asked, and Enter alone writes nothing."""
    workshop.stand_at("08.41")
    path = "/kom?person=bent-krogh"
    page = mette.get(path).text

    assert '<option value="bent-krogh" selected>' in page
    assert 'name="tid" value=""' in page
    assert 'name="dato" value="03-11-2026"' in page
    assert "<option selected>Glemte kortet</option>" in page
    assert " checked" not in page
    assert "Var her til mødetid kl. 08.15 Kom først nu, kl. 08.41" in mette.see(path)

    alone = mette.submit(path, "/kom", person="bent-krogh", hvorfor="Glemte kortet")
    assert alone.status_code == 422
    assert "Vælg, hvornår borgeren kom" in words(alone)
    assert 'id="refused" role="alert" tabindex="-1" autofocus' in alone.text
    assert workshop.written() == []


def test_who_was_here_in_time_and_forgot_the_card_is_not_late(
    workshop: Workshop, mette: Browser
) -> None:
    """Written at 08.41, the arrival stands at the meeting time."""
    workshop.stand_at("08.41")
    mette.submit(
        *("/kom", "/kom"),
        person="bent-krogh",
        naar="moedetid",
        hvorfor="Glemte kortet",
    )

    (arrival,) = workshop.written()
    assert isinstance(arrival, Arrival)
    assert arrival.at == local("08.15")
    assert "Bent Krogh er registreret kl. 08.15." in mette.see()


def test_now_chosen_before_a_login_is_chosen_again(mette: Browser) -> None:
    """The minutes that a login takes are not held against somebody."""
    form = {**mette.hidden("/kom"), "person": "bent-krogh", "naar": "nu"}
    mette.submit("/", "/logout")
    mette.send("/kom", form)
    mette.log_in("Mette Lund")
    page = mette.get("/kom").text

    assert '<option value="bent-krogh" selected>' in page
    assert " checked" not in page
