"""What a page becomes when it is used, held against WCAG 2.2 AA by axe as well.

Menus opened, forms refused, sentences shown, an answer on the citizens' screen.
"""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Served, log_in
from tests.browser.doorway import ANNA, LAYLA, hang, says, tap
from tests.browser.refused import leads_to_its_fields, send_refused
from tests.kiosk.web.workshop import STRANGE, UIDS

PHONE, WALL = {"width": 390, "height": 844}, {"width": 1920, "height": 1080}
SCREEN = {"width": 800, "height": 480}
REFUSED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "came": ("/kom", {"#tid": "25.99", "#dato": "måske"}),
    "told": ("/meldt", {"#fra": "32-13-2026", "#ringet": "x"}),
    "no-show": ("/ikke-moedt?person=anna-holm", {"#dato": "1-1-2020"}),
    "correction": ("/ret/3", {}),
    "first day": ("/velkommen/anna-holm", {}),
    "whose card": ("/kort/2", {}),
    "temporary card": ("/kort/midlertidigt/2", {}),
    "from paper": ("/papirliste/skriv", {"#dato": "måske", "#tid-anna-holm": "x"}),
}


def shuts_out(page: Page, *sizes: dict[str, int]) -> list[str]:
    """Look at it in each size."""
    found: list[str] = []
    for width_and_height in sizes:
        page.set_viewport_size(width_and_height)  # type: ignore[arg-type]
        found += violations(page)
    return found


@pytest.mark.parametrize("name", REFUSED)
def test_a_form_that_was_refused_shuts_nobody_out(
    inside: Page, lived_in: Served, name: str
) -> None:
    """What is wrong is said and led to, on a phone and on a wall screen."""
    path, typed = REFUSED[name]
    inside.goto(lived_in.url + path)
    for field, text in typed.items():
        inside.locator(field).fill(text)

    assert send_refused(inside) == 422
    expect(inside.get_by_role("alert").first).to_be_visible()
    assert leads_to_its_fields(inside) != []
    assert shuts_out(inside, PHONE, WALL) == []


def test_a_refused_login_shuts_nobody_out(served: Served, phone: Page) -> None:
    """It says so, and what it says has the focus."""
    phone.goto(f"{served.url}/login")
    phone.get_by_label("Navn").fill("Mette Lund")
    phone.get_by_label("PIN").fill("1")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("alert")).to_be_visible()

    assert shuts_out(phone, PHONE, WALL) == []


def test_the_morning_shuts_nobody_out_while_it_is_used(
    served: Served, phone: Page
) -> None:
    """The menu with the reasons, the sentence with undo, and no line to the page."""
    log_in(phone, served.url)
    phone.get_by_role("link", name="Andet Anna Holm").click()
    expect(phone.get_by_role("dialog")).to_be_visible()
    assert shuts_out(phone, WALL, PHONE) == []

    phone.get_by_role("dialog").get_by_role("button", name="Ferie").click()
    expect(phone.get_by_role("button", name="Fortryd")).to_be_visible()
    expect(phone.get_by_role("dialog")).to_be_hidden()
    assert shuts_out(phone, WALL, PHONE) == []
    expect(phone.get_by_role("button", name="Fortryd")).to_be_visible()

    phone.route("**/live", lambda route: route.abort())
    served.workshop.tap(UIDS["Bent Krogh"])
    expect(phone.locator("#link")).to_be_visible()
    assert shuts_out(phone, WALL, PHONE) == []


def test_the_wall_shuts_nobody_out(inside: Page, lived_in: Served) -> None:
    """In its own size; a phone's is looked at with the other pages."""
    inside.goto(f"{lived_in.url}/tavle")

    assert shuts_out(inside, WALL) == []


@pytest.mark.parametrize("uid", [ANNA, LAYLA, STRANGE])
def test_an_answer_at_the_door_shuts_nobody_out(
    served: Served, phone: Page, uid: str
) -> None:
    """From either side, known or not, on a small screen and on a wall's."""
    hang(phone, served)
    tap(phone, served, uid)
    assert says(phone)
    phone.clock.resume()  # axe waits by the clock that was held still

    assert shuts_out(phone, SCREEN, WALL) == []
