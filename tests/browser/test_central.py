"""Central's pages in a real browser, on a phone; skipped where there is none."""

from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server

from tests.server_sync.pages.broken import CHAIN, DEVICE, EVENTS, put_aside
from tests.town import PASSWORD, Town, at, make_town

SMALLEST_PX = 320
TOUCH_PX = 24
PATHS = (
    "/",
    "/people",
    "/people/anna",
    "/people/anna/figures",
    "/people/anna/seen",
    "/people/anna/notice",
    "/people/anna/days/2026-03-19",
    "/people/anna/days/2026-03-19/no-show",
    "/people/anna/arrival",
    "/people/anna/cards",
    "/terminals",
    f"/terminals/{DEVICE}",
    f"{EVENTS}/8",
    f"/terminals/{DEVICE}/lost/{CHAIN}/5/7",
    f"/terminals/{DEVICE}/revoke",
    f"/taps/{DEVICE}/{CHAIN}/4",
    "/new-terminal",
    "/overview",
)
UNNAMED = """() => [...document.querySelectorAll("a, button, input, select, textarea")]
  .filter(one => one.type !== "hidden")
  .filter(one => !(one.labels && one.labels.length) && !one.textContent.trim()
    && !one.getAttribute("aria-label"))
  .map(one => one.outerHTML)"""
TOO_WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"
HEADINGS = "() => [...document.querySelectorAll('h1')].length"
SMALL = """pixels => [...document.querySelectorAll("button, input, .button, nav a")]
  .filter(one => one.type !== "hidden" && one.getClientRects().length)
  .filter(one => one.getBoundingClientRect().height < pixels)
  .map(one => one.outerHTML)"""


@pytest.fixture
def town() -> Town:
    """Make a town with one citizen who came on three of ten days."""
    made = make_town()
    made.add_person("anna", name="Anna Åkjær-Christophersen", team="Træværkstedet")
    made.tap("anna", *(at(day, "08:11") for day in ("16", "17", "18")))
    made.tap("nobody", at("20", "08:12"))
    put_aside(made, 8)
    return made


@pytest.fixture
def url(town: Town) -> Iterator[str]:
    """Serve the town's central on the loopback."""
    # One thread: the town's database is in memory, and has one connection.
    server = make_server("127.0.0.1", 0, town.app, threaded=False)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def log_in(page: Page, url: str) -> None:
    """Fill in the way in and press the button."""
    page.goto(url)
    page.get_by_label("Navn").fill("Mette")
    page.get_by_label("Kode").fill(PASSWORD)
    page.get_by_role("button", name="Log ind").click()
    page.wait_for_url(f"{url}/")


def test_every_page_fits_the_smallest_phone_and_names_what_one_presses(
    phone: Page, url: str
) -> None:
    """Nothing is cut off at 320 pixels, and nothing to press is without a name."""
    log_in(phone, url)
    phone.set_viewport_size({"width": SMALLEST_PX, "height": 700})
    for path in PATHS:
        phone.goto(f"{url}{path}")
        assert not phone.evaluate(TOO_WIDE), path
        assert phone.evaluate(UNNAMED) == [], path
        assert phone.evaluate(SMALL, TOUCH_PX) == [], path
        assert phone.evaluate(HEADINGS) == 1, path


def test_a_no_show_is_noted_and_taken_back_with_the_keyboard_alone(
    phone: Page, url: str
) -> None:
    """The whole way of a no-show, and out of it again, without a mouse."""
    log_in(phone, url)
    phone.goto(f"{url}/people/anna/days/2026-03-19")
    phone.get_by_role("link", name="Notér udeblivelse").press("Enter")
    phone.get_by_label("Hvad har du undersøgt?").fill("Ringet to gange.")
    phone.get_by_label("Jeg har undersøgt det").press("Space")
    phone.get_by_role("button", name="Notér udeblivelse").press("Enter")
    phone.get_by_text("Udeblivelsen er noteret med dit navn.").wait_for()
    phone.get_by_role("link", name="Tag tilbage").press("Enter")
    phone.get_by_label("Hvorfor tages den tilbage?").fill("Anna havde ringet.")
    phone.get_by_role("button", name="Tag tilbage").press("Enter")

    phone.get_by_text("Noteringen er taget tilbage.").wait_for()
    assert phone.get_by_role("heading", name="Ikke registreret – afklar").is_visible()


def test_the_first_tab_leads_past_the_menu(phone: Page, url: str) -> None:
    """Who uses the keyboard gets to the content at once."""
    log_in(phone, url)
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")

    assert phone.evaluate("() => document.activeElement.id") == "content"
