"""A card is handed out by holding it to the reader, and nothing is handed out twice."""

from datetime import timedelta

import pytest

from kiosk.journal.contents import Arrival, Card, Resolution, Tap
from tests.kiosk.web.full_disk import fill_the_disk
from tests.kiosk.web.workshop import (
    ANNA,
    STRANGE,
    UIDS,
    Browser,
    Workshop,
    local,
    make_card,
    words,
)

PHONE = "08a1b2c3"
CARLAS = "/kort/ny/carla-ørsted"


def wait_for(mette: Browser, path: str) -> str:
    """Open the page that waits for a card, and give its address."""
    answer = mette.get(path)
    assert answer.status_code == 303
    return str(answer.location)


def handed(person: str = "carla-ørsted", uid: str = STRANGE) -> Card:
    """Make the entry of a card handed out at 08.10, to be held from the next second."""
    return Card(
        uid=uid,
        person=person,
        start=local("08.10") + timedelta(seconds=1),
        end=None,
        by="Mette Lund",
        at=local("08.10"),
    )


def test_the_next_card_at_the_reader_is_offered_and_given(
    workshop: Workshop, mette: Browser
) -> None:
    """A card from before is not; and its tap is an arrival only if staff say so."""
    workshop.tap("04e1e2e3e4e5e6")
    page = wait_for(mette, CARLAS)
    assert "Hold kortet på læseren nu." in mette.see(page)
    tap = workshop.tap(STRANGE)
    assert "ender på c5c6" in mette.see(page.replace("?", "/nu?"))
    answer = mette.submit(page, CARLAS, tap=str(tap.seq), kom="nej")

    assert answer.location == "/kort"
    said, card = workshop.written()[2:]
    assert isinstance(said, Resolution)
    assert (said.about.seq, said.person) == (tap.seq, None)
    assert card == handed()
    seen = mette.see("/kort")
    assert "Carla Ørsted har fået kortet." in seen
    assert "kort c5c6" in seen
    assert "3 ikke registreret endnu" in mette.see()


def test_the_card_works_at_once_with_no_central_in_reach(
    workshop: Workshop, mette: Browser
) -> None:
    """The next tap is Carla's."""
    page = wait_for(mette, CARLAS)
    tap = workshop.tap(STRANGE)
    mette.submit(page, CARLAS, tap=str(tap.seq), kom="nej")
    workshop.stand_at("08.12")
    workshop.tap(STRANGE)

    assert "08.12 Carla Ørsted" in mette.see()
    assert "Ukendt kort" not in mette.see()


def test_whoever_gets_a_card_at_the_door_has_come(
    workshop: Workshop, mette: Browser
) -> None:
    """One tap for both, where staff say so."""
    page = wait_for(mette, CARLAS)
    tap = workshop.tap(STRANGE)
    mette.submit(page, CARLAS, tap=str(tap.seq), kom="nu")

    assert "08.10 Carla Ørsted" in mette.see()


def test_nothing_is_taken_for_granted_when_a_card_is_handed_out(
    workshop: Workshop, mette: Browser
) -> None:
    """Whether and when somebody came, and what becomes of the old card, is asked."""
    workshop.stand_at("08.41")
    page = wait_for(mette, "/kort/ny/anna-holm")
    tap = workshop.tap(STRANGE)
    shown = mette.get(page).text
    assert " checked" not in shown
    refused = mette.submit(page, "/kort/ny/anna-holm", tap=str(tap.seq))

    assert refused.status_code == 422
    said = words(refused)
    assert "Vælg, om Anna Holm er mødt, og hvornår." in said
    assert "Vælg, hvad der skal ske med det gamle kort." in said
    assert "ender på c5c6" in said
    assert workshop.written() == [Tap(uid=STRANGE)]


def test_who_was_here_in_time_and_gets_a_card_later_is_not_late(
    workshop: Workshop, mette: Browser
) -> None:
    """The tap that showed the card is nobody's; the arrival is at the meeting time."""
    workshop.stand_at("08.41")
    page = wait_for(mette, CARLAS)
    tap = workshop.tap(STRANGE)
    mette.submit(page, CARLAS, tap=str(tap.seq), kom="moedetid")

    resolution, _, arrival = workshop.written()[1:]
    assert isinstance(resolution, Resolution)
    assert isinstance(arrival, Arrival)
    assert (resolution.person, arrival.at) == (None, local("08.15"))
    assert "08.15 Carla Ørsted" in mette.see()


def test_a_phone_is_refused_with_the_reason(workshop: Workshop, mette: Browser) -> None:
    """Its number is another one tomorrow."""
    page = wait_for(mette, CARLAS)
    tap = workshop.tap(PHONE)
    assert "Det er en telefon" in mette.see(page)
    mette.submit(page, CARLAS, tap=str(tap.seq), kom="nej")

    assert workshop.written() == [Tap(uid=PHONE)]


@pytest.mark.parametrize("uid", ["00000000", "ffffffff", "01020304", "12345678"])
def test_a_number_that_many_cards_share_is_refused_with_the_reason(
    workshop: Workshop, mette: Browser, uid: str
) -> None:
    """Somebody else's blank card would register its holder."""
    page = wait_for(mette, CARLAS)
    tap = workshop.tap(uid)
    assert "Det nummer har mange kort" in mette.see(page)
    mette.submit(page, CARLAS, tap=str(tap.seq), kom="nej")

    assert workshop.written() == [Tap(uid=uid)]


