"""A citizen's screen in a real browser, for its tests."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served
from tests.kiosk.web.workshop import make_card, make_person, make_roster

PEOPLE = {
    "04a1a2a3a4a5a6": make_person("Anna Holm"),
    "04b1b2b3b4b5b6": make_person("John Smith", language="en", first_name_shown=True),
    "04d1d2d3d4d5d6": make_person("Layla Haddad", language="ar", first_name_shown=True),
    "04e1e2e3e4e5e6": make_person("Олена Коваль", language="uk"),
}
ANNA, JOHN, LAYLA, OLENA = PEOPLE
ROSTER = make_roster(
    list(PEOPLE.values()),
    cards=[make_card(person, uid) for uid, person in PEOPLE.items()],
)
LOOKS_MAX = 250


def hang(page: Page, served: Served) -> None:
    """Hang the screen up, and hold its time still."""
    served.workshop.write_roster(ROSTER)
    page.set_viewport_size({"width": 800, "height": 480})
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    with page.expect_response("**/display/events"):
        page.goto(f"{served.url}/display")
    expect(page.locator("#clock")).to_have_text("08.10")


def tap(page: Page, served: Served, *uids: str) -> None:
    """Hold cards to the reader, one by one, and wait until the screen has them."""
    before = page.evaluate("marks.length")
    for uid in uids:
        served.workshop.clock.advance(0.05)
        served.workshop.tap(uid)
    until(page, f"marks.length === {before + len(uids)}")


def until(page: Page, condition: str) -> None:
    """Wait until it holds; the page itself may not be asked to wait for a text."""
    for _ in range(LOOKS_MAX):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(20)
    pytest.fail(f"never: {condition}")


def says(page: Page) -> str:
    """Read the answer that stands there; nothing where it rests."""
    return str(page.locator("#says").inner_text()).replace("\N{NO-BREAK SPACE}", " ")


def first_line(page: Page) -> str:
    """Read the answer's first line."""
    lines = says(page).split("\n")
    return lines[0]
