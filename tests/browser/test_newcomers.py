"""A card for somebody on no list, and what a team leader is not led to."""

import time

from playwright.sync_api import Page, expect

from kiosk.journal.contents import Newcomer, Tap
from kiosk.roster.roster import StaffMember
from tests.browser.conftest import Served, log_in
from tests.kiosk.web.workshop import STRANGE, local, make_roster, pin_hash

A_MINUTE_SECONDS = 60


def test_a_temporary_card_takes_less_than_a_minute(served: Served, phone: Page) -> None:
    """From the list of cards to a green one: four clicks, a tap and a name."""
    workshop = served.workshop
    log_in(phone, served.url)
    began = time.monotonic()
    phone.get_by_role("link", name="Kort", exact=True).click()
    phone.get_by_role("link", name="Midlertidigt kort").click()
    expect(phone.get_by_text("Hold et ubrugt kort på læseren nu.")).to_be_visible()
    workshop.tap(STRANGE)
    phone.get_by_role("link", name="Skriv navnet").click()
    expect(phone.get_by_label("Hvad hedder personen?")).to_be_focused()
    phone.keyboard.type("Omar Haddad")
    phone.get_by_label("Ja, registrér det").check()
    phone.get_by_role("button", name="Giv kortet").click()

    expect(phone.locator("#came")).to_contain_text("Omar Haddad")
    assert time.monotonic() - began < A_MINUTE_SECONDS
    said = Newcomer(
        uid=STRANGE,
        name="Omar Haddad",
        start=local("08.10"),
        by="Mette Lund",
        at=local("08.10"),
    )
    assert workshop.written() == [Tap(uid=STRANGE), said]


def test_a_click_on_the_unknown_card_is_shorter_still(
    served: Served, phone: Page
) -> None:
    """Who tapped and got the blue light is asked for a name right there."""
    log_in(phone, served.url)
    served.workshop.tap(STRANGE)
    phone.get_by_role("link", name="Hvem var det?").click()
    phone.get_by_role("link", name="En, der ikke står på listen endnu").click()
    name = phone.get_by_label("Hvad hedder personen?")
    name.fill("x" * 300)
    assert len(name.input_value()) == 100
    name.fill("<b>Omar</b>")
    phone.get_by_label("Ja, registrér det").check()
    phone.get_by_role("button", name="Giv kortet").dblclick()

    expect(phone.locator("#came")).to_contain_text("<b>Omar</b>")
    expect(phone.locator("#cards")).to_have_count(0)
    assert [type(one) for one in served.workshop.written()] == [Tap, Newcomer]


def test_a_team_leader_is_led_to_no_closed_door(served: Served, phone: Page) -> None:
    """No button for what a colleague does; who types the address is told who."""
    mette = StaffMember(name="Mette Lund", role="holdleder", pin_hash=pin_hash())
    karen = StaffMember(name="Karen", role="driftsleder", pin_hash=pin_hash())
    served.workshop.write_roster(make_roster(staff=[mette, karen]))
    log_in(phone, served.url)
    phone.goto(f"{served.url}/kort")
    expect(phone.get_by_role("link", name="Midlertidigt kort")).to_be_visible()
    expect(phone.get_by_role("link", name="Giv kort")).to_have_count(0)
    expect(phone.get_by_text("Spær")).to_have_count(0)
    phone.goto(f"{served.url}/kort/ny/anna-holm")

    expect(phone.get_by_role("alert")).to_contain_text("Det kan Karen.")
    phone.get_by_role("link", name="Til morgenmødet").click()
    expect(phone.locator("#awaited")).to_be_visible()