def test_somebody_elses_card_is_refused_with_their_name(
    workshop: Workshop, mette: Browser
) -> None:
    """It must be ended there first; then it can be given."""
    page = wait_for(mette, CARLAS)
    tap = workshop.tap(UIDS["Anna Holm"])
    assert "Det kort har Anna Holm allerede. Spær det først der" in mette.see(page)
    mette.submit(page, CARLAS, tap=str(tap.seq), kom="nej")

    assert workshop.written() == [Tap(uid=UIDS["Anna Holm"])]
    mette.submit("/kort", f"/kort/spaer/anna-holm/{UIDS['Anna Holm']}")
    assert "en anden" not in mette.see(page)
    mette.submit(page, CARLAS, tap=str(tap.seq), kom="nej")
    assert workshop.written()[-1] == handed(uid=UIDS["Anna Holm"])


def test_a_lost_card_is_nobodys_at_once(workshop: Workshop, mette: Browser) -> None:
    """Its ending says since when it was hers, so that central finds it."""
    mette.submit("/kort", f"/kort/spaer/anna-holm/{UIDS['Anna Holm']}")
    assert workshop.written() == [
        Card(
            uid=UIDS["Anna Holm"],
            person=ANNA.id,
            start=make_card(ANNA, UIDS["Anna Holm"]).start,
            end=local("08.10"),
            by="Mette Lund",
            at=local("08.10"),
        )
    ]
    workshop.stand_at("08.12")
    workshop.tap(UIDS["Anna Holm"])

    page = mette.see()
    assert "Ukendt kort kl. 08.12" in page
    assert "3 ikke registreret endnu" in page


@pytest.mark.parametrize(("old", "ended"), [("spær", 1), ("behold", 0)])
def test_a_new_card_ends_the_old_one_if_staff_say_so(
    workshop: Workshop, mette: Browser, old: str, ended: int
) -> None:
    """Lost: ended. Two jackets: both."""
    page = wait_for(mette, "/kort/ny/anna-holm")
    tap = workshop.tap(STRANGE)
    assert "har allerede kort a5a6" in mette.see(page)
    mette.submit(page, "/kort/ny/anna-holm", tap=str(tap.seq), gamle=old, kom="nej")

    cards = [one for one in workshop.written() if isinstance(one, Card)]
    assert [one.uid for one in cards if one.end] == [UIDS["Anna Holm"]] * ended
    assert cards[-1] == handed(ANNA.id)


def test_a_double_click_and_two_coordinators_give_one_card(
    workshop: Workshop, mette: Browser
) -> None:
    """The second is told whose it is."""
    ole = workshop.browser("Ole Bach")
    page = wait_for(mette, CARLAS)
    tap = workshop.tap(STRANGE)
    fields = {"tap": str(tap.seq), "kom": "nej"}
    forms = [(one, {**one.hidden(page), **fields}) for one in (mette, ole)]
    for browser, form in (*forms, *forms):
        browser.send(CARLAS, form)

    assert [one for one in workshop.written() if isinstance(one, Card)] == [handed()]
    assert "Det kort har Carla Ørsted allerede, og det virker." in ole.see()


def test_a_minute_without_a_card_ends_the_wait(
    workshop: Workshop, mette: Browser
) -> None:
    """With a way to try again."""
    page = wait_for(mette, CARLAS)
    workshop.clock.advance(timedelta(seconds=61).total_seconds())

    assert "Minuttet er gået" in mette.see(page)


def test_a_full_disk_hands_nothing_out(
    workshop: Workshop, mette: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says so."""
    page = wait_for(mette, CARLAS)
    tap = workshop.tap(STRANGE)
    fill_the_disk(monkeypatch)
    mette.submit(page, CARLAS, tap=str(tap.seq), kom="nej")

    assert "Det blev ikke gemt" in mette.see("/kort")
    assert workshop.written() == [Tap(uid=STRANGE)]


@pytest.mark.parametrize(
    "path", ["/kort/ny/nobody", "/kort/ny/nobody/nu", f"{CARLAS}?efter=x&til=y"]
)
def test_a_made_up_address_is_no_page(mette: Browser, path: str) -> None:
    """Nobody is invented."""
    assert mette.get(path).status_code == 404


def test_what_was_done_with_cards_is_on_the_list(
    workshop: Workshop, mette: Browser
) -> None:
    """Each by name, and it can be taken back."""
    page = wait_for(mette, CARLAS)
    tap = workshop.tap(STRANGE)
    answer = mette.submit(page, CARLAS, tap=str(tap.seq), kom="nej")
    assert "303" in answer.status
    assert "Carla Ørsted fik kortet, der ender på c5c6" in mette.see("/skrevet")
    card = f"/ret/{int(workshop.newest())}"
    mette.submit(card, card, hvorfor="forkert kort")

    assert "har intet kort" in words(mette.get("/kort"))


def test_a_login_that_ended_meanwhile_keeps_the_card(workshop: Workshop) -> None:
    """Logged in again, nobody holds it to the reader a second time."""
    mette = workshop.browser("Mette Lund")
    page = wait_for(mette, CARLAS)
    tap = workshop.tap(STRANGE)
    hidden = mette.hidden(page)
    workshop.clock.advance(timedelta(hours=3).total_seconds())
    sent = mette.send(CARLAS, {**hidden, "tap": str(tap.seq), "kom": "nej"})
    assert sent.location == "/login"
    there = mette.log_in("Mette Lund").location

    assert "ender på c5c6" in mette.see(wait_for(mette, there))
    assert workshop.written() == [Tap(uid=STRANGE)]
